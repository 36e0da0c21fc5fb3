// SPDX-License-Identifier: BSD-2-Clause
/* Knows how edits make a new text out of an old one. */
#include "core/patch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The first map in a map, and the first list in one, show how the text is indented. */
static void learn(struct patch *p, const struct tree *node, bool *step, bool *dash)
{
	for (size_t i = 0; node->style == TREE_BLOCK && i < node->n && !(*step && *dash); i++) {
		const struct tree_entry *e = &node->entries[i];
		const struct tree *value = e->value;
		unsigned int column;

		if (e->alias || e->merged || value->style != TREE_BLOCK || !value->n)
			continue;
		if (node->type == TREE_MAP && value->type == TREE_MAP && !*step) {
			column = value->entries[0].key->span.column;
			*step = column > e->key->span.column;
			p->step = *step ? column - e->key->span.column : p->step;
		}
		if (node->type == TREE_MAP && value->type == TREE_LIST && !*dash &&
		    value->span.line > e->key->span.line) {
			*dash = value->span.column >= e->key->span.column;
			p->dash = *dash ? value->span.column - e->key->span.column : p->dash;
		}
		learn(p, value, step, dash);
	}
}

void patch_start(struct patch *p, const char *text, size_t n, const struct trees *trees)
{
	const char *line = n ? memchr(text, '\n', n) : NULL;
	bool step = false, dash = false;

	*p = (struct patch){ .text = text, .n = n, .eol = "\n", .step = 2 };
	if (line && line > text && line[-1] == '\r')
		p->eol = "\r\n";
	for (size_t i = 0; trees && i < trees->n; i++)
		learn(p, trees->documents[i], &step, &dash);
	if (p->step > 8)
		p->step = 2;
	if (p->dash > 8)
		p->dash = 0;
}

void patch_edit(struct patch *p, size_t start, size_t end, const char *text)
{
	struct edit *edits = p->edits;

	if (!(p->nedits & (p->nedits - 1))) {
		edits = reallocarray(edits, p->nedits ? p->nedits * 2 : 1, sizeof(*edits));
		if (!edits) {
			p->failed = true;
			return;
		}
		p->edits = edits;
	}
	edits[p->nedits] = (struct edit){ start, end, strdup(text) };
	p->failed |= !edits[p->nedits].text;
	p->nedits++;
}

/* By place; at the same one what only puts in comes first, and in the order that it was asked for. */
static bool is_before(const struct edit *a, const struct edit *b)
{
	if (a->start != b->start)
		return a->start < b->start;
	return a->start == a->end && b->start != b->end;
}

static void sort(struct patch *p)
{
	for (size_t i = 1; i < p->nedits; i++) {
		struct edit e = p->edits[i];
		size_t k = i;

		for (; k && is_before(&e, &p->edits[k - 1]); k--)
			p->edits[k] = p->edits[k - 1];
		p->edits[k] = e;
	}
}

int patch_apply(struct patch *p, struct buf *out)
{
	size_t at = 0;

	if (p->failed)
		return -ENOMEM;
	if (p->refused)
		return -ENOTSUP;
	sort(p);
	for (size_t i = 0; i < p->nedits; i++) {
		const struct edit *e = &p->edits[i];

		if (e->start < at || e->end < e->start || e->end > p->n)
			return -ENOTSUP;
		buf_add_bytes(out, p->text + at, e->start - at);
		buf_add(out, e->text);
		at = e->end;
	}
	buf_add_bytes(out, p->text + at, p->n - at);
	return buf_error(out);
}

void patch_free(struct patch *p)
{
	for (size_t i = 0; i < p->nedits; i++)
		free(p->edits[i].text);
	free(p->edits);
	*p = (struct patch){ 0 };
}

/* --- lines ------------------------------------------------------------------------- */

size_t patch_line_start(const struct patch *p, size_t at)
{
	while (at && p->text[at - 1] != '\n')
		at--;
	return at;
}

size_t patch_line_end(const struct patch *p, size_t at)
{
	size_t start = at;

	while (at < p->n && p->text[at] != '\n')
		at++;
	return at > start && at < p->n && p->text[at - 1] == '\r' ? at - 1 : at;
}

size_t patch_next_line(const struct patch *p, size_t at)
{
	while (at < p->n && p->text[at] != '\n')
		at++;
	return at < p->n ? at + 1 : at;
}

bool patch_is_blank(const struct patch *p, size_t start, size_t end)
{
	for (; start < end; start++) {
		if (p->text[start] != ' ' && p->text[start] != '\t')
			return false;
	}
	return true;
}
