/* SPDX-License-Identifier: BSD-2-Clause */
/* Offers a user message to the audit log. */
#include "audit.h"

static void act(void)
{
	audit_ask("CAP_AUDIT_WRITE", AUDIT_USER);
}

ACT(NULL, act)
