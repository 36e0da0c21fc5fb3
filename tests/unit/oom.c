// SPDX-License-Identifier: BSD-2-Clause
/*
 * Memory runs out at each allocation in turn, on the way from records to a
 * file and back: -ENOMEM, nothing lost, nothing leaked, and the same result
 * once there is memory again.
 */
#include "sample.h"
#include "failing_alloc.h"

/* What is made on the way. */
struct way {
	struct sample sample;
	size_t fed;
	struct fold *fold;
	struct profile *profile, *read;
	char *text;
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

static int write_reasons(const struct profile *p)
{
	_buf_ struct buf b = BUF_INIT;

	profile_reason_text(p, INCOMPLETE_ABI, &b);
	profile_reason_text(p, INCOMPLETE_REFUSED, &b);
	profile_reason_text(p, INCOMPLETE_IO_URING, &b);
	return buf_error(&b);
}

/* One that is half made is dropped. */
static int prove(struct profile *p)
{
	int r = p->proof ? 0 : sample_prove(p);

	if (r)
		proof_free(&p->proof);
	return r;
}

/* Goes on from where it stopped. */
static int go(struct way *w)
{
	int r = w->fold ? 0 : fold_new(&w->fold);

	for (; !r && w->fed < w->sample.n; w->fed += !r)
		r = fold_feed(w->fold, &w->sample.records[w->fed], w->sample.records[w->fed].head.len);
	if (!r && !w->profile)
		r = fold_profile(w->fold, &w->profile);
	if (!r)
		r = prove(w->profile);
	if (!r)
		r = write_reasons(w->profile);
	if (!r && !w->text)
		r = write_text(w->profile, &w->text);
	if (!r && !w->read)
		r = profile_parse(w->text, strlen(w->text), &w->read);
	return r;
}

static void finish(struct way *w, char **text)
{
	assert_int_equal(write_text(w->read, text), 0);
	assert_string_equal(*text, w->text);
	fold_free(&w->fold);
	profile_free(&w->profile);
	profile_free(&w->read);
	free(TAKE(w->text));
}

static void test_each_allocation_fails_once(void **state)
{
	static struct way w;
	_free_ char *expected = NULL;
	long n = 0;

	(void)state;
	sample_recording(&w.sample);
	sample_serving(&w.sample);
	sample_privilege(&w.sample, 2, 59, LC_STANCE_EXEC | LC_STANCE_GAINED, 4)->gained = 1ull << CAP_NET_RAW;
	sample_file(&w.sample, 2, LC_FILE_CAPS, 1ull << CAP_NET_RAW);
	sample_called(&w.sample);
	sample_values(&w.sample, 2, 41, 0, (const uint64_t[]){ 17, UINT64_MAX }, 2);
	sample_values(&w.sample, 2, 426, LC_ARGUMENT_OPCODE, (const uint64_t[]){ 18, 200 }, 2);
	sample_call(&w.sample, 1, 999, 1); /* a reason that has to be gathered */
	assert_int_equal(go(&w), 0);
	finish(&w, &expected);
	do {
		_free_ char *text = NULL;
		long before;
		int r;

		fail_clear();
		before = alive;
		w.fed = 0;
		ran_out = false;
		until_failure = ++n;
		r = go(&w);
		until_failure = 0;
		if (r != (ran_out ? -ENOMEM : 0))
			fail_msg("allocation %ld failed, and the result was %d: %s", n, r, fail_message());
		if (ran_out && w.text && !w.read)
			assert_string_equal(fail_message(), "profile: out of memory");
		assert_int_equal(go(&w), 0);
		finish(&w, &text);
		assert_string_equal(text, expected);
		free(TAKE(text));
		assert_int_equal(alive, before);
	} while (ran_out);
	print_message("%ld allocations failed, one at a time\n", n - 1);
	assert_true(n > 300);
}

/* Enough records that every table has to grow while memory is short. */
static void test_tables_that_grow(void **state)
{
	static struct sample one;
	long n = 0;

	(void)state;
	do {
		struct fold *f = NULL;
		struct profile *p = NULL;
		long before = alive;

		assert_int_equal(fold_new(&f), 0);
		ran_out = false;
		until_failure = n += 7;
		for (uint32_t i = 1; i <= 500; i++) {
			one.n = 0;
			sample_call(&one, 1, i, 1);
			sample_symbol(&one, i, "vfs_open");
			sample_check(&one, 1, i % 40, i, 1);
			sample_program(&one, i, 0, "/x", 1);
			one.records[2].check.id = i;
			sample_result(&one, i, i % 7, 1);
			sample_refusal(&one, 1, i, EPERM);
			sample_privilege(&one, 1, i, LC_STANCE_CREDS, 1);
			sample_file(&one, i, LC_FILE_SETUID, 0);
			sample_failed(&one, 1, i, ENOSYS);
			sample_values(&one, 1, 41, 0, (const uint64_t[]){ i }, 1);
			sample_values(&one, i, 16, 1, (const uint64_t[]){ i }, 1);
			sample_setting(&one, (char[]){ 'a' + i % 26, '\0' }, "1");
			for (size_t j = 0; j < one.n; j++) {
				int r = fold_feed(f, &one.records[j], one.records[j].head.len);

				assert_true(r == 0 || r == -ENOMEM);
				if (r)
					r = fold_feed(f, &one.records[j], one.records[j].head.len);
				assert_int_equal(r, 0);
			}
		}
		until_failure = 0;
		assert_int_equal(fold_profile(f, &p), 0);
		assert_int_equal(p->nprograms, 500);
		assert_int_equal(p->programs[0].syscalls[0].n, 500);
		assert_int_equal(p->nchecks, 40);
		for (size_t i = 0; i < p->nchecks; i++)
			assert_int_equal(p->checks[i].nresults, 7);
		assert_int_equal(p->nrefusals, 500);
		assert_int_equal(p->nsettings, 26);
		assert_int_equal(p->nvalues, 501);
		assert_int_equal(profile_values(p, 1, LC_ABI_X86_64, 41, 0)->n, 500);
		assert_int_equal(p->lost[LC_LOST_BAD], 0);
		profile_free(&p);
		fold_free(&f);
		assert_int_equal(alive, before);
	} while (ran_out);
}

/* With no memory left a message is still there, in plain ASCII. */
static void test_message_without_memory(void **state)
{
	(void)state;
	fail_clear();
	until_failure = 1;
	assert_int_equal((fail)(-ENOMEM, "no room for %s", "\x1b[m\xc3\xa9~"), -ENOMEM);
	until_failure = 0;
	assert_string_equal(fail_message(), "no room for ?[m??~");
	fail_clear();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_allocation_fails_once),
		cmocka_unit_test(test_tables_that_grow),
		cmocka_unit_test(test_message_without_memory),
	};

	return run_failing(tests);
}
