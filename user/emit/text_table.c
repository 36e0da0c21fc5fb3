// SPDX-License-Identifier: BSD-2-Clause
/* Lays out tables (libsmartcols) and paragraphs for a terminal of a given width. */
#include "emit/text_table.h"

#include <libsmartcols.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/guard.h"
#include "base/text.h"

#define GAP 2	      /* between columns */
#define NO_LIMIT 100000

/* --- text ------------------------------------------------------------------ */

/* Characters that take no column, or two; the rest takes one. */
static const struct {
	uint32_t first, last;
	unsigned int columns;
} odd_widths[] = {
	{ 0x300, 0x36f, 0 },	 { 0x483, 0x489, 0 },	  { 0x591, 0x5bd, 0 },	   { 0x610, 0x61a, 0 },
	{ 0x64b, 0x65f, 0 },	 { 0x1100, 0x115f, 2 },	  { 0x1ab0, 0x1aff, 0 },   { 0x1dc0, 0x1dff, 0 },
	{ 0x20d0, 0x20ff, 0 },	 { 0x2e80, 0x303e, 2 },	  { 0x3041, 0xa4cf, 2 },   { 0xac00, 0xd7a3, 2 },
	{ 0xf900, 0xfaff, 2 },	 { 0xfe00, 0xfe0f, 0 },	  { 0xfe20, 0xfe2f, 0 },   { 0xfe30, 0xfe6f, 2 },
	{ 0xff00, 0xff60, 2 },	 { 0xffe0, 0xffe6, 2 },	  { 0x1f300, 0x1f64f, 2 }, { 0x1f900, 0x1faff, 2 },
	{ 0x20000, 0x3fffd, 2 },
};

/* wcwidth() would ask the locale. */
static size_t character_width(uint32_t c)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(odd_widths) && c >= odd_widths[i].first; i++)
		if (c <= odd_widths[i].last)
			return odd_widths[i].columns;
	return 1;
}

/* Bytes of the character at text, which is valid UTF-8, and its columns. */
static size_t measure(const char *text, size_t *columns)
{
	const uint8_t *s = (const uint8_t *)text;
	size_t n = s[0] < 0xc0 ? 1 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4, i;
	uint32_t c = n == 1 ? s[0] : s[0] & (0x7fu >> n);

	for (i = 1; i < n && s[i]; i++)
		c = c << 6 | (s[i] & 0x3f);
	*columns = character_width(c);
	return i;
}

size_t text_width(const char *text)
{
	size_t width = 0, columns;

	while (*text) {
		text += measure(text, &columns);
		width += columns;
	}
	return width;
}

void text_add(struct buf *out, const struct emit_style *style, const char *text)
{
	_buf_ struct buf clean = BUF_INIT;
	const char *p;

	if (style->utf8) {
		text_print(out, text);
		return;
	}
	text_print(&clean, text);
	for (p = buf_text(&clean); *p; p++) {
		if ((unsigned char)*p < 0x80)
			buf_add_bytes(out, p, 1);
		else
			buf_addf(out, "\\x%02x", (unsigned char)*p);
	}
	if (buf_error(&clean) < 0)
		out->failed = true;
}

/* Bytes of text that fit into room, at least one character; breaks behind '/' or ',' if there is one. */
static size_t fit(const char *text, size_t n, size_t room)
{
	size_t at = 0, used = 0, soft = 0;

	while (at < n) {
		size_t columns, step = measure(text + at, &columns);

		if (at && used + columns > room)
			return soft ? soft : at;
		at += step;
		used += columns;
		if (text[at - 1] == '/' || text[at - 1] == ',')
			soft = at;
	}
	return n;
}

/* Columns of the first n bytes. */
static size_t width_of(const char *text, size_t n)
{
	size_t at = 0, width = 0, columns;

	while (at < n) {
		at += measure(text + at, &columns);
		width += columns;
	}
	return width;
}

