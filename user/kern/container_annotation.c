// SPDX-License-Identifier: BSD-2-Clause
/*
 * What engines write into the OCI configuration of a container about it. Sources: containerd's and CRI-O's packages
 * `annotations`, kubelet's labels, podman's libpod/define, nerdctl's pkg/labels.
 */
#include <string.h>

#include "kern/container_state.h"

#define RUNTIME(c, is) ((c)->runtime = (is))

static void set_manager(struct container *c, const char *value)
{
	if (!strcmp(value, "libpod"))
		RUNTIME(c, "podman");
	else if (!strcmp(value, "cri-o"))
		RUNTIME(c, "cri-o");
}

/* "k8s_CONTAINER_POD_NAMESPACE_UID_ATTEMPT": names of Kubernetes have no '_'. */
static void split_name(struct container *c, const char *value)
{
	char *const to[] = { c->pod_container, c->pod, c->pod_namespace };
	const char *at = value;

	CONTAINER_SET(c->name, value);
	for (size_t i = 0, n; i < ARRAY_SIZE(to); i++) {
		at = strchr(at, '_');
		n = at ? strcspn(++at, "_") : 0;
		if (!n || n >= CONTAINER_TEXT)
			return;
		if (!*to[i] && !strncmp(value, "k8s_", 4)) {
			memcpy(to[i], at, n);
			to[i][n] = '\0';
		}
	}
}

static void set_containerd(struct container *c, const char *value)
{
	(void)value;
	RUNTIME(c, "containerd");
}

#define INTO(member) .to = offsetof(struct container, member), .copy = true
static const struct {
	const char *key;
	void (*take)(struct container *c, const char *value);
	size_t to;
	bool copy;
} known[] = {
	{ "io.container.manager", set_manager },
	{ "io.kubernetes.container.name", INTO(pod_container) },
	{ "io.kubernetes.pod.name", INTO(pod) },
	{ "io.kubernetes.pod.namespace", INTO(pod_namespace) },
	{ "io.kubernetes.cri.container-type", set_containerd },
	{ "io.kubernetes.cri.container-name", INTO(pod_container) },
	{ "io.kubernetes.cri.sandbox-name", INTO(pod) },
	{ "io.kubernetes.cri.sandbox-namespace", INTO(pod_namespace) },
	{ "io.kubernetes.cri.image-name", INTO(image) },
	{ "io.kubernetes.cri-o.KubeName", INTO(pod) },
	{ "io.kubernetes.cri-o.Namespace", INTO(pod_namespace) },
	{ "io.kubernetes.cri-o.ImageName", INTO(image) },
	{ "nerdctl/name", INTO(name) },
	{ "nerdctl/namespace", set_containerd },
};

/* A pod of podman's has no name in there, but an id; CRI-O's has both, and its name is to be found elsewhere. */
static void set_later(struct container *c, const char *key, const char *value)
{
	if (!strcmp(key, "io.kubernetes.cri-o.SandboxID") && !strcmp(c->runtime, "podman"))
		CONTAINER_SET(c->pod, value);
	else if (!strcmp(key, "io.kubernetes.cri-o.Name"))
		split_name(c, value);
}

void container_annotate(struct container *c, const char *key, const char *value)
{
	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		if (strcmp(known[i].key, key))
			continue;
		if (known[i].copy)
			container_set((char *)c + known[i].to, CONTAINER_TEXT, value);
		else
			known[i].take(c, value);
		return;
	}
	set_later(c, key, value);
}

void container_annotate_all(struct container *c, const json_t *annotations)
{
	const char *const first[] = { "io.container.manager", "io.kubernetes.pod.name" };
	const char *key;
	json_t *value;

	for (size_t i = 0; i < ARRAY_SIZE(first); i++) {
		value = json_object_get(annotations, first[i]);
		if (json_is_string(value))
			container_annotate(c, first[i], json_string_value(value));
	}
	json_object_foreach((json_t *)annotations, key, value) {
		if (json_is_string(value))
			container_annotate(c, key, json_string_value(value));
	}
}
