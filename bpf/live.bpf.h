/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Tells checks one by one, while they are made. */
#ifndef LC_LIVE_BPF_H
#define LC_LIVE_BPF_H

#include "bpf/scope.bpf.h"

/* Set by the loader before load. */
extern const volatile __u32 tell_checks;

/* Current made this check; fresh: for the first time. Told if it passes the filters. */
extern __hidden int live_check(const struct lc_check *check, __u32 fresh);

#endif
