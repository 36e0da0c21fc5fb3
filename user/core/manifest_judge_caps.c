// SPDX-License-Identifier: BSD-2-Clause
/*
 * Knows what to say of capabilities that a manifest adds, does not drop, misspells, cannot give, or gives in vain.
 * Sources: runc 1.1 and crun 1.8 as they were seen to pass over names, capabilities(7), the Pod Security Standards,
 * podman's specgen/generate/security_linux.go (it makes --cap-add ambient for who is not root; docker does not).
 */
#include <stdlib.h>
#include <string.h>

#include "base/nearest.h"
#include "core/manifest_judge.h"

#define SHOWN 6 /* names in one sentence */

/* What the Pod Security Standards let a container add. */
#define BASELINE (CAPS_OF_DOCKER & ~CAP_BIT(CAP_NET_RAW))
#define RESTRICTED CAP_BIT(CAP_NET_BIND_SERVICE)

const char *cap_spelled(const struct manifest *m, unsigned int cap, char *room)
{
	return m->kind == MANIFEST_UNIT || m->kind == MANIFEST_OCI ? cap_name(cap, room) : cap_short_name(cap, room);
}

static unsigned int count(uint64_t set)
{
	return (unsigned int)__builtin_popcountll(set);
}

/* The dangerous first. */
void caps_join(const struct judge *j, uint64_t set, struct buf *out)
{
	unsigned int shown = 0;
	char room[32];

	for (unsigned int risk = 0; risk < CAP_RISKS; risk++) {
		for (unsigned int cap = 0; cap < CAP_COUNT && shown < SHOWN; cap++) {
			if (!(set >> cap & 1) || cap_info(cap)->risk != risk)
				continue;
			buf_addf(out, "%s%s", shown ? ", " : "", cap_spelled(j->m, cap, room));
			shown++;
		}
	}
	if (count(set) > shown)
		buf_addf(out, " and %u more", count(set) - shown);
	if (out->failed && j->out)
		j->out->failed = true;
}

static enum severity severity_of(unsigned int cap)
{
	const struct cap_info *info = cap_info(cap);

	if (info && (info->risk == CAP_RISK_HOST || info->risk == CAP_RISK_HIGH))
		return SEVERITY_HIGH;
	return info && info->risk == CAP_RISK_MEDIUM ? SEVERITY_MEDIUM : SEVERITY_LOW;
}

/* --- spelling ------------------------------------------------------------------------------ */

static const char *nearest_cap(const char *text)
{
	const char *rest = strncmp(text, "CAP_", 4) ? text : text + 4;
	struct nearest nearest = NEAREST_INIT(rest);

	for (unsigned int cap = 0; cap < CAP_COUNT; cap++)
		nearest_offer(&nearest, cap_info(cap)->name + 4);
	return nearest.best;
}

static const char *what_odd_does(const struct judge *j)
{
	switch (j->m->kind) {
	case MANIFEST_KUBERNETES:
		return "Kubernetes wants it without CAP_ and in capitals: Pod Security compares the letters, and "
		       "containerd "
		       "puts CAP_ before it";
	case MANIFEST_OCI:
		return "runc and crun pass over what is not CAP_ and a name in capitals";
	default:
		return "systemd passes over names without CAP_, and a line that has no others empties the set";
	}
}

static const char *what_unknown_does(const struct judge *j)
{
	switch (j->m->kind) {
	case MANIFEST_OCI:
		return "the runtime passes over it";
	case MANIFEST_UNIT:
		return "systemd passes over it";
	default:
		return "the container does not start";
	}
}

