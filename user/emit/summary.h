/* SPDX-License-Identifier: BSD-2-Clause */
/* The few lines that end a recording: what it found and what to type next. */
#ifndef LC_EMIT_SUMMARY_H
#define LC_EMIT_SUMMARY_H

#include "emit/emit.h"

/* file: where the profile was saved, as the user gave it; NULL: nowhere that can be named. */
int emit_summary(const struct plan *plan, const char *file, struct buf *out);

#endif
