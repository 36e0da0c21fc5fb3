/* SPDX-License-Identifier: BSD-2-Clause */
/* How findings of manifests are told (manifest_judge.c), and who judges what; for manifest_judge*.c. */
#ifndef LC_CORE_MANIFEST_JUDGE_H
#define LC_CORE_MANIFEST_JUDGE_H

#include "core/manifest_model.h"

/* The controls of the Pod Security Standards; a row each in manifest_judge.c. */
enum control {
	NO_CONTROL,
	BASE_HOST_PROCESS, BASE_HOST_NAMESPACES, BASE_PRIVILEGED, BASE_CAPABILITIES, BASE_HOST_PATH, BASE_HOST_PORTS,
	BASE_PROBES, BASE_APPARMOR, BASE_SELINUX, BASE_PROC_MOUNT, BASE_SECCOMP, BASE_SYSCTLS,
	REST_VOLUMES, REST_ESCALATION, REST_NONROOT, REST_USER, REST_SECCOMP, REST_CAPABILITIES,
	CONTROLS
};

/* What can be put right, spelled for each kind of manifest. */
enum remedy_kind { FIX_PRIVILEGED, FIX_DROP_ALL, FIX_NO_NEW_PRIVS, FIX_SECCOMP, FIX_USER, FIX_HOST_NS, FIX_APPARMOR,
		   FIX_KINDS };

struct judge {
	const struct manifest *m;
	const struct plan *plan; /* NULL: not known */
	struct findings *out; /* NULL: only .broken is wanted */
	uint32_t broken; /* bits 1 << control, of the pod at hand */
	const char *remedy, *attack; /* for the next finding; tell() forgets them */
	int cap; /* the same; -1 */
};

/* Of a container. control: what it is an obstacle of, if the manifest is Kubernetes'. */
void tell(struct judge *j, const struct container *c, const char *rule, enum severity severity, unsigned int line,
	  enum control control, const char *format, ...) __attribute__((format(printf, 7, 8)));
/* The same of a pod. */
void tell_pod(struct judge *j, const struct pod *pod, const char *rule, enum severity severity, unsigned int line,
	      enum control control, const char *format, ...) __attribute__((format(printf, 7, 8)));
const char *remedy_of(const struct judge *j, enum remedy_kind what);

void judge_capabilities(struct judge *j, const struct container *c);
void judge_use(struct judge *j, const struct container *c); /* against the plan */
void judge_walls(struct judge *j, const struct container *c);
void judge_host(struct judge *j, const struct container *c);
void judge_pod(struct judge *j, const struct pod *pod);

/* Whether the plan is about this container: it is the only one, or has the plan's name. */
bool plan_is_of(const struct manifest *m, const struct plan *plan, const struct container *c);
/* "CHOWN, KILL", at most a handful of them and how many more, as this kind spells them. */
void caps_join(const struct judge *j, uint64_t set, struct buf *out);
const char *cap_spelled(const struct manifest *m, unsigned int cap, char *room);

#endif
