// SPDX-License-Identifier: BSD-2-Clause
/* generate --explain, and what generated text says of a review: the words, the sums, the width, hostile names. */
#include "tests/unit/emit_plan.h"

#include <jansson.h>
#include <sys/socket.h>

#include "base/text.h"
#include "core/argument.h"
#include "emit/contrast.h"
#include "emit/review.h"

static const struct emit_style narrow = { .width = 80 };

/* A plan with something for each section. */
static void sample_review(struct sample *s)
{
	static const struct arg_rule no_namespaces = { 0, ARGUMENT_NAMESPACES, 0 };
	static const struct arg_rule families[] = { { 0, UINT64_MAX, AF_UNIX }, { 0, UINT64_MAX, AF_INET } };
	static const char *const risky[] = { "mount", "umount2", "ptrace" };

	sample_start(s);
	sample_calls(s);
	sample_args(s, "clone", &no_namespaces, 1);
	sample_call(s, LC_ABI_X86_64, "socket", WHY_OBSERVED);
	sample_args(s, "socket", families, ARRAY_SIZE(families));
	sample_call(s, LC_ABI_X86_64, "ioctl", WHY_OBSERVED);
	s->calls[s->plan.nsyscalls - 1].widened = true;
	sample_call(s, LC_ABI_X86_64, "mremap", WHY_OBSERVED);
	s->calls[s->plan.nsyscalls - 1].count = 7;
	sample_call(s, LC_ABI_X86_64, "waitid", WHY_LIBC);
	s->calls[s->plan.nsyscalls - 1].for_name = "wait4";
	for (size_t i = 0; i < ARRAY_SIZE(risky); i++) {
		sample_refuse(s, risky[i], REFUSE_RISK, ENOSYS);
		s->refused[i].risk = risk_of(risky[i]);
		s->refused[i].count = i + 1;
	}
	sample_refuse(s, "fsopen", REFUSE_FAILED, EPERM);
	s->refused[3].count = 1;
	sample_refuse(s, "clone3", REFUSE_FALLBACK, ENOSYS);
}

/* Three operations went through a ring, one of them newer than we are. */
static void add_facts(struct sample *s)
{
	static uint64_t opcodes[] = { 0, 18, 200 };
	static uint64_t others[] = { 19 };
	static struct value_set sets[2];

	sets[0] = (struct value_set){ .program = 1, .nr = 1, .index = 1, .values = others, .n = 1 };
	sets[1] = (struct value_set){
		.program = 1, .nr = (uint32_t)sysno_by_name("io_uring_enter")->number[SYSNO_X86_64],
		.index = LC_ARGUMENT_OPCODE, .values = opcodes, .n = ARRAY_SIZE(opcodes),
	};
	s->profile.values = sets;
	s->profile.nvalues = ARRAY_SIZE(sets);
}

static char *contrast_text(const struct plan *plan, const struct exposure *e, const struct emit_style *style)
{
	struct buf out = BUF_INIT;

	assert_int_equal(emit_contrast_text(plan, e, style, &out), 0);
	return buf_take(&out);
}

