/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A plan as rules by name: exactly what the plan says, each name once for each condition; and what the shapes of
 * formats make of it.
 */
#include "tests/unit/plan_input.h"

#include <errno.h>

#include "core/ruleset.h"

#define X86_64 (1u << SYSNO_X86_64)
#define I386 (1u << SYSNO_I386)
#define ARM (1u << SYSNO_ARM)
#define AARCH64 (1u << SYSNO_AARCH64)

static const struct arg_rule no_namespaces[] = { { 0, 0x7e020000, 0 } };
static const struct arg_rule families[] = { { 0, UINT64_MAX, 2 }, { 0, UINT64_MAX, 1 } };
static const struct arg_rule topmost[] = { { 1, UINT64_MAX, UINT64_MAX }, { 1, UINT64_MAX, 7 } };

static struct sys_plan row(enum lc_abi abi, const char *name, unsigned int why, const struct arg_rule *args, size_t n)
{
	return (struct sys_plan){
		.abi = abi, .nr = input_number(abi, name), .name = name, .why = why, .args = args, .nargs = n,
	};
}

static struct sys_refused refusal(enum lc_abi abi, const char *name, enum refuse_why why, uint32_t error)
{
	return (struct sys_refused){
		.abi = abi, .nr = input_number(abi, name), .name = name, .why = why, .error = error,
	};
}

static struct {
	struct plan plan;
	struct sys_plan calls[16];
	struct sys_refused refused[4];
	struct foreign_call foreign[8];
} w;

static void write_plan(struct sys_answer deny)
{
	size_t n = 0;

	memset(&w, 0, sizeof(w));
	w.calls[n++] = row(LC_ABI_X86_64, "clone", WHY_OBSERVED, no_namespaces, 1);
	w.calls[n++] = row(LC_ABI_X86_64, "execve", WHY_KERNEL, NULL, 0);
	w.calls[n++] = row(LC_ABI_X86_64, "ioctl", WHY_OBSERVED, topmost, 2);
	w.calls[n++] = row(LC_ABI_X86_64, "read", WHY_OBSERVED, NULL, 0);
	w.calls[n++] = row(LC_ABI_X86_64, "setgroups", WHY_RUNTIME, NULL, 0);
	w.calls[n++] = row(LC_ABI_X86_64, "socket", WHY_OBSERVED, families, 2);
	w.calls[n++] = row(LC_ABI_I386, "clone", WHY_LIBC, NULL, 0);
	w.calls[n++] = row(LC_ABI_I386, "read", WHY_LIBC, NULL, 0);
	w.calls[n++] = row(LC_ABI_I386, "socket", WHY_OBSERVED, families + 1, 1);
	w.calls[n++] = row(LC_ABI_I386, "waitpid", WHY_OBSERVED, NULL, 0);
	w.refused[0] = refusal(LC_ABI_X86_64, "bpf", REFUSE_RISK, ENOSYS);
	w.refused[1] = refusal(LC_ABI_X86_64, "mount", REFUSE_FAILED, EPERM);
	w.refused[2] = refusal(LC_ABI_I386, "execve", REFUSE_FAILED, EACCES);
	w.foreign[0] = (struct foreign_call){ SYSNO_AARCH64, sysno_by_name("read"), NULL };
	w.foreign[1] = (struct foreign_call){ SYSNO_AARCH64, sysno_by_name("socket"), NULL };
	w.foreign[2] = (struct foreign_call){ SYSNO_AARCH64, sysno_by_name("setgroups"), NULL };
	w.foreign[3] = (struct foreign_call){ SYSNO_ARM, sysno_by_name("pselect6"), "read" };
	w.foreign[4] = (struct foreign_call){ SYSNO_ARM, sysno_by_name("setgroups32"), "setgroups" };
	w.plan = (struct plan){
		.syscalls = w.calls, .nsyscalls = n, .refused = w.refused, .nrefused = 3, .foreign = w.foreign,
		.nforeign = 5, .deny = deny, .abi_used = { false, true, false },
	};
}

/* "name answer arches why condition" of each rule, a line each. */
static const char *spelled(const struct ruleset *rules)
{
	static char text[4096];
	char room[32];
	size_t n = 0;

	text[0] = '\0';
	for (size_t i = 0; i < rules->n; i++) {
		const struct rule *r = &rules->rules[i];

		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s %s %x %x", r->name, answer_text(r->answer, room),
				      r->arches, r->why);
		for (size_t k = 0; k < r->nargs; k++)
			n += (size_t)snprintf(text + n, sizeof(text) - n, " %u&%llx=%llx", r->args[k].index,
					      (unsigned long long)r->args[k].mask,
					      (unsigned long long)r->args[k].value);
		n += (size_t)snprintf(text + n, sizeof(text) - n, "\n");
	}
	return text;
}

