/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a search begins with: what was held, what is likely to be missing, and
 * which narrower capabilities some check speaks for.
 */
#include "plan_input.h"

#include "core/search.h"

#define BIT(cap) (UINT64_C(1) << (cap))
#define ALL (BIT(CAP_LAST_CAP + 1) - 1)

static struct input in;
static struct search_options options;
static uint64_t substitutes[CAP_ROOM];

static void prepare(void)
{
	_plan_ struct plan *plan = input_plan(&in, PORTABLE_NONE, false);

	memset(&options, 0xff, sizeof(options));
	memset(substitutes, 0xff, sizeof(substitutes));
	search_prepare(plan, &options, substitutes);
	assert_int_equal(options.plan, plan->keep);
	assert_ptr_equal(options.substitutes, substitutes);
	assert_int_equal(options.nsyscalls, 0);
	assert_int_equal(options.max_runs, 0);
}

static void start(void)
{
	input_start(&in, "/bin/a");
}

static void held(void **state)
{
	static const struct {
		uint64_t permitted, bounding;
		uint32_t cap_last;
		uint64_t held;
	} table[] = {
		{ 0, 0, CAP_LAST_CAP, ALL },
		{ 0, 0, 0, BIT(CAP_COUNT) - 1 },
		{ 0, 0, 37, BIT(38) - 1 },
		{ 0, 0, 63, UINT64_MAX },
		{ BIT(CAP_CHOWN), BIT(CAP_KILL), CAP_LAST_CAP, BIT(CAP_CHOWN) | BIT(CAP_KILL) },
		{ BIT(CAP_CHOWN) | BIT(50), BIT(60), CAP_LAST_CAP, BIT(CAP_CHOWN) },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		start();
		in.profile.outcome.permitted = table[i].permitted;
		in.profile.outcome.bounding = table[i].bounding;
		in.profile.cap_last = table[i].cap_last;
		prepare();
		assert_int_equal(options.plan, 0);
		assert_true(options.held == table[i].held);
		/* What is planned counts as held in any case. */
		input_check(&in, CAP_SYS_BOOT, "__do_sys_reboot", LC_CHECK_EFFECTIVE, "reboot");
		prepare();
		assert_true(options.held == (table[i].held | BIT(CAP_SYS_BOOT)));
	}
}

static void likely(void **state)
{
	(void)state;
	start();
	input_check(&in, CAP_SYS_BOOT, "__do_sys_reboot", LC_CHECK_EFFECTIVE, "reboot"); /* kept */
	input_check(&in, CAP_SYS_ADMIN, "__vm_enough_memory", LC_CHECK_EFFECTIVE, "mmap"); /* dropped, but granted */
	input_check(&in, CAP_SYS_TIME, "do_settimeofday64", LC_CHECK_DENIED, "settimeofday"); /* to be asked */
	input_check(&in, CAP_SYS_NICE, "cap_capset", LC_CHECK_EFFECTIVE | LC_CHECK_IMPLIED, "capset");
	input_check(&in, CAP_FSETID, "setattr_should_drop_sgid", LC_CHECK_DENIED, "chown"); /* nothing to it */
	prepare();
	assert_int_equal(options.plan, BIT(CAP_SYS_BOOT));
	assert_int_equal(options.likely, BIT(CAP_SYS_ADMIN) | BIT(CAP_SYS_TIME) | BIT(CAP_SYS_NICE));
	/* Only what was held can be missing. */
	in.profile.outcome.permitted = BIT(CAP_SYS_ADMIN) | BIT(CAP_SYS_NICE);
	prepare();
	assert_int_equal(options.likely, BIT(CAP_SYS_ADMIN) | BIT(CAP_SYS_NICE));
}

static void expect_substitutes(unsigned int cap, uint64_t set)
{
	prepare();
	for (unsigned int i = 0; i < CAP_ROOM; i++)
		if (substitutes[i] != (i == cap ? set : 0))
			fail_msg("CAP_%u may be replaced by %#llx", i, (unsigned long long)substitutes[i]);
}

static void substitutes_have_evidence(void **state)
{
	struct check *c;

	(void)state;
	start();
	expect_substitutes(0, 0);
	/* The kernel takes CAP_SYSLOG there. */
	input_check(&in, CAP_SYS_ADMIN, "check_syslog_permissions", LC_CHECK_EFFECTIVE, "syslog");
	expect_substitutes(CAP_SYS_ADMIN, BIT(CAP_SYSLOG));
	in.profile.cap_last = CAP_SYSLOG - 1; /* does not know it */
	expect_substitutes(CAP_SYS_ADMIN, 0);

	start();
	input_check(&in, CAP_DAC_OVERRIDE, "generic_permission", LC_CHECK_EFFECTIVE, "openat");
	expect_substitutes(CAP_DAC_OVERRIDE, BIT(CAP_DAC_READ_SEARCH));

	/* Asked at the same place, in the same call. */
	start();
	input_check(&in, CAP_NET_ADMIN, "sk_setsockopt", LC_CHECK_EFFECTIVE, "setsockopt");
	expect_substitutes(CAP_NET_ADMIN, 0);
	c = input_check(&in, CAP_NET_RAW, "sk_setsockopt", LC_CHECK_DENIED, "setsockopt");
	expect_substitutes(CAP_NET_ADMIN, BIT(CAP_NET_RAW));
	c->program = 2;
	expect_substitutes(CAP_NET_ADMIN, 0);
	c->program = 1;
	c->nr++;
	expect_substitutes(CAP_NET_ADMIN, 0);
	c->nr--;
	c->abi = LC_ABI_I386;
	expect_substitutes(CAP_NET_ADMIN, 0);
	c->abi = LC_ABI_X86_64;
	c->site = (char *)"inet_create";
	expect_substitutes(CAP_NET_ADMIN, 0);
	c->site = (char *)"sk_setsockopt";
	c->flags |= LC_CHECK_VOID;
	expect_substitutes(CAP_NET_ADMIN, 0);
}

static void noise_speaks_for_nothing(void **state)
{
	(void)state;
	start();
	input_check(&in, CAP_SYS_ADMIN, "__vm_enough_memory", LC_CHECK_EFFECTIVE, "mmap");
	input_check(&in, CAP_SYSLOG, "__vm_enough_memory", LC_CHECK_EFFECTIVE, "mmap");
	input_check(&in, CAP_SYS_ADMIN, "some_new_place", LC_CHECK_EFFECTIVE, "mmap");
	input_check(&in, CAP_SYSLOG, "some_new_place", LC_CHECK_EFFECTIVE, "mmap");
	input_check(&in, 64, "path_mount", LC_CHECK_EFFECTIVE, "mount");
	expect_substitutes(0, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(held),
		cmocka_unit_test(likely),
		cmocka_unit_test(substitutes_have_evidence),
		cmocka_unit_test(noise_speaks_for_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
