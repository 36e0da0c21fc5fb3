/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * `generate --explain`: what the filter of a plan refuses, in words, against what the runtimes let through by default.
 */
#ifndef LC_EMIT_CONTRAST_H
#define LC_EMIT_CONTRAST_H

#include <stdbool.h>

#include "base/buf.h"
#include "core/contrast.h"
#include "core/plan.h"
#include "emit/emit.h"

/* What `systemd-analyze security` says of a service, 0 (well confined) to 100, tenths of a point; -1: not known. */
struct exposure {
	int before; /* of a service without any settings */
	int after;  /* with those of `generate systemd` */
};
#define EXPOSURE_UNKNOWN { -1, -1 }

/* From the text of systemd-analyze: "... Overall exposure level for NAME.service: 9.6 UNSAFE"; -1: no such line. */
int exposure_parse(const char *text);

/* exposure may be NULL. 0 or -ENOMEM. */
int emit_contrast_text(const struct plan *plan, const struct exposure *exposure, const struct emit_style *style,
		       struct buf *out);
int emit_contrast_json(const struct plan *plan, const struct exposure *exposure, struct buf *out);

/* --- what both are made of ---------------------------------------------------------- */

/* "observed, 12 times", "stands in for open on another libc", "runc and crun need it": why a call is on the list. */
void contrast_why(const struct sys_plan *call, struct buf *out);

/* "family: AF_UNIX, AF_INET"; "namespaces: none": what a call with rules is held to. */
void contrast_condition(const struct sys_plan *call, struct buf *out);

/* Calls of an ABI that the plan lets through. */
size_t contrast_allowed(const struct plan *plan, enum lc_abi abi);

/* What keeps the plan from the next Pod Security level: "NET_RAW, runAsNonRoot is not set"; empty for the last. */
void contrast_obstacles(const struct plan *plan, struct buf *out);

#endif
