// SPDX-License-Identifier: BSD-2-Clause
/* Looks at each name of a refused call: where its walk begins, and what it is when it is no path. */
#include "kern/witness.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "base/fail.h"
#include "kern/upward.h"
#include "kern/witness_eyes.h"

#define DELETED " (deleted)"

int witness_tell(const struct told *to, struct lc_object *object, const char *path, size_t n)
{
	object->h = (struct lc_head){
		.kind = LC_OBJECT,
		.len = sizeof(*object),
		.slot = to->denial->h.slot & LC_SLOT_MASK,
		.ns = to->denial->h.ns,
	};
	object->denial = to->denial->id;
	object->name = to->name;
	object->flags |= to->flags;
	object->path_size = n < LC_PATH_LEN ? n : LC_PATH_LEN;
	memcpy(object->path, path, object->path_size);
	return to->sink(to->ctx, object, sizeof(*object));
}

/* --- where it begins ----------------------------------------------------------------- */

const char *witness_below(const struct eyes *eyes, const char *path)
{
	size_t n = strlen(eyes->root_path);

	if (!strcmp(eyes->root_path, "/"))
		return path;
	if (strncmp(path, eyes->root_path, n) || (path[n] && path[n] != '/'))
		return "";
	return path[n] ? path + n : "/";
}

/* Opens a directory or file by its own path, without links: what the kernel side said. -errno. */
static int open_known(const struct eyes *eyes, const char *path)
{
	int fd = eyes->root < 0 ? -ENOENT : fcntl(eyes->root, F_DUPFD_CLOEXEC, 0);
	char name[NAME_MAX + 1];

	while (fd >= 0 && *(path += strspn(path, "/"))) {
		size_t n = strcspn(path, "/");
		struct lc_object here;
		int next = -ENAMETOOLONG;

		if (n <= NAME_MAX) {
			memcpy(name, path, n);
			name[n] = '\0';
			next = witness_examine(fd, &here) ? -ENOENT : witness_open(fd, name, here.fstype);
		}
		close(fd);
		fd = next;
		path += n;
	}
	return fd;
}

/* Where a descriptor of the caller, or its working directory, leads to. */
struct origin {
	int fd;
	char path[PATH_MAX];
};

static void close_origin(struct origin *o)
{
	close_guard(&o->fd);
}

/* By the living caller, if it is still what the kernel side saw; an unknown one (path "") is believed. */
static int open_living(const struct eyes *eyes, int number, const char *known, struct origin *o)
{
	char name[24] = "cwd", path[PATH_MAX], *deleted;
	ssize_t n;

	if (number != AT_FDCWD)
		snprintf(name, sizeof(name), "fd/%d", number);
	if (eyes->task < 0 || eyes->others)
		return -ESRCH;
	o->fd = openat(eyes->task, name, O_PATH | O_CLOEXEC);
	n = o->fd < 0 ? -1 : readlinkat(eyes->task, name, path, sizeof(path) - 1);
	if (n <= 0)
		return -ENOENT;
	path[n] = '\0';
	if (*known && strcmp(path, known)) {
		deleted = n > (ssize_t)strlen(DELETED) ? path + n - strlen(DELETED) : path;
		if (strncmp(path, known, strlen(known)) || strcmp(deleted, DELETED) || deleted != path + strlen(known))
			return -ESTALE;
		*deleted = '\0';
	}
	strcpy(o->path, *witness_below(eyes, path) ? witness_below(eyes, path) : path);
	return 0;
}

/* 0 or -errno: it cannot be known. */
static int open_origin(const struct eyes *eyes, const struct lc_name *name, struct origin *o)
{
	char known[PATH_MAX] = "";
	int r;

	if (name->base_size && name->base_size <= LC_LINK_ROOM &&
	    !upward_path(name->base, name->base_size, known, sizeof(known)))
		return -EBADMSG;
	r = open_living(eyes, name->fd, known, o);
	if (!r || !*known || !*witness_below(eyes, known))
		return r;
	close_guard(&o->fd);
	strcpy(o->path, witness_below(eyes, known));
	o->fd = open_known(eyes, o->path);
	return o->fd < 0 ? o->fd : 0;
}

/* --- each kind of name ----------------------------------------------------------------- */

static int look_at_fd(const struct eyes *eyes, const struct told *to, const struct lc_name *name)
{
	_cleanup_(close_origin) struct origin o = { .fd = -1 };
	struct lc_object object;

	if (name->fd < 0 || open_origin(eyes, name, &o) || witness_examine(o.fd, &object))
		return 0;
	witness_examine_caps(o.fd, &object);
	witness_examine_seals(o.fd, &object);
	object.flags |= LC_OBJECT_LAST;
	return witness_tell(to, &object, o.path, strlen(o.path));
}

