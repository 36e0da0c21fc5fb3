/* SPDX-License-Identifier: BSD-2-Clause */
/* The bits of st_mode, open(2) flags and file attributes, as the wire has them: <sys/stat.h> and <fcntl.h> do I/O. */
#ifndef LC_CORE_MODE_H
#define LC_CORE_MODE_H

#include <stdbool.h>
#include <stdint.h>

#define MODE_TYPE 0170000u
#define MODE_SOCKET 0140000u
#define MODE_LINK 0120000u
#define MODE_REGULAR 0100000u
#define MODE_BLOCK 0060000u
#define MODE_DIRECTORY 0040000u
#define MODE_CHARACTER 0020000u
#define MODE_FIFO 0010000u
#define MODE_STICKY 01000u
#define MODE_BITS 07777u

static inline bool mode_is(uint32_t mode, uint32_t type)
{
	return (mode & MODE_TYPE) == type;
}

static inline bool mode_is_device(uint32_t mode)
{
	return mode_is(mode, MODE_BLOCK) || mode_is(mode, MODE_CHARACTER);
}

/* lc_object.mount: ST_* of statvfs(3) */
#define MOUNTED_RDONLY 0x1u
#define MOUNTED_NOSUID 0x2u
#define MOUNTED_NODEV 0x4u
#define MOUNTED_NOEXEC 0x8u

/* lc_step.inode_flags and .sb_flags: S_* and SB_* of include/linux/fs.h */
#define INODE_APPEND 0x4u
#define INODE_IMMUTABLE 0x8u
#define SUPER_RDONLY 0x1u

#endif
