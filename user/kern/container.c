// SPDX-License-Identifier: BSD-2-Clause
/* What runc, crun, podman and docker write about their containers, and how runtimes name the cgroups of theirs. */
#include "kern/container.h"

#include <errno.h>
#include <glob.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <jansson.h>

#include "base/fail.h"
#include "base/guard.h"
#include "kern/cgroup.h"

#define STATE_MAX (4 << 20) /* bytes; more is no state file */
#define SHORT_ID 4	    /* digits of an id that may stand for all of it */
#define LONG_ID 64

/* State of a container, one file each. */
static const struct {
	const char *pattern;
	const char *pid, *start; /* keys */
} states[] = {
	{ "/run/runc/*/state.json", "init_process_pid", "init_process_start" },
	{ "/run/docker/runtime-*/moby/*/state.json", "init_process_pid", "init_process_start" },
	{ "/run/containerd/runc/*/*/state.json", "init_process_pid", "init_process_start" },
	{ "/run/crun/*/status", "pid", "process-start-time" },
};

static void glob_guard(glob_t *g)
{
	globfree(g);
}
#define _glob_ _cleanup_(glob_guard)

static void json_guard(json_t **j)
{
	json_decref(*j);
}
#define _json_ _cleanup_(json_guard)

/* NULL: not there, or not what it should be. */
static json_t *read_state(const char *path)
{
	struct stat st;

	if (stat(path, &st) || !S_ISREG(st.st_mode) || st.st_size > STATE_MAX)
		return NULL;
	return json_load_file(path, 0, NULL);
}

static bool is_hex(const char *text)
{
	return text[strspn(text, "0123456789abcdef")] == '\0';
}

/* The whole id, or enough of its beginning. */
static bool is_id(const char *id, const char *key)
{
	size_t n = strlen(key);

	if (!strcmp(id, key))
		return true;
	return n >= SHORT_ID && is_hex(key) && strlen(id) == LONG_ID && is_hex(id) && !strncmp(id, key, n);
}

/* --- names ------------------------------------------------------------------------ */

/* What is to be found: an id, or so far only a name. */
struct wish {
	const char *name;
	char id[LONG_ID + 1]; /* that the name has; "" not known */
	unsigned int others;  /* further containers of that name */
};

static void name_is(struct wish *wish, const char *name, const char *id)
{
	if (!name || !id || strcmp(name + (*name == '/'), wish->name) || strlen(id) > LONG_ID)
		return;
	wish->others += wish->id[0] && strcmp(wish->id, id);
	snprintf(wish->id, sizeof(wish->id), "%s", id);
}

/* podman's storage: [{"id": ..., "names": [...]}] */
static void read_podman(struct wish *wish, const json_t *file)
{
	json_t *one, *name;
	size_t i, k;

	json_array_foreach(file, i, one) {
		json_array_foreach(json_object_get(one, "names"), k, name)
			name_is(wish, json_string_value(name), json_string_value(json_object_get(one, "id")));
	}
}

static void read_docker(struct wish *wish, const json_t *file)
{
	name_is(wish, json_string_value(json_object_get(file, "Name")), json_string_value(json_object_get(file, "ID")));
}

static int resolve_name(struct wish *wish)
{
	static const struct {
		const char *pattern;
		void (*read)(struct wish *wish, const json_t *file);
	} files[] = {
		{ "/var/lib/containers/storage/*-containers/containers.json", read_podman },
		{ "/var/lib/docker/containers/*/config.v2.json", read_docker },
	};

	for (size_t f = 0; f < ARRAY_SIZE(files); f++) {
		_glob_ glob_t found = { 0 };

		if (glob(files[f].pattern, 0, NULL, &found))
			continue;
		for (size_t i = 0; i < found.gl_pathc; i++) {
			_json_ json_t *file = read_state(found.gl_pathv[i]);

			files[f].read(wish, file);
		}
	}
	if (!wish->others)
		return 0;
	fail_hint("Give its id.");
	return fail(-ENOTUNIQ, "%u containers have the name %s", wish->others + 1, wish->name);
}

/* --- states ----------------------------------------------------------------------- */

/* proc(5): the 22nd field, behind a name that may hold anything. 0: no such process. */
static unsigned long long start_of(pid_t pid)
{
	unsigned long long start = 0;
	_free_ char *path = NULL;
	char line[1024], *at;
	FILE *file = asprintf(&path, "/proc/%d/stat", pid) < 0 ? NULL : fopen(path, "re");
	size_t n = file ? fread(line, 1, sizeof(line) - 1, file) : 0;

	if (file)
		fclose(file);
	line[n] = '\0';
	at = strrchr(line, ')');
	for (int field = 2; at && field < 22; field++)
		at = strchr(at + 1, ' ');
	return at && sscanf(at, "%llu", &start) == 1 ? start : 0;
}

