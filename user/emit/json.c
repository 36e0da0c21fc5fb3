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

static json_t *program_syscalls(const struct plan *plan, const struct program *program)
{
	_json_ json_t *abis = json_object();
	unsigned int abi;

	for (abi = 0; abi < LC_ABIS; abi++) {
		struct sysset set = { 0 };
		_free_ struct sysuse *use = NULL;

		if (part_syscalls(plan, program, abi, &set) < 0)
			return NULL;
		use = set.use;
		if (set.n && json_object_set_new(abis, sysno_abi_name(abi), json_part_syscalls(&set, abi)))
			return NULL;
	}
	return TAKE(abis);
}

static json_t *program_entry(const struct plan *plan, const struct program *p, uint64_t used)
{
	const struct program *parent = part_parent(plan, p);

	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:o, s:o}", "id", jsonout_number(p->id), "parent",
			 jsonout_counted(parent ? parent->id : 0), "exe", jsonout_text(p->exe), "comm",
			 jsonout_text(p->comm), "instances", jsonout_number(p->instances), "role",
			 json_part_role(plan, p), "filtered", part_role(plan, p) == PROGRAM_FILTERED, "capabilities",
			 jsonout_caps(used), "syscalls", program_syscalls(plan, p));
}

static json_t *programs(const struct plan *plan)
{
	const struct profile *p = plan->profile;
	_json_ json_t *list = json_array();
	_free_ uint64_t *used = NULL;
	size_t i;

	if (evidence_used(plan, &used) < 0)
		return NULL;
	for (i = 0; i < p->nprograms; i++)
		if (part_whole(plan, &p->programs[i]) == &p->programs[i] &&
		    json_array_append_new(list, json_part_placed(program_entry(plan, &p->programs[i], used[i]), p,
								   p->programs[i].owner)))
			return NULL;
	return TAKE(list);
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

static json_t *report(const struct plan *plan)
{
	const struct profile *p = plan->profile;

	return json_pack("{s:s, s:b, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:o, s:o}", "schema",
			 REPORT_SCHEMA, "complete", plan->incomplete == 0, "incomplete_reasons",
			 incomplete_reasons(plan), "lost", lost(p), "recording", recording(p), "hooks", hooks(p),
			 "capabilities", json_part_capabilities(plan), "syscalls", syscalls(plan), "refused_syscalls",
			 json_part_refused(plan), "programs", programs(plan), "phases", json_part_phases(plan), "proof",
			 json_part_proof(plan), "privileges", json_part_privileges(plan), "no_new_privs",
			 plan->no_new_privs, "traps", json_part_traps(plan), "runtime",
			 json_part_runtime(plan));
}

int emit_json(const struct plan *plan, const struct emit_style *style, struct buf *out)
{
	json_t *whole = json_part_with(report(plan), "owners", json_part_owners(plan->profile));

	(void)style;
	return jsonout_write(json_part_with(whole, "arguments", json_part_arguments(plan)), out);
}
