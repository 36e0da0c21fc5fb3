/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The audit as text, JSON and SARIF: the exact texts stand in tests/unit/emit_audit.d (UPDATE_GOLDEN=1 writes them
 * anew: look at the difference), what a reader relies on is asked of the parsed ones.
 */
#include "tests/unit/audit_input.h"

#include <ctype.h>
#include <stdlib.h>

#include <jansson.h>

#include "emit/audit.h"
#include "emit/jsonout.h"

#define GOLDEN "tests/unit/emit_audit.d/"

static struct audit *machine(void)
{
	struct findings of_manifest = { 0 };
	struct finding *f;
	struct audit *a;

	assert_int_equal(audit_new(&a), 0);
	feed_all(a);
	f = findings_add(&of_manifest, "privileged-container", SEVERITY_HIGH, "spec.containers[0] (web)", "It is %s.",
			 "privileged");
	finding_set(&of_manifest, &f->file, "pod.yaml");
	finding_set(&of_manifest, &f->fix, "without privileged: true");
	f->line = 12;
	assert_int_equal(audit_add_manifest(a, "pod.yaml", "kubernetes", "privileged", 1, &of_manifest), 0);
	assert_int_equal(audit_judge(a, of_machine()), 0);
	return a;
}

static char *slurp(const char *name)
{
	FILE *file = fopen(name, "re");
	char *text = calloc(1, 1 << 20);

	if (file && text && !fread(text, 1, (1 << 20) - 1, file))
		text[0] = '\0';
	if (file)
		fclose(file);
	return text;
}

static void assert_golden(const char *name, const struct buf *text)
{
	char path[128], *expected;

	snprintf(path, sizeof(path), GOLDEN "%s", name);
	if (getenv("UPDATE_GOLDEN")) {
		FILE *file = fopen(path, "we");

		assert_non_null(file);
		fputs(buf_text(text), file);
		fclose(file);
	}
	expected = slurp(path);
	assert_string_equal(buf_text(text), expected);
	free(expected);
}

static void text_is_as_it_was(void **state)
{
	static const struct emit_style wide = { .width = 120, .utf8 = true }, ascii = { .width = 80 };
	_audit_ struct audit *a = machine();
	_buf_ struct buf short_one = BUF_INIT, whole = BUF_INIT;

	(void)state;
	assert_int_equal(emit_audit_text(a, &wide, false, &short_one), 0);
	assert_golden("short.txt", &short_one);
	assert_int_equal(emit_audit_text(a, &ascii, true, &whole), 0);
	assert_golden("whole.txt", &whole);
	/* Nothing that a terminal acts on, and plain letters where it is to be so. */
	for (const char *at = buf_text(&whole); *at; at++)
		assert_true(*at == '\n' || (*at >= 0x20 && *at < 0x7f));
	assert_null(strchr(buf_text(&short_one), '\033'));
}

