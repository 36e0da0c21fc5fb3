/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Capabilities that are asked in turn for one decision are one need, with the
 * narrowest member that suffices: each pair, granted first, granted second,
 * refused altogether.
 */
#include "tests/unit/plan_input.h"

#define E LC_CHECK_EFFECTIVE
#define DENY LC_CHECK_DENIED

/* Asked in this order; narrow: the one to be advised. */
static const struct pair {
	unsigned int first, second, narrow;
	const char *site, *call;
} pairs[] = {
	{ CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, "generic_permission", "openat" },
	{ CAP_BPF, CAP_SYS_ADMIN, CAP_BPF, "map_create", "bpf" },
	{ CAP_BPF, CAP_SYS_ADMIN, CAP_BPF, "bpf_prog_load", "bpf" },
	{ CAP_BPF, CAP_SYS_ADMIN, CAP_BPF, "stack_map_alloc", "bpf" },
	{ CAP_PERFMON, CAP_SYS_ADMIN, CAP_PERFMON, "perf_allow_kernel", "perf_event_open" },
	{ CAP_PERFMON, CAP_SYS_ADMIN, CAP_PERFMON, "__do_sys_perf_event_open", "perf_event_open" },
	{ CAP_SYSLOG, CAP_SYS_ADMIN, CAP_SYSLOG, "check_syslog_permissions", "syslog" },
	{ CAP_CHECKPOINT_RESTORE, CAP_SYS_ADMIN, CAP_CHECKPOINT_RESTORE, "alloc_pid", "clone3" },
	{ CAP_CHECKPOINT_RESTORE, CAP_SYS_ADMIN, CAP_CHECKPOINT_RESTORE, "pid_ns_ctl_handler", "write" },
	{ CAP_SYS_RESOURCE, CAP_SYS_ADMIN, CAP_SYS_RESOURCE, "copy_process", "clone" },
	{ CAP_SYS_RESOURCE, CAP_SYS_ADMIN, CAP_SYS_RESOURCE, "pipe_is_unprivileged_user", "pipe2" },
	{ CAP_SYS_RESOURCE, CAP_SYS_ADMIN, CAP_SYS_RESOURCE, "unix_attach_fds", "sendmsg" },
	{ CAP_NET_RAW, CAP_NET_ADMIN, CAP_NET_RAW, "sk_setsockopt", "setsockopt" },
	{ CAP_NET_RAW, CAP_NET_ADMIN, CAP_NET_RAW, "do_ip_setsockopt", "setsockopt" },
	{ CAP_NET_RAW, CAP_NET_ADMIN, CAP_NET_RAW, "__sock_cmsg_send", "sendmsg" },
	{ CAP_SYS_ADMIN, CAP_SYS_NICE, CAP_SYS_NICE, "ioprio_check_cap", "ioprio_set" },
	{ CAP_DAC_READ_SEARCH, CAP_SYS_ADMIN, CAP_DAC_READ_SEARCH, "do_handle_open", "open_by_handle_at" },
};

#define BIT(cap) (UINT64_C(1) << (cap))

static void assert_sets(const struct pair *p, const char *when, const struct plan *plan, uint64_t keep, uint64_t ask)
{
	if (plan->keep != keep || plan->ask != ask)
		fail_msg("%u, %u at %s, %s: keep %#llx ask %#llx", p->first, p->second, p->site, when,
			 (unsigned long long)plan->keep, (unsigned long long)plan->ask);
}

static void first_granted(void **state)
{
	static struct input in;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
		_plan_ struct plan *plan = NULL;

		input_start(&in, "/bin/x");
		input_check(&in, pairs[i].first, pairs[i].site, E, pairs[i].call);
		plan = input_plan(&in, PORTABLE_NONE, false);
		assert_sets(&pairs[i], "first granted", plan, BIT(pairs[i].narrow), 0);
	}
}

static void second_granted(void **state)
{
	static struct input in;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
		_plan_ struct plan *plan = NULL;

		input_start(&in, "/bin/x");
		input_check(&in, pairs[i].second, pairs[i].site, E, pairs[i].call);
		input_check(&in, pairs[i].first, pairs[i].site, DENY, pairs[i].call);
		plan = input_plan(&in, PORTABLE_NONE, false);
		assert_sets(&pairs[i], "second granted", plan, BIT(pairs[i].narrow), 0);
	}
}

