/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A filter that libseccomp compiles answers every call as the plan says; and with any one rule of a real profile
 * changed, left out or added in any way, the check tells.
 */
/* before cmocka, which has a macro fail(); kern and cmd are not part of the pure rooms */
#include "kern/filter.c"
#include "kern/filter_own.c"
#include "kern/jail.c"
#include "cmd/filter.c"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "core/profile.h"
#include "core/ruleset_list.h"

/* --- plans ------------------------------------------------------------------- */

static struct profile *read_profile(const char *path)
{
	struct profile *profile = NULL;
	static char bytes[1 << 20];
	FILE *file = fopen(path, "r");
	size_t n;

	assert_non_null(file);
	n = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	assert_int_equal(profile_parse(bytes, n, &profile), 0);
	return profile;
}

static uint32_t number_of(enum lc_abi abi, const char *name)
{
	int nr = sysno_by_name(name)->number[sysno_arch_of(abi)];

	assert_true(nr >= 0);
	return (uint32_t)nr;
}

/* Everything that a plan can have, written down: conditions, refusals, three ABIs, other architectures. */
struct written {
	struct plan plan;
	struct sys_plan calls[64];
	struct sys_refused refused[8];
	struct foreign_call foreign[8];
};

static const struct arg_rule clone_args[] = { { 0, 0x7e020000, 0 } };
static const struct arg_rule socket_args[] = { { 0, UINT64_MAX, 1 }, { 0, UINT64_MAX, 2 }, { 0, UINT64_MAX, 10 } };
static const struct arg_rule ioctl_args[] = { { 1, 0xffffffff, 0x5401 }, { 1, 0xffffffff, 0x80045430 } };
static const struct arg_rule wide_args[] = { { 2, UINT64_MAX, UINT64_C(0x500000007) }, { 3, 0xff00000000, 0 } };

static struct sys_plan *list_call(struct written *w, enum lc_abi abi, const char *name)
{
	struct sys_plan *call = &w->calls[w->plan.nsyscalls++];

	*call = (struct sys_plan){ .abi = abi, .nr = number_of(abi, name), .name = name, .why = WHY_OBSERVED };
	return call;
}

static void add_conditional(struct written *w, enum lc_abi abi, const char *name, const struct arg_rule *args, size_t n)
{
	struct sys_plan *call = list_call(w, abi, name);

	call->args = args;
	call->nargs = n;
}

static void add_refusal(struct written *w, enum lc_abi abi, const char *name, uint32_t error)
{
	w->refused[w->plan.nrefused++] = (struct sys_refused){
		.abi = abi, .nr = number_of(abi, name), .name = name, .why = REFUSE_RISK, .error = error,
	};
}

static void add_foreign_call(struct written *w, enum sysno_arch arch, const char *name, const char *for_name)
{
	w->foreign[w->plan.nforeign++] = (struct foreign_call){ arch, sysno_by_name(name), for_name };
}

