/* SPDX-License-Identifier: BSD-2-Clause */
/* Whether core/jsonin.h takes the same from a text as jansson does. */
#ifndef LC_TESTS_UNIT_JSONIN_SAME_H
#define LC_TESTS_UNIT_JSONIN_SAME_H

#include <errno.h>
#include <string.h>

#include <jansson.h>

#include "core/json_load.h"
#include "core/jsonin.h"

static bool jsonin_same(struct jsonin *in, uint32_t value, const json_t *json);

static inline bool jsonin_same_list(struct jsonin *in, uint32_t value, const json_t *json)
{
	uint32_t at = value + 1;

	if (in->values[value].n != json_array_size(json))
		return false;
	for (size_t i = 0; i < json_array_size(json); i++, at = jsonin_behind(in, at))
		if (!jsonin_same(in, at, json_array_get(json, i)))
			return false;
	return at == jsonin_behind(in, value);
}

/* jansson keeps members in the order of the text. */
static inline bool jsonin_same_object(struct jsonin *in, uint32_t value, json_t *json)
{
	uint32_t at = value + 1;
	const char *key;
	json_t *member;

	if (in->values[value].n != json_object_size(json))
		return false;
	json_object_foreach(json, key, member) {
		if (strcmp(jsonin_text(in, at), key) || jsonin_find(in, value, key) != at + 1 ||
		    !jsonin_same(in, at + 1, member))
			return false;
		at = jsonin_behind(in, at + 1);
	}
	return at == jsonin_behind(in, value) && jsonin_find(in, value, "no such key") == JSONIN_NONE;
}

static bool jsonin_same(struct jsonin *in, uint32_t value, const json_t *json)
{
	static const json_type types[] = {
		[JSONIN_NULL] = JSON_NULL, [JSONIN_FALSE] = JSON_FALSE, [JSONIN_TRUE] = JSON_TRUE,
		[JSONIN_INTEGER] = JSON_INTEGER, [JSONIN_REAL] = JSON_REAL, [JSONIN_TEXT] = JSON_STRING,
		[JSONIN_LIST] = JSON_ARRAY, [JSONIN_OBJECT] = JSON_OBJECT,
	};
	const struct jsonin_value *v = &in->values[value];

	if (v->type >= JSONIN_LATER || types[v->type] != json_typeof(json))
		return false;
	switch (v->type) {
	case JSONIN_INTEGER:
		return v->integer == json_integer_value(json);
	case JSONIN_TEXT:
		return v->n == json_string_length(json) && !strcmp(jsonin_text(in, value), json_string_value(json));
	case JSONIN_LIST:
		return jsonin_same_list(in, value, json);
	case JSONIN_OBJECT:
		return jsonin_same_object(in, value, (json_t *)json);
	default:
		return true;
	}
}

/* Both refuse it, or both read the same. *taken: whether they did. */
static inline bool jsonin_agrees(const char *text, size_t n, bool *taken)
{
	_jsonin_ struct jsonin in = { 0 };
	json_error_t error;
	json_t *json = NULL;
	int mine = jsonin_outer(&in, text, n, NULL, 0), other = json_load_strict(text, n, &error, &json);
	bool same = mine == other && (mine || jsonin_same(&in, 0, json));

	*taken = !mine;
	json_decref(json);
	return same;
}

#endif
