// SPDX-License-Identifier: BSD-2-Clause
/* Knows that a recording follows exactly one thing, and what each way to name it leads to. */
#include "cmd/scope.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "base/fail.h"
#include "cmd/cmd.h"
#include "kern/cgroup.h"
#include "kern/container.h"

unsigned int scope_given(const struct scope *s)
{
	return !!s->pid_list + !!s->cgroup_path + !!s->unit + !!s->container + s->all;
}

static int parse_pids(struct scope *s, const char *verb)
{
	const char *at = s->pid_list;

	if (!*at)
		return fail(-EINVAL, "%s: not a list of process ids: it is empty", verb);
	while (*at) {
		char *end;
		long pid = strtol(at, &end, 10);

		if (end == at || pid <= 0 || pid > INT32_MAX || (*end && *end != ','))
			return fail(-EINVAL, "%s: not a list of process ids: %s", verb, s->pid_list);
		if (s->npids == SCOPE_PIDS_MAX)
			return fail(-EINVAL, "%s: more than %d process ids", verb, SCOPE_PIDS_MAX);
		if (kill(pid, 0) && errno == ESRCH)
			return fail(-EINVAL, "%s: no process %ld", verb, pid);
		s->pid[s->npids++] = pid;
		at = *end ? end + 1 : end;
	}
	s->kind = LC_SCOPE_PIDS;
	return 0;
}

static int take_cgroup(struct scope *s, int cgroup)
{
	if (cgroup < 0)
		return cgroup;
	s->cgroup = cgroup;
	s->kind = LC_SCOPE_CGROUP;
	return 0;
}

static int take_container(struct scope *s)
{
	struct container container;
	int r = container_find(s->container, &container);

	if (r)
		return r;
	if (container.cgroup)
		return take_cgroup(s, container.cgroup);
	say("%s: has no cgroup of its own: process %d and what it starts are followed, not what is put into it",
	    s->container, container.pid);
	s->pid[s->npids++] = container.pid;
	s->kind = LC_SCOPE_PIDS;
	return 0;
}

static int find(struct scope *s, const char *verb)
{
	if (s->pid_list)
		return parse_pids(s, verb);
	if (s->cgroup_path)
		return take_cgroup(s, cgroup_open(s->cgroup_path));
	if (s->unit)
		return take_cgroup(s, cgroup_open_unit(s->unit));
	if (s->container)
		return take_container(s);
	s->kind = s->all ? LC_SCOPE_ALL : LC_SCOPE_COMMAND;
	return 0;
}

int scope_check(struct scope *s, const char *verb, bool command)
{
	unsigned int given = scope_given(s) + command;

	if (given == 1)
		return find(s, verb);
	fail_hint("leastcap %s --help", verb);
	if (given)
		return fail(-EINVAL, "%s: give only one of CMD, --pid, --cgroup, --unit, --container and --all", verb);
	return fail(-EINVAL, "%s: what? Give a command after --, or --pid, --cgroup, --unit, --container, or --all",
		    verb);
}

void scope_close(struct scope *s)
{
	if (s->cgroup > 0)
		close(s->cgroup);
	s->cgroup = 0;
}
