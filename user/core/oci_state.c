// SPDX-License-Identifier: BSD-2-Clause
/* Reads the state of a container, and judges the path that it wants to be recorded to: both are foreign. */
#include "core/oci_state.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include <jansson.h>

#include "base/fail.h"
#include "core/json_load.h"

#define PATH_ROOM 4000 /* of PATH_MAX, with what is put behind it */

static void release(json_t **json)
{
	json_decref(*json);
}
#define _json_ _cleanup_(release)

static int copy_text(const json_t *root, const char *key, bool needed, char **out)
{
	const json_t *value = json_object_get(root, key);

	if (!value && !needed)
		return 0;
	if (!json_is_string(value))
		return fail(-EINVAL, "the state of the container: \"%s\" is no text", key);
	*out = strdup(json_string_value(value));
	return *out ? 0 : -ENOMEM;
}

static int read_pid(const json_t *root, struct oci_state *state)
{
	const json_t *pid = json_object_get(root, "pid");

	if (!json_is_integer(pid) || json_integer_value(pid) < 1 || json_integer_value(pid) > INT_MAX)
		return fail(-EINVAL, "the state of the container: no process id; at this stage it has no process");
	state->pid = (int)json_integer_value(pid);
	return 0;
}

static int read_annotation(const json_t *root, struct oci_state *state)
{
	const json_t *annotations = json_object_get(root, "annotations");

	if (!annotations || json_is_null(annotations))
		return 0;
	if (!json_is_object(annotations))
		return fail(-EINVAL, "the state of the container: \"annotations\" is no object");
	return copy_text(annotations, OCI_ANNOTATION, false, &state->record);
}

static int read_state(const json_t *root, struct oci_state *state)
{
	int r;

	if (!json_is_object(root))
		return fail(-EINVAL, "the state of the container is no object");
	r = copy_text(root, "id", true, &state->id);
	if (!r)
		r = copy_text(root, "bundle", true, &state->bundle);
	if (!r)
		r = read_pid(root, state);
	return r ? r : read_annotation(root, state);
}

int oci_state_parse(const char *text, size_t n, struct oci_state **out)
{
	_oci_state_ struct oci_state *state = calloc(1, sizeof(*state));
	_json_ json_t *root = NULL;
	json_error_t error;
	int r;

	if (!state)
		return -ENOMEM;
	if (n > OCI_STATE_MAX)
		return fail(-EINVAL, "the state of the container: larger than %u KiB", OCI_STATE_MAX >> 10);
	r = json_load_strict(text, n, &error, &root);
	if (r == -ENOMEM)
		return r;
	if (r)
		return fail(-EINVAL, "the state of the container: line %d, column %d: %s", error.line, error.column,
			    error.text);
	r = read_state(root, state);
	if (!r)
		*out = TAKE(state);
	return r;
}

/* Absolute, each component a name. */
static bool is_plain(const char *path)
{
	if (*path != '/')
		return false;
	while (*path) {
		size_t n = strcspn(++path, "/");

		if (!n || !strncmp(path, "..", n) || !strncmp(path, ".", n))
			return false;
		path += n;
	}
	return true;
}

static bool is_below(const char *path, const char *dir)
{
	size_t n = strlen(dir);

	while (n && dir[n - 1] == '/')
		n--;
	return !strncmp(path, dir, n) && path[n] == '/';
}

const char *oci_record_path(const char *annotation, const char *dir)
{
	const char *path = strncmp(annotation, "of:", 3) ? annotation : annotation + 3;

	if (strlen(path) > PATH_ROOM || !is_plain(path)) {
		fail(-EINVAL, "annotation %s: not an absolute path without . and ..: %.200s", OCI_ANNOTATION, path);
		return NULL;
	}
	if (!dir || is_below(path, dir))
		return path;
	fail_hint("oci-hook --dir DIR allows another directory, --any-path every one, to whoever may set annotations");
	fail(-EINVAL, "annotation %s: %.200s is not below %s", OCI_ANNOTATION, path, dir);
	return NULL;
}

void oci_state_free(struct oci_state **state)
{
	if (*state) {
		free((*state)->id);
		free((*state)->bundle);
		free((*state)->record);
	}
	free(*state);
	*state = NULL;
}
