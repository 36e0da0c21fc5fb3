// SPDX-License-Identifier: BSD-2-Clause
/*
 * Knows how the conditions of the runtimes' default profiles read in core/syscalls.tsv, and the values they let through
 * (moby profiles, seccomp/default.json; containers/common, pkg/seccomp/seccomp.json).
 */
#include "core/contrast.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include "base/guard.h"
#include "core/cap.h"

#define BIT(cap) (UINT64_C(1) << (cap))

#define NEW_ANY 0x7e020000u /* CLONE_NEW*: what Docker lets clone have none of */
#define FAMILY_NETLINK 16   /* AF_* */
#define FAMILY_ALG 38
#define FAMILY_VSOCK 40
#define NETLINK_AUDIT 9

static const struct {
	const char *id, *name;
} names[] = {
	[CONTRAST_DOCKER] = { "docker", "Docker's default" },
	[CONTRAST_PODMAN] = { "podman", "Podman's default" },
	[CONTRAST_SYSTEM_SERVICE_252] = { "system_service_252", "@system-service of systemd 252" },
	[CONTRAST_SYSTEM_SERVICE_262] = { "system_service_262", "@system-service of systemd 262" },
	[CONTRAST_NONE] = { "none", "no filter" },
};
static_assert(ARRAY_SIZE(names) == CONTRASTS, "a name for each");

const char *contrast_name(enum contrast_with with)
{
	return (unsigned int)with < CONTRASTS ? names[with].name : "unknown";
}

const char *contrast_id(enum contrast_with with)
{
	return (unsigned int)with < CONTRASTS ? names[with].id : "unknown";
}

/* --- one condition, one clause, one cell ------------------------------------------ */

struct question {
	enum contrast_with with;
	const char *call;
	uint64_t caps;
	const uint64_t *args; /* six; NULL: some that are let through */
};

static bool personality_allowed(uint64_t persona)
{
	static const uint64_t values[] = { 0x0, 0x8, 0x20000, 0x20008, 0xffffffff };

	for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
		if (persona == values[i])
			return true;
	}
	return false;
}

/* Docker: no AF_ALG and no AF_VSOCK. Podman: no audit messages without the capability, which is another condition. */
static bool socket_allowed(enum contrast_with with, const uint64_t *args)
{
	if (with == CONTRAST_DOCKER)
		return args[0] != FAMILY_ALG && args[0] != FAMILY_VSOCK;
	return args[0] != FAMILY_NETLINK || args[2] != NETLINK_AUDIT;
}

static bool args_allowed(const struct question *q)
{
	if (!q->args)
		return true;
	if (!strcmp(q->call, "clone"))
		return !(q->args[0] & NEW_ANY);
	if (!strcmp(q->call, "personality"))
		return personality_allowed(q->args[0]);
	return strcmp(q->call, "socket") || socket_allowed(q->with, q->args);
}

static bool has_capability(const char *text, size_t n, uint64_t caps)
{
	char name[32];
	int cap;

	if (n >= sizeof(name))
		return false;
	memcpy(name, text, n);
	name[n] = '\0';
	cap = cap_parse(name);
	return cap >= 0 && (caps & BIT(cap));
}

/* "arch:amd64|x32": whether x86-64 is one of them. */
static bool names_native(const char *text, size_t n)
{
	static const char native[] = "amd64";

	for (size_t size; n; text += size, n -= size) {
		size = 0;
		while (size < n && text[size] != '|')
			size++;
		if (size == strlen(native) && !memcmp(text, native, size))
			return true;
		size += size < n;
	}
	return false;
}

/* Every kernel is taken for 4.8 at least. */
static bool condition_holds(const struct question *q, const char *text, size_t n)
{
	static const char arch[] = "arch:";

	if (n == 4 && !memcmp(text, "args", n))
		return args_allowed(q);
	if (n > strlen(arch) && !memcmp(text, arch, strlen(arch)))
		return names_native(text + strlen(arch), n - strlen(arch));
	if (n > 2 && !memcmp(text, ">=", 2))
		return true;
	if (n > 1 && *text == '!')
		return !has_capability(text + 1, n - 1, q->caps);
	return has_capability(text, n, q->caps);
}

