/* SPDX-License-Identifier: BSD-2-Clause */
/* Which of the two BPF objects this kernel takes: bpf/compat.bpf.h. */
#ifndef LC_KERN_OBJECT_H
#define LC_KERN_OBJECT_H

#include <stdbool.h>

#include "leastcap.skel.h"

/* Whether it is the one for Linux before 5.15. */
bool object_is_old(void);

/* Opened, not loaded. NULL with errno. leastcap_bpf__destroy() gives it back. */
struct leastcap_bpf *object_open(void);

#endif
