/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Seccomp files read as engines and runtimes read them: what the emitters write comes back as the rules of its plan;
 * includes and excludes as Docker has them; whatever else stands in a file is refused by its key.
 */
#include "base/fail.h" /* before cmocka.h, which has a macro of this name */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <linux/capability.h>

#include "core/profile.h"
#include "core/ruleset.h"
#include "core/ruleset_view.h"
#include "emit/emit.h"

#define X86_64 (1u << SYSNO_X86_64)
#define I386 (1u << SYSNO_I386)
#define X32 (1u << SYSNO_X32)
#define ARM (1u << SYSNO_ARM)
#define AARCH64 (1u << SYSNO_AARCH64)

static int read_text(const char *text, const struct ruleset_host *host, struct ruleset *out)
{
	fail_clear();
	return ruleset_read(text, strlen(text), host, out);
}

/* --- round trips --------------------------------------------------------------- */

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

static void assert_same_rule(const struct rule *a, const struct rule *b)
{
	char x[32], y[32];

	assert_string_equal(a->name, b->name);
	if (!answer_same(a->answer, b->answer) || a->nargs != b->nargs || a->arches != b->arches)
		fail_msg("%s: %s, %zu conditions, %#x; not %s, %zu, %#x", a->name, answer_text(a->answer, x), a->nargs,
			 a->arches, answer_text(b->answer, y), b->nargs, b->arches);
	for (size_t i = 0; i < a->nargs; i++)
		if (a->args[i].index != b->args[i].index || a->args[i].mask != b->args[i].mask ||
		    a->args[i].value != b->args[i].value)
			fail_msg("%s: condition %zu", a->name, i);
}

static void assert_same(const struct ruleset *a, const struct ruleset *b)
{
	assert_true(answer_same(a->deny, b->deny));
	assert_int_equal(a->arches, b->arches);
	for (size_t i = 0; i < a->n && i < b->n; i++)
		assert_same_rule(&a->rules[i], &b->rules[i]);
	assert_int_equal(a->n, b->n);
}

/* What the format can say of these architectures. */
static void shaped(const struct plan *plan, unsigned int arches, struct ruleset *out)
{
	_ruleset_ struct ruleset all = RULESET_INIT;

	assert_int_equal(ruleset_make(plan, 0, &all), 0);
	assert_int_equal(ruleset_select(&all, arches, out), 0);
	ruleset_shape(out, RULESET_ONE_LIST | RULESET_63_BITS);
}

static void round_trip(const struct plan *plan, const char *target, const struct ruleset_host *host,
		       unsigned int arches)
{
	_ruleset_ struct ruleset wanted = RULESET_INIT, got = RULESET_INIT;
	_buf_ struct buf text = BUF_INIT;

	shaped(plan, arches, &wanted);
	assert_int_equal(emitter_find(target)->emit(plan, &text), 0);
	if (read_text(buf_text(&text), host, &got))
		fail_msg("%s: %s", target, fail_message());
	assert_same(&wanted, &got);
}

static void round_trips(const struct plan *plan)
{
	static const struct ruleset_host arm64 = { .arch = SYSNO_AARCH64 };
	unsigned int listed = X86_64 | I386 | X32 | ARM | AARCH64;

	round_trip(plan, "seccomp", NULL, listed);
	round_trip(plan, "oci", NULL, listed);
	round_trip(plan, "docker-seccomp", NULL, X86_64 | I386 | X32);
	for (size_t i = 0; i < plan->nforeign; i++)
		if (plan->foreign[i].arch == SYSNO_AARCH64) {
			round_trip(plan, "docker-seccomp", &arm64, ARM | AARCH64);
			break;
		}
}

