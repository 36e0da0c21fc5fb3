/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The words for an advice: one sentence for one capability, with the program,
 * the syscall and the place in the kernel that decided, or with what a replay showed.
 */
#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "core/advise.h"
#include "core/plan.h"
#include "core/owner_group.h"
#include "core/reason_words.h"
#include "core/sysno.h"
#include "core/weigh.h"

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
	const struct program *program = profile_program(plan->profile, cap->decider->program);

	buf_add(b, program_name(plan, cap->decider->program));
	if (program)
		owner_add_of(plan->profile, program, b);
	add_others(other_programs(cap), "program", b);
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
	reason_add_place(cap->decider, b);
	reason_add_credentials(cap->decider, b);
}

static void add_refused(const struct plan *plan, const struct cap_plan *cap, struct buf *b)
{
	buf_add(b, "refused to ");
	add_program(plan, cap, b);
	reason_add_place(cap->decider, b);
	reason_add_credentials(cap->decider, b);
}

static void add_without(const struct site *row, const char *before, struct buf *b)
{
	if (row && row->without && *row->without)
		buf_addf(b, "%s%s", before, row->without);
}

static bool is_asked_beside(const struct cap_plan *narrow, const struct check *wide)
{
	for (size_t i = 0; i < narrow->nevidence; i++) {
		const struct check *c = narrow->evidence[i];

		if (c == wide || (c->program == wide->program && c->nr == wide->nr && c->abi == wide->abi &&
				  !strcmp(site_decision(c->site), site_decision(wide->site))))
			return true;
	}
	return false;
}

/* What the plan has in the place of a wide one. */
static const char *narrower_name(const struct plan *plan, const struct cap_plan *cap, const struct site *row,
				 char *room)
{
	if (row && row->instead >= 0)
		return cap_name((unsigned int)row->instead, room);
	for (size_t i = 0; i < plan->ncaps; i++) {
		const struct cap_plan *other = &plan->caps[i];

		if ((site_narrower((int)cap->cap) >> other->cap & 1) && other->advice != ADVICE_DROP &&
		    is_asked_beside(other, cap->decider))
			return cap_name(other->cap, room);
	}
	return "one";
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
	else if (row && row->trait == TRAIT_RING)
		buf_add(b, ": nothing was registered with the ring that would count as locked memory");
	else if (row && !row->harmless)
		buf_add(b, ": what the kernel asked for next was granted");
	else if (row && row->without && *row->without)
		add_without(row, "; without it: ", b);
	else
		buf_add(b, ": the answer changes no result");
}

static void say_denied(const struct plan *plan, const struct cap_plan *cap, const struct site *row, struct buf *b)
{
	add_refused(plan, cap, b);
	if (!cap->decider->nresults || !check_results_tell(cap->decider, row))
		buf_add(b, ": nothing that worked needed it");
	else if (!reason_add_failures(cap->decider, b))
		buf_add(b, ", which may have another cause");
	buf_add(b, "; ");
	reason_add_mend(cap->decider, b);
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
	const struct check *c = cap->decider;

	(void)row;
	add_refused(plan, cap, b);
	buf_addf(b, "%s: what it was asked for belongs to %s user namespace; adding it cannot help, %s",
		 c->flags & LC_CHECK_EFFECTIVE ? " although it was held" : "",
		 c->flags & LC_CHECK_NS_INIT ? "the initial" : "another", reason_way_out(c));
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

	if (check_refused(cap->decider)) {
		add_refused(plan, cap, b);
		buf_addf(b, ", where the narrower %s would do", narrower_name(plan, cap, row, room));
	} else {
		add_granted(plan, cap, b);
		buf_addf(b, ", where the narrower %s suffices", narrower_name(plan, cap, row, room));
	}
}

static void say_covered(const struct plan *plan, const struct cap_plan *cap, const struct site *row, struct buf *b)
{
	char room[32];

	(void)row;
	add_granted(plan, cap, b);
	for (unsigned int wide = 0; wide < CAP_ROOM; wide++)
		if ((plan->keep >> wide & 1) && (site_narrower((int)wide) >> cap->cap & 1) &&
		    check_site_of(cap->decider, wide)) {
			buf_addf(b, ", where %s, which is kept, does as well", cap_name(wide, room));
			return;
		}
}

static void say_overridden(const struct plan *plan, const struct cap_plan *cap, const struct site *row,
			   struct buf *b)
{
	(void)row;
	buf_add(b, check_refused(cap->decider) ? "refused to " : "granted to ");
	add_program(plan, cap, b);
	reason_add_place(cap->decider, b);
	if (check_in_access(cap->decider))
		buf_add(b, " for its real ids: that is what was to be found out");
	else
		buf_add(b, " on other credentials than its own: its own capabilities were not asked");
	if (check_refused(cap->decider) && !check_in_access(cap->decider))
		buf_add(b, "; adding it cannot help, mounting or exporting with more can");
}

