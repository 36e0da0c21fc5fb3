// SPDX-License-Identifier: BSD-2-Clause
/* Tells the kernel side of the cgroups and pid namespaces that are the scope. */
#include "kern/member.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdio.h>
#include <string.h>

#include <bpf/bpf.h>

#include "base/fail.h"
#include "kern/cgroup.h"
#include "kern/recorder.h"

void members_choose(struct leastcap_bpf *skel, const struct recorder_members *m)
{
	bool cgroups = m->ncgroups || m->new_cgroups;

	bpf_program__set_autoload(skel->progs.name_cgroup, true);
	bpf_program__set_autoload(skel->progs.member_fork, members_given(m));
	bpf_program__set_autoload(skel->progs.member_exec, members_given(m));
	bpf_program__set_autoload(skel->progs.member_mkdir, cgroups);
	bpf_program__set_autoload(skel->progs.member_release, cgroups);
	skel->rodata->scope_cgroups = cgroups;
	skel->rodata->scope_new = m->new_cgroups;
	skel->rodata->scope_pid_ns = m->npid_ns > 0;
}

/* Makes it known, and a member if it is to be one. 0 or -errno; -ENOSPC: removed, or no room. */
static int name(struct recorder *r, int fd, bool member)
{
	r->skel->bss->cgroup_fd = fd;
	r->skel->bss->cgroup_join = member;
	return recorder_run(r->skel->progs.name_cgroup);
}

void members_name_owners(struct recorder *r)
{
	const struct recorder_members *m = &r->options.members;

	if (!m->ncgroups)
		r->hierarchy = cgroup_open_hierarchy(); /* open as long as its address is used */
	if (m->ncgroups ? !name(r, m->cgroups[0], false) : r->hierarchy >= 0 && !name(r, r->hierarchy, false))
		r->skel->bss->owner_root_at = r->skel->bss->cgroup_root_at;
}

/* Cgroups come and go meanwhile: what is gone has no processes, and what is made is told to the programs. */
static int join_below(struct recorder *r, int cgroup)
{
	_free_ char *path = NULL;
	char *roots[2] = { NULL };
	FTSENT *entry;
	FTS *fts;

	if (name(r, cgroup, true))
		return fail(-ENOENT, "a cgroup to follow is gone");
	if (asprintf(&path, "/proc/self/fd/%d/", cgroup) < 0)
		return fail(-ENOMEM, "out of memory");
	roots[0] = path;
	fts = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_NOSTAT, NULL);
	if (!fts)
		return fail(-errno, "cannot walk a cgroup: %s", strerror(errno));
	while ((entry = fts_read(fts))) {
		_close_ int fd = -1;

		if (entry->fts_info != FTS_D || entry->fts_level == 0)
			continue;
		fd = open(entry->fts_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (fd >= 0)
			name(r, fd, true);
	}
	fts_close(fts);
	return r->skel->bss->lost[LC_LOST_OWNERS] ? fail(-E2BIG, "too many cgroups to follow") : 0;
}

static int attach(struct recorder *r)
{
	const struct bpf_program *const programs[MEMBER_PROGRAMS] = {
		r->skel->progs.member_mkdir,
		r->skel->progs.member_release,
		r->skel->progs.member_fork,
		r->skel->progs.member_exec,
	};

	for (size_t i = 0; i < MEMBER_PROGRAMS; i++) {
		struct bpf_link *link;

		if (!bpf_program__autoload(programs[i]))
			continue;
		link = bpf_program__attach(programs[i]);
		if (!link)
			return fail(-errno, "cannot follow a cgroup: %s", strerror(errno));
		r->links[r->nlinks++] = link;
	}
	return 0;
}

static int want_pid_ns(struct recorder *r)
{
	const struct recorder_members *m = &r->options.members;
	int fd = bpf_map__fd(r->skel->maps.pid_namespaces);

	for (size_t i = 0; i < m->npid_ns; i++)
		if (bpf_map_update_elem(fd, &m->pid_ns[i], &m->pid_ns[i], BPF_ANY))
			return fail(-errno, "cannot follow a pid namespace: %s", strerror(errno));
	return 0;
}

int members_follow(struct recorder *r)
{
	const struct recorder_members *m = &r->options.members;
	int e = want_pid_ns(r);

	if (!e)
		e = attach(r);
	for (size_t i = 0; !e && i < m->ncgroups; i++)
		e = join_below(r, m->cgroups[i]);
	return e;
}
