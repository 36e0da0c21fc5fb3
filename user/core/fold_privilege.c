// SPDX-License-Identifier: BSD-2-Clause
/*
 * Knows what the fold keeps of changes of privileges and of the files that give them, and what execve(2) of such a
 * file did not give: no record tells of that.
 */
#include <errno.h>
#include <string.h>

#include "base/order.h"
#include "core/fold_maker.h"

#define EXECVE 59 /* x86_64 */

static struct privilege_key key_of(const struct lc_privilege *r)
{
	return (struct privilege_key){
		.slot = r->h.slot, .nr = r->nr, .abi = r->abi, .flags = r->flags, .euid_before = r->euid_before,
		.euid_after = r->euid_after, .securebits = r->securebits, .gained = r->gained, .lost = r->lost,
		.ambient = r->ambient,
	};
}

static struct privilege_fact *add_privilege(struct fold *f, const struct privilege_key *key)
{
	_free_ struct privilege_fact *fact = calloc(1, sizeof(*fact));

	if (!fact)
		return NULL;
	fact->key = *key;
	HASH_ADD(hh, f->privileges, key, sizeof(fact->key), fact);
	return fact->hh.tbl ? TAKE(fact) : NULL;
}

static int feed_privilege(struct fold *f, const struct lc_privilege *r)
{
	struct privilege_key key = key_of(r);
	struct privilege_fact *fact;

	HASH_FIND(hh, f->privileges, &key, sizeof(key), fact);
	if (!fact)
		fact = add_privilege(f, &key);
	if (!fact)
		return -ENOMEM;
	if (r->count > fact->count)
		fact->count = r->count;
	fact->bounding_lost |= r->bounding_lost;
	fact->first_ns = earlier(fact->first_ns, r->h.ns);
	return 0;
}

static struct file_fact *add_file(struct fold *f, uint32_t slot)
{
	_free_ struct file_fact *fact = calloc(1, sizeof(*fact));

	if (!fact)
		return NULL;
	fact->key = slot;
	HASH_ADD(hh, f->files, key, sizeof(fact->key), fact);
	return fact->hh.tbl ? TAKE(fact) : NULL;
}