/* A paragraph in the making. */
struct wrap {
	struct buf *out;
	size_t room, indent;
	size_t used; /* columns of this line */
	bool empty;  /* no word is on this line yet */
};

static void break_line(struct wrap *w)
{
	buf_addf(w->out, "\n%*s", (int)w->indent, "");
	w->used = w->indent;
	w->empty = true;
}

static void add_part(struct wrap *w, const char *text, size_t n, size_t width)
{
	buf_add_bytes(w->out, text, n);
	w->used += width;
	w->empty = false;
}

/* One word, broken only if no line could hold it. */
static void add_word(struct wrap *w, const char *text, size_t n)
{
	size_t width = width_of(text, n), part;

	if (!w->empty && w->room && w->used + 1 + width > w->room)
		break_line(w);
	else if (!w->empty)
		add_part(w, " ", 1, 1);
	while (w->room && w->used + width > w->room) {
		part = fit(text, n, w->room > w->used ? w->room - w->used : 1);
		if (part == n)
			break;
		add_part(w, text, part, 0);
		break_line(w);
		text += part;
		n -= part;
		width = width_of(text, n);
	}
	add_part(w, text, n, width);
}

void text_wrap(struct buf *out, const char *text, size_t room, size_t indent, size_t used)
{
	struct wrap w = { .out = out, .room = room, .indent = indent, .used = used, .empty = true };

	text += strspn(text, " ");
	while (*text) {
		size_t n = strcspn(text, " ");

		add_word(&w, text, n);
		text += n;
		text += strspn(text, " ");
	}
}

/* --- tables ---------------------------------------------------------------- */

