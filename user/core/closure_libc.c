// SPDX-License-Identifier: BSD-2-Clause
/* Knows what another libc, or its next release, calls in the place of what was seen, and what starts one. */
#include <string.h>

#include "core/closure.h"
#include "core/closure_parts.h"

#define ON_64 (1u << SYSNO_X86_64 | 1u << SYSNO_X32)
#define ON_32 (1u << SYSNO_I386 | 1u << SYSNO_ARM)

/*
 * What the loader and start-up of glibc and musl call before main(), measured by version on x86; of other
 * architectures from the sources of both. A 64-bit architecture without .name has what is like it.
 */
static const struct {
	const char *name;
	unsigned int arches; /* set of 1 << enum sysno_arch; 0: all */
} floor_calls[] = {
	{ "access", 0 }, { "brk", 0 }, { "close", 0 }, { "fstat", 0 }, { "futex", 0 }, { "getrandom", 0 },
	{ "membarrier", 0 },
	{ "mmap", 0 }, { "mprotect", 0 }, { "munmap", 0 }, { "newfstatat", 0 }, { "open", 0 }, { "openat", 0 },
	{ "pread64", 0 }, { "prlimit64", 0 }, { "read", 0 }, { "rseq", 0 }, { "set_robust_list", 0 },
	{ "set_tid_address", 0 },
	{ "arch_prctl", ON_64 },
	{ "fstat64", ON_32 }, { "fstatat64", ON_32 }, { "mmap2", ON_32 },
	{ "set_thread_area", 1u << SYSNO_I386 },
	{ "set_tls", 1u << SYSNO_ARM }, { "cacheflush", 1u << SYSNO_ARM },
	{ "statx", ON_32 | 1u << SYSNO_LOONGARCH64 }, /* it had no other stat until Linux 6.11 */
	{ "riscv_flush_icache", 1u << SYSNO_RISCV64 }, { "riscv_hwprobe", 1u << SYSNO_RISCV64 },
};

/* Groups that one multiplexing call of 32-bit x86 opens anyway. */
static const struct {
	const char *name, *group;
} multiplexed[] = {
	{ "ipc", "sysv_msg" },	      { "ipc", "sysv_sem" },	    { "ipc", "sysv_shm" },
	{ "socketcall", "accept" },   { "socketcall", "bind" },	    { "socketcall", "connect" },
	{ "socketcall", "listen" },   { "socketcall", "recv" },	    { "socketcall", "send" },
	{ "socketcall", "shutdown" }, { "socketcall", "sockname" }, { "socketcall", "socket" },
	{ "socketcall", "sockopt" },  { "socketcall", "socketpair" },
};

bool closure_multiplexes(const struct sysno_info *multiplexer, const struct sysno_info *other)
{
	for (size_t i = 0; multiplexer->role == 'M' && i < ARRAY_SIZE(multiplexed); i++)
		if (!strcmp(multiplexer->name, multiplexed[i].name) && !strcmp(other->group, multiplexed[i].group))
			return other->role && strchr("CLNWT", other->role);
	return false;
}

/*
 * clone3() without its filterable flags is gated more than clone(): seen, it brings clone() in; the other
 * way round it stays out, is answered ENOSYS, and every libc falls back to clone(). What forks with fork() on
 * musl does so with clone() on glibc, whose rule on flags then lets through no more than that.
 */
static bool is_clone_fallback(const struct sysno_info *seen, const struct sysno_info *other)
{
	return !strcmp(seen->group, "fork") && !strcmp(other->name, "clone");
}

static bool stands_in(const struct sysno_info *seen, const struct sysno_info *other, enum lc_abi abi)
{
	return (closure_is_like(seen, other) && closure_may_follow(seen, other, sysno_arch_of(abi))) ||
	       is_clone_fallback(seen, other);
}

/* What a multiplexer was used for was not seen; one that is a stand-in itself is for what it stands for. */
static void add_stand_ins(struct closure_list *l, const struct sys_plan row)
{
	const struct sysno_info *seen = sysno_by_number(row.abi, row.nr);

	for (size_t i = 0; i < sysno_count(); i++) {
		const struct sysno_info *other = sysno_at(i);

		if (stands_in(seen, other, row.abi) || (row.why & WHY_OBSERVED && closure_multiplexes(seen, other)))
			closure_list_stand_in(l, row.abi, other, WHY_LIBC, seen->name);
	}
}

void closure_each_floor(enum sysno_arch arch, void (*each)(void *to, const struct sysno_info *info), void *to)
{
	for (size_t i = 0; i < ARRAY_SIZE(floor_calls); i++) {
		const struct sysno_info *row = sysno_by_name(floor_calls[i].name);

		if (floor_calls[i].arches && !(floor_calls[i].arches >> arch & 1))
			continue;
		if (row->number[arch] >= 0)
			each(to, row);
		for (size_t k = 0; row->number[arch] < 0 && !(ON_32 >> arch & 1) && k < sysno_count(); k++)
			if (closure_is_like(row, sysno_at(k)) && closure_may_follow(row, sysno_at(k), arch))
				each(to, sysno_at(k));
	}
}

bool closure_is_floor(const char *name, enum lc_abi abi)
{
	enum sysno_arch arch = sysno_arch_of(abi);

	for (size_t i = 0; i < ARRAY_SIZE(floor_calls); i++)
		if (!strcmp(floor_calls[i].name, name))
			return !floor_calls[i].arches || floor_calls[i].arches >> arch & 1;
	return false;
}

/* Where floor calls of an ABI go. */
struct floor_to {
	struct closure_list *l;
	enum lc_abi abi;
	enum sys_why why;
};

static void add_floor_call(void *to, const struct sysno_info *info)
{
	const struct floor_to *f = to;

	closure_list_stand_in(f->l, f->abi, info, f->why, NULL);
}

void closure_add_floor(struct closure_list *l, enum lc_abi abi, enum sys_why why)
{
	closure_each_floor(sysno_arch_of(abi), add_floor_call, &(struct floor_to){ l, abi, why });
}

bool closure_started(const struct closure_list *l, size_t n, enum lc_abi abi)
{
	for (size_t i = 0; i < n; i++) {
		const struct sys_plan *row = &l->rows[i];

		if (row->abi != abi || !(row->why & (WHY_OBSERVED | WHY_ARCH)))
			continue;
		for (size_t k = 0; k < ARRAY_SIZE(floor_calls); k++)
			if (!floor_calls[k].arches && !strcmp(floor_calls[k].name, row->name))
				return true;
	}
	return false;
}

/* The start-up of a libc only where one started: a lone int 0x80 of a 64-bit program brings in no second loader. */
void closure_add_libc(struct closure_list *l, size_t n)
{
	for (size_t i = 0; i < n; i++)
		add_stand_ins(l, l->rows[i]);
	for (int abi = 0; abi < LC_ABIS; abi++)
		if (closure_started(l, n, abi))
			closure_add_floor(l, abi, WHY_LIBC);
}
