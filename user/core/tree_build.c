// SPDX-License-Identifier: BSD-2-Clause
/* Knows how libyaml's events make nodes, where they stand in the text, and when a tree is too much. */
#include "core/tree_build.h"

#include <errno.h>
#include <string.h>

#include "base/fail.h"

#define MAX_ANCHORS 1000u

/* --- errors -------------------------------------------------------------------- */

int build_refuse(const struct build *b, const yaml_mark_t *at, const char *why)
{
	return fail(-EINVAL, "%s: line %zu, column %zu: %s", b->name, at->line + 1, at->column + 1, why);
}

static int explain(const struct build *b)
{
	const yaml_parser_t *p = &b->parser;

	if (p->error == YAML_MEMORY_ERROR)
		return -ENOMEM;
	if (p->error == YAML_READER_ERROR)
		return fail(-EINVAL, "%s: byte %zu: %s", b->name, p->problem_offset + 1,
			    p->problem ? p->problem : "not UTF-8");
	return build_refuse(b, &p->problem_mark, p->problem ? p->problem : "malformed");
}

int build_next(struct build *b, yaml_event_t *event)
{
	return yaml_parser_parse(&b->parser, event) ? 0 : explain(b);
}

/* --- places -------------------------------------------------------------------- */

static bool is_inside(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

/* libyaml counts characters: their bytes are found from the place that was asked for last. */
static size_t byte_of(struct build *b, size_t character)
{
	for (; b->character < character && b->byte < b->n; b->character++) {
		do
			b->byte++;
		while (b->byte < b->n && is_inside(b->text[b->byte]));
	}
	for (; b->character > character && b->byte; b->character--) {
		do
			b->byte--;
		while (b->byte && is_inside(b->text[b->byte]));
	}
	return b->byte;
}

static struct tree_span span_of(struct build *b, const yaml_event_t *event)
{
	struct tree_span span = {
		.line = (unsigned int)event->start_mark.line + 1,
		.end_line = (unsigned int)event->end_mark.line + 1,
		.column = (unsigned int)event->start_mark.column + 1,
	};

	span.start = byte_of(b, event->start_mark.index);
	span.end = byte_of(b, event->end_mark.index);
	return span;
}

/* --- nodes --------------------------------------------------------------------- */

static struct tree *node_new(struct build *b, const yaml_event_t *event)
{
	struct trees *t = b->trees;
	struct tree *node;

	if (t->nall == t->room) {
		size_t room = t->room ? t->room * 2 : 64;
		struct tree **all = reallocarray(t->all, room, sizeof(*all));

		if (!all)
			return NULL;
		t->all = all;
		t->room = room;
	}
	node = calloc(1, sizeof(*node));
	if (!node)
		return NULL;
	node->weight = 1;
	node->span = span_of(b, event);
	t->all[t->nall++] = node;
	return node;
}

static bool is_null(const char *text)
{
	static const char *const words[] = { "", "~", "null", "Null", "NULL" };

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		if (!strcmp(text, words[i]))
			return true;
	}
	return false;
}

static int read_scalar(struct build *b, const yaml_event_t *event, struct tree *node)
{
	const char *text = (const char *)event->data.scalar.value;
	const char *tag = (const char *)event->data.scalar.tag;
	yaml_scalar_style_t style = event->data.scalar.style;

	if (memchr(text, 0, event->data.scalar.length))
		return build_refuse(b, &event->start_mark, "a text with a NUL in it");
	node->type = TREE_SCALAR;
	node->style = style == YAML_PLAIN_SCALAR_STYLE ? TREE_PLAIN : TREE_QUOTED;
	if (style == YAML_LITERAL_SCALAR_STYLE || style == YAML_FOLDED_SCALAR_STYLE)
		node->style = TREE_LITERAL;
	if (tag && !strcmp(tag, YAML_STR_TAG) && node->style == TREE_PLAIN)
		node->style = TREE_QUOTED;
	/* compose: takes the value away that another file gives */
	if ((node->style == TREE_PLAIN && is_null(text)) || (tag && !strcmp(tag, "!reset")))
		node->type = TREE_NULL;
	node->height = 1;
	node->text = strdup(text);
	return node->text ? 0 : -ENOMEM;
}

/* --- anchors ------------------------------------------------------------------- */

