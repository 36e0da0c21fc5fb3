// SPDX-License-Identifier: BSD-2-Clause
/*
 * Memory runs out at each allocation of each target in turn: -ENOMEM, or the
 * same text as ever; never a profile with something missing. Nothing leaks.
 */
#include "tests/unit/emit_plan.h"

#include <errno.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#define SANITIZED
#endif

#ifdef SANITIZED
int main(void)
{
	puts("1..0 # SKIP the sanitizer has an allocator of its own");
	return 77;
}
#else

/* glibc's own allocator, below the one that this program puts over it. */
void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t n);
void __libc_free(void *p);

static long until_failure; /* allocations left before one fails; 0: none will */
static bool ran_out;
static long alive;

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
	void *q = fails_now() ? NULL : __libc_realloc(p, n);

	alive += !p && q;
	return q;
}

void free(void *p)
{
	alive -= p != NULL;
	__libc_free(p);
}

static void fail_each_allocation(const struct emitter *e, const struct plan *plan, const char *whole)
{
	const struct emit_style style = { 0 };

	for (long n = 1;; n++) {
		struct buf out = BUF_INIT;
		long before = alive;
		int r;

		ran_out = false;
		until_failure = n;
		r = e->emit(plan, &style, &out);
		until_failure = 0;
		if (r != -ENOMEM && (r || strcmp(buf_text(&out), whole) != 0))
			fail_msg("%s, allocation %ld: %d\n%s", e->name, n, r, buf_text(&out));
		buf_free(&out);
		if (alive != before)
			fail_msg("%s, allocation %ld: %ld leaked", e->name, n, alive - before);
		if (!ran_out)
			break;
		if (n > 100000)
			fail_msg("%s never ends", e->name);
	}
}

static void every_target_tells(void **state)
{
	static struct sample s;
	char *command[] = { word("tool"), word("\\x0a'"), NULL };

	(void)state;
	sample_start(&s);
	sample_calls(&s);
	sample_call(&s, LC_ABI_I386, "read", WHY_OBSERVED);
	sample_call(&s, LC_ABI_X86_64, "mseal", WHY_LIBC);
	sample_cap(&s, CAP_CHOWN, ADVICE_ASK, 1);
	sample_cap(&s, CAP_NET_RAW, ADVICE_KEEP, 1)->class = CLASS_EARLY;
	sample_cap(&s, 50, ADVICE_KEEP, 1);
	s.plan.unproven = true;
	s.plan.incomplete = INCOMPLETE_LOST;
	s.profile.command = command;
	for (size_t i = 0; i < emitter_count(); i++) {
		const struct emitter *e = emitter_at(i);
		_free_ char *whole = sample_emit(&s, e->name);

		fail_each_allocation(e, &s.plan, whole);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_target_tells),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
#endif
