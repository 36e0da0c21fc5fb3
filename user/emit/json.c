// SPDX-License-Identifier: BSD-2-Clause
/* The report for machines, schema leastcap/report/1: keys are never renamed, only added. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/guard.h"
#include "base/text.h"
#include "core/profile_words.h"
#include "core/sysno.h"
#include "emit/emit.h"
#include "emit/evidence.h"
#include "emit/jsonout.h"

#define REPORT_SCHEMA "leastcap/report/1"

static json_t *integer(uint64_t n)
{
	return json_integer(n > INT64_MAX ? INT64_MAX : (json_int_t)n);
}

/* Null where 0 says that nobody counted. */
static json_t *counted(uint64_t n)
{
	return n ? integer(n) : json_null();
}

/* Strings of a profile are harmless already; the reader of a report should not have to believe that. */
static json_t *string(const char *text)
{
	_buf_ struct buf clean = BUF_INIT;

	text_print(&clean, text);
	return buf_error(&clean) < 0 ? NULL : json_string(buf_text(&clean));
}

static json_t *string_or_null(const char *text)
{
	return text && text[0] ? string(text) : json_null();
}

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
		if (buf_error(&reason) < 0 || json_array_append_new(reasons, string(buf_text(&reason))))
			return NULL;
	}
	return TAKE(reasons);
}

/* Each cause by its name, and "maps": all that a full map of the kernel side swallowed. */
static json_t *lost(const struct profile *p)
{
	_json_ json_t *causes = json_object();
	unsigned int i;

	if (json_object_set_new(causes, "ring", integer(p->lost[LC_LOST_RING])) ||
	    json_object_set_new(causes, "maps", integer(p->lost[LC_LOST_PROGRAMS] + p->lost[LC_LOST_CHECKS] +
							p->lost[LC_LOST_ODD])))
		return NULL;
	for (i = 0; i < LC_CAUSES; i++)
		if (json_object_set_new(causes, loss_cause_name(i), integer(p->lost[i])))
			return NULL;
	return TAKE(causes);
}

static json_t *words(const char *text)
{
	_json_ json_t *list = json_array();

	while (*text) {
		size_t n = strcspn(text, " ");
		_free_ char *word = strndup(text, n);

		if (!word || (n && json_array_append_new(list, string(word))))
			return NULL;
		text += n + (text[n] == ' ');
	}
	return TAKE(list);
}

static json_t *hooks(const struct profile *p)
{
	_json_ json_t *list = json_array();
	size_t i;

	for (i = 0; i < p->nhooks; i++)
		if (json_array_append_new(list, json_pack("{s:o, s:o, s:o}", "role", string(p->hooks[i].role), "hook",
							  string_or_null(p->hooks[i].hook), "blind",
							  words(p->hooks[i].blind))))
			return NULL;
	return TAKE(list);
}

/* --- capabilities ------------------------------------------------------------- */

static json_t *syscall_or_null(uint32_t abi, uint32_t nr)
{
	char room[32];

	return nr == LC_NO_SYSCALL ? json_null() : json_string(sysno_name(abi, nr, room));
}

static json_t *program_or_null(const struct plan *plan, uint32_t id)
{
	const struct program *program = profile_program(plan->profile, id);

	return string_or_null(program ? program->exe : NULL);
}

static json_t *evidence_entry(const struct plan *plan, const struct evidence *e)
{
	const struct check *c = e->check;

	return json_pack("{s:o, s:o, s:s, s:o, s:o, s:o, s:s, s:{}, s:o, s:n}", "program",
			 program_or_null(plan, c->program), "syscall", syscall_or_null(c->abi, c->nr), "abi",
			 sysno_abi_name(c->abi), "call_site", string_or_null(c->site), "granted",
			 integer(e->granted), "denied", integer(e->denied), "user_ns", user_ns_word(c->flags),
			 "results", "first_ms", integer(e->first_ns / 1000000), "phase");
}

static json_t *evidence_list(const struct plan *plan, const struct cap_plan *cap)
{
	_json_ json_t *list = json_array();
	_free_ struct evidence *e = NULL;
	size_t i, n;

	if (evidence_group(cap, &e, &n) < 0)
		return NULL;
	for (i = 0; i < n; i++)
		if (json_array_append_new(list, evidence_entry(plan, &e[i])))
			return NULL;
	return TAKE(list);
}

