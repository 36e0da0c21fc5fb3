// SPDX-License-Identifier: BSD-2-Clause
/* Knows the keys of the live view's JSON lines. */
#include "emit/trace_json.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "core/cap.h"
#include "core/profile.h"
#include "core/sysno.h"
#include "emit/json_part.h"
#include "emit/trace_part.h"

struct trace_json {
	bool stack;
	struct trace_clock clock;
	struct trace_tails tails;
};

int trace_json_new(bool stack, struct trace_json **out)
{
	struct trace_json *j = calloc(1, sizeof(*j));

	if (!j)
		return -ENOMEM;
	j->stack = stack;
	*out = j;
	return 0;
}

void trace_json_free(struct trace_json **at)
{
	struct trace_json *j = TAKE(*at);

	if (!j)
		return;
	trace_tails_clear(&j->tails);
	buf_free(&j->clock.text);
	free(j);
}

/* --- the parts of a line -------------------------------------------------------------- */

static int add_bytes(const char *bytes, size_t n, void *out)
{
	buf_add_bytes(out, bytes, n);
	return buf_error(out);
}

/* The members of an object, after a comma; frees it. NULL: out of memory. */
static void add_members(json_t *object, struct buf *out)
{
	buf_add(out, ",");
	if (!object || json_dump_callback(object, add_bytes, out, JSON_COMPACT | JSON_EMBED))
		out->failed = true;
	json_decref(object);
}

/* What comes before the program's name: all that is new in each line of a check. */
static void add_head(struct trace_json *j, const char *type, const struct event *e, struct buf *out)
{
	buf_add(out, "{\"type\":\"");
	buf_add(out, type);
	buf_add(out, "\",\"time\":\"");
	trace_second(&j->clock, e->realtime_ns, 0, 0, out);
	buf_add(out, ".");
	trace_micros(out, e->realtime_ns);
	buf_add(out, "Z\",\"pid\":");
	trace_number(out, e->pid, 0);
	buf_add(out, ",\"tid\":");
	trace_number(out, e->tid, 0);
	buf_add(out, ",\"uid\":");
	if (e->type == EVENT_MOVE) /* nobody asked */
		buf_add(out, "null");
	else
		trace_number(out, e->uid, 0);
}

/* Takes the object, and gives it back with what is known. */
static json_t *with(json_t *object, const char *key, const char *text)
{
	return text ? json_part_with(object, key, jsonout_text(text)) : object;
}

static json_t *who(const struct event *e)
{
	static const struct event_owner nobody;
	const struct event_owner *o = e->owner ? e->owner : &nobody;
	json_t *object = json_pack("{s:o, s:o, s:o}", "comm", jsonout_text(e->comm), "exe",
				   jsonout_text_or_null(e->exe), "container", jsonout_text_or_null(o->container));

	object = with(object, "pod", o->pod);
	object = with(object, "pod_namespace", o->pod_namespace);
	return with(object, "unit", o->unit);
}

static json_t *call_name(const struct event *e)
{
	char room[32];

	return e->nr == LC_NO_SYSCALL ? json_null() : json_string(sysno_name(e->abi, e->nr, room));
}

static json_t *cap_word(int cap)
{
	char room[32];

	return cap < 0 ? json_null() : json_string(cap_name(cap, room));
}

static json_t *frames(const char *const *at, size_t n)
{
	_json_ json_t *list = json_array();
	int r = 0;

	for (size_t i = 0; i < n; i++)
		r |= json_array_append_new(list, jsonout_text(at[i]));
	return r ? NULL : TAKE(list);
}

static json_t *user_frames(const struct lc_stack *stack)
{
	_json_ json_t *list = json_array();
	int r = 0;

	for (size_t i = 0; i < stack->nframes; i++) {
		_buf_ struct buf frame = BUF_INIT;

		text_escape(&frame, stack->frame[i], strlen(stack->frame[i]));
		r |= json_array_append_new(list, jsonout_buf(&frame));
	}
	return r ? NULL : TAKE(list);
}

