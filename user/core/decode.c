// SPDX-License-Identifier: BSD-2-Clause
/* Knows what a record may hold, and refuses what it may not. */
#include "core/decode.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "base/guard.h"
#include "base/text.h"
#include "core/cap.h"
#include "core/decode_denial.h"
#include "core/decode_owner.h"
#include "core/errnos.h"
#include "core/profile.h"

#define PROGRAM_FLAGS                                                                              \
	(LC_PROGRAM_ROOT | LC_PROGRAM_ADOPTED | LC_PROGRAM_FILTERED | LC_PROGRAM_SECCOMP_KILLED |  \
	 LC_PROGRAM_DISPATCH | LC_PROGRAM_OVERFLOW | LC_PROGRAM_UNNAMED | LC_PROGRAM_GAINED |  \
	 LC_PROGRAM_ENTERED | LC_PROGRAM_FILTERING | LC_PROGRAM_NO_NEW_PRIVS | LC_PROGRAM_NOSUID)
#define CHECK_OPTS (LC_CHECK_NOAUDIT | LC_CHECK_INSETID)
#define CHECK_FLAGS                                                                                \
	(LC_CHECK_DENIED | CHECK_NS_FLAGS | LC_CHECK_EFFECTIVE | LC_CHECK_OVERRIDDEN |                   \
	 LC_CHECK_OTHER_CRED | LC_CHECK_OPTS_KNOWN | CHECK_OPTS | LC_CHECK_MOOT |                \
	 LC_CHECK_LSM_DENIED | LC_CHECK_MADE_NS | LC_CHECK_OWNER | LC_CHECK_JUDGED | LC_CHECK_IMPLIED | \
	 LC_CHECK_VOID)
#define OUTCOME_FLAGS (LC_OUTCOME_ENDED | LC_OUTCOME_DRIVEN)
#define STATUS_MAX 255

static const size_t sizes[] = {
	[LC_PROGRAM] = sizeof(struct lc_program),
	[LC_SYSCALL] = sizeof(struct lc_syscall),
	[LC_CHECK] = sizeof(struct lc_check),
	[LC_LOSS] = sizeof(struct lc_loss),
	[LC_SYMBOL] = sizeof(struct lc_symbol),
	[LC_HOOK] = sizeof(struct lc_hook),
	[LC_SESSION] = sizeof(struct lc_session),
	[LC_ARGUMENT] = sizeof(struct lc_argument),
	[LC_END] = sizeof(struct lc_head),
	[LC_RESULT] = sizeof(struct lc_result),
	[LC_LAST] = sizeof(struct lc_last),
	[LC_REFUSAL] = sizeof(struct lc_refusal),
	[LC_SETTING] = sizeof(struct lc_setting),
	[LC_BOUNDARY] = sizeof(struct lc_boundary),
	[LC_OUTCOME] = sizeof(struct lc_outcome),
	[LC_DENIAL] = sizeof(struct lc_denial),
	[LC_OBJECT] = sizeof(struct lc_object),
	[LC_SEEN] = sizeof(struct lc_seen),
	[LC_STANCE] = sizeof(struct lc_stance),
	[LC_AUDIT] = sizeof(struct lc_audit),
	[LC_STACK] = sizeof(struct lc_stack),
	[LC_ADDRESSES] = sizeof(struct lc_addresses),
	[LC_OWNER] = sizeof(struct lc_owner),
	[LC_LABEL] = sizeof(struct lc_label),
	[LC_MOVE] = sizeof(struct lc_move),
	[LC_PRIVILEGE] = sizeof(struct lc_privilege),
	[LC_HOLDER] = sizeof(struct lc_holder),
	[LC_FILE] = sizeof(struct lc_file),
	[LC_VALUES_OF] = sizeof(struct lc_values),
	[LC_FAILED] = sizeof(struct lc_failed),
};
_Static_assert(ARRAY_SIZE(sizes) == LC_KINDS, "each kind has a size");

static bool ends(const char *text, size_t room)
{
	return memchr(text, '\0', room);
}

static bool program_ok(const struct lc_program *p)
{
	return p->h.slot && !(p->flags & ~PROGRAM_FLAGS) && p->parent <= LC_MAX_PROGRAMS && p->owner <= LC_MAX_OWNERS &&
	       ends(p->comm, sizeof(p->comm)) && p->path_len <= LC_PATH_LEN &&
	       (!p->path_len || !p->path[p->path_len - 1]);
}

static bool check_ok(struct lc_check *c)
{
	if (c->cap >= CAP_ROOM || c->abi >= LC_ABIS || c->nframes > LC_FRAMES)
		return false;
	if ((c->flags & ~CHECK_FLAGS) || (c->flags & CHECK_NS_FLAGS) == CHECK_NS_FLAGS)
		return false;
	if (!(c->flags & LC_CHECK_OPTS_KNOWN))
		c->flags &= ~CHECK_OPTS;
	memset(&c->ip[c->nframes], 0, (LC_FRAMES - c->nframes) * sizeof(c->ip[0]));
	return true;
}

static bool hook_ok(const struct lc_hook *h)
{
	return ends(h->role, sizeof(h->role)) && ends(h->hook, sizeof(h->hook)) &&
	       ends(h->blind, sizeof(h->blind));
}

static bool session_ok(const struct lc_session *s)
{
	return s->scope >= LC_SCOPE_COMMAND && s->scope <= LC_SCOPE_CGROUP && s->cap_last < CAP_ROOM &&
	       ends(s->release, sizeof(s->release)) && ends(s->machine, sizeof(s->machine));
}

