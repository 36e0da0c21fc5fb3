// SPDX-License-Identifier: BSD-2-Clause
/* Who used what, in the text report: the tree of programs and the syscalls. */
#include <inttypes.h>
#include <libsmartcols.h>
#include <stdlib.h>
#include <string.h>

#include "base/guard.h"
#include "core/errnos.h"
#include "core/owner_group.h"
#include "core/review.h"
#include "core/sysno.h"
#include "emit/arguments.h"
#include "emit/caplist.h"
#include "emit/evidence.h"
#include "emit/runtime_part.h"
#include "emit/text.h"
#include "emit/text_table.h"

#define FIXED_COLUMNS 18 /* RUNS and SYSCALLS with the gaps around them */
#define ROLE_COLUMNS 10
#define DEPTH_MAX 16    /* levels that are drawn */
#define PROGRAM_LEAST 16 /* columns a shortened path still has */

/* --- tree --------------------------------------------------------------------- */

struct tree {
	struct text_table table;
	struct libscols_line **lines; /* one a program, in the order of the profile */
	size_t *depth;
	uint64_t *used;
	size_t room; /* columns for a path at the top; 0: no limit */
	bool roles;  /* a column for them */
};

static size_t parent_index(const struct plan *plan, size_t child)
{
	const struct program *programs = plan->profile->programs;
	const struct program *parent = part_parent(plan, &programs[child]);

	return parent && parent < &programs[child] ? (size_t)(parent - programs) : SIZE_MAX;
}

/* Cuts a long path at its front, at a '/' if one is left: the end tells more. */
static void add_path(struct text *t, const struct program *program, size_t room, struct buf *out)
{
	const char *dots = t->style->utf8 ? "\xe2\x80\xa6" : "...";
	_buf_ struct buf whole = BUF_INIT, clean = BUF_INIT;
	const char *end, *slash;

	text_program_name(program, &whole);
	text_add(&clean, t->style, buf_text(&whole));
	out->failed |= whole.failed || clean.failed;
	end = buf_text(&clean);
	if (!room || text_width(end) <= room) {
		buf_add(out, end);
		return;
	}
	while (*end && text_width(end) + text_width(dots) > room)
		do
			end++;
		while ((*end & 0xc0) == 0x80);
	slash = strchr(end, '/');
	buf_addf(out, "%s%s", dots, slash && slash[1] ? slash : end);
}

/* Columns for a path: what the longest list of capabilities leaves, but that list can wrap. */
static size_t path_room(const struct text *t, const uint64_t *used)
{
	size_t i, longest = 0, width = t->style->width;
	size_t most = width / 3 > TEXT_WRAP_LEAST ? width / 3 : TEXT_WRAP_LEAST;

	for (i = 0; i < t->plan->profile->nprograms; i++) {
		_buf_ struct buf caps = BUF_INIT;

		caplist_join(&caps, used[i], cap_short_name, "", " ");
		t->out->failed |= caps.failed;
		if (caps.size > longest)
			longest = caps.size;
	}
	longest = (longest < most ? longest : most) + TEXT_INDENT + FIXED_COLUMNS;
	longest += t->plan->roles.first ? ROLE_COLUMNS : 0;
	return longest + PROGRAM_LEAST < width ? width - longest : width ? PROGRAM_LEAST : 0;
}

/* A row below that of the parent; beyond DEPTH_MAX beside it, and the name tells how much deeper it is. */
static struct libscols_line *add_node(const struct text *t, struct tree *tree, size_t i, struct buf *name)
{
	size_t parent = parent_index(t->plan, i);
	struct libscols_line *above = NULL;

	if (parent != SIZE_MAX) {
		tree->depth[i] = tree->depth[parent] + 1;
		above = tree->lines[parent];
	}
	if (tree->depth[i] > DEPTH_MAX) {
		above = above ? scols_line_get_parent(above) : NULL;
		buf_addf(name, "(+%zu) ", tree->depth[i] - DEPTH_MAX);
	}
	tree->lines[i] = text_table_row(&tree->table, above);
	return tree->lines[i];
}

static size_t node_room(const struct tree *tree, size_t i)
{
	size_t drawn = 2 * (tree->depth[i] < DEPTH_MAX ? tree->depth[i] : DEPTH_MAX);

	if (!tree->room)
		return 0;
	return tree->room > drawn + PROGRAM_LEAST ? tree->room - drawn : PROGRAM_LEAST;
}

