// SPDX-License-Identifier: BSD-2-Clause
/*
 * Knows how records become facts. Each merge below gives the same whatever
 * the order and however often a record comes: largest, least, union.
 */
#include "core/fold.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/order.h"
#include "base/text.h"
#include "core/decode.h"
#include "core/denials.h"
#include "core/fold_facts.h"
#include "core/fold_merge.h"

static char *escaped(const void *bytes, size_t n)
{
	_buf_ struct buf b = BUF_INIT;

	text_escape(&b, bytes, n);
	return buf_take(&b);
}

/* Only the number of instances always grows, so it tells which of two records is the later. */
static void merge_alive(struct lc_program *have, const struct lc_program *new)
{
	if (new->instances > have->instances ||
	    (new->instances == have->instances && new->alive < have->alive))
		have->alive = new->alive;
	TAKE_LARGER(have->instances, new->instances);
}

static void merge_program(struct lc_program *have, const struct lc_program *new)
{
	if (!have->h.kind) {
		*have = *new;
		return;
	}
	merge_alive(have, new);
	if (new->parent && (!have->parent || new->parent < have->parent))
		have->parent = new->parent;
	if (new->owner && (!have->owner || new->owner < have->owner))
		have->owner = new->owner;
	have->flags |= new->flags;
	TAKE_LARGER(have->dev, new->dev);
	TAKE_LARGER(have->ino, new->ino);
	if (new->h.ns < have->h.ns || (new->h.ns == have->h.ns && new->uid < have->uid))
		have->uid = new->uid;
	if (new->h.ns < have->h.ns)
		have->h.ns = new->h.ns;
}

static int feed_program(struct fold *f, const struct lc_program *r)
{
	_buf_ struct buf path = BUF_INIT;
	_free_ char *exe = NULL;
	_free_ char *comm = escaped(r->comm, strlen(r->comm));
	struct program_fact *fact;

	decode_path(r, &path);
	exe = buf_take(&path);
	fact = exe && comm ? FACT(f->programs, &r->h.slot) : NULL;
	if (!fact)
		return -ENOMEM;
	merge_program(&fact->record, r);
	take_text(&fact->exe, &exe);
	take_text(&fact->comm, &comm);
	return 0;
}

/* An id that is told of two checks stands for the same one of them, whatever the order. */
static void tie_id(struct id_fact *id, const struct check_key *key, bool is_void)
{
	if (is_void) {
		TAKE_LARGER(id->of, ID_VOID);
		return;
	}
	if (id->of != ID_CHECK || memcmp(key, &id->check, sizeof(*key)) < 0)
		id->check = *key;
	id->of = ID_CHECK;
}

static struct check_fact *check_of(struct fold *f, const struct check_key *key)
{
	size_t before = HASH_COUNT(f->checks);
	struct check_fact *fact = FACT(f->checks, key);

	if (HASH_COUNT(f->checks) > before)
		fact->index = before;
	return fact;
}

static int feed_check(struct fold *f, const struct lc_check *r)
{
	struct check_key key = { .slot = r->h.slot, .cap = r->cap, .flags = r->flags,
				 .nr = r->nr, .abi = r->abi, .nframes = r->nframes };
	bool is_void = r->flags & LC_CHECK_VOID;
	struct id_fact *id = r->id ? FACT(f->ids, &r->id) : NULL;
	struct check_fact *fact;

	memcpy(key.ip, r->ip, sizeof(key.ip));
	if (r->id && !id)
		return -ENOMEM;
	fact = is_void ? NULL : check_of(f, &key);
	if (!is_void && !fact)
		return -ENOMEM;
	if (id)
		tie_id(id, &key, is_void);
	if (is_void)
		return 0;
	TAKE_LARGER(fact->count, r->count);
	take_first(&fact->first_ns, r->h.ns);
	return 0;
}

static int feed_result(struct fold *f, const struct lc_result *r)
{
	struct result_key key = { .id = r->check, .error = r->error };
	struct result_fact *fact = FACT(f->results, &key);

	if (!fact)
		return -ENOMEM;
	TAKE_LARGER(fact->count, r->count);
	return 0;
}

