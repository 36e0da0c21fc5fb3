// SPDX-License-Identifier: BSD-2-Clause
/* Reads state files as what they are: written by somebody, perhaps not what they should be. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/thin.h"
#include "kern/container_state.h"

#define STATE_MAX (4 << 20) /* bytes; more is no state file */
#define SAID_MAX (4 * CONTAINERS_MAX)

void container_file_free(struct container_file *file)
{
	free(file->text);
}

/* Who could have put it there: whose it is, or whose the directory is that it lies in. */
static bool find_writer(const char *path, const struct stat *file, uid_t *by)
{
	const char *end = strrchr(path, '/');
	_free_ char *above = strndup(path, end > path ? (size_t)(end - path) : 1);
	struct stat dir;

	if (!above || stat(above, &dir) || (file->st_mode | dir.st_mode) & S_IWOTH)
		return false;
	if (file->st_uid && dir.st_uid && file->st_uid != dir.st_uid)
		return false;
	*by = file->st_uid ? file->st_uid : dir.st_uid;
	return true;
}

static ssize_t read_all(int fd, char *text, size_t size)
{
	size_t n = 0;
	ssize_t r = 1;

	while (n < size && r > 0) {
		r = read(fd, text + n, size - n);
		n += r > 0 ? r : 0;
	}
	return r < 0 ? -errno : (ssize_t)n;
}

/* 0, or -errno: -ENOENT if it is not there. */
static int read_file(const char *path, struct container_file *out)
{
	_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW);
	_free_ char *text = NULL;
	struct stat st;
	ssize_t n;
	uid_t by;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &st))
		return -errno;
	if (!S_ISREG(st.st_mode) || st.st_size > STATE_MAX || !find_writer(path, &st, &by))
		return -EPERM;
	text = malloc(st.st_size + 1);
	if (!text)
		return -ENOMEM;
	n = read_all(fd, text, st.st_size);
	if (n < 0)
		return n;
	text[n] = '\0';
	*out = (struct container_file){ .text = TAKE(text), .size = n, .by = by, .at = st.st_mtime };
	return 0;
}

void container_note_broken(struct container_search *s, const char *path)
{
	if (s->id && !s->broken[0])
		CONTAINER_SET(s->broken, path);
}

bool container_file_read(struct container_search *s, const char *path, struct container_file *out)
{
	int r = read_file(path, out);

	if (r == -ENOMEM)
		s->error = r;
	else if (r && r != -ENOENT && r != -ENOTDIR)
		container_note_broken(s, path);
	return !r;
}

/* Numbers are read as reals: filters have some that no signed integer can be. */
json_t *container_json_parse(const char *text, size_t size)
{
	return json_loadb(text, size, JSON_DECODE_INT_AS_REAL, NULL);
}

/* Most of a state is filters, mounts and devices. */
json_t *container_json(struct container_search *s, const char *path, struct container_file *file)
{
	static const char *const bulk[] = {
		"seccomp", "mounts", "devices", "resources", "env", "Env", "rlimits", "capabilities", "hooks",
		"Hooks", "maskedPaths", "readonlyPaths", "mask_paths", "readonly_paths", "MountPoints", NULL,
	};
	json_t *json;

	if (!container_file_read(s, path, file))
		return NULL;
	file->size = thin_json(file->text, file->size, bulk);
	json = container_json_parse(file->text, file->size);
	if (!json)
		container_note_broken(s, path);
	return json;
}

unsigned long long container_number(const json_t *object, const char *key)
{
	double number = json_number_value(json_object_get(object, key));

	return number >= 1 && number < 1e15 && number == (double)(unsigned long long)number ? number : 0;
}

pid_t container_pid(const json_t *object, const char *key)
{
	unsigned long long pid = container_number(object, key);

	return pid <= INT32_MAX ? (pid_t)pid : 0;
}

const char *container_word(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

time_t container_time(const char *rfc3339)
{
	struct tm tm = { 0 };
	const char *end = rfc3339 ? strptime(rfc3339, "%Y-%m-%dT%H:%M:%S", &tm) : NULL;
	time_t at = end && (*end == 'Z' || *end == '.') ? timegm(&tm) : 0;

	return at > 0 ? at : 0;
}

/* What a directory may be called; more is no id. */
static bool can_be_id(const char *id)
{
	return id && *id && *id != '.' && strlen(id) < CONTAINER_TEXT && !strchr(id, '/');
}

static bool grow(struct container_search *s)
{
	size_t room = s->room ? 2 * s->room : 64;
	struct container_said **said = s->n < s->room ? s->said : reallocarray(s->said, room, sizeof(*said));

	if (!said)
		return false;
	s->room = s->n < s->room ? s->room : room;
	s->said = said;
	return true;
}

struct container_said *container_say(struct container_search *s, const char *runtime, const char *id)
{
	struct container_said *said;

	if (!can_be_id(id) || (s->id && strcmp(s->id, id)))
		return NULL;
	s->cut |= s->n >= SAID_MAX;
	if (s->cut || s->error)
		return NULL;
	said = grow(s) ? calloc(1, sizeof(*said)) : NULL;
	if (!said) {
		s->error = -ENOMEM;
		return NULL;
	}
	said->order = s->n;
	s->said[s->n++] = said;
	said->c.runtime = runtime;
	CONTAINER_SET(said->c.id, id);
	return said;
}

void container_set(char *to, size_t room, const char *text)
{
	if (text && !*to)
		snprintf(to, room, "%s", text);
}

/* Behind the mount point: "/sys/fs/cgroup/pids", "/sys/fs/cgroup/unified" or "/sys/fs/cgroup". */
static const char *below_mount(const char *hierarchy, const char *path)
{
	static const char mount[] = "/sys/fs/cgroup";

	if (!hierarchy)
		return path;
	if (strncmp(path, mount, sizeof(mount) - 1) || path[sizeof(mount) - 1] != '/')
		return "";
	path += sizeof(mount) - 1;
	if (!*hierarchy)
		return strncmp(path, "/unified/", 9) ? path : path + 8;
	path = strchr(path + 1, '/');
	return path ? path : "";
}

void container_add_cgroup(struct container *c, const char *hierarchy, const char *path)
{
	size_t i = 0;

	path = path ? below_mount(hierarchy, path) : "";
	if (*path != '/' || !path[1] || strlen(path) >= CONTAINER_PATH || strstr(path, "/../"))
		return;
	while (i < CONTAINER_CGROUPS && c->cgroup_path[i][0] && strcmp(c->cgroup_path[i], path))
		i++;
	if (i < CONTAINER_CGROUPS)
		CONTAINER_SET(c->cgroup_path[i], path);
}
