// SPDX-License-Identifier: BSD-2-Clause
/* Memory runs out while it is told where programs ran, live or in a report, and while one container is chosen. */
#include "sample_owner.h"
#include "failing_alloc.h"

#include <ctype.h>

#include "core/owner_choose.h"
#include "core/plan.h"
#include "core/timeline.h"
#include "emit/emit.h"
#include "emit/trace_json.h"
#include "emit/trace_text.h"

static struct sample sample;

/* Letters and digits by number: libsmartcols may put the rest of a cell in the row below when it is short of memory. */
static void count_letters(const char *text, size_t counts[256])
{
	for (; *text; text++)
		counts[(unsigned char)*text] += !!isalnum((unsigned char)*text);
}

static bool same_letters(const char *a, const char *b)
{
	size_t counts[2][256] = { 0 };

	count_letters(a, counts[0]);
	count_letters(b, counts[1]);
	return !memcmp(counts[0], counts[1], sizeof(counts[0]));
}

static int write_report(int (*emit)(const struct plan *, const struct emit_style *, struct buf *), struct buf *out)
{
	const struct plan_options options = { .portable = PORTABLE_NONE };
	const struct owner_choice choice = { .container = "?*b" };
	const struct emit_style style = { .width = 80 };
	_profile_ struct profile *p = NULL;
	_plan_ struct plan *plan = NULL;
	_free_ char *text = NULL;
	long kept = until_failure; /* making the profile has tests of its own */
	int r;

	until_failure = 0;
	p = sample_profile(&sample);
	until_failure = kept;
	r = owner_choose(p, &choice, &text);
	if (!r)
		r = plan_make(p, &options, &plan);
	if (!r)
		r = emit(plan, &style, out);
	if (!r) {
		emit_warnings(plan, "# ", out);
		r = buf_error(out);
	}
	return r;
}

static int write_text(struct buf *out)
{
	return write_report(emit_text, out);
}

static int write_json(struct buf *out)
{
	return write_report(emit_json, out);
}

struct lines {
	struct trace_text *text;
	struct trace_json *json;
	struct buf *out; /* NULL: they are looked at only */
};

static int take(void *ctx, const struct event *e)
{
	struct lines *l = ctx;

	if (!l->out) {
		assert_true(!e->owner || !e->owner->container || strlen(e->owner->container) > 1);
		return 0;
	}
	return trace_text_event(l->text, e, 0, l->out) ?: trace_json_event(l->json, e, l->out);
}

static int feed_all(struct timeline *t)
{
	int r = 0;

	for (size_t i = 0; !r && i < sample.n; i++)
		r = timeline_feed(t, &sample.records[i], sample.records[i].head.len);
	return r;
}

static int write_lines(struct buf *out)
{
	const struct trace_text_options options = { .extra = true };
	const struct timeline_filter none = { 0 };
	struct lines l = { .out = out };
	struct timeline *t = NULL;
	int r = trace_text_new(&options, &l.text);

	if (!r)
		r = trace_json_new(false, &l.json);
	if (!r)
		r = timeline_new(&none, 0, take, &l, &t);
	if (!r)
		r = feed_all(t);
	if (t && r == -ENOMEM) {
		until_failure = 0;
		l.out = NULL;
		assert_int_equal(timeline_tick(t, UINT64_MAX), 0);
		assert_int_equal(feed_all(t), 0); /* what is half known is told all the same */
	}
	timeline_free(&t);
	trace_text_free(&l.text);
	trace_json_free(&l.json);
	return r;
}

static void each_fails_once(int (*write)(struct buf *out))
{
	struct buf whole = BUF_INIT;
	long n = 0;

	assert_int_equal(write(&whole), 0);
	do {
		struct buf out = BUF_INIT;
		long before;
		int r;

		fail_clear();
		before = alive;
		ran_out = false;
		until_failure = ++n;
		r = write(&out);
		until_failure = 0;
		if (r != -ENOMEM && (r || !same_letters(buf_text(&out), buf_text(&whole))))
			fail_msg("allocation %ld failed, and the result was %d\n%s", n, r, buf_text(&out));
		buf_free(&out);
		assert_int_equal(alive, before);
	} while (ran_out);
	buf_free(&whole);
	print_message("%ld allocations failed, one at a time\n", n - 1);
	assert_true(n > 100);
}

static void test_text(void **state)
{
	(void)state;
	each_fails_once(write_text);
}

static void test_json(void **state)
{
	(void)state;
	each_fails_once(write_json);
}

static void test_lines(void **state)
{
	struct lc_seen *seen;
	struct lc_move *move;

	(void)state;
	sample.records[sample.n - 1].head.kind = LC_LOSS; /* the end: nothing is told after it */
	sample.n--;
	for (size_t i = 0, id = 0; i < sample.n; i++) {
		if (sample.records[i].head.kind == LC_CHECK)
			sample.records[i].check.id = ++id;
	}
	for (uint32_t id = 1; id <= 3; id++) {
		seen = &sample_add(&sample, LC_SEEN, id + 1, 9)->seen;
		seen->check = id;
		seen->pid = seen->tid = 7;
	}
	move = &sample_add(&sample, LC_MOVE, 2, 9)->move;
	move->from = 2;
	move->to = 4;
	move->pid = 7;
	each_fails_once(write_lines);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_lines),
	};

	sample_containers(&sample);
	return run_failing(tests);
}
