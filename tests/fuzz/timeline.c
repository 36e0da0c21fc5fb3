// SPDX-License-Identifier: BSD-2-Clause
/*
 * Fuzzes the live view: any bytes as a stream of records. Whatever they say, each event is one line of harmless text
 * and one of JSON that a parser reads, and the sum has counted it.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/text.h"
#include "core/timeline.h"
#include "emit/trace_json.h"
#include "emit/trace_part.h"
#include "emit/trace_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct lines {
	struct trace_text *text, *denied;
	struct trace_json *json;
	size_t n;
};

static void demand(bool claim, const char *what)
{
	if (claim)
		return;
	fprintf(stderr, "not so: %s\n", what);
	abort();
}

static void check_text(struct trace_text *t, const struct event *e)
{
	_buf_ struct buf out = BUF_INIT;

	demand(!trace_text_event(t, e, -3600, &out), "there is memory");
	if (!out.size)
		return;
	demand(out.text[out.size - 1] == '\n', "a line ends");
	demand(memchr(out.text, '\n', out.size) == out.text + out.size - 1, "it is one line");
	out.text[out.size - 1] = '\0';
	demand(text_is_clean(out.text), "it is harmless");
}

static void check_json(struct trace_json *j, const struct event *e)
{
	_buf_ struct buf out = BUF_INIT;
	json_t *value;

	demand(!trace_json_event(j, e, &out), "there is memory");
	demand(out.size && memchr(out.text, '\n', out.size) == out.text + out.size - 1, "it is one line");
	demand(!strncmp(out.text, "{\"type\":\"", 9), "its type comes first");
	value = json_loadb(out.text, out.size, JSON_REJECT_DUPLICATES, NULL);
	demand(json_is_object(value), "it is JSON");
	json_decref(value);
}

static int take(void *ctx, const struct event *e)
{
	struct lines *l = ctx;

	l->n++;
	check_text(l->text, e);
	check_text(l->denied, e);
	check_json(l->json, e);
	return 0;
}

/* Records cut at their own lengths. */
static void feed(struct timeline *t, const uint8_t *data, size_t size)
{
	while (size) {
		uint16_t len = 0;
		size_t use = size;

		if (size >= 4)
			memcpy(&len, data + 2, sizeof(len));
		if (len && len < size)
			use = len;
		timeline_feed(t, data, use);
		data += use;
		size -= use;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct trace_text_options text = { .style = { .utf8 = true }, .extra = true };
	const struct trace_text_options denied = { .style = { .utf8 = true }, .denied = true };
	const struct timeline_filter filter = { .results = true };
	_trace_text_ struct trace_text *a = NULL, *b = NULL;
	_trace_json_ struct trace_json *j = NULL;
	_timeline_ struct timeline *t = NULL;
	struct timeline_sum sum;
	struct lines l = { 0 };

	demand(!trace_text_new(&text, &a) && !trace_text_new(&denied, &b) && !trace_json_new(true, &j) &&
	       !timeline_new(&filter, 1, take, &l, &t), "there is memory");
	l.text = a;
	l.denied = b;
	l.json = j;
	feed(t, data, size);
	demand(!timeline_tick(t, UINT64_MAX), "what was held back is told");
	demand(timeline_due(t) == UINT64_MAX, "nothing is held back then");
	timeline_sum(t, &sum);
	demand(trace_events(&sum) == l.n, "events are counted");
	return 0;
}
