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
	bool doubtful;	   /* kernels often refuse it: worth a trial before each recording */
};

struct hook_role {
	const char *role; /* "capability" */
	const char *about; /* half a line for `doctor` */
	struct hook_candidate candidates[HOOK_CANDIDATES]; /* best first; hook NULL ends them */
};

enum {
	ROLE_CAPABILITY, ROLE_SYSCALL, ROLE_RESULT, ROLE_PROCESS, ROLE_IO_URING,
	/* Served only where refusals are asked for, and attached by step.c. */
	ROLE_FILE_REFUSAL, ROLE_LSM_REFUSAL, ROLE_SECCOMP_REFUSAL,
	ROLES
};
static inline bool role_is_refusal(int role)
{
	return role >= ROLE_FILE_REFUSAL;
}
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

enum hook_effort {
	HOOK_QUICK,    /* try the doubtful ones, take the others on trust: their load is the trial */
	HOOK_THOROUGH, /* try each until one works */
	HOOK_EVERY,    /* try every one, for `doctor` */
};

/*
 * Chooses a candidate for each role, best first. A trial takes some 40 ms, most of it for reading
 * the kernel's BTF. withheld: comma-separated hooks to pass over as if refused, or NULL.
 * 0, also when a role stays without a hook; -errno with fail() when BPF
 * cannot be used at all: -ENOENT no BTF, -EPERM missing privilege.
 */
int hooks_choose(enum hook_effort effort, const char *withheld, struct hook_choice *choice);

#endif
