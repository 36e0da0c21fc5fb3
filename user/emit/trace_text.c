// SPDX-License-Identifier: BSD-2-Clause
/* Knows the columns of the live view. */
#include "emit/trace_text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "core/cap.h"
#include "core/profile.h"
#include "core/sysno.h"
#include "emit/text.h"
#include "emit/text_table.h"
#include "emit/trace_part.h"

/* Columns of each word; those of bcc, but NAME and TIME hold every name and time. */
enum {
	WIDTH_TIME = 8, WIDTH_UID = 6, WIDTH_PID = 7, WIDTH_CONTAINER = 16, WIDTH_COMM = 16, WIDTH_CAP = 3,
	WIDTH_NAME = 22, WIDTH_AUDIT = 5, WIDTH_VERDICT = 7, WIDTH_INSETID = 7, WIDTH_SYSCALL = 16, WIDTH_ERRNO = 7,
	WIDTH_LAYER = 15,
};

#define STACK_INDENT 8

struct trace_text {
	struct trace_text_options o;
	struct trace_clock clock;
	struct trace_tails tails;
};

int trace_text_new(const struct trace_text_options *options, struct trace_text **out)
{
	struct trace_text *t = calloc(1, sizeof(*t));

	if (!t)
		return -ENOMEM;
	t->o = *options;
	*out = t;
	return 0;
}

void trace_text_free(struct trace_text **at)
{
	struct trace_text *t = TAKE(*at);

	if (!t)
		return;
	trace_tails_clear(&t->tails);
	buf_free(&t->clock.text);
	free(t);
}

/* --- cells ------------------------------------------------------------------------ */

/* Harmless text, blanks up to width columns, and one more. */
static void add_cell(const struct trace_text *t, struct buf *out, const char *text, size_t width, const char *colour)
{
	size_t used;

	if (!t->o.style.colour)
		colour = NULL;
	if (colour)
		buf_add(out, colour);
	text_add(out, &t->o.style, text);
	if (colour)
		buf_add(out, TEXT_PLAIN);
	used = text_width(text);
	buf_addf(out, "%*s", used < width ? (int)(width - used) + 1 : 1, "");
}

static void add_head(struct trace_text *t, const struct event *e, int64_t offset, struct buf *out)
{
	trace_second(&t->clock, e->realtime_ns, offset, strlen("2026-11-23T"), out);
	buf_add_bytes(out, " ", 1);
	if (e->type == EVENT_MOVE) /* nobody asked */
		buf_addf(out, "%-*s", WIDTH_UID, "-");
	else
		trace_number(out, e->uid, WIDTH_UID);
	buf_add_bytes(out, " ", 1);
	trace_number(out, e->pid, WIDTH_PID);
	buf_add_bytes(out, " ", 1);
	if (!t->o.extra)
		return;
	trace_number(out, e->tid, WIDTH_PID);
	buf_add_bytes(out, " ", 1);
}

static const char *or_dash(const char *text)
{
	return text && *text ? text : "-";
}

/* The container and the name of the thread. */
static void add_who(const struct trace_text *t, const struct event *e, struct buf *out)
{
	if (t->o.extra)
		add_cell(t, out, or_dash(e->owner ? e->owner->container : NULL), WIDTH_CONTAINER, NULL);
	add_cell(t, out, e->comm, WIDTH_COMM, NULL);
}

static const char *syscall_word(const struct event *e, char *room)
{
	return e->nr == LC_NO_SYSCALL ? "-" : sysno_name(e->abi, e->nr, room);
}

/* --- stacks ------------------------------------------------------------------------ */

