// SPDX-License-Identifier: BSD-2-Clause
/* Knows how what calls were given is shown, by the names of the values, and which calls never worked. */
#include "emit/arguments.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/argument_name.h"
#include "core/errnos.h"
#include "core/review.h"
#include "core/sysno.h"
#include "core/values.h"
#include "emit/json_part.h"
#include "emit/runtime_part.h"
#include "emit/text_table.h"

#define SHOWN_VALUES 40u

/* --- JSON --------------------------------------------------------------------- */

/* As in a profile file: what JSON has no number for is text. */
static json_t *whole_number(uint64_t value)
{
	char text[32];

	if (value <= INT64_MAX)
		return jsonout_number(value);
	snprintf(text, sizeof(text), "%" PRIu64, value);
	return json_string(text);
}

static json_t *value_list(const struct value_set *set)
{
	_json_ json_t *list = json_array();

	for (size_t i = 0; i < set->n; i++)
		if (json_array_append_new(list, whole_number(set->values[i])))
			return NULL;
	return TAKE(list);
}

static json_t *name_list(const struct value_set *set, const char *call)
{
	_json_ json_t *list = json_array();

	for (size_t i = 0; i < set->n; i++) {
		_buf_ struct buf name = BUF_INIT;

		argument_value(call, set->index, set->values[i], &name);
		if (json_array_append_new(list, jsonout_buf(&name)))
			return NULL;
	}
	return TAKE(list);
}

static json_t *index_of(const struct value_set *set)
{
	return set->index == LC_ARGUMENT_OPCODE ? json_null() : jsonout_number(set->index);
}

static json_t *argument_entry(const struct plan *plan, const struct value_set *set)
{
	const struct program *program = profile_program(plan->profile, set->program);
	char room[32];
	const char *call = sysno_name(set->abi, set->nr, room);

	return json_pack("{s:o, s:o, s:s, s:s, s:o, s:s?, s:o, s:o, s:b}", "program",
			 json_part_program(plan, set->program), "role",
			 program ? json_part_role(plan, program) : json_null(), "syscall", call, "abi",
			 sysno_abi_name(set->abi), "index", index_of(set), "argument",
			 argument_name(call, set->index), "values", value_list(set), "names", name_list(set, call),
			 "more", set->more);
}

json_t *json_part_arguments(const struct plan *plan)
{
	_json_ json_t *list = json_array();

	for (size_t i = 0; i < plan->profile->nvalues; i++)
		if (json_array_append_new(list, argument_entry(plan, &plan->profile->values[i])))
			return NULL;
	return TAKE(list);
}

json_t *json_part_failed(const struct plan *plan, const struct sys_plan *call)
{
	uint32_t error = call->why & WHY_OBSERVED ? review_failed(plan, call) : 0;
	char word[16];

	return error ? json_string(errno_word(error, word)) : json_null();
}

/* --- text --------------------------------------------------------------------- */

/* The sets of the workload without their programs, those of one argument joined; in the order of values_compare(). */
struct joined {
	struct value_set *sets;
	size_t n;
};

static void joined_free(struct joined *j)
{
	for (size_t i = 0; i < j->n; i++)
		values_free(&j->sets[i]);
	free(j->sets);
}

/* Those of the workload as they stand in the profile; returns how many. */
static size_t borrow(const struct plan *plan, struct value_set *sets)
{
	const struct profile *p = plan->profile;
	size_t n = 0;

	for (size_t i = 0; i < p->nvalues; i++) {
		if (!roles_count(&plan->roles, p->values[i].program))
			continue;
		sets[n] = p->values[i];
		sets[n++].program = 0;
	}
	qsort(sets, n, sizeof(*sets), values_compare);
	return n;
}

static int join(const struct plan *plan, struct joined *j)
{
	_free_ struct value_set *borrowed = calloc(plan->profile->nvalues + 1, sizeof(*borrowed));
	size_t n;
	int r = 0;

	j->sets = calloc(plan->profile->nvalues + 1, sizeof(*j->sets));
	if (!borrowed || !j->sets)
		return -ENOMEM;
	n = borrow(plan, borrowed);
	for (size_t i = 0; !r && i < n; i++) {
		const struct value_set *set = &borrowed[i];

		if (!j->n || values_compare(&j->sets[j->n - 1], set)) {
			j->sets[j->n] = *set;
			j->sets[j->n].values = NULL;
			j->sets[j->n++].n = 0;
		}
		r = values_join(&j->sets[j->n - 1], set->values, set->n, set->more);
	}
	return r;
}

static void add_values(const struct value_set *set, const char *call, struct buf *out)
{
	for (size_t i = 0; i < set->n && i < SHOWN_VALUES; i++) {
		buf_add(out, i ? ", " : "");
		argument_value(call, set->index, set->values[i], out);
	}
	if (set->n > SHOWN_VALUES)
		buf_addf(out, " and %zu more", set->n - SHOWN_VALUES);
	if (set->more)
		buf_add(out, set->n ? ", and others that are not known" : "not known");
}

static void add_argument(const char *call, uint32_t index, struct buf *out)
{
	const char *name = argument_name(call, index);

	if (name)
		buf_add(out, name);
	else
		buf_addf(out, "argument %u", index);
}

static void add_row(struct text_table *table, const struct value_set *set, bool abis)
{
	struct libscols_line *row = text_table_row(table, NULL);
	_buf_ struct buf name = BUF_INIT, argument = BUF_INIT, values = BUF_INIT;
	char room[32];
	const char *call = sysno_name(set->abi, set->nr, room);

	buf_add(&name, call);
	if (abis)
		buf_addf(&name, " (%s)", sysno_abi_name(set->abi));
	add_argument(call, set->index, &argument);
	add_values(set, call, &values);
	text_table_add(table, row, 0, &name, NULL);
	text_table_add(table, row, 1, &argument, NULL);
	text_table_add(table, row, 2, &values, NULL);
}

static void add_table(struct text *t, const struct joined *j)
{
	static const struct text_column columns[] = {
		{ .title = "SYSCALL" }, { .title = "ARGUMENT" }, { .title = "VALUES", .wraps = true },
	};
	struct text_table table = text_table_begin(t->style, columns, ARRAY_SIZE(columns));
	bool abis = j->sets[0].abi != j->sets[j->n - 1].abi;

	for (size_t i = 0; i < j->n; i++)
		add_row(&table, &j->sets[i], abis);
	text_table_end(&table, t->out);
}

void text_arguments(struct text *t)
{
	_cleanup_(joined_free) struct joined j = { 0 };

	if (join(t->plan, &j)) {
		t->out->failed = true;
		return;
	}
	if (!j.n)
		return;
	text_title(t, "What calls were given");
	add_table(t, &j);
}

void text_failed(struct text *t, enum lc_abi abi)
{
	_buf_ struct buf line = BUF_INIT;

	for (size_t i = 0; i < t->plan->nsyscalls; i++) {
		const struct sys_plan *call = &t->plan->syscalls[i];
		uint32_t error = call->abi == abi && call->why & WHY_OBSERVED ? review_failed(t->plan, call) : 0;
		char word[16];

		if (error)
			buf_addf(&line, "%s%s (%s)", line.size ? ", " : "never worked: ", call->name,
				 errno_word(error, word));
	}
	if (line.size)
		text_paragraph(t, buf_text(&line), 2 * TEXT_INDENT);
	t->out->failed |= line.failed;
}
