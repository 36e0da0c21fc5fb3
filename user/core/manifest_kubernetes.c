// SPDX-License-Identifier: BSD-2-Clause
/*
 * Knows where Kubernetes objects have their pods, and what a pod and its containers say of privileges.
 * Source: the API reference, core/v1 PodSpec, Container, PodSecurityContext, SecurityContext.
 */
#include <errno.h>
#include <string.h>

#include "base/fail.h"
#include "core/manifest_pod.h"

#define APPARMOR_ANNOTATION "container.apparmor.security.beta.kubernetes.io/"
#define MAX_LISTS 4 /* a List in a List */

static const struct {
	const char *kind, *template; /* where its pod template is; "": it is one */
} kinds[] = {
	{ "Pod", "" },
	{ "PodTemplate", "template" },
	{ "Deployment", "spec/template" },
	{ "ReplicaSet", "spec/template" },
	{ "ReplicationController", "spec/template" },
	{ "StatefulSet", "spec/template" },
	{ "DaemonSet", "spec/template" },
	{ "Job", "spec/template" },
	{ "CronJob", "spec/jobTemplate/spec/template" },
};

/* NULL for a kind that has no pods, as far as is known. */
static const char *template_of(const struct tree *object)
{
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (tree_is(tree_get(object, "kind"), kinds[i].kind))
			return kinds[i].template;
	}
	/* Custom resources (Rollout, Service of Knative) mostly have it at the usual place. */
	return tree_path(object, "spec/template/spec/containers") ? "spec/template" : NULL;
}

/* --- containers ------------------------------------------------------------------ */

/* "container.apparmor.security.beta.kubernetes.io/NAME: localhost/PROFILE", of the time before the field. */
static void read_annotation(struct manifest *m, const struct pod *pod, const char *name, struct container *c)
{
	const struct tree *annotations = tree_get(pod->metadata, "annotations");

	for (size_t i = 0; annotations && annotations->type == TREE_MAP && i < annotations->n; i++) {
		const struct tree_entry *e = &annotations->entries[i];
		const char *key = e->key->text, *value = tree_text(e->value);

		if (strncmp(key, APPARMOR_ANNOTATION, strlen(APPARMOR_ANNOTATION)) || !value || !*value ||
		    strcmp(key + strlen(APPARMOR_ANNOTATION), name))
			continue;
		c->apparmor.line = e->key->span.line;
		if (!strcmp(value, "runtime/default"))
			c->apparmor.how = CONFINED_DEFAULT;
		else if (!strncmp(value, "localhost/", strlen("localhost/")))
			c->apparmor.how = CONFINED_CUSTOM;
		else if (!strcmp(value, "unconfined"))
			c->apparmor.how = CONFINED_NOT;
		else
			words_add(m, &c->types, e->key->span.line, "%.64s is no AppArmor profile", value);
	}
}

static void inherit(const struct pod *pod, struct container *c)
{
	if (!c->seccomp.how)
		c->seccomp = pod->seccomp;
	if (!c->apparmor.how)
		c->apparmor = pod->apparmor;
	if (c->user == USER_UNSET) {
		c->user = pod->user;
		c->user_line = pod->user_line;
	}
	if (c->nonroot.what == SAY_NOTHING)
		c->nonroot = pod->nonroot;
	memcpy(c->host, pod->host, sizeof(c->host));
}

static void read_container(struct manifest *m, size_t pod, const struct tree *node, const char *list, size_t index)
{
	const char *name = tree_text(tree_get(node, "name"));
	struct container *c = manifest_add_container(m);
	_buf_ struct buf subject = BUF_INIT;
	_free_ char *clean = escaped(m, name ? name : "");

	if (!c || !clean)
		return;
	c->pod = pod;
	c->engine = ENGINE_KUBERNETES;
	c->by_default = CAPS_OF_DOCKER;
	c->node = node;
	c->line = node->span.line;
	c->ephemeral = !strcmp(list, "ephemeralContainers");
	buf_addf(&subject, "%s.%s[%zu]", m->pods[pod].path, list, index);
	if (*clean)
		buf_addf(&subject, " (%s)", clean);
	c->subject = buf_take(&subject);
	m->failed |= !c->subject;
	pod_read_container(m, c, node);
	if (name)
		read_annotation(m, &m->pods[pod], name, c);
	inherit(&m->pods[pod], c);
}