static json_t *parsed(int (*emit)(const struct audit *a, struct buf *out), const char *golden)
{
	_audit_ struct audit *a = machine();
	_buf_ struct buf out = BUF_INIT;
	json_t *root;

	assert_int_equal(emit(a, &out), 0);
	if (golden)
		assert_golden(golden, &out);
	root = json_loads(buf_text(&out), JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(root);
	return root;
}

static const char *text_at(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	if (!text)
		fail_msg("no text %s", key);
	return text;
}

static json_t *subject_at(const json_t *root, json_int_t pid)
{
	json_t *subject;
	size_t i;

	json_array_foreach(json_object_get(root, "subjects"), i, subject)
		if (json_integer_value(json_array_get(json_object_get(subject, "pid"), 0)) == pid)
			return subject;
	fail_msg("no subject %lld", (long long)pid);
	return NULL;
}

static void json_has_what_scripts_rely_on(void **state)
{
	_json_ json_t *root = parsed(emit_audit_json, "audit.json");
	const json_t *web = subject_at(root, 812), *pod = subject_at(root, 900), *podman = subject_at(root, 400);
	const json_t *counts;
	static const char *const keys[] = { "exe", "comm", "kind", "container", "unit", "user", "sets", "securebits",
					    "no_new_privs", "seccomp", "lsm", "user_ns", "used", "unused", "findings" };

	(void)state;
	assert_string_equal(text_at(root, "schema"), "leastcap/audit/1");
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		assert_non_null(json_object_get(web, keys[i]));
	assert_string_equal(text_at(web, "container"), "web");
	assert_string_equal(text_at(web, "image"), "nginx:1.25");
	assert_string_equal(text_at(pod, "pod"), "kube-system/agent-x1");
	assert_int_equal(json_array_size(json_object_get(json_object_get(web, "sets"), "permitted")), 14);
	assert_true(json_is_null(json_object_get(web, "used")));
	assert_true(json_is_true(json_object_get(json_object_get(podman, "user_ns"), "own")));
	assert_int_equal(json_integer_value(json_object_get(json_object_get(web, "seccomp"), "filters")), 1);
	counts = json_object_get(json_object_get(root, "summary"), "findings");
	assert_int_equal(json_array_size(json_object_get(root, "findings")),
			 json_integer_value(json_object_get(counts, "high")) +
				 json_integer_value(json_object_get(counts, "medium")) +
				 json_integer_value(json_object_get(counts, "low")) +
				 json_integer_value(json_object_get(counts, "note")));
}

/* SARIF 2.1.0, 3.27.5: each result names a rule of the driver; 3.4.3: a URI is one. */
static void sarif_hangs_together(void **state)
{
	_json_ json_t *root = NULL;
	_audit_ struct audit *a = machine();
	_buf_ struct buf out = BUF_INIT;
	json_t *run, *rules, *result, *rule;
	size_t i, k;

	(void)state;
	assert_int_equal(emit_audit_sarif(a, "1.2", &out), 0);
	assert_golden("audit.sarif", &out);
	root = json_loads(buf_text(&out), JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(root);
	assert_string_equal(text_at(root, "version"), "2.1.0");
	run = json_array_get(json_object_get(root, "runs"), 0);
	rules = json_object_get(json_object_get(json_object_get(run, "tool"), "driver"), "rules");
	json_array_foreach(json_object_get(run, "results"), i, result) {
		const json_t *place = json_array_get(json_object_get(result, "locations"), 0);
		const json_t *physical = json_object_get(place, "physicalLocation");
		const json_t *artifact = json_object_get(physical, "artifactLocation");
		bool known = false;

		json_array_foreach(rules, k, rule)
			known |= !strcmp(text_at(rule, "id"), text_at(result, "ruleId"));
		assert_true(known);
		for (const char *at = artifact ? text_at(artifact, "uri") : ""; *at; at++)
			assert_true(isalnum((unsigned char)*at) || strchr("/-._~%:", *at));
	}
	assert_int_equal(i, audit_count(a, SEVERITY_NOTE));
	assert_non_null(strstr(buf_text(&out), "\"startLine\": 12"));
	assert_non_null(strstr(buf_text(&out), "file:///tmp/%1B%5B2J%0A%3Cb%3E%22a%FF"));
}

static void nothing_is_said_of_nothing(void **state)
{
	static const struct emit_style style = { .width = 80 };
	_audit_ struct audit *a = NULL;
	_buf_ struct buf text = BUF_INIT, json = BUF_INIT, sarif = BUF_INIT;

	(void)state;
	assert_int_equal(audit_new(&a), 0);
	assert_int_equal(audit_judge(a, of_machine()), 0);
	assert_int_equal(emit_audit_text(a, &style, false, &text), 0);
	assert_string_equal(buf_text(&text), "\nNothing found.\n");
	assert_int_equal(emit_audit_json(a, &json), 0);
	assert_int_equal(emit_audit_sarif(a, NULL, &sarif), 0);
	assert_non_null(strstr(buf_text(&sarif), "\"results\": []"));
	assert_null(strstr(buf_text(&sarif), "\"version\": \"1.2\""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_as_it_was),
		cmocka_unit_test(json_has_what_scripts_rely_on),
		cmocka_unit_test(sarif_hangs_together),
		cmocka_unit_test(nothing_is_said_of_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