static void add_stack(const struct trace_text *t, const struct event *e, struct buf *out)
{
	const struct lc_stack *user = e->user_stack;

	for (size_t i = 0; i < e->nframes; i++) {
		buf_addf(out, "%*s", STACK_INDENT, "");
		text_add(out, &t->o.style, e->frames[i]);
		buf_add(out, "\n");
	}
	for (size_t i = 0; user && i < user->nframes; i++) {
		_buf_ struct buf frame = BUF_INIT;

		text_escape(&frame, user->frame[i], strlen(user->frame[i]));
		if (!i)
			buf_addf(out, "%*s--\n", STACK_INDENT, "");
		buf_addf(out, "%*s", STACK_INDENT, "");
		text_add(out, &t->o.style, buf_text(&frame));
		buf_add(out, "\n");
		out->failed |= frame.failed;
	}
}

/* --- checks ------------------------------------------------------------------------- */

/* "1", "0", or "-" where the hook does not tell. */
static const char *flag_word(const struct event *e, uint32_t flag, bool inverse)
{
	if (!(e->flags & LC_CHECK_OPTS_KNOWN))
		return "-";
	return !(e->flags & flag) == inverse ? "1" : "0";
}

/* From COMM on: the same for each check of its fact by this thread's name. */
static int make_tail(const void *ctx, const struct event *e, struct buf *out)
{
	const struct trace_text *t = ctx;
	bool denied = e->flags & LC_CHECK_DENIED;
	char cap[32], call[32];

	add_who(t, e, out);
	trace_number(out, e->cap, WIDTH_CAP);
	buf_add(out, " ");
	add_cell(t, out, cap_name(e->cap, cap), WIDTH_NAME, NULL);
	add_cell(t, out, flag_word(e, LC_CHECK_NOAUDIT, true), WIDTH_AUDIT, NULL);
	add_cell(t, out, denied ? "deny" : "allow", WIDTH_VERDICT, denied ? TEXT_RED : NULL);
	if (t->o.extra)
		add_cell(t, out, flag_word(e, LC_CHECK_INSETID, false), WIDTH_INSETID, NULL);
	add_cell(t, out, syscall_word(e, call), WIDTH_SYSCALL, NULL);
	text_add(out, &t->o.style, or_dash(e->site));
	buf_add(out, "\n");
	return buf_error(out);
}

static int add_check(struct trace_text *t, const struct event *e, int64_t offset, struct buf *out)
{
	int r;

	add_head(t, e, offset, out);
	r = trace_tail_add(&t->tails, e, make_tail, t, out);
	if (t->o.stack && e->first)
		add_stack(t, e, out);
	return r ?: buf_error(out);
}

/* --- refused calls -------------------------------------------------------------------- */

/* The layer; a question mark says that it was inferred. */
static void add_layer(const struct trace_text *t, const struct layer_verdict *v, struct buf *out)
{
	bool inferred = v->confidence == CONFIDENCE_INFERRED && v->layer != LAYER_UNKNOWN;
	char word[WIDTH_LAYER + 2] = "";

	strncat(word, layer_name(v->layer), sizeof(word) - 2);
	strcat(word, inferred ? "?" : "");
	add_cell(t, out, word, WIDTH_LAYER, TEXT_BOLD_RED);
}

/* The rest of the line: why, and what to do. */
static void add_reason(const struct trace_text *t, const char *detail, const char *fix, struct buf *out)
{
	text_add(out, &t->o.style, detail);
	if (!*fix)
		return;
	buf_add(out, *detail ? " -> " : "-> ");
	if (t->o.style.colour)
		buf_add(out, TEXT_GREEN);
	text_add(out, &t->o.style, fix);
	if (t->o.style.colour)
		buf_add(out, TEXT_PLAIN);
}

static void add_call(struct trace_text *t, const struct event *e, int64_t offset, const char *error, struct buf *out)
{
	char call[32];

	add_head(t, e, offset, out);
	add_who(t, e, out);
	add_cell(t, out, syscall_word(e, call), WIDTH_SYSCALL, NULL);
	add_cell(t, out, error, WIDTH_ERRNO, NULL);
}

