// SPDX-License-Identifier: BSD-2-Clause
/*
 * Fuzzes the names of owners: the first line is a cgroup's path, the second a label, the third what somebody asks
 * for. Words lie in the path, titles are clean, and who is called by its own title or id is found.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/guard.h"
#include "base/text.h"
#include "core/glob.h"
#include "core/owner.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool claim, const char *what)
{
	if (claim)
		return;
	fprintf(stderr, "not so: %s\n", what);
	abort();
}

static void check_word(const char *path, struct owner_word w)
{
	if (!w.text)
		return;
	demand(w.text >= path && w.text + w.n <= path + strlen(path), "a word lies in its path");
	demand(!memchr(w.text, '/', w.n), "a word is of one directory");
	demand(w.n, "a word is not empty");
}

static void check_path(const char *path)
{
	struct owner_names n;

	owner_read_path(path, &n);
	check_word(path, n.id);
	check_word(path, n.pod);
	check_word(path, n.unit);
	demand(n.kind < OWNER_KINDS, "a kind is known");
	demand((n.kind == OWNER_CONTAINER) == (n.id.text != NULL), "a container has an id, and nothing else has");
	demand(n.kind != OWNER_UNIT || n.unit.text, "a unit has a name");
}

static char *text_of(void (*spell)(const struct owner *owner, struct buf *out), const struct owner *o)
{
	struct buf b = BUF_INIT;
	char *text;

	spell(o, &b);
	text = buf_take(&b);
	demand(text && text_is_clean(text), "what is spelled is clean");
	return text;
}

static void check_owner(const struct owner *o, const char *wanted)
{
	_free_ char *title = text_of(owner_title, o), *id = text_of(owner_id, o);
	_free_ char *pod = text_of(owner_pod, o), *unit = text_of(owner_unit, o);
	enum owner_kind kind = owner_kind(o);

	demand(!*title == (kind == OWNER_HOST), "all but the host have a title");
	demand(!*id || kind == OWNER_CONTAINER, "only containers have an id");
	demand(!owner_is(o, wanted) || kind == OWNER_CONTAINER, "only containers are meant");
	demand(!owner_is_exactly(o, wanted) || owner_is(o, wanted), "who is called exactly is meant");
	(void)owner_is_unit(o, wanted);
	(void)owner_has_image(o, wanted);
	/* A hole in a name is what nobody can write. */
	if (kind == OWNER_CONTAINER && strlen(title) < 500 && !strstr(title, "\\x00"))
		demand(owner_is(o, title), "a container is found by its title");
	(void)pod;
	(void)unit;
}

static char *clean(const char *text)
{
	struct buf b = BUF_INIT;

	text_escape(&b, text, strlen(text));
	return buf_take(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_free_ char *copy = calloc(1, size + 1), *cgroup = NULL, *label = NULL;
	char *rest = copy, *path, *text, *wanted;

	memcpy(copy, data, size);
	path = strsep(&rest, "\n");
	text = rest ? strsep(&rest, "\n") : (char *)"";
	wanted = rest ? strsep(&rest, "\n") : (char *)"";
	check_path(path);
	cgroup = clean(path);
	label = clean(text);
	for (size_t kind = 0; kind < LC_LABELS; kind++) {
		struct owner o = { .id = 1, .cgroup = cgroup };

		if (kind)
			o.label[kind] = label;
		check_owner(&o, wanted);
	}
	(void)glob_matches(wanted, text);
	return 0;
}
