/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The words for an advice: one sentence for one capability, with the program,
 * the syscall and the place in the kernel that decided.
 */
#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "core/advise.h"
#include "core/plan.h"
#include "core/sysno.h"

#define REASON_SYSCALLS 3 /* named in one sentence; more are counted */

static const char *program_name(const struct plan *plan, uint32_t id)
{
	const struct program *p = profile_program(plan->profile, id);

	if (p && p->exe && *p->exe)
		return p->exe;
	return p && p->comm && *p->comm ? p->comm : "an unnamed program";
}

/* How many other programs got the answer that decided. */
static size_t other_programs(const struct cap_plan *cap)
{
	size_t n = 0;

	for (size_t i = 1; i < cap->ndeciders; i++) {
		size_t k = 0;

		while (k < i && cap->evidence[k]->program != cap->evidence[i]->program)
			k++;
		n += k == i;
	}
	return n;
}

static size_t other_sites(const struct cap_plan *cap)
{
	size_t n = 0;

	for (size_t i = 1; i < cap->ndeciders; i++) {
		size_t k = 0;

		while (k < i && strcmp(cap->evidence[k]->site, cap->evidence[i]->site))
			k++;
		n += k == i;
	}
	return n;
}

static void add_others(size_t n, const char *what, struct buf *b)
{
	if (n)
		buf_addf(b, " and %zu more %s%s", n, what, n == 1 ? "" : "s");
}

static void add_program(const struct plan *plan, const struct cap_plan *cap, struct buf *b)
{
	buf_add(b, program_name(plan, cap->decider->program));
	add_others(other_programs(cap), "program", b);
}

static void add_place(const struct check *c, struct buf *b)
{
	char room[32];

	if (c->nr == LC_NO_SYSCALL)
		buf_add(b, " outside of a syscall");
	else
		buf_addf(b, " in %s()", sysno_name(c->abi, c->nr, room));
	if (*c->site)
		buf_addf(b, " at %s", c->site);
	else
		buf_add(b, ", at a place the kernel did not tell");
}

static bool is_repeat(const struct cap_plan *cap, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (cap->evidence[k]->nr == cap->evidence[i]->nr && cap->evidence[k]->abi == cap->evidence[i]->abi)
			return true;
	return false;
}

/* The syscalls of the checks, the deciding one first: " in mmap(), brk() and 4 more". */
static void add_syscalls(const struct cap_plan *cap, struct buf *b)
{
	size_t named = 0, more = 0;
	char room[32];

	for (size_t i = 0; i < cap->nevidence; i++) {
		const struct check *c = cap->evidence[i];

		if (c->nr == LC_NO_SYSCALL || is_repeat(cap, i))
			continue;
		if (named == REASON_SYSCALLS) {
			more++;
			continue;
		}
		buf_addf(b, "%s%s()", named++ ? ", " : " in ", sysno_name(c->abi, c->nr, room));
	}
	if (more)
		buf_addf(b, " and %zu more", more);
}

static void add_granted(const struct plan *plan, const struct cap_plan *cap, struct buf *b)
{
	buf_add(b, "granted to ");
	add_program(plan, cap, b);
	add_place(cap->decider, b);
}

static void add_refused(const struct plan *plan, const struct cap_plan *cap, struct buf *b)
{
	buf_add(b, "refused to ");
	add_program(plan, cap, b);
	add_place(cap->decider, b);
}

static void add_without(const struct site *row, const char *before, struct buf *b)
{
	if (row && row->without && *row->without)
		buf_addf(b, "%s%s", before, row->without);
}

static const char *narrower_name(const struct site *row, char *room)
{
	return row && row->instead >= 0 ? cap_name((unsigned int)row->instead, room) : "a narrower one";
}

static void say_decisive(const struct plan *plan, const struct cap_plan *cap, const struct site *row, struct buf *b)
{
	add_granted(plan, cap, b);
	add_without(row, "; without it: ", b);
}

static void say_alternative(const struct plan *plan, const struct cap_plan *cap, const struct site *row,
			    struct buf *b)
{
	add_granted(plan, cap, b);
	buf_add(b, ", one of several that would do");
	add_without(row, "; without any of them: ", b);
}

static void say_narrower(const struct plan *plan, const struct cap_plan *cap, const struct site *row, struct buf *b)
{
	char room[32];

	(void)row;
	buf_addf(b, "stands in for %s, which was ", cap_name(cap->decider->cap, room));
	add_granted(plan, cap, b);
	buf_add(b, ": the kernel accepts this narrower one there");
}

static void say_early(const struct plan *plan, const struct cap_plan *cap, const struct site *row, struct buf *b)
{
	add_granted(plan, cap, b);
	buf_add(b, ", before it was known to matter: kept, but unproven");
	add_without(row, "; without it: ", b);
}

