/* SPDX-License-Identifier: BSD-2-Clause */
/* The stages of a run, shared by run.c, which waits, and run_stage.c, which decides. */
#ifndef LC_KERN_RUN_STAGE_H
#define LC_KERN_RUN_STAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "kern/helper.h"
#include "kern/run.h"

enum stage {
	STAGE_READY, /* the ready command is tried */
	STAGE_DRIVE, /* the drive command is under way */
	STAGE_SERVE, /* nothing to do but wait */
	STAGE_END,   /* the command was told to end */
	STAGE_REST,  /* the command is gone: what is left of it may follow, then has to */
	STAGE_DONE,
};

struct run {
	const struct run_options *o;
	struct run_result *result;
	enum stage stage;
	struct helper helper; /* ready, then drive command */
	bool driving;	      /* the latter */
	struct helper mark;
	int mark_signal; /* 0: none */
	uint64_t ready_until, end_at, timeout_at;
	uint64_t kill_at;     /* END: the command, REST: the rest gets SIGKILL */
	uint64_t linger_until; /* REST: until then it may end by itself */
	uint64_t give_up_at;  /* REST: what is there then cannot be ended */
	uint64_t look_at;
	uint64_t measure_at; /* .outputs */
	uint64_t call_at; /* .tick */
	int interrupts;
	bool more_records; /* in the ring */
	bool impatient; /* it wants to be asked again soon */
	bool more_dead; /* children that were not waited for yet */
	int error;
};

/* The first stage. */
void stage_begin(struct run *run, uint64_t now);

/* A child of ours ended. */
void stage_child(struct run *run, pid_t pid, int status, uint64_t now);

/* SIGINT or SIGTERM came. `typed`: at the terminal, so that the command got it as well. */
void stage_interrupt(struct run *run, int signal, bool typed, uint64_t now);

/* Something went wrong, told in run->error: the workload is told to end. */
void stage_fail(struct run *run, uint64_t now);

/* Does what is due by now. */
void stage_tick(struct run *run, uint64_t now);

/* When stage_tick() has something to do; TICK_NEVER: nothing that time brings. */
uint64_t stage_due(const struct run *run);

#endif
