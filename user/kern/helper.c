// SPDX-License-Identifier: BSD-2-Clause
/* The life of a helper command. */
#include "kern/helper.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

#include "kern/spawn.h"
#include "kern/tick.h"

#define RETRY_PAUSE (100 * MILLISECOND)
#define END_PATIENCE SECOND /* from SIGTERM to SIGKILL */
#define END_PAUSE 5	    /* ms */

int exit_code(int status)
{
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int helper_start(struct helper *helper, uint64_t now)
{
	if (!helper->command || helper->pid || now < helper->retry_at)
		return 0;
	return spawn_shell(helper->command, &helper->pid);
}

void helper_retry(struct helper *helper, uint64_t now)
{
	helper->pid = 0;
	helper->retry_at = now + RETRY_PAUSE;
}

uint64_t helper_due(const struct helper *helper)
{
	return helper->command && !helper->pid ? helper->retry_at : TICK_NEVER;
}

/* Only its leader is ours to wait for; the number of the group is taken until then. */
void helper_end(struct helper *helper, int *status)
{
	uint64_t kill_at = tick_now() + END_PATIENCE;
	pid_t pid = helper->pid;
	siginfo_t info;

	helper->command = NULL;
	helper->pid = 0;
	if (!pid)
		return;
	kill(-pid, SIGTERM);
	kill(-pid, SIGCONT);
	info.si_pid = 0;
	while (!waitid(P_PID, pid, &info, WEXITED | WNOHANG | WNOWAIT) && !info.si_pid && tick_now() < kill_at)
		poll(NULL, 0, END_PAUSE);
	kill(-pid, SIGKILL);
	while (waitpid(pid, status, 0) < 0 && errno == EINTR)
		;
}
