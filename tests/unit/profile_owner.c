// SPDX-License-Identifier: BSD-2-Clause
/* Owners in profile files: what is written, what is read, what is refused. */
#include "sample_owner.h"

static char *sample_text(void)
{
	_profile_ struct profile *p = NULL;
	struct sample s;

	sample_containers(&s);
	p = sample_profile(&s);
	return sample_json(p);
}

/* Replaces the first from in the sample file by to. */
static char *altered(const char *from, const char *to)
{
	_free_ char *text = sample_text();
	struct buf b = BUF_INIT;
	char *at = strstr(text, from);

	if (!at)
		fail_msg("the sample does not hold %s", from);
	buf_add_bytes(&b, text, at - text);
	buf_add(&b, to);
	buf_add(&b, at + strlen(from));
	return buf_take(&b);
}

static void test_written_and_read_they_are_the_same(void **state)
{
	_free_ char *text = sample_text(), *again = NULL;
	_profile_ struct profile *p = sample_parse(text);

	(void)state;
	again = sample_json(p);
	assert_string_equal(text, again);
	assert_non_null(strstr(text, "{\"id\": 4, \"cgroup\": \"/system.slice/chrony.service\", \"hierarchy\": 0, "
				     "\"pid_ns\": 4026531840, \"flags\": [\"host_pids\"], \"entered\": 0, \"left\": 0, "
				     "\"first_ns\": 2000000, \"labels\": {}}"));
	assert_non_null(strstr(text, "\"labels\": {\"runtime\": \"docker\", \"id\": \"" WEB_ID
				     "\", \"name\": \"web\", \"image\": \"nginx:1.25\"}"));
	assert_string_equal(profile_owner(p, 2)->label[LC_LABEL_NAME], "web");
	assert_int_equal(profile_program(p, 3)->owner, 3);
}

/* Drops the text from one mark up to another. */
static void cut(char *text, const char *from, const char *to)
{
	char *at = strstr(text, from), *end = at ? strstr(at, to) : NULL;

	assert_non_null(end);
	memmove(at, end, strlen(end) + 1);
}

static void test_older_files_have_none(void **state)
{
	_free_ char *text = sample_text(), *again = NULL;
	_profile_ struct profile *p = NULL;

	(void)state;
	cut(text, ",\n  \"owners\": [", "\n}\n");
	for (int i = 0; i < 4; i++)
		cut(text, "      \"owner\": ", "      \"syscalls\"");
	cut(text, ", \"owners\": 0", ", \"privileges\"");
	cut(text, ", \"privileges\": 0", "}");
	p = sample_parse(text);
	assert_int_equal(p->nowners, 0);
	assert_int_equal(p->programs[0].owner, 0);
	assert_int_equal(p->lost[LC_LOST_OWNERS], 0);
	again = sample_json(p);
	assert_null(strstr(again, "\"owner\""));
}

static void test_what_is_not_known_is_passed_over(void **state)
{
	_free_ char *null = altered("\"owner\": 2", "\"owner\": null");
	_free_ char *more = altered("\"image\": \"nginx:1.25\"", "\"image\": null, \"flavour\": 7");
	_profile_ struct profile *p = sample_parse(null), *q = sample_parse(more);

	(void)state;
	assert_int_equal(profile_program(p, 2)->owner, 0);
	assert_null(profile_owner(q, 2)->label[LC_LABEL_IMAGE]);
}

static void test_unsorted_owners_are_sorted(void **state)
{
	_free_ char *text = altered("{\"id\": 4, \"cgroup\"", "{\"id\": 1, \"cgroup\"");
	char *at;
	_profile_ struct profile *p = NULL;

	(void)state;
	at = strstr(text, "{\"id\": 1, \"cgroup\": \"/system.slice/containerd");
	at[7] = '4';
	p = sample_parse(text);
	assert_string_equal(profile_owner(p, 1)->cgroup, "/system.slice/chrony.service");
	assert_int_equal(p->owners[0].id, 1);
	assert_int_equal(p->owners[3].id, 4);
}

static const struct {
	const char *from, *to, *message;
} refusals[] = {
	{ "\"owners\": [", "\"owners\": 1, \"o\": [", "profile: owners: must be a list" },
	{ "\"owners\": [", "\"owners\": [7, ", "profile: owners[0]: must be an object" },
	{ "{\"id\": 4, \"cgroup\"", "{\"id\": 0, \"cgroup\"", "profile: owners[3].id: must not be 0" },
	{ "{\"id\": 4, \"cgroup\"", "{\"id\": 3, \"cgroup\"", "profile: owners: id 3 is there twice" },
	{ "{\"id\": 4, \"cgroup\"", "{\"cgroup\"", "profile: owners[3].id: missing" },
	{ "\"cgroup\": \"/docker", "\"cgroup\": \"/\\u001bdocker",
	  "profile: owners[2].cgroup: holds characters that must be written as \\xHH" },
	{ "\"cgroup\": \"/docker", "\"cgroup\": 1, \"c\": \"/docker", "profile: owners[2].cgroup: must be text" },
	{ "\"hierarchy\": 0", "\"hierarchy\": -1", "profile: owners[0].hierarchy: must not be negative" },
	{ "[\"host_pids\"]", "[\"guest_pids\"]", "profile: owners[0].flags: unknown flag guest_pids" },
	{ "\"left\": 3", "\"left\": true", "profile: owners[1].left: must be a whole number" },
	{ "\"name\": \"web\"", "\"name\": [\"web\"]", "profile: owners[1].labels.name: must be text" },
	{ "\"name\": \"web\"", "\"name\": \"\\u202eweb\"",
	  "profile: owners[1].labels.name: holds characters that must be written as \\xHH" },
	{ "\"labels\": {\"runtime\"", "\"labels\": [], \"l\": {\"runtime\"",
	  "profile: owners[1].labels: must be an object" },
	{ "\"owner\": 2", "\"owner\": 5", "profile: programs[2].owner: no such owner" },
	{ "\"owner\": 2", "\"owner\": 0", "profile: programs[2].owner: no such owner" },
	{ "\"owner\": 2", "\"owner\": \"2\"", "profile: programs[2].owner: must be a whole number" },
};

static void test_wrong_owners_are_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(refusals); i++) {
		_free_ char *text = altered(refusals[i].from, refusals[i].to);
		struct profile *p = NULL;

		fail_clear();
		assert_int_equal(profile_parse(text, strlen(text), &p), -EINVAL);
		assert_null(p);
		assert_string_equal(fail_message(), refusals[i].message);
	}
}

static void test_limit(void **state)
{
	_buf_ struct buf b = BUF_INIT;
	_free_ char *text = NULL;
	struct profile *p = NULL;

	(void)state;
	buf_add(&b, "\"owners\": [");
	for (unsigned int i = 0; i < PROFILE_MAX_OWNERS; i++)
		buf_add(&b, "{},");
	text = altered("\"owners\": [", buf_text(&b));
	fail_clear();
	assert_int_equal(profile_parse(text, strlen(text), &p), -EINVAL);
	assert_string_equal(fail_message(), "profile: owners: more than 8192");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_written_and_read_they_are_the_same),
		cmocka_unit_test(test_older_files_have_none),
		cmocka_unit_test(test_what_is_not_known_is_passed_over),
		cmocka_unit_test(test_unsorted_owners_are_sorted),
		cmocka_unit_test(test_wrong_owners_are_refused),
		cmocka_unit_test(test_limit),
	};

	return cmocka_run_group_tests_name("profile_owner", tests, NULL, NULL);
}
