// SPDX-License-Identifier: BSD-2-Clause
/* Fuzzes the JSON reader without a tree: whatever it is given, it says what jansson says. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "unit/jsonin_same.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Where both must agree: jansson goes deeper, and passes over a NUL behind a number. */
static bool is_comparable(const uint8_t *data, size_t size)
{
	size_t depth = 0;

	for (size_t i = 0; i < size; i++) {
		depth += data[i] == '[' || data[i] == '{';
		if (!data[i])
			return false;
	}
	return depth < JSONIN_DEPTH;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	bool taken;

	if (is_comparable(data, size) && !jsonin_agrees((const char *)data, size, &taken)) {
		fprintf(stderr, "not so: it reads what jansson reads\n");
		abort();
	}
	return 0;
}
