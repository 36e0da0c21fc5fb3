// SPDX-License-Identifier: BSD-2-Clause
/* Knows what makes a profile incomplete, and the sentence for it. */
#include "core/profile.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/errnos.h"
#include "core/role.h"
#include "core/sysno.h"
#include "core/uring.h"
#include "core/values.h"

static const struct {
	const char *name, *phrase;
} causes[] = {
	[LC_LOST_RING] = { "ring", "timeline records the ring buffer had no room for" },
	[LC_LOST_PROGRAMS] = { "programs", "programs the table had no room for" },
	[LC_LOST_CHECKS] = { "checks", "capability facts the table had no room for" },
	[LC_LOST_ODD] = { "odd_syscalls", "unusual syscall numbers the table had no room for" },
	[LC_LOST_PIDS] = { "pids", "processes that could not be followed" },
	[LC_LOST_RECURSION] = { "recursion", "hook runs the kernel skipped" },
	[LC_LOST_BAD] = { "bad_records", "records that could not be understood" },
	[LC_LOST_RESULTS] = { "results", "results of calls the table had no room for" },
	[LC_LOST_AUDIT] = { "audit", "lines of the audit log that came too fast" },
	[LC_LOST_OWNERS] = { "owners", "programs of which is not known in which container or unit they ran" },
	[LC_LOST_PRIVILEGES] = { "privileges", "changes of privileges the table had no room for" },
	[LC_LOST_VALUES] = { "values", "values of arguments the table had no room for" },
};
_Static_assert(ARRAY_SIZE(causes) == LC_CAUSES, "each cause has a name");

/* How many of a kind one sentence names. */
#define SHOWN_PROGRAMS 3
#define SHOWN_NUMBERS 5
#define SHOWN_OPERATIONS 20

/* Roles without which a set can lack a member. */
static const char *const needed_roles[] = { "capability", "syscall", "process" };

const char *loss_cause_name(enum lc_cause cause)
{
	return (unsigned int)cause < LC_CAUSES ? causes[cause].name : "unknown";
}

static bool is_lossy(const struct profile *p)
{
	for (size_t i = 0; i < LC_CAUSES; i++) {
		if (p->lost[i])
			return true;
	}
	return false;
}

/* Whether the role was declared unserved, and no other hook of it serves it. */
static bool role_is_unserved(const struct profile *p, const char *role)
{
	bool unserved = false;

	for (size_t i = 0; i < p->nhooks; i++) {
		if (strcmp(p->hooks[i].role, role))
			continue;
		if (*p->hooks[i].hook)
			return false;
		unserved = true;
	}
	return unserved;
}

static bool hook_is_missing(const struct profile *p)
{
	for (size_t i = 0; i < ARRAY_SIZE(needed_roles); i++) {
		if (role_is_unserved(p, needed_roles[i]))
			return true;
	}
	return false;
}

static bool number_is_known(enum lc_abi abi, uint32_t nr)
{
	return nr < LC_SYSCALL_BITS && sysno_by_number(abi, nr);
}

static bool uses_unknown_number(const struct program *program)
{
	for (size_t abi = 0; abi < LC_ABIS; abi++) {
		const struct sysset *s = &program->syscalls[abi];

		for (size_t i = 0; i < s->n; i++) {
			if (!number_is_known(abi, s->use[i].nr))
				return true;
		}
	}
	return false;
}

/* Rings that were refused each time hid nothing. */
static bool uses_io_uring(const struct program *program)
{
	static const char *const names[] = { "io_uring_setup", "io_uring_enter" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const struct sysno_info *info = sysno_by_name(names[i]);

		for (size_t abi = 0; info && abi < LC_ABIS; abi++) {
			int nr = info->number[sysno_arch_of(abi)];
			const struct sysuse *use = nr < 0 ? NULL : sysset_use(&program->syscalls[abi], nr);

			if (use && !use->failed)
				return true;
		}
	}
	return false;
}

static unsigned int program_incomplete(const struct profile *p, const struct program *program)
{
	unsigned int set = 0;

	if (uses_io_uring(program))
		set |= INCOMPLETE_IO_URING;
	if (program->flags & LC_PROGRAM_DISPATCH)
		set |= INCOMPLETE_DISPATCH;
	if (program->flags & LC_PROGRAM_SECCOMP_KILLED)
		set |= INCOMPLETE_SECCOMP;
	if (uses_unknown_number(program))
		set |= INCOMPLETE_ABI;
	/* Elsewhere the processes were there before and are expected to stay. */
	if (p->scope == LC_SCOPE_COMMAND && program->alive)
		set |= INCOMPLETE_ALIVE;
	return set;
}

