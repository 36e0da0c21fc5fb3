// SPDX-License-Identifier: BSD-2-Clause
/*
 * Fuzzes JSON with its bulk taken out, against a parser: what it took before it takes afterwards, and the same is in it
 * but for the bulk.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/guard.h"
#include "base/thin.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const keys[] = { "bulk", "more", NULL };

static void empty_bulk(json_t *value)
{
	const char *key;
	json_t *one;
	size_t i;

	json_array_foreach(value, i, one) {
		empty_bulk(one);
	}
	json_object_foreach(value, key, one) {
		if (strcmp(key, keys[0]) && strcmp(key, keys[1])) {
			empty_bulk(one);
			continue;
		}
		json_array_clear(one);
		json_object_clear(one);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_free_ char *text = malloc(size + !size);
	json_t *before = json_loadb((const char *)data, size, JSON_REJECT_DUPLICATES, NULL), *after;
	size_t n;

	memcpy(text, data, size);
	n = thin_json(text, size, keys);
	if (n > size)
		abort();
	after = json_loadb(text, n, JSON_REJECT_DUPLICATES, NULL);
	/* A key may be spelt with escapes: those stay. */
	if (before && !memchr(data, '\\', size)) {
		empty_bulk(before);
		if (!after || !json_equal(before, after)) {
			fprintf(stderr, "not the same: %.*s\n", (int)n, text);
			abort();
		}
	}
	json_decref(before);
	json_decref(after);
	return 0;
}
