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

enum filter_arch {
	FILTER_X86_64, FILTER_I386, FILTER_X32, FILTER_ARM, FILTER_AARCH64, FILTER_RISCV64, FILTER_LOONGARCH64,
	FILTER_ARCHES
};

struct filter_arg {
	uint32_t index;
	uint64_t mask, value; /* holds if (argument & mask) == value */
};

struct filter_rule {
	enum filter_arch arch;
	uint32_t nr; /* without the bit of x32 */
	const char *name;
	uint32_t ret; /* SECCOMP_RET_* with its data */
	const struct filter_arg *args; /* all must hold */
	size_t nargs;
};

struct filter_program {
	struct sock_filter *insns; /* owned */
	size_t n;
};

/*
 * deny: SECCOMP_RET_* for what no rule is for, on any architecture. Calls of this machine's ABIs that libseccomp is too
 * old to know are let through all the same; such of other architectures are left out and counted in *unknown (may be
 * NULL). 0 or -errno with fail().
 */
int filter_compile(const struct filter_rule *rules, size_t n, uint32_t deny, struct filter_program *out,
		   size_t *unknown);

/* The same as libseccomp's pseudo filter code; *text is malloc()ed. */
int filter_pfc(const struct filter_rule *rules, size_t n, uint32_t deny, char **text);

void filter_program_free(struct filter_program *program);
#define _filter_program_ _cleanup_(filter_program_free)

/* Whether the libseccomp that is linked knows the name, and its version ("2.5.4") in room. */
bool filter_knows(const char *name);
const char *filter_library(char room[32]);

/* What a filter costs here: medians of several runs in children that load it. */
struct filter_cost {
	double load_us;
	double call_ns, bare_ns; /* of getppid(2), or of whatever the filter answers to it, with and without it */
};
int filter_measure(const struct filter_program *program, struct filter_cost *out); /* 0 or -errno with fail() */

#endif
