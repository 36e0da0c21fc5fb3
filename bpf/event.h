/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The wire: every record that reaches the core, and the map values they are
 * made of. Both worlds read this file, so it holds no pointer, no long and no
 * enum-typed field. Kinds are append-only and never renumbered.
 *
 * All times are nanoseconds of CLOCK_BOOTTIME, all multi-byte fields are of
 * the machine's own byte order.
 */
#ifndef LC_EVENT_H
#define LC_EVENT_H

#ifndef __VMLINUX_H__
#include <linux/types.h>
#endif

#define LC_WIRE_VERSION 1

/* Limits of the kernel side. A full table is counted as a loss, never silent. */
#define LC_MAX_PROGRAMS 4096
#define LC_MAX_CHECKS 16384
#define LC_MAX_TRAILS LC_MAX_CHECKS
#define LC_TRAIL_WORDS 13
#define LC_MAX_ODD 1024
#define LC_MAX_WATCHED 16384
#define LC_MAX_RESULTS 32768
#define LC_MAX_REFUSALS 4096
#define LC_MAX_OWNERS 4096
#define LC_MAX_PRIVILEGES 4096
#define LC_SHAPES 1024 /* syscall numbers whose arguments are known, of each ABI */
#define LC_COMM_LEN 16
#define LC_PATH_LEN 512
#define LC_FRAMES 16
#define LC_NAME_LEN 64
#define LC_SYSCALL_BITS 1024
#define LC_SYSCALL_WORDS (LC_SYSCALL_BITS / 64)

enum lc_kind {
	LC_NONE = 0,
	LC_PROGRAM = 1,	 /* struct lc_program: a program of the scope */
	LC_SYSCALL = 2,	 /* struct lc_syscall: first use of a number */
	LC_CHECK = 3,	 /* struct lc_check: one capability fact */
	LC_LOSS = 4,	 /* struct lc_loss: how much is missing, by cause */
	LC_SYMBOL = 5,	 /* struct lc_symbol: the name of a kernel address */
	LC_HOOK = 6,	 /* struct lc_hook: which hook serves a role */
	LC_SESSION = 7,	 /* struct lc_session: when and where it was recorded */
	LC_ARGUMENT = 8, /* struct lc_argument: one word of the command line */
	LC_END = 9,	 /* struct lc_head: the recording ended at .ns */
	LC_RESULT = 10,	 /* struct lc_result: how a call ended in which a check was made */
	LC_LAST = 11,	 /* struct lc_last: when a check was last made */
	LC_REFUSAL = 12, /* struct lc_refusal: a call that was turned away before it began */
	LC_SETTING = 13, /* struct lc_setting: a sysctl or limit that decides what is privileged */
	LC_BOUNDARY = 14, /* struct lc_boundary: from when on the workload served */
	LC_OUTCOME = 15, /* struct lc_outcome: how the workload and its driver ended */
	LC_DENIAL = 16, /* struct lc_denial: one call that was refused, as it was */
	LC_OBJECT = 17, /* struct lc_object: what a name of a refused call leads to; before its LC_DENIAL */
	LC_SEEN = 18, /* struct lc_seen: a check was made, each time */
	LC_STANCE = 19, /* struct lc_stance: a process has other privileges than before */
	LC_AUDIT = 20, /* struct lc_audit: a line of the kernel's audit log */
	LC_STACK = 21, /* struct lc_stack: the user stack of the first time of a check */
	LC_ADDRESSES = 22, /* struct lc_addresses: the same before it has names; the loader makes LC_STACK of it */
	LC_OWNER = 23, /* struct lc_owner: a cgroup and pid namespace in which programs of the scope ran */
	LC_LABEL = 24, /* struct lc_label: what the loader knows of an owner: container, image, pod */
	LC_MOVE = 25, /* struct lc_move: a process went to another cgroup */
	LC_PRIVILEGE = 26, /* struct lc_privilege: one way in which a program changed its privileges */
	LC_HOLDER = 27, /* struct lc_holder: a running process and what it holds */
	LC_FILE = 28, /* struct lc_file: a file that gives privileges to who executes it */
	LC_VALUES_OF = 29, /* struct lc_values: what a call was given for one argument */
	LC_FAILED = 30, /* struct lc_failed: a call that never worked */
	LC_KINDS
};

/* Calling convention of one call; by call, not by program. */
enum lc_abi { LC_ABI_X86_64 = 0, LC_ABI_I386 = 1, LC_ABI_X32 = 2, LC_ABIS };

