// SPDX-License-Identifier: BSD-2-Clause
/* Memory runs out while generate --explain and the warnings of a review are written. */
#include "tests/unit/emit_plan.h"
#include "failing_alloc.h"

#include <ctype.h>

#include "core/argument.h"
#include "emit/contrast.h"

static struct sample sample;

static void sample_all(struct sample *s)
{
	static const struct arg_rule no_namespaces = { 0, ARGUMENT_NAMESPACES, 0 };
	static uint64_t opcodes[] = { 18, 200 };
	static struct value_set set = { .program = 1, .index = LC_ARGUMENT_OPCODE, .values = opcodes, .n = 2 };

	sample_start(s);
	sample_calls(s);
	sample_args(s, "clone", &no_namespaces, 1);
	sample_call(s, LC_ABI_X86_64, "bpf", WHY_OBSERVED);
	sample_call(s, LC_ABI_X86_64, "socket", WHY_OBSERVED);
	sample_call(s, LC_ABI_X86_64, "ioctl", WHY_OBSERVED);
	s->calls[s->plan.nsyscalls - 1].widened = true;
	sample_refuse(s, "mount", REFUSE_RISK, ENOSYS);
	s->refused[0].risk = risk_find("mount");
	sample_refuse(s, "fsopen", REFUSE_FAILED, ENOSYS);
	s->profile.values = &set;
	s->profile.nvalues = 1;
	s->plan.keep = BIT(CAP_NET_RAW) | BIT(CAP_CHOWN);
}

/* libsmartcols may put the rest of a cell in the row below when it is short of memory. */
static bool same_letters(const char *a, const char *b)
{
	size_t counts[2][256] = { 0 };

	for (; *a; a++)
		counts[0][(unsigned char)*a] += !!isalnum((unsigned char)*a);
	for (; *b; b++)
		counts[1][(unsigned char)*b] += !!isalnum((unsigned char)*b);
	return !memcmp(counts[0], counts[1], sizeof(counts[0]));
}

static int write_text(struct buf *out)
{
	const struct exposure e = { 96, 42 };
	const struct emit_style style = { .width = 80 };

	return emit_contrast_text(&sample.plan, &e, &style, out);
}

static int write_json(struct buf *out)
{
	return emit_contrast_json(&sample.plan, NULL, out);
}

static int write_warnings(struct buf *out)
{
	emit_warnings(&sample.plan, "# ", out);
	return buf_error(out);
}

static void each_fails_once(int (*write)(struct buf *out), long least)
{
	struct buf whole = BUF_INIT;
	long n = 0;

	assert_int_equal(write(&whole), 0);
	do {
		struct buf out = BUF_INIT;
		long before = alive;
		int r;

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
	assert_true(n > least);
}

static void test_text(void **state)
{
	(void)state;
	each_fails_once(write_text, 100);
}

static void test_json(void **state)
{
	(void)state;
	each_fails_once(write_json, 100);
}

static void test_warnings(void **state)
{
	(void)state;
	each_fails_once(write_warnings, 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_warnings),
	};

	sample_all(&sample);
	return run_failing(tests);
}
