/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Nothing that closure adds crosses a privilege boundary: for each call of each ABI seen alone, and for all at once,
 * with each level.
 */
#include "tests/unit/plan_input.h"

#include "core/closure.h"

#define X86_64 LC_ABI_X86_64
#define I386 LC_ABI_I386

static bool is_privileged(const struct sysno_info *info)
{
	return strstr(info->systemd, "privileged") != NULL;
}

/*
 * What may come in though Docker gates it. clone() is gated less than the clone3() it stands in for; socketcall() makes
 * socket(), unfiltered; in the place of fork() clone() only makes what fork() makes; a time64 variant has the gate of
 * the call that it is one of.
 */
static bool is_excepted(const struct sysno_info *seen, const struct sys_plan *row)
{
	const struct sysno_info *info = sysno_by_name(row->name);
	bool forks = !strcmp(seen->name, "fork") || !strcmp(seen->name, "vfork");

	if (!strcmp(row->name, "clone"))
		return !strcmp(seen->name, "clone3") ||
		       (forks && !(row->why & ~(WHY_ARCH | WHY_LIBC)) && row->nargs == 1 &&
			row->args[0].mask == 0x7e020000 && !row->args[0].value);
	if (!strcmp(seen->name, "socketcall"))
		return !strcmp(row->name, "socket");
	return strchr("WT", info->role) && !strcmp(info->group, seen->group) && !strcmp(info->docker, seen->docker);
}

static void assert_bounded(const struct plan *plan, const struct sysno_info *seen)
{
	for (size_t k = 0; k < plan->nsyscalls; k++) {
		const struct sys_plan *row = &plan->syscalls[k];
		const struct sysno_info *info = sysno_by_name(row->name);

		/* The same call on another ABI is no other call. */
		if (row->why & WHY_OBSERVED || info == seen)
			continue;
		if (!closure_is_open(info, row->abi) && !is_excepted(seen, row))
			fail_msg("%s brings in %s, which Docker gates", seen->name, row->name);
		/* A runtime drops privileges behind its filter: its calls are no widening of the workload's. */
		if (is_privileged(info) && !is_privileged(seen) && !(row->why & WHY_RUNTIME))
			fail_msg("%s brings in %s, which systemd calls privileged", seen->name, row->name);
	}
}

static void assert_bounded_abroad(const struct plan *plan, const struct sysno_info *seen)
{
	for (size_t k = 0; k < plan->nforeign; k++) {
		const struct foreign_call *call = &plan->foreign[k];
		const struct sys_plan *row = input_row(plan, X86_64, call->info->name);

		if (call->info == seen || closure_is_open_on(call->info, call->arch) ||
		    (row && is_excepted(seen, row)) || !strcmp(seen->name, "socketcall") ||
		    (!strcmp(call->info->group, seen->group) && !strcmp(call->info->docker, seen->docker)))
			continue;
		fail_msg("%s brings in %s on another architecture, which Docker gates", seen->name, call->info->name);
	}
}

static size_t seen_alone(enum portable portable, unsigned int abis)
{
	const struct plan_options options = { .portable = portable, .runtime = RUNTIME_ANY, .exec = true,
					      .abis = abis };
	static struct input in;
	size_t tried = 0;

	for (int abi = 0; abi < LC_ABIS; abi++) {
		for (size_t i = 0; i < sysno_count(); i++) {
			const struct sysno_info *seen = sysno_at(i);
			_plan_ struct plan *plan = NULL;

			if (seen->number[sysno_arch_of(abi)] < 0)
				continue;
			tried++;
			input_start(&in, "/usr/bin/program");
			input_call(&in, abi, seen->name);
			plan = input_plan_of(&in, &options);
			assert_bounded(plan, seen);
			assert_bounded_abroad(plan, seen);
		}
	}
	return tried;
}

static void no_call_widens(void **state)
{
	(void)state;
	for (int portable = PORTABLE_NONE; portable < PORTABLES; portable++)
		assert_true(seen_alone((enum portable)portable, 0) > 1000);
}

