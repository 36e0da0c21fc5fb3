// SPDX-License-Identifier: BSD-2-Clause
/*
 * What LXC gets, read back by a reader that takes nothing which LXC would not (lxc.container.conf(5)); LXC itself reads
 * it in tests/validate.
 */
#include "tests/unit/emit_plan.h"

#include "core/ruleset.h"

#define LXC_ITSELF "\n# LXC itself, between this filter and the program:\n"

/* A policy as LXC has it after reading. */
struct policy {
	struct sys_answer deny;
	struct rule rules[CALLS_MAX];
	size_t n;
};

static struct sample s;

static int start(void **state)
{
	(void)state;
	sample_start(&s);
	return 0;
}

static struct sys_answer read_action(const char *word)
{
	unsigned int error = 0;
	int end = 0;

	if (strcmp(word, "kill") == 0)
		return (struct sys_answer){ .kind = ANSWER_KILL };
	if (strcmp(word, "allow") == 0)
		return (struct sys_answer){ .kind = ANSWER_ALLOW };
	if (sscanf(word, "errno %u%n", &error, &end) != 1 || word[end] || !error || error > 4095)
		fail_msg("no action: \"%s\"", word);
	return (struct sys_answer){ ANSWER_ERRNO, error };
}

/* "[0,2,SCMP_CMP_EQ]": up to six, with commas between. */
static void read_conditions(const char *text, struct rule *rule)
{
	while (*text) {
		struct arg_rule *arg = &rule->args[rule->nargs++];
		char op[32] = "";
		int end = 0;

		assert_true(rule->nargs <= RULE_ARGS);
		assert_int_equal(sscanf(text, "[%u,%lu,%31[A-Z_]%n", &arg->index, &arg->value, op, &end), 3);
		assert_true(arg->index < 6);
		text += end;
		arg->mask = UINT64_MAX;
		if (strcmp(op, "SCMP_CMP_MASKED_EQ") == 0) {
			assert_int_equal(sscanf(text, ",%lu%n", &arg->mask, &end), 1);
			text += end;
		} else {
			assert_string_equal(op, "SCMP_CMP_EQ");
		}
		assert_int_equal(*text, ']');
		text += text[1] == ',' ? 2 : 1;
	}
}

/* "NAME", "NAME ACTION" or "NAME ACTION [..],[..]"; the second word is the action in any case. */
static void read_rule(char *line, struct policy *p)
{
	struct rule *rule = &p->rules[p->n++];
	char *action = strchr(line, ' '), *conditions = strchr(line, '[');

	assert_true(p->n <= CALLS_MAX);
	*rule = (struct rule){ 0 };
	if (conditions) {
		assert_int_equal(conditions[-1], ' ');
		conditions[-1] = '\0';
		read_conditions(conditions, rule);
	}
	if (action) {
		*action++ = '\0';
		rule->answer = read_action(action);
	}
	assert_true(!conditions || action);
	assert_non_null(sysno_by_name(line));
	rule->name = (char *)sysno_by_name(line)->name;
	/* LXC gives up on the first of these. */
	assert_false(answer_same(rule->answer, p->deny));
}

static void read_policy(char *text, struct policy *p)
{
	char *rest = text, *line;
	bool section = false;

	*p = (struct policy){ 0 };
	assert_string_equal(strsep(&rest, "\n"), "2");
	line = strsep(&rest, "\n");
	assert_memory_equal(line, "allowlist ", 10);
	p->deny = read_action(line + 10);
	assert_false(answer_passes(p->deny));
	while ((line = strsep(&rest, "\n"))) {
		if (line[0] == '#')
			continue;
		if (!line[0])
			break;
		if (line[0] == '[') {
			assert_string_equal(line, "[all]");
			section = true;
			continue;
		}
		assert_true(section);
		read_rule(line, p);
	}
	assert_true(!rest || !*rest);
	for (size_t i = 0; i < p->n * p->n; i++) { /* no two are alike */
		const struct rule *a = &p->rules[i / p->n], *b = &p->rules[i % p->n];

		assert_true(a == b || strcmp(a->name, b->name) != 0 || memcmp(a->args, b->args, sizeof(a->args)) != 0);
	}
}

static const struct rule *rule_of(const struct policy *p, const char *name, size_t nth)
{
	for (size_t i = 0; i < p->n; i++) {
		if (strcmp(p->rules[i].name, name) == 0 && !nth--)
			return &p->rules[i];
	}
	return NULL;
}

static void policies_are_the_plan(void **state)
{
	static const struct arg_rule families[] = { { 0, UINT64_MAX, 1 }, { 0, UINT64_MAX, 10 } };
	static struct policy p;
	_free_ char *text = NULL;

	(void)state;
	sample_calls(&s);
	sample_mask_clone(&s);
	sample_call(&s, LC_ABI_X86_64, "socket", WHY_OBSERVED);
	sample_args(&s, "socket", families, ARRAY_SIZE(families));
	sample_refuse(&s, "clone3", REFUSE_FALLBACK, ENOSYS);
	text = sample_emit(&s, "lxc-seccomp");
	read_policy(text, &p);
	assert_int_equal(p.deny.kind, ANSWER_ERRNO);
	assert_int_equal(p.deny.error, ENOSYS);
	/* socket is there twice, three calls of LXC's, and none of another runtime's */
	assert_int_equal(p.n, s.plan.nsyscalls + 1 + 3 - 1);
	for (size_t i = 0; i < s.plan.nsyscalls; i++)
		assert_int_equal(!rule_of(&p, s.plan.syscalls[i].name, 0), s.plan.syscalls[i].why == WHY_RUNTIME);
	assert_int_equal(rule_of(&p, "clone", 0)->args[0].mask, 0x7e020000);
	assert_int_equal(rule_of(&p, "clone", 0)->args[0].value, 0);
	assert_int_equal(rule_of(&p, "socket", 0)->args[0].value, 1);
	assert_int_equal(rule_of(&p, "socket", 1)->args[0].value, 10);
	assert_int_equal(rule_of(&p, "read", 0)->nargs, 0);
}