static json_t *capability(const struct plan *plan, const struct cap_plan *cap)
{
	_buf_ struct buf reason = BUF_INIT;
	char room[32];

	plan_reason_text(plan, cap, &reason);
	if (buf_error(&reason) < 0)
		return NULL;
	return json_pack("{s:s, s:s, s:s, s:o, s:s, s:o}", "name", cap_name(cap->cap, room), "advice",
			 advice_name(cap->advice), "class", check_class_name(cap->class), "reason",
			 string(buf_text(&reason)), "proof", "none", "evidence", evidence_list(plan, cap));
}

static json_t *capabilities(const struct plan *plan)
{
	_json_ json_t *list = json_array();
	size_t i;

	for (i = 0; i < plan->ncaps; i++)
		if (json_array_append_new(list, capability(plan, &plan->caps[i])))
			return NULL;
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

static json_t *syscall_entry(const struct sys_plan *s)
{
	return json_pack("{s:s, s:o, s:s?, s:o, s:n}", "name", s->name, "why", why_words(s->why), "for", s->for_name,
			 "count", counted(s->count), "phase");
}

static json_t *abi_syscalls(const struct plan *plan, enum lc_abi abi)
{
	_json_ json_t *list = json_array();
	size_t i;

	for (i = 0; i < plan->nsyscalls; i++)
		if (plan->syscalls[i].abi == abi && json_array_append_new(list, syscall_entry(&plan->syscalls[i])))
			return NULL;
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

static json_t *set_names(const struct sysset *set, enum lc_abi abi)
{
	_json_ json_t *list = json_array();
	char room[32];
	size_t i;

	for (i = 0; i < set->n; i++)
		if (json_array_append_new(list, json_string(sysno_name(abi, set->use[i].nr, room))))
			return NULL;
	return TAKE(list);
}

static json_t *program_syscalls(const struct program *program)
{
	_json_ json_t *abis = json_object();
	unsigned int abi;

	for (abi = 0; abi < LC_ABIS; abi++)
		if (program->syscalls[abi].n &&
		    json_object_set_new(abis, sysno_abi_name(abi), set_names(&program->syscalls[abi], abi)))
			return NULL;
	return TAKE(abis);
}

static json_t *programs(const struct plan *plan)
{
	_json_ json_t *list = json_array();
	_free_ uint64_t *used = NULL;
	size_t i;

	if (evidence_used(plan, &used) < 0)
		return NULL;
	for (i = 0; i < plan->profile->nprograms; i++) {
		const struct program *p = &plan->profile->programs[i];

		if (json_array_append_new(
			    list, json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "id", integer(p->id), "parent",
					    counted(p->parent), "exe", string(p->exe), "comm", string(p->comm),
					    "instances", integer(p->instances), "capabilities",
					    jsonout_caps(used[i]), "syscalls", program_syscalls(p))))
			return NULL;
	}
	return TAKE(list);
}

static json_t *command(const struct profile *p)
{
	_json_ json_t *list = json_array();
	size_t i;

	if (!p->command)
		return json_null();
	for (i = 0; p->command[i]; i++)
		if (json_array_append_new(list, string(p->command[i])))
			return NULL;
	return TAKE(list);
}

static json_t *recording(const struct profile *p)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o}", "command", command(p), "start_unix_ms",
			 integer(p->start_realtime_ns / 1000000), "duration_ms", integer(p->duration_ns / 1000000),
			 "release", string(p->release), "machine", string(p->machine));
}

static json_t *report(const struct plan *plan)
{
	const struct profile *p = plan->profile;

	return json_pack("{s:s, s:b, s:o, s:o, s:o, s:o, s:o, s:o, s:[], s:o}", "schema", REPORT_SCHEMA, "complete",
			 plan->incomplete == 0, "incomplete_reasons", incomplete_reasons(plan), "lost", lost(p),
			 "recording", recording(p), "hooks", hooks(p), "capabilities", capabilities(plan), "syscalls",
			 syscalls(plan), "refused_syscalls", "programs", programs(plan));
}

int emit_json(const struct plan *plan, const struct emit_style *style, struct buf *out)
{
	(void)style;
	return jsonout_write(report(plan), out);
}
