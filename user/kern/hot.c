// SPDX-License-Identifier: BSD-2-Clause
/* Chooses variants of the programs, and writes what is known of processes where the programs do not. */
#include "kern/hot.h"

#include <stdio.h>

#include "base/table.h"
#include "kern/feature.h"

/* The verifier puts the CPU's number in place since 6.10 (x86-64; seen on 6.18); before, it costs a helper, too. */
static bool reads_run_queues(void)
{
	return feature_dear_returns() && feature_kernel(6, 10);
}

struct bpf_program *hot_program(const struct recorder *r, const char *name)
{
	const char *read = reads_run_queues() ? "_read" : "";
	const char *results = r->skel->rodata->follow_results ? "_results" : "";
	const char *const ways[][2] = { { read, results }, { read, "" }, { "", results } };
	char variant[LC_NAME_LEN];

	for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
		struct bpf_program *program;

		snprintf(variant, sizeof(variant), "%s%s%s", name, ways[i][0], ways[i][1]);
		program = bpf_object__find_program_by_name(r->skel->obj, variant);
		if (program)
			return program;
	}
	return bpf_object__find_program_by_name(r->skel->obj, name);
}

/* Where beginnings are missed no call ends plainly: one is always waited for. */
void hot_begin(struct recorder *r)
{
	__u64 *known = r->skel->bss->known;

	if (!r->skel->rodata->calls_are_missed)
		return;
	for (size_t at = LC_KNOWN_PENDING; at < ARRAY_SIZE(r->skel->bss->known); at += LC_KNOWN_WORDS)
		known[at]++;
}

void hot_forget(struct recorder *r)
{
	__u64 *known = r->skel->bss->known;

	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	for (size_t at = 0; at < ARRAY_SIZE(r->skel->bss->known); at++)
		if (at % LC_KNOWN_WORDS >= LC_KNOWN_BITS)
			__atomic_store_n(&known[at], 0, __ATOMIC_RELAXED);
}
