// SPDX-License-Identifier: BSD-2-Clause
/* The report for machines, schema leastcap/report/1: keys are never renamed, only added. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/guard.h"
#include "core/sysno.h"
#include "emit/arguments.h"
#include "emit/emit.h"
#include "emit/evidence.h"
#include "emit/json_part.h"
#include "emit/runtime_part.h"

#define REPORT_SCHEMA "leastcap/report/1"

/* --- how far to trust it ------------------------------------------------------ */

static json_t *incomplete_reasons(const struct plan *plan)
{
	_json_ json_t *reasons = json_array();
	unsigned int i;

	for (i = 0; i < INCOMPLETE_REASONS; i++) {
		_buf_ struct buf reason = BUF_INIT;

		if (!(plan->incomplete >> i & 1))
			continue;
		profile_reason_text(plan->profile, 1u << i, &reason);
		if (buf_error(&reason) < 0 || json_array_append_new(reasons, jsonout_text(buf_text(&reason))))
			return NULL;
	}
	return TAKE(reasons);
}

/* Each cause by its name, and "maps": all that a full map of the kernel side swallowed. */
static json_t *lost(const struct profile *p)
{
	_json_ json_t *causes = json_object();
	unsigned int i;

	if (json_object_set_new(causes, "ring", jsonout_number(p->lost[LC_LOST_RING])) ||
	    json_object_set_new(causes, "maps", jsonout_number(p->lost[LC_LOST_PROGRAMS] + p->lost[LC_LOST_CHECKS] +
							p->lost[LC_LOST_ODD] + p->lost[LC_LOST_RESULTS] +
							p->lost[LC_LOST_OWNERS] + p->lost[LC_LOST_PRIVILEGES] +
							p->lost[LC_LOST_VALUES])))
		return NULL;
	for (i = 0; i < LC_CAUSES; i++)
		if (json_object_set_new(causes, loss_cause_name(i), jsonout_number(p->lost[i])))
			return NULL;
	return TAKE(causes);
}

static json_t *words(const char *text)
{
	_json_ json_t *list = json_array();

	while (*text) {
		size_t n = strcspn(text, " ");
		_free_ char *word = strndup(text, n);

		if (!word || (n && json_array_append_new(list, jsonout_text(word))))
			return NULL;
		text += n + (text[n] == ' ');
	}
	return TAKE(list);
}

static json_t *hooks(const struct profile *p)
{
	_json_ json_t *list = json_array();
	size_t i;

	for (i = 0; i < p->nhooks; i++) {
		const struct hook_use *h = &p->hooks[i];

		if (json_array_append_new(list, json_pack("{s:o, s:o, s:o}", "role", jsonout_text(h->role), "hook",
							  jsonout_text_or_null(h->hook), "blind", words(h->blind))))
			return NULL;
	}
	return TAKE(list);
}

/* --- syscalls ----------------------------------------------------------------- */

static json_t *why_words(unsigned int why)
{
	_json_ json_t *list = json_array();
	unsigned int i;

	for (i = 0; i < WHYS; i++)
		if ((why >> i & 1) && json_array_append_new(list, json_string(plan_why_name(1u << i))))
			return NULL;
	return TAKE(list);
}

static json_t *syscall_entry(const struct plan *plan, const struct sys_plan *s)
{
	return json_pack("{s:s, s:o, s:s?, s:o, s:o, s:o, s:o, s:o}", "name", s->name, "why", why_words(s->why), "for",
			 s->for_name, "runtime", json_part_runtime_of(s), "count", jsonout_counted(s->count), "phase",
			 json_part_phase(s->phases), "phases", json_part_phase_list(s->phases), "failed",
			 json_part_failed(plan, s));
}

static json_t *abi_syscalls(const struct plan *plan, enum lc_abi abi)
{
	_json_ json_t *list = json_array();
	size_t i;

	for (i = 0; i < plan->nsyscalls; i++) {
		const struct sys_plan *s = &plan->syscalls[i];

		if (s->abi == abi && json_array_append_new(list, syscall_entry(plan, s)))
			return NULL;
	}
	return TAKE(list);
}

static json_t *syscalls(const struct plan *plan)
{
	_json_ json_t *abis = json_object();
	unsigned int abi;

	for (abi = 0; abi < LC_ABIS; abi++)
		if (json_object_set_new(abis, sysno_abi_name(abi), abi_syscalls(plan, abi)))
			return NULL;
	return TAKE(abis);
}

/* --- programs ----------------------------------------------------------------- */

