/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The emitters: one output format a file, plan in, text out. No I/O.
 */
#ifndef LC_EMIT_EMIT_H
#define LC_EMIT_EMIT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "core/plan.h"

/* How what is generated is checked before it is written: what its filter is made of. */
enum emit_filter {
	FILTER_NONE,	/* it has none, or only names a file */
	FILTER_RULES,	/* ruleset_make() with .ignored */
	FILTER_JSON,	/* what is written, read back by ruleset_read() */
	FILTER_PROGRAM, /* the program that is handed to .emit_program */
};

/* A compiled filter: struct sock_filter[] in the byte order of this machine, and as pseudo filter code. */
struct emit_program {
	const void *bytes;
	size_t size; /* in bytes */
	const char *pfc;
};

struct emitter {
	const char *name;    /* what `generate` takes: "docker" */
	const char *summary; /* half a line for `generate --list` */
	int (*emit)(const struct plan *plan, struct buf *out); /* 0 or -ENOMEM */
	enum emit_filter filter;
	unsigned int ignored; /* set of enum sys_why: calls with no other reason are not in it */
	/* FILTER_PROGRAM: in the place of .emit */
	int (*emit_program)(const struct plan *plan, const struct emit_program *program, struct buf *out);
	bool binary; /* not for a terminal */
	unsigned int shape; /* set of enum ruleset_shape: what the format cannot say */
};

/* Targets of `generate`, in the order of --list. */
size_t emitter_count(void);
const struct emitter *emitter_at(size_t index);
const struct emitter *emitter_find(const char *name); /* NULL if unknown */
const char *emitter_nearest(const char *name);	       /* a known name close to it, or NULL */

/* How text is laid out for a terminal. */
struct emit_style {
	unsigned int width; /* columns of the terminal; 0: no limit */
	bool colour;
	bool utf8; /* the terminal shows UTF-8: line drawing may use it */
};

/* Reports (emit/text.c, emit/json.c): 0 or -ENOMEM. */
int emit_text(const struct plan *plan, const struct emit_style *style, struct buf *out);
int emit_json(const struct plan *plan, const struct emit_style *style, struct buf *out);

/*
 * What a reader of generated text must know: incomplete, unproven, ask, left out by a review, each
 * as a line that begins with prefix (a comment sign of the format). Nothing if all is well.
 */
void emit_warnings(const struct plan *plan, const char *prefix, struct buf *out);
/* The same without what is only of syscalls. */
void emit_warnings_caps(const struct plan *plan, const char *prefix, struct buf *out);

#endif
