/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A profile: what the programs of one recording did, and how sure we are of
 * it. Facts only; what follows from them is core/advise.h.
 *
 * Every string in here is text_escape()d: it holds no byte that a terminal or
 * a line-based format would act on.
 */
#ifndef LC_CORE_PROFILE_H
#define LC_CORE_PROFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/guard.h"
#include "bpf/event.h"
#include "core/layer.h"

#define PROFILE_SCHEMA "leastcap/profile/1"
#define PROFILE_CALLERS 6

/* A phase of the workload's life. Sets of them are bits 1 << phase. */
enum phase {
	PHASE_INIT,	/* before the boundary */
	PHASE_SERVING,	/* from it on */
	PHASES
};
const char *phase_name(enum phase phase); /* "init", "serving" */

/* Syscall numbers of one ABI, ascending, each once. count 0: not counted. */
struct sysuse {
	uint32_t nr;
	uint32_t phases; /* set of enum phase; 0 where no boundary was seen */
	uint64_t count;
	uint64_t first_ns; /* since profile.start_ns; 0 if not known */
	uint32_t failed;   /* errno(3) that every call ended with; 0: some worked, or it is not known */
};
struct sysset {
	struct sysuse *use;
	size_t n, room;
};

/* What a program's file gives to who executes it. .flags 0: nothing, or nobody has looked. */
struct program_file {
	uint32_t flags; /* LC_FILE_* */
	uint32_t uid, gid; /* its owner */
	uint32_t rootid; /* LC_FILE_NS_CAPS */
	uint64_t permitted, inheritable; /* its capabilities */
};

struct program {
	uint32_t id;	 /* > 0, unique in the profile */
	uint32_t parent; /* id of the program that executed it; 0: none */
	uint32_t flags;	 /* LC_PROGRAM_* */
	char *exe;	 /* absolute path as its mount namespace had it, or "" */
	char *comm;
	uint64_t dev, ino;
	uint64_t instances, alive;
	uint32_t uid;
	uint32_t owner;	   /* struct owner.id; 0: not known */
	uint64_t first_ns; /* since profile.start_ns */
	struct program_file file;
	struct sysset syscalls[LC_ABIS];
};

/* Where programs ran: a cgroup and a pid namespace, and whose they are (core/owner.h). */
struct owner {
	uint32_t id;	 /* > 0, unique in the profile */
	uint32_t flags;	 /* LC_OWNER_* */
	char *cgroup;	 /* path from the root of its hierarchy, "" if not known */
	uint32_t hierarchy; /* 0: version 2 */
	uint32_t pid_ns; /* inode number */
	uint64_t entered, left; /* processes that were moved to it and away from it while followed */
	uint64_t first_ns; /* since profile.start_ns */
	char *label[LC_LABELS]; /* by enum lc_label_kind, what the runtime says; NULL: not known */
};

#define CHECK_NS_FLAGS (LC_CHECK_NS_INIT | LC_CHECK_NS_OTHER) /* neither: the program's own namespace */

/* How calls ended; error 0: success, else errno(3). */
struct result {
	uint32_t error;
	uint64_t count;
};

/* One capability fact: this program, this capability, this place, this answer, this phase. */
struct check {
	uint32_t program; /* struct program.id */
	uint32_t cap;
	uint32_t flags;	  /* LC_CHECK_*; DENIED says which answer */
	uint32_t nr, abi; /* nr LC_NO_SYSCALL outside of one */
	char *site;	  /* call site symbol; "" if the kernel gave no stack */
	char *callers[PROFILE_CALLERS]; /* nearest first, NULL-padded */
	uint64_t count;
	uint64_t first_ns; /* since profile.start_ns */
	uint64_t last_ns;  /* the same; 0 if not known */
	uint32_t phases;   /* one enum phase as a set; 0 where no boundary was seen */
	struct result *results; /* of the calls it was made in, ascending by error; NULL if none was followed */
	size_t nresults;
};

/* Calls of one number that were refused. */
struct refusal {
	uint32_t program; /* struct program.id */
	uint32_t nr, abi;
	uint32_t error; /* errno(3), or LC_ERROR_KILLED */
	uint32_t by;	/* enum lc_refuser */
	uint64_t count;
	uint64_t first_ns; /* since profile.start_ns */
	struct layer_verdict *verdict; /* on the first of them; owned; NULL: nothing is known but .by */
};

/* Who refused: the verdict's, else what .by tells. */
enum layer refusal_layer(const struct refusal *refusal);

