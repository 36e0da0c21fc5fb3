// SPDX-License-Identifier: BSD-2-Clause
/* Knows how reports tell where programs ran: the section "Where" of the text, and the words for it. */
#include "emit/owners.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "emit/caplist.h"
#include "emit/evidence.h"
#include "emit/text.h"
#include "emit/text_table.h"

#define NAMED 8 /* containers that are named in a line or told how to select; the rest is counted */
#define QUIET 8 /* units that used no capability are told while there are no more */

/* --- words ---------------------------------------------------------------------- */

/* The unit of a container says something if it is not only the container's own scope. */
static bool tells_unit(const struct owner_facts *f)
{
	return f->unit.text && !(f->id.text && memmem(f->unit.text, f->unit.n, f->id.text, f->id.n));
}

static void add_container(const struct owner_group *g, const struct owner_facts *f, struct buf *out)
{
	_buf_ struct buf id = BUF_INIT, pod = BUF_INIT;

	owner_id(g->owner, &id);
	owner_pod(g->owner, &pod);
	buf_add(out, "container");
	if (id.size && strncmp(buf_text(&id), g->title, strlen(g->title)))
		buf_addf(out, " %.*s", f->id.n == 64 ? OWNER_SHORT_ID : (int)id.size, buf_text(&id));
	if (f->runtime)
		buf_addf(out, " of %s", f->runtime);
	if (f->image)
		buf_addf(out, ", image %s", f->image);
	if (pod.size)
		buf_addf(out, ", pod %s", buf_text(&pod));
	if (f->outer.text)
		buf_addf(out, ", inside container %.*s", f->outer.n == 64 ? OWNER_SHORT_ID : (int)f->outer.n,
			 f->outer.text);
	if (tells_unit(f))
		buf_addf(out, ", in %.*s", (int)f->unit.n, f->unit.text);
	out->failed |= id.failed || pod.failed;
}

void owners_what(const struct owner_group *g, struct buf *out)
{
	struct owner_facts f;

	owner_facts(g->owner, &f);
	switch (g->kind) {
	case OWNER_CONTAINER:
		add_container(g, &f, out);
		return;
	case OWNER_UNIT:
		buf_add(out, "unit");
		return;
	default:
		buf_add(out, "neither a container nor a unit");
	}
}

static const char *title_of(const struct owner_group *g)
{
	return g->kind == OWNER_HOST ? "(host)" : g->title;
}

static void add_move(struct buf *out, uint64_t n, const char *where)
{
	buf_add(out, out->size ? ", " : "");
	text_count(out, n, "process was", "processes were");
	buf_addf(out, " moved %s", where);
}

void owners_moves(const struct owner_group *g, struct buf *out)
{
	_buf_ struct buf line = BUF_INIT;

	if (g->left)
		add_move(&line, g->left, g->cgroups > 1 ? "away from a cgroup of " : "away from ");
	if (g->left)
		buf_add(&line, title_of(g));
	if (g->entered)
		add_move(&line, g->entered, g->cgroups > 1 ? "into a cgroup of " : "into ");
	if (g->entered)
		buf_add(&line, g->left ? "it" : title_of(g));
	buf_add(out, buf_text(&line));
	out->failed |= line.failed;
}

void owners_containers(const struct owner_groups *groups, struct buf *out)
{
	size_t told = groups->containers <= NAMED ? groups->containers : NAMED;

	for (size_t i = 0; i < told; i++)
		buf_addf(out, "%s%s", i ? ", " : "", groups->at[i].title);
	if (told < groups->containers)
		buf_addf(out, " and %zu more", groups->containers - told);
}

/* Which groups something of the set may be of: a runtime beside its containers adds nothing to it. */
static size_t mark_groups(const struct plan *plan, const struct owner_groups *groups, bool *adds)
{
	const struct profile *p = plan->profile;
	size_t n = 0;

	for (size_t i = 0; i < p->nprograms; i++) {
		const struct owner_group *g = owner_group_of(groups, p, &p->programs[i]);

		if (g && owner_has_calls(&p->programs[i]) && roles_count(&plan->roles, p->programs[i].id))
			adds[g - groups->at] = true;
	}
	for (size_t i = 0; i < groups->n; i++)
		n += adds[i];
	return n;
}

/* "of 2 containers together (db, web) and of what ran beside them"; nothing if it is of one alone, or of none. */
static int add_union(const struct plan *plan, const struct owner_groups *groups, struct buf *out)
{
	_free_ bool *adds = calloc(groups->n + 1, sizeof(*adds));
	size_t marked, containers = 0;

	if (!adds)
		return -ENOMEM;
	marked = mark_groups(plan, groups, adds);
	for (size_t i = 0; i < groups->containers; i++)
		containers += adds[i];
	if (!containers || marked < 2)
		return 0;
	buf_addf(out, containers > 1 ? "of %zu containers together (" : "of the container (", groups->containers);
	owners_containers(groups, out);
	buf_add(out, marked == containers ? ")" : containers > 1 ? ") and of what ran beside them" :
								   ") and of what ran beside it");
	return 0;
}

void owners_union(const struct plan *plan, struct buf *out)
{
	_owner_groups_ struct owner_groups groups = OWNER_GROUPS_INIT;

	if (owner_groups_make(plan->profile, &groups) || add_union(plan, &groups, out))
		out->failed = true;
}