static void program_calls(struct jsonflow *j, const struct plan *plan, const struct program *program, enum lc_abi abi)
{
	struct sysset set = { 0 };
	_free_ struct sysuse *use = NULL;
	char room[32];

	if (part_syscalls(plan, program, abi, &set) < 0)
		jsonflow_fail(j);
	use = set.use;
	if (!set.n)
		return;
	jsonflow_key(j, sysno_abi_name(abi));
	jsonflow_open(j, '[');
	for (size_t i = 0; i < set.n; i++)
		jsonflow_text(j, sysno_name(abi, set.use[i].nr, room));
	jsonflow_close(j, ']');
}

static void program_entry(struct jsonflow *j, const struct plan *plan, const struct program *p, uint64_t used)
{
	const struct program *parent = part_parent(plan, p);

	jsonflow_open(j, '{');
	jsonflow_number_of(j, "id", p->id);
	jsonflow_counted_of(j, "parent", parent ? parent->id : 0);
	jsonflow_text_of(j, "exe", p->exe);
	jsonflow_text_of(j, "comm", p->comm);
	jsonflow_number_of(j, "instances", p->instances);
	jsonflow_member(j, "role", json_part_role(plan, p));
	jsonflow_member(j, "filtered", json_boolean(part_role(plan, p) == PROGRAM_FILTERED));
	jsonflow_member(j, "capabilities", jsonout_caps(used));
	jsonflow_key(j, "syscalls");
	jsonflow_open(j, '{');
	for (unsigned int abi = 0; abi < LC_ABIS; abi++)
		program_calls(j, plan, p, abi);
	jsonflow_close(j, '}');
	json_part_placed(j, plan->profile, p);
	jsonflow_close(j, '}');
}

static void programs(struct jsonflow *j, const struct plan *plan)
{
	const struct profile *p = plan->profile;
	_free_ uint64_t *used = NULL;

	if (evidence_used(plan, &used) < 0)
		return jsonflow_fail(j);
	jsonflow_key(j, "programs");
	jsonflow_open(j, '[');
	for (size_t i = 0; i < p->nprograms; i++)
		if (part_whole(plan, &p->programs[i]) == &p->programs[i])
			program_entry(j, plan, &p->programs[i], used[i]);
	jsonflow_close(j, ']');
}

static json_t *command(const struct profile *p)
{
	_json_ json_t *list = json_array();
	size_t i;

	if (!p->command)
		return json_null();
	for (i = 0; p->command[i]; i++)
		if (json_array_append_new(list, jsonout_text(p->command[i])))
			return NULL;
	return TAKE(list);
}

static json_t *recording(const struct profile *p)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o}", "command", command(p), "start_unix_ms",
			 jsonout_number(p->start_realtime_ns / 1000000), "duration_ms",
			 jsonout_number(p->duration_ns / 1000000), "release", jsonout_text(p->release), "machine",
			 jsonout_text(p->machine));
}

static void head(struct jsonflow *j, const struct plan *plan)
{
	const struct profile *p = plan->profile;

	jsonflow_text_of(j, "schema", REPORT_SCHEMA);
	jsonflow_member(j, "complete", json_boolean(plan->incomplete == 0));
	jsonflow_member(j, "incomplete_reasons", incomplete_reasons(plan));
	jsonflow_member(j, "lost", lost(p));
	jsonflow_member(j, "recording", recording(p));
	jsonflow_member(j, "hooks", hooks(p));
}

int emit_json(const struct plan *plan, const struct emit_style *style, struct buf *out)
{
	struct jsonflow j = JSONFLOW_INIT(out);

	(void)style;
	jsonflow_open(&j, '{');
	head(&j, plan);
	jsonflow_key(&j, "capabilities");
	json_part_capabilities(&j, plan);
	jsonflow_member(&j, "syscalls", syscalls(plan));
	jsonflow_member(&j, "refused_syscalls", json_part_refused(plan));
	programs(&j, plan);
	jsonflow_member(&j, "phases", json_part_phases(plan));
	jsonflow_member(&j, "proof", json_part_proof(plan));
	jsonflow_member(&j, "privileges", json_part_privileges(plan));
	jsonflow_member(&j, "no_new_privs", json_boolean(plan->no_new_privs));
	jsonflow_member(&j, "traps", json_part_traps(plan));
	jsonflow_member(&j, "runtime", json_part_runtime(plan));
	jsonflow_member(&j, "owners", json_part_owners(plan->profile));
	jsonflow_member(&j, "arguments", json_part_arguments(plan));
	jsonflow_close(&j, '}');
	buf_add(out, "\n");
	return buf_error(out);
}
