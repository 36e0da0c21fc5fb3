// SPDX-License-Identifier: BSD-2-Clause
/*
 * usage: maps PID: memory of the BPF maps that PID holds, a line each: "NAME BYTES", and "all BYTES"
 *        maps PID SECONDS: reads their values twice, SECONDS apart, and tells in which of them something was written in
 *        between that changed them: "NAME LINES", LINES of 64 bytes; and "all LINES"
 * Not looked at: values of threads (task storage), which only they write.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "tests/bench/held.h"

#define LINE 64
#define SNAPSHOT_MAX (256u << 20)

struct map {
	int fd;
	struct bpf_map_info info;
	size_t value; /* bytes that a lookup writes */
	unsigned char *first;
	size_t size;
};

static int die(const char *what)
{
	fprintf(stderr, "maps: %s: %s\n", what, strerror(errno));
	exit(1);
}

static unsigned long long memory_of(const struct map *m)
{
	unsigned long long bytes = 0;
	char path[64], line[256];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", m->fd);
	file = fopen(path, "re");
	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "memlock: %llu", &bytes) == 1)
			break;
	if (file)
		fclose(file);
	return bytes;
}

static int open_map(__u32 id, struct map *m)
{
	__u32 size = sizeof(m->info);

	memset(m, 0, sizeof(*m));
	m->fd = bpf_map_get_fd_by_id(id);
	if (m->fd < 0 || bpf_obj_get_info_by_fd(m->fd, &m->info, &size))
		return -1;
	m->value = m->info.value_size;
	if (m->info.type == BPF_MAP_TYPE_PERCPU_ARRAY || m->info.type == BPF_MAP_TYPE_PERCPU_HASH)
		m->value = (size_t)sysconf(_SC_NPROCESSORS_CONF) * ((m->value + 7) & ~7ul);
	return 0;
}

/* Where the programs have written up to. */
static size_t read_ring(const struct map *m, unsigned char *to)
{
	size_t page = sysconf(_SC_PAGESIZE);
	void *at = mmap(NULL, page, PROT_READ, MAP_SHARED, m->fd, page);

	if (at == MAP_FAILED)
		die("ring");
	memcpy(to, at, sizeof(long));
	munmap(at, page);
	return sizeof(long);
}

static size_t read_values(const struct map *m, unsigned char *to, size_t room)
{
	unsigned char key[4096], next[4096];
	const void *before = NULL;
	size_t size = 0;

	if (m->info.type == BPF_MAP_TYPE_RINGBUF)
		return read_ring(m, to);
	if (m->info.type == BPF_MAP_TYPE_TASK_STORAGE || m->info.key_size > sizeof(key))
		return 0;
	while (size + m->value <= room && !bpf_map_get_next_key(m->fd, before, next)) {
		memcpy(key, next, m->info.key_size);
		before = key;
		if (!bpf_map_lookup_elem(m->fd, key, to + size))
			size += (m->value + 7) & ~7ul;
	}
	return size;
}

static void take(struct map *m, unsigned char *room)
{
	m->size = read_values(m, room, SNAPSHOT_MAX);
	m->first = malloc(m->size + 1);
	if (!m->first)
		die("memory");
	memcpy(m->first, room, m->size);
}

/* Elements that came or went move those behind: then all of these count. */
static size_t changed(const struct map *m, unsigned char *room)
{
	size_t size = read_values(m, room, SNAPSHOT_MAX), lines = 0, n;

	for (size_t at = 0; at < size || at < m->size; at += LINE) {
		n = at + LINE > m->size ? m->size - at : LINE;
		if (at >= size || at >= m->size || memcmp(m->first + at, room + at, n))
			lines++;
	}
	return lines;
}

static void pause_for(double seconds)
{
	struct timespec t = { .tv_sec = seconds, .tv_nsec = (seconds - (time_t)seconds) * 1e9 };

	while (nanosleep(&t, &t) && errno == EINTR)
		;
}

static void print_written(struct map *maps, size_t n, double seconds)
{
	unsigned char *room = malloc(SNAPSHOT_MAX);
	size_t all = 0;

	if (!room)
		die("memory");
	for (size_t i = 0; i < n; i++)
		take(&maps[i], room);
	pause_for(seconds);
	for (size_t i = 0; i < n; i++) {
		size_t lines = changed(&maps[i], room);

		if (lines)
			printf("%s %zu\n", maps[i].info.name, lines);
		all += lines;
	}
	printf("all %zu\n", all);
	free(room);
}

static void print_memory(const struct map *maps, size_t n)
{
	unsigned long long all = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned long long bytes = memory_of(&maps[i]);

		printf("%s %llu\n", maps[i].info.name, bytes);
		all += bytes;
	}
	printf("all %llu\n", all);
}

int main(int argc, char **argv)
{
	static struct map maps[HELD_MAX];
	__u32 ids[HELD_MAX];
	size_t n = argc > 1 ? held_ids((pid_t)strtol(argv[1], NULL, 10), "map_id: %u", ids) : 0;

	errno = EINVAL;
	if (argc < 2 || argc > 3 || !n)
		die("usage: maps PID [SECONDS] of a process with maps");
	for (size_t i = 0; i < n; i++)
		if (open_map(ids[i], &maps[i]))
			die("a map");
	if (argc == 3)
		print_written(maps, n, strtod(argv[2], NULL));
	else
		print_memory(maps, n);
	return 0;
}
