// SPDX-License-Identifier: BSD-2-Clause
/* Knows how `generate --explain --format json` reads for a program. */
#include "emit/contrast.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/errnos.h"
#include "core/ruleset.h"
#include "core/sysno.h"
#include "emit/jsonout.h"
#include "emit/review.h"

#define SCHEMA "leastcap/contrast/1"

static json_t *pack_allowed(const struct plan *plan)
{
	_json_ json_t *allowed = json_object();
	int r = allowed ? 0 : -1;

	for (int abi = 0; abi < LC_ABIS; abi++) {
		size_t n = contrast_allowed(plan, abi);

		if (n || plan->abi_used[abi])
			r |= json_object_set_new(allowed, sysno_abi_name(abi), jsonout_number(n));
	}
	return r < 0 ? NULL : TAKE(allowed);
}

/* --- the defaults ------------------------------------------------------------------- */

static json_t *pack_more(const struct plan *plan, enum contrast_with with)
{
	_json_ json_t *names = json_array();
	int r = names ? 0 : -1;

	for (size_t i = 0; i < plan->nsyscalls; i++) {
		const struct sys_plan *call = &plan->syscalls[i];
		const struct sysno_info *info = sysno_by_number(call->abi, call->nr);

		if (call->abi == LC_ABI_X86_64 && info && !contrast_allows(with, info, plan->keep))
			r |= json_array_append_new(names, json_string(call->name));
	}
	return r < 0 ? NULL : TAKE(names);
}

static json_t *pack_closed(const struct contrast *c)
{
	_json_ json_t *ids = json_array();
	int r = ids ? 0 : -1;

	for (size_t i = 0; i < primitive_count(); i++) {
		if (c->closed[i])
			r |= json_array_append_new(ids, json_string(primitive_at(i)->id));
	}
	return r < 0 ? NULL : TAKE(ids);
}

static json_t *pack_default(const struct plan *plan, enum contrast_with with)
{
	_contrast_ struct contrast c = { 0 };

	if (contrast_make(plan, with, &c) < 0)
		return NULL;
	return json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:o}", "id", contrast_id(with), "name", contrast_name(with),
			 "allows", jsonout_number(c.theirs), "refused_here", jsonout_number(c.fewer), "only_here",
			 jsonout_number(c.more), "only_here_names", pack_more(plan, with), "closed", pack_closed(&c));
}

static json_t *pack_defaults(const struct plan *plan)
{
	_json_ json_t *list = json_array();
	int r = list ? 0 : -1;

	for (int with = 0; with < CONTRASTS; with++)
		r |= json_array_append_new(list, pack_default(plan, with));
	return r < 0 ? NULL : TAKE(list);
}

/* --- primitives --------------------------------------------------------------------- */

static json_t *pack_through(const struct sys_plan *call)
{
	_buf_ struct buf why = BUF_INIT;

	if (!call)
		return json_null();
	contrast_why(call, &why);
	return json_pack("{s:s, s:s, s:o}", "abi", sysno_abi_name(call->abi), "call", call->name, "why",
			 jsonout_buf(&why));
}

static json_t *pack_primitive(const struct plan *plan, const struct primitive *p)
{
	const struct sys_plan *opener = contrast_opener(plan, p);

	return json_pack("{s:s, s:o, s:s, s:o, s:b, s:o, s:b}", "id", p->id, "calls", jsonout_names(p->calls), "use",
			 p->use, "known", jsonout_list(p->known), "open", opener != NULL, "through",
			 pack_through(opener), "open_with_docker", contrast_opens(CONTRAST_DOCKER, p, plan->keep));
}

static json_t *pack_primitives(const struct plan *plan)
{
	_json_ json_t *list = json_array();
	int r = list ? 0 : -1;

	for (size_t i = 0; i < primitive_count(); i++)
		r |= json_array_append_new(list, pack_primitive(plan, primitive_at(i)));
	return r < 0 ? NULL : TAKE(list);
}

/* --- left out, conditions, the rest -------------------------------------------------- */

