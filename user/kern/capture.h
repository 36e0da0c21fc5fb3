/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The same input for each of several runs, and what they printed: files in memory, that nobody has to remove.
 */
#ifndef LC_KERN_CAPTURE_H
#define LC_KERN_CAPTURE_H

#include <stdbool.h>
#include <stdint.h>

#define CAPTURE_INPUT_MAX (64 << 20)
#define CAPTURE_OUTPUT_MAX (64 << 20) /* bytes; kern/run.h heeds it, with a delay */

/*
 * Copies standard input to its end, once; *fd is for capture_again(). *fd -1: it is a terminal, which stays as it is.
 * -EFBIG (more than CAPTURE_INPUT_MAX) or another -errno with fail().
 */
int capture_stdin(int *fd);

/* A descriptor of its own that begins at the first byte, only for reading. -errno with fail(). */
int capture_again(int fd);

/* /dev/null, for reading and writing. -errno with fail(). */
int capture_null(void);

/* A new and empty file for standard output or error, or both. -errno with fail(). */
int capture_output(void);

/* Bytes in it, also while it is written; 0 for what is no file. */
uint64_t capture_size(int fd);

/* Whether two have the same bytes. */
bool capture_same(int a, int b);

/* Writes all of it to another descriptor. 0 or -errno. */
int capture_replay(int fd, int to);

#endif
