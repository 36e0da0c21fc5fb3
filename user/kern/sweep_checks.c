// SPDX-License-Identifier: BSD-2-Clause
/* Tells the capability checks, how the calls ended in which they were made, and the names of their places. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/bpf.h>

#include "base/fail.h"
#include "kern/name.h"
#include "kern/sweep.h"
#include "kern/window.h"

static int by_value(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* What is implied has no address of its own. */
static const char *name_of(struct names *names, uint64_t ip)
{
	switch (ip) {
	case LC_IP_CAPSET:
		return "cap_capset";
	case LC_IP_FILECAPS:
		return "bprm_caps_from_vfs_caps";
	default:
		return names_find(names, ip);
	}
}

static int tell_names(struct recorder *r, struct names *names, const uint64_t *ips, size_t n)
{
	int e = 0;

	for (size_t i = 0; !e && i < n; i++) {
		struct lc_symbol record = { .ip = ips[i] };
		const char *name = i && ips[i] == ips[i - 1] ? NULL : name_of(names, ips[i]);

		if (!name)
			continue;
		record.h = sweep_head(LC_SYMBOL, sizeof(record), 0, 0);
		snprintf(record.name, sizeof(record.name), "%s", name);
		e = sweep_tell(r, &record, sizeof(record));
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

/* The kernel's coarse clock, told by its reading at two moments: at the start and now. */
struct clock {
	uint64_t jiffies, ns;
	double ns_per_jiffy;
};

static int read_clock(struct recorder *r, struct clock *c)
{
	int e = recorder_run(r->skel->progs.name_self);

	if (e)
		return fail(e, "cannot run a BPF program: %s", strerror(-e));
	c->ns = recorder_now();
	c->jiffies = r->skel->bss->jiffies_now;
	c->ns_per_jiffy = c->jiffies > r->start_jiffies ?
				  (double)(c->ns - r->start_ns) / (c->jiffies - r->start_jiffies) : 0;
	return 0;
}

static uint64_t clock_ns(const struct clock *c, uint64_t jiffies)
{
	uint64_t ago = c->jiffies > jiffies ? (c->jiffies - jiffies) * c->ns_per_jiffy : 0;

	return c->ns > ago ? c->ns - ago : 0;
}

/* A tick is coarser than the first time: the last is never before it. */
static int tell_last(struct recorder *r, const struct clock *c, const struct lc_stored *stored)
{
	struct lc_last record = { .check = stored->check.id };
	uint64_t ns = clock_ns(c, stored->last);

	record.h = sweep_head(LC_LAST, sizeof(record), 0, ns > stored->check.h.ns ? ns : stored->check.h.ns);
	return sweep_tell(r, &record, sizeof(record));
}

struct result_key {
	uint32_t check, error;
};

static int sweep_results(struct recorder *r)
{
	int fd = bpf_map__fd(r->skel->maps.results), e = 0;
	struct result_key key, *at = NULL;

	while (!e && !bpf_map_get_next_key(fd, at, &key)) {
		struct lc_result record = { .check = key.check, .error = key.error };

		at = &key;
		if (bpf_map_lookup_elem(fd, &key, &record.count))
			continue;
		record.h = sweep_head(LC_RESULT, sizeof(record), 0, 0);
		e = sweep_tell(r, &record, sizeof(record));
	}
	return e;
}

int sweep_checks(struct recorder *r)
{
	_window_ struct window w = { 0 };
	uint32_t stored = r->skel->bss->next_check;
	_free_ uint64_t *ips = NULL;
	const struct lc_stored *at;
	struct clock clock = { 0 };
	size_t n = 0;
	int e = window_open(r->skel->maps.checks, &w);

	if (!e)
		e = read_clock(r, &clock);
	if (e)
		return e;
	at = w.at;
	stored = stored > LC_MAX_CHECKS ? LC_MAX_CHECKS : stored;
	ips = malloc((stored + 1) * LC_FRAMES * sizeof(*ips));
	if (!ips)
		return fail(-ENOMEM, "out of memory");
	for (uint32_t i = 0; !e && i < stored; i++) {
		if (at[i].check.h.kind != LC_CHECK)
			continue;
		n += collect_ips(&at[i].check, ips + n);
		e = sweep_tell(r, &at[i].check, sizeof(at[i].check));
		if (!e)
			e = tell_last(r, &clock, &at[i]);
	}
	if (!e)
		e = sweep_results(r);
	return e ? e : tell_symbols(r, ips, n);
}
