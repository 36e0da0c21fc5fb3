/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kern/filter.c: what makes no filter, what libseccomp does not make, its pseudo filter code; and what a filter costs,
 * measured in children that it refuses or kills.
 */
/* before cmocka, which has a macro fail(); kern is not part of the pure rooms */
#include "kern/filter.c"
#include "kern/filter_measure.c"
#include "kern/filter_own.c"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <linux/audit.h>

#include "core/cbpf.h"

#define ALLOW SECCOMP_RET_ALLOW
#define REFUSE (SECCOMP_RET_ERRNO | ENOSYS)

static uint32_t answer(const struct filter_program *program, uint32_t arch, uint32_t nr, uint64_t arg0)
{
	const struct cbpf_data data = { .nr = (int32_t)nr, .arch = arch, .args = { arg0 } };
	struct cbpf_end end;

	assert_int_equal(cbpf_check((const struct cbpf_insn *)program->insns, program->n, NULL), 0);
	assert_int_equal(cbpf_run((const struct cbpf_insn *)program->insns, program->n, &data, &end), 0);
	return end.ret;
}

/* --- rules -------------------------------------------------------------------- */

static const struct filter_arg small[] = { { 0, 3, 1 } }, other[] = { { 0, 3, 2 } }, none[] = { { 0, 3, 4 } };
static const struct filter_arg twice[] = { { 0, 3, 1 }, { 0, 4, 4 } }, far[] = { { 6, 1, 1 } };
static const struct filter_arg upper[] = { { 0, UINT64_C(1) << 32, 0 } };

