// SPDX-License-Identifier: BSD-2-Clause
/* Which cgroups are one container or unit, and which of them somebody means. */
#include "sample_owner.h"

#include "core/owner_choose.h"
#include "core/owner_group.h"

/* web again after a restart, web's own systemd, and a user's directory. */
static struct profile *machine(void)
{
	static const char id2[] = "4fd2000000000000000000000000000000000000000000000000000000000000";
	struct sample s;

	sample_containers(&s);
	sample_owner(&s, 6, "/system.slice/docker-" WEB_ID ".scope/init.scope", 9)->left = 2;
	sample_owner(&s, 7, "/docker/4fd2000000000000000000000000000000000000000000000000000000000000", 9);
	sample_owner(&s, 10, "/docker/" DB_ID, 9); /* another pid namespace */
	sample_program(&s, 10, 0, "/bin/more", 9)->owner = 10;
	sample_owner(&s, 8, "/home", 9);
	sample_owner(&s, 9, "/other", 9);
	sample_labels(&s, 7, id2, "web", "nginx:1.25");
	for (uint32_t i = 6; i <= 9; i++) {
		sample_program(&s, i, 0, "/bin/more", 9)->owner = i;
		sample_call(&s, i, 0, 1);
	}
	return sample_profile(&s);
}

static void test_groups(void **state)
{
	_owner_groups_ struct owner_groups g = OWNER_GROUPS_INIT;
	_profile_ struct profile *p = machine();
	static const struct {
		const char *title;
		enum owner_kind kind;
		size_t cgroups, programs;
		uint64_t left;
	} expected[] = {
		{ "db", OWNER_CONTAINER, 1, 1, 0 },
		{ "web", OWNER_CONTAINER, 2, 2, 5 },
		{ "web", OWNER_CONTAINER, 1, 1, 0 },
		{ "chrony.service", OWNER_UNIT, 1, 1, 0 },
		{ "containerd.service", OWNER_UNIT, 1, 1, 0 },
		{ "", OWNER_HOST, 2, 2, 0 },
	};

	(void)state;
	assert_int_equal(owner_groups_make(p, &g), 0);
	assert_int_equal(g.n, ARRAY_SIZE(expected));
	assert_int_equal(g.containers, 3);
	for (size_t i = 0; i < g.n; i++) {
		assert_string_equal(g.at[i].title, expected[i].title);
		assert_int_equal(g.at[i].kind, expected[i].kind);
		assert_int_equal(g.at[i].cgroups, expected[i].cgroups);
		assert_int_equal(g.at[i].programs, expected[i].programs);
		assert_int_equal(g.at[i].left, expected[i].left);
	}
	assert_string_equal(g.at[1].key, WEB_ID);
	assert_ptr_equal(owner_group_of(&g, p, profile_program(p, 6)), &g.at[1]);
	assert_ptr_equal(owner_group_of(&g, p, profile_program(p, 7)), &g.at[2]);
	assert_ptr_equal(owner_group_of(&g, p, profile_program(p, 9)), &g.at[5]);
}

static void test_no_owners(void **state)
{
	_owner_groups_ struct owner_groups g = OWNER_GROUPS_INIT;
	struct program alone = { .id = 1 };
	struct profile p = { .programs = &alone, .nprograms = 1 };

	(void)state;
	assert_int_equal(owner_groups_make(&p, &g), 0);
	assert_int_equal(g.n, 0);
	assert_null(owner_group_of(&g, &p, &alone));
}

/* --- whose ------------------------------------------------------------------------ */

static void expect_of(const struct profile *p, uint32_t program, const char *expected)
{
	_buf_ struct buf b = BUF_INIT;

	owner_add_of(p, profile_program(p, program), &b);
	assert_string_equal(buf_text(&b), expected);
}

static void test_whose_it_is_is_said_where_it_is_not_clear(void **state)
{
	_profile_ struct profile *p = machine(), *units = machine(), *web = machine();
	const struct owner_choice choice = { .container = WEB_ID };
	_free_ char *text = NULL;

	(void)state;
	expect_of(p, 2, " of web");
	expect_of(p, 4, " of chrony.service");
	expect_of(p, 8, "");
	/* Of units alone nobody expects it. */
	for (size_t i = 0; i < units->nowners; i++) {
		free(units->owners[i].cgroup);
		units->owners[i].cgroup = strdup("/system.slice/a.service");
		for (size_t kind = 0; kind < LC_LABELS; kind++)
			free(TAKE(units->owners[i].label[kind]));
	}
	expect_of(units, 2, "");
	/* Nor of one container, beside what only started it. */
	assert_int_equal(owner_choose(web, &choice, &text), 0);
	assert_int_equal(web->nowners, 3);
	expect_of(web, 2, "");
}

