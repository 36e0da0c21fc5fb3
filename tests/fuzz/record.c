// SPDX-License-Identifier: BSD-2-Clause
/*
 * Fuzzes the wire: any bytes as a stream of records. They are cut at their own
 * lengths, fed forwards, backwards and twice; each way must give the same
 * profile, and its file must read back as it was written.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "core/fold.h"

#define MAX_PIECES 4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct piece {
	const uint8_t *at;
	size_t n;
};

static void demand(bool claim, const char *what)
{
	if (claim)
		return;
	fprintf(stderr, "not so: %s (%s)\n", what, fail_message() ?: "no message");
	abort();
}

/* A record by its length, if that is possible; else what is left. */
static size_t cut(const uint8_t *data, size_t size, struct piece *pieces)
{
	size_t n = 0;

	while (size && n < MAX_PIECES) {
		uint16_t len = 0;
		size_t use = size;

		if (size >= 4)
			memcpy(&len, data + 2, sizeof(len));
		if (len && len < size)
			use = len;
		pieces[n++] = (struct piece){ data, use };
		data += use;
		size -= use;
	}
	return n;
}

static char *write_text(const struct profile *p)
{
	struct buf b = BUF_INIT;

	demand(profile_write(p, &b) == 0, "a profile can be written");
	return buf_take(&b);
}

static char *profile_text(const struct fold *f)
{
	_profile_ struct profile *p = NULL;

	demand(fold_profile(f, &p) == 0, "a fold has a profile");
	return write_text(p);
}

static size_t feed(struct fold *f, const struct piece *piece)
{
	return fold_feed(f, piece->at, piece->n) != 0;
}

static void check_round_trip(const char *text)
{
	_profile_ struct profile *p = NULL;
	_free_ char *again = NULL;

	demand(profile_parse(text, strlen(text), &p) == 0, "what was written can be read");
	again = write_text(p);
	demand(!strcmp(text, again), "it is the same when it is written again");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct piece pieces[MAX_PIECES];
	_fold_ struct fold *forwards = NULL, *backwards = NULL;
	_free_ char *one = NULL, *other = NULL, *twice = NULL;
	size_t n = cut(data, size, pieces), bad = 0;

	fail_clear();
	demand(!fold_new(&forwards) && !fold_new(&backwards), "there is memory");
	for (size_t i = 0; i < n; i++) {
		bad += feed(forwards, &pieces[i]);
		feed(backwards, &pieces[n - 1 - i]);
	}
	one = profile_text(forwards);
	other = profile_text(backwards);
	demand(!strcmp(one, other), "order does not matter");
	check_round_trip(one);
	if (bad)
		return 0; /* told twice, these are counted twice */
	for (size_t i = 0; i < n; i++)
		feed(forwards, &pieces[n - 1 - i]);
	twice = profile_text(forwards);
	demand(!strcmp(one, twice), "telling it twice does not matter");
	return 0;
}
