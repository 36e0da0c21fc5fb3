/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An audit: what running processes hold against what they use, what files give to who executes them, and what
 * manifests ask for. Records of bpf/event.h go in (LC_OWNER, LC_LABEL, LC_HOLDER, LC_FILE), findings come out.
 *
 * Every text in here is text_escape()d.
 */
#ifndef LC_CORE_AUDIT_H
#define LC_CORE_AUDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/guard.h"
#include "bpf/event.h"
#include "core/finding.h"
#include "core/owner.h"
#include "core/profile.h"

/* What the label of a security module says of who has it. */
enum audit_lsm {
	AUDIT_LSM_NONE, /* no module shows labels */
	AUDIT_LSM_UNCONFINED,
	AUDIT_LSM_COMPLAIN, /* AppArmor: it only tells */
	AUDIT_LSM_ENFORCED,
	AUDIT_LSMS
};
const char *audit_lsm_name(enum audit_lsm lsm); /* "none", "unconfined", "complain", "enforced" */

/* Processes that are alike: one file, container or unit, sets, ids, user namespace and confinement. */
struct audit_subject {
	uint32_t *pids; /* ascending */
	size_t npids;
	char *title;	/* "web: nginx[812]"; of many "nginx[1,2,3,4+9]" */
	char *exe;	/* "" if not known */
	char *comm;
	char *cgroup;	/* path; of several outside of containers and units the first one's */
	char *lsm;	/* as the module says it; "" */
	char *uid_map;	/* "0 100000 65536, ..."; "" */
	size_t owner;	/* index of audit.owners plus one; 0: not known */
	enum owner_kind kind;
	uint32_t flags; /* LC_HOLDER_* */
	uint32_t threads; /* of all together */
	uint32_t seccomp_mode, seccomp_filters;
	uint32_t pid_ns, mnt_ns; /* of the first */
	struct lc_creds creds;
	bool root;	/* uid 0 of the user namespace that the audit was made in */
	bool inner_root; /* uid 0 of its own user namespace, which is another */
	enum audit_lsm confined;
	bool measured;	/* .used and .unused say something */
	uint64_t used;	/* of all the profile shows; may be more than it holds */
	uint64_t unused; /* held, and not used */
	bool no_new_privs_breaks; /* the profile shows a program that gained by its execve */
	struct findings findings;
};

/* A file that gives privileges. */
struct audit_file {
	char *path;
	uint32_t flags; /* LC_FILE_* */
	uint32_t mode, uid, gid, rootid;
	uint64_t permitted, inheritable;
	struct findings findings;
};

/* A manifest, judged elsewhere (core/manifest.h). */
struct audit_manifest {
	char *name, *kind;
	char *level; /* Pod Security level, NULL: it is of another kind */
	size_t containers;
	struct findings findings;
};

struct audit_options {
	const struct profile *profile; /* what was used; NULL: not known */
	bool whole;	 /* a process that the profile does not know is its workload all the same */
	bool observed;	 /* the profile is an observation of the same processes: who is not in it used nothing */
	uint32_t pid_ns, mnt_ns, user_ns; /* of the auditor; 0: not known */
	unsigned int cap_last; /* highest capability of this kernel; 0: of our table */
};

struct audit {
	struct audit_options options;
	struct audit_subject *subjects; /* containers first, then units, then the rest; in each the dangerous first */
	size_t nsubjects;
	struct audit_file *files; /* by path, the dangerous first */
	size_t nfiles;
	struct audit_manifest *manifests;
	size_t nmanifests;
	struct owner *owners;
	size_t nowners;
	size_t processes, partly; /* told, and not wholly readable */
	size_t bad;		  /* records that the decoder refused */
	bool files_only, judged;
};

int audit_new(struct audit **out); /* -ENOMEM */

/* Takes one record; others than those above are passed over. 0, -EBADMSG (counted, go on) or -ENOMEM. */
int audit_feed(struct audit *a, const void *record, size_t n);

/* Adopts a manifest with what was found in it, which is empty afterwards. texts are copied. 0 or -ENOMEM. */
int audit_add_manifest(struct audit *a, const char *name, const char *kind, const char *level, size_t containers,
		       struct findings *findings);

/* Once, when everything was fed: puts what is alike together, and judges it. options are copied. 0 or -ENOMEM. */
int audit_judge(struct audit *a, const struct audit_options *options);

/* NULL if it is not known. */
const struct owner *audit_owner(const struct audit *a, const struct audit_subject *s);

/* Every finding of all of them, the dangerous first. *out: n pointers, free() it. 0 or -ENOMEM. */
int audit_findings(const struct audit *a, const struct finding ***out, size_t *n);
size_t audit_count(const struct audit *a, enum severity from);

/* Highest of a list; SEVERITY_NOTE if it is empty. */
enum severity audit_worst(const struct findings *f);

void audit_free(struct audit **a);
#define _audit_ _cleanup_(audit_free)

#endif