/* For the first event of a fact, if they are wanted. */
static void add_stacks(const struct trace_json *j, const struct event *e, struct buf *out)
{
	if (!j->stack || !e->first)
		return;
	if (e->nframes)
		add_members(json_pack("{s:o}", "kernel_stack", frames(e->frames, e->nframes)), out);
	if (e->user_stack)
		add_members(json_pack("{s:o}", "user_stack", user_frames(e->user_stack)), out);
}

/* --- checks ------------------------------------------------------------------------------ */

static json_t *known_flag(const struct event *e, uint32_t flag, bool inverse)
{
	if (!(e->flags & LC_CHECK_OPTS_KNOWN))
		return json_null();
	return json_boolean(!(e->flags & flag) == inverse);
}

static const char *user_ns(uint32_t flags)
{
	if (flags & LC_CHECK_NS_INIT)
		return "init";
	return flags & LC_CHECK_NS_OTHER ? "other" : "own";
}

static json_t *check_members(const struct event *e)
{
	bool denied = e->flags & LC_CHECK_DENIED;

	return json_pack("{s:o, s:s, s:b, s:o, s:o, s:b, s:o, s:s, s:o, s:s}", "cap", cap_word(e->cap),
			 "verdict", denied ? "deny" : "allow", "capable", !denied, "audit",
			 known_flag(e, LC_CHECK_NOAUDIT, true), "insetid", known_flag(e, LC_CHECK_INSETID, false),
			 "effective", !!(e->flags & LC_CHECK_EFFECTIVE), "syscall", call_name(e), "abi",
			 sysno_abi_name(e->abi), "call_site", jsonout_text_or_null(e->site), "user_ns",
			 user_ns(e->flags));
}

/* The same for each check of its fact by this thread's name. */
static int make_tail(const void *ctx, const struct event *e, struct buf *out)
{
	(void)ctx;
	add_members(who(e), out);
	add_members(check_members(e), out);
	return buf_error(out);
}

static int add_check(struct trace_json *j, const struct event *e, struct buf *out)
{
	int r;

	add_head(j, "check", e, out);
	r = trace_tail_add(&j->tails, e, make_tail, j, out);
	add_stacks(j, e, out);
	buf_add(out, "}\n");
	return r ?: buf_error(out);
}

/* --- refused calls ------------------------------------------------------------------------- */

/* The capability that was missing; one that would only override a file's mode is not. */
static int missing_cap(const struct layer_verdict *v)
{
	switch (v->layer) {
	case LAYER_DAC:
	case LAYER_ACL:
		return -1;
	default:
		return v->cap;
	}
}

static json_t *refusal_members(const struct event *e)
{
	const struct layer_verdict *v = e->verdict;
	int missing = missing_cap(v);
	char room[16];

	return json_pack("{s:o, s:s, s:s, s:s, s:o, s:o, s:s, s:o, s:o, s:o, s:s?, s:o}", "syscall", call_name(e),
			 "abi", sysno_abi_name(e->abi), "errno", trace_errno(e->denial, room), "layer",
			 layer_name(v->layer), "capability", cap_word(missing), "override",
			 cap_word(missing < 0 ? v->cap : -1), "confidence", confidence_name(v->confidence), "object",
			 jsonout_text_or_null(v->object), "detail", jsonout_text_or_null(v->detail), "fix",
			 jsonout_text_or_null(v->fix), "action", v->action, "call_site",
			 jsonout_text_or_null(e->site));
}

static int add_refusal(struct trace_json *j, const struct event *e, struct buf *out)
{
	add_head(j, "refusal", e, out);
	add_members(who(e), out);
	add_members(refusal_members(e), out);
	add_stacks(j, e, out);
	buf_add(out, "}\n");
	return buf_error(out);
}

/* --- changes of privileges ---------------------------------------------------------------------- */

/* As /proc/PID/status has it, and as `explain` reads it. */
static json_t *mask(uint64_t set)
{
	char text[24];

	snprintf(text, sizeof(text), "%016" PRIx64, set);
	return json_string(text);
}

static json_t *creds(const struct lc_creds *c)
{
	return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:o, s:o, s:o, s:o, s:I, s:I}",
			 "uid", (json_int_t)c->uid, "euid", (json_int_t)c->euid, "suid", (json_int_t)c->suid,
			 "fsuid", (json_int_t)c->fsuid, "gid", (json_int_t)c->gid, "egid", (json_int_t)c->egid,
			 "sgid", (json_int_t)c->sgid, "fsgid", (json_int_t)c->fsgid, "inheritable",
			 mask(c->inheritable), "permitted", mask(c->permitted), "effective", mask(c->effective),
			 "bounding", mask(c->bounding), "ambient", mask(c->ambient), "securebits",
			 (json_int_t)c->securebits, "user_ns", (json_int_t)c->user_ns);
}

