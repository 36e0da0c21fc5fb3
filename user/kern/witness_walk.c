// SPDX-License-Identifier: BSD-2-Clause
/* Walks along a path as the kernel does for a process with another root: name by name, links by hand. */
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "kern/witness_parts.h"

#define STEPS 64 /* names that are looked up, links included */
#define LINKS 40 /* as the kernel: MAXSYMLINKS */
#define PROC_ROOT 1 /* inode number of the root of procfs */

struct walk {
	const struct eyes *eyes;
	const struct told *to;
	const struct route *route;
	int at; /* the directory it is in */
	struct lc_object here; /* what that is */
	struct place root;
	bool rooted;	     /* .root is known */
	char path[PATH_MAX]; /* of .at; "": the root */
	char rest[PATH_MAX]; /* what is still to walk */
	unsigned int steps, links;
	/* While it is in our procfs instead of the caller's: flags of that mount, and where it went over. */
	bool in_own_proc;
	uint64_t mount;
	size_t door;
};

enum { DONE = 1 }; /* the walk is over; of a step: else 0 or the sink's -errno */

static void close_walk(struct walk *w)
{
	close_guard(&w->at);
}

static int tell_at(const struct walk *w, const struct lc_object *object, const char *name, uint32_t flags)
{
	struct lc_object copy = *object;
	char path[PATH_MAX + NAME_MAX + 2];
	int n = snprintf(path, sizeof(path), "%s%s%s", w->path, *name || !*w->path ? "/" : "", name);

	copy.flags |= flags;
	return witness_tell(w->to, &copy, path, n);
}

static int tell_here(const struct walk *w, uint32_t flags)
{
	return tell_at(w, &w->here, "", flags);
}

/* Stands in another place, whose descriptor it takes over. */
static void stand(struct walk *w, int fd, const struct lc_object *here)
{
	close_guard(&w->at);
	w->at = fd;
	w->here = *here;
	if (here->fstype != PROC_SUPER_MAGIC)
		w->in_own_proc = false;
	if (w->in_own_proc)
		w->here.mount = w->mount;
}

/* The same; false: it could not be looked at. */
static bool enter(struct walk *w, int fd)
{
	struct lc_object here;

	if (witness_examine(fd, &here)) {
		close(fd);
		return false;
	}
	stand(w, fd, &here);
	return true;
}

static bool enter_root(struct walk *w)
{
	int fd = w->rooted ? fcntl(w->eyes->root, F_DUPFD_CLOEXEC, 0) : -1;

	w->path[0] = '\0';
	w->in_own_proc = false;
	return fd >= 0 && enter(w, fd);
}

/* Puts text before what is left to walk. false: too long. */
static bool prepend(struct walk *w, const char *text)
{
	size_t n = strlen(text), rest = strlen(w->rest);

	if (n + 1 + rest >= sizeof(w->rest))
		return false;
	memmove(w->rest + n + 1, w->rest, rest + 1);
	memcpy(w->rest, text, n);
	w->rest[n] = '/';
	/* A slash at the end would be one of the caller's. */
	if (!rest)
		w->rest[n] = '\0';
	return true;
}

/* Takes the next name off the rest; false: none is left, or it is too long to be one. */
static bool take_name(struct walk *w, char name[NAME_MAX + 1])
{
	const char *from = w->rest + strspn(w->rest, "/");
	size_t n = strcspn(from, "/");

	if (!n || n > NAME_MAX)
		return false;
	memcpy(name, from, n);
	name[n] = '\0';
	memmove(w->rest, from + n, strlen(from + n) + 1);
	return true;
}

/* Whether nothing but slashes is left. */
static bool is_last(const struct walk *w)
{
	return !w->rest[strspn(w->rest, "/")];
}

/* --- up ----------------------------------------------------------------------- */

static bool at_root(const struct walk *w)
{
	struct place here;

	if (!w->rooted)
		return false;
	return !witness_place(w->at, &here) && here.mount == w->root.mount && here.dev == w->root.dev &&
	       here.ino == w->root.ino;
}

static int go_up(struct walk *w)
{
	char *slash = strrchr(w->path, '/');
	int fd;

	if (at_root(w))
		return 0;
	if (w->in_own_proc && strlen(w->path) <= w->door)
		return DONE;
	fd = openat(w->at, "..", WITNESS_OPEN | O_DIRECTORY);
	if (fd < 0 || !enter(w, fd))
		return DONE;
	if (slash)
		*slash = '\0';
	return 0;
}

/* --- symbolic links ----------------------------------------------------------------- */

/* A link of procfs that does not lead where its text says. What may not be asked is taken for one. */
static bool is_magic(const struct walk *w, const char *name)
{
	struct open_how how = {
		.flags = O_PATH | O_CLOEXEC,
		.resolve = RESOLVE_NO_MAGICLINKS | RESOLVE_BENEATH | RESOLVE_NO_XDEV,
	};
	_close_ int fd = -1;

	if (w->here.fstype != PROC_SUPER_MAGIC)
		return false;
	fd = syscall(SYS_openat2, w->at, name, &how, sizeof(how));
	return fd < 0 && errno != ENOENT && errno != EXDEV && errno != ENOTDIR;
}

