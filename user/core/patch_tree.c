// SPDX-License-Identifier: BSD-2-Clause
/* Knows how a value is put into a map of YAML or JSON, replaced there or taken out, in the manner of the map. */
#include <string.h>

#include "core/patch.h"

struct want *want_add(struct wants *wants, struct want *parent, enum want_type type, const char *key, const char *text)
{
	struct want *want;

	/* Never: a container has some dozens of wants. The last one is then overwritten rather than anything else. */
	if (wants->n == WANTS_MAX)
		wants->n--;
	want = &wants->at[wants->n++];
	*want = (struct want){ .type = type, .key = key, .text = text };
	if (parent)
		want_adopt(parent, want);
	return want;
}

void want_adopt(struct want *parent, struct want *want)
{
	struct want **last = &parent->first;

	while (*last && *last != want)
		last = &(*last)->next;
	*last = want;
}

/* --- spelling ---------------------------------------------------------------------- */

/* Letters, _ and -, also a:b: what no YAML takes for anything else. */
static bool is_plain(const char *text)
{
	size_t n = strlen(text);

	return n && n == strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz-:") && *text != '-' &&
	       *text != ':' && text[n - 1] != ':';
}

static void spell_text(struct buf *b, const char *text, bool quote)
{
	if (quote || !is_plain(text))
		buf_addf(b, "\"%s\"", text);
	else
		buf_add(b, text);
}

static void spell_key(struct buf *b, const char *key, bool json)
{
	if (key)
		buf_addf(b, json ? "\"%s\": " : "%s: ", key);
}

void patch_spell_flow(struct buf *b, const struct want *want, bool json)
{
	bool map = want->type == WANT_MAP;

	spell_key(b, want->key, json);
	if (want->type == WANT_WORD || want->type == WANT_TEXT) {
		spell_text(b, want->text, json && want->type == WANT_TEXT);
		return;
	}
	buf_add(b, map ? "{" : "[");
	for (const struct want *w = want->first; w; w = w->next) {
		if (w != want->first)
			buf_add(b, ", ");
		patch_spell_flow(b, w, json);
	}
	buf_add(b, map ? "}" : "]");
}

static void new_line(const struct patch *p, struct buf *b, unsigned int indent)
{
	buf_addf(b, "%s%*s", p->eol, (int)indent, "");
}

/* indent: columns before its key. */
static void spell_block(const struct patch *p, struct buf *b, const struct want *want, unsigned int indent)
{
	if (want->type == WANT_WORD || want->type == WANT_TEXT || !want->first) {
		patch_spell_flow(b, want, false);
		return;
	}
	buf_addf(b, "%s:", want->key);
	for (const struct want *w = want->first; w; w = w->next) {
		if (want->type == WANT_MAP) {
			new_line(p, b, indent + p->step);
			spell_block(p, b, w, indent + p->step);
		} else {
			new_line(p, b, indent + p->dash);
			buf_add(b, "- ");
			spell_text(b, w->text, false);
		}
	}
}

/* --- putting in ----------------------------------------------------------------------- */

static bool is_missing(const struct tree *map, const struct want *w)
{
	return w->type != WANT_GONE && !tree_entry(map, w->key);
}

/* JSON, or written like it. */
static bool is_json(const struct tree *map)
{
	return map->n && map->entries[0].key->style == TREE_QUOTED;
}

static void insert_flow(struct patch *p, const struct tree *map, const struct want *want, bool json)
{
	size_t first = map->n ? map->entries[0].key->span.start : map->span.start + 1;
	size_t line = patch_line_start(p, first);
	bool own_line = map->n && patch_is_blank(p, line, first);
	_buf_ struct buf b = BUF_INIT;

	if (p->text[map->span.start] != '{')
		p->refused = true; /* it begins with an anchor or tag */
	for (const struct want *w = want->first; w; w = w->next) {
		if (!is_missing(map, w))
			continue;
		if (b.size && !map->n)
			buf_add(&b, ", ");
		patch_spell_flow(&b, w, json);
		if (own_line) {
			buf_addf(&b, ",%s", p->eol);
			buf_add_bytes(&b, p->text + line, first - line);
		} else if (map->n) {
			buf_add(&b, ", ");
		}
	}
	p->failed |= b.failed;
	if (b.size)
		patch_edit(p, first, first, buf_text(&b));
}

static bool is_going(const struct want *want, const char *key)
{
	for (const struct want *w = want->first; w; w = w->next) {
		if (w->type == WANT_GONE && !strcmp(w->key, key))
			return true;
	}
	return false;
}

static bool is_one_line(const struct tree_entry *e)
{
	if (e->merged || e->span.line != e->span.end_line || e->span.start == e->span.end)
		return false;
	return e->alias || (e->value->style != TREE_LITERAL && e->value->style != TREE_BLOCK);
}

