// SPDX-License-Identifier: BSD-2-Clause
/* Where the drop-ins of a unit are looked for, and which of two with the same name counts (systemd.unit(5)). */
#include "cmd/unit_files.h"

#include <errno.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "cmd/output.h"
#include "core/unit_list.h"

#define DROPINS_MAX 256

/* Of systemd, the first ones win over the others. */
static const char *const unit_dirs[] = {
	"/etc/systemd/system", "/run/systemd/system", "/usr/local/lib/systemd/system", "/usr/lib/systemd/system",
	"/lib/systemd/system",
};

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* "dir/web@1.service" to "dir/web@.service"; NULL if it is no instance, or without memory. */
static char *template_of(const char *path)
{
	const char *base = base_name(path), *at = strchr(base, '@'), *dot = at ? strrchr(at, '.') : NULL;
	char *template = NULL;

	if (!dot || dot == at + 1)
		return NULL;
	return asprintf(&template, "%.*s%s", (int)(at + 1 - path), path, dot) < 0 ? NULL : template;
}

static int parse_file(const char *path, const char *name, struct unit **out)
{
	_free_ char *text = NULL;
	size_t n = 0;
	int r = input_read(path, UNIT_SIZE_MAX, &text, &n);

	if (r)
		return -EINVAL;
	r = unit_parse(text ? text : "", n, name, out);
	return r == -ENOMEM ? fail(r, "%s: %s", path, strerror(ENOMEM)) : r;
}

static int read_main(const char *file, struct unit **out, char **path)
{
	_free_ char *template = access(file, F_OK) ? template_of(file) : NULL;
	const char *read = template && !access(template, F_OK) ? template : file;
	const char *base = base_name(file), *dot = strrchr(base, '.');

	if (!dot || dot == base || strcmp(dot, ".service"))
		return fail(-EINVAL, "%s: not the file of a service: its name does not end in .service", file);
	*path = realpath(read, NULL);
	if (!*path)
		return fail(-EINVAL, "cannot read %s: %s", file, strerror(errno));
	return parse_file(read, file, out);
}

/* --- drop-ins --------------------------------------------------------------------- */

static int add_matches(const glob_t *found, struct unit_list *paths)
{
	for (size_t i = 0; i < found->gl_pathc; i++) {
		bool shadowed = false;

		for (size_t j = 0; j < paths->n; j++)
			shadowed |= !strcmp(base_name(paths->at[j]), base_name(found->gl_pathv[i]));
		if (shadowed)
			continue;
		if (paths->n == DROPINS_MAX)
			return fail(-EINVAL, "%s: more than %d drop-ins", found->gl_pathv[i], DROPINS_MAX);
		if (unit_list_add(paths, found->gl_pathv[i]))
			return fail(-ENOMEM, "cannot list drop-ins: %s", strerror(ENOMEM));
	}
	return 0;
}

/* A path with a pattern's characters in it is itself, not a pattern. */
static char *pattern_of(const char *dir, const char *name)
{
	_buf_ struct buf b = BUF_INIT;

	for (const char *text = dir; *text; text++)
		buf_addf(&b, "%s%c", strchr("*?[\\", *text) ? "\\" : "", *text);
	buf_add(&b, "/");
	for (const char *text = name; *text; text++)
		buf_addf(&b, "%s%c", strchr("*?[\\", *text) ? "\\" : "", *text);
	buf_add(&b, ".d/*.conf");
	return buf_take(&b);
}

static int find_in(const char *dir, const char *name, struct unit_list *paths)
{
	_free_ char *pattern = pattern_of(dir, name);
	glob_t found;
	int r;

	if (!pattern)
		return fail(-ENOMEM, "cannot list drop-ins: %s", strerror(ENOMEM));
	r = glob(pattern, 0, NULL, &found);
	if (r == GLOB_NOMATCH)
		return 0;
	if (r)
		return fail(-EINVAL, "cannot list %s/%s.d", dir, name);
	r = add_matches(&found, paths);
	globfree(&found);
	return r;
}

/* That of the instance before that of its template: the first one of a name counts. */
static int find_names(const char *dir, const char *file, struct unit_list *paths)
{
	_free_ char *template = template_of(file);
	int r = find_in(dir, base_name(file), paths);

	return !r && template ? find_in(dir, base_name(template), paths) : r;
}

static bool is_unit_dir(const char *dir)
{
	for (size_t i = 0; i < ARRAY_SIZE(unit_dirs); i++)
		if (!strcmp(unit_dirs[i], dir))
			return true;
	return false;
}

static int find_dropins(const char *file, struct unit_list *paths)
{
	const char *base = base_name(file);
	size_t n = base == file ? 0 : (size_t)(base - file - 1);
	char dir[PATH_MAX];
	int r = 0;

	if (n >= sizeof(dir))
		return fail(-EINVAL, "%s: %s", file, strerror(ENAMETOOLONG));
	snprintf(dir, sizeof(dir), "%.*s", base == file ? 1 : (int)n, base == file ? "." : file);
	if (!is_unit_dir(dir))
		return find_names(dir, file, paths);
	for (size_t i = 0; !r && i < ARRAY_SIZE(unit_dirs); i++)
		r = find_names(unit_dirs[i], file, paths);
	return r;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(base_name(*(char *const *)a), base_name(*(char *const *)b));
}

static int add_dropins(const char *file, struct unit *unit)
{
	_unit_list_ struct unit_list paths = { 0 };
	int r = find_dropins(file, &paths);

	if (paths.n)
		qsort(paths.at, paths.n, sizeof(*paths.at), by_name);
	for (size_t i = 0; !r && i < paths.n; i++) {
		_unit_ struct unit *dropin = NULL;

		r = parse_file(paths.at[i], paths.at[i], &dropin);
		if (!r)
			r = unit_add(unit, dropin);
	}
	return r;
}

int unit_files_read(const char *file, struct unit **out, char **path)
{
	_unit_ struct unit *unit = NULL;
	_free_ char *main_path = NULL;
	int r = read_main(file, &unit, &main_path);

	if (!r)
		r = add_dropins(file, unit);
	if (r)
		return r;
	*out = TAKE(unit);
	*path = TAKE(main_path);
	return 0;
}
