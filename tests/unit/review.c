/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a review refuses and with what; what is accepted; and what libraries must be told so that they fall back.
 */
#include "tests/unit/plan_input.h"

#include <errno.h>

#include "core/risk.h"

#define X86_64 LC_ABI_X86_64
#define I386 LC_ABI_I386

static const struct plan_options reviewed = { .portable = PORTABLE_LIBC, .review = true };

static void start(struct input *in, const char *const *calls)
{
	input_start(in, "/usr/bin/program");
	for (; *calls; calls++)
		input_call(in, X86_64, *calls);
}

static const char *const dangerous[] = {
	"bpf", "io_uring_setup", "keyctl", "mount", "ptrace", "read", "unshare", NULL,
};

static void dangerous_calls_leave(void **state)
{
	static struct input in;
	_plan_ struct plan *plan = NULL, *all = NULL;

	(void)state;
	start(&in, dangerous);
	plan = input_plan_of(&in, &reviewed);
	all = input_plan(&in, PORTABLE_LIBC, false);
	assert_int_equal(all->nrefused, 0);
	assert_int_equal(plan->nrefused, 6);
	for (size_t i = 0; dangerous[i]; i++) {
		const struct sys_refused *call = input_refused(plan, X86_64, dangerous[i]);

		assert_non_null(input_row(all, X86_64, dangerous[i]));
		if (!strcmp(dangerous[i], "read")) {
			assert_null(call);
			assert_non_null(input_row(plan, X86_64, "read"));
			continue;
		}
		assert_null(input_row(plan, X86_64, dangerous[i]));
		assert_int_equal(call->why, REFUSE_RISK);
		assert_int_equal(call->error, ENOSYS);
		assert_int_equal(call->count, 1);
		assert_int_equal(call->nr, input_number(X86_64, dangerous[i]));
		assert_ptr_equal(call->risk, risk_of(dangerous[i]));
	}
}

/* What is refused here for having failed is refused there, too: most formats have one list. */
static void failed_here_is_refused_there(void **state)
{
	static struct input in;
	struct plan_options options = reviewed;

	(void)state;
	options.arches = 1u << SYSNO_AARCH64;
	for (int failed = 0; failed < 2; failed++) {
		_plan_ struct plan *plan = NULL;
		bool found = false;

		input_start(&in, "/usr/bin/program");
		input_call(&in, X86_64, "poll");
		input_failed(&in, 1, "ppoll", failed ? EPERM : 0);
		plan = input_plan_of(&in, &options);
		for (size_t i = 0; i < plan->nforeign; i++)
			found |= !strcmp(plan->foreign[i].info->name, "ppoll");
		assert_true(found == !failed);
	}
}

/* By its own name or by that of its class. */
static void accepted_calls_stay(void **state)
{
	static const char *const words[] = { "mount", "io_uring", "keyctl", "nonsense" };
	static struct input in;
	struct plan_options options = reviewed;
	_plan_ struct plan *plan = NULL;

	(void)state;
	options.accept = words;
	options.naccept = ARRAY_SIZE(words);
	start(&in, dangerous);
	plan = input_plan_of(&in, &options);
	assert_non_null(input_row(plan, X86_64, "mount"));
	assert_non_null(input_row(plan, X86_64, "io_uring_setup"));
	assert_non_null(input_row(plan, X86_64, "keyctl"));
	assert_int_equal(plan->nrefused, 3);
	assert_non_null(input_refused(plan, X86_64, "bpf"));
	assert_non_null(input_refused(plan, X86_64, "ptrace"));
	assert_non_null(input_refused(plan, X86_64, "unshare"));
}

/* Also on an ABI and an architecture where it would only be added. */
static void refused_everywhere(void **state)
{
	static struct input in;
	struct plan_options options = reviewed;
	_plan_ struct plan *plan = NULL;

	(void)state;
	options.portable = PORTABLE_ALL;
	options.abis = 1u << X86_64 | 1u << I386;
	start(&in, dangerous);
	plan = input_plan_of(&in, &options);
	assert_null(input_row(plan, I386, "mount"));
	assert_int_equal(input_refused(plan, I386, "mount")->why, REFUSE_RISK);
	assert_int_equal(input_refused(plan, I386, "mount")->count, 0);
	for (size_t i = 0; i < plan->nforeign; i++)
		assert_null(risk_of(plan->foreign[i].info->name));
}

