/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a manifest says of each container, service or unit, in the same words for every kind: for the readers
 * (manifest_KIND.c), the judges (manifest_judge*.c) and those who put it right (manifest_fix*.c).
 */
#ifndef LC_CORE_MANIFEST_MODEL_H
#define LC_CORE_MANIFEST_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/capability.h>

#include "base/buf.h"
#include "core/cap.h"
#include "core/manifest.h"
#include "core/tree.h"
#include "core/unit.h"

#define MANIFEST_MAX_CONTAINERS 1000u
#define MANIFEST_MAX_WORDS 1000u /* of one list */

#define CAP_BIT(cap) (UINT64_C(1) << (cap))
#define CAP_EVERY (~UINT64_C(0) >> (CAP_ROOM - CAP_COUNT))

/* What docker and containerd give without a word; podman leaves three out (containers.conf(5), default_capabilities).
 */
#define CAPS_OF_DOCKER                                                                                           \
	(CAP_BIT(CAP_CHOWN) | CAP_BIT(CAP_DAC_OVERRIDE) | CAP_BIT(CAP_FOWNER) | CAP_BIT(CAP_FSETID) |            \
	 CAP_BIT(CAP_KILL) | CAP_BIT(CAP_SETGID) | CAP_BIT(CAP_SETUID) | CAP_BIT(CAP_SETPCAP) |                  \
	 CAP_BIT(CAP_NET_BIND_SERVICE) | CAP_BIT(CAP_NET_RAW) | CAP_BIT(CAP_SYS_CHROOT) | CAP_BIT(CAP_MKNOD) |   \
	 CAP_BIT(CAP_AUDIT_WRITE) | CAP_BIT(CAP_SETFCAP))
#define CAPS_OF_PODMAN \
	(CAPS_OF_DOCKER & ~(CAP_BIT(CAP_NET_RAW) | CAP_BIT(CAP_MKNOD) | CAP_BIT(CAP_AUDIT_WRITE)))

enum say { SAY_NOTHING, SAY_NO, SAY_YES };
struct said {
	enum say what;
	unsigned int line;
};

/* Escaped text and where it stands. */
struct word_at {
	char *text;
	unsigned int line;
};
struct words_at {
	struct word_at *at;
	size_t n;
};

enum { CAP_ALL = -1, CAP_UNKNOWN = -2 };
struct cap_at {
	int cap; /* or one of these */
	bool odd; /* not spelled as this kind wants it */
	bool lost; /* so that the runtime passes over it */
	char *text; /* as it stands, escaped */
	unsigned int line;
};
struct caps_at {
	struct cap_at *at;
	size_t n;
};

/* Profiles of seccomp and AppArmor. */
enum confinement { CONFINED_UNSET, CONFINED_DEFAULT, CONFINED_CUSTOM, CONFINED_NOT, CONFINED_WRONG };
struct confined {
	enum confinement how;
	unsigned int line;
};

enum user_kind { USER_UNSET, USER_ROOT, USER_OTHER, USER_DYNAMIC };

enum host_ns { HOST_PID, HOST_NET, HOST_IPC, HOST_UTS, HOST_USER, HOST_CGROUP, HOST_MOUNT, HOST_NAMESPACES };
const char *host_ns_name(enum host_ns ns); /* "PID", "network", ... */

enum engine { ENGINE_DOCKER, ENGINE_PODMAN, ENGINE_KUBERNETES, ENGINE_SYSTEMD, ENGINE_OCI };

struct container {
	size_t pod; /* of manifest.pods; only of Kubernetes */
	enum engine engine;
	char *subject; /* "spec.containers[0] (web)" */
	unsigned int line;
	struct said privileged, no_new_privs, nonroot, read_only, host_process;
	struct said host[HOST_NAMESPACES];
	uint64_t by_default; /* capabilities where the manifest says nothing of them */
	struct caps_at add, drop, ambient, inheritable;
	bool exact; /* add is all there is: by_default and drop do not count (OCI) */
	uint64_t bounding; /* systemd: what is left of it; then nothing else counts */
	uint64_t ambient_set; /* systemd */
	struct said bounds; /* systemd: CapabilityBoundingSet=, OCI: process.capabilities */
	enum user_kind user;
	unsigned int user_line;
	struct confined seccomp, apparmor;
	struct words_at mounts; /* paths of the host */
	struct words_at devices, sysctls, ports, probes;
	struct words_at selinux; /* "type spc_t" */
	struct words_at proc_mounts; /* what unmasks */
	struct words_at commands; /* systemd: with a prefix that gives privileges: "ExecStartPre=+" */
	struct words_at securebits;
	struct words_at unknown; /* keys; text is the whole sentence */
	struct words_at types; /* values of a wrong type, the same */
	const struct tree *node; /* of YAML and JSON; else NULL */
	bool ephemeral;
};