static void what_is_written_is_read(void **state)
{
	static const char *const paths[] = {
		"tests/golden/nginx/profile.json", "tests/golden/i386/profile.json",
		"tests/golden/container/profile.json", "tests/golden/namespaces/profile.json",
	};
	static const struct sys_answer denies[] = {
		{ ANSWER_ERRNO, ENOSYS }, { ANSWER_ERRNO, EPERM }, { ANSWER_KILL, 0 }, { ANSWER_LOG, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(paths) * ARRAY_SIZE(denies); i++) {
		struct plan_options options = PLAN_OPTIONS_DEFAULT;
		struct profile *profile = read_profile(paths[i / ARRAY_SIZE(denies)]);
		_plan_ struct plan *plan = NULL;

		options.deny = denies[i % ARRAY_SIZE(denies)];
		options.arches = i % 2 ? AARCH64 | ARM : 0;
		options.review = i % 3 == 0;
		assert_int_equal(plan_make(profile, &options, &plan), 0);
		round_trips(plan);
		profile_free(&profile);
	}
}

/* No other test has these: value sets, a value with the topmost bit, the same name under two conditions. */
static void conditions_come_back(void **state)
{
	static const struct arg_rule sets[] = { { 0, UINT64_MAX, 1 }, { 0, UINT64_MAX, 2 } };
	static const struct arg_rule wide[] = { { 1, UINT64_MAX, UINT64_MAX }, { 2, UINT64_C(1) << 63 | 6, 4 } };
	static struct sys_plan calls[] = {
		{ .nr = 59, .name = "execve", .why = WHY_KERNEL },
		{ .nr = 16, .name = "ioctl", .why = WHY_OBSERVED, .args = wide, .nargs = 2 },
		{ .nr = 41, .name = "socket", .why = WHY_OBSERVED, .args = sets, .nargs = 2 },
	};
	static struct profile profile = { .release = (char *)"6.18", .machine = (char *)"x86_64", .ended = true };
	const struct plan plan = {
		.profile = &profile, .syscalls = calls, .nsyscalls = 3, .deny = { ANSWER_ERRNO, EPERM },
		.name = (char *)"tool", .abi_used = { true },
	};

	(void)state;
	round_trips(&plan);
}

/* --- engines ---------------------------------------------------------------------- */

#define DOCKER(entries)                                                                                            \
	"{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"defaultErrnoRet\": 38, \"archMap\": [" \
	"{\"architecture\": \"SCMP_ARCH_X86_64\", \"subArchitectures\": [\"SCMP_ARCH_X86\"]}," \
	"{\"architecture\": \"SCMP_ARCH_AARCH64\"}], \"syscalls\": [" entries "]}"
#define ENTRY(rest) "{\"names\": [\"read\"], \"action\": \"SCMP_ACT_ALLOW\"" rest "}"

static const struct {
	const char *rest;
	bool amd64, arm64; /* is it taken there, with CAP_SYS_ADMIN and CAP_CHOWN, on Linux 5.10 */
} terms[] = {
	{ "", true, true },
	{ ", \"comment\": \"two\\nlines\"", true, true },
	{ ", \"includes\": {}, \"excludes\": {}", true, true },
	{ ", \"includes\": {\"arches\": [\"amd64\", \"x32\"]}", true, false },
	{ ", \"includes\": {\"arches\": [\"s390x\"]}", false, false },
	{ ", \"excludes\": {\"arches\": [\"arm64\"]}", true, false },
	{ ", \"includes\": {\"caps\": [\"CAP_SYS_ADMIN\"]}", true, true },
	{ ", \"includes\": {\"caps\": [\"CAP_SYS_ADMIN\", \"CAP_BPF\"]}", false, false },
	{ ", \"excludes\": {\"caps\": [\"CAP_BPF\", \"CAP_CHOWN\"]}", false, false },
	{ ", \"excludes\": {\"caps\": [\"CAP_BPF\"]}", true, true },
	{ ", \"includes\": {\"minKernel\": \"4.8\"}", true, true },
	{ ", \"includes\": {\"minKernel\": \"5.10\"}", true, true },
	{ ", \"includes\": {\"minKernel\": \"5.11\"}", false, false },
	{ ", \"excludes\": {\"minKernel\": \"5.9\"}", false, false },
	{ ", \"excludes\": {\"minKernel\": \"6.1\"}", true, true },
	{ ", \"includes\": {\"arches\": [\"amd64\"]}, \"excludes\": {\"caps\": [\"CAP_CHOWN\"]}", false, false },
};

static bool takes(const char *rest, enum sysno_arch arch)
{
	const struct ruleset_host host = {
		.arch = arch, .caps = UINT64_C(1) << CAP_SYS_ADMIN | UINT64_C(1) << CAP_CHOWN, .kernel = 5 << 8 | 10,
	};
	_ruleset_ struct ruleset rules = RULESET_INIT;
	char text[1024];

	snprintf(text, sizeof(text), DOCKER(ENTRY("%s")), rest);
	if (read_text(text, &host, &rules))
		fail_msg("%s: %s", rest, fail_message());
	assert_int_equal(rules.arches, arch == SYSNO_X86_64 ? X86_64 | I386 : AARCH64);
	return ruleset_has(&rules, "read");
}

static void includes_and_excludes(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(terms); i++)
		if (takes(terms[i].rest, SYSNO_X86_64) != terms[i].amd64 ||
		    takes(terms[i].rest, SYSNO_AARCH64) != terms[i].arm64)
			fail_msg("%s", terms[i].rest);
}

