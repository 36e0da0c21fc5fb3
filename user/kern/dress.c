// SPDX-License-Identifier: BSD-2-Clause
/*
 * The order in which a process is clothed, which is that of systemd: what needs privileges first, the user as late as
 * possible, what execve computes the sets from last.
 */
#include "kern/dress.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/securebits.h>
#include <sys/capability.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/guard.h"

#define BIT(cap) (UINT64_C(1) << (cap))
#define SET_BITS 64

#ifndef CLOSE_RANGE_CLOEXEC
#define CLOSE_RANGE_CLOEXEC (1u << 2)
#endif
#define FIRST_OTHER 3
#define LAST_OTHER 65536 /* where the kernel has to be asked for each */

/* A service is handed nothing but its standard descriptors. Linux 5.11 does it in one call. */
static void hand_on_nothing(void)
{
	if (!syscall(SYS_close_range, FIRST_OTHER, ~0u, CLOSE_RANGE_CLOEXEC))
		return;
	for (int fd = FIRST_OTHER; fd < LAST_OTHER; fd++)
		fcntl(fd, F_SETFD, FD_CLOEXEC);
}

static rlim_t limit_value(uint64_t value)
{
	return value == UINT64_MAX ? RLIM_INFINITY : (rlim_t)value;
}

static int set_limits(const struct dress *d, const char **step)
{
	*step = "set the limits of";
	for (size_t i = 0; i < d->nlimits; i++) {
		const struct rlimit limit = { limit_value(d->limits[i].soft), limit_value(d->limits[i].hard) };

		if (setrlimit((__rlimit_resource_t)d->limits[i].resource, &limit))
			return -errno;
	}
	return 0;
}

static int enter_directory(const struct dress *d, const char **step)
{
	*step = "enter the working directory of";
	if (!d->directory || !chdir(d->directory))
		return 0;
	return d->directory_optional && !chdir("/") ? 0 : -errno;
}

static int drop_bounding(const struct dress *d, const char **step)
{
	*step = "set the bounding set of";
	for (int cap = 0; cap < SET_BITS && cap_get_bound(cap) >= 0; cap++) {
		if (!(d->bounding & BIT(cap)) && cap_get_bound(cap) && cap_drop_bound(cap))
			return -errno;
	}
	return 0;
}

/* What must survive the change of the user is kept over it; execve ends that. */
static int set_securebits(const struct dress *d, const char **step)
{
	unsigned long bits = d->securebits | (d->ids && d->ambient ? SECBIT_KEEP_CAPS : 0);

	*step = "set the secure bits of";
	return prctl(PR_GET_SECUREBITS) == (int)bits || !prctl(PR_SET_SECUREBITS, bits, 0, 0, 0) ? 0 : -errno;
}

static int become(const struct dress *d, const char **step)
{
	*step = "set the groups of";
	if (setgroups(d->ngroups, d->groups))
		return -errno;
	*step = "set the group of";
	if (setresgid(d->gid, d->gid, d->gid))
		return -errno;
	*step = "become the user of";
	return setresuid(d->uid, d->uid, d->uid) ? -errno : 0;
}

/* Effective is what is permitted, which setresuid() has undone; inheritable what is given. */
static int set_own(uint64_t inheritable)
{
	cap_t caps = cap_get_proc();
	int r = caps ? 0 : -errno;

	for (cap_value_t cap = 0; !r && cap < cap_max_bits(); cap++) {
		cap_flag_value_t permitted = CAP_CLEAR;

		if (cap_get_flag(caps, cap, CAP_PERMITTED, &permitted) ||
		    cap_set_flag(caps, CAP_EFFECTIVE, 1, &cap, permitted) ||
		    cap_set_flag(caps, CAP_INHERITABLE, 1, &cap, inheritable & BIT(cap) ? CAP_SET : CAP_CLEAR))
			r = -errno;
	}
	if (!r && cap_set_proc(caps))
		r = -errno;
	cap_free(caps);
	return r;
}

static int set_ambient(uint64_t ambient, const char **step)
{
	int r;

	*step = "set the inheritable capabilities of";
	r = set_own(ambient);
	if (r)
		return r;
	*step = "set the ambient capabilities of";
	if (cap_reset_ambient())
		return -errno;
	for (cap_value_t cap = 0; cap < cap_max_bits(); cap++) {
		if ((ambient & BIT(cap)) && cap_set_ambient(cap, CAP_SET))
			return -errno;
	}
	return 0;
}

int dress_put_on(const struct dress *d, const char **step)
{
	int r = set_limits(d, step);

	hand_on_nothing();
	umask(d->umask);
	if (!r)
		r = enter_directory(d, step);
	if (!r && d->sets)
		r = drop_bounding(d, step);
	if (!r && d->sets)
		r = set_securebits(d, step);
	if (!r && d->ids)
		r = become(d, step);
	if (!r)
		r = set_ambient(d->sets ? d->ambient : 0, step);
	if (r)
		return r;
	*step = "set no_new_privs for";
	return d->no_new_privs && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ? -errno : 0;
}

void dress_outcome(const struct dress *d, uint64_t *bounding, uint64_t *permitted)
{
	bool root = d->ids ? d->uid == 0 : geteuid() == 0;
	uint64_t set = 0;

	for (int cap = 0; cap < SET_BITS && cap_get_bound(cap) >= 0; cap++)
		set |= cap_get_bound(cap) ? BIT(cap) : 0;
	if (d->sets)
		set &= d->bounding;
	*bounding = set;
	*permitted = root && !(d->sets && d->securebits & SECBIT_NOROOT) ? set : d->sets ? d->ambient & set : 0;
}
