// SPDX-License-Identifier: BSD-2-Clause
/* Containers, pods and units in the reports and in what is generated. */
#include "sample_owner.h"

#include <jansson.h>

#include "core/owner_choose.h"
#include "core/plan.h"
#include "emit/emit.h"
#include "emit/owners.h"
#include "tests/unit/report_text.h"

static struct profile *containers(void)
{
	struct sample s;

	sample_containers(&s);
	sample_label(&s, 2, LC_LABEL_POD, "web-0");
	sample_label(&s, 2, LC_LABEL_POD_NAMESPACE, "shop");
	return sample_profile(&s);
}

static char *report_of(const struct profile *p, int (*emit)(const struct plan *, const struct emit_style *,
							     struct buf *))
{
	const struct plan_options options = { .portable = PORTABLE_NONE };
	const struct emit_style style = { .width = 0, .utf8 = true };
	_plan_ struct plan *plan = NULL;
	struct buf out = BUF_INIT;

	assert_int_equal(plan_make(p, &options, &plan), 0);
	assert_int_equal(emit(plan, &style, &out), 0);
	return buf_take(&out);
}

static void choose(struct profile *p, const char *container)
{
	const struct owner_choice choice = { .container = container };
	_free_ char *text = NULL;

	assert_int_equal(owner_choose(p, &choice, &text), 0);
}

static void text_tells_where(void **state)
{
	_profile_ struct profile *p = containers();
	_free_ char *text = report_of(p, emit_text);

	(void)state;
	assert_tells(text, (const char *const[]){
		"granted to /usr/bin/postgres of db in",
		"granted to /usr/sbin/nginx of web in",
		"granted to /usr/sbin/chronyd of chrony.service in",
		"\nWhere\n",
		"WHERE               PROGRAMS  CAPABILITIES USED\n",
		"db                         1  CHOWN\n",
		"container a0a1a2a3a4a5 of docker, image images.example/postgres:16\n",
		"web                        1  NET_BIND_SERVICE\n",
		"container 4fd1a1c2b7b9 of docker, image nginx:1.25, pod shop/web-0\n",
		"3 processes were moved away from web, 1 process was moved into it\n",
		"chrony.service             1  SYS_TIME\n",
		"containerd.service         1  -\n",
		"The sets of this report are those of 2 containers together (db, web) and of what "
		"ran beside them. For one alone:\n",
		"    leastcap report --container db FILE\n",
		"    leastcap report --container web FILE\n",
		"\nPrograms\n", "mount    EPERM       1  /usr/sbin/nginx of web   seccomp\n", NULL });
}

static void one_container_is_told_without_names(void **state)
{
	_profile_ struct profile *p = containers();
	_free_ char *text = NULL;

	(void)state;
	choose(p, "web");
	text = report_of(p, emit_text);
	assert_tells(text, (const char *const[]){ "granted to /usr/sbin/nginx in", "\nWhere\n",
						  "WHERE  PROGRAMS  CAPABILITIES USED\n",
						  "web           1  NET_BIND_SERVICE\n", "\nPrograms\n", NULL });
	assert_null(strstr(text, "together"));
	assert_null(strstr(text, "containerd.service"));
	assert_null(strstr(text, "CHOWN"));
}

/* A recording of a service or a command has nothing to tell that its command line does not. */
static void one_unit_is_no_section(void **state)
{
	_profile_ struct profile *p = containers();
	const struct owner_choice choice = { .unit = "chrony" };
	_free_ char *text = NULL, *name = NULL;

	(void)state;
	assert_int_equal(owner_choose(p, &choice, &name), 0);
	text = report_of(p, emit_text);
	assert_null(strstr(text, "\nWhere\n"));
}

static void many_units_that_did_nothing_are_counted(void **state)
{
	_profile_ struct profile *p = NULL;
	_free_ char *text = NULL;
	static struct sample s;

	(void)state;
	sample_containers(&s);
	for (uint32_t i = 0; i < 9; i++) {
		char path[32];

		snprintf(path, sizeof(path), "/system.slice/u%u.service", i);
		sample_owner(&s, 20 + i, path, 9);
		sample_program(&s, 20 + i, 0, "/bin/u", 9)->owner = 20 + i;
		sample_call(&s, 20 + i, 0, 1);
	}
	p = sample_profile(&s);
	text = report_of(p, emit_text);
	assert_tells(text, (const char *const[]){ "chrony.service", "And 10 other units that used no capability.\n",
						  NULL });
	assert_null(strstr(text, "u3.service"));
}

static void names_of_containers_are_shell_words(void **state)
{
	_profile_ struct profile *p = NULL;
	_free_ char *text = NULL;
	static struct sample s;

	(void)state;
	sample_containers(&s);
	sample_label(&s, 3, LC_LABEL_NAME, "$(a) b");
	p = sample_profile(&s);
	text = report_of(p, emit_text);
	assert_non_null(strstr(text, "leastcap report --container '$(a) b' FILE\n"));
}

