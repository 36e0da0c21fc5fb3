// SPDX-License-Identifier: BSD-2-Clause
/* Finds the processes that are meant, and tells each once, the owner of its cgroup before it. */
#include "kern/holder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/table.h"
#include "kern/census.h"
#include "kern/cgroup.h"
#include "kern/holder_read.h"

#define DEPTH 64 /* of cgroups in each other */

struct told {
	pid_t pid;
	UT_hash_handle hh;
};

struct owner {
	char *path;
	UT_hash_handle hh;
};

struct holders {
	int (*sink)(void *ctx, const void *record, size_t n);
	void *ctx;
	struct holder_reader reader;
	struct holder_here here;
	struct census census;
	struct told *told;
	struct owner *owners;
	uint32_t nowners;
};

int holders_open(int (*sink)(void *ctx, const void *record, size_t n), void *ctx, bool look_inside,
		 struct holders **out)
{
	_holders_ struct holders *h = calloc(1, sizeof(*h));
	_close_ int self = open("/proc/self", O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (!h || holder_reader_open(&h->reader))
		return fail(-ENOMEM, "out of memory");
	if (self < 0)
		return fail(-errno, "cannot look at processes: /proc is not there: %s", strerror(errno));
	h->sink = sink;
	h->ctx = ctx;
	h->here.user_ns = holder_namespace(self, "ns/user");
	h->here.pid_ns = holder_namespace(self, "ns/pid");
	h->here.mnt_ns = holder_namespace(self, "ns/mnt");
	h->here.securebits = look_inside && !census_take(&h->census);
	*out = TAKE(h);
	return 0;
}

void holders_here(const struct holders *h, struct holder_here *out)
{
	*out = h->here;
}

/* --- one process ------------------------------------------------------------------ */

/* Whether it was told before; is from now on. */
static int already(struct holders *h, pid_t pid)
{
	struct told *told;

	HASH_FIND_INT(h->told, &pid, told);
	if (told)
		return 1;
	told = calloc(1, sizeof(*told));
	if (told) {
		told->pid = pid;
		HASH_ADD_INT(h->told, pid, told);
		if (told->hh.tbl)
			return 0;
	}
	free_guard(&told);
	return fail(-ENOMEM, "out of memory");
}

/* The last component first, each ended by NUL; those that fit. */
static void write_path(const char *path, struct lc_owner *owner)
{
	size_t end = strlen(path);

	while (end) {
		size_t start = end, size;

		while (start && path[start - 1] != '/')
			start--;
		size = end - start;
		if (size && owner->path_len + size + 1 > sizeof(owner->path)) {
			owner->flags |= LC_OWNER_CUT;
			return;
		}
		memcpy(owner->path + owner->path_len, path + start, size);
		owner->path_len += size ? (__u32)size + 1 : 0;
		end = start ? start - 1 : 0;
	}
}

/* The directory of it, where version 2 is mounted; 0: elsewhere. */
static __u64 cgroup_number(const char *path, __u32 hierarchy)
{
	char whole[sizeof(CGROUP_MOUNT) + LC_PATH_LEN + 1];
	struct stat st;

	snprintf(whole, sizeof(whole), CGROUP_MOUNT "%s", path);
	return hierarchy || stat(whole, &st) ? 0 : st.st_ino;
}

static int add_owner(struct holders *h, const char *path)
{
	struct owner *owner = calloc(1, sizeof(*owner));
	char *copy = owner ? strdup(path) : NULL;

	if (copy) {
		owner->path = copy;
		HASH_ADD_KEYPTR(hh, h->owners, copy, strlen(copy), owner);
		if (owner->hh.tbl) {
			h->nowners++;
			return 0;
		}
	}
	free_guard(&copy);
	free_guard(&owner);
	return fail(-ENOMEM, "out of memory");
}

static int tell_owner(struct holders *h, const struct lc_holder *holder, __u32 hierarchy)
{
	struct lc_owner record = { .hierarchy = hierarchy, .pid_ns = holder->pid_ns };
	char path[LC_PATH_LEN + 1];
	struct owner *known;
	int r;

	snprintf(path, sizeof(path), "%.*s", (int)holder->cgroup_size, holder->cgroup);
	HASH_FIND_STR(h->owners, path, known);
	if (known || h->nowners == LC_MAX_OWNERS)
		return 0;
	r = add_owner(h, path);
	if (r)
		return r;
	record.id = h->nowners;
	record.cgroup = cgroup_number(path, hierarchy);
	if (holder->pid_ns && holder->pid_ns == h->here.pid_ns)
		record.flags |= LC_OWNER_HOST_PIDS;
	write_path(path, &record);
	record.h = (struct lc_head){ .kind = LC_OWNER, .len = sizeof(record) };
	return h->sink(h->ctx, &record, sizeof(record));
}

static void look_inside(const struct holders *h, struct lc_holder *holder)
{
	const struct lc_census *c = census_of(&h->census, (pid_t)holder->pid);

	if (!c)
		return;
	holder->flags |= LC_HOLDER_SECUREBITS;
	holder->creds.securebits = c->securebits;
	holder->creds.user_ns_level = c->user_ns_level;
	if (c->filters != LC_CENSUS_NO_FILTERS && !(holder->flags & LC_HOLDER_FILTERS)) {
		holder->seccomp_filters = c->filters;
		holder->flags |= LC_HOLDER_FILTERS;
	}
}

static int tell(struct holders *h, pid_t pid)
{
	struct lc_holder holder = { .h = { .kind = LC_HOLDER, .len = sizeof(holder) } };
	__u32 hierarchy = 0;
	int r = holder_read(&h->reader, pid, &holder, &hierarchy);

	if (r || (holder.flags & LC_HOLDER_KERNEL))
		return r;
	look_inside(h, &holder);
	r = holder.cgroup_size ? tell_owner(h, &holder, hierarchy) : 0;
	return r ? r : h->sink(h->ctx, &holder, sizeof(holder));
}

int holders_process(struct holders *h, pid_t pid)
{
	int r = already(h, pid);

	return r ? (r < 0 ? r : 0) : tell(h, pid);
}

/* The same of one that was only met: it may be gone. */
static int tell_met(struct holders *h, pid_t pid)
{
	int r = holders_process(h, pid);

	return r == -ESRCH ? 0 : r;
}

/* --- several ---------------------------------------------------------------------- */

/* Each number in /proc; stops at what is not 0. */
static int each_process(int (*visit)(void *ctx, pid_t pid), void *ctx)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	int r = 0;