/* Of ASCII; isalnum() asks the locale. */
static bool is_letter(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Letters and digits but those of colours: neither breaking lines nor drawing a tree changes their number. */
static size_t count_letters(const char *text)
{
	size_t n = 0;

	while (*text) {
		if (*text == '\033')
			text += strcspn(text, "m");
		else
			n += is_letter(*text);
		text += *text != '\0';
	}
	return n;
}

/* 0, or less when out of memory. */
static int add_column(struct libscols_table *scols, const struct text_column *column)
{
	struct libscols_column *c;
	int flags = (column->right ? SCOLS_FL_RIGHT : 0) | (column->tree ? SCOLS_FL_TREE : 0) |
		    (column->wraps ? SCOLS_FL_WRAP : 0);

	c = scols_table_new_column(scols, column->title, 0, flags);
	if (!c || !column->wraps)
		return c ? 0 : -1;
	if (scols_column_set_safechars(c, "\n"))
		return -1;
	return scols_column_set_wrapfunc(c, scols_wrapnl_chunksize, scols_wrapnl_nextchunk, NULL);
}

static bool set_style(struct libscols_table *scols, const struct emit_style *style)
{
	return !scols_table_enable_colors(scols, style->colour) && !scols_table_enable_ascii(scols, !style->utf8) &&
	       !scols_table_enable_noencoding(scols, 1) && /* text_add() did it, and better */
	       !scols_table_set_column_separator(scols, "  ") &&
	       !scols_table_set_termforce(scols, SCOLS_TERMFORCE_ALWAYS) &&
	       !scols_table_set_termwidth(scols, NO_LIMIT) && /* the widths are ours */
	       !scols_table_set_default_symbols(scols);
}

struct text_table text_table_begin(const struct emit_style *style, const struct text_column *columns, size_t n)
{
	struct text_table t = { .style = style, .columns = columns, .n = n };
	size_t i;

	t.scols = scols_new_table();
	if (!t.scols)
		return t;
	t.failed = !set_style(t.scols, style);
	for (i = 0; i < n; i++) {
		t.width[i] = text_width(columns[i].title);
		t.letters += count_letters(columns[i].title);
		t.failed |= add_column(t.scols, &columns[i]) != 0;
	}
	return t;
}

struct libscols_line *text_table_row(struct text_table *t, struct libscols_line *parent)
{
	struct libscols_line *row = t->scols && !t->failed ? scols_table_new_line(t->scols, parent) : NULL;

	t->failed |= !row;
	return row;
}

/* The tree is drawn in front of the text, two columns for each parent. */
static size_t tree_width(struct libscols_line *row)
{
	size_t width = 0;

	while ((row = scols_line_get_parent(row)))
		width += 2;
	return width;
}

void text_table_cell(struct text_table *t, struct libscols_line *row, size_t column, const char *text,
		     const char *colour)
{
	_buf_ struct buf clean = BUF_INIT;
	size_t width;

	if (!row)
		return; /* text_table_row() has noted it */
	text_add(&clean, t->style, text);
	width = text_width(buf_text(&clean)) + (t->columns[column].tree ? tree_width(row) : 0);
	if (width > t->width[column])
		t->width[column] = width;
	t->letters += count_letters(buf_text(&clean));
	if (buf_error(&clean) < 0 || scols_line_set_data(row, column, buf_text(&clean)) < 0)
		t->failed = true;
	else if (colour && t->style->colour && scols_cell_set_color(scols_line_get_cell(row, column), colour) < 0)
		t->failed = true;
}

void text_table_add(struct text_table *t, struct libscols_line *row, size_t column, const struct buf *text,
		    const char *colour)
{
	t->failed |= buf_error(text) < 0;
	text_table_cell(t, row, column, buf_text(text), colour);
}

/* Columns left for the last one; 0: no limit. */
static size_t last_room(const struct text_table *t)
{
	size_t i, used = TEXT_INDENT;

	for (i = 0; i + 1 < t->n; i++)
		used += t->width[i] + GAP;
	if (!t->style->width)
		return 0;
	return used + TEXT_WRAP_LEAST < t->style->width ? t->style->width - used : TEXT_WRAP_LEAST;
}

static bool wrap_cell(const struct text_table *t, struct libscols_line *line, size_t room)
{
	struct libscols_cell *cell = scols_line_get_cell(line, t->n - 1);
	const char *text = scols_cell_get_data(cell);
	_buf_ struct buf wrapped = BUF_INIT;

	text_wrap(&wrapped, text ? text : "", room, 0, 0);
	return buf_error(&wrapped) >= 0 && scols_cell_set_data(cell, buf_text(&wrapped)) >= 0;
}

/* Breaks the cells of the last column. Lines by their number would each be searched for from the first. */
static void wrap_last(struct text_table *t)
{
	struct libscols_iter *at = scols_new_iter(SCOLS_ITER_FORWARD);
	struct libscols_line *line;
	size_t room = last_room(t);

	t->failed |= !at;
	while (!t->failed && scols_table_next_line(t->scols, at, &line) == 0)
		t->failed = !wrap_cell(t, line, room);
	scols_free_iter(at);
}

/* Copies what was drawn, indented, without blanks at the ends of lines. */
static void add_drawing(struct buf *out, const char *text)
{
	while (*text) {
		size_t n = strcspn(text, "\n"), keep = n;

		while (keep && text[keep - 1] == ' ')
			keep--;
		if (keep)
			buf_addf(out, "%*s", TEXT_INDENT, "");
		buf_add_bytes(out, text, keep);
		buf_add(out, "\n");
		text += n + (text[n] == '\n');
	}
}

void text_table_end(struct text_table *t, struct buf *out)
{
	_free_ char *drawing = NULL;

	if (!t->scols) {
		out->failed = true;
		return;
	}
	wrap_last(t);
	if (t->failed || scols_print_table_to_string(t->scols, &drawing) != 0 || !drawing)
		out->failed = true;
	else if (count_letters(drawing) != t->letters)
		out->failed = true; /* out of memory, libsmartcols drops the rest of a cell and goes on */
	else
		add_drawing(out, drawing);
	scols_unref_table(t->scols);
	t->scols = NULL;
}
