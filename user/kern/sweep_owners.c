// SPDX-License-Identifier: BSD-2-Clause
/* Tells whose the programs are, and how they changed their privileges. */
#include <bpf/bpf.h>

#include "kern/sweep.h"
#include "kern/window.h"

/* The kernel side's key (bpf/stance.bpf.c) is only walked. */
struct privilege_key {
	uint32_t word[8];
	uint64_t set[3];
};

int sweep_owners(struct recorder *r)
{
	uint32_t end = r->skel->data->next_owner;
	_window_ struct window w = { 0 };
	int e = window_open(r->skel->maps.owners, &w);
	const struct lc_owner *owner = w.at;

	for (uint32_t id = 1; !e && id < end && id <= LC_MAX_OWNERS; id++) {
		if (owner[id].h.kind != LC_OWNER)
			continue;
		e = sweep_tell(r, &owner[id], sizeof(*owner));
		if (!e)
			e = labels_take(r->labels, &owner[id]);
	}
	return e;
}

int sweep_privileges(struct recorder *r)
{
	int fd = bpf_map__fd(r->skel->maps.privileges), e = 0;
	struct privilege_key key, *last = NULL;
	struct lc_privilege record;

	while (!e && !bpf_map_get_next_key(fd, last, &key)) {
		last = &key;
		if (!bpf_map_lookup_elem(fd, &key, &record))
			e = sweep_tell(r, &record, sizeof(record));
	}
	return e;
}