static void both_refused(void **state)
{
	static struct input in;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
		_plan_ struct plan *plan = NULL;

		input_start(&in, "/bin/x");
		input_check(&in, pairs[i].first, pairs[i].site, DENY, pairs[i].call);
		input_check(&in, pairs[i].second, pairs[i].site, DENY, pairs[i].call);
		plan = input_plan(&in, PORTABLE_NONE, false);
		assert_sets(&pairs[i], "both refused", plan, 0, BIT(pairs[i].narrow));
	}
}

/* With results: the refusal was survived because the second was granted; that does not make the second the need. */
static void second_granted_and_the_call_succeeded(void **state)
{
	static struct result good = { 0, 1 };
	static struct input in;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
		_plan_ struct plan *plan = NULL;

		input_start(&in, "/bin/x");
		input_check(&in, pairs[i].first, pairs[i].site, DENY, pairs[i].call);
		input_check(&in, pairs[i].second, pairs[i].site, E, pairs[i].call);
		for (size_t k = 0; k < 2; k++) {
			in.checks[k].results = &good;
			in.checks[k].nresults = 1;
		}
		plan = input_plan(&in, PORTABLE_NONE, false);
		assert_sets(&pairs[i], "second granted, survived", plan, BIT(pairs[i].narrow), 0);
	}
}

/* The wide one asked more often than the narrow one was refused: it was asked alone, too (a file to be written). */
static void a_wide_one_asked_alone_stands_for_itself(void **state)
{
	static struct input in;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
		const struct pair *p = &pairs[i];
		_plan_ struct plan *plan = NULL;

		if (p->narrow != p->first || site_find((int)p->second, p->site, NULL, 0)->instead >= 0)
			continue;
		input_start(&in, "/bin/x");
		input_check(&in, p->first, p->site, DENY, p->call)->count = 3;
		input_check(&in, p->second, p->site, E, p->call)->count = 4;
		plan = input_plan(&in, PORTABLE_NONE, false);
		assert_sets(p, "asked alone", plan, BIT(p->second), 0);
	}
}

/* A wide one that is kept for another call does at each place where it would have been asked next. */
static void a_wide_one_that_is_kept_covers_the_narrow(void **state)
{
	static struct input in;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
		const struct pair *p = &pairs[i];
		const struct site *wide = site_find((int)p->second, p->site, NULL, 0);
		_plan_ struct plan *plan = NULL;

		if (p->narrow != p->first || wide->class != CLASS_ALTERNATIVE)
			continue;
		input_start(&in, "/bin/x");
		input_check(&in, p->first, p->site, E, p->call);
		input_check(&in, p->second, "some_driver_ioctl", E, "ioctl");
		plan = input_plan(&in, PORTABLE_NONE, false);
		assert_sets(p, "covered", plan, BIT(p->second), 0);
		assert_int_equal(plan_cap(plan, p->first)->reason, REASON_COVERED);
	}
}

/* ... but not in a phase in which it is not kept. */
static void what_is_kept_for_the_start_covers_nothing_later(void **state)
{
	static struct input in;
	_plan_ struct plan *plan = NULL;

	(void)state;
	input_start(&in, "/bin/x");
	input_check(&in, CAP_DAC_READ_SEARCH, "generic_permission", E, "openat")->phases = 1u << PHASE_SERVING;
	input_check(&in, CAP_DAC_OVERRIDE, "generic_permission", E, "mkdir")->phases = 1u << PHASE_INIT;
	plan = input_plan(&in, PORTABLE_NONE, false);
	assert_int_equal(plan->keep, BIT(CAP_DAC_READ_SEARCH) | BIT(CAP_DAC_OVERRIDE));
}

/* A link of one process is looked through on purpose, those of many are a list. */
static void a_single_process_is_meant(void **state)
{
	static struct result once = { 0, 1 }, often = { 0, 2 };
	static struct input in;

	(void)state;
	for (int i = 0; i < 2; i++) {
		_plan_ struct plan *plan = NULL;
		struct check *c;

		input_start(&in, "/bin/x");
		c = input_check(&in, CAP_SYS_PTRACE, "__ptrace_may_access", E, "readlink");
		c->callers[0] = "ptrace_may_access";
		c->callers[1] = "proc_pid_readlink";
		c->results = i ? &often : &once;
		c->nresults = 1;
		plan = input_plan(&in, PORTABLE_NONE, false);
		assert_int_equal(plan->keep, i ? 0 : BIT(CAP_SYS_PTRACE));
		assert_int_equal(plan->ask, i ? BIT(CAP_SYS_PTRACE) : 0);
	}
}

