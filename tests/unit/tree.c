// SPDX-License-Identifier: BSD-2-Clause
/* YAML and JSON as a tree: values, places, aliases, and what is refused. Expected by YAML 1.1 and 1.2, by hand. */
#include "base/buf.h"
#include "base/fail.h"
#include "core/tree.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct trees *parse(const char *text)
{
	struct trees *t = NULL;
	int r;

	fail_clear();
	r = trees_parse(text, strlen(text), "file", &t);
	if (r)
		print_error("%s\n", fail_message());
	assert_int_equal(r, 0);
	return t;
}

static void refused(const char *text, size_t n, const char *why)
{
	struct trees *t = NULL;

	fail_clear();
	assert_int_equal(trees_parse(text, n, "file", &t), -EINVAL);
	assert_null(t);
	if (!strstr(fail_message(), why))
		fail_msg("\"%s\" does not say \"%s\"", fail_message(), why);
}

/* The bytes of a value are these. */
static void stands(const char *text, const char *path, const char *bytes, unsigned int line, unsigned int column)
{
	_trees_ struct trees *t = parse(text);
	const struct tree *node = tree_path(t->documents[0], path);

	assert_non_null(node);
	assert_int_equal(node->span.end - node->span.start, strlen(bytes));
	assert_memory_equal(text + node->span.start, bytes, strlen(bytes));
	assert_int_equal(node->span.line, line);
	assert_int_equal(node->span.column, column);
}

static void places(void **state)
{
	(void)state;
	stands("a: b\n", "a", "b", 1, 4);
	stands("a:\n  b: 'x y' # c\n", "a/b", "'x y'", 2, 6);
	stands("a: {b: [1, 2]}\n", "a/b", "[1, 2]", 1, 8);
	stands("a:\n- x\n- y  # z\nb: 1\n", "a", "- x\n- y", 2, 1);
	stands("a:\n    b: 1\n    c: 2\n\n# d\ne: f\n", "a", "b: 1\n    c: 2", 2, 5);
	/* characters of two, three and four bytes before it */
	stands("k: \"\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\"\na: b\n", "a", "b", 2, 4);
	stands("{\"k\": \"\xc3\xa4\", \"a\": \"b\"}", "a", "\"b\"", 1, 17);
	stands("k: v\r\na: b\r\n", "a", "b", 2, 4);
	stands("\xef\xbb\xbf" "a: b\n", "a", "b", 1, 5);
	stands("{\n\t\"a\": {\n\t\t\"b\": 1\n\t}\n}\n", "a", "{\n\t\t\"b\": 1\n\t}", 2, 7);
}

static void documents(void **state)
{
	_trees_ struct trees *t = parse("---\na: 1\n---\n---\n# nothing\n---\nb: 2\n...\n");

	(void)state;
	assert_int_equal(t->n, 2);
	assert_true(tree_is(tree_get(t->documents[1], "b"), "2"));
}

static void empty(void **state)
{
	static const char *const texts[] = { "", "\n", "# only\n", "---\n", "~\n" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		_trees_ struct trees *t = parse(texts[i]);

		assert_int_equal(t->n, 0);
	}
}

static void aliases(void **state)
{
	_trees_ struct trees *t = parse("a: &x\n  b: 1\n  c: {d: 2}\ne: *x\nf: {g: 3}\n");
	const struct tree_entry *e = tree_entry(t->documents[0], "e");

	(void)state;
	assert_true(e->alias);
	assert_int_equal(e->span.line, 4);
	assert_true(e->value == tree_get(t->documents[0], "a"));
	assert_true(tree_path(t->documents[0], "a/c")->shared);
	assert_true(tree_path(t->documents[0], "a/c/d")->shared);
	assert_false(tree_path(t->documents[0], "f/g")->shared);
	assert_false(t->documents[0]->shared);
}

/* An alias of a part of what an alias uses, too. */
static void aliases_within(void **state)
{
	_trees_ struct trees *t = parse("a: &x\n  b: &y\n    c: {d: 1}\nz: *y\ne: *x\n");

	(void)state;
	assert_true(tree_path(t->documents[0], "a/b/c/d")->shared);
}

