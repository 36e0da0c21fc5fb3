// SPDX-License-Identifier: BSD-2-Clause
/* Knows which records go before which, and where they come from. */
#include "kern/evidence.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "kern/auditlog.h"
#include "kern/name.h"
#include "kern/program_file.h"
#include "kern/sweep.h"
#include "kern/ustack.h"
#include "kern/window.h"
#include "kern/witness.h"

struct evidence {
	struct recorder *recorder;
	struct window checks, programs;
	struct names names;
	struct witness *witness;   /* NULL: refusals are not followed */
	struct auditlog *auditlog; /* NULL: there is none */
	bool told_check[LC_MAX_CHECKS];
	bool told_program[LC_MAX_PROGRAMS + 1];
	bool told_file[LC_MAX_PROGRAMS + 1];
	uint32_t told_flags[LC_MAX_PROGRAMS + 1];
};

static int tell(const struct evidence *e, const void *record, size_t n)
{
	return sweep_tell(e->recorder, record, n);
}

static int tell_symbol(struct evidence *e, uint64_t ip)
{
	struct lc_symbol record = { .ip = ip };
	const char *name = names_find(&e->names, ip);

	if (!name)
		return 0;
	record.h = sweep_head(LC_SYMBOL, sizeof(record), 0, 0);
	snprintf(record.name, sizeof(record.name), "%s", name);
	return tell(e, &record, sizeof(record));
}

static int tell_check(struct evidence *e, uint32_t id)
{
	const struct lc_stored *stored = e->checks.at;
	struct lc_check check;
	int r = 0;

	if (!id || id > LC_MAX_CHECKS || e->told_check[id - 1])
		return 0;
	check = stored[id - 1].check;
	if (check.h.kind != LC_CHECK)
		return 0;
	e->told_check[id - 1] = true;
	for (uint32_t i = 0; !r && i < check.nframes && i < LC_FRAMES && check.ip[i]; i++)
		r = tell_symbol(e, check.ip[i]);
	return r ? r : tell(e, &check, sizeof(check));
}

/* How many run it is for the sweep to tell: that can become less, where who forked goes on as another program. */
static int tell_as_it_is(const struct evidence *e, const struct lc_program *program)
{
	struct lc_program record = *program;

	record.instances = record.alive = 0;
	return tell(e, &record, sizeof(record));
}

static int tell_program(struct evidence *e, uint32_t slot)
{
	const struct lc_program *program = e->programs.at;

	slot &= LC_SLOT_MASK;
	if (!slot || slot > LC_MAX_PROGRAMS || e->told_program[slot] || program[slot].h.kind != LC_PROGRAM)
		return 0;
	e->told_program[slot] = true;
	return tell_as_it_is(e, &program[slot]);
}

/* What the file gives that was executed, and whether that counts: what a program's flags say of it can become more. */
static int tell_executed(struct evidence *e, const struct lc_stance *s)
{
	const struct lc_program *program = e->programs.at;
	uint32_t slot = s->h.slot & LC_SLOT_MASK;
	struct lc_file file;
	int r = 0;

	if (!(s->flags & LC_STANCE_EXEC) || !slot || slot > LC_MAX_PROGRAMS || program[slot].h.kind != LC_PROGRAM)
		return 0;
	if (e->told_flags[slot] != program[slot].flags) {
		e->told_flags[slot] = program[slot].flags;
		r = tell_as_it_is(e, &program[slot]);
	}
	if (r || e->told_file[slot])
		return r;
	e->told_file[slot] = true;
	return program_file_read(&program[slot], s->pid, &file) ? tell(e, &file, sizeof(file)) : 0;
}

static int take_stance(struct evidence *e, const struct lc_stance *s)
{
	int r = tell_program(e, s->h.slot);

	if (!r)
		r = tell_executed(e, s);
	return r ? r : tell(e, s, sizeof(*s));
}

/* What the names lead to, the checks, then the denial itself. */
static int take_denial(struct evidence *e, const struct lc_denial *d)
{
	int r = tell_program(e, d->h.slot);

	for (uint32_t i = 0; !r && i < d->nchecks && i < LC_DENIAL_CHECKS; i++)
		r = tell_check(e, d->check[i]);
	if (!r && e->witness) {
		witness_meet(e->witness, d->pid, d->mnt_ns);
		r = witness_look(e->witness, d, e->recorder->sink, e->recorder->ctx);
	}
	/* A line of the audit log may be there already. */
	if (!r)
		r = evidence_poll(e);
	return r ? r : tell(e, d, sizeof(*d));
}

static int take_seen(struct evidence *e, const struct lc_seen *seen)
{
	int r = tell_program(e, seen->h.slot);

	if (!r)
		r = tell_check(e, seen->check);
	return r ? r : tell(e, seen, sizeof(*seen));
}

static int take_addresses(const struct evidence *e, const struct lc_addresses *addresses)
{
	struct lc_stack stack;

	ustack_name(addresses, &stack);
	return tell(e, &stack, sizeof(stack));
}

int evidence_take(struct evidence *e, const void *bytes, size_t n)
{
	const struct lc_head *head = bytes;

	if (n < sizeof(*head))
		return tell(e, bytes, n);
	switch (head->kind) {
	case LC_SEEN:
		return n == sizeof(struct lc_seen) ? take_seen(e, bytes) : tell(e, bytes, n);
	case LC_DENIAL:
		return n == sizeof(struct lc_denial) ? take_denial(e, bytes) : tell(e, bytes, n);
	case LC_ADDRESSES:
		return n == sizeof(struct lc_addresses) ? take_addresses(e, bytes) : 0;
	case LC_STANCE:
		return n == sizeof(struct lc_stance) ? take_stance(e, bytes) : tell(e, bytes, n);
	default:
		return tell(e, bytes, n);
	}
}

int evidence_fd(const struct evidence *e)
{
	return e->auditlog ? auditlog_fd(e->auditlog) : -1;
}

int evidence_poll(struct evidence *e)
{
	return e->auditlog ? auditlog_poll(e->auditlog, e->recorder->sink, e->recorder->ctx) : 0;
}

uint64_t evidence_lost(const struct evidence *e)
{
	return e->auditlog ? auditlog_lost(e->auditlog) : 0;
}

int evidence_open(struct recorder *r, struct evidence **out)
{
	struct evidence *e = calloc(1, sizeof(*e));
	int error;

	if (!e)
		return fail(-ENOMEM, "out of memory");
	e->recorder = r;
	names_open(&e->names, r);
	error = window_open(r->skel->maps.checks, &e->checks);
	if (!error)
		error = window_open(r->skel->maps.programs, &e->programs);
	if (!error && r->options.refusals)
		error = witness_new(&e->witness);
	if (error) {
		evidence_close(&e);
		return error;
	}
	if (r->options.refusals && auditlog_open(&e->auditlog))
		fail_clear();
	*out = e;
	return 0;
}

void evidence_close(struct evidence **at)
{
	struct evidence *e = TAKE(*at);

	if (!e)
		return;
	auditlog_close(&e->auditlog);
	witness_free(&e->witness);
	names_close(&e->names);
	window_close(&e->programs);
	window_close(&e->checks);
	free(e);
}