	if (!proc)
		return fail(-errno, "cannot look at processes: /proc: %s", strerror(errno));
	while (!r && (entry = readdir(proc))) {
		pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);

		if (pid > 0)
			r = visit(ctx, pid);
	}
	closedir(proc);
	return r;
}

static int visit_all(void *ctx, pid_t pid)
{
	return pid == getpid() ? 0 : tell_met(ctx, pid);
}

int holders_all(struct holders *h)
{
	return each_process(visit_all, h);
}

struct wanted_ns {
	struct holders *h;
	const uint32_t *inums;
	size_t n;
};

static int visit_pid_ns(void *ctx, pid_t pid)
{
	const struct wanted_ns *wanted = ctx;
	char name[40];
	struct stat st;

	snprintf(name, sizeof(name), "/proc/%d/ns/pid", pid);
	if (stat(name, &st))
		return 0;
	for (size_t i = 0; i < wanted->n; i++)
		if (wanted->inums[i] == (uint32_t)st.st_ino)
			return tell_met(wanted->h, pid);
	return 0;
}

int holders_pid_ns(struct holders *h, const uint32_t *inums, size_t n)
{
	struct wanted_ns wanted = { h, inums, n };

	return each_process(visit_pid_ns, &wanted);
}

struct kin {
	pid_t parent, pid;
};
struct family {
	struct kin *at;
	size_t n, room;
};

static int make_room(struct family *f)
{
	size_t room = f->room ? f->room * 2 : 256;
	struct kin *at;

	if (f->n < f->room)
		return 0;
	at = reallocarray(f->at, room, sizeof(*at));
	if (!at)
		return fail(-ENOMEM, "out of memory");
	f->at = at;
	f->room = room;
	return 0;
}