static int feed_last(struct fold *f, const struct lc_last *r)
{
	struct id_fact *fact = FACT(f->ids, &r->check);

	if (!fact)
		return -ENOMEM;
	TAKE_LARGER(fact->last_ns, r->h.ns);
	return 0;
}

static int feed_refusal(struct fold *f, const struct lc_refusal *r)
{
	struct refusal_key key = { .slot = r->h.slot, .abi = r->abi, .nr = r->nr, .error = r->error, .by = r->by };
	struct refusal_fact *fact = FACT(f->refusals, &key);

	if (!fact)
		return -ENOMEM;
	TAKE_LARGER(fact->count, r->count);
	take_first(&fact->first_ns, r->h.ns);
	return 0;
}

/* What the compiler appends (".isra.0", ".cold") differs from build to build. */
static size_t plain_symbol_size(const char *name)
{
	const char *dot = *name ? strchr(name + 1, '.') : NULL;

	return dot ? (size_t)(dot - name) : strlen(name);
}

static int feed_symbol(struct fold *f, const struct lc_symbol *r)
{
	_free_ char *name = escaped(r->name, plain_symbol_size(r->name));
	struct symbol_fact *fact = name ? FACT(f->symbols, &r->ip) : NULL;

	if (!fact)
		return -ENOMEM;
	take_text(&fact->name, &name);
	return 0;
}

static int feed_hook(struct fold *f, const struct lc_hook *r)
{
	struct hook_key key = { 0 };
	struct hook_fact *fact;

	strcpy(key.role, r->role);
	strcpy(key.hook, r->hook);
	fact = FACT(f->hooks, &key);
	if (!fact)
		return -ENOMEM;
	/* Of two that differ the longer one: it admits more. */
	if (strlen(r->blind) > strlen(fact->blind) ||
	    (strlen(r->blind) == strlen(fact->blind) && strcmp(r->blind, fact->blind) < 0))
		strcpy(fact->blind, r->blind);
	return 0;
}

static int feed_argument(struct fold *f, const struct lc_argument *r)
{
	_free_ char *text = escaped(r->text, r->size);
	struct argument_fact *fact = text ? FACT(f->arguments, &r->index) : NULL;

	if (!fact)
		return -ENOMEM;
	take_text(&fact->text, &text);
	return 0;
}

/* A sysctl of several numbers has tabs between them. */
static char *plain_value(const char *text)
{
	char value[LC_SETTING_LEN];
	size_t n = strlen(text);

	while (n && (text[n - 1] == '\n' || text[n - 1] == ' '))
		n--;
	for (size_t i = 0; i < n; i++)
		value[i] = text[i] == '\t' ? ' ' : text[i];
	return escaped(value, n);
}

static int feed_setting(struct fold *f, const struct lc_setting *r)
{
	_free_ char *name = escaped(r->name, strlen(r->name));
	_free_ char *value = plain_value(r->value);
	struct setting_key key = { 0 };
	struct setting_fact *fact;

	strcpy(key.name, r->name);
	fact = name && value ? FACT(f->settings, &key) : NULL;
	if (!fact)
		return -ENOMEM;
	take_text(&fact->name, &name);
	take_text(&fact->value, &value);
	return 0;
}

/* What somebody told is better than what was guessed, and of several guesses the last. */
static int compare_boundaries(const struct lc_boundary *x, const struct lc_boundary *y)
{
	int r = order_u64(x->sign, y->sign);

	if (!r)
		r = order_u64(x->chapter, y->chapter);
	if (!r)
		r = order_u64(y->h.ns, x->h.ns);
	return r ? r : memcmp(x, y, sizeof(*x));
}

static void feed_boundary(struct fold *f, const struct lc_boundary *r)
{
	if (!f->boundary.h.kind || compare_boundaries(r, &f->boundary) > 0)
		f->boundary = *r;
}

