/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The wire of who programs belong to, how they change their privileges, and what running processes hold. Part of
 * bpf/event.h, which is to be included.
 */
#ifndef LC_EVENT_OWNER_H
#define LC_EVENT_OWNER_H

/* lc_owner.flags */
#define LC_OWNER_HOST_PIDS 0x1u	 /* its pid namespace is the loader's */
#define LC_OWNER_CUT 0x2u	 /* .path lacks its top: it did not fit */

/*
 * Where programs ran: a cgroup, the furthest from the root of those a process is in (of several equal ones version
 * 2's), and a pid namespace. path as in lc_program: "web.scope\0system.slice\0".
 */
struct lc_owner {
	struct lc_head h; /* .ns: first seen */
	__u32 id; /* > 0 */
	__u32 flags;
	__u64 cgroup; /* its id in the hierarchy: the inode number of its directory */
	__u32 hierarchy; /* 0: version 2; else as /proc/PID/cgroup numbers them */
	__u32 pid_ns; /* inode number */
	__u64 entered, left; /* processes of the scope that were moved to it, and away from it */
	__u32 path_len;
	__u32 reserved;
	char path[LC_PATH_LEN];
};

enum lc_label_kind {
	LC_LABEL_RUNTIME = 1, /* "docker", "podman", "containerd", "cri-o", "runc", "crun", "lxc", "nspawn" */
	LC_LABEL_ID = 2,
	LC_LABEL_NAME = 3,
	LC_LABEL_IMAGE = 4,
	LC_LABEL_POD = 5, /* name of a Kubernetes or podman pod */
	LC_LABEL_POD_NAMESPACE = 6,
	LC_LABEL_POD_CONTAINER = 7, /* its name in the pod */
	LC_LABELS
};
#define LC_LABEL_LEN 256
struct lc_label {
	struct lc_head h;
	__u32 owner; /* lc_owner.id */
	__u32 kind;  /* enum lc_label_kind */
	__u32 size;  /* bytes of .text; longer ones are cut */
	__u32 reserved;
	char text[LC_LABEL_LEN];
};

/* lc_move.flags */
#define LC_MOVE_ENTERED 0x1u /* it was not followed before */
#define LC_MOVE_LEFT 0x2u    /* it is in no cgroup of the scope any more, and stays followed */
struct lc_move {
	struct lc_head h; /* .slot: the program from now on */
	__u32 from, to; /* lc_owner.id; 0: not known */
	__u32 flags;
	__u32 pid; /* as the loader's pid namespace counts */
	char comm[LC_COMM_LEN];
};

/* Changes of privileges of a program that are alike: the truth, from a map. */
struct lc_privilege {
	struct lc_head h; /* .ns: first time */
	__u32 nr, abi;	  /* the call that did it */
	__u32 flags;	  /* LC_STANCE_* */
	__u32 euid_before, euid_after;
	__u32 securebits; /* after */
	__u64 gained, lost; /* of the permitted set */
	__u64 bounding_lost, ambient; /* ambient set after */
	__u64 count;
};

/* lc_holder.flags */
#define LC_HOLDER_SECUREBITS 0x1u /* .creds.securebits is known */
#define LC_HOLDER_NO_NEW_PRIVS 0x2u
#define LC_HOLDER_FILTERS 0x4u	 /* .seccomp_filters is known */
#define LC_HOLDER_KERNEL 0x8u	 /* a thread of the kernel */
#define LC_HOLDER_MIXED 0x10u	 /* threads of it hold other sets: the union of them is told */
#define LC_HOLDER_PARTLY 0x20u	 /* not everything could be read: no privilege, or it ended meanwhile */
#define LC_HOLDER_OWN_USER_NS 0x40u /* its user namespace is not the loader's */

#define LC_LSM_LEN 128
#define LC_IDMAP_LEN 256
struct lc_holder {
	struct lc_head h;
	__u32 pid, ppid; /* as /proc counts */
	__u32 flags;
	__u32 threads;
	__u64 start_ns; /* CLOCK_BOOTTIME */
	__u32 seccomp_mode, seccomp_filters;
	__u32 pid_ns, mnt_ns; /* inode numbers; 0: not known */
	struct lc_creds creds; /* ids as the loader's user namespace counts */
	char comm[LC_COMM_LEN];
	char lsm[LC_LSM_LEN]; /* /proc/PID/attr/current: "docker-default (enforce)"; "" none. NUL-terminated */
	char uid_map[LC_IDMAP_LEN]; /* /proc/PID/uid_map, cut */
	__u32 exe_size, cgroup_size;
	char exe[LC_PATH_LEN];	  /* as readlink of /proc/PID/exe; not NUL-terminated */
	char cgroup[LC_PATH_LEN]; /* path of the cgroup that tells the most, from the root */
};

/* What /proc does not show of a process, as bpf/census.bpf.c tells the loader; not wire format. */
struct lc_census {
	__u32 pid; /* as the loader's pid namespace counts */
	__u32 securebits;
	__u32 user_ns_level;
	__u32 filters; /* LC_CENSUS_NO_FILTERS: not known */
};
#define LC_CENSUS_NO_FILTERS 0xffffffffu

/* lc_file.flags */
#define LC_FILE_SETUID 0x1u
#define LC_FILE_SETGID 0x2u
#define LC_FILE_CAPS 0x4u	/* security.capability */
#define LC_FILE_EFFECTIVE 0x8u	/* ... with the effective bit */
#define LC_FILE_NOSUID 0x10u	/* all of it void: the mount is nosuid */
#define LC_FILE_WRITABLE 0x20u	/* others than the owner may write to it */
#define LC_FILE_BAD_CAPS 0x40u	/* security.capability is there but cannot be read */
#define LC_FILE_NS_CAPS 0x80u	/* version 3: of .rootid's user namespaces */
#define LC_FILE_PATH_LEN 4096
struct lc_file {
	struct lc_head h; /* .slot: the program that it is the file of, or 0 */
	__u32 flags;
	__u32 mode, uid, gid;
	__u64 dev, ino;
	__u64 permitted, inheritable;
	__u32 rootid;
	__u32 path_size;
	char path[LC_FILE_PATH_LEN]; /* not NUL-terminated */
};

#endif
