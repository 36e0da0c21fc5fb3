// SPDX-License-Identifier: BSD-2-Clause
/* Knows which kind of manifest a text is: by what is in it, and only then by its name. */
#include "core/manifest.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/text.h"
#include "core/manifest_model.h"
#include "core/run_line.h"

static const char *const kind_names[] = {
	[MANIFEST_KUBERNETES] = "kubernetes",
	[MANIFEST_COMPOSE] = "compose",
	[MANIFEST_UNIT] = "systemd",
	[MANIFEST_OCI] = "oci",
	[MANIFEST_RUN] = "run",
};
static_assert(ARRAY_SIZE(kind_names) == MANIFEST_KINDS, "a kind has no name");

const char *manifest_kind_name(enum manifest_kind kind)
{
	return (unsigned int)kind < MANIFEST_KINDS ? kind_names[kind] : "unknown";
}

enum manifest_kind manifest_kind(const struct manifest *m)
{
	return m->kind;
}

size_t manifest_containers(const struct manifest *m)
{
	return m->ncontainers;
}

/* --- kinds ------------------------------------------------------------------------------ */

static bool has_suffix(const char *name, const char *suffix)
{
	size_t n = strlen(name), k = strlen(suffix);

	return n >= k && !strcmp(name + n - k, suffix);
}

/* The first line that is neither empty nor a comment. */
static const char *first_line(const char *text, size_t n, size_t *size)
{
	const char *at = text, *end = text + n;

	while (at < end) {
		const char *line = memchr(at, '\n', (size_t)(end - at));
		const char *stop = line ? line : end;

		while (at < stop && strchr(" \t\r", *at))
			at++;
		if (at < stop && *at != '#' && *at != ';') {
			*size = (size_t)(stop - at);
			return at;
		}
		at = line ? line + 1 : end;
	}
	*size = 0;
	return end;
}

/* "[Unit]": a section alone on its line. In YAML that would be a list of one plain word. */
static bool looks_unit(const char *text, size_t n)
{
	size_t size, i;
	const char *line;

	if (n >= 3 && !memcmp(text, "\xef\xbb\xbf", 3))
		text += 3, n -= 3;
	line = first_line(text, n, &size);
	while (size && strchr(" \t\r", line[size - 1]))
		size--;
	if (size < 3 || line[0] != '[' || line[size - 1] != ']')
		return false;
	for (i = 1; i + 1 < size; i++) {
		char c = line[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && c != '-')
			return false;
	}
	return true;
}

static bool is_unit_name(const char *name)
{
	static const char *const suffixes[] = { ".service", ".socket", ".mount", ".swap" };

	for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++) {
		if (has_suffix(name, suffixes[i]))
			return true;
	}
	return false;
}

static int refuse_tree(const struct manifest *m, const struct tree *root)
{
	fail_hint("known are Kubernetes objects with pods, compose files, systemd units, config.json of OCI bundles, "
		  "and "
		  "lines of docker run or podman run");
	if (!root)
		return fail(-EINVAL, "%s: there is nothing in it", m->name);
	if (root->type == TREE_SCALAR)
		return fail(-EINVAL, "%s: line %u: no manifest: plain text", m->name, root->span.line);
	if (root->type == TREE_LIST)
		return fail(-EINVAL, "%s: line %u: no manifest: a list", m->name, root->span.line);
	if (root->style == TREE_FLOW)
		return fail(-EINVAL,
			    "%s: no OCI config: it has no process and no ociVersion, and it is nothing else that is "
			    "known",
			    m->name);
	return fail(-EINVAL, "%s: no manifest: it has neither apiVersion and kind nor services", m->name);
}

static int read_tree(struct manifest *m)
{
	const struct tree *root;
	int r = trees_parse(m->text, m->n, m->name, &m->trees);

	if (r)
		return r;
	root = m->trees->n ? m->trees->documents[0] : NULL;
	if (!root || root->type != TREE_MAP)
		return refuse_tree(m, root);
	if (tree_get(root, "apiVersion") || tree_get(root, "kind")) {
		m->kind = MANIFEST_KUBERNETES;
		return manifest_read_kubernetes(m);
	}
	if (tree_get(root, "services")) {
		m->kind = MANIFEST_COMPOSE;
		return manifest_read_compose(m);
	}
	if (tree_get(root, "ociVersion") || tree_get(root, "process")) {
		m->kind = MANIFEST_OCI;
		return manifest_read_oci(m);
	}
	return refuse_tree(m, root);
}

static int read_unit(struct manifest *m)
{
	int r = unit_parse(m->text, m->n, m->name, &m->unit);

	m->kind = MANIFEST_UNIT;
	return r ? r : manifest_read_unit(m);
}

static int read_run(struct manifest *m)
{
	int r = run_lines_parse(m->text, m->n, m->name, &m->run);

	m->kind = MANIFEST_RUN;
	return r ? r : manifest_read_run(m);
}

static int read_text(struct manifest *m)
{
	if (memchr(m->text, 0, m->n))
		return fail(-EINVAL, "%s: no manifest: it is binary", m->name);
	if (m->n > TREE_MAX_BYTES)
		return fail(-EINVAL, "%s: larger than %u MiB: no manifest", m->name, TREE_MAX_BYTES >> 20);
	if (looks_unit(m->text, m->n))
		return read_unit(m);
	if (manifest_looks_run(m->text, m->n) || has_suffix(m->name, ".sh"))
		return read_run(m);
	if (is_unit_name(m->name))
		return read_unit(m);
	return read_tree(m);
}

int manifest_parse(const char *text, size_t n, const char *name, struct manifest **out)
{
	_manifest_ struct manifest *m = calloc(1, sizeof(*m));
	int r;

	if (!m)
		return -ENOMEM;
	m->name = escaped(m, name);
	m->text = malloc(n + 1);
	if (!m->name || !m->text)
		return -ENOMEM;
	if (n)
		memcpy(m->text, text, n);
	m->text[n] = '\0';
	m->n = n;
	r = read_text(m);
	/* Not enough memory may look like anything else. */
	if (m->failed)
		r = -ENOMEM;
	if (!r)
		*out = TAKE(m);
	return r;
}

/* --- freeing ----------------------------------------------------------------------------- */

static void pod_free(struct pod *pod)
{
	struct words_at *const words[] = { &pod->selinux, &pod->sysctls, &pod->host_paths, &pod->volumes, &pod->unknown,
					   &pod->types };

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		words_free(words[i]);
	free(pod->title);
	free(pod->path);
}

static void container_free(struct container *c)
{
	struct words_at *const words[] = { &c->mounts, &c->devices, &c->sysctls, &c->ports, &c->probes, &c->selinux,
					   &c->proc_mounts, &c->commands, &c->securebits, &c->unknown, &c->types };
	struct caps_at *const caps[] = { &c->add, &c->drop, &c->ambient, &c->inheritable };

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		words_free(words[i]);
	for (size_t i = 0; i < ARRAY_SIZE(caps); i++)
		caps_free(caps[i]);
	free(c->subject);
}

void manifest_free(struct manifest **manifest)
{
	struct manifest *m = *manifest;

	if (!m)
		return;
	for (size_t i = 0; i < m->npods; i++)
		pod_free(&m->pods[i]);
	for (size_t i = 0; i < m->ncontainers; i++)
		container_free(&m->containers[i]);
	trees_free(&m->trees);
	unit_free(&m->unit);
	run_lines_free(&m->run);
	free(m->pods);
	free(m->containers);
	free(m->name);
	free(m->text);
	free(m);
}
