/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The sections of the text report and the words they share.
 */
#ifndef LC_EMIT_TEXT_H
#define LC_EMIT_TEXT_H

#include <stdint.h>

#include "emit/emit.h"

#define TEXT_BOLD "\033[1m"
#define TEXT_DIM "\033[2m"
#define TEXT_RED "\033[31m"
#define TEXT_BOLD_RED "\033[1;31m"
#define TEXT_YELLOW "\033[33m"
#define TEXT_GREEN "\033[32m"
#define TEXT_PLAIN "\033[0m"

/* One report in the making. */
struct text {
	const struct plan *plan;
	const struct emit_style *style;
	struct buf *out;
};

/* Sections in files of their own. One without content leaves nothing. */
void text_caps(struct text *t);	    /* kept, checked but not needed, refused */
void text_phases(struct text *t);   /* init and serving */
void text_notes(struct text *t);    /* traps that the set walks into */
void text_privileges(struct text *t); /* what changed them, and who brought each capability in */
void text_owners(struct text *t);   /* containers, units: where it ran */
void text_programs(struct text *t); /* the tree */
void text_syscalls(struct text *t);
void text_refused(struct text *t);  /* syscalls that a seccomp filter turned away */

/* Harmless text in a colour, if the terminal has any. */
void text_paint(struct text *t, const char *colour, const char *text);
/* An empty line and a title. */
void text_title(struct text *t, const char *title);
/* A paragraph, wrapped and indented by indent columns; made harmless. */
void text_paragraph(struct text *t, const char *text, size_t indent);

/* "label  text", indented, the text wrapped under its own beginning, width columns after the label's; made harmless. */
void text_field(struct text *t, const char *label, size_t width, const char *text);
/* The same with what was gathered in a buf; nothing for an empty one. */
void text_field_buf(struct text *t, const char *label, size_t width, const struct buf *text);

/* What to call a program: its path, "[comm]" if there is none. */
void text_program_name(const struct program *program, struct buf *out);

/* "63 ms", "1.5 s", "2 min 3 s". */
void text_duration(uint64_t ns, struct buf *out);

/* "2026-11-24", of a day since 1970-01-01. */
void text_date(struct buf *out, uint64_t days);

/* "1 process", "2 processes". */
void text_count(struct buf *out, unsigned long long n, const char *one, const char *many);

#endif
