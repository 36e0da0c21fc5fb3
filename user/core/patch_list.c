// SPDX-License-Identifier: BSD-2-Clause
/* Knows how words are put into a list of YAML or JSON and taken out of it, and how a key leaves its map. */
#include <stdlib.h>
#include <string.h>

#include "core/patch.h"

/* --- a key ------------------------------------------------------------------------- */

/* Those that are written in the map itself; what a merge key brings stands behind them. */
static size_t own_entries(const struct tree *map)
{
	size_t n = map->n;

	while (n && map->entries[n - 1].merged)
		n--;
	return n;
}

static void gone_flow(struct patch *p, const struct tree *map, size_t index, size_t n)
{
	const struct tree_entry *e = &map->entries[index];

	if (index + 1 < n)
		patch_edit(p, e->key->span.start, e[1].key->span.start, "");
	else if (index)
		patch_edit(p, e[-1].span.end, e->span.end, "");
	else
		patch_edit(p, e->key->span.start, e->span.end, "");
}

void patch_gone(struct patch *p, const struct tree *map, const struct tree_entry *entry)
{
	size_t index = (size_t)(entry - map->entries), n = own_entries(map);
	size_t start = entry->key->span.start, line = patch_line_start(p, start);

	if (map->style == TREE_FLOW)
		gone_flow(p, map, index, n);
	else if (patch_is_blank(p, line, start) && entry->value->style != TREE_LITERAL)
		patch_edit(p, line, patch_next_line(p, entry->span.end), "");
	else if (index + 1 < n)
		patch_edit(p, start, map->entries[index + 1].key->span.start, "");
	else
		p->refused = true;
}

/* --- items --------------------------------------------------------------------------- */

#define ITEMS_MAX 1024

enum fate { ITEM_STAYS, ITEM_GOES, ITEM_REPLACED };

struct items {
	const struct tree *list;
	const struct want *want;
	unsigned char *fate; /* of each item */
	bool quoted; /* as the first one is */
	bool json;
};

static bool is_same(const struct want *want, const char *have, const char *text)
{
	return want->same ? want->same(have, text) : !strcmp(have, text);
}

static bool is_wanted(const struct items *it, const char *have)
{
	for (const struct want *w = it->want->first; w; w = w->next) {
		if (is_same(it->want, have, w->text))
			return true;
	}
	return false;
}

/* Another item before it says the same. */
static bool is_again(const struct items *it, size_t index)
{
	const char *own = tree_text(it->list->entries[index].value);

	for (size_t i = 0; i < index; i++) {
		const char *text = tree_text(it->list->entries[i].value);

		if (text && it->fate[i] == ITEM_STAYS && !strcmp(text, own))
			return true;
	}
	return false;
}

static bool is_there(const struct items *it, const char *text)
{
	for (size_t i = 0; i < it->list->n; i++) {
		const char *have = tree_text(it->list->entries[i].value);

		if (have && it->fate[i] == ITEM_STAYS && is_same(it->want, have, text))
			return true;
	}
	return false;
}

static void spell(const struct items *it, struct buf *b, const char *text)
{
	struct want word = { .type = WANT_TEXT, .text = text };

	patch_spell_flow(b, &word, it->quoted);
}

/* Of "a=b" and "a:b": whether both are about a. */
static bool same_option(const char *a, const char *b)
{
	size_t n = strcspn(a, ":=");

	return n == strcspn(b, ":=") && !strncmp(a, b, n);
}

/* An item that goes anyway (or says otherwise, of an option) gives its place. */
static bool takes_place(struct patch *p, struct items *it, const char *text)
{
	_buf_ struct buf b = BUF_INIT;

	for (size_t i = 0; i < it->list->n; i++) {
		const struct tree_entry *e = &it->list->entries[i];
		const char *have = tree_text(e->value);
		size_t end = e->span.end;

		if (it->fate[i] == ITEM_REPLACED || !have || e->value->style == TREE_LITERAL)
			continue;
		if (it->want->type == WANT_ALSO ? !same_option(have, text) : it->fate[i] != ITEM_GOES)
			continue;
		spell(it, &b, text);
		p->failed |= b.failed;
		it->fate[i] = ITEM_REPLACED;
		/* A comment behind it was about what goes. */
		if (it->want->type == WANT_LIST && it->list->style == TREE_BLOCK)
			end = patch_line_end(p, end);
		patch_edit(p, e->span.start, end, buf_text(&b));
		return true;
	}
	return false;
}

