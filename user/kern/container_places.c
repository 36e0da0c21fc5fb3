// SPDX-License-Identifier: BSD-2-Clause
/* Where runtimes write down their containers. Those of other users than root are in their homes and in /run/user. */
#include <glob.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "kern/container_state.h"

#define LONG_ID 64
#define TASKS "io.containerd.runtime.v2.task/*/%/config.json"

/* What names an engine comes before what names only the runtime that it uses. */
static const struct container_place places[] = {
	{ "/var/lib/docker/containers/%/config.v2.json", "docker", container_read_docker },
	{ "/var/lib/docker/*.*/containers/%/config.v2.json", "docker", container_read_docker }, /* userns-remap */
	{ "/var/snap/docker/common/var-lib-docker/containers/%/config.v2.json", "docker", container_read_docker },
	{ "/home/*/.local/share/docker/containers/%/config.v2.json", "docker", container_read_docker },
	{ "/run/containers/storage/*-containers/%/userdata/config.json", "cri-o", container_read_crio },
	{ "/run/containerd/" TASKS, "containerd", container_read_containerd },
	{ "/run/containerd/io.containerd.runtime.v1.linux/*/%/config.json", "containerd", container_read_containerd },
	{ "/run/docker/containerd/daemon/" TASKS, "docker", container_read_containerd },
	{ "/run/k3s/containerd/" TASKS, "containerd", container_read_containerd },
	{ "/var/snap/microk8s/common/run/containerd/" TASKS, "containerd", container_read_containerd },
	{ "/run/systemd/machines/%", "nspawn", container_read_nspawn },
	{ "/run/docker/runtime-*/moby/%/state.json", "docker", container_read_runc },
	{ "/run/docker/runtime-*/moby/%/status", "docker", container_read_crun },
	{ "/run/user/*/docker/runtime-*/moby/%/state.json", "docker", container_read_runc },
	{ "/run/containerd/runc/*/%/state.json", "containerd", container_read_runc },
	{ "/run/containerd/runc/*/%/status", "containerd", container_read_crun },
	{ "/run/runc/%/state.json", "runc", container_read_runc },
	{ "/run/crun/%/status", "crun", container_read_crun },
	{ "/run/user/*/runc/%/state.json", "runc", container_read_runc },
	{ "/run/user/*/crun/%/status", "crun", container_read_crun },
	{ "/var/lib/containers/storage/*-containers/*containers.json", NULL, container_read_podman },
	{ "/run/containers/storage/*-containers/*containers.json", NULL, container_read_podman },
	{ "/home/*/.local/share/containers/storage/*-containers/*containers.json", NULL, container_read_podman },
	{ "/run/user/*/containers/*-containers/*containers.json", NULL, container_read_podman },
};

static void glob_guard(glob_t *g)
{
	globfree(g);
}
#define _glob_ _cleanup_(glob_guard)

/* Text that a pattern takes to the letter. */
static void add_literal(struct buf *b, const char *text)
{
	for (; *text; text++) {
		if (strchr("*?[\\", *text))
			buf_add(b, "\\");
		buf_add_bytes(b, text, 1);
	}
}

static void add_pattern(struct buf *b, const struct container_search *s, const char *pattern)
{
	add_literal(b, s->root);
	for (; *pattern; pattern++) {
		if (*pattern != '%')
			buf_add_bytes(b, pattern, 1);
		else if (s->id)
			add_literal(b, s->id);
		else
			buf_add(b, "*");
	}
}

/* The component of the path that stands for the '%' of the pattern; "" if there is none. */
static void id_of_path(const char *pattern, const char *path, char *id, size_t room)
{
	const char *mark = strchr(pattern, '%');

	*id = '\0';
	for (const char *at = pattern; mark && path && at < mark; at++) {
		if (*at == '/')
			path = strchr(path, '/') ? strchr(path, '/') + 1 : NULL;
	}
	if (mark && path)
		snprintf(id, room, "%.*s", (int)strcspn(path, "/"), path);
}

/* Their ids are 64 digits long: what is no such id is not worth a look into every home, or at all in one file. */
static bool can_have(const struct container_place *place, const char *id)
{
	bool long_ids = place->read == container_read_docker || place->read == container_read_podman;

	return !id || !long_ids || strlen(id) == LONG_ID;
}

void container_ask(struct container_search *s, const struct container_place *place)
{
	_buf_ struct buf pattern = BUF_INIT;
	_glob_ glob_t found = { 0 };
	char id[2 * CONTAINER_TEXT];

	if (!can_have(place, s->id))
		return;
	add_pattern(&pattern, s, place->pattern);
	if (buf_error(&pattern))
		s->error = buf_error(&pattern);
	if (s->error || glob(buf_text(&pattern), GLOB_NOSORT, NULL, &found))
		return;
	for (size_t i = 0; i < found.gl_pathc && !s->error && !s->cut; i++) {
		id_of_path(place->pattern, found.gl_pathv[i] + strlen(s->root), id, sizeof(id));
		place->read(s, place->runtime, found.gl_pathv[i], id);
	}
}

void container_ask_all(struct container_search *s)
{
	for (size_t i = 0; i < ARRAY_SIZE(places); i++)
		container_ask(s, &places[i]);
}
