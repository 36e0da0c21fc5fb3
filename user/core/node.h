/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An object of a JSON file and the way to it, so that whatever is wrong in it
 * can be named: "profile: programs[3].parent: no such program".
 */
#ifndef LC_CORE_NODE_H
#define LC_CORE_NODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/jsonin.h"

#define NODE_NO_INDEX SIZE_MAX

/* A file that is being read: its outermost object, whose lists are read element by element when it is their turn. */
struct node_file {
	const char *text;
	size_t n;
	const struct jsonin_span *lists; /* the caller's */
	size_t nlists;
	bool *whole;  /* by list: it was read to its end */
	bool broken;  /* an -EINVAL came from its grammar: jansson can tell */
	struct jsonin outer, piece;
};

struct node {
	const struct node *up; /* NULL: the outermost; its key names the kind of file */
	const char *key;
	size_t index; /* in the list that key names, or NODE_NO_INDEX */
	struct jsonin *in;
	uint32_t value;
	struct node_file *file; /* of the outermost */
};

/* A list, whose elements are asked for in their order. Of one that lies right in the outermost: no other meanwhile. */
struct node_list {
	size_t n;
	size_t next; /* element to be read; the one before it can be asked for again */
	struct jsonin *in;
	uint32_t value; /* of element .next - 1, or of the list */
	struct node_file *file; /* of what is read piece by piece */
	size_t which, at; /* of .file->lists; in .file->text */
};

/* lists: all that are right in the outermost object, in their order. 0, -EINVAL (.broken), -ENOMEM. Close it anyway. */
int node_open(struct node_file *file, const char *text, size_t n, const struct jsonin_span *lists, size_t nlists);

/* Reads what nobody has asked for: it must be JSON as well. 0, -EINVAL (.broken), -ENOMEM. */
int node_finish(struct node_file *file);
void node_close(struct node_file *file);

/* fail(-EINVAL) with the way to key (NULL: to the node itself). Always returns -EINVAL. */
int node_wrong(const struct node *n, const char *key, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

bool node_is_object(const struct node *n);
bool node_has(const struct node *n, const char *key); /* null, too */
bool node_is_null(const struct node *n, const char *key);
bool node_is_text(const struct node *n, const char *key);

size_t node_members(const struct node *n);
/* The key of the member at *at, which is 0 at first and goes on to the next one; NULL at the end. */
const char *node_next(const struct node *n, uint32_t *at);

/*
 * The member of that type. 0; -EINVAL if it is missing or something else;
 * -ENOMEM. Texts must be clean as base/text.h means it.
 */
int node_u64(const struct node *n, const char *key, uint64_t *out);
int node_u32(const struct node *n, const char *key, uint32_t max, uint32_t *out);
int node_bool(const struct node *n, const char *key, bool *out);
int node_word(const struct node *n, const char *key, const char **out); /* until another piece of the file is read */
int node_text(const struct node *n, const char *key, char **out);	 /* a copy to free() */
int node_list(const struct node *n, const char *key, struct node_list *out);
int node_object(const struct node *n, const char *key, struct node *out);

/* The element of a list that is the member key of n: an object, a text or a number. */
int node_element(const struct node *n, const char *key, struct node_list *list, size_t index, struct node *out);
int node_element_word(const struct node *n, const char *key, struct node_list *list, size_t index, const char **out);
int node_element_u64(const struct node *n, const char *key, struct node_list *list, size_t index, uint64_t *out);
bool node_element_is_u32(struct node_list *list, size_t index, uint32_t *out);

#endif
