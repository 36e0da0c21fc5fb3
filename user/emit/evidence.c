// SPDX-License-Identifier: BSD-2-Clause
/* Groups checks by place, by program and by how their calls ended, for the reports. */
#include "emit/evidence.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/order.h"
#include "core/advise.h"
#include "core/errnos.h"
#include "core/owner_group.h"
#include "core/sysno.h"
#include "emit/phases.h"
#include "emit/runtime_part.h"
#include "emit/text.h"

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
	if (!r)
		r = order_u64(a->phases, b->phases);
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
		.last_ns = check->last_ns,
		.phases = check->phases,
		.rank = rank,
	};
}

/* Adds to the count of one way to end. 0 or -ENOMEM. */
static int add_result(struct evidence *e, const struct result *result)
{
	struct result *grown;
	size_t at = 0;

	while (at < e->nresults && e->results[at].error < result->error)
		at++;
	if (at < e->nresults && e->results[at].error == result->error) {
		e->results[at].count += result->count;
		return 0;
	}
	grown = realloc(e->results, (e->nresults + 1) * sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	memmove(&grown[at + 1], &grown[at], (e->nresults - at) * sizeof(*grown));
	grown[at] = *result;
	e->results = grown;
	e->nresults++;
	return 0;
}

static int add_results(struct evidence *e, const struct check *check)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < check->nresults; i++)
		r = add_result(e, &check->results[i]);
	return r;
}

/* What one says beside another of the same place; results are added apart. */
static void absorb(struct evidence *into, const struct evidence *e)
{
	into->granted += e->granted;
	into->denied += e->denied;
	into->phases |= e->phases;
	if (e->first_ns < into->first_ns)
		into->first_ns = e->first_ns;
	if (e->last_ns > into->last_ns)
		into->last_ns = e->last_ns;
}

/* Adds up neighbours of the same place. list->n becomes how many are left. */
static int merge(struct evidence_list *list)
{
	size_t n = list->n;
	int r = 0;

	list->n = 0;
	for (size_t i = 0; r == 0 && i < n; i++) {
		struct evidence *last = list->n ? &list->at[list->n - 1] : NULL;
		const struct check *check = list->at[i].check;

		if (last && !by_place(last, &list->at[i])) {
			absorb(last, &list->at[i]);
		} else {
			last = &list->at[list->n++];
			*last = list->at[i];
		}
		r = add_results(last, check);
	}
	return r;
}

int evidence_group(const struct cap_plan *cap, struct evidence_list *out)
{
	_evidence_ struct evidence_list list = EVIDENCE_INIT;
	int r;

	list.at = calloc(cap->nevidence + 1, sizeof(*list.at));
	if (!list.at)
		return -ENOMEM;
	for (size_t i = 0; i < cap->nevidence; i++)
		list.at[i] = single(cap->evidence[i], i);
	list.n = cap->nevidence;
	qsort(list.at, list.n, sizeof(*list.at), by_place_and_rank);
	r = merge(&list);
	if (r < 0)
		return r;
	qsort(list.at, list.n, sizeof(*list.at), by_rank);
	out->n = list.n;
	out->at = TAKE(list.at);
	return 0;
}

int evidence_sum(const struct cap_plan *cap, struct evidence_list *out)
{
	_evidence_ struct evidence_list list = EVIDENCE_INIT;
	int r = 0;

	list.at = calloc(1, sizeof(*list.at));
	if (!list.at)
		return -ENOMEM;
	for (size_t i = 0; r == 0 && i < cap->nevidence; i++) {
		struct evidence e = single(cap->evidence[i], i);

		if (e.check->cap != cap->cap)
			continue; /* asked for a wider one */
		if (list.n++)
			absorb(list.at, &e);
		else
			*list.at = e;
		list.n = 1;
		r = add_results(list.at, e.check);
	}
	if (r < 0)
		return r;
	out->n = list.n;
	out->at = TAKE(list.at);
	return 0;
}

void evidence_free(struct evidence_list *list)
{
	for (size_t i = 0; list->at && i < list->n; i++)
		free(list->at[i].results);
	free(list->at);
	*list = (struct evidence_list)EVIDENCE_INIT;
}

void evidence_results_text(const struct evidence *e, struct buf *out)
{
	char room[16];

	for (size_t i = 0; i < e->nresults; i++)
		buf_addf(out, "%s%" PRIu64 " %s", i ? ", " : "", e->results[i].count,
			 e->results[i].error ? errno_word(e->results[i].error, room) : "ok");
}

void evidence_place_text(const struct plan *plan, const struct evidence *e, struct buf *out)
{
	const struct program *program = profile_program(plan->profile, e->check->program);
	char room[32];

	if (e->check->nr == LC_NO_SYSCALL)
		buf_add(out, "outside of a syscall");
	else
		buf_addf(out, "in %s()", sysno_name(e->check->abi, e->check->nr, room));
	if (e->check->site[0])
		buf_addf(out, " at %s", e->check->site);
	if (program) {
		buf_add(out, " by ");
		text_program_name(program, out);
		owner_add_of(plan->profile, program, out);
	}
	if (e->granted > 1 || (e->granted && e->denied))
		buf_addf(out, ", %llu times", (unsigned long long)e->granted);
	if (e->denied)
		buf_addf(out, ", refused %llu times", (unsigned long long)e->denied);
	if (e->phases)
		buf_addf(out, " (%s)", phases_last(e->phases));
}

bool evidence_untold(const struct cap_plan *cap)
{
	return cap->reason == REASON_PROVEN || cap->reason == REASON_NEEDLESS || cap->reason == REASON_ADDED;
}

/* Of a runtime all that it was granted, of the workload what it keeps. */
static bool is_use(const struct plan *plan, const struct check *check)
{
	const struct site *site;

	if (check->cap >= CAP_ROOM)
		return false;
	if (!((roles_count(&plan->roles, check->program) ? plan->keep : plan->runtime_caps) >> check->cap & 1))
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
			used[part_whole(plan, *found) - p->programs] |= 1ull << p->checks[i].cap;
	}
	*masks = TAKE(used);
	return 0;
}
