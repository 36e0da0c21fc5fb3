// SPDX-License-Identifier: BSD-2-Clause
/*
 * Knows how a filter is spelled for systemd: SystemCallFilter= with names or @groups, what takes some out again, and
 * what stands in for conditions on arguments (systemd.exec(5); src/shared/seccomp-util.c of 252).
 */
#include "emit/systemd_filter.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/guard.h"
#include "core/errnos.h"
#include "core/group.h"
#include "core/risk.h"
#include "emit/bound.h"
#include "emit/call.h"
#include "emit/comment.h"
#include "emit/wrap.h"

#define COMMENT "# "
#define FILTER "SystemCallFilter="

/* What becomes of each call, by sysno_at(). */
struct fate {
	bool listed;  /* let through */
	bool barred;  /* no group may let it in: refused, or of a dangerous class */
	bool covered; /* by a group, in each version */
	bool let_in;  /* by a group, though not listed */
	bool taken;   /* out of a group again */
};

struct filter {
	const struct plan *plan;
	struct ruleset exact, rules; /* as the plan says, and as systemd can say it */
	struct fate *fates;
};

static void filter_free(struct filter *f)
{
	ruleset_free(&f->exact);
	ruleset_free(&f->rules);
	free(f->fates);
}

/* What the unit itself has would be added to. */
static void reset(const char *key, struct buf *out)
{
	buf_addf(out, "%s=\n", key);
}

static struct fate *fate_of(const struct filter *f, const char *name)
{
	const struct sysno_info *call = sysno_by_name(name);

	return call ? &f->fates[call - sysno_at(0)] : NULL;
}

static void judge(struct filter *f)
{
	for (size_t i = 0; i < f->rules.n; i++) {
		struct fate *fate = fate_of(f, f->rules.rules[i].name);

		if (fate && answer_passes(f->rules.rules[i].answer))
			fate->listed = true;
	}
	for (size_t i = 0; i < f->plan->nrefused; i++) {
		struct fate *fate = fate_of(f, f->plan->refused[i].name);

		if (fate)
			fate->barred = !fate->listed;
	}
	for (size_t i = 0; i < sysno_count(); i++) {
		if (!f->fates[i].listed && risk_of(sysno_at(i)->name))
			f->fates[i].barred = true;
	}
}

static int filter_make(const struct plan *plan, struct filter *f)
{
	int r = ruleset_make(plan, SYSTEMD_IGNORED, &f->exact);

	f->plan = plan;
	if (r == 0)
		r = ruleset_make(plan, SYSTEMD_IGNORED, &f->rules);
	f->fates = calloc(sysno_count(), sizeof(*f->fates));
	if (r < 0 || !f->fates)
		return -ENOMEM;
	ruleset_shape(&f->rules, SYSTEMD_SHAPE);
	judge(f);
	return 0;
}

/* --- groups ------------------------------------------------------------------ */

static void comment_group(const struct filter *f, const char *group, const struct group_use *use, struct buf *out)
{
	struct wrap w = WRAP_INIT(out, COMMENT "  ");
	size_t let_in = 0;

	for (size_t i = 0; i < sysno_count(); i++)
		let_in += f->fates[i].let_in && sysno_at(i)->number[SYSNO_X86_64] >= 0 &&
			  group_may_have(group, sysno_at(i));
	comment_add(out, COMMENT, "%s: %zu of %zu used, lets in %zu%s", group, use->used, use->members, let_in,
		    let_in ? ":" : "");
	for (size_t i = 0; i < sysno_count(); i++) {
		if (f->fates[i].let_in && sysno_at(i)->number[SYSNO_X86_64] >= 0 &&
		    group_may_have(group, sysno_at(i)))
			wrap_add(&w, sysno_at(i)->name);
	}
	wrap_end(&w);
}

static void use_group(struct filter *f, const char *group)
{
	for (size_t i = 0; i < sysno_count(); i++) {
		struct fate *fate = &f->fates[i];

		if (!group_may_have(group, sysno_at(i)))
			continue;
		fate->covered |= fate->listed && group_surely_has(group, sysno_at(i));
		fate->let_in |= !fate->listed && !fate->barred;
		fate->taken |= fate->barred;
	}
}

static int groups(struct filter *f, struct buf *out)
{
	_free_ bool *listed = calloc(sysno_count(), sizeof(*listed));
	const char *group;

	if (!listed)
		return -ENOMEM;
	for (size_t i = 0; i < sysno_count(); i++)
		listed[i] = f->fates[i].listed;
	for (size_t i = 0; f->plan->options.groups_percent && (group = group_at(i)); i++) {
		struct group_use use;

		if (!group_worth(group, listed, f->plan->options.groups_percent, &use))
			continue;
		use_group(f, group);
		comment_group(f, group, &use, out);
		buf_addf(out, FILTER "%s\n", group);
	}
	return 0;
}

