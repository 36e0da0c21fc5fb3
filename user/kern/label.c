// SPDX-License-Identifier: BSD-2-Clause
/*
 * Which container an owner is: by an id in the path of its cgroup, else by what the runtimes say of cgroups and pid
 * namespaces of all. A cgroup's name alone proves nothing: who may make cgroups may give them any.
 */
#include "kern/label.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/table.h"
#include "base/text.h"
#include "kern/container.h"
#include "kern/tick.h"

#define PATIENCE (5 * SECOND)	   /* with an owner that no runtime knows */
#define PAUSE (10 * MILLISECOND)   /* between two looks; at one owner it doubles each time */
#define LONG_PAUSE (500 * MILLISECOND)
#define LOOK_AT_ALL (500 * MILLISECOND)
#define KNOWN_MAX 1024
#define LONG_ID 64

struct waiting {
	struct lc_owner owner;
	char path[LC_PATH_LEN + 3]; /* from the root: "/a/b" */
	uint64_t since, at; /* when it was taken, and when it is to be looked at again */
	struct waiting *next;
};

/* A container that was read already, by what no other one gets: an id that is long enough, or a cgroup's number. */
struct known {
	char key[LONG_ID + 1];
	struct container c;
	UT_hash_handle hh;
};

struct labels {
	int (*sink)(void *ctx, const void *record, size_t n);
	void *ctx;
	bool seen[LC_MAX_OWNERS + 1];
	struct waiting *waiting;
	struct known *known;
	uint64_t next, next_all;
};

int labels_new(int (*sink)(void *ctx, const void *record, size_t n), void *ctx, struct labels **out)
{
	struct labels *l = calloc(1, sizeof(*l));

	if (!l)
		return -ENOMEM;
	l->sink = sink;
	l->ctx = ctx;
	*out = l;
	return 0;
}

static void drop_known(struct labels *l)
{
	struct known *k, *next;

	HASH_ITER(hh, l->known, k, next) {
		HASH_DEL(l->known, k);
		free(k);
	}
}

void labels_free(struct labels **l)
{
	struct waiting *next;

	if (!*l)
		return;
	drop_known(*l);
	for (struct waiting *w = (*l)->waiting; w; w = next) {
		next = w->next;
		free(w);
	}
	free(*l);
}

/* --- what is told ----------------------------------------------------------------- */

static int tell(struct labels *l, uint32_t owner, enum lc_label_kind kind, const char *text)
{
	struct lc_label label = { .h = { .kind = LC_LABEL, .len = sizeof(label) }, .owner = owner, .kind = kind };

	label.size = text ? strnlen(text, sizeof(label.text)) : 0;
	if (!label.size)
		return 0;
	memcpy(label.text, text, label.size);
	return l->sink(l->ctx, &label, sizeof(label));
}

static int tell_all(struct labels *l, uint32_t owner, const struct container *c)
{
	const struct {
		enum lc_label_kind kind;
		const char *text;
	} rows[] = {
		{ LC_LABEL_RUNTIME, c->runtime }, { LC_LABEL_ID, c->id },
		{ LC_LABEL_NAME, c->name }, { LC_LABEL_IMAGE, c->image },
		{ LC_LABEL_POD, c->pod }, { LC_LABEL_POD_NAMESPACE, c->pod_namespace },
		{ LC_LABEL_POD_CONTAINER, c->pod_container },
	};
	int r = 0;

	_Static_assert(ARRAY_SIZE(rows) == LC_LABELS - 1, "a kind of label is missing");
	for (size_t i = 0; !r && i < ARRAY_SIZE(rows); i++)
		r = tell(l, owner, rows[i].kind, rows[i].text);
	return r;
}

/* --- by an id in the path ------------------------------------------------------------ */

static bool is_long(const char *id)
{
	return strlen(id) == LONG_ID && strspn(id, "0123456789abcdef") == LONG_ID;
}

static const struct container *recall(const struct labels *l, const char *key)
{
	struct known *k;

	HASH_FIND_STR(l->known, key, k);
	return k ? &k->c : NULL;
}

/* 0 or -ENOMEM. */
static int keep(struct labels *l, const char *key, const struct container *c)
{
	_free_ struct known *k = NULL;

	if (recall(l, key))
		return 0;
	if (HASH_COUNT(l->known) >= KNOWN_MAX)
		drop_known(l);
	k = calloc(1, sizeof(*k));
	if (!k)
		return -ENOMEM;
	snprintf(k->key, sizeof(k->key), "%s", key);
	k->c = *c;
	HASH_ADD_STR(l->known, key, k);
	if (!k->hh.tbl)
		return -ENOMEM;
	TAKE(k);
	return 0;
}

/* 0, -ENOENT or -ENOMEM. */
static int read_known(struct labels *l, const char *id, struct container *out)
{
	const struct container *c = is_long(id) ? recall(l, id) : NULL;
	int r;

	if (c) {
		*out = *c;
		return 0;
	}
	r = container_read(id, out);
	/* Without a process it may not be written down whole yet. */
	return r || !is_long(id) || !out->pid ? r : keep(l, id, out);
}