static void words_have_their_meaning(void **state)
{
	_ruleset_ struct ruleset rules = RULESET_INIT;
	static const char text[] =
		"{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"architectures\": [\"SCMP_ARCH_X86_64\", \"SCMP_ARCH_X86\"],"
		"\"syscalls\": ["
		"{\"names\": [\"getppid\", \"waitpid\", \"accept\"], \"action\": \"SCMP_ACT_ALLOW\"},"
		"{\"names\": [\"mount\"], \"action\": \"SCMP_ACT_ERRNO\"},"
		"{\"names\": [\"bpf\"], \"action\": \"SCMP_ACT_ERRNO\", \"errnoRet\": 38},"
		"{\"names\": [\"kexec_load\"], \"action\": \"SCMP_ACT_KILL_PROCESS\"},"
		"{\"names\": [\"ptrace\"], \"action\": \"SCMP_ACT_LOG\"},"
		"{\"names\": [\"clone\"], \"action\": \"SCMP_ACT_ALLOW\", \"args\": ["
		"{\"index\": 0, \"value\": 2114060288, \"valueTwo\": 0, \"op\": \"SCMP_CMP_MASKED_EQ\"},"
		"{\"index\": 3, \"value\": 7, \"op\": \"SCMP_CMP_EQ\"}]}"
		"]}";
	const uint64_t flags[RULE_ARGS] = { 0x11, 0, 0, 7 }, more[RULE_ARGS] = { 0x10000000, 0, 0, 7 };
	const uint64_t other[RULE_ARGS] = { 0x11, 0, 0, 8 };

	(void)state;
	assert_int_equal(read_text(text, NULL, &rules), 0);
	/* EPERM where no error is named, by the specification: mount says nothing then. */
	assert_true(answer_same(rules.deny, (struct sys_answer){ ANSWER_ERRNO, EPERM }));
	assert_int_equal(rules.n, 7);
	assert_int_equal(ruleset_answer(&rules, SYSNO_X86_64, 110, flags).kind, ANSWER_ALLOW); /* getppid */
	assert_int_equal(ruleset_answer(&rules, SYSNO_I386, 7, flags).kind, ANSWER_ALLOW);    /* waitpid */
	assert_int_equal(ruleset_answer(&rules, SYSNO_X86_64, 7, flags).kind, ANSWER_ERRNO);  /* poll */
	assert_int_equal(ruleset_answer(&rules, SYSNO_X32, 110, flags).kind, ANSWER_ERRNO);
	assert_int_equal(ruleset_answer(&rules, SYSNO_X86_64, 165, flags).error, EPERM); /* mount */
	assert_int_equal(ruleset_answer(&rules, SYSNO_X86_64, 321, flags).error, ENOSYS); /* bpf */
	assert_int_equal(ruleset_answer(&rules, SYSNO_X86_64, 246, flags).kind, ANSWER_KILL);
	assert_int_equal(ruleset_answer(&rules, SYSNO_X86_64, 101, flags).kind, ANSWER_LOG);
	assert_int_equal(ruleset_answer(&rules, SYSNO_X86_64, 56, flags).kind, ANSWER_ALLOW); /* clone: all must hold */
	assert_int_equal(ruleset_answer(&rules, SYSNO_X86_64, 56, more).kind, ANSWER_ERRNO);
	assert_int_equal(ruleset_answer(&rules, SYSNO_X86_64, 56, other).kind, ANSWER_ERRNO);
}

