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

/* What is known of a file before anything in it is believed. */
struct shape {
	struct jsonin_span *lists; /* right in the outermost object */
	size_t nlists, room;
	size_t depth, values;
	bool cut; /* something that was opened is never closed */
};

/* Bytes that mean something outside of strings. */
static const bool marks[UINT8_MAX + 1] = {
	['"'] = true, ['['] = true, ['{'] = true, [']'] = true, ['}'] = true, [','] = true,
};

static size_t next_mark(const char *text, size_t n, size_t at)
{
	while (at < n && !marks[(uint8_t)text[at]])
		at++;
	return at;
}

/* Whether an odd number of backslashes stands before this place of a string. */
static bool is_escaped(const char *text, size_t start, size_t at)
{
	size_t from = at;

	while (from > start && text[from - 1] == '\\')
		from--;
	return (at - from) & 1;
}

/* The closing quote of the string whose opening quote is at at; n if there is none. */
static size_t skip_string(const char *text, size_t n, size_t at)
{
	size_t start = at + 1;
	const char *quote;

	for (at = start; (quote = memchr(text + at, '"', n - at)); at = (size_t)(quote - text) + 1) {
		if (!is_escaped(text, start, quote - text))
			return quote - text;
	}
	return n;
}

static size_t line_of(const char *text, size_t at)
{
	size_t line = 1;

	for (size_t i = 0; i < at; i++)
		line += text[i] == '\n';
	return line;
}

static int open_list(struct shape *s, size_t at)
{
	if (s->nlists == s->room) {
		size_t room = s->room ? s->room * 2 : 32;
		struct jsonin_span *grown = reallocarray(s->lists, room, sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		s->lists = grown;
		s->room = room;
	}
	s->lists[s->nlists++] = (struct jsonin_span){ .start = (uint32_t)at };
	return 0;
}

/* A bracket, of a list or an object, or a comma; of a list right in the outermost the commas are counted. */
static int take_mark(struct shape *s, const char *text, size_t at)
{
	bool within = s->depth == 2 && s->nlists && !s->lists[s->nlists - 1].end;
	int r = 0;

	switch (text[at]) {
	case '[':
	case '{':
		if (s->depth == 1 && text[at] == '[')
			r = open_list(s, at);
		s->depth++;
		s->values++;
		break;
	case ',':
		s->values++;
		if (within)
			s->lists[s->nlists - 1].n++;
		break;
	default:
		if (within)
			s->lists[s->nlists - 1].end = (uint32_t)at + 1;
		s->depth -= s->depth > 0;
	}
	return r;
}

/* One that is not empty has one element more than commas. */
static void count_elements(struct shape *s, const char *text)
{
	for (size_t i = 0; i < s->nlists; i++) {
		struct jsonin_span *list = &s->lists[i];
		size_t at = list->start + 1;

		list->n += list->end && !jsonin_is_next(text, list->end, &at, ']');
	}
}

/* Refuses what would cost a parser its stack or memory, before one sees it, and finds the lists. */
static int look_over(const char *text, size_t n, struct shape *s)
{
	size_t at = 0;
	int r = 0;

	s->values = 1;
	for (; !r && (at = next_mark(text, n, at)) < n; at++) {
		if (text[at] == '"') {
			at = skip_string(text, n, at);
			continue;
		}
		if (text[at] == ',' && s->depth != 2) {
			s->values++;
			continue;
		}
		r = take_mark(s, text, at);
		if (s->depth > PROFILE_MAX_DEPTH)
			return fail(-EINVAL, "profile: line %zu: nested deeper than %d", line_of(text, at),
				    PROFILE_MAX_DEPTH);
	}
	if (s->values > MAX_VALUES)
		return fail(-EFBIG, "profile: more than %u values", MAX_VALUES);
	s->cut = s->depth || at > n;
	count_elements(s, text);
	return r;
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

/* Only whoever made a tree of it can tell what is wrong with it. */
static int explain_file(const char *text, size_t n, bool cut)
{
	json_error_t error;
	json_t *json = NULL;
	int r = json_load_strict(text, n, &error, &json);

	json_decref(json);
	if (r == -EINVAL)
		return explain(&error, cut && (size_t)error.position + 1 >= n);
	return r ? r : fail(-EINVAL, "profile: cannot be read");
}

static int check_schema(const struct node *root)
{
	const char *schema;

	if (!node_is_text(root, "schema"))
		return fail(-ENOTSUP, "not a leastcap profile: it has no schema");
	schema = jsonin_text(root->in, jsonin_find(root->in, root->value, "schema"));
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

	if (node_is_null(root, "scope"))
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
	struct node_list list;
	int r;

	if (node_is_null(root, "command"))
		return 0;
	r = node_list(root, "command", &list);
	if (r)
		return r;
	p->command = calloc(list.n + 1, sizeof(*p->command));
	if (!p->command)
		return -ENOMEM;
	return reader_words(root, "command", &list, p->command);
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
	uint32_t at = 0;
	int r = node_object(root, "lost", &lost);

	for (size_t i = 0; !r && i < LC_CAUSES; i++) {
		/* Older recordings followed no results, and lost none. */
		if (i < LC_LOST_RESULTS || reader_has(&lost, loss_cause_name(i)))
			r = node_u64(&lost, loss_cause_name(i), &p->lost[i]);
	}
	if (r)
		return r;
	while ((key = node_next(&lost, &at))) {
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
	struct node_list list;
	int r = node_list(root, "hooks", &list);

	if (r)
		return r;
	p->hooks = calloc(list.n + 1, sizeof(*p->hooks));
	if (!p->hooks)
		return -ENOMEM;
	p->nhooks = list.n;
	for (size_t i = 0; !r && i < p->nhooks; i++) {
		struct hook_use *h = &p->hooks[i];
		struct node hook;

		r = node_element(root, "hooks", &list, i, &hook);
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
	int r = check_schema(root);

	if (!r)
		r = read_session(root, p);
	if (!r)
		r = read_hooks(root, p);
	if (!r)
		r = reader_owners(root, p);
	if (!r)
		r = reader_programs(root, &reader);
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

/* What is broken is explained by who sees the whole of it. */
static int read_file(const char *text, size_t n, const struct shape *shape, struct profile *p)
{
	struct node root = { .key = "profile", .index = NODE_NO_INDEX };
	struct node_file file;
	int r = node_open(&file, text, n, shape->lists, shape->nlists);

	root.in = &file.outer;
	root.file = &file;
	if (!r)
		r = read_all(&root, p);
	if (!r)
		r = node_finish(&file);
	node_close(&file);
	return file.broken && r != -ENOMEM ? explain_file(text, n, shape->cut) : r;
}

static void shape_clear(struct shape *shape)
{
	free(shape->lists);
}

static int read_bytes(const char *text, size_t n, struct profile *p)
{
	_cleanup_(shape_clear) struct shape shape = { 0 };
	int r;

	if (n > PROFILE_MAX_BYTES)
		return fail(-EFBIG, "profile: larger than %u MiB", PROFILE_MAX_BYTES >> 20);
	if (!n)
		return fail(-EINVAL, "profile: the file is empty");
	r = look_over(text, n, &shape);
	if (r)
		return r;
	return shape.cut ? explain_file(text, n, true) : read_file(text, n, &shape, p);
}

int profile_parse(const void *bytes, size_t n, struct profile **out)
{
	_profile_ struct profile *p = calloc(1, sizeof(*p));
	int r = p ? read_bytes(bytes, n, p) : -ENOMEM;

	if (r == -ENOMEM)
		return fail(r, "profile: out of memory");
	if (!r)
		*out = TAKE(p);
	return r;
}