static uint32_t larger(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

/* A file that changed meanwhile gives what either gives. */
static int feed_file(struct fold *f, const struct lc_file *r)
{
	struct program_file *file;
	struct file_fact *fact;

	HASH_FIND(hh, f->files, &r->h.slot, sizeof(r->h.slot), fact);
	if (!fact)
		fact = add_file(f, r->h.slot);
	if (!fact)
		return -ENOMEM;
	file = &fact->file;
	file->flags |= r->flags;
	file->permitted |= r->permitted;
	file->inheritable |= r->inheritable;
	file->uid = larger(file->uid, r->uid);
	file->gid = larger(file->gid, r->gid);
	file->rootid = larger(file->rootid, r->rootid);
	return 0;
}

int fold_feed_privileges(struct fold *f, const union record *r)
{
	if (r->head.kind == LC_PRIVILEGE)
		return feed_privilege(f, &r->privilege);
	return r->head.kind == LC_FILE && r->head.slot ? feed_file(f, &r->file) : 0;
}

void fold_free_privileges(struct fold *f)
{
	FREE_FACTS(f->privileges);
	FREE_FACTS(f->files);
}

/* --- the profile ------------------------------------------------------------------ */

static int compare_sets(const struct privilege *x, const struct privilege *y)
{
	int r = order_u64(x->gained, y->gained);

	if (!r)
		r = order_u64(x->lost, y->lost);
	return r ? r : order_u64(x->ambient, y->ambient);
}

/* 0: alike but for when and how often, and for what was dropped from the bounding set. */
static int compare_kinds(const struct privilege *x, const struct privilege *y)
{
	const uint32_t a[] = { x->program, x->phases, x->abi, x->nr, x->flags, x->euid_before, x->euid_after,
			       x->securebits };
	const uint32_t b[] = { y->program, y->phases, y->abi, y->nr, y->flags, y->euid_before, y->euid_after,
			       y->securebits };
	int r = 0;

	for (size_t i = 0; !r && i < ARRAY_SIZE(a); i++)
		r = order_u64(a[i], b[i]);
	return r ? r : compare_sets(x, y);
}

static int compare_by_kind(const void *a, const void *b)
{
	return compare_kinds(a, b);
}

static int compare_by_time(const void *a, const void *b)
{
	const struct privilege *x = a, *y = b;
	int r = order_u64(x->program, y->program);

	if (!r)
		r = order_u64(x->first_ns, y->first_ns);
	return r ? r : compare_kinds(x, y);
}

/* Adds up those that differ in their chapter only. Returns how many are left. */
static size_t merge(struct privilege *all, size_t n)
{
	size_t last = 0;

	qsort(all, n, sizeof(*all), compare_by_kind);
	for (size_t i = 1; i < n; i++) {
		if (compare_kinds(&all[last], &all[i])) {
			all[++last] = all[i];
			continue;
		}
		all[last].count = add_saturated(all[last].count, all[i].count);
		all[last].bounding_lost |= all[i].bounding_lost;
		all[last].first_ns = earlier(all[last].first_ns, all[i].first_ns);
	}
	return n ? last + 1 : 0;
}

static void make_privilege(const struct maker *m, const struct privilege_fact *fact, struct privilege *out)
{
	const struct privilege_key *k = &fact->key;

	*out = (struct privilege){
		.program = id_of(k->slot), .nr = k->nr, .abi = k->abi, .flags = k->flags,
		.euid_before = k->euid_before, .euid_after = k->euid_after, .securebits = k->securebits,
		.gained = k->gained, .lost = k->lost, .bounding_lost = fact->bounding_lost, .ambient = k->ambient,
		.count = fact->count, .first_ns = since(m, fact->first_ns), .phases = maker_phases(m, k->slot),
	};
}

/* --- what execve did not give ------------------------------------------------------- */

/* What a program's execve gave, and what it and those above it dropped from the bounding set. */
struct given {
	uint64_t gained, dropped;
	struct privilege *first, *giving; /* its first execve that was told, and the first that gave any; NULL: none */
};

/* One a program, in the order of the profile: parents before children. */
static void find_given(const struct maker *m, size_t n, struct given *given)
{
	const struct profile *p = m->profile;

	for (size_t i = 0; i < n; i++) {
		struct privilege *e = &p->privileges[i];
		struct given *g = &given[m->index[e->program]];

		g->dropped |= e->bounding_lost;
		if (!(e->flags & LC_STANCE_EXEC))
			continue;
		g->gained |= e->gained;
		g->first = g->first ?: e;
		if (e->gained && !g->giving)
			g->giving = e;
	}
	for (size_t i = 0; i < p->nprograms; i++) {
		if (p->programs[i].parent)
			given[i].dropped |= given[m->index[p->programs[i].parent]].dropped;
	}
}

/*
 * Why the capabilities of a program's file were void, as LC_STANCE_VOID_CAPS_*; 0: they were not, as far as is known.
 * What only its permitted set has to have is cut by the bounding set; with the effective bit execve fails instead.
 */
static uint32_t why_void(const struct maker *m, const struct program *program, const struct given *given)
{
	uint64_t bounding = (m->fold->outcome.bounding ?: UINT64_MAX) & ~given->dropped;
	const struct program_file *file = &program->file;
	uint64_t missing = file->permitted & ~given->gained;

	if (!program->uid || !(file->flags & LC_FILE_CAPS) || !missing || (program->flags & LC_PROGRAM_FILTERING))
		return 0;
	if (missing == file->permitted && (program->flags & LC_PROGRAM_NOSUID))
		return LC_STANCE_VOID_CAPS_NOSUID;
	if (missing == file->permitted && (program->flags & LC_PROGRAM_NO_NEW_PRIVS))
		return LC_STANCE_VOID_CAPS_NNP;
	if (!given->gained && (program->flags & LC_PROGRAM_GAINED))
		return 0; /* what it gained was not told */
	return !(file->flags & LC_FILE_EFFECTIVE) && (missing & ~bounding) ? LC_STANCE_VOID_CAPS_BOUNDING : 0;
}

static uint32_t phases_at(const struct maker *m, uint64_t ns)
{
	const struct lc_boundary *b = &m->fold->boundary;

	if (!b->h.kind)
		return 0;
	return 1u << (ns < since(m, b->h.ns) ? PHASE_INIT : PHASE_SERVING);
}

/* To the execve that was told, or behind the *n privileges that records told; there is room for them. */
static int add_voids(struct maker *m, size_t *n)
{
	struct profile *p = m->profile;
	_free_ struct given *given = calloc(p->nprograms + 1, sizeof(*given));
	size_t all = *n;

	if (!given)
		return -ENOMEM;
	find_given(m, *n, given);
	for (size_t i = 0; i < p->nprograms; i++) {
		const struct program *program = &p->programs[i];
		uint32_t why = why_void(m, program, &given[i]);
		struct privilege *told = given[i].giving ?: given[i].first;

		if (why && told)
			told->flags |= why;
		else if (why)
			p->privileges[all++] = (struct privilege){
				.program = program->id, .nr = EXECVE, .abi = LC_ABI_X86_64,
				.flags = LC_STANCE_EXEC | why, .euid_before = program->uid,
				.euid_after = program->uid, .count = program->instances,
				.first_ns = program->first_ns, .phases = phases_at(m, program->first_ns),
			};
	}
	*n = all;
	return 0;
}

static void place_files(struct maker *m)
{
	for (const struct file_fact *f = m->fold->files; f; f = f->hh.next) {
		if (m->index[f->key] != NO_INDEX)
			m->profile->programs[m->index[f->key]].file = f->file;
	}
}

int maker_privileges(struct maker *m)
{
	struct profile *p = m->profile;
	size_t n = HASH_COUNT(m->fold->privileges), files = HASH_COUNT(m->fold->files), i = 0;

	p->privileges = calloc(n + files + 1, sizeof(*p->privileges));
	if (!p->privileges)
		return -ENOMEM;
	place_files(m);
	for (const struct privilege_fact *f = m->fold->privileges; f; f = f->hh.next)
		make_privilege(m, f, &p->privileges[i++]);
	n = merge(p->privileges, n);
	if (add_voids(m, &n))
		return -ENOMEM;
	qsort(p->privileges, n, sizeof(*p->privileges), compare_by_time);
	p->nprivileges = n;
	if (n <= PROFILE_MAX_PRIVILEGES)
		return 0;
	p->lost[LC_LOST_PRIVILEGES] = add_saturated(p->lost[LC_LOST_PRIVILEGES], n - PROFILE_MAX_PRIVILEGES);
	p->nprivileges = PROFILE_MAX_PRIVILEGES;
	return 0;
}
