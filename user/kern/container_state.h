/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the readers of runtimes' state share. A runtime says something about a container; what several say of one is put
 * together and believed by kern/container_settle.c.
 */
#ifndef LC_KERN_CONTAINER_STATE_H
#define LC_KERN_CONTAINER_STATE_H

#include <jansson.h>
#include <time.h>

#include "kern/container.h"

static inline void json_guard(json_t **j)
{
	json_decref(*j);
}
#define _json_ _cleanup_(json_guard)

/* What one file, or one process, says of one container. */
struct container_said {
	struct container c;
	size_t order;
	uid_t by;  /* who could have written it */
	time_t at; /* when .c.pid was that of the container, seconds of the time of day; 0: .c.start says it */
	bool is_running; /* not only written down: .c.pid is its first process, if it still is the same */
};

#define CONTAINER_BROKEN 256
struct container_search {
	const char *root; /* before each path */
	const char *id;   /* the only one wanted; NULL: every one */
	struct container_said **said;
	size_t n, room;
	bool cut;
	int error; /* -ENOMEM */
	char broken[CONTAINER_BROKEN]; /* a file about .id that cannot be read or believed */
};

/* A place where a runtime writes: '%' is the id of the container, '*' anything else. */
struct container_place {
	const char *pattern;
	const char *runtime;
	void (*read)(struct container_search *s, const char *runtime, const char *path, const char *id);
};

/* kern/container_places.c: asks every place, or one more. */
void container_ask_all(struct container_search *s);
void container_ask(struct container_search *s, const struct container_place *place);

/* The readers, each of one kind of file. id: "" if the path does not tell it. */
typedef void container_reader(struct container_search *s, const char *runtime, const char *path, const char *id);
container_reader container_read_runc, container_read_crun, container_read_docker, container_read_podman,
	container_read_containerd, container_read_crio, container_read_nspawn;

/* Of the same shape: dockerd's file, and what its API answers about one. */
void container_take_docker(struct container_said *said, const json_t *config);

/* Engines that use another storage than the usual one: their bundles lie in it. */
void container_follow_bundles(struct container_search *s);

/* Those that leave no file, or whose files lie elsewhere: by cgroups, by processes, by sockets. */
void container_walk_lxc(struct container_search *s);
void container_ask_processes(struct container_search *s);
void container_ask_sockets(struct container_search *s);

/* --- kern/container_file.c ------------------------------------------------------- */

struct container_file {
	char *text; /* NUL-terminated */
	size_t size;
	uid_t by;   /* who could have written it */
	time_t at;  /* when it was last written */
};
#define _container_file_ _cleanup_(container_file_free)
void container_file_free(struct container_file *file);

/*
 * A regular file of at most 4 MiB that not everybody may write to. false: none; one that is there all the same is
 * remembered as s->broken.
 */
bool container_file_read(struct container_search *s, const char *path, struct container_file *out);

/* The same as JSON; NULL if it is no object (or array, for podman's storage). */
json_t *container_json(struct container_search *s, const char *path, struct container_file *file);
json_t *container_json_parse(const char *text, size_t size);

/* A number that is at least 0 and has no fraction; 0: none. */
unsigned long long container_number(const json_t *object, const char *key);
pid_t container_pid(const json_t *object, const char *key); /* 0: none */
const char *container_word(const json_t *object, const char *key); /* NULL: none */
time_t container_time(const char *rfc3339); /* 0: none */

/* The file is about the container that is wanted, but cannot be used. */
void container_note_broken(struct container_search *s, const char *path);

/* One more that is said; NULL: no such id can be, it is not the one wanted, or there are too many. */
struct container_said *container_say(struct container_search *s, const char *runtime, const char *id);

/* Copies a text (NULL: nothing), unless there is one already; cut where there is no room. */
void container_set(char *to, size_t room, const char *text);
#define CONTAINER_SET(to, text) container_set(to, sizeof(to), text)

/* "/sys/fs/cgroup/pids/a" of hierarchy "pids", or "/a" as it is (hierarchy NULL). */
void container_add_cgroup(struct container *c, const char *hierarchy, const char *path);

/* kern/container_annotation.c: what engines write into OCI configurations. Changes c->runtime where they tell it. */
void container_annotate(struct container *c, const char *key, const char *value);
void container_annotate_all(struct container *c, const json_t *annotations); /* {"key": "value"} */

/* --- kern/container_settle.c ------------------------------------------------------ */

void container_search_free(struct container_search *s);
#define _container_search_ _cleanup_(container_search_free)

/* What all say, put together: those that run, or all that are known. 0 or -ENOMEM. */
int container_settle(struct container_search *s, bool running, struct containers *out);

/* --- kern/container_proc.c: what a process shows itself ---------------------------- */

unsigned long long container_proc_start(pid_t pid);	/* as proc(5); 0: no such process */
bool container_proc_since(pid_t pid, time_t at);	/* whether it was there at that time of day */
bool container_proc_of(pid_t pid, uid_t uid);		/* it, or a user namespace that it is in, belongs to uid */
bool container_proc_is_first(pid_t pid);		/* it is 1 in its pid namespace, which is not ours */

/* Its cgroups that bear the id in their path, cut behind it. Whether there is any. */
bool container_proc_cgroups(pid_t pid, const char *id, struct container *c);

#endif
