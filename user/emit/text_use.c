// SPDX-License-Identifier: BSD-2-Clause
/* Who used what, in the text report: the tree of programs and the syscalls. */
#include <stdlib.h>
#include <string.h>

#include "base/guard.h"
#include "core/sysno.h"
#include "emit/caplist.h"
#include "emit/evidence.h"
#include "emit/text.h"
#include "emit/text_table.h"

#define PROGRAM_LEAST 16 /* columns a shortened path still has */

/* --- tree --------------------------------------------------------------------- */

struct tree {
	struct text_table table;
	struct libscols_line **lines; /* one a program, in the order of the profile */
	size_t *depth;
	uint64_t *used;
	size_t room; /* columns for a path at the top; 0: no limit */
};

static size_t parent_index(const struct profile *p, size_t child)
{
	const struct program *parent = profile_program(p, p->programs[child].parent);

	return parent && parent < &p->programs[child] ? (size_t)(parent - p->programs) : SIZE_MAX;
}

/* Cuts a long path at its front: the end tells more. */
static void add_path(struct text *t, const struct program *program, size_t room, struct buf *out)
{
	const char *dots = t->style->utf8 ? "\xe2\x80\xa6" : "...";
	_buf_ struct buf whole = BUF_INIT, clean = BUF_INIT;
	const char *end;

	text_program_name(program, &whole);
	text_add(&clean, t->style, buf_text(&whole));
	end = buf_text(&clean);
	if (!room || text_width(end) <= room) {
		buf_add(out, buf_text(&whole));
		return;
	}
	while (*end && text_width(end) + text_width(dots) > room)
		end++;
	while ((*end & 0xc0) == 0x80)
		end++;
	buf_addf(out, "%s%s", dots, end);
}

static void add_program(struct text *t, struct tree *tree, size_t i)
{
	const struct program *program = &t->plan->profile->programs[i];
	size_t parent = parent_index(t->plan->profile, i);
	_buf_ struct buf path = BUF_INIT, runs = BUF_INIT, calls = BUF_INIT, caps = BUF_INIT;
	struct libscols_line *row;
	size_t lost;

	tree->depth[i] = parent == SIZE_MAX ? 0 : tree->depth[parent] + 1;
	row = text_table_row(&tree->table, parent == SIZE_MAX ? NULL : tree->lines[parent]);
	tree->lines[i] = row;
	lost = 2 * tree->depth[i];
	add_path(t, program, tree->room > lost + PROGRAM_LEAST ? tree->room - lost : tree->room ? PROGRAM_LEAST : 0,
		 &path);
	buf_addf(&runs, "%llu", (unsigned long long)program->instances);
	buf_addf(&calls, "%zu", evidence_syscalls(program));
	caplist_join(&caps, tree->used[i], cap_short_name, "", " ");
	text_table_cell(&tree->table, row, 0, buf_text(&path), NULL);
	text_table_cell(&tree->table, row, 1, buf_text(&runs), NULL);
	text_table_cell(&tree->table, row, 2, buf_text(&calls), NULL);
	text_table_cell(&tree->table, row, 3, tree->used[i] ? buf_text(&caps) : "-", NULL);
}

void text_programs(struct text *t)
{
	static const struct text_column columns[] = {
		{ .title = "PROGRAM", .tree = true },
		{ .title = "RUNS", .right = true },
		{ .title = "SYSCALLS", .right = true },
		{ .title = "CAPABILITIES USED", .wraps = true },
	};
	size_t i, n = t->plan->profile->nprograms;
	_free_ struct libscols_line **lines = calloc(n + 1, sizeof(*lines));
	_free_ size_t *depth = calloc(n + 1, sizeof(*depth));
	_free_ uint64_t *used = NULL;
	struct tree tree = { .lines = lines, .depth = depth };

	if (!n)
		return;
	if (!lines || !depth || evidence_used(t->plan, &used) < 0) {
		t->out->failed = true;
		return;
	}
	text_title(t, "Programs");
	tree.used = used;
	tree.room = t->style->width / 2;
	tree.table = text_table_begin(t->style, columns, ARRAY_SIZE(columns));
	for (i = 0; i < n; i++)
		add_program(t, &tree, i);
	text_table_end(&tree.table, t->out);
}

