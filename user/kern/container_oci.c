// SPDX-License-Identifier: BSD-2-Clause
/* What runc (libcontainer's state.json) and crun (status, with the OCI configuration beside it) write down. */
#include <stdio.h>
#include <string.h>

#include "kern/container_state.h"

/* "KEY=VALUE"; "bundle=" is runc's own, the others are the annotations. */
static void take_label(struct container *c, const char *label, bool managers)
{
	const char *value = label ? strchr(label, '=') : NULL;
	char key[CONTAINER_TEXT];

	if (!value || (size_t)(value - label) >= sizeof(key))
		return;
	memcpy(key, label, value - label);
	key[value - label] = '\0';
	if (!strcmp(key, "bundle"))
		CONTAINER_SET(c->bundle, value + 1);
	else if (managers == !strcmp(key, "io.container.manager"))
		container_annotate(c, key, value + 1);
}

/* Who manages it comes first: it decides what others mean. */
static void take_labels(struct container *c, const json_t *labels)
{
	json_t *label;
	size_t i;

	json_array_foreach(labels, i, label) {
		take_label(c, json_string_value(label), true);
	}
	json_array_foreach(labels, i, label) {
		take_label(c, json_string_value(label), false);
	}
}

static void take_cgroups(struct container *c, const json_t *paths)
{
	const char *hierarchy;
	json_t *path;

	container_add_cgroup(c, "", container_word(paths, "")); /* version 2 first */
	json_object_foreach((json_t *)paths, hierarchy, path) {
		container_add_cgroup(c, hierarchy, json_string_value(path));
	}
}

static void take_process(struct container_search *s, const char *path, struct container_said *said, pid_t pid)
{
	said->c.pid = pid;
	said->is_running = pid > 0;
	if (!pid)
		container_note_broken(s, path);
}

void container_read_runc(struct container_search *s, const char *runtime, const char *path, const char *id)
{
	_container_file_ struct container_file file = { 0 };
	_json_ json_t *state = container_json(s, path, &file);
	struct container_said *said = json_is_object(state) ? container_say(s, runtime, id) : NULL;

	if (!said) {
		container_note_broken(s, path);
		return;
	}
	said->by = file.by;
	take_process(s, path, said, container_pid(state, "init_process_pid"));
	said->c.start = container_number(state, "init_process_start");
	take_labels(&said->c, json_object_get(json_object_get(state, "config"), "labels"));
	take_cgroups(&said->c, json_object_get(state, "cgroup_paths"));
}

/* crun keeps a copy of the configuration where it keeps the status. */
static void read_config(struct container_search *s, const char *status, struct container_said *said)
{
	_container_file_ struct container_file file = { 0 };
	_free_ char *path = NULL;
	_json_ json_t *config = NULL;

	if (asprintf(&path, "%.*s/config.json", (int)(strrchr(status, '/') - status), status) < 0)
		return;
	config = container_json(s, path, &file);
	if (config && file.by == said->by)
		container_annotate_all(&said->c, json_object_get(config, "annotations"));
}

void container_read_crun(struct container_search *s, const char *runtime, const char *path, const char *id)
{
	_container_file_ struct container_file file = { 0 };
	_json_ json_t *status = container_json(s, path, &file);
	struct container_said *said = json_is_object(status) ? container_say(s, runtime, id) : NULL;

	if (!said) {
		container_note_broken(s, path);
		return;
	}
	said->by = file.by;
	take_process(s, path, said, container_pid(status, "pid"));
	said->c.start = container_number(status, "process-start-time");
	CONTAINER_SET(said->c.bundle, container_word(status, "bundle"));
	container_add_cgroup(&said->c, NULL, container_word(status, "cgroup-path"));
	read_config(s, path, said);
}