/* Why something is missing. */
enum lc_cause {
	LC_LOST_RING = 0,	/* ring buffer full: a timeline record */
	LC_LOST_PROGRAMS = 1,	/* program table full: folded into the parent */
	LC_LOST_CHECKS = 2,	/* check table full: a capability fact */
	LC_LOST_ODD = 3,	/* table of numbers >= LC_SYSCALL_BITS full */
	LC_LOST_PIDS = 4,	/* tgid above the table: a process not followed */
	LC_LOST_RECURSION = 5,	/* the kernel skipped a program (recursion_misses) */
	LC_LOST_BAD = 6,	/* a record the decoder refused */
	LC_LOST_RESULTS = 7,	/* table of results full, or more checks in one call than are followed */
	LC_LOST_AUDIT = 8,	/* lines of the audit log that came too fast */
	LC_LOST_OWNERS = 9,	/* table of owners full: programs without an owner */
	LC_LOST_PRIVILEGES = 10, /* table of changes of privileges full */
	LC_LOST_VALUES = 11,	/* table of values of arguments full */
	LC_CAUSES
};

/*
 * A chapter ends where the workload may have begun to serve: facts of different chapters are kept
 * apart, so that it can be said afterwards which of them belong to its start.
 */
#define LC_CHAPTERS 5
#define LC_CHAPTER_SHIFT 24
#define LC_SLOT_MASK 0x00ffffffu

/* Words of an entry of what is known of processes, a line of memory (bpf/known.bpf.h). */
enum lc_known_word { LC_KNOWN_WHOSE, LC_KNOWN_PENDING, LC_KNOWN_BITS, LC_KNOWN_WORDS = 8 };

/* Every record starts so. len counts the whole record in bytes. */
struct lc_head {
	__u16 kind;
	__u16 len;
	/*
	 * The program it belongs to, 0: none. Of LC_SYSCALL, LC_CHECK, LC_REFUSAL, LC_DENIAL, LC_SEEN, LC_STANCE,
	 * LC_PRIVILEGE and LC_FAILED also chapter << LC_CHAPTER_SHIFT.
	 */
	__u32 slot;
	__u64 ns;
};

/* lc_program.flags */
#define LC_PROGRAM_ROOT 0x1u		/* what the user named: CMD, -p PID */
#define LC_PROGRAM_ADOPTED 0x2u		/* ran before the recording began */
#define LC_PROGRAM_FILTERED 0x4u	/* a process of it ended under a seccomp filter */
#define LC_PROGRAM_SECCOMP_KILLED 0x8u	/* ... was killed by seccomp */
#define LC_PROGRAM_DISPATCH 0x10u	/* ... used syscall user dispatch */
#define LC_PROGRAM_OVERFLOW 0x20u	/* also stands for programs not stored */
#define LC_PROGRAM_UNNAMED 0x40u	/* its path did not fit or was not read */
#define LC_PROGRAM_GAINED 0x80u		/* its execve gave ids or capabilities (set-user-ID, file capabilities) */
#define LC_PROGRAM_ENTERED 0x100u	/* came into the scope running, by a fork or a move; executed nothing there */
#define LC_PROGRAM_FILTERING 0x200u	/* its .parent, the same file, from the moment it loaded a seccomp filter */
#define LC_PROGRAM_NO_NEW_PRIVS 0x400u	/* a process executed it under no_new_privs */
#define LC_PROGRAM_NOSUID 0x800u	/* ... from a mount with nosuid */

/*
 * A program: a file executed by a program (or the root of the scope) in a cgroup and pid namespace (.owner). All
 * processes that run it there share the slot; a fork does not make a new one.
 * path holds the components from the file upwards, each ended by NUL:
 * "ping\0bin\0usr\0" is /usr/bin/ping; path_len counts those bytes.
 */
struct lc_program {
	struct lc_head h;
	__u32 parent; /* slot of the program that executed it; 0: none */
	__u32 flags;
	__u64 dev;  /* kernel dev_t of the file */
	__u64 ino;
	__u64 instances; /* processes that ran it */
	__u64 alive;	 /* of these, not yet gone */
	__u32 tgid; /* first process, as the initial pid namespace counts */
	__u32 uid;  /* its effective uid, initial user namespace */
	char comm[LC_COMM_LEN];
	__u32 path_len;
	__u32 owner; /* lc_owner.id; 0: not known */
	char path[LC_PATH_LEN];
};

struct lc_syscall {
	struct lc_head h;
	__u32 nr;  /* without the x32 bit */
	__u32 abi; /* enum lc_abi */
	__u64 count; /* calls; 0: not counted */
};