/* How programs changed their privileges: alike ones counted. */
struct privilege {
	uint32_t program; /* struct program.id */
	uint32_t nr, abi; /* the call that did it */
	uint32_t flags;	  /* LC_STANCE_* */
	uint32_t euid_before, euid_after;
	uint32_t securebits; /* after */
	uint64_t gained, lost; /* of the permitted set */
	uint64_t bounding_lost, ambient; /* ambient: the set after */
	uint64_t count;
	uint64_t first_ns; /* since profile.start_ns */
	uint32_t phases; /* one enum phase as a set; 0 where no boundary was seen */
};

/*
 * What one argument of a call was, in all calls of one program: a set, ascending. Of clone, clone3 and unshare: flags.
 * index LC_ARGUMENT_OPCODE: what went through io_uring, as io_uring_enter. Only recorded with --args, but for that.
 */
struct value_set {
	uint32_t program; /* struct program.id */
	uint32_t nr, abi;
	uint32_t index;	  /* of the argument, 0 the first */
	bool more;	  /* there were others, that are not known; always where n is 0 */
	uint64_t *values;
	size_t n;
};

/* A sysctl ("net.ipv4.ip_unprivileged_port_start") or limit ("RLIMIT_MEMLOCK") while it was recorded. */
struct setting {
	char *name, *value;
};
#define SETTING_ARGS "leastcap.args" /* "learned": with --args, so that value sets are whole */
#define SETTING_UNIT "systemd.unit" /* is one, too: the unit that the command was started as ("web.service") */

/* From when on the workload served. sign 0: no sign of it. */
struct boundary {
	uint32_t sign;	   /* enum lc_boundary_sign */
	uint32_t program;  /* whose wait it was; 0: none in particular */
	uint64_t ns;	   /* since profile.start_ns */
	uint64_t drop_ns;  /* the last drop of privileges before it; 0: none */
	uint32_t drop_program;
};

/* How the recording's command ended. flags: LC_OUTCOME_*; 0: not known. */
struct outcome {
	uint32_t flags;
	uint32_t status, drive_status;
	uint64_t bounding, permitted; /* that the command began with; 0: not known */
};

enum proof_kind {
	PROOF_NONE,
	PROOF_SUFFICIENT, /* replayed under the set: it worked */
	PROOF_MINIMAL,	  /* and without any one member it did not */
	PROOF_KINDS
};
const char *proof_name(enum proof_kind kind); /* "none", "sufficient", "minimal" */

enum member_verdict {
	MEMBER_NEEDED,	/* without it the replay failed */
	MEMBER_NEEDLESS, /* without it the replay worked */
	MEMBER_ADDED,	/* needed, though no check showed it */
	MEMBER_SUBSTITUTE, /* needed, in place of a wider one */
	MEMBER_VERDICTS
};
const char *member_verdict_name(enum member_verdict verdict); /* "needed", "needless", "added", "substitute" */

/* What one replay without (NEEDLESS: without, too) this capability showed. */
struct proof_member {
	uint32_t cap;
	enum member_verdict verdict;
	char *without; /* what broke: "bind: EACCES at inet_bind, exit status 1"; "" for NEEDLESS */
};

/* What replays showed (core/search.h). caps is what `keep` is from then on, whatever the checks say. */
struct proof {
	enum proof_kind kind;
	uint64_t caps;
	struct proof_member *members; /* ascending by cap */
	size_t nmembers;
	struct sysset needless[LC_ABIS]; /* observed syscalls without which it worked */
	bool syscalls;	/* the syscall list was in force while it was replayed */
	bool no_new_privs;
	bool root;	/* replayed as root: what holds for another user differs */
	uint32_t runs;
	char *oracle; /* what decided: "exit status of CMD", "exit status of the drive command", ... */
	char *release; /* kernel that it was replayed on */
};

struct hook_use {
	char *role, *hook; /* hook "" : the role was not served */
	char *blind;	   /* words separated by one space */
};

/* Where a program stands, to be found by its id. */
struct program_place {
	uint32_t id;
	size_t index;
};

struct profile {
	struct program *programs; /* parents before children */
	size_t nprograms;
	struct program_place *places; /* of all of them, by id: profile_index(); NULL: they are looked through */
	struct check *checks;
	size_t nchecks;
	struct hook_use *hooks;
	size_t nhooks;
	char **command; /* NULL-terminated; NULL for a recording without CMD */
	uint64_t lost[LC_CAUSES];
	uint64_t produced, delivered;
	uint64_t start_realtime_ns; /* CLOCK_REALTIME of the start */
	uint64_t start_ns;	    /* its CLOCK_BOOTTIME, for *_ns above; 0 once read from a file */
	uint64_t duration_ns;
	uint32_t scope;	   /* enum lc_scope */
	uint32_t cap_last; /* highest capability of that kernel */
	char *release, *machine;
	bool ended; /* the recording was closed in good order */
	struct refusal *refusals;
	size_t nrefusals;
	struct owner *owners; /* by id */
	size_t nowners;
	struct privilege *privileges; /* by program, then time */
	size_t nprivileges;
	struct value_set *values; /* by program, ABI, number, index */
	size_t nvalues;
	struct setting *settings; /* by name */
	size_t nsettings;
	struct boundary boundary;
	struct outcome outcome;
	struct proof *proof; /* NULL: none */
};

