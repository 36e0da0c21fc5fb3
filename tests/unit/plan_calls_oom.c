/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory runs out at each allocation of a plan with everything that concerns syscalls: other architectures and ABIs, a
 * review, learned values. -ENOMEM, nothing leaks, and the same plan once there is memory again.
 */
#include "tests/unit/plan_input.h"
#include "tests/unit/failing_alloc.h"

static const uint64_t values[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20,
				   21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34 };

static void start_workload(struct input *in)
{
	input_start(in, "/usr/bin/program");
	input_learned(in);
	for (size_t i = 0; i < sysno_count(); i++)
		if (sysno_at(i)->number[SYSNO_X86_64] >= 0 && i % 2 && strcmp(sysno_at(i)->name, "ioctl"))
			input_call(in, LC_ABI_X86_64, sysno_at(i)->name);
	input_call_nr(in, 2, LC_ABI_X86_64, input_number(LC_ABI_X86_64, "ioctl"), 1);
	input_values(in, 2, LC_ABI_X86_64, "ioctl", 1, values, ARRAY_SIZE(values));
}

static void plans(void **state)
{
	static struct input in;
	const struct plan_options options = {
		.portable = PORTABLE_ALL, .review = true, .deny = { .kind = ANSWER_KILL },
		.abis = 1u << LC_ABI_X86_64 | 1u << LC_ABI_I386,
	};
	long n, failed = 0;

	(void)state;
	start_workload(&in);
	for (n = 1, ran_out = true; ran_out; n++) {
		struct plan *plan = NULL;
		long before = alive;
		int r;

		ran_out = false;
		until_failure = n;
		r = plan_make(&in.profile, &options, &plan);
		until_failure = 0;
		/* glibc's qsort() does without memory, too. */
		if (r) {
			assert_true(ran_out);
			assert_int_equal(r, -ENOMEM);
			assert_null(plan);
			failed++;
		} else {
			assert_true(plan->nforeign > 500 && plan->nrefused > 10);
			assert_int_equal(input_row(plan, LC_ABI_X86_64, "ioctl")->nargs, ARRAY_SIZE(values));
			plan_free(&plan);
		}
		assert_int_equal(alive, before);
	}
	/* Lists that grow, of the roles, rows, refusals, architectures and rules. */
	assert_true(failed > 15);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(plans) };

	return run_failing(tests);
}
