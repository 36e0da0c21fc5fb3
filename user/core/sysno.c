/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Knows every syscall by name and by number, from the tables that
 * scripts/gen-sysno makes of core/syscalls.tsv at build time.
 */
#include "core/sysno.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/guard.h"
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

static int compare_name(const void *key, const void *row)
{
	return strcmp(key, ((const struct sysno_info *)row)->name);
}

const struct sysno_info *sysno_by_name(const char *name)
{
	return bsearch(name, table, ARRAY_SIZE(table), sizeof(table[0]), compare_name);
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
