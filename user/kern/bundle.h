/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A throw-away OCI bundle whose root file system is the machine's own: a
 * directory in TMPDIR, and a mount namespace in which its rootfs is all that
 * we see. Nothing is mounted outside of that namespace.
 */
#ifndef LC_KERN_BUNDLE_H
#define LC_KERN_BUNDLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/guard.h"

struct bundle {
	char *dir;    /* has config.json, rootfs and state (what --root of a runtime is to be) */
	char *state;
	char *id;     /* for the container, unique */
	int mount_ns; /* descriptor of the namespace, for kern/spawn.h */
};
#define BUNDLE_INIT { .mount_ns = -1 }

/*
 * pure_cgroup2: in the namespace, but not below rootfs, /sys/fs/cgroup is cgroup2 alone where the machine has a
 * mixture (crun refuses that). 0 or -errno with fail(); nothing is left then.
 */
int bundle_make(const void *config, size_t n, bool pure_cgroup2, struct bundle *bundle);

/* Removes it. What a runtime holds in .state must have been deleted by the runtime before. */
void bundle_free(struct bundle *bundle);
#define _bundle_ _cleanup_(bundle_free)

#endif
