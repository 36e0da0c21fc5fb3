/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The wire of refused calls and of the live view. Part of bpf/event.h, which is to be included. */
#ifndef LC_EVENT_DENIAL_H
#define LC_EVENT_DENIAL_H

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
#define LC_STANCE_VOID_CAPS_NNP 0x200u	  /* it executed a file whose capabilities were void: no_new_privs */
#define LC_STANCE_VOID_CAPS_NOSUID 0x400u /* ... mounted nosuid */
#define LC_STANCE_VOID_CAPS_BOUNDING 0x800u /* ... in part or whole: not in the bounding set */
#define LC_STANCE_KEEPCAPS 0x1000u	  /* prctl(PR_SET_KEEPCAPS) or securebits */
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

struct lc_addresses {
	struct lc_head h;
	__u32 check; /* lc_check.id */
	__u32 pid;   /* as the loader's pid namespace counts */
	__u32 nframes;
	__u32 reserved;
	__u64 ip[LC_STACK_FRAMES]; /* innermost first */
};

#endif
