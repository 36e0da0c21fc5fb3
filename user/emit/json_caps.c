// SPDX-License-Identifier: BSD-2-Clause
/* The capabilities in the report for machines: advice, proof, evidence, remedies. */
#include "core/advise.h"
#include "core/errnos.h"
#include "core/profile_words.h"
#include "core/remedy.h"
#include "core/sysno.h"
#include "emit/evidence.h"
#include "emit/json_part.h"
#include "emit/phases.h"

/* {"0": 3, "EPERM": 1} */
static void results(struct jsonflow *j, const struct evidence *e)
{
	char room[16];

	jsonflow_key(j, "results");
	jsonflow_open(j, '{');
	for (size_t i = 0; i < e->nresults; i++)
		jsonflow_number_of(j, errno_word(e->results[i].error, room), e->results[i].count);
	jsonflow_close(j, '}');
}

/* There are more of them than of all else. */
static void evidence_entry(struct jsonflow *j, const struct plan *plan, const struct evidence *e)
{
	const struct check *c = e->check;
	const struct site *site = check_site(c);
	const struct program *program = profile_program(plan->profile, c->program);
	char room[32];

	jsonflow_open(j, '{');
	jsonflow_text_or_null_of(j, "program", program ? program->exe : NULL);
	jsonflow_text_of(j, "syscall", c->nr == LC_NO_SYSCALL ? NULL : sysno_name(c->abi, c->nr, room));
	jsonflow_text_of(j, "abi", sysno_abi_name(c->abi));
	jsonflow_text_or_null_of(j, "call_site", c->site);
	jsonflow_text_of(j, "class", check_class_name(site ? site->class : CLASS_UNCLASSIFIED));
	jsonflow_number_of(j, "granted", e->granted);
	jsonflow_number_of(j, "denied", e->denied);
	jsonflow_text_of(j, "user_ns", user_ns_word(c->flags));
	results(j, e);
	jsonflow_number_of(j, "first_ms", e->first_ns / 1000000);
	jsonflow_key(j, "last_ms");
	if (e->last_ns)
		jsonflow_number(j, e->last_ns / 1000000);
	else
		jsonflow_null(j);
	jsonflow_text_or_null_of(j, "phase", phases_last(e->phases));
	json_part_container(j, plan->profile, program);
	jsonflow_close(j, '}');
}

static void evidence(struct jsonflow *j, const struct plan *plan, const struct cap_plan *cap)
{
	_evidence_ struct evidence_list group = EVIDENCE_INIT;

	if (evidence_group(cap, &group) < 0)
		jsonflow_fail(j);
	jsonflow_key(j, "evidence");
	jsonflow_open(j, '[');
	for (size_t i = 0; i < group.n; i++)
		evidence_entry(j, plan, &group.at[i]);
	jsonflow_close(j, ']');
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

void json_part_capability(struct jsonflow *j, const struct plan *plan, const struct cap_plan *cap)
{
	_buf_ struct buf reason = BUF_INIT;
	char room[32];

	plan_reason_text(plan, cap, &reason);
	jsonflow_open(j, '{');
	jsonflow_text_of(j, "name", cap_name(cap->cap, room));
	jsonflow_text_of(j, "advice", advice_name(cap->advice));
	jsonflow_text_of(j, "class", check_class_name(cap->class));
	jsonflow_member(j, "reason", jsonout_buf(&reason));
	jsonflow_text_of(j, "proof", proof_name(cap->proof));
	jsonflow_text_or_null_of(j, "without", cap->member ? cap->member->without : NULL);
	jsonflow_text_or_null_of(j, "phase", phases_last(cap->phases));
	jsonflow_member(j, "phases", json_part_phase_list(cap->phases));
	jsonflow_member(j, "remedies", remedies(plan, cap));
	evidence(j, plan, cap);
	jsonflow_member(j, "brought_by", json_part_brought_by(plan, cap->cap));
	jsonflow_member(j, "given_up_by", json_part_given_up_by(plan, cap->cap));
	jsonflow_close(j, '}');
}

void json_part_capabilities(struct jsonflow *j, const struct plan *plan)
{
	jsonflow_open(j, '[');
	for (size_t i = 0; i < plan->ncaps; i++)
		json_part_capability(j, plan, &plan->caps[i]);
	jsonflow_close(j, ']');
}
