/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Changing a text here and there and leaving the rest as it is: edits of bytes (patch.c), and values of a YAML or JSON
 * tree put in, replaced or taken out in the manner of their surroundings (patch_tree.c, patch_list.c).
 */
#ifndef LC_CORE_PATCH_H
#define LC_CORE_PATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "core/tree.h"

struct edit {
	size_t start, end; /* what goes */
	char *text; /* what comes in its place */
};

struct patch {
	const char *text;
	size_t n;
	struct edit *edits;
	size_t nedits;
	const char *eol; /* "\n" or "\r\n", as the text has it */
	unsigned int step; /* columns by which its maps are indented */
	unsigned int dash; /* columns by which a list is indented below its key */
	bool failed; /* out of memory */
	bool refused; /* something cannot be changed by itself */
};

/* text must outlive the patch. roots: of YAML, from which the manner of indenting is read; NULL for other texts. */
void patch_start(struct patch *p, const char *text, size_t n, const struct trees *trees);
void patch_edit(struct patch *p, size_t start, size_t end, const char *text);
/* The text with every edit. 0, -ENOTSUP if two of them meet or something was refused, -ENOMEM. */
int patch_apply(struct patch *p, struct buf *out);
void patch_free(struct patch *p);
#define _patch_ _cleanup_(patch_free)

/* Begin of the line that a byte is in; its end, before the end-of-line bytes; the begin of the next one. */
size_t patch_line_start(const struct patch *p, size_t at);
size_t patch_line_end(const struct patch *p, size_t at);
size_t patch_next_line(const struct patch *p, size_t at);
bool patch_is_blank(const struct patch *p, size_t start, size_t end);

/* --- trees ------------------------------------------------------------------------ */

enum want_type {
	WANT_WORD,  /* as it is: true, false */
	WANT_TEXT,  /* quoted where need be */
	WANT_MAP,   /* these keys; others stay */
	WANT_LIST,  /* these and no others, in whatever order */
	WANT_ALSO,  /* these, and what else is there */
	WANT_GONE,
};

#define WANTS_MAX 256

/* What a value should be. Children of lists have no key. */
struct want {
	enum want_type type;
	const char *key, *text;
	bool (*same)(const char *have, const char *want); /* of lists: NULL for equal texts */
	struct want *first, *next;
};

struct wants {
	struct want at[WANTS_MAX];
	size_t n;
};

/* A child of parent (NULL: none), behind the others; texts must outlive the patch. NULL parent for the root. */
struct want *want_add(struct wants *wants, struct want *parent, enum want_type type, const char *key, const char *text);

/* The same for one that was made without a parent. */
void want_adopt(struct want *parent, struct want *want);

/* Changes a map to what is wanted; p->refused if a part of it stands elsewhere. */
void patch_map(struct patch *p, const struct tree *map, const struct want *want);

/* For patch_tree.c and patch_list.c: a value in the manner of flow or of a block whose key is in column indent. */
void patch_spell_flow(struct buf *b, const struct want *want, bool json);
void patch_list(struct patch *p, const struct tree_entry *entry, const struct want *want);
void patch_gone(struct patch *p, const struct tree *map, const struct tree_entry *entry);

#endif
