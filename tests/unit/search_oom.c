/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory runs out at each allocation of a search in turn: -ENOMEM, said so,
 * nothing leaked.
 */
#include "search_world.h"
#include "failing_alloc.h"

static struct world world;

/* The workload is not short of memory. */
static int try_outside(void *ctx, const struct trial *t, struct trial_result *result)
{
	long left = until_failure;
	int r;

	until_failure = 0;
	r = world_try(ctx, t, result);
	until_failure = left;
	return r;
}

static void runs_out_of_memory(const struct search_options *o)
{
	long n = 0;

	do {
		struct search_result r;
		long before;
		int error;

		fail_clear();
		before = alive;
		world.runs = 0;
		ran_out = false;
		until_failure = ++n;
		error = search_run(o, try_outside, &world, &r);
		until_failure = 0;
		assert_int_equal(error, ran_out ? -ENOMEM : 0);
		if (ran_out)
			assert_string_equal(fail_message(), "search for the least set: out of memory");
		fail_clear();
		search_free(&r);
		assert_int_equal(alive, before);
	} while (ran_out);
	print_message("%ld allocations\n", n - 1);
	assert_true(n > 3);
}

static void each_allocation(void **state)
{
	uint64_t substitutes[CAP_ROOM] = { [CAP_SYS_ADMIN] = BIT(CAP_SYSLOG) };
	struct search_options o = {
		.plan = BIT(CAP_SYS_ADMIN) | BIT(CAP_CHOWN), .held = BIT(CAP_LAST_CAP + 1) - 1,
		.substitutes = substitutes, .nsyscalls = 10,
	};

	(void)state;
	world = (struct world){
		.clauses = { BIT(CAP_SYS_ADMIN) | BIT(CAP_SYSLOG), BIT(20), BIT(30), BIT(35) }, .nclauses = 4,
		.calls = { [5] = true }, .ncalls = 10,
	};
	runs_out_of_memory(&o);
	world.clauses[1] = BIT(63); /* nothing helps */
	runs_out_of_memory(&o);
	world.clauses[1] = 0;
	world.nclauses = 1;
	world.puzzling = world.speechless = true;
	runs_out_of_memory(&o);
	world.fluke = 2;
	runs_out_of_memory(&o);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_allocation),
	};

	return run_failing(tests);
}