static void generated_texts_say_whose_they_are(void **state)
{
	const struct plan_options options = { .portable = PORTABLE_NONE };
	static const struct {
		const char *container, *says;
	} rows[] = {
		{ NULL, "# UNION: the set is that of 2 containers together (db, web) and of what ran beside them; "
			"--container NAME selects one\n" },
		{ "?*b", "# UNION: the set is that of 2 containers together (db, web); --container NAME selects "
			 "one\n" },
		{ "web", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_profile_ struct profile *p = containers();
		_plan_ struct plan *plan = NULL;
		_buf_ struct buf out = BUF_INIT;

		if (rows[i].container)
			choose(p, rows[i].container);
		assert_int_equal(plan_make(p, &options, &plan), 0);
		emit_warnings(plan, "# ", &out);
		if (rows[i].says)
			assert_non_null(strstr(buf_text(&out), rows[i].says));
		else
			assert_null(strstr(buf_text(&out), "UNION"));
	}
}

/* --- JSON ------------------------------------------------------------------------------ */

static const json_t *by_id(const json_t *list, json_int_t id)
{
	size_t i;
	json_t *at;

	json_array_foreach((json_t *)list, i, at)
		if (json_integer_value(json_object_get(at, "id")) == id)
			return at;
	fail_msg("no id %lld", (long long)id);
	return NULL;
}

static void assert_value(const json_t *object, const char *key, const char *expected)
{
	const json_t *value = json_object_get(object, key);

	assert_non_null(value);
	if (expected)
		assert_string_equal(json_string_value(value), expected);
	else
		assert_true(json_is_null(value));
}

static void json_tells_where(void **state)
{
	_profile_ struct profile *p = containers();
	_free_ char *text = report_of(p, emit_json);
	json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	const json_t *owners = json_object_get(root, "owners"), *programs = json_object_get(root, "programs"), *at;

	(void)state;
	assert_int_equal(json_array_size(owners), 4);
	at = by_id(owners, 2);
	assert_value(at, "kind", "container");
	assert_value(at, "cgroup", "/system.slice/docker-" WEB_ID ".scope");
	assert_value(at, "container", "web");
	assert_value(at, "container_id", WEB_ID);
	assert_value(at, "image", "nginx:1.25");
	assert_value(at, "pod", "web-0");
	assert_value(at, "pod_namespace", "shop");
	assert_value(at, "runtime", "docker");
	assert_value(at, "unit", "docker-" WEB_ID ".scope");
	assert_int_equal(json_integer_value(json_object_get(at, "entered")), 1);
	assert_int_equal(json_integer_value(json_object_get(at, "left")), 3);
	at = by_id(owners, 4);
	assert_value(at, "kind", "unit");
	assert_value(at, "container", NULL);
	assert_value(at, "container_id", NULL);
	assert_value(at, "unit", "chrony.service");
	at = by_id(programs, 3);
	assert_int_equal(json_integer_value(json_object_get(at, "owner")), 3);
	assert_value(at, "container", "db");
	assert_value(at, "unit", NULL);
	json_decref(root);
}

static void json_evidence_names_the_container(void **state)
{
	_profile_ struct profile *p = containers();
	_free_ char *text = report_of(p, emit_json);
	json_t *root = json_loads(text, 0, NULL), *cap;
	static const char *const expected[] = { "db", "web", NULL };
	size_t i;

	(void)state;
	json_array_foreach(json_object_get(root, "capabilities"), i, cap)
		assert_value(json_array_get(json_object_get(cap, "evidence"), 0), "container", expected[i]);
	json_decref(root);
}

static void json_without_owners_has_the_keys(void **state)
{
	_profile_ struct profile *p = containers();
	_free_ char *text = NULL;
	const json_t *program;
	json_t *root;

	(void)state;
	p->nowners = 0; /* freed below */
	for (size_t i = 0; i < p->nprograms; i++)
		p->programs[i].owner = 0;
	text = report_of(p, emit_json);
	p->nowners = 4;
	root = json_loads(text, 0, NULL);
	assert_int_equal(json_array_size(json_object_get(root, "owners")), 0);
	program = json_array_get(json_object_get(root, "programs"), 0);
	assert_value(program, "owner", NULL);
	assert_value(program, "container", NULL);
	assert_value(program, "unit", NULL);
	json_decref(root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_tells_where),
		cmocka_unit_test(one_container_is_told_without_names),
		cmocka_unit_test(one_unit_is_no_section),
		cmocka_unit_test(many_units_that_did_nothing_are_counted),
		cmocka_unit_test(names_of_containers_are_shell_words),
		cmocka_unit_test(generated_texts_say_whose_they_are),
		cmocka_unit_test(json_tells_where),
		cmocka_unit_test(json_evidence_names_the_container),
		cmocka_unit_test(json_without_owners_has_the_keys),
	};

	return cmocka_run_group_tests_name("emit_owners", tests, NULL, NULL);
}