static int visit_kin(void *ctx, pid_t pid)
{
	struct family *f = ctx;
	char name[32], text[512];
	const char *end;
	_close_ int fd = -1;
	ssize_t n;
	int r = make_room(f);

	if (r)
		return r;
	snprintf(name, sizeof(name), "/proc/%d/stat", pid);
	fd = open(name, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	if (n <= 0)
		return 0;
	text[n] = '\0';
	end = strrchr(text, ')');
	f->at[f->n].pid = pid;
	if (end && sscanf(end + 1, " %*c %d", &f->at[f->n].parent) == 1)
		f->n++;
	return 0;
}

static int by_parent(const void *a, const void *b)
{
	return ((const struct kin *)a)->parent - ((const struct kin *)b)->parent;
}

/* The first child of pid in the sorted list, or the first of a greater number. */
static size_t first_child(const struct family *f, pid_t pid)
{
	size_t low = 0, high = f->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (f->at[middle].parent < pid)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Each has one parent, so none comes twice, and there is room for all. */
static int tell_family(struct holders *h, const struct family *f, pid_t pid, pid_t *todo)
{
	size_t left = 0;
	int r = 0;

	todo[left++] = pid;
	while (!r && left) {
		pid = todo[--left];
		for (size_t i = first_child(f, pid); !r && i < f->n && f->at[i].parent == pid; i++) {
			r = tell_met(h, f->at[i].pid);
			if (left <= f->n)
				todo[left++] = f->at[i].pid;
		}
	}
	return r;
}

int holders_family(struct holders *h, pid_t pid)
{
	_free_ struct kin *owned = NULL;
	_free_ pid_t *todo = NULL;
	struct family f = { 0 };
	int r = holders_process(h, pid);

	if (r)
		return r;
	r = each_process(visit_kin, &f);
	owned = f.at;
	if (r)
		return r;
	todo = calloc(f.n + 2, sizeof(*todo));
	if (!todo)
		return fail(-ENOMEM, "out of memory");
	if (f.n)
		qsort(f.at, f.n, sizeof(*f.at), by_parent);
	return tell_family(h, &f, pid, todo);
}

static int tell_members(struct holders *h, int cgroup)
{
	int fd = openat(cgroup, "cgroup.procs", O_RDONLY | O_CLOEXEC), r = 0;
	FILE *file = fd < 0 ? NULL : fdopen(fd, "r");
	int pid; /* 0: not in our pid namespace */

	if (!file) {
		close_guard(&fd);
		return 0;
	}
	/* Of a threaded cgroup it cannot be read: its processes are told with the one above. */
	while (!r && fscanf(file, "%d", &pid) == 1)
		r = pid > 0 ? tell_met(h, pid) : 0;
	fclose(file);
	return r;
}

static int tell_below(struct holders *h, int cgroup, unsigned int depth)
{
	int fd = openat(cgroup, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), r = tell_members(h, cgroup);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	if (!dir) {
		close_guard(&fd);
		return r;
	}
	while (!r && depth && (entry = readdir(dir))) {
		_close_ int below = -1;

		if (entry->d_type != DT_DIR || entry->d_name[0] == '.')
			continue;
		below = openat(fd, entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		r = below < 0 ? 0 : tell_below(h, below, depth - 1);
	}
	closedir(dir);
	return r;
}

int holders_cgroup(struct holders *h, int cgroup)
{
	return tell_below(h, cgroup, DEPTH);
}

void holders_free(struct holders **at)
{
	struct holders *h = TAKE(*at);
	struct told *told, *next;
	struct owner *owner, *following;

	if (!h)
		return;
	HASH_ITER(hh, h->told, told, next) {
		HASH_DEL(h->told, told);
		free(told);
	}
	HASH_ITER(hh, h->owners, owner, following) {
		HASH_DEL(h->owners, owner);
		free(owner->path);
		free(owner);
	}
	census_free(&h->census);
	holder_reader_close(&h->reader);
	free(h);
}
