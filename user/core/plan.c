/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The plan: advice on capabilities and the closed syscall list put together,
 * and the name of what is generated from it.
 */
#include "core/plan.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/advise.h"
#include "core/argument.h"
#include "core/closure.h"
#include "core/prove.h"
#include "core/review.h"

#define NAME_LEN 63 /* longest label that every target takes */

const char *advice_name(enum advice a)
{
	static const char *const names[] = {
		[ADVICE_KEEP] = "keep", [ADVICE_DROP] = "drop", [ADVICE_ASK] = "ask",
	};

	static_assert(ARRAY_SIZE(names) == ADVICES, "a name per advice");
	return (unsigned int)a < ADVICES ? names[a] : "unknown";
}

const char *plan_why_name(enum sys_why why)
{
	static const char *const names[] = {
		"observed", "kernel", "vdso", "libc", "runtime", "io_uring", "release", "arch",
	};

	static_assert(ARRAY_SIZE(names) == WHYS, "a name per why");
	for (unsigned int i = 0; i < WHYS; i++)
		if (why == 1u << i)
			return names[i];
	return "unknown";
}

static bool is_name_byte(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
	       c == '.' || c == '-';
}

/* At most NAME_LEN safe bytes into room; a run of others becomes one '-'. Returns how many. */
static size_t name_clean(const char *text, char *room)
{
	size_t n = 0;

	for (; *text && n < NAME_LEN; text++) {
		char c = is_name_byte(*text) ? *text : '-';

		/* Neither an option nor a hidden file, nor "..". */
		if ((c == '-' || c == '.') && (!n || room[n - 1] == c))
			continue;
		room[n++] = c;
	}
	while (n && (room[n - 1] == '-' || room[n - 1] == '.'))
		n--;
	room[n] = '\0';
	return n;
}

const struct program *plan_root(const struct plan *plan)
{
	const struct program *root = profile_root(plan->profile);
	const struct program_role *role = root ? roles_of(&plan->roles, root->id) : NULL;

	if (role && role->role == PROGRAM_WORKLOAD)
		return role->is;
	return plan->roles.first ? plan->roles.first : root;
}

/* Of the unit that it was started as, without its type; NULL: of none. */
static const char *unit_name(const struct profile *p, char room[NAME_LEN + 1])
{
	const char *unit = profile_setting(p, SETTING_UNIT), *dot = unit ? strrchr(unit, '.') : NULL;

	if (!unit)
		return NULL;
	snprintf(room, NAME_LEN + 1, "%.*s", dot ? (int)(dot - unit) : NAME_LEN, unit);
	return room;
}

static char *make_name(const struct plan *plan, const char *wish)
{
	const struct program *root = plan_root(plan);
	const char *base = root && root->exe ? strrchr(root->exe, '/') : NULL;
	char room[NAME_LEN + 1], unit[NAME_LEN + 1];
	const char *const texts[] = { wish, unit_name(plan->profile, unit), base ? base + 1 : NULL,
				      root ? root->comm : NULL };

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		if (texts[i] && name_clean(texts[i], room))
			return strdup(room);
	return strdup("workload");
}

/* Where a phase is not known it may be either. */
static void sum_up_phases(struct plan *plan, const struct cap_plan *cap)
{
	unsigned int both = 1u << PHASE_INIT | 1u << PHASE_SERVING;
	unsigned int phases = cap->phases ? cap->phases : both;

	if (!plan->profile->boundary.sign)
		return;
	if (phases & 1u << PHASE_INIT)
		plan->keep_init |= UINT64_C(1) << cap->cap;
	if (phases & 1u << PHASE_SERVING)
		plan->keep_serving |= UINT64_C(1) << cap->cap;
}

static void sum_up_caps(struct plan *plan)
{
	for (size_t i = 0; i < plan->ncaps; i++) {
		uint64_t bit = UINT64_C(1) << plan->caps[i].cap;

		switch (plan->caps[i].advice) {
		case ADVICE_KEEP:
			plan->keep |= bit;
			sum_up_phases(plan, &plan->caps[i]);
			break;
		case ADVICE_DROP:
			plan->drop |= bit;
			break;
		default:
			plan->ask |= bit;
		}
	}
}

static void apply_proof(struct plan *plan)
{
	if (!prove_holds(plan->profile))
		return;
	prove_capabilities(plan->profile->proof, plan->caps, &plan->ncaps);
	plan->proof = plan->profile->proof->kind;
	plan->unproven = false;
}

/* Rules on arguments depend on what is kept. */
static int fill_calls(struct plan *plan)
{
	int r = closure_make(plan, plan->abi_used, &plan->syscalls, &plan->nsyscalls);

	if (!r)
		r = closure_runtime(plan, &plan->runtime_calls, &plan->nruntime_calls);
	if (!r)
		r = review_calls(plan);
	if (!r)
		r = closure_foreign(plan, &plan->foreign, &plan->nforeign);
	if (!r)
		r = argument_rules(plan);
	return r;
}

static int fill(struct plan *plan)
{
	int r = roles_make(plan->profile, &plan->roles);

	if (!r)
		r = advise_capabilities(plan->profile, &plan->roles, &plan->caps, &plan->ncaps, &plan->unproven);
	if (r < 0)
		return r;
	plan->no_new_privs = advise_no_new_privs(plan->profile, &plan->roles);
	plan->runtime_caps = advise_runtime(plan->profile, &plan->roles);
	apply_proof(plan);
	sum_up_caps(plan);
	r = fill_calls(plan);
	if (r < 0)
		return r;
	plan->name = make_name(plan, plan->options.name);
	if (!plan->name)
		return -ENOMEM;
	plan->incomplete = profile_incomplete(plan->profile);
	return 0;
}

int plan_make(const struct profile *profile, const struct plan_options *options, struct plan **out)
{
	static const struct plan_options defaults = PLAN_OPTIONS_DEFAULT;
	_plan_ struct plan *plan = calloc(1, sizeof(*plan));
	int r;

	if (!plan)
		return -ENOMEM;
	plan->profile = profile;
	plan->options = options ? *options : defaults;
	plan->deny = plan->options.deny.kind == ANSWER_ALLOW ? (struct sys_answer){ ANSWER_ERRNO, ENOSYS } :
							       plan->options.deny;
	r = fill(plan);
	if (r < 0)
		return r;
	plan->options.name = plan->name; /* the caller's may not live as long */
	*out = TAKE(plan);
	return 0;
}

const struct cap_plan *plan_cap(const struct plan *plan, unsigned int cap)
{
	for (size_t i = 0; i < plan->ncaps; i++)
		if (plan->caps[i].cap == cap)
			return &plan->caps[i];
	return NULL;
}

bool plan_observed(const struct plan *plan, const char *name)
{
	for (size_t i = 0; i < plan->nsyscalls; i++)
		if ((plan->syscalls[i].why & WHY_OBSERVED) && !strcmp(plan->syscalls[i].name, name))
			return true;
	return false;
}

void plan_free(struct plan **plan)
{
	struct plan *p = *plan;

	if (!p)
		return;
	advise_free(p->caps, p->ncaps);
	roles_free(&p->roles);
	free(p->runtime_calls);
	free(p->syscalls);
	free(p->refused);
	free(p->foreign);
	free(p->arg_rules);
	free(p->name);
	free(p);
	*plan = NULL;
}
