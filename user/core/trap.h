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

/*
 * Where the set will be used. A set of them is bits 1 << trap_target. LAUNCHER: setpriv, capsh; FILTER: where no
 * capabilities are set.
 */
enum trap_target {
	TRAP_DOCKER, TRAP_PODMAN, TRAP_COMPOSE, TRAP_KUBERNETES, TRAP_SYSTEMD, TRAP_OCI,
	TRAP_SETCAP, TRAP_LAUNCHER, TRAP_FILTER, TRAP_REPORT, TRAP_TARGETS
};

struct trap {
	const char *id;	  /* "kubernetes-no-ambient" */
	unsigned int targets; /* set of 1 << enum trap_target that it is told for */
	bool (*walks_into)(const struct plan *plan);
	uint64_t (*caps)(const struct plan *plan); /* what {caps} stands for; NULL: all that is kept */
	void (*programs)(const struct plan *plan, bool *in); /* marks, by their index, those of {programs}; or NULL */
	/* What goes wrong and what to do; words in braces are trap_text()'s: {caps} {programs} {devices} {instead}. */
	const char *text;
	const char *source; /* man page, kernel file, document; or that it was tried */
};

size_t trap_count(void);
const struct trap *trap_at(size_t index); /* NULL past the end */

/* The i-th trap that this plan would walk into there, NULL past the last. */
const struct trap *trap_for(const struct plan *plan, enum trap_target target, size_t i);

/* Its sentences, with names as the target spells them, on one line into b. */
void trap_text(const struct trap *trap, const struct plan *plan, enum trap_target target, struct buf *b);

#endif
