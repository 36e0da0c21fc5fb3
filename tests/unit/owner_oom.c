// SPDX-License-Identifier: BSD-2-Clause
/*
 * Memory runs out at each allocation in turn, from records of owners to what is left of their profile when one is
 * asked about: -ENOMEM, nothing leaked, and a profile that is whole until all of it is done.
 */
#include "sample_owner.h"
#include "failing_alloc.h"

#include "core/owner.h"

static bool is_web(const struct owner *owner, void *ctx)
{
	(void)ctx;
	return owner_is(owner, "web");
}

/* What is made on the way; it goes on from where it stopped. */
struct way {
	struct sample sample;
	size_t fed;
	struct fold *fold;
	struct profile *profile, *read;
	char *text;
	bool selected;
};

static int write_text(const struct profile *p, char **out)
{
	_buf_ struct buf b = BUF_INIT;
	int r = profile_write(p, &b);

	if (r)
		return r;
	*out = buf_take(&b);
	return *out ? 0 : -ENOMEM;
}

static int select_web(struct way *w)
{
	size_t nchecks = w->read->nchecks, nprograms = w->read->nprograms, nowners = w->read->nowners;
	int r = owner_select(w->read, is_web, NULL);

	w->selected = !r;
	if (r) {
		assert_int_equal(w->read->nchecks, nchecks);
		assert_int_equal(w->read->nprograms, nprograms);
		assert_int_equal(w->read->nowners, nowners);
	}
	return r;
}

static int go(struct way *w)
{
	int r = w->fold ? 0 : fold_new(&w->fold);

	for (; !r && w->fed < w->sample.n; w->fed += !r)
		r = fold_feed(w->fold, &w->sample.records[w->fed], w->sample.records[w->fed].head.len);
	if (!r && !w->profile)
		r = fold_profile(w->fold, &w->profile);
	if (!r && !w->text)
		r = write_text(w->profile, &w->text);
	if (!r && !w->read)
		r = profile_parse(w->text, strlen(w->text), &w->read);
	return r || w->selected ? r : select_web(w);
}

static void finish(struct way *w, char **text)
{
	assert_int_equal(write_text(w->read, text), 0);
	fold_free(&w->fold);
	profile_free(&w->profile);
	profile_free(&w->read);
	free(TAKE(w->text));
	w->fed = 0;
	w->selected = false;
}

static void test_each_allocation_fails_once(void **state)
{
	static struct way w;
	_free_ char *expected = NULL;
	long n = 0;

	(void)state;
	sample_containers(&w.sample);
	assert_int_equal(go(&w), 0);
	finish(&w, &expected);
	do {
		_free_ char *text = NULL;
		long before;
		int r;

		fail_clear();
		before = alive;
		ran_out = false;
		until_failure = ++n;
		r = go(&w);
		until_failure = 0;
		if (r != (ran_out ? -ENOMEM : 0))
			fail_msg("allocation %ld failed, and the result was %d: %s", n, r, fail_message());
		assert_int_equal(go(&w), 0);
		finish(&w, &text);
		assert_string_equal(text, expected);
		free(TAKE(text));
		assert_int_equal(alive, before);
	} while (ran_out);
	print_message("%ld allocations failed, one at a time\n", n - 1);
	assert_true(n > 500);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_allocation_fails_once),
	};

	return run_failing(tests);
}
