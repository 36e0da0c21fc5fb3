// SPDX-License-Identifier: BSD-2-Clause
/* The bundle that containerd keeps of each task: config.json, and the pid in init.pid. "moby" is docker's namespace. */
#include <stdio.h>
#include <string.h>

#include "kern/container_state.h"

/* The pid in a file that lies beside another. */
static void read_pid(struct container_search *s, const char *beside, const char *name, struct container_said *said)
{
	_container_file_ struct container_file file = { 0 };
	_free_ char *path = NULL;
	char *end;
	long pid;

	if (asprintf(&path, "%.*s/%s", (int)(strrchr(beside, '/') - beside), beside, name) < 0 ||
	    !container_file_read(s, path, &file) || file.by != said->by)
		return;
	pid = strtol(file.text, &end, 10);
	if (pid <= 0 || pid > 1 << 30 || end[strspn(end, " \n")])
		return;
	said->c.pid = pid;
	said->at = file.at;
	said->is_running = true;
}

static void read_bundle(struct container_search *s, const char *runtime, const char *path, const char *id,
			const char *pid)
{
	_container_file_ struct container_file file = { 0 };
	_json_ json_t *config = container_json(s, path, &file);
	struct container_said *said = json_is_object(config) ? container_say(s, runtime, id) : NULL;

	if (!said)
		return;
	said->by = file.by;
	snprintf(said->c.bundle, sizeof(said->c.bundle), "%.*s", (int)(strrchr(path, '/') - path), path);
	container_annotate_all(&said->c, json_object_get(config, "annotations"));
	read_pid(s, path, pid, said);
}

void container_read_containerd(struct container_search *s, const char *runtime, const char *path, const char *id)
{
	read_bundle(s, strstr(path, "/moby/") ? "docker" : runtime, path, id, "init.pid");
}

/* CRI-O keeps its bundles in the storage that it shares with podman; the monitor writes the pid beside. */
void container_read_crio(struct container_search *s, const char *runtime, const char *path, const char *id)
{
	read_bundle(s, runtime, path, id, "pidfile");
}