static int add_refusal(struct trace_text *t, const struct event *e, int64_t offset, struct buf *out)
{
	const struct layer_verdict *v = e->verdict;
	char error[16];

	add_call(t, e, offset, trace_errno(e->denial, error), out);
	add_layer(t, v, out);
	add_cell(t, out, or_dash(v->object), 0, TEXT_BOLD);
	add_reason(t, v->detail, v->fix, out);
	buf_add(out, "\n");
	if (t->o.stack && e->first)
		add_stack(t, e, out);
	return buf_error(out);
}

/* --- changes of privileges -------------------------------------------------------------- */

/* What was void, why, and what to do. */
static const struct void_words {
	uint32_t flag;
	enum layer layer;
	const char *detail, *fix;
} void_words[] = {
	{ LC_STANCE_VOID_NOSUID, LAYER_MOUNT_FLAG, "its set-user-ID bits are void on a nosuid mount",
	  "mount it without nosuid, or start it with the ids and capabilities it needs" },
	{ LC_STANCE_VOID_NNP, LAYER_NO_NEW_PRIVS, "its set-user-ID bits are void under no_new_privs",
	  "do not set no_new_privs (docker: no-new-privileges, systemd: NoNewPrivileges=, Kubernetes: "
	  "allowPrivilegeEscalation), or start it with the ids and capabilities it needs" },
	{ LC_STANCE_VOID_CAPS_NOSUID, LAYER_MOUNT_FLAG, "its file capabilities are void on a nosuid mount: ",
	  "mount it without nosuid, or start it with them ambient" },
	{ LC_STANCE_VOID_CAPS_NNP, LAYER_NO_NEW_PRIVS, "its file capabilities are void under no_new_privs: ",
	  "do not set no_new_privs (docker: no-new-privileges, systemd: NoNewPrivileges=, Kubernetes: "
	  "allowPrivilegeEscalation), or start it with them ambient" },
	{ LC_STANCE_VOID_CAPS_BOUNDING, LAYER_BOUNDING_SET, "its file capabilities are not in the bounding set: ",
	  "leave them in the bounding set (docker: --cap-add, systemd: CapabilityBoundingSet=)" },
};

/* A program that was executed as if its file had nothing to give: refused, though no call failed. */
static int add_void(struct trace_text *t, const struct event *e, const struct void_words *words, int64_t offset,
		    struct buf *out)
{
	const struct layer_verdict v = { .layer = words->layer, .confidence = CONFIDENCE_SEEN };
	_buf_ struct buf detail = BUF_INIT;

	add_call(t, e, offset, "-", out);
	add_layer(t, &v, out);
	add_cell(t, out, or_dash(e->exe), 0, TEXT_BOLD);
	buf_add(&detail, words->detail);
	if (words->flag & CHANGE_VOID_CAPS)
		change_caps_text(e->change->void_caps, 0, &detail);
	add_reason(t, buf_text(&detail), words->fix, out);
	buf_add(out, "\n");
	return buf_error(&detail) ?: buf_error(out);
}

/* One line: where a file has both, its set-user-ID bits would have given all. */
static int add_voids(struct trace_text *t, const struct event *e, int64_t offset, struct buf *out)
{
	for (size_t i = 0; i < ARRAY_SIZE(void_words); i++) {
		if (e->change->event->flags & void_words[i].flag)
			return add_void(t, e, &void_words[i], offset, out);
	}
	return 0;
}

/* Under the name of the thread, then in words. */
static int add_change(struct trace_text *t, const struct event *e, int64_t offset, struct buf *out)
{
	bool is_void = e->change->event->flags & CHANGE_VOID;
	_buf_ struct buf words = BUF_INIT;

	change_text(e->change, &words);
	add_head(t, e, offset, out);
	add_who(t, e, out);
	if (t->o.style.colour)
		buf_add(out, is_void ? TEXT_YELLOW : TEXT_DIM);
	text_add(out, &t->o.style, buf_text(&words));
	if (t->o.style.colour)
		buf_add(out, TEXT_PLAIN);
	buf_add(out, "\n");
	return buf_error(&words) ?: buf_error(out);
}

