// SPDX-License-Identifier: BSD-2-Clause
/* Lines of docker run: words as POSIX sh splits them, options as docker-run(1) and podman-run(1) name them. */
#include "base/buf.h"
#include "base/fail.h"
#include "core/run_line.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct run_lines *parse(const char *text)
{
	struct run_lines *run = NULL;

	fail_clear();
	assert_int_equal(run_lines_parse(text, strlen(text), "file", &run), 0);
	return run;
}

/* Each word in brackets, | where a command ends. */
static void words(const char *text, const char *expected)
{
	_run_lines_ struct run_lines *run = parse(text);
	_buf_ struct buf b = BUF_INIT;

	for (size_t i = 0; i < run->nwords; i++)
		buf_addf(&b, "[%s]%s", run->words[i].text, run->words[i].last ? "|" : "");
	assert_string_equal(buf_text(&b), expected);
}

static void splitting(void **state)
{
	(void)state;
	words("a b\tc", "[a][b][c]|");
	words("a 'b c' \"d  e\"f", "[a][b c][d  ef]|");
	words("a \\\n  b\\ c \\\r\n d", "[a][b c][d]|");
	words("a'b'\"c\"\\d", "[abcd]|");
	words("a '' \"\"", "[a][][]|");
	words("a # b\nc#d", "[a]|[c#d]|");
	words("a; b && c | d & e\n\nf", "[a]|[b]|[c]|[d]|[e]|[f]|");
	words("a \"\\$x \\\"y\\\" \\n\"", "[a][$x \"y\" \\n]|");
	words("a $(b 'c d' $(e)) `f g` ${h i}", "[a][$(b 'c d' $(e))][`f g`][${h i}]|");
	words("a > /dev/null", "[a]|[/dev/null]|");
	words("", "");
	words("\n # x\n", "");
}

static void open_quotes(void **state)
{
	static const char *const texts[] = { "a\n'b\n", "a\n\"b\\\"", "a\n$(b", "a\n`b", "a\n${b" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct run_lines *run = NULL;

		fail_clear();
		assert_int_equal(run_lines_parse(texts[i], strlen(texts[i]), "file", &run), -EINVAL);
		assert_null(run);
		assert_non_null(strstr(fail_message(), "file: line 2: "));
	}
}

/* Options as name=value of each line, then the image; lines that run nothing are left out. */
static void options(const char *text, const char *expected)
{
	_run_lines_ struct run_lines *run = parse(text);
	_buf_ struct buf b = BUF_INIT;

	for (size_t i = 0; i < run->n; i++) {
		const struct run_line *line = &run->lines[i];
		struct run_option o;

		buf_add(&b, line->podman ? "podman:" : "docker:");
		for (size_t at = line->run + 1; run_option_next(line, &at, &o);)
			buf_addf(&b, " %s=%s%s", o.name, o.value, o.on ? "+" : "");
		buf_addf(&b, " (%s);", line->image < line->n ? line->words[line->image].text : "none");
	}
	assert_string_equal(buf_text(&b), expected);
}

static void both_forms(void **state)
{
	(void)state;
	options("docker run --cap-add=A --cap-add B --privileged img --privileged",
		"docker: cap-add=A cap-add=B privileged=+ (img);");
	options("docker run --privileged=false --privileged=true --privileged=0 --privileged=1 i",
		"docker: privileged=false privileged=true+ privileged=0 privileged=1+ (i);");
	options("docker run -it -v /a:/b -v/c:/d -u=5 -itu 6 -e X=1 i", "docker: tty= volume=/a:/b volume=/c:/d user=5 "
									"user=6 env=X=1 (i);");
	options("docker run --net host -- i", "docker: network=host (i);");
	options("docker run --rm", "docker: rm=+ (none);");
	options("docker run --user", "docker: user= (none);");
	options("docker run --frobnicate i", "docker: ?= (i);");
}

static void commands(void **state)
{
	(void)state;
	options("sudo -u root docker --host x run i", "docker: (i);");
	options("FOO=1 exec podman --root /r --log-level=debug container create i", "podman: (i);");
	options("/usr/bin/docker container run i; docker ps; docker exec c sh; nerdctl run k",
		"docker: (i);docker: (k);");
	options("$ docker run i", "docker: (i);");
	options("#!/bin/sh\nset -e\nif true; then\n  docker run i || exit 1\nfi\n", "docker: (i);");
	options("echo docker run i", "");
	options("docker build -t i .", "");
}

/* Every word stands where it says. */
static void places(void **state)
{
	const char *text = "docker run \\\n  --cap-add 'A' \\\n  i\n";
	_run_lines_ struct run_lines *run = parse(text);

	(void)state;
	assert_int_equal(run->words[3].line, 2);
	assert_memory_equal(text + run->words[3].start, "'A'", 3);
	assert_int_equal(run->words[3].end - run->words[3].start, 3);
	assert_int_equal(run->words[4].line, 3);
}

static void too_many(void **state)
{
	_buf_ struct buf b = BUF_INIT, large = BUF_INIT;
	struct run_lines *run = NULL;

	(void)state;
	for (unsigned int i = 0; i <= RUN_MAX_WORDS; i++)
		buf_add(&b, "a ");
	assert_int_equal(run_lines_parse(buf_text(&b), b.size, "file", &run), -EINVAL);
	for (unsigned int i = 0; i <= RUN_MAX_BYTES / 8; i++)
		buf_add(&large, "########");
	assert_int_equal(run_lines_parse(buf_text(&large), large.size, "file", &run), -EINVAL);
	assert_null(run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(splitting),  cmocka_unit_test(open_quotes), cmocka_unit_test(both_forms),
		cmocka_unit_test(commands),   cmocka_unit_test(places),	     cmocka_unit_test(too_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
