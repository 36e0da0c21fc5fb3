// SPDX-License-Identifier: BSD-2-Clause
/*
 * Knows what of the machine a container is handed: namespaces, paths, devices, ports, sysctls; and what a reader would
 * not understand.
 */
#include <string.h>

#include "core/manifest_judge.h"

/* --- namespaces --------------------------------------------------------------------------- */

static const struct {
	enum severity severity;
	const char *attack;
} host_namespaces[HOST_NAMESPACES] = {
	[HOST_PID] = { SEVERITY_HIGH, "Sees every process, its environment and, through /proc/PID/root, its files." },
	[HOST_NET] = { SEVERITY_MEDIUM, "Reaches what listens on the machine's loopback and its abstract sockets." },
	[HOST_IPC] = { SEVERITY_MEDIUM, "Reads and writes the shared memory of the machine's processes." },
	[HOST_UTS] = { SEVERITY_LOW, NULL },
	[HOST_USER] = { SEVERITY_LOW, NULL },
	[HOST_CGROUP] = { SEVERITY_LOW, NULL },
	[HOST_MOUNT] = { SEVERITY_HIGH, "Changes the machine's own mounts and files." },
};

static bool is_pod_level(const struct judge *j)
{
	return j->m->npods > 0;
}

static void judge_namespaces(struct judge *j, const struct container *c)
{
	for (enum host_ns ns = 0; ns < HOST_NAMESPACES; ns++) {
		if (c->host[ns].what != SAY_YES)
			continue;
		j->attack = host_namespaces[ns].attack;
		j->remedy = remedy_of(j, FIX_HOST_NS);
		tell(j, c, "host-namespace", host_namespaces[ns].severity, c->host[ns].line, NO_CONTROL,
		     "shares the %s namespace of the machine", host_ns_name(ns));
	}
}

static void judge_pod_namespaces(struct judge *j, const struct pod *pod)
{
	for (enum host_ns ns = 0; ns < HOST_NAMESPACES; ns++) {
		if (pod->host[ns].what != SAY_YES)
			continue;
		j->attack = host_namespaces[ns].attack;
		j->remedy = remedy_of(j, FIX_HOST_NS);
		tell_pod(j, pod, "host-namespace", host_namespaces[ns].severity, pod->host[ns].line,
			 BASE_HOST_NAMESPACES, "shares the %s namespace of the machine", host_ns_name(ns));
	}
}

/* --- paths ---------------------------------------------------------------------------------- */

#define TAKES_OVER "Asks the runtime for a privileged container and is root of the machine."

