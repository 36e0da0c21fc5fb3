/* SPDX-License-Identifier: BSD-2-Clause */
/* Making a tree out of libyaml's events: nodes (tree_build.c), for the documents of tree.c. */
#ifndef LC_CORE_TREE_BUILD_H
#define LC_CORE_TREE_BUILD_H

#include <yaml.h>

#include "core/tree.h"

struct anchor {
	char *name;
	struct tree *node;
};

struct build {
	yaml_parser_t parser;
	struct trees *trees;
	const char *name; /* of the file */
	const char *text;
	size_t n;
	size_t character, byte; /* the same place */
	struct anchor *anchors; /* of this document */
	size_t nanchors;
};

/* The next event, to be deleted by the caller. 0, -EINVAL with fail(), -ENOMEM. */
int build_next(struct build *b, yaml_event_t *event);
/* -EINVAL, with fail() naming the place. */
int build_refuse(const struct build *b, const yaml_mark_t *at, const char *why);

/* What begins with the event, up to its end; out->value is owned by b->trees. 0, -EINVAL with fail(), -ENOMEM. */
int build_node(struct build *b, const yaml_event_t *event, unsigned int depth, struct tree_entry *out);

void build_clear_anchors(struct build *b); /* those of a document count in no other */

#endif
