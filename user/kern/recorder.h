/* SPDX-License-Identifier: BSD-2-Clause */
/* What load.c and sweep.c share: a loaded recorder from the inside. */
#ifndef LC_KERN_RECORDER_H
#define LC_KERN_RECORDER_H

#include <bpf/libbpf.h>

#include "kern/label.h"
#include "kern/load.h"
#include "kern/member.h"
#include "kern/step.h"
#include "kern/window.h"
#include "leastcap.skel.h"

#define RECORDER_LINKS (ROLES * HOOK_PROGRAMS + MEMBER_PROGRAMS)

struct evidence;

struct recorder {
	struct leastcap_bpf *skel;
	struct ring_buffer *ring;
	struct bpf_link *links[RECORDER_LINKS];
	size_t nlinks;
	struct bpf_link *steps[STEP_LINKS];
	size_t nsteps;
	struct recorder_options options; /* .pids was used up at open */
	struct hook_choice choice;
	record_sink sink;
	void *ctx;
	uint64_t delivered;
	uint32_t drained; /* of the recorder_poll() under way */
	uint64_t start_ns, start_realtime_ns;
	uint64_t start_jiffies; /* the kernel's coarse clock at .start_ns */
	uint64_t recursion; /* misses read before the programs went */
	int sink_error;
	struct labels *labels;
	struct window programs; /* looked at all the time: to map it takes long */
	uint32_t alive_slot; /* of the program that was seen alive last */
	int hierarchy; /* in which owners are looked for: its root; -1: none, or one of the options */
	struct evidence *evidence; /* NULL: only facts are recorded */
	bool names_itself; /* the kernel tells the names of its addresses (name_it) */
};

/* Detaches every hook and waits until none of their programs runs. Safe to call twice. */
void recorder_detach(struct recorder *r);

/* Runs a program once, in our own context. 0 or -errno; -ENOSPC: it could not do its work. */
int recorder_run(const struct bpf_program *program);

/* CLOCK_BOOTTIME, the clock of every record. */
uint64_t recorder_now(void);

#endif
