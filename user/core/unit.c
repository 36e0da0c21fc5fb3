// SPDX-License-Identifier: BSD-2-Clause
/* Knows what a line of a unit can be: a section, a setting, its continuation, a comment. Words are in unit_word.c. */
#include "core/unit.h"

#include <errno.h>
#include <string.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "base/fail.h"

#define BLANKS " \t\n\r"

struct parser {
	const char *at, *end;
	const char *name;
	unsigned int line, first; /* physical; first one of the logical line */
	struct unit *unit;
	size_t room;
	struct buf section; /* its name; no text before the first */
};

static bool is_blank(char c)
{
	return c && strchr(BLANKS, c);
}

/* Without blanks around: cuts them off the end in place. */
static char *trim(char *text)
{
	size_t n;

	text += strspn(text, BLANKS);
	for (n = strlen(text); n && is_blank(text[n - 1]);)
		text[--n] = '\0';
	return text;
}

static int refuse(const struct parser *p, unsigned int line, const char *why)
{
	return fail(-EINVAL, "%s: line %u: %s", p->name, line, why);
}

static int refuse_nul(struct parser *p, const char *text, const char *nul)
{
	unsigned int line = 1;

	for (const char *at = text; (at = memchr(at, '\n', (size_t)(nul - at))); at++)
		line++;
	return refuse(p, line, "a NUL byte: this is no text");
}

/* --- lines ---------------------------------------------------------------- */

/* The next line of the file, without its end. */
static const char *physical(struct parser *p, size_t *n)
{
	const char *start = p->at, *end = memchr(start, '\n', (size_t)(p->end - start));

	p->at = end ? end + 1 : p->end;
	*n = (size_t)((end ? end : p->end) - start);
	if (*n && start[*n - 1] == '\r')
		--*n;
	p->line++;
	return start;
}

static bool is_comment(const char *line, size_t n)
{
	while (n && is_blank(*line))
		line++, n--;
	return n && (*line == '#' || *line == ';');
}

/* A backslash at the end that is not itself escaped. */
static bool goes_on(const char *line, size_t n)
{
	size_t slashes = 0;

	while (slashes < n && line[n - 1 - slashes] == '\\')
		slashes++;
	return slashes % 2;
}

/*
 * Joins a line with what continues it; a comment between is passed over and ends nothing. 1, 0 at the end of the file,
 * or -errno.
 */
static int logical(struct parser *p, struct buf *out)
{
	bool more = true;

	out->size = 0;
	p->first = p->line + 1;
	while (more) {
		const char *line;
		size_t n;

		if (p->at == p->end)
			break;
		line = physical(p, &n);
		if (is_comment(line, n)) {
			p->first += !out->size;
			continue;
		}
		more = goes_on(line, n);
		buf_add_bytes(out, line, more ? n - 1 : n);
		if (more || !n)
			buf_add(out, " "); /* in place of the backslash; and of an empty line, which is not the end */
		if (out->size > UNIT_VALUE_MAX)
			return refuse(p, p->first, "too long");
	}
	return buf_error(out) ? buf_error(out) : out->size > 0;
}

/* --- what a line says -------------------------------------------------------- */

static int add(struct unit *unit, size_t *room, const struct unit_setting *from)
{
	struct unit_setting *grown, *s;

	if (unit->n == *room) {
		grown = reallocarray(unit->settings, *room ? *room * 2 : 16, sizeof(*grown));
		if (!grown)
			return -ENOMEM;
		unit->settings = grown;
		*room = *room ? *room * 2 : 16;
	}
	s = &unit->settings[unit->n++];
	*s = (struct unit_setting){ strdup(from->section), strdup(from->key), strdup(from->value), strdup(from->file),
				    from->line };
	return s->section && s->key && s->value && s->file ? 0 : -ENOMEM;
}

static int read_section(struct parser *p, char *line)
{
	size_t n = strlen(line);

	if (n < 3 || line[n - 1] != ']')
		return refuse(p, p->first, "a section that does not end in ]");
	line[n - 1] = '\0';
	p->section.size = 0;
	buf_add(&p->section, line + 1);
	return buf_error(&p->section);
}

