// SPDX-License-Identifier: BSD-2-Clause
/* Reads what a profile file says of the arguments of calls. Older ones say nothing. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/profile_reader.h"
#include "core/profile_words.h"
#include "core/values.h"

static int read_index(const struct node *n, uint32_t *out)
{
	const char *word;
	int r;

	if (!node_is_text(n, "index"))
		return node_u32(n, "index", LC_ARGUMENT_OPCODE - 1, out);
	r = node_word(n, "index", &word);
	if (r)
		return r;
	if (strcmp(word, OPCODE_WORD))
		return node_wrong(n, "index", "must be a number or " OPCODE_WORD);
	*out = LC_ARGUMENT_OPCODE;
	return 0;
}

static int read_list(const struct node *n, struct node_list *list, uint64_t *values)
{
	int r = 0;

	for (size_t i = 0; !r && i < list->n; i++)
		r = node_element_u64(n, "values", list, i, &values[i]);
	return r;
}

static int read_values(const struct node *n, struct value_set *set)
{
	_free_ uint64_t *values = NULL;
	struct node_list list;
	size_t count;
	int r = node_list(n, "values", &list);

	if (r)
		return r;
	count = list.n;
	if (count > PROFILE_MAX_VALUES)
		return node_wrong(n, "values", "more than %u", PROFILE_MAX_VALUES);
	if (!count && !set->more)
		return node_wrong(n, "values", "must not be empty unless there were more");
	values = calloc(count + 1, sizeof(*values));
	if (!values)
		return -ENOMEM;
	r = read_list(n, &list, values);
	if (!r)
		r = values_join(set, values, count, false);
	return !r && set->n < count ? node_wrong(n, "values", "one is there twice") : r;
}

static int read_set(const struct node *n, const struct reader *reader, struct value_set *set)
{
	int r = reader_program(n, "program", reader, &set->program);

	if (!r)
		r = reader_abi(n, &set->abi);
	if (!r)
		r = reader_syscall(n, set->abi, &set->nr);
	if (!r)
		r = read_index(n, &set->index);
	if (!r)
		r = node_bool(n, "more", &set->more);
	return r ? r : read_values(n, set);
}

/* Sorts them; two of the same argument are refused. */
static int sort_sets(const struct node *root, struct profile *p)
{
	qsort(p->values, p->nvalues, sizeof(*p->values), values_compare);
	for (size_t i = 1; i < p->nvalues; i++) {
		if (!values_compare(&p->values[i - 1], &p->values[i]))
			return node_wrong(root, "arguments", "an argument is there twice");
	}
	return 0;
}

int reader_arguments(const struct node *root, struct reader *reader)
{
	struct profile *p = reader->profile;
	struct node_list list;
	int r;

	if (!reader_has(root, "arguments"))
		return 0;
	r = node_list(root, "arguments", &list);
	if (r)
		return r;
	if (list.n > PROFILE_MAX_VALUE_SETS)
		return node_wrong(root, "arguments", "more than %u", PROFILE_MAX_VALUE_SETS);
	p->values = calloc(list.n + 1, sizeof(*p->values));
	if (!p->values)
		return -ENOMEM;
	for (; !r && p->nvalues < list.n; p->nvalues++) { /* a bad one is freed, too */
		struct node set;

		r = node_element(root, "arguments", &list, p->nvalues, &set);
		if (!r)
			r = read_set(&set, reader, &p->values[p->nvalues]);
	}
	return r ? r : sort_sets(root, p);
}
