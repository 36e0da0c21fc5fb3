// SPDX-License-Identifier: BSD-2-Clause
/*
 * What a workload chose (arguments, paths, names) never becomes syntax: a
 * recording with the worst names says the same to every reader as one with plain names, and a shell
 * gets the very bytes back.
 */
#include "tests/unit/emit_plan.h"

#include <jansson.h>

#include "base/text.h"

static const char *const evil[] = {
	"plain",
	"two words",
	"'; touch /tmp/pwned; '",
	"\"$(id)\"`id`${HOME}",
	"a\nCapabilityBoundingSet=~\n[Service]\nUser=root",
	"a\r\n--privileged \\",
	"*/ int main(void) { return 0; } /* //*/*/",
	"# not a comment \\",
	"key: [value, *anchor, &x] !tag | > %",
	"{\"defaultAction\": \"SCMP_ACT_ALLOW\"}",
	"\xff\xfe\x80",
	"\xe2\x80\xae\xe2\x80\xa8 bidi and line separator",
	"\x1b[2J\x1b]0;title\x07",
	"\\x41\\\\",
	"-rf",
	"--",
	"~/x",
	"NAME=value",
	"!history!",
	"%n%s%d",
	"\xc3\xa9t\xc3\xa9",
	"",
};

static char *escaped(const char *bytes)
{
	struct buf b = BUF_INIT;

	text_escape(&b, bytes, strlen(bytes));
	buf_add(&b, ""); /* makes text of nothing, too */
	return b.text ? buf_take(&b) : strdup("");
}

/* Texts of a proof come from a file; what broke may hold what the workload said. */
static void sample_replayed(struct sample *s, char *text)
{
	static struct proof_member member;
	static struct proof proof;

	member = (struct proof_member){ CAP_NET_RAW, MEMBER_NEEDED, text };
	proof = (struct proof){ .kind = PROOF_MINIMAL, .members = &member, .nmembers = 1, .runs = 2, .oracle = text,
				.release = text };
	s->profile.proof = &proof;
	s->plan.proof = PROOF_MINIMAL;
	s->plan.no_new_privs = false;
	s->caps[1].member = &member;
	s->caps[1].reason = REASON_PROVEN;
	s->profile.boundary = (struct boundary){ .sign = LC_BOUNDARY_WAIT, .drop_ns = 1, .drop_program = 1 };
	s->plan.keep_init = s->plan.keep;
}

/* A plan with one hostile text at every place where the workload chooses one. */
static void sample_hostile(struct sample *s, char **command, char *exe, char *comm)
{
	sample_start(s);
	sample_calls(s);
	sample_cap(s, CAP_CHOWN, ADVICE_ASK, 1);
	sample_cap(s, CAP_NET_RAW, ADVICE_KEEP, 1);
	sample_cap(s, CAP_SYS_ADMIN, ADVICE_KEEP, 2)->class = CLASS_UNCLASSIFIED;
	s->plan.unproven = true;
	s->plan.incomplete = INCOMPLETE_SECCOMP | INCOMPLETE_HOOK;
	s->profile.command = command;
	for (size_t i = 0; i < s->profile.nprograms; i++) {
		s->programs[i].exe = exe;
		s->programs[i].comm = comm;
		s->programs[i].flags |= LC_PROGRAM_GAINED;
	}
	sample_replayed(s, comm);
}

/* The text without its comments: whole lines that begin with sign. */
static char *without_comments(const char *text, const char *sign)
{
	_free_ char *copy = strdup(text);
	struct buf out = BUF_INIT;
	char *rest = copy, *line;

	while ((line = strsep(&rest, "\n"))) {
		if (strncmp(line, sign, strlen(sign)) != 0)
			buf_addf(&out, "%s\n", line);
	}
	return buf_take(&out);
}

static bool is_quiet(const char *text)
{
	_free_ char *copy = strdup(text);
	char *rest = copy, *line;

	while ((line = strsep(&rest, "\n"))) {
		for (char *tab; (tab = strchr(line, '\t'));)
			*tab = ' ';
		if (!text_is_clean(line))
			return false;
	}
	return true;
}