static void what_makes_no_filter(void **state)
{
	static const struct {
		struct filter_rule rules[2];
		size_t n;
		uint32_t deny;
		int error;
		const char *message;
	} wrong[] = {
		{ { { FILTER_ARCHES, 0, "read", ALLOW, NULL, 0 } }, 1, REFUSE, -EINVAL,
		  "a filter cannot have read: its architecture, number or answer is not known" },
		{ { { FILTER_X86_64, 0x40000000, "read", ALLOW, NULL, 0 } }, 1, REFUSE, -EINVAL,
		  "a filter cannot have read: its architecture, number or answer is not known" },
		{ { { FILTER_X86_64, 0, "read", SECCOMP_RET_TRAP, NULL, 0 } }, 1, REFUSE, -EINVAL,
		  "a filter cannot have read: its architecture, number or answer is not known" },
		{ { { FILTER_X86_64, 0, "read", SECCOMP_RET_ERRNO | 4096, NULL, 0 } }, 1, REFUSE, -EINVAL,
		  "a filter cannot have read: its architecture, number or answer is not known" },
		{ { { FILTER_X86_64, 0, "read", ALLOW, far, 1 } }, 1, REFUSE, -EINVAL,
		  "a filter cannot have read: its conditions are on one argument or on none" },
		{ { { FILTER_X86_64, 0, "read", ALLOW, twice, 2 } }, 1, REFUSE, -EINVAL,
		  "a filter cannot have read: its conditions are on one argument or on none" },
		{ { { FILTER_X86_64, 0, "read", ALLOW, small, 1 }, { FILTER_X86_64, 0, "read", REFUSE, other, 1 } }, 2,
		  REFUSE, -EINVAL, "a filter cannot answer read in two ways" },
		{ { { FILTER_X86_64, 0, "read", ALLOW, small, 1 } }, 1, SECCOMP_RET_KILL_THREAD, -EINVAL,
		  "a filter cannot answer 0 by default" },
		{ { { FILTER_X86_64, 0, "read", ALLOW, small, 1 } }, RULES_MAX + 1, REFUSE, -E2BIG,
		  "a filter cannot have 8193 rules: the most is 8192" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		struct filter_program program = { .n = 77 };
		char *text = NULL;

		fail_clear();
		assert_int_equal(filter_compile(wrong[i].rules, wrong[i].n, wrong[i].deny, &program), wrong[i].error);
		assert_string_equal(fail_message(), wrong[i].message);
		assert_int_equal(program.n, 77);
		assert_int_equal(filter_pfc(wrong[i].rules, wrong[i].n, wrong[i].deny, &text), wrong[i].error);
		assert_null(text);
	}
	fail_clear();
}

/* By libseccomp or by our own instructions, too much is told before the kernel would say so. */
static void a_filter_that_is_too_long(void **state)
{
	static const enum filter_arch arches[] = { FILTER_X86_64, FILTER_LOONGARCH64 };
	static struct filter_rule rules[5000];
	static struct filter_arg args[5000];

	(void)state;
	for (size_t k = 0; k < ARRAY_SIZE(arches); k++) {
		struct filter_program program = { 0 };

		for (uint32_t i = 0; i < ARRAY_SIZE(rules); i++) {
			args[i] = (struct filter_arg){ 0, UINT64_MAX, i };
			rules[i] = (struct filter_rule){ arches[k], 0, "read", ALLOW, &args[i], 1 };
		}
		fail_clear();
		assert_int_equal(filter_compile(rules, ARRAY_SIZE(rules), REFUSE, &program), -E2BIG);
		assert_non_null(strstr(fail_message(), "the kernel takes 4096"));
	}
	fail_clear();
}

static void rules_of_one_call(void **state)
{
	static const struct filter_rule rules[] = {
		{ FILTER_X86_64, 0, "read", ALLOW, small, 1 }, { FILTER_X86_64, 0, "read", ALLOW, other, 1 },
		{ FILTER_X86_64, 1, "write", ALLOW, small, 1 }, { FILTER_X86_64, 1, "write", ALLOW, NULL, 0 },
		{ FILTER_X86_64, 2, "open", ALLOW, none, 1 }, { FILTER_X86_64, 3, "close", REFUSE, NULL, 0 },
		{ FILTER_I386, 3, "read", ALLOW, upper, 1 }, { FILTER_X86_64, 5, "fstat", REFUSE + 1, NULL, 0 },
	};
	_filter_program_ struct filter_program program = { 0 };

	(void)state;
	assert_int_equal(filter_compile(rules, ARRAY_SIZE(rules), REFUSE, &program), 0);
	assert_int_equal(answer(&program, AUDIT_ARCH_X86_64, 0, 1), ALLOW);
	assert_int_equal(answer(&program, AUDIT_ARCH_X86_64, 0, 6), ALLOW);
	assert_int_equal(answer(&program, AUDIT_ARCH_X86_64, 0, 3), REFUSE);
	assert_int_equal(answer(&program, AUDIT_ARCH_X86_64, 1, 3), ALLOW);
	/* A value outside of its mask never holds; one of no bit always does. */
	assert_int_equal(answer(&program, AUDIT_ARCH_X86_64, 2, 4), REFUSE);
	assert_int_equal(answer(&program, AUDIT_ARCH_I386, 3, 4), ALLOW);
	assert_int_equal(answer(&program, AUDIT_ARCH_X86_64, 3, 0), REFUSE);
	assert_int_equal(answer(&program, AUDIT_ARCH_X86_64, 5, 0), REFUSE + 1);
	assert_int_equal(answer(&program, AUDIT_ARCH_X86_64, 0x40000000, 1), REFUSE);
	assert_int_equal(answer(&program, AUDIT_ARCH_AARCH64, 3, 4), REFUSE);
}

/* socket(2) of i386 is no reason to let socketcall(2) through, nor is an upper half nothing on x32. */
static void more_than_libseccomp_makes(void **state)
{
	static const struct filter_arg wide[] = { { 0, UINT64_MAX, 7 } };
	static const struct filter_rule rules[] = {
		{ FILTER_I386, 359, "socket", ALLOW, small, 1 }, { FILTER_X32, 0, "read", ALLOW, wide, 1 },
		{ FILTER_LOONGARCH64, 63, "read", ALLOW, NULL, 0 }, { FILTER_I386, 462, "mseal", REFUSE + 1, NULL, 0 },
	};
	_filter_program_ struct filter_program program = { 0 };
	_free_ char *text = NULL;

	(void)state;
	assert_int_equal(filter_compile(rules, ARRAY_SIZE(rules), REFUSE, &program), 0);
	assert_int_equal(answer(&program, AUDIT_ARCH_I386, 359, 1), ALLOW);
	assert_int_equal(answer(&program, AUDIT_ARCH_I386, 359, 2), REFUSE);
	assert_int_equal(answer(&program, AUDIT_ARCH_I386, 102, 1), REFUSE);
	assert_int_equal(answer(&program, AUDIT_ARCH_I386, 462, 1), REFUSE + 1);
	assert_int_equal(answer(&program, AUDIT_ARCH_X86_64, 0x40000000, 7), ALLOW);
	assert_int_equal(answer(&program, AUDIT_ARCH_X86_64, 0x40000000, UINT64_C(7) << 32 | 7), REFUSE);
	assert_int_equal(answer(&program, 0xc0000102, 63, 0), ALLOW);
	assert_int_equal(answer(&program, 0xc0000102, 64, 0), REFUSE);
	assert_int_equal(answer(&program, AUDIT_ARCH_AARCH64, 63, 0), REFUSE);
	assert_int_equal(answer(&program, AUDIT_ARCH_X86_64, 359, 1), REFUSE);
	assert_int_equal(answer(&program, AUDIT_ARCH_I386, 0x40000000, 7), REFUSE);
	assert_int_equal(filter_pfc(rules, ARRAY_SIZE(rules), REFUSE, &text), 0);
	assert_non_null(strstr(text, "if ($arch == 1073741827)\n  # filter for syscall \"socket\" (359)\n"
				     "  if ($syscall == 359)\n    if ($a0 & 0x3 == 0x1)\n    action ALLOW;\n"));
	assert_non_null(strstr(text, "  # filter for syscall \"mseal\" (462)\n  if ($syscall == 462)\n"
				     "    action ERRNO(39);\n"));
	assert_non_null(strstr(text, "# pseudo filter code start"));
}

static void the_library(void **state)
{
	char room[32];

	(void)state;
	assert_true(filter_knows("read"));
	assert_true(filter_knows("socketcall")); /* on another architecture */
	assert_false(filter_knows("no_such_call"));
	assert_true(strlen(filter_library(room)) >= 5);
}

/* --- costs ---------------------------------------------------------------------- */

static void measured(const struct sock_filter *insns, size_t n, bool call_known)
{
	const struct filter_program program = { (struct sock_filter *)insns, n };
	struct filter_cost cost = { 0 };
	uint64_t start = now_ns();

	fail_clear();
	if (filter_measure(&program, &cost))
		fail_msg("%s", fail_message());
	assert_true(cost.load_us > 0 && cost.load_us < 100000);
	assert_true(cost.bare_ns > 1 && cost.bare_ns < 100000);
	assert_int_equal(cost.call_known, call_known);
	assert_true(call_known ? cost.call_ns > 1 && cost.call_ns < 100000 : cost.call_ns == 0);
	assert_true(now_ns() - start < UINT64_C(2000000000));
	/* Nobody is left. */
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

static void costs_whatever_it_answers(void **state)
{
	static const uint32_t answers[] = {
		SECCOMP_RET_ALLOW, SECCOMP_RET_ERRNO | EPERM, SECCOMP_RET_LOG, SECCOMP_RET_KILL_PROCESS,
		SECCOMP_RET_KILL_THREAD, SECCOMP_RET_TRAP,
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(answers); i++) {
		const struct sock_filter insn = BPF_STMT(BPF_RET | BPF_K, answers[i]);

		measured(&insn, 1, i < 3);
	}
}

static void a_long_filter_is_measured(void **state)
{
	static struct sock_filter insns[BPF_MAXINSNS];
	const struct filter_program longer = { insns, BPF_MAXINSNS };
	struct filter_cost cost;

	(void)state;
	/* What hangs on an argument the kernel does not answer from memory. */
	for (size_t i = 0; i < BPF_MAXINSNS; i++)
		insns[i] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args));
	insns[BPF_MAXINSNS - 1] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	assert_int_equal(filter_measure(&longer, &cost), 0);
	assert_true(cost.call_known);
	assert_true(cost.call_ns > 0 && cost.bare_ns > 0);
}

static void what_cannot_be_loaded(void **state)
{
	const struct sock_filter insn = BPF_STMT(BPF_LD | BPF_IMM, 0);
	const struct filter_program empty = { 0 }, endless = { (struct sock_filter *)&insn, 1 };
	struct filter_cost cost = { .load_us = 77 };

	(void)state;
	fail_clear();
	assert_int_equal(filter_measure(&empty, &cost), -EINVAL);
	assert_string_equal(fail_message(), "no filter to measure");
	fail_clear();
	assert_int_equal(filter_measure(&endless, &cost), -EINVAL);
	assert_string_equal(fail_message(), "cannot load the filter to measure it: Invalid argument");
	assert_true(cost.load_us == 77);
	fail_clear();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_makes_no_filter),
		cmocka_unit_test(a_filter_that_is_too_long),
		cmocka_unit_test(rules_of_one_call),
		cmocka_unit_test(more_than_libseccomp_makes),
		cmocka_unit_test(the_library),
		cmocka_unit_test(costs_whatever_it_answers),
		cmocka_unit_test(a_long_filter_is_measured),
		cmocka_unit_test(what_cannot_be_loaded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