static json_t *sentence(const struct change *change)
{
	_buf_ struct buf text = BUF_INIT;

	change_text(change, &text);
	return jsonout_buf(&text);
}

static json_t *privilege_members(const struct event *e)
{
	const struct lc_stance *s = e->stance;
	const struct change *c = e->change;

	return json_pack("{s:o, s:s, s:o, s:o, s:s, s:o, s:o, s:o, s:s?, s:o, s:o, s:I, s:I, s:o}", "syscall",
			 call_name(e), "abi", sysno_abi_name(e->abi), "changes",
			 json_part_stance_words(c->event->flags), "gained", jsonout_caps(c->event->gained),
			 "gained_by", gain_name(change_gain(c)), "dropped", jsonout_caps(c->event->lost),
			 "bounding_dropped", jsonout_caps(c->event->bounding_lost), "void", jsonout_caps(c->void_caps),
			 "reason", change_void_reason(c->event->flags), "before", creds(&s->before), "after",
			 creds(&s->after), "seccomp_mode", (json_int_t)s->seccomp_mode, "seccomp_filters",
			 (json_int_t)s->seccomp_filters, "text", sentence(c));
}

static int add_privilege(struct trace_json *j, const struct event *e, struct buf *out)
{
	add_head(j, "privilege", e, out);
	add_members(who(e), out);
	add_members(privilege_members(e), out);
	buf_add(out, "}\n");
	return buf_error(out);
}

static int add_move(struct trace_json *j, const struct event *e, struct buf *out)
{
	add_head(j, "move", e, out);
	add_members(who(e), out);
	add_members(trace_move_members(e), out);
	buf_add(out, "}\n");
	return buf_error(out);
}

int trace_json_event(struct trace_json *j, const struct event *event, struct buf *out)
{
	switch (event->type) {
	case EVENT_CHECK:
		return add_check(j, event, out);
	case EVENT_REFUSAL:
		return add_refusal(j, event, out);
	case EVENT_PRIVILEGE:
		return add_privilege(j, event, out);
	case EVENT_MOVE:
		return add_move(j, event, out);
	default:
		return 0;
	}
}

/* --- the end ----------------------------------------------------------------------------------------- */

static json_t *lost(const struct timeline_sum *sum)
{
	_json_ json_t *causes = json_object();
	int r = 0;

	for (int i = 0; i < LC_CAUSES; i++)
		r |= json_object_set_new(causes, loss_cause_name(i), jsonout_number(sum->lost[i]));
	return r ? NULL : TAKE(causes);
}

/* Roles that no hook serves. */
static json_t *unserved(const struct timeline_sum *sum)
{
	_json_ json_t *roles = json_array();
	int r = 0;

	if (sum->no_checks)
		r |= json_array_append_new(roles, json_string("capability"));
	if (sum->no_results)
		r |= json_array_append_new(roles, json_string("result"));
	if (sum->no_processes)
		r |= json_array_append_new(roles, json_string("process"));
	return r ? NULL : TAKE(roles);
}

int trace_json_sum(const struct timeline_sum *sum, struct buf *out)
{
	buf_add(out, "{\"type\":\"summary\"");
	add_members(json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:o, s:o, s:o}", "events",
			      jsonout_number(trace_events(sum)), "checks", jsonout_number(sum->events[EVENT_CHECK]),
			      "refusals", jsonout_number(sum->events[EVENT_REFUSAL]), "privileges",
			      jsonout_number(sum->events[EVENT_PRIVILEGE]), "moves",
			      jsonout_number(sum->events[EVENT_MOVE]), "lost", lost(sum), "complete",
			      trace_complete(sum), "unserved", unserved(sum), "produced",
			      jsonout_number(sum->produced), "delivered", jsonout_number(sum->delivered)), out);
	buf_add(out, "}\n");
	return buf_error(out);
}
