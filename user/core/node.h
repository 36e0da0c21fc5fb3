/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An object of a JSON file and the way to it, so that whatever is wrong in it
 * can be named: "profile: programs[3].parent: no such program".
 */
#ifndef LC_CORE_NODE_H
#define LC_CORE_NODE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NODE_NO_INDEX SIZE_MAX

struct node {
	const struct node *up; /* NULL: the outermost; its key names the kind of file */
	const char *key;
	size_t index; /* in the list that key names, or NODE_NO_INDEX */
	const json_t *json;
};

/* fail(-EINVAL) with the way to key (NULL: to the node itself). Always returns -EINVAL. */
int node_wrong(const struct node *n, const char *key, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * The member of that type. 0; -EINVAL if it is missing or something else;
 * -ENOMEM. Texts must be clean as base/text.h means it.
 */
int node_u64(const struct node *n, const char *key, uint64_t *out);
int node_u32(const struct node *n, const char *key, uint32_t max, uint32_t *out);
int node_bool(const struct node *n, const char *key, bool *out);
int node_word(const struct node *n, const char *key, const char **out); /* the file's own copy */
int node_text(const struct node *n, const char *key, char **out);	 /* a copy to free() */
int node_list(const struct node *n, const char *key, const json_t **out);
int node_object(const struct node *n, const char *key, struct node *out);

/* The element of a list that is the member key of n: an object, a text or a number. */
int node_element(const struct node *n, const char *key, const json_t *list, size_t index, struct node *out);
int node_element_word(const struct node *n, const char *key, const json_t *list, size_t index,
		      const char **out);
int node_element_u64(const struct node *n, const char *key, const json_t *list, size_t index, uint64_t *out);

#endif