static int anchor_set(struct build *b, const yaml_event_t *event, const yaml_char_t *name, struct tree *node)
{
	struct anchor *at;

	if (!name)
		return 0;
	if (b->nanchors == MAX_ANCHORS)
		return build_refuse(b, &event->start_mark, "too many anchors");
	at = reallocarray(b->anchors, b->nanchors + 1, sizeof(*at));
	if (!at)
		return -ENOMEM;
	b->anchors = at;
	at += b->nanchors;
	*at = (struct anchor){ .name = strdup((const char *)name), .node = node };
	if (!at->name)
		return -ENOMEM;
	b->nanchors++;
	return 0;
}

void build_clear_anchors(struct build *b)
{
	while (b->nanchors)
		free(b->anchors[--b->nanchors].name);
}

/* The last one of that name counts. One that is not complete yet would hold itself. */
static int resolve(struct build *b, const yaml_event_t *event, struct tree **out)
{
	const char *name = (const char *)event->data.alias.anchor;

	for (size_t i = b->nanchors; i--;) {
		if (strcmp(b->anchors[i].name, name))
			continue;
		if (!b->anchors[i].node->height)
			return build_refuse(b, &event->start_mark, "an alias of what it is part of");
		*out = b->anchors[i].node;
		return 0;
	}
	return build_refuse(b, &event->start_mark, "an alias without its anchor");
}

/* --- maps and lists ------------------------------------------------------------ */

/* Room for one more; entries grow by doubling. */
static struct tree_entry *entry_new(struct tree *node)
{
	struct tree_entry *entries = node->entries;

	if (!(node->n & (node->n - 1))) {
		entries = reallocarray(entries, node->n ? node->n * 2 : 1, sizeof(*entries));
		if (!entries)
			return NULL;
		node->entries = entries;
	}
	return memset(&node->entries[node->n], 0, sizeof(*entries));
}

static int entry_add(struct build *b, struct tree *node, const struct tree_entry *from, const yaml_mark_t *at)
{
	struct tree_entry *entry;

	node->weight += from->value->weight + (from->key != NULL);
	if (node->weight > TREE_MAX_NODES)
		return build_refuse(b, at, "too many values, aliases written out");
	if (from->value->height >= node->height)
		node->height = from->value->height + 1;
	entry = entry_new(node);
	if (!entry)
		return -ENOMEM;
	*entry = *from;
	node->n++;
	if (!from->merged && from->span.end > node->span.end && node->style == TREE_BLOCK) {
		node->span.end = from->span.end;
		node->span.end_line = from->span.end_line;
	}
	return 0;
}

static int merge_one(struct build *b, struct tree *node, const struct tree *from, const yaml_mark_t *at)
{
	int r = 0;

	if (from->type != TREE_MAP)
		return build_refuse(b, at, "a merge key (<<) of what is no map");
	for (size_t i = 0; !r && i < from->n; i++) {
		struct tree_entry entry = from->entries[i];

		if (tree_entry(node, entry.key->text))
			continue;
		if (node->n >= TREE_MAX_MERGE)
			return build_refuse(b, at, "a merge key (<<) makes a map too large");
		entry.merged = true;
		r = entry_add(b, node, &entry, at);
	}
	return r;
}

/* What is written in the map itself comes first, then the maps of the merge key in their order. */
static int merge(struct build *b, struct tree *node, const yaml_mark_t *at)
{
	const struct tree *from = tree_get(node, "<<");
	int r = 0;

	if (!from)
		return 0;
	if (from->type != TREE_LIST)
		return merge_one(b, node, from, at);
	for (size_t i = 0; !r && i < from->n; i++)
		r = merge_one(b, node, from->entries[i].value, at);
	return r;
}

static int by_key(const void *a, const void *b)
{
	const struct tree_entry *const *x = a, *const *y = b;

	return strcmp((*x)->key->text, (*y)->key->text);
}

static int refuse_twice(struct build *b, const struct tree *node)
{
	_free_ const struct tree_entry **sorted = calloc(node->n + 1, sizeof(*sorted));

	if (!sorted)
		return -ENOMEM;
	for (size_t i = 0; i < node->n; i++)
		sorted[i] = &node->entries[i];
	qsort(sorted, node->n, sizeof(*sorted), by_key);
	for (size_t i = 1; i < node->n; i++) {
		const struct tree *key = sorted[i]->key;

		if (!by_key(&sorted[i - 1], &sorted[i]))
			return fail(-EINVAL, "%s: line %u: the key %.64s is there twice (line %u)", b->name,
				    key->span.line, key->text, sorted[i - 1]->key->span.line);
	}
	return 0;
}

static void count_collection(struct tree *node, const yaml_event_t *event, bool flow)
{
	node->style = flow ? TREE_FLOW : TREE_BLOCK;
	if (flow) {
		node->span.end_line = (unsigned int)event->end_mark.line + 1;
		return;
	}
	node->span.end = node->span.start;
	node->span.end_line = node->span.line;
}

