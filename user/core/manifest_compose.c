// SPDX-License-Identifier: BSD-2-Clause
/* Knows what the services of a compose file say of privileges. Source: the compose specification, 05-services.md. */
#include <errno.h>
#include <string.h>

#include "base/fail.h"
#include "core/manifest_model.h"

/* --- values -------------------------------------------------------------------------- */

static void each_text(struct manifest *m, struct container *c, const struct tree *list,
		      void (*take)(struct manifest *m, struct container *c, const char *text, unsigned int line))
{
	for (size_t i = 0; list && list->type == TREE_LIST && i < list->n; i++) {
		const char *text = tree_text(list->entries[i].value);

		if (text)
			take(m, c, text, list->entries[i].span.line);
	}
}

/* "/dev/net/tun:/dev/net/tun:rwm", or source: of the long form */
static void take_device(struct manifest *m, struct container *c, const char *text, unsigned int line)
{
	words_add(m, &c->devices, line, "%.*s", (int)strcspn(text, ":"), text);
}

static void read_devices(struct manifest *m, struct container *c, const struct tree *list)
{
	each_text(m, c, list, take_device);
	for (size_t i = 0; list && list->type == TREE_LIST && i < list->n; i++) {
		const struct tree *source = tree_get(list->entries[i].value, "source");

		if (tree_text(source))
			take_device(m, c, tree_text(source), source->span.line);
	}
}

static void read_volumes(struct manifest *m, struct container *c, const struct tree *list)
{
	each_text(m, c, list, volume_option);
	for (size_t i = 0; list && list->type == TREE_LIST && i < list->n; i++) {
		const struct tree *volume = list->entries[i].value;
		const struct tree *source = tree_get(volume, "source");
		const char *text = tree_text(source);

		if (text && *text == '/' && tree_is(tree_get(volume, "type"), "bind"))
			words_add(m, &c->mounts, source->span.line, "%.256s", text);
	}
}

static void take_sysctl(struct manifest *m, struct container *c, const char *text, unsigned int line)
{
	words_add(m, &c->sysctls, line, "%.*s", (int)strcspn(text, "="), text);
}

/* A list of NAME=VALUE, or a map. */
static void read_sysctls(struct manifest *m, struct container *c, const struct tree *sysctls)
{
	each_text(m, c, sysctls, take_sysctl);
	for (size_t i = 0; sysctls && sysctls->type == TREE_MAP && i < sysctls->n; i++)
		take_sysctl(m, c, sysctls->entries[i].key->text, sysctls->entries[i].key->span.line);
}

static void read_namespaces(struct container *c, const struct tree *node)
{
	static const struct {
		const char *key;
		enum host_ns ns;
	} keys[] = { { "pid", HOST_PID }, { "network_mode", HOST_NET }, { "ipc", HOST_IPC }, { "uts", HOST_UTS },
		     { "userns_mode", HOST_USER }, { "cgroup", HOST_CGROUP } };

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		const struct tree *value = tree_get(node, keys[i].key);

		if (tree_text(value))
			namespace_option(c, keys[i].ns, tree_text(value), value->span.line);
	}
}

static void read_user(struct container *c, const struct tree *user)
{
	if (!tree_text(user))
		return;
	c->user = user_kind_of(tree_text(user));
	c->user_line = user->span.line;
}

/* --- keys ------------------------------------------------------------------------------ */

/* Of those that have to do with privileges: a key that is nearly one of them is a mistake that leaves it open. */
static void refuse_nearly(struct manifest *m, struct container *c, const struct tree *node)
{
	static const struct {
		const char *wrong, *right;
	} keys[] = { { "priviledged", "privileged" }, { "privilege", "privileged" }, { "cap-add", "cap_add" },
		     { "cap-drop", "cap_drop" }, { "capadd", "cap_add" }, { "capdrop", "cap_drop" },
		     { "cap_drops", "cap_drop" }, { "security_opts", "security_opt" },
		     { "security-opt", "security_opt" }, { "security_options", "security_opt" },
		     { "userns", "userns_mode" }, { "readonly", "read_only" }, { "read-only", "read_only" },
		     { "securityContext", "security_opt" }, { "capabilities", "cap_add and cap_drop" } };

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		const struct tree_entry *entry = tree_entry(node, keys[i].wrong);

		if (entry)
			words_add(m, &c->unknown, entry->key->span.line, "a service has no %s; %s?", keys[i].wrong,
				  keys[i].right);
	}
}

/* A word where a list is wanted: compose refuses the file. */
static void refuse_no_list(struct manifest *m, struct container *c, const struct tree *node)
{
	static const char *const keys[] = { "cap_add", "cap_drop", "security_opt", "devices" };

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		const struct tree *value = tree_get(node, keys[i]);

		if (value && value->type != TREE_LIST && value->type != TREE_NULL)
			words_add(m, &c->types, value->span.line, "%s is no list", keys[i]);
	}
}

static void read_service(struct manifest *m, const struct tree_entry *service)
{
	struct container *c = manifest_add_container(m);
	const struct tree *node = service->value;
	_buf_ struct buf subject = BUF_INIT;
	_free_ char *name = escaped(m, service->key->text);

	if (!c || !name)
		return;
	buf_addf(&subject, "services.%s", name);
	c->subject = buf_take(&subject);
	m->failed |= !c->subject;
	c->line = service->key->span.line;
	c->engine = ENGINE_DOCKER;
	c->by_default = CAPS_OF_DOCKER;
	c->node = node;
	c->privileged = said_switch(m, c, tree_get(node, "privileged"), "privileged", true);
	c->read_only = said_switch(m, c, tree_get(node, "read_only"), "read_only", true);
	caps_add_list(m, &c->add, tree_get(node, "cap_add"), SPELL_ANY);
	caps_add_list(m, &c->drop, tree_get(node, "cap_drop"), SPELL_ANY);
	each_text(m, c, tree_get(node, "security_opt"), security_option);
	read_user(c, tree_get(node, "user"));
	read_namespaces(c, node);
	read_devices(m, c, tree_get(node, "devices"));
	read_volumes(m, c, tree_get(node, "volumes"));
	read_sysctls(m, c, tree_get(node, "sysctls"));
	refuse_nearly(m, c, node);
	refuse_no_list(m, c, node);
}

int manifest_read_compose(struct manifest *m)
{
	const struct tree *services = tree_get(m->trees->documents[0], "services");

	if (m->trees->n != 1)
		return fail(-EINVAL, "%s: a compose file is one document, this has %zu", m->name, m->trees->n);
	if (!services || services->type != TREE_MAP || !services->n)
		return fail(-EINVAL, "%s: services is no map of services", m->name);
	for (size_t i = 0; i < services->n; i++) {
		const struct tree_entry *service = &services->entries[i];
		int r = manifest_full(m);

		if (r)
			return r;
		if (service->value->type != TREE_MAP)
			return fail(-EINVAL, "%s: line %u: services.%.64s is no map", m->name, service->key->span.line,
				    service->key->text);
		read_service(m, service);
	}
	return m->failed ? -ENOMEM : 0;
}
