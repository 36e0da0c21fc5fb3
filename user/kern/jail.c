// SPDX-License-Identifier: BSD-2-Clause
/*
 * The way into a jail, such that the execve that follows it ends with exactly the sets of the plan.
 *
 * execve itself computes them, so the secure bits stay as they are:
 * - root: permitted and effective become the bounding set, if nothing is inheritable. Under no_new_privs they are cut
 *   to what was permitted before, which is the same set.
 * - others: permitted and effective become the ambient set, which the inheritable one has to contain.
 * SECBIT_NOROOT set by whoever started us makes root one of the others.
 */
#include "kern/jail.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/seccomp.h>
#include <linux/securebits.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "base/fail.h"

#define BIT(cap) (1ull << (cap))
#define SET_BITS 64
#define NAME_ROOM 48

struct sets {
	uint64_t effective, permitted, inheritable;
};

static int get_sets(struct sets *sets)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];

	if (capget(&header, data))
		return -errno;
	sets->effective = data[0].effective | (uint64_t)data[1].effective << 32;
	sets->permitted = data[0].permitted | (uint64_t)data[1].permitted << 32;
	sets->inheritable = data[0].inheritable | (uint64_t)data[1].inheritable << 32;
	return 0;
}

static int set_sets(const struct sets *sets)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {
		{ sets->effective, sets->permitted, sets->inheritable },
		{ sets->effective >> 32, sets->permitted >> 32, sets->inheritable >> 32 },
	};

	return capset(&header, data) ? -errno : 0;
}

/* The bounding set; *known: the capabilities of this kernel. */
static uint64_t bounding_set(uint64_t *known)
{
	uint64_t set = 0;
	int has;

	*known = 0;
	for (int cap = 0; cap < SET_BITS && (has = cap_get_bound(cap)) >= 0; cap++) {
		*known |= BIT(cap);
		set |= has ? BIT(cap) : 0;
	}
	return set;
}

/* "CAP_CHOWN"; libcap has its own case, and bare numbers for those it does not know. */
static const char *name_cap(int cap, char room[NAME_ROOM])
{
	char *name = cap_to_name(cap), *at = room;

	snprintf(room, NAME_ROOM, "%s%s", name && ascii_after(name, "cap_") ? "" : "CAP_", name ? name : "?");
	cap_free(name);
	for (; *at; at++)
		*at = *at >= 'a' && *at <= 'z' ? *at - 'a' + 'A' : *at;
	return room;
}

static void name_caps(struct buf *b, uint64_t set)
{
	char room[NAME_ROOM];

	for (int cap = 0; cap < SET_BITS; cap++) {
		if (set & BIT(cap))
			buf_addf(b, "%s%s", b->size ? ", " : "", name_cap(cap, room));
	}
}

static bool root_is_special(void)
{
	return geteuid() == 0 && !(prctl(PR_GET_SECUREBITS) & SECBIT_NOROOT);
}

static int refuse(uint64_t missing, const char *why)
{
	_buf_ struct buf names = BUF_INIT;

	name_caps(&names, missing);
	return fail(-EPERM, "cannot run anything under this plan: %s %s", buf_text(&names), why);
}

int jail_check(const struct jail *jail)
{
	uint64_t known, bounding = bounding_set(&known), need;
	struct sets own;
	int r = get_sets(&own);

	if (r)
		return fail(r, "cannot read our own capabilities: %s", strerror(-r));
	if (jail->caps & ~known) {
		_buf_ struct buf names = BUF_INIT;

		name_caps(&names, jail->caps & ~known);
		return fail(-EINVAL, "this kernel has no %s, which the plan needs", buf_text(&names));
	}
	if (jail->caps & ~(bounding & own.permitted)) {
		fail_hint("leastcap itself must hold whatever it is to hand on");
		return refuse(jail->caps & ~(bounding & own.permitted), "not held by leastcap");
	}
	need = bounding & ~jail->caps ? BIT(CAP_SETPCAP) : 0;
	if (jail->filter && !jail->no_new_privs)
		need |= BIT(CAP_SYS_ADMIN);
	if (need & ~own.permitted)
		return refuse(need & ~own.permitted, "must be held by leastcap to set it up");
	return 0;
}

