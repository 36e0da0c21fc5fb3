// SPDX-License-Identifier: BSD-2-Clause
/* Knows the programs that start containers and services, by name. */
#include "core/role_known.h"

#include <string.h>

static const struct known_runtime runtimes[] = {
	{ "runc", RUNTIME_RUNC, KNOWN_BEARS_VERSION | KNOWN_EXECUTES },
	{ "crun", RUNTIME_CRUN, KNOWN_BEARS_VERSION | KNOWN_EXECUTES },
	{ "youki", RUNTIME_OTHER, KNOWN_BEARS_VERSION | KNOWN_EXECUTES },
	{ "lxc-start", RUNTIME_OTHER, KNOWN_EXECUTES },
	{ "lxc-execute", RUNTIME_OTHER, KNOWN_EXECUTES },
	{ "lxc-attach", RUNTIME_OTHER, KNOWN_EXECUTES },
	{ "systemd-nspawn", RUNTIME_OTHER, KNOWN_EXECUTES },
	{ "systemd-executor", RUNTIME_SYSTEMD, KNOWN_EXECUTES },
	{ "systemd", RUNTIME_SYSTEMD, KNOWN_EXECUTES | KNOWN_ONLY_ENTERED },
	{ "containerd-shim", RUNTIME_CONTAINERD, KNOWN_BEARS_MORE },
	{ "containerd", RUNTIME_CONTAINERD, 0 },
	{ "dockerd", RUNTIME_CONTAINERD, 0 },
	{ "crio", RUNTIME_OTHER, 0 },
	{ "conmon", RUNTIME_OTHER, 0 },
	{ "conmonrs", RUNTIME_OTHER, 0 },
	{ "podman", RUNTIME_OTHER, 0 },
	{ "buildah", RUNTIME_OTHER, 0 },
};

/* What runtimes call for help before there is a workload to tell them from. */
static const char *const helpers[] = {
	"newuidmap", "newgidmap", "nft", "iptables", "ip6tables", "xtables-nft-multi", "xtables-legacy-multi", "kmod",
	"modprobe", "fuse-overlayfs", "fusermount", "fusermount3", "slirp4netns", "pasta", "passt", "netavark",
	"aardvark-dns", "rootlessport", "docker-proxy",
};

/* What a runtime may be called through. */
static const char *const wrappers[] = {
	"bash", "chrt", "dash", "doas", "env", "ionice", "nice", "nohup", "nsenter", "setpriv", "setsid", "sh", "sudo",
	"systemd-run", "taskset", "time", "timeout", "unshare",
};

static const char *base_name(const struct program *p)
{
	const char *slash = strrchr(p->exe, '/');

	return slash ? slash + 1 : p->exe;
}

static bool is_listed(const struct program *p, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(base_name(p), names[i]))
			return true;
	return false;
}

static bool is_name_of(const struct known_runtime *known, const char *name)
{
	size_t n = strlen(known->name);
	const char *rest = name + n;

	if (strncmp(name, known->name, n))
		return false;
	if (!*rest)
		return true;
	if (known->traits & KNOWN_BEARS_MORE)
		return *rest == '-';
	return (known->traits & KNOWN_BEARS_VERSION) &&
	       (*rest == '.' || (*rest == '-' && rest[1] >= '0' && rest[1] <= '9'));
}

static const struct known_runtime *known_by(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(runtimes); i++)
		if (is_name_of(&runtimes[i], name))
			return &runtimes[i];
	return NULL;
}

static const struct known_runtime *known_before(const char *text, const char *ends)
{
	char name[LC_COMM_LEN + 1] = "";
	size_t n = strcspn(text, ends);

	return known_by(n < sizeof(name) ? memcpy(name, text, n) : name);
}

const struct known_runtime *known_runtime_of(const struct program *p)
{
	static const char memory[] = "memfd:";
	const char *name = base_name(p);

	if (!*name)
		return known_before(p->comm, ":");
	return strncmp(name, memory, strlen(memory)) ? known_by(name) : known_before(name + strlen(memory), "_:");
}

bool known_is_copy(const struct program *p)
{
	return !*p->exe && (!strcmp(p->comm, "exe") || (*p->comm && !p->comm[strspn(p->comm, "0123456789")]));
}

bool known_helper(const struct program *p)
{
	return is_listed(p, helpers, ARRAY_SIZE(helpers));
}

bool known_wrapper(const struct program *p)
{
	return is_listed(p, wrappers, ARRAY_SIZE(wrappers));
}
