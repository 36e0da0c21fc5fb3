/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where results go: a file that appears whole or not at all, or stdout.
 * And what the terminal can show.
 */
#ifndef LC_CMD_OUTPUT_H
#define LC_CMD_OUTPUT_H

#include <stddef.h>

#include "emit/emit.h"

/*
 * Writes to path by a temporary file beside it, fsync and rename, mode 0600;
 * path NULL or "-" is stdout. The target is replaced, never written through: a symbolic link is
 * replaced too; a directory, device or FIFO is refused (except "-").
 * 0 or -errno with fail(): nothing half-written is left.
 */
int output_write(const char *path, const void *bytes, size_t n);

/*
 * For what comes bit by bit: the same rules, but the file is there, empty, from now on. *fd is the caller's to close;
 * path NULL or "-" is stdout. 0 or -errno with fail().
 */
int output_stream(const char *path, int *fd);

/* Writes all of it, also where a write would block. 0 or -errno. */
int output_add(int fd, const void *bytes, size_t n);

/* Whether output_write(path) could work, tried before a recording starts. 0 or -errno with fail(). */
int output_check(const char *path);

/* Reads a whole regular file (or "-": stdin) of at most max bytes. 0 or -errno with fail(). */
int input_read(const char *path, size_t max, char **bytes, size_t *n);

/* enum of --color; see no-color.org: NO_COLOR set and not empty turns "auto" off. */
enum colour_when { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };
extern const char *const colour_words[]; /* "auto", "always", "never", NULL */

enum output_format { FORMAT_TEXT, FORMAT_JSON };
extern const char *const format_words[]; /* of --format: "text", "json", NULL */

/* Style for text on fd: width from the terminal or COLUMNS, colour, UTF-8 from the locale. */
struct emit_style output_style(int fd, enum colour_when when);

#endif
