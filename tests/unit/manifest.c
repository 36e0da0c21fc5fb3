// SPDX-License-Identifier: BSD-2-Clause
/* What kind of manifest a text is, what is none, and what a file that is not what it says gets to hear. */
#include "manifest_input.h"

static void is_kind(const char *text, const char *name, enum manifest_kind kind, size_t containers)
{
	_manifest_ struct manifest *m = read_manifest(text, name);

	assert_int_equal(manifest_kind(m), kind);
	assert_int_equal(manifest_containers(m), containers);
}

static void refused(const char *text, size_t n, const char *name, const char *why)
{
	struct manifest *m = NULL;

	fail_clear();
	assert_int_equal(manifest_parse(text, n, name, &m), -EINVAL);
	assert_null(m);
	if (!strstr(fail_message(), why))
		fail_msg("\"%s\" does not say \"%s\"", fail_message(), why);
}

#define CONTAINERS "containers: [{name: a, image: b}, {name: c, image: d}]"

static void kinds_of_kubernetes(void **state)
{
	(void)state;
	is_kind("apiVersion: v1\nkind: Pod\nspec: {" CONTAINERS "}\n", "x", MANIFEST_KUBERNETES, 2);
	is_kind("apiVersion: v1\nkind: PodTemplate\ntemplate: {spec: {" CONTAINERS "}}\n", "x", MANIFEST_KUBERNETES, 2);
	is_kind("{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"spec\": {\"containers\": [{}]}}", "x",
		MANIFEST_KUBERNETES, 1);
	is_kind("apiVersion: batch/v1\nkind: CronJob\nspec: {jobTemplate: {spec: {template: {spec: {" CONTAINERS
		"}}}}}\n",
		"x", MANIFEST_KUBERNETES, 2);
	is_kind("apiVersion: v1\nkind: Pod\nspec: {initContainers: [{name: i}], ephemeralContainers: [{name: "
		"e}], " CONTAINERS "}\n",
		"x", MANIFEST_KUBERNETES, 4);
	/* a custom resource with the usual place */
	is_kind("apiVersion: argoproj.io/v1\nkind: Rollout\nspec: {template: {spec: {" CONTAINERS "}}}\n", "x",
		MANIFEST_KUBERNETES, 2);
	/* others stand beside */
	is_kind("apiVersion: v1\nkind: Service\n---\napiVersion: v1\nkind: List\nitems: [{apiVersion: v1, kind: Pod, "
		"spec: {" CONTAINERS "}}]\n", "x", MANIFEST_KUBERNETES, 2);
}

static void templates(void **state)
{
	static const char *const kinds[] = { "Deployment",  "ReplicaSet", "ReplicationController",
					     "StatefulSet", "DaemonSet",  "Job" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		_buf_ struct buf good = BUF_INIT, bad = BUF_INIT;

		buf_addf(&good, "apiVersion: apps/v1\nkind: %s\nspec: {template: {spec: {" CONTAINERS "}}}\n",
			 kinds[i]);
		is_kind(buf_text(&good), "x", MANIFEST_KUBERNETES, 2);
		/* the pod in the wrong place */
		buf_addf(&bad, "apiVersion: apps/v1\nkind: %s\nspec: {" CONTAINERS "}\n", kinds[i]);
		refused(buf_text(&bad), bad.size, "x", "without containers at spec/template/spec");
	}
}

static void other_kinds(void **state)
{
	(void)state;
	is_kind("services:\n  a: {image: x}\n  b: {image: y}\n", "x", MANIFEST_COMPOSE, 2);
	is_kind("version: '3'\nservices: {a: {build: .}}\n", "pod.yaml", MANIFEST_COMPOSE, 1);
	is_kind("{\"ociVersion\": \"1.0.2\", \"process\": {\"args\": [\"sh\"]}}", "x", MANIFEST_OCI, 1);
	is_kind("{\"process\": {}, \"root\": {}}", "config.json", MANIFEST_OCI, 1);
	is_kind("# c\n\n[Unit]\nDescription=x\n[Service]\nExecStart=/bin/x\n", "x", MANIFEST_UNIT, 1);
	is_kind("[Socket]\nListenStream=80\n", "x.yaml", MANIFEST_UNIT, 1);
	is_kind("docker run x\n", "x", MANIFEST_RUN, 1);
	is_kind("# c\n\n  sudo podman run x\ndocker run y", "config.json", MANIFEST_RUN, 2);
	is_kind("A=1 B='x' docker run x\n", "x", MANIFEST_RUN, 1);
	is_kind("set -e\ndocker run x\n", "start.sh", MANIFEST_RUN, 1);
	is_kind("#!/bin/bash\nA=1\nif true; then docker run $A; fi\n", "x.service", MANIFEST_RUN, 1);
}

