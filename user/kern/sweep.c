// SPDX-License-Identifier: BSD-2-Clause
/* The end of a recording: everything the maps hold, told as records. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "base/fail.h"
#include "kern/evidence.h"
#include "kern/feature.h"
#include "kern/step.h"
#include "kern/sweep.h"
#include "kern/window.h"

int sweep_tell(struct recorder *r, const void *record, size_t n)
{
	int e = r->sink(r->ctx, record, n);

	return e == -EBADMSG ? 0 : e;
}

uint32_t sweep_slots(const struct recorder *r)
{
	uint32_t n = r->skel->data->next_program;

	return n > LC_MAX_PROGRAMS + 1 ? LC_MAX_PROGRAMS + 1 : n;
}

static int sweep_programs(struct recorder *r)
{
	_window_ struct window w = { 0 };
	int e = window_open(r->skel->maps.programs, &w);
	const struct lc_program *program = w.at;

	for (uint32_t slot = 1; !e && slot < sweep_slots(r); slot++)
		if (program[slot].h.kind == LC_PROGRAM)
			e = sweep_tell(r, &program[slot], sizeof(*program));
	return e;
}

static int sweep_losses(struct recorder *r)
{
	int e = 0;

	for (uint32_t cause = 0; !e && cause < LC_CAUSES; cause++) {
		struct lc_loss record = { .cause = cause, .count = r->skel->bss->lost[cause] };

		if (cause == LC_LOST_AUDIT && r->evidence)
			record.count += evidence_lost(r->evidence);
		if (cause == LC_LOST_RECURSION)
			record.count += r->recursion;
		record.h = sweep_head(LC_LOSS, sizeof(record), 0, 0);
		if (record.count)
			e = sweep_tell(r, &record, sizeof(record));
	}
	return e;
}

/* What this machine takes away from the hook; "": nothing. */
static const char *more_blind(const struct recorder *r, int role, bool symbols)
{
	if (role == ROLE_CAPABILITY && !symbols)
		return "call_site";
	if (role == ROLE_LSM_REFUSAL && (!r->evidence || evidence_fd(r->evidence) < 0))
		return "audit_log";
	return "";
}

static void write_blind(char *blind, size_t room, const char *words, const char *more)
{
	snprintf(blind, room, "%s%s%s", words, *words && *more ? " " : "", more);
}

static int sweep_hooks(struct recorder *r)
{
	struct features f;
	int e = 0;

	features_read(&f);
	for (int role = 0; !e && role < ROLES; role++) {
		int chosen = r->choice.chosen[role];
		const struct hook_candidate *c = &hook_roles[role].candidates[chosen < 0 ? 0 : chosen];
		struct lc_hook record = { 0 };

		if (role_is_refusal(role) && !r->options.refusals)
			continue;
		record.h = sweep_head(LC_HOOK, sizeof(record), 0, 0);
		snprintf(record.role, sizeof(record.role), "%s", hook_roles[role].role);
		if (chosen >= 0) {
			snprintf(record.hook, sizeof(record.hook), "%s", c->hook);
			write_blind(record.blind, sizeof(record.blind), c->blind,
				    more_blind(r, role, r->names_itself || f.symbols));
		}
		e = sweep_tell(r, &record, sizeof(record));
	}
	return e;
}

static int sweep_boundary(struct recorder *r)
{
	const struct leastcap_bpf__bss *bss = r->skel->bss;
	struct lc_boundary record = {
		.chapter = bss->serving_from,
		.sign = bss->boundary_sign,
		.drop_ns = bss->boundary_drop_ns,
		.drop_slot = bss->boundary_drop_slot,
	};

	if (!bss->serving_from)
		return 0;
	record.h = sweep_head(LC_BOUNDARY, sizeof(record), bss->boundary_slot, bss->boundary_ns);
	return sweep_tell(r, &record, sizeof(record));
}

static int sweep_session(struct recorder *r, uint64_t end_ns)
{
	struct lc_session record = {
		.realtime_ns = r->start_realtime_ns,
		.scope = r->options.scope,
		.produced = r->skel->bss->produced,
		.delivered = r->delivered,
	};
	struct lc_head end = sweep_head(LC_END, sizeof(end), 0, end_ns);
	struct features f;
	int e;

	features_read(&f);
	record.h = sweep_head(LC_SESSION, sizeof(record), 0, r->start_ns);
	record.cap_last = f.cap_last;
	snprintf(record.release, sizeof(record.release), "%.63s", f.release);
	snprintf(record.machine, sizeof(record.machine), "%.63s", f.machine);
	e = sweep_tell(r, &record, sizeof(record));
	return e ? e : sweep_tell(r, &end, sizeof(end));
}

/* Whether each call whose beginning was missed was seen to end, and could be judged by that. */
static bool calls_made_good(const struct recorder *r)
{
	return r->skel->rodata->calls_are_missed && !r->options.count && !r->skel->bss->unjudged && !recorder_alive(r);
}

/* Times the kernel skipped one of our programs because it was already running on that CPU. */
static uint64_t recursion_misses(struct recorder *r)
{
	struct bpf_program *program;
	uint64_t misses = 0;

	bpf_object__for_each_program(program, r->skel->obj) {
		struct bpf_prog_info info = { 0 };
		uint32_t size = sizeof(info);
		int fd = bpf_program__fd(program);

		/* Of a step the explanation of a refusal is missing, no fact. */
		if (fd < 0 || step_is(program) || bpf_obj_get_info_by_fd(fd, &info, &size))
			continue;
		if (!strncmp(bpf_program__name(program), "call_", 5) && calls_made_good(r))
			continue;
		misses += info.recursion_misses;
	}
	return misses;
}

static uint64_t alive_in(const struct recorder *r, uint32_t slot)
{
	const struct lc_program *program = r->programs.at;

	return program[slot].h.kind == LC_PROGRAM ? program[slot].alive : 0;
}

uint64_t recorder_alive(const struct recorder *r)
{
	uint64_t alive = 0;

	for (uint32_t slot = 1; slot < sweep_slots(r); slot++)
		alive += alive_in(r, slot);
	return alive;
}

/* Asked often, and of a long list: mostly it is the same one again. */
bool recorder_lives(struct recorder *r)
{
	uint32_t slots = sweep_slots(r);

	if (alive_in(r, r->alive_slot))
		return true;
	for (uint32_t slot = 1; slot < slots; slot++) {
		if (alive_in(r, slot)) {
			r->alive_slot = slot;
			return true;
		}
	}
	return false;
}

int recorder_sweep(struct recorder *r)
{
	static int (*const sweeps[])(struct recorder *) = {
		sweep_owners, sweep_programs, sweep_calls, sweep_values, sweep_checks, sweep_privileges, sweep_files,
		sweep_losses, sweep_hooks, sweep_boundary,
	};
	uint64_t end_ns = recorder_now();
	int e;

	recorder_detach(r);
	r->recursion = recursion_misses(r);
	while ((e = recorder_poll(r)) > 0)
		;
	for (size_t i = 0; !e && i < ARRAY_SIZE(sweeps); i++)
		e = sweeps[i](r);
	if (!e)
		e = sweep_session(r, end_ns);
	return e ? fail(e, "cannot take in the recording: %s", strerror(-e)) : 0;
}
