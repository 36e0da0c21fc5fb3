/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Calls about which something may have to be done. */
#ifndef LC_SYS_BPF_H
#define LC_SYS_BPF_H

#include "bpf/scope.bpf.h"

/* Current begins a call that is not known of it. id: as the hook has it. */
extern __hidden int look_at_call(__u64 id);

#endif
