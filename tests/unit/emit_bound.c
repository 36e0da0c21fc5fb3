// SPDX-License-Identifier: BSD-2-Clause
/* What conditions on arguments come to where a target has settings of its own. */
#include "tests/unit/emit_plan.h"

#include <sched.h>
#include <sys/socket.h>

#include <linux/sched.h>

#include "emit/bound.h"

#define ALL BOUND_NAMESPACES

static struct sample s;
static struct ruleset rules;

static int start(void **state)
{
	(void)state;
	sample_start(&s);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	ruleset_free(&rules);
	return 0;
}

/* A call with values that its argument may have; none: whatever it is. */
static void call(const char *name, const struct arg_rule *args, size_t n)
{
	sample_call(&s, LC_ABI_X86_64, name, WHY_OBSERVED);
	if (n)
		sample_args(&s, name, args, n);
}

static void make(void)
{
	ruleset_free(&rules);
	assert_int_equal(ruleset_make(&s.plan, 0, &rules), 0);
}

static void flags_are_those_of_the_kernel(void **state)
{
	(void)state;
	assert_true(ALL == (CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID |
			    CLONE_NEWNET));
}

static void no_call_makes_no_namespace(void **state)
{
	(void)state;
	make();
	assert_int_equal(bound_namespaces(&rules), 0);
	call("clone", NULL, 0);
	make();
	assert_true(bound_namespaces(&rules) == ALL);
}

static void values_are_united(void **state)
{
	static const struct arg_rule none = { 0, ALL, 0 }, net = { 0, UINT64_MAX, CLONE_NEWNET | CLONE_FS };
	static const struct arg_rule enters[] = { { 1, UINT64_MAX, CLONE_NEWNS } };

	(void)state;
	call("clone", &none, 1);
	make();
	assert_int_equal(bound_namespaces(&rules), 0);
	call("unshare", &net, 1);
	make();
	assert_int_equal(bound_namespaces(&rules), CLONE_NEWNET);
	call("setns", enters, 1);
	make();
	assert_int_equal(bound_namespaces(&rules), CLONE_NEWNET | CLONE_NEWNS);
	call("clone3", NULL, 0);
	make();
	assert_true(bound_namespaces(&rules) == ALL);
}

static void masks_leave_open_what_they_do_not_hold(void **state)
{
	static const struct arg_rule some = { 0, CLONE_NEWUSER | CLONE_NEWNET, CLONE_NEWNET };

	(void)state;
	call("clone", &some, 1);
	make();
	assert_int_equal(bound_namespaces(&rules), ALL & ~(uint64_t)CLONE_NEWUSER);
}

/* setns(fd, 0) enters whatever fd is; and a condition on the descriptor says nothing of the kind. */
static void setns_with_zero_is_all(void **state)
{
	static const struct arg_rule zero = { 1, UINT64_MAX, 0 }, descriptor = { 0, UINT64_MAX, 3 };

	(void)state;
	call("setns", &zero, 1);
	make();
	assert_true(bound_namespaces(&rules) == ALL);
	sample_start(&s);
	call("setns", &descriptor, 1);
	make();
	assert_true(bound_namespaces(&rules) == ALL);
}

static void refused_calls_open_nothing(void **state)
{
	(void)state;
	s.plan.deny = (struct sys_answer){ ANSWER_ERRNO, EPERM };
	sample_refuse(&s, "clone3", REFUSE_FALLBACK, ENOSYS);
	sample_refuse(&s, "unshare", REFUSE_RISK, ENOSYS);
	make();
	assert_int_equal(rules.n, 2);
	assert_int_equal(bound_namespaces(&rules), 0);
}

static void families_are_values_with_a_name(void **state)
{
	static const struct arg_rule known[] = { { 0, UINT64_MAX, AF_UNIX }, { 0, UINT64_MAX, AF_VSOCK } };
	static const struct arg_rule unknown[] = { { 0, UINT64_MAX, AF_UNIX }, { 0, UINT64_MAX, 63 } };
	static const struct arg_rule other = { 1, UINT64_MAX, SOCK_STREAM }, masked = { 0, 0xff, AF_UNIX };
	static const struct {
		const struct arg_rule *args;
		size_t n;
		uint64_t families; /* 0: not bound */
	} rows[] = {
		{ known, 2, UINT64_C(1) << AF_UNIX | UINT64_C(1) << AF_VSOCK },
		{ unknown, 2, 0 }, { &other, 1, 0 }, { &masked, 1, 0 }, { NULL, 0, 0 },
	};

	(void)state;
	make();
	assert_false(bound_families(&rules, NULL)); /* not on the list */
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		uint64_t families = 0;

		sample_start(&s);
		call("socket", rows[i].args, rows[i].n);
		make();
		assert_int_equal(bound_families(&rules, &families), rows[i].families != 0);
		assert_true(families == rows[i].families);
	}
}

static void personality_is_the_default_or_a_question(void **state)
{
	static const struct arg_rule asks[] = { { 0, UINT64_MAX, 0 }, { 0, UINT64_MAX, UINT32_MAX } };
	static const struct arg_rule sets = { 0, UINT64_MAX, 0x0040000 }; /* ADDR_NO_RANDOMIZE */

	(void)state;
	make();
	assert_false(bound_personality(&rules));
	call("personality", asks, 2);
	make();
	assert_true(bound_personality(&rules));
	sample_args(&s, "personality", &sets, 1);
	make();
	assert_false(bound_personality(&rules));
}

static void the_others_are_named(void **state)
{
	static const struct arg_rule value = { 0, UINT64_MAX, 1 }, none = { 0, ALL, 0 };
	_buf_ struct buf out = BUF_INIT, more = BUF_INIT;

	(void)state;
	call("clone", &none, 1);
	call("prctl", &value, 1);
	call("read", NULL, 0);
	call("socket", &value, 1);
	make();
	bound_others(&rules, true, &out);
	assert_string_equal(buf_text(&out), " prctl");
	bound_others(&rules, false, &more);
	assert_string_equal(buf_text(&more), " prctl socket");
}

static void names_are_spelled(void **state)
{
	_buf_ struct buf spaces = BUF_INIT, commas = BUF_INIT, upper = BUF_INIT, lower = BUF_INIT;

	(void)state;
	bound_namespace_names(ALL, " ", &spaces);
	assert_string_equal(buf_text(&spaces), "cgroup ipc net mnt pid user uts");
	bound_namespace_names(CLONE_NEWNS | CLONE_NEWPID, ",", &commas);
	assert_string_equal(buf_text(&commas), "mnt,pid");
	bound_family_names(UINT64_C(1) << AF_INET | UINT64_C(1) << AF_NETLINK | UINT64_C(1) << AF_XDP, false, " ",
			   &upper);
	assert_string_equal(buf_text(&upper), "AF_INET AF_NETLINK AF_XDP");
	bound_family_names(UINT64_C(1) << AF_INET | UINT64_C(1) << AF_PACKET, true, ",", &lower);
	assert_string_equal(buf_text(&lower), "inet,packet");
}

#define with_rules(f) cmocka_unit_test_setup_teardown(f, start, stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_rules(flags_are_those_of_the_kernel),
		with_rules(no_call_makes_no_namespace),
		with_rules(values_are_united),
		with_rules(masks_leave_open_what_they_do_not_hold),
		with_rules(setns_with_zero_is_all),
		with_rules(refused_calls_open_nothing),
		with_rules(families_are_values_with_a_name),
		with_rules(personality_is_the_default_or_a_question),
		with_rules(the_others_are_named),
		with_rules(names_are_spelled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
