// SPDX-License-Identifier: BSD-2-Clause
/*
 * Knows who starts a workload and who is it. In this order, a program that
 *
 *   follows a filter loaded by a runtime, or a runtime's entry into a cgroup or pid namespace: workload
 *   is below the workload of a container: workload, whatever its name
 *   came into the cgroup of the scope from outside and went on by execve: runtime
 *   bears the name of a runtime, and is not in a container: runtime
 *   is executed by one, with the same owner, where another one was started: runtime (a helper)
 *   only executes runtimes (sudo, a shell): runtime
 *   is anything else: workload
 *
 * If nothing was started there is no runtime: who records runc --version asks for the needs of runc. A runtime whose
 * slot also stands for programs that did not fit counts as workload: too much harms less than too little.
 */
#include "core/role.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/order.h"
#include "core/role_known.h"
#include "core/sysno.h"

#define NO_NODE UINT32_MAX

const char *runtime_name(enum runtime runtime)
{
	static const char *const names[] = {
		[RUNTIME_NONE] = "none",	     [RUNTIME_RUNC] = "runc",	    [RUNTIME_CRUN] = "crun",
		[RUNTIME_CONTAINERD] = "containerd", [RUNTIME_SYSTEMD] = "systemd", [RUNTIME_OTHER] = "other",
		[RUNTIME_ANY] = "any",
	};

	_Static_assert(ARRAY_SIZE(names) == RUNTIMES, "a name for each runtime");
	return (unsigned int)runtime < RUNTIMES ? names[runtime] : "unknown";
}

const char *role_name(enum role role)
{
	return role == PROGRAM_WORKLOAD ? "workload" : "runtime";
}

/* --- states ----------------------------------------------------------------- */

enum state {
	STATE_HOST,	 /* of the recording, outside of every container */
	STATE_RUNTIME,
	STATE_FILTERED,
	STATE_UNDECIDED, /* executed by a runtime: its helper or its workload */
	STATE_INSIDE,	 /* the workload of a container, or below it */
};

struct node {
	const struct program *program;
	enum state state;
	enum runtime runtime;
	uint32_t parent; /* index, or NO_NODE */
	uint32_t top;	 /* of a runtime: the first of those that executed one another */
	bool executes;	 /* KNOWN_EXECUTES */
	bool entered;	 /* is in the cgroup of what it starts */
	bool evident;	 /* of what is inside: it is more than the only guess */
	bool started;	 /* of a top: it started something, evidently */
	bool starter;	 /* has something inside below it */
	uint32_t children, launched; /* programs it executed; of these, runtimes and what only executes such */
};

struct tree {
	const struct profile *profile;
	struct node *at; /* in the order of the profile: parents first */
	size_t n;
	const struct program_role *by_id;
};

static bool is_same_file(const struct program *a, const struct program *b)
{
	return a->ino == b->ino && a->dev == b->dev && !strcmp(a->exe, b->exe) && !strcmp(a->comm, b->comm);
}

/* A program that was moved while it ran stands beside what it was before: NO_NODE if it was nothing, outside. */
static uint32_t find_origin(const struct tree *t, uint32_t i)
{
	const struct program *moved = t->at[i].program;

	for (uint32_t j = 0; j < i; j++) {
		const struct program *p = t->at[j].program;

		if (p->parent == moved->parent && !(p->flags & LC_PROGRAM_ENTERED) && is_same_file(p, moved) &&
		    !((p->flags ^ moved->flags) & LC_PROGRAM_FILTERING))
			return j;
	}
	return NO_NODE;
}

static bool ends_itself(const struct program *p)
{
	for (int abi = 0; abi < LC_ABIS; abi++) {
		int nr = sysno_by_name("exit_group")->number[sysno_arch_of(abi)];

		if (nr >= 0 && sysset_has(&p->syscalls[abi], (uint32_t)nr))
			return true;
	}
	return p->alive;
}

/*
 * Of what entered under a name that says nothing: whether each of its processes went on by execve. A shell that moves
 * itself and then runs commands stays, and is part of what it runs.
 */
static bool went_on(const struct tree *t, const struct program *entered)
{
	uint64_t executed = 0;

	if (ends_itself(entered))
		return false;
	for (size_t j = 0; j < t->n; j++) {
		const struct program *p = t->at[j].program;

		if (p->parent != entered->id)
			continue;
		if (p->flags & LC_PROGRAM_FILTERING)
			return went_on(t, p);
		if (__builtin_add_overflow(executed, p->instances, &executed))
			return true;
	}
	return executed && executed >= entered->instances;
}