static void no_call_widens_on_another_abi(void **state)
{
	(void)state;
	assert_true(seen_alone(PORTABLE_ALL, 1u << X86_64 | 1u << I386 | 1u << LC_ABI_X32) > 1000);
}

/* A recording on a kernel that has little: everything newer is a candidate. */
static void no_kernel_widens(void **state)
{
	const struct plan_options options = { .portable = PORTABLE_ALL };
	static struct input in;

	(void)state;
	for (size_t i = 0; i < sysno_count(); i++) {
		const struct sysno_info *seen = sysno_at(i);
		_plan_ struct plan *plan = NULL;

		if (seen->number[SYSNO_X86_64] < 0)
			continue;
		input_start(&in, "/usr/bin/program");
		in.profile.release = (char *)"3.10.0-1160.el7.x86_64";
		input_call(&in, X86_64, seen->name);
		plan = input_plan_of(&in, &options);
		assert_bounded(plan, seen);
	}
}

/* All open calls at once bring in no gated one either. */
static void no_set_widens(void **state)
{
	static struct input in;
	size_t open = 0;

	(void)state;
	input_start(&in, "/usr/bin/program");
	for (size_t i = 0; i < sysno_count(); i++) {
		const struct sysno_info *info = sysno_at(i);

		if (info->number[SYSNO_X86_64] < 0 || !closure_is_open(info, X86_64))
			continue;
		input_call(&in, X86_64, info->name);
		open++;
	}
	assert_true(open >= 300);
	for (int portable = PORTABLE_NONE; portable < PORTABLES; portable++) {
		_plan_ struct plan *plan = input_plan(&in, (enum portable)portable, true);
		/* fork() is seen: elsewhere it is clone(). */
		bool clone = portable != PORTABLE_NONE;

		assert_int_equal(plan->nsyscalls, open + clone);
		assert_true(!input_row(plan, X86_64, "clone") == !clone);
	}
}

static void open_means_unconditional(void **state)
{
	static const struct {
		const char *name;
		enum sysno_arch arch;
		bool open;
	} rows[] = {
		{ "read", SYSNO_X86_64, true },	       { "mount", SYSNO_X86_64, false },
		{ "keyctl", SYSNO_X86_64, false },     { "clone", SYSNO_X86_64, false },
		{ "socket", SYSNO_X86_64, false },     { "arch_prctl", SYSNO_X86_64, true },
		{ "arch_prctl", SYSNO_I386, false },   { "modify_ldt", SYSNO_I386, true },
		{ "arch_prctl", SYSNO_X32, true },     { "cacheflush", SYSNO_X86_64, false },
		{ "personality", SYSNO_X86_64, false }, { "cacheflush", SYSNO_ARM, true },
		{ "riscv_flush_icache", SYSNO_RISCV64, true }, { "riscv_flush_icache", SYSNO_AARCH64, false },
		{ "mount", SYSNO_LOONGARCH64, false }, { "read", SYSNO_LOONGARCH64, true },
	};
	static const struct sysno_info crafted[] = {
		{ .docker = "if(arch:amd64,args)" }, { .docker = "if(arch:amd64)+if(args)" },
		{ .docker = "if(arch:amd64|x32,SYS_ADMIN)" }, { .docker = "if(arch:" }, { .docker = "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(crafted); i++)
		assert_false(closure_is_open(&crafted[i], X86_64));
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (closure_is_open_on(sysno_by_name(rows[i].name), rows[i].arch) != rows[i].open)
			fail_msg("%s on architecture %d", rows[i].name, rows[i].arch);
	assert_false(closure_is_open_on(sysno_by_name("arch_prctl"), SYSNO_ARCHES));
	assert_false(closure_is_open(sysno_by_name("arch_prctl"), LC_ABIS));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_call_widens),
		cmocka_unit_test(no_call_widens_on_another_abi),
		cmocka_unit_test(no_kernel_widens),
		cmocka_unit_test(no_set_widens),
		cmocka_unit_test(open_means_unconditional),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
