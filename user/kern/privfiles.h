/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files that give privileges to who executes them: set-user-ID, set-group-ID and security.capability. Told as LC_FILE
 * records.
 */
#ifndef LC_KERN_PRIVFILES_H
#define LC_KERN_PRIVFILES_H

#include <stdbool.h>
#include <stddef.h>

struct privfiles_options {
	bool cross; /* also into file systems that are mounted below */
};

/* What was passed over. */
struct privfiles_seen {
	size_t files;	/* regular ones */
	size_t unreadable; /* directories and files that could not be looked at */
	size_t too_long; /* with a path that fits no record */
};

/*
 * Walks the tree below dir, following no link but dir itself. sink as in kern/load.h. 0, the sink's -errno, or
 * -errno with fail(): dir is not there, or no directory.
 */
int privfiles_walk(const char *dir, const struct privfiles_options *options,
		   int (*sink)(void *ctx, const void *record, size_t n), void *ctx, struct privfiles_seen *seen);

#endif
