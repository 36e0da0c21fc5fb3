// SPDX-License-Identifier: BSD-2-Clause
/* Knows which settings say how a service's program is started, and puts them together. */
#include "core/unit_exec.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/fail.h"

#define MESSAGE 512

static const char *const type_words[] = { "simple", "exec", "forking", "oneshot", "dbus", "notify", "idle" };
static_assert(ARRAY_SIZE(type_words) == UNIT_TYPES, "a word per type");

const char *unit_type_name(enum unit_type type)
{
	return (unsigned int)type < UNIT_TYPES ? type_words[type] : "unknown";
}

int unit_refuse(const struct unit_setting *s, const char *format, ...)
{
	char text[MESSAGE];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	return fail(-EINVAL, "%s: line %u: %s=: %s", s->file, s->line, s->key, text);
}

/* The parts that need the unit and the host. */
struct maker {
	const struct unit *unit;
	const struct unit_host *host;
	struct unit_exec *exec;
};

static const struct unit_setting *last(const struct maker *m, const char *key)
{
	return unit_last(m->unit, "Service", key);
}

static int read_type(struct maker *m)
{
	const struct unit_setting *s = last(m, "Type");
	size_t i = 0;

	if (!s)
		return 0;
	if (!strcmp(s->value, "notify-reload"))
		m->exec->type = UNIT_NOTIFY;
	else
		for (; i < UNIT_TYPES && strcmp(type_words[i], s->value); i++)
			m->exec->type = (enum unit_type)(i + 1);
	return i == UNIT_TYPES ? unit_refuse(s, "not known: %s", s->value) : 0;
}

/* One text, with its specifiers replaced. */
static int read_text(struct maker *m, const char *key, char **out)
{
	const struct unit_setting *s = last(m, key);

	return s ? unit_specifiers(m->unit, m->host, s, s->value, out) : 0;
}

/* All words of a list. check: 0, or -EINVAL with fail(); NULL: any word. */
static int read_words(struct maker *m, const char *key, int (*check)(const struct unit_setting *s, const char *word),
		      int (*add)(struct unit_list *list, const char *word), struct unit_list *out)
{
	const struct unit_setting *s;

	for (size_t i = 0; (s = unit_get(m->unit, "Service", key, i)); i++) {
		const char *at = s->value;
		int r = 0;

		while (!r && *at) {
			_free_ char *word = unit_next_word(&at, &r);
			_free_ char *text = NULL;

			if (r)
				return r == -EINVAL ? unit_refuse(s, "a quote that is not closed") : r;
			r = word ? unit_specifiers(m->unit, m->host, s, word, &text) : 0;
			if (!r && text && check)
				r = check(s, text);
			if (!r && text)
				r = add(out, text);
		}
		if (r)
			return r;
	}
	return 0;
}

static int check_assignment(const struct unit_setting *s, const char *word)
{
	return unit_is_assignment(word) ? 0 : unit_refuse(s, "not NAME=VALUE: %s", word);
}

/* A line each, with blanks in it. */
static int read_files(struct maker *m)
{
	const struct unit_setting *s;
	int r = 0;

	for (size_t i = 0; !r && (s = unit_get(m->unit, "Service", "EnvironmentFile", i)); i++) {
		_free_ char *path = NULL;

		r = unit_specifiers(m->unit, m->host, s, s->value, &path);
		if (!r && path[path[0] == '-'] != '/')
			r = unit_refuse(s, "not an absolute path: %s", path);
		if (!r)
			r = unit_list_take(&m->exec->files, TAKE(path));
	}
	return r;
}

static int read_directory(struct maker *m)
{
	const struct unit_setting *s = last(m, "WorkingDirectory");
	_free_ char *path = NULL;
	int r = read_text(m, "WorkingDirectory", &path);
	const char *at = path;

	if (r || !s)
		return r;
	m->exec->directory_optional = *at == '-';
	at += *at == '-';
	if (*at != '/' && strcmp(at, "~"))
		return unit_refuse(s, "neither an absolute path nor ~: %s", path);
	m->exec->directory = strdup(at);
	return m->exec->directory ? 0 : -ENOMEM;
}

static int read_umask(struct maker *m)
{
	const struct unit_setting *s = last(m, "UMask");
	const char *at = s ? s->value : "0022";

	for (m->exec->umask = 0; *at >= '0' && *at <= '7' && m->exec->umask <= 0777; at++)
		m->exec->umask = m->exec->umask * 8 + (uint32_t)(*at - '0');
	return *at || m->exec->umask > 0777 ? unit_refuse(s, "not an octal mode: %s", s->value) : 0;
}

static int read_ids(struct maker *m)
{
	int r = read_text(m, "User", &m->exec->user);

	if (!r)
		r = read_text(m, "Group", &m->exec->group);
	if (!r)
		r = read_words(m, "SupplementaryGroups", NULL, unit_list_add, &m->exec->groups);
	return r;
}

static int read_environment(struct maker *m)
{
	int r = read_words(m, "Environment", check_assignment, unit_environment_set, &m->exec->environment);

	if (!r)
		r = read_words(m, "PassEnvironment", NULL, unit_list_add, &m->exec->pass);
	if (!r)
		r = read_words(m, "UnsetEnvironment", NULL, unit_list_add, &m->exec->unset);
	return r ? r : read_files(m);
}

static int read_all(struct maker *m)
{
	int (*const readers[])(struct maker *m) = {
		read_type, read_ids, read_environment, read_directory, read_umask,
	};
	int r = unit_exec_command(m->unit, m->host, m->exec);

	for (size_t i = 0; !r && i < ARRAY_SIZE(readers); i++)
		r = readers[i](m);
	if (!r)
		r = unit_exec_privileges(m->unit, m->exec);
	if (!r)
		r = unit_exec_limits(m->unit, m->exec);
	return r ? r : unit_exec_ignored(m->unit, m->exec);
}

int unit_exec_make(const struct unit *unit, const struct unit_host *host, struct unit_exec **out)
{
	_unit_exec_ struct unit_exec *exec = calloc(1, sizeof(*exec));
	struct maker m = { unit, host, exec };
	int r;

	if (!exec || !(exec->name = strdup(unit->name)))
		return -ENOMEM;
	r = read_all(&m);
	if (r)
		return r;
	*out = TAKE(exec);
	return 0;
}

void unit_exec_free(struct unit_exec **exec)
{
	struct unit_exec *x = *exec;

	if (!x)
		return;
	unit_list_free(&x->command);
	unit_list_free(&x->groups);
	unit_list_free(&x->environment);
	unit_list_free(&x->files);
	unit_list_free(&x->pass);
	unit_list_free(&x->unset);
	unit_list_free(&x->ignored);
	free(x->name);
	free(x->user);
	free(x->group);
	free(x->directory);
	free(x);
	*exec = NULL;
}