/* Where the dash of an item is; p->refused if it is not before it on its line. */
static size_t dash_of(struct patch *p, const struct tree_entry *e)
{
	size_t line = patch_line_start(p, e->span.start), at = e->span.start;

	while (at > line && (p->text[at - 1] == ' ' || p->text[at - 1] == '\t'))
		at--;
	if (at == line || p->text[at - 1] != '-') {
		p->refused = true;
		return e->span.start;
	}
	return at - 1;
}

static void append_block(struct patch *p, const struct items *it, const char *text)
{
	const struct tree_entry *last = &it->list->entries[it->list->n - 1];
	size_t dash = dash_of(p, last), at = patch_line_end(p, last->span.end);
	_buf_ struct buf b = BUF_INIT;

	if (last->span.line != last->span.end_line || last->value->style == TREE_LITERAL)
		p->refused = true;
	buf_addf(&b, "%s%*s- ", p->eol, (int)(dash - patch_line_start(p, dash)), "");
	spell(it, &b, text);
	p->failed |= b.failed;
	patch_edit(p, at, at, buf_text(&b));
}

static void append_flow(struct patch *p, const struct items *it, const char *text, bool first)
{
	const struct tree *list = it->list;
	size_t at = list->n ? list->entries[list->n - 1].span.end : list->span.start + 1;
	_buf_ struct buf b = BUF_INIT;

	if (list->n || !first)
		buf_add(&b, ", ");
	if (!list->n && p->text[list->span.start] != '[')
		p->refused = true;
	spell(it, &b, text);
	p->failed |= b.failed;
	patch_edit(p, at, at, buf_text(&b));
}

static void remove_flow(struct patch *p, const struct items *it, size_t i)
{
	const struct tree_entry *e = &it->list->entries[i];
	bool before = false;

	for (size_t k = 0; k < i; k++)
		before |= it->fate[k] != ITEM_GOES;
	if (before)
		patch_edit(p, e[-1].span.end, e->span.end, "");
	else
		patch_edit(p, e->span.start, e[1].span.start, "");
}

static void remove_block(struct patch *p, const struct items *it, size_t i)
{
	const struct tree_entry *e = &it->list->entries[i];
	size_t dash = dash_of(p, e), line = patch_line_start(p, dash);

	if (!patch_is_blank(p, line, dash) || e->value->style == TREE_LITERAL)
		p->refused = true;
	patch_edit(p, line, patch_next_line(p, e->span.end), "");
}

static void decide(struct patch *p, struct items *it)
{
	for (size_t i = 0; i < it->list->n; i++) {
		const struct tree_entry *e = &it->list->entries[i];
		const char *text = tree_text(e->value);

		if (e->alias || e->value->shared)
			p->refused = true;
		it->fate[i] = ITEM_STAYS;
		if (it->want->type == WANT_LIST && (!text || !is_wanted(it, text) || is_again(it, i)))
			it->fate[i] = ITEM_GOES;
	}
}

/* Items that go and were not replaced. If that is every one, the list is written anew. */
static void clear_out(struct patch *p, struct items *it, const struct tree_entry *entry)
{
	size_t going = 0;

	for (size_t i = 0; i < it->list->n; i++)
		going += it->fate[i] == ITEM_GOES;
	if (going && going == it->list->n && it->list->style != TREE_FLOW) {
		p->refused = true; /* its key should go instead */
	} else if (going && going == it->list->n) {
		patch_edit(p, entry->span.start, entry->span.end, "[]");
	} else {
		for (size_t i = 0; i < it->list->n; i++) {
			if (it->fate[i] == ITEM_GOES && it->list->style == TREE_FLOW)
				remove_flow(p, it, i);
			else if (it->fate[i] == ITEM_GOES)
				remove_block(p, it, i);
		}
	}
}

void patch_list(struct patch *p, const struct tree_entry *entry, const struct want *want)
{
	const struct tree *list = entry->value;
	_free_ unsigned char *fate = calloc(list->n + 1, 1);
	struct items it = { .list = list, .want = want, .fate = fate };
	bool first = true;

	if (!fate || list->n > ITEMS_MAX) {
		p->failed |= !fate;
		p->refused = true;
		return;
	}
	it.quoted = (list->n && list->entries[0].value->style == TREE_QUOTED) || p->text[0] == '{';
	decide(p, &it);
	for (const struct want *w = want->first; w; w = w->next) {
		if (is_there(&it, w->text) || takes_place(p, &it, w->text))
			continue;
		if (list->style == TREE_FLOW)
			append_flow(p, &it, w->text, first);
		else
			append_block(p, &it, w->text);
		first = false;
	}
	clear_out(p, &it, entry);
}