static bool command_failed(const struct profile *p)
{
	return (p->outcome.flags & LC_OUTCOME_ENDED) && p->outcome.status;
}

/*
 * Whether it hides what would have come next: filters and security modules stand before the workload, whatever it makes
 * of their answer; other refusals belong to what it does, unless it failed. What a runtime is refused that went on to
 * start the workload hid nothing of that.
 */
static bool hides_more(const struct profile *p, const struct roles *roles, const struct refusal *r)
{
	const struct program *program = profile_program(p, r->program);
	enum layer layer = refusal_layer(r);

	if (!roles_count(roles, r->program))
		return false;
	if (layer == LAYER_SECCOMP) /* a death is told by itself */
		return r->error != LC_ERROR_KILLED || !program || !(program->flags & LC_PROGRAM_SECCOMP_KILLED);
	if (layer >= LAYER_APPARMOR && layer <= LAYER_LSM_OTHER)
		return true;
	return layer != LAYER_OTHER && layer != LAYER_UNKNOWN && command_failed(p);
}

/* Out of memory all programs count as the workload: rather a doubt too many. */
static bool calls_were_refused(const struct profile *p)
{
	_roles_ struct roles roles = ROLES_INIT;

	if (p->nrefusals)
		(void)roles_make(p, &roles);
	for (size_t i = 0; i < p->nrefusals; i++) {
		if (hides_more(p, &roles, &p->refusals[i]))
			return true;
	}
	return false;
}

unsigned int profile_incomplete(const struct profile *p)
{
	unsigned int set = 0;

	if (is_lossy(p))
		set |= INCOMPLETE_LOST;
	if (hook_is_missing(p))
		set |= INCOMPLETE_HOOK;
	if (!p->ended)
		set |= INCOMPLETE_NOT_ENDED;
	if (calls_were_refused(p))
		set |= INCOMPLETE_REFUSED;
	for (size_t i = 0; i < p->nprograms; i++)
		set |= program_incomplete(p, &p->programs[i]);
	return set;
}

static void add_lost(const struct profile *p, struct buf *b)
{
	const char *before = "lost while recording: ";

	for (size_t i = 0; i < LC_CAUSES; i++) {
		if (!p->lost[i])
			continue;
		buf_addf(b, "%s%" PRIu64 " %s (%s)", before, p->lost[i], causes[i].phrase, causes[i].name);
		before = ", ";
	}
}

static void add_roles(const struct profile *p, struct buf *b)
{
	const char *before = "no hook could be used for: ";

	for (size_t i = 0; i < ARRAY_SIZE(needed_roles); i++) {
		if (!role_is_unserved(p, needed_roles[i]))
			continue;
		buf_addf(b, "%s%s", before, needed_roles[i]);
		before = ", ";
	}
}

static void add_program(const struct program *program, struct buf *b)
{
	if (*program->exe)
		buf_add(b, program->exe);
	else if (*program->comm)
		buf_add(b, program->comm);
	else
		buf_addf(b, "program %" PRIu32, program->id);
}

/* The programs that give the reason, by name; the first few of them. */
static void add_programs(const struct profile *p, enum incomplete_reason reason, struct buf *b)
{
	size_t found = 0;

	for (size_t i = 0; i < p->nprograms; i++) {
		if (!(program_incomplete(p, &p->programs[i]) & reason))
			continue;
		if (++found > SHOWN_PROGRAMS)
			continue;
		buf_add(b, found > 1 ? ", " : "");
		add_program(&p->programs[i], b);
	}
	if (found > SHOWN_PROGRAMS)
		buf_addf(b, " and %zu more", found - SHOWN_PROGRAMS);
}

static void add_operation(uint64_t opcode, struct buf *b)
{
	const struct uring_op *op = uring_op(opcode);

	if (op)
		buf_add(b, op->name + strlen("IORING_OP_"));
	else
		buf_addf(b, "operation %" PRIu64, opcode);
}

/* What went through rings, as far as it was recorded; the first few. */
static void add_operations(const struct profile *p, struct buf *b)
{
	_cleanup_(values_free) struct value_set all = { 0 };

	for (size_t i = 0; i < p->nvalues; i++) {
		const struct value_set *set = &p->values[i];

		if (set->index == LC_ARGUMENT_OPCODE && values_join(&all, set->values, set->n, set->more))
			b->failed = true;
	}
	for (size_t i = 0; i < all.n && i < SHOWN_OPERATIONS; i++) {
		buf_add(b, i ? ", " : ": ");
		add_operation(all.values[i], b);
	}
	if (all.n > SHOWN_OPERATIONS)
		buf_addf(b, " and %zu more", all.n - SHOWN_OPERATIONS);
	if (all.more)
		buf_add(b, all.n ? ", and others" : ": not known which");
}

