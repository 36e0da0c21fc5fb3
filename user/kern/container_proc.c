// SPDX-License-Identifier: BSD-2-Clause
/* Knows what can be asked of a process that a runtime calls the first one of a container. */
#include <fcntl.h>
#include <linux/nsfs.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include "kern/container_state.h"

#define NS_DEPTH 33 /* user namespaces: the kernel's limit */
#define CLOCK_SLACK 2 /* seconds */

static FILE *open_proc(pid_t pid, const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
	return fopen(path, "re");
}

/* From field 3 of stat on, behind a name that may hold anything. */
static bool read_stat(pid_t pid, char *state, long *threads, unsigned long long *start)
{
	FILE *file = pid > 0 ? open_proc(pid, "stat") : NULL;
	char line[1024], *at;
	size_t n = file ? fread(line, 1, sizeof(line) - 1, file) : 0;

	if (file)
		fclose(file);
	line[n] = '\0';
	at = strrchr(line, ')');
	return at && sscanf(at + 1, " %c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %ld %*d %llu",
			    state, threads, start) == 3;
}

/* One that has ended and waits to be waited for is none; its first thread alone may have. */
unsigned long long container_proc_start(pid_t pid)
{
	unsigned long long start;
	long threads;
	char state;

	if (!read_stat(pid, &state, &threads, &start) || (strchr("ZX", state) && threads <= 1))
		return 0;
	return start;
}

bool container_proc_since(pid_t pid, time_t at)
{
	unsigned long long start = container_proc_start(pid);
	struct timespec now, up;

	clock_gettime(CLOCK_REALTIME, &now);
	clock_gettime(CLOCK_BOOTTIME, &up);
	return start && now.tv_sec - up.tv_sec + (time_t)(start / sysconf(_SC_CLK_TCK)) <= at + CLOCK_SLACK;
}

bool container_proc_of(pid_t pid, uid_t uid)
{
	char path[64];
	struct stat st;
	bool found;
	uid_t owner;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d", pid);
	found = !stat(path, &st) && st.st_uid == uid;
	snprintf(path, sizeof(path), "/proc/%d/ns/user", pid);
	fd = found ? -1 : open(path, O_RDONLY | O_CLOEXEC);
	for (int depth = 0; fd >= 0 && !found && depth < NS_DEPTH; depth++) {
		int parent = ioctl(fd, NS_GET_PARENT);

		/* Where there is no parent it is the first one, or ours: everybody's. */
		found = parent >= 0 && !ioctl(fd, NS_GET_OWNER_UID, &owner) && owner == uid;
		close(fd);
		fd = parent;
	}
	close_guard(&fd);
	return found;
}

bool container_proc_is_first(pid_t pid)
{
	FILE *file = open_proc(pid, "status");
	bool first = false;
	char line[256];

	while (file && !first && fgets(line, sizeof(line), file)) {
		const char *last = strrchr(line, '\t');

		first = !strncmp(line, "NSpid:", 6) && last > line + 6 && !strcmp(last, "\t1\n");
	}
	if (file)
		fclose(file);
	return first;
}

/* Whether the component has the id in it as a word: "docker-ID.scope", "slice:cri:ID", "lxc.payload.ID". */
static bool bears(const char *component, size_t n, const char *id)
{
	size_t k = strlen(id);

	for (size_t i = 0; i + k <= n; i++) {
		const char *end = component + i + k;

		if (strncmp(component + i, id, k) || (i && !strchr("-:.", component[i - 1])))
			continue;
		if (i + k == n || (n - i - k == 6 && !strncmp(end, ".scope", 6)))
			return true;
	}
	return false;
}

/* Cuts the path behind the component that bears the id. */
static bool cut_behind(char *path, const char *id)
{
	for (char *at = path; *at == '/';) {
		size_t n = strcspn(at + 1, "/\n");

		if (bears(at + 1, n, id)) {
			at[1 + n] = '\0';
			return true;
		}
		at += 1 + n;
	}
	return false;
}

bool container_proc_cgroups(pid_t pid, const char *id, struct container *c)
{
	FILE *file = open_proc(pid, "cgroup");
	_free_ char *line = NULL;
	size_t room = 0;
	bool any = false;

	while (file && getline(&line, &room, file) > 0) {
		char *path = strchr(line, ':');

		path = path ? strchr(path + 1, ':') : NULL;
		if (!path || !cut_behind(path + 1, id))
			continue;
		container_add_cgroup(c, NULL, path + 1);
		any = true;
	}
	if (file)
		fclose(file);
	return any;
}
