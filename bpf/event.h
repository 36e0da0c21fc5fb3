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
#define LC_MAX_ODD 1024
#define LC_MAX_WATCHED 16384
#define LC_MAX_RESULTS 32768
#define LC_MAX_REFUSALS 4096
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
	LC_CAUSES
};

/*
 * A chapter ends where the workload may have begun to serve: facts of different chapters are kept
 * apart, so that it can be said afterwards which of them belong to its start.
 */
#define LC_CHAPTERS 4
#define LC_CHAPTER_SHIFT 24
#define LC_SLOT_MASK 0x00ffffffu

/* Every record starts so. len counts the whole record in bytes. */
struct lc_head {
	__u16 kind;
	__u16 len;
	/*
	 * The program it belongs to, 0: none. Of LC_SYSCALL, LC_CHECK, LC_REFUSAL, LC_DENIAL, LC_SEEN, LC_STANCE also
	 * chapter << LC_CHAPTER_SHIFT.
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

/*
 * A program: a file executed by a program (or the root of the scope). All
 * processes that run it share the slot; a fork does not make a new one.
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
	__u32 reserved;
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
	__u64 last; /* jiffies; beside the count, in one cache line */
	struct lc_check check;
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

/*
 * Which arguments of a call name something, as the loader tells the kernel side: each nibble is the
 * number of an argument plus one, 0: none. A path starts at its directory descriptor, or if it has none at the
 * working directory.
 */
#define LC_SHAPE(path, dir, path2, dir2, fd, address) \
	((path) | (dir) << 4 | (path2) << 8 | (dir2) << 12 | (fd) << 16 | (address) << 20)

enum lc_name_kind {
	LC_NAME_NONE = 0,
	LC_NAME_PATH = 1,    /* .text: a path, as the caller gave it; .base: where a relative one starts */
	LC_NAME_FD = 2,	     /* .fd; .base: what it is open on */
	LC_NAME_ADDRESS = 3, /* .text: a struct sockaddr; .fd: the socket */
};

#define LC_NAME_ROOM 256
#define LC_LINK_ROOM 256
struct lc_name {
	__u32 kind; /* enum lc_name_kind */
	__s32 fd;   /* AT_FDCWD (-100): the working directory */
	__u32 size; /* bytes of .text; 0: could not be read, or empty */
	__u32 base_size; /* bytes of .base; 0: not known */
	char text[LC_NAME_ROOM];
	char base[LC_LINK_ROOM]; /* components from the file upwards, each ended by NUL, as in lc_program.path */
};

/* Who asks. Ids as the initial user namespace counts. */
#define LC_GROUPS 32
struct lc_creds {
	__u64 effective, permitted, inheritable, bounding, ambient;
	__u32 uid, gid, euid, egid, suid, sgid, fsuid, fsgid;
	__u32 securebits;
	__u32 user_ns;	     /* inode number of its user namespace */
	__u32 user_ns_level; /* 0: the initial one */
	__u32 ngroups;	     /* may be more than fit */
	__u32 group[LC_GROUPS];
};

/* What a hook saw on the way of a call that ended badly. */
enum lc_step_kind {
	LC_STEP_FILE = 1,   /* inode_permission: .mask MAY_*, and the inode */
	LC_STEP_LSM = 2,    /* security_*: asked of all modules */
	LC_STEP_MODULE = 3, /* a function of one module, by its name */
	LC_STEP_OTHER = 4,  /* another function that decides (path_noexec, devcgroup_check_permission, ...) */
	LC_STEP_SECCOMP = 5, /* .mask: the action (SECCOMP_RET_*) */
};
#define LC_STEPS 4
#define LC_HOOK_LEN 40
struct lc_step {
	__u32 kind; /* enum lc_step_kind */
	__u32 error; /* errno(3) */
	__u32 mask;
	__u32 flags; /* LC_STEP_* below */
	__u64 dev, ino;
	__u32 mode, uid, gid; /* of the inode; ids as the initial user namespace counts */
	__u32 inode_flags;    /* S_* of include/linux/fs.h */
	__u64 sb_flags;	      /* SB_* */
	char hook[LC_HOOK_LEN]; /* the kernel function: "security_file_open" */
	char name[LC_HOOK_LEN]; /* last component of the file's path, or what else tells the object; may be empty */
};
#define LC_STEP_INODE 0x1u /* .dev to .sb_flags are known */
#define LC_STEP_ACL 0x2u   /* the inode has an access ACL */

/* lc_denial.flags */
#define LC_DENIAL_SECCOMP 0x1u	 /* ended without having begun */
#define LC_DENIAL_KILLED 0x2u	 /* ... by the death of the thread */
#define LC_DENIAL_TRAPPED 0x4u	 /* ... by SIGSYS */
#define LC_DENIAL_EMULATED 0x8u	 /* ... with a success: a supervisor's (USER_NOTIF), or an errno of 0 */
#define LC_DENIAL_LOGGED 0x10u	 /* not refused: only logged by seccomp */
#define LC_DENIAL_LANDLOCKED 0x20u /* the process restricted itself by Landlock in the recording */
#define LC_DENIAL_NO_NEW_PRIVS 0x40u
#define LC_DENIAL_TRACED 0x80u	 /* by ptrace: the tracer may have answered */
#define LC_DENIAL_STEPS 0x100u	 /* hooks on files and security modules were attached: without a step there was none */
#define LC_DENIAL_MORE 0x200u	 /* more checks or steps than fit */
#define LC_DENIAL_LISTENED 0x800u /* one of its seccomp filters has a supervisor (USER_NOTIF), who may have answered */
#define LC_DENIAL_OWN_ROOT 0x400u /* same mount namespace and root directory as the loader's */

#define LC_DENIAL_CHECKS 8
#define LC_DENIAL_NAMES 2
#define LC_LIMITS 16 /* RLIM_NLIMITS */
struct lc_denial {
	struct lc_head h;
	__u32 id; /* unique in the recording; > 0 */
	__u32 nr, abi;
	__u32 error; /* as in lc_refusal */
	__u32 by;    /* enum lc_refuser */
	__u32 flags; /* LC_DENIAL_* */
	__u32 pid, tid; /* as the loader's pid namespace counts; 0: not in it */
	__u32 tgid;  /* as the kernel counts */
	__u32 seccomp_mode;
	__u32 seccomp_filters; /* 0 before Linux 5.11 */
	__u32 mnt_ns; /* inode number of its mount namespace */
	__u32 nchecks, nsteps;
	__u64 arg[6];
	__u64 limit[LC_LIMITS]; /* soft limits; RLIM_INFINITY: none */
	char comm[LC_COMM_LEN];
	struct lc_creds creds;
	__u32 check[LC_DENIAL_CHECKS]; /* lc_check.id of the checks denied in it, in their order */
	struct lc_step step[LC_STEPS];
	struct lc_name name[LC_DENIAL_NAMES];
};

/* lc_object.flags */
#define LC_OBJECT_LAST 0x1u	/* what the name means, not a directory on the way */
#define LC_OBJECT_MISSING 0x2u	/* does not exist; what stands in .mode is 0 */
#define LC_OBJECT_LINK 0x4u	/* a symbolic link that was followed */
#define LC_OBJECT_OTHER_EYES 0x8u /* looked at through another process of its mount namespace: it was gone */
#define LC_OBJECT_ACL 0x10u	/* .acl is known (size 0: it has none) */
#define LC_OBJECT_FILECAPS 0x20u /* has security.capability */
#define LC_OBJECT_FILECAPS_EFFECTIVE 0x40u
#define LC_OBJECT_PIDS 0x80u	/* .path is a cgroup whose pids.max is reached */
#define LC_OBJECT_SEALS 0x100u	/* .seals is known */

#define LC_ACL_ROOM 260 /* 32 entries */
struct lc_object {
	struct lc_head h;
	__u32 denial; /* lc_denial.id */
	__u32 name;   /* index of lc_denial.name */
	__u32 flags;
	__u32 mode, uid, gid; /* of stat(2), as the loader's user namespace counts */
	__u32 rdev_major, rdev_minor;
	__u64 dev, ino;
	__u64 attributes; /* STATX_ATTR_* of statx(2) */
	__u64 mount;	  /* ST_RDONLY, ST_NOSUID, ST_NODEV, ST_NOEXEC of statvfs(3) */
	__u64 fstype;	  /* f_type of statfs(2) */
	__u64 filecaps;	  /* permitted set of its security.capability */
	__u32 seals;	  /* F_SEAL_* of fcntl(2) */
	__u32 acl_size;
	char acl[LC_ACL_ROOM]; /* system.posix_acl_access as it is stored */
	__u32 path_size;
	char path[LC_PATH_LEN]; /* absolute, from the process's root; not NUL-terminated */
};

/* One check, each time it is made. Its fact is lc_check .check, told before. */
struct lc_seen {
	struct lc_head h;
	__u32 check; /* lc_check.id */
	__u32 pid, tid; /* as the loader's pid namespace counts */
	__u32 uid;
	char comm[LC_COMM_LEN];
};

/* lc_stance.flags: what changed */
#define LC_STANCE_EXEC 0x1u	     /* it executed .h.slot's program */
#define LC_STANCE_GAINED 0x2u	     /* ... which gave ids or capabilities */
#define LC_STANCE_VOID_NNP 0x4u	     /* ... whose set-user-ID bits were void: no_new_privs */
#define LC_STANCE_VOID_NOSUID 0x8u   /* ... void: mounted nosuid */
#define LC_STANCE_CREDS 0x10u
#define LC_STANCE_USER_NS 0x20u
#define LC_STANCE_NO_NEW_PRIVS 0x40u
#define LC_STANCE_SECCOMP 0x80u	     /* a filter, or strict mode */
#define LC_STANCE_LANDLOCK 0x100u
struct lc_stance {
	struct lc_head h;
	__u32 nr, abi; /* the call that did it */
	__u32 flags;
	__u32 pid, tid;
	__u32 seccomp_mode, seccomp_filters;
	__u32 reserved;
	char comm[LC_COMM_LEN];
	struct lc_creds before, after;
};

#define LC_AUDIT_LEN 1024
struct lc_audit {
	struct lc_head h; /* .ns: when it was received */
	__u32 type; /* include/uapi/linux/audit.h: AUDIT_AVC 1400, AUDIT_SECCOMP 1326, ... */
	__u32 size;
	char text[LC_AUDIT_LEN]; /* not NUL-terminated */
};

#define LC_STACK_FRAMES 16
#define LC_FRAME_LEN 96
struct lc_stack {
	struct lc_head h;
	__u32 check; /* lc_check.id */
	__u32 nframes;
	char frame[LC_STACK_FRAMES][LC_FRAME_LEN]; /* "nginx!ngx_open_listening_sockets+0x1c"; NUL-terminated */
};

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

struct lc_addresses {
	struct lc_head h;
	__u32 check; /* lc_check.id */
	__u32 pid;   /* as the loader's pid namespace counts */
	__u32 nframes;
	__u32 reserved;
	__u64 ip[LC_STACK_FRAMES]; /* innermost first */
};

#define LC_SIZE(type, bytes) \
	_Static_assert(sizeof(struct type) == (bytes), #type " is wire format: add a new kind instead")
LC_SIZE(lc_head, 16); LC_SIZE(lc_program, 600); LC_SIZE(lc_syscall, 32); LC_SIZE(lc_check, 184);
LC_SIZE(lc_loss, 32); LC_SIZE(lc_symbol, 88); LC_SIZE(lc_hook, 232); LC_SIZE(lc_session, 176);
LC_SIZE(lc_argument, 280); LC_SIZE(lc_result, 32); LC_SIZE(lc_last, 24); LC_SIZE(lc_refusal, 40);
LC_SIZE(lc_setting, 144); LC_SIZE(lc_boundary, 40); LC_SIZE(lc_outcome, 48); LC_SIZE(lc_creds, 216);
LC_SIZE(lc_name, 528); LC_SIZE(lc_step, 136); LC_SIZE(lc_denial, 2112); LC_SIZE(lc_object, 880);
LC_SIZE(lc_seen, 48); LC_SIZE(lc_stance, 496); LC_SIZE(lc_audit, 1048); LC_SIZE(lc_stack, 1560);
LC_SIZE(lc_addresses, 160);

#endif