/* Judges what a target says with each hostile text in every place against what it says with plain ones. */
static void judge_target(const char *target, void (*judge)(const char *hostile, const char *plain))
{
	static struct sample plain, s;
	char *none[] = { word("x"), NULL };
	_free_ char *expected = NULL;

	sample_hostile(&plain, none, word("/x"), word("x"));
	expected = sample_emit(&plain, target);
	for (size_t i = 0; i < ARRAY_SIZE(evil); i++) {
		_free_ char *text = escaped(evil[i]), *emitted = NULL;
		char *command[] = { text, text, NULL };

		sample_hostile(&s, command, text, text);
		emitted = sample_emit(&s, target);
		judge(emitted, expected);
	}
}

static void same_without_comments(const char *hostile, const char *plain)
{
	_free_ char *left = without_comments(hostile, "#"), *expected = without_comments(plain, "#");

	assert_string_equal(left, expected);
	assert_true(is_quiet(hostile));
}

static void names_stay_in_comments(void **state)
{
	static const char *const targets[] = {
		"docker", "podman", "compose", "kubernetes", "systemd", "pfc", "firejail", "lxc", "lxc-seccomp",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(targets); i++)
		judge_target(targets[i], same_without_comments);
}

static void same_after_comment(const char *hostile, const char *plain)
{
	assert_string_equal(strstr(hostile, "*/"), strstr(plain, "*/"));
	assert_true(strstr(strstr(hostile, "/*") + 1, "/*") > strstr(hostile, "*/")); /* none within */
	assert_true(is_quiet(hostile));
}

static void c_comment_ends_where_it_should(void **state)
{
	(void)state;
	judge_target("libseccomp", same_after_comment);
}

/* The object without its free text. */
static json_t *load_rules(const char *text)
{
	json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);

	assert_non_null(root);
	json_object_del(root, "annotations");
	json_object_del(json_array_get(json_object_get(root, "syscalls"), 0), "comment");
	return root;
}

static void same_rules(const char *hostile, const char *plain)
{
	json_t *mine = load_rules(hostile), *theirs = load_rules(plain);

	assert_true(json_equal(mine, theirs));
	json_decref(mine);
	json_decref(theirs);
}

static void json_differs_in_texts_alone(void **state)
{
	static const char *const targets[] = { "oci", "seccomp", "docker-seccomp" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(targets); i++)
		judge_target(targets[i], same_rules);
}

/* What bash makes of the text when tool is a function that prints its arguments, each ended by NUL. */
static size_t arguments(const char *text, const char *tool, char *room, size_t size)
{
	char path[] = "/tmp/leastcap-unit-XXXXXX", line[64];
	int fd = mkstemp(path);
	size_t n;
	FILE *f = fdopen(fd, "w"), *shell;

	assert_non_null(f);
	fprintf(f, "%s() { printf '%%s\\0' \"$@\"; }\n%s", tool, text);
	assert_int_equal(fclose(f), 0);
	snprintf(line, sizeof(line), "LC_ALL=C bash %s", path);
	shell = popen(line, "r");
	assert_non_null(shell);
	n = fread(room, 1, size, shell);
	assert_int_equal(pclose(shell), 0);
	unlink(path);
	return n;
}

/* Whether the arguments end with these words. */
static bool end_with(const char *room, size_t n, const char *const *words, size_t nwords)
{
	_buf_ struct buf expected = BUF_INIT;

	for (size_t i = 0; i < nwords; i++)
		buf_add_bytes(&expected, words[i], strlen(words[i]) + 1);
	return n >= expected.size && memcmp(room + n - expected.size, expected.text, expected.size) == 0;
}

