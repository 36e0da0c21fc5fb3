/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A plan: keep, drop or ask for each capability and the allowed syscalls,
 * each with its reason and evidence. Emitters only spell it.
 */
#ifndef LC_CORE_PLAN_H
#define LC_CORE_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/guard.h"
#include "core/cap.h"
#include "core/profile.h"
#include "core/role.h"
#include "core/site.h"
#include "core/sysno.h"

enum advice { ADVICE_KEEP, ADVICE_DROP, ADVICE_ASK, ADVICES };

/* Why the advice is what it is; plan_reason_text() spells it. */
enum cap_reason {
	REASON_DECISIVE,	/* granted where its refusal fails the call */
	REASON_ALTERNATIVE,	/* granted as the first of several that would do */
	REASON_NARROWER,	/* the kernel asked for a wider one that this one can replace */
	REASON_EARLY,		/* granted before it was known to matter: kept, unproven */
	REASON_LIMIT,		/* granted past a limit */
	REASON_UNCLASSIFIED,	/* granted at a place we have no row for: kept, unproven */
	REASON_HARMLESS,	/* only checked where refusal changes no result */
	REASON_DENIED,		/* refused each time: nothing worked with it */
	REASON_DENIED_NAMESPACE,/* had it, but the target is another user namespace */
	REASON_MADE_NAMESPACE,	/* granted inside a user namespace that the workload made itself */
	REASON_OWNER,		/* granted by owning the user namespace, not by a capability */
	REASON_SUBSTITUTED,	/* a narrower one is advised in its place */
	REASON_COVERED,		/* a wider one that is kept anyway does in its place */
	REASON_OVERRIDDEN,	/* checked on credentials that were not the program's own (overlay mounter) */
	REASON_DENIED_LSM,	/* had it, but another security module refused each time */
	REASON_SURVIVED,	/* refused, but the calls succeeded all the same */
	REASON_FUTILE,		/* granted, but each call that asked failed nevertheless for want of permission */
	REASON_ASKED,		/* capset(2) asked to hold it; no check of it was made */
	REASON_FILE,		/* execve fails without it: a file capability with the effective bit */
	REASON_PROVEN,		/* replay: it is needed */
	REASON_NEEDLESS,	/* replay: it works without */
	REASON_ADDED,		/* replay: it is needed, though no check shows it */
	REASON_SHOWN,		/* granted where only what is shown depends on it: only comparing the output can tell */
	REASON_FALLBACK,	/* granted where the call fails without it, but programs mostly do with less then */
	REASON_NO_NEW_PRIVS,	/* asked only because no_new_privs was not set, which it will be */
	CAP_REASONS
};

struct cap_plan {
	unsigned int cap;
	enum advice advice;
	enum check_class class; /* of the check that decided */
	enum cap_reason reason;
	const struct check *decider; /* the check that decided; NULL if there is no evidence but replay */
	const struct check **evidence; /* every check of it, deciders first */
	size_t nevidence;
	size_t ndeciders; /* the first ones of evidence, that say the same as the decider */
	uint64_t granted, denied; /* checks counted */
	unsigned int phases;	/* set of enum phase, of the checks of the same advice; 0 where no boundary was seen */
	enum proof_kind proof;	/* of this advice */
	const struct proof_member *member; /* what replay showed of it, or NULL */
};

/* Why a syscall is on the list; a set, in the order of the words of plan_why_name(). */
enum sys_why {
	WHY_OBSERVED = 1u << 0,
	WHY_KERNEL = 1u << 1,	/* issued by the kernel or needed to end: rt_sigreturn, restart_syscall, exit... */
	WHY_VDSO = 1u << 2,	/* served by the vDSO until the clock source changes */
	WHY_LIBC = 1u << 3,	/* stands in for an observed one on another libc */
	WHY_RUNTIME = 1u << 4,	/* the container runtime's own, after it loads the filter */
	WHY_IO_URING = 1u << 5, /* what an operation does that went through io_uring */
	WHY_RELEASE = 1u << 6,	/* stands in for an observed one on an older or newer kernel */
	WHY_ARCH = 1u << 7,	/* stands in for an observed one on another architecture or ABI */
	WHYS = 8,
};

/*
 * One condition on an argument: (argument & mask) == value. The whole 64 bits count: what a program puts above an int
 * is seen by a filter, though the kernel ignores it.
 */
struct arg_rule {
	uint32_t index;
	uint64_t mask, value; /* mask ~0: equal */
};

struct sys_plan {
	enum lc_abi abi;
	uint32_t nr;
	const char *name;	/* static; numbers without a name are never in a plan */
	unsigned int why;	/* set of enum sys_why */
	const char *for_name;	/* observed call it stands in for (WHY_LIBC, RELEASE, ARCH, IO_URING), or NULL */
	uint64_t count;
	unsigned int phases;	/* set of enum phase; 0 where no boundary was seen, or it was not observed */
	unsigned int runtimes;	/* WHY_RUNTIME: whose table has it; set of 1 << enum runtime */
	unsigned int measured;	/* WHY_RUNTIME: who was seen to call it behind the filter; the same */
	const struct arg_rule *args; /* any of these lets it through; in plan.arg_rules */
	size_t nargs;		/* 0: whatever its arguments */
	bool widened;		/* values were learned, but not all: no rule */
	bool barred;		/* clone: may have made namespaces, which a review refuses */
};

