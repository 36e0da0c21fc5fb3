// SPDX-License-Identifier: BSD-2-Clause
/* Knows how a profile file spells what the arguments of calls were. */
#include "core/profile_words.h"
#include "core/profile_writer.h"
#include "core/sysno.h"

static json_t *index_of(uint32_t index)
{
	return index == LC_ARGUMENT_OPCODE ? json_string(OPCODE_WORD) : writer_number(index);
}

static json_t *values(const struct value_set *set)
{
	json_t *list = json_array();

	for (size_t i = 0; list && i < set->n; i++)
		list = writer_append(list, writer_number(set->values[i]));
	return list;
}

static json_t *argument(const struct value_set *set)
{
	return json_pack("{s:o,s:o,s:s,s:o,s:o,s:b}", "program", writer_number(set->program), "syscall",
			 writer_syscall(set->abi, set->nr), "abi", sysno_abi_name(set->abi), "index",
			 index_of(set->index), "values", values(set), "more", set->more);
}

void writer_arguments(struct buf *out, const struct profile *p)
{
	if (!p->nvalues)
		return;
	buf_add(out, ",\n  \"arguments\": [");
	for (size_t i = 0; i < p->nvalues; i++)
		writer_line(out, "    ", i == 0, argument(&p->values[i]));
	writer_close_list(out, "  ", false);
}