static int read_containers(struct manifest *m, size_t pod, const char *list)
{
	const struct tree *containers = tree_get(m->pods[pod].spec, list);
	int r = 0;

	if (!containers || containers->type == TREE_NULL)
		return 0;
	if (containers->type != TREE_LIST)
		return fail(-EINVAL, "%s: line %u: %s is no list", m->name, containers->span.line, list);
	for (size_t i = 0; !r && i < containers->n; i++) {
		const struct tree *node = containers->entries[i].value;

		if (node->type != TREE_MAP)
			return fail(-EINVAL, "%s: line %u: %s[%zu] is no container", m->name,
				    containers->entries[i].span.line, list, i);
		r = manifest_full(m);
		if (!r)
			read_container(m, pod, node, list, i);
	}
	return r;
}

/* --- objects ----------------------------------------------------------------------- */

/* "spec/template" -> "spec.template.spec" */
static char *dotted(struct manifest *m, const char *template)
{
	struct buf b = BUF_INIT;
	char *path;

	buf_addf(&b, "%s%sspec", template, *template ? "." : "");
	path = buf_take(&b);
	for (char *c = path; c && *c; c++) {
		if (*c == '/')
			*c = '.';
	}
	m->failed |= !path;
	return path;
}

static char *title_of(struct manifest *m, const struct tree *object)
{
	const char *kind = tree_text(tree_get(object, "kind"));
	const char *name = tree_text(tree_path(object, "metadata/name"));
	_buf_ struct buf b = BUF_INIT;

	buf_addf(&b, "%.64s/%.253s", kind ? kind : "", name ? name : "");
	m->failed |= b.failed;
	return escaped(m, buf_text(&b));
}

static int read_pod(struct manifest *m, const struct tree *object, const char *template)
{
	const struct tree *holder = *template ? tree_path(object, template) : object;
	const struct tree *spec = tree_get(holder, "spec");
	size_t index = m->npods;
	struct pod *pod;
	int r;

	if (!spec || spec->type != TREE_MAP || !tree_get(spec, "containers"))
		return fail(-EINVAL, "%s: line %u: %.64s without containers at %s%sspec", m->name, object->span.line,
			    tree_text(tree_get(object, "kind")) ?: "an object", template, *template ? "/" : "");
	pod = manifest_add_pod(m);
	if (!pod)
		return -ENOMEM;
	pod->title = title_of(m, object);
	pod->path = dotted(m, template);
	pod->line = object->span.line;
	pod->spec = spec;
	pod->metadata = tree_get(holder, "metadata");
	pod_read(m, pod);
	if (m->failed)
		return -ENOMEM;
	r = read_containers(m, index, "initContainers");
	if (!r)
		r = read_containers(m, index, "containers");
	return r ? r : read_containers(m, index, "ephemeralContainers");
}

static int read_object(struct manifest *m, const struct tree *object, unsigned int lists)
{
	const struct tree *items = tree_get(object, "items");
	const char *template;
	int r = 0;

	if (!tree_text(tree_get(object, "apiVersion")) || !tree_text(tree_get(object, "kind")))
		return fail(-EINVAL, "%s: line %u: no Kubernetes object: it needs apiVersion and kind", m->name,
			    object->span.line);
	template = template_of(object);
	if (template)
		return read_pod(m, object, template);
	if (!items || items->type != TREE_LIST)
		return 0;
	if (lists == MAX_LISTS)
		return fail(-EINVAL, "%s: line %u: lists within lists", m->name, object->span.line);
	for (size_t i = 0; !r && i < items->n; i++)
		r = read_object(m, items->entries[i].value, lists + 1);
	return r;
}

int manifest_read_kubernetes(struct manifest *m)
{
	int r = 0;

	for (size_t i = 0; !r && i < m->trees->n; i++)
		r = read_object(m, m->trees->documents[i], 0);
	if (!r && m->failed)
		return -ENOMEM;
	if (!r && !m->ncontainers)
		return fail(-EINVAL, "%s: no pod in it: nothing here (%.64s) starts a container", m->name,
			    tree_text(tree_get(m->trees->documents[0], "kind")));
	return r;
}
