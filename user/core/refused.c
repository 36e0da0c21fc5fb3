/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Knows which refusals of a replay are news: those that mattered, and that the
 * recording either did not have or lived with.
 */
#include "core/refused.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/order.h"
#include "core/advise.h"
#include "core/errnos.h"
#include "core/sysno.h"
#include "core/weigh.h"

/* Refusals of one profile while they are gathered. */
struct gathered {
	struct refused *list;
	size_t n;
	const struct profile *profile;
	bool *below; /* [nprograms], or NULL: all */
};

static int find_below(struct gathered *g, const char *path)
{
	const struct profile *p = g->profile;
	bool found = false;

	g->below = calloc(p->nprograms + 1, sizeof(*g->below));
	if (!g->below)
		return -ENOMEM;
	for (size_t i = 0; i < p->nprograms; i++) {
		const struct program *program = &p->programs[i], *parent = profile_program(p, program->parent);
		bool first = !found && program->exe && !strcmp(program->exe, path);

		g->below[i] = first || (parent && g->below[parent - p->programs]);
		found |= first;
	}
	return 0;
}

/* NULL if it is not to be looked at. */
static const struct program *program_of(const struct gathered *g, uint32_t id)
{
	const struct program *program = profile_program(g->profile, id);

	return program && (!g->below || g->below[program - g->profile->programs]) ? program : NULL;
}

static const char *program_name(const struct program *program)
{
	if (program->exe && *program->exe)
		return program->exe;
	return program->comm ? program->comm : "";
}

/* What the calls failed with; 0 if none did. */
static uint32_t worst_error(const struct check *c)
{
	const struct result *worst = check_worst_result(c);

	return worst ? worst->error : 0;
}

static bool all_succeeded(const struct check *c)
{
	return c->nresults && !worst_error(c);
}

/* Who said no, for a refusal that mattered; LAYERS for any other. */
static enum layer layer_of_check(const struct weighed *w)
{
	uint32_t flags = w->check->flags;

	if (!check_refused(w->check))
		return LAYERS;
	switch (w->weight) {
	case WEIGHT_DENIED:
	case WEIGHT_ASKED:
		return LAYER_CAPABILITY;
	case WEIGHT_DENIED_LSM:
		return LAYER_LSM_OTHER;
	case WEIGHT_DENIED_NAMESPACE:
		return LAYER_USER_NAMESPACE;
	case WEIGHT_SURVIVED:
		break;
	default:
		return LAYERS;
	}
	if (flags & LC_CHECK_LSM_DENIED)
		return LAYER_LSM_OTHER;
	if ((flags & LC_CHECK_EFFECTIVE) || (flags & LC_CHECK_NS_INIT))
		return flags & CHECK_NS_FLAGS ? LAYER_USER_NAMESPACE : LAYER_LSM_OTHER;
	return LAYER_CAPABILITY;
}

static void gather_check(struct gathered *g, const struct weighed *w)
{
	const struct program *program = program_of(g, w->check->program);
	const struct check *c = w->check;
	enum layer layer = layer_of_check(w);

	if (!program || layer == LAYERS)
		return;
	g->list[g->n++] = (struct refused){
		.layer = layer,
		.program = program_name(program),
		.nr = c->nr,
		.abi = c->abi,
		.error = worst_error(c),
		.survived = w->weight == WEIGHT_SURVIVED || (w->weight == WEIGHT_ASKED && all_succeeded(c)),
		.cap = (int)c->cap,
		.site = c->site ? c->site : "",
		.check = c,
		.count = c->count,
	};
}

static int gather_checks(struct gathered *g)
{
	const struct profile *p = g->profile;
	const struct weigh_context context = { p, false, NULL }; /* with no_new_privs it would not have been asked */
	_free_ struct weighed *w = calloc(p->nchecks + 1, sizeof(*w));
	size_t n = 0;

	if (!w)
		return -ENOMEM;
	n = weigh_all(&context, w);
	settle_decisions(w, n, p->cap_last);
	for (size_t i = 0; i < n; i++)
		gather_check(g, &w[i]);
	return 0;
}

