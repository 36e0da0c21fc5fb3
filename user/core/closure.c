/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The closure of a syscall list: what the kernel and the vDSO issue, what
 * another libc would call in place of what was seen, what the container
 * runtime calls under the filter. Nothing is widened across a privilege boundary.
 */
#include "core/closure.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/order.h"
#include "core/prove.h"
#include "core/runtime_base.h"

/* The ABI of the machine: of the runtime that loads the filter and executes the workload. */
#define NATIVE LC_ABI_X86_64

_Static_assert(LC_ABIS * LC_SYSCALL_BITS < UINT16_MAX, "a place in the list fits");

struct list {
	struct sys_plan *rows;
	size_t n, room;
	uint16_t at[LC_ABIS][LC_SYSCALL_BITS]; /* by number: place in rows + 1; 0: not in it */
	bool failed; /* out of memory; checked once, at the end */
};

static void list_free(struct list *l)
{
	free(l->rows);
}

static const char *const kernel_names[] = { "exit", "exit_group", "restart_syscall", "rt_sigreturn", "sigreturn" };

/* What the loader and start-up of glibc and musl call before main(), measured by version. */
static const char *const floor_names[] = {
	"access", "brk", "close", "fstat", "futex", "getrandom", "mmap", "mprotect", "munmap", "newfstatat",
	"open", "openat", "pread64", "prlimit64", "read", "rseq", "set_robust_list", "set_tid_address",
};
static const char *const floor_names_64[] = { "arch_prctl" };
static const char *const floor_names_32[] = { "fstat64", "fstatat64", "mmap2", "set_thread_area", "statx" };

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

/* Whether word is one of the words of list, separated by sep and ended by end or NUL. */
static bool has_word(const char *list, const char *word, char sep, char end)
{
	size_t size = strlen(word);

	for (const char *at = list; *at && *at != end;) {
		size_t span = 0;

		while (at[span] && at[span] != sep && at[span] != end)
			span++;
		if (span == size && !memcmp(at, word, size))
			return true;
		at += span;
		at += *at == sep;
	}
	return false;
}

bool closure_is_open(const struct sysno_info *info, enum lc_abi abi)
{
	static const char *const docker_arches[] = { "amd64", "x86", "x32" };
	static const char arch_only[] = "if(arch:";
	const char *rule = info->docker;

	_Static_assert(ARRAY_SIZE(docker_arches) == LC_ABIS, "a Docker word per ABI");
	if (!strcmp(rule, "yes"))
		return true;
	if ((unsigned int)abi >= LC_ABIS || strncmp(rule, arch_only, strlen(arch_only)))
		return false;
	rule += strlen(arch_only);
	/* A second condition, or one more word such as "args", is more than an architecture. */
	return !strpbrk(rule, ",+") && has_word(rule, docker_arches[abi], '|', ')');
}

/* The slot of a call in at[], NULL if the ABI has no such call. */
static uint16_t *list_slot(struct list *l, enum lc_abi abi, const struct sysno_info *info)
{
	int nr = info->number[sysno_arch_of(abi)];

	return nr >= 0 && nr < LC_SYSCALL_BITS ? &l->at[abi][nr] : NULL;
}

static struct sys_plan *list_append(struct list *l)
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

/* Adds a reason for a call; NULL if the ABI has no such call, or out of memory. */
static struct sys_plan *list_add(struct list *l, enum lc_abi abi, const struct sysno_info *info, enum sys_why why)
{
	uint16_t *slot = list_slot(l, abi, info);
	struct sys_plan *row;

	if (!slot)
		return NULL;
	if (*slot) {
		row = &l->rows[*slot - 1];
	} else {
		row = list_append(l);
		if (!row)
			return NULL;
		*row = (struct sys_plan){ .abi = abi, .nr = (uint32_t)(slot - l->at[abi]), .name = info->name };
		*slot = (uint16_t)l->n;
	}
	row->why |= why;
	return row;
}

/* A stand-in: only for what no stronger reason has brought in. */
static void list_add_libc(struct list *l, enum lc_abi abi, const struct sysno_info *info, const char *for_name)
{
	uint16_t *slot = list_slot(l, abi, info);
	struct sys_plan *row;

	if (!slot || *slot)
		return;
	row = list_add(l, abi, info, WHY_LIBC);
	if (row)
		row->for_name = for_name;
}

/* One that was seen, and that no replay showed to be needless. */
static void add_use(struct list *l, enum lc_abi abi, const struct sysuse *use)
{
	const struct sysno_info *info = sysno_by_number(abi, use->nr);
	struct sys_plan *row = info ? list_add(l, abi, info, WHY_OBSERVED) : NULL;

	if (!row)
		return;
	row->phases |= use->phases;
	if (__builtin_add_overflow(row->count, use->count, &row->count))
		row->count = UINT64_MAX;
}

