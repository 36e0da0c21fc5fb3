// SPDX-License-Identifier: BSD-2-Clause
/* Knows how the checks of a profile file are read, and how the calls ended they were made in. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/order.h"
#include "core/errnos.h"
#include "core/profile_reader.h"
#include "core/profile_words.h"

static int read_verdict(const struct node *check, uint32_t *flags)
{
	const char *word;
	int r = node_word(check, "verdict", &word);

	if (r)
		return r;
	if (!strcmp(word, "deny"))
		*flags |= LC_CHECK_DENIED;
	else if (strcmp(word, "allow"))
		return node_wrong(check, "verdict", "must be allow or deny");
	return 0;
}

static int read_user_ns(const struct node *check, uint32_t *flags)
{
	uint32_t flag = 0;
	const char *word;
	int r = node_word(check, "user_ns", &word);

	if (r)
		return r;
	if (user_ns_of(word, &flag))
		return node_wrong(check, "user_ns", "must be own, init or other");
	*flags |= flag;
	return 0;
}

/* Both of "audit" and "insetid" are known, or neither is. */
static int read_options(const struct node *check, uint32_t *flags)
{
	bool audit, insetid;
	int r;

	if (node_is_null(check, "audit") && node_is_null(check, "insetid"))
		return 0;
	r = node_bool(check, "audit", &audit);
	if (!r)
		r = node_bool(check, "insetid", &insetid);
	if (r)
		return r;
	*flags |= LC_CHECK_OPTS_KNOWN | (audit ? 0 : LC_CHECK_NOAUDIT) | (insetid ? LC_CHECK_INSETID : 0);
	return 0;
}

static uint32_t bit_of(const char *word)
{
	for (const struct flag_word *w = check_words; w->bit; w++) {
		if (*word == *w->word && !strcmp(word, w->word))
			return w->bit;
	}
	return 0;
}

static int read_words(const struct node *check, uint32_t *flags)
{
	uint32_t at = 0, bit;
	const char *key;
	bool value = false;
	int r = 0;

	while (!r && (key = node_next(check, &at))) {
		bit = bit_of(key);
		if (!bit)
			continue;
		r = node_bool(check, key, &value);
		if (!r && value)
			*flags |= bit;
	}
	return r;
}

/* In the order in which they are written, as all of a check: so each is found at once. */
static int read_check_flags(const struct node *check, uint32_t *flags)
{
	bool value = false;
	int r = read_user_ns(check, flags);

	if (!r)
		r = node_bool(check, "effective", &value);
	if (!r && value)
		*flags |= LC_CHECK_EFFECTIVE;
	if (!r)
		r = read_options(check, flags);
	return r ? r : read_words(check, flags);
}

/* Where: the syscall if it was in one, the call site and who called that. */
static int read_place(const struct node *check, struct check *c)
{
	struct node_list callers;
	int r = node_text(check, "site", &c->site);

	if (!r)
		r = node_list(check, "callers", &callers);
	if (!r && callers.n > PROFILE_CALLERS)
		r = node_wrong(check, "callers", "more than %d", PROFILE_CALLERS);
	if (!r)
		r = reader_words(check, "callers", &callers, c->callers);
	if (!r)
		r = reader_abi(check, &c->abi);
	c->nr = LC_NO_SYSCALL;
	return !r && !node_is_null(check, "syscall") ? reader_syscall(check, c->abi, &c->nr) : r;
}

static int compare_results(const void *a, const void *b)
{
	const struct result *x = a, *y = b;

	return order_u64(x->error, y->error);
}

static int read_results(const struct node *check, struct check *c)
{
	struct node results;
	const char *key;
	uint32_t at = 0;
	int r = node_object(check, "results", &results);

	if (r)
		return r;
	if (node_members(&results) > PROFILE_MAX_RESULTS)
		return node_wrong(check, "results", "more than %u", PROFILE_MAX_RESULTS);
	c->results = calloc(node_members(&results) + 1, sizeof(*c->results));
	if (!c->results)
		return -ENOMEM;
	while ((key = node_next(&results, &at))) {
		int error = errno_of(key);

		if (error < 0)
			return node_wrong(check, "results", "no such error: %s", key);
		c->results[c->nresults].error = error;
		r = node_u64(&results, key, &c->results[c->nresults++].count);
		if (r)
			return r;
	}
	qsort(c->results, c->nresults, sizeof(*c->results), compare_results);
	return 0;
}

static int read_phase(const struct node *check, uint32_t *phases)
{
	const char *word;
	int phase, r = node_word(check, "phase", &word);

	if (r)
		return r;
	phase = phase_of(word);
	if (phase < 0)
		return node_wrong(check, "phase", "must be init or serving");
	*phases = 1u << phase;
	return 0;
}

/* What older files lack. */
static int read_course(const struct node *check, struct check *c)
{
	int r = 0;

	if (reader_has(check, "last_ns"))
		r = node_u64(check, "last_ns", &c->last_ns);
	if (!r && reader_has(check, "phase"))
		r = read_phase(check, &c->phases);
	if (!r && reader_has(check, "results"))
		r = read_results(check, c);
	return r;
}

static int read_check(const struct node *n, const struct reader *reader, struct check *c)
{
	int r = reader_program(n, "program", reader, &c->program);

	if (!r)
		r = reader_capability(n, &c->cap);
	if (!r)
		r = read_verdict(n, &c->flags);
	if (!r)
		r = read_place(n, c);
	if (!r)
		r = node_u64(n, "count", &c->count);
	if (!r)
		r = node_u64(n, "first_ns", &c->first_ns);
	if (!r)
		r = read_check_flags(n, &c->flags);
	return r ? r : read_course(n, c);
}

int reader_checks(const struct node *root, struct reader *reader)
{
	struct profile *p = reader->profile;
	struct node_list list;
	int r = node_list(root, "checks", &list);

	if (r)
		return r;
	p->checks = calloc(list.n + 1, sizeof(*p->checks));
	if (!p->checks)
		return -ENOMEM;
	p->nchecks = list.n;
	for (size_t i = 0; !r && i < p->nchecks; i++) {
		struct node check;

		r = node_element(root, "checks", &list, i, &check);
		if (!r)
			r = read_check(&check, reader, &p->checks[i]);
	}
	return r;
}
