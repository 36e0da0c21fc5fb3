/* SPDX-License-Identifier: BSD-2-Clause */
/* What BPF objects a process holds: those that other processes have loaded meanwhile are not its. */
#ifndef LC_BENCH_HELD_H
#define LC_BENCH_HELD_H

#include <dirent.h>
#include <stdio.h>
#include <sys/types.h>

#include <bpf/bpf.h>

#define HELD_MAX 1024

static inline void held_add(__u32 *ids, size_t *n, __u32 id)
{
	for (size_t i = 0; i < *n; i++)
		if (ids[i] == id)
			return;
	if (*n < HELD_MAX)
		ids[(*n)++] = id;
}

/* One descriptor: each line of what the kernel says of it that the format matches is an id. */
static inline void held_read(const char *path, const char *format, __u32 *ids, size_t *n)
{
	FILE *file = fopen(path, "re");
	char line[256];
	__u32 id;

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, format, &id) == 1)
			held_add(ids, n, id);
	if (file)
		fclose(file);
}

/* format: "prog_id: %u" or "map_id: %u". Returns how many there are. */
static inline size_t held_ids(pid_t pid, const char *format, __u32 ids[HELD_MAX])
{
	char path[320];
	struct dirent *entry;
	size_t n = 0;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%d/fdinfo", pid);
	dir = opendir(path);
	while (dir && (entry = readdir(dir))) {
		snprintf(path, sizeof(path), "/proc/%d/fdinfo/%s", pid, entry->d_name);
		held_read(path, format, ids, &n);
	}
	if (dir)
		closedir(dir);
	return n;
}

#endif
