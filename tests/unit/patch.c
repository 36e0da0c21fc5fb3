// SPDX-License-Identifier: BSD-2-Clause
/* Edits of a text: their order, what meets, what was refused; and that two manifests say the same of all else. */
#include "manifest_input.h"

#include "core/manifest_fix.h"
#include "core/patch.h"

static void start(struct patch *p, const char *text)
{
	patch_start(p, text, strlen(text), NULL);
}

static void gives(struct patch *p, int result, const char *text)
{
	_buf_ struct buf out = BUF_INIT;

	assert_int_equal(patch_apply(p, &out), result);
	if (!result)
		assert_string_equal(buf_text(&out), text);
}

static void order(void **state)
{
	_patch_ struct patch p = { 0 };

	(void)state;
	start(&p, "abcdef");
	patch_edit(&p, 4, 5, "E");
	patch_edit(&p, 1, 3, ""); /* goes */
	patch_edit(&p, 1, 1, "1"); /* comes before what goes at the same place */
	patch_edit(&p, 1, 1, "2"); /* in the order that they were asked for */
	patch_edit(&p, 6, 6, "!");
	gives(&p, 0, "a12dEf!");
}

static void meetings(void **state)
{
	_patch_ struct patch within = { 0 }, across = { 0 }, beyond = { 0 };

	(void)state;
	start(&within, "abcdef");
	patch_edit(&within, 1, 4, "");
	patch_edit(&within, 2, 2, "x");
	gives(&within, -ENOTSUP, NULL);
	start(&across, "abcdef");
	patch_edit(&across, 1, 4, "");
	patch_edit(&across, 3, 5, "");
	gives(&across, -ENOTSUP, NULL);
	start(&beyond, "abc");
	patch_edit(&beyond, 2, 4, "");
	gives(&beyond, -ENOTSUP, NULL);
}

static void lines(void **state)
{
	_patch_ struct patch p = { 0 };

	(void)state;
	start(&p, "a\r\n bc\r\nd");
	assert_string_equal(p.eol, "\r\n");
	assert_int_equal(patch_line_start(&p, 5), 3);
	assert_int_equal(patch_line_end(&p, 4), 6);
	assert_int_equal(patch_next_line(&p, 4), 8);
	assert_int_equal(patch_next_line(&p, 8), 9);
	assert_true(patch_is_blank(&p, 3, 4));
	assert_false(patch_is_blank(&p, 3, 5));
}

/* A map that an alias uses elsewhere is left alone. */
static void shared_map(void **state)
{
	const char *text = "a: &a\n  k: v\nb: *a\nc:\n  k: v\n";
	struct wants w = { .n = 0 };
	struct want *root = want_add(&w, NULL, WANT_MAP, NULL, NULL);
	_patch_ struct patch own = { 0 }, other = { 0 };
	_trees_ struct trees *t = NULL;

	(void)state;
	want_add(&w, root, WANT_TEXT, "l", "m");
	assert_int_equal(trees_parse(text, strlen(text), "x", &t), 0);
	patch_start(&own, text, strlen(text), t);
	patch_map(&own, tree_get(t->documents[0], "c"), root);
	gives(&own, 0, "a: &a\n  k: v\nb: *a\nc:\n  k: v\n  l: m\n");
	patch_start(&other, text, strlen(text), t);
	patch_map(&other, tree_get(t->documents[0], "a"), root);
	gives(&other, -ENOTSUP, NULL);
}

static void same(const char *a, const char *b, bool expected)
{
	_manifest_ struct manifest *one = read_manifest(a, "x"), *two = read_manifest(b, "x");

	if (manifest_same_otherwise(one, two) != expected)
		fail_msg("%s\n%s", a, b);
}

static void all_else(void **state)
{
	(void)state;
	same("services: {a: {image: x}}\n", "services: {a: {image: x, cap_add: [X], privileged: true}}\n", true);
	same("services: {a: {image: x}}\n", "services: {a: {image: y}}\n", false);
	same("services: {a: {image: x}}\n", "services: {a: {image: x, user: y}}\n", false);
	same("services: {a: {image: x, user: y}}\n", "services: {a: {image: x}}\n", false);
	same("services: {a: {command: [x, y]}}\n", "services: {a: {command: [x]}}\n", false);
	same("services: {a: {command: [1]}}\n", "services: {a: {command: ['1']}}\n", false);
	same("services: {a: {}}\n", "services: {b: {}}\n", false);
	same("services: {a: {}}\n", "services: {a: {}, b: {}}\n", false);
	same("services: {a: {}}\n", "docker run x\n", false);
	same("docker run -p 1 x\n", "docker run --cap-add X --privileged -p 1 x\n", true);
	same("docker run -p 1 x\n", "docker run -p 2 x\n", false);
	same("docker run -p 1 x\n", "docker run x\n", false);
	same("docker run x y\n", "docker run x z\n", false);
	same("docker run x\n", "docker run x\ndocker run x\n", false);
	same("docker run --security-opt seccomp=a x\n", "docker run x\n", false);
	same("[Service]\nExecStart=/x\n", "[Service]\nExecStart=/x\nNoNewPrivileges=yes\n", true);
	same("[Service]\nExecStart=/x\n", "[Service]\nExecStart=/y\n", false);
	same("[Service]\nExecStart=/x\n", "[Service]\nExecStart=/x\nUser=y\n", false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(order),      cmocka_unit_test(meetings), cmocka_unit_test(lines),
		cmocka_unit_test(shared_map), cmocka_unit_test(all_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
