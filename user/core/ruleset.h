/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A seccomp filter as every target has it: a default and rules by name. Made of a plan, or read back from what was
 * generated; compiled by kern/filter.h, held against the plan by core/ruleset_check.h.
 *
 * Names, not numbers: that is what the formats have. A rule says for which architectures it is, and only those count
 * (ruleset_answer()). ruleset_make() says exactly what the plan says; many formats cannot:
 * - What has a list for each architecture can.
 * - linux.seccomp of OCI, systemd, firejail have one list for all architectures: a name that one allows is allowed on
 *   each that has such a call. Some have no conditions on arguments either, or one error for everything.
 * - docker-seccomp has a list for each machine (includes.arches), and so one for x86_64, i386 and x32 together.
 * An emitter of such a format first gives the rules that shape (ruleset_shape()) and then spells them. The check of
 * what was generated knows the shape, too, and so tells what the format cannot say (a notice) from what is wrong.
 */
#ifndef LC_CORE_RULESET_H
#define LC_CORE_RULESET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/guard.h"
#include "core/plan.h"
#include "core/sysno.h"

#define RULE_ARGS 6

/* All of args must hold. Several rules of one name and architecture: the first that holds decides. */
struct rule {
	char *name;	      /* owned; of core/sysno.h unless it was read and is not known there */
	struct sys_answer answer;
	struct arg_rule args[RULE_ARGS];
	size_t nargs;
	unsigned int arches;  /* set of 1 << enum sysno_arch that it is for; not 0 */
	unsigned int why;     /* set of enum sys_why, of all its architectures; 0: refused, or not known */
	enum refuse_why refused; /* if .why is 0 */
};

struct ruleset {
	struct sys_answer deny; /* for what no rule is for, on any architecture */
	unsigned int arches;  /* set of 1 << enum sysno_arch: others are refused whatever the number */
	struct rule *rules;   /* by name, then by conditions, those without any last; no two are alike */
	size_t n;
};
#define RULESET_INIT { 0 }

/*
 * Exactly what the plan says. A name stands in it once for each condition, for every architecture where it has that
 * condition. A refused call has a rule with its error, unless that is the default answer or the default lets it pass.
 * A call of another architecture has the conditions that this machine's call of the same name has.
 * ignored: set of enum sys_why; calls with no other reason are left out (WHY_RUNTIME where no runtime follows).
 * 0 or -ENOMEM.
 */
int ruleset_make(const struct plan *plan, unsigned int ignored, struct ruleset *out);

/* What a format cannot say. */
enum ruleset_shape {
	RULESET_ONE_LIST = 1u << 0, /* which architectures a name is for */
	RULESET_NO_ARGS = 1u << 1,  /* conditions on arguments */
	RULESET_NO_ERRORS = 1u << 2, /* an answer to a call but the default one and to let it through */
	RULESET_63_BITS = 1u << 3, /* the topmost bit of an argument: jansson's numbers end at INT64_MAX */
	/* For the check alone: it is read for this machine, calls of architectures of others are not looked at. */
	RULESET_ONE_MACHINE = 1u << 4,
};

/*
 * Widens the rules to what a format can say, shape: a set of enum ruleset_shape. ONE_LIST: each rule is for all of
 * .arches that have such a call, and a name that some architecture allows is refused on none. NO_ARGS: what is let
 * through in some case always is; other conditional rules go. NO_ERRORS: rules with other answers go. 63_BITS: of a
 * condition that is not on all bits, or has it set, the topmost bit goes. What can then decide nothing any more goes,
 * too. Never fails.
 */
void ruleset_shape(struct ruleset *rules, unsigned int shape);

/* The answer to a call, args[RULE_ARGS]; nr without the bit of x32. */
struct sys_answer ruleset_answer(const struct ruleset *rules, enum sysno_arch arch, uint32_t nr, const uint64_t *args);

/* The machine that a file is read for. */
struct ruleset_host {
	enum sysno_arch arch; /* of the machine, not of a program */
	uint64_t caps;	      /* of the container */
	uint32_t kernel;      /* major << 8 | minor; 0: newer than any that a file asks for */
};

/*
 * Reads what `generate` writes as seccomp, oci (its linux.seccomp) or docker-seccomp, for this host (NULL: x86_64, no
 * capabilities): rules for all architectures that the file lists, or that its archMap has for the host; entries that
 * includes and excludes keep from it are left out, as are rules that say no more than the default. .why and .refused
 * are not known. Of conditions EQ and MASKED_EQ. 0; -EINVAL with fail() naming the key: not JSON, over
 * RULESET_MAX_BYTES, unknown key, name, action or architecture, two conditions on one argument (runtimes take them
 * for a choice); -ENOMEM. *out untouched on failure.
 */
int ruleset_read(const void *json, size_t n, const struct ruleset_host *host, struct ruleset *out);
#define RULESET_MAX_BYTES (1u << 20)
#define RULESET_MAX_RULES 16384u

bool ruleset_has(const struct ruleset *rules, const char *name); /* a rule that lets it through in some case */
void ruleset_free(struct ruleset *rules);
#define _ruleset_ _cleanup_(ruleset_free)

/* The call of that number; NULL: none. nr without the bit of x32. */
const struct sysno_info *ruleset_call(enum sysno_arch arch, uint32_t nr);
unsigned int ruleset_arches_of(const char *name); /* that have such a call; set of 1 << enum sysno_arch */
/* "x86_64", "i386", "x32", "arm", "aarch64", "riscv64", "loongarch64" */
const char *ruleset_arch_name(enum sysno_arch arch);

/* "allow", "errno:ENOSYS", "kill", "log"; room is used for the second */
const char *answer_text(struct sys_answer answer, char room[32]);
bool answer_same(struct sys_answer a, struct sys_answer b); /* the error counts for ERRNO alone */
bool answer_passes(struct sys_answer answer); /* the call is made: ALLOW and LOG */

#endif
