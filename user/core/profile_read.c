// SPDX-License-Identifier: BSD-2-Clause
/*
 * Knows what a profile file may hold. It may come from anyone, so nothing in
 * it is believed and what is wrong is named.
 */
#include "core/profile.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "core/cap.h"
#include "core/json_load.h"
#include "core/profile_reader.h"
#include "core/profile_words.h"

#define SCHEMA_FAMILY "leastcap/profile/"

/* What each value costs in memory is a multiple of what it costs in the file. */
#define MAX_VALUES (4u << 20)

/* Steps over the string whose opening quote is at at. */
static size_t skip_string(const char *text, size_t n, size_t at)
{
	for (at++; at < n && text[at] != '"'; at++) {
		if (text[at] == '\\')
			at++;
	}
	return at;
}

/*
 * Refuses what would cost a parser its stack or memory, before one sees it.
 * *cut: something that was opened is never closed.
 */
static int check_shape(const char *text, size_t n, bool *cut)
{
	size_t depth = 0, values = 1, line = 1, at;

	for (at = 0; at < n; at++) {
		if (text[at] == '"')
			at = skip_string(text, n, at);
		else if (text[at] == '\n')
			line++;
		else if (text[at] == '[' || text[at] == '{')
			depth++, values++;
		else if (text[at] == ']' || text[at] == '}')
			depth -= depth > 0;
		else if (text[at] == ',')
			values++;
		if (depth > PROFILE_MAX_DEPTH)
			return fail(-EINVAL, "profile: line %zu: nested deeper than %d", line,
				    PROFILE_MAX_DEPTH);
		if (values > MAX_VALUES)
			return fail(-EFBIG, "profile: line %zu: more than %u values", line, MAX_VALUES);
	}
	*cut = depth || at > n;
	return 0;
}

/* at_end: what is wrong is the last thing in a file that was cut. */
static int explain(const json_error_t *error, bool at_end)
{
	enum json_error_code code = json_error_code(error);

	if (at_end || code == json_error_premature_end_of_input)
		return fail(-EINVAL, "profile: truncated: the file ends in line %d, column %d", error->line,
			    error->column);
	return fail(-EINVAL, "profile: line %d, column %d: %s", error->line, error->column, error->text);
}

static int load(const void *bytes, size_t n, json_t **out)
{
	json_error_t error;
	bool cut = false;
	int r;

	if (n > PROFILE_MAX_BYTES)
		return fail(-EFBIG, "profile: larger than %u MiB", PROFILE_MAX_BYTES >> 20);
	if (!n)
		return fail(-EINVAL, "profile: the file is empty");
	r = check_shape(bytes, n, &cut);
	if (r)
		return r;
	r = json_load_strict(bytes, n, &error, out);
	return r == -EINVAL ? explain(&error, cut && (size_t)error.position + 1 >= n) : r;
}

static int check_schema(const struct node *root)
{
	const char *schema = json_string_value(json_object_get(root->json, "schema"));

	if (!json_is_object(root->json) || !schema)
		return fail(-ENOTSUP, "not a leastcap profile: it has no schema");
	if (!strcmp(schema, PROFILE_SCHEMA))
		return 0;
	if (!strncmp(schema, SCHEMA_FAMILY, strlen(SCHEMA_FAMILY)))
		return fail(-ENOTSUP, "profile: made by a newer leastcap (%s)", schema);
	return fail(-ENOTSUP, "not a leastcap profile: its schema is %s", schema);
}

static int read_scope(const struct node *root, uint32_t *out)
{
	const char *word;
	int r;

	if (json_is_null(json_object_get(root->json, "scope")))
		return 0;
	r = node_word(root, "scope", &word);
	if (r)
		return r;
	r = scope_of(word);
	if (r < 0)
		return node_wrong(root, "scope", "unknown scope %s", word);
	*out = r;
	return 0;
}

static int read_command(const struct node *root, struct profile *p)
{
	const json_t *list;
	int r;

	if (json_is_null(json_object_get(root->json, "command")))
		return 0;
	r = node_list(root, "command", &list);
	if (r)
		return r;
	p->command = calloc(json_array_size(list) + 1, sizeof(*p->command));
	if (!p->command)
		return -ENOMEM;
	return reader_words(root, "command", list, p->command);
}

