/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * YAML, and JSON as a part of it, as a tree whose nodes know where they stand in the text, so that one value can be
 * changed and the rest left as it is. Read with libyaml; what would cost memory or time out of proportion is refused.
 */
#ifndef LC_CORE_TREE_H
#define LC_CORE_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/guard.h"

#define TREE_MAX_BYTES (2u << 20)
#define TREE_MAX_DEPTH 48u
#define TREE_MAX_NODES 100000u /* aliases and merge keys written out */
#define TREE_MAX_DOCUMENTS 1000u
#define TREE_MAX_MERGE 1024u /* keys of a map that merges another */

enum tree_type { TREE_NULL, TREE_SCALAR, TREE_LIST, TREE_MAP };
enum tree_style {
	TREE_PLAIN,  /* scalar without quotes */
	TREE_QUOTED,
	TREE_LITERAL, /* scalar of the forms | and > */
	TREE_BLOCK,  /* list or map by indentation */
	TREE_FLOW,   /* list or map in brackets, as in JSON */
};

struct tree_span {
	size_t start, end; /* bytes of the text; of a block up to the end of its last value */
	unsigned int line, end_line, column; /* from 1 */
};

struct tree_entry {
	const struct tree *key; /* scalar; NULL in a list */
	const struct tree *value;
	struct tree_span span; /* of the value as it stands here: of an alias, the alias */
	bool alias;  /* the value stands elsewhere */
	bool merged; /* so does the key: it came with a merge key (<<) */
};

struct tree {
	enum tree_type type;
	enum tree_style style;
	char *text; /* of a scalar; holds no NUL, and any other byte: escape it */
	struct tree_entry *entries;
	size_t n;
	struct tree_span span;
	bool shared; /* it, or what it is part of, is used by an alias elsewhere, too */
	bool spread; /* for trees_parse(): .shared has been handed down */
	unsigned int height; /* of what is below it */
	size_t weight; /* nodes, aliases written out */
};

struct trees {
	const struct tree **documents;
	size_t n;
	struct tree **all; /* every node, by which they are freed */
	size_t nall, room;
};

/*
 * Every document of a text, empty ones left out. -EINVAL with fail() naming line and column: malformed, not UTF-8, a
 * key twice or that is no scalar, over a limit above, an alias of what it is in; -ENOMEM. name: for messages.
 */
int trees_parse(const char *text, size_t n, const char *name, struct trees **out);
void trees_free(struct trees **trees);
#define _trees_ _cleanup_(trees_free)

/* Of a map; NULL if it has no such key, or if it is none. tree may be NULL in all of these. */
const struct tree_entry *tree_entry(const struct tree *tree, const char *key);
const struct tree *tree_get(const struct tree *tree, const char *key);
/* tree_get() of each name of a path "a/b/c". */
const struct tree *tree_path(const struct tree *tree, const char *path);

/* NULL for what is no scalar. */
const char *tree_text(const struct tree *tree);
bool tree_is(const struct tree *tree, const char *text);

/*
 * 1: yes, 0: no, -1: neither. YAML 1.1's words count (y yes on n no off), as they do for sigs.k8s.io/yaml (goyaml.v2,
 * resolve.go). quoted: a text counts too, in any case, as for compose (compose-go, loader/interpolate.go, toBoolean()).
 */
int tree_switch(const struct tree *tree, bool quoted);

/* A whole number, also 0x, 0o, 0b, octal by a leading 0, with _ (resolve.go, strconv.ParseInt base 0). */
bool tree_number(const struct tree *tree, int64_t *out);

#endif