static void shells_get_the_bytes_back(void **state)
{
	static const struct {
		const char *target, *tool;
	} tools[] = { { "setpriv", "setpriv" }, { "capsh", "capsh" }, { "bubblewrap", "bwrap" } };
	static struct sample s;
	char *command[ARRAY_SIZE(evil) + 1] = { NULL };
	char room[16384];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(evil); i++)
		command[i] = escaped(evil[i]);
	for (size_t t = 0; t < ARRAY_SIZE(tools); t++) {
		_free_ char *text = NULL;
		size_t n;

		sample_hostile(&s, command, word("/x"), word("x"));
		text = sample_emit(&s, tools[t].target);
		assert_true(is_quiet(text));
		if (strstr(text, " \\\n  9< ")) /* the filter, which is not there */
			memcpy(strstr(text, " \\\n  9< "), "\n #", 3);
		n = arguments(text, tools[t].tool, room, sizeof(room));
		assert_true(end_with(room, n, evil, ARRAY_SIZE(evil)));
	}
	for (size_t i = 0; i < ARRAY_SIZE(evil); i++)
		free(command[i]);
}

static void setcap_gets_the_path_back(void **state)
{
	static struct sample s;
	char room[4096];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(evil); i++) {
		_buf_ struct buf path = BUF_INIT;
		_free_ char *exe = NULL, *text = NULL;
		char *none[] = { word("x"), NULL };
		const char *expected[2] = { "cap_net_raw,cap_sys_admin=ep" };

		buf_addf(&path, "/tmp/%s", evil[i]);
		exe = escaped(buf_text(&path));
		expected[1] = buf_text(&path);
		sample_hostile(&s, none, exe, word("x"));
		text = sample_emit(&s, "setcap");
		assert_true(end_with(room, arguments(text, "setcap", room, sizeof(room)), expected, 2));
	}
}

/* Any bytes at all; the seed is fixed, so that a failure can be seen again. */
static void random_words_come_back(void **state)
{
	enum { WORDS = 400, SIZE = 24 };
	static char bytes[WORDS][SIZE], room[2 * WORDS * SIZE];
	static char *command[WORDS + 1];
	static struct sample s;
	const char *expected[WORDS];
	_free_ char *text = NULL;

	(void)state;
	srandom(1);
	for (size_t i = 0; i < WORDS; i++) {
		size_t size = random() % SIZE;

		for (size_t k = 0; k < size; k++)
			bytes[i][k] = i % 2 ? 1 + random() % 255 : "'\\x\"$`#!~ \n0aF"[random() % 14];
		expected[i] = bytes[i];
		command[i] = escaped(bytes[i]);
	}
	sample_hostile(&s, command, word("/x"), word("x"));
	text = sample_emit(&s, "setpriv");
	assert_true(is_quiet(text));
	assert_true(end_with(room, arguments(text, "setpriv", room, sizeof(room)), expected, WORDS));
	for (size_t i = 0; i < WORDS; i++)
		free(command[i]);
}

static void long_arguments_are_doubted(void **state)
{
	static struct sample s;
	char longest[LC_ARGUMENT_LEN + 1] = "";
	char *command[] = { longest, NULL };
	_free_ char *text = NULL, *other = NULL, *none = NULL;

	(void)state;
	sample_start(&s);
	s.profile.command = command;
	memset(longest, 'a', LC_ARGUMENT_LEN - 2);
	text = sample_emit(&s, "setpriv");
	assert_lacks(text, "may have cut a long argument");
	memset(longest, 'a', LC_ARGUMENT_LEN - 1);
	other = sample_emit(&s, "setpriv");
	assert_holds(other, "may have cut a long argument");
	s.profile.command = NULL;
	s.programs[0].exe = word("");
	none = sample_emit(&s, "capsh");
	assert_holds(none, "COMMAND stands for the workload");
	assert_holds(none, "\"$@\"' COMMAND\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_stay_in_comments),
		cmocka_unit_test(c_comment_ends_where_it_should),
		cmocka_unit_test(json_differs_in_texts_alone),
		cmocka_unit_test(shells_get_the_bytes_back),
		cmocka_unit_test(setcap_gets_the_path_back),
		cmocka_unit_test(random_words_come_back),
		cmocka_unit_test(long_arguments_are_doubted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
