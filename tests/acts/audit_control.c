/* SPDX-License-Identifier: BSD-2-Clause */
/* Asks the audit subsystem for its state. */
#include "audit.h"

static void act(void)
{
	audit_ask("CAP_AUDIT_CONTROL", AUDIT_GET);
}

ACT(NULL, act)
