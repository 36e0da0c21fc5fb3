/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A compiled filter held against the plan that it was made of, call by call.
 */
#ifndef LC_CORE_RULESET_CHECK_H
#define LC_CORE_RULESET_CHECK_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "core/cbpf.h"
#include "core/plan.h"
#include "core/ruleset.h"

/* A call that the filter answers otherwise than it should. */
struct ruleset_difference {
	enum sysno_arch arch;
	uint32_t nr; /* without the bit of x32 where it is one; else as the program makes it */
	uint64_t args[RULE_ARGS];
	struct sys_answer wanted, got;
};

/* What the filter is a filter of. All 0: exactly of the plan. */
struct ruleset_promise {
	unsigned int ignored; /* set of enum sys_why: as given to ruleset_make() */
	unsigned int shape;   /* set of enum ruleset_shape: what its format cannot say */
	const char *const *tolerated; /* names the format adds or drops, any answer will do; NULL-terminated, or NULL */
};

struct ruleset_checked {
	size_t calls;	   /* tried */
	size_t differing;
	struct ruleset_difference first; /* if there are any */
	size_t wider;	   /* answered otherwise, but only because the format cannot say it: no fault, a notice */
	struct ruleset_difference first_wider; /* if there are any */
	size_t insns, depth; /* of the program: its size, and the most that one call takes */
};

/*
 * Every number from 0 to 1024 on each ABI of this machine, with and without the bit of x32, and numbers that no kernel
 * has, with arguments around each condition of the plan, against plan_answer(). The calls of other architectures that
 * the plan has, the same numbers, against ruleset_answer() of what ruleset_make() makes of it; one that it does not
 * have gets the default answer, whatever the number. 0; -ENOMEM; -EINVAL with fail(): no filter.
 */
int ruleset_check(const struct plan *plan, const struct ruleset_promise *promise, const struct cbpf_insn *program,
		  size_t n, struct ruleset_checked *out);

/* One sentence about a difference into b. */
void ruleset_difference_text(const struct ruleset_difference *d, struct buf *b);

/* AUDIT_ARCH_* of an architecture; x32 has that of x86_64. */
uint32_t ruleset_audit_arch(enum sysno_arch arch);
#define RULESET_X32_BIT 0x40000000u

#endif
