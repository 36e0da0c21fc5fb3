/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The recorded workload as something to start again: its program, its
 * command line, its user.
 */
#ifndef LC_EMIT_RUN_H
#define LC_EMIT_RUN_H

#include <stdbool.h>

#include "base/buf.h"
#include "core/plan.h"
#include "emit/caplist.h"

/* Whether it will run as another user than root: asked for, or recorded so. */
bool run_nonroot(const struct plan *plan);

/* An escaped text of the profile as one shell word that gives its bytes back. */
void run_word(struct buf *out, const char *text);

/* The recorded command line as shell words, the path of the root program, or the word COMMAND. */
void run_command_or_placeholder(const struct plan *plan, struct buf *out);

/* The comments in front of a command line that starts it: what that is, its set, whom it runs as, what is unsure. */
void run_comments(const struct plan *plan, const char *what, caplist_speller *spell, struct buf *out);

/* What is unsure of the recorded command line. */
void run_comment_command(const struct plan *plan, struct buf *out);

#endif