static void say_survived(const struct plan *plan, const struct cap_plan *cap, const struct site *row, struct buf *b)
{
	(void)row;
	add_refused(plan, cap, b);
	buf_add(b, ", yet each such call succeeded: it is not needed there");
}

static void say_futile(const struct plan *plan, const struct cap_plan *cap, const struct site *row, struct buf *b)
{
	(void)row;
	add_granted(plan, cap, b);
	reason_add_failures(cap->decider, b);
	buf_add(b, cap->advice == ADVICE_ASK ?
			   " all the same: something else refuses it; it will be needed once that is mended" :
			   " all the same: it made no difference");
}

static void say_asked(const struct plan *plan, const struct cap_plan *cap, const struct site *row, struct buf *b)
{
	(void)row;
	add_program(plan, cap, b);
	buf_add(b, " asks to hold it by capset(), but no check shows that it uses it; "
		   "a replay without it says whether it insists");
}

static void say_file(const struct plan *plan, const struct cap_plan *cap, const struct site *row, struct buf *b)
{
	add_program(plan, cap, b);
	buf_add(b, " is executed with it as a file capability");
	add_without(row, "; without it: ", b);
}

static void say_shown(const struct plan *plan, const struct cap_plan *cap, const struct site *row, struct buf *b)
{
	add_granted(plan, cap, b);
	buf_add(b, ", where it only changes what is shown");
	add_without(row, "; without it: ", b);
	buf_add(b, "; only comparing the output tells whether that matters");
}

static void say_fallback(const struct plan *plan, const struct cap_plan *cap, const struct site *row, struct buf *b)
{
	add_granted(plan, cap, b);
	add_without(row, "; without it: ", b);
	buf_add(b, ", and programs mostly do with less then; a replay without it tells");
}

static void say_no_new_privs(const struct plan *plan, const struct cap_plan *cap, const struct site *row,
			     struct buf *b)
{
	(void)row;
	buf_add(b, "asked of ");
	add_program(plan, cap, b);
	reason_add_place(cap->decider, b);
	buf_add(b, " because no_new_privs was not set; with it, as planned, nothing is asked");
}

static void say_without(const struct cap_plan *cap, struct buf *b)
{
	const char *without = cap->member ? cap->member->without : NULL;

	if (without && *without)
		buf_addf(b, ": %s", without);
}

static void say_proven(const struct plan *plan, const struct cap_plan *cap, const struct site *row, struct buf *b)
{
	(void)plan;
	(void)row;
	if (!cap->member) {
		buf_add(b, "part of the set that a replay worked with; nothing was tried without it");
		return;
	}
	buf_add(b, cap->member->verdict == MEMBER_SUBSTITUTE ?
			   "in a replay it did in place of a wider one, and a replay without either failed" :
			   "a replay without it failed");
	say_without(cap, b);
}

static void say_needless(const struct plan *plan, const struct cap_plan *cap, const struct site *row, struct buf *b)
{
	(void)plan;
	(void)row;
	buf_add(b, cap->member ? "a replay without it worked all the same" :
				 "not part of the set that a replay worked with");
}

static void say_added(const struct plan *plan, const struct cap_plan *cap, const struct site *row, struct buf *b)
{
	(void)plan;
	(void)row;
	buf_add(b, "no check shows it, but a replay without it failed");
	say_without(cap, b);
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
	[REASON_COVERED] = say_covered,
	[REASON_OVERRIDDEN] = say_overridden,
	[REASON_DENIED_LSM] = say_denied_lsm,
	[REASON_SURVIVED] = say_survived,
	[REASON_FUTILE] = say_futile,
	[REASON_ASKED] = say_asked,
	[REASON_FILE] = say_file,
	[REASON_PROVEN] = say_proven,
	[REASON_NEEDLESS] = say_needless,
	[REASON_ADDED] = say_added,
	[REASON_SHOWN] = say_shown,
	[REASON_FALLBACK] = say_fallback,
	[REASON_NO_NEW_PRIVS] = say_no_new_privs,
};
static_assert(ARRAY_SIZE(sayers) == CAP_REASONS, "a sentence per reason");

void plan_reason_text(const struct plan *plan, const struct cap_plan *cap, struct buf *b)
{
	if ((unsigned int)cap->reason < CAP_REASONS)
		sayers[cap->reason](plan, cap, cap->decider ? check_site(cap->decider) : NULL, b);
}
