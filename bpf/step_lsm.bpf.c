// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Steps at the hooks of the security modules: all of them, and single ones. */
#include "bpf/step.bpf.h"

STEP_LSM_HOOKS(STEP_PROGRAM)
STEP_MODULE_HOOKS(STEP_PROGRAM)
