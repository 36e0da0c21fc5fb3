/* SPDX-License-Identifier: BSD-2-Clause */
/* Which arguments of a syscall name files, descriptors and addresses, and what the call wants of them. */
#ifndef LC_CORE_SHAPE_H
#define LC_CORE_SHAPE_H

#include <stdint.h>

#include "bpf/event.h"

/* What is asked of the object itself; of the directories on the way search. */
enum want {
	WANT_NOTHING,	/* stat(2): search alone */
	WANT_READ = 4, WANT_WRITE = 2, WANT_EXEC = 1, /* as MAY_* */
	WANT_OPEN = 8,	  /* by the flags of the call (open, openat, openat2) */
	WANT_MODE = 16,	  /* by the mode argument of access(2) and its kin */
	WANT_CREATE = 32, /* write and search in the directory that holds it */
	WANT_REMOVE = 64, /* the same, and the sticky bit */
	WANT_OWNER = 128, /* to be its owner */
};

struct shape {
	const char *name;  /* of the syscall */
	uint32_t word;	   /* LC_SHAPE() */
	uint32_t want[2];  /* of each name, enum want */
};

/* NULL if nothing is known of the call. By ABI and number, so the i386 and x32 tables need none of their own. */
const struct shape *shape_of(uint32_t abi, uint32_t nr);

/* shape_of()->word of each number of the ABI, 0 without one: what the kernel side is told. */
void shape_words(uint32_t abi, uint32_t words[LC_SHAPES]);

#endif
