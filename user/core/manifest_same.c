// SPDX-License-Identifier: BSD-2-Clause
/* Knows whether two manifests say the same but for privileges: what was put right must have changed nothing else. */
#include <string.h>

#include "core/manifest_fix.h"
#include "core/run_line.h"

/* --- YAML and JSON ----------------------------------------------------------------------- */

static bool is_privilege(const char *key)
{
	static const char *const keys[] = { "securityContext", "privileged", "cap_add", "cap_drop", "security_opt",
					    "noNewPrivileges", "capabilities" };

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		if (!strcmp(keys[i], key))
			return true;
	}
	return false;
}

static size_t others(const struct tree *map)
{
	size_t n = 0;

	for (size_t i = 0; i < map->n; i++)
		n += !is_privilege(map->entries[i].key->text);
	return n;
}

static bool same_tree(const struct tree *a, const struct tree *b);

/* In the same order: nothing moves. */
static bool same_map(const struct tree *a, const struct tree *b)
{
	size_t k = 0;

	if (others(a) != others(b))
		return false;
	for (size_t i = 0; i < a->n; i++) {
		if (is_privilege(a->entries[i].key->text))
			continue;
		while (is_privilege(b->entries[k].key->text))
			k++;
		if (strcmp(a->entries[i].key->text, b->entries[k].key->text) ||
		    !same_tree(a->entries[i].value, b->entries[k].value))
			return false;
		k++;
	}
	return true;
}

static bool same_tree(const struct tree *a, const struct tree *b)
{
	if (a->type != b->type)
		return false;
	if (a->type == TREE_MAP)
		return same_map(a, b);
	if (a->type != TREE_LIST)
		return !strcmp(a->text, b->text) && (a->style == TREE_PLAIN) == (b->style == TREE_PLAIN);
	for (size_t i = 0; a->n == b->n && i < a->n; i++) {
		if (!same_tree(a->entries[i].value, b->entries[i].value))
			return false;
	}
	return a->n == b->n;
}

static bool same_trees(const struct trees *a, const struct trees *b)
{
	for (size_t i = 0; a->n == b->n && i < a->n; i++) {
		if (!same_tree(a->documents[i], b->documents[i]))
			return false;
	}
	return a->n == b->n;
}

/* --- units ---------------------------------------------------------------------------------- */

static bool is_kept_setting(const struct unit_setting *s)
{
	return strcmp(s->key, "CapabilityBoundingSet") && strcmp(s->key, "AmbientCapabilities") &&
	       strcmp(s->key, "NoNewPrivileges");
}

/* The next setting from i on that must be the same; NULL past the last. */
static const struct unit_setting *kept_setting(const struct unit *unit, size_t *i)
{
	while (*i < unit->n && !is_kept_setting(&unit->settings[*i]))
		++*i;
	return *i < unit->n ? &unit->settings[(*i)++] : NULL;
}

static bool same_unit(const struct unit *a, const struct unit *b)
{
	size_t i = 0, k = 0;

	for (;;) {
		const struct unit_setting *x = kept_setting(a, &i), *y = kept_setting(b, &k);

		if (!x || !y)
			return !x && !y;
		if (strcmp(x->section, y->section) || strcmp(x->key, y->key) || strcmp(x->value, y->value))
			return false;
	}
}

/* --- lines of docker run --------------------------------------------------------------------- */

static bool is_kept_option(const struct run_option *o)
{
	return strcmp(o->name, "cap-add") && strcmp(o->name, "cap-drop") && strcmp(o->name, "privileged") &&
	       (strcmp(o->name, "security-opt") || strncmp(o->value, "no-new-privileges", strlen("no-new-privileges")));
}

static bool kept_option(const struct run_line *line, size_t *at, struct run_option *o)
{
	while (run_option_next(line, at, o)) {
		if (is_kept_option(o))
			return true;
	}
	return false;
}

static bool same_options(const struct run_line *a, const struct run_line *b)
{
	size_t i = a->run + 1, k = b->run + 1;
	struct run_option x, y;

	for (;;) {
		bool more = kept_option(a, &i, &x);

		if (more != kept_option(b, &k, &y))
			return false;
		if (!more)
			return true;
		if (strcmp(x.given, y.given) || strcmp(x.value, y.value))
			return false;
	}
}

/* Image and arguments. */
static bool same_rest(const struct run_line *a, const struct run_line *b)
{
	size_t n = a->n - a->image;

	if (n != b->n - b->image)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (strcmp(a->words[a->image + i].text, b->words[b->image + i].text))
			return false;
	}
	return true;
}

static bool same_runs(const struct run_lines *a, const struct run_lines *b)
{
	for (size_t i = 0; a->n == b->n && i < a->n; i++) {
		if (!same_options(&a->lines[i], &b->lines[i]) || !same_rest(&a->lines[i], &b->lines[i]))
			return false;
	}
	return a->n == b->n;
}

bool manifest_same_otherwise(const struct manifest *a, const struct manifest *b)
{
	if (a->kind != b->kind || a->ncontainers != b->ncontainers)
		return false;
	if (a->kind == MANIFEST_UNIT)
		return same_unit(a->unit, b->unit);
	return a->kind == MANIFEST_RUN ? same_runs(a->run, b->run) : same_trees(a->trees, b->trees);
}
