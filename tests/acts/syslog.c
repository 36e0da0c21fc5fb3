/* SPDX-License-Identifier: BSD-2-Clause */
/* Asks for the unread size of the kernel log. */
#include "act.h"

static void act(void)
{
	need("CAP_SYSLOG", "syslog", "check_syslog_permissions|do_syslog", /* inlined by some compilers */
	     syscall(SYS_syslog, 9 /* SIZE_UNREAD */, NULL, 0));
}

ACT(NULL, act)
