/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory runs out at each allocation of a report in turn: -ENOMEM, or the
 * same letters as ever; never a report with something missing. Nothing leaks.
 */
#include "tests/unit/report_input.h"
#include "tests/unit/verdict_input.h"
#include "tests/unit/failing_alloc.h"

#include <ctype.h>
#include <locale.h>

#include "base/buf.h"
#include "emit/emit.h"
#include "emit/least.h"
#include "emit/summary.h"
#include "emit/why.h"

/* Letters and digits by number; a row's colour may be that of the next one then. */
static void count_letters(const char *text, size_t counts[256])
{
	for (; *text; text += *text != '\0') {
		if (*text == '\033')
			text += strcspn(text, "m");
		else
			counts[(unsigned char)*text] += !!isalnum((unsigned char)*text);
	}
}

/*
 * Nothing is missing. libsmartcols may draw a tree in ASCII then, and the rest of a cell in the row below: what is
 * compared is what stands in the cells.
 */
static bool same_letters(const char *a, const char *b)
{
	size_t counts[2][256] = { 0 };

	count_letters(a, counts[0]);
	count_letters(b, counts[1]);
	return !memcmp(counts[0], counts[1], sizeof(counts[0]));
}

typedef int emit_function(const struct plan *plan, const struct emit_style *style, struct buf *out);

static void fail_each_allocation(emit_function *emit, const struct emit_style *style)
{
	static struct web web;
	struct plan *plan;
	struct buf whole = BUF_INIT;
	long n;

	web_start(&web);
	web_replayed(&web);
	web_arguments(&web);
	plan = input_plan(&web.in, PORTABLE_LIBC, true);
	assert_int_equal(emit(plan, style, &whole), 0);
	for (n = 1;; n++) {
		struct buf out = BUF_INIT;
		long before = alive;
		int r;

		ran_out = false;
		until_failure = n;
		r = emit(plan, style, &out);
		until_failure = 0;
		if (r && r != -ENOMEM)
			print_error("allocation %ld: %d\n", n, r);
		assert_true(r == 0 || r == -ENOMEM);
		if (r == 0 && !same_letters(buf_text(&out), buf_text(&whole)))
			print_error("allocation %ld: not the same\n%s", n, buf_text(&out));
		assert_true(r != 0 || same_letters(buf_text(&out), buf_text(&whole)));
		buf_free(&out);
		if (alive != before)
			fail_msg("allocation %ld: %ld leaked", n, alive - before);
		if (!ran_out)
			break;
	}
	assert_true(n > 2); /* the allocator was really ours */
	buf_free(&whole);
	plan_free(&plan);
}

static void text_in_colour(void **state)
{
	(void)state;
	fail_each_allocation(emit_text, &(struct emit_style){ .width = 80, .colour = true, .utf8 = true });
}

static void text_in_ascii(void **state)
{
	(void)state;
	fail_each_allocation(emit_text, &(struct emit_style){ .width = 0 });
}

static void json(void **state)
{
	(void)state;
	fail_each_allocation(emit_json, &(struct emit_style){ 0 });
}

static void least(void **state)
{
	(void)state;
	fail_each_allocation(emit_least_syscalls, &(struct emit_style){ 0 });
}

static int why_setgid(const struct plan *plan, const struct emit_style *style, struct buf *out)
{
	return emit_why_text(plan, CAP_SETGID, style, out);
}

static int why_setgid_json(const struct plan *plan, const struct emit_style *style, struct buf *out)
{
	(void)style;
	return emit_why_json(plan, CAP_SETGID, out);
}

static int why_nobody_asked(const struct plan *plan, const struct emit_style *style, struct buf *out)
{
	return emit_why_text(plan, CAP_BPF, style, out);
}

static void stories(void **state)
{
	(void)state;
	fail_each_allocation(why_setgid, &(struct emit_style){ .width = 80 });
	fail_each_allocation(why_setgid_json, &(struct emit_style){ 0 });
	fail_each_allocation(why_nobody_asked, &(struct emit_style){ .width = 80 });
}

static int verdict_text(const struct plan *plan, const struct emit_style *style, struct buf *out)
{
	struct verdict_input input;

	verdict_failed(&input, plan);
	return emit_verdict_text(&input.verdict, style, out);
}

static int verdict_json(const struct plan *plan, const struct emit_style *style, struct buf *out)
{
	struct verdict_input input;

	verdict_failed(&input, plan);
	return emit_verdict_json(&input.verdict, style, out);
}

static int minimized(const struct plan *plan, const struct emit_style *style, struct buf *out)
{
	struct search_result result;

	search_found(&result);
	return emit_minimize_text(plan, &result, style, out);
}

static int summary(const struct plan *plan, const struct emit_style *style, struct buf *out)
{
	(void)style;
	return emit_summary(plan, "a b", out);
}

static void verdicts(void **state)
{
	(void)state;
	fail_each_allocation(verdict_text, &(struct emit_style){ .width = 80, .colour = true });
	fail_each_allocation(verdict_json, &(struct emit_style){ 0 });
	fail_each_allocation(minimized, &(struct emit_style){ .width = 80 });
	fail_each_allocation(summary, &(struct emit_style){ 0 });
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_in_colour),
		cmocka_unit_test(text_in_ascii),
		cmocka_unit_test(json),
		cmocka_unit_test(least),
		cmocka_unit_test(stories),
		cmocka_unit_test(verdicts),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return run_failing(tests);
}
