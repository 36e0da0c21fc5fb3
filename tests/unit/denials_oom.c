// SPDX-License-Identifier: BSD-2-Clause
/* Memory runs out while refused calls are gathered and judged: -ENOMEM, and nothing leaked. */
#include "denials_input.h"
#include "failing_alloc.h"

static int gather(struct denials *d)
{
	union record records[] = {
		object(1, "/", 0040755, 0), object(1, "/f", 0100600, LC_OBJECT_LAST), refused(1, "openat", EACCES,
			SECOND),
		check(4, CAP_CHOWN, 2000), symbol(1000, "cap_capable"), symbol(2000, "chown_ok"),
			setting("lsm", "apparmor"),
		program(), stance(LC_STANCE_EXEC), audit(AUDIT_AVC, SECOND, 0, APPARMOR("open", "/f")),
	};
	int r = 0;

	for (size_t i = 0; !r && i < ARRAY_SIZE(records); i++)
		r = denials_feed(d, &records[i]);
	return r;
}

static int all(void)
{
	_denials_ struct denials *d = NULL;
	_layer_verdict_ struct layer_verdict v = { 0 };
	const struct lc_denial *told;
	int r = denials_new(&d);

	if (!r)
		r = gather(d);
	return r ? r : denials_judge(d, 1, &v, &told);
}

static void each_allocation(void **state)
{
	long n = 0;

	(void)state;
	do {
		long was = alive;
		int r;

		ran_out = false;
		until_failure = ++n;
		r = all();
		until_failure = 0;
		assert_int_equal(r, ran_out ? -ENOMEM : 0);
		assert_int_equal(alive, was);
	} while (ran_out);
	assert_true(n > 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_allocation),
	};

	return run_failing(tests);
}