static const struct {
	const char *path;
	bool below; /* and what is below it */
	enum severity severity;
	const char *attack;
} paths[] = {
	{ "/", false, SEVERITY_HIGH, "Writes the machine's files: a key for ssh, a unit, a cron job." },
	{ "/var/run/docker.sock", false, SEVERITY_HIGH, TAKES_OVER },
	{ "/run/docker.sock", false, SEVERITY_HIGH, TAKES_OVER },
	{ "/run/containerd", true, SEVERITY_HIGH, TAKES_OVER },
	{ "/var/run/containerd", true, SEVERITY_HIGH, TAKES_OVER },
	{ "/run/crio", true, SEVERITY_HIGH, TAKES_OVER },
	{ "/var/run/crio", true, SEVERITY_HIGH, TAKES_OVER },
	{ "/run/podman", true, SEVERITY_HIGH, TAKES_OVER },
	{ "/var/run/podman", true, SEVERITY_HIGH, TAKES_OVER },
	{ "/run", false, SEVERITY_HIGH, "Finds the sockets of the runtime and of systemd." },
	{ "/var/run", false, SEVERITY_HIGH, "Finds the sockets of the runtime and of systemd." },
	{ "/run/systemd", true, SEVERITY_HIGH, "Asks systemd to start what it likes." },
	{ "/etc/localtime", false, SEVERITY_NOTE, NULL },
	{ "/etc/timezone", false, SEVERITY_NOTE, NULL },
	{ "/etc/hosts", false, SEVERITY_LOW, NULL },
	{ "/etc/resolv.conf", false, SEVERITY_LOW, NULL },
	{ "/etc/ssl", true, SEVERITY_LOW, NULL },
	{ "/etc/shadow", true, SEVERITY_HIGH, "Reads, or writes, the password hashes." },
	{ "/etc/passwd", true, SEVERITY_HIGH, "Writes a user who is root." },
	{ "/etc/sudoers", true, SEVERITY_HIGH, "Writes who becomes root." },
	{ "/etc/sudoers.d", true, SEVERITY_HIGH, "Writes who becomes root." },
	{ "/etc/ssh", true, SEVERITY_HIGH, "Reads the machine's keys." },
	{ "/etc/systemd", true, SEVERITY_HIGH, "Writes units, which run as root." },
	{ "/etc/cron.d", true, SEVERITY_HIGH, "Writes jobs, which run as root." },
	{ "/etc/kubernetes", true, SEVERITY_HIGH, "Reads the keys of the cluster." },
	{ "/etc", false, SEVERITY_HIGH, "Reads password hashes and keys, and writes users, units and cron jobs." },
	{ "/etc", true, SEVERITY_MEDIUM,
	  "Reads, and unless it is mounted read-only writes, the machine's settings there." },
	{ "/proc", true, SEVERITY_HIGH,
	  "Writes kernel settings such as core_pattern, which runs a program as root." },
	{ "/sys/fs/cgroup", true, SEVERITY_MEDIUM, "Writes a release agent or device rules." },
	{ "/sys", true, SEVERITY_HIGH, "Writes kernel settings and driver controls." },
	{ "/dev/net", true, SEVERITY_LOW, NULL },
	{ "/dev/shm", true, SEVERITY_MEDIUM, "Reads and writes the shared memory of the machine's processes." },
	{ "/dev", true, SEVERITY_HIGH, "Finds the machine's disks and memory." },
	{ "/root", true, SEVERITY_HIGH, "Reads keys and writes what root's shell reads." },
	{ "/home", true, SEVERITY_MEDIUM, "Reads keys and writes what users' shells read." },
	{ "/boot", true, SEVERITY_HIGH, "Writes the next kernel." },
	{ "/usr", true, SEVERITY_HIGH, "Writes the programs that root runs." },
	{ "/bin", true, SEVERITY_HIGH, "Writes the programs that root runs." },
	{ "/sbin", true, SEVERITY_HIGH, "Writes the programs that root runs." },
	{ "/lib/modules", true, SEVERITY_MEDIUM, "Writes what the next modprobe loads." },
	{ "/lib", true, SEVERITY_HIGH, "Writes the libraries that root's programs load." },
	{ "/lib64", true, SEVERITY_HIGH, "Writes the libraries that root's programs load." },
	{ "/var/lib/kubelet", true, SEVERITY_HIGH, "Reads the secrets of every pod on the node." },
	{ "/var/lib/docker", true, SEVERITY_HIGH, "Writes the files of every container." },
	{ "/var/lib/containers", true, SEVERITY_HIGH, "Writes the files of every container." },
	{ "/var/lib/containerd", true, SEVERITY_HIGH, "Writes the files of every container." },
	{ "/var/lib/etcd", true, SEVERITY_HIGH, "Reads and writes the state of the cluster." },
	{ "/var/log", true, SEVERITY_MEDIUM, "Links a log to any file of the node, which the kubelet then shows." },
	{ "/var", false, SEVERITY_HIGH, "Finds the secrets of pods and the files of containers." },
};

/* Without slashes at the end, doubled ones and dots. */
static void clean_path(const char *path, char *out, size_t room)
{
	size_t n = 0;

	while (*path && n + 2 < room) {
		size_t k = strcspn(path, "/");

		if (!k || (k == 1 && *path == '.')) {
			path += k + (path[k] == '/');
			continue;
		}
		if (n + k + 2 >= room)
			break;
		out[n++] = '/';
		memcpy(out + n, path, k);
		n += k;
		path += k + (path[k] == '/');
	}
	if (!n)
		out[n++] = '/';
	out[n] = '\0';
}

static size_t find_path(const char *text)
{
	char path[512];

	clean_path(text, path, sizeof(path));
	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		size_t n = strlen(paths[i].path);

		if (!strncmp(path, paths[i].path, n) && (!path[n] || (paths[i].below && path[n] == '/')))
			return i;
	}
	return ARRAY_SIZE(paths);
}

static void judge_mounts(struct judge *j, const struct container *c)
{
	for (size_t i = 0; i < c->mounts.n; i++) {
		const struct word_at *path = &c->mounts.at[i];
		size_t row = find_path(path->text);

		if (row == ARRAY_SIZE(paths))
			continue;
		j->attack = paths[row].attack;
		tell(j, c, "host-path", paths[row].severity, path->line, NO_CONTROL, "mounts %s of the machine",
		     path->text);
	}
}

