/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Growing text: the only sink of every writer. Running out of memory is
 * remembered, so that a writer checks once, at its end.
 */
#ifndef LC_BASE_BUF_H
#define LC_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/guard.h"

struct buf {
	char *text; /* NUL-terminated once anything was added */
	size_t size; /* bytes without the NUL */
	size_t room;
	bool failed;
};

#define BUF_INIT { 0 }

void buf_add(struct buf *b, const char *text);
void buf_add_bytes(struct buf *b, const void *bytes, size_t n);
void buf_add_digits(struct buf *b, uint64_t n); /* decimal; buf_addf() takes ten times as long */
void buf_addf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* 0, or -ENOMEM if any addition failed. */
int buf_error(const struct buf *b);

/* The text, never NULL. */
const char *buf_text(const struct buf *b);

/* Hands the text on (free() it); NULL when out of memory. */
char *buf_take(struct buf *b);

void buf_free(struct buf *b);
#define _buf_ _cleanup_(buf_free)

#endif
