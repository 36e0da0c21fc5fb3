// SPDX-License-Identifier: BSD-2-Clause
/* The table of shapes: sorted, of known calls, with arguments that exist; and what some of them are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/guard.h"
#include "core/shape_table.h"
#include "core/sysno.h"

#define ARGUMENTS 6

static void sorted_and_known(void **state)
{
	(void)state;
	assert_true(shape_count > 140);
	for (size_t i = 0; i < shape_count; i++) {
		assert_non_null(sysno_by_name(shape_table[i].name));
		if (i)
			assert_true(strcmp(shape_table[i - 1].name, shape_table[i].name) < 0);
	}
}

static uint32_t nibble(const struct shape *s, unsigned int n)
{
	return s->word >> 4 * n & 0xf;
}

/* Each argument stands for one thing, a directory belongs to a path, an address to a descriptor. */
static void arguments(void **state)
{
	(void)state;
	for (size_t i = 0; i < shape_count; i++) {
		const struct shape *s = &shape_table[i];
		uint32_t used = 0;

		assert_true(s->word && !(s->word >> 24));
		for (unsigned int n = 0; n < 6; n++) {
			assert_true(nibble(s, n) <= ARGUMENTS);
			if (!nibble(s, n))
				continue;
			assert_false(used >> nibble(s, n) & 1);
			used |= 1u << nibble(s, n);
		}
		assert_true(nibble(s, 0) || (!nibble(s, 1) && !nibble(s, 2)));
		assert_true(nibble(s, 2) || !nibble(s, 3));
		assert_true(nibble(s, 4) || !nibble(s, 5));
		assert_true(nibble(s, 0) || nibble(s, 4));
		assert_true(nibble(s, 2) || s->want[1] == WANT_NOTHING);
	}
}

static const struct {
	const char *name;
	uint32_t word, want[2];
} samples[] = {
	{ "openat", LC_SHAPE(2, 1, 0, 0, 0, 0), { WANT_OPEN } },
	{ "open", LC_SHAPE(1, 0, 0, 0, 0, 0), { WANT_OPEN } },
	{ "renameat2", LC_SHAPE(2, 1, 4, 3, 0, 0), { WANT_REMOVE, WANT_CREATE } },
	{ "linkat", LC_SHAPE(2, 1, 4, 3, 0, 0), { WANT_NOTHING, WANT_CREATE } },
	{ "symlinkat", LC_SHAPE(3, 2, 0, 0, 0, 0), { WANT_CREATE } },
	{ "mount", LC_SHAPE(2, 0, 1, 0, 0, 0), { WANT_NOTHING } },
	{ "bind", LC_SHAPE(0, 0, 0, 0, 1, 2), { WANT_CREATE } },
	{ "sendto", LC_SHAPE(0, 0, 0, 0, 1, 5), { WANT_WRITE } },
	{ "mmap", LC_SHAPE(0, 0, 0, 0, 5, 0), { WANT_NOTHING } },
	{ "execveat", LC_SHAPE(2, 1, 0, 0, 0, 0), { WANT_EXEC } },
	{ "unlinkat", LC_SHAPE(2, 1, 0, 0, 0, 0), { WANT_REMOVE } },
	{ "faccessat", LC_SHAPE(2, 1, 0, 0, 0, 0), { WANT_MODE } },
	{ "fchown", LC_SHAPE(0, 0, 0, 0, 1, 0), { WANT_OWNER } },
};

static void some_of_them(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		const struct sysno_info *call = sysno_by_name(samples[i].name);
		const struct shape *s = shape_of(LC_ABI_X86_64, (uint32_t)call->number[SYSNO_X86_64]);

		assert_non_null(s);
		assert_string_equal(s->name, samples[i].name);
		assert_true(s->word == samples[i].word);
		assert_int_equal(s->want[0], samples[i].want[0]);
		assert_int_equal(s->want[1], samples[i].want[1]);
	}
}

static void numbers_by_abi(void **state)
{
	(void)state;
	assert_string_equal(shape_of(LC_ABI_I386, 5)->name, "open");
	assert_string_equal(shape_of(LC_ABI_X86_64, 2)->name, "open");
	assert_string_equal(shape_of(LC_ABI_X32, 520)->name, "execve");
	assert_string_equal(shape_of(LC_ABI_I386, 212)->name, "chown32");
	assert_null(shape_of(LC_ABI_X86_64, 39)); /* getpid */
	assert_null(shape_of(LC_ABI_X86_64, 1000000));
	assert_null(shape_of(LC_ABIS, 2));
}

static void words(void **state)
{
	static uint32_t w[LC_SHAPES];
	size_t n = 0;

	(void)state;
	shape_words(LC_ABI_X86_64, w);
	for (uint32_t nr = 0; nr < LC_SHAPES; nr++) {
		const struct shape *s = shape_of(LC_ABI_X86_64, nr);

		assert_true(w[nr] == (s ? s->word : 0));
		n += w[nr] != 0;
	}
	assert_true(n > 120);
	/* There mmap takes a pointer to its arguments, and a 64-bit mask two of them. */
	shape_words(LC_ABI_I386, w);
	assert_true(w[5] && !w[90] && w[192] && !w[339]);
	shape_words(LC_ABIS, w);
	for (uint32_t nr = 0; nr < LC_SHAPES; nr++)
		assert_int_equal(w[nr], 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sorted_and_known),
		cmocka_unit_test(arguments),
		cmocka_unit_test(some_of_them),
		cmocka_unit_test(numbers_by_abi),
		cmocka_unit_test(words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