/* Distinct numbers over all ABIs. */
static size_t count_syscalls(struct text *t, const struct program *program)
{
	size_t abi, n = 0;

	for (abi = 0; abi < LC_ABIS; abi++) {
		struct sysset set = { 0 };
		_free_ struct sysuse *use = NULL;

		if (part_syscalls(t->plan, program, abi, &set) < 0)
			t->out->failed = true;
		use = set.use;
		n += set.n;
	}
	return n;
}

static void add_program(struct text *t, struct tree *tree, size_t i)
{
	const struct program *program = &t->plan->profile->programs[i];
	_buf_ struct buf path = BUF_INIT, runs = BUF_INIT, calls = BUF_INIT, caps = BUF_INIT;
	struct libscols_line *row = add_node(t, tree, i, &path);
	size_t column = 0;

	add_path(t, program, node_room(tree, i), &path);
	buf_addf(&runs, "%llu", (unsigned long long)program->instances);
	buf_addf(&calls, "%zu", count_syscalls(t, program));
	if (tree->used[i])
		caplist_join(&caps, tree->used[i], cap_short_name, "", " ");
	else
		buf_add(&caps, "-");
	text_table_add(&tree->table, row, column++, &path, NULL);
	if (tree->roles)
		text_table_cell(&tree->table, row, column++, role_name(part_role(t->plan, program)), NULL);
	text_table_add(&tree->table, row, column++, &runs, NULL);
	text_table_add(&tree->table, row, column++, &calls, NULL);
	text_table_add(&tree->table, row, column, &caps, NULL);
}

#define PROGRAM_COLUMN { .title = "PROGRAM", .tree = true }
#define OTHER_COLUMNS { .title = "RUNS", .right = true }, { .title = "SYSCALLS", .right = true }, \
		      { .title = "CAPABILITIES USED", .wraps = true }

/* Roles have a column where there is more than one. */
static struct text_table begin_programs(const struct text *t)
{
	static const struct text_column plain[] = { PROGRAM_COLUMN, OTHER_COLUMNS };
	static const struct text_column with_role[] = { PROGRAM_COLUMN, { .title = "ROLE" }, OTHER_COLUMNS };

	if (t->plan->roles.first)
		return text_table_begin(t->style, with_role, ARRAY_SIZE(with_role));
	return text_table_begin(t->style, plain, ARRAY_SIZE(plain));
}

void text_programs(struct text *t)
{
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
	tree.room = path_room(t, used);
	tree.roles = t->plan->roles.first;
	tree.table = begin_programs(t);
	for (i = 0; i < n; i++)
		if (part_whole(t->plan, &t->plan->profile->programs[i]) == &t->plan->profile->programs[i])
			add_program(t, &tree, i);
	text_table_end(&tree.table, t->out);
}

/* --- syscalls ----------------------------------------------------------------- */

static size_t count_all(const struct plan *plan, enum lc_abi abi)
{
	size_t i, n = 0;

	for (i = 0; i < plan->nsyscalls; i++)
		n += plan->syscalls[i].abi == abi;
	return n;
}

/* Those that have this as their first reason, so that the counts add up. */
static size_t count_first(const struct plan *plan, enum lc_abi abi, enum sys_why why)
{
	size_t i, n = 0;

	for (i = 0; i < plan->nsyscalls; i++)
		if (plan->syscalls[i].abi == abi && (plan->syscalls[i].why & (2 * why - 1)) == why)
			n++;
	return n;
}

static void add_added(struct text *t, enum lc_abi abi)
{
	static const struct {
		enum sys_why why;
		const char *text;
	} rows[] = {
		{ WHY_KERNEL, "that the kernel issues or a process ends with" },
		{ WHY_VDSO, "that the vDSO falls back to" },
		{ WHY_LIBC, "that another libc calls instead" },
		{ WHY_RUNTIME, "that container runtimes need to start it" },
		{ WHY_IO_URING, "that do what went through io_uring" },
		{ WHY_RELEASE, "that another kernel has instead" },
		{ WHY_ARCH, "that another architecture has instead" },
	};
	_buf_ struct buf line = BUF_INIT;
	size_t i;

	_Static_assert(ARRAY_SIZE(rows) == WHYS - 1, "each reason but the observation");
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		size_t n = count_first(t->plan, abi, rows[i].why);

		if (n)
			buf_addf(&line, "%s %zu %s", line.size ? "," : "added:", n, rows[i].text);
	}
	if (line.size)
		text_paragraph(t, buf_text(&line), 2 * TEXT_INDENT);
	t->out->failed |= line.failed;
}