/* text: NUL-terminated, not empty. */
static int look_along(const struct eyes *eyes, const struct told *to, const struct lc_name *from, char *text, bool cut)
{
	struct route route = { .start = -1, .path = "/", .text = text, .cut = cut,
			       .follow = witness_follows(to->denial, to->name) };
	_cleanup_(close_origin) struct origin o = { .fd = -1 };

	if (cut) {
		char *slash = strrchr(text, '/');

		if (!slash)
			return 0;
		slash[1] = '\0';
	}
	if (*text == '/') {
		route.start = eyes->root < 0 ? -1 : fcntl(eyes->root, F_DUPFD_CLOEXEC, 0);
	} else if (!open_origin(eyes, from, &o)) {
		route.path = o.path;
		route.start = o.fd;
		o.fd = -1;
	}
	return route.start < 0 ? 0 : witness_walk(eyes, to, &route);
}

/* The kernel side reads no more than fits: then the end is missing. */
static int look_at_path(const struct eyes *eyes, const struct told *to, const struct lc_name *name)
{
	char text[LC_NAME_ROOM + 1];
	uint32_t n = strnlen(name->text, name->size < LC_NAME_ROOM ? name->size : LC_NAME_ROOM);

	if (!n)
		return look_at_fd(eyes, to, name);
	memcpy(text, name->text, n);
	text[n] = '\0';
	return look_along(eyes, to, name, text, n >= LC_NAME_ROOM - 1);
}

/* Sockets of a file system; a relative path of one starts at the working directory. */
static int look_at_address(const struct eyes *eyes, const struct told *to, const struct lc_name *name)
{
	const struct lc_name from = { .kind = LC_NAME_PATH, .fd = AT_FDCWD };
	const size_t head = offsetof(struct sockaddr_un, sun_path);
	char text[sizeof(((struct sockaddr_un *)NULL)->sun_path) + 1];
	sa_family_t family;
	size_t n;

	if (name->size <= head || name->size > LC_NAME_ROOM)
		return 0;
	memcpy(&family, name->text, sizeof(family));
	n = strnlen(name->text + head, name->size - head);
	if (family != AF_UNIX || !n || n >= sizeof(text))
		return 0;
	memcpy(text, name->text + head, n);
	text[n] = '\0';
	return look_along(eyes, to, &from, text, false);
}

static int look_at_name(const struct eyes *eyes, const struct told *to)
{
	const struct lc_name *name = &to->denial->name[to->name];

	switch (name->kind) {
	case LC_NAME_PATH:
		return look_at_path(eyes, to, name);
	case LC_NAME_FD:
		return look_at_fd(eyes, to, name);
	case LC_NAME_ADDRESS:
		return look_at_address(eyes, to, name);
	default:
		return 0;
	}
}

/* --- the whole ------------------------------------------------------------------------- */

int witness_look(struct witness *w, const struct lc_denial *denial,
		 int (*sink)(void *ctx, const void *record, size_t n), void *ctx)
{
	struct told to = { .sink = sink, .ctx = ctx, .denial = denial };
	_eyes_ struct eyes eyes = { .task = -1, .root = -1 };
	int r = 0;

	eyes_open(w, denial, &eyes);
	if (eyes.task >= 0 && !eyes.others)
		witness_meet(w, denial->pid, denial->mnt_ns);
	to.flags = eyes.others ? LC_OBJECT_OTHER_EYES : 0;
	for (to.name = 0; !r && to.name < LC_DENIAL_NAMES; to.name++)
		r = look_at_name(&eyes, &to);
	to.name = 0;
	return r ? r : witness_look_pids(&eyes, &to);
}

int witness_new(struct witness **out)
{
	_witness_ struct witness *w = calloc(1, sizeof(*w));
	struct stat st;

	if (!w)
		return fail(-ENOMEM, "out of memory");
	w->root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	w->proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (w->root < 0 || w->proc < 0 || fstatat(w->proc, "self/ns/mnt", &st, 0))
		return fail(-errno, "cannot look at the files of refused calls: /proc: %s", strerror(errno));
	w->own_ns = st.st_ino;
	*out = TAKE(w);
	return 0;
}

void witness_free(struct witness **w)
{
	if (!*w)
		return;
	close_guard(&(*w)->root);
	close_guard(&(*w)->proc);
	free(*w);
	*w = NULL;
}
