// SPDX-License-Identifier: BSD-2-Clause
/* Memory runs out anywhere between a record and its line: nothing leaks, and no line is half. */
#include "timeline_ear.h"

#include "failing_alloc.h"

#include "emit/trace_json.h"
#include "emit/trace_text.h"

struct lines {
	struct trace_text *text;
	struct trace_json *json;
	struct buf out;
};

static int write_lines(void *ctx, const struct event *e)
{
	struct lines *l = ctx;
	int r = trace_text_event(l->text, e, 0, &l->out);

	return r ? r : trace_json_event(l->json, e, &l->out);
}

static int feed_all(struct timeline *t)
{
	struct lc_check check = { HEAD(lc_check, LC_CHECK, 2, 1), .id = 7, .nframes = 1, .ip = { 4 } };
	struct lc_symbol symbol = { HEAD(lc_symbol, LC_SYMBOL, 0, 0), .ip = 4, .name = "chown_common" };
	struct lc_program program = { HEAD(lc_program, LC_PROGRAM, 2, 0), .path_len = 6, .path = "nginx" };
	struct lc_stack stack = { HEAD(lc_stack, LC_STACK, 0, 1), .check = 7, .nframes = 1, .frame = { "main" } };
	struct lc_seen seen = seen_at(7, 1, "nginx");
	struct lc_denial denial = denial_at(1, 2);
	struct lc_stance stance = { HEAD(lc_stance, LC_STANCE, 2, 3), .flags = LC_STANCE_CREDS | LC_STANCE_VOID_NNP };
	const struct {
		const void *at;
		size_t n;
	} all[] = {
		{ &check, sizeof(check) }, { &symbol, sizeof(symbol) }, { &program, sizeof(program) },
		{ &stack, sizeof(stack) }, { &seen, sizeof(seen) }, { &seen, sizeof(seen) },
		{ &denial, sizeof(denial) }, { &stance, sizeof(stance) },
	};
	int r = 0;

	for (size_t i = 0; !r && i < sizeof(all) / sizeof(all[0]); i++)
		r = timeline_feed(t, all[i].at, all[i].n);
	return r ? r : timeline_tick(t, UINT64_MAX);
}

static int run(bool denied, size_t *written)
{
	const struct timeline_filter filter = { 0 };
	const struct trace_text_options options = { .stack = true, .denied = denied, .style = { .colour = true } };
	_trace_text_ struct trace_text *text = NULL;
	_trace_json_ struct trace_json *json = NULL;
	_timeline_ struct timeline *t = NULL;
	_buf_ struct buf sum = BUF_INIT;
	struct lines l = { .out = BUF_INIT };
	struct timeline_sum s;
	int r = trace_text_new(&options, &text);

	if (!r)
		r = trace_json_new(true, &json);
	l.text = text;
	l.json = json;
	if (!r)
		r = timeline_new(&filter, 0, write_lines, &l, &t);
	if (!r)
		r = feed_all(t);
	if (!r) {
		timeline_sum(t, &s);
		r = trace_json_sum(&s, &sum) ?: trace_text_sum(&s, "", &sum);
	}
	*written = l.out.size;
	buf_free(&l.out);
	return r;
}

/* Whether a refusal is worth waiting for may be answered without memory: the lines are then the same. */
static void each_allocation(void **state)
{
	(void)state;
	for (int denied = 0; denied < 2; denied++) {
		size_t whole, written;
		long n = 0;

		assert_int_equal(run(denied, &whole), 0);
		assert_true(whole > 500);
		do {
			long was = alive;
			int r;

			ran_out = false;
			until_failure = ++n;
			r = run(denied, &written);
			until_failure = 0;
			assert_int_equal(alive, was);
			if (r)
				assert_true(r == -ENOMEM && ran_out);
			else
				assert_int_equal(written, whole);
		} while (ran_out);
		assert_true(n > 50);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_allocation),
	};

	return run_failing(tests);
}
