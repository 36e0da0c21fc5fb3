/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory runs out while a service is made out of a unit: -ENOMEM, nothing leaked, the outputs untouched. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "failing_alloc.h"

#include "core/unit_exec.h"

static const char text[] = "[Service]\nExecStart=@/bin/x y%i $A ${B}c 'd e' \\; f g h\n"
			   "User=a\nGroup=b\nSupplementaryGroups=c d\n"
			   "Environment=\"A=1 2\" B=3\nEnvironmentFile=-/e\nPassEnvironment=P\nUnsetEnvironment=Q\n"
			   "WorkingDirectory=~\nLimitCPU=1\n"
			   "CapabilityBoundingSet=CAP_KILL\nSecureBits=noroot\nPrivateTmp=yes\n";
static const char file[] = "A=4\nC='5'\n";

static int work(struct unit_exec **out)
{
	static const struct unit_host host = { .hostname = "h" };
	_unit_ struct unit *unit = NULL;
	_unit_exec_ struct unit_exec *exec = NULL;
	_unit_list_ struct unit_list argv = { 0 };
	int r = unit_parse(text, strlen(text), "a@b.service", &unit);

	if (!r)
		r = unit_exec_make(unit, &host, &exec);
	if (!r)
		r = unit_environment_parse(file, strlen(file), "e", &exec->environment);
	if (!r)
		r = unit_exec_arguments(exec, &exec->environment, &argv);
	if (!r)
		*out = TAKE(exec);
	return r;
}

static void each_allocation(void **state)
{
	long n = 0;

	(void)state;
	do {
		struct unit_exec *exec = NULL;
		long was = alive;
		int r;

		ran_out = false;
		until_failure = ++n;
		r = work(&exec);
		until_failure = 0;
		assert_int_equal(r, ran_out ? -ENOMEM : 0);
		assert_int_equal(exec != NULL, !ran_out);
		unit_exec_free(&exec);
		assert_int_equal(alive, was);
	} while (ran_out);
	assert_true(n > 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_allocation),
	};

	return run_failing(tests);
}
