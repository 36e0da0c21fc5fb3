// SPDX-License-Identifier: BSD-2-Clause
/*
 * Fuzzes programs of classic BPF. What the check takes ends for every call; what runs without it ends, too, or is
 * refused; and the answer hangs on no word that was not looked at.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/cbpf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool claim, const char *what)
{
	if (claim)
		return;
	fprintf(stderr, "not so: %s\n", what);
	abort();
}

/* The same call, but for the words that the first run did not look at. */
static void check_words(const struct cbpf_insn *program, size_t n, struct cbpf_data call, const struct cbpf_end *end)
{
	uint32_t words[sizeof(call) / sizeof(uint32_t)];
	struct cbpf_end again;

	memcpy(words, &call, sizeof(call));
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (!(end->loaded >> i & 1))
			words[i] = ~words[i];
	memcpy(&call, words, sizeof(call));
	demand(cbpf_run(program, n, &call, &again) == 0, "it runs again");
	demand(again.ret == end->ret && again.steps == end->steps && again.loaded == end->loaded, "and alike");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t n = size / sizeof(struct cbpf_insn), at = 0;
	struct cbpf_insn *program = calloc(n + 1, sizeof(*program));
	struct cbpf_data call = { .nr = 39, .arch = 0xc000003e, .args = { 1, 2, 3, 4, 5, ~0ull } };
	struct cbpf_end end = { 0 };
	int taken, r;

	if (!program)
		return 0;
	if (n)
		memcpy(program, data, n * sizeof(*program));
	taken = cbpf_check(program, n, &at);
	demand(!taken || taken == -EINVAL, "taken or not");
	demand(!taken || at < n || !n, "where");
	r = cbpf_run(program, n, &call, &end);
	demand(!r || r == -EINVAL, "it ends, or not");
	demand(taken || !r, "what was taken ends");
	demand(r || (end.steps && end.steps <= n), "forward only");
	if (!r)
		check_words(program, n, call, &end);
	free(program);
	return 0;
}
