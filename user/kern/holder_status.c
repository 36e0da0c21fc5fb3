// SPDX-License-Identifier: BSD-2-Clause
/* Reads status line by line: the kernel escapes line feeds in names, so no process can write a line of its own. */
#include "kern/holder_status.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/guard.h"

#define THREADS_MAX 1024 /* of one process that are looked at */
#define STATUS_ROOM 4096 /* of a thread; longer only with more groups than that holds */

/* Clock ticks since boot, which also counts time asleep, to nanoseconds. */
static __u64 ticks_to_ns(unsigned long long ticks)
{
	static long hz;

	if (!hz)
		hz = sysconf(_SC_CLK_TCK);
	return hz > 0 ? ticks / (unsigned long long)hz * 1000000000u +
				ticks % (unsigned long long)hz * 1000000000u / (unsigned long long)hz : 0;
}

bool holder_parse_stat(const char *text, struct lc_holder *out, struct holder_stat *more)
{
	const char *name = strchr(text, '('), *end = strrchr(text, ')');
	unsigned long long start;
	size_t size;
	long threads;

	if (!name || !end || end < ++name)
		return false;
	if (sscanf(end + 1, " %c %u %*d %*d %*d %*d %u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %ld %*d %llu",
		   &more->state, &out->ppid, &more->flags, &threads, &start) != 5)
		return false;
	out->pid = (__u32)strtoul(text, NULL, 10);
	size = (size_t)(end - name);
	memcpy(out->comm, name, size < sizeof(out->comm) ? size : sizeof(out->comm) - 1);
	out->threads = threads > 0 ? (__u32)threads : 0;
	out->start_ns = ticks_to_ns(start);
	return out->pid != 0;
}

static void read_groups(const char *text, struct lc_creds *c)
{
	c->ngroups = 0;
	for (;;) {
		char *end;
		unsigned long gid = strtoul(text, &end, 10);

		if (end == text)
			return;
		if (c->ngroups < LC_GROUPS)
			c->group[c->ngroups] = (__u32)gid;
		c->ngroups++;
		text = end;
		while (*text == ' ')
			text++;
		if (*text == '\n' || !*text)
			return;
	}
}

static void read_number(const char *text, __u32 *out)
{
	*out = (__u32)strtoul(text, NULL, 10);
}

/* What follows the word, in the line that begins with it. */
static const char *after(const char *line, const char *word)
{
	size_t n = strlen(word);

	return strncmp(line, word, n) ? NULL : line + n;
}

/* Whether the line was one of the five sets; *set: which of them, as bits. */
static bool read_set(const char *line, struct lc_creds *c, unsigned int *have)
{
	static const char *const words[] = { "CapInh:\t", "CapPrm:\t", "CapEff:\t", "CapBnd:\t", "CapAmb:\t" };
	__u64 *const sets[] = { &c->inheritable, &c->permitted, &c->effective, &c->bounding, &c->ambient };

	for (unsigned int i = 0; i < ARRAY_SIZE(words); i++) {
		const char *text = after(line, words[i]);

		if (!text)
			continue;
		*sets[i] = strtoull(text, NULL, 16);
		*have |= 1u << i;
		return true;
	}
	return false;
}

static void read_line(const char *line, struct lc_holder *h)
{
	struct lc_creds *c = &h->creds;
	const char *text;

	if ((text = after(line, "Uid:\t")))
		sscanf(text, "%u %u %u %u", &c->uid, &c->euid, &c->suid, &c->fsuid);
	else if ((text = after(line, "Gid:\t")))
		sscanf(text, "%u %u %u %u", &c->gid, &c->egid, &c->sgid, &c->fsgid);
	else if ((text = after(line, "Groups:\t")))
		read_groups(text, c);
	else if ((text = after(line, "Seccomp:\t")))
		read_number(text, &h->seccomp_mode);
	else if ((text = after(line, "NoNewPrivs:\t")) && *text == '1')
		h->flags |= LC_HOLDER_NO_NEW_PRIVS;
	else if ((text = after(line, "Seccomp_filters:\t"))) {
		read_number(text, &h->seccomp_filters);
		h->flags |= LC_HOLDER_FILTERS;
	}
}

bool holder_parse_status(const char *text, struct lc_holder *out)
{
	unsigned int have = 0;

	for (const char *line = text; line && *line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (!read_set(line, &out->creds, &have))
			read_line(line, out);
	}
	return have == 0x1f;
}

static bool same_stance(const struct lc_holder *a, const struct lc_holder *b)
{
	const struct lc_creds *x = &a->creds, *y = &b->creds;

	return x->effective == y->effective && x->permitted == y->permitted && x->inheritable == y->inheritable &&
	       x->bounding == y->bounding && x->ambient == y->ambient && x->euid == y->euid && x->uid == y->uid &&
	       x->suid == y->suid && a->seccomp_mode == b->seccomp_mode && a->seccomp_filters == b->seccomp_filters &&
	       !((a->flags ^ b->flags) & LC_HOLDER_NO_NEW_PRIVS);
}

/* What either may do; confined only as far as both are. */
static void unite(struct lc_holder *h, const struct lc_holder *thread)
{
	struct lc_creds *c = &h->creds;
	const struct lc_creds *t = &thread->creds;

	c->effective |= t->effective;
	c->permitted |= t->permitted;
	c->inheritable |= t->inheritable;
	c->bounding |= t->bounding;
	c->ambient |= t->ambient;
	if (!t->uid || !t->euid || !t->suid)
		c->euid = 0;
	if (thread->seccomp_mode < h->seccomp_mode)
		h->seccomp_mode = thread->seccomp_mode;
	if (thread->seccomp_filters < h->seccomp_filters)
		h->seccomp_filters = thread->seccomp_filters;
	if (!(thread->flags & LC_HOLDER_NO_NEW_PRIVS))
		h->flags &= ~LC_HOLDER_NO_NEW_PRIVS;
	h->flags |= LC_HOLDER_MIXED;
}

static void merge_thread(int tasks, const char *name, const struct lc_holder *leader, struct lc_holder *out)
{
	struct lc_holder thread = { 0 };
	char path[64], text[STATUS_ROOM];
	_close_ int fd = -1;
	ssize_t n;

	snprintf(path, sizeof(path), "%.20s/status", name);
	fd = openat(tasks, path, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	if (n <= 0)
		return; /* it ended */
	text[n] = '\0';
	if (!holder_parse_status(text, &thread))
		out->flags |= LC_HOLDER_PARTLY;
	else if (!same_stance(leader, &thread))
		unite(out, &thread);
}

void holder_merge_threads(int dir, struct lc_holder *out)
{
	const struct lc_holder leader = *out;
	int fd = openat(dir, "task", O_RDONLY | O_DIRECTORY | O_CLOEXEC), n = 0;
	DIR *tasks = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	if (!tasks) {
		close_guard(&fd);
		out->flags |= LC_HOLDER_PARTLY;
		return;
	}
	while (n < THREADS_MAX && (entry = readdir(tasks))) {
		if (entry->d_name[0] == '.' || strtoul(entry->d_name, NULL, 10) == out->pid)
			continue;
		merge_thread(dirfd(tasks), entry->d_name, &leader, out);
		n++;
	}
	if (n == THREADS_MAX)
		out->flags |= LC_HOLDER_PARTLY;
	closedir(tasks);
}