/* --- what is refused ----------------------------------------------------------------- */

#define OCI(entries)                                                                                               \
	"{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"architectures\": [\"SCMP_ARCH_X86_64\"], \"syscalls\": [" entries \
	"]}"
#define ARGS(args) OCI(ENTRY(", \"args\": [" args "]"))

static const struct {
	const char *text, *message;
} wrong[] = {
	{ "", "seccomp: line 1, column 0: '[' or '{' expected near end of file" },
	{ "[]", "seccomp: must be an object" },
	{ "{}", "seccomp: defaultAction: missing" },
	{ "{\"linux\": {}}", "seccomp: linux.seccomp: missing" },
	{ "{\"linux\": 1}", "seccomp: linux: must be an object" },
	{ "{\"defaultAction\": \"SCMP_ACT_KILL\", \"architectures\": [], \"syscalls\": []}",
	  "seccomp: defaultAction: is an action that is not known: SCMP_ACT_KILL" },
	{ "{\"defaultAction\": \"SCMP_ACT_LOG\", \"defaultErrnoRet\": 1, \"architectures\": [], \"syscalls\": []}",
	  "seccomp: defaultErrnoRet: goes with SCMP_ACT_ERRNO alone" },
	{ "{\"defaultAction\": \"SCMP_ACT_LOG\", \"architectures\": [\"SCMP_ARCH_X86-64\"], \"syscalls\": []}",
	  "seccomp: architectures: is an architecture that is not known: SCMP_ARCH_X86-64" },
	{ "{\"defaultAction\": \"SCMP_ACT_LOG\", \"architectures\": [], \"archMap\": [], \"syscalls\": []}",
	  "seccomp: architectures: does not go with archMap" },
	{ "{\"defaultAction\": \"SCMP_ACT_LOG\", \"syscalls\": []}", "seccomp: architectures: missing" },
	{ "{\"defaultAction\": \"SCMP_ACT_LOG\", \"architectures\": []}", "seccomp: syscalls: missing" },
	{ "{\"defaultAction\": \"SCMP_ACT_LOG\", \"architectures\": [], \"syscalls\": [], \"flags\": []}",
	  "seccomp: has a key that is not known: \"flags\"" },
	{ OCI("1"), "seccomp: syscalls[0]: must be an object" },
	{ OCI(ENTRY(", \"comment\": \"\"")), "seccomp: syscalls[0]: has a key that is not known: \"comment\"" },
	{ OCI("{\"action\": \"SCMP_ACT_ALLOW\"}"), "seccomp: syscalls[0].names: missing" },
	{ OCI("{\"names\": [], \"action\": \"SCMP_ACT_ALLOW\"}"), "seccomp: syscalls[0].names: is empty" },
	{ OCI("{\"names\": [\"raed\"], \"action\": \"SCMP_ACT_ALLOW\"}"),
	  "seccomp: syscalls[0].names: has a system call that is not known: raed" },
	{ OCI(ENTRY(", \"errnoRet\": 1")), "seccomp: syscalls[0].errnoRet: goes with SCMP_ACT_ERRNO alone" },
	{ OCI("{\"names\": [\"read\"], \"action\": \"SCMP_ACT_ERRNO\", \"errnoRet\": 4096}"),
	  "seccomp: syscalls[0].errnoRet: must not be over 4095" },
	{ ARGS("{}"), "seccomp: syscalls[0].args[0].index: missing" },
	{ ARGS("{\"index\": 6, \"value\": 0, \"op\": \"SCMP_CMP_EQ\"}"),
	  "seccomp: syscalls[0].args[0].index: must not be over 5" },
	{ ARGS("{\"index\": 0, \"value\": 0, \"op\": \"SCMP_CMP_NE\"}"),
	  "seccomp: syscalls[0].args[0].op: is a comparison that is not known: SCMP_CMP_NE" },
	{ ARGS("{\"index\": 0, \"value\": \"18446744073709551615\", \"op\": \"SCMP_CMP_EQ\"}"),
	  "seccomp: syscalls[0].args[0].value: must be a whole number" },
	{ ARGS("{\"index\": 0, \"value\": -1, \"op\": \"SCMP_CMP_EQ\"}"),
	  "seccomp: syscalls[0].args[0].value: must not be negative" },
	{ ARGS("{\"index\": 0, \"value\": 1, \"op\": \"SCMP_CMP_EQ\"},"
	       "{\"index\": 0, \"value\": 2, \"op\": \"SCMP_CMP_EQ\"}"),
	  "seccomp: syscalls[0].args[1].index: is that of another condition of this entry" },
	{ DOCKER(ENTRY(", \"includes\": {\"caps\": [\"CAP_NONE\"]}")),
	  "seccomp: syscalls[0].includes.caps: is a capability that is not known: CAP_NONE" },
	{ DOCKER(ENTRY(", \"includes\": {\"minKernel\": \"5\"}")),
	  "seccomp: syscalls[0].includes.minKernel: is no version of a kernel, such as 5.10" },
	{ DOCKER(ENTRY(", \"includes\": {\"minKernel\": \"5.10.1\"}")),
	  "seccomp: syscalls[0].includes.minKernel: is no version of a kernel, such as 5.10" },
	{ DOCKER(ENTRY(", \"excludes\": {\"arch\": []}")),
	  "seccomp: syscalls[0].excludes: has a key that is not known: \"arch\"" },
	{ DOCKER(ENTRY(", \"comment\": 1")), "seccomp: syscalls[0].comment: must be text" },
	{ "{\"defaultAction\": \"SCMP_ACT_LOG\", \"archMap\": [{}], \"syscalls\": []}",
	  "seccomp: archMap[0].architecture: missing" },
};

