/* SPDX-License-Identifier: BSD-2-Clause */
/* A child of it is killed by its seccomp filter: what it would have done next stays unknown. */
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>

#include "act.h"

static void kill_on_getppid(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getppid, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog filter = { 4, code };

	must("no_new_privs", prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
	must("seccomp", syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter));
}

static void act(void)
{
	pid_t child = must("fork", fork());

	if (!child) {
		kill_on_getppid();
		syscall(SYS_getppid);
		_exit(0);
	}
	if (wait_for(child) != 128 + SIGSYS)
		act_end(ACT_BROKEN, "the child was not killed");
	expect_syscall("x86_64", "seccomp");
	puts("NONE\nINCOMPLETE seccomp");
}

ACT(NULL, act)
