/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whose a cgroup is: the names that container runtimes, Kubernetes and systemd give the directories of theirs.
 * Sources: systemd.io/CONTROL_GROUP_INTERFACE, the cgroup managers of runc and crun, kubelet's cgroup_manager_linux.go,
 * lxc.cgroup.dir of lxc.container.conf(5), machine.slice of systemd-machined(8).
 */
#ifndef LC_CORE_OWNER_H
#define LC_CORE_OWNER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "core/profile.h"

enum owner_kind {
	OWNER_HOST,	 /* none of the others */
	OWNER_CONTAINER,
	OWNER_UNIT,	 /* of systemd: service, scope, socket, mount */
	OWNER_KINDS
};

/* What a path tells. Each text points into the path (not NUL-terminated; .n bytes), or is NULL. */
struct owner_word {
	const char *text;
	size_t n;
};
struct owner_names {
	enum owner_kind kind;
	/* Static: "docker", "podman", "cri-o", "containerd", "runc", "crun", "lxc", "nspawn", "libvirt"; NULL: none. */
	const char *runtime;
	struct owner_word id;	/* of the container */
	struct owner_word outer; /* id of the container that it is in; whoever is in that may choose the names */
	struct owner_word pod;	/* uid of the pod, as the path spells it */
	struct owner_word unit; /* the innermost unit, also of a container's scope */
};

/* path: of a cgroup, from the root of its hierarchy, as it is or escaped; of the innermost container in it. */
void owner_read_path(const char *path, struct owner_names *out);

enum owner_kind owner_kind(const struct owner *owner);

/* What the labels of the runtime say, else what the path tells. Escaped, pointing into the owner; NULL: not known. */
struct owner_facts {
	enum owner_kind kind;
	const char *runtime;
	const char *name;	/* of the container; NULL if it has none but .id */
	struct owner_word id, outer; /* of the container, and of the one that it is in */
	const char *image;
	const char *pod, *pod_namespace; /* names */
	struct owner_word pod_uid; /* as the path spells it */
	struct owner_word unit;
};
void owner_facts(const struct owner *owner, struct owner_facts *out);

#define OWNER_SHORT_ID 12 /* as docker and podman show it */

/* What people call it: name of the container, else its short id; of a unit its name; "" for the host. Escaped. */
void owner_title(const struct owner *owner, struct buf *out);
void owner_id(const struct owner *owner, struct buf *out);   /* of a container, whole; else nothing */
void owner_pod(const struct owner *owner, struct buf *out);  /* "namespace/name", else its uid; nothing without */
void owner_unit(const struct owner *owner, struct buf *out); /* name of the unit; nothing without */

/* Whether a container of this owner is meant: name, id or the first digits of it, or a pattern (* ? [) of its name. */
bool owner_is(const struct owner *owner, const char *wanted);
bool owner_is_exactly(const struct owner *owner, const char *wanted); /* no pattern, and not its first digits */
bool owner_is_unit(const struct owner *owner, const char *wanted);    /* "nginx", "nginx.service", or a pattern */
/* "nginx", "nginx:1.25", "nginx@sha256:...", "example.com/nginx" */
bool owner_has_image(const struct owner *owner, const char *wanted);

/*
 * Leaves in the profile only what belongs to owners that `wanted` takes (and the programs above them, without
 * facts, as their parents, with their owners). Facts whose owner is not known become a loss. 0 or -ENOMEM.
 */
int owner_select(struct profile *profile, bool (*wanted)(const struct owner *owner, void *ctx), void *ctx);

#endif
