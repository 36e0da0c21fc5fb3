// SPDX-License-Identifier: BSD-2-Clause
/* Descendants, as /proc tells them: by the lists of children, or where the kernel keeps none by everybody's parent. */
#include "kern/brood.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/guard.h"
#include "kern/tick.h"

#define KILL_PAUSE 2	   /* ms between two rounds of SIGKILL */
#define FREEZE_ROUNDS 3
#define FREEZE_TIME (20 * MILLISECOND)
#define REAP_MAX 4096	   /* at once: some fork as fast as they die */
#define STUBBORN 10.0	   /* seconds that SIGKILL may take */

struct pids {
	pid_t *pid;
	size_t n, room;
	size_t enough; /* 0: all are wanted */
};

struct life {
	pid_t parent, group;
};

static bool adopted;

int brood_adopt(void)
{
	if (prctl(PR_SET_CHILD_SUBREAPER, 1))
		return fail(-errno, "cannot adopt what forks away: %s", strerror(errno));
	adopted = true;
	return 0;
}

static bool has(const struct pids *list, pid_t pid)
{
	for (size_t i = 0; i < list->n; i++) {
		if (list->pid[i] == pid)
			return true;
	}
	return false;
}

/* Out of memory: the list stays short, and whoever kills by it comes again. */
static void add(struct pids *list, pid_t pid)
{
	if (list->n == list->room) {
		size_t room = list->room ? 2 * list->room : 64;
		pid_t *more = realloc(list->pid, room * sizeof(*more));

		if (!more)
			return;
		list->pid = more;
		list->room = room;
	}
	list->pid[list->n++] = pid;
}

static void pids_free(struct pids *list)
{
	free(list->pid);
}
#define _pids_ _cleanup_(pids_free)

/* The command name may hold anything: what follows its last parenthesis counts. */
static bool read_life(pid_t pid, struct life *life)
{
	char path[40], text[512], *after;
	_close_ int fd = -1;
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	if (n <= 0)
		return false;
	text[n] = '\0';
	after = strrchr(text, ')');
	return after && sscanf(after, ") %*c %d %d", &life->parent, &life->group) == 2;
}

static bool is_spared(pid_t pid, const pid_t *but)
{
	struct life life;

	if (!but || !*but)
		return false;
	life.group = 0;
	read_life(pid, &life);
	for (; *but; but++) {
		if (*but == pid || *but == life.group)
			return true;
	}
	return false;
}

/* Adds the children of one thread; false if the kernel has no such list. */
static bool add_of_thread(struct pids *list, pid_t parent, const char *thread, const pid_t *but)
{
	char path[80];
	FILE *file;
	int child;

	snprintf(path, sizeof(path), "/proc/%d/task/%.20s/children", parent, thread);
	file = fopen(path, "re");
	if (!file)
		return access("/proc/thread-self/children", R_OK) == 0;
	while ((!list->enough || list->n < list->enough) && fscanf(file, "%d", &child) == 1) {
		if (!is_spared(child, but))
			add(list, child);
	}
	fclose(file);
	return true;
}

static bool add_children(struct pids *list, pid_t parent, const pid_t *but)
{
	struct dirent *entry;
	bool known = true;
	char path[40];
	DIR *tasks;

	snprintf(path, sizeof(path), "/proc/%d/task", parent);
	tasks = opendir(path);
	if (!tasks)
		return true;
	while (known && (entry = readdir(tasks))) {
		if (isdigit((unsigned char)entry->d_name[0]))
			known = add_of_thread(list, parent, entry->d_name, but);
	}
	closedir(tasks);
	return known;
}

