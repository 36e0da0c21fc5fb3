/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tables and paragraphs fitted to a width. No cell is ever cut: what does not
 * fit goes on in the next line of its cell.
 */
#ifndef LC_EMIT_TEXT_TABLE_H
#define LC_EMIT_TEXT_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "emit/emit.h"

#define TEXT_INDENT 2
#define TEXT_COLUMNS 6
#define TEXT_WRAP_LEAST 24 /* holds every name of a capability: rather a longer line than less */

struct text_column {
	const char *title;
	bool right; /* flush right: numbers */
	bool tree;  /* carries the lines of the tree */
	bool wraps; /* takes the room that is left: the last one, and only that */
};

struct libscols_table;
struct libscols_line;

struct text_table {
	struct libscols_table *scols; /* NULL: out of memory */
	bool failed;		      /* a cell ran out of memory */
	const struct emit_style *style;
	const struct text_column *columns;
	size_t n;
	size_t width[TEXT_COLUMNS]; /* widest cell so far */
	size_t letters;		    /* in all cells: what must be drawn */
};

struct text_table text_table_begin(const struct emit_style *style, const struct text_column *columns, size_t n);
/* parent NULL: top of the tree. */
struct libscols_line *text_table_row(struct text_table *t, struct libscols_line *parent);
/* Text is made harmless here; colour is a sequence or NULL. */
void text_table_cell(struct text_table *t, struct libscols_line *row, size_t column, const char *text,
		     const char *colour);
/* The same with what was gathered in a buf. */
void text_table_add(struct text_table *t, struct libscols_line *row, size_t column, const struct buf *text,
		    const char *colour);
/* Draws it and frees it. Out of memory makes the buf fail. */
void text_table_end(struct text_table *t, struct buf *out);

/* Columns that the text takes on a terminal. */
size_t text_width(const char *text);

/* As text_print(), and plain ASCII where the terminal is not for UTF-8. */
void text_add(struct buf *out, const struct emit_style *style, const char *text);

/*
 * Breaks harmless text between words into lines of at most room columns (0: no
 * limit), each new line after "\n" and indent spaces. The first line starts
 * at column used.
 */
void text_wrap(struct buf *out, const char *text, size_t room, size_t indent, size_t used);

#endif
