// SPDX-License-Identifier: BSD-2-Clause
/* kern/ksym.c: which function a return address lies in. The file is compiled in: kern is not part of the pure rooms. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kern/ksym.c"

static char path[] = "/tmp/ksym.XXXXXX";

static int write_symbols(const char *text)
{
	struct ksyms *k = NULL;
	FILE *file;
	int fd, r;

	strcpy(path, "/tmp/ksym.XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	file = fdopen(fd, "w");
	fputs(text, file);
	fclose(file);
	r = ksyms_read(path, &k);
	ksyms_free(&k);
	return r;
}

static void finds_the_function_that_called(void **state)
{
	_ksyms_ struct ksyms *k = NULL;

	(void)state;
	assert_int_equal(write_symbols("ffffffff81000100 T second\n"
				       "ffffffff81000000 t first\n"
				       "ffffffff81000180 d data\n"
				       "ffffffffc0000000 t module_function\t[nf_tables]\n"),
			 0);
	assert_int_equal(ksyms_read(path, &k), 0);
	assert_string_equal(ksyms_name(k, 0xffffffff81000010), "first");
	/* the call was the last instruction of first: the return address is second's */
	assert_string_equal(ksyms_name(k, 0xffffffff81000100), "first");
	assert_string_equal(ksyms_name(k, 0xffffffff81000101), "second");
	assert_string_equal(ksyms_name(k, 0xffffffff81000190), "second");
	assert_string_equal(ksyms_name(k, 0xffffffffc0000004), "module_function");
	assert_null(ksyms_name(k, 0xffffffff80000000));
	unlink(path);
}

static void tells_hidden_addresses(void **state)
{
	(void)state;
	assert_int_equal(write_symbols("0000000000000000 T first\n0000000000000000 t second\n"), -EPERM);
	unlink(path);
	assert_int_equal(write_symbols(""), -EPERM);
	unlink(path);
	assert_int_equal(write_symbols("no symbols\nat all"), -EPERM);
	unlink(path);
}

static void tells_a_missing_file(void **state)
{
	struct ksyms *k = NULL;

	(void)state;
	assert_int_equal(ksyms_read("/no/such/file", &k), -ENOENT);
	assert_null(k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_function_that_called),
		cmocka_unit_test(tells_hidden_addresses),
		cmocka_unit_test(tells_a_missing_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
