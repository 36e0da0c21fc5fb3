// SPDX-License-Identifier: BSD-2-Clause
/* Knows the names of layers and of how sure we are. */
#include "core/layer.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

static const char *const layers[] = {
	[LAYER_DAC] = "dac",
	[LAYER_ACL] = "acl",
	[LAYER_CAPABILITY] = "capability",
	[LAYER_USER_NAMESPACE] = "user_namespace",
	[LAYER_APPARMOR] = "lsm:apparmor",
	[LAYER_SELINUX] = "lsm:selinux",
	[LAYER_LANDLOCK] = "lsm:landlock",
	[LAYER_YAMA] = "lsm:yama",
	[LAYER_LOCKDOWN] = "lsm:lockdown",
	[LAYER_BPF_LSM] = "lsm:bpf",
	[LAYER_LSM_OTHER] = "lsm:other",
	[LAYER_SECCOMP] = "seccomp",
	[LAYER_NO_NEW_PRIVS] = "no_new_privs",
	[LAYER_BOUNDING_SET] = "bounding_set",
	[LAYER_SECUREBITS] = "securebits",
	[LAYER_MOUNT_FLAG] = "mount_flag",
	[LAYER_INODE_FLAG] = "inode_flag",
	[LAYER_FILE_SEAL] = "file_seal",
	[LAYER_RLIMIT] = "rlimit",
	[LAYER_PTRACE] = "ptrace",
	[LAYER_CGROUP_DEVICE] = "cgroup_device",
	[LAYER_CGROUP_PIDS] = "cgroup_pids",
	[LAYER_SYSCTL] = "sysctl",
	[LAYER_NETFILTER] = "netfilter",
	[LAYER_CHROOT] = "chroot",
	[LAYER_OTHER] = "other",
	[LAYER_UNKNOWN] = "unknown",
};
static_assert(ARRAY_SIZE(layers) == LAYERS, "a name per layer");

const char *layer_name(enum layer layer)
{
	return (unsigned int)layer < LAYERS ? layers[layer] : "unknown";
}

int layer_of(const char *name)
{
	for (int i = 0; i < LAYERS; i++)
		if (!strcmp(layers[i], name))
			return i;
	return -EINVAL;
}

static const char *const confidences[] = { [CONFIDENCE_INFERRED] = "inferred", [CONFIDENCE_SEEN] = "seen" };
static_assert(ARRAY_SIZE(confidences) == CONFIDENCES, "a name per confidence");

const char *confidence_name(enum confidence confidence)
{
	return (unsigned int)confidence < CONFIDENCES ? confidences[confidence] : "inferred";
}
