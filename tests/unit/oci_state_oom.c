/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory runs out while the state of a container is read: -ENOMEM, nothing leaked, the output untouched. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/fail.h" /* before cmocka.h, which has a macro of this name */

#include <cmocka.h>

#include "failing_alloc.h"

#include "core/oci_state.h"

static const char text[] = "{\"id\": \"a\", \"bundle\": \"/b\", \"pid\": 1,"
			   "\"annotations\": {\"leastcap.record\": \"/d/x\"}}";

static void each_allocation(void **unused)
{
	long n = 0;

	(void)unused;
	do {
		struct oci_state *state = NULL;
		long was = alive;
		int r;

		ran_out = false;
		until_failure = ++n;
		r = oci_state_parse(text, strlen(text), &state);
		until_failure = 0;
		assert_int_equal(r, ran_out ? -ENOMEM : 0);
		assert_int_equal(state != NULL, !ran_out);
		assert_null(fail_message());
		oci_state_free(&state);
		assert_int_equal(alive, was);
	} while (ran_out);
	assert_true(n > 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_allocation),
	};

	return run_failing(tests);
}