/*
 * Whether another cgroup is at the path of the owner's by now: it was removed, and what is written down since is about
 * another container of the same name.
 */
static bool is_replaced(const struct waiting *w)
{
	static const char *const mounts[] = { "", "/unified", "/systemd", "/pids", "/memory", "/devices", "/cpu" };
	bool replaced = false;

	for (size_t i = 0; i < ARRAY_SIZE(mounts); i++) {
		char path[LC_PATH_LEN + 64];
		struct stat st;

		snprintf(path, sizeof(path), "/sys/fs/cgroup%s%s", mounts[i], w->path);
		if (stat(path, &st))
			continue;
		if (st.st_ino == w->owner.cgroup)
			return false;
		replaced = true;
	}
	return replaced;
}

/* "docker-ID.scope", "slice:cri-containerd:ID", "runc-NAME.scope", "NAME"; systemd escapes what it does not like. */
static bool id_of(const char *component, size_t n, char *id, size_t room)
{
	static const char *const prefixes[] = {
		"docker-", "libpod-", "crio-", "cri-containerd-", "nerdctl-", "runc-", "crun-", "machine-",
		"lxc.payload.",
	};
	char text[LC_PATH_LEN + 1], *at = text;
	size_t size;

	snprintf(text, sizeof(text), "%.*s", (int)n, component);
	size = strlen(text);
	if (size > 6 && !strcmp(text + size - 6, ".slice"))
		return false;
	if (size > 6 && !strcmp(text + size - 6, ".scope"))
		text[size - 6] = '\0';
	at = strrchr(text, ':') ? strrchr(text, ':') + 1 : text;
	for (size_t i = 0; i < ARRAY_SIZE(prefixes); i++) {
		if (!strncmp(at, prefixes[i], strlen(prefixes[i]))) {
			at += strlen(prefixes[i]);
			break;
		}
	}
	size = text_unescape(at, id, room - 1);
	id[size] = '\0';
	return size && size == strlen(id) && *id != '.' && !strchr(id, '/');
}

/*
 * The container of one component. Its cgroup must be on the path, as far as the runtime says which it is; of one that
 * ended before it was asked for that is not known any more, and only an id that nobody has by chance will do.
 */
static int try_component(struct labels *l, const struct waiting *w, const char *component, size_t n, bool proven,
			 struct container *out)
{
	char id[CONTAINER_TEXT];
	struct container c;
	int r;

	if (!id_of(component, n, id, sizeof(id)) || (!proven && !is_long(id)))
		return -ENOENT;
	r = read_known(l, id, &c);
	if (r)
		return r;
	if (!is_long(id) && w->owner.cgroup && is_replaced(w))
		return -ENOENT;
	if (proven ? !container_has_cgroup(&c, w->path) : c.cgroup_path[0][0] && !(w->owner.flags & LC_OWNER_CUT))
		return -ENOENT;
	*out = c;
	return 0;
}

/* From the innermost cgroup outward. */
static int try_path(struct labels *l, const struct waiting *w, bool proven, struct container *out)
{
	int r = -ENOENT;

	for (size_t end = strlen(w->path); end > 1 && r == -ENOENT; end--) {
		size_t start = end;

		while (start > 0 && w->path[start - 1] != '/')
			start--;
		r = try_component(l, w, w->path + start, end - start, proven, out);
		end = start;
	}
	return r;
}

/* --- among all ----------------------------------------------------------------------- */

static unsigned long pid_ns_of(const struct container *c)
{
	char path[64];
	struct stat st;

	snprintf(path, sizeof(path), "/proc/%d/ns/pid", c->pid);
	return stat(path, &st) ? 0 : st.st_ino;
}

/* How much of the path is its cgroup's; 0: none of it. */
static size_t depth_of(const struct container *c, const char *path)
{
	size_t depth = 0;

	for (size_t i = 0; i < CONTAINER_CGROUPS && c->cgroup_path[i][0]; i++) {
		size_t n = strlen(c->cgroup_path[i]);

		if (n > depth && !strncmp(path, c->cgroup_path[i], n) && (!path[n] || path[n] == '/'))
			depth = n;
	}
	return depth;
}

/* Of those without a cgroup the only one with this pid namespace. */
static const struct container *by_pid_ns(const struct containers *all, const struct lc_owner *owner)
{
	const struct container *found = NULL;

	if (owner->flags & LC_OWNER_HOST_PIDS || !owner->pid_ns)
		return NULL;
	for (size_t i = 0; i < all->n; i++) {
		const struct container *c = &all->one[i];

		if (c->cgroup_path[0][0] || pid_ns_of(c) != owner->pid_ns)
			continue;
		if (found)
			return NULL;
		found = c;
	}
	return found;
}

