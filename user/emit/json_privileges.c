// SPDX-License-Identifier: BSD-2-Clause
/* Changes of privileges in the report for machines, and who brought a capability in and gave it up. */
#include "core/bringer.h"
#include "core/profile_words.h"
#include "core/sysno.h"
#include "emit/json_part.h"

static json_t *ms(uint64_t ns)
{
	return jsonout_number(ns / 1000000);
}

static json_t *call_or_null(const struct privilege *e)
{
	char room[32];

	return !e || e->nr == LC_NO_SYSCALL ? json_null() : json_string(sysno_name(e->abi, e->nr, room));
}

json_t *json_part_stance_words(uint32_t flags)
{
	_json_ json_t *list = json_array();

	for (const struct flag_word *w = stance_words; w->bit; w++)
		if ((flags & w->bit) && json_array_append_new(list, json_string(w->word)))
			return NULL;
	return TAKE(list);
}

/* --- what changed ------------------------------------------------------------------ */

static json_t *sentence(const struct change *change)
{
	_buf_ struct buf text = BUF_INIT;

	change_text(change, &text);
	return jsonout_buf(&text);
}

static json_t *event(const struct plan *plan, const struct privilege *e)
{
	const struct change change = change_of(plan->profile, e);
	const struct program *program = profile_program(plan->profile, e->program);

	return json_pack("{s:o, s:o, s:o, s:s, s:o, s:o, s:s, s:o, s:o, s:o, s:s?, s:o, s:[oo], s:o, s:o, s:o, s:o, "
			 "s:o}", "program", jsonout_counted(e->program), "exe",
			 jsonout_text_or_null(program ? program->exe : NULL), "syscall", call_or_null(e), "abi",
			 sysno_abi_name(e->abi), "what", json_part_stance_words(e->flags), "gained",
			 jsonout_caps(e->gained), "gained_by", gain_name(change_gain(&change)), "dropped",
			 jsonout_caps(e->lost), "bounding_dropped", jsonout_caps(e->bounding_lost), "void",
			 jsonout_caps(change.void_caps), "reason", change_void_reason(e->flags), "ambient",
			 jsonout_caps(e->ambient), "euid", jsonout_number(e->euid_before),
			 jsonout_number(e->euid_after), "securebits", jsonout_number(e->securebits), "count",
			 jsonout_number(e->count), "first_ms", ms(e->first_ns), "phase", json_part_phase(e->phases),
			 "text", sentence(&change));
}

json_t *json_part_privileges(const struct plan *plan)
{
	_json_ json_t *list = json_array();
	_bringer_ struct bringer *b = NULL;
	const struct privilege *const *events;
	size_t n;

	if (bringer_new(plan->profile, &b))
		return NULL;
	events = bringer_events(b, &n);
	for (size_t i = 0; i < n; i++)
		if (json_array_append_new(list, event(plan, events[i])))
			return NULL;
	return TAKE(list);
}

/* --- who brought it in --------------------------------------------------------------- */

static const char *how(const struct plan *plan, const struct bringing *way)
{
	struct change change;

	if (way->how != BRING_GAIN)
		return bring_name(way->how);
	change = change_of(plan->profile, way->event);
	return gain_name(change_gain(&change));
}

static const char *kept_as(const struct bringing *way)
{
	if (!way->kept)
		return NULL;
	return way->kept->flags & LC_STANCE_EXEC ? "file_capability" : "ambient";
}

static json_t *bringing(const struct plan *plan, const struct bringer *b, const struct bringing *way, unsigned int cap)
{
	_buf_ struct buf text = BUF_INIT;

	bringer_text(b, way, cap, &text);
	return json_pack("{s:s, s:o, s:o, s:o, s:s?, s:o, s:s?, s:o, s:o, s:o}", "how", how(plan, way), "program",
			 json_part_program(plan, way->program->id), "syscall", call_or_null(way->event), "first_ms",
			 way->event ? ms(way->event->first_ns) : json_null(), "reason",
			 way->how == BRING_VOID ? change_void_reason(way->event->flags) : NULL, "kept_by",
			 way->kept ? json_part_program(plan, way->kept->program) : json_null(), "kept_as",
			 kept_as(way), "used_by",
			 json_part_program(plan, way->user->id), "users", jsonout_number(way->users), "text",
			 jsonout_buf(&text));
}

json_t *json_part_brought_by(const struct plan *plan, unsigned int cap)
{
	_json_ json_t *list = json_array();
	_bringer_ struct bringer *b = NULL;
	_free_ struct bringing *ways = NULL;
	size_t n = 0;

	if (!plan->profile->nprivileges)
		return TAKE(list);
	if (bringer_new(plan->profile, &b) || bringer_find(b, cap, &ways, &n))
		return NULL;
	for (size_t i = 0; i < n; i++)
		if (json_array_append_new(list, bringing(plan, b, &ways[i], cap)))
			return NULL;
	return TAKE(list);
}

static json_t *giving(const struct plan *plan, const struct privilege *e, unsigned int cap)
{
	return json_pack("{s:o, s:o, s:s, s:o, s:o}", "program", json_part_program(plan, e->program), "syscall",
			 call_or_null(e), "set", e->lost >> cap & 1 ? "permitted" : "bounding", "first_ms",
			 ms(e->first_ns), "count", jsonout_number(e->count));
}

/* By program, then time, as the profile has them. */
json_t *json_part_given_up_by(const struct plan *plan, unsigned int cap)
{
	_json_ json_t *list = json_array();
	const struct profile *p = plan->profile;

	for (size_t i = 0; i < p->nprivileges; i++)
		if (bringer_gives_up(&p->privileges[i], cap) &&
		    json_array_append_new(list, giving(plan, &p->privileges[i], cap)))
			return NULL;
	return TAKE(list);
}
