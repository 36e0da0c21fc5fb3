/* SPDX-License-Identifier: BSD-2-Clause */
/* Knows how to find the traps of a plan and how to fill in their sentences. */
#include "core/trap.h"

#include <stdlib.h>
#include <string.h>

#include "base/guard.h"
#include "core/device.h"
#include "core/trap_table.h"

#define PROGRAMS_MAX 4 /* named; more are counted */

size_t trap_count(void)
{
	return trap_row_count;
}

const struct trap *trap_at(size_t index)
{
	return index < trap_row_count ? &trap_rows[index] : NULL;
}

const struct trap *trap_for(const struct plan *plan, enum trap_target target, size_t i)
{
	for (size_t k = 0; k < trap_row_count; k++)
		if ((trap_rows[k].targets >> target & 1) && trap_rows[k].walks_into(plan) && !i--)
			return &trap_rows[k];
	return NULL;
}

/* --- words in braces -------------------------------------------------------------- */

static const char *spell(enum trap_target target, unsigned int cap, char room[32])
{
	switch (target) {
	case TRAP_DOCKER:
	case TRAP_PODMAN:
	case TRAP_COMPOSE:
	case TRAP_KUBERNETES:
		return cap_short_name(cap, room);
	case TRAP_SETCAP:
	case TRAP_LAUNCHER:
		return cap_lower_name(cap, room);
	default:
		return cap_name(cap, room);
	}
}

static void add_caps(const struct trap *trap, const struct plan *plan, enum trap_target target, struct buf *b)
{
	uint64_t set = trap->caps ? trap->caps(plan) : plan->keep;
	const char *gap = "";
	char room[32];

	for (unsigned int cap = 0; cap < CAP_ROOM; cap++) {
		if (!(set >> cap & 1))
			continue;
		buf_addf(b, "%s%s", gap, spell(target, cap, room));
		gap = ", ";
	}
}

static void add_name(const struct program *program, struct buf *b)
{
	if (program->exe[0])
		buf_add(b, program->exe);
	else
		buf_addf(b, "[%s]", program->comm);
}

static void add_programs(const struct trap *trap, const struct plan *plan, struct buf *b)
{
	const struct profile *p = plan->profile;
	_free_ bool *in = calloc(p->nprograms + 1, sizeof(*in));
	size_t n = 0;

	b->failed |= !in;
	if (in && trap->programs)
		trap->programs(plan, in);
	for (size_t i = 0; in && i < p->nprograms; i++) {
		if (!in[i] || n++ >= PROGRAMS_MAX)
			continue;
		buf_add(b, n > 1 ? ", " : "");
		add_name(&p->programs[i], b);
	}
	if (n > PROGRAMS_MAX)
		buf_addf(b, " and %zu more", n - PROGRAMS_MAX);
	if (!n)
		buf_add(b, "some program");
}

static void add_devices(const struct plan *plan, enum trap_target target, struct buf *b)
{
	const struct device *device;
	char room[32];

	for (size_t i = 0; (device = device_for(plan, i)); i++)
		buf_addf(b, "%s%s with %s", i ? ", " : "", device->path,
			 device->cap < 0 ? "no capability" : spell(target, device->cap, room));
}

static void add_word(const struct trap *trap, const struct plan *plan, enum trap_target target, const char *word,
		     size_t n, struct buf *b)
{
	if (strncmp(word, "{caps}", n) == 0)
		add_caps(trap, plan, target, b);
	else if (strncmp(word, "{programs}", n) == 0)
		add_programs(trap, plan, b);
	else if (strncmp(word, "{devices}", n) == 0)
		add_devices(plan, target, b);
	else if (strncmp(word, "{instead}", n) == 0)
		trap_sys_admin_text(plan, b);
	else
		buf_add_bytes(b, word, n);
}

void trap_text(const struct trap *trap, const struct plan *plan, enum trap_target target, struct buf *b)
{
	const char *text = trap->text;

	for (const char *open; (open = strchr(text, '{'));) {
		size_t n = strcspn(open, "}");

		buf_add_bytes(b, text, open - text);
		n += open[n] == '}';
		add_word(trap, plan, target, open, n, b);
		text = open + n;
	}
	buf_add(b, text);
}