static int read_setting(struct parser *p, char *line)
{
	char *equals = strchr(line, '=');
	struct unit_setting s = { .section = p->section.text, .file = p->unit->name, .line = p->first };

	if (!equals)
		return refuse(p, p->first, "neither [Section] nor Key=value");
	if (!s.section)
		return refuse(p, p->first, "a setting before any [Section]");
	if (p->unit->n == UNIT_SETTINGS_MAX)
		return refuse(p, p->first, "too many settings");
	*equals = '\0';
	s.key = trim(line);
	s.value = trim(equals + 1);
	if (!*s.key)
		return refuse(p, p->first, "a value without a key");
	return add(p->unit, &p->room, &s);
}

static int read_lines(struct parser *p)
{
	_buf_ struct buf line = BUF_INIT;
	int r;

	while ((r = logical(p, &line)) > 0) {
		char *text = trim(line.text);

		if (!*text)
			r = 0;
		else
			r = *text == '[' ? read_section(p, text) : read_setting(p, text);
		if (r)
			return r;
	}
	return r;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

int unit_parse(const char *text, size_t n, const char *name, struct unit **out)
{
	static const char mark[] = "\xef\xbb\xbf"; /* some editors begin a file with it */
	_unit_ struct unit *unit = calloc(1, sizeof(*unit));
	struct parser p = { .at = text, .end = text + n, .name = name, .unit = unit };
	const char *nul = n ? memchr(text, 0, n) : NULL;
	int r;

	if (n > UNIT_SIZE_MAX)
		return fail(-EINVAL, "%s: larger than %u KiB", name, UNIT_SIZE_MAX >> 10);
	if (nul)
		return refuse_nul(&p, text, nul);
	if (n >= strlen(mark) && !memcmp(text, mark, strlen(mark)))
		p.at += strlen(mark);
	if (!unit || !(unit->name = strdup(base_name(name))))
		return -ENOMEM;
	r = read_lines(&p);
	buf_free(&p.section);
	if (!r)
		*out = TAKE(unit);
	return r;
}

int unit_add(struct unit *unit, const struct unit *dropin)
{
	size_t room = unit->n;
	int r = 0;

	if (dropin->n > UNIT_SETTINGS_MAX - unit->n)
		return fail(-EINVAL, "%s: too many settings with %s", unit->name, dropin->name);
	for (size_t i = 0; !r && i < dropin->n; i++)
		r = add(unit, &room, &dropin->settings[i]);
	return r;
}

/* --- asking ------------------------------------------------------------------- */

static bool is(const struct unit_setting *s, const char *section, const char *key)
{
	return !strcmp(s->section, section) && !strcmp(s->key, key);
}

const struct unit_setting *unit_get(const struct unit *unit, const char *section, const char *key, size_t i)
{
	size_t start = 0;

	for (size_t at = 0; at < unit->n; at++)
		if (is(&unit->settings[at], section, key) && !*unit->settings[at].value)
			start = at + 1;
	for (; start < unit->n; start++)
		if (is(&unit->settings[start], section, key) && !i--)
			return &unit->settings[start];
	return NULL;
}

const struct unit_setting *unit_last(const struct unit *unit, const char *section, const char *key)
{
	for (size_t at = unit->n; at--;)
		if (is(&unit->settings[at], section, key))
			return *unit->settings[at].value ? &unit->settings[at] : NULL;
	return NULL;
}

int unit_truth(const char *value)
{
	static const char *const yes[] = { "1", "yes", "y", "true", "t", "on" };
	static const char *const no[] = { "0", "no", "n", "false", "f", "off" };

	for (size_t i = 0; i < ARRAY_SIZE(yes); i++) {
		const char *rest = ascii_after(value, yes[i]);

		if (rest && !*rest)
			return 1;
		rest = ascii_after(value, no[i]);
		if (rest && !*rest)
			return 0;
	}
	return -EINVAL;
}

void unit_free(struct unit **unit)
{
	for (size_t i = 0; *unit && i < (*unit)->n; i++) {
		struct unit_setting *s = &(*unit)->settings[i];

		free(s->section);
		free(s->key);
		free(s->value);
		free(s->file);
	}
	if (*unit) {
		free((*unit)->settings);
		free((*unit)->name);
	}
	free(*unit);
	*unit = NULL;
}
