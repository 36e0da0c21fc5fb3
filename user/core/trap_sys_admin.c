/* SPDX-License-Identifier: BSD-2-Clause */
/* Knows for what CAP_SYS_ADMIN is mostly given, and what does in its place. */
#include <linux/capability.h>

#include "base/guard.h"
#include "core/trap_table.h"

#define SITES 14

/* By the places that decided (core/site_system.c, site_bpf.c, site_task.c have the sources); told once each. */
static const struct way {
	const char *sites[SITES]; /* normalised as in core/site.h */
	const char *text;
} ways[] = {
	{ { "may_mount", "path_mount", "do_mount", "mount_capable", "path_umount", "can_umount", "do_umount",
	    "do_remount", "do_change_type", "sys_mount", "sys_umount", "vfs_get_tree", "vfs_cmd_create",
	    "sys_pivot_root" },
	  "mounts, which the runtime or service manager can make before it starts (volumes, --tmpfs, BindPaths=)" },
	{ { "sys_open_tree", "vfs_open_tree", "sys_move_mount", "sys_fsopen", "sys_fsmount", "sys_fspick",
	    "sys_mount_setattr", "path_pivot_root", "sys_fsconfig", "vfs_fsconfig_locked" },
	  "mounts by the newer calls, which the runtime or service manager can make before it starts" },
	{ { "sys_sethostname", "sys_setdomainname" },
	  "naming the host, which the runtime does (--hostname, hostname: of a pod)" },
	{ { "unshare_nsproxy_namespaces", "copy_namespaces", "copy_cgroup_ns" },
	  "new namespaces, which need nothing after a user namespace of its own (unshare -U), where the machine "
	  "allows one" },
	{ { "mntns_install", "utsns_install", "ipcns_install", "pidns_install", "cgroupns_install", "netns_install",
	    "timens_install", "userns_install" },
	  "entering namespaces of others, which is better done from outside (nsenter on the host)" },
	{ { "sys_bpf", "bpf_prog_load", "map_create", "bpf_check", "bpf_obj_get_next_id", "bpf_prog_get_fd_by_id",
	    "bpf_map_get_fd_by_id" },
	  "BPF, for which CAP_BPF does (Linux 5.8), with CAP_PERFMON to trace and CAP_NET_ADMIN for the network; "
	  "objects by ID alone need the wide one" },
	{ { "sys_perf_event_open", "perf_allow_kernel", "find_get_context", "perf_check_permission",
	    "perf_trace_event_perm", "perf_kprobe_event_init", "perf_uprobe_event_init" },
	  "performance events, for which CAP_PERFMON does (Linux 5.8), or a lower kernel.perf_event_paranoid" },
	{ { "check_syslog_permissions", "do_syslog" }, "the kernel's log, for which CAP_SYSLOG does" },
	{ { "copy_process", "alloc_empty_file", "too_many_unix_fds", "alloc_pipe_info" },
	  "more than a limit allows, for which a higher limit does, mostly CAP_SYS_RESOURCE as well" },
	{ { "ioprio_check_cap", "sys_ioprio_set" }, "the real-time class of I/O, for which CAP_SYS_NICE does" },
	{ { "io_uring_allowed", "io_uring_setup", "sys_io_uring_setup" },
	  "io_uring, which kernel.io_uring_disabled or kernel.io_uring_group can allow" },
	{ { "seccomp_prepare_filter", "seccomp_set_mode_filter", "do_seccomp", "sys_seccomp",
	    "sys_landlock_restrict_self" },
	  "confining itself, which needs nothing once no_new_privs is set" },
};

static bool is_way(const struct way *way, const struct check *c)
{
	for (size_t i = 0; i < SITES && way->sites[i]; i++)
		if (site_is(c->site, way->sites[i]))
			return true;
	return false;
}

static bool goes(const struct way *way, const struct cap_plan *cap)
{
	for (size_t i = 0; i < cap->ndeciders && i < cap->nevidence; i++)
		if (is_way(way, cap->evidence[i]))
			return true;
	return false;
}

void trap_sys_admin_text(const struct plan *plan, struct buf *b)
{
	const struct cap_plan *cap = plan_cap(plan, CAP_SYS_ADMIN);
	const char *gap = "";

	for (size_t i = 0; cap && i < ARRAY_SIZE(ways); i++) {
		if (!goes(&ways[i], cap))
			continue;
		buf_addf(b, "%s%s", gap, ways[i].text);
		gap = "; ";
	}
	if (!*gap)
		buf_add(b, "nothing narrower is known; a helper of its own can have it in place of the whole workload");
}