static void each_default_has_its_word(void **state)
{
	static const struct sys_answer answers[] = { { ANSWER_ERRNO, EPERM }, { .kind = ANSWER_KILL } };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(answers); i++) {
		static struct policy p;
		_free_ char *text = NULL;

		sample_start(&s);
		sample_calls(&s);
		sample_refuse(&s, "clone3", REFUSE_FALLBACK, ENOSYS);
		s.plan.deny = answers[i];
		text = sample_emit(&s, "lxc-seccomp");
		read_policy(text, &p);
		assert_true(answer_same(p.deny, answers[i]));
		assert_int_equal(rule_of(&p, "clone3", 0)->answer.error, ENOSYS);
		assert_int_equal(rule_of(&p, "setsid", 0) != NULL, answers[i].kind == ANSWER_KILL);
	}
}

/* Every line is for every architecture beside: a condition of one must not take away what the other has. */
static void architectures_share_the_list(void **state)
{
	static struct policy p;
	_free_ char *text = NULL;

	(void)state;
	sample_calls(&s);
	sample_mask_clone(&s);
	sample_call(&s, LC_ABI_I386, "clone", WHY_OBSERVED);
	sample_call(&s, LC_ABI_I386, "waitpid", WHY_OBSERVED);
	text = sample_emit(&s, "lxc-seccomp");
	read_policy(text, &p);
	assert_int_equal(rule_of(&p, "clone", 0)->nargs, 0);
	assert_null(rule_of(&p, "clone", 1));
	assert_non_null(rule_of(&p, "waitpid", 0));
}

/* Between the filter and the execve LXC makes calls itself; what is refused for a reason stays so. */
static void what_lxc_itself_calls_is_added(void **state)
{
	static struct policy p;
	_free_ char *text = NULL, *alone = NULL, *refused = NULL, *none = NULL;

	(void)state;
	sample_calls(&s);
	text = sample_emit(&s, "lxc-seccomp");
	assert_holds(text, LXC_ITSELF "newfstatat\nsetresgid\nsetresuid\n");
	assert_holds(text, "\n# For lxc-start. The init of lxc-execute calls these, which are refused: close_range ");
	s.plan.options.exec = false;
	alone = sample_emit(&s, "lxc-seccomp");
	assert_holds(alone, LXC_ITSELF "newfstatat\n");
	assert_lacks(alone, "\nsetresgid\n");
	s.plan.deny = (struct sys_answer){ ANSWER_ERRNO, EPERM };
	sample_refuse(&s, "newfstatat", REFUSE_FAILED, EACCES);
	refused = sample_emit(&s, "lxc-seccomp");
	assert_lacks(refused, LXC_ITSELF);
	read_policy(refused, &p);
	assert_int_equal(rule_of(&p, "newfstatat", 0)->answer.error, EACCES);
	sample_start(&s);
	sample_calls(&s);
	s.plan.options.runtime = RUNTIME_NONE;
	none = sample_emit(&s, "lxc-seccomp");
	assert_lacks(none, LXC_ITSELF);
}

static void complaining_is_not_to_be_had(void **state)
{
	_free_ char *text = NULL;

	(void)state;
	sample_calls(&s);
	s.plan.deny = (struct sys_answer){ .kind = ANSWER_LOG };
	text = sample_emit(&s, "lxc-seccomp");
	assert_memory_equal(text, "2\ndenylist\n#", 12);
	assert_holds(text, "policies cannot log");
	assert_lacks(text, "\nread");
}

static void the_config_names_set_and_policy(void **state)
{
	_free_ char *none = NULL, *some = NULL;

	(void)state;
	none = sample_emit(&s, "lxc");
	assert_holds(none, "\nlxc.cap.drop =\nlxc.cap.keep =\nlxc.cap.keep = none\nlxc.no_new_privs = 1\n");
	assert_holds(none, "\nlxc.seccomp.profile = /etc/lxc/tool.seccomp\n");
	sample_cap(&s, CAP_NET_RAW, ADVICE_KEEP, 1);
	sample_cap(&s, CAP_SYS_TIME, ADVICE_KEEP, 1);
	s.plan.no_new_privs = false;
	some = sample_emit(&s, "lxc");
	assert_holds(some, "\nlxc.cap.keep = net_raw sys_time\nlxc.no_new_privs = 0\n");
}

#define with_sample(f) cmocka_unit_test_setup(f, start)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_sample(policies_are_the_plan),
		with_sample(each_default_has_its_word),
		with_sample(architectures_share_the_list),
		with_sample(what_lxc_itself_calls_is_added),
		with_sample(complaining_is_not_to_be_had),
		with_sample(the_config_names_set_and_policy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
