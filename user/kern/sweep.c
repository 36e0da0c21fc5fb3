// SPDX-License-Identifier: BSD-2-Clause
/* The end of a recording: everything the maps hold, told as records. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "base/fail.h"
#include "kern/feature.h"
#include "kern/name.h"
#include "kern/recorder.h"

struct used_bits {
	uint64_t bits[LC_ABIS][LC_SYSCALL_WORDS];
	uint64_t prctl[LC_ABIS];
};

struct call_key {
	uint32_t slot, abi, nr, reserved;
};

/* An array map, seen as memory. */
struct window {
	const void *at;
	size_t size;
};

static int window_open(const struct bpf_map *map, struct window *w)
{
	size_t page = sysconf(_SC_PAGESIZE);
	void *at;

	w->size = (size_t)bpf_map__value_size(map) * bpf_map__max_entries(map);
	w->size = (w->size + page - 1) / page * page;
	at = mmap(NULL, w->size, PROT_READ, MAP_SHARED, bpf_map__fd(map), 0);
	if (at == MAP_FAILED)
		return fail(-errno, "cannot read the recording out of the kernel: %s", strerror(errno));
	w->at = at;
	return 0;
}

static void window_close(struct window *w)
{
	if (w->at)
		munmap((void *)w->at, w->size);
}
#define _window_ _cleanup_(window_close)

static int tell(struct recorder *r, const void *record, size_t n)
{
	int e = r->sink(r->ctx, record, n);

	return e == -EBADMSG ? 0 : e;
}

static struct lc_head head(uint16_t kind, size_t len, uint32_t slot, uint64_t ns)
{
	return (struct lc_head){ .kind = kind, .len = len, .slot = slot, .ns = ns };
}

static uint32_t programs_stored(const struct recorder *r)
{
	uint32_t n = r->skel->data->next_program;

	return n > LC_MAX_PROGRAMS + 1 ? LC_MAX_PROGRAMS + 1 : n;
}

static int sweep_programs(struct recorder *r)
{
	_window_ struct window w = { 0 };
	int e = window_open(r->skel->maps.programs, &w);
	const struct lc_program *program = w.at;

	for (uint32_t slot = 1; !e && slot < programs_stored(r); slot++)
		if (program[slot].h.kind == LC_PROGRAM)
			e = tell(r, &program[slot], sizeof(*program));
	return e;
}

static uint64_t calls_counted(struct recorder *r, uint32_t slot, uint32_t abi, uint32_t nr)
{
	struct call_key key = { .slot = slot, .abi = abi, .nr = nr };
	uint64_t count = 0;

	if (r->options.count)
		bpf_map_lookup_elem(bpf_map__fd(r->skel->maps.call_counts), &key, &count);
	return count;
}

static int tell_syscall(struct recorder *r, uint32_t slot, uint32_t abi, uint32_t nr, uint64_t count)
{
	struct lc_syscall record = { .nr = nr, .abi = abi, .count = count };

	record.h = head(LC_SYSCALL, sizeof(record), slot, 0);
	return tell(r, &record, sizeof(record));
}

static int sweep_words(struct recorder *r, uint32_t slot, uint32_t abi, const uint64_t *words)
{
	int e = 0;

	for (uint32_t nr = 0; !e && nr < LC_SYSCALL_BITS; nr++)
		if (words[nr / 64] >> (nr % 64) & 1)
			e = tell_syscall(r, slot, abi, nr, calls_counted(r, slot, abi, nr));
	return e;
}

/* prctl(2) has no bit: each of its calls is looked at. */
static int sweep_prctl(struct recorder *r, uint32_t slot, uint32_t abi, const struct used_bits *used)
{
	static const uint32_t number[LC_ABIS] = { [LC_ABI_X86_64] = 157, [LC_ABI_I386] = 172, [LC_ABI_X32] = 157 };
	uint32_t nr = number[abi];

	return used->prctl[abi] ? tell_syscall(r, slot, abi, nr, calls_counted(r, slot, abi, nr)) : 0;
}

static int sweep_syscalls(struct recorder *r)
{
	_window_ struct window w = { 0 };
	int e = window_open(r->skel->maps.used, &w);
	const struct used_bits *used = w.at;

	for (uint32_t slot = 1; !e && slot < programs_stored(r); slot++)
		for (uint32_t abi = 0; !e && abi < LC_ABIS; abi++) {
			e = sweep_words(r, slot, abi, used[slot].bits[abi]);
			if (!e)
				e = sweep_prctl(r, slot, abi, &used[slot]);
		}
	return e;
}

static int sweep_odd_calls(struct recorder *r)
{
	int fd = bpf_map__fd(r->skel->maps.odd_calls), e = 0;
	struct call_key key, *at = NULL;
	uint64_t count;

	while (!e && !bpf_map_get_next_key(fd, at, &key)) {
		at = &key;
		if (!bpf_map_lookup_elem(fd, &key, &count))
			e = tell_syscall(r, key.slot, key.abi, key.nr, count);
	}
	return e;
}

