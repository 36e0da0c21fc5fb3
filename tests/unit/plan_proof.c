/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a proof and a boundary make of a plan: the set is the proven one, calls
 * that were not needed are gone, and what is kept is parted by phase.
 */
#include "tests/unit/plan_input.h"

#define E LC_CHECK_EFFECTIVE
#define DENY LC_CHECK_DENIED
#define BIT(cap) (UINT64_C(1) << (cap))
#define INIT (1u << PHASE_INIT)
#define SERVING (1u << PHASE_SERVING)

static void start(struct input *in, struct proof *proof)
{
	input_start(in, "/usr/sbin/service");
	input_check(in, CAP_CHOWN, "chown_ok", E, "chown");
	input_check(in, CAP_SETUID, "__sys_setuid", E, "setuid");
	input_check(in, CAP_SYS_ADMIN, "cap_vm_enough_memory", E, "mmap");
	input_check(in, CAP_KILL, "kill_ok_by_cred", DENY, "kill");
	in->profile.proof = proof;
}

static void assert_cap(const struct plan *plan, unsigned int cap, enum advice advice, enum cap_reason reason,
		       enum proof_kind kind)
{
	const struct cap_plan *c = plan_cap(plan, cap);

	assert_non_null(c);
	assert_int_equal(c->advice, advice);
	assert_int_equal(c->reason, reason);
	assert_int_equal(c->proof, kind);
}

static void keep_is_what_was_proven(void **state)
{
	static struct proof_member members[] = {
		{ CAP_CHOWN, MEMBER_NEEDED, (char *)"chown: EPERM" },
		{ CAP_SETUID, MEMBER_NEEDLESS, (char *)"" },
		{ CAP_SYS_PTRACE, MEMBER_ADDED, (char *)"exit status 1" },
	};
	static struct proof proof = {
		.kind = PROOF_MINIMAL, .caps = BIT(CAP_CHOWN) | BIT(CAP_SYS_PTRACE),
		.members = members, .nmembers = ARRAY_SIZE(members),
	};
	static struct input in;
	_plan_ struct plan *plan = NULL;

	(void)state;
	start(&in, &proof);
	plan = input_plan(&in, PORTABLE_NONE, false);
	assert_true(plan->keep == proof.caps);
	assert_int_equal(plan->proof, PROOF_MINIMAL);
	assert_false(plan->unproven);
	assert_cap(plan, CAP_CHOWN, ADVICE_KEEP, REASON_PROVEN, PROOF_MINIMAL);
	assert_ptr_equal(plan_cap(plan, CAP_CHOWN)->member, &members[0]);
	assert_ptr_equal(plan_cap(plan, CAP_CHOWN)->decider, &in.checks[0]);
	assert_cap(plan, CAP_SETUID, ADVICE_DROP, REASON_NEEDLESS, PROOF_MINIMAL);
	assert_cap(plan, CAP_SYS_PTRACE, ADVICE_KEEP, REASON_ADDED, PROOF_MINIMAL);
	assert_null(plan_cap(plan, CAP_SYS_PTRACE)->decider);
	assert_int_equal(plan_cap(plan, CAP_SYS_PTRACE)->nevidence, 0);
	assert_cap(plan, CAP_SYS_ADMIN, ADVICE_DROP, REASON_HARMLESS, PROOF_MINIMAL);
	assert_cap(plan, CAP_KILL, ADVICE_ASK, REASON_DENIED, PROOF_NONE); /* no replay answered that */
	assert_int_equal(plan->ncaps, 5);
	for (size_t i = 1; i < plan->ncaps; i++)
		assert_true(plan->caps[i - 1].cap < plan->caps[i].cap);
}

static void a_substitute_takes_the_place(void **state)
{
	static struct proof_member members[] = {
		{ CAP_DAC_OVERRIDE, MEMBER_NEEDLESS, (char *)"" },
		{ CAP_DAC_READ_SEARCH, MEMBER_SUBSTITUTE, (char *)"openat: EACCES" },
	};
	static struct proof proof = {
		.kind = PROOF_MINIMAL, .caps = BIT(CAP_DAC_READ_SEARCH), .members = members, .nmembers = 2,
	};
	static struct input in;
	_plan_ struct plan *plan = NULL;

	(void)state;
	input_start(&in, "/bin/cat");
	input_check(&in, CAP_DAC_OVERRIDE, "generic_permission", E, "openat");
	in.profile.proof = &proof;
	plan = input_plan(&in, PORTABLE_NONE, false);
	assert_true(plan->keep == proof.caps);
	assert_cap(plan, CAP_DAC_READ_SEARCH, ADVICE_KEEP, REASON_PROVEN, PROOF_MINIMAL);
	assert_cap(plan, CAP_DAC_OVERRIDE, ADVICE_DROP, REASON_NEEDLESS, PROOF_MINIMAL);
}

