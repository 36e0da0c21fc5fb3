/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What generated text says beside its syntax. Each comment is one line that
 * begins with prefix, a comment sign of the format.
 */
#ifndef LC_EMIT_COMMENT_H
#define LC_EMIT_COMMENT_H

#include "base/buf.h"
#include "core/plan.h"
#include "core/trap.h"
#include "emit/caplist.h"
#include "emit/phases.h"

/* Escapes what would end the line, whatever the arguments hold. */
void comment_add(struct buf *out, const char *prefix, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* What this is, of which recording, how far proven; then emit_warnings(). */
void comment_head(const struct plan *plan, const char *prefix, const char *what, struct buf *out);
/* The same where no filter is made. */
void comment_head_caps(const struct plan *plan, const char *prefix, const char *what, struct buf *out);

/* A line for each kept capability with the reason; or that none is needed. */
void comment_caps(const struct plan *plan, const char *prefix, caplist_speller *spell, struct buf *out);

/* That programs gain nothing by set-user-ID bits and file capabilities then; nothing where it must stay unset. */
void comment_no_new_privs(const struct plan *plan, const char *prefix, struct buf *out);

/* "TRAP id: sentence" for each trap that the plan walks into there. */
void comment_traps(const struct plan *plan, enum trap_target target, const char *prefix, struct buf *out);

/* What a tool can do where serving needs less than the start; nothing elsewhere. */
void comment_phases(const struct plan *plan, enum phases_tool tool, const char *prefix, struct buf *out);

/* Names on the list that libseccomp 2.5 does not know; nothing if there are none. */
void comment_new_calls(const struct plan *plan, const char *prefix, struct buf *out);

#endif
