// SPDX-License-Identifier: BSD-2-Clause
/*
 * What a profile says of a process: by its container or unit, else by its file and what that started, else all of it.
 * A process hands its sets on to what it starts, so their use is its use.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/audit_parts.h"
#include "core/plan.h"

#define DELETED " (deleted)"

static bool same_word(struct owner_word a, struct owner_word b)
{
	return a.text && b.text && a.n && a.n == b.n && !memcmp(a.text, b.text, a.n);
}

static bool same_text(const char *a, const char *b)
{
	return a && b && *a && !strcmp(a, b);
}

enum likeness { LIKE_NOT, LIKE_IMAGE, LIKE_NAMED };

/* A container that is started anew has another id, and the same name; a replica of it has the image. */
static enum likeness owner_likeness(const struct owner *one, const struct owner *two)
{
	struct owner_facts a, b;

	owner_facts(one, &a);
	owner_facts(two, &b);
	if (a.kind != b.kind || a.kind == OWNER_HOST)
		return LIKE_NOT;
	if (a.kind == OWNER_UNIT)
		return same_word(a.unit, b.unit) ? LIKE_NAMED : LIKE_NOT;
	if (same_word(a.id, b.id) || same_text(a.name, b.name))
		return LIKE_NAMED;
	return same_text(a.image, b.image) ? LIKE_IMAGE : LIKE_NOT;
}

/* Marks the programs whose owner is as much alike as the most alike there is. false: none is. */
static bool mark_by_owner(const struct profile *p, const struct owner *owner, bool *in)
{
	enum likeness best = LIKE_NOT;
	bool any = false;

	for (size_t i = 0; i < p->nowners; i++) {
		enum likeness like = owner_likeness(&p->owners[i], owner);

		best = like > best ? like : best;
	}
	for (size_t i = 0; best != LIKE_NOT && i < p->nprograms; i++) {
		const struct owner *its = profile_owner(p, p->programs[i].owner);

		in[i] = its && owner_likeness(its, owner) == best;
		any |= in[i];
	}
	return any;
}

static size_t program_index(const struct profile *p, uint32_t id)
{
	const struct program *program = id ? profile_program(p, id) : NULL;

	return program ? (size_t)(program - p->programs) : SIZE_MAX;
}

static bool is_file(const char *exe, const char *wanted)
{
	size_t n = strlen(wanted), k = strlen(DELETED);

	if (n > k && !strcmp(wanted + n - k, DELETED))
		n -= k;
	return n && strlen(exe) == n && !memcmp(exe, wanted, n);
}

/* Parents stand before their children. */
static bool mark_by_file(const struct profile *p, const char *exe, bool *in)
{
	bool any = false;

	for (size_t i = 0; i < p->nprograms; i++) {
		size_t parent = program_index(p, p->programs[i].parent);

		in[i] = is_file(p->programs[i].exe, exe) || (parent < i && in[parent]);
		any |= in[i];
	}
	return any;
}

static bool mark(const struct audit *a, const struct audit_subject *s, bool *in)
{
	const struct profile *p = a->options.profile;
	const struct owner *owner = audit_owner(a, s);

	if (owner && mark_by_owner(p, owner, in))
		return true;
	if (mark_by_file(p, s->exe, in))
		return true;
	if (a->options.whole && !a->options.observed)
		memset(in, true, p->nprograms * sizeof(*in));
	return (a->options.whole && p->nprograms) || a->options.observed;
}

/* --- the answer for a set of programs --------------------------------------------- */

struct answer {
	uint64_t used, asked;
	bool no_new_privs;
};

static bool has_all_checks(const struct profile *p, const bool *in)
{
	for (size_t i = 0; i < p->nchecks; i++) {
		size_t at = program_index(p, p->checks[i].program);

		if (at < p->nprograms && !in[at])
			return false;
	}
	return true;
}

/* The part of the profile that the programs did, borrowed from it. */
static size_t copy_checks(const struct profile *p, const bool *in, struct check *checks)
{
	size_t n = 0;

	for (size_t i = 0; i < p->nchecks; i++) {
		size_t at = program_index(p, p->checks[i].program);

		if (at < p->nprograms && in[at])
			checks[n++] = p->checks[i];
	}
	return n;
}

static int ask(const struct profile *p, const bool *in, struct answer *out)
{
	const struct plan_options options = PLAN_OPTIONS_DEFAULT;
	_free_ struct check *checks = calloc(p->nchecks + 1, sizeof(*checks));
	_plan_ struct plan *plan = NULL;
	struct profile part = *p;
	int r;

	if (!checks)
		return -ENOMEM;
	/* What was proven of all of it is not proven of a part. */
	if (!has_all_checks(p, in))
		part.proof = NULL;
	part.checks = checks;
	part.nchecks = copy_checks(p, in, checks);
	r = plan_make(&part, &options, &plan);
	if (r)
		return r;
	*out = (struct answer){ .used = plan->keep, .asked = plan->ask, .no_new_privs = plan->no_new_privs };
	return 0;
}

int audit_measure(struct audit *a)
{
	const struct profile *p = a->options.profile;
	size_t bytes = (p->nprograms + 1) * sizeof(bool);
	_free_ bool *in = calloc(1, bytes), *last = calloc(1, bytes);
	struct answer answer;
	bool have = false;

	if (!in || !last)
		return -ENOMEM;
	for (size_t i = 0; i < a->nsubjects; i++) {
		struct audit_subject *s = &a->subjects[i];

		memset(in, 0, bytes);
		s->measured = mark(a, s, in);
		if (!s->measured)
			continue;
		/* Neighbours often are of one container. */
		if (!have || memcmp(in, last, bytes)) {
			int r = ask(p, in, &answer);

			if (r)
				return r;
			memcpy(last, in, bytes);
			have = true;
		}
		s->used = answer.used;
		s->unused = s->creds.permitted & ~(answer.used | answer.asked);
		s->no_new_privs_breaks = !answer.no_new_privs;
	}
	return 0;
}