static void gather_refusals(struct gathered *g)
{
	for (size_t i = 0; i < g->profile->nrefusals; i++) {
		const struct refusal *r = &g->profile->refusals[i];
		const struct program *program = program_of(g, r->program);

		/* What others refuse is told by the checks, or is no matter of the plan. */
		if (!program || r->by != LC_REFUSER_SECCOMP)
			continue;
		g->list[g->n++] = (struct refused){
			.layer = LAYER_SECCOMP,
			.program = program_name(program),
			.nr = r->nr,
			.abi = r->abi,
			.error = r->error,
			.cap = -1,
			.site = "",
			.count = r->count,
		};
	}
}

/* What makes a refusal the same one in another run. */
static int compare_keys(const void *a, const void *b)
{
	const struct refused *x = a, *y = b;
	int r = strcmp(x->program, y->program);

	if (!r)
		r = order_u64(x->abi, y->abi);
	if (!r)
		r = order_u64(x->nr, y->nr);
	if (!r)
		r = (x->cap > y->cap) - (x->cap < y->cap);
	return r ? r : strcmp(x->site, y->site);
}

/* The same, and by the layer; the address in the profile keeps the order of equals the same everywhere. */
static int compare_refused(const void *a, const void *b)
{
	const struct refused *x = a, *y = b;
	int r = compare_keys(a, b);

	if (!r)
		r = order_u64(x->layer, y->layer);
	if (!r)
		r = order_u64(y->count, x->count);
	return r ? r : order_u64((uintptr_t)x->check, (uintptr_t)y->check);
}

static int compare_for_reader(const void *a, const void *b)
{
	const struct refused *x = a, *y = b;

	return x->survived != y->survived ? x->survived - y->survived : compare_refused(a, b);
}

/* Another record of the same refusal: in another phase, of another process. */
static void add_to(struct refused *r, const struct refused *more)
{
	if (__builtin_add_overflow(r->count, more->count, &r->count))
		r->count = UINT64_MAX;
	if (error_is_forbidden(more->error) > error_is_forbidden(r->error) || !r->error)
		r->error = more->error;
	if (r->survived && !more->survived)
		r->check = more->check;
	r->survived &= more->survived;
}

static void join_equals(struct gathered *g)
{
	size_t n = 0;

	if (g->n)
		qsort(g->list, g->n, sizeof(*g->list), compare_refused);
	for (size_t i = 0; i < g->n; i++) {
		if (n && !compare_keys(&g->list[n - 1], &g->list[i]) && g->list[n - 1].layer == g->list[i].layer)
			add_to(&g->list[n - 1], &g->list[i]);
		else
			g->list[n++] = g->list[i];
	}
	g->n = n;
}

static int gather(struct gathered *g, const struct profile *p, const char *below)
{
	int r;

	g->profile = p;
	g->list = calloc(p->nchecks + p->nrefusals + 1, sizeof(*g->list));
	if (!g->list)
		return -ENOMEM;
	r = below ? find_below(g, below) : 0;
	if (!r)
		r = gather_checks(g);
	if (r)
		return r;
	gather_refusals(g);
	join_equals(g);
	return 0;
}

static void gathered_free(struct gathered *g)
{
	free(g->list);
	free(g->below);
}

/* Whatever the layer was then: refused is refused. Worse than a refusal that was survived is news, too. */
static bool is_news(const struct gathered *before, const struct refused *r)
{
	const struct refused *end = before->list + before->n, *old = NULL;

	if (before->n)
		old = bsearch(r, before->list, before->n, sizeof(*before->list), compare_keys);
	if (!old)
		return true;
	while (old > before->list && !compare_keys(&old[-1], r))
		old--;
	for (; old < end && !compare_keys(old, r); old++)
		if (!old->survived || r->survived || !r->error)
			return false;
	return true;
}

