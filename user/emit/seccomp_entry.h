/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rules as the entries of linux.seccomp: names that share an answer and its conditions, and the words for these.
 * Docker, Podman and the Kubernetes operator took them over.
 */
#ifndef LC_EMIT_SECCOMP_ENTRY_H
#define LC_EMIT_SECCOMP_ENTRY_H

#include "base/guard.h"
#include "core/ruleset.h"

struct seccomp_entry {
	const struct rule *like; /* the first of its rules: answer and conditions of all */
	unsigned int place;
	const char **names;	 /* in the ruleset; sorted, never none */
	size_t n;
};

struct seccomp_entries {
	struct seccomp_entry *at;
	size_t n;
	const char **names; /* owned: of all entries */
};
#define SECCOMP_ENTRIES_INIT { 0 }

/*
 * By place, then by answer and conditions; rules that differ in one of them never share an entry. place NULL: what is
 * let through, then what is under conditions, then what is refused. Refers to rules. 0 or -ENOMEM.
 */
int seccomp_entries_make(const struct ruleset *rules, unsigned int (*place)(const struct rule *rule),
			 struct seccomp_entries *out);
void seccomp_entries_free(struct seccomp_entries *entries);
#define _seccomp_entries_ _cleanup_(seccomp_entries_free)

const char *seccomp_action(struct sys_answer answer); /* "SCMP_ACT_ALLOW" */
const char *seccomp_arch(enum sysno_arch arch);	      /* "SCMP_ARCH_X86_64"; NULL: none */

/*
 * Which of a set one list for all machines must name. A filter has the machine's own architecture in any case; runc 1.1
 * and libseccomp 2.5 refuse to start anything where they meet one that they do not know, and the operator's resource
 * does, too. So without those whose machines run nothing else.
 */
unsigned int seccomp_arches_listed(unsigned int arches);

/*
 * A condition in the words of the specification. Numbers end at INT64_MAX in JSON as jansson has it, and in custom
 * resources: above, the topmost bit is not looked at.
 */
struct seccomp_condition {
	const char *op;
	uint64_t value, value_two; /* SCMP_CMP_MASKED_EQ: the mask, and what is wanted behind it; EQ: one value */
	bool masked;
};
struct seccomp_condition seccomp_condition(const struct arg_rule *arg);

#endif
