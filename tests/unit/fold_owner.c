// SPDX-License-Identifier: BSD-2-Clause
/* What becomes of owners and labels in the fold, whatever the order they come in. */
#include "sample_owner.h"
#include "sample_order.h"

static void test_owners_and_their_labels(void **state)
{
	struct sample s;
	_profile_ struct profile *p = NULL;
	const struct owner *web;

	(void)state;
	sample_containers(&s);
	p = sample_profile(&s);
	assert_int_equal(p->nowners, 4); /* nothing ran in the fifth */
	web = profile_owner(p, 2);
	assert_string_equal(web->cgroup, "/system.slice/docker-" WEB_ID ".scope");
	assert_string_equal(web->label[LC_LABEL_RUNTIME], "docker");
	assert_string_equal(web->label[LC_LABEL_ID], WEB_ID);
	assert_string_equal(web->label[LC_LABEL_NAME], "web");
	assert_string_equal(web->label[LC_LABEL_IMAGE], "nginx:1.25");
	assert_null(web->label[LC_LABEL_POD]);
	assert_int_equal(web->entered, 1);
	assert_int_equal(web->left, 3);
	assert_int_equal(web->pid_ns, 4026531838u);
	assert_int_equal(web->first_ns, 2000000);
	assert_int_equal(profile_owner(p, 1)->flags, LC_OWNER_HOST_PIDS);
	assert_int_equal(profile_program(p, 2)->owner, 2);
	assert_int_equal(profile_program(p, 4)->owner, 4);
}

static char *folded(const struct sample *s, bool backwards)
{
	_fold_ struct fold *f = NULL;
	_profile_ struct profile *p = NULL;

	assert_int_equal(fold_new(&f), 0);
	sample_feed(s, f, backwards);
	if (backwards)
		sample_feed(s, f, false);
	assert_int_equal(fold_profile(f, &p), 0);
	return sample_json(p);
}

/* Told again while it runs, with larger counts and labels that differ. */
static void test_order_and_repetition_do_not_matter(void **state)
{
	_free_ char *one = NULL, *two = NULL;
	struct lc_owner *again;
	struct sample s;

	(void)state;
	sample_containers(&s);
	again = sample_owner(&s, 2, "/system.slice/docker-" WEB_ID ".scope", 1);
	again->left = 7;
	sample_owner(&s, 2, "/system.slice/docker-" WEB_ID ".scope", 2)->left = 6;
	sample_label(&s, 2, LC_LABEL_NAME, "web-renamed");
	sample_label(&s, 2, LC_LABEL_NAME, "");
	sample_label(&s, 3, LC_LABEL_POD, "");
	sample_program(&s, 2, 1, "/usr/sbin/nginx", 4)->owner = 3;
	sample_program(&s, 3, 1, "/usr/bin/postgres", 5);
	one = folded(&s, false);
	two = folded(&s, true);
	assert_string_equal(one, two);
	assert_non_null(strstr(one, "\"entered\": 1, \"left\": 7, \"first_ns\": 1000000"));
	assert_non_null(strstr(one, "\"name\": \"web\""));
	assert_null(strstr(one, "\"pod\""));
	assert_non_null(strstr(one, "\"owner\": 2,\n"));
	assert_non_null(strstr(one, "\"owner\": 3,\n"));
}

/* Facts of two of them must not become facts of one. */
static void test_owners_that_were_not_told_stay_apart(void **state)
{
	struct sample s = { 0 };
	_profile_ struct profile *p = NULL;

	(void)state;
	sample_session(&s, LC_SCOPE_ALL);
	sample_program(&s, 1, 0, "/bin/a", 1)->owner = 7;
	sample_program(&s, 2, 0, "/bin/b", 1)->owner = 9;
	sample_program(&s, 3, 0, "/bin/c", 1);
	sample_label(&s, 9, LC_LABEL_NAME, "told");
	p = sample_profile(&s);
	assert_int_equal(p->nowners, 2);
	assert_int_equal(p->programs[0].owner, 7);
	assert_string_equal(profile_owner(p, 7)->cgroup, "");
	assert_string_equal(profile_owner(p, 9)->label[LC_LABEL_NAME], "told");
	assert_int_equal(p->programs[2].owner, 0);
}

static void test_hostile_names_are_escaped(void **state)
{
	_profile_ struct profile *p = NULL;
	struct sample s = { 0 };

	(void)state;
	sample_session(&s, LC_SCOPE_ALL);
	sample_program(&s, 1, 0, "/bin/a", 1)->owner = 1;
	sample_owner(&s, 1, "/a\x1b[2J\n/b\\x2d", 1)->flags = LC_OWNER_CUT;
	sample_label(&s, 1, LC_LABEL_NAME, "\xe2\x80\xaeweb\x9b");
	p = sample_profile(&s);
	assert_string_equal(p->owners[0].cgroup, "/.../a\\x1b[2J\\x0a/b\\\\x2d");
	assert_string_equal(p->owners[0].label[LC_LABEL_NAME], "\\xe2\\x80\\xaeweb\\x9b");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_owners_and_their_labels),
		cmocka_unit_test(test_order_and_repetition_do_not_matter),
		cmocka_unit_test(test_owners_that_were_not_told_stay_apart),
		cmocka_unit_test(test_hostile_names_are_escaped),
	};

	return cmocka_run_group_tests_name("fold_owner", tests, NULL, NULL);
}