static void text_says_it_all(void **state)
{
	static const char *const lines[] = {
		"What the filter of tool refuses\n",
		"  17 of the 385 calls of x86_64 are allowed; any other call gets ENOSYS.\n",
		"  DEFAULT                         ALLOWS  REFUSED HERE  ONLY HERE\n",
		"  Docker's default                   308           291          0\n",
		"  @system-service of systemd 252     299           282          0\n",
		"  no filter                          385           368          0\n",
		"\n  pages in pipes ",
		"(CVE-2008-0600,",
		"\n  mremap              mremap   observed, 7 times\n",
		"\n  waitid              waitid   stands in for wait4 on another libc\n",
		"\n  terminal injection  ioctl    observed\n",
		"  Closed by both: user namespaces, bpf programs, io_uring, ",
		"\n  WHY                 TIMES  CALLS\n",
		"\n  ptrace                  3  ptrace\n",
		"\n  mount                   3  mount, umount2\n",
		"\n  never worked            1  fsopen\n",
		"\n  an older call does      -  clone3\n",
		"\n  clone         namespaces: none\n",
		"\n  socket        family: AF_UNIX, AF_INET\n",
		"\n  widened       ioctl: whatever they are given, since not all of it is known\n",
		"\n  Pod Security  baseline; in the way of the next level: runAsNonRoot is not set\n",
		"\n  systemd       exposure 4.2 with what generate systemd writes, 9.6 of a service\n",
		"\n  io_uring      IORING_OP_NOP, IORING_OP_OPENAT (openat, open), operation 200;\n",
	};
	static struct sample s;
	const struct exposure e = { 96, 42 };
	_free_ char *text = NULL;

	(void)state;
	sample_review(&s);
	add_facts(&s);
	text = contrast_text(&s.plan, &e, &narrow);
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++)
		assert_holds(text, lines[i]);
	assert_lacks(text, "packet sockets      socket"); /* the families say so */
	assert_lacks(strstr(text, "Closed by both"), "pages in");
	for (char *line = text, *end; *line; line = end + 1) {
		end = strchr(line, '\n');
		assert_non_null(end);
		assert_true(end - line <= 80);
	}
}

static void what_is_not_known_is_not_said(void **state)
{
	static struct sample s;
	const struct exposure half = { 96, -1 };
	_free_ char *text = NULL, *other = NULL;

	(void)state;
	sample_start(&s);
	text = contrast_text(&s.plan, NULL, &narrow);
	assert_holds(text, "  nothing is allowed; any other call gets ENOSYS.\n");
	assert_lacks(text, "exposure");
	assert_lacks(text, "Left out");
	assert_lacks(text, "Conditions");
	assert_lacks(text, "STILL OPEN");
	assert_lacks(text, "Beyond");
	assert_lacks(text, "\n  io_uring ");
	other = contrast_text(&s.plan, &half, &narrow);
	assert_string_equal(text, other);
}

static void answers_are_told(void **state)
{
	static const struct {
		struct sys_answer answer;
		const char *text;
	} rows[] = {
		{ { ANSWER_ERRNO, EPERM }, "any other call gets EPERM." },
		{ { ANSWER_KILL, 0 }, "any other call kills the process." },
		{ { ANSWER_LOG, 0 }, "any other call is let through, too, and logged: nothing is refused yet." },
	};
	static struct sample s;

	(void)state;
	sample_start(&s);
	sample_call(&s, LC_ABI_X86_64, "read", WHY_OBSERVED);
	sample_call(&s, LC_ABI_I386, "read", WHY_OBSERVED);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct emit_style wide = { .width = 0 };
		_free_ char *text = NULL;

		s.plan.deny = rows[i].answer;
		text = contrast_text(&s.plan, NULL, &wide);
		assert_holds(text, rows[i].text);
		assert_holds(text, "1 of the 385 calls of x86_64, 1 of the ");
		assert_holds(text, " calls of i386 are allowed; ");
	}
}

static void what_docker_refuses_is_named(void **state)
{
	static struct sample s;
	_free_ char *text = NULL;

	(void)state;
	sample_start(&s);
	sample_call(&s, LC_ABI_X86_64, "bpf", WHY_OBSERVED);
	sample_call(&s, LC_ABI_X86_64, "read", WHY_OBSERVED);
	sample_call(&s, LC_ABI_X86_64, "mount", WHY_OBSERVED);
	text = contrast_text(&s.plan, NULL, &narrow);
	assert_holds(text, "\n  Beyond Docker's default: bpf, mount\n");
	assert_holds(text, "\n  bpf programs  bpf      observed\n");
}