static bool refusal_ok(const struct lc_refusal *r)
{
	return r->abi < LC_ABIS && r->error <= ERRNO_MAX && r->by && r->by < LC_REFUSERS;
}

static bool setting_ok(const struct lc_setting *s)
{
	return *s->name && ends(s->name, sizeof(s->name)) && ends(s->value, sizeof(s->value));
}

static bool boundary_ok(const struct lc_boundary *b)
{
	return b->chapter && b->chapter < LC_CHAPTERS && b->sign >= LC_BOUNDARY_WAIT &&
	       b->sign <= LC_BOUNDARY_MARK && b->drop_slot <= LC_MAX_PROGRAMS;
}

static bool values_ok(struct lc_values *v)
{
	if (v->abi >= LC_ABIS || v->index > LC_ARGUMENT_OPCODE)
		return false;
	if (v->n < LC_VALUES_KEPT)
		memset(&v->value[v->n], 0, (LC_VALUES_KEPT - v->n) * sizeof(v->value[0]));
	return true;
}

/* A death is no answer that a call can be given again. */
static bool failed_ok(struct lc_failed *f)
{
	f->reserved = 0;
	return f->abi < LC_ABIS && f->error && f->error < LC_ERROR_KILLED;
}

static bool outcome_ok(struct lc_outcome *o)
{
	o->flags &= OUTCOME_FLAGS;
	if (!(o->flags & LC_OUTCOME_ENDED))
		o->status = 0;
	if (!(o->flags & LC_OUTCOME_DRIVEN))
		o->drive_status = 0;
	return o->status <= STATUS_MAX && o->drive_status <= STATUS_MAX;
}

/* What says more about the facts, or about the recording as a whole. */
static bool more_ok(union record *r)
{
	switch (r->head.kind) {
	case LC_RESULT:
		return r->result.check && r->result.error <= ERRNO_MAX;
	case LC_LAST:
		return r->last.check;
	case LC_REFUSAL:
		return refusal_ok(&r->refusal);
	case LC_SETTING:
		return setting_ok(&r->setting);
	case LC_BOUNDARY:
		return boundary_ok(&r->boundary);
	case LC_OUTCOME:
		return outcome_ok(&r->outcome);
	case LC_VALUES_OF:
		return values_ok(&r->values);
	case LC_FAILED:
		return failed_ok(&r->failed);
	default:
		return r->head.kind >= LC_OWNER ? decode_owned(r) : decode_timeline(r);
	}
}

static bool body_ok(union record *r)
{
	switch (r->head.kind) {
	case LC_PROGRAM:
		return program_ok(&r->program);
	case LC_SYSCALL:
		return r->syscall.abi < LC_ABIS;
	case LC_CHECK:
		return check_ok(&r->check);
	case LC_LOSS:
		return r->loss.cause < LC_CAUSES;
	case LC_SYMBOL:
		return ends(r->symbol.name, sizeof(r->symbol.name));
	case LC_HOOK:
		return hook_ok(&r->hook);
	case LC_SESSION:
		return session_ok(&r->session);
	case LC_ARGUMENT:
		return r->argument.size <= LC_ARGUMENT_LEN;
	case LC_END:
		return true;
	default:
		return more_ok(r);
	}
}

static bool slot_ok(const struct lc_head *h)
{
	switch (h->kind) {
	case LC_SYSCALL:
	case LC_CHECK:
	case LC_REFUSAL:
	case LC_DENIAL:
	case LC_SEEN:
	case LC_STANCE:
	case LC_PRIVILEGE:
	case LC_FAILED:
		return slot_program(h->slot) <= LC_MAX_PROGRAMS && slot_chapter(h->slot) < LC_CHAPTERS;
	default:
		return h->slot <= LC_MAX_PROGRAMS;
	}
}

int decode_record(const void *bytes, size_t n, union record *out)
{
	struct lc_head head;

	if (n < sizeof(head))
		return -EBADMSG;
	memcpy(&head, bytes, sizeof(head));
	if (head.kind == LC_NONE || head.kind >= LC_KINDS)
		return -EBADMSG;
	if (n != sizes[head.kind] || head.len != n || !slot_ok(&head))
		return -EBADMSG;
	memcpy(out, bytes, n);
	return body_ok(out) ? 0 : -EBADMSG;
}

/* A name cannot hold a slash, but that of a memfd or a mount's root does. */
static void add_component(struct buf *out, const char *name, size_t n)
{
	const char *slash;

	if (!n || (n == 1 && *name == '/'))
		return;
	buf_add(out, "/");
	for (; (slash = memchr(name, '/', n)); n -= slash + 1 - name, name = slash + 1) {
		text_escape(out, name, slash - name);
		buf_add(out, "\\x2f");
	}
	text_escape(out, name, n);
}

/* Components from the last one upwards, each ended by NUL. */
static void add_path(struct buf *out, const char *path, size_t end)
{
	while (end) {
		size_t start = --end; /* of the component that path[end] ends */

		while (start && path[start - 1])
			start--;
		add_component(out, path + start, end - start);
		end = start;
	}
}

void decode_path(const struct lc_program *program, struct buf *out)
{
	/* A path that was cut lacks its top: nothing is better than a wrong one. */
	if (!(program->flags & LC_PROGRAM_UNNAMED))
		add_path(out, program->path, program->path_len);
}

void decode_cgroup(const struct lc_owner *owner, struct buf *out)
{
	if (owner->flags & LC_OWNER_CUT)
		buf_add(out, "/...");
	else if (!owner->path_len)
		buf_add(out, "/");
	add_path(out, owner->path, owner->path_len);
}
