// SPDX-License-Identifier: BSD-2-Clause
/* Tells the values of arguments that were learned, and the operations that went through rings of io_uring. */
#include <bpf/bpf.h>
#include <stdio.h>

#include "kern/sweep.h"
#include "kern/window.h"

#define IO_URING_ENTER 426

struct value_key {
	uint32_t slot, abi, nr, index;
};

struct value_set {
	uint32_t n, reserved;
	uint64_t value[LC_VALUES_KEPT];
};

struct ring_ops {
	uint64_t bits[256 / 64];
};

/* That whoever reads the recording knows that it is not for want of calls if there are no values. */
static int tell_learned(struct recorder *r)
{
	struct lc_setting record = { .name = "leastcap.args", .value = "learned" };

	record.h = sweep_head(LC_SETTING, sizeof(record), 0, 0);
	return sweep_tell(r, &record, sizeof(record));
}

static int sweep_sets(struct recorder *r)
{
	int fd = bpf_map__fd(r->skel->maps.value_sets), e = tell_learned(r);
	struct value_key key, *at = NULL;
	struct value_set set;

	while (!e && !bpf_map_get_next_key(fd, at, &key)) {
		struct lc_values record = { .nr = key.nr, .abi = key.abi, .index = key.index };

		at = &key;
		if (bpf_map_lookup_elem(fd, &key, &set))
			continue;
		record.h = sweep_head(LC_VALUES_OF, sizeof(record), key.slot, 0);
		record.n = set.n;
		for (uint32_t i = 0; i < LC_VALUES_KEPT && i < set.n; i++)
			record.value[i] = set.value[i];
		e = sweep_tell(r, &record, sizeof(record));
	}
	return e;
}

/* As many records as it takes: no operation is left out. */
static int tell_ops(struct recorder *r, uint32_t slot, const struct ring_ops *ops)
{
	struct lc_values record = { .nr = IO_URING_ENTER, .abi = LC_ABI_X86_64, .index = LC_ARGUMENT_OPCODE };
	int e = 0;

	record.h = sweep_head(LC_VALUES_OF, sizeof(record), slot, 0);
	for (uint32_t opcode = 0; !e && opcode < 256; opcode++) {
		if (ops->bits[opcode / 64] >> (opcode % 64) & 1)
			record.value[record.n++] = opcode;
		if (record.n == LC_VALUES_KEPT) {
			e = sweep_tell(r, &record, sizeof(record));
			record.n = 0;
		}
	}
	return e || !record.n ? e : sweep_tell(r, &record, sizeof(record));
}

static int sweep_rings(struct recorder *r)
{
	_window_ struct window w = { 0 };
	int e = window_open(r->skel->maps.ring_ops, &w);
	const struct ring_ops *ops = w.at;

	for (uint32_t slot = 1; !e && slot < sweep_slots(r); slot++)
		e = tell_ops(r, slot, &ops[slot]);
	return e;
}

int sweep_values(struct recorder *r)
{
	int e = r->options.values ? sweep_sets(r) : 0;

	return e ? e : sweep_rings(r);
}