/* Why a call that was observed, or that a library may try, is answered with an error of its own. */
enum refuse_why {
	REFUSE_FALLBACK, /* a library that gets ENOSYS takes an older call that is on the list */
	REFUSE_RISK,	 /* observed, but of a dangerous class (core/risk.h) that was not accepted */
	REFUSE_FAILED,	 /* observed, but no call of it ever worked: the same error again */
	REFUSE_WHYS
};
const char *refuse_why_name(enum refuse_why why); /* "fallback", "risk", "failed" */

struct sys_refused {
	enum lc_abi abi;
	uint32_t nr;
	const char *name;
	enum refuse_why why;
	uint32_t error;	/* errno(3) */
	const struct risk *risk; /* REFUSE_RISK; else NULL */
	uint64_t count;
};

/* A call on an architecture that is not this machine's. */
struct foreign_call {
	enum sysno_arch arch;
	const struct sysno_info *info;
	const char *for_name; /* what it stands in for; NULL: the same as here */
};

/* What a filter answers. */
enum answer_kind { ANSWER_ALLOW, ANSWER_ERRNO, ANSWER_KILL, ANSWER_LOG, ANSWERS };
struct sys_answer {
	enum answer_kind kind; /* KILL: the process; LOG: lets it through and tells */
	uint32_t error;	       /* ERRNO */
};

/* A call of the runtime that started the workload, between the filter and the execve. */
struct runtime_call {
	const char *name; /* static */
	bool measured;	  /* in this recording */
	bool table;	  /* in one of its columns of core/syscalls.tsv */
};

enum portable { PORTABLE_NONE, PORTABLE_LIBC, PORTABLE_KERNEL, PORTABLE_ARCH, PORTABLE_ALL, PORTABLES };
const char *portable_name(enum portable portable); /* "none", "libc", "kernel", "arch", "all" */

struct plan_options {
	enum portable portable; /* default PORTABLE_LIBC */
	enum runtime runtime;	/* add what this one needs itself; default RUNTIME_ANY: runc, crun and what was seen */
	bool exec;		/* ... and what it needs to join the container later; default true */
	const char *name;	/* what the generated thing is called; default: base name of plan_root() */
	bool nonroot;		/* the workload will run as a user other than root */
	unsigned int abis;	/* set of 1 << enum lc_abi to allow calls of; 0: those that were observed */
	unsigned int arches;	/* set of 1 << enum sysno_arch beside this machine's ABIs; 0: by .portable */
	struct sys_answer deny;	/* for what is not on the list; ALLOW (default): errno ENOSYS */
	bool review;		/* dangerous and failed calls are left out unless accepted (generate); else all stay */
	bool any_args;		/* no rules on arguments, but that clone makes no namespaces */
	unsigned int groups_percent; /* systemd: a @group may have this share of unused members; 0: exact names */
	const char *const *accept; /* names of calls and of risks that may stay in a review */
	size_t naccept;
};
#define PLAN_OPTIONS_DEFAULT { .portable = PORTABLE_LIBC, .runtime = RUNTIME_ANY, .exec = true }

struct plan {
	const struct profile *profile; /* not owned; must outlive the plan */
	struct plan_options options;
	struct roles roles;	/* of its programs: only the workload's decide */
	struct runtime_call *runtime_calls; /* by name; none if no known runtime started the workload */
	size_t nruntime_calls;
	uint64_t runtime_caps;	/* what the runtime's own programs were granted: not needed inside */
	char *name;		/* safe as a file name and an identifier: [A-Za-z0-9_.-]+ */
	struct cap_plan *caps;	/* ascending by number, only those that were checked or substituted */
	size_t ncaps;
	uint64_t keep, drop, ask; /* the same as bit sets; disjoint */
	uint64_t keep_init, keep_serving; /* parts of keep by phase; both 0 where no boundary was seen */
	enum proof_kind proof;	/* of the capability set as a whole */
	bool no_new_privs;	/* no program gained anything by execve, so it may be set */
	struct sys_plan *syscalls; /* by ABI, then by name */
	size_t nsyscalls;
	bool abi_used[LC_ABIS];	/* a call of this ABI that has a name was observed, or it was asked for */
	struct sys_refused *refused; /* by ABI, then by name; none of them is in syscalls */
	size_t nrefused;
	struct foreign_call *foreign; /* by architecture, then by name */
	size_t nforeign;
	struct arg_rule *arg_rules; /* of syscalls */
	struct sys_answer deny;	/* for what is neither in syscalls nor in refused */
	unsigned int incomplete; /* profile_incomplete() */
	bool unproven;		/* keep rests on early or unclassified checks, or on borrowed credentials */
};

int plan_make(const struct profile *profile, const struct plan_options *options, struct plan **out);
/* The workload's first program: what the recording was about, or what the runtime it was about started. May be NULL. */
const struct program *plan_root(const struct plan *plan);
const struct cap_plan *plan_cap(const struct plan *plan, unsigned int cap); /* NULL if not in it */
bool plan_observed(const struct plan *plan, const char *name); /* a call of that name is listed because it was seen */

void plan_free(struct plan **plan);
#define _plan_ _cleanup_(plan_free)

const char *advice_name(enum advice a); /* "keep", "drop", "ask" */
/* "observed", "kernel", "vdso", "libc", "runtime", "io_uring", "release", "arch" */
const char *plan_why_name(enum sys_why why);

/*
 * What a filter of this plan must answer to a call, args[6]: the oracle that filters are held against. Calls of ABIs
 * that the plan has none of get .deny.
 */
struct sys_answer plan_answer(const struct plan *plan, enum lc_abi abi, uint32_t nr, const uint64_t *args);

/* One sentence with site, syscall and program in it, for this capability, into b. */
void plan_reason_text(const struct plan *plan, const struct cap_plan *cap, struct buf *b);

#endif
