/* SPDX-License-Identifier: BSD-2-Clause */
/* What an audit found: for people, for programs, for code scanning. 0 or -ENOMEM. */
#ifndef LC_EMIT_AUDIT_H
#define LC_EMIT_AUDIT_H

#include <stdbool.h>

#include "base/buf.h"
#include "core/audit.h"
#include "emit/emit.h"

/* everything: also what is nothing to worry about, notes and processes without a finding. */
int emit_audit_text(const struct audit *a, const struct emit_style *style, bool everything, struct buf *out);

/* Schema leastcap/audit/1: keys are never renamed, only added. */
int emit_audit_json(const struct audit *a, struct buf *out);

/* SARIF 2.1.0 (OASIS), as code scanning reads it. version: of leastcap; NULL: left out. */
int emit_audit_sarif(const struct audit *a, const char *version, struct buf *out);

#endif
