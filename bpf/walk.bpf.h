/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The names of a file, from itself up to the root of its mount namespace. */
#ifndef LC_WALK_BPF_H
#define LC_WALK_BPF_H

#include "bpf/scope.bpf.h"

/*
 * Puts the names into the user's room, each ended by NUL, and returns their size; 0: they did not fit. dentry and mnt
 * (a struct vfsmount) are addresses. Global: the verifier looks at it once.
 */
#define PATH_LOOSE (-1) /* the file is mounted by itself, and nowhere, as runc's own is */
extern int put_path(__u64 dentry, __u64 mnt, __u32 user);

/* The same as its file system has it, whatever is mounted where. */
extern int put_loose(__u64 dentry, __u32 user);

#endif
