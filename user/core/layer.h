/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who said no: from a refused call and all that is known of it to the layer
 * that refused, how sure we are, and what to do. A truth table; data in,
 * data out.
 */
#ifndef LC_CORE_LAYER_H
#define LC_CORE_LAYER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/guard.h"
#include "bpf/event.h"
#include "core/audit_text.h"

/* As the contract spells them. */
enum layer {
	LAYER_DAC, LAYER_ACL, LAYER_CAPABILITY, LAYER_USER_NAMESPACE,
	LAYER_APPARMOR, LAYER_SELINUX, LAYER_LANDLOCK, LAYER_YAMA, LAYER_LOCKDOWN, LAYER_BPF_LSM, LAYER_LSM_OTHER,
	LAYER_SECCOMP, LAYER_NO_NEW_PRIVS, LAYER_BOUNDING_SET, LAYER_SECUREBITS, LAYER_MOUNT_FLAG, LAYER_INODE_FLAG,
	LAYER_FILE_SEAL, LAYER_RLIMIT, LAYER_PTRACE, LAYER_CGROUP_DEVICE, LAYER_CGROUP_PIDS, LAYER_SYSCTL,
	LAYER_NETFILTER, LAYER_CHROOT, LAYER_OTHER, LAYER_UNKNOWN,
	LAYERS
};
const char *layer_name(enum layer layer); /* "dac", "lsm:apparmor", ...; "unknown" past the end */
int layer_of(const char *name);		  /* the inverse; -EINVAL */

enum confidence {
	CONFIDENCE_INFERRED, /* by elimination, or by looking afterwards */
	CONFIDENCE_SEEN,     /* a hook, the capability check itself or the audit log said so */
	CONFIDENCES
};
const char *confidence_name(enum confidence confidence); /* "inferred", "seen" */

/* A capability check that was denied in the call. */
struct layer_check {
	uint32_t cap;
	uint32_t flags;	  /* LC_CHECK_* */
	const char *site; /* call site symbol, "" if not known */
	const char *const *callers; /* nearest first */
	size_t ncallers;
};

/* Everything that is known of one refused call. Nothing in it is owned. */
struct layer_case {
	const struct lc_denial *denial;	   /* as decode_record() leaves it */
	const struct lc_object *objects;   /* in the order they were met, of both names */
	size_t nobjects;
	const struct layer_check *checks; /* in their order; those of .denial->check that are known */
	size_t nchecks;
	const struct audit_entry *audit;  /* the line of the audit log about this call; NULL: none (yet) */
	const char *exe;		  /* of the program, escaped, or "" */
	uint32_t stance;		  /* LC_STANCE_VOID_* of its last execve, as far as it is known */
	/* The value of a sysctl or of "lsm", "lockdown" (as securityfs has them); NULL if not known. */
	const char *(*setting)(const void *ctx, const char *name);
	const void *ctx;
};

struct layer_verdict {
	enum layer layer;
	enum confidence confidence;
	int cap;	/* CAPABILITY, USER_NAMESPACE, BOUNDING_SET: which; DAC: which would override it; else -1 */
	char *object;	/* "/var/www/index.html", "0.0.0.0:80", "pid 12"; escaped; "" if there is none */
	char *detail;	/* a phrase: "mode 0600 of root:root lets user 33 not read" */
	char *fix;	/* one sentence that can be pasted or acted on; "" if there is nothing to do */
	const char *action; /* of SECCOMP: "ERRNO", "KILL_PROCESS", "KILL_THREAD", "TRAP", "TRACE", "LOG", "USER_NOTIF";
			     * "KILL" where it is not known which; static; NULL else */
};

/*
 * Judges. An unsure answer is LAYER_UNKNOWN or CONFIDENCE_INFERRED, never a guess told as seen.
 * 0 or -ENOMEM; *v is then untouched.
 */
int layer_judge(const struct layer_case *c, struct layer_verdict *v);
void layer_verdict_free(struct layer_verdict *v);
#define _layer_verdict_ _cleanup_(layer_verdict_free)

/*
 * Whether a call that ended so is one to ask about: EPERM, EACCES, EROFS, what seccomp turned away,
 * and limits where that is what the error means (EAGAIN of clone, ENOMEM of mlock, EMFILE of open, ...).
 * abi and nr as in lc_denial.
 */
bool layer_wants(uint32_t abi, uint32_t nr, uint32_t error);

/* Names of the settings that layer_judge() asks for; NULL past the end. */
const char *layer_setting(size_t index);

#endif