static bool has_other_pids(const struct tree *t, const struct program *a, const struct program *b)
{
	const struct owner *x = profile_owner(t->profile, a->owner), *y = profile_owner(t->profile, b->owner);

	return x && y && x->pid_ns && y->pid_ns && x->pid_ns != y->pid_ns;
}

static void become_runtime(struct node *n, enum runtime runtime, bool executes)
{
	n->state = STATE_RUNTIME;
	n->runtime = runtime;
	n->executes = executes;
	n->entered = n->program->flags & LC_PROGRAM_ENTERED;
}

static void start(struct node *n, bool evident)
{
	n->state = STATE_INSIDE;
	n->evident = evident;
}

/* One that nobody recorded executed. */
static void place_top(const struct tree *t, struct node *n)
{
	const struct known_runtime *known = known_runtime_of(n->program);
	bool entered = n->program->flags & LC_PROGRAM_ENTERED, cgroup = t->profile->scope == LC_SCOPE_CGROUP;
	/* A container that waits to be started when the recording begins. */
	bool waits = (n->program->flags & LC_PROGRAM_ADOPTED) && known && (known->traits & KNOWN_EXECUTES);

	if (known && (entered || ((waits || !cgroup) && !(known->traits & KNOWN_ONLY_ENTERED))))
		become_runtime(n, known->runtime, known->traits & KNOWN_EXECUTES);
	else if (!cgroup)
		n->state = STATE_HOST;
	else if (entered && went_on(t, n->program))
		become_runtime(n, RUNTIME_OTHER, true);
	else
		start(n, false);
}

/* Executed by a runtime, and another part of that. */
static bool is_part(const struct node *up, const struct node *n, const struct known_runtime *known)
{
	if (known_is_copy(n->program))
		return true;
	return known && (!up->executes || known->runtime == up->runtime);
}

static void place_below_runtime(const struct tree *t, const struct node *up, struct node *n)
{
	const struct known_runtime *known = known_runtime_of(n->program);

	if (up->executes && has_other_pids(t, up->program, n->program)) {
		start(n, true);
	} else if (is_part(up, n, known)) {
		become_runtime(n, known ? known->runtime : up->runtime,
			       known ? known->traits & KNOWN_EXECUTES : up->executes);
		n->entered |= up->entered && up->executes;
	} else if (up->entered && up->executes) {
		start(n, true);
	} else if (known_helper(n->program)) {
		become_runtime(n, up->runtime, false);
	} else {
		n->state = STATE_UNDECIDED;
	}
	n->top = up->top;
}

static void place_filtering(struct node *n, const struct node *up)
{
	*n = (struct node){
		.program = n->program,
		.state = up->state == STATE_RUNTIME ? STATE_FILTERED : up->state,
		.runtime = up->runtime,
		.parent = n->parent,
		.top = up->top,
		.executes = up->executes,
	};
}

static void place(struct tree *t, uint32_t i)
{
	struct node *n = &t->at[i], *up = n->parent == NO_NODE ? NULL : &t->at[n->parent];
	uint32_t origin = n->program->flags & LC_PROGRAM_ENTERED ? find_origin(t, i) : NO_NODE;

	n->top = i;
	if (origin != NO_NODE) {
		struct node was = t->at[origin];

		was.program = n->program;
		was.entered = true;
		*n = was;
	} else if (up && (n->program->flags & LC_PROGRAM_FILTERING)) {
		place_filtering(n, up);
	} else if (!up || up->state == STATE_HOST) {
		place_top(t, n);
	} else if (up->state == STATE_FILTERED) {
		start(n, true);
		n->top = up->top;
	} else if (up->state == STATE_RUNTIME) {
		place_below_runtime(t, up, n);
	} else {
		n->state = up->state;
		n->top = up->top;
	}
}

/* --- the whole ---------------------------------------------------------------- */

static int compare_ids(const void *a, const void *b)
{
	return order_u64(((const struct program_role *)a)->id, ((const struct program_role *)b)->id);
}

static const struct program_role *find_role(const struct program_role *at, size_t n, uint32_t id)
{
	const struct program_role key = { .id = id };

	return n ? bsearch(&key, at, n, sizeof(*at), compare_ids) : NULL;
}

static uint32_t parent_of(const struct tree *t, uint32_t i)
{
	const struct program *programs = t->profile->programs;
	const struct program_role *up =
		programs[i].parent ? find_role(t->by_id, t->n, programs[i].parent) : NULL;

	return up && up->program < &programs[i] ? (uint32_t)(up->program - programs) : NO_NODE;
}

static void place_all(struct tree *t)
{
	for (uint32_t i = 0; i < t->n; i++)
		t->at[i] = (struct node){ .program = &t->profile->programs[i], .parent = parent_of(t, i) };
	for (uint32_t i = 0; i < t->n; i++) {
		place(t, i);
		if (t->at[i].state == STATE_INSIDE && t->at[i].evident)
			t->at[t->at[i].top].started = true;
	}
}

