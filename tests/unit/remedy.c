/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Settings behind a need: each row speaks of a place that the table of places
 * knows, and is found from what decided about a capability.
 */
#include "core/remedy.h"
#include "tests/unit/plan_input.h"

#define E LC_CHECK_EFFECTIVE
#define DENY LC_CHECK_DENIED

static bool has_row(const struct remedy *r)
{
	for (int cap = 0; cap <= CAP_LAST_CAP; cap++)
		if ((r->cap < 0 || r->cap == cap) && site_find(cap, r->symbol, NULL, 0))
			return true;
	return false;
}

static void rows_are_complete(void **state)
{
	(void)state;
	assert_true(remedy_count() > 60);
	assert_null(remedy_at(remedy_count()));
	for (size_t i = 0; i < remedy_count(); i++) {
		const struct remedy *r = remedy_at(i);
		bool limit = !strncmp(r->setting, "RLIMIT_", 7);
		char start[128];

		if (!has_row(r))
			fail_msg("%s: no such place for capability %d", r->symbol, r->cap);
		snprintf(start, sizeof(start), "%s %s to ", limit ? "raise" : "set", r->setting);
		if (strncmp(r->advice, start, strlen(start)) || strlen(r->advice) == strlen(start))
			fail_msg("%s: \"%s\"", r->symbol, r->advice);
		assert_true(limit || strchr(r->setting, '.'));
		assert_non_null(strstr(r->source, ".c:"));
		assert_true(strlen(r->setting) < LC_SETTING_LEN);
		for (size_t k = 0; k < i; k++)
			if (!strcmp(remedy_at(k)->symbol, r->symbol) && remedy_at(k)->cap == r->cap)
				assert_string_not_equal(remedy_at(k)->setting, r->setting);
	}
}

/* The settings that decide most needs, each from the place where it is asked. */
static void settings_are_found(void **state)
{
	static const struct {
		unsigned int cap;
		const char *site, *call, *setting;
	} rows[] = {
		{ CAP_NET_BIND_SERVICE, "__inet_bind", "bind", "net.ipv4.ip_unprivileged_port_start" },
		{ CAP_NET_BIND_SERVICE, "__inet6_bind", "bind", "net.ipv4.ip_unprivileged_port_start" },
		{ CAP_NET_RAW, "inet_create", "socket", "net.ipv4.ping_group_range" },
		{ CAP_SYS_PTRACE, "yama_ptrace_access_check", "ptrace", "kernel.yama.ptrace_scope" },
		{ CAP_SYSLOG, "restricted_pointer", "read", NULL }, /* harmless: nothing to mend */
		{ CAP_SYSLOG, "kallsyms_open", "openat", "kernel.kptr_restrict" },
		{ CAP_SYSLOG, "check_syslog_permissions", "syslog", "kernel.dmesg_restrict" },
		{ CAP_PERFMON, "__do_sys_perf_event_open", "perf_event_open", "kernel.perf_event_paranoid" },
		{ CAP_BPF, "__sys_bpf", "bpf", "kernel.unprivileged_bpf_disabled" },
		{ CAP_SYS_RAWIO, "cap_mmap_addr", "mmap", "vm.mmap_min_addr" },
		{ CAP_IPC_LOCK, "do_mlock", "mlock", "RLIMIT_MEMLOCK" },
		{ CAP_SYS_RESOURCE, "copy_process", "clone", "RLIMIT_NPROC" },
		{ CAP_SYS_NICE, "can_nice", "setpriority", "RLIMIT_NICE" },
		{ CAP_SYS_NICE, "__sched_setscheduler", "sched_setscheduler", "RLIMIT_RTPRIO" },
		{ CAP_SYS_RESOURCE, "do_prlimit", "prlimit64", "RLIMIT_NOFILE" },
		{ CAP_SYS_RESOURCE, "pipe_fcntl", "fcntl", "fs.pipe-max-size" },
		{ CAP_SYS_ADMIN, "alloc_empty_file", "openat", "fs.file-max" },
		{ CAP_SYS_ADMIN, "io_uring_allowed", "io_uring_setup", "kernel.io_uring_disabled" },
		{ CAP_SYS_ADMIN, "unshare_nsproxy_namespaces", "unshare", "user.max_user_namespaces" },
		{ CAP_IPC_LOCK, "hugetlb_file_setup", "shmget", "vm.hugetlb_shm_group" },
		{ CAP_NET_ADMIN, "do_tcp_setsockopt", "setsockopt", "net.ipv4.tcp_allowed_congestion_control" },
		{ CAP_SYS_RESOURCE, "mqueue_create_attr", "mq_open", "fs.mqueue.msg_max" },
		{ CAP_SYS_PTRACE, "__x64_sys_userfaultfd", "userfaultfd", "vm.unprivileged_userfaultfd" },
		{ CAP_FOWNER, "may_linkat", "linkat", "fs.protected_hardlinks" },
		{ CAP_NET_RAW, "packet_create", "socket", NULL },
		{ CAP_CHOWN, "inet_create", "socket", NULL },
	};
	static struct input in;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_plan_ struct plan *plan = NULL;
		const char *value = "unset";
		const struct remedy *r;

		input_start(&in, "/bin/x");
		input_check(&in, rows[i].cap, rows[i].site, E, rows[i].call);
		plan = input_plan(&in, PORTABLE_NONE, false);
		r = remedy_for(plan, plan_cap(plan, rows[i].cap), 0, &value);
		if (!rows[i].setting != !r || (r && strcmp(r->setting, rows[i].setting)))
			fail_msg("%s: %s", rows[i].site, r ? r->setting : "no remedy");
		if (r)
			assert_null(value);
	}
}

