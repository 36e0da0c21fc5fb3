// SPDX-License-Identifier: BSD-2-Clause
/* Reads the attribute security.capability of a file. */
#include "kern/filecaps.h"

#include <endian.h>
#include <errno.h>
#include <linux/capability.h>
#include <linux/xattr.h>
#include <stdio.h>
#include <string.h>
#include <sys/xattr.h>

/* The kernel takes a version with its own size only. */
static unsigned int version_of(uint32_t magic, size_t n)
{
	switch (magic & VFS_CAP_REVISION_MASK) {
	case VFS_CAP_REVISION_1:
		return n == XATTR_CAPS_SZ_1 ? 1 : 0;
	case VFS_CAP_REVISION_2:
		return n == XATTR_CAPS_SZ_2 ? 2 : 0;
	case VFS_CAP_REVISION_3:
		return n == XATTR_CAPS_SZ_3 ? 3 : 0;
	default:
		return 0;
	}
}

void filecaps_parse(const void *bytes, size_t n, struct filecaps *out)
{
	struct vfs_ns_cap_data data = { 0 };
	unsigned int version = 0;

	if (n >= XATTR_CAPS_SZ_1 && n <= sizeof(data)) {
		memcpy(&data, bytes, n);
		version = version_of(le32toh(data.magic_etc), n);
	}
	*out = (struct filecaps){ .version = version, .bad = !version };
	if (out->bad)
		return;
	out->effective = le32toh(data.magic_etc) & VFS_CAP_FLAGS_EFFECTIVE;
	out->permitted = le32toh(data.data[0].permitted) | (uint64_t)le32toh(data.data[1].permitted) << 32;
	out->inheritable = le32toh(data.data[0].inheritable) | (uint64_t)le32toh(data.data[1].inheritable) << 32;
	out->rootid = le32toh(data.rootid);
}

bool filecaps_read(const char *path, struct filecaps *out)
{
	struct vfs_ns_cap_data data;
	ssize_t n = getxattr(path, XATTR_NAME_CAPS, &data, sizeof(data));

	if (n >= 0) {
		filecaps_parse(&data, (size_t)n, out);
		return true;
	}
	if (errno != EINVAL && errno != EOVERFLOW && errno != ERANGE)
		return false;
	*out = (struct filecaps){ .bad = true };
	return true;
}

bool filecaps_read_fd(int fd, struct filecaps *out)
{
	char path[32];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return filecaps_read(path, out);
}