static void merges(void **state)
{
	_trees_ struct trees *t =
		parse("a: &x {k: 1, l: 2}\nb: &y {l: 3, m: 4}\nc:\n  <<: [*x, *y]\n  k: own\nd:\n  <<: *x\n");
	const struct tree *c = tree_get(t->documents[0], "c");

	(void)state;
	assert_true(tree_is(tree_get(c, "k"), "own"));
	assert_false(tree_entry(c, "k")->merged);
	assert_true(tree_is(tree_get(c, "l"), "2")); /* the first map of the list wins */
	assert_true(tree_entry(c, "l")->merged);
	assert_true(tree_is(tree_get(c, "m"), "4"));
	assert_int_equal(c->n, 4); /* <<, k, l, m: each once */
	assert_true(tree_is(tree_path(t->documents[0], "d/k"), "1"));
}

/* a9 would be 10^9 values. */
static void bombs(void **state)
{
	_buf_ struct buf b = BUF_INIT, deep = BUF_INIT, chain = BUF_INIT;

	(void)state;
	buf_add(&b, "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
	for (int i = 1; i < 10; i++) {
		buf_addf(&b, "a%d: &a%d [*a%d", i, i, i - 1);
		for (int k = 1; k < 10; k++)
			buf_addf(&b, ", *a%d", i - 1);
		buf_add(&b, "]\n");
	}
	refused(buf_text(&b), b.size, "too many values");
	for (int i = 0; i < 100000; i++)
		buf_add(&deep, "[");
	refused(buf_text(&deep), deep.size, "nested too deep");
	buf_add(&chain, "a0: &a0 [x]\n");
	for (int i = 1; i < 60; i++)
		buf_addf(&chain, "a%d: &a%d [*a%d]\n", i, i, i - 1);
	refused(buf_text(&chain), chain.size, "nested too deep");
}

static void many(void **state)
{
	_buf_ struct buf map = BUF_INIT, documents = BUF_INIT, anchors = BUF_INIT, merge = BUF_INIT, large = BUF_INIT;

	(void)state;
	for (unsigned int i = 0; i < TREE_MAX_NODES; i++)
		buf_addf(&map, "k%u: v\n", i);
	refused(buf_text(&map), map.size, "too many values");
	for (unsigned int i = 0; i <= TREE_MAX_DOCUMENTS; i++)
		buf_add(&documents, "--- x\n");
	refused(buf_text(&documents), documents.size, "too many documents");
	for (unsigned int i = 0; i < 1001; i++)
		buf_addf(&anchors, "- &a%u x\n", i);
	refused(buf_text(&anchors), anchors.size, "too many anchors");
	buf_add(&merge, "a: &a\n");
	for (unsigned int i = 0; i <= TREE_MAX_MERGE; i++)
		buf_addf(&merge, "  k%u: v\n", i);
	buf_add(&merge, "b:\n  <<: *a\n");
	refused(buf_text(&merge), merge.size, "map too large");
	for (unsigned int i = 0; i <= TREE_MAX_BYTES / 4; i++)
		buf_add(&large, "#aa\n");
	refused(buf_text(&large), large.size, "larger than");
}

static void malformed(void **state)
{
	static const struct {
		const char *text, *why;
	} rows[] = {
		{ "a: 1\nb: 2\na: 3\n", "line 3: the key a is there twice (line 1)" },
		{ "{\"a\": 1, \"a\": 2}", "the key a is there twice" },
		{ "a: &x [*x]\n", "an alias of what it is part of" },
		{ "a: &x [y, {b: c}, *x]\n", "an alias of what it is part of" },
		{ "a: &x {b: {c: d}, e: *x}\n", "an alias of what it is part of" },
		{ "a: *x\n", "an alias without its anchor" },
		{ "--- &x a\n--- *x\n", "an alias without its anchor" },
		{ "? [a, b]\n: c\n", "a key that is no plain word" },
		{ "a:\n\tb: c\n", "line 2" },
		{ "a: [1, 2\n", "line 2" },
		{ "a: \"x\n", "line 2" },
		{ "a: \"x\\0y\"\n", "a text with a NUL in it" },
		{ "a: \xff\n", "byte 4" },
		{ "a: 1\n<<: 5\n", "a merge key (<<) of what is no map" },
		{ "%YAML 3.0\n--- a\n", "line 1" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		refused(rows[i].text, strlen(rows[i].text), rows[i].why);
	refused("a\0b", 3, "byte 2");
}

/* sigs.k8s.io/yaml takes YAML 1.1's words for booleans, compose those in quotes and any case as well. */
static void switches(void **state)
{
	static const struct {
		const char *text;
		int plain, quoted;
	} rows[] = {
		{ "true", 1, 1 }, { "True", 1, 1 }, { "TRUE", 1, 1 }, { "tRUE", -1, 1 }, { "TRue", -1, 1 },
		{ "yes", 1, 1 }, { "y", 1, 1 }, { "Y", 1, 1 }, { "on", 1, 1 }, { "On", 1, 1 }, { "ON", 1, 1 },
		{ "false", 0, 0 }, { "no", 0, 0 }, { "n", 0, 0 }, { "off", 0, 0 }, { "No", 0, 0 },
		{ "\"true\"", -1, 1 }, { "'no'", -1, 0 }, { "!!str yes", -1, 1 },
		{ "1", -1, -1 }, { "0", -1, -1 }, { "truely", -1, -1 }, { "[]", -1, -1 }, { "~", -1, -1 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_buf_ struct buf b = BUF_INIT;
		_trees_ struct trees *t = NULL;

		buf_addf(&b, "a: %s\n", rows[i].text);
		t = parse(buf_text(&b));
		if (tree_switch(tree_get(t->documents[0], "a"), false) != rows[i].plain ||
		    tree_switch(tree_get(t->documents[0], "a"), true) != rows[i].quoted)
			fail_msg("%s", rows[i].text);
	}
	assert_int_equal(tree_switch(NULL, true), -1);
}

static void numbers(void **state)
{
	static const struct {
		const char *text;
		bool is;
		int64_t value;
	} rows[] = {
		{ "0", true, 0 }, { "1000", true, 1000 }, { "-1", true, -1 }, { "+7", true, 7 }, { "0x10", true, 16 },
		{ "010", true, 8 }, { "0o10", true, 8 }, { "0b101", true, 5 }, { "1_000", true, 1000 },
		{ "9223372036854775807", true, INT64_MAX }, { "9223372036854775808", false, 0 },
		{ "1e3", false, 0 }, { "1.0", false, 0 }, { "\"5\"", false, 0 }, { "x", false, 0 }, { "09", false, 0 },
		{ "+", false, 0 }, { "0x", false, 0 }, { "1 2", false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_buf_ struct buf b = BUF_INIT;
		_trees_ struct trees *t = NULL;
		int64_t value = 0;

		buf_addf(&b, "a: %s\n", rows[i].text);
		t = parse(buf_text(&b));
		if (tree_number(tree_get(t->documents[0], "a"), &value) != rows[i].is || value != rows[i].value)
			fail_msg("%s: %lld", rows[i].text, (long long)value);
	}
}

static void finding(void **state)
{
	_trees_ struct trees *t = parse("a: {b: {c: d}}\n");

	(void)state;
	assert_true(tree_is(tree_path(t->documents[0], "a/b/c"), "d"));
	assert_null(tree_path(t->documents[0], "a/x/c"));
	assert_null(tree_path(t->documents[0], "a/b/c/d"));
	assert_null(tree_get(NULL, "a"));
	assert_null(tree_text(tree_get(t->documents[0], "a")));
	assert_false(tree_is(NULL, "d"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(places),	cmocka_unit_test(documents), cmocka_unit_test(empty),
		cmocka_unit_test(aliases),	cmocka_unit_test(aliases_within), cmocka_unit_test(merges),
		cmocka_unit_test(bombs),	cmocka_unit_test(many),	     cmocka_unit_test(malformed),
		cmocka_unit_test(switches),	cmocka_unit_test(numbers),   cmocka_unit_test(finding),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