static void names(void **state)
{
	static const char *const expected[] = { "kubernetes", "compose", "systemd", "oci", "run" };

	(void)state;
	for (int i = 0; i < MANIFEST_KINDS; i++)
		assert_string_equal(manifest_kind_name(i), expected[i]);
	assert_string_equal(manifest_kind_name(MANIFEST_KINDS), "unknown");
}

static void not_what_it_says(void **state)
{
	static const struct {
		const char *text, *name, *why;
	} rows[] = {
		{ "", "pod.yaml", "pod.yaml: there is nothing in it" },
		{ "just words\n", "pod.yaml", "line 1: no manifest: plain text" },
		{ "- a\n- b\n", "pod.yaml", "no manifest: a list" },
		{ "42\n", "x", "plain text" },
		{ "a: b\n", "compose.yaml", "neither apiVersion and kind nor services" },
		{ "{\"a\": 1}", "config.json", "no OCI config" },
		{ "{\"ociVersion\": \"1.0\"}", "config.json", "an OCI config.json without process" },
		{ "{\"ociVersion\": \"1.0\", \"process\": 3}", "config.json", "without process" },
		{ "{\"a\": ", "config.json", "config.json: line " },
		{ "apiVersion: v1\nkind: ConfigMap\n", "x",
		  "no pod in it: nothing here (ConfigMap) starts a container" },
		{ "apiVersion: v1\nspec: {}\n", "x", "it needs apiVersion and kind" },
		{ "apiVersion: v1\nkind: Pod\n", "x", "Pod without containers" },
		{ "apiVersion: v1\nkind: Pod\nspec: {containers: []}\n", "x", "no pod in it" },
		{ "apiVersion: v1\nkind: Pod\nspec: {containers: {a: b}}\n", "x", "containers is no list" },
		{ "apiVersion: v1\nkind: Pod\nspec: {containers: [a]}\n", "x", "containers[0] is no container" },
		{ "services: []\n", "x", "services is no map of services" },
		{ "services: {a: b}\n", "x", "services.a is no map" },
		{ "services: {a: {}}\n---\nb: c\n", "x", "a compose file is one document, this has 2" },
		{ "[Unit]\nDescription=x\n", "x.service", "runs nothing" },
		{ "[Service]\nType=simple\n", "x.service", "a service without ExecStart" },
		{ "no section\n", "x.service", "line 1" },
		{ "docker ps\n", "x", "no line in it runs a container" },
		{ "docker run 'x\n", "x", "a quote (') that is not closed" },
		{ "#!/bin/sh\necho\n", "x", "no line in it runs a container" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		refused(rows[i].text, strlen(rows[i].text), rows[i].name, rows[i].why);
	refused("\177ELF\2\1\1\0\0", 9, "pod.yaml", "it is binary");
	refused("a: b\0c", 6, "pod.yaml", "it is binary");
}

static void hostile(void **state)
{
	_buf_ struct buf many = BUF_INIT, large = BUF_INIT;

	(void)state;
	buf_add(&many, "services:\n");
	for (int i = 0; i < 1001; i++)
		buf_addf(&many, "  s%d: {}\n", i);
	refused(buf_text(&many), many.size, "x", "more than 1000 containers");
	for (int i = 0; i < (2 << 20) / 8 + 1; i++)
		buf_add(&large, "#######\n");
	refused(buf_text(&large), large.size, "x", "larger than 2 MiB");
	refused("apiVersion: v1\nkind: List\nitems: [{apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: "
		"List, items: "
		"[{apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: "
		"List, "
		"items: []}]}]}]}]}]\n",
		strlen("apiVersion: v1\nkind: List\nitems: [{apiVersion: v1, kind: List, items: [{apiVersion: v1, "
		       "kind: "
		       "List, items: [{apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: List, items: "
		       "[{apiVersion: v1, kind: List, items: []}]}]}]}]}]\n"),
		"x", "lists within lists");
	refused("a: \x1b[31m\n", 9, "\x1b[31mname", "\\x1b[31mname");
}

/* Names that a manifest chose are escaped wherever they are told. */
static void escaped_names(void **state)
{
	_manifest_ struct manifest *m = read_manifest(
		"apiVersion: v1\nkind: Pod\nspec: {containers: [{name: \"a\\eb\\u202ec\", image: x}]}\n", "x\ny");
	_free_ char *all = findings_of(m, NULL);

	(void)state;
	assert_non_null(strstr(all, "spec.containers[0] (a\\x1bb\\xe2\\x80\\xaec)"));
	assert_null(strchr(all, '\x1b'));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds_of_kubernetes), cmocka_unit_test(templates), cmocka_unit_test(other_kinds),
		cmocka_unit_test(names), cmocka_unit_test(not_what_it_says), cmocka_unit_test(hostile),
		cmocka_unit_test(escaped_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
