// SPDX-License-Identifier: BSD-2-Clause
/* Knows which words of a `docker run` line go, and which come in behind "run". */
#include <string.h>

#include "core/manifest_fix.h"
#include "core/run_line.h"

/* The blanks (or backslash and end of line) before an option go with it. */
static void remove_option(struct fix *f, const struct run_line *line, const struct run_option *o)
{
	patch_edit(&f->patch, line->words[o->first - 1].end, line->words[o->last].end, "");
}

static bool is_nnp(const struct run_option *o)
{
	return !strcmp(o->name, "security-opt") && !strncmp(o->value, "no-new-privileges", strlen("no-new-privileges"));
}

/* Whether it asks for exactly what is kept already. */
static bool is_exact(const struct container *c, uint64_t keep)
{
	for (size_t i = 0; i < c->add.n; i++) {
		if (c->add.at[i].cap < 0)
			return false;
	}
	return caps_has_all(&c->drop) && caps_set(&c->add) == keep && c->privileged.what != SAY_YES;
}

static void remove_options(struct fix *f, const struct run_line *line, bool caps, bool nnp)
{
	struct run_option o;

	for (size_t at = line->run + 1; run_option_next(line, &at, &o);) {
		bool goes = caps && (!strcmp(o.name, "privileged") || !strcmp(o.name, "cap-add") ||
				     !strcmp(o.name, "cap-drop"));

		if (goes || (nnp && is_nnp(&o)))
			remove_option(f, line, &o);
	}
}

void fix_run(struct fix *f, const struct container *c, size_t index)
{
	const struct run_line *line = &f->m->run->lines[index];
	bool caps = fix_has_plan(f, c) && !is_exact(c, fix_keep(f)), nnp = fix_no_new_privs(f, c);
	size_t at = line->words[line->run].end;
	_buf_ struct buf b = BUF_INIT;

	if (caps) {
		buf_add(&b, " --cap-drop=ALL");
		for (unsigned int cap = 0; cap < CAP_COUNT; cap++) {
			if (fix_keep(f) >> cap & 1)
				buf_addf(&b, " --cap-add=%s", cap_info(cap)->name + strlen("CAP_"));
		}
	}
	if (nnp)
		buf_add(&b, " --security-opt=no-new-privileges");
	f->patch.failed |= b.failed;
	if (!b.size)
		return;
	patch_edit(&f->patch, at, at, buf_text(&b));
	remove_options(f, line, caps, nnp);
}
