// SPDX-License-Identifier: BSD-2-Clause
/* Knows which calls take a symbolic link at the end of a name for what they mean, and do not follow it. */
#include "kern/witness_parts.h"

#define AT_NOFOLLOW 0x100    /* AT_SYMLINK_NOFOLLOW */
#define AT_FOLLOW 0x400	     /* AT_SYMLINK_FOLLOW */
#define OPEN_NOFOLLOW 0x20000 /* O_NOFOLLOW of x86 */
#define OPEN_NEW 0xc0	     /* O_CREAT | O_EXCL */

enum when {
	NEVER,	    /* follows */
	UNLESS_ALL, /* ... unless all bits of the mask are set */
	IF_ALL,	    /* ... only then */
};

/* Numbers of the call; -1: that ABI has none. */
static const struct habit {
	int16_t x86_64, i386;
	uint8_t when;	  /* enum when */
	uint8_t names;	  /* bit N: of name N */
	uint8_t argument; /* that has the bits */
	uint32_t mask;
} habits[] = {
	/* stat, chmod, chown */
	{ 6, 107, NEVER, 1 },				/* lstat */
	{ -1, 84, NEVER, 1 },				/* oldlstat */
	{ -1, 196, NEVER, 1 },				/* lstat64 */
	{ 89, 85, NEVER, 1 },				/* readlink */
	{ 267, 305, NEVER, 1 },				/* readlinkat */
	{ 94, 16, NEVER, 1 },				/* lchown */
	{ -1, 198, NEVER, 1 },				/* lchown32 */
	{ 260, 298, UNLESS_ALL, 1, 4, AT_NOFOLLOW },	/* fchownat */
	{ 452, 452, UNLESS_ALL, 1, 3, AT_NOFOLLOW },	/* fchmodat2 */
	{ 439, 439, UNLESS_ALL, 1, 3, AT_NOFOLLOW },	/* faccessat2 */
	{ 262, 300, UNLESS_ALL, 1, 3, AT_NOFOLLOW },	/* newfstatat, fstatat64 */
	{ 332, 383, UNLESS_ALL, 1, 2, AT_NOFOLLOW },	/* statx */
	{ 280, 320, UNLESS_ALL, 1, 3, AT_NOFOLLOW },	/* utimensat */
	{ -1, 412, UNLESS_ALL, 1, 3, AT_NOFOLLOW },	/* utimensat_time64 */
	/* attributes */
	{ 189, 227, NEVER, 1 },				/* lsetxattr */
	{ 192, 230, NEVER, 1 },				/* lgetxattr */
	{ 195, 233, NEVER, 1 },				/* llistxattr */
	{ 198, 236, NEVER, 1 },				/* lremovexattr */
	{ 463, 463, UNLESS_ALL, 1, 2, AT_NOFOLLOW },	/* setxattrat */
	{ 464, 464, UNLESS_ALL, 1, 2, AT_NOFOLLOW },	/* getxattrat */
	{ 465, 465, UNLESS_ALL, 1, 2, AT_NOFOLLOW },	/* listxattrat */
	{ 466, 466, UNLESS_ALL, 1, 2, AT_NOFOLLOW },	/* removexattrat */
	/* to make, to remove */
	{ 82, 38, NEVER, 3 },				/* rename */
	{ 264, 302, NEVER, 3 },				/* renameat */
	{ 316, 353, NEVER, 3 },				/* renameat2 */
	{ 83, 39, NEVER, 1 },				/* mkdir */
	{ 258, 296, NEVER, 1 },				/* mkdirat */
	{ 133, 14, NEVER, 1 },				/* mknod */
	{ 259, 297, NEVER, 1 },				/* mknodat */
	{ 84, 40, NEVER, 1 },				/* rmdir */
	{ 87, 10, NEVER, 1 },				/* unlink */
	{ 263, 301, NEVER, 1 },				/* unlinkat */
	{ 88, 83, NEVER, 3 },				/* symlink */
	{ 266, 304, NEVER, 3 },				/* symlinkat */
	{ 86, 9, NEVER, 3 },				/* link */
	{ 265, 303, IF_ALL, 1, 4, AT_FOLLOW },		/* linkat: the old name */
	{ 265, 303, NEVER, 2 },				/* ... and the new one */
	{ 49, 361, NEVER, 1 },				/* bind: makes a socket */
	/* open */
	{ 2, 5, UNLESS_ALL, 1, 1, OPEN_NOFOLLOW },	/* open */
	{ 2, 5, UNLESS_ALL, 1, 1, OPEN_NEW },
	{ 257, 295, UNLESS_ALL, 1, 2, OPEN_NOFOLLOW },	/* openat */
	{ 257, 295, UNLESS_ALL, 1, 2, OPEN_NEW },
	{ 322, 358, UNLESS_ALL, 1, 4, AT_NOFOLLOW },	/* execveat */
	{ 303, 341, IF_ALL, 1, 4, AT_FOLLOW },		/* name_to_handle_at */
	{ 254, 292, UNLESS_ALL, 1, 2, 0x02000000 },	/* inotify_add_watch: IN_DONT_FOLLOW */
	{ 301, 339, UNLESS_ALL, 1, 1, 0x4 },		/* fanotify_mark: FAN_MARK_DONT_FOLLOW */
	/* mount */
	{ 166, 52, UNLESS_ALL, 1, 1, 0x8 },		/* umount2: UMOUNT_NOFOLLOW */
	{ 428, 428, UNLESS_ALL, 1, 2, AT_NOFOLLOW },	/* open_tree */
	{ 442, 442, UNLESS_ALL, 1, 2, AT_NOFOLLOW },	/* mount_setattr */
	{ 433, 433, UNLESS_ALL, 1, 2, 0x2 },		/* fspick: FSPICK_SYMLINK_NOFOLLOW */
	{ 429, 429, IF_ALL, 1, 4, 0x01 },		/* move_mount: MOVE_MOUNT_F_SYMLINKS */
	{ 429, 429, IF_ALL, 2, 4, 0x10 },		/* ... MOVE_MOUNT_T_SYMLINKS */
};

bool witness_follows(const struct lc_denial *denial, uint32_t name)
{
	for (size_t i = 0; i < ARRAY_SIZE(habits); i++) {
		const struct habit *h = &habits[i];
		int nr = denial->abi == LC_ABI_I386 ? h->i386 : h->x86_64;
		bool all = (denial->arg[h->argument] & h->mask) == h->mask;

		if (nr < 0 || (uint32_t)nr != denial->nr || !(h->names >> name & 1))
			continue;
		if (h->when == NEVER || (h->when == UNLESS_ALL) == all)
			return false;
	}
	return true;
}
