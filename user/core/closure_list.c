// SPDX-License-Identifier: BSD-2-Clause
/* Knows how reasons for syscalls add up in one list. */
#include "core/closure_list.h"

#include <stdlib.h>

_Static_assert(LC_ABIS * LC_SYSCALL_BITS < UINT16_MAX, "a place in the list fits");

/* The number of a call, -1 if the ABI has no such call. */
static int number_of(enum lc_abi abi, const struct sysno_info *info)
{
	int nr = info->number[sysno_arch_of(abi)];

	return nr < LC_SYSCALL_BITS ? nr : -1;
}

static struct sys_plan *append(struct closure_list *l)
{
	if (l->n == l->room) {
		size_t room = l->room ? 2 * l->room : 256;
		struct sys_plan *rows = reallocarray(l->rows, room, sizeof(*rows));

		if (!rows) {
			l->failed = true;
			return NULL;
		}
		l->rows = rows;
		l->room = room;
	}
	return &l->rows[l->n++];
}

struct sys_plan *closure_list_add(struct closure_list *l, enum lc_abi abi, const struct sysno_info *info,
				  enum sys_why why)
{
	int nr = number_of(abi, info);
	struct sys_plan *row;

	if (nr < 0)
		return NULL;
	if (l->at[abi][nr]) {
		row = &l->rows[l->at[abi][nr] - 1];
	} else {
		row = append(l);
		if (!row)
			return NULL;
		*row = (struct sys_plan){ .abi = abi, .nr = (uint32_t)nr, .name = info->name };
		l->at[abi][nr] = (uint16_t)l->n;
	}
	row->why |= why;
	return row;
}

bool closure_list_has(const struct closure_list *l, enum lc_abi abi, const struct sysno_info *info)
{
	int nr = number_of(abi, info);

	return nr >= 0 && l->at[abi][nr];
}

void closure_list_stand_in(struct closure_list *l, enum lc_abi abi, const struct sysno_info *info, enum sys_why why,
			   const char *for_name)
{
	bool is_new = !closure_list_has(l, abi, info);
	struct sys_plan *row = closure_list_add(l, abi, info, 0);

	if (!row || row->why & ~(unsigned int)CLOSURE_STAND_INS)
		return;
	row->why |= why;
	if (is_new)
		row->for_name = for_name;
}

void closure_list_free(struct closure_list *l)
{
	free(l->rows);
}