static void a_sufficient_set_leaves_the_reasons(void **state)
{
	static struct proof proof = { .kind = PROOF_SUFFICIENT, .caps = BIT(CAP_CHOWN) | BIT(CAP_NET_RAW) };
	static struct input in;
	_plan_ struct plan *plan = NULL;

	(void)state;
	start(&in, &proof);
	plan = input_plan(&in, PORTABLE_NONE, false);
	assert_true(plan->keep == proof.caps);
	assert_int_equal(plan->proof, PROOF_SUFFICIENT);
	assert_cap(plan, CAP_CHOWN, ADVICE_KEEP, REASON_DECISIVE, PROOF_SUFFICIENT);
	assert_cap(plan, CAP_NET_RAW, ADVICE_KEEP, REASON_PROVEN, PROOF_SUFFICIENT);
	assert_cap(plan, CAP_SETUID, ADVICE_DROP, REASON_NEEDLESS, PROOF_SUFFICIENT);
}

/* The empty set can be proven, too; and a proof of nothing proves nothing. */
static void the_ends_of_the_scale(void **state)
{
	static struct proof none = { .kind = PROOF_NONE }, empty = { .kind = PROOF_MINIMAL };
	static struct proof all = { .kind = PROOF_SUFFICIENT, .caps = UINT64_MAX };
	static struct input in;
	_plan_ struct plan *unproven = NULL, *nothing = NULL, *everything = NULL;

	(void)state;
	start(&in, &none);
	unproven = input_plan(&in, PORTABLE_NONE, false);
	assert_true(unproven->keep == (BIT(CAP_CHOWN) | BIT(CAP_SETUID)));
	assert_true(unproven->unproven);
	assert_int_equal(unproven->proof, PROOF_NONE);
	in.profile.proof = &empty;
	nothing = input_plan(&in, PORTABLE_NONE, false);
	assert_true(nothing->keep == 0);
	assert_int_equal(nothing->proof, PROOF_MINIMAL);
	in.profile.proof = &all;
	everything = input_plan(&in, PORTABLE_NONE, false);
	assert_true(everything->keep == UINT64_MAX);
	assert_int_equal(everything->ncaps, CAP_ROOM);
}

static void needless_calls_are_gone(void **state)
{
	static struct input in;
	static struct sysuse use[3];
	static struct proof proof = { .kind = PROOF_SUFFICIENT };
	_plan_ struct plan *plan = NULL;

	(void)state;
	input_start(&in, "/bin/x");
	input_call(&in, LC_ABI_X86_64, "openat");
	input_call(&in, LC_ABI_X86_64, "ptrace");
	input_call(&in, LC_ABI_X86_64, "exit_group");
	input_call(&in, LC_ABI_X86_64, "sendfile");
	use[0].nr = input_number(LC_ABI_X86_64, "sendfile");
	use[1].nr = input_number(LC_ABI_X86_64, "ptrace");
	use[2].nr = input_number(LC_ABI_X86_64, "exit_group");
	proof.needless[LC_ABI_X86_64] = (struct sysset){ .use = use, .n = ARRAY_SIZE(use) };
	in.profile.proof = &proof;
	plan = input_plan(&in, PORTABLE_NONE, true);
	assert_non_null(input_row(plan, LC_ABI_X86_64, "openat"));
	assert_null(input_row(plan, LC_ABI_X86_64, "ptrace"));
	assert_null(input_row(plan, LC_ABI_X86_64, "sendfile"));
	/* what the kernel and the runtime need stays, whatever the workload did without */
	assert_int_equal(input_row(plan, LC_ABI_X86_64, "exit_group")->why & WHY_KERNEL, WHY_KERNEL);
	assert_int_equal(input_row(plan, LC_ABI_X86_64, "exit_group")->why & WHY_OBSERVED, 0);
	assert_non_null(input_row(plan, LC_ABI_X86_64, "execve"));
	assert_true(plan->abi_used[LC_ABI_X86_64]);
}

