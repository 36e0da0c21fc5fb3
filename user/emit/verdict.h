/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What replays showed: of `verify` as text and JSON, of `minimize` as text.
 * 0 or -ENOMEM.
 */
#ifndef LC_EMIT_VERDICT_H
#define LC_EMIT_VERDICT_H

#include "core/search.h"
#include "core/verdict.h"
#include "emit/emit.h"

int emit_verdict_text(const struct verdict *verdict, const struct emit_style *style, struct buf *out);
int emit_verdict_json(const struct verdict *verdict, const struct emit_style *style, struct buf *out);

/* plan: made of the profile that has the proof by now. */
int emit_minimize_text(const struct plan *plan, const struct search_result *result, const struct emit_style *style,
		       struct buf *out);

#endif
