// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Knows which calls of a program have never worked: a filter may refuse them as the kernel did. */
#include "bpf/tried.bpf.h"

#define EPERM 1
#define ENOSYS 38

__hidden __noinline int try_call(__u32 slot, __u32 abi, __u32 nr)
{
	struct odd_key key = { .slot = slot_now(slot), .abi = abi, .nr = nr };
	struct tried *tried = bpf_map_lookup_elem(&tried_calls, &key), fresh = { .begun = 1 };

	if (!tried) /* no room: it is taken to work */
		return TRIED_FIRST | (bpf_map_update_elem(&tried_calls, &key, &fresh, BPF_NOEXIST) ? TRIED_WORKED : 0);
	if (tried->begun > tried->failed) {
		bpf_map_delete_elem(&tried_calls, &key);
		return TRIED_WORKED;
	}
	__sync_fetch_and_add(&tried->begun, 1);
	return 0;
}

__hidden __noinline int call_failed(__u32 slot, __u32 abi, __u32 nr, __u32 error)
{
	struct odd_key key = { .slot = slot_now(slot), .abi = abi, .nr = nr };
	struct tried *tried;

	/* What fails otherwise depends on what it was asked, and works another time. */
	if (error != EPERM && error != ENOSYS)
		return 0;
	tried = bpf_map_lookup_elem(&tried_calls, &key);
	if (!tried)
		return 0;
	tried->error = error;
	__sync_fetch_and_add(&tried->failed, 1);
	return 0;
}
