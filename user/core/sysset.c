// SPDX-License-Identifier: BSD-2-Clause
/* Knows how to keep the syscalls of one ABI as an ascending list. */
#include <errno.h>
#include <string.h>

#include "core/profile.h"

#define FIRST_ROOM 32

/* Index of nr, or where it belongs. */
static size_t find(const struct sysset *s, uint32_t nr)
{
	size_t low = 0, high = s->n;

	/* Mostly filled in ascending order. */
	if (high && s->use[high - 1].nr < nr)
		return high;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (s->use[middle].nr < nr)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool is_at(const struct sysset *s, size_t at, uint32_t nr)
{
	return at < s->n && s->use[at].nr == nr;
}

static int insert(struct sysset *s, size_t at, const struct sysuse *use)
{
	if (s->n == s->room) {
		size_t room = s->room ? s->room * 2 : FIRST_ROOM;
		struct sysuse *bigger = reallocarray(s->use, room, sizeof(*bigger));

		if (!bigger)
			return -ENOMEM;
		s->use = bigger;
		s->room = room;
	}
	memmove(&s->use[at + 1], &s->use[at], (s->n - at) * sizeof(*s->use));
	s->use[at] = *use;
	s->n++;
	return 0;
}

/*
 * What never worked in one place may have worked in another. Of two errors that of the earlier use: the order in which
 * uses are added changes nothing.
 */
static void merge_failed(struct sysuse *use, const struct sysuse *new)
{
	uint64_t have = use->first_ns ?: UINT64_MAX, other = new->first_ns ?: UINT64_MAX;

	if (!use->failed || !new->failed)
		use->failed = 0;
	else if (other < have || (other == have && new->failed < use->failed))
		use->failed = new->failed;
}

int sysset_add_use(struct sysset *s, const struct sysuse *new)
{
	size_t at = find(s, new->nr);
	struct sysuse *use;

	if (!is_at(s, at, new->nr))
		return insert(s, at, new);
	use = &s->use[at];
	merge_failed(use, new);
	use->phases |= new->phases;
	if (__builtin_add_overflow(use->count, new->count, &use->count))
		use->count = UINT64_MAX;
	if (new->first_ns && (!use->first_ns || new->first_ns < use->first_ns))
		use->first_ns = new->first_ns;
	return 0;
}

int sysset_add(struct sysset *s, uint32_t nr, uint64_t count, uint64_t first_ns)
{
	return sysset_add_use(s, &(struct sysuse){ .nr = nr, .count = count, .first_ns = first_ns });
}

const struct sysuse *sysset_use(const struct sysset *s, uint32_t nr)
{
	size_t at = find(s, nr);

	return is_at(s, at, nr) ? &s->use[at] : NULL;
}

bool sysset_has(const struct sysset *s, uint32_t nr)
{
	return sysset_use(s, nr);
}