static json_t *pack_refused(const struct sys_refused *row)
{
	const struct risk *risk = row->risk;
	char room[16];

	return json_pack("{s:s, s:s, s:s, s:o, s:s, s:s?, s:s?, s:s?}", "abi", sysno_abi_name(row->abi),
			 "call", row->name, "why", refuse_why_name(row->why), "count", jsonout_number(row->count),
			 "gets", errno_word(row->error, room), "class", risk ? risk->id : NULL,
			 "danger", risk ? risk->danger : NULL,
			 "instead", risk && risk->instead[0] ? risk->instead : NULL);
}

static json_t *pack_left_out(const struct plan *plan)
{
	_json_ json_t *list = json_array();
	int r = list ? 0 : -1;

	for (size_t i = 0; i < plan->nrefused; i++)
		r |= json_array_append_new(list, pack_refused(&plan->refused[i]));
	return r < 0 ? NULL : TAKE(list);
}

static json_t *pack_rules(const struct sys_plan *call)
{
	_json_ json_t *rules = json_array();
	int r = rules ? 0 : -1;

	for (size_t i = 0; i < call->nargs; i++) {
		char mask[24], value[24];

		snprintf(mask, sizeof(mask), "0x%" PRIx64, call->args[i].mask);
		snprintf(value, sizeof(value), "0x%" PRIx64, call->args[i].value);
		r |= json_array_append_new(rules, json_pack("{s:i, s:s, s:s}", "argument", (int)call->args[i].index,
							    "mask", mask, "value", value));
	}
	return r < 0 ? NULL : TAKE(rules);
}

static json_t *pack_condition(const struct sys_plan *call)
{
	_buf_ struct buf text = BUF_INIT;

	if (call->nargs)
		contrast_condition(call, &text);
	return json_pack("{s:s, s:s, s:b, s:o, s:o}", "abi", sysno_abi_name(call->abi), "call", call->name, "widened",
			 call->widened, "rules", pack_rules(call), "text",
			 call->nargs ? jsonout_buf(&text) : json_null());
}

static json_t *pack_conditions(const struct plan *plan)
{
	_json_ json_t *list = json_array();
	int r = list ? 0 : -1;

	for (size_t i = 0; i < plan->nsyscalls; i++) {
		const struct sys_plan *call = &plan->syscalls[i];

		if (call->nargs || call->widened)
			r |= json_array_append_new(list, pack_condition(call));
	}
	return r < 0 ? NULL : TAKE(list);
}

static json_t *pack_operation(uint64_t opcode)
{
	static const char *const none[] = { NULL };
	const struct uring_op *op = uring_op(opcode);

	return json_pack("{s:o, s:s?, s:o}", "opcode", jsonout_number(opcode), "name", op ? op->name : NULL, "calls",
			 jsonout_names(op ? op->calls : none));
}

static json_t *pack_uring(const struct plan *plan)
{
	_json_ json_t *list = json_array();
	int r = list ? 0 : -1;

	for (uint64_t opcode = 0; opcode < REVIEW_OPCODES; opcode++) {
		if (review_opcode(plan, opcode))
			r |= json_array_append_new(list, pack_operation(opcode));
	}
	return r < 0 ? NULL : TAKE(list);
}

static json_t *pack_pod(const struct plan *plan)
{
	_buf_ struct buf obstacles = BUF_INIT;

	contrast_obstacles(plan, &obstacles);
	return json_pack("{s:s, s:o}", "level", pod_level_name(plan_pod_level(plan)), "in_the_way",
			 obstacles.size || obstacles.failed ? jsonout_buf(&obstacles) : json_null());
}

static json_t *pack_exposure(const struct exposure *e)
{
	if (!e || e->before < 0 || e->after < 0)
		return json_null();
	return json_pack("{s:f, s:f}", "before", e->before / 10.0, "after", e->after / 10.0);
}

int emit_contrast_json(const struct plan *plan, const struct exposure *exposure, struct buf *out)
{
	char room[32];

	return jsonout_write(
		json_pack("{s:s, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "schema", SCHEMA, "name",
			  jsonout_text(plan->name), "default_action", answer_text(plan->deny, room), "allowed",
			  pack_allowed(plan), "against", pack_defaults(plan), "primitives", pack_primitives(plan),
			  "left_out", pack_left_out(plan), "conditions", pack_conditions(plan), "io_uring",
			  pack_uring(plan), "pod_security", pack_pod(plan), "systemd_exposure",
			  pack_exposure(exposure)),
		out);
}
