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

/* What the kernel side keeps of checks, as memory. */
struct kept {
	struct window checks, tallies, trails;
	uint64_t *last; /* of each check: jiffies */
	uint32_t n;	/* checks */
};

static void kept_drop(struct kept *k)
{
	window_close(&k->checks);
	window_close(&k->tallies);
	window_close(&k->trails);
	free(k->last);
}

static const struct lc_stored *kept_check(const struct kept *k, uint32_t index)
{
	return (const struct lc_stored *)k->checks.at + index;
}

/* The last time is kept where the check was recognized last. */
static void find_last(struct kept *k, uint32_t ntrails)
{
	const struct lc_trail *trails = k->trails.at;

	for (uint32_t i = 0; i < k->n; i++)
		k->last[i] = kept_check(k, i)->last;
	for (uint32_t i = 0; i < ntrails && i < LC_MAX_TRAILS; i++)
		if (trails[i].n && trails[i].check < k->n && trails[i].last > k->last[trails[i].check])
			k->last[trails[i].check] = trails[i].last;
}

static int kept_open(struct recorder *r, struct kept *k)
{
	int e = window_open(r->skel->maps.checks, &k->checks);

	if (!e)
		e = window_open(r->skel->maps.tallies, &k->tallies);
	if (!e)
		e = window_open(r->skel->maps.trails, &k->trails);
	if (e)
		return e;
	k->n = r->skel->bss->next_check < LC_MAX_CHECKS ? r->skel->bss->next_check : LC_MAX_CHECKS;
	k->last = calloc(k->n + 1, sizeof(*k->last));
	if (!k->last)
		return fail(-ENOMEM, "out of memory");
	find_last(k, r->skel->bss->next_trail);
	return 0;
}

/* The first time, and what each CPU counted since. */
static uint64_t total_of(const struct kept *k, uint32_t index)
{
	const uint64_t *tallies = k->tallies.at;
	uint64_t total = kept_check(k, index)->check.count;

	for (size_t at = index; (at + 1) * sizeof(*tallies) <= k->tallies.size; at += LC_MAX_CHECKS)
		total += tallies[at];
	return total;
}

/* A tick is coarser than the first time: the last is never before it. */
static int tell_last(struct recorder *r, const struct clock *c, const struct lc_check *check, uint64_t jiffies)
{
	struct lc_last record = { .check = check->id };
	uint64_t ns = clock_ns(c, jiffies);

	record.h = sweep_head(LC_LAST, sizeof(record), 0, ns > check->h.ns ? ns : check->h.ns);
	return sweep_tell(r, &record, sizeof(record));
}

static int tell_check(struct recorder *r, const struct kept *k, uint32_t index, const struct clock *c)
{
	struct lc_check check = kept_check(k, index)->check;
	int e;

	check.count = total_of(k, index);
	e = sweep_tell(r, &check, sizeof(check));
	return e ? e : tell_last(r, c, &check, k->last[index]);
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

static int tell_all(struct recorder *r, const struct kept *k, const struct clock *c)
{
	_free_ uint64_t *ips = malloc((k->n + 1ul) * LC_FRAMES * sizeof(*ips));
	size_t n = 0;
	int e = 0;

	if (!ips)
		return fail(-ENOMEM, "out of memory");
	for (uint32_t i = 0; !e && i < k->n; i++) {
		if (kept_check(k, i)->check.h.kind != LC_CHECK)
			continue;
		n += collect_ips(&kept_check(k, i)->check, ips + n);
		e = tell_check(r, k, i, c);
	}
	if (!e)
		e = sweep_results(r);
	return e ? e : tell_symbols(r, ips, n);
}

int sweep_checks(struct recorder *r)
{
	struct kept kept = { 0 };
	struct clock clock = { 0 };
	int e = kept_open(r, &kept);

	if (!e)
		e = read_clock(r, &clock);
	if (!e)
		e = tell_all(r, &kept, &clock);
	kept_drop(&kept);
	return e;
}
