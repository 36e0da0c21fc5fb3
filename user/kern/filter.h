/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Seccomp filters compiled by libseccomp, and what one costs when it is loaded.
 */
#ifndef LC_KERN_FILTER_H
#define LC_KERN_FILTER_H

#include <linux/filter.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/guard.h"

enum filter_arch {
	FILTER_X86_64, FILTER_I386, FILTER_X32, FILTER_ARM, FILTER_AARCH64, FILTER_RISCV64, FILTER_LOONGARCH64,
	FILTER_ARCHES
};

#define FILTER_ARGS 6

struct filter_arg {
	uint32_t index; /* < FILTER_ARGS */
	uint64_t mask, value; /* holds if (argument & mask) == value; on 32-bit architectures the upper half is 0 */
};

struct filter_rule {
	enum filter_arch arch;
	uint32_t nr; /* without the bit of x32 */
	const char *name;
	uint32_t ret; /* SECCOMP_RET_*: ALLOW, LOG, KILL_PROCESS, or ERRNO with its data */
	const struct filter_arg *args; /* all must hold; each index once */
	size_t nargs;
};

struct filter_program {
	struct sock_filter *insns; /* owned */
	size_t n;
};

/*
 * deny: SECCOMP_RET_* for what no rule is for, on any architecture. Exactly these numbers: what libseccomp does not
 * know, or would translate to more than that (i386's socket() also as socketcall()), is answered by instructions of
 * our own before its program. Several rules for one call: any of them decides; if one has conditions, their answers
 * must be the same. 0; -EINVAL or -E2BIG with fail(): these rules make no filter; -errno with fail().
 */
int filter_compile(const struct filter_rule *rules, size_t n, uint32_t deny, struct filter_program *out);

/* The same filter as libseccomp's pseudo filter code, in plain ASCII; *text is malloc()ed. */
int filter_pfc(const struct filter_rule *rules, size_t n, uint32_t deny, char **text);

void filter_program_free(struct filter_program *program);
#define _filter_program_ _cleanup_(filter_program_free)

/* Whether the libseccomp that is linked knows the name on some architecture, and its version ("2.5.4") in room. */
bool filter_knows(const char *name);
const char *filter_library(char room[32]);

/* What a filter costs here: medians of several runs in children that load it. */
struct filter_cost {
	double load_us; /* of the seccomp(2) that loads it */
	double call_ns, bare_ns; /* of getppid(2), or of whatever the filter answers to it, with and without it */
	bool call_known; /* false: the filter ends who calls getppid(2) */
};
int filter_measure(const struct filter_program *program, struct filter_cost *out); /* 0 or -errno with fail() */

#endif