/* --- failed ---------------------------------------------------------------------- */

static void failed_calls_are_apart(void **state)
{
	static struct input in;
	_plan_ struct plan *plan = NULL, *none = NULL;
	struct plan_options strict = reviewed;

	(void)state;
	strict.portable = PORTABLE_NONE;
	input_start(&in, "/usr/bin/program");
	input_call(&in, X86_64, "read");
	input_failed(&in, 1, "sched_setscheduler", EPERM);
	input_failed(&in, 1, "statx", ENOSYS);
	input_failed(&in, 1, "ptrace", EPERM);		/* of a class as well: the error that it knows */
	input_failed(&in, 1, "rt_sigreturn", ENOSYS);	/* the kernel's */
	input_failed(&in, 1, "set_robust_list", ENOSYS); /* every libc starts with it */
	input_failed(&in, 1, "setpriority", EACCES);	/* fails here, works there */
	input_call_nr(&in, 2, X86_64, input_number(X86_64, "setpriority"), 1);
	input_failed(&in, 1, "mlock", EPERM); /* twice */
	input_failed(&in, 2, "mlock", EPERM);
	plan = input_plan_of(&in, &reviewed);
	none = input_plan_of(&in, &strict);
	assert_int_equal(plan->nrefused, 4);
	assert_int_equal(input_refused(plan, X86_64, "sched_setscheduler")->error, EPERM);
	assert_int_equal(input_refused(plan, X86_64, "statx")->error, ENOSYS);
	assert_int_equal(input_refused(plan, X86_64, "ptrace")->error, EPERM);
	assert_int_equal(input_refused(plan, X86_64, "mlock")->count, 2);
	for (size_t i = 0; i < plan->nrefused; i++) {
		assert_int_equal(plan->refused[i].why, REFUSE_FAILED);
		assert_null(plan->refused[i].risk);
		assert_null(input_row(plan, X86_64, plan->refused[i].name));
	}
	assert_non_null(input_row(plan, X86_64, "rt_sigreturn"));
	assert_non_null(input_row(plan, X86_64, "set_robust_list"));
	assert_non_null(input_row(plan, X86_64, "setpriority"));
	/* What another libc would call in its place is answered by the kernel itself. */
	assert_non_null(input_row(plan, X86_64, "sched_setattr"));
	assert_int_equal(input_refused(none, X86_64, "set_robust_list")->error, ENOSYS);
}

/* That the runtime had success with it says nothing of the workload. */
static void the_runtime_does_not_count(void **state)
{
	static struct input in;
	_plan_ struct plan *plan = NULL;

	(void)state;
	input_start(&in, "/usr/sbin/runc");
	in.programs[1].flags = LC_PROGRAM_FILTERING;
	in.programs[1].exe = in.programs[0].exe;
	in.programs[2].parent = 2;
	input_call_nr(&in, 1, X86_64, input_number(X86_64, "mlock"), 1);
	input_failed(&in, 3, "mlock", EPERM);
	plan = input_plan_of(&in, &reviewed);
	assert_int_equal(plan->roles.runtime, RUNTIME_RUNC);
	assert_int_equal(input_refused(plan, X86_64, "mlock")->error, EPERM);
}

/* What a runtime calls behind the filter is never refused. */
static void runtime_calls_stay(void **state)
{
	static struct input in;
	struct plan_options options = reviewed;
	_plan_ struct plan *with = NULL, *without = NULL;

	(void)state;
	options.runtime = RUNTIME_ANY;
	input_start(&in, "/usr/bin/program");
	input_failed(&in, 1, "setgroups", EPERM);
	with = input_plan_of(&in, &options);
	without = input_plan_of(&in, &reviewed);
	assert_int_equal(with->nrefused, 0);
	assert_true(input_row(with, X86_64, "setgroups")->why & WHY_RUNTIME);
	assert_int_equal(input_refused(without, X86_64, "setgroups")->error, EPERM);
}

