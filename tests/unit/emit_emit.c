// SPDX-License-Identifier: BSD-2-Clause
/* The table of targets, and what must be said with each. */
#include "tests/unit/emit_plan.h"

#include "base/text.h"

static void targets_are_found_by_name(void **state)
{
	static const char *const names[] = {
		"docker", "podman", "compose", "kubernetes", "systemd", "oci", "seccomp", "docker-seccomp", "spo",
		"setcap", "setpriv", "capsh", "libseccomp", "bpf", "pfc", "bubblewrap", "firejail", "lxc",
		"lxc-seccomp",
	};

	(void)state;
	assert_int_equal(emitter_count(), ARRAY_SIZE(names));
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		assert_string_equal(emitter_at(i)->name, names[i]);
		assert_ptr_equal(emitter_find(names[i]), emitter_at(i));
		assert_true(emitter_at(i)->summary[0] != '\0');
		assert_true(!emitter_at(i)->emit == (emitter_at(i)->filter == FILTER_PROGRAM));
		assert_true(!emitter_at(i)->emit_program == (emitter_at(i)->filter != FILTER_PROGRAM));
	}
	assert_null(emitter_at(ARRAY_SIZE(names)));
	assert_null(emitter_at(SIZE_MAX));
	assert_null(emitter_find("Docker"));
	assert_null(emitter_find(""));
}

static void a_mistyped_target_has_a_neighbour(void **state)
{
	(void)state;
	assert_string_equal(emitter_nearest("kubernets"), "kubernetes");
	assert_string_equal(emitter_nearest("setpri"), "setpriv");
	assert_null(emitter_nearest("zzzzzzzzzz"));
}

static void nothing_to_say_is_nothing(void **state)
{
	static struct sample s;
	_buf_ struct buf out = BUF_INIT;

	(void)state;
	sample_start(&s);
	sample_cap(&s, CAP_CHOWN, ADVICE_DROP, 1);
	sample_cap(&s, CAP_NET_RAW, ADVICE_KEEP, 1);
	emit_warnings(&s.plan, "# ", &out);
	assert_string_equal(buf_text(&out), "");
}

static void every_warning_is_a_line_with_the_prefix(void **state)
{
	static struct sample s;
	_buf_ struct buf out = BUF_INIT;
	size_t lines = 0;
	char *line, *rest;

	(void)state;
	sample_start(&s);
	s.plan.incomplete = (1u << INCOMPLETE_REASONS) - 1;
	s.profile.lost[LC_LOST_RING] = 3;
	sample_cap(&s, CAP_CHOWN, ADVICE_ASK, 1);
	sample_cap(&s, CAP_KILL, ADVICE_DROP, 1)->class = CLASS_EARLY;
	sample_cap(&s, CAP_SYS_ADMIN, ADVICE_KEEP, 1)->class = CLASS_UNCLASSIFIED;
	sample_cap(&s, 50, ADVICE_KEEP, 1);
	s.plan.unproven = true;
	s.programs[0].exe = word("/tmp/a\nCAP_EVIL"); /* as no profile should have it */
	emit_warnings(&s.plan, "; ", &out);
	rest = out.text;
	while ((line = strsep(&rest, "\n")) && *line) {
		assert_memory_equal(line, "; ", 2);
		assert_true(text_is_clean(line));
		lines++;
		if (strstr(line, "ASK"))
			assert_holds(line, "CAP_CHOWN");
		if (strstr(line, "UNPROVEN"))
			assert_holds(line, "UNPROVEN: CAP_SYS_ADMIN granted");
		if (strstr(line, "MISSING"))
			assert_holds(line, "CAP_50");
	}
	assert_int_equal(lines, INCOMPLETE_REASONS + 3);
}

/* Formats with room for text carry the warnings; JSON without comments and programs have none. */
static void targets_carry_the_warnings(void **state)
{
	static struct sample s;

	(void)state;
	sample_start(&s);
	sample_calls(&s);
	s.plan.incomplete = INCOMPLETE_IO_URING;
	sample_cap(&s, CAP_CHOWN, ADVICE_ASK, 1);
	for (size_t i = 0; i < emitter_count(); i++) {
		_free_ char *text = sample_emit(&s, emitter_at(i)->name);

		if (strcmp(emitter_at(i)->name, "seccomp") == 0 || emitter_at(i)->binary)
			continue;
		assert_holds(text, "INCOMPLETE");
		assert_holds(text, "ASK");
	}
}

static void memory_that_ran_out_is_told(void **state)
{
	static struct sample s;

	(void)state;
	sample_start(&s);
	sample_calls(&s);
	sample_keep(&s, BIT(CAP_NET_RAW));
	for (size_t i = 0; i < emitter_count(); i++) {
		_buf_ struct buf out = { .failed = true };

		assert_true(sample_run(emitter_at(i), &s.plan, &out) < 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(targets_are_found_by_name),
		cmocka_unit_test(a_mistyped_target_has_a_neighbour),
		cmocka_unit_test(nothing_to_say_is_nothing),
		cmocka_unit_test(every_warning_is_a_line_with_the_prefix),
		cmocka_unit_test(targets_carry_the_warnings),
		cmocka_unit_test(memory_that_ran_out_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
