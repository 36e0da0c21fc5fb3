/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Knows the seccomp actions, by precedence.
 */
#include "core/action.h"

#include <linux/seccomp.h>
#include <stdbool.h>
#include <string.h>

#include "base/ascii.h"
#include "base/guard.h"

#define SCMP "SCMP_ACT_"
#define KERNEL "SECCOMP_RET_"

static const struct action_info actions[] = {
	{ SCMP "KILL_PROCESS", KERNEL "KILL_PROCESS", SECCOMP_RET_KILL_PROCESS, "4.14",
	  "The call is not made; the whole process is killed.",
	  "Nothing: it is dead. Its parent sees an end by SIGSYS, with a core dump if those are on; the "
	  "audit log names the syscall." },
	{ SCMP "KILL_THREAD", KERNEL "KILL_THREAD", SECCOMP_RET_KILL_THREAD, "3.5",
	  "The call is not made; the calling thread is killed, the others run on.",
	  "Often a hang: locks of the dead thread stay held. With a single thread the process ends by "
	  "SIGSYS." },
	{ SCMP "TRAP", KERNEL "TRAP", SECCOMP_RET_TRAP, "3.5",
	  "The call is not made; the thread gets SIGSYS.",
	  "A signal handler can read the number from si_syscall and emulate the call; without one it dies." },
	{ SCMP "ERRNO", KERNEL "ERRNO", SECCOMP_RET_ERRNO, "3.5",
	  "The call is not made and returns the error that the filter names.",
	  "An ordinary failure. ENOSYS makes a libc fall back to older calls, EPERM does not: what works "
	  "with the one can break with the other." },
	{ SCMP "NOTIFY", KERNEL "USER_NOTIF", SECCOMP_RET_USER_NOTIF, "5.0",
	  "The call waits for a supervisor in user space, which answers in its place or lets it go on.",
	  "Whatever the supervisor answers; ENOSYS if there is none any more." },
	{ SCMP "TRACE", KERNEL "TRACE", SECCOMP_RET_TRACE, "3.5",
	  "A tracer is stopped for and may change, skip or allow the call.",
	  "What the tracer decides; ENOSYS without one." },
	{ SCMP "LOG", KERNEL "LOG", SECCOMP_RET_LOG, "4.14",
	  "The call is made and noted in the audit log if kernel.seccomp.actions_logged has log in it.",
	  "Nothing: the call works as if it were allowed." },
	{ SCMP "ALLOW", KERNEL "ALLOW", SECCOMP_RET_ALLOW, "3.5",
	  "The call is made.", "Nothing: the call works." },
};

static const struct {
	const char *alias, *name;
} aliases[] = {
	{ "KILL", "KILL_THREAD" }, /* in libseccomp, OCI and the kernel alike */
	{ "USER_NOTIF", "NOTIFY" },
};

size_t action_count(void)
{
	return ARRAY_SIZE(actions);
}

const struct action_info *action_at(size_t index)
{
	return index < ARRAY_SIZE(actions) ? &actions[index] : NULL;
}

/* Whether text is the word, alone or with "(...)" behind it. */
static bool is_word(const char *text, const char *word)
{
	const char *rest = ascii_after(text, word);

	return rest && (!*rest || (*rest == '(' && rest[strlen(rest) - 1] == ')'));
}

const struct action_info *action_by_name(const char *name)
{
	const char *prefixed = ascii_after(name, SCMP);

	if (!prefixed)
		prefixed = ascii_after(name, KERNEL);
	if (prefixed)
		name = prefixed;
	for (size_t i = 0; i < ARRAY_SIZE(aliases); i++) {
		if (is_word(name, aliases[i].alias))
			return action_by_name(aliases[i].name);
	}
	for (size_t i = 0; i < ARRAY_SIZE(actions); i++) {
		if (is_word(name, actions[i].name + strlen(SCMP)))
			return &actions[i];
	}
	return NULL;
}