/* Those that may have worked. */
static void add_observed(struct text *t, enum lc_abi abi)
{
	_buf_ struct buf line = BUF_INIT;
	size_t i;

	buf_add(&line, "observed:");
	for (i = 0; i < t->plan->nsyscalls; i++)
		if (t->plan->syscalls[i].abi == abi && (t->plan->syscalls[i].why & WHY_OBSERVED) &&
		    !review_failed(t->plan, &t->plan->syscalls[i]))
			buf_addf(&line, " %s", t->plan->syscalls[i].name);
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

/* "x86_64: 84 allowed, 71 observed and 13 added", then which. */
static void add_abi(struct text *t, enum lc_abi abi)
{
	size_t all = count_all(t->plan, abi), observed = count_first(t->plan, abi, WHY_OBSERVED);
	_buf_ struct buf line = BUF_INIT;

	buf_addf(&line, "%s: %zu allowed, %zu observed and %zu added", sysno_abi_name(abi), all, observed,
		 all - observed);
	text_paragraph(t, buf_text(&line), TEXT_INDENT);
	add_observed(t, abi);
	text_failed(t, abi);
	add_added(t, abi);
	add_nameless(t, abi);
	t->out->failed |= line.failed;
}

void text_syscalls(struct text *t)
{
	unsigned int abi;

	text_title(t, "Syscalls");
	for (abi = 0; abi < LC_ABIS; abi++)
		if (t->plan->abi_used[abi] || count_all(t->plan, abi))
			add_abi(t, abi);
}

/* --- refused ------------------------------------------------------------------ */

#define REFUSED_SHOWN 30u /* programs that look around are refused by the hundred */

/* Who said no, with "?" where that is inferred, about what, why, and what can be done. */
static void add_why(const struct refusal *r, struct buf *b)
{
	const struct layer_verdict *v = r->verdict;
	const char *const parts[] = { v ? v->object : "", v ? v->detail : "", v ? v->fix : "" };
	static const char *const before[] = { ": ", ": ", "; " };

	buf_addf(b, "%s%s", layer_name(refusal_layer(r)), v && v->confidence == CONFIDENCE_INFERRED ? "?" : "");
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		if (parts[i] && *parts[i])
			buf_addf(b, "%s%s", before[i], parts[i]);
}

static void add_refusal(struct text *t, struct text_table *table, const struct refusal *r)
{
	const struct program *program = profile_program(t->plan->profile, r->program);
	struct libscols_line *row = text_table_row(table, NULL);
	_buf_ struct buf name = BUF_INIT, count = BUF_INIT, why = BUF_INIT;
	char room[32], error[16];

	if (program) {
		text_program_name(program, &name);
		owner_add_of(t->plan->profile, program, &name);
	}
	add_why(r, &why);
	buf_addf(&count, "%" PRIu64, r->count);
	text_table_cell(table, row, 0, sysno_name(r->abi, r->nr, room), NULL);
	text_table_cell(table, row, 1, r->error ? errno_word(r->error, error) : "ok", NULL);
	text_table_add(table, row, 2, &count, NULL);
	text_table_add(table, row, 3, &name, NULL);
	text_table_add(table, row, 4, &why, NULL);
}

void text_refused(struct text *t)
{
	static const struct text_column columns[] = {
		{ .title = "SYSCALL" },
		{ .title = "RESULT" },
		{ .title = "CALLS", .right = true },
		{ .title = "PROGRAM", .wraps = true },
		{ .title = "BY", .wraps = true },
	};
	const struct profile *p = t->plan->profile;
	struct text_table table;

	if (!p->nrefusals)
		return;
	text_title(t, "Refused calls");
	table = text_table_begin(t->style, columns, ARRAY_SIZE(columns));
	for (size_t i = 0; i < p->nrefusals && i < REFUSED_SHOWN; i++)
		add_refusal(t, &table, &p->refusals[i]);
	text_table_end(&table, t->out);
	if (p->nrefusals > REFUSED_SHOWN)
		buf_addf(t->out, "  and %zu more: --format json has them all\n", p->nrefusals - REFUSED_SHOWN);
}
