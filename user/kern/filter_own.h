/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The part of a filter that libseccomp does not make.
 */
#ifndef LC_KERN_FILTER_OWN_H
#define LC_KERN_FILTER_OWN_H

#include "base/buf.h"
#include "kern/filter.h"

/* A rule as it is compiled: conditions that always hold are gone. */
struct filter_call {
	enum filter_arch arch;
	uint32_t nr; /* as the kernel sees it, with the bit of x32 */
	const char *name;
	uint32_t ret;
	struct filter_arg args[FILTER_ARGS];
	size_t nargs;
	bool own; /* not by libseccomp */
};

uint32_t filter_audit_arch(enum filter_arch arch);
bool filter_is_32_bit(enum filter_arch arch);

/*
 * Instructions for the calls that are .own; whatever is not theirs falls through to what follows. At most `room`, else
 * -E2BIG; *n how many.
 */
int filter_own_insns(const struct filter_call *calls, size_t ncalls, struct sock_filter *out, size_t room, size_t *n);

/* The same as pseudo filter code; nothing if there are none. */
void filter_own_pfc(const struct filter_call *calls, size_t ncalls, struct buf *out);

#endif