static int add_move(struct trace_text *t, const struct event *e, int64_t offset, struct buf *out)
{
	_buf_ struct buf words = BUF_INIT;

	trace_move_text(e, &words);
	add_head(t, e, offset, out);
	add_who(t, e, out);
	if (t->o.style.colour)
		buf_add(out, TEXT_DIM);
	text_add(out, &t->o.style, buf_text(&words));
	if (t->o.style.colour)
		buf_add(out, TEXT_PLAIN);
	buf_add(out, "\n");
	return buf_error(&words) ?: buf_error(out);
}

/* --- lines -------------------------------------------------------------------------------- */

void trace_text_header(const struct trace_text *t, struct buf *out)
{
	add_cell(t, out, "TIME", WIDTH_TIME, NULL);
	add_cell(t, out, "UID", WIDTH_UID, NULL);
	add_cell(t, out, "PID", WIDTH_PID, NULL);
	if (t->o.extra)
		add_cell(t, out, "TID", WIDTH_PID, NULL);
	if (t->o.extra)
		add_cell(t, out, "CONTAINER", WIDTH_CONTAINER, NULL);
	add_cell(t, out, "COMM", WIDTH_COMM, NULL);
	if (t->o.denied) {
		add_cell(t, out, "SYSCALL", WIDTH_SYSCALL, NULL);
		add_cell(t, out, "ERRNO", WIDTH_ERRNO, NULL);
		add_cell(t, out, "LAYER", WIDTH_LAYER, NULL);
		buf_add(out, "OBJECT REASON -> FIX\n");
		return;
	}
	add_cell(t, out, "CAP", WIDTH_CAP, NULL);
	add_cell(t, out, "NAME", WIDTH_NAME, NULL);
	add_cell(t, out, "AUDIT", WIDTH_AUDIT, NULL);
	add_cell(t, out, "VERDICT", WIDTH_VERDICT, NULL);
	if (t->o.extra)
		add_cell(t, out, "INSETID", WIDTH_INSETID, NULL);
	add_cell(t, out, "SYSCALL", WIDTH_SYSCALL, NULL);
	buf_add(out, "CALL_SITE\n");
}

int trace_text_event(struct trace_text *t, const struct event *event, int64_t offset, struct buf *out)
{
	switch (event->type) {
	case EVENT_CHECK:
		return t->o.denied ? 0 : add_check(t, event, offset, out);
	case EVENT_REFUSAL:
		return t->o.denied ? add_refusal(t, event, offset, out) : 0;
	case EVENT_PRIVILEGE:
		return t->o.denied ? add_voids(t, event, offset, out) : add_change(t, event, offset, out);
	case EVENT_MOVE:
		return t->o.denied ? 0 : add_move(t, event, offset, out);
	default:
		return 0;
	}
}

int trace_text_sum(const struct timeline_sum *sum, const char *prefix, struct buf *out)
{
	uint64_t events = trace_events(sum);

	buf_add(out, prefix);
	text_count(out, events, "event", "events");
	buf_add(out, trace_complete(sum) ? ", nothing lost\n" : ", INCOMPLETE\n");
	for (int i = 0; i < LC_CAUSES; i++) {
		if (sum->lost[i])
			buf_addf(out, "%slost: %" PRIu64 " %s\n", prefix, sum->lost[i], loss_cause_name(i));
	}
	if (sum->no_checks)
		buf_addf(out, "%sno hook on capability checks works on this kernel\n", prefix);
	if (sum->no_results)
		buf_addf(out, "%sno hook on the results of calls works on this kernel\n", prefix);
	if (sum->no_processes)
		buf_addf(out, "%sno hook on process life works on this kernel\n", prefix);
	return buf_error(out);
}
