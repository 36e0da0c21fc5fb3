// SPDX-License-Identifier: BSD-2-Clause
/* A setting's name is a path with dots, or that of a limit. */
#include "kern/setting.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/guard.h"

#define ROOT "/proc/sys/"
#define SECURITY "/sys/kernel/security/"
#define NAME_MAX_BYTES 128

#define LIMIT(name) { "RLIMIT_" #name, RLIMIT_##name }
static const struct {
	const char *name;
	int resource;
} limits[] = {
	LIMIT(AS), LIMIT(CORE), LIMIT(CPU), LIMIT(DATA), LIMIT(FSIZE), LIMIT(LOCKS), LIMIT(MEMLOCK), LIMIT(MSGQUEUE),
	LIMIT(NICE), LIMIT(NOFILE), LIMIT(NPROC), LIMIT(RSS), LIMIT(RTPRIO), LIMIT(RTTIME), LIMIT(SIGPENDING),
	LIMIT(STACK),
};
_Static_assert(ARRAY_SIZE(limits) == RLIM_NLIMITS, "a limit is missing");

static int put(char *value, size_t room, const char *text)
{
	if (strlen(text) >= room)
		return -ENOSPC;
	strcpy(value, text);
	return 0;
}

static int read_limit(const char *name, char *value, size_t room)
{
	struct rlimit limit;
	char text[24];

	for (size_t i = 0; i < ARRAY_SIZE(limits); i++) {
		if (strcmp(limits[i].name, name))
			continue;
		if (getrlimit(limits[i].resource, &limit))
			return -errno;
		snprintf(text, sizeof(text), "%" PRIu64, (uint64_t)limit.rlim_cur);
		return put(value, room, limit.rlim_cur == RLIM_INFINITY ? "unlimited" : text);
	}
	return -ENOENT;
}

static int read_file(const char *path, char *value, size_t room)
{
	_close_ int fd = -1;
	char text[256];
	ssize_t n;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	if (n < 0)
		return errno == ENOTDIR || errno == EISDIR ? -ENOENT : -errno;
	text[n] = '\0';
	text[strcspn(text, "\n")] = '\0';
	return put(value, room, text);
}

/* A name has no slash, so it leads nowhere else. */
static int read_sysctl(const char *name, char *value, size_t room)
{
	char path[sizeof(ROOT) + NAME_MAX_BYTES];

	if (strchr(name, '/') || strlen(name) > NAME_MAX_BYTES)
		return -ENOENT;
	snprintf(path, sizeof(path), ROOT "%s", name);
	for (char *at = path + strlen(ROOT); *at; at++)
		*at = *at == '.' ? '/' : *at;
	return read_file(path, value, room);
}

int setting_read(const char *name, char *value, size_t room)
{
	if (!strcmp(name, "lsm"))
		return read_file(SECURITY "lsm", value, room);
	if (!strcmp(name, "lockdown"))
		return read_file(SECURITY "lockdown", value, room);
	return strncmp(name, "RLIMIT_", 7) ? read_sysctl(name, value, room) : read_limit(name, value, room);
}
