// SPDX-License-Identifier: BSD-2-Clause
/* Puts together what several files say of one container, and decides what of it is to be believed. */
#include <errno.h>
#include <string.h>

#include "kern/container_state.h"

/* The later, the nearer to who started it. */
static unsigned int rank(const char *runtime)
{
	static const char *const order[] = { "runc", "crun", "nspawn", "lxc", "containerd",
					     "cri-o", "podman", "docker" };

	for (unsigned int i = 0; runtime && i < ARRAY_SIZE(order); i++) {
		if (!strcmp(order[i], runtime))
			return i + 1;
	}
	return 0;
}

/* The same container together, root's word first; then in the order in which it was said. */
static int compare(const void *a, const void *b)
{
	struct container_said *const *x = a, *const *y = b;
	int r = strcmp((*x)->c.id, (*y)->c.id);

	if (!r)
		r = ((*x)->by > (*y)->by) - ((*x)->by < (*y)->by);
	return r ? r : ((*x)->order > (*y)->order) - ((*x)->order < (*y)->order);
}

/* Whether the process is the one that was meant, and whoever said so has a say in it. */
static bool is_alive(const struct container_said *said)
{
	unsigned long long start = said->is_running ? container_proc_start(said->c.pid) : 0;
	struct container own = { 0 };

	if (!start || (said->by && !container_proc_of(said->c.pid, said->by)))
		return false;
	if (said->c.start)
		return said->c.start == start;
	return container_proc_cgroups(said->c.pid, said->c.id, &own) || container_proc_since(said->c.pid, said->at);
}

static void merge_texts(struct container *to, const struct container *from)
{
	if (rank(from->runtime) > rank(to->runtime))
		to->runtime = from->runtime;
	CONTAINER_SET(to->id, from->id);
	CONTAINER_SET(to->name, from->name);
	CONTAINER_SET(to->image, from->image);
	CONTAINER_SET(to->pod, from->pod);
	CONTAINER_SET(to->pod_namespace, from->pod_namespace);
	CONTAINER_SET(to->pod_container, from->pod_container);
	CONTAINER_SET(to->bundle, from->bundle);
}

/* Only root may say which cgroup is a container's: from others what their process shows counts. */
static void merge(struct container *to, const struct container_said *said)
{
	merge_texts(to, &said->c);
	for (size_t i = 0; !said->by && i < CONTAINER_CGROUPS; i++)
		container_add_cgroup(to, NULL, said->c.cgroup_path[i]);
	if ((to->pid && !said->c.start) || !is_alive(said))
		return;
	to->pid = said->c.pid;
	to->start = container_proc_start(to->pid);
}

/* From `at` on, all of one container and one user. Returns how many. */
static size_t settle_one(struct container_said *const *said, size_t n, struct container *out)
{
	size_t i = 0;

	*out = (struct container){ 0 };
	while (i < n && !strcmp(said[i]->c.id, said[0]->c.id) && said[i]->by == said[0]->by)
		merge(out, said[i++]);
	if (out->pid && !out->cgroup_path[0][0])
		container_proc_cgroups(out->pid, out->id, out);
	return i;
}

/* Nobody else has a say about a container of root's: root's word came before. */
static bool is_taken(const struct containers *list, const char *id, uid_t by)
{
	return by && list->n && !strcmp(list->one[list->n - 1].id, id);
}

static void settle_all(const struct container_search *s, bool running, struct containers *list)
{
	size_t i = 0;

	while (i < s->n && list->n < CONTAINERS_MAX) {
		struct container *c = &list->one[list->n];
		uid_t by = s->said[i]->by;

		i += settle_one(s->said + i, s->n - i, c);
		list->n += (c->pid || !running) && c->runtime && !is_taken(list, c->id, by);
	}
	list->cut |= i < s->n;
}

int container_settle(struct container_search *s, bool running, struct containers *out)
{
	struct containers list = { .cut = s->cut };

	if (s->error)
		return s->error;
	list.one = calloc(s->n < CONTAINERS_MAX ? s->n + 1 : CONTAINERS_MAX, sizeof(*list.one));
	if (!list.one)
		return -ENOMEM;
	if (s->n)
		qsort(s->said, s->n, sizeof(*s->said), compare);
	settle_all(s, running, &list);
	*out = list;
	return 0;
}

void container_search_free(struct container_search *s)
{
	for (size_t i = 0; i < s->n; i++)
		free(s->said[i]);
	free(s->said);
}
