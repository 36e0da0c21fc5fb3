// SPDX-License-Identifier: BSD-2-Clause
/* dockerd's config.v2.json of a container. */
#include <stdio.h>
#include <string.h>

#include "kern/container_state.h"

/* Its API answers the same way (kern/container_rest.c), but for the spelling of "ID". */
void container_take_docker(struct container_said *said, const json_t *config)
{
	const json_t *state = json_object_get(config, "State"), *set = json_object_get(config, "Config");
	const char *name = container_word(config, "Name");

	CONTAINER_SET(said->c.name, name ? name + (*name == '/') : NULL);
	CONTAINER_SET(said->c.image, container_word(set, "Image"));
	container_annotate_all(&said->c, json_object_get(set, "Labels"));
	if (!json_is_true(json_object_get(state, "Running")))
		return;
	said->c.pid = container_pid(state, "Pid");
	said->at = container_time(container_word(state, "StartedAt"));
	said->is_running = said->c.pid && said->at;
}

void container_read_docker(struct container_search *s, const char *runtime, const char *path, const char *id)
{
	_container_file_ struct container_file file = { 0 };
	_json_ json_t *config = container_json(s, path, &file);
	const char *own = container_word(config, "ID");
	struct container_said *said = own && !strcmp(own, id) ? container_say(s, runtime, id) : NULL;

	if (!said)
		return;
	said->by = file.by;
	container_take_docker(said, config);
}