static bool is_cause(const char *key)
{
	for (size_t i = 0; i < LC_CAUSES; i++) {
		if (!strcmp(key, loss_cause_name(i)))
			return true;
	}
	return false;
}

static int read_lost(const struct node *root, struct profile *p)
{
	struct node lost;
	const char *key;
	json_t *value;
	int r = node_object(root, "lost", &lost);

	for (size_t i = 0; !r && i < LC_CAUSES; i++) {
		/* Older recordings followed no results, and lost none. */
		if (i < LC_LOST_RESULTS || reader_has(&lost, loss_cause_name(i)))
			r = node_u64(&lost, loss_cause_name(i), &p->lost[i]);
	}
	if (r)
		return r;
	json_object_foreach((json_t *)lost.json, key, value) {
		uint64_t count;

		if (is_cause(key))
			continue;
		/* A loss of a kind we do not know is still a loss. */
		r = node_u64(&lost, key, &count);
		if (r)
			return r;
		if (__builtin_add_overflow(p->lost[LC_LOST_BAD], count, &p->lost[LC_LOST_BAD]))
			p->lost[LC_LOST_BAD] = UINT64_MAX;
	}
	return 0;
}

static int read_records(const struct node *root, struct profile *p)
{
	struct node records;
	int r = node_object(root, "records", &records);

	if (!r)
		r = node_u64(&records, "produced", &p->produced);
	return r ? r : node_u64(&records, "delivered", &p->delivered);
}

static int read_session(const struct node *root, struct profile *p)
{
	int r = read_scope(root, &p->scope);

	if (!r)
		r = read_command(root, p);
	if (!r)
		r = node_text(root, "release", &p->release);
	if (!r)
		r = node_text(root, "machine", &p->machine);
	if (!r)
		r = node_u32(root, "cap_last", CAP_ROOM - 1, &p->cap_last);
	if (!r)
		r = node_u64(root, "start_realtime_ns", &p->start_realtime_ns);
	if (!r)
		r = node_u64(root, "duration_ns", &p->duration_ns);
	if (!r)
		r = node_bool(root, "ended", &p->ended);
	if (!r)
		r = read_records(root, p);
	return r ? r : read_lost(root, p);
}

static int read_hooks(const struct node *root, struct profile *p)
{
	const json_t *list;
	int r = node_list(root, "hooks", &list);

	if (r)
		return r;
	p->hooks = calloc(json_array_size(list) + 1, sizeof(*p->hooks));
	if (!p->hooks)
		return -ENOMEM;
	p->nhooks = json_array_size(list);
	for (size_t i = 0; !r && i < p->nhooks; i++) {
		struct hook_use *h = &p->hooks[i];
		struct node hook;

		r = node_element(root, "hooks", list, i, &hook);
		if (!r)
			r = node_text(&hook, "role", &h->role);
		if (!r)
			r = node_text(&hook, "hook", &h->hook);
		if (!r)
			r = node_text(&hook, "blind", &h->blind);
	}
	return r;
}

static int read_all(const struct node *root, struct profile *p)
{
	struct reader reader = { .profile = p };
	_free_ void *known = NULL;
	int r = check_schema(root);

	if (!r)
		r = read_session(root, p);
	if (!r)
		r = read_hooks(root, p);
	if (!r)
		r = reader_owners(root, p);
	if (!r)
		r = reader_programs(root, &reader);
	known = reader.known;
	if (!r)
		r = reader_privileges(root, &reader);
	if (!r)
		r = reader_arguments(root, &reader);
	if (!r)
		r = reader_checks(root, &reader);
	if (!r)
		r = reader_context(root, &reader);
	return r ? r : reader_proof(root, p);
}

int profile_parse(const void *bytes, size_t n, struct profile **out)
{
	_profile_ struct profile *p = calloc(1, sizeof(*p));
	struct node root = { .key = "profile", .index = NODE_NO_INDEX };
	json_t *json = NULL;
	int r = p ? load(bytes, n, &json) : -ENOMEM;

	if (!r) {
		root.json = json;
		r = read_all(&root, p);
		json_decref(json);
	}
	if (r == -ENOMEM)
		return fail(r, "profile: out of memory");
	if (!r)
		*out = TAKE(p);
	return r;
}
