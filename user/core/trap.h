/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where a least set is right and yet does not work, or can be had cheaper: what must be known of the place it is
 * pasted into. Each trap is a row with the condition and a sentence.
 */
#ifndef LC_CORE_TRAP_H
#define LC_CORE_TRAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "core/plan.h"

/* Where the set will be used. A set of them is bits 1 << trap_target. */
enum trap_target { TRAP_DOCKER, TRAP_PODMAN, TRAP_COMPOSE, TRAP_KUBERNETES, TRAP_SYSTEMD, TRAP_OCI, TRAP_SETCAP, TRAP_LAUNCHER,
		   TRAP_REPORT, TRAP_TARGETS };

struct trap {
	const char *id;	  /* "kubernetes-no-ambient" */
	const char *text; /* format-free sentence of what goes wrong and what to do; NULL: .say makes it */
	const char *source; /* man page, kernel file, document */
};

/* The i-th trap that this plan would walk into there, NULL past the last. */
const struct trap *trap_for(const struct plan *plan, enum trap_target target, size_t i);

/* Its sentence, with names, into b. */
void trap_text(const struct trap *trap, const struct plan *plan, struct buf *b);

#endif