#define FULL "ffffffffffffffff"

static void exactly_the_plan(void **state)
{
	_ruleset_ struct ruleset rules = RULESET_INIT;

	(void)state;
	write_plan((struct sys_answer){ ANSWER_ERRNO, ENOSYS });
	assert_int_equal(ruleset_make(&w.plan, 0, &rules), 0);
	assert_int_equal(rules.arches, X86_64 | I386 | ARM | AARCH64);
	/* bpf's refusal is the default. Architectures: 1 x86_64, 2 i386, 8 arm, 10 aarch64. */
	assert_string_equal(spelled(&rules),
			    "clone allow 1 1 0&7e020000=0\n"
			    "clone allow 2 8\n"
			    "execve allow 1 2\n"
			    "execve errno:EACCES 2 0\n"
			    "ioctl allow 1 1 1&" FULL "=7\n"
			    "ioctl allow 1 1 1&" FULL "=" FULL "\n"
			    "mount errno:EPERM 1 0\n"
			    "pselect6 allow 8 80\n"
			    "read allow 13 9\n"
			    "setgroups allow 11 10\n"
			    "setgroups32 allow 8 80\n"
			    "socket allow 13 1 0&" FULL "=1\n"
			    "socket allow 11 1 0&" FULL "=2\n"
			    "waitpid allow 2 1\n");
	assert_int_equal(rules.rules[6].refused, REFUSE_FAILED);
}

static void what_is_ignored_goes_everywhere(void **state)
{
	_ruleset_ struct ruleset rules = RULESET_INIT;

	(void)state;
	write_plan((struct sys_answer){ ANSWER_ERRNO, ENOSYS });
	assert_int_equal(ruleset_make(&w.plan, WHY_RUNTIME, &rules), 0);
	assert_null(strstr(spelled(&rules), "setgroups"));
	assert_int_equal(rules.n, 12);
}

static void refusals_by_default(void **state)
{
	_ruleset_ struct ruleset kill = RULESET_INIT, complain = RULESET_INIT;

	(void)state;
	write_plan((struct sys_answer){ ANSWER_KILL, 0 });
	assert_int_equal(ruleset_make(&w.plan, 0, &kill), 0);
	assert_non_null(strstr(spelled(&kill), "bpf errno:ENOSYS 1 0\n"));
	write_plan((struct sys_answer){ ANSWER_LOG, 0 });
	assert_int_equal(ruleset_make(&w.plan, 0, &complain), 0);
	assert_null(strstr(spelled(&complain), "errno"));
}

/* Another architecture's clone(), where this machine only forks. */
static void clone_elsewhere_makes_no_namespaces(void **state)
{
	_ruleset_ struct ruleset rules = RULESET_INIT;
	struct sys_plan fork = row(LC_ABI_X86_64, "fork", WHY_OBSERVED, NULL, 0);
	struct foreign_call clone = { SYSNO_AARCH64, sysno_by_name("clone"), "fork" };
	const struct plan plan = {
		.syscalls = &fork, .nsyscalls = 1, .foreign = &clone, .nforeign = 1, .deny = { ANSWER_ERRNO, ENOSYS },
	};

	(void)state;
	assert_int_equal(ruleset_make(&plan, 0, &rules), 0);
	assert_string_equal(spelled(&rules), "clone allow 10 80 0&7e020000=0\nfork allow 1 1\n");
}

static void shape(unsigned int shape, struct ruleset *rules)
{
	write_plan((struct sys_answer){ ANSWER_ERRNO, ENOSYS });
	assert_int_equal(ruleset_make(&w.plan, WHY_RUNTIME, rules), 0);
	ruleset_shape(rules, shape);
}

static void one_list(void **state)
{
	_ruleset_ struct ruleset rules = RULESET_INIT;

	(void)state;
	shape(RULESET_ONE_LIST, &rules);
	/* clone has none on i386, so nowhere; no refusal of what is let through anywhere; waitpid only i386 has. */
	assert_string_equal(spelled(&rules),
			    "clone allow 1b 8\n"
			    "execve allow 1b 2\n"
			    "ioctl allow 1b 1 1&" FULL "=7\n"
			    "ioctl allow 1b 1 1&" FULL "=" FULL "\n"
			    "mount errno:EPERM 1b 0\n"
			    "pselect6 allow 1b 80\n"
			    "read allow 1b 9\n"
			    "socket allow 1b 1 0&" FULL "=1\n"
			    "socket allow 1b 1 0&" FULL "=2\n"
			    "waitpid allow 2 1\n");
}

