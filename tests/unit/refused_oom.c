/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory runs out while refusals are compared: -ENOMEM, nothing leaked, the
 * outputs untouched.
 */
#include "plan_input.h"
#include "failing_alloc.h"

#include "core/refused.h"

static void each_allocation(void **state)
{
	static struct input before, now;
	long n = 0;

	(void)state;
	input_start(&before, "/bin/a");
	input_start(&now, "/bin/a");
	input_check(&before, CAP_NET_BIND_SERVICE, "__inet_bind", LC_CHECK_EFFECTIVE, "bind");
	input_check(&now, CAP_NET_BIND_SERVICE, "__inet_bind", LC_CHECK_DENIED, "bind");
	do {
		struct refused untouched, *list = &untouched;
		size_t count = 77;
		long was = alive;
		int r;

		ran_out = false;
		until_failure = ++n;
		r = refused_new(&before.profile, &now.profile, "/bin/a", &list, &count);
		until_failure = 0;
		assert_int_equal(r, ran_out ? -ENOMEM : 0);
		if (ran_out) {
			assert_ptr_equal(list, &untouched);
			assert_int_equal(count, 77);
		} else {
			assert_int_equal(count, 1);
			free(list);
		}
		assert_int_equal(alive, was);
	} while (ran_out);
	assert_true(n > 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_allocation),
	};

	return run_failing(tests);
}