/* Reasons why a set may be too small. profile_reason_text() spells them. */
enum incomplete_reason {
	INCOMPLETE_LOST = 1u << 0,	  /* some .lost[] is not 0 */
	INCOMPLETE_HOOK = 1u << 1,	  /* a needed role had no hook */
	INCOMPLETE_IO_URING = 1u << 2,	  /* operations through rings are no syscalls */
	INCOMPLETE_DISPATCH = 1u << 3,	  /* user dispatch hides calls */
	INCOMPLETE_SECCOMP = 1u << 4,	  /* a seccomp kill hides what would have come next */
	INCOMPLETE_ABI = 1u << 5,	  /* numbers no table knows */
	INCOMPLETE_ALIVE = 1u << 6,	  /* processes of the scope live on, unrecorded */
	INCOMPLETE_NOT_ENDED = 1u << 7,	  /* the file was not closed in good order */
	INCOMPLETE_REFUSED = 1u << 8,	  /* refused calls hide what would have come next */
	INCOMPLETE_REASONS = 9,
};

/* Set of enum incomplete_reason; 0: complete. Derived, never stored. */
unsigned int profile_incomplete(const struct profile *p);

/* One sentence for one reason (exactly one bit) in this profile, into b. */
void profile_reason_text(const struct profile *p, enum incomplete_reason reason, struct buf *b);

/* So that a program is found at once; again when others are there or in another order. 0 or -ENOMEM (not again). */
int profile_index(struct profile *p);

/* NULL if there is none. */
const struct program *profile_program(const struct profile *p, uint32_t id);

/* NULL if there is none. */
const struct owner *profile_owner(const struct profile *p, uint32_t id);

/* The program the recording was about; NULL if it was about none in particular. */
const struct program *profile_root(const struct profile *p);

/*
 * Adds nr to the set, keeping it sorted; counts add up, first_ns keeps the least. 0 or -ENOMEM. Says of no call that it
 * never worked; of the same with sysset_add_use() that is left only if both say so, with the earlier one's error.
 */
int sysset_add(struct sysset *s, uint32_t nr, uint64_t count, uint64_t first_ns);
/* The same with the phases it was used in. */
int sysset_add_use(struct sysset *s, const struct sysuse *use);
bool sysset_has(const struct sysset *s, uint32_t nr);
const struct sysuse *sysset_use(const struct sysset *s, uint32_t nr); /* NULL: not in it */

/* What this program gave its calls of that number; NULL: it was not recorded. */
const struct value_set *profile_values(const struct profile *p, uint32_t program, enum lc_abi abi, uint32_t nr,
				       uint32_t index);

/* The value of a sysctl or limit while it was recorded; NULL if not known. */
const char *profile_setting(const struct profile *p, const char *name);

const char *loss_cause_name(enum lc_cause cause); /* key in "lost": "ring", "programs", ... */

/* Limits of profile_parse(); a file beyond them is refused, with the limit named. */
#define PROFILE_MAX_BYTES (64u << 20)
#define PROFILE_MAX_DEPTH 16
#define PROFILE_MAX_PROGRAMS 32768u /* a recording has LC_MAX_PROGRAMS at most, several together have more */
/* A recording with more of these tells the rest as lost. */
#define PROFILE_MAX_RESULTS 64u /* of one check */
#define PROFILE_MAX_REFUSALS 4096u
#define PROFILE_MAX_SETTINGS 256u
#define PROFILE_MAX_OWNERS 8192u
#define PROFILE_MAX_PRIVILEGES 8192u
#define PROFILE_MAX_VALUE_SETS 16384u
#define PROFILE_MAX_VALUES 1024u /* of one set; of more the rest is not known */

/*
 * Reads a profile written by profile_write(). bytes need not end in NUL.
 * -EINVAL with fail() naming line or key: not JSON, truncated, duplicate key, too deep, too
 * many programs or the like, wrong type, value out of range, unknown id; -ENOTSUP: another schema or a newer
 * version; -EFBIG: over PROFILE_MAX_BYTES; -ENOMEM. *out untouched on failure.
 */
int profile_parse(const void *bytes, size_t n, struct profile **out);

/* JSON, one object, sorted and indented so that two runs can be diffed. 0 or -ENOMEM. */
int profile_write(const struct profile *p, struct buf *out);

void proof_free(struct proof **proof); /* and what it owns */

void profile_free(struct profile **p);
#define _profile_ _cleanup_(profile_free)

#endif