static void write_plan(struct written *w, struct sys_answer deny)
{
	static const char *const plain[] = { "read", "write", "execve", "exit_group", "mseal", "file_getattr" };

	memset(w, 0, sizeof(*w));
	w->plan = (struct plan){
		.syscalls = w->calls, .refused = w->refused, .foreign = w->foreign, .deny = deny,
		.name = (char *)"written", .abi_used = { true, true, true },
	};
	for (size_t i = 0; i < ARRAY_SIZE(plain); i++)
		list_call(w, LC_ABI_X86_64, plain[i]);
	add_conditional(w, LC_ABI_X86_64, "clone", clone_args, ARRAY_SIZE(clone_args));
	add_conditional(w, LC_ABI_X86_64, "socket", socket_args, ARRAY_SIZE(socket_args));
	add_conditional(w, LC_ABI_X86_64, "ioctl", ioctl_args, ARRAY_SIZE(ioctl_args));
	add_conditional(w, LC_ABI_X86_64, "prctl", wide_args, ARRAY_SIZE(wide_args));
	add_conditional(w, LC_ABI_X86_64, "listns", socket_args, ARRAY_SIZE(socket_args));
	list_call(w, LC_ABI_X86_64, "personality")->why = WHY_RUNTIME;
	list_call(w, LC_ABI_I386, "read");
	list_call(w, LC_ABI_I386, "socketcall");
	list_call(w, LC_ABI_I386, "accept4");
	list_call(w, LC_ABI_I386, "mseal");
	add_conditional(w, LC_ABI_I386, "socket", socket_args, 1);
	add_conditional(w, LC_ABI_I386, "clone", clone_args, ARRAY_SIZE(clone_args));
	list_call(w, LC_ABI_X32, "read");
	add_conditional(w, LC_ABI_X32, "ioctl", wide_args, ARRAY_SIZE(wide_args));
	add_refusal(w, LC_ABI_X86_64, "bpf", ENOSYS);
	add_refusal(w, LC_ABI_X86_64, "statmount", EPERM);
	add_refusal(w, LC_ABI_X86_64, "clone3", ENOSYS);
	add_refusal(w, LC_ABI_I386, "shmget", EACCES);
	add_foreign_call(w, SYSNO_AARCH64, "read", NULL);
	add_foreign_call(w, SYSNO_AARCH64, "clone", NULL);
	add_foreign_call(w, SYSNO_LOONGARCH64, "socket", NULL);
	add_foreign_call(w, SYSNO_ARM, "set_tls", NULL);
	add_foreign_call(w, SYSNO_RISCV64, "riscv_flush_icache", NULL);
	add_foreign_call(w, SYSNO_ARM, "prctl", NULL);
}

static struct plan *plan_of(const char *path, struct profile **profile)
{
	const struct plan_options options = PLAN_OPTIONS_DEFAULT;
	struct plan *plan = NULL;

	*profile = read_profile(path);
	assert_int_equal(plan_make(*profile, &options, &plan), 0);
	return plan;
}

/* --- what is tried -------------------------------------------------------------- */

static int try_rules(const struct plan *plan, const struct ruleset *rules, const struct ruleset_promise *promise,
		     struct ruleset_checked *checked)
{
	_filter_program_ struct filter_program program = { 0 };
	int r = filter_from_rules(rules, &program);

	if (!r)
		r = ruleset_check(plan, promise, (const struct cbpf_insn *)program.insns, program.n, checked);
	return r;
}

static void assert_exact(const struct plan *plan, const struct ruleset_promise *promise)
{
	_ruleset_ struct ruleset rules = RULESET_INIT;
	struct ruleset_checked checked = { 0 };

	assert_int_equal(ruleset_make(plan, promise->ignored, &rules), 0);
	assert_int_equal(try_rules(plan, &rules, promise, &checked), 0);
	if (checked.differing) {
		_buf_ struct buf b = BUF_INIT;

		ruleset_difference_text(&checked.first, &b);
		fail_msg("%zu differ: %s", checked.differing, buf_text(&b));
	}
	assert_int_equal(checked.wider, 0);
	assert_true(checked.calls > 8 * 1024);
	assert_true(checked.depth > 3 && checked.depth < checked.insns);
}

static const char *const profiles[] = {
	"tests/golden/nginx/profile.json", "tests/golden/i386/profile.json", "tests/golden/container/profile.json",
	"tests/golden/namespaces/profile.json", "tests/golden/nothing/profile.json",
};

static void real_profiles_are_exact(void **state)
{
	static const struct ruleset_promise exact, no_runtime = { .ignored = WHY_RUNTIME };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(profiles); i++) {
		struct profile *profile;
		_plan_ struct plan *plan = plan_of(profiles[i], &profile);

		assert_exact(plan, &exact);
		assert_exact(plan, &no_runtime);
		profile_free(&profile);
	}
}

