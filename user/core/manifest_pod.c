// SPDX-License-Identifier: BSD-2-Clause
/* Knows the fields of a pod and of a container that have to do with privileges. */
#include "core/manifest_pod.h"

#include <string.h>

static const char *const pod_keys[] = { "appArmorProfile", "fsGroup", "fsGroupChangePolicy", "runAsGroup",
	"runAsNonRoot", "runAsUser", "seLinuxChangePolicy", "seLinuxOptions", "seccompProfile", "supplementalGroups",
	"supplementalGroupsPolicy", "sysctls", "windowsOptions", NULL };
static const char *const container_keys[] = { "allowPrivilegeEscalation", "appArmorProfile", "capabilities",
	"privileged", "procMount", "readOnlyRootFilesystem", "runAsGroup", "runAsNonRoot", "runAsUser",
	"seLinuxOptions", "seccompProfile", "windowsOptions", NULL };
static const char *const capability_keys[] = { "add", "drop", NULL };

/* --- what both have ----------------------------------------------------------------- */

static struct confined read_profile(struct manifest *m, struct words_at *types, const struct tree *context,
				    const char *key)
{
	const struct tree *type = tree_path(context, key);
	struct confined c = { 0 };
	const char *text;

	type = tree_get(type, "type");
	text = tree_text(type);
	if (!text)
		return c;
	c.line = type->span.line;
	if (!strcmp(text, "RuntimeDefault"))
		c.how = CONFINED_DEFAULT;
	else if (!strcmp(text, "Localhost"))
		c.how = CONFINED_CUSTOM;
	else if (!strcmp(text, "Unconfined"))
		c.how = CONFINED_NOT;
	else
		c.how = CONFINED_WRONG;
	if (c.how == CONFINED_WRONG)
		words_add(m, types, c.line, "%s.type %.64s is none of RuntimeDefault, Localhost, Unconfined", key,
			  text);
	return c;
}

static void read_user(struct manifest *m, struct words_at *types, const struct tree *context, enum user_kind *user,
		      unsigned int *line)
{
	const struct tree *value = tree_get(context, "runAsUser");
	int64_t uid;

	if (!value || value->type == TREE_NULL)
		return;
	*line = value->span.line;
	if (tree_number(value, &uid))
		*user = uid ? USER_OTHER : USER_ROOT;
	else
		words_add(m, types, *line, "runAsUser is no number");
}

static void read_selinux(struct manifest *m, struct words_at *selinux, const struct tree *context)
{
	static const char *const types[] = { "container_t", "container_init_t", "container_kvm_t",
					     "container_engine_t" };
	static const char *const keys[] = { "type", "user", "role" };

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		const struct tree *value = tree_get(tree_get(context, "seLinuxOptions"), keys[i]);
		const char *text = tree_text(value);
		bool allowed = !text || !*text;

		for (size_t k = 0; !allowed && !i && k < ARRAY_SIZE(types); k++)
			allowed = !strcmp(text, types[k]);
		if (!allowed)
			words_add(m, selinux, value->span.line, "%s %.128s", keys[i], text);
	}
}

/* --- pods ---------------------------------------------------------------------------- */

static void read_host_namespaces(struct manifest *m, struct pod *pod)
{
	static const struct {
		const char *key;
		enum host_ns ns;
	} keys[] = { { "hostPID", HOST_PID }, { "hostNetwork", HOST_NET }, { "hostIPC", HOST_IPC } };
	struct said users = said_switch(m, NULL, tree_get(pod->spec, "hostUsers"), "hostUsers", false);

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		pod->host[keys[i].ns] = said_switch(m, NULL, tree_get(pod->spec, keys[i].key), keys[i].key, false);
	pod->user_namespace = users.what == SAY_NO;
	if (pod->user_namespace)
		pod->host[HOST_USER] = users;
}

static void read_sysctls(struct manifest *m, struct pod *pod, const struct tree *sysctls)
{
	for (size_t i = 0; sysctls && sysctls->type == TREE_LIST && i < sysctls->n; i++) {
		const struct tree *name = tree_get(sysctls->entries[i].value, "name");

		if (tree_text(name))
			words_add(m, &pod->sysctls, name->span.line, "%.128s", tree_text(name));
	}
}

static const struct tree_entry *volume_type(const struct tree *volume)
{
	for (size_t i = 0; volume->type == TREE_MAP && i < volume->n; i++) {
		if (strcmp(volume->entries[i].key->text, "name"))
			return &volume->entries[i];
	}
	return NULL;
}

static void read_volume(struct manifest *m, struct pod *pod, const struct tree *volume)
{
	static const char *const restricted[] = { "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral",
						  "persistentVolumeClaim", "projected", "secret" };
	const struct tree *path = tree_path(volume, "hostPath/path");
	const struct tree_entry *type = volume_type(volume);

	if (tree_get(volume, "hostPath")) {
		const struct tree *at = path ? path : volume;

		words_add(m, &pod->host_paths, at->span.line, "%.256s", tree_text(path) ?: "?");
		return;
	}
	for (size_t i = 0; i < ARRAY_SIZE(restricted); i++) {
		if (tree_get(volume, restricted[i]))
			return;
	}
	if (type)
		words_add(m, &pod->volumes, type->key->span.line, "%.64s", type->key->text);
}