static void a_wide_one_needed_elsewhere_replaces_the_narrow(void **state)
{
	static struct input in;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
		const struct pair *p = &pairs[i];
		_plan_ struct plan *plan = NULL;

		if (p->narrow != p->first)
			continue;
		input_start(&in, "/bin/x");
		input_check(&in, p->first, p->site, DENY, p->call);
		input_check(&in, p->second, p->site, E, p->call);
		input_check(&in, p->second, "no_such_function", E, "ioctl");
		plan = input_plan(&in, PORTABLE_NONE, false);
		assert_sets(p, "needed elsewhere", plan, BIT(p->second), 0);
	}
}

/* One place where several narrow ones were refused and the wide one granted: all of them stand for it. */
static void several_narrow_ones_stand_for_one(void **state)
{
	static struct input in;
	_plan_ struct plan *plan = NULL;

	(void)state;
	input_start(&in, "/bin/x");
	input_check(&in, CAP_BPF, "bpf_check", DENY, "bpf");
	input_check(&in, CAP_PERFMON, "bpf_check", DENY, "bpf")->count = 2;
	input_check(&in, CAP_SYS_ADMIN, "bpf_check", E, "bpf")->count = 3;
	plan = input_plan(&in, PORTABLE_NONE, false);
	assert_true(plan->keep == (BIT(CAP_BPF) | BIT(CAP_PERFMON)));
	assert_true(plan->drop == BIT(CAP_SYS_ADMIN));
}

/* The functions differ, the decision is one. */
static void memory_of_others_is_one_decision(void **state)
{
	static struct input in;
	_plan_ struct plan *plan = NULL;

	(void)state;
	input_start(&in, "/bin/x");
	input_check(&in, CAP_SYS_PTRACE, "__ptrace_may_access", DENY, "openat")->count = 2;
	input_check(&in, CAP_SYS_PTRACE, "cap_ptrace_access_check", DENY, "openat");
	input_check(&in, CAP_PERFMON, "mm_access", E, "openat");
	plan = input_plan(&in, PORTABLE_NONE, false);
	assert_true(plan->keep == BIT(CAP_PERFMON));
	assert_true(plan->drop == BIT(CAP_SYS_PTRACE));
}

/* A refusal that the narrow one cannot mend does not make it the advice. */
static void out_of_reach_is_no_substitute(void **state)
{
	static struct input in;
	_plan_ struct plan *plan = NULL;

	(void)state;
	input_start(&in, "/bin/x");
	input_check(&in, CAP_DAC_READ_SEARCH, "do_handle_open", DENY | LC_CHECK_NS_INIT, "open_by_handle_at");
	input_check(&in, CAP_SYS_ADMIN, "do_handle_open", E, "open_by_handle_at");
	plan = input_plan(&in, PORTABLE_NONE, false);
	assert_true(plan->keep == BIT(CAP_SYS_ADMIN));
}

/* Phases split facts; a pair is counted over all of them. */
static void phases_do_not_part_a_pair(void **state)
{
	static struct input in;
	_plan_ struct plan *plan = NULL;

	(void)state;
	input_start(&in, "/bin/x");
	for (unsigned int i = 0; i < 4; i++) {
		struct check *c = input_check(&in, i & 1 ? CAP_DAC_OVERRIDE : CAP_DAC_READ_SEARCH,
					      "generic_permission", i & 1 ? E : DENY, "openat");

		c->phases = i < 2 ? 1u << PHASE_INIT : 1u << PHASE_SERVING;
	}
	plan = input_plan(&in, PORTABLE_NONE, false);
	assert_true(plan->keep == BIT(CAP_DAC_READ_SEARCH));
	assert_int_equal(plan_cap(plan, CAP_DAC_READ_SEARCH)->phases, 1u << PHASE_INIT | 1u << PHASE_SERVING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(first_granted),
		cmocka_unit_test(second_granted),
		cmocka_unit_test(both_refused),
		cmocka_unit_test(second_granted_and_the_call_succeeded),
		cmocka_unit_test(a_wide_one_asked_alone_stands_for_itself),
		cmocka_unit_test(a_wide_one_that_is_kept_covers_the_narrow),
		cmocka_unit_test(what_is_kept_for_the_start_covers_nothing_later),
		cmocka_unit_test(a_single_process_is_meant),
		cmocka_unit_test(a_wide_one_needed_elsewhere_replaces_the_narrow),
		cmocka_unit_test(several_narrow_ones_stand_for_one),
		cmocka_unit_test(memory_of_others_is_one_decision),
		cmocka_unit_test(out_of_reach_is_no_substitute),
		cmocka_unit_test(phases_do_not_part_a_pair),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
