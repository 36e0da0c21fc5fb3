/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Everything that a run started, also what forked away from it: this process
 * is made the reaper of its orphans, so that all of it can be found and ended.
 *
 * `but` are processes, ended by 0, that are passed over with what they started and with their process groups;
 * NULL: none.
 */
#ifndef LC_KERN_BROOD_H
#define LC_KERN_BROOD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* From now on orphaned descendants become our children. 0 or -errno with fail(). */
int brood_adopt(void);

/*
 * Whether there is a descendant: dead ones count until they were waited for. Never wrong after brood_adopt(), since
 * each then hangs on a child of ours; without it what forked away is not seen.
 */
bool brood_lives(const pid_t *but);

/* Sends the signal to each descendant. */
void brood_kill(int signal, const pid_t *but);

/*
 * Ends all of them: SIGTERM if polite, SIGKILL after `patience` seconds, until none is left; reaps them.
 * false: some could not be ended (uninterruptible).
 */
bool brood_end(bool polite, double patience);

#endif