/* A list of words in a block that says what is wanted of it already: else it may get more behind its end. */
static bool is_word_list(const struct tree_entry *e, const struct want *want)
{
	const struct tree *list = e->value;

	for (const struct want *w = want->first; w; w = w->next) {
		if (!strcmp(w->key, e->key->text))
			return false;
	}
	return !e->merged && !e->alias && list->type == TREE_LIST && list->style == TREE_BLOCK && list->n &&
	       is_one_line(&list->entries[list->n - 1]);
}

/* Whether something can be put behind it: it ends with its line, and it stays. */
static bool is_place(const struct tree_entry *e, const struct want *want)
{
	if (is_word_list(e, want))
		return true;
	return is_one_line(e) && e->key->span.line == e->span.line && !is_going(want, e->key->text);
}

/* Behind image or name, where a reader looks for it, else behind the last one that is on one line. */
static const struct tree_entry *place_for(const struct tree *map, const struct want *want)
{
	static const char *const good[] = { "image", "name" };
	const struct tree_entry *last = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		const struct tree_entry *e = tree_entry(map, good[i]);

		if (e && is_place(e, want))
			return e;
	}
	for (size_t i = 0; i < map->n; i++) {
		if (is_place(&map->entries[i], want))
			last = &map->entries[i];
	}
	return last;
}

static void insert_block(struct patch *p, const struct tree *map, const struct want *want)
{
	const struct tree_entry *place = place_for(map, want);
	unsigned int indent = map->entries[0].key->span.column - 1;
	size_t first = map->entries[0].key->span.start;
	_buf_ struct buf b = BUF_INIT;

	for (const struct want *w = want->first; w; w = w->next) {
		if (!is_missing(map, w))
			continue;
		if (place)
			new_line(p, &b, indent);
		spell_block(p, &b, w, indent);
		if (!place)
			new_line(p, &b, indent);
	}
	p->failed |= b.failed;
	if (!b.size)
		return;
	if (place)
		first = patch_line_end(p, place->span.end);
	patch_edit(p, first, first, buf_text(&b));
}

/* --- replacing ------------------------------------------------------------------------- */

/* "key:" with nothing behind it. */
static void fill(struct patch *p, const struct tree_entry *e, const struct want *want, bool json)
{
	struct want value = *want;
	_buf_ struct buf b = BUF_INIT;

	value.key = NULL;
	buf_add(&b, e->span.start == e->span.end ? " " : "");
	patch_spell_flow(&b, &value, json);
	p->failed |= b.failed;
	if (e->span.start == e->span.end && (!e->span.start || p->text[e->span.start - 1] != ':'))
		p->refused = true;
	patch_edit(p, e->span.start, e->span.end, buf_text(&b));
}

static bool stands_elsewhere(const struct tree_entry *e)
{
	return e->alias || e->merged || e->value->shared;
}

static void replace(struct patch *p, const struct tree_entry *e, const struct want *want, bool json)
{
	const struct tree *value = e->value;

	if (value->type == TREE_NULL || (value->style == TREE_FLOW && value->type != TREE_MAP)) {
		fill(p, e, want, json);
		return;
	}
	if (value->type != TREE_SCALAR || value->style == TREE_LITERAL) {
		p->refused = true;
		return;
	}
	if (want->text && !strcmp(value->text, want->text) && (value->style == TREE_PLAIN || want->type == WANT_TEXT))
		return;
	fill(p, e, want, json);
}

static void change(struct patch *p, const struct tree *map, const struct tree_entry *e, const struct want *want)
{
	bool list = want->type == WANT_LIST || want->type == WANT_ALSO;

	if (stands_elsewhere(e))
		p->refused = true;
	else if (want->type == WANT_GONE)
		patch_gone(p, map, e);
	else if (want->type == WANT_MAP && e->value->type == TREE_MAP)
		patch_map(p, e->value, want);
	else if (list && e->value->type == TREE_LIST)
		patch_list(p, e, want);
	else
		replace(p, e, want, is_json(map));
}

void patch_map(struct patch *p, const struct tree *map, const struct want *want)
{
	bool missing = false;

	if (map->shared) {
		p->refused = true;
		return;
	}
	for (const struct want *w = want->first; w; w = w->next) {
		const struct tree_entry *e = tree_entry(map, w->key);

		missing |= is_missing(map, w);
		if (e)
			change(p, map, e, w);
	}
	if (!missing)
		return;
	if (map->style == TREE_FLOW)
		insert_flow(p, map, want, is_json(map) || p->text[0] == '{');
	else
		insert_block(p, map, want);
}