static void reasons(void **state)
{
	static const struct {
		struct sys_plan call;
		const char *text;
	} rows[] = {
		{ { .why = WHY_OBSERVED, .count = 1 }, "observed, 1 time" },
		{ { .why = WHY_OBSERVED | WHY_LIBC, .count = 12, .for_name = "x" }, "observed, 12 times" },
		{ { .why = WHY_KERNEL }, "the kernel issues it, or a program ends with it" },
		{ { .why = WHY_VDSO }, "the vDSO falls back to it" },
		{ { .why = WHY_RUNTIME, .runtimes = 1u << RUNTIME_RUNC | 1u << RUNTIME_CRUN },
		  "runc and crun need it to start it" },
		{ { .why = WHY_RUNTIME, .measured = 1u << RUNTIME_CRUN }, "crun needs it to start it" },
		{ { .why = WHY_RUNTIME }, "a runtime needs it to start it" },
		{ { .why = WHY_IO_URING, .for_name = "io_uring_enter" },
		  "stands in for io_uring_enter for what went through io_uring" },
		{ { .why = WHY_RELEASE, .for_name = "openat2" }, "stands in for openat2 on another kernel" },
		{ { .why = WHY_ARCH, .for_name = "open" }, "stands in for open on another architecture" },
		{ { .why = WHY_LIBC }, "on another libc" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_buf_ struct buf out = BUF_INIT;

		contrast_why(&rows[i].call, &out);
		assert_string_equal(buf_text(&out), rows[i].text);
	}
}

static void many_conditions_are_cut(void **state)
{
	struct arg_rule rules[40];
	const struct sys_plan call = { .name = "prctl", .args = rules, .nargs = ARRAY_SIZE(rules) };
	const struct arg_rule some = { 0, 0x10000000, 0 }, other = { 3, 0xff, 7 };
	const struct sys_plan clone = { .name = "clone", .args = &some, .nargs = 1 };
	const struct sys_plan read = { .name = "read", .args = &other, .nargs = 1 };
	_buf_ struct buf out = BUF_INIT, mask = BUF_INIT, odd = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rules); i++)
		rules[i] = (struct arg_rule){ .mask = UINT64_MAX, .value = 1000 + i };
	contrast_condition(&call, &out);
	assert_holds(buf_text(&out), "option: 0x3e8, 0x3e9, ");
	assert_holds(buf_text(&out), ", 0x3f3 and 28 more");
	contrast_condition(&clone, &mask);
	assert_string_equal(buf_text(&mask), "namespaces: none of CLONE_NEWUSER");
	contrast_condition(&read, &odd);
	assert_string_equal(buf_text(&odd), "argument 4: & 0xff is 0x7");
}

/* --- JSON ----------------------------------------------------------------------------- */

