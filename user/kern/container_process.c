// SPDX-License-Identifier: BSD-2-Clause
/*
 * Runtimes that were told to keep their state elsewhere: their command lines say where. Whoever may start a process may
 * write such a line; what is found there is believed as far as its files are (kern/container_file.c).
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "kern/container_state.h"

#define LINE_MAX_BYTES 16384
#define PLACES_MAX 64

/* Patterns that were asked already: many containers have a monitor each, and most say the same. */
struct asked {
	struct container_search *s;
	char *pattern[PLACES_MAX];
	size_t n;
};

static void asked_guard(struct asked *a)
{
	for (size_t i = 0; i < a->n; i++)
		free(a->pattern[i]);
}

/* below is put behind the first n bytes of dir; what a pattern would act on makes no place. */
static void ask(struct asked *a, const char *dir, size_t n, const char *below, struct container_place place)
{
	_free_ char *pattern = NULL;

	if (!n || *dir != '/' || a->n == PLACES_MAX || asprintf(&pattern, "%.*s%s", (int)n, dir, below) < 0)
		return;
	for (size_t i = 0; i < n; i++) {
		if (strchr("*?[\\%", dir[i]))
			return;
	}
	for (size_t i = 0; i < a->n; i++) {
		if (!strcmp(a->pattern[i], pattern))
			return;
	}
	place.pattern = a->pattern[a->n++] = TAKE(pattern);
	container_ask(a->s, &place);
}

/* --- command lines ------------------------------------------------------------------ */

struct line {
	const char *text;
	size_t size;
};

static const char *next(const struct line *l, const char *word)
{
	const char *after = word + strlen(word) + 1;

	return after < l->text + l->size ? after : NULL;
}

/* Of "NAME VALUE" or "NAME=VALUE"; NULL: not given. */
static const char *value_of(const struct line *l, const char *name)
{
	size_t n = strlen(name);

	for (const char *word = l->size ? l->text : NULL; word; word = next(l, word)) {
		if (!strcmp(word, name))
			return next(l, word);
		if (!strncmp(word, name, n) && word[n] == '=')
			return word + n + 1;
	}
	return NULL;
}

/* The length of a path without its last n components; 0: it has not so many. */
static size_t without(const char *path, unsigned int n)
{
	size_t size = path ? strlen(path) : 0;

	while (n-- && size) {
		while (size && path[size - 1] != '/')
			size--;
		size -= size > 0;
	}
	return size;
}

static void ask_runtime(struct asked *a, const char *root)
{
	if (!root)
		return;
	ask(a, root, strlen(root), "/%/state.json",
	    (struct container_place){ .runtime = "runc", .read = container_read_runc });
	ask(a, root, strlen(root), "/%/status",
	    (struct container_place){ .runtime = "crun", .read = container_read_crun });
}

/* conmon -b STORAGE/overlay-containers/ID/userdata --runtime-arg --root=DIR */
static void read_conmon(struct asked *a, const struct line *l)
{
	const char *bundle = value_of(l, "-b");

	if (bundle)
		ask(a, bundle, without(bundle, 2), "/*containers.json",
		    (struct container_place){ .read = container_read_podman });
	ask_runtime(a, value_of(l, "--root"));
}

static void read_runtime(struct asked *a, const struct line *l)
{
	ask_runtime(a, value_of(l, "--root"));
}

/* containerd-shim-runc-v2 -namespace NS -id ID -address STATE/containerd.sock */
static void read_shim(struct asked *a, const struct line *l)
{
	const char *address = value_of(l, "-address");

	if (address)
		ask(a, address, without(address, 1), "/io.containerd.runtime.v2.task/*/%/config.json",
		    (struct container_place){ .runtime = "containerd", .read = container_read_containerd });
}

static void read_dockerd(struct asked *a, const struct line *l)
{
	const char *data = value_of(l, "--data-root"), *state = value_of(l, "--exec-root");

	if (data)
		ask(a, data, strlen(data), "/containers/%/config.v2.json",
		    (struct container_place){ .runtime = "docker", .read = container_read_docker });
	if (state)
		ask(a, state, strlen(state), "/runtime-*/moby/%/state.json",
		    (struct container_place){ .runtime = "docker", .read = container_read_runc });
}

static const struct {
	const char *comm; /* its beginning */
	void (*read)(struct asked *a, const struct line *l);
} programs[] = {
	{ "conmon", read_conmon }, { "containerd-shim", read_shim }, { "dockerd", read_dockerd },
	{ "runc", read_runtime }, { "crun", read_runtime },
};

static ssize_t read_proc(int proc, const char *pid, const char *name, char *text, size_t room)
{
	char path[64];
	_close_ int fd = -1;
	ssize_t n;

	snprintf(path, sizeof(path), "%.20s/%s", pid, name);
	fd = openat(proc, path, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? -1 : read(fd, text, room - 1);
	text[n > 0 ? n : 0] = '\0';
	return n;
}

static void read_process(struct asked *a, int proc, const char *pid)
{
	char comm[32], text[LINE_MAX_BYTES];
	struct line line = { .text = text };
	ssize_t n;

	if (read_proc(proc, pid, "comm", comm, sizeof(comm)) <= 0)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(programs); i++) {
		if (strncmp(comm, programs[i].comm, strlen(programs[i].comm)))
			continue;
		n = read_proc(proc, pid, "cmdline", text, sizeof(text));
		line.size = n > 0 ? n : 0;
		programs[i].read(a, &line);
	}
}

void container_ask_processes(struct container_search *s)
{
	_cleanup_(asked_guard) struct asked a = { .s = s };
	DIR *proc = *s->root ? NULL : opendir("/proc");
	struct dirent *entry;

	while (proc && !s->error && (entry = readdir(proc))) {
		if (*entry->d_name >= '1' && *entry->d_name <= '9')
			read_process(&a, dirfd(proc), entry->d_name);
	}
	if (proc)
		closedir(proc);
}