int jail_check_rules(const struct filter_rule *rules, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (rules[i].arch == FILTER_X86_64 && rules[i].nr == SYS_execve &&
		    (rules[i].ret == SECCOMP_RET_ALLOW || rules[i].ret == SECCOMP_RET_LOG))
			return 0;
	return fail(-EINVAL, "nothing can be run under a filter without execve (x86_64)");
}

static int raise_permitted(const char **step)
{
	struct sets sets;
	int r = get_sets(&sets);

	*step = "raise the capabilities of";
	sets.effective = sets.permitted;
	return r ? r : set_sets(&sets);
}

/* The end of root clears the effective set, and with keep_caps no more than that. */
static int become(const struct passwd *user, bool keep_caps, const char **step)
{
	*step = "set the groups of";
	if (initgroups(user->pw_name, user->pw_gid))
		return -errno;
	*step = "set the group of";
	if (setgid(user->pw_gid))
		return -errno;
	*step = "keep the capabilities of";
	if (keep_caps && prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0))
		return -errno;
	*step = "become the user of";
	if (setuid(user->pw_uid))
		return -errno;
	return 0;
}

static int drop_bounding(uint64_t keep, const char **step)
{
	static char phrase[80];
	uint64_t known, drop = bounding_set(&known) & ~keep;

	for (int cap = 0; cap < SET_BITS; cap++) {
		char room[NAME_ROOM];

		if (!(drop & BIT(cap)) || !cap_drop_bound(cap))
			continue;
		snprintf(phrase, sizeof(phrase), "drop %s from the bounding set of", name_cap(cap, room));
		*step = phrase;
		return -EPERM;
	}
	return 0;
}

/* What is not in keep goes, but for `extra`, which execve takes. */
static int set_others(uint64_t keep, uint64_t extra, const char **step)
{
	bool root = root_is_special();
	struct sets sets = {
		.effective = keep | extra,
		.permitted = keep | extra,
		.inheritable = root ? 0 : keep,
	};
	int r;

	*step = "set the capabilities of";
	r = set_sets(&sets);
	if (r)
		return r;
	*step = "set the ambient capabilities of";
	if (cap_reset_ambient())
		return -errno;
	for (int cap = 0; !root && cap < SET_BITS; cap++) {
		if ((keep & BIT(cap)) && cap_set_ambient(cap, CAP_SET))
			return -errno;
	}
	return 0;
}

/*
 * Ends with us, whatever ends us: SIGKILL reaches it even if we had no time to do it. (Not its own children: of a jail
 * whose keeper was killed by SIGKILL, what had forked away lives on.) Any gain of privileges clears it, so it comes
 * after those. No core file either, should execve and exit both be refused.
 */
static int tie(pid_t parent)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0))
		return -errno;
	return getppid() == parent ? 0 : -ESRCH;
}

/*
 * Without no_new_privs the kernel takes a filter only from who has CAP_SYS_ADMIN, and a filter is the last thing before
 * execve: so that one is kept until then.
 */
static int enter(const struct jail *jail, pid_t parent, const char **step)
{
	struct sock_fprog program = { .len = jail->nfilter, .filter = (struct sock_filter *)jail->filter };
	int r = drop_bounding(jail->caps, step);

	if (!r)
		r = set_others(jail->caps, jail->filter && !jail->no_new_privs ? BIT(CAP_SYS_ADMIN) : 0, step);
	if (r)
		return r;
	*step = "keep hold of";
	r = tie(parent);
	if (r)
		return r;
	*step = "set no_new_privs for";
	if (jail->no_new_privs && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return -errno;
	*step = "load the seccomp filter of";
	if (jail->filter && syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program))
		return -errno;
	return 0;
}

int jail_enter(const struct jail *jail, const struct passwd *user, pid_t parent, const char **step)
{
	int r = jail ? raise_permitted(step) : 0;

	if (!r && user)
		r = become(user, jail != NULL, step);
	if (!r && jail && user)
		r = raise_permitted(step);
	if (!r && jail)
		r = enter(jail, parent, step);
	return r;
}
