/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Programs that ask without need, with the checks that a kernel recorded of
 * them: none may come out as keep.
 */
#include <errno.h>

#include "tests/unit/plan_input.h"

#define E LC_CHECK_EFFECTIVE
#define DENY LC_CHECK_DENIED
#define OWN (LC_CHECK_JUDGED | LC_CHECK_MOOT)
#define OPENER LC_CHECK_OTHER_CRED
#define ASKED 5
#define BIT(cap) (UINT64_C(1) << CAP_##cap)

static const struct decoy {
	const char *what;
	uint64_t ask;
	struct {
		unsigned int cap;
		const char *site, *via, *deep, *call; /* deep: a further caller */
		uint32_t flags;
		uint64_t count;
		uint32_t error; /* of its calls */
	} asked[ASKED];
} decoys[] = {
	{ "setuid to the own id", 0,
	  { { CAP_SETUID, "__sys_setuid", NULL, NULL, "setuid", E | OWN, 1 },
	    { CAP_SETGID, "__sys_setgid", NULL, NULL, "setgid", DENY | OWN, 1 } } },
	{ "memory and forks", 0,
	  { { CAP_SYS_ADMIN, "cap_vm_enough_memory", NULL, NULL, "mmap", E, 400 },
	    { CAP_SYS_ADMIN, "security_vm_enough_memory_mm", "dup_mmap", NULL, "clone", E, 90 },
	    { CAP_SYS_ADMIN, "security_vm_enough_memory_mm", "do_brk_flags", NULL, "brk", DENY, 30 } } },
	{ "chmod of a file of a foreign group", 0,
	  { { CAP_FSETID, "setattr_prepare", NULL, NULL, "chmod", E | OWN, 1 },
	    { CAP_FSETID, "setattr_copy", NULL, NULL, "fchmod", DENY | OWN, 1 } } },
	{ "a write to a set-user-ID file", 0,
	  { { CAP_FSETID, "setattr_should_drop_suidgid", NULL, NULL, "write", E, 1 } } },
	{ "ps over other users' processes", BIT(DAC_READ_SEARCH) | BIT(SYS_PTRACE),
	  { { CAP_SYS_PTRACE, "__ptrace_may_access", "ptrace_may_access", "do_task_stat", "read", E, 60 },
	    { CAP_SYS_PTRACE, "cap_ptrace_access_check", "security_ptrace_access_check", "do_task_stat", "read", E,
	      58 },
	    { CAP_DAC_READ_SEARCH, "generic_permission", "inode_permission", "may_open", "openat", E, 2 },
	    { CAP_SYS_PTRACE, "__ptrace_may_access", "proc_mem_open", "environ_open", "openat", E, 2 } } },
	{ "top over other users' processes", 0,
	  { { CAP_SYS_PTRACE, "__ptrace_may_access", "ptrace_may_access", "do_task_stat", "read", E, 60 } } },
	{ "ps that is refused them", BIT(DAC_READ_SEARCH) | BIT(SYS_PTRACE),
	  { { CAP_DAC_READ_SEARCH, "generic_permission", "inode_permission", "may_open", "openat", DENY, 9, EACCES },
	    { CAP_DAC_OVERRIDE, "generic_permission", "inode_permission", "may_open", "openat", DENY, 9, EACCES },
	    { CAP_SYS_PTRACE, "__ptrace_may_access", "proc_mem_open", "environ_open", "openat", DENY, 2, EACCES } } },
	{ "ss -p", BIT(DAC_READ_SEARCH) | BIT(SYS_PTRACE),
	  { { CAP_DAC_READ_SEARCH, "generic_permission", "proc_fd_permission", NULL, "readlink", E, 24 },
	    { CAP_SYS_PTRACE, "__ptrace_may_access", "ptrace_may_access", "proc_pid_readlink", "readlink", E, 24 },
	    { CAP_SYS_PTRACE, "__ptrace_may_access", "ptrace_may_access", "proc_pid_get_link", "getxattr", E, 6,
	      EOPNOTSUPP } } },
	{ "ss -p of a root without CAP_DAC_READ_SEARCH", BIT(DAC_READ_SEARCH),
	  { { CAP_DAC_READ_SEARCH, "generic_permission", "proc_fd_permission", NULL, "readlink", DENY, 24 },
	    { CAP_DAC_OVERRIDE, "generic_permission", "proc_fd_permission", NULL, "readlink", E, 24 } } },
	{ "fuser", BIT(SYS_PTRACE),
	  { { CAP_SYS_PTRACE, "__ptrace_may_access", "ptrace_may_access", "proc_pid_get_link", "statx", E, 7 },
	    { CAP_SYS_PTRACE, "cap_ptrace_access_check", "ptrace_may_access", "proc_pid_get_link", "newfstatat", E,
	      7 } } },
	{ "sysctl -a", BIT(SYS_ADMIN),
	  { { CAP_NET_ADMIN, "net_ctl_permissions", "proc_sys_permission", NULL, "openat", E, 900 },
	    { CAP_NET_ADMIN, "net_ctl_permissions", "proc_sys_call_handler", "vfs_read", "read", E, 300 },
	    { CAP_SYS_RESOURCE, "set_permissions", "sysctl_perm", "vfs_read", "read", E, 20 },
	    { CAP_SYS_ADMIN, "ipc_permissions", "sysctl_perm", NULL, "openat", E, 6 },
	    { CAP_SYS_ADMIN, "proc_dointvec_minmax_bpf_restricted", "proc_sys_call_handler", "vfs_read", "read", E,
	      4 } } },
	{ "a look into the page map", BIT(SYS_ADMIN),
	  { { CAP_SYS_ADMIN, "pagemap_read", NULL, NULL, "read", E, 3 } } },
	{ "kallsyms", BIT(SYSLOG),
	  { { CAP_SYSLOG, "kallsyms_show_value", "kallsyms_open", NULL, "openat", E, 1 } } },
	{ "a list of modules, of sockets", 0,
	  { { CAP_SYSLOG, "kallsyms_show_value", "modules_open", NULL, "openat", E, 1 },
	    { CAP_SYSLOG, "restricted_pointer", "unix_seq_show", NULL, "read", E, 80 } } },
	{ "the machine's memory map", BIT(SYS_ADMIN),
	  { { CAP_SYS_ADMIN, "r_show", NULL, NULL, "read", E | OPENER, 40 } } },
	{ "a filter", 0,
	  { { CAP_SYS_ADMIN, "do_seccomp", NULL, NULL, "seccomp", E, 1 },
	    { CAP_SYS_ADMIN, "do_jit", "bpf_int_jit_compile", NULL, "seccomp", E, 4 } } },
	{ "forced buffers with a fallback", BIT(NET_ADMIN),
	  { { CAP_NET_ADMIN, "sk_setsockopt", "sock_setsockopt", NULL, "setsockopt", E, 2 } } },
	{ "forced buffers that were refused", BIT(NET_ADMIN),
	  { { CAP_NET_ADMIN, "sk_setsockopt", "sock_setsockopt", NULL, "setsockopt", DENY, 2, EPERM } } },
	{ "a ring that nothing is registered with", 0,
	  { { CAP_IPC_LOCK, "__do_sys_io_uring_setup", NULL, NULL, "io_uring_setup", E, 1 } } },
	{ "a search in PATH", BIT(DAC_READ_SEARCH),
	  { { CAP_DAC_READ_SEARCH, "generic_permission", "inode_permission", NULL, "execve", DENY, 3, EACCES },
	    { CAP_DAC_OVERRIDE, "generic_permission", "inode_permission", NULL, "execve", DENY, 3, EACCES } } },
	{ "looks that were refused and did not matter", 0,
	  { { CAP_DAC_READ_SEARCH, "generic_permission", "inode_permission", NULL, "openat", DENY, 3 },
	    { CAP_DAC_OVERRIDE, "generic_permission", "inode_permission", NULL, "openat", DENY, 3 } } },
	{ "epoll that would hold off sleep", 0,
	  { { CAP_BLOCK_SUSPEND, "do_epoll_ctl", NULL, NULL, "epoll_ctl", E, 1 } } },
	{ "a listing of sockets", 0, { { CAP_NET_ADMIN, "inet_diag_dump_icsk", NULL, NULL, "sendmsg", E, 1 } } },
	{ "trusted attributes in a listing", 0,
	  { { CAP_SYS_ADMIN, "simple_xattr_list", NULL, NULL, "listxattr", E, 9 } } },
};

