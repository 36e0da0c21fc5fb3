// SPDX-License-Identifier: BSD-2-Clause
/* Knows what the config.json of an OCI bundle says of privileges. Source: runtime-spec, config.md, config-linux.md. */
#include <errno.h>
#include <string.h>

#include "base/fail.h"
#include "core/manifest_model.h"

static void read_capabilities(struct manifest *m, struct container *c, const struct tree *capabilities)
{
	static const char *const held[] = { "bounding", "permitted", "effective" };

	c->exact = true;
	if (capabilities)
		c->bounds = said_here(true, capabilities->span.line);
	for (size_t i = 0; i < ARRAY_SIZE(held); i++)
		caps_add_list(m, &c->add, tree_get(capabilities, held[i]), SPELL_FULL);
	caps_add_list(m, &c->inheritable, tree_get(capabilities, "inheritable"), SPELL_FULL);
	caps_add_list(m, &c->ambient, tree_get(capabilities, "ambient"), SPELL_FULL);
}

static void read_user(struct container *c, const struct tree *process)
{
	const struct tree *uid = tree_path(process, "user/uid");
	int64_t value;

	c->user = USER_ROOT; /* uid 0 is what its absence says, too */
	c->user_line = uid ? uid->span.line : process->span.line;
	if (tree_number(uid, &value) && value)
		c->user = USER_OTHER;
}

/* A namespace that is not listed is that of whoever starts the runtime. */
static void read_namespace(struct container *c, const struct tree *list, const char *type, enum host_ns ns)
{
	for (size_t i = 0; list && list->type == TREE_LIST && i < list->n; i++) {
		const struct tree *one = list->entries[i].value;
		const char *path = tree_text(tree_get(one, "path"));

		if (!tree_is(tree_get(one, "type"), type))
			continue;
		c->host[ns] = said_here(path && !strncmp(path, "/proc/1/ns/", strlen("/proc/1/ns/")), one->span.line);
		return;
	}
	c->host[ns] = said_here(true, list ? list->span.line : c->line);
}

static void read_namespaces(struct container *c, const struct tree *list)
{
	static const struct {
		const char *type;
		enum host_ns ns;
	} types[] = { { "pid", HOST_PID }, { "network", HOST_NET }, { "ipc", HOST_IPC }, { "uts", HOST_UTS },
		      { "mount", HOST_MOUNT } };

	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		read_namespace(c, list, types[i].type, types[i].ns);
	read_namespace(c, list, "user", HOST_USER);
	/* Without one root in it is root outside, as most have it: that is told of the user. */
	if (c->host[HOST_USER].what == SAY_YES)
		c->host[HOST_USER].what = SAY_NOTHING;
}

static void read_security(struct manifest *m, struct container *c, const struct tree *root)
{
	const struct tree *seccomp = tree_path(root, "linux/seccomp");
	const struct tree *apparmor = tree_path(root, "process/apparmorProfile");
	const struct tree *label = tree_path(root, "process/selinuxLabel");

	if (seccomp && seccomp->type == TREE_MAP)
		c->seccomp = (struct confined){ CONFINED_CUSTOM, seccomp->span.line };
	if (tree_text(apparmor) && *tree_text(apparmor))
		c->apparmor = (struct confined){ tree_is(apparmor, "unconfined") ? CONFINED_NOT : CONFINED_CUSTOM,
						 apparmor->span.line };
	if (tree_text(label) && (strstr(tree_text(label), ":spc_t:") || strstr(tree_text(label), ":unconfined_t:")))
		words_add(m, &c->selinux, label->span.line, "label %.128s", tree_text(label));
}

static void read_masks(struct manifest *m, struct container *c, const struct tree *linux_part)
{
	const struct tree *masked = tree_get(linux_part, "maskedPaths");

	if (!masked || masked->type != TREE_LIST || !masked->n)
		words_add(m, &c->proc_mounts, masked ? masked->span.line : c->line, "no maskedPaths");
}

static void read_mounts(struct manifest *m, struct container *c, const struct tree *mounts)
{
	for (size_t i = 0; mounts && mounts->type == TREE_LIST && i < mounts->n; i++) {
		const struct tree *mount = mounts->entries[i].value;
		const struct tree *options = tree_get(mount, "options"), *source = tree_get(mount, "source");
		bool bind = tree_is(tree_get(mount, "type"), "bind");

		for (size_t k = 0; options && options->type == TREE_LIST && k < options->n; k++)
			bind |= tree_is(options->entries[k].value, "bind") ||
				tree_is(options->entries[k].value, "rbind");
		if (bind && tree_text(source))
			words_add(m, &c->mounts, source->span.line, "%.256s", tree_text(source));
	}
}

/* A rule of the device controller that names neither kind nor number lets everything through. */
static bool allows_every_device(const struct tree *rule)
{
	return tree_switch(tree_get(rule, "allow"), false) == 1 && !tree_get(rule, "major") &&
	       !tree_get(rule, "minor") && (!tree_get(rule, "type") || tree_is(tree_get(rule, "type"), "a"));
}

static void read_devices(struct manifest *m, struct container *c, const struct tree *linux_part)
{
	const struct tree *rules = tree_path(linux_part, "resources/devices"), *list = tree_get(linux_part, "devices");

	for (size_t i = 0; list && list->type == TREE_LIST && i < list->n; i++) {
		const struct tree *path = tree_get(list->entries[i].value, "path");

		if (tree_text(path))
			words_add(m, &c->devices, path->span.line, "%.256s", tree_text(path));
	}
	for (size_t i = 0; rules && rules->type == TREE_LIST && i < rules->n; i++) {
		if (allows_every_device(rules->entries[i].value))
			words_add(m, &c->devices, rules->entries[i].span.line, "every device");
	}
}

static void read_sysctls(struct manifest *m, struct container *c, const struct tree *sysctls)
{
	for (size_t i = 0; sysctls && sysctls->type == TREE_MAP && i < sysctls->n; i++)
		words_add(m, &c->sysctls, sysctls->entries[i].key->span.line, "%.128s", sysctls->entries[i].key->text);
}

int manifest_read_oci(struct manifest *m)
{
	const struct tree *root = m->trees->documents[0], *process = tree_get(root, "process");
	struct container *c;

	if (m->trees->n != 1)
		return fail(-EINVAL, "%s: a config.json is one object, this has %zu", m->name, m->trees->n);
	if (!process || process->type != TREE_MAP)
		return fail(-EINVAL, "%s: an OCI config.json without process", m->name);
	c = manifest_add_container(m);
	if (!c)
		return -ENOMEM;
	c->subject = escaped(m, "process");
	c->line = process->span.line;
	c->engine = ENGINE_OCI;
	c->node = root;
	read_capabilities(m, c, tree_get(process, "capabilities"));
	read_user(c, process);
	c->no_new_privs = said_switch(m, c, tree_get(process, "noNewPrivileges"), "noNewPrivileges", false);
	c->read_only = said_switch(m, c, tree_path(root, "root/readonly"), "readonly", false);
	read_namespaces(c, tree_path(root, "linux/namespaces"));
	read_security(m, c, root);
	read_masks(m, c, tree_get(root, "linux"));
	read_mounts(m, c, tree_get(root, "mounts"));
	read_devices(m, c, tree_get(root, "linux"));
	read_sysctls(m, c, tree_path(root, "linux/sysctl"));
	return m->failed ? -ENOMEM : 0;
}