static void say_limit(const struct plan *plan, const struct cap_plan *cap, const struct site *row, struct buf *b)
{
	add_granted(plan, cap, b);
	buf_add(b, ", which asks only past a limit");
	add_without(row, "; without it: ", b);
}

static void say_unclassified(const struct plan *plan, const struct cap_plan *cap, const struct site *row,
			     struct buf *b)
{
	(void)row;
	add_granted(plan, cap, b);
	buf_add(b, ", a place whose meaning is not known: kept, but unproven");
}

static void say_harmless(const struct plan *plan, const struct cap_plan *cap, const struct site *row, struct buf *b)
{
	uint64_t count = cap->granted + cap->denied;

	(void)plan;
	buf_addf(b, "checked %" PRIu64 " time%s", count, count == 1 ? "" : "s");
	if (*cap->decider->site) {
		buf_addf(b, " at %s", cap->decider->site);
		add_others(other_sites(cap), "place", b);
	}
	add_syscalls(cap, b);
	if (cap->decider->flags & LC_CHECK_MOOT)
		buf_add(b, ": the call asked for nothing that needs it");
	else if (row && !row->harmless)
		buf_add(b, ": what the kernel asked for next was granted");
	else if (row && row->without && *row->without)
		add_without(row, "; without it: ", b);
	else
		buf_add(b, ": the answer changes no result");
}

static void say_denied(const struct plan *plan, const struct cap_plan *cap, const struct site *row, struct buf *b)
{
	(void)row;
	add_refused(plan, cap, b);
	buf_add(b, ": nothing that worked needed it; add it only if that refusal is a fault");
}

static void say_denied_lsm(const struct plan *plan, const struct cap_plan *cap, const struct site *row,
			   struct buf *b)
{
	(void)row;
	add_refused(plan, cap, b);
	buf_add(b, " by a security module although it was held: adding it cannot help; "
		   "change that module's policy if the refusal is a fault");
}

static void say_denied_namespace(const struct plan *plan, const struct cap_plan *cap, const struct site *row,
				 struct buf *b)
{
	(void)row;
	add_refused(plan, cap, b);
	buf_addf(b, " although it was held: what it was asked for belongs to %s user namespace; adding it cannot "
		    "help, doing this outside or in that namespace can",
		 cap->decider->flags & LC_CHECK_NS_INIT ? "the initial" : "another");
}

static void say_owner(const struct plan *plan, const struct cap_plan *cap, const struct site *row, struct buf *b)
{
	(void)row;
	add_granted(plan, cap, b);
	buf_add(b, " for owning the user namespace, not for holding the capability");
}

static void say_made_namespace(const struct plan *plan, const struct cap_plan *cap, const struct site *row,
			       struct buf *b)
{
	(void)row;
	add_granted(plan, cap, b);
	buf_add(b, " inside a user namespace that the workload made itself: it comes with the namespace");
}

static void say_substituted(const struct plan *plan, const struct cap_plan *cap, const struct site *row,
			    struct buf *b)
{
	char room[32];

	add_granted(plan, cap, b);
	buf_addf(b, ", where the narrower %s suffices", narrower_name(row, room));
}

static void say_overridden(const struct plan *plan, const struct cap_plan *cap, const struct site *row,
			   struct buf *b)
{
	(void)row;
	buf_add(b, check_refused(cap->decider) ? "refused to " : "granted to ");
	add_program(plan, cap, b);
	add_place(cap->decider, b);
	buf_add(b, " on other credentials than its own: its own capabilities were not asked");
}

typedef void (*say_fn)(const struct plan *, const struct cap_plan *, const struct site *, struct buf *);

static const say_fn sayers[] = {
	[REASON_DECISIVE] = say_decisive,
	[REASON_ALTERNATIVE] = say_alternative,
	[REASON_NARROWER] = say_narrower,
	[REASON_EARLY] = say_early,
	[REASON_LIMIT] = say_limit,
	[REASON_UNCLASSIFIED] = say_unclassified,
	[REASON_HARMLESS] = say_harmless,
	[REASON_DENIED] = say_denied,
	[REASON_DENIED_NAMESPACE] = say_denied_namespace,
	[REASON_MADE_NAMESPACE] = say_made_namespace,
	[REASON_OWNER] = say_owner,
	[REASON_SUBSTITUTED] = say_substituted,
	[REASON_OVERRIDDEN] = say_overridden,
	[REASON_DENIED_LSM] = say_denied_lsm,
};
static_assert(ARRAY_SIZE(sayers) == CAP_REASONS, "a sentence per reason");

void plan_reason_text(const struct plan *plan, const struct cap_plan *cap, struct buf *b)
{
	if ((unsigned int)cap->reason < CAP_REASONS)
		sayers[cap->reason](plan, cap, check_site(cap->decider), b);
}
