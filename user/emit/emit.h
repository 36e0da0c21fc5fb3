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

struct emitter {
	const char *name;    /* what `generate` takes: "docker" */
	const char *summary; /* half a line for `generate --list` */
	int (*emit)(const struct plan *plan, struct buf *out); /* 0 or -ENOMEM */
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
 * What a reader of generated text must know: incomplete, unproven, ask, each
 * as a line that begins with prefix (a comment sign of the format). Nothing if all is well.
 */
void emit_warnings(const struct plan *plan, const char *prefix, struct buf *out);

#endif