/* A pod template: what the containers below share. */
struct pod {
	char *title; /* "Deployment/web" */
	char *path; /* "spec.template.spec" */
	unsigned int line;
	const struct tree *spec, *metadata;
	struct said host[HOST_NAMESPACES];
	struct said nonroot, host_process;
	enum user_kind user;
	unsigned int user_line;
	struct confined seccomp, apparmor;
	struct words_at selinux, sysctls, host_paths, volumes; /* volumes: of kinds that restricted does not allow */
	struct words_at unknown, types; /* as of a container */
	bool windows;
	bool user_namespace; /* hostUsers: false */
};

struct manifest {
	enum manifest_kind kind;
	char *name; /* of the file, escaped */
	char *text;
	size_t n;
	struct trees *trees;
	struct unit *unit;
	struct run_lines *run;
	struct pod *pods;
	size_t npods;
	struct container *containers;
	size_t ncontainers;
	bool failed; /* out of memory while it was read */
};

/* --- for the readers (manifest_facts.c); out of memory is kept in m->failed ------- */

struct pod *manifest_add_pod(struct manifest *m);
/* NULL beyond MANIFEST_MAX_CONTAINERS as well. A pointer holds until the next is added. */
struct container *manifest_add_container(struct manifest *m);
int manifest_full(const struct manifest *m); /* -EINVAL with fail() if there is no room for another, -ENOMEM, or 0 */

char *escaped(struct manifest *m, const char *text); /* NULL when out of memory */
void words_add(struct manifest *m, struct words_at *words, unsigned int line, const char *format, ...)
	__attribute__((format(printf, 4, 5))); /* escapes what it is given */

enum cap_spelling {
	SPELL_ANY,  /* docker, podman, compose: any case, with CAP_ or without */
	SPELL_BARE, /* Kubernetes: NET_RAW */
	SPELL_FULL, /* OCI: CAP_NET_RAW; anything else is passed over in silence */
	SPELL_UNIT, /* systemd: CAP_ in any case, or a number */
};
void caps_add(struct manifest *m, struct caps_at *caps, unsigned int line, const char *text, enum cap_spelling how);
void caps_free(struct caps_at *caps); /* empties it */
void words_free(struct words_at *words);
void caps_add_list(struct manifest *m, struct caps_at *caps, const struct tree *list, enum cap_spelling how);

/* true, false; what is neither goes to types. */
struct said said_switch(struct manifest *m, struct container *c, const struct tree *value, const char *key,
			bool quoted);
struct said said_here(bool what, unsigned int line);

/* "PID", "container:x"... : whether an option names the host's. "0", "root", "1000:1000": which user. */
enum user_kind user_kind_of(const char *text);

/* "no-new-privileges", "seccomp=unconfined", "apparmor=...", "label=disable" of docker, podman and compose. */
void security_option(struct manifest *m, struct container *c, const char *text, unsigned int line);
/* Value of --pid, --network, --ipc, --uts, --userns, --cgroupns. */
void namespace_option(struct container *c, enum host_ns ns, const char *text, unsigned int line);
/* "/var/run/docker.sock:/run/docker.sock:ro": a path of the host, if it begins with one. */
void volume_option(struct manifest *m, struct container *c, const char *text, unsigned int line);

/* --- for judges ----------------------------------------------------------------- */

uint64_t caps_set(const struct caps_at *caps); /* without those that are lost; CAP_ALL: every one */
bool caps_has_all(const struct caps_at *caps);
/* What its first process may hold, or get by what it executes. */
uint64_t container_holds(const struct container *c);
bool container_is_nonroot(const struct container *c); /* known to be so */

/* Whether a part of what it says of privileges comes by an alias or merge key, or goes elsewhere by one. */
bool manifest_is_shared(const struct manifest *m, const struct container *c);

/* Key of a map that is misspelt: adds it to c->unknown. known ends with NULL. */
void check_keys(struct manifest *m, struct words_at *out, const struct tree *map, const char *const *known,
		const char *path);

/* --- readers: 0, -EINVAL with fail(), -ENOMEM (or m->failed) ---------------------- */
int manifest_read_kubernetes(struct manifest *m);
int manifest_read_compose(struct manifest *m);
int manifest_read_oci(struct manifest *m);
int manifest_read_unit(struct manifest *m);
int manifest_read_run(struct manifest *m);
/* Whether a text begins as a run line or script of some does. */
bool manifest_looks_run(const char *text, size_t n);
const char *manifest_unit_section(const struct unit *unit); /* "Service"; NULL: none that runs something */

#endif
