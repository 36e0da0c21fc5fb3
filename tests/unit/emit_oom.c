// SPDX-License-Identifier: BSD-2-Clause
/*
 * Memory runs out at each allocation of each target in turn: -ENOMEM, or the
 * same text as ever; never a profile with something missing. Nothing leaks.
 */
#include "tests/unit/emit_plan.h"
#include "tests/unit/failing_alloc.h"

static void fail_each_allocation(const struct emitter *e, const struct plan *plan, const char *whole)
{
	long n;

	for (n = 1;; n++) {
		struct buf out = BUF_INIT;
		long before = alive;
		int r;

		ran_out = false;
		until_failure = n;
		r = sample_run(e, plan, &out);
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
	assert_true(n > 1 + !e->binary); /* the allocator was really ours */
}

static void every_target_tells(void **state)
{
	static struct proof proof = { .kind = PROOF_SUFFICIENT, .runs = 1 };
	static struct sample s;
	char *command[] = { word("tool"), word("\\x0a'"), NULL };

	(void)state;
	sample_start(&s);
	sample_calls(&s);
	sample_mask_clone(&s);
	sample_refuse(&s, "clone3", REFUSE_FALLBACK, ENOSYS);
	sample_refuse(&s, "acct", REFUSE_FAILED, EPERM);
	sample_call(&s, LC_ABI_I386, "read", WHY_OBSERVED);
	sample_foreign(&s, SYSNO_AARCH64, "ppoll");
	sample_call(&s, LC_ABI_X86_64, "mseal", WHY_LIBC);
	sample_cap(&s, CAP_CHOWN, ADVICE_ASK, 1);
	sample_cap(&s, CAP_NET_ADMIN, ADVICE_KEEP, 1);
	s.checks[1].site = word("tun_set_iff"); /* a device, and the traps of it */
	sample_cap(&s, CAP_NET_RAW, ADVICE_KEEP, 1)->class = CLASS_EARLY;
	sample_cap(&s, 50, ADVICE_KEEP, 1);
	s.plan.unproven = true;
	s.plan.incomplete = INCOMPLETE_LOST;
	s.profile.command = command;
	s.profile.proof = &proof;
	s.plan.proof = PROOF_SUFFICIENT;
	s.plan.no_new_privs = false;
	s.programs[0].flags |= LC_PROGRAM_GAINED;
	s.profile.boundary = (struct boundary){ .sign = LC_BOUNDARY_MARK, .ns = 1 };
	s.plan.keep_init = s.plan.keep;
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

	return run_failing(tests);
}