static json_t *contrast_json(const struct plan *plan, const struct exposure *e)
{
	_buf_ struct buf out = BUF_INIT;
	json_t *value;

	assert_int_equal(emit_contrast_json(plan, e, &out), 0);
	value = json_loads(buf_text(&out), JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(value);
	return value;
}

static const char *string_at(json_t *value, const char *key)
{
	return json_string_value(json_object_get(value, key));
}

static json_t *by_id(json_t *list, const char *key, const char *id)
{
	json_t *value;
	size_t i;

	json_array_foreach(list, i, value) {
		if (!strcmp(string_at(value, key), id))
			return value;
	}
	fail_msg("no %s %s", key, id);
	return NULL;
}

static void json_says_the_same(void **state)
{
	static struct sample s;
	const struct exposure e = { 96, 42 };
	json_t *root, *at;

	(void)state;
	sample_review(&s);
	add_facts(&s);
	root = contrast_json(&s.plan, &e);
	assert_string_equal(string_at(root, "schema"), "leastcap/contrast/1");
	assert_string_equal(string_at(root, "default_action"), "errno:ENOSYS");
	assert_int_equal(json_integer_value(json_object_get(json_object_get(root, "allowed"), "x86_64")), 17);
	at = by_id(json_object_get(root, "against"), "id", "docker");
	assert_int_equal(json_integer_value(json_object_get(at, "allows")), 308);
	assert_int_equal(json_integer_value(json_object_get(at, "refused_here")), 291);
	assert_int_equal(json_array_size(json_object_get(at, "only_here_names")), 0);
	assert_int_equal(json_array_size(json_object_get(root, "against")), CONTRASTS);
	at = by_id(json_object_get(root, "primitives"), "id", "waitid");
	assert_true(json_is_true(json_object_get(at, "open")));
	assert_string_equal(string_at(json_object_get(at, "through"), "why"), "stands in for wait4 on another libc");
	at = by_id(json_object_get(root, "primitives"), "id", "pages in pipes");
	assert_true(json_is_null(json_object_get(at, "through")));
	assert_true(json_is_true(json_object_get(at, "open_with_docker")));
	assert_int_equal(json_array_size(json_object_get(at, "known")), 3);
	assert_string_equal(json_string_value(json_array_get(json_object_get(at, "known"), 1)), "CVE-2022-0847");
	at = by_id(json_object_get(root, "left_out"), "call", "umount2");
	assert_string_equal(string_at(at, "class"), "mount");
	assert_string_equal(string_at(at, "gets"), "ENOSYS");
	assert_int_equal(json_integer_value(json_object_get(at, "count")), 2);
	at = by_id(json_object_get(root, "left_out"), "call", "fsopen");
	assert_string_equal(string_at(at, "why"), "failed");
	assert_string_equal(string_at(at, "gets"), "EPERM");
	assert_true(json_is_null(json_object_get(at, "class")));
	at = by_id(json_object_get(root, "conditions"), "call", "socket");
	assert_string_equal(string_at(at, "text"), "family: AF_UNIX, AF_INET");
	assert_string_equal(string_at(json_array_get(json_object_get(at, "rules"), 1), "value"), "0x2");
	at = by_id(json_object_get(root, "conditions"), "call", "ioctl");
	assert_true(json_is_true(json_object_get(at, "widened")));
	assert_int_equal(json_array_size(json_object_get(root, "io_uring")), 3);
	assert_string_equal(string_at(json_object_get(root, "pod_security"), "level"), "baseline");
	at = json_object_get(root, "systemd_exposure");
	assert_float_equal(json_real_value(json_object_get(at, "after")), 4.2, 0.001);
	json_decref(root);
	root = contrast_json(&s.plan, NULL);
	assert_true(json_is_null(json_object_get(root, "systemd_exposure")));
	json_decref(root);
}

/* --- warnings ------------------------------------------------------------------------- */

static char *warnings_of(const struct plan *plan)
{
	struct buf out = BUF_INIT;

	emit_warnings(plan, "# ", &out);
	assert_int_equal(buf_error(&out), 0);
	return buf_take(&out) ?: strdup("");
}

static size_t lines_with(const char *text, const char *word)
{
	size_t n = 0;

	while ((text = strstr(text, word))) {
		n++;
		text += strlen(word);
	}
	return n;
}

static void warnings_of_a_review(void **state)
{
	static struct sample s;
	_free_ char *text = NULL;

	(void)state;
	sample_review(&s);
	add_facts(&s);
	text = warnings_of(&s.plan);
	assert_int_equal(lines_with(text, "# LEFT OUT: "), 2);
	assert_holds(text, "# LEFT OUT: mount, umount2 (mount), called 3 times: Mounts the host's devices");
	assert_holds(text, "--accept mount keeps them.\n");
	assert_holds(text, "# LEFT OUT: ptrace (ptrace), called 3 times: ");
	assert_holds(text, "--accept ptrace keeps it.\n");
	assert_holds(text, "# NEVER WORKED: fsopen, called 1 time: each time it failed with EPERM, which it gets "
			   "again. --accept fsopen keeps it.\n");
	assert_holds(text, "# IO_URING: no filter sees what goes through a ring, nor is one allowed; while recording "
			   "that was: IORING_OP_NOP, IORING_OP_OPENAT (openat, open), operation 200.\n");
	assert_int_equal(lines_with(text, "# WIDENED: "), 1);
	assert_holds(text, "# WIDENED: ioctl: ");
	assert_lacks(text, "clone3");
	assert_int_equal(lines_with(text, "\n"), 5);
}

static void a_ring_that_stays_is_told_otherwise(void **state)
{
	static struct sample s;
	_free_ char *text = NULL;

	(void)state;
	sample_start(&s);
	add_facts(&s);
	sample_call(&s, LC_ABI_X86_64, "io_uring_setup", WHY_OBSERVED);
	text = warnings_of(&s.plan);
	assert_string_equal(text, "# IO_URING: no filter sees what goes through a ring: IORING_OP_NOP, "
				  "IORING_OP_OPENAT (openat, open), operation 200.\n");
}

/* Of capabilities alone nothing was left out. */
static void targets_without_a_filter_do_not_say_it(void **state)
{
	static const char *const with[] = { "docker", "kubernetes", "systemd", "libseccomp" };
	static const char *const without[] = { "setcap", "setpriv", "capsh", "seccomp" };
	static struct sample s;

	(void)state;
	sample_review(&s);
	for (size_t i = 0; i < ARRAY_SIZE(with); i++) {
		_free_ char *text = sample_emit(&s, with[i]);

		assert_holds(text, "LEFT OUT: mount, umount2 (mount)");
	}
	for (size_t i = 0; i < ARRAY_SIZE(without); i++) {
		_free_ char *text = sample_emit(&s, without[i]);

		assert_lacks(text, "LEFT OUT");
	}
}

/* Once a name, whatever the ABI; counts that overflow stay at the top. */
static void names_are_told_once(void **state)
{
	static struct sample s;
	_review_names_ struct review_names names = REVIEW_NAMES_INIT;
	_free_ char *text = NULL;

	(void)state;
	sample_review(&s);
	sample_refuse(&s, "mount", REFUSE_RISK, ENOSYS);
	s.refused[5].abi = LC_ABI_I386;
	s.refused[5].risk = risk_find("mount");
	s.refused[5].count = UINT64_MAX;
	sample_refuse(&s, "fsopen", REFUSE_FAILED, ENOSYS);
	s.refused[6].abi = LC_ABI_I386;
	review_names(&s.plan, REFUSE_RISK, risk_find("mount"), &names);
	assert_string_equal(buf_text(&names.text), "mount, umount2");
	assert_int_equal(names.n, 2);
	assert_true(names.count == UINT64_MAX);
	text = warnings_of(&s.plan);
	assert_int_equal(lines_with(text, "NEVER WORKED"), 1);
	assert_holds(text, "fsopen, called 1 time: ");
}

static void a_hostile_name_is_harmless(void **state)
{
	static struct sample s;
	_free_ char *text = NULL;

	(void)state;
	sample_review(&s);
	s.plan.name = word("a\033[31m\nb");
	text = contrast_text(&s.plan, NULL, &narrow);
	assert_lacks(text, "\033");
	assert_lacks(text, "\nb");
}

static void exposures_are_read(void **state)
{
	static const struct {
		const char *text;
		int tenths;
	} rows[] = {
		{ "\n\xe2\x86\x92 Overall exposure level for leastcap.service: 9.6 UNSAFE \xf0\x9f\x98\xa8\n", 96 },
		{ "-> Overall exposure level for a.service: 0.2 PERFECT", 2 },
		{ "Overall exposure level for a.service: 10.0 DANGEROUS", 100 },
		{ "Overall exposure level for a.service: 10.1 DANGEROUS", -1 },
		{ "Overall exposure level for a.service: 99.9 ?", -1 },
		{ "Overall exposure level for a.service: x", -1 },
		{ "Overall exposure level for a.service", -1 },
		{ "", -1 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_int_equal(exposure_parse(rows[i].text), rows[i].tenths);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_says_it_all),
		cmocka_unit_test(what_is_not_known_is_not_said),
		cmocka_unit_test(answers_are_told),
		cmocka_unit_test(what_docker_refuses_is_named),
		cmocka_unit_test(reasons),
		cmocka_unit_test(many_conditions_are_cut),
		cmocka_unit_test(json_says_the_same),
		cmocka_unit_test(warnings_of_a_review),
		cmocka_unit_test(a_ring_that_stays_is_told_otherwise),
		cmocka_unit_test(targets_without_a_filter_do_not_say_it),
		cmocka_unit_test(names_are_told_once),
		cmocka_unit_test(a_hostile_name_is_harmless),
		cmocka_unit_test(exposures_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