static void judge_pod_paths(struct judge *j, const struct pod *pod)
{
	for (size_t i = 0; i < pod->host_paths.n; i++) {
		const struct word_at *path = &pod->host_paths.at[i];
		size_t row = find_path(path->text);
		bool known = row < ARRAY_SIZE(paths);

		j->attack = known ? paths[row].attack : NULL;
		tell_pod(j, pod, "host-path", known ? paths[row].severity : SEVERITY_LOW, path->line, BASE_HOST_PATH,
			 "mounts %s of the machine", path->text);
	}
}

/* --- devices ----------------------------------------------------------------------------------- */

static const struct {
	const char *prefix;
	enum severity severity;
	const char *attack;
} devices[] = {
	{ "every device", SEVERITY_HIGH, "Opens the machine's disks and memory." },
	{ "/dev/null", SEVERITY_NOTE, NULL },
	{ "/dev/zero", SEVERITY_NOTE, NULL },
	{ "/dev/full", SEVERITY_NOTE, NULL },
	{ "/dev/random", SEVERITY_NOTE, NULL },
	{ "/dev/urandom", SEVERITY_NOTE, NULL },
	{ "/dev/tty", SEVERITY_NOTE, NULL },
	{ "/dev/console", SEVERITY_NOTE, NULL },
	{ "/dev/ptmx", SEVERITY_NOTE, NULL },
	{ "/dev/mem", SEVERITY_HIGH, "Reads and writes the machine's memory." },
	{ "/dev/kmem", SEVERITY_HIGH, "Reads and writes the kernel's memory." },
	{ "/dev/port", SEVERITY_HIGH, "Drives the machine's hardware." },
	{ "/dev/kmsg", SEVERITY_MEDIUM, "Reads the kernel's log with its addresses." },
	{ "/dev/sd", SEVERITY_HIGH, "Reads and writes the disk, past all file modes." },
	{ "/dev/hd", SEVERITY_HIGH, "Reads and writes the disk, past all file modes." },
	{ "/dev/vd", SEVERITY_HIGH, "Reads and writes the disk, past all file modes." },
	{ "/dev/xvd", SEVERITY_HIGH, "Reads and writes the disk, past all file modes." },
	{ "/dev/nvme", SEVERITY_HIGH, "Reads and writes the disk, past all file modes." },
	{ "/dev/mmcblk", SEVERITY_HIGH, "Reads and writes the disk, past all file modes." },
	{ "/dev/dm-", SEVERITY_HIGH, "Reads and writes the disk, past all file modes." },
	{ "/dev/mapper", SEVERITY_HIGH, "Reads and writes the disk, past all file modes." },
	{ "/dev/disk", SEVERITY_HIGH, "Reads and writes the disk, past all file modes." },
	{ "/dev/loop", SEVERITY_MEDIUM, "Lays images of its own before the kernel's file systems." },
};

static void judge_devices(struct judge *j, const struct container *c)
{
	for (size_t i = 0; i < c->devices.n; i++) {
		const struct word_at *device = &c->devices.at[i];
		enum severity severity = SEVERITY_LOW;

		for (size_t k = 0; k < ARRAY_SIZE(devices); k++) {
			if (strncmp(device->text, devices[k].prefix, strlen(devices[k].prefix)))
				continue;
			severity = devices[k].severity;
			j->attack = devices[k].attack;
			break;
		}
		if (!strcmp(device->text, "/dev") || !strcmp(device->text, "/dev/"))
			severity = SEVERITY_HIGH;
		if (severity != SEVERITY_NOTE)
			tell(j, c, "device", severity, device->line, NO_CONTROL, "is handed %s of the machine",
			     device->text);
	}
}

/* --- the rest ------------------------------------------------------------------------------------- */

static void judge_unknown(struct judge *j, const struct container *c)
{
	for (size_t i = 0; i < c->unknown.n; i++)
		tell(j, c, "unknown-key", SEVERITY_MEDIUM, c->unknown.at[i].line, NO_CONTROL, "%s",
		     c->unknown.at[i].text);
	for (size_t i = 0; i < c->types.n; i++)
		tell(j, c, "unknown-key", SEVERITY_MEDIUM, c->types.at[i].line, NO_CONTROL, "%s", c->types.at[i].text);
}

/* An alias or a merge key: what is changed here changes elsewhere, too. */
static void judge_shared(struct judge *j, const struct container *c)
{
	if (manifest_is_shared(j->m, c))
		tell(j, c, "manifest-shared", SEVERITY_NOTE, c->line, NO_CONTROL,
		     "what it says of privileges stands at an anchor or comes by a merge key (<<): --fix leaves it "
		     "alone");
}

