// SPDX-License-Identifier: BSD-2-Clause
/* The storage that podman, buildah and CRI-O keep their containers in: names and images. */
#include <stdio.h>
#include <string.h>

#include "kern/container_state.h"

/* .metadata is a text in which is JSON again. */
static void take_metadata(struct container *c, const char *metadata)
{
	_json_ json_t *inner = metadata ? container_json_parse(metadata, strlen(metadata)) : NULL;
	const char *image = container_word(inner, "image-name");

	CONTAINER_SET(c->name, container_word(inner, "name"));
	CONTAINER_SET(c->image, image && *image ? image : container_word(inner, "image-id"));
}

/* Whose it is, podman's, buildah's or CRI-O's, is known from elsewhere. */
void container_read_podman(struct container_search *s, const char *runtime, const char *path, const char *id)
{
	_container_file_ struct container_file file = { 0 };
	_json_ json_t *list = container_json(s, path, &file);
	json_t *one;
	size_t i;

	(void)id;
	json_array_foreach(list, i, one) {
		struct container_said *said = container_say(s, runtime, container_word(one, "id"));

		if (!said)
			continue;
		said->by = file.by;
		CONTAINER_SET(said->c.name, json_string_value(json_array_get(json_object_get(one, "names"), 0)));
		take_metadata(&said->c, container_word(one, "metadata"));
	}
}

static bool has_name(const struct container_search *s, const char *id)
{
	for (size_t i = 0; i < s->n; i++) {
		if (s->said[i]->c.name[0] && !strcmp(s->said[i]->c.id, id))
			return true;
	}
	return false;
}

/* "STORAGE/overlay-containers/ID/userdata": the length of what is before the id; 0: it is none. */
static size_t storage_of(const struct container *c)
{
	static const char end[] = "/userdata";
	size_t size = strlen(c->bundle), tail = strlen(c->id) + sizeof(end);
	const char *at = c->bundle + size - tail;

	if (size <= tail || *c->bundle != '/' || strpbrk(c->bundle, "*?[\\%") || *at != '/' ||
	    strncmp(at + 1, c->id, strlen(c->id)) || strcmp(at + tail - sizeof(end) + 1, end))
		return 0;
	return size - tail;
}

void container_follow_bundles(struct container_search *s)
{
	for (size_t i = 0, n = s->n; i < n && !s->error; i++) {
		const struct container *c = &s->said[i]->c;
		size_t size = storage_of(c);
		_free_ char *pattern = NULL;
		struct container_place place = { .read = container_read_podman };

		if (!size || has_name(s, c->id) ||
		    asprintf(&pattern, "%.*s/*containers.json", (int)size, c->bundle) < 0)
			continue;
		place.pattern = pattern;
		container_ask(s, &place);
	}
}
