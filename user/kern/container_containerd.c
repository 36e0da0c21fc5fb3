// SPDX-License-Identifier: BSD-2-Clause
/* The bundle that containerd keeps of each task: config.json, and the pid in init.pid. "moby" is docker's namespace. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "kern/container_state.h"

/* The pid in a file that lies beside another; 0: none. */
static pid_t read_pid(struct container_search *s, const char *beside, const char *name, struct container_file *file)
{
	_free_ char *path = NULL;
	char *end;
	long pid;

	if (asprintf(&path, "%.*s/%s", (int)(strrchr(beside, '/') - beside), beside, name) < 0 ||
	    !container_file_read(s, path, file))
		return 0;
	pid = strtol(file->text, &end, 10);
	return pid > 0 && pid <= INT32_MAX && !end[strspn(end, " \n")] ? pid : 0;
}

static void take_pid(struct container_said *said, pid_t pid, const struct container_file *file)
{
	if (!pid || file->by != said->by)
		return;
	said->c.pid = pid;
	said->at = file->at;
	said->is_running = true;
}

static void set_bundle(struct container *c, const char *path)
{
	snprintf(c->bundle, sizeof(c->bundle), "%.*s", (int)(strrchr(path, '/') - path), path);
}

static void read_bundle(struct container_search *s, const char *runtime, const char *path, const char *id,
			const char *pid)
{
	_container_file_ struct container_file file = { 0 }, beside = { 0 };
	_json_ json_t *config = container_json(s, path, &file);
	struct container_said *said = json_is_object(config) ? container_say(s, runtime, id) : NULL;

	if (!said)
		return;
	said->by = file.by;
	set_bundle(&said->c, path);
	container_annotate_all(&said->c, json_object_get(config, "annotations"));
	take_pid(said, read_pid(s, path, pid, &beside), &beside);
}

/* Of docker's there is nothing in the configuration that docker does not say itself. */
static void read_moby(struct container_search *s, const char *path, const char *id)
{
	_container_file_ struct container_file file = { 0 };
	pid_t pid = read_pid(s, path, "init.pid", &file);
	struct container_said *said = pid ? container_say(s, "docker", id) : NULL;

	if (!said)
		return;
	said->by = file.by;
	set_bundle(&said->c, path);
	take_pid(said, pid, &file);
}

void container_read_containerd(struct container_search *s, const char *runtime, const char *path, const char *id)
{
	if (strstr(path, "/moby/"))
		read_moby(s, path, id);
	else
		read_bundle(s, runtime, path, id, "init.pid");
}

/* CRI-O keeps its bundles in the storage that it shares with podman; the monitor writes the pid beside. */
void container_read_crio(struct container_search *s, const char *runtime, const char *path, const char *id)
{
	read_bundle(s, runtime, path, id, "pidfile");
}
