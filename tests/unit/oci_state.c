// SPDX-License-Identifier: BSD-2-Clause
/* The state of a container as the runtime-spec has it, and where its profile may go. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/fail.h" /* before cmocka.h, which has a macro of this name */

#include <cmocka.h>

#include "core/oci_state.h"

#define STATE "\"ociVersion\": \"1.0.2\", \"id\": \"web\", \"status\": \"created\", \"bundle\": \"/b\""

static struct oci_state *state;

static int parse(const char *text)
{
	oci_state_free(&state);
	fail_clear();
	return oci_state_parse(text, strlen(text), &state);
}

/* The example of the runtime-spec, but for the path. */
static void spec(void **unused)
{
	(void)unused;
	assert_int_equal(parse("{\"ociVersion\": \"0.2.0\", \"id\": \"oci-container1\", \"status\": \"running\","
			       "\"pid\": 4422, \"bundle\": \"/containers/redis\","
			       "\"annotations\": {\"myKey\": \"myValue\"}}"), 0);
	assert_string_equal(state->id, "oci-container1");
	assert_string_equal(state->bundle, "/containers/redis");
	assert_int_equal(state->pid, 4422);
	assert_null(state->record);
}

static void annotation(void **unused)
{
	(void)unused;
	assert_int_equal(parse("{" STATE ", \"pid\": 1, \"annotations\": {\"leastcap.record\": \"/x/y.json\"}}"), 0);
	assert_string_equal(state->record, "/x/y.json");
	assert_int_equal(parse("{" STATE ", \"pid\": 1, \"annotations\": null}"), 0);
	assert_null(state->record);
	assert_int_equal(parse("{" STATE ", \"pid\": 1}"), 0);
	assert_null(state->record);
}

static void refused(const char *text, const char *message)
{
	assert_int_equal(parse(text), -EINVAL);
	assert_null(state);
	assert_non_null(strstr(fail_message(), message));
}

static void broken(void **unused)
{
	static const char deep[] = "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[";
	char *large = calloc(1, OCI_STATE_MAX + 2);

	(void)unused;
	refused("", "line 1, column 0");
	refused("{", "line 1, column 1");
	refused(deep, "column");
	refused("[]", "is no object");
	refused("{\"id\": 1}", "\"id\" is no text");
	refused("{\"id\": \"a\"}", "\"bundle\" is no text");
	refused("{" STATE "}", "no process id");
	refused("{" STATE ", \"pid\": 0}", "no process id");
	refused("{" STATE ", \"pid\": 4294967297}", "no process id");
	refused("{" STATE ", \"pid\": \"1\"}", "no process id");
	refused("{" STATE ", \"pid\": 1, \"pid\": 2}", "duplicate");
	refused("{" STATE ", \"pid\": 1, \"annotations\": []}", "\"annotations\" is no object");
	refused("{" STATE ", \"pid\": 1, \"annotations\": {\"leastcap.record\": 1}}", "\"leastcap.record\" is no text");
	memset(large, ' ', OCI_STATE_MAX + 1);
	refused(large, "larger than 1024 KiB");
	free(large);
}

static void path_is(const char *annotation, const char *dir, const char *path)
{
	const char *got;

	fail_clear();
	got = oci_record_path(annotation, dir);
	if (path) {
		assert_non_null(got);
		assert_string_equal(got, path);
		assert_null(fail_message());
	} else {
		assert_null(got);
		assert_non_null(fail_message());
	}
}

static void paths(void **unused)
{
	(void)unused;
	path_is("/d/a.json", "/d", "/d/a.json");
	path_is("of:/d/e/a.json", "/d/", "/d/e/a.json");
	path_is("/d/..a/.b", "/d", "/d/..a/.b");
	path_is("/etc/passwd", NULL, "/etc/passwd");
	path_is("/etc/passwd", "/d", NULL);
	path_is("/dd/a", "/d", NULL);
	path_is("/d", "/d", NULL);
	path_is("/d/", "/d", NULL);
	path_is("/d/../etc/passwd", "/d", NULL);
	path_is("/d/../etc/passwd", NULL, NULL);
	path_is("/d/./a", "/d", NULL);
	path_is("/d//a", "/d", NULL);
	path_is("/d/..", "/d", NULL);
	path_is("d/a", "/d", NULL);
	path_is("of:d/a", "/d", NULL);
	path_is("", "/d", NULL);
	path_is("of:", NULL, NULL);
	path_is("/", NULL, NULL);
	path_is("/d/a", "/", "/d/a");
}

static void long_path(void **unused)
{
	char *text = calloc(1, 5000);

	(void)unused;
	memset(text, 'a', 4999);
	memcpy(text, "/d/", 3);
	path_is(text, "/d", NULL);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spec),	 cmocka_unit_test(annotation), cmocka_unit_test(broken),
		cmocka_unit_test(paths), cmocka_unit_test(long_path),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	oci_state_free(&state);
	return failed;
}