/* The directory that a state file lies in has the name of the id. */
static bool id_of_path(const char *path, char *id, size_t room)
{
	const char *end = strrchr(path, '/'), *start = end;

	while (start > path && start[-1] != '/')
		start--;
	return snprintf(id, room, "%.*s", (int)(end - start), start) < (int)room;
}

/* 1: runs; 0: not this one; -errno with fail(): this one, but it does not run. */
static int take_state(const char *path, size_t kind, const char *key, char *id, size_t room, pid_t *pid)
{
	_json_ json_t *state = NULL;
	json_int_t number, start;

	if (!id_of_path(path, id, room) || !is_id(id, key))
		return 0;
	state = read_state(path);
	number = json_integer_value(json_object_get(state, states[kind].pid));
	start = json_integer_value(json_object_get(state, states[kind].start));
	if (number <= 0 || number > INT32_MAX)
		return fail(-EINVAL, "the state of container %s cannot be read: %s", id, path);
	if (start_of(number) == 0 || (start > 0 && start_of(number) != (unsigned long long)start))
		return fail(-ESRCH, "container %s does not run any more", id);
	*pid = number;
	return 1;
}

/* The container of this id. 1: found; 0: no state of it; -errno with fail(). */
static int find_state(const char *key, struct container *out)
{
	char id[256], known[256] = "";
	pid_t pid = 0;

	for (size_t kind = 0; kind < ARRAY_SIZE(states); kind++) {
		_glob_ glob_t found = { 0 };

		if (glob(states[kind].pattern, 0, NULL, &found))
			continue;
		for (size_t i = 0; i < found.gl_pathc; i++) {
			int r = take_state(found.gl_pathv[i], kind, key, id, sizeof(id), &pid);

			if (r < 0)
				return r;
			if (r && *known && strcmp(known, id))
				return fail(-ENOTUNIQ, "several containers have an id that begins with %s", key);
			if (r)
				snprintf(known, sizeof(known), "%s", id);
		}
	}
	if (!pid)
		return 0;
	out->pid = pid;
	out->cgroup = cgroup_open_of(pid, known);
	out->cgroup = out->cgroup < 0 ? 0 : out->cgroup;
	return 1;
}

/* --- cgroups ---------------------------------------------------------------------- */

static bool starts(const char *text, const char *prefix, const char **rest)
{
	size_t n = strlen(prefix);

	*rest = text + n;
	return !strncmp(text, prefix, n);
}

/* "docker-ID.scope", "ID", "lxc.payload.NAME", "machine-NAME.scope"; not "libpod-conmon-ID.scope". */
static bool is_container(const char *name, const char *key)
{
	static const char *const scopes[] = { "docker-", "libpod-", "crio-", "cri-containerd-", "machine-", "" };
	static const char *const plain[] = { "lxc.payload.", "libpod-", "" };
	size_t n = strlen(name);
	const char *rest;
	char id[256];

	for (size_t i = 0; i < ARRAY_SIZE(plain); i++)
		if (starts(name, plain[i], &rest) && is_id(rest, key))
			return true;
	if (n < 6 || n >= sizeof(id) || strcmp(name + n - 6, ".scope"))
		return false;
	snprintf(id, sizeof(id), "%.*s", (int)n - 6, name);
	for (size_t i = 0; i < ARRAY_SIZE(scopes); i++)
		if (starts(id, scopes[i], &rest) && is_id(rest, key))
			return true;
	return false;
}

static int find_cgroup(const char *key, const char *name, struct container *out)
{
	_hunt_ struct cgroup_hunt hunt = { .wanted = is_container, .key = key };
	int r = cgroup_hunt(&hunt);

	if (!r)
		r = cgroup_open_found(&hunt, "container", name);
	if (r < 0)
		return r;
	out->cgroup = r;
	return 0;
}

int container_find(const char *name, struct container *out)
{
	struct wish wish = { .name = name };
	const char *key;
	int r;

	*out = (struct container){ 0 };
	if (!*name || strchr(name, '/') || *name == '.')
		return fail(-EINVAL, "not the name or id of a container: \"%s\"", name);
	r = resolve_name(&wish);
	if (r)
		return r;
	key = wish.id[0] ? wish.id : name;
	r = find_state(key, out);
	if (r)
		return r < 0 ? r : 0;
	return find_cgroup(key, name, out);
}
