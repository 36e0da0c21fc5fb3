/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The wire, checked: the one place that believes no byte of a record.
 */
#ifndef LC_CORE_DECODE_H
#define LC_CORE_DECODE_H

#include <stddef.h>

#include "base/buf.h"
#include "bpf/event.h"

/* A record of any kind; .head.kind says which. LC_END is a head alone. */
union record {
	struct lc_head head;
	struct lc_program program;
	struct lc_syscall syscall;
	struct lc_check check;
	struct lc_loss loss;
	struct lc_symbol symbol;
	struct lc_hook hook;
	struct lc_session session;
	struct lc_argument argument;
};

/*
 * Copies the record out of bytes, which may lie anywhere. Afterwards each of
 * its fields is in range, each text ends in NUL, and what says nothing (frames
 * past .nframes, option bits that are not known) is 0. -EBADMSG leaves *out undefined.
 */
int decode_record(const void *bytes, size_t n, union record *out);

/* The absolute path of the file, escaped; nothing if it has none. */
void decode_path(const struct lc_program *program, struct buf *out);

#endif
