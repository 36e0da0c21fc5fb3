// SPDX-License-Identifier: BSD-2-Clause
/* Finds containers among those that run, and says which there are if it was none of them. */
#include "kern/container.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/nearest.h"
#include "kern/cgroup.h"
#include "kern/container_state.h"

#define SHORT_ID 4 /* digits of an id that may stand for all of it */
#define SHOWN_ID 12
#define LONG_ID 64
#define NAMES_SHOWN 300 /* bytes */

static const char *root = "";

void container_root(const char *dir)
{
	root = dir;
}

static void search(struct container_search *s, const char *id)
{
	*s = (struct container_search){ .root = root, .id = id };
	container_ask_all(s);
	if (!id) {
		container_walk_lxc(s);
		container_ask_processes(s);
	}
	container_follow_bundles(s);
	container_ask_sockets(s);
}

int containers_read(struct containers *out)
{
	_container_search_ struct container_search s = { 0 };

	search(&s, NULL);
	return container_settle(&s, true, out);
}

void containers_free(struct containers *list)
{
	free(list->one);
}

int container_read(const char *id, struct container *out)
{
	_container_search_ struct container_search s = { 0 };
	_containers_ struct containers list = { 0 };
	int r;

	search(&s, id);
	r = container_settle(&s, false, &list);
	if (r)
		return r;
	if (!list.n)
		return -ENOENT;
	*out = list.one[0];
	return 0;
}

bool container_has_cgroup(const struct container *c, const char *path)
{
	for (size_t i = 0; i < CONTAINER_CGROUPS && c->cgroup_path[i][0]; i++) {
		size_t n = strlen(c->cgroup_path[i]);

		if (!strncmp(path, c->cgroup_path[i], n) && (!path[n] || path[n] == '/'))
			return true;
	}
	return false;
}

/* --- what is meant ---------------------------------------------------------------- */

static bool is_hex(const char *text)
{
	return text[strspn(text, "0123456789abcdef")] == '\0';
}

/* Enough of the beginning of an id. */
static bool begins(const char *id, const char *key)
{
	size_t n = strlen(key);

	return n >= SHORT_ID && is_hex(key) && strlen(id) == LONG_ID && is_hex(id) && !strncmp(id, key, n);
}

/* The whole id, or enough of its beginning. */
static bool is_id(const char *id, const char *key)
{
	return !strcmp(id, key) || begins(id, key);
}

static bool is_named(const struct container *c, const char *key)
{
	return *key && (!strcmp(c->id, key) || !strcmp(c->name, key) || !strcmp(c->pod_container, key));
}

static bool is_abbreviated(const struct container *c, const char *key)
{
	return begins(c->id, key);
}

static bool takes(const char *pattern, const char *text)
{
	return *text && !fnmatch(pattern, text, 0);
}

/* "registry:5000/library/nginx:1.25@sha256:...": each shorter form of it, from either end. */
static bool takes_image(const char *pattern, const char *image)
{
	char text[CONTAINER_TEXT];
	char *tag;

	snprintf(text, sizeof(text), "%s", image);
	for (unsigned int cut = 0; cut < 3; cut++) {
		for (const char *at = text; at; at = strchr(at, '/') ? strchr(at, '/') + 1 : NULL) {
			if (takes(pattern, at))
				return true;
		}
		tag = cut ? strrchr(text, ':') : strchr(text, '@');
		if (tag && !strchr(tag, '/'))
			*tag = '\0';
	}
	return false;
}

bool container_matches(const struct container *c, const char *name, const char *image)
{
	if (name && !takes(name, c->name) && !takes(name, c->pod_container) && !takes(name, c->id))
		return false;
	return !image || takes_image(image, c->image);
}

/* --- those that run --------------------------------------------------------------- */

static const char *title(const struct container *c)
{
	return c->name[0] ? c->name : c->pod_container[0] ? c->pod_container : c->id;
}

static void add_item(struct buf *b, const char *text, size_t n)
{
	buf_add(b, b->size ? ", " : "");
	buf_add_bytes(b, text, n);
}

