/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Knows every syscall by name and by number, from the tables that
 * scripts/gen-sysno makes of core/syscalls.tsv at build time.
 */
#include "core/sysno.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/guard.h"
#include "base/table.h"
#include "sysno_table.h"

static const struct abi {
	const char *name;
	enum sysno_arch arch;
	const uint16_t *rows;
	size_t nrows;
} abis[] = {
	[LC_ABI_X86_64] = { "x86_64", SYSNO_X86_64, x86_64_rows, ARRAY_SIZE(x86_64_rows) },
	[LC_ABI_I386] = { "i386", SYSNO_I386, i386_rows, ARRAY_SIZE(i386_rows) },
	[LC_ABI_X32] = { "x32", SYSNO_X32, x32_rows, ARRAY_SIZE(x32_rows) },
};
static_assert(ARRAY_SIZE(abis) == LC_ABIS, "an ABI has no row");
static_assert(ARRAY_SIZE(table) < UINT16_MAX, "a row number does not fit");

static const struct abi *abi_row(enum lc_abi abi)
{
	return (unsigned int)abi < LC_ABIS ? &abis[abi] : NULL;
}

size_t sysno_count(void)
{
	return ARRAY_SIZE(table);
}

const struct sysno_info *sysno_at(size_t index)
{
	return index < ARRAY_SIZE(table) ? &table[index] : NULL;
}

/* Rows by a hash of their name, one more than their index, each at the first free place: a profile names a million. */
#define PLACES 2048
static_assert(2 * ARRAY_SIZE(table) < PLACES, "most places are free");
static uint16_t places[PLACES];

static unsigned int place_of(const char *name)
{
	unsigned int place = table_hash(name, strlen(name)) % PLACES;

	while (places[place] && strcmp(table[places[place] - 1].name, name) != 0)
		place = (place + 1) % PLACES;
	return place;
}

const struct sysno_info *sysno_by_name(const char *name)
{
	static bool is_filled;
	unsigned int row;

	for (size_t i = 0; !is_filled && i < ARRAY_SIZE(table); i++)
		places[place_of(table[i].name)] = (uint16_t)(i + 1);
	is_filled = true;
	row = places[place_of(name)];
	return row ? &table[row - 1] : NULL;
}

const struct sysno_info *sysno_by_number(enum lc_abi abi, uint32_t nr)
{
	const struct abi *a = abi_row(abi);

	if (!a || nr >= a->nrows || !a->rows[nr])
		return NULL;
	return &table[a->rows[nr] - 1];
}

enum sysno_arch sysno_arch_of(enum lc_abi abi)
{
	const struct abi *a = abi_row(abi);

	return a ? a->arch : SYSNO_ARCHES;
}

const char *sysno_abi_name(enum lc_abi abi)
{
	const struct abi *a = abi_row(abi);

	return a ? a->name : "unknown";
}

const char *sysno_name(enum lc_abi abi, uint32_t nr, char *room)
{
	const struct sysno_info *info = sysno_by_number(abi, nr);

	if (info)
		return info->name;
	snprintf(room, 32, "syscall_%u", nr);
	return room;
}
