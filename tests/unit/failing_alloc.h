/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An allocator that fails when it is told to, and counts what is alive. It
 * stands in front of glibc's; a sanitizer brings its own, and the tests are skipped there.
 */
#ifndef LC_TESTS_UNIT_FAILING_ALLOC_H
#define LC_TESTS_UNIT_FAILING_ALLOC_H

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#define SANITIZED
#endif

static long until_failure; /* allocations left before one fails; 0: none will */
static bool ran_out;	   /* since somebody cleared it */
static long alive;

#ifdef SANITIZED
#define run_failing(tests) ((void)(tests), puts("1..0 # SKIP the sanitizer has an allocator of its own"), 77)
#else
#define run_failing(tests) cmocka_run_group_tests(tests, NULL, NULL)

void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t n);
void __libc_free(void *p);

static bool fails_now(void)
{
	if (!until_failure || --until_failure)
		return false;
	ran_out = true;
	errno = ENOMEM;
	return true;
}

static void *counted(void *p)
{
	alive += p != NULL;
	return p;
}

void *malloc(size_t n)
{
	return fails_now() ? NULL : counted(__libc_malloc(n));
}

void *calloc(size_t n, size_t size)
{
	return fails_now() ? NULL : counted(__libc_calloc(n, size));
}

void *realloc(void *p, size_t n)
{
	if (fails_now())
		return NULL;
	return p ? __libc_realloc(p, n) : counted(__libc_realloc(p, n));
}

void free(void *p)
{
	alive -= p != NULL;
	__libc_free(p);
}
#endif

#endif
