// SPDX-License-Identifier: BSD-2-Clause
/*
 * How fast the user side takes records in: tapes (tape.h) are replayed again and again, a slice each.
 *
 * usage: fold [-p PROGRAMS] [-r RECORDS] [-s SLICES] [WHAT]...     WHAT: facts profile live text json; default: all
 * Prints lines "NAME VALUE UNIT": NAME is WHAT.best or WHAT.median of all slices, of CPU time.
 *   facts    Mrecords/s  decoded and folded, as `record` does; every fact is told at least twice
 *   profile  ms          the profile made of that
 *   live     Mrecords/s  checks taken in one by one, as `trace` does, and made events
 *   text     Mrecords/s  the same, with the lines of `trace`
 *   json     Mrecords/s  the same, with those of `trace --format jsonl`
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tape.h"

#include "core/fold.h"
#include "core/timeline.h"
#include "emit/trace_json.h"
#include "emit/trace_text.h"

#define FLUSH_SIZE 65536 /* as trace has it */
#define MAX_SLICES 10000

struct sink {
	struct trace_text *text; /* NULL: not wanted */
	struct trace_json *json;
	struct buf out;
	uint64_t events, bytes;
};

static void die(const char *what, int error)
{
	fprintf(stderr, "fold: %s: %s\n", what, strerror(error));
	exit(1);
}

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

/* --- what is timed: each gives the nanoseconds of one slice --------------------------------- */

static struct fold *fold_of(const struct tape *tape)
{
	const struct lc_head *head;
	struct fold *f = NULL;
	size_t at = 0;

	if (fold_new(&f))
		die("fold", ENOMEM);
	while ((head = tape_next(tape, &at)))
		if (fold_feed(f, head, head->len))
			die("a record was refused", EBADMSG);
	return f;
}

static uint64_t time_facts(const struct tape *tape)
{
	uint64_t start = now();
	_fold_ struct fold *f = fold_of(tape);

	return f ? now() - start : 0;
}

static uint64_t time_profile(const struct tape *tape)
{
	_fold_ struct fold *f = fold_of(tape);
	_profile_ struct profile *p = NULL;
	uint64_t start = now();

	if (fold_profile(f, &p))
		die("profile", ENOMEM);
	return now() - start;
}

static int take(void *ctx, const struct event *e)
{
	struct sink *sink = ctx;
	int r = 0;

	sink->events++;
	if (sink->text)
		r = trace_text_event(sink->text, e, 0, &sink->out);
	if (sink->json)
		r = trace_json_event(sink->json, e, &sink->out);
	if (sink->out.size >= FLUSH_SIZE) {
		sink->bytes += sink->out.size;
		sink->out.size = 0;
	}
	return r;
}

static uint64_t time_live(const struct tape *tape, struct sink *sink)
{
	const struct timeline_filter all = { 0 };
	_timeline_ struct timeline *t = NULL;
	const struct lc_head *head;
	uint64_t start = now(), end;
	size_t at = 0;

	if (timeline_new(&all, 0, take, sink, &t))
		die("timeline", ENOMEM);
	while ((head = tape_next(tape, &at)))
		if (timeline_feed(t, head, head->len))
			die("a record was refused", EBADMSG);
	end = now();
	if (!sink->events)
		die("no event was told", EINVAL);
	return end - start;
}

static uint64_t time_events(const struct tape *tape)
{
	struct sink sink = { 0 };

	return time_live(tape, &sink);
}

static uint64_t time_text(const struct tape *tape)
{
	const struct trace_text_options options = { 0 };
	struct sink sink = { 0 };
	uint64_t ns;

	if (trace_text_new(&options, &sink.text))
		die("text", ENOMEM);
	ns = time_live(tape, &sink);
	trace_text_free(&sink.text);
	buf_free(&sink.out);
	return ns;
}

static uint64_t time_json(const struct tape *tape)
{
	struct sink sink = { 0 };
	uint64_t ns;

	if (trace_json_new(false, &sink.json))
		die("json", ENOMEM);
	ns = time_live(tape, &sink);
	trace_json_free(&sink.json);
	buf_free(&sink.out);
	return ns;
}

/* --- figures ------------------------------------------------------------------------------------ */

static const struct what {
	const char *name;
	uint64_t (*time)(const struct tape *tape);
	void (*make)(const struct tape_shape *shape, struct tape *out);
	bool is_time;
} whats[] = {
	{ "facts", time_facts, tape_facts, false },   { "profile", time_profile, tape_facts, true },
	{ "live", time_events, tape_live, false },    { "text", time_text, tape_live, false },
	{ "json", time_json, tape_live, false },
};

static int by_value(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void print(const struct what *what, const char *which, const struct tape *tape, uint64_t ns)
{
	double value = what->is_time ? ns / 1e6 : tape->n * 1e3 / ns;

	printf("%s.%s %.3f %s\n", what->name, which, value, what->is_time ? "ms" : "Mrecords/s");
}

static void measure(const struct what *what, const struct tape_shape *shape, unsigned int slices)
{
	_free_ uint64_t *ns = calloc(slices, sizeof(*ns));
	struct tape tape;

	if (!ns)
		die("slices", ENOMEM);
	what->make(shape, &tape);
	what->time(&tape); /* warms up */
	for (unsigned int i = 0; i < slices; i++)
		ns[i] = what->time(&tape);
	qsort(ns, slices, sizeof(*ns), by_value);
	print(what, "best", &tape, ns[0]);
	print(what, "median", &tape, ns[slices / 2]);
	tape_free(&tape);
}

static unsigned long number(const char *text, unsigned long max)
{
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	if (end == text || *end || n < 1 || n > max)
		die(text, EINVAL);
	return n;
}

static void measure_named(const char *name, const struct tape_shape *shape, unsigned int slices)
{
	for (size_t i = 0; i < ARRAY_SIZE(whats); i++) {
		if (!strcmp(name, whats[i].name)) {
			measure(&whats[i], shape, slices);
			return;
		}
	}
	die(name, EINVAL);
}

int main(int argc, char **argv)
{
	struct tape_shape shape = { .programs = 500, .records = 100000, .serves = true };
	unsigned int slices = 20;
	int c;

	while ((c = getopt(argc, argv, "p:r:s:")) != -1) {
		if (c == 'p')
			shape.programs = number(optarg, LC_MAX_PROGRAMS);
		else if (c == 'r')
			shape.records = number(optarg, 100000000);
		else if (c == 's')
			slices = number(optarg, MAX_SLICES);
		else
			return 2;
	}
	for (size_t i = 0; optind == argc && i < ARRAY_SIZE(whats); i++)
		measure(&whats[i], &shape, slices);
	for (int i = optind; i < argc; i++)
		measure_named(argv[i], &shape, slices);
	return 0;
}