static int several(const struct containers *list, const char *name, bool (*is)(const struct container *, const char *))
{
	_buf_ struct buf ids = BUF_INIT;
	unsigned int n = 0;

	for (size_t i = 0; i < list->n; i++) {
		const struct container *c = &list->one[i];

		if (!is(c, name))
			continue;
		n++;
		if (ids.size < NAMES_SHOWN)
			add_item(&ids, c->id, strlen(c->id) == LONG_ID ? SHOWN_ID : strlen(c->id));
		else if (!strchr(buf_text(&ids), '.'))
			buf_add(&ids, ", ...");
	}
	fail_hint("Give its id: %s", buf_text(&ids));
	return fail(-ENOTUNIQ, is == is_named ? "%u containers have the name %s" :
						"%u containers have an id that begins with %s", n, name);
}

/* 1: found; 0: none; -errno with fail(). */
static int choose(const struct containers *list, const char *name, bool (*is)(const struct container *, const char *),
		  struct container *out)
{
	const struct container *found = NULL;

	for (size_t i = 0; i < list->n; i++) {
		if (!is(&list->one[i], name))
			continue;
		if (found)
			return several(list, name, is);
		found = &list->one[i];
	}
	if (found)
		*out = *found;
	return !!found;
}

static int died(const char *id)
{
	return fail(-ESRCH, "container %s does not run any more", id);
}

/* Its first process must still be the same afterwards, or the cgroup could be anybody's. */
int container_open(struct container *c)
{
	const char *path = c->cgroup_path[0];

	if (*path)
		c->cgroup = cgroup_open_of(c->pid, strrchr(path, '/') + 1);
	if (c->cgroup < 0)
		c->cgroup = 0;
	if (container_proc_start(c->pid) == c->start)
		return 0;
	if (c->cgroup)
		close(c->cgroup);
	return died(title(c));
}

/* --- those that do not ---------------------------------------------------------------- */

/* Whether there is something written about an id of this name, though nothing that runs. 0: nothing. */
static int explain_state(const char *id)
{
	_container_search_ struct container_search s = { 0 };
	bool known = false;

	search(&s, id);
	for (size_t i = 0; i < s.n; i++)
		known |= s.said[i]->c.runtime && s.said[i]->is_running;
	if (known)
		return died(id);
	return s.broken[0] ? fail(-EINVAL, "the state of container %s cannot be read: %s", id, s.broken) : 0;
}

/* Before the failure itself, of which it is the hint. */
static void hint_names(const struct containers *list, const char *name)
{
	struct nearest nearest = NEAREST_INIT(name);
	_buf_ struct buf names = BUF_INIT;

	for (size_t i = 0; i < list->n; i++) {
		const char *text = title(&list->one[i]);

		nearest_offer(&nearest, text);
		if (names.size < NAMES_SHOWN)
			add_item(&names, text, strlen(text));
		else if (i + 1 == list->n)
			buf_add(&names, ", ...");
	}
	if (!list->n)
		fail_hint("No container runs here that a runtime has told of.");
	else if (nearest.best)
		fail_hint("Did you mean %s? These run: %s", nearest.best, buf_text(&names));
	else
		fail_hint("These run: %s", buf_text(&names));
}

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

/* The last resort: a cgroup whose name says so. */
static int find_cgroup(const struct containers *list, const char *name, struct container *out)
{
	_hunt_ struct cgroup_hunt hunt = { .wanted = is_container, .key = name };
	int r = cgroup_hunt(&hunt);

	if (!r && !hunt.n)
		hint_names(list, name);
	if (!r)
		r = cgroup_open_found(&hunt, "container", name);
	if (r < 0)
		return r;
	*out = (struct container){ .cgroup = r };
	return 0;
}

int container_find(const char *name, struct container *out)
{
	_containers_ struct containers list = { 0 };
	struct container found;
	int r;

	if (!*name || strchr(name, '/') || *name == '.')
		return fail(-EINVAL, "not the name or id of a container: \"%s\"", name);
	if (containers_read(&list))
		return fail(-ENOMEM, "out of memory");
	r = choose(&list, name, is_named, &found);
	if (!r)
		r = choose(&list, name, is_abbreviated, &found);
	if (r > 0)
		r = container_open(&found) ?: 1;
	if (r > 0)
		*out = found;
	if (r)
		return r < 0 ? r : 0;
	r = explain_state(name);
	return r ? r : find_cgroup(&list, name, out);
}