/* "if(A,B)": all of it. */
static bool clause_holds(const struct question *q, const char *text, size_t n)
{
	const char *end = text + n;

	if (n < strlen("if()") || memcmp(text, "if(", 3))
		return false;
	for (text += 3; text < end; text++) {
		size_t size = strcspn(text, ",)");

		if (!condition_holds(q, text, size))
			return false;
		text += size;
	}
	return true;
}

/* "yes", "no", or clauses any of which suffices. */
static bool cell_holds(const struct question *q, const char *cell)
{
	if (!strcmp(cell, "yes"))
		return true;
	while (*cell) {
		size_t n = strcspn(cell, "+");

		if (clause_holds(q, cell, n))
			return true;
		cell += n + (cell[n] == '+');
	}
	return false;
}

static bool allows(const struct question *q, const struct sysno_info *info)
{
	if (info->number[SYSNO_X86_64] < 0)
		return false;
	switch (q->with) {
	case CONTRAST_DOCKER:
		return cell_holds(q, info->docker);
	case CONTRAST_PODMAN:
		return cell_holds(q, info->podman);
	case CONTRAST_SYSTEM_SERVICE_252:
		return strchr(info->service, '2');
	case CONTRAST_SYSTEM_SERVICE_262:
		return strchr(info->service, '6');
	default:
		return q->with == CONTRAST_NONE;
	}
}

bool contrast_allows(enum contrast_with with, const struct sysno_info *info, uint64_t caps)
{
	const struct question q = { with, info->name, caps, NULL };

	return allows(&q, info);
}

bool contrast_opens(enum contrast_with with, const struct primitive *primitive, uint64_t caps)
{
	for (const char *const *call = primitive->calls; *call; call++) {
		const struct sysno_info *info = sysno_by_name(*call);
		const struct question q = { with, *call, caps, primitive->args };

		if (info && allows(&q, info))
			return true;
	}
	return false;
}

/* --- a plan ------------------------------------------------------------------------ */

/* A call that multiplexes others takes its arguments from memory, where no filter looks. */
static bool lets_through(const struct plan *plan, const struct sys_plan *call, const uint64_t *args)
{
	const struct sysno_info *info = sysno_by_number(call->abi, call->nr);

	return !args || !info || info->role == 'M' ||
	       plan_answer(plan, call->abi, call->nr, args).kind == ANSWER_ALLOW;
}

const struct sys_plan *contrast_opener(const struct plan *plan, const struct primitive *primitive)
{
	for (const char *const *call = primitive->calls; *call; call++) {
		for (size_t i = 0; i < plan->nsyscalls; i++) {
			const struct sys_plan *row = &plan->syscalls[i];

			if (!strcmp(row->name, *call) && lets_through(plan, row, primitive->args))
				return row;
		}
	}
	return NULL;
}

static bool has_native(const struct plan *plan, const struct sysno_info *info)
{
	for (size_t i = 0; i < plan->nsyscalls; i++) {
		if (plan->syscalls[i].abi == LC_ABI_X86_64 && !strcmp(plan->syscalls[i].name, info->name))
			return true;
	}
	return false;
}

static void count(const struct plan *plan, struct contrast *c)
{
	for (size_t i = 0; i < sysno_count(); i++) {
		bool theirs = contrast_allows(c->with, sysno_at(i), plan->keep);
		bool ours = has_native(plan, sysno_at(i));

		c->theirs += theirs;
		c->ours += ours;
		c->fewer += theirs && !ours;
		c->more += ours && !theirs;
	}
}

int contrast_make(const struct plan *plan, enum contrast_with with, struct contrast *out)
{
	_contrast_ struct contrast c = { .with = with };

	c.closed = calloc(primitive_count(), sizeof(*c.closed));
	c.open = calloc(primitive_count(), sizeof(*c.open));
	if (!c.closed || !c.open)
		return -ENOMEM;
	count(plan, &c);
	for (size_t i = 0; i < primitive_count(); i++) {
		c.open[i] = contrast_opener(plan, primitive_at(i));
		c.closed[i] = !c.open[i] && contrast_opens(with, primitive_at(i), plan->keep);
	}
	*out = c;
	c.closed = c.open = NULL;
	return 0;
}

void contrast_free(struct contrast *c)
{
	free(c->closed);
	free(c->open);
	*c = (struct contrast){ .with = c->with };
}
