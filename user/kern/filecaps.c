// SPDX-License-Identifier: BSD-2-Clause
/* Reads the attribute security.capability of a file. */
#include "kern/filecaps.h"

#include <endian.h>
#include <linux/capability.h>
#include <linux/xattr.h>
#include <sys/xattr.h>

bool filecaps_read(const char *path, struct filecaps *out)
{
	struct vfs_ns_cap_data data = { 0 };
	ssize_t n = getxattr(path, XATTR_NAME_CAPS, &data, sizeof(data));

	if (n < (ssize_t)XATTR_CAPS_SZ_2)
		return false;
	out->permitted = le32toh(data.data[0].permitted) | (uint64_t)le32toh(data.data[1].permitted) << 32;
	out->effective = le32toh(data.magic_etc) & VFS_CAP_FLAGS_EFFECTIVE;
	return true;
}