/* One pass over all processes for those whose parent is us or in the list; true if it found any. */
static bool scan(struct pids *list, const pid_t *but)
{
	DIR *proc = opendir("/proc");
	size_t before = list->n;
	struct dirent *entry;
	struct life life;

	while (proc && (entry = readdir(proc))) {
		pid_t pid = strtol(entry->d_name, NULL, 10);

		if (pid <= 0 || has(list, pid) || !read_life(pid, &life))
			continue;
		if ((life.parent == getpid() || has(list, life.parent)) && !is_spared(pid, but))
			add(list, pid);
	}
	if (proc)
		closedir(proc);
	return list->n > before;
}

static void collect(struct pids *list, const pid_t *but)
{
	bool known = add_children(list, getpid(), but);

	for (size_t i = 0; known && i < list->n; i++)
		add_children(list, list->pid[i], but);
	while (!known && scan(list, but))
		;
}

bool brood_lives(const pid_t *but)
{
	_pids_ struct pids list = { .enough = 1 };

	if (!add_children(&list, getpid(), but))
		scan(&list, but);
	return list.n > 0;
}

/* Its number may belong to somebody else by now: once held, it must still hang on one of ours. */
static void kill_held(const struct pids *list, pid_t pid, int signal)
{
	_close_ int fd = syscall(SYS_pidfd_open, pid, 0);
	struct life life;

	if (fd < 0 || !read_life(pid, &life))
		return;
	if (life.parent == getpid() || has(list, life.parent))
		syscall(SYS_pidfd_send_signal, fd, signal, NULL, 0);
}

/*
 * Children of ours keep their numbers until we wait for them, and can be hit in the instant they are seen: a chain
 * of forks is always a step ahead of whoever looks first.
 */
static void hit_children(int signal, const pid_t *but)
{
	_pids_ struct pids list = { 0 };

	add_children(&list, getpid(), but);
	for (size_t i = 0; i < list.n; i++)
		kill(list.pid[i], signal);
}

/*
 * Stops all of them, round by round, until a round finds nobody new. Whoever kills right away makes room, below the
 * limit of processes, for the forks of those that are still running. But not for long: the dead pile up meanwhile.
 */
static void freeze(const pid_t *but)
{
	uint64_t until = tick_now() + FREEZE_TIME;
	_pids_ struct pids frozen = { 0 };
	size_t before = SIZE_MAX;

	for (int round = 0; frozen.n != before && (round < FREEZE_ROUNDS || tick_now() < until); round++) {
		_pids_ struct pids list = { 0 };

		before = frozen.n;
		if (adopted)
			hit_children(SIGSTOP, but);
		collect(&list, but);
		for (size_t i = 0; i < list.n; i++) {
			if (has(&frozen, list.pid[i]))
				continue;
			kill_held(&list, list.pid[i], SIGSTOP);
			add(&frozen, list.pid[i]);
		}
	}
}

/* The deepest first: orphans that are not adopted are out of reach. */
void brood_kill(int signal, const pid_t *but)
{
	_pids_ struct pids list = { 0 };

	if (signal == SIGKILL)
		freeze(but);
	collect(&list, but);
	for (size_t i = list.n; i > 0; i--)
		kill_held(&list, list.pid[i - 1], signal);
}

/* false if there is nothing to wait for. */
static bool reap(void)
{
	pid_t pid = 0;

	for (int i = 0; i < REAP_MAX && pid >= 0; i++) {
		pid = waitpid(-1, NULL, WNOHANG | __WALL);
		if (pid == 0)
			return true;
	}
	return pid > 0;
}

bool brood_end(bool polite, double patience)
{
	uint64_t now = tick_now(), kill_at = polite ? now + (uint64_t)(patience * SECOND) : now;
	uint64_t give_up = tick_after(kill_at, STUBBORN);

	if (polite) {
		brood_kill(SIGTERM, NULL);
		brood_kill(SIGCONT, NULL);
	}
	for (; reap(); now = tick_now()) {
		if (now >= give_up)
			return false;
		if (now >= kill_at)
			brood_kill(SIGKILL, NULL);
		poll(NULL, 0, KILL_PAUSE);
	}
	return true;
}