/* /proc/self means the caller, not us; we know it by its number in our own procfs. */
static bool is_self(const struct walk *w, const char *name)
{
	return w->here.fstype == PROC_SUPER_MAGIC && w->here.ino == PROC_ROOT &&
	       (!strcmp(name, "self") || !strcmp(name, "thread-self"));
}

static int enter_self(struct walk *w, const char *name)
{
	const struct lc_denial *d = w->to->denial;
	size_t n = strlen(w->path);
	char process[48];
	int fd;

	if (w->eyes->task < 0 || w->eyes->others || n + 1 + strlen(name) >= sizeof(w->path))
		return DONE;
	if (!strcmp(name, "self"))
		snprintf(process, sizeof(process), "%u", d->pid);
	else
		snprintf(process, sizeof(process), "%u/task/%u", d->pid, d->tid);
	w->mount = w->here.mount;
	w->in_own_proc = true;
	fd = openat(w->eyes->proc, process, WITNESS_OPEN | O_DIRECTORY);
	if (fd < 0 || !enter(w, fd))
		return DONE;
	w->door = n + snprintf(w->path + n, sizeof(w->path) - n, "/%s", name);
	return 0;
}

/*
 * What a magic link leads to is told for the caller's own ones at the end of a name (/dev/stdout): of others' the
 * kernel asks first whether the caller may trace them, and that is what refuses.
 */
static int tell_magic(struct walk *w, const char *name, const char *text)
{
	const char *path = *witness_below(w->eyes, text) ? witness_below(w->eyes, text) : text;
	_close_ int fd = -1;
	struct lc_object object;
	int r;

	if (!w->in_own_proc || *w->rest || w->route->cut)
		return DONE;
	fd = openat(w->at, name, O_PATH | O_CLOEXEC);
	if (fd < 0 || witness_examine(fd, &object))
		return DONE;
	witness_examine_caps(fd, &object);
	object.flags |= LC_OBJECT_LAST;
	r = witness_tell(w->to, &object, path, strlen(path));
	return r ? r : DONE;
}

static int follow(struct walk *w, int fd, const char *name)
{
	char text[PATH_MAX];
	ssize_t n;

	if (++w->links > LINKS)
		return DONE;
	if (is_self(w, name))
		return enter_self(w, name);
	n = readlinkat(fd, "", text, sizeof(text));
	if (n <= 0 || n >= (ssize_t)sizeof(text))
		return DONE;
	text[n] = '\0';
	if (is_magic(w, name))
		return tell_magic(w, name, text);
	if (!prepend(w, text))
		return DONE;
	return *text != '/' || enter_root(w) ? 0 : DONE;
}

/* --- on ------------------------------------------------------------------------------ */

static int tell_missing(const struct walk *w, const char *name)
{
	const struct lc_object nothing = { 0 };
	int r = tell_at(w, &nothing, name, LC_OBJECT_MISSING | (is_last(w) && !w->route->cut ? LC_OBJECT_LAST : 0));

	return r ? r : DONE;
}

/* Goes to what name means here. */
static int go_down(struct walk *w, const char *name)
{
	_close_ int fd = witness_open(w->at, name, w->here.fstype);
	struct lc_object object;
	size_t n = strlen(w->path);
	bool follows = *w->rest || w->route->follow;
	int r;

	if (fd == -ENOENT)
		return tell_missing(w, name);
	if (fd < 0 || witness_examine(fd, &object))
		return DONE;
	if (S_ISLNK(object.mode) && follows) {
		r = tell_at(w, &object, name, LC_OBJECT_LINK);
		return r ? r : follow(w, fd, name);
	}
	if (n + 1 + strlen(name) >= sizeof(w->path))
		return DONE;
	stand(w, fd, &object);
	fd = -1; /* has a new owner */
	snprintf(w->path + n, sizeof(w->path) - n, "/%s", name);
	return 0;
}

/* One name. The directory it is looked up in is told first: it is asked for search. */
static int step(struct walk *w, const char *name)
{
	int r;

	if (++w->steps > STEPS || !S_ISDIR(w->here.mode))
		return DONE;
	if (!strcmp(name, "."))
		return 0;
	r = tell_here(w, 0);
	if (r)
		return r;
	return strcmp(name, "..") ? go_down(w, name) : go_up(w);
}

static int tell_end(struct walk *w)
{
	if (w->route->cut)
		return tell_here(w, 0);
	witness_examine_caps(w->at, &w->here);
	return tell_here(w, LC_OBJECT_LAST);
}

int witness_walk(const struct eyes *eyes, const struct told *to, struct route *route)
{
	_cleanup_(close_walk) struct walk w = { .eyes = eyes, .to = to, .route = route, .at = -1 };
	char name[NAME_MAX + 1];
	int r = 0, start = route->start;

	route->start = -1;
	w.rooted = eyes->root >= 0 && !witness_place(eyes->root, &w.root);
	if (strlen(route->text) >= sizeof(w.rest) || strlen(route->path) >= sizeof(w.path)) {
		close(start);
		return 0;
	}
	strcpy(w.rest, route->text);
	strcpy(w.path, strcmp(route->path, "/") ? route->path : "");
	if (!enter(&w, start))
		return 0;
	while (!r && take_name(&w, name))
		r = step(&w, name);
	if (!r && is_last(&w))
		r = tell_end(&w);
	return r == DONE ? 0 : r;
}
