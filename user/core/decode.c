// SPDX-License-Identifier: BSD-2-Clause
/* Knows what a record may hold, and refuses what it may not. */
#include "core/decode.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "base/guard.h"
#include "base/text.h"
#include "core/cap.h"
#include "core/profile.h"

#define PROGRAM_FLAGS                                                                              \
	(LC_PROGRAM_ROOT | LC_PROGRAM_ADOPTED | LC_PROGRAM_FILTERED | LC_PROGRAM_SECCOMP_KILLED |  \
	 LC_PROGRAM_DISPATCH | LC_PROGRAM_OVERFLOW | LC_PROGRAM_UNNAMED)
#define CHECK_OPTS (LC_CHECK_NOAUDIT | LC_CHECK_INSETID)
#define CHECK_FLAGS                                                                                \
	(LC_CHECK_DENIED | CHECK_NS_FLAGS | LC_CHECK_EFFECTIVE | LC_CHECK_OVERRIDDEN |                   \
	 LC_CHECK_OTHER_CRED | LC_CHECK_OPTS_KNOWN | CHECK_OPTS | LC_CHECK_MOOT |                \
	 LC_CHECK_LSM_DENIED | LC_CHECK_MADE_NS | LC_CHECK_OWNER | LC_CHECK_JUDGED | LC_CHECK_VOID)

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
};
_Static_assert(ARRAY_SIZE(sizes) == LC_KINDS, "each kind has a size");

static bool ends(const char *text, size_t room)
{
	return memchr(text, '\0', room);
}

static bool program_ok(const struct lc_program *p)
{
	return p->h.slot && !(p->flags & ~PROGRAM_FLAGS) && p->parent <= LC_MAX_PROGRAMS &&
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
	return s->scope >= LC_SCOPE_COMMAND && s->scope <= LC_SCOPE_ALL && s->cap_last < CAP_ROOM &&
	       ends(s->release, sizeof(s->release)) && ends(s->machine, sizeof(s->machine));
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
	default:
		return r->head.kind == LC_END;
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
	if (n != sizes[head.kind] || head.len != n || head.slot > LC_MAX_PROGRAMS)
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

void decode_path(const struct lc_program *program, struct buf *out)
{
	const char *path = program->path;
	size_t end = program->path_len;

	/* A path that was cut lacks its top: nothing is better than a wrong one. */
	if (program->flags & LC_PROGRAM_UNNAMED)
		return;
	while (end) {
		size_t start = --end; /* of the component that path[end] ends */

		while (start && path[start - 1])
			start--;
		add_component(out, path + start, end - start);
		end = start;
	}
}