static void ask_all(struct input *in, const struct decoy *d, struct result results[ASKED])
{
	input_start(in, "/usr/bin/decoy");
	for (size_t i = 0; i < ASKED && d->asked[i].site; i++) {
		struct check *c = input_check(in, d->asked[i].cap, d->asked[i].site, d->asked[i].flags,
					      d->asked[i].call);

		c->callers[0] = (char *)(d->asked[i].via ? d->asked[i].via : d->asked[i].deep);
		c->callers[1] = (char *)(d->asked[i].via ? d->asked[i].deep : NULL);
		c->count = d->asked[i].count;
		results[i] = (struct result){ d->asked[i].error, d->asked[i].count };
		c->results = &results[i];
		c->nresults = 1;
	}
}

static void none_is_kept(void **state)
{
	static struct result results[ASKED];
	static struct input in;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(decoys); i++) {
		_plan_ struct plan *plan = NULL;

		ask_all(&in, &decoys[i], results);
		plan = input_plan(&in, PORTABLE_NONE, false);
		if (plan->keep || plan->ask != decoys[i].ask)
			fail_msg("%s: keep %#llx ask %#llx", decoys[i].what, (unsigned long long)plan->keep,
				 (unsigned long long)plan->ask);
	}
}

/* The same where no results were followed: nothing that was granted is kept either. */
static void none_is_kept_without_results(void **state)
{
	static struct result results[ASKED];
	static struct input in;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(decoys); i++) {
		_plan_ struct plan *plan = NULL;

		ask_all(&in, &decoys[i], results);
		for (size_t k = 0; k < in.profile.nchecks; k++)
			in.checks[k].nresults = 0;
		plan = input_plan(&in, PORTABLE_NONE, false);
		if (plan->keep)
			fail_msg("%s: keep %#llx", decoys[i].what, (unsigned long long)plan->keep);
	}
}

