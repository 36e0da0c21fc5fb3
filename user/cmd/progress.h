/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How far a search is, on stderr: on a terminal one line that is written over,
 * else a line a trial. Nothing with -q.
 */
#ifndef LC_CMD_PROGRESS_H
#define LC_CMD_PROGRESS_H

#include <stdbool.h>

#include "base/guard.h"
#include "core/search.h"

struct progress {
	bool terminal;
	unsigned int width; /* of the terminal */
	char *head;	    /* of the trial under way */
};

void progress_start(struct progress *p);

/* seconds: how long a trial takes; 0: not known. */
void progress_begin(struct progress *p, const struct trial *trial, double seconds);
void progress_end(struct progress *p, const struct trial_result *result);

/* Takes the line away again. */
void progress_free(struct progress *p);
#define _progress_ _cleanup_(progress_free)

#endif
