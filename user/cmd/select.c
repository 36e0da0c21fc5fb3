// SPDX-License-Identifier: BSD-2-Clause
/* Knows what to say when a container or unit is not in a recording. */
#include "cmd/select.h"

#include <errno.h>
#include <string.h>

#include "base/fail.h"
#include "base/guard.h"

static int none(const struct owner_choice *c, const char *path, const char *have)
{
	const char *kind = c->container ? "container" : "unit", *name = c->container ?: c->unit;

	if (*have)
		fail_hint("it has %s", have);
	else
		fail_hint("it tells of no %s at all", kind);
	if (c->container && c->unit)
		return fail(-ENOENT, "%s: no container %s with a unit %s", path, name, c->unit);
	return fail(-ENOENT, "%s: no %s %s", path, kind, name);
}

int select_owners(const struct owner_choice *c, const char *path, struct profile *profile, char **name)
{
	_free_ char *text = NULL;
	char *suffix;
	int r;

	if (!c->container && !c->unit)
		return 0;
	r = owner_choose(profile, c, &text);
	if (r == -ENOENT)
		return none(c, path, text);
	if (r == -ENOTUNIQ) {
		fail_hint("a name, or more of the id, tells which of %s", text);
		return fail(r, "%s: several containers have an id that begins with %s", path, c->container);
	}
	if (r < 0)
		return fail(r, "%s: %s", path, strerror(-r));
	suffix = strstr(text, ".service");
	if (suffix && !suffix[strlen(".service")])
		*suffix = '\0';
	if (*text)
		*name = TAKE(text);
	return 0;
}