/* What looks like a decoy and is none. */
static const struct decoy needs[] = {
	{ "setuid to another id", BIT(SETUID),
	  { { CAP_SETUID, "__sys_setuid", NULL, NULL, "setuid", E | LC_CHECK_JUDGED, 1 } } },
	{ "chmod that asks for the bit", BIT(FSETID),
	  { { CAP_FSETID, "setattr_copy", NULL, NULL, "chmod", E | LC_CHECK_JUDGED, 1 } } },
	{ "a file of others beside those in /proc", BIT(DAC_READ_SEARCH),
	  { { CAP_DAC_READ_SEARCH, "generic_permission", "inode_permission", "may_open", "openat", E, 3 },
	    { CAP_SYS_PTRACE, "__ptrace_may_access", "proc_mem_open", "environ_open", "openat", E, 2 } } },
	{ "a directory of others", BIT(DAC_READ_SEARCH),
	  { { CAP_DAC_READ_SEARCH, "generic_permission", "inode_permission", "link_path_walk", "openat", E, 1 },
	    { CAP_SYS_PTRACE, "__ptrace_may_access", "proc_mem_open", "environ_open", "openat", E, 2 } } },
	{ "following a link of another process", BIT(SYS_PTRACE),
	  { { CAP_SYS_PTRACE, "__ptrace_may_access", "ptrace_may_access", "proc_pid_get_link", "openat", E, 1 } } },
	{ "ptrace", BIT(SYS_PTRACE),
	  { { CAP_SYS_PTRACE, "__ptrace_may_access", "ptrace_attach", NULL, "ptrace", E, 1 } } },
	{ "a sysctl that is written", BIT(NET_ADMIN) | BIT(SYS_ADMIN),
	  { { CAP_NET_ADMIN, "net_ctl_permissions", "proc_sys_call_handler", "vfs_write", "write", E, 1 },
	    { CAP_SYS_ADMIN, "proc_dointvec_minmax_bpf_restricted", "proc_sys_call_handler", "vfs_write", "write", E,
	      1 } } },
	{ "a mark on a socket of a root without CAP_NET_RAW", BIT(NET_RAW),
	  { { CAP_NET_RAW, "sk_setsockopt", NULL, NULL, "setsockopt", DENY, 1 },
	    { CAP_NET_ADMIN, "sk_setsockopt", NULL, NULL, "setsockopt", E, 1 } } },
};

static void needs_are_kept(void **state)
{
	static struct result results[ASKED];
	static struct input in;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(needs); i++) {
		_plan_ struct plan *plan = NULL;

		ask_all(&in, &needs[i], results);
		plan = input_plan(&in, PORTABLE_NONE, false);
		if (plan->keep != needs[i].ask)
			fail_msg("%s: keep %#llx", needs[i].what, (unsigned long long)plan->keep);
	}
}

/* A ring that memory may be registered with is no decoy. */
static void a_ring_with_memory_counts(void **state)
{
	static struct input in;
	_plan_ struct plan *plan = NULL;

	(void)state;
	input_start(&in, "/usr/bin/fio");
	input_call(&in, LC_ABI_X86_64, "io_uring_register");
	input_check(&in, CAP_IPC_LOCK, "io_uring_create", E, "io_uring_setup");
	plan = input_plan(&in, PORTABLE_NONE, false);
	assert_true(plan->keep == BIT(IPC_LOCK));
	assert_true(plan->unproven);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(none_is_kept),
		cmocka_unit_test(none_is_kept_without_results),
		cmocka_unit_test(needs_are_kept),
		cmocka_unit_test(a_ring_with_memory_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
