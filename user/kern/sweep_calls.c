// SPDX-License-Identifier: BSD-2-Clause
/* Tells the syscalls that were used, and those that were refused. */
#include <bpf/bpf.h>

#include "kern/sweep.h"
#include "kern/window.h"

struct used_bits {
	uint64_t bits[LC_ABIS][LC_SYSCALL_WORDS];
};

struct call_key {
	uint32_t slot, abi, nr, reserved;
};

static uint64_t calls_counted(struct recorder *r, uint32_t slot, uint32_t abi, uint32_t nr)
{
	struct call_key key = { .slot = slot, .abi = abi, .nr = nr };
	uint64_t count = 0;

	if (r->options.count)
		bpf_map_lookup_elem(bpf_map__fd(r->skel->maps.call_counts), &key, &count);
	return count;
}

static int tell_call(struct recorder *r, uint32_t slot, uint32_t abi, uint32_t nr, uint64_t count)
{
	struct lc_syscall record = { .nr = nr, .abi = abi, .count = count };

	record.h = sweep_head(LC_SYSCALL, sizeof(record), slot, 0);
	return sweep_tell(r, &record, sizeof(record));
}

static int sweep_words(struct recorder *r, uint32_t slot, uint32_t abi, const uint64_t *words)
{
	int e = 0;

	for (uint32_t nr = 0; !e && nr < LC_SYSCALL_BITS; nr++)
		if (words[nr / 64] >> (nr % 64) & 1)
			e = tell_call(r, slot, abi, nr, calls_counted(r, slot, abi, nr));
	return e;
}

static int sweep_syscalls(struct recorder *r)
{
	_window_ struct window w = { 0 };
	int e = window_open(r->skel->maps.used, &w);
	const struct used_bits *used = w.at;

	for (uint32_t chapter = 0; !e && chapter < LC_CHAPTERS; chapter++, used += LC_MAX_PROGRAMS + 1)
		for (uint32_t slot = 1; !e && slot < sweep_slots(r); slot++)
			for (uint32_t abi = 0; !e && abi < LC_ABIS; abi++)
				e = sweep_words(r, slot | chapter << LC_CHAPTER_SHIFT, abi, used[slot].bits[abi]);
	return e;
}

/* A table of calls by their key, with their count. */
static int sweep_table(struct recorder *r, const struct bpf_map *map)
{
	int fd = bpf_map__fd(map), e = 0;
	struct call_key key, *at = NULL;
	uint64_t count;

	while (!e && !bpf_map_get_next_key(fd, at, &key)) {
		at = &key;
		if (!bpf_map_lookup_elem(fd, &key, &count))
			e = tell_call(r, key.slot, key.abi, key.nr, count);
	}
	return e;
}

/* .reserved of the key is the error, and by whom << 16. */
static int sweep_refusals(struct recorder *r)
{
	int fd = bpf_map__fd(r->skel->maps.refusals), e = 0;
	struct call_key key, *at = NULL;

	while (!e && !bpf_map_get_next_key(fd, at, &key)) {
		struct lc_refusal record = { .nr = key.nr, .abi = key.abi, .error = key.reserved & 0xffff,
					     .by = key.reserved >> 16 };

		at = &key;
		if (bpf_map_lookup_elem(fd, &key, &record.count))
			continue;
		record.h = sweep_head(LC_REFUSAL, sizeof(record), key.slot, 0);
		e = sweep_tell(r, &record, sizeof(record));
	}
	return e;
}

struct tried {
	uint32_t begun, failed, error, reserved;
};

static int tell_failed(struct recorder *r, const struct call_key *key, const struct tried *tried)
{
	struct lc_failed record = { .nr = key->nr, .abi = key->abi, .error = tried->error, .count = tried->failed };

	/* What began unseen may have worked. */
	if (!tried->failed || tried->failed < tried->begun || r->recursion)
		return 0;
	record.h = sweep_head(LC_FAILED, sizeof(record), key->slot, 0);
	return sweep_tell(r, &record, sizeof(record));
}

/* Calls whose bit was not set, because it is not known that they work. */
static int sweep_tried(struct recorder *r)
{
	int fd = bpf_map__fd(r->skel->maps.tried_calls), e = 0;
	struct call_key key, *at = NULL;
	struct tried tried;

	while (!e && !bpf_map_get_next_key(fd, at, &key)) {
		at = &key;
		if (bpf_map_lookup_elem(fd, &key, &tried))
			continue;
		e = tell_call(r, key.slot, key.abi, key.nr, calls_counted(r, key.slot, key.abi, key.nr));
		if (!e)
			e = tell_failed(r, &key, &tried);
	}
	return e;
}

int sweep_calls(struct recorder *r)
{
	int e = sweep_syscalls(r);

	if (!e)
		e = sweep_table(r, r->skel->maps.odd_calls);
	if (!e)
		e = sweep_table(r, r->skel->maps.watched_calls);
	if (!e)
		e = sweep_tried(r);
	return e ? e : sweep_refusals(r);
}