static void phases_of_capabilities(void **state)
{
	static struct proof_member added = { CAP_SYS_PTRACE, MEMBER_ADDED, (char *)"exit status 1" };
	static struct proof proof = {
		.kind = PROOF_MINIMAL, .members = &added, .nmembers = 1,
		.caps = BIT(CAP_SYS_PTRACE) | BIT(CAP_NET_BIND_SERVICE) | BIT(CAP_CHOWN),
	};
	static struct input in;
	_plan_ struct plan *plan = NULL, *without = NULL;

	(void)state;
	input_start(&in, "/usr/sbin/nginx");
	in.profile.boundary.sign = LC_BOUNDARY_WAIT;
	input_check(&in, CAP_NET_BIND_SERVICE, "inet_bind", E, "bind")->phases = INIT;
	input_check(&in, CAP_CHOWN, "chown_ok", E, "chown")->phases = INIT;
	input_check(&in, CAP_CHOWN, "no_such_function", E, "fchown")->phases = SERVING; /* weaker, but it keeps */
	input_check(&in, CAP_SETGID, "may_setgroups", DENY, "setgroups")->phases = SERVING;
	plan = input_plan(&in, PORTABLE_NONE, false);
	assert_int_equal(plan_cap(plan, CAP_NET_BIND_SERVICE)->phases, INIT);
	assert_int_equal(plan_cap(plan, CAP_CHOWN)->phases, INIT | SERVING);
	assert_int_equal(plan_cap(plan, CAP_SETGID)->phases, SERVING);
	assert_true(plan->keep_init == (BIT(CAP_NET_BIND_SERVICE) | BIT(CAP_CHOWN)));
	assert_true(plan->keep_serving == BIT(CAP_CHOWN));
	plan_free(&plan);
	in.profile.proof = &proof; /* when an added one is needed is not known */
	plan = input_plan(&in, PORTABLE_NONE, false);
	assert_true(plan->keep_init == proof.caps);
	assert_true(plan->keep_serving == (BIT(CAP_CHOWN) | BIT(CAP_SYS_PTRACE)));
	in.profile.boundary.sign = 0;
	without = input_plan(&in, PORTABLE_NONE, false);
	assert_true(without->keep_init == 0 && without->keep_serving == 0);
}

/* Harmless checks while it serves do not make serving need it. */
static void only_checks_that_keep_count_for_a_phase(void **state)
{
	static struct input in;
	_plan_ struct plan *plan = NULL;

	(void)state;
	input_start(&in, "/usr/sbin/nginx");
	in.profile.boundary.sign = LC_BOUNDARY_WAIT;
	input_check(&in, CAP_SYS_ADMIN, "may_mount", E, "mount")->phases = INIT;
	input_check(&in, CAP_SYS_ADMIN, "cap_vm_enough_memory", E, "mmap")->phases = SERVING;
	plan = input_plan(&in, PORTABLE_NONE, false);
	assert_true(plan->keep_init == BIT(CAP_SYS_ADMIN));
	assert_true(plan->keep_serving == 0);
}

static void phases_of_calls(void **state)
{
	static struct input in;
	_plan_ struct plan *plan = NULL;

	(void)state;
	input_start(&in, "/bin/x");
	input_call_nr(&in, 1, LC_ABI_X86_64, input_number(LC_ABI_X86_64, "openat"), 1);
	in.programs[0].syscalls[LC_ABI_X86_64].use[0].phases = INIT;
	input_call_nr(&in, 2, LC_ABI_X86_64, input_number(LC_ABI_X86_64, "openat"), 1);
	in.programs[1].syscalls[LC_ABI_X86_64].use[0].phases = SERVING;
	input_call_nr(&in, 3, LC_ABI_X86_64, input_number(LC_ABI_X86_64, "ptrace"), 1);
	in.programs[2].syscalls[LC_ABI_X86_64].use[0].phases = SERVING;
	plan = input_plan(&in, PORTABLE_NONE, false);
	assert_int_equal(input_row(plan, LC_ABI_X86_64, "openat")->phases, INIT | SERVING);
	assert_int_equal(input_row(plan, LC_ABI_X86_64, "ptrace")->phases, SERVING);
	assert_int_equal(input_row(plan, LC_ABI_X86_64, "rt_sigreturn")->phases, 0);
}

static void no_new_privs_unless_something_gained(void **state)
{
	static struct input in;
	_plan_ struct plan *plain = NULL, *gained = NULL;

	(void)state;
	input_start(&in, "/bin/x");
	input_check(&in, CAP_SYS_ADMIN, "do_seccomp", E, "seccomp");
	plain = input_plan(&in, PORTABLE_NONE, false);
	assert_true(plain->no_new_privs);
	assert_true(plain->keep == 0);
	in.programs[2].flags |= LC_PROGRAM_GAINED;
	gained = input_plan(&in, PORTABLE_NONE, false);
	assert_false(gained->no_new_privs);
	assert_true(gained->keep == BIT(CAP_SYS_ADMIN)); /* then the filter needs it */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keep_is_what_was_proven),
		cmocka_unit_test(a_substitute_takes_the_place),
		cmocka_unit_test(a_sufficient_set_leaves_the_reasons),
		cmocka_unit_test(the_ends_of_the_scale),
		cmocka_unit_test(needless_calls_are_gone),
		cmocka_unit_test(phases_of_capabilities),
		cmocka_unit_test(only_checks_that_keep_count_for_a_phase),
		cmocka_unit_test(phases_of_calls),
		cmocka_unit_test(no_new_privs_unless_something_gained),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