/* lc_check.flags */
#define LC_CHECK_DENIED 0x1u
#define LC_CHECK_NS_INIT 0x2u	  /* target is the initial user namespace, not the caller's */
#define LC_CHECK_NS_OTHER 0x4u	  /* target is some other namespace; neither: own */
#define LC_CHECK_EFFECTIVE 0x8u	  /* the bit was set in the effective set */
#define LC_CHECK_OVERRIDDEN 0x10u /* current's credentials were overridden */
#define LC_CHECK_OTHER_CRED 0x20u /* not current's credentials at all */
#define LC_CHECK_OPTS_KNOWN 0x40u /* the next two are facts, else unknown */
#define LC_CHECK_NOAUDIT 0x80u
#define LC_CHECK_INSETID 0x100u
#define LC_CHECK_MOOT 0x200u	  /* the call asks for nothing that needs it: an id or set it already has */
#define LC_CHECK_LSM_DENIED 0x400u /* the capability module allowed, another LSM refused */
#define LC_CHECK_MADE_NS 0x800u	  /* the caller's user namespace was made inside the scope */
#define LC_CHECK_OWNER 0x1000u	  /* granted for owning the target namespace, whatever the sets hold */
#define LC_CHECK_JUDGED 0x2000u	  /* whether it is moot was looked at: without MOOT it is not */
#define LC_CHECK_IMPLIED 0x4000u  /* no check was made: the kernel compares sets (capset, file capabilities) */
#define LC_CHECK_VOID 0x8000u	  /* not a fact: to be passed over */

/* Stand for the call site of what is implied, as the only address of its stack. */
#define LC_IP_CAPSET 1	 /* cap_capset: capset(2) asks to hold it */
#define LC_IP_FILECAPS 2 /* bprm_caps_from_vfs_caps: execve fails unless the bounding set has it */

#define LC_NO_SYSCALL 0xffffffffu

/* One capability fact of one program: same key, counted. */
struct lc_check {
	struct lc_head h; /* .ns: first time */
	__u32 cap;
	__u32 flags;
	__u32 nr; /* LC_NO_SYSCALL outside of one */
	__u32 abi;
	__u64 count;
	__u32 tgid, uid; /* of the first time */
	__u32 nframes;
	__u32 id; /* what LC_RESULT and LC_LAST call it, unique in the recording; 0: it has none */
	__u64 ip[LC_FRAMES]; /* kernel return addresses, innermost first */
};

/* How the kernel side keeps a check; not wire format. */
struct lc_stored {
	__u64 last;   /* jiffies */
	__u64 trails; /* ways in which its path lay on the stack that were learned */
	struct lc_check check;
};

struct lc_mark {
	__u64 at; /* bytes above where the kernel's path begins on the stack */
	__u64 word;
};

/* One way in which the path of a check lay on the stack; not wire format. But for .last it is written once. */
struct lc_trail {
	__u64 who, what, where;
	__u32 next;  /* of the same hash: index + 1 */
	__u32 check; /* index; lc_check.id - 1 */
	__u64 last;  /* jiffies */
	__u32 n, size; /* of the marks; bytes of the stack up to the last */
	struct lc_mark mark[LC_TRAIL_WORDS];
};

/* How the calls ended in which check .check was made. */
struct lc_result {
	struct lc_head h;
	__u32 check; /* lc_check.id */
	__u32 error; /* errno(3); 0: success */
	__u64 count;
};

struct lc_last {
	struct lc_head h; /* .ns: the time */
	__u32 check;
	__u32 reserved;
};

/* What the kernel side saw of who refused a call; the verdict is core/layer.h's. The first that holds. */
enum lc_refuser {
	LC_REFUSER_SECCOMP = 1, /* it ended without having begun */
	LC_REFUSER_LSM = 2,	/* a hook of the security modules answered no */
	LC_REFUSER_FILE = 3,	/* inode_permission answered no */
	LC_REFUSER_CHECK = 4,	/* a capability was asked for and denied */
	LC_REFUSER_OTHER = 5,	/* none of these was seen */
	LC_REFUSERS
};

/* Calls of a program that were refused: the truth, from a map. */
struct lc_refusal {
	struct lc_head h;
	__u32 nr, abi;
	__u32 error; /* errno(3) that the caller saw; of a kill SIGSYS stands for it: LC_ERROR_KILLED */
	__u32 by;    /* enum lc_refuser */
	__u64 count;
};
#define LC_ERROR_KILLED 4095u /* MAX_ERRNO, which no call returns */

struct lc_loss {
	struct lc_head h;
	__u32 cause; /* enum lc_cause */
	__u32 reserved;
	__u64 count;
};

struct lc_symbol {
	struct lc_head h;
	__u64 ip;
	char name[LC_NAME_LEN]; /* NUL-terminated */
};