void judge_host(struct judge *j, const struct container *c)
{
	if (!is_pod_level(j)) {
		judge_namespaces(j, c);
		judge_mounts(j, c);
	}
	judge_devices(j, c);
	for (size_t i = 0; i < c->ports.n; i++)
		tell(j, c, "host-port", SEVERITY_LOW, c->ports.at[i].line, BASE_HOST_PORTS,
		     "takes port %s of the machine", c->ports.at[i].text);
	for (size_t i = 0; i < c->probes.n; i++)
		tell(j, c, "pod-security", SEVERITY_LOW, c->probes.at[i].line, BASE_PROBES,
		     "a probe or hook makes the node call %s", c->probes.at[i].text);
	for (size_t i = 0; i < c->proc_mounts.n; i++) {
		if (!is_pod_level(j) || !j->m->pods[c->pod].user_namespace)
			tell(j, c, "proc-mount", SEVERITY_MEDIUM, c->proc_mounts.at[i].line, BASE_PROC_MOUNT, "%s",
			     c->proc_mounts.at[i].text);
	}
	judge_unknown(j, c);
	judge_shared(j, c);
}

/* --- pods ------------------------------------------------------------------------------------------ */

static bool is_safe_sysctl(const char *name)
{
	static const char *const safe[] = {
		"kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start",
		"net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range", "net.ipv4.ip_local_reserved_ports",
		"net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl",
		"net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem",
	};

	for (size_t i = 0; i < ARRAY_SIZE(safe); i++) {
		if (!strcmp(safe[i], name))
			return true;
	}
	return false;
}

static void judge_pod_walls(struct judge *j, const struct pod *pod)
{
	if (pod->seccomp.how >= CONFINED_NOT) {
		j->remedy = remedy_of(j, FIX_SECCOMP);
		tell_pod(j, pod, "seccomp-unconfined", SEVERITY_HIGH, pod->seccomp.line, BASE_SECCOMP,
			 pod->seccomp.how == CONFINED_NOT ? "no system call is filtered" :
							    "its seccomp profile is of no known type");
	}
	if (pod->apparmor.how >= CONFINED_NOT) {
		j->remedy = remedy_of(j, FIX_APPARMOR);
		tell_pod(j, pod, "lsm-unconfined", SEVERITY_MEDIUM, pod->apparmor.line, BASE_APPARMOR,
			 "AppArmor does not confine it");
	}
	for (size_t i = 0; i < pod->selinux.n; i++)
		tell_pod(j, pod, "selinux-options", SEVERITY_MEDIUM, pod->selinux.at[i].line, BASE_SELINUX,
			 "SELinux: %s", pod->selinux.at[i].text);
	if (pod->user == USER_ROOT && !pod->user_namespace) {
		j->remedy = remedy_of(j, FIX_USER);
		tell_pod(j, pod, "run-as-root", SEVERITY_MEDIUM, pod->user_line, REST_USER, "runs as root");
	}
}

void judge_pod(struct judge *j, const struct pod *pod)
{
	if (pod->host_process.what == SAY_YES)
		tell_pod(j, pod, "privileged-container", SEVERITY_HIGH, pod->host_process.line, BASE_HOST_PROCESS,
			 "runs as processes of the Windows host");
	judge_pod_namespaces(j, pod);
	judge_pod_paths(j, pod);
	if (!pod->windows)
		judge_pod_walls(j, pod);
	for (size_t i = 0; i < pod->sysctls.n; i++) {
		if (!is_safe_sysctl(pod->sysctls.at[i].text))
			tell_pod(j, pod, "sysctl", SEVERITY_MEDIUM, pod->sysctls.at[i].line, BASE_SYSCTLS, "sets %s",
				 pod->sysctls.at[i].text);
	}
	for (size_t i = 0; i < pod->volumes.n; i++)
		tell_pod(j, pod, "volume-type", SEVERITY_LOW, pod->volumes.at[i].line, REST_VOLUMES,
			 "a volume of type %s", pod->volumes.at[i].text);
	for (size_t i = 0; i < pod->unknown.n; i++)
		tell_pod(j, pod, "unknown-key", SEVERITY_MEDIUM, pod->unknown.at[i].line, NO_CONTROL, "%s",
			 pod->unknown.at[i].text);
	for (size_t i = 0; i < pod->types.n; i++)
		tell_pod(j, pod, "unknown-key", SEVERITY_MEDIUM, pod->types.at[i].line, NO_CONTROL, "%s",
			 pod->types.at[i].text);
}
