/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hostile bytes to harmless text and back. The one place that escapes what a
 * workload chose: comm, paths, arguments, cgroup names.
 */
#ifndef LC_BASE_TEXT_H
#define LC_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

/*
 * Reversible: printable UTF-8 stays, backslash becomes "\\", and each byte of
 * a control character (C0, DEL, C1), a line or paragraph separator, a bidi or
 * zero-width format character or a broken sequence becomes "\xHH". The result
 * is valid UTF-8 on one line.
 */
void text_escape(struct buf *b, const void *bytes, size_t n);

/* Bytes of the UTF-8 character that bytes start with; 0: a broken one, or none. */
size_t text_sequence(const char *bytes, size_t n);

/* Undoes text_escape(). Returns the number of bytes put into out (room bytes). */
size_t text_unescape(const char *text, void *out, size_t room);

/* Whether text_escape() has nothing to change but backslashes. */
bool text_is_clean(const char *text);

/* Printable ASCII without quotation marks and backslashes: text_print() and JSON leave it as it is. */
bool text_is_plain(const char *text);

/* As text_escape(), but leaves backslashes alone: for text that was escaped before. */
void text_print(struct buf *b, const char *text);

/* One shell word, quoted where the shell would act on it. */
void text_shell_word(struct buf *b, const char *text);

#endif
