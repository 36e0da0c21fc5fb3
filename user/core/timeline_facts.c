// SPDX-License-Identifier: BSD-2-Clause
/* Knows what the records of the live view refer to by a number. */
#include "core/timeline_facts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/guard.h"
#include "base/text.h"
#include "core/site.h"

static int feed_program(struct live_facts *f, const struct lc_program *r)
{
	char **exe = &f->exe[r->h.slot];
	_buf_ struct buf path = BUF_INIT;

	f->flags[r->h.slot] |= r->flags;
	if (*exe)
		return 0;
	decode_path(r, &path);
	if (path.size)
		*exe = buf_take(&path);
	return path.failed ? -ENOMEM : 0;
}

static int feed_file(struct live_facts *f, const struct lc_file *r)
{
	struct program_file *file = r->h.slot ? f->file[r->h.slot] : NULL;

	if (!r->h.slot)
		return 0;
	if (!file)
		file = f->file[r->h.slot] = malloc(sizeof(*file));
	if (!file)
		return -ENOMEM;
	*file = (struct program_file){ .flags = r->flags, .uid = r->uid, .gid = r->gid, .rootid = r->rootid,
				       .permitted = r->permitted, .inheritable = r->inheritable };
	return 0;
}

/* What the compiler appends (".isra.0", ".cold") differs from build to build. */
static char *plain_name(const char *symbol)
{
	const char *dot = *symbol ? strchr(symbol + 1, '.') : NULL;
	_buf_ struct buf name = BUF_INIT;

	text_escape(&name, symbol, dot ? (size_t)(dot - symbol) : strlen(symbol));
	return buf_take(&name);
}

static int feed_symbol(struct live_facts *f, const struct lc_symbol *r)
{
	_free_ struct live_symbol *made = NULL;
	_free_ char *name = NULL;
	struct live_symbol *known;

	HASH_FIND(hh, f->symbols, &r->ip, sizeof(r->ip), known);
	if (known || !r->name[0])
		return 0;
	name = plain_name(r->name);
	made = calloc(1, sizeof(*made));
	if (!name || !made)
		return -ENOMEM;
	made->ip = r->ip;
	made->name = name;
	HASH_ADD(hh, f->symbols, ip, sizeof(made->ip), made);
	if (!made->hh.tbl)
		return -ENOMEM;
	(void)TAKE(name);
	(void)TAKE(made);
	return 0;
}

/* The check of this id, made if there is none; NULL when memory ran out. */
static struct live_check *check_of(struct live_facts *f, uint32_t id)
{
	_free_ struct live_check *made = NULL;
	struct live_check *known;

	HASH_FIND(hh, f->checks, &id, sizeof(id), known);
	if (known)
		return known;
	made = calloc(1, sizeof(*made));
	if (!made)
		return NULL;
	made->id = id;
	made->site = "";
	HASH_ADD(hh, f->checks, id, sizeof(made->id), made);
	return made->hh.tbl ? TAKE(made) : NULL;
}

/* Told again at the end, with another count: the first is as good. */
static int feed_check(struct live_facts *f, const struct lc_check *r)
{
	struct live_check *check = r->id ? check_of(f, r->id) : NULL;

	if (r->id && !check)
		return -ENOMEM;
	if (check && !check->record.h.kind)
		check->record = *r;
	return 0;
}

static int feed_stack(struct live_facts *f, const struct lc_stack *r)
{
	struct live_check *check = check_of(f, r->check);
	struct lc_stack *stack;

	if (!check)
		return -ENOMEM;
	if (check->user_stack)
		return 0;
	stack = malloc(sizeof(*stack));
	if (!stack)
		return -ENOMEM;
	*stack = *r;
	check->user_stack = stack;
	return 0;
}

int live_facts_feed(struct live_facts *f, const union record *r)
{
	switch (r->head.kind) {
	case LC_PROGRAM:
		return feed_program(f, &r->program);
	case LC_FILE:
		return feed_file(f, &r->file);
	case LC_CHECK:
		return feed_check(f, &r->check);
	case LC_SYMBOL:
		return feed_symbol(f, &r->symbol);
	case LC_STACK:
		return feed_stack(f, &r->stack);
	default:
		return 0;
	}
}

static const char *symbol_of(const struct live_facts *f, uint64_t ip)
{
	struct live_symbol *symbol;

	HASH_FIND(hh, f->symbols, &ip, sizeof(ip), symbol);
	return symbol ? symbol->name : "";
}

/* Again only while a name is missing and others have come. */
static void name_frames(const struct live_facts *f, struct live_check *check)
{
	const char *symbols[LC_FRAMES];
	size_t n = check->record.nframes, known = HASH_COUNT(f->symbols), at, site;
	bool missing = false;

	if (check->named_with == known + 1)
		return;
	for (size_t i = 0; i < n; i++) {
		symbols[i] = symbol_of(f, check->record.ip[i]);
		missing |= !*symbols[i];
	}
	check->named_with = missing ? known + 1 : SIZE_MAX;
	at = site_stack_start(symbols, n);
	site = site_of_stack(symbols, n);
	check->site = site < n ? symbols[site] : "";
	for (check->nframes = 0; at < n; at++) {
		if (*symbols[at])
			check->frames[check->nframes++] = symbols[at];
	}
}

struct live_check *live_facts_check(struct live_facts *f, uint32_t id)
{
	struct live_check *check;

	HASH_FIND(hh, f->checks, &id, sizeof(id), check);
	if (!check || !check->record.h.kind)
		return NULL;
	if (check->named_with != SIZE_MAX)
		name_frames(f, check);
	return check;
}

const char *live_facts_exe(const struct live_facts *f, uint32_t slot)
{
	const char *exe = f->exe[slot_program(slot)];

	return exe ? exe : "";
}

void live_facts_clear(struct live_facts *f)
{
	FREE_FACTS(f->symbols, free(fact->name));
	FREE_FACTS(f->checks, free(fact->user_stack));
	for (size_t slot = 0; slot <= LC_MAX_PROGRAMS; slot++) {
		free(f->exe[slot]);
		free(f->file[slot]);
	}
}