static void judge_spelling(struct judge *j, const struct container *c, const struct caps_at *caps)
{
	for (size_t i = 0; i < caps->n; i++) {
		const struct cap_at *cap = &caps->at[i];
		const char *nearest = cap->cap == CAP_UNKNOWN ? nearest_cap(cap->text) : NULL;

		if (cap->cap == CAP_UNKNOWN)
			tell(j, c, "capability-unknown", SEVERITY_MEDIUM, cap->line, NO_CONTROL,
			     "there is no capability %.64s%s%s: %s", cap->text, nearest ? "; perhaps " : "",
			     nearest ? nearest : "", what_unknown_does(j));
		else if (cap->odd)
			tell(j, c, "capability-unknown", SEVERITY_MEDIUM, cap->line, NO_CONTROL, "%.64s: %s", cap->text,
			     what_odd_does(j));
	}
}

/* --- added ------------------------------------------------------------------------------------ */

static enum control control_of(const struct cap_at *cap)
{
	/* The standards compare letters: NET_BIND_SERVICE with CAP_ is none of theirs. */
	uint64_t bit = cap->cap >= 0 && !cap->odd ? CAP_BIT(cap->cap) : 0;

	if (bit & RESTRICTED)
		return NO_CONTROL;
	return bit & BASELINE ? REST_CAPABILITIES : BASE_CAPABILITIES;
}

static void judge_added(struct judge *j, const struct container *c, const struct cap_at *cap)
{
	char room[32];
	bool usual;

	if (cap->cap == CAP_ALL) {
		j->remedy = remedy_of(j, FIX_DROP_ALL);
		j->attack = "The same as with privileged, but for devices and masks.";
		tell(j, c, "capability-added", SEVERITY_HIGH, cap->line, BASE_CAPABILITIES, "adds every capability");
		return;
	}
	if (cap->cap < 0) {
		if (control_of(cap) != NO_CONTROL && j->m->kind == MANIFEST_KUBERNETES)
			j->broken |= UINT32_C(1) << BASE_CAPABILITIES;
		return;
	}
	if (cap->lost || (c->engine == ENGINE_SYSTEMD && !(c->bounding >> cap->cap & 1)))
		return;
	usual = CAPS_OF_DOCKER & CAP_BIT(cap->cap);
	j->cap = cap->cap;
	j->attack = cap->cap < CAP_COUNT ? cap_info(cap->cap)->attack : NULL;
	j->remedy = cap->cap < CAP_COUNT ? cap_info(cap->cap)->instead : NULL;
	tell(j, c, "capability-added", usual ? SEVERITY_NOTE : severity_of(cap->cap), cap->line, control_of(cap),
	     "%s %s%s", c->engine == ENGINE_SYSTEMD || c->exact ? "may hold" : "adds",
	     cap_spelled(j->m, cap->cap, room),
	     usual && !c->exact && c->engine != ENGINE_SYSTEMD ? ", which runtimes give by default" : "");
}

/* Each once, whatever list names it. */
static bool is_first(const struct caps_at *caps, size_t index)
{
	for (size_t i = 0; i < index; i++) {
		if (caps->at[i].cap == caps->at[index].cap && caps->at[index].cap != CAP_UNKNOWN)
			return false;
	}
	return true;
}

/* --- not dropped -------------------------------------------------------------------------------- */

static void judge_unit_bounds(struct judge *j, const struct container *c)
{
	uint64_t dangerous = 0, named = caps_set(&c->add);
	_buf_ struct buf names = BUF_INIT;

	for (unsigned int cap = 0; cap < CAP_COUNT; cap++) {
		if (severity_of(cap) == SEVERITY_HIGH && (c->bounding & ~named) >> cap & 1)
			dangerous |= CAP_BIT(cap);
	}
	if (!dangerous)
		return;
	caps_join(j, dangerous, &names);
	j->remedy = remedy_of(j, FIX_DROP_ALL);
	tell(j, c, "capabilities-not-dropped", container_is_nonroot(c) ? SEVERITY_LOW : SEVERITY_MEDIUM,
	     c->bounds.line ? c->bounds.line : c->line, NO_CONTROL, "%s: %s",
	     c->bounds.what ? "CapabilityBoundingSet leaves dangerous ones" :
	     container_is_nonroot(c) ? "without CapabilityBoundingSet set-user-ID programs can give it any" :
				       "without CapabilityBoundingSet it holds every capability",
	     buf_text(&names));
}

