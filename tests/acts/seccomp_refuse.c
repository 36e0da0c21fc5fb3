/* SPDX-License-Identifier: BSD-2-Clause */
/* Its own seccomp filter turns a call away with an errno: it never begins, and what would have come next is unknown. */
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>

#include "act.h"

static void refuse_mkdir(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mkdir, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog filter = { 4, code };

	must("no_new_privs", prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
	must("seccomp", syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter));
}

static void act(void)
{
	refuse_mkdir();
	if (syscall(SYS_mkdir, "made", 0700) != -1 || errno != EPERM)
		act_end(ACT_BROKEN, "mkdir was not refused");
	expect_syscall("x86_64", "seccomp");
	puts("NONE\nINCOMPLETE refused");
}

ACT(NULL, act)