static void every_feature_is_exact(void **state)
{
	static const struct sys_answer denies[] = {
		{ ANSWER_ERRNO, ENOSYS }, { ANSWER_ERRNO, EPERM }, { ANSWER_KILL, 0 }, { ANSWER_LOG, 0 },
	};
	static const struct ruleset_promise exact, no_runtime = { .ignored = WHY_RUNTIME };
	static struct written w;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(denies); i++) {
		write_plan(&w, denies[i]);
		assert_exact(&w.plan, &exact);
		assert_exact(&w.plan, &no_runtime);
	}
}

/* --- one rule changed --------------------------------------------------------------- */

struct mutation {
	const struct plan *plan;
	struct ruleset set; /* the copy that is changed; names are those of the original */
	size_t tried;
};

static void expect_caught(struct mutation *m, const char *what, const char *name)
{
	static const struct ruleset_promise exact;
	struct ruleset_checked checked = { 0 };
	int r = try_rules(m->plan, &m->set, &exact, &checked);

	m->tried++;
	/* What has no filter at all is caught, too. */
	if (!r && !checked.differing)
		fail_msg("%s of %s: nobody noticed (change %zu)", what, name, m->tried);
	assert_true(r == 0 || r == -EINVAL);
	fail_clear();
}

static void change_answer(struct mutation *m, struct rule *rule)
{
	const struct rule was = *rule;
	const struct sys_answer answers[] = {
		{ ANSWER_ALLOW, 0 }, { ANSWER_ERRNO, EPERM }, { ANSWER_ERRNO, ENOSYS }, { ANSWER_ERRNO, 4095 },
		{ ANSWER_LOG, 0 }, { ANSWER_KILL, 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(answers); i++) {
		rule->answer = answers[i];
		if (!answer_same(answers[i], was.answer))
			expect_caught(m, "another answer", rule->name);
	}
	*rule = was;
}

static void change_arches(struct mutation *m, struct rule *rule)
{
	const struct rule was = *rule;

	for (int arch = 0; arch < SYSNO_ARCHES; arch++) {
		rule->arches = was.arches ^ 1u << arch;
		/* An argument that is not that wide never has the value. */
		if ((m->set.arches & ruleset_arches_of(rule->name) & 1u << arch) &&
		    !(filter_is_32_bit(arch) && rule->nargs && rule->args[0].value >> 32))
			expect_caught(m, "one architecture", rule->name);
	}
	*rule = was;
}

static void change_condition(struct mutation *m, struct rule *rule)
{
	const struct rule was = *rule;
	struct arg_rule *arg = &rule->args[0];
	uint64_t lowest = arg->mask & -arg->mask;

	arg->value ^= lowest;
	expect_caught(m, "the value", rule->name);
	*arg = was.args[0];
	arg->mask &= ~lowest;
	arg->value &= ~lowest;
	expect_caught(m, "the lowest bit of the mask", rule->name);
	*arg = was.args[0];
	arg->mask ^= UINT64_C(1) << 31;
	arg->value &= arg->mask;
	expect_caught(m, "bit 31 of the mask", rule->name);
	*arg = was.args[0];
	arg->index = (arg->index + 1) % RULE_ARGS;
	expect_caught(m, "the argument", rule->name);
	*arg = was.args[0];
	rule->args[1] = (struct arg_rule){ (arg->index + 1) % RULE_ARGS, 1, 1 };
	rule->nargs = 2;
	expect_caught(m, "one more condition", rule->name);
	rule->nargs = 0;
	expect_caught(m, "without the condition", rule->name);
	*rule = was;
}

static void add_condition(struct mutation *m, struct rule *rule)
{
	const struct rule was = *rule;

	rule->nargs = 1;
	rule->args[0] = (struct arg_rule){ 0, UINT64_MAX, 0 };
	expect_caught(m, "a condition", rule->name);
	rule->args[0] = (struct arg_rule){ 5, UINT64_C(1) << 30, UINT64_C(1) << 30 };
	expect_caught(m, "a condition on one bit", rule->name);
	*rule = was;
}

static void leave_out(struct mutation *m, size_t index)
{
	const struct rule was = m->set.rules[index];

	m->set.rules[index] = m->set.rules[--m->set.n];
	expect_caught(m, "leaving out", was.name);
	m->set.rules[m->set.n++] = m->set.rules[index];
	m->set.rules[index] = was;
}

static bool has_rule(const struct ruleset *rules, const char *name)
{
	for (size_t i = 0; i < rules->n; i++)
		if (!strcmp(rules->rules[i].name, name))
			return true;
	return false;
}

static void add_names(struct mutation *m, const struct ruleset *rules)
{
	for (size_t i = 0; i < sysno_count(); i++) {
		const char *name = sysno_at(i)->name;
		unsigned int arches = ruleset_arches_of(name) & rules->arches;

		if (!arches || has_rule(rules, name))
			continue;
		m->set.rules[m->set.n++] = (struct rule){ .name = (char *)name, .arches = arches & -arches };
		expect_caught(m, "adding", name);
		m->set.n--;
	}
}

/* One more value of an argument that has conditions: a number that stands nowhere in the plan. */
static void add_value(struct mutation *m, const struct rule *rule)
{
	static const uint64_t values[] = { 0x1234567, UINT64_C(0x1234567) << 32, UINT64_C(0x700012345678) };

	for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
		struct rule added = *rule;

		added.args[0] = (struct arg_rule){ rule->args[0].index, UINT64_MAX, values[i] };
		m->set.rules[m->set.n++] = added;
		/* Where no argument is that wide it never holds; and under a mask it may be none that is new. */
		if ((values[i] <= UINT32_MAX || (rule->arches & (1u << SYSNO_X86_64 | 1u << SYSNO_X32))) &&
		    (values[i] & rule->args[0].mask) != rule->args[0].value)
			expect_caught(m, "one more value", rule->name);
		m->set.n--;
	}
}