static void judge_not_dropped(struct judge *j, const struct container *c)
{
	uint64_t kept = c->by_default & ~caps_set(&c->drop);
	_buf_ struct buf names = BUF_INIT;

	if (c->engine == ENGINE_SYSTEMD)
		judge_unit_bounds(j, c);
	if (c->exact || c->engine == ENGINE_SYSTEMD || caps_has_all(&c->add))
		return;
	if (caps_has_all(&c->drop)) {
		/* "all" drops them all, but restricted wants "ALL". */
		for (size_t i = 0; i < c->drop.n; i++) {
			if (c->drop.at[i].cap == CAP_ALL && !c->drop.at[i].odd)
				return;
		}
		if (j->m->kind == MANIFEST_KUBERNETES)
			j->broken |= UINT32_C(1) << REST_CAPABILITIES;
		return;
	}
	caps_join(j, kept, &names);
	j->remedy = remedy_of(j, FIX_DROP_ALL);
	tell(j, c, "capabilities-not-dropped", SEVERITY_MEDIUM, c->drop.n ? c->drop.at[0].line : c->line,
	     REST_CAPABILITIES, kept ? "does not drop ALL: %s%s" : "does not drop ALL%s%s",
	     kept ? "keeps " : "", buf_text(&names));
}

/* --- void ------------------------------------------------------------------------------------------ */

/* Who is not root holds after execve what is ambient, and nothing else. */
static void judge_void(struct judge *j, const struct container *c)
{
	uint64_t asked = caps_set(&c->add),
		 ambient = c->engine == ENGINE_SYSTEMD ? c->ambient_set : caps_set(&c->ambient);
	_buf_ struct buf names = BUF_INIT;

	if (!container_is_nonroot(c) || c->engine == ENGINE_PODMAN || c->privileged.what == SAY_YES)
		return;
	asked &= ~ambient;
	if (c->engine == ENGINE_SYSTEMD)
		asked &= c->bounding;
	if (!asked || caps_has_all(&c->add))
		return;
	caps_join(j, asked, &names);
	j->remedy = j->m->kind == MANIFEST_UNIT ? "AmbientCapabilities= with the same"
		    : j->m->kind == MANIFEST_OCI
			    ? "list it in inheritable and ambient as well"
			    : "run it as root with only this, give the program in the image the file "
			      "capability (and leave no_new_privs off), or avoid the need";
	tell(j, c, "capability-void", SEVERITY_NOTE, c->add.at[0].line, NO_CONTROL,
	     "runs as another user than root and nothing makes %s ambient: the program does not get it",
	     buf_text(&names));
}

static void judge_ambient(struct judge *j, const struct container *c)
{
	uint64_t beyond = c->ambient_set & ~c->bounding;
	_buf_ struct buf names = BUF_INIT;

	if (c->engine == ENGINE_OCI)
		beyond = caps_set(&c->ambient) & ~(caps_set(&c->inheritable) & caps_set(&c->add));
	if (!beyond)
		return;
	caps_join(j, beyond, &names);
	tell(j, c, "capability-void", SEVERITY_MEDIUM, c->ambient.n ? c->ambient.at[0].line : c->line, NO_CONTROL,
	     c->engine == ENGINE_OCI ? "%s cannot be ambient: it is not both permitted and inheritable" :
				       "%s cannot be ambient: it is not in the bounding set",
	     buf_text(&names));
}

/* Files that name the same ones give them to whoever executes them: only ambient ones need to be inheritable. */
static void judge_inheritable(struct judge *j, const struct container *c)
{
	uint64_t set = caps_set(&c->inheritable) & ~caps_set(&c->ambient);
	_buf_ struct buf names = BUF_INIT;

	if (!set)
		return;
	caps_join(j, set, &names);
	j->remedy = "leave inheritable empty but for what is ambient";
	tell(j, c, "capability-inheritable", SEVERITY_LOW, c->inheritable.at[0].line, NO_CONTROL, "inheritable: %s",
	     buf_text(&names));
}

