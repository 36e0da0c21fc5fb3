/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A seccomp filter as every target has it: a default and rules by name. Made of a plan, or read back from what was
 * generated; compiled by kern/filter.h, held against the plan by core/ruleset_check.h.
 */
#ifndef LC_CORE_RULESET_H
#define LC_CORE_RULESET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/plan.h"

#define RULE_ARGS 6

/* All of args must hold. Several rules of one name: any of them decides. */
struct rule {
	char *name;	      /* owned */
	struct sys_answer answer;
	struct arg_rule args[RULE_ARGS];
	size_t nargs;
	unsigned int arches;  /* set of 1 << enum sysno_arch that it is for */
	unsigned int why;     /* set of enum sys_why; 0: refused, or not known */
	enum refuse_why refused; /* if .why is 0 */
};

struct ruleset {
	struct sys_answer deny;
	unsigned int arches;  /* set of 1 << enum sysno_arch: others are refused whatever the number */
	struct rule *rules;   /* by name */
	size_t n;
};
#define RULESET_INIT { 0 }

/*
 * What a target with one list for all architectures has: a name stands in it once for each condition, for every
 * architecture that allows it. ignored: set of enum sys_why; calls with no other reason are left out (WHY_RUNTIME where
 * no runtime follows). 0 or -ENOMEM.
 */
int ruleset_make(const struct plan *plan, unsigned int ignored, struct ruleset *out);

/* The answer to a call; nr without the bit of x32. */
struct sys_answer ruleset_answer(const struct ruleset *rules, enum sysno_arch arch, uint32_t nr, const uint64_t *args);

/*
 * Reads linux.seccomp of OCI, or the format of Docker and Podman (archMap; includes and excludes by arches and caps,
 * held against arch and caps), as generate writes them. 0; -EINVAL with fail() naming the key; -ENOMEM.
 */
int ruleset_read(const void *json, size_t n, uint64_t caps, struct ruleset *out);

bool ruleset_has(const struct ruleset *rules, const char *name); /* a rule that lets it through in some case */
void ruleset_free(struct ruleset *rules);
#define _ruleset_ _cleanup_(ruleset_free)

const char *answer_text(struct sys_answer answer, char room[32]); /* "allow", "errno:ENOSYS", "kill", "log" */
bool answer_same(struct sys_answer a, struct sys_answer b);

#endif