/* --- syscalls ----------------------------------------------------------------- */

static size_t count_why(const struct plan *plan, enum lc_abi abi, unsigned int why)
{
	size_t i, n = 0;

	for (i = 0; i < plan->nsyscalls; i++)
		if (plan->syscalls[i].abi == abi && (plan->syscalls[i].why & why))
			n++;
	return n;
}

static size_t count_all(const struct plan *plan, enum lc_abi abi)
{
	return count_why(plan, abi, ~0u);
}

/* "x86_64: 84 allowed, 71 observed and 13 added" */
static void add_totals(struct text *t, enum lc_abi abi)
{
	size_t all = count_all(t->plan, abi), observed = count_why(t->plan, abi, WHY_OBSERVED);
	_buf_ struct buf line = BUF_INIT;

	buf_addf(&line, "%s: %zu allowed, %zu observed and %zu added", sysno_abi_name(abi), all, observed,
		 all - observed);
	text_paragraph(t, buf_text(&line), TEXT_INDENT);
	t->out->failed |= line.failed;
}

/* Names of one ABI that were observed, or that were not and have this reason. */
static void add_names(struct text *t, enum lc_abi abi, unsigned int why, const char *label)
{
	_buf_ struct buf line = BUF_INIT;
	size_t i, n = 0;

	buf_addf(&line, "%s:", label);
	for (i = 0; i < t->plan->nsyscalls; i++) {
		const struct sys_plan *s = &t->plan->syscalls[i];
		bool added = !(s->why & WHY_OBSERVED);

		if (s->abi != abi || !(s->why & why) || added != !(why & WHY_OBSERVED))
			continue;
		buf_addf(&line, " %s", s->name);
		n++;
	}
	if (n)
		text_paragraph(t, buf_text(&line), 2 * TEXT_INDENT);
	t->out->failed |= line.failed;
}

/* Numbers without a name: seen, and on no list. */
static void add_nameless(struct text *t, enum lc_abi abi)
{
	const struct profile *p = t->plan->profile;
	_buf_ struct buf line = BUF_INIT;
	size_t i, k, n = 0;

	buf_add(&line, "numbers without a name, on no list:");
	for (i = 0; i < p->nprograms; i++) {
		const struct sysset *set = &p->programs[i].syscalls[abi];

		for (k = 0; k < set->n; k++) {
			if (sysno_by_number(abi, set->use[k].nr))
				continue;
			buf_addf(&line, " %u", set->use[k].nr);
			n++;
		}
	}
	if (n)
		text_paragraph(t, buf_text(&line), 2 * TEXT_INDENT);
	t->out->failed |= line.failed;
}

static void add_abi(struct text *t, enum lc_abi abi)
{
	static const struct {
		unsigned int why;
		const char *label;
	} rows[] = {
		{ WHY_OBSERVED, "observed" },
		{ WHY_KERNEL, "added, the kernel issues it or a process needs it to end" },
		{ WHY_VDSO, "added, what the vDSO falls back to" },
		{ WHY_LIBC, "added, another libc uses it instead of an observed one" },
		{ WHY_RUNTIME, "added, container runtimes need it before the program starts" },
	};
	size_t i;

	_Static_assert(ARRAY_SIZE(rows) == WHYS, "each reason has a label");
	add_totals(t, abi);
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		add_names(t, abi, rows[i].why, rows[i].label);
	add_nameless(t, abi);
}

void text_syscalls(struct text *t)
{
	unsigned int abi;

	text_title(t, "Syscalls");
	for (abi = 0; abi < LC_ABIS; abi++)
		if (t->plan->abi_used[abi] || count_all(t->plan, abi))
			add_abi(t, abi);
}