void judge_capabilities(struct judge *j, const struct container *c)
{
	judge_spelling(j, c, &c->add);
	judge_spelling(j, c, &c->drop);
	judge_spelling(j, c, &c->ambient);
	if (j->m->npods && j->m->pods[c->pod].windows)
		return;
	for (size_t i = 0; i < c->add.n; i++) {
		if (is_first(&c->add, i))
			judge_added(j, c, &c->add.at[i]);
	}
	if (c->privileged.what == SAY_YES) {
		if (!caps_has_all(&c->drop) && j->m->kind == MANIFEST_KUBERNETES)
			j->broken |= UINT32_C(1) << REST_CAPABILITIES;
		return;
	}
	judge_not_dropped(j, c);
	judge_void(j, c);
	judge_ambient(j, c);
	judge_inheritable(j, c);
}

/* --- against a plan ---------------------------------------------------------------------------------- */

static bool has_name(const char *subject, const char *name)
{
	size_t n = strlen(name);
	const char *at = strstr(subject, name);

	/* "spec.containers[0] (web)", "services.web", "docker run web:1" */
	return at && at > subject && strchr(" .(/", at[-1]) && strchr(" .:)@", at[n]);
}

bool plan_is_of(const struct manifest *m, const struct plan *plan, const struct container *c)
{
	size_t others = 0;

	for (size_t i = 0; i < m->ncontainers; i++)
		others += &m->containers[i] != c && !strstr(m->containers[i].subject, ".initContainers[");
	if (strstr(c->subject, ".initContainers["))
		return has_name(c->subject, plan->name);
	return !others || has_name(c->subject, plan->name);
}

static void tell_unused(struct judge *j, const struct container *c, uint64_t unused)
{
	uint64_t rest = unused, named = c->privileged.what == SAY_YES ? 0 : caps_set(&c->add);
	const char *unsure = j->plan->incomplete ? " (the recording is incomplete)" : "";
	_buf_ struct buf names = BUF_INIT;
	char room[32];

	for (size_t i = 0; i < c->add.n; i++) {
		int cap = c->add.at[i].cap;

		if (cap < 0 || !(rest & named & CAP_BIT(cap)))
			continue;
		rest &= ~CAP_BIT(cap);
		j->cap = cap;
		j->attack = cap < CAP_COUNT ? cap_info(cap)->attack : NULL;
		tell(j, c, "capability-never-used", severity_of(cap), c->add.at[i].line, NO_CONTROL,
		     "asks for %s, which was never used%s", cap_spelled(j->m, cap, room), unsure);
	}
	if (!rest)
		return;
	caps_join(j, rest, &names);
	j->remedy = remedy_of(j, FIX_DROP_ALL);
	tell(j, c, "capability-never-used", c->privileged.what == SAY_YES ? SEVERITY_HIGH : SEVERITY_LOW,
	     c->privileged.what == SAY_YES ? c->privileged.line : c->line, NO_CONTROL,
	     "holds what was never used: %s%s", buf_text(&names), unsure);
}

void judge_use(struct judge *j, const struct container *c)
{
	uint64_t holds = container_holds(c), keep = j->plan->keep & CAP_EVERY, unused = holds & ~(keep | j->plan->ask);
	_buf_ struct buf names = BUF_INIT;

	if (unused)
		tell_unused(j, c, unused);
	if (keep & ~holds) {
		caps_join(j, keep & ~holds, &names);
		tell(j, c, "capability-missing", SEVERITY_MEDIUM, c->add.n ? c->add.at[0].line : c->line, NO_CONTROL,
		     "was used and is not given: %s", buf_text(&names));
	}
	if (c->no_new_privs.what == SAY_YES && !j->plan->no_new_privs)
		tell(j, c, "manifest-conflict", SEVERITY_MEDIUM, c->no_new_privs.line, NO_CONTROL,
		     "a program gained privileges by its execve while it was recorded, which no_new_privs forbids");
}