static void keep_news(const struct gathered *before, struct gathered *now)
{
	size_t n = 0;

	for (size_t i = 0; i < now->n; i++)
		if (is_news(before, &now->list[i]))
			now->list[n++] = now->list[i];
	now->n = n;
	if (n)
		qsort(now->list, n, sizeof(*now->list), compare_for_reader);
}

int refused_new(const struct profile *before, const struct profile *now, const char *below, struct refused **out,
		size_t *n)
{
	_cleanup_(gathered_free) struct gathered old = { 0 };
	_cleanup_(gathered_free) struct gathered new = { 0 };
	int r = gather(&old, before, NULL);

	if (!r)
		r = gather(&new, now, below);
	if (r)
		return r;
	keep_news(&old, &new);
	*out = TAKE(new.list);
	*n = new.n;
	return 0;
}

static void add_call_name(const struct refused *r, const char *brackets, struct buf *b)
{
	char room[32];

	buf_addf(b, "%s%s", sysno_name(r->abi, r->nr, room), brackets);
	if (r->abi != LC_ABI_X86_64)
		buf_addf(b, " (%s)", sysno_abi_name(r->abi));
}

/* "bind() refused with EACCES" */
static void add_call(const struct refused *r, struct buf *b)
{
	char room[16];

	if (r->nr == LC_NO_SYSCALL) {
		buf_add(b, "refused outside of a syscall");
		return;
	}
	add_call_name(r, "()", b);
	buf_add(b, r->survived ? " succeeded all the same" : " refused");
	if (!r->survived && r->error)
		buf_addf(b, " with %s", errno_word(r->error, room));
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash && slash[1])
		return slash + 1;
	return *path ? path : "an unnamed program";
}

static const char *asked_of(enum layer layer)
{
	switch (layer) {
	case LAYER_USER_NAMESPACE:
		return ", asked of another user namespace";
	case LAYER_LSM_OTHER:
		return ", refused by another security module";
	default:
		return "";
	}
}

static void add_cap(const struct refused *r, struct buf *b)
{
	char room[32];

	buf_addf(b, ": %s", cap_name((unsigned int)r->cap, room));
	if (*r->site)
		buf_addf(b, " at %s", r->site);
	buf_add(b, asked_of(r->layer));
}

void refused_text(const struct refused *r, struct buf *b)
{
	buf_addf(b, "%s: ", base_name(r->program));
	add_call(r, b);
	if (r->layer == LAYER_SECCOMP)
		buf_add(b, " by the seccomp filter");
	if (r->cap >= 0)
		add_cap(r, b);
}

void refused_phrase(const struct refused *r, struct buf *b)
{
	char room[16];

	if (r->nr == LC_NO_SYSCALL)
		buf_add(b, "outside of a syscall");
	else
		add_call_name(r, "", b);
	if (r->error)
		buf_addf(b, ": %s", errno_word(r->error, room));
	if (r->layer == LAYER_SECCOMP)
		buf_add(b, " by seccomp");
	else if (*r->site)
		buf_addf(b, " at %s", r->site);
}

void refused_remedy(const struct refused *r, struct buf *b)
{
	char room[32];

	switch (r->layer) {
	case LAYER_CAPABILITY:
		buf_addf(b, "keep %s", cap_name((unsigned int)r->cap, room));
		break;
	case LAYER_USER_NAMESPACE:
		buf_add(b, "none: no capability of this user namespace helps");
		break;
	case LAYER_LSM_OTHER:
		buf_add(b, "none: the policy of another security module decides");
		break;
	case LAYER_SECCOMP:
		buf_add(b, "allow ");
		add_call_name(r, "", b);
		break;
	default:
		buf_add(b, "none: it is not known who refused");
	}
}