static void change_all(struct mutation *m, const struct ruleset *rules)
{
	for (size_t i = 0; i < rules->n; i++) {
		leave_out(m, i);
		change_answer(m, &m->set.rules[i]);
		change_arches(m, &m->set.rules[i]);
		if (m->set.rules[i].nargs) {
			change_condition(m, &m->set.rules[i]);
			add_value(m, &rules->rules[i]);
		} else {
			add_condition(m, &m->set.rules[i]);
		}
	}
	add_names(m, rules);
	m->set.deny.kind = ANSWER_KILL;
	expect_caught(m, "the default", "all");
	m->set.deny = (struct sys_answer){ ANSWER_ERRNO, EBUSY };
	expect_caught(m, "the default's error", "all");
}

/* How many changes of its rules were tried. */
static size_t mutate(const struct plan *plan)
{
	_ruleset_ struct ruleset rules = RULESET_INIT;
	_free_ struct rule *copy = NULL;
	struct mutation m = { .plan = plan };

	assert_int_equal(ruleset_make(plan, 0, &rules), 0);
	copy = calloc(rules.n + 1, sizeof(*copy));
	assert_non_null(copy);
	memcpy(copy, rules.rules, rules.n * sizeof(*copy));
	m.set = rules;
	m.set.rules = copy;
	change_all(&m, &rules);
	return m.tried;
}

static void each_change_of_a_real_profile_is_caught(void **state)
{
	struct profile *profile;
	_plan_ struct plan *plan = plan_of(profiles[0], &profile);
	size_t tried = mutate(plan);

	(void)state;
	assert_true(tried > 8 * plan->nsyscalls);
	profile_free(&profile);
}

static void each_change_of_conditions_and_refusals_is_caught(void **state)
{
	static struct written w;

	(void)state;
	write_plan(&w, (struct sys_answer){ ANSWER_ERRNO, EPERM });
	assert_true(mutate(&w.plan) > 500);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(real_profiles_are_exact),
		cmocka_unit_test(every_feature_is_exact),
		cmocka_unit_test(each_change_of_a_real_profile_is_caught),
		cmocka_unit_test(each_change_of_conditions_and_refusals_is_caught),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
