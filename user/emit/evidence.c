// SPDX-License-Identifier: BSD-2-Clause
/* Groups checks by place and by program, for the reports. */
#include "emit/evidence.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/guard.h"
#include "base/order.h"
#include "core/advise.h"

static int by_place(const void *left, const void *right)
{
	const struct check *a = ((const struct evidence *)left)->check;
	const struct check *b = ((const struct evidence *)right)->check;
	int r = order_u64(a->program, b->program);

	if (!r)
		r = order_u64(a->abi, b->abi);
	if (!r)
		r = order_u64(a->nr, b->nr);
	if (!r)
		r = order_u64(a->flags & CHECK_NS_FLAGS, b->flags & CHECK_NS_FLAGS);
	return r ? r : strcmp(a->site, b->site);
}

static int by_place_and_rank(const void *left, const void *right)
{
	const struct evidence *a = left, *b = right;
	int r = by_place(a, b);

	return r ? r : order_u64(a->rank, b->rank);
}

static int by_rank(const void *left, const void *right)
{
	const struct evidence *a = left, *b = right;

	return order_u64(a->rank, b->rank);
}

static struct evidence single(const struct check *check, size_t rank)
{
	bool denied = check_refused(check);

	return (struct evidence){
		.check = check,
		.granted = denied ? 0 : check->count,
		.denied = denied ? check->count : 0,
		.first_ns = check->first_ns,
		.rank = rank,
	};
}

/* Adds up neighbours of the same place. Returns how many are left. */
static size_t merge(struct evidence *e, size_t n)
{
	size_t i, kept = 0;

	for (i = 0; i < n; i++) {
		struct evidence *last = kept ? &e[kept - 1] : NULL;

		if (!last || by_place(last, &e[i])) {
			e[kept++] = e[i];
			continue;
		}
		last->granted += e[i].granted;
		last->denied += e[i].denied;
		if (e[i].first_ns < last->first_ns)
			last->first_ns = e[i].first_ns;
	}
	return kept;
}

int evidence_group(const struct cap_plan *cap, struct evidence **out, size_t *n)
{
	struct evidence *e = calloc(cap->nevidence + 1, sizeof(*e));
	size_t i;

	if (!e)
		return -ENOMEM;
	for (i = 0; i < cap->nevidence; i++)
		e[i] = single(cap->evidence[i], i);
	qsort(e, cap->nevidence, sizeof(*e), by_place_and_rank);
	*n = merge(e, cap->nevidence);
	qsort(e, *n, sizeof(*e), by_rank);
	*out = e;
	return 0;
}

static bool is_use(const struct plan *plan, const struct check *check)
{
	const struct site *site;

	if (check->cap >= CAP_ROOM || !(plan->keep >> check->cap & 1))
		return false;
	if (check_refused(check) || (check->flags & LC_CHECK_VOID))
		return false;
	site = check_site(check);
	return !site || !site->harmless;
}

static int by_id(const void *left, const void *right)
{
	const struct program *a = *(const struct program *const *)left;
	const struct program *b = *(const struct program *const *)right;

	return order_u64(a->id, b->id);
}

int evidence_used(const struct plan *plan, uint64_t **masks)
{
	const struct profile *p = plan->profile;
	_free_ const struct program **order = calloc(p->nprograms + 1, sizeof(*order));
	_free_ uint64_t *used = calloc(p->nprograms + 1, sizeof(*used));
	size_t i;

	if (!order || !used)
		return -ENOMEM;
	for (i = 0; i < p->nprograms; i++)
		order[i] = &p->programs[i];
	qsort(order, p->nprograms, sizeof(*order), by_id);
	for (i = 0; i < p->nchecks; i++) {
		struct program wanted = { .id = p->checks[i].program }, *key = &wanted;
		const struct program **found = bsearch(&key, order, p->nprograms, sizeof(*order), by_id);

		if (found && is_use(plan, &p->checks[i]))
			used[*found - p->programs] |= 1ull << p->checks[i].cap;
	}
	*masks = TAKE(used);
	return 0;
}
