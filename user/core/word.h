/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a word can mean to `explain`: a capability, a set of them, syscalls, a
 * seccomp action, a class of dangerous calls, an operation of io_uring, or several
 * of these at once ("kill", "13", "ptrace").
 */
#ifndef LC_CORE_WORD_H
#define LC_CORE_WORD_H

#include <stdbool.h>
#include <stdint.h>

#include "core/action.h"
#include "core/risk.h"
#include "core/sysno.h"
#include "core/uring.h"

struct word {
	const char *text;     /* not owned */
	int cap;	      /* number of a capability, or -1 */
	bool is_set;	      /* a set as in /proc/PID/status */
	uint64_t set;
	const struct sysno_info *named; /* syscall of that name, or NULL */
	/* Syscall of that number on each ABI, or NULL; x32 only where it is another than on x86_64. */
	const struct sysno_info *numbered[LC_ABIS];
	const struct action_info *action; /* or NULL */
	const struct risk *risk; /* class of that name, or NULL */
	const struct uring_op *operation; /* with its prefix, or NULL */
};

/*
 * A set is written in hexadecimal: 0x and up to 16 digits, or 8 or 16 digits. A decimal number is a
 * capability, and the syscall of that number on each ABI; a number that no capability has is one only
 * if it is no syscall either.
 * 0, or -ENOENT if the word means nothing.
 */
int word_read(const char *text, struct word *out);

/* A known word that text may have been meant to be, or NULL. */
const char *word_nearest(const char *text);

/* Why a set is well known ("the default of Docker"), or NULL. */
const char *cap_set_fame(uint64_t set);

#endif
