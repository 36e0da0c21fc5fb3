/* SPDX-License-Identifier: BSD-2-Clause */
/* Executes itself under a name, and takes one, made to break terminals, JSON, shells and lines. */
#include <sys/prctl.h>

#include "act.h"

#define HOSTILE "\033[31m\n\"\\'$(id)`;\xff\xe2\x80\xae\xc3\xa9"
#define HARMLESS "\\x1b[31m\\x0a\"\\\\'$(id)`;\\xff\\xe2\\x80\\xae\xc3\xa9" /* the same, spelled for a line */

static void stage(void)
{
	stage_copy(HOSTILE);
}

static void act(void)
{
	char *end;

	if (!act_is(HOSTILE))
		become(HOSTILE);
	must("prctl", prctl(PR_SET_NAME, HOSTILE));
	act_path();
	end = strrchr((char *)act_path(), '/');
	printf("PROGRAM %.*s/%s\n", (int)(end - act_path()), act_path(), HARMLESS);
	need("CAP_SYS_CHROOT", "chroot", "sys_chroot", syscall(SYS_chroot, "."));
}

ACT(stage, act)