static void add_alive(const struct profile *p, struct buf *b)
{
	const char *before = "";

	for (size_t i = 0; i < p->nprograms; i++) {
		const struct program *program = &p->programs[i];

		if (!program->alive)
			continue;
		buf_addf(b, "%s%" PRIu64 " process%s of ", before, program->alive,
			 program->alive == 1 ? "" : "es");
		add_program(program, b);
		before = ", ";
	}
	buf_add(b, " still alive, unrecorded from here");
}

/* "seccomp: mount (EPERM) of /usr/bin/x"; the first few of them. */
static void add_refusals(const struct profile *p, struct buf *b)
{
	static const char first[] = "what would have come next is unknown: refused by ";
	_roles_ struct roles roles = ROLES_INIT;
	size_t found = 0;

	if (roles_make(p, &roles))
		b->failed = true;
	for (size_t i = 0; i < p->nrefusals; i++) {
		const struct refusal *r = &p->refusals[i];
		const struct program *program = profile_program(p, r->program);
		char name[32], word[16];

		if (!hides_more(p, &roles, r) || ++found > SHOWN_NUMBERS)
			continue;
		buf_addf(b, "%s%s: %s (%s) of ", found > 1 ? ", " : first, layer_name(refusal_layer(r)),
			 sysno_name(r->abi, r->nr, name), errno_word(r->error, word));
		if (program)
			add_program(program, b);
	}
	if (found > SHOWN_NUMBERS)
		buf_addf(b, " and %zu more", found - SHOWN_NUMBERS);
}

/* The unknown numbers of one ABI that any program used. 0 or -ENOMEM. */
static int collect_unknown(const struct profile *p, enum lc_abi abi, struct sysset *out)
{
	for (size_t i = 0; i < p->nprograms; i++) {
		const struct sysset *s = &p->programs[i].syscalls[abi];

		for (size_t j = 0; j < s->n; j++) {
			if (!number_is_known(abi, s->use[j].nr) && sysset_add(out, s->use[j].nr, 0, 0))
				return -ENOMEM;
		}
	}
	return 0;
}

static void add_numbers(const struct profile *p, struct buf *b)
{
	static const char first[] = "syscall numbers that no table knows were used: ";
	size_t found = 0;

	for (size_t abi = 0; abi < LC_ABIS; abi++) {
		struct sysset unknown = { 0 };
		_free_ struct sysuse *numbers = NULL;

		if (collect_unknown(p, abi, &unknown))
			b->failed = true;
		numbers = unknown.use;
		for (size_t i = 0; i < unknown.n; i++) {
			if (++found <= SHOWN_NUMBERS)
				buf_addf(b, "%s%s %" PRIu32, found > 1 ? ", " : first, sysno_abi_name(abi),
					 unknown.use[i].nr);
		}
	}
	if (found > SHOWN_NUMBERS)
		buf_addf(b, " and %zu more", found - SHOWN_NUMBERS);
}

void profile_reason_text(const struct profile *p, enum incomplete_reason reason, struct buf *b)
{
	static const struct {
		enum incomplete_reason reason;
		const char *text;
	} by_program[] = {
		{ INCOMPLETE_IO_URING, "io_uring, whose operations are no syscalls, was used by " },
		{ INCOMPLETE_DISPATCH, "syscall user dispatch, which hides calls, was used by " },
		{ INCOMPLETE_SECCOMP, "what would have come next is unknown: seccomp killed " },
	};

	if (reason == INCOMPLETE_LOST)
		add_lost(p, b);
	else if (reason == INCOMPLETE_HOOK)
		add_roles(p, b);
	else if (reason == INCOMPLETE_ABI)
		add_numbers(p, b);
	else if (reason == INCOMPLETE_ALIVE)
		add_alive(p, b);
	else if (reason == INCOMPLETE_REFUSED)
		add_refusals(p, b);
	else if (reason == INCOMPLETE_NOT_ENDED)
		buf_add(b, "the recording was not closed in good order: its end may be missing");
	for (size_t i = 0; i < ARRAY_SIZE(by_program); i++) {
		if (by_program[i].reason != reason)
			continue;
		buf_add(b, by_program[i].text);
		add_programs(p, reason, b);
		if (reason == INCOMPLETE_IO_URING)
			add_operations(p, b);
	}
}
