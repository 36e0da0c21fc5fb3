// SPDX-License-Identifier: BSD-2-Clause
/* Phases, proof and refused calls in the report for machines. */
#include "core/cap.h"
#include "core/errnos.h"
#include "core/layer.h"
#include "core/profile_words.h"
#include "core/sysno.h"
#include "emit/json_part.h"
#include "emit/phases.h"

json_t *json_part_program(const struct plan *plan, uint32_t id)
{
	const struct program *program = profile_program(plan->profile, id);

	return jsonout_text_or_null(program ? program->exe : NULL);
}

/* --- phases ---------------------------------------------------------------------- */

json_t *json_part_phase(unsigned int phases)
{
	return jsonout_text_or_null(phases_last(phases));
}

json_t *json_part_phase_list(unsigned int phases)
{
	_json_ json_t *list = json_array();

	for (unsigned int phase = 0; phase < PHASES; phase++)
		if ((phases >> phase & 1) && json_array_append_new(list, json_string(phase_name(phase))))
			return NULL;
	return TAKE(list);
}

static json_t *phase_sets(const struct plan *plan, enum phase phase)
{
	return json_pack("{s:o, s:o}", "capabilities", jsonout_caps(phases_caps(plan, phase)), "syscalls",
			 jsonout_number(phases_calls(plan, phase)));
}

static json_t *phases_advices(const struct plan *plan)
{
	_json_ json_t *advices = json_object();

	for (unsigned int tool = 0; tool < PHASES_TOOLS; tool++) {
		_buf_ struct buf advice = BUF_INIT;

		phases_advice(plan, tool, &advice);
		if (buf_error(&advice) < 0 || json_object_set_new(advices, phases_tool_name(tool),
								  jsonout_text_or_null(buf_text(&advice))))
			return NULL;
	}
	return TAKE(advices);
}

json_t *json_part_phases(const struct plan *plan)
{
	const struct boundary *b = &plan->profile->boundary;

	if (!phases_known(plan))
		return json_null();
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "boundary_ms", jsonout_number(b->ns / 1000000),
			 "sign", jsonout_text_or_null(boundary_sign_word(b->sign)), "program",
			 json_part_program(plan, b->program), "drop_ms",
			 b->drop_ns ? jsonout_number(b->drop_ns / 1000000) : json_null(), "drop_program",
			 json_part_program(plan, b->drop_program), "init", phase_sets(plan, PHASE_INIT), "serving",
			 phase_sets(plan, PHASE_SERVING), "advice", phases_advices(plan));
}

/* --- proof ----------------------------------------------------------------------- */

static json_t *members(const struct proof *proof)
{
	_json_ json_t *list = json_array();
	char room[32];

	for (size_t i = 0; i < proof->nmembers; i++) {
		const struct proof_member *m = &proof->members[i];

		if (json_array_append_new(list, json_pack("{s:s, s:s, s:o}", "name", cap_name(m->cap, room), "verdict",
							  member_verdict_name(m->verdict), "without",
							  jsonout_text_or_null(m->without))))
			return NULL;
	}
	return TAKE(list);
}

static json_t *call_names(const struct sysset *set, enum lc_abi abi)
{
	_json_ json_t *list = json_array();
	char room[32];

	for (size_t i = 0; i < set->n; i++)
		if (json_array_append_new(list, json_string(sysno_name(abi, set->use[i].nr, room))))
			return NULL;
	return TAKE(list);
}

static json_t *needless(const struct proof *proof)
{
	_json_ json_t *abis = json_object();

	for (unsigned int abi = 0; abi < LC_ABIS; abi++)
		if (proof->needless[abi].n && json_object_set_new(abis, sysno_abi_name(abi),
								  call_names(&proof->needless[abi], abi)))
			return NULL;
	return TAKE(abis);
}

json_t *json_part_proof(const struct plan *plan)
{
	const struct proof *proof = plan->profile->proof;

	if (!proof)
		return json_null();
	return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:b, s:b, s:b, s:o}", "kind", proof_name(plan->proof), "runs",
			 jsonout_number(proof->runs), "oracle", jsonout_text_or_null(proof->oracle), "release",
			 jsonout_text_or_null(proof->release), "capabilities", jsonout_caps(proof->caps), "members",
			 members(proof), "syscalls", proof->syscalls, "no_new_privs", proof->no_new_privs, "root",
			 proof->root, "needless_syscalls", needless(proof));
}

/* --- refused calls --------------------------------------------------------------- */

static json_t *refused(const struct plan *plan, const struct refusal *r)
{
	const struct layer_verdict *v = r->verdict;
	char room[32], error[16], cap[32];

	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s?, s:s, s:s, s:s, s:o, s:o, s:o}", "name",
			 sysno_name(r->abi, r->nr, room), "abi", sysno_abi_name(r->abi), "errno",
			 errno_word(r->error, error), "layer", layer_name(refusal_layer(r)), "confidence",
			 confidence_name(v ? v->confidence : CONFIDENCE_INFERRED), "capability",
			 v && v->cap >= 0 ? cap_name(v->cap, cap) : NULL, "object", v ? v->object : "", "detail",
			 v ? v->detail : "", "fix", v ? v->fix : "", "program", json_part_program(plan, r->program),
			 "count", jsonout_number(r->count), "first_ms", jsonout_number(r->first_ns / 1000000));
}

json_t *json_part_refused(const struct plan *plan)
{
	_json_ json_t *list = json_array();

	for (size_t i = 0; i < plan->profile->nrefusals; i++)
		if (json_array_append_new(list, refused(plan, &plan->profile->refusals[i])))
			return NULL;
	return TAKE(list);
}
