/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Knows how to say where a check was made, on whose credentials, how its calls
 * ended, and what helps where the capability cannot.
 */
#include "core/reason_words.h"

#include <inttypes.h>
#include <string.h>

#include <linux/capability.h>

#include "core/errnos.h"
#include "core/sysno.h"
#include "core/weigh.h"

void reason_add_place(const struct check *c, struct buf *b)
{
	char room[32];

	if (c->nr == LC_NO_SYSCALL)
		buf_add(b, " outside of a syscall");
	else
		buf_addf(b, " in %s()", sysno_name(c->abi, c->nr, room));
	if (*c->site)
		buf_addf(b, " at %s", c->site);
	else
		buf_add(b, ", at a place the kernel did not tell");
}

/* Whose credentials were asked. */
enum holder {
	HOLDER_SELF,
	HOLDER_REAL,   /* the program's real ids */
	HOLDER_RING,   /* those registered with an io_uring */
	HOLDER_SOCKET, /* of whoever opened the socket */
	HOLDER_FILE,   /* of whoever opened the file */
	HOLDER_TASK,   /* of another process */
};

static bool is_at(const struct check *c, const char *const *symbols, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (site_is(c->site, symbols[i]))
			return true;
	return false;
}

static bool is_netlink(const struct check *c)
{
	if (strstr(c->site, "netlink") || strstr(c->site, "genl_"))
		return true;
	for (size_t i = 0; i < PROFILE_CALLERS && c->callers[i]; i++)
		if (strstr(c->callers[i], "netlink_"))
			return true;
	return false;
}

static enum holder holder_of(const struct check *c)
{
	static const char *const of_tasks[] = { "ptracer_capable", "cap_bprm_creds_from_file", "cap_safe_nice" };

	if (c->flags & LC_CHECK_OVERRIDDEN) {
		if (check_in_access(c))
			return HOLDER_REAL;
		return check_in_ring(c) ? HOLDER_RING : HOLDER_SELF;
	}
	if (!(c->flags & LC_CHECK_OTHER_CRED))
		return HOLDER_SELF;
	if (is_netlink(c))
		return HOLDER_SOCKET;
	return is_at(c, of_tasks, ARRAY_SIZE(of_tasks)) ? HOLDER_TASK : HOLDER_FILE;
}

void reason_add_credentials(const struct check *c, struct buf *b)
{
	static const char *const words[] = {
		[HOLDER_SELF] = "",
		[HOLDER_REAL] = " for its real ids",
		[HOLDER_RING] = " on credentials registered with an io_uring",
		[HOLDER_SOCKET] = " on the credentials its socket was opened with",
		[HOLDER_FILE] = " on the credentials the file was opened with",
		[HOLDER_TASK] = " on the credentials of another process",
	};

	buf_add(b, words[holder_of(c)]);
}

void reason_add_mend(const struct check *c, struct buf *b)
{
	static const char *const words[] = {
		[HOLDER_SELF] = "add it only if that refusal is a fault",
		[HOLDER_REAL] = "add it only if that refusal is a fault",
		[HOLDER_RING] = "if that refusal is a fault, whoever registers the credentials must hold it then",
		[HOLDER_SOCKET] = "if that refusal is a fault, whoever opens the socket must hold it then",
		[HOLDER_FILE] = "if that refusal is a fault, whoever opens the file must hold it then",
		[HOLDER_TASK] = "if that refusal is a fault, that process must hold it",
	};

	buf_add(b, words[holder_of(c)]);
}

static uint64_t count_results(const struct check *c)
{
	uint64_t all = 0;

	for (size_t i = 0; i < c->nresults; i++)
		if (__builtin_add_overflow(all, c->results[i].count, &all))
			return UINT64_MAX;
	return all;
}