static void values_come_from_the_recording(void **state)
{
	static struct setting settings[] = {
		{ (char *)"RLIMIT_MEMLOCK", (char *)"8388608" },
		{ (char *)"kernel.perf_event_mlock_kb", (char *)"516" },
	};
	static struct input in;
	_plan_ struct plan *plan = NULL;
	const struct cap_plan *cap;
	const char *value = NULL;

	(void)state;
	input_start(&in, "/usr/bin/perf");
	in.profile.settings = settings;
	in.profile.nsettings = ARRAY_SIZE(settings);
	input_check(&in, CAP_IPC_LOCK, "perf_mmap", E, "mmap");
	input_check(&in, CAP_IPC_LOCK, "do_mlock", E, "mlock"); /* the same limit: told once */
	plan = input_plan(&in, PORTABLE_NONE, false);
	cap = plan_cap(plan, CAP_IPC_LOCK);
	assert_string_equal(remedy_for(plan, cap, 0, &value)->setting, "kernel.perf_event_mlock_kb");
	assert_string_equal(value, "516");
	assert_string_equal(remedy_for(plan, cap, 1, &value)->setting, "RLIMIT_MEMLOCK");
	assert_string_equal(value, "8388608");
	assert_null(remedy_for(plan, cap, 2, &value));
	assert_null(remedy_for(plan, cap, SIZE_MAX, &value));
}

/* Only what decided is worth a remedy, and nothing is where the capability is dropped or no check shows it. */
static void needs_without_a_check_have_none(void **state)
{
	static struct proof_member member = { CAP_NET_BIND_SERVICE, MEMBER_ADDED, (char *)"bind: EACCES" };
	static struct proof proof = {
		.kind = PROOF_MINIMAL, .caps = 1u << CAP_NET_BIND_SERVICE, .members = &member, .nmembers = 1,
	};
	static struct input in;
	_plan_ struct plan *plan = NULL;
	const char *value;

	(void)state;
	input_start(&in, "/bin/x");
	input_check(&in, CAP_IPC_LOCK, "do_mlock", E, "mlock");
	in.profile.proof = &proof;
	plan = input_plan(&in, PORTABLE_NONE, false);
	assert_null(remedy_for(plan, plan_cap(plan, CAP_NET_BIND_SERVICE), 0, &value));
	assert_null(remedy_for(plan, plan_cap(plan, CAP_IPC_LOCK), 0, &value));
}

static void refusals_have_them_too(void **state)
{
	static struct input in;
	_plan_ struct plan *plan = NULL;
	const char *value;

	(void)state;
	input_start(&in, "/bin/x");
	input_check(&in, CAP_NET_BIND_SERVICE, "inet_bind", DENY, "bind");
	plan = input_plan(&in, PORTABLE_NONE, false);
	assert_non_null(remedy_for(plan, plan_cap(plan, CAP_NET_BIND_SERVICE), 0, &value));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_complete),
		cmocka_unit_test(settings_are_found),
		cmocka_unit_test(values_come_from_the_recording),
		cmocka_unit_test(needs_without_a_check_have_none),
		cmocka_unit_test(refusals_have_them_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
