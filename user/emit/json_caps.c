// SPDX-License-Identifier: BSD-2-Clause
/* The capabilities in the report for machines: advice, proof, evidence, remedies. */
#include "core/advise.h"
#include "core/errnos.h"
#include "core/profile_words.h"
#include "core/remedy.h"
#include "core/sysno.h"
#include "emit/evidence.h"
#include "emit/json_part.h"

static json_t *syscall_or_null(uint32_t abi, uint32_t nr)
{
	char room[32];

	return nr == LC_NO_SYSCALL ? json_null() : json_string(sysno_name(abi, nr, room));
}

/* {"0": 3, "EPERM": 1} */
static json_t *results(const struct evidence *e)
{
	_json_ json_t *counts = json_object();
	char room[16];

	for (size_t i = 0; i < e->nresults; i++)
		if (json_object_set_new(counts, errno_word(e->results[i].error, room),
					jsonout_number(e->results[i].count)))
			return NULL;
	return TAKE(counts);
}

static json_t *evidence_entry(const struct plan *plan, const struct evidence *e)
{
	const struct check *c = e->check;
	const struct site *site = check_site(c);
	const char *class = check_class_name(site ? site->class : CLASS_UNCLASSIFIED);

	return json_pack("{s:o, s:o, s:s, s:o, s:s, s:o, s:o, s:s, s:o, s:o, s:o, s:o}", "program",
			 json_part_program(plan, c->program), "syscall", syscall_or_null(c->abi, c->nr), "abi",
			 sysno_abi_name(c->abi), "call_site", jsonout_text_or_null(c->site), "class", class, "granted",
			 jsonout_number(e->granted), "denied", jsonout_number(e->denied), "user_ns",
			 user_ns_word(c->flags), "results", results(e), "first_ms",
			 jsonout_number(e->first_ns / 1000000), "last_ms",
			 e->last_ns ? jsonout_number(e->last_ns / 1000000) : json_null(), "phase",
			 json_part_phase(e->phases));
}

static json_t *evidence(const struct plan *plan, const struct cap_plan *cap)
{
	_evidence_ struct evidence_list group = EVIDENCE_INIT;
	_json_ json_t *list = json_array();

	if (evidence_group(cap, &group) < 0)
		return NULL;
	for (size_t i = 0; i < group.n; i++)
		if (json_array_append_new(list, json_part_with(evidence_entry(plan, &group.at[i]), "container",
							       json_part_container_of(plan, group.at[i].check))))
			return NULL;
	return TAKE(list);
}

static json_t *remedies(const struct plan *plan, const struct cap_plan *cap)
{
	_json_ json_t *list = json_array();
	const struct remedy *remedy;
	const char *value;

	for (size_t i = 0; (remedy = remedy_for(plan, cap, i, &value)); i++)
		if (json_array_append_new(list, json_pack("{s:s, s:o, s:s}", "setting", remedy->setting, "value",
							  jsonout_text_or_null(value), "advice", remedy->advice)))
			return NULL;
	return TAKE(list);
}

json_t *json_part_capability(const struct plan *plan, const struct cap_plan *cap)
{
	_buf_ struct buf reason = BUF_INIT;
	char room[32];

	plan_reason_text(plan, cap, &reason);
	return json_pack("{s:s, s:s, s:s, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "name",
			 cap_name(cap->cap, room),
			 "advice", advice_name(cap->advice), "class", check_class_name(cap->class), "reason",
			 jsonout_buf(&reason), "proof", proof_name(cap->proof), "without",
			 jsonout_text_or_null(cap->member ? cap->member->without : NULL), "phase",
			 json_part_phase(cap->phases), "phases", json_part_phase_list(cap->phases), "remedies",
			 remedies(plan, cap), "evidence", evidence(plan, cap), "brought_by",
			 json_part_brought_by(plan, cap->cap), "given_up_by", json_part_given_up_by(plan, cap->cap));
}

json_t *json_part_capabilities(const struct plan *plan)
{
	_json_ json_t *list = json_array();

	for (size_t i = 0; i < plan->ncaps; i++)
		if (json_array_append_new(list, json_part_capability(plan, &plan->caps[i])))
			return NULL;
	return TAKE(list);
}