static const struct container *by_cgroup(const struct containers *all, const struct waiting *w)
{
	const struct container *found = NULL;
	size_t depth = 0;

	for (size_t i = 0; i < all->n; i++) {
		size_t n = depth_of(&all->one[i], w->path);

		if (n <= depth)
			continue;
		depth = n;
		found = &all->one[i];
	}
	return found;
}

/* --- owners ------------------------------------------------------------------------- */

/* All of one cgroup are the same container's, whatever their pid namespaces. */
static int tell_cgroup(struct labels *l, const struct waiting *w, const struct container *c)
{
	char key[LONG_ID + 1];
	int r = 0;

	if (w->owner.cgroup) {
		snprintf(key, sizeof(key), "%u:%llu", w->owner.hierarchy, (unsigned long long)w->owner.cgroup);
		r = keep(l, key, c);
	}
	return r ? r : tell_all(l, w->owner.id, c);
}

static const struct container *recall_cgroup(const struct labels *l, const struct waiting *w)
{
	char key[LONG_ID + 1];

	snprintf(key, sizeof(key), "%u:%llu", w->owner.hierarchy, (unsigned long long)w->owner.cgroup);
	return w->owner.cgroup ? recall(l, key) : NULL;
}

/* 0, -ENOENT or -ENOMEM. */
static int find_container(struct labels *l, const struct waiting *w, const struct containers *all,
			  struct container *out)
{
	const struct container *c = recall_cgroup(l, w);
	int r = c ? 0 : try_path(l, w, true, out);

	if (r == -ENOENT && all && !is_replaced(w))
		c = by_cgroup(all, w);
	if (c)
		*out = *c;
	return c ? 0 : r == -ENOENT ? try_path(l, w, false, out) : r;
}

/* 1: told; 0: not known yet; -errno. */
static int try_owner(struct labels *l, const struct waiting *w, const struct containers *all)
{
	const struct container *other;
	struct container c;
	int r = find_container(l, w, all, &c);

	if (!r)
		return tell_cgroup(l, w, &c) ?: 1;
	if (r != -ENOENT)
		return r;
	other = all ? by_pid_ns(all, &w->owner) : NULL;
	return other ? (tell_all(l, w->owner.id, other) ?: 1) : 0;
}

/* "b\0a\0" to "/a/b". The beginning of one that was cut is not known: no path of a container is found in it then. */
static void join_path(struct waiting *w)
{
	const char *parts = w->owner.path;
	size_t end = w->owner.path_len < LC_PATH_LEN ? w->owner.path_len : LC_PATH_LEN, n = 0;

	if (w->owner.flags & LC_OWNER_CUT)
		w->path[n++] = '/'; /* no container's path begins with "//" */
	while (end > 0) {
		size_t start = --end;

		while (start > 0 && parts[start - 1])
			start--;
		if (end == start)
			continue;
		w->path[n++] = '/';
		memcpy(w->path + n, parts + start, end - start);
		n += end - start;
		end = start;
	}
}

int labels_take(struct labels *l, const struct lc_owner *owner)
{
	struct waiting *w;
	int r;

	if (!owner->id || owner->id > LC_MAX_OWNERS || l->seen[owner->id])
		return 0;
	w = calloc(1, sizeof(*w));
	if (!w)
		return -ENOMEM;
	l->seen[owner->id] = true;
	w->owner = *owner;
	w->since = tick_now();
	w->at = w->since + PAUSE;
	join_path(w);
	r = try_owner(l, w, NULL);
	if (r) {
		free_guard(&w);
		return r < 0 ? r : 0;
	}
	w->next = l->waiting;
	l->waiting = w;
	return 0;
}

/* Those that are told, or waited for long enough, leave. */
static int try_waiting(struct labels *l, const struct containers *all, uint64_t now)
{
	int r = 0;

	for (struct waiting **at = &l->waiting, *w = *at; w && r >= 0; w = *at) {
		bool due = all || now >= w->at;

		r = due ? try_owner(l, w, all) : 0;
		if (r > 0 || now - w->since > PATIENCE) {
			*at = w->next;
			free_guard(&w);
			continue;
		}
		if (due)
			w->at = now + (now - w->since < LONG_PAUSE ? now - w->since : LONG_PAUSE);
		at = &w->next;
	}
	return r < 0 ? r : 0;
}

int labels_tick(struct labels *l)
{
	_containers_ struct containers all = { 0 };
	uint64_t now;
	bool look;
	int r;

	if (!l->waiting)
		return 0;
	now = tick_now();
	if (now < l->next)
		return 0;
	look = now >= l->next_all;
	r = look ? containers_read(&all) : 0;
	if (!r)
		r = try_waiting(l, look ? &all : NULL, now);
	now = tick_now();
	l->next = now + PAUSE;
	if (look)
		l->next_all = now + LOOK_AT_ALL;
	return r;
}

bool labels_wait(const struct labels *l)
{
	return l->waiting;
}
