// SPDX-License-Identifier: BSD-2-Clause
/* Knows what a text of several documents is, and who owns their nodes. */
#include "core/tree.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "core/tree_build.h"

/* What is part of what an alias uses is shared as well. What was handed down once is not handed down again. */
static void spread_shared(struct tree *node, bool shared)
{
	node->shared |= shared;
	if (node->spread)
		return;
	node->spread = node->shared;
	for (size_t i = 0; i < node->n; i++)
		spread_shared((struct tree *)node->entries[i].value, node->shared);
}

static int add_document(struct build *b, const struct tree *root, const yaml_mark_t *at)
{
	struct trees *t = b->trees;
	const struct tree **documents;

	if (t->n == TREE_MAX_DOCUMENTS)
		return build_refuse(b, at, "too many documents");
	documents = reallocarray(t->documents, t->n + 1, sizeof(*documents));
	if (!documents)
		return -ENOMEM;
	t->documents = documents;
	documents[t->n++] = root;
	return 0;
}

/* event: the start of a document; its end is read. */
static int build_document(struct build *b)
{
	struct tree_entry root = { 0 };
	yaml_event_t event;
	int r;

	build_clear_anchors(b);
	r = build_next(b, &event);
	if (r)
		return r;
	r = build_node(b, &event, 0, &root);
	if (!r && root.value->type != TREE_NULL) {
		spread_shared((struct tree *)root.value, false);
		r = add_document(b, root.value, &event.start_mark);
	}
	yaml_event_delete(&event);
	if (!r)
		r = build_next(b, &event);
	if (!r)
		yaml_event_delete(&event);
	return r;
}

static int build_all(struct build *b)
{
	bool done = false;
	int r = 0;

	while (!r && !done) {
		yaml_event_t event;

		r = build_next(b, &event);
		if (r)
			return r;
		done = event.type == YAML_STREAM_END_EVENT;
		if (event.type == YAML_DOCUMENT_START_EVENT)
			r = build_document(b);
		yaml_event_delete(&event);
	}
	return r;
}

int trees_parse(const char *text, size_t n, const char *name, struct trees **out)
{
	struct build b = { .name = name, .text = text, .n = n };
	_trees_ struct trees *trees = NULL;
	int r;

	if (n > TREE_MAX_BYTES)
		return fail(-EINVAL, "%s: larger than %u MiB", name, TREE_MAX_BYTES >> 20);
	trees = calloc(1, sizeof(*trees));
	if (!trees || !yaml_parser_initialize(&b.parser))
		return -ENOMEM;
	b.trees = trees;
	yaml_parser_set_encoding(&b.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&b.parser, (const unsigned char *)text, n);
	r = build_all(&b);
	yaml_parser_delete(&b.parser);
	build_clear_anchors(&b);
	free_guard(&b.anchors);
	if (!r)
		*out = TAKE(trees);
	return r;
}

void trees_free(struct trees **trees)
{
	struct trees *t = *trees;

	for (size_t i = 0; t && i < t->nall; i++) {
		free(t->all[i]->text);
		free(t->all[i]->entries);
		free(t->all[i]);
	}
	if (t) {
		free(t->all);
		free(t->documents);
	}
	free(t);
}
