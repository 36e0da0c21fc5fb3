/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which hook serves which role on this kernel: ordered candidates, each tried
 * by loading and attaching it alone, since no other sign (BTF, kernel version,
 * configuration) says whether it works.
 */
#ifndef LC_KERN_HOOK_H
#define LC_KERN_HOOK_H

#include <stdbool.h>
#include <stddef.h>

#define HOOK_PROGRAMS 4
#define HOOK_CANDIDATES 4
#define HOOK_WHY 200

struct hook_candidate {
	const char *hook; /* "tp_btf/cap_capable": what users see */
	const char *programs[HOOK_PROGRAMS]; /* names in the BPF object, NULL-padded */
	const char *blind; /* what it cannot see: words separated by one space */
};

struct hook_role {
	const char *role; /* "capability" */
	const char *about; /* half a line for `doctor` */
	struct hook_candidate candidates[HOOK_CANDIDATES]; /* best first; hook NULL ends them */
};

enum { ROLE_CAPABILITY, ROLE_SYSCALL, ROLE_PROCESS, ROLES };
extern const struct hook_role hook_roles[ROLES];

struct hook_answer {
	bool tried;
	int error; /* 0: works; else -errno */
	char why[HOOK_WHY]; /* for an error: step and reason, one line */
};

struct hook_choice {
	int chosen[ROLES]; /* index of the candidate; -1: none works */
	struct hook_answer answers[ROLES][HOOK_CANDIDATES];
};

/*
 * Tries the candidates of each role in order until one works; with all, every
 * one (for `doctor`). withheld: comma-separated hooks to pass over as if refused, or NULL.
 * 0, also when a role stays without a hook; -errno with fail() when BPF
 * cannot be used at all: -ENOENT no BTF, -EPERM missing privilege.
 */
int hooks_choose(bool all, const char *withheld, struct hook_choice *choice);

#endif
