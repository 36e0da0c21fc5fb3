// SPDX-License-Identifier: BSD-2-Clause
/* Knows what is in a profile: how to find it, what it is called, who owns it. */
#include "core/profile.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/order.h"

static const char *const phases[] = {
	[PHASE_INIT] = "init",
	[PHASE_SERVING] = "serving",
};
_Static_assert(ARRAY_SIZE(phases) == PHASES, "each phase has a name");

static const char *const proofs[] = {
	[PROOF_NONE] = "none",
	[PROOF_SUFFICIENT] = "sufficient",
	[PROOF_MINIMAL] = "minimal",
};
_Static_assert(ARRAY_SIZE(proofs) == PROOF_KINDS, "each kind of proof has a name");

static const char *const verdicts[] = {
	[MEMBER_NEEDED] = "needed",
	[MEMBER_NEEDLESS] = "needless",
	[MEMBER_ADDED] = "added",
	[MEMBER_SUBSTITUTE] = "substitute",
};
_Static_assert(ARRAY_SIZE(verdicts) == MEMBER_VERDICTS, "each verdict has a name");

#define NAME_OF(names, i) ((size_t)(i) < ARRAY_SIZE(names) ? (names)[i] : "unknown")

const char *phase_name(enum phase phase)
{
	return NAME_OF(phases, phase);
}

const char *proof_name(enum proof_kind kind)
{
	return NAME_OF(proofs, kind);
}

const char *member_verdict_name(enum member_verdict verdict)
{
	return NAME_OF(verdicts, verdict);
}

static int compare_places(const void *a, const void *b)
{
	const struct program_place *x = a, *y = b;
	int r = order_u64(x->id, y->id);

	return r ? r : order_u64(x->index, y->index);
}

int profile_index(struct profile *p)
{
	if (!p->places)
		p->places = calloc(p->nprograms + 1, sizeof(*p->places));
	if (!p->places)
		return -ENOMEM;
	for (size_t i = 0; i < p->nprograms; i++)
		p->places[i] = (struct program_place){ p->programs[i].id, i };
	qsort(p->places, p->nprograms, sizeof(*p->places), compare_places);
	return 0;
}

static const struct program *find_program(const struct profile *p, uint32_t id)
{
	size_t low = 0, high = p->nprograms;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (p->places[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < p->nprograms && p->places[low].id == id ? &p->programs[p->places[low].index] : NULL;
}

const struct program *profile_program(const struct profile *p, uint32_t id)
{
	if (p->places)
		return find_program(p, id);
	for (size_t i = 0; i < p->nprograms; i++) {
		if (p->programs[i].id == id)
			return &p->programs[i];
	}
	return NULL;
}

const struct owner *profile_owner(const struct profile *p, uint32_t id)
{
	for (size_t i = 0; i < p->nowners; i++) {
		if (p->owners[i].id == id)
			return &p->owners[i];
	}
	return NULL;
}

const struct program *profile_root(const struct profile *p)
{
	for (size_t i = 0; i < p->nprograms; i++) {
		if (p->programs[i].flags & LC_PROGRAM_ROOT)
			return &p->programs[i];
	}
	return NULL;
}

const char *profile_setting(const struct profile *p, const char *name)
{
	for (size_t i = 0; i < p->nsettings; i++) {
		if (!strcmp(p->settings[i].name, name))
			return p->settings[i].value;
	}
	return NULL;
}

static void free_programs(struct program *programs, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(programs[i].exe);
		free(programs[i].comm);
		for (size_t abi = 0; abi < LC_ABIS; abi++)
			free(programs[i].syscalls[abi].use);
	}
	free(programs);
}

static void free_checks(struct check *checks, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(checks[i].site);
		free(checks[i].results);
		for (size_t j = 0; j < PROFILE_CALLERS; j++)
			free(checks[i].callers[j]);
	}
	free(checks);
}

static void free_hooks(struct hook_use *hooks, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(hooks[i].role);
		free(hooks[i].hook);
		free(hooks[i].blind);
	}
	free(hooks);
}

static void free_owners(struct owner *owners, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(owners[i].cgroup);
		for (size_t kind = 0; kind < LC_LABELS; kind++)
			free(owners[i].label[kind]);
	}
	free(owners);
}

static void free_settings(struct setting *settings, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(settings[i].name);
		free(settings[i].value);
	}
	free(settings);
}

void proof_free(struct proof **p)
{
	struct proof *proof = TAKE(*p);

	if (!proof)
		return;
	for (size_t i = 0; i < proof->nmembers; i++)
		free(proof->members[i].without);
	for (size_t abi = 0; abi < LC_ABIS; abi++)
		free(proof->needless[abi].use);
	free(proof->members);
	free(proof->oracle);
	free(proof->release);
	free(proof);
}

static void refusal_free(struct refusal *refusal)
{
	if (refusal->verdict)
		layer_verdict_free(refusal->verdict);
	free(refusal->verdict);
}

enum layer refusal_layer(const struct refusal *refusal)
{
	static const enum layer by[] = {
		[LC_REFUSER_SECCOMP] = LAYER_SECCOMP, [LC_REFUSER_LSM] = LAYER_LSM_OTHER,
		[LC_REFUSER_FILE] = LAYER_DAC,	      [LC_REFUSER_CHECK] = LAYER_CAPABILITY,
		[LC_REFUSER_OTHER] = LAYER_UNKNOWN,
	};

	_Static_assert(ARRAY_SIZE(by) == LC_REFUSERS, "a layer per refuser");
	if (refusal->verdict)
		return refusal->verdict->layer;
	return refusal->by && refusal->by < LC_REFUSERS ? by[refusal->by] : LAYER_UNKNOWN;
}

void profile_free(struct profile **p)
{
	struct profile *profile = TAKE(*p);

	if (!profile)
		return;
	free_programs(profile->programs, profile->nprograms);
	free(profile->places);
	free_checks(profile->checks, profile->nchecks);
	free_hooks(profile->hooks, profile->nhooks);
	free_owners(profile->owners, profile->nowners);
	free(profile->privileges);
	for (size_t i = 0; i < profile->nvalues; i++)
		free(profile->values[i].values);
	free(profile->values);
	free_settings(profile->settings, profile->nsettings);
	for (size_t i = 0; i < profile->nrefusals; i++)
		refusal_free(&profile->refusals[i]);
	free(profile->refusals);
	proof_free(&profile->proof);
	for (char **word = profile->command; word && *word; word++)
		free(*word);
	free(profile->command);
	free(profile->release);
	free(profile->machine);
	free(profile);
}
