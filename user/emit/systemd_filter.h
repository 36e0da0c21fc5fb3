/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The settings of a systemd unit that make a seccomp filter.
 */
#ifndef LC_EMIT_SYSTEMD_FILTER_H
#define LC_EMIT_SYSTEMD_FILTER_H

#include "base/buf.h"
#include "core/plan.h"
#include "core/ruleset.h"

/* One list for all architectures, without arguments. */
#define SYSTEMD_SHAPE (RULESET_ONE_LIST | RULESET_NO_ARGS)
/* systemd loads the filter just before it executes the program: no runtime stands between. */
#define SYSTEMD_IGNORED WHY_RUNTIME

/* 0 or -ENOMEM. */
int systemd_filter(const struct plan *plan, struct buf *out);

#endif