/* --- the section ------------------------------------------------------------------- */

struct section {
	struct text *text;
	struct text_table table;
	const struct owner_groups *groups;
	uint64_t *used; /* one a group */
};

static void add_line(struct section *s, const struct buf *text)
{
	struct libscols_line *row;

	s->text->out->failed |= text->failed;
	if (!text->size)
		return;
	row = text_table_row(&s->table, NULL);
	text_table_cell(&s->table, row, 0, "", NULL);
	text_table_cell(&s->table, row, 1, "", NULL);
	text_table_add(&s->table, row, 2, text, TEXT_DIM);
}

static void add_group(struct section *s, size_t i)
{
	const struct owner_group *g = &s->groups->at[i];
	_buf_ struct buf programs = BUF_INIT, caps = BUF_INIT, what = BUF_INIT, moves = BUF_INIT;
	struct libscols_line *row = text_table_row(&s->table, NULL);

	buf_addf(&programs, "%zu", g->programs);
	if (s->used[i])
		caplist_join(&caps, s->used[i], cap_short_name, "", " ");
	else
		buf_add(&caps, "-");
	text_table_cell(&s->table, row, 0, title_of(g), g->kind == OWNER_CONTAINER ? TEXT_BOLD : NULL);
	text_table_add(&s->table, row, 1, &programs, NULL);
	text_table_add(&s->table, row, 2, &caps, NULL);
	if (g->kind != OWNER_UNIT)
		owners_what(g, &what);
	add_line(s, &what);
	owners_moves(g, &moves);
	add_line(s, &moves);
}

/* Of a machine with hundreds of units those that used something; of containers all. */
static bool matters(const struct section *s, size_t i)
{
	const struct owner_group *g = &s->groups->at[i];

	return g->kind == OWNER_CONTAINER || s->used[i] || g->left || g->entered ||
	       (g->programs && s->groups->n - s->groups->containers <= QUIET);
}

static void add_table(struct section *s)
{
	static const struct text_column columns[] = {
		{ .title = "WHERE" },
		{ .title = "PROGRAMS", .right = true },
		{ .title = "CAPABILITIES USED", .wraps = true },
	};
	_buf_ struct buf rest = BUF_INIT;
	size_t quiet = 0;

	s->table = text_table_begin(s->text->style, columns, ARRAY_SIZE(columns));
	for (size_t i = 0; i < s->groups->n; i++) {
		if (matters(s, i))
			add_group(s, i);
		else
			quiet += s->groups->at[i].programs > 0;
	}
	text_table_end(&s->table, s->text->out);
	if (!quiet)
		return;
	buf_add(&rest, "And ");
	text_count(&rest, quiet, "other unit", "other units");
	buf_add(&rest, " that used no capability.");
	text_paragraph(s->text, buf_text(&rest), TEXT_INDENT);
}

/* How to ask about one of several. */
static void add_choices(struct section *s)
{
	struct buf *out = s->text->out;
	_buf_ struct buf line = BUF_INIT, what = BUF_INIT;

	out->failed |= add_union(s->text->plan, s->groups, &what) < 0 || what.failed;
	if (!what.size)
		return;
	buf_addf(&line, "The sets of this report are those %s. For one alone:", buf_text(&what));
	text_paragraph(s->text, buf_text(&line), TEXT_INDENT);
	for (size_t i = 0; i < s->groups->containers && i < NAMED; i++) {
		_buf_ struct buf name = BUF_INIT;

		text_shell_word(&name, s->groups->at[i].title);
		buf_addf(out, "%*sleastcap report --container %s FILE\n", 2 * TEXT_INDENT, "", buf_text(&name));
		out->failed |= name.failed;
	}
	if (s->groups->containers > NAMED)
		buf_addf(out, "%*sand so on\n", 2 * TEXT_INDENT, "");
	out->failed |= line.failed || what.failed;
}

/* What the programs of each group used. 0 or -ENOMEM. */
static int gather(const struct plan *plan, const struct owner_groups *groups, uint64_t *used)
{
	const struct profile *p = plan->profile;
	_free_ uint64_t *masks = NULL;
	int r = evidence_used(plan, &masks);

	for (size_t i = 0; !r && i < p->nprograms; i++) {
		const struct owner_group *g = owner_group_of(groups, p, &p->programs[i]);

		if (g && roles_count(&plan->roles, p->programs[i].id))
			used[g - groups->at] |= masks[i];
	}
	return r;
}

static bool tells(const struct owner_groups *groups)
{
	size_t n = 0;

	for (size_t i = 0; i < groups->n; i++)
		n += groups->at[i].programs > 0;
	return n > 1 || groups->containers;
}

void text_owners(struct text *t)
{
	_owner_groups_ struct owner_groups groups = OWNER_GROUPS_INIT;
	_free_ uint64_t *used = NULL;
	struct section s = { .text = t, .groups = &groups };

	if (owner_groups_make(t->plan->profile, &groups)) {
		t->out->failed = true;
		return;
	}
	if (!tells(&groups))
		return;
	used = calloc(groups.n + 1, sizeof(*used));
	if (!used || gather(t->plan, &groups, used)) {
		t->out->failed = true;
		return;
	}
	s.used = used;
	text_title(t, "Where");
	add_table(&s);
	add_choices(&s);
}