static void failed_may_be_accepted(void **state)
{
	static const char *const words[] = { "ptrace", "mlock" };
	static struct input in;
	struct plan_options options = reviewed;
	_plan_ struct plan *plan = NULL;

	(void)state;
	options.accept = words;
	options.naccept = ARRAY_SIZE(words);
	input_start(&in, "/usr/bin/program");
	input_failed(&in, 1, "ptrace", EPERM);
	input_failed(&in, 1, "mlock", EPERM);
	plan = input_plan_of(&in, &options);
	assert_int_equal(plan->nrefused, 0);
}

/* --- clone3 ------------------------------------------------------------------------ */

static void clone3_falls_back(void **state)
{
	static const char *const calls[] = { "clone3", "read", NULL };
	static const char *const words[] = { "clone3", "namespaces" };
	static struct input in;

	(void)state;
	start(&in, calls);
	for (int portable = PORTABLE_NONE; portable < PORTABLES; portable++) {
		struct plan_options options = { .portable = (enum portable)portable, .review = true };
		_plan_ struct plan *plan = input_plan_of(&in, &options);
		const struct sys_refused *call = input_refused(plan, X86_64, "clone3");

		assert_int_equal(call->why, REFUSE_FALLBACK);
		assert_int_equal(call->error, ENOSYS);
		assert_null(call->risk);
		assert_int_equal(input_row(plan, X86_64, "clone")->nargs, 1);
		assert_int_equal(input_row(plan, X86_64, "clone")->args[0].mask, 0x7e020000);
		for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
			_plan_ struct plan *accepted = NULL;

			options.accept = &words[i];
			options.naccept = 1;
			accepted = input_plan_of(&in, &options);
			assert_non_null(input_row(accepted, X86_64, "clone3"));
			assert_null(input_refused(accepted, X86_64, "clone3"));
			assert_true(!input_row(accepted, X86_64, "clone") == (portable == PORTABLE_NONE));
		}
	}
}

/* --- fall-backs ---------------------------------------------------------------------- */

static const char *const plain[] = { "access", "clone", "newfstatat", "read", NULL };

/* Measured: a libc that gets anything but ENOSYS from these does not fall back. */
static void newer_calls_get_enosys(void **state)
{
	static const struct sys_answer denials[] = { { ANSWER_ERRNO, EPERM }, { ANSWER_KILL, 0 } };
	static const char *const tried[] = { "faccessat2", "clone3", "statx", "preadv2" };
	const uint64_t none[6] = { 0 };
	static struct input in;

	(void)state;
	start(&in, plain);
	for (size_t d = 0; d < 2 * ARRAY_SIZE(denials); d++) {
		const struct plan_options options = { .portable = PORTABLE_NONE, .deny = denials[d / 2],
						      .review = d % 2 };
		_plan_ struct plan *plan = input_plan_of(&in, &options);

		for (size_t i = 0; i < ARRAY_SIZE(tried); i++) {
			const struct sys_refused *call = input_refused(plan, X86_64, tried[i]);

			if (!call)
				fail_msg("%s is not refused", tried[i]);
			assert_int_equal(call->why, REFUSE_FALLBACK);
			assert_int_equal(call->error, ENOSYS);
		}
		assert_null(input_refused(plan, X86_64, "fchmodat2")); /* no chmod on the list */
		assert_null(input_refused(plan, X86_64, "stat"));      /* not newer */
		assert_null(input_refused(plan, I386, "clone3"));      /* not in use */
		assert_int_equal(plan_answer(plan, X86_64, input_number(X86_64, "faccessat2"), none).error, ENOSYS);
		assert_int_equal(plan_answer(plan, X86_64, input_number(X86_64, "stat"), none).kind,
				 denials[d / 2].kind);
	}
}

static void none_where_all_get_enosys(void **state)
{
	static const struct sys_answer denials[] = {
		{ ANSWER_ALLOW, 0 }, { ANSWER_ERRNO, ENOSYS }, { ANSWER_LOG, 0 },
	};
	static struct input in;

	(void)state;
	start(&in, plain);
	for (size_t d = 0; d < ARRAY_SIZE(denials); d++) {
		const struct plan_options options = { .portable = PORTABLE_NONE, .deny = denials[d],
						      .review = true };
		_plan_ struct plan *plan = input_plan_of(&in, &options);

		assert_int_equal(plan->nrefused, 0);
	}
}