/* What is not known to be the workload is, unless the same runtime started something that is. */
static void decide(struct tree *t)
{
	for (uint32_t i = 0; i < t->n; i++) {
		struct node *n = &t->at[i];
		const struct node *up = n->parent == NO_NODE ? NULL : &t->at[n->parent];

		if (n->state != STATE_UNDECIDED)
			continue;
		if (t->at[n->top].started)
			become_runtime(n, up ? up->runtime : RUNTIME_OTHER, false);
		else
			start(n, false);
	}
}

/* From the last to the first: children before parents. */
static void sum_up(struct tree *t)
{
	for (uint32_t i = t->n; i-- > 0;) {
		struct node *n = &t->at[i], *up = n->parent == NO_NODE ? NULL : &t->at[n->parent];

		if (n->state == STATE_HOST && n->starter && n->children && n->launched == n->children &&
		    known_wrapper(n->program))
			become_runtime(n, RUNTIME_OTHER, false);
		if (!up)
			continue;
		up->starter |= n->starter || n->state == STATE_INSIDE;
		if (n->program->flags & LC_PROGRAM_FILTERING)
			continue;
		up->children++;
		up->launched += n->state == STATE_RUNTIME;
	}
}

static bool is_runtime(const struct node *n)
{
	return n->state == STATE_RUNTIME || n->state == STATE_FILTERED;
}

/* Whether somebody was started by a runtime. */
static const struct node *first_started(const struct tree *t)
{
	const struct node *first = NULL;

	for (uint32_t i = 0; i < t->n; i++) {
		const struct node *n = &t->at[i];

		if (n->state == STATE_INSIDE && n->parent != NO_NODE && is_runtime(&t->at[n->parent]) &&
		    !(n->program->flags & LC_PROGRAM_FILTERING) &&
		    (!first || n->program->first_ns < first->program->first_ns))
			first = n;
	}
	return first;
}

/* The program itself of what is only its part behind a filter. */
static const struct program *whole_of(const struct tree *t, const struct node *n)
{
	while ((n->program->flags & LC_PROGRAM_FILTERING) && n->parent != NO_NODE &&
	       !strcmp(n->program->exe, t->at[n->parent].program->exe))
		n = &t->at[n->parent];
	return n->program;
}

static void chain_parts(struct roles *out)
{
	for (size_t k = 0; k < out->n; k++) {
		struct program_role *part = &out->at[k], *whole;

		if (part->is == part->program)
			continue;
		whole = (struct program_role *)find_role(out->at, out->n, part->is->id);
		part->part = whole->part;
		whole->part = part;
	}
}

static void spell(const struct tree *t, struct roles *out)
{
	const struct node *first = first_started(t);

	for (size_t k = 0; k < out->n; k++) {
		struct program_role *role = &out->at[k];
		const struct node *n = &t->at[role->program - t->profile->programs];

		if (!first || !is_runtime(n) || (role->program->flags & LC_PROGRAM_OVERFLOW)) {
			role->is = whole_of(t, n);
			continue;
		}
		role->is = role->program;
		role->role = n->state == STATE_FILTERED ? PROGRAM_FILTERED : PROGRAM_RUNTIME;
		role->runtime = n->runtime;
	}
	chain_parts(out);
	if (!first)
		return;
	out->first = first->program;
	out->runtime = t->at[first->parent].runtime;
}

int roles_make(const struct profile *profile, struct roles *out)
{
	size_t n = profile->nprograms;
	_free_ struct node *nodes = calloc(n + 1, sizeof(*nodes));
	_free_ struct program_role *at = calloc(n + 1, sizeof(*at));
	struct tree t = { .profile = profile, .at = nodes, .n = n, .by_id = at };

	if (!nodes || !at)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++)
		at[i] = (struct program_role){ .id = profile->programs[i].id, .program = &profile->programs[i] };
	qsort(at, n, sizeof(*at), compare_ids);
	place_all(&t);
	decide(&t);
	sum_up(&t);
	*out = (struct roles){ .at = TAKE(at), .n = n };
	spell(&t, out);
	return 0;
}

const struct program_role *roles_of(const struct roles *roles, uint32_t id)
{
	return find_role(roles->at, roles->n, id);
}

bool roles_count(const struct roles *roles, uint32_t id)
{
	const struct program_role *role = roles ? roles_of(roles, id) : NULL;

	return !role || role->role == PROGRAM_WORKLOAD;
}

void roles_free(struct roles *roles)
{
	free(TAKE(roles->at));
	*roles = (struct roles)ROLES_INIT;
}
