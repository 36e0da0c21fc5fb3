// SPDX-License-Identifier: BSD-2-Clause
/* Knows where in the text of a unit a setting stands, and what a service should say. */
#include <string.h>

#include "core/manifest_fix.h"

/* --- lines ---------------------------------------------------------------------------- */

/* Where a reader of lines stands. Settings come in their order, so it never goes back. */
struct place {
	unsigned int line;
	size_t at;
};
#define PLACE_START { 1, 0 }

static size_t line_at(const struct patch *p, struct place *place, unsigned int line)
{
	for (; place->line < line; place->line++)
		place->at = patch_next_line(p, place->at);
	return place->at;
}

static bool goes_on(const struct patch *p, size_t at)
{
	size_t end = patch_line_end(p, at), slashes = 0;

	while (end > at && p->text[--end] == '\\')
		slashes++;
	return slashes % 2;
}

static bool is_comment(const struct patch *p, size_t at)
{
	while (at < p->n && (p->text[at] == ' ' || p->text[at] == '\t'))
		at++;
	return at < p->n && (p->text[at] == '#' || p->text[at] == ';');
}

/* The begin of the line behind a setting and its continuations, comments between them included. */
static size_t behind(const struct patch *p, size_t at)
{
	bool more = true;

	while (more && at < p->n) {
		if (!is_comment(p, at))
			more = goes_on(p, at);
		at = patch_next_line(p, at);
	}
	return at;
}

/* --- settings --------------------------------------------------------------------------- */

static bool is_setting(const struct unit_setting *s, const char *section, const char *key)
{
	return !strcmp(s->section, section) && !strcmp(s->key, key);
}

/* Whether the key is assigned once, to this. */
static bool is_already(const struct unit *unit, const char *section, const char *key, const char *value)
{
	size_t n = 0;
	bool same = false;

	for (size_t i = 0; i < unit->n; i++) {
		if (!is_setting(&unit->settings[i], section, key))
			continue;
		n++;
		same = !strcmp(unit->settings[i].value, value);
	}
	return n == 1 && same;
}

static void append(struct fix *f, const char *section, const char *line)
{
	const struct unit *unit = f->m->unit;
	struct patch *p = &f->patch;
	struct place place = PLACE_START;
	_buf_ struct buf b = BUF_INIT;
	unsigned int last = 1;
	size_t at;

	for (size_t i = 0; i < unit->n; i++) {
		if (!strcmp(unit->settings[i].section, section))
			last = unit->settings[i].line;
	}
	at = behind(p, line_at(p, &place, last));
	if (at && p->text[at - 1] != '\n')
		buf_addf(&b, "%s%s", p->eol, line);
	else
		buf_addf(&b, "%s%s", line, p->eol);
	p->failed |= b.failed;
	patch_edit(p, at, at, buf_text(&b));
}

/* The first assignment becomes this one, others go. value NULL: all go. */
static void assign(struct fix *f, const char *section, const char *key, const char *value)
{
	const struct unit *unit = f->m->unit;
	struct patch *p = &f->patch;
	struct place place = PLACE_START;
	_buf_ struct buf line = BUF_INIT;
	bool done = !value;

	if (value && is_already(unit, section, key, value))
		return;
	buf_addf(&line, "%s=%s", key, value ? value : "");
	p->failed |= line.failed;
	for (size_t i = 0; i < unit->n; i++) {
		size_t start, end;

		if (!is_setting(&unit->settings[i], section, key))
			continue;
		start = line_at(p, &place, unit->settings[i].line);
		end = behind(p, start);
		if (done) {
			patch_edit(p, start, end, "");
			continue;
		}
		while (end > start && (p->text[end - 1] == '\n' || p->text[end - 1] == '\r'))
			end--;
		patch_edit(p, start, end, buf_text(&line));
		done = true;
	}
	if (!done)
		append(f, section, buf_text(&line));
}

static void assign_set(struct fix *f, const char *section, const char *key, uint64_t set)
{
	_buf_ struct buf b = BUF_INIT;

	for (unsigned int cap = 0; cap < CAP_COUNT; cap++) {
		if (set >> cap & 1)
			buf_addf(&b, "%s%s", b.size ? " " : "", cap_info(cap)->name);
	}
	f->patch.failed |= b.failed;
	assign(f, section, key, buf_text(&b));
}

static bool any_lost(const struct caps_at *caps)
{
	for (size_t i = 0; i < caps->n; i++) {
		if (caps->at[i].lost)
			return true;
	}
	return false;
}

void fix_unit(struct fix *f, const struct container *c)
{
	const char *section = manifest_unit_section(f->m->unit);

	if (fix_has_plan(f, c)) {
		uint64_t keep = fix_keep(f);

		if (c->bounding != keep || !c->bounds.what || any_lost(&c->add))
			assign_set(f, section, "CapabilityBoundingSet", keep);
		if (!keep && c->ambient.n)
			assign(f, section, "AmbientCapabilities", NULL);
		else if (keep && c->ambient_set != keep && (container_is_nonroot(c) || c->ambient.n))
			assign_set(f, section, "AmbientCapabilities", keep);
	}
	/* A service of root's that starts others' programs (cron, sshd) needs them to gain: only who is not root is
	 * sure. */
	if (fix_no_new_privs(f, c) && (fix_has_plan(f, c) || container_is_nonroot(c)))
		assign(f, section, "NoNewPrivileges", "yes");
}
