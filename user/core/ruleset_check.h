/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A compiled filter held against the plan that it was made of, call by call.
 */
#ifndef LC_CORE_RULESET_CHECK_H
#define LC_CORE_RULESET_CHECK_H

#include <stddef.h>
#include <stdint.h>

#include "core/cbpf.h"
#include "core/plan.h"
#include "core/ruleset.h"

/* A call that the filter answers otherwise than it should. */
struct ruleset_difference {
	enum sysno_arch arch;
	uint32_t nr;
	uint64_t args[6];
	struct sys_answer wanted, got;
};

struct ruleset_checked {
	size_t calls;	   /* tried */
	size_t differing;
	struct ruleset_difference first; /* if there are any */
	size_t insns, depth; /* of the program: its size, and the most that one call takes */
};

/*
 * Every number from 0 to 1024 on each ABI of this machine, x32, and numbers that no kernel has, with arguments around
 * each condition, against plan_answer(); those of other architectures against ruleset_answer(rules). tolerated: the
 * target adds or drops some (systemd's @default, names its library does not know): names, NULL-terminated; may be NULL.
 * 0, or -EINVAL: no filter.
 */
int ruleset_check(const struct plan *plan, const struct ruleset *rules, unsigned int ignored,
		  const struct cbpf_insn *program, size_t n, const char *const *tolerated, struct ruleset_checked *out);

/* One sentence about .first into b. */
void ruleset_difference_text(const struct ruleset_difference *d, struct buf *b);

#endif
