// SPDX-License-Identifier: BSD-2-Clause
/*
 * What is wrong with the sets of a process: what it never used, what gives more than its holder, what goes on to
 * others. How bad a capability is depends on where it counts: less in a user namespace of its own, and less for what is
 * root of the machine anyway.
 */
#include <stdlib.h>

#include "core/audit_parts.h"
#include "core/cap.h"

static bool has(uint64_t set, unsigned int cap)
{
	return set >> cap & 1;
}

static uint64_t known_caps(const struct audit *a)
{
	return a->options.cap_last >= 63 ? UINT64_MAX : (2ull << a->options.cap_last) - 1;
}

/* A container's default is about a third; whoever is given all but a few was given all. */
bool audit_holds_most(const struct audit *a, const struct audit_subject *s)
{
	uint64_t all = known_caps(a);

	return __builtin_popcountll(s->creds.permitted & all) * 4 >= __builtin_popcountll(all) * 3;
}

static enum severity severity_of(const struct audit_subject *s, unsigned int cap)
{
	enum severity severity = audit_risk_severity(cap);

	if (s->flags & LC_HOLDER_OWN_USER_NS)
		return audit_less(severity);
	/* Uid 0 of the machine can change its files all the same. */
	if (s->root && (s->kind == OWNER_HOST || (s->kind == OWNER_UNIT && !s->measured)))
		return audit_less(severity);
	return severity;
}

static void fill_cap(const struct audit *a, struct audit_subject *s, struct finding *finding, unsigned int cap)
{
	const struct cap_info *info = cap_info(cap);
	_buf_ struct buf fix = BUF_INIT;

	if (!finding)
		return;
	finding->cap = (int)cap;
	audit_fix_cap(a, s, cap, &fix);
	s->findings.failed |= buf_error(&fix) != 0;
	finding_set(&s->findings, &finding->fix, fix.size ? buf_text(&fix) : NULL);
	finding_set(&s->findings, &finding->attack, info ? info->attack : NULL);
}

/* How far the word "unused" reaches. */
static const char *measured_by(const struct audit *a)
{
	if (a->options.observed)
		return "was not used while it was observed, which proves nothing beyond that time";
	if (profile_incomplete(a->options.profile))
		return "was not used in the profile, which is incomplete";
	return "was not used in the profile";
}

static void judge_unused(const struct audit *a, struct audit_subject *s)
{
	char room[32];

	for (unsigned int cap = 0; cap < CAP_ROOM; cap++)
		if (has(s->unused, cap))
			fill_cap(a, s,
				 findings_add(&s->findings, "capability-unused", severity_of(s, cap), s->title,
					      "%s is held and %s.", cap_name(cap, room), measured_by(a)),
				 cap);
}

/* Without a profile only those that break a boundary are worth a line. */
static void judge_dangerous(const struct audit *a, struct audit_subject *s)
{
	char room[32];

	for (unsigned int cap = 0; cap < CAP_ROOM; cap++) {
		const struct cap_info *info = cap_info(cap);

		if (!has(s->creds.permitted, cap) || (info && info->risk > CAP_RISK_HIGH))
			continue;
		fill_cap(a, s,
			 findings_add(&s->findings, "capability-dangerous", severity_of(s, cap), s->title,
				      "%s is held; whether it is used is not known.", cap_name(cap, room)),
			 cap);
	}
}

/* The worst of a set. */
static enum severity worst_of(const struct audit_subject *s, uint64_t set)
{
	enum severity worst = SEVERITY_NOTE;

	for (unsigned int cap = 0; cap < CAP_ROOM; cap++)
		if (has(set, cap) && severity_of(s, cap) > worst)
			worst = severity_of(s, cap);
	return worst;
}

static void judge_handed_on(struct audit_subject *s)
{
	uint64_t inheritable = s->creds.inheritable & ~s->creds.ambient;
	_buf_ struct buf ambient = BUF_INIT, other = BUF_INIT;

	audit_add_caps(&ambient, s->creds.ambient);
	audit_add_caps(&other, inheritable);
	s->findings.failed |= buf_error(&ambient) || buf_error(&other);
	/* What it uses it has to have somehow, and ambient is the way for who is not root. */
	if (s->creds.ambient)
		findings_add(&s->findings, "capability-ambient", audit_less(worst_of(s, s->creds.ambient)), s->title,
			     "Each program that it starts gets %s (ambient).", buf_text(&ambient));
	if (inheritable)
		findings_add(&s->findings, "capability-inheritable",
			     s->kind == OWNER_CONTAINER ? SEVERITY_LOW : SEVERITY_NOTE, s->title,
			     "Inheritable, and not ambient: %s.", buf_text(&other));
}

/* What a set-user-ID program in a container could gain. On a machine this is how things are. */
static void judge_bounding(struct audit_subject *s)
{
	uint64_t more = s->creds.bounding & ~s->creds.permitted;
	_buf_ struct buf caps = BUF_INIT;
	uint64_t grave = 0;

	for (unsigned int cap = 0; cap < CAP_ROOM; cap++)
		if (has(more, cap) && audit_risk_severity(cap) == SEVERITY_HIGH)
			grave |= 1ull << cap;
	if (!grave || s->kind == OWNER_HOST || (s->flags & (LC_HOLDER_NO_NEW_PRIVS | LC_HOLDER_OWN_USER_NS)))
		return;
	audit_add_caps(&caps, grave);
	s->findings.failed |= buf_error(&caps) != 0;
	findings_add(&s->findings, "capability-bounding",
		     s->kind == OWNER_CONTAINER ? SEVERITY_LOW : SEVERITY_NOTE, s->title,
		     "Not held, and within reach of a set-user-ID program: %s.", buf_text(&caps));
}

void audit_judge_caps(const struct audit *a, struct audit_subject *s)
{
	/* Of who holds nearly all of them, core/audit_process.c says so once. */
	if (s->measured)
		judge_unused(a, s);
	else if (!audit_holds_most(a, s))
		judge_dangerous(a, s);
	judge_handed_on(s);
	judge_bounding(s);
}