/* What is on the list is not refused, time64 calls of 32 bits are tried, too, and rows are in order. */
static void lists_are_disjoint(void **state)
{
	static struct input in;
	static struct input one;
	const struct plan_options options = { .portable = PORTABLE_LIBC, .deny = { .kind = ANSWER_KILL },
					      .review = true };
	const struct plan_options strict = { .portable = PORTABLE_NONE, .deny = { .kind = ANSWER_KILL } };
	_plan_ struct plan *plan = NULL, *none = NULL, *lone = NULL;

	(void)state;
	input_start(&one, "/usr/bin/program");
	input_call(&one, X86_64, "getppid");
	start(&in, dangerous);
	input_call(&in, I386, "poll");
	input_call(&in, I386, "clone");
	plan = input_plan_of(&in, &options);
	none = input_plan_of(&in, &strict);
	assert_null(input_refused(plan, I386, "ppoll_time64"));
	assert_int_equal(input_refused(none, I386, "ppoll_time64")->error, ENOSYS);
	lone = input_plan_of(&one, &strict);
	assert_int_equal(input_refused(lone, X86_64, "clone3")->why, REFUSE_FALLBACK);
	assert_non_null(input_refused(plan, I386, "clone3"));
	for (size_t i = 0; i < plan->nrefused; i++) {
		const struct sys_refused *a = &plan->refused[i], *b = a + 1;

		assert_null(input_row(plan, a->abi, a->name));
		if (i + 1 < plan->nrefused)
			assert_true(a->abi < b->abi || (a->abi == b->abi && strcmp(a->name, b->name) < 0));
	}
}

/* Complaining lets all through that is not on the list, what a review refuses, too. */
static void complaining_refuses_nothing(void **state)
{
	static struct input in;
	const struct plan_options options = { .deny = { .kind = ANSWER_LOG }, .review = true };
	const uint64_t none[6] = { 0 };
	_plan_ struct plan *plan = NULL;

	(void)state;
	start(&in, dangerous);
	plan = input_plan_of(&in, &options);
	assert_int_equal(plan->nrefused, 6);
	assert_int_equal(plan_answer(plan, X86_64, input_number(X86_64, "mount"), none).kind, ANSWER_LOG);
	assert_int_equal(plan_answer(plan, X86_64, input_number(X86_64, "read"), none).kind, ANSWER_ALLOW);
}

static void words(void **state)
{
	static const char *const whys[] = { "fallback", "risk", "failed" };
	static const char *const levels[] = { "none", "libc", "kernel", "arch", "all" };

	(void)state;
	assert_int_equal(ARRAY_SIZE(whys), REFUSE_WHYS);
	for (unsigned int i = 0; i <= REFUSE_WHYS; i++)
		assert_string_equal(refuse_why_name((enum refuse_why)i), i < REFUSE_WHYS ? whys[i] : "unknown");
	assert_int_equal(ARRAY_SIZE(levels), PORTABLES);
	for (unsigned int i = 0; i <= PORTABLES; i++)
		assert_string_equal(portable_name((enum portable)i), i < PORTABLES ? levels[i] : "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dangerous_calls_leave),
		cmocka_unit_test(failed_here_is_refused_there),
		cmocka_unit_test(accepted_calls_stay),
		cmocka_unit_test(refused_everywhere),
		cmocka_unit_test(failed_calls_are_apart),
		cmocka_unit_test(the_runtime_does_not_count),
		cmocka_unit_test(runtime_calls_stay),
		cmocka_unit_test(failed_may_be_accepted),
		cmocka_unit_test(clone3_falls_back),
		cmocka_unit_test(newer_calls_get_enosys),
		cmocka_unit_test(none_where_all_get_enosys),
		cmocka_unit_test(lists_are_disjoint),
		cmocka_unit_test(complaining_refuses_nothing),
		cmocka_unit_test(words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