#define LC_BLIND_LEN 128
#define LC_ROLE_LEN 24
struct lc_hook {
	struct lc_head h;
	char role[LC_ROLE_LEN];
	char hook[LC_NAME_LEN]; /* "" : no hook, the role is not served */
	char blind[LC_BLIND_LEN]; /* words separated by one space */
};

struct lc_session {
	struct lc_head h;
	__u64 realtime_ns; /* CLOCK_REALTIME when h.ns was taken */
	__u32 scope;	   /* enum lc_scope */
	__u32 cap_last;	   /* /proc/sys/kernel/cap_last_cap */
	__u64 produced;	   /* records the kernel side tried to tell */
	__u64 delivered;   /* records taken from the ring */
	char release[LC_NAME_LEN];
	char machine[LC_NAME_LEN];
};

enum lc_scope { LC_SCOPE_COMMAND = 1, LC_SCOPE_PIDS = 2, LC_SCOPE_ALL = 3, LC_SCOPE_CGROUP = 4 };

#define LC_ARGUMENT_LEN 256
struct lc_argument {
	struct lc_head h;
	__u32 index;
	__u32 size; /* bytes used; longer words are cut */
	char text[LC_ARGUMENT_LEN];
};

#define LC_SETTING_LEN 64
/* .name: a path below /proc/sys, with dots ("kernel.yama.ptrace_scope"), or "RLIMIT_MEMLOCK". */
struct lc_setting {
	struct lc_head h;
	char name[LC_SETTING_LEN];
	char value[LC_SETTING_LEN]; /* as the file has it; of a limit the soft one, in its unit, or "unlimited" */
};

/* What told that the workload serves. */
enum lc_boundary_sign {
	LC_BOUNDARY_WAIT = 1,	/* every process waits, for the first time since the last drop of privileges */
	LC_BOUNDARY_READY = 2,	/* the ready command succeeded */
	LC_BOUNDARY_NOTIFY = 3, /* READY=1 by sd_notify(3) */
	LC_BOUNDARY_MARK = 4,	/* --phase-mark */
};

/* .h.ns: when; .h.slot: whose wait it was, or 0. */
struct lc_boundary {
	struct lc_head h;
	__u32 chapter; /* the first that belongs to serving; > 0 */
	__u32 sign;    /* enum lc_boundary_sign */
	__u64 drop_ns; /* the last drop of privileges before it; 0: none */
	__u32 drop_slot; /* whose */
	__u32 reserved;
};

/* Exit statuses are a shell's: 128+N for signal N. */
struct lc_outcome {
	struct lc_head h;
	__u32 flags; /* LC_OUTCOME_* */
	__u32 status;	    /* of the command, if it ENDED */
	__u32 drive_status; /* if it was DRIVEN */
	__u32 reserved;
	__u64 bounding, permitted; /* the sets that the command began with; bit N: capability N */
};
#define LC_OUTCOME_ENDED 0x1u /* by itself */
#define LC_OUTCOME_DRIVEN 0x2u

#include "bpf/event_call.h"
#include "bpf/event_denial.h"
#include "bpf/event_owner.h"

#define LC_SIZE(type, bytes) \
	_Static_assert(sizeof(struct type) == (bytes), #type " is wire format: add a new kind instead")
LC_SIZE(lc_head, 16); LC_SIZE(lc_program, 600); LC_SIZE(lc_syscall, 32); LC_SIZE(lc_check, 184);
LC_SIZE(lc_loss, 32); LC_SIZE(lc_symbol, 88); LC_SIZE(lc_hook, 232); LC_SIZE(lc_session, 176);
LC_SIZE(lc_argument, 280); LC_SIZE(lc_result, 32); LC_SIZE(lc_last, 24); LC_SIZE(lc_refusal, 40);
LC_SIZE(lc_setting, 144); LC_SIZE(lc_boundary, 40); LC_SIZE(lc_outcome, 48); LC_SIZE(lc_creds, 216);
LC_SIZE(lc_name, 528); LC_SIZE(lc_step, 136); LC_SIZE(lc_denial, 2112); LC_SIZE(lc_object, 880);
LC_SIZE(lc_seen, 48); LC_SIZE(lc_stance, 496); LC_SIZE(lc_audit, 1048); LC_SIZE(lc_stack, 1560);
LC_SIZE(lc_addresses, 160);
LC_SIZE(lc_owner, 576); LC_SIZE(lc_label, 288); LC_SIZE(lc_move, 48); LC_SIZE(lc_privilege, 80);
LC_SIZE(lc_holder, 1704); LC_SIZE(lc_file, 4168);
LC_SIZE(lc_values, 288); LC_SIZE(lc_failed, 40);

#endif
