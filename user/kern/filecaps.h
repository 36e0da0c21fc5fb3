/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * File capabilities (capabilities(7)) as the attribute security.capability has them: struct vfs_ns_cap_data of
 * include/uapi/linux/capability.h.
 */
#ifndef LC_KERN_FILECAPS_H
#define LC_KERN_FILECAPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct filecaps {
	uint64_t permitted, inheritable;
	uint32_t rootid; /* version 3: uid of the root of the user namespaces they hold in, as ours counts; else 0 */
	unsigned int version; /* 1 to 3; 0 if .bad */
	bool effective;
	bool bad; /* there is an attribute, but it says nothing: execve(2) gives what it would without, or fails */
};

/* What n bytes of the attribute say. Everything but .bad is 0 then. */
void filecaps_parse(const void *bytes, size_t n, struct filecaps *out);

/*
 * false: the file has none, or cannot be looked at; *out is untouched then. A link is followed. The kernel itself
 * refuses to show what is of no known version, and what belongs to a user namespace that ours cannot see: .bad.
 */
bool filecaps_read(const char *path, struct filecaps *out);
bool filecaps_read_fd(int fd, struct filecaps *out); /* also one that O_PATH opened */

#endif