/* --- who is meant -------------------------------------------------------------------- */

static void test_who_is_meant(void **state)
{
	static const struct {
		const char *container, *unit;
		int error;
		const char *text;
		size_t programs; /* that did something, if it is found */
	} rows[] = {
		{ "db", NULL, 0, "db", 1 },
		{ "web", NULL, 0, "web", 3 }, /* both of that name */
		{ WEB_ID, NULL, 0, "web", 2 },
		{ "4fd1", NULL, 0, "web", 2 },
		{ "4fd", NULL, -ENOTUNIQ, "web, web", 0 },
		{ "*", NULL, 0, "", 4 },
		{ "?b", NULL, 0, "db", 1 },
		{ "web", "init.scope", 0, "web", 1 },
		{ NULL, "chrony", 0, "chrony.service", 1 },
		{ NULL, "c*", 0, "", 2 },
		{ "we", NULL, -ENOENT, "db, web, web", 0 },
		{ NULL, "nginx", -ENOENT, "chrony.service, containerd.service", 0 },
		{ "db", "chrony", -ENOENT, "db, web, web", 0 },
		{ "", NULL, -ENOENT, "db, web, web", 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct owner_choice choice = { rows[i].container, rows[i].unit };
		_profile_ struct profile *p = machine();
		_free_ char *before = sample_json(p), *after = NULL, *text = NULL;
		size_t n = 0;

		assert_int_equal(owner_choose(p, &choice, &text), rows[i].error);
		assert_string_equal(text, rows[i].text);
		for (size_t j = 0; j < p->nprograms; j++)
			n += owner_has_calls(&p->programs[j]);
		after = sample_json(p);
		if (rows[i].error)
			assert_string_equal(before, after);
		else
			assert_int_equal(n, rows[i].programs);
	}
}

/* A container that may make cgroups calls one of its own as another container: that must not get what is its. */
static void test_a_borrowed_name_is_not_that_container(void **state)
{
	_owner_groups_ struct owner_groups g = OWNER_GROUPS_INIT;
	const struct owner_choice choice = { .container = "db" }, inner = { .container = "inner" };
	_profile_ struct profile *p = NULL, *q = NULL;
	_free_ char *text = NULL, *other = NULL;
	struct sample s;

	(void)state;
	sample_containers(&s);
	sample_owner(&s, 6, "/system.slice/docker-" WEB_ID ".scope/docker/" DB_ID, 9);
	sample_labels(&s, 6, DB_ID, "db", "evil");
	sample_program(&s, 6, 0, "/bin/evil", 9)->owner = 6;
	sample_call(&s, 6, 165, 1);
	sample_owner(&s, 7, "/lxc.payload.box/lxc/inner", 9);
	sample_program(&s, 7, 0, "/bin/inner", 9)->owner = 7;
	sample_call(&s, 7, 0, 1);
	p = sample_profile(&s);
	q = sample_profile(&s);
	assert_int_equal(owner_groups_make(p, &g), 0);
	assert_int_equal(g.containers, 4);
	assert_ptr_not_equal(owner_group_of(&g, p, profile_program(p, 3)),
			     owner_group_of(&g, p, profile_program(p, 6)));
	assert_int_equal(owner_choose(p, &choice, &text), 0);
	assert_non_null(profile_program(p, 3));
	assert_null(profile_program(p, 6));
	/* Where nobody else is called so, it is meant. */
	assert_int_equal(owner_choose(q, &inner, &other), 0);
	assert_non_null(profile_program(q, 7));
}

static void test_many_are_counted(void **state)
{
	const struct owner_choice choice = { .unit = "none" };
	_profile_ struct profile *p = calloc(1, sizeof(*p));
	_free_ char *text = NULL;

	(void)state;
	p->nowners = 20;
	p->owners = calloc(p->nowners, sizeof(*p->owners));
	for (uint32_t i = 0; i < 20; i++) {
		char path[32];

		snprintf(path, sizeof(path), "/a%02u.service", i);
		p->owners[i].id = i + 1;
		p->owners[i].cgroup = strdup(path);
	}
	assert_int_equal(owner_choose(p, &choice, &text), -ENOENT);
	assert_non_null(strstr(text, "a15.service and 4 more"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_no_owners),
		cmocka_unit_test(test_whose_it_is_is_said_where_it_is_not_clear),
		cmocka_unit_test(test_who_is_meant),
		cmocka_unit_test(test_a_borrowed_name_is_not_that_container),
		cmocka_unit_test(test_many_are_counted),
	};

	return cmocka_run_group_tests_name("owner_group", tests, NULL, NULL);
}
