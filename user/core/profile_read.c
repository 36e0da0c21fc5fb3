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
#include "core/profile_reader.h"
#include "core/profile_words.h"
#include "core/sysno.h"

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

/*
 * jansson's lexer drops a byte, or finds bad syntax, where its buffer cannot
 * grow (lex_save() ignores it, seen in 2.14): only its allocator can tell.
 */
static __thread bool ran_out;

static void *watched_malloc(size_t n)
{
	void *p = malloc(n);

	ran_out |= !p;
	return p;
}

static json_t *load_watched(const void *bytes, size_t n, json_error_t *error)
{
	json_malloc_t old_malloc;
	json_free_t old_free;
	json_t *json;

	ran_out = false;
	json_get_alloc_funcs(&old_malloc, &old_free);
	json_set_alloc_funcs(watched_malloc, free);
	json = json_loadb(bytes, n, JSON_REJECT_DUPLICATES, error);
	json_set_alloc_funcs(old_malloc, old_free);
	if (ran_out)
		json_decref(TAKE(json));
	return json;
}

static int load(const void *bytes, size_t n, json_t **out)
{
	json_error_t error;
	json_t *json;
	bool cut = false;
	int r;

	if (n > PROFILE_MAX_BYTES)
		return fail(-EFBIG, "profile: larger than %u MiB", PROFILE_MAX_BYTES >> 20);
	if (!n)
		return fail(-EINVAL, "profile: the file is empty");
	r = check_shape(bytes, n, &cut);
	if (r)
		return r;
	json = load_watched(bytes, n, &error);
	if (!json && ran_out)
		return -ENOMEM;
	if (!json)
		return explain(&error, cut && (size_t)error.position + 1 >= n);
	*out = json;
	return 0;
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

static int read_words(const struct node *n, const char *key, const json_t *list, char **words)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *word;
		int r = node_element_word(n, key, list, i, &word);

		if (r)
			return r;
		words[i] = strdup(word);
		if (!words[i])
			return -ENOMEM;
	}
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
	return read_words(root, "command", list, p->command);
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

	for (size_t i = 0; !r && i < LC_CAUSES; i++)
		r = node_u64(&lost, loss_cause_name(i), &p->lost[i]);
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

static int read_verdict(const struct node *check, uint32_t *flags)
{
	const char *word;
	int r = node_word(check, "verdict", &word);

	if (r)
		return r;
	if (!strcmp(word, "deny"))
		*flags |= LC_CHECK_DENIED;
	else if (strcmp(word, "allow"))
		return node_wrong(check, "verdict", "must be allow or deny");
	return 0;
}

static int read_user_ns(const struct node *check, uint32_t *flags)
{
	uint32_t flag = 0;
	const char *word;
	int r = node_word(check, "user_ns", &word);

	if (r)
		return r;
	if (user_ns_of(word, &flag))
		return node_wrong(check, "user_ns", "must be own, init or other");
	*flags |= flag;
	return 0;
}

/* Both of "audit" and "insetid" are known, or neither is. */
static int read_options(const struct node *check, uint32_t *flags)
{
	bool audit, insetid;
	int r;

	if (json_is_null(json_object_get(check->json, "audit")) &&
	    json_is_null(json_object_get(check->json, "insetid")))
		return 0;
	r = node_bool(check, "audit", &audit);
	if (!r)
		r = node_bool(check, "insetid", &insetid);
	if (r)
		return r;
	*flags |= LC_CHECK_OPTS_KNOWN | (audit ? 0 : LC_CHECK_NOAUDIT) | (insetid ? LC_CHECK_INSETID : 0);
	return 0;
}

static int read_check_flags(const struct node *check, uint32_t *flags)
{
	bool value = false;
	int r = read_verdict(check, flags);

	if (!r)
		r = read_user_ns(check, flags);
	if (!r)
		r = read_options(check, flags);
	if (!r)
		r = node_bool(check, "effective", &value);
	if (!r && value)
		*flags |= LC_CHECK_EFFECTIVE;
	for (const struct flag_word *w = check_words; !r && w->bit; w++) {
		if (!json_object_get(check->json, w->word))
			continue;
		r = node_bool(check, w->word, &value);
		if (!r && value)
			*flags |= w->bit;
	}
	return r;
}

static int read_capability(const struct node *check, uint32_t *out)
{
	const char *word;
	int cap, r = node_word(check, "capability", &word);

	if (r)
		return r;
	cap = cap_parse(word);
	if (cap < 0)
		return node_wrong(check, "capability", "unknown capability %s", word);
	*out = cap;
	return 0;
}

static int read_abi(const struct node *check, uint32_t *out)
{
	const char *word;
	int r = node_word(check, "abi", &word);

	if (r)
		return r;
	for (uint32_t abi = 0; abi < LC_ABIS; abi++) {
		if (!strcmp(word, sysno_abi_name(abi))) {
			*out = abi;
			return 0;
		}
	}
	return node_wrong(check, "abi", "unknown ABI %s", word);
}

/* Where: the syscall if it was in one, the call site and who called that. */
static int read_place(const struct node *check, struct check *c)
{
	const json_t *callers;
	int r = read_abi(check, &c->abi);

	c->nr = LC_NO_SYSCALL;
	if (!r && !json_is_null(json_object_get(check->json, "syscall")))
		r = reader_syscall(check, c->abi, &c->nr);
	if (!r)
		r = node_text(check, "site", &c->site);
	if (!r)
		r = node_list(check, "callers", &callers);
	if (r)
		return r;
	if (json_array_size(callers) > PROFILE_CALLERS)
		return node_wrong(check, "callers", "more than %d", PROFILE_CALLERS);
	return read_words(check, "callers", callers, c->callers);
}

static int read_check(const struct node *n, const struct reader *reader, struct check *c)
{
	int r = node_u32(n, "program", UINT32_MAX, &c->program);

	if (!r && !reader_knows(reader, c->program))
		return node_wrong(n, "program", "no such program");
	if (!r)
		r = read_capability(n, &c->cap);
	if (!r)
		r = read_check_flags(n, &c->flags);
	if (!r)
		r = read_place(n, c);
	if (!r)
		r = node_u64(n, "count", &c->count);
	return r ? r : node_u64(n, "first_ns", &c->first_ns);
}

static int read_checks(const struct node *root, struct reader *reader)
{
	struct profile *p = reader->profile;
	const json_t *list;
	int r = node_list(root, "checks", &list);

	if (r)
		return r;
	p->checks = calloc(json_array_size(list) + 1, sizeof(*p->checks));
	if (!p->checks)
		return -ENOMEM;
	p->nchecks = json_array_size(list);
	for (size_t i = 0; !r && i < p->nchecks; i++) {
		struct node check;

		r = node_element(root, "checks", list, i, &check);
		if (!r)
			r = read_check(&check, reader, &p->checks[i]);
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
		r = reader_programs(root, &reader);
	known = reader.known;
	return r ? r : read_checks(root, &reader);
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