static void add_observed(struct list *l, const struct plan *plan, bool used[LC_ABIS])
{
	const struct profile *p = plan->profile;
	const struct proof *proof = prove_holds(p) ? p->proof : NULL;

	for (size_t i = 0; i < p->nprograms; i++) {
		if (!roles_count(&plan->roles, p->programs[i].id))
			continue;
		for (int abi = 0; abi < LC_ABIS; abi++) {
			const struct sysset *s = &p->programs[i].syscalls[abi];

			for (size_t k = 0; k < s->n; k++) {
				used[abi] |= sysno_by_number(abi, s->use[k].nr) != NULL;
				if (!proof || !sysset_has(&proof->needless[abi], s->use[k].nr))
					add_use(l, abi, &s->use[k]);
			}
		}
	}
}

static void add_kernel(struct list *l, enum lc_abi abi)
{
	for (size_t i = 0; i < ARRAY_SIZE(kernel_names); i++) {
		const struct sysno_info *info = sysno_by_name(kernel_names[i]);

		if (info)
			list_add(l, abi, info, WHY_KERNEL);
	}
}

/* Role V, its time64 variants, and getrandom(), which x86-64 has in the vDSO since Linux 6.11. */
static bool is_vdso(const struct sysno_info *info, enum lc_abi abi)
{
	return info->role == 'V' || (info->role == 'T' && !strcmp(info->group, "clock")) ||
	       (abi == LC_ABI_X86_64 && !strcmp(info->name, "getrandom"));
}

static void add_vdso(struct list *l, enum lc_abi abi)
{
	for (size_t i = 0; i < sysno_count(); i++)
		if (is_vdso(sysno_at(i), abi))
			list_add(l, abi, sysno_at(i), WHY_VDSO);
}

static bool is_privileged(const struct sysno_info *info)
{
	return has_word(info->systemd, "privileged", ',', '\0');
}

/* Roles that another libc or its next release may use: current, legacy, newer, wide and time64. */
static bool has_libc_role(const struct sysno_info *info)
{
	return info->role && strchr("CLNWT", info->role);
}

/*
 * Whether another libc may call other where seen was called. Never a call that
 * Docker's default profile gates, nor from an ordinary to a privileged one.
 */
static bool stands_in(const struct sysno_info *seen, const struct sysno_info *other, enum lc_abi abi)
{
	return !strcmp(seen->group, other->group) && has_libc_role(other) && closure_is_open(other, abi) &&
	       (!is_privileged(other) || is_privileged(seen));
}

static bool is_multiplexed(const struct sysno_info *seen, const struct sysno_info *other)
{
	for (size_t i = 0; i < ARRAY_SIZE(multiplexed); i++)
		if (!strcmp(seen->name, multiplexed[i].name) && !strcmp(other->group, multiplexed[i].group))
			return has_libc_role(other);
	return false;
}

/*
 * clone3() without its filterable flags is gated more than clone(): seen, it brings clone() in; the other
 * way round it stays out, is answered ENOSYS, and every libc falls back to clone().
 */
static bool is_clone_fallback(const struct sysno_info *seen, const struct sysno_info *other)
{
	return !strcmp(seen->name, "clone3") && !strcmp(other->name, "clone");
}

static void add_stand_ins(struct list *l, enum lc_abi abi, const struct sysno_info *seen)
{
	for (size_t i = 0; i < sysno_count(); i++) {
		const struct sysno_info *other = sysno_at(i);

		if (other == seen)
			continue;
		if (stands_in(seen, other, abi) || is_multiplexed(seen, other) || is_clone_fallback(seen, other))
			list_add_libc(l, abi, other, seen->name);
	}
}

static void add_names(struct list *l, enum lc_abi abi, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct sysno_info *info = sysno_by_name(names[i]);

		if (info)
			list_add_libc(l, abi, info, NULL);
	}
}

static void add_floor(struct list *l, enum lc_abi abi)
{
	add_names(l, abi, floor_names, ARRAY_SIZE(floor_names));
	if (abi == LC_ABI_I386)
		add_names(l, abi, floor_names_32, ARRAY_SIZE(floor_names_32));
	else
		add_names(l, abi, floor_names_64, ARRAY_SIZE(floor_names_64));
}

static bool is_floor(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(floor_names); i++)
		if (!strcmp(name, floor_names[i]))
			return true;
	return false;
}