/* --- what goes beside the list ------------------------------------------------- */

static void comment_default(const struct filter *f, struct buf *out)
{
	size_t more[GROUP_VERSIONS] = { 0 };

	for (size_t i = 0; i < sysno_count(); i++) {
		if (f->fates[i].listed || sysno_at(i)->number[SYSNO_X86_64] < 0)
			continue;
		for (int v = 0; v < GROUP_VERSIONS; v++)
			more[v] += group_has("@default", v, sysno_at(i));
	}
	comment_add(out, COMMENT,
		    "systemd lets @default through in any case: %zu calls that are not listed in 252, %zu in 262.",
		    more[GROUP_252], more[GROUP_262]);
}

static void comment_service(const struct filter *f, struct buf *out)
{
	size_t more[GROUP_VERSIONS] = { 0 };

	for (size_t i = 0; i < sysno_count(); i++) {
		if (f->fates[i].listed || sysno_at(i)->number[SYSNO_X86_64] < 0)
			continue;
		more[GROUP_252] += strchr(sysno_at(i)->service, '2') != NULL;
		more[GROUP_262] += strchr(sysno_at(i)->service, '6') != NULL;
	}
	comment_add(out, COMMENT, "@system-service would let in %zu calls more in systemd 252, %zu in 262.",
		    more[GROUP_252], more[GROUP_262]);
}

/* One list for all: what another architecture needs, this one gets. */
static void comment_foreign(const struct filter *f, struct buf *out)
{
	const unsigned int here = 1u << SYSNO_X86_64 | 1u << SYSNO_I386 | 1u << SYSNO_X32;
	const unsigned int own = f->rules.arches & here;
	struct wrap w = WRAP_INIT(out, COMMENT "Let in here, though only other architectures need them: ");

	for (size_t i = 0; i < f->exact.n; i++) {
		const struct rule *rule = &f->exact.rules[i];

		if (answer_passes(rule->answer) && !(rule->arches & own) && (ruleset_arches_of(rule->name) & own))
			wrap_add(&w, rule->name);
	}
	wrap_end(&w);
}

static void architectures(const struct filter *f, struct buf *out)
{
	const unsigned int arches = f->rules.arches, arms = 1u << SYSNO_ARM | 1u << SYSNO_AARCH64;

	buf_addf(out, "SystemCallArchitectures=native%s%s%s\n", arches >> SYSNO_I386 & 1 ? " x86" : "",
		 arches >> SYSNO_X32 & 1 ? " x32" : "", (arches & arms) == arms ? " arm" : "");
}

/* The names that no group covers. */
static void names(const struct filter *f, const char *start, bool fresh, struct buf *out)
{
	struct wrap w = WRAP_INIT(out, start);

	for (size_t i = 0; i < sysno_count(); i++) {
		const char *name = sysno_at(i)->name;

		if (f->fates[i].listed && !f->fates[i].covered && call_is_new(name) == fresh)
			wrap_add(&w, name);
	}
	wrap_end(&w);
}

static bool any_is_new(const struct filter *f)
{
	for (size_t i = 0; i < sysno_count(); i++) {
		if (f->fates[i].listed && !f->fates[i].covered && call_is_new(sysno_at(i)->name))
			return true;
	}
	return false;
}

static void add_names(const struct filter *f, const char *key, struct buf *out)
{
	_buf_ struct buf commented = BUF_INIT;

	names(f, key, false, out);
	if (!any_is_new(f))
		return;
	comment_add(out, COMMENT, "Allowed too, but libseccomp before 2.6 does not know them:");
	buf_addf(&commented, COMMENT "%s", key);
	names(f, buf_text(&commented), true, out);
	out->failed |= commented.failed;
}

/* --- what takes out again -------------------------------------------------------- */

static const struct rule *refusal(const struct filter *f, const char *name)
{
	for (size_t i = 0; i < f->rules.n; i++) {
		if (!answer_passes(f->rules.rules[i].answer) && strcmp(f->rules.rules[i].name, name) == 0)
			return &f->rules.rules[i];
	}
	return NULL;
}

/* Since 247 a name with an error has it as its answer, whether a list or a group had let it through or not. */
static void add_taken(struct wrap *w, const struct filter *f, size_t i)
{
	const char *name = sysno_at(i)->name;
	const struct rule *rule = refusal(f, name);
	char word[64], room[16];

	if (rule && rule->answer.kind == ANSWER_ERRNO) {
		snprintf(word, sizeof(word), "%s:%s", name, errno_word(rule->answer.error, room));
		wrap_add(w, word);
	} else if (f->fates[i].taken || (f->fates[i].barred && group_may_have("@default", sysno_at(i)))) {
		wrap_add(w, name);
	}
}

/* Names that a library may not know are worth its complaint only where a group would let them in. */
enum newness { KNOWN, NEW, NEW_IN_GROUP };