bool reason_add_failures(const struct check *c, struct buf *b)
{
	const struct result *worst = check_worst_result(c);
	uint64_t all = count_results(c);
	char room[16];

	if (!worst)
		return true;
	if (all == 1)
		buf_add(b, ": the call failed with ");
	else if (worst->count == all)
		buf_addf(b, ": each of the %" PRIu64 " calls failed with ", all);
	else
		buf_addf(b, ": %" PRIu64 " of the %" PRIu64 " calls failed with ", worst->count, all);
	buf_add(b, errno_word(worst->error, room));
	return error_is_forbidden(worst->error);
}

/* What is asked of a namespace that the process is not in: how to get the thing done. NULL: wherever it is asked. */
static const struct {
	int cap;
	const char *symbol, *way;
} ways[] = {
	{ CAP_SYS_ADMIN, "may_mount", "a mount namespace made inside its own user namespace can" },
	{ CAP_SYS_ADMIN, "path_mount", "a mount namespace made inside its own user namespace can" },
	{ CAP_SYS_ADMIN, "path_umount", "a mount namespace made inside its own user namespace can" },
	{ CAP_SYS_ADMIN, "can_umount", "a mount namespace made inside its own user namespace can" },
	{ CAP_SYS_ADMIN, "sys_pivot_root", "a mount namespace made inside its own user namespace can" },
	{ CAP_SYS_ADMIN, "mount_capable", "mounting it outside and binding it in can" },
	{ CAP_SYS_ADMIN, "vfs_get_tree", "mounting it outside and binding it in can" },
	{ CAP_SYS_ADMIN, "vfs_cmd_create", "mounting it outside and binding it in can" },
	{ CAP_SYS_ADMIN, "sys_sethostname", "a UTS namespace made inside its own user namespace can" },
	{ CAP_SYS_ADMIN, "sys_setdomainname", "a UTS namespace made inside its own user namespace can" },
	{ CAP_SYS_ADMIN, "ipcctl_obtain_check", "an IPC namespace made inside its own user namespace can" },
	{ CAP_NET_ADMIN, NULL, "a network namespace made inside its own user namespace can" },
	{ CAP_NET_RAW, NULL, "a network namespace made inside its own user namespace can" },
	{ CAP_NET_BIND_SERVICE, NULL, "a network namespace made inside its own user namespace can" },
	{ CAP_IPC_OWNER, NULL, "an IPC namespace made inside its own user namespace can" },
	{ CAP_MKNOD, NULL, "making the device node outside and binding it in can" },
	{ CAP_SYS_MODULE, NULL, "loading the module outside, before the start, can" },
	{ CAP_SYS_TIME, NULL, "setting the clock outside can, inside it is not possible" },
	{ CAP_SYS_NICE, NULL, "having the priority set outside, before the start, can" },
	{ CAP_SYS_RESOURCE, NULL, "having the limit raised outside, before the start, can" },
	{ CAP_IPC_LOCK, NULL, "having RLIMIT_MEMLOCK raised outside, before the start, can" },
	{ CAP_SYS_BOOT, NULL, "doing it outside can, inside it is not possible" },
	{ CAP_SYS_RAWIO, NULL, "running it in the initial user namespace can" },
	{ CAP_SYSLOG, NULL, "running it in the initial user namespace can" },
	{ CAP_SYS_PACCT, NULL, "running it in the initial user namespace can" },
	{ CAP_PERFMON, NULL, "running it in the initial user namespace can" },
	{ CAP_BPF, NULL, "running it in the initial user namespace, or a BPF token, can" },
	{ CAP_AUDIT_CONTROL, NULL, "running it in the initial user namespace can" },
	{ CAP_AUDIT_READ, NULL, "running it in the initial user namespace can" },
	{ CAP_WAKE_ALARM, NULL, "running it in the initial user namespace can" },
	{ CAP_DAC_READ_SEARCH, NULL, "running it in the initial user namespace can" },
};

const char *reason_way_out(const struct check *c)
{
	if (c->flags & LC_CHECK_NS_INIT)
		for (size_t i = 0; i < ARRAY_SIZE(ways); i++)
			if (ways[i].cap == (int)c->cap && (!ways[i].symbol || site_is(c->site, ways[i].symbol)))
				return ways[i].way;
	return "doing this outside or in that namespace can";
}