static void end_flow(struct build *b, struct tree *node, const yaml_event_t *end)
{
	if (node->style != TREE_FLOW)
		return;
	node->span.end = byte_of(b, end->end_mark.index);
	node->span.end_line = (unsigned int)end->end_mark.line + 1;
}

static int build_key(struct build *b, const yaml_event_t *event, unsigned int depth, struct tree_entry *entry)
{
	struct tree_entry key = { 0 };
	int r = build_node(b, event, depth, &key);

	if (r)
		return r;
	if (key.alias || (key.value->type != TREE_SCALAR && key.value->type != TREE_NULL))
		return build_refuse(b, &event->start_mark, "a key that is no plain word");
	entry->key = key.value;
	return 0;
}

/* One value, of a map with its key before it; *done at the end event. */
static int build_entry(struct build *b, struct tree *node, unsigned int depth, bool *done)
{
	struct tree_entry entry = { 0 };
	yaml_event_t event;
	int r = build_next(b, &event);

	if (r)
		return r;
	*done = event.type == YAML_MAPPING_END_EVENT || event.type == YAML_SEQUENCE_END_EVENT;
	if (*done) {
		end_flow(b, node, &event);
	} else if (node->type == TREE_MAP) {
		r = build_key(b, &event, depth, &entry);
		yaml_event_delete(&event);
		if (!r)
			r = build_next(b, &event);
		if (r)
			return r;
	}
	if (!*done)
		r = build_node(b, &event, depth, &entry);
	if (!r && !*done)
		r = entry_add(b, node, &entry, &event.start_mark);
	yaml_event_delete(&event);
	return r;
}

static int build_collection(struct build *b, const yaml_event_t *event, unsigned int depth, struct tree *node)
{
	unsigned int height = 0;
	bool done = false;
	int r = 0;

	if (depth >= TREE_MAX_DEPTH)
		return build_refuse(b, &event->start_mark, "nested too deep");
	/* Height 0 says that it is not complete. */
	while (!r && !done) {
		r = build_entry(b, node, depth + 1, &done);
		height = node->height > height ? node->height : height;
		node->height = 0;
	}
	if (!r && node->type == TREE_MAP) {
		r = refuse_twice(b, node);
		node->height = height;
		r = r ? r : merge(b, node, &event->start_mark);
		height = node->height;
	}
	node->height = height ? height : 1;
	if (!r && depth + node->height > TREE_MAX_DEPTH)
		return build_refuse(b, &event->start_mark, "nested too deep, aliases written out");
	return r;
}

static int build_alias(struct build *b, const yaml_event_t *event, unsigned int depth, struct tree_entry *out)
{
	struct tree *node = NULL;
	int r = resolve(b, event, &node);

	if (r)
		return r;
	if (depth + node->height > TREE_MAX_DEPTH)
		return build_refuse(b, &event->start_mark, "nested too deep, aliases written out");
	node->shared = true;
	*out = (struct tree_entry){ .value = node, .key = out->key, .span = span_of(b, event), .alias = true };
	return 0;
}

static int build_new(struct build *b, const yaml_event_t *event, unsigned int depth, struct tree *node)
{
	int r;

	switch (event->type) {
	case YAML_SCALAR_EVENT:
		r = read_scalar(b, event, node);
		return r ? r : anchor_set(b, event, event->data.scalar.anchor, node);
	case YAML_SEQUENCE_START_EVENT:
		node->type = TREE_LIST;
		count_collection(node, event, event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE);
		r = anchor_set(b, event, event->data.sequence_start.anchor, node);
		return r ? r : build_collection(b, event, depth, node);
	case YAML_MAPPING_START_EVENT:
		node->type = TREE_MAP;
		count_collection(node, event, event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE);
		r = anchor_set(b, event, event->data.mapping_start.anchor, node);
		return r ? r : build_collection(b, event, depth, node);
	default:
		return build_refuse(b, &event->start_mark, "malformed");
	}
}

int build_node(struct build *b, const yaml_event_t *event, unsigned int depth, struct tree_entry *out)
{
	struct tree *node;
	int r;

	if (event->type == YAML_ALIAS_EVENT)
		return build_alias(b, event, depth, out);
	node = node_new(b, event);
	if (!node)
		return -ENOMEM;
	r = build_new(b, event, depth, node);
	if (r)
		return r;
	out->value = node;
	out->span = node->span;
	return 0;
}
