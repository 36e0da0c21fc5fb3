/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory runs out at each allocation of a plan of what a runtime started: -ENOMEM, nothing leaks. */
#include "tests/unit/plan_input.h"
#include "tests/unit/failing_alloc.h"

static void start_container(struct input *in)
{
	input_start(in, "/usr/sbin/runc");
	in->programs[1] = (struct program){ .id = 2, .parent = 1, .flags = LC_PROGRAM_FILTERING,
					    .exe = (char *)"/usr/sbin/runc", .comm = (char *)"runc",
					    .syscalls[LC_ABI_X86_64].use = in->calls[1][LC_ABI_X86_64] };
	in->programs[2].parent = 2;
	input_call_nr(in, 2, LC_ABI_X86_64, input_number(LC_ABI_X86_64, "capset"), 1);
	input_call_nr(in, 3, LC_ABI_X86_64, input_number(LC_ABI_X86_64, "listen"), 1);
	input_check(in, CAP_SYS_ADMIN, "may_mount", LC_CHECK_EFFECTIVE, "mount");
}

static void plans(void **state)
{
	static struct input in;
	long n;

	(void)state;
	start_container(&in);
	for (n = 1;; n++) {
		struct plan *plan = NULL;
		long before = alive;
		int r;

		ran_out = false;
		until_failure = n;
		r = plan_make(&in.profile, NULL, &plan);
		until_failure = 0;
		if (!ran_out) {
			assert_int_equal(r, 0);
			assert_int_equal(plan->roles.runtime, RUNTIME_RUNC);
			plan_free(&plan);
			break;
		}
		assert_int_equal(r, -ENOMEM);
		assert_null(plan);
		assert_int_equal(alive, before);
	}
	assert_true(n > 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(plans) };

	return run_failing(tests);
}