static void no_conditions_and_no_errors(void **state)
{
	_ruleset_ struct ruleset rules = RULESET_INIT;

	(void)state;
	shape(RULESET_ONE_LIST | RULESET_NO_ARGS | RULESET_NO_ERRORS, &rules);
	assert_string_equal(spelled(&rules),
			    "clone allow 1b 9\n"
			    "execve allow 1b 2\n"
			    "ioctl allow 1b 1\n"
			    "pselect6 allow 1b 80\n"
			    "read allow 1b 9\n"
			    "socket allow 1b 1\n"
			    "waitpid allow 2 1\n");
}

static void the_topmost_bit(void **state)
{
	_ruleset_ struct ruleset rules = RULESET_INIT;

	(void)state;
	shape(RULESET_63_BITS, &rules);
	assert_non_null(strstr(spelled(&rules), "ioctl allow 1 1 1&7fffffffffffffff=7fffffffffffffff\n"));
	assert_non_null(strstr(spelled(&rules), "ioctl allow 1 1 1&" FULL "=7\n"));
}

/* Against the oracle, in every number and with the values that decide. */
static void answers_as_the_plan(void **state)
{
	static const uint64_t values[] = { 0, 1, 2, 3, 7, 0x20000, UINT64_MAX };
	_ruleset_ struct ruleset rules = RULESET_INIT;

	(void)state;
	write_plan((struct sys_answer){ ANSWER_ERRNO, ENOSYS });
	assert_int_equal(ruleset_make(&w.plan, 0, &rules), 0);
	for (int abi = 0; abi < LC_ABIS; abi++)
		for (uint32_t nr = 0; nr < 500; nr++)
			for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
				const uint64_t args[RULE_ARGS] = { values[i], values[i] };

				assert_true(answer_same(ruleset_answer(&rules, sysno_arch_of(abi), nr, args),
							plan_answer(&w.plan, abi, nr, args)));
			}
	assert_true(ruleset_has(&rules, "socket"));
	assert_false(ruleset_has(&rules, "mount"));
	assert_false(ruleset_has(&rules, "zzz"));
}

static void words(void **state)
{
	char room[32];

	(void)state;
	assert_string_equal(answer_text((struct sys_answer){ ANSWER_ALLOW, 0 }, room), "allow");
	assert_string_equal(answer_text((struct sys_answer){ ANSWER_ERRNO, ENOSYS }, room), "errno:ENOSYS");
	assert_string_equal(answer_text((struct sys_answer){ ANSWER_KILL, 0 }, room), "kill");
	assert_string_equal(answer_text((struct sys_answer){ ANSWER_LOG, 0 }, room), "log");
	assert_string_equal(answer_text((struct sys_answer){ ANSWERS, 0 }, room), "unknown");
	assert_string_equal(ruleset_arch_name(SYSNO_LOONGARCH64), "loongarch64");
	assert_string_equal(ruleset_arch_name(SYSNO_ARCHES), "unknown");
	assert_true(answer_same((struct sys_answer){ ANSWER_KILL, 1 }, (struct sys_answer){ ANSWER_KILL, 2 }));
	assert_false(answer_same((struct sys_answer){ ANSWER_ERRNO, 1 }, (struct sys_answer){ ANSWER_ERRNO, 2 }));
	assert_string_equal(ruleset_call(SYSNO_AARCH64, 198)->name, "socket");
	assert_string_equal(ruleset_call(SYSNO_I386, 102)->name, "socketcall");
	assert_null(ruleset_call(SYSNO_AARCH64, 0x40000000));
	assert_null(ruleset_call(SYSNO_ARCHES, 0));
	assert_int_equal(ruleset_arches_of("waitpid"), I386);
	assert_int_equal(ruleset_arches_of("no_such_call"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(exactly_the_plan),
		cmocka_unit_test(what_is_ignored_goes_everywhere),
		cmocka_unit_test(refusals_by_default),
		cmocka_unit_test(clone_elsewhere_makes_no_namespaces),
		cmocka_unit_test(one_list),
		cmocka_unit_test(no_conditions_and_no_errors),
		cmocka_unit_test(the_topmost_bit),
		cmocka_unit_test(answers_as_the_plan),
		cmocka_unit_test(words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