static enum newness newness(const struct filter *f, size_t i)
{
	if (!call_is_new(sysno_at(i)->name))
		return KNOWN;
	return f->fates[i].taken ? NEW_IN_GROUP : NEW;
}

static void take_out(const struct filter *f, enum newness which, const char *start, const char *comment,
		     struct buf *out)
{
	_buf_ struct buf lines = BUF_INIT;
	struct wrap w = WRAP_INIT(&lines, start);

	for (size_t i = 0; i < sysno_count(); i++) {
		if (newness(f, i) == which)
			add_taken(&w, f, i);
	}
	wrap_end(&w);
	if (lines.size)
		comment_add(out, COMMENT, "%s", comment);
	buf_add(out, buf_text(&lines));
	out->failed |= lines.failed;
}

/* --- what stands in for conditions ------------------------------------------------ */

static void bound_clone(const struct filter *f, struct buf *out)
{
	uint64_t open = bound_namespaces(&f->exact);

	if (open == BOUND_NAMESPACES)
		return;
	comment_add(out, COMMENT, "clone, unshare and setns: other namespaces get EPERM.");
	reset("RestrictNamespaces", out);
	buf_add(out, open ? "RestrictNamespaces=" : "RestrictNamespaces=yes");
	bound_namespace_names(open, " ", out);
	buf_add(out, "\n");
}

static bool bound_socket(const struct filter *f, struct buf *out)
{
	uint64_t families;

	if (!bound_families(&f->exact, &families))
		return false;
	comment_add(out, COMMENT, "socket: other families get EAFNOSUPPORT%s.",
		    f->rules.arches >> SYSNO_I386 & 1 ? "; systemd cannot bind 32-bit programs so" : "");
	reset("RestrictAddressFamilies", out);
	buf_add(out, "RestrictAddressFamilies=");
	bound_family_names(families, false, " ", out);
	buf_add(out, "\n");
	return true;
}

static void bounds(const struct filter *f, struct buf *out)
{
	_buf_ struct buf others = BUF_INIT;
	bool families_settled;

	bound_clone(f, out);
	families_settled = bound_socket(f, out);
	if (bound_personality(&f->exact))
		buf_add(out, "LockPersonality=yes\n");
	bound_others(&f->exact, families_settled, &others);
	if (others.size)
		comment_add(out, COMMENT, "Wider than it need be, systemd has no conditions on arguments for:%s",
			    buf_text(&others));
	out->failed |= others.failed;
}

/* --- all of it ---------------------------------------------------------------------- */

/* Kill is what systemd does without an error; said, since the unit may have one. */
static void answer(struct sys_answer deny, struct buf *out)
{
	char room[16];

	buf_addf(out, "SystemCallErrorNumber=%s\n",
		 deny.kind == ANSWER_KILL ? "kill" : errno_word(deny.error, room));
}

static int deny(struct filter *f, struct buf *out)
{
	int r;

	reset("SystemCallArchitectures", out);
	reset("SystemCallFilter", out);
	architectures(f, out);
	comment_default(f, out);
	comment_service(f, out);
	comment_foreign(f, out);
	r = groups(f, out);
	if (r < 0)
		return r;
	/* An empty list would be no filter at all; execve is allowed by systemd in any case. */
	if (!ruleset_has(&f->rules, "execve"))
		buf_add(out, FILTER "execve\n");
	add_names(f, FILTER, out);
	take_out(f, KNOWN, FILTER "~", "Refused, whatever the lines above say:", out);
	take_out(f, NEW_IN_GROUP, FILTER "~", "The same; systemd complains where libseccomp does not know them yet:",
		 out);
	take_out(f, NEW, COMMENT FILTER "~", "The same, but libseccomp before 2.6 does not know them:", out);
	answer(f->rules.deny, out);
	bounds(f, out);
	return 0;
}

/* A filter that only tells: SystemCallFilter= cannot, but there is a list of what to log, and of what not to. */
static int complain(struct filter *f, struct buf *out)
{
	comment_add(out, COMMENT, "No call is refused: what is not on the list goes to the audit log (type=SECCOMP).");
	comment_add(out, COMMENT, "SystemCallLog= needs systemd 247; arguments and architectures are not looked at.");
	reset("SystemCallArchitectures", out);
	reset("SystemCallFilter", out);
	reset("SystemCallLog", out);
	if (!ruleset_has(&f->rules, "execve"))
		buf_add(out, "SystemCallLog=~execve\n");
	add_names(f, "SystemCallLog=~", out);
	return 0;
}

int systemd_filter(const struct plan *plan, struct buf *out)
{
	_cleanup_(filter_free) struct filter f = { 0 };
	int r = filter_make(plan, &f);

	if (r < 0)
		return r;
	return plan->deny.kind == ANSWER_LOG ? complain(&f, out) : deny(&f, out);
}