static void what_is_wrong_is_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		struct ruleset rules = { .n = 77 };

		if (read_text(wrong[i].text, NULL, &rules) != -EINVAL)
			fail_msg("%s: read", wrong[i].text);
		assert_string_equal(fail_message(), wrong[i].message);
		assert_int_equal(rules.n, 77);
	}
}

static void limits_hold(void **state)
{
	static char large[RULESET_MAX_BYTES + 2];
	struct ruleset rules = RULESET_INIT;
	size_t n;

	(void)state;
	memset(large, ' ', sizeof(large));
	fail_clear();
	assert_int_equal(ruleset_read(large, RULESET_MAX_BYTES + 1, NULL, &rules), -EINVAL);
	assert_string_equal(fail_message(), "seccomp: larger than 1024 KiB");
	/* More rules than any file needs. */
	n = (size_t)sprintf(large, "{\"defaultAction\": \"SCMP_ACT_LOG\", \"architectures\": [\"SCMP_ARCH_X86_64\"],"
			    "\"syscalls\": [{\"action\": \"SCMP_ACT_ALLOW\", \"names\": [\"read\"");
	for (unsigned int i = 0; i < RULESET_MAX_RULES; i++)
		n += (size_t)sprintf(large + n, ",\"read\"");
	sprintf(large + n, "]}]}");
	assert_int_equal(read_text(large, NULL, &rules), -EINVAL);
	assert_string_equal(fail_message(), "seccomp: syscalls[0].names: makes more than 16384 rules");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(conditions_come_back),
		cmocka_unit_test(includes_and_excludes),
		cmocka_unit_test(words_have_their_meaning),
		cmocka_unit_test(what_is_wrong_is_named),
		cmocka_unit_test(limits_hold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