/*
 * Stand-ins of the first nseen rows, which are the observed ones. The start-up of a libc only on an ABI
 * where one started: a lone int 0x80 of a 64-bit program brings in no second loader.
 */
static void add_libc(struct list *l, size_t nseen)
{
	bool started[LC_ABIS] = { false };

	for (size_t i = 0; i < nseen; i++) {
		const struct sysno_info *seen = sysno_by_number(l->rows[i].abi, l->rows[i].nr);

		started[l->rows[i].abi] |= is_floor(seen->name);
		add_stand_ins(l, l->rows[i].abi, seen);
	}
	for (int abi = 0; abi < LC_ABIS; abi++)
		if (started[abi])
			add_floor(l, abi);
}

/* Some runtimes try mount calls first and do without them: those stay out. */
static struct sys_plan *add_of_runtime(struct list *l, const struct sysno_info *info)
{
	return info && closure_is_open(info, NATIVE) ? list_add(l, NATIVE, info, WHY_RUNTIME) : NULL;
}

static void add_runtime_table(struct list *l, const struct plan *plan)
{
	for (size_t i = 0; i < sysno_count(); i++) {
		unsigned int runtimes = runtime_base(sysno_at(i), plan->options.runtime, plan->no_new_privs,
						     plan->options.exec);
		struct sys_plan *row = runtimes ? add_of_runtime(l, sysno_at(i)) : NULL;

		if (row)
			row->runtimes = runtimes;
	}
}

static void add_runtime_measured(struct list *l, const struct plan *plan)
{
	for (size_t i = 0; i < plan->roles.n; i++) {
		const struct program_role *role = &plan->roles.at[i];
		const struct sysset *set = &role->program->syscalls[NATIVE];

		if (role->role != PROGRAM_FILTERED || !runtime_serves(plan->options.runtime, role->runtime))
			continue;
		for (size_t k = 0; k < set->n; k++) {
			struct sys_plan *row = add_of_runtime(l, sysno_by_number(NATIVE, set->use[k].nr));

			if (row)
				row->measured |= 1u << role->runtime;
		}
	}
}

static void close_list(struct list *l, const struct plan *plan, const bool used[LC_ABIS])
{
	size_t nseen = l->n;

	for (int abi = 0; abi < LC_ABIS; abi++) {
		if (!used[abi])
			continue;
		add_kernel(l, abi);
		add_vdso(l, abi);
	}
	list_add(l, NATIVE, sysno_by_name("execve"), WHY_KERNEL);
	if (plan->options.portable == PORTABLE_LIBC)
		add_libc(l, nseen);
	add_runtime_table(l, plan);
	add_runtime_measured(l, plan);
}

static int compare_rows(const void *a, const void *b)
{
	const struct sys_plan *x = a, *y = b;

	return x->abi != y->abi ? order_u64(x->abi, y->abi) : strcmp(x->name, y->name);
}

int closure_make(const struct plan *plan, bool used[LC_ABIS], struct sys_plan **out, size_t *n)
{
	_cleanup_(list_free) struct list l = { 0 };
	bool seen[LC_ABIS] = { false };

	add_observed(&l, plan, seen);
	if (l.n)
		close_list(&l, plan, seen);
	if (l.failed)
		return -ENOMEM;
	if (l.n)
		qsort(l.rows, l.n, sizeof(*l.rows), compare_rows);
	memcpy(used, seen, sizeof(seen));
	*n = l.n;
	*out = TAKE(l.rows);
	return 0;
}

static bool is_measured(const struct plan *plan, const struct sysno_info *info)
{
	int nr = info->number[sysno_arch_of(NATIVE)];

	for (size_t i = 0; nr >= 0 && i < plan->roles.n; i++)
		if (plan->roles.at[i].role == PROGRAM_FILTERED &&
		    sysset_has(&plan->roles.at[i].program->syscalls[NATIVE], (uint32_t)nr))
			return true;
	return false;
}

int closure_runtime(const struct plan *plan, struct runtime_call **out, size_t *n)
{
	_free_ struct runtime_call *calls = NULL;
	size_t found = 0;

	if (plan->roles.first) {
		calls = calloc(sysno_count(), sizeof(*calls));
		if (!calls)
			return -ENOMEM;
	}
	for (size_t i = 0; calls && i < sysno_count(); i++) {
		const struct sysno_info *info = sysno_at(i);
		const struct runtime_call call = {
			.name = info->name,
			.measured = is_measured(plan, info),
			.table = runtime_has(info, plan->roles.runtime),
		};

		if (call.measured || call.table)
			calls[found++] = call;
	}
	*n = found;
	*out = TAKE(calls);
	return 0;
}
