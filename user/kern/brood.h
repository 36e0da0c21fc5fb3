/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Everything that a run started, also what forked away from it: this process
 * is made the reaper of its orphans, so that all of it can be found and ended.
 */
#ifndef LC_KERN_BROOD_H
#define LC_KERN_BROOD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* From now on orphaned descendants become our children. 0 or -errno with fail(). */
int brood_adopt(void);

/* Number of living descendants, zombies not counted, those of `but` (a child, or 0) left out. */
size_t brood_count(pid_t but);

/* Sends the signal to each descendant, those of `but` left out. */
void brood_kill(int signal, pid_t but);

/*
 * Ends all of them: SIGTERM if polite, SIGKILL after `patience` seconds, until none is left; reaps them.
 * false: some could not be ended (uninterruptible).
 */
bool brood_end(bool polite, double patience);

#endif