static int compare_outcomes(const struct lc_outcome *x, const struct lc_outcome *y)
{
	int r = order_u64(x->flags, y->flags);

	return r ? r : memcmp(x, y, sizeof(*x));
}

static void feed_outcome(struct fold *f, const struct lc_outcome *r)
{
	if (!f->outcome.h.kind || compare_outcomes(r, &f->outcome) > 0)
		f->outcome = *r;
}

/* The earliest says when and where, any of them how many records there were. */
static void feed_session(struct fold *f, struct lc_session r)
{
	struct lc_session *have = &f->session;

	TAKE_LARGER(f->produced, r.produced);
	TAKE_LARGER(f->delivered, r.delivered);
	r.produced = r.delivered = 0;
	if (!have->h.kind || r.h.ns < have->h.ns || (r.h.ns == have->h.ns && memcmp(&r, have, sizeof(r)) < 0))
		*have = r;
}

static void feed_end(struct fold *f, const struct lc_head *r)
{
	f->ended = true;
	TAKE_LARGER(f->end_ns, r->ns);
}

static int feed_more(struct fold *f, const union record *r)
{
	switch (r->head.kind) {
	case LC_RESULT:
		return feed_result(f, &r->result);
	case LC_LAST:
		return feed_last(f, &r->last);
	case LC_REFUSAL:
		return feed_refusal(f, &r->refusal);
	case LC_SETTING:
		return feed_setting(f, &r->setting);
	case LC_BOUNDARY:
		feed_boundary(f, &r->boundary);
		return 0;
	case LC_OUTCOME:
		feed_outcome(f, &r->outcome);
		return 0;
	default: /* the timeline's */
		return 0;
	}
}

static int feed(struct fold *f, const union record *r)
{
	switch (r->head.kind) {
	case LC_PROGRAM:
		return feed_program(f, &r->program);
	case LC_SYSCALL:
		return fold_feed_calls(f, r);
	case LC_CHECK:
		return feed_check(f, &r->check);
	case LC_LOSS:
		TAKE_LARGER(f->lost[r->loss.cause], r->loss.count);
		return 0;
	case LC_SYMBOL:
		return feed_symbol(f, &r->symbol);
	case LC_HOOK:
		return feed_hook(f, &r->hook);
	case LC_SESSION:
		feed_session(f, r->session);
		return 0;
	case LC_ARGUMENT:
		return feed_argument(f, &r->argument);
	case LC_END:
		feed_end(f, &r->head);
		return 0;
	default:
		return feed_more(f, r);
	}
}

int fold_feed(struct fold *f, const void *bytes, size_t n)
{
	union record r;
	int error = decode_record(bytes, n, &r);

	if (error) {
		f->bad++;
		return error;
	}
	error = feed(f, &r);
	if (!error)
		error = fold_feed_denials(f, &r);
	if (!error)
		error = fold_feed_owners(f, &r);
	if (!error)
		error = fold_feed_privileges(f, &r);
	if (!error)
		error = fold_feed_calls(f, &r);
	if (!error)
		TAKE_LARGER(f->last_ns, r.head.ns);
	return error;
}

int fold_new(struct fold **out)
{
	_fold_ struct fold *f = calloc(1, sizeof(*f));

	if (!f || denials_new(&f->denials))
		return -ENOMEM;
	*out = TAKE(f);
	return 0;
}

void fold_free(struct fold **f)
{
	struct fold *fold = TAKE(*f);

	if (!fold)
		return;
	FREE_FACTS(fold->programs, free(fact->exe), free(fact->comm));
	FREE_FACTS(fold->checks);
	FREE_FACTS(fold->symbols, free(fact->name));
	FREE_FACTS(fold->hooks);
	FREE_FACTS(fold->arguments, free(fact->text));
	FREE_FACTS(fold->ids);
	FREE_FACTS(fold->results);
	FREE_FACTS(fold->refusals);
	FREE_FACTS(fold->settings, free(fact->name), free(fact->value));
	fold_free_denials(fold);
	fold_free_owners(fold);
	fold_free_privileges(fold);
	fold_free_calls(fold);
	free(fold);
}