/* Gone since Kubernetes 1.27: what they say is passed over. */
static void refuse_old_annotations(struct manifest *m, struct pod *pod, struct words_at *out)
{
	static const char *const old[] = { "seccomp.security.alpha.kubernetes.io/pod",
					   "container.seccomp.security.alpha.kubernetes.io/" };
	const struct tree *annotations = tree_get(pod->metadata, "annotations");

	for (size_t i = 0; annotations && annotations->type == TREE_MAP && i < annotations->n; i++) {
		const struct tree *key = annotations->entries[i].key;

		for (size_t k = 0; k < ARRAY_SIZE(old); k++) {
			if (!strncmp(key->text, old[k], strlen(old[k])))
				words_add(m, out, key->span.line,
					  "the annotation %.128s has no effect since Kubernetes 1.27; use "
					  "seccompProfile",
					  key->text);
		}
	}
}

void pod_read(struct manifest *m, struct pod *pod)
{
	const struct tree *context = tree_get(pod->spec, "securityContext");
	const struct tree *volumes = tree_get(pod->spec, "volumes");

	read_host_namespaces(m, pod);
	pod->windows = tree_is(tree_path(pod->spec, "os/name"), "windows");
	pod->nonroot = said_switch(m, NULL, tree_get(context, "runAsNonRoot"), "runAsNonRoot", false);
	pod->host_process =
		said_switch(m, NULL, tree_path(context, "windowsOptions/hostProcess"), "hostProcess", false);
	pod->seccomp = read_profile(m, &pod->types, context, "seccompProfile");
	pod->apparmor = read_profile(m, &pod->types, context, "appArmorProfile");
	read_user(m, &pod->types, context, &pod->user, &pod->user_line);
	read_selinux(m, &pod->selinux, context);
	read_sysctls(m, pod, tree_get(context, "sysctls"));
	check_keys(m, &pod->unknown, context, pod_keys, "a pod's securityContext");
	refuse_old_annotations(m, pod, &pod->unknown);
	for (size_t i = 0; volumes && volumes->type == TREE_LIST && i < volumes->n; i++)
		read_volume(m, pod, volumes->entries[i].value);
}

/* --- containers ------------------------------------------------------------------------ */

static void read_capabilities(struct manifest *m, struct container *c, const struct tree *capabilities)
{
	caps_add_list(m, &c->add, tree_get(capabilities, "add"), SPELL_BARE);
	caps_add_list(m, &c->drop, tree_get(capabilities, "drop"), SPELL_BARE);
	check_keys(m, &c->unknown, capabilities, capability_keys, "capabilities");
}

static void read_ports(struct manifest *m, struct container *c, const struct tree *ports)
{
	for (size_t i = 0; ports && ports->type == TREE_LIST && i < ports->n; i++) {
		const struct tree *port = tree_get(ports->entries[i].value, "hostPort");

		if (tree_text(port) && !tree_is(port, "0"))
			words_add(m, &c->ports, port->span.line, "%.16s", tree_text(port));
	}
}

static void read_probes(struct manifest *m, struct container *c, const struct tree *node)
{
	static const char *const paths[] = {
		"livenessProbe/httpGet/host", "readinessProbe/httpGet/host", "startupProbe/httpGet/host",
		"livenessProbe/tcpSocket/host", "readinessProbe/tcpSocket/host", "startupProbe/tcpSocket/host",
		"lifecycle/postStart/httpGet/host", "lifecycle/preStop/httpGet/host",
		"lifecycle/postStart/tcpSocket/host", "lifecycle/preStop/tcpSocket/host",
	};

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		const struct tree *host = tree_path(node, paths[i]);

		if (tree_text(host) && *tree_text(host))
			words_add(m, &c->probes, host->span.line, "%.128s", tree_text(host));
	}
}

static void read_switches(struct manifest *m, struct container *c, const struct tree *context)
{
	struct said escalation = said_switch(m, c, tree_get(context, "allowPrivilegeEscalation"),
					     "allowPrivilegeEscalation", false);

	c->privileged = said_switch(m, c, tree_get(context, "privileged"), "privileged", false);
	c->nonroot = said_switch(m, c, tree_get(context, "runAsNonRoot"), "runAsNonRoot", false);
	c->read_only = said_switch(m, c, tree_get(context, "readOnlyRootFilesystem"), "readOnlyRootFilesystem", false);
	c->host_process = said_switch(m, c, tree_path(context, "windowsOptions/hostProcess"), "hostProcess", false);
	if (escalation.what)
		c->no_new_privs = said_here(escalation.what == SAY_NO, escalation.line);
}

void pod_read_container(struct manifest *m, struct container *c, const struct tree *node)
{
	const struct tree *context = tree_get(node, "securityContext");
	const struct tree *proc = tree_get(context, "procMount");

	read_switches(m, c, context);
	read_capabilities(m, c, tree_get(context, "capabilities"));
	c->seccomp = read_profile(m, &c->types, context, "seccompProfile");
	c->apparmor = read_profile(m, &c->types, context, "appArmorProfile");
	read_user(m, &c->types, context, &c->user, &c->user_line);
	read_selinux(m, &c->selinux, context);
	if (tree_text(proc) && !tree_is(proc, "Default"))
		words_add(m, &c->proc_mounts, proc->span.line, "procMount %.64s", tree_text(proc));
	read_ports(m, c, tree_get(node, "ports"));
	read_probes(m, c, node);
	check_keys(m, &c->unknown, context, container_keys, "a container's securityContext");
}
