// SPDX-License-Identifier: BSD-2-Clause
/*
 * The samples of tests/manifests: what each is told, and how it is put right, with a profile and without, as
 * tests/manifests/expected has it. UPDATE_GOLDEN=1 writes what is said now: look at the difference before you commit.
 */
#include "manifest_input.h"

#include <dirent.h>
#include <stdlib.h>

#define SAMPLES "tests/manifests"

static const struct plan plan = { .name = (char *)"web", .keep = 1u << 10, .no_new_privs = true };

static char *slurp(const char *path)
{
	FILE *f = fopen(path, "r");
	struct buf b = BUF_INIT;
	char room[4096];
	size_t n;

	if (!f)
		return NULL;
	buf_add(&b, "");
	while ((n = fread(room, 1, sizeof(room), f)))
		buf_add_bytes(&b, room, n);
	fclose(f);
	return buf_take(&b);
}

static void add_fixed(struct buf *b, const struct manifest *m, const struct plan *with, const char *title)
{
	_buf_ struct buf text = BUF_INIT;
	size_t changes = 0;

	fail_clear();
	if (manifest_fix(m, with, &text, &changes))
		buf_addf(b, "--- %s: %s\n", title, fail_message());
	else if (!changes)
		buf_addf(b, "--- %s: nothing to change\n", title);
	else
		buf_addf(b, "--- %s: %zu changes\n%s", title, changes, buf_text(&text));
}

static char *say_all(const char *name, const char *text)
{
	static const char *const levels[] = { "privileged", "baseline", "restricted" };
	_manifest_ struct manifest *m = read_manifest(text, name);
	_free_ char *without = findings_of(m, NULL), *with = findings_of(m, &plan);
	struct buf b = BUF_INIT;

	buf_addf(&b, "%s, %zu containers, level %s\n%s", manifest_kind_name(manifest_kind(m)), manifest_containers(m),
		 levels[manifest_level(m)], without);
	buf_addf(&b, "--- with a profile of web that needs NET_BIND_SERVICE\n%s", with);
	add_fixed(&b, m, NULL, "put right");
	add_fixed(&b, m, &plan, "put right by the profile");
	return buf_take(&b);
}

static void write_expected(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void check_sample(const char *name)
{
	_buf_ struct buf path = BUF_INIT, expected_path = BUF_INIT;
	_free_ char *text = NULL, *said = NULL, *expected = NULL;

	buf_addf(&path, SAMPLES "/%s", name);
	buf_addf(&expected_path, SAMPLES "/expected/%s.txt", name);
	text = slurp(buf_text(&path));
	assert_non_null(text);
	said = say_all(name, text);
	if (getenv("UPDATE_GOLDEN"))
		write_expected(buf_text(&expected_path), said);
	expected = slurp(buf_text(&expected_path));
	if (!expected)
		fail_msg("%s is missing", buf_text(&expected_path));
	if (strcmp(expected, said))
		print_error("%s:\n%s", name, said);
	assert_string_equal(said, expected);
}

static void samples(void **state)
{
	DIR *dir = opendir(SAMPLES);
	size_t n = 0;

	(void)state;
	assert_non_null(dir);
	for (struct dirent *e; (e = readdir(dir));) {
		if (e->d_name[0] == '.' || !strchr(e->d_name, '.'))
			continue;
		check_sample(e->d_name);
		n++;
	}
	closedir(dir);
	assert_true(n >= 9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(samples),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