static int by_value(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static int tell_names(struct recorder *r, struct names *names, const uint64_t *ips, size_t n)
{
	int e = 0;

	for (size_t i = 0; !e && i < n; i++) {
		struct lc_symbol record = { .ip = ips[i] };
		const char *name = i && ips[i] == ips[i - 1] ? NULL : names_find(names, ips[i]);

		if (!name)
			continue;
		record.h = head(LC_SYMBOL, sizeof(record), 0, 0);
		snprintf(record.name, sizeof(record.name), "%s", name);
		e = tell(r, &record, sizeof(record));
	}
	return e;
}

/* Names each distinct address once. Without names the facts stay without a call site. */
static int tell_symbols(struct recorder *r, uint64_t *ips, size_t n)
{
	_names_ struct names names = { 0 };

	qsort(ips, n, sizeof(*ips), by_value);
	names_open(&names, r);
	return tell_names(r, &names, ips, n);
}

static size_t collect_ips(const struct lc_check *check, uint64_t *ips)
{
	size_t n = 0;

	for (uint32_t i = 0; i < check->nframes && i < LC_FRAMES; i++)
		if (check->ip[i])
			ips[n++] = check->ip[i];
	return n;
}

static int sweep_checks(struct recorder *r)
{
	_window_ struct window w = { 0 };
	uint32_t stored = r->skel->bss->next_check;
	_free_ uint64_t *ips = NULL;
	const struct lc_check *check;
	size_t n = 0;
	int e = window_open(r->skel->maps.checks, &w);

	if (e)
		return e;
	check = w.at;
	stored = stored > LC_MAX_CHECKS ? LC_MAX_CHECKS : stored;
	ips = malloc((stored + 1) * LC_FRAMES * sizeof(*ips));
	if (!ips)
		return fail(-ENOMEM, "out of memory");
	for (uint32_t i = 0; !e && i < stored; i++) {
		if (check[i].h.kind != LC_CHECK)
			continue;
		n += collect_ips(&check[i], ips + n);
		e = tell(r, &check[i], sizeof(*check));
	}
	return e ? e : tell_symbols(r, ips, n);
}

static int sweep_losses(struct recorder *r)
{
	int e = 0;

	for (uint32_t cause = 0; !e && cause < LC_CAUSES; cause++) {
		struct lc_loss record = { .cause = cause, .count = r->skel->bss->lost[cause] };

		if (cause == LC_LOST_RECURSION)
			record.count += r->recursion;
		record.h = head(LC_LOSS, sizeof(record), 0, 0);
		if (record.count)
			e = tell(r, &record, sizeof(record));
	}
	return e;
}

/* Blind spots of the hook, and what this machine's settings add to them. */
static void write_blind(char *blind, size_t room, int role, const struct hook_candidate *c, bool symbols)
{
	bool no_site = role == ROLE_CAPABILITY && !symbols;

	snprintf(blind, room, "%s%s%s", c->blind, no_site && *c->blind ? " " : "", no_site ? "call_site" : "");
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

		record.h = head(LC_HOOK, sizeof(record), 0, 0);
		snprintf(record.role, sizeof(record.role), "%s", hook_roles[role].role);
		if (chosen >= 0) {
			snprintf(record.hook, sizeof(record.hook), "%s", c->hook);
			write_blind(record.blind, sizeof(record.blind), role, c, r->names_itself || f.symbols);
		}
		e = tell(r, &record, sizeof(record));
	}
	return e;
}

static int sweep_session(struct recorder *r, uint64_t end_ns)
{
	struct lc_session record = {
		.realtime_ns = r->start_realtime_ns,
		.scope = r->options.scope,
		.produced = r->skel->bss->produced,
		.delivered = r->delivered,
	};
	struct lc_head end = head(LC_END, sizeof(end), 0, end_ns);
	struct features f;
	int e;

	features_read(&f);
	record.h = head(LC_SESSION, sizeof(record), 0, r->start_ns);
	record.cap_last = f.cap_last;
	snprintf(record.release, sizeof(record.release), "%.63s", f.release);
	snprintf(record.machine, sizeof(record.machine), "%.63s", f.machine);
	e = tell(r, &record, sizeof(record));
	return e ? e : tell(r, &end, sizeof(end));
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

		if (fd >= 0 && !bpf_obj_get_info_by_fd(fd, &info, &size))
			misses += info.recursion_misses;
	}
	return misses;
}

uint64_t recorder_alive(const struct recorder *r)
{
	_window_ struct window w = { 0 };
	const struct lc_program *program;
	uint64_t alive = 0;

	if (window_open(r->skel->maps.programs, &w))
		return 0;
	program = w.at;
	for (uint32_t slot = 1; slot < programs_stored(r); slot++)
		if (program[slot].h.kind == LC_PROGRAM)
			alive += program[slot].alive;
	return alive;
}

int recorder_sweep(struct recorder *r)
{
	static int (*const sweeps[])(struct recorder *) = {
		sweep_programs, sweep_syscalls, sweep_odd_calls, sweep_checks, sweep_losses, sweep_hooks,
	};
	uint64_t end_ns = recorder_now();
	int e;

	recorder_detach(r);
	r->recursion = recursion_misses(r);
	e = recorder_poll(r);
	for (size_t i = 0; !e && i < ARRAY_SIZE(sweeps); i++)
		e = sweeps[i](r);
	if (!e)
		e = sweep_session(r, end_ns);
	return e ? fail(e, "cannot take in the recording: %s", strerror(-e)) : 0;
}
