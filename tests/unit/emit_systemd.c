// SPDX-License-Identifier: BSD-2-Clause
/* The drop-in for systemd: its filter, line by line. */
#include "tests/unit/emit_plan.h"

#define FILTER "SystemCallFilter="

/* How often name stands on a filter line; commented: on one behind a comment sign. */
static size_t listed(const char *text, const char *name, bool commented)
{
	_free_ char *copy = strdup(text);
	char *rest = copy, *line, *list, *item;
	size_t n = 0;

	while ((line = strsep(&rest, "\n"))) {
		list = strstr(line, FILTER);
		if (!list || (line[0] == '#') != commented)
			continue;
		list += strlen(FILTER);
		while ((item = strsep(&list, " ")))
			n += strcmp(item, name) == 0;
	}
	return n;
}

static void filter_is_the_plan_without_the_runtime(void **state)
{
	static struct sample s;
	_free_ char *text = NULL;

	(void)state;
	sample_start(&s);
	sample_calls(&s);
	sample_call(&s, LC_ABI_X86_64, "fstatfs", WHY_RUNTIME | WHY_OBSERVED);
	sample_call(&s, LC_ABI_X86_64, "mseal", WHY_LIBC);
	text = sample_emit(&s, "systemd");
	for (size_t i = 0; i < s.plan.nsyscalls; i++) {
		const struct sys_plan *row = &s.plan.syscalls[i];
		bool fresh = strcmp(row->name, "mseal") == 0;

		assert_int_equal(listed(text, row->name, false), row->why != WHY_RUNTIME && !fresh);
		assert_int_equal(listed(text, row->name, true), fresh);
	}
	assert_holds(text, "\nSystemCallErrorNumber=ENOSYS\n");
	assert_holds(text, "\nNoNewPrivileges=yes\n");
	assert_holds(text, "\n[Service]\n");
}

static void long_lists_are_wrapped(void **state)
{
	static struct sample s;
	_free_ char *text = NULL;
	char *rest, *line;
	size_t lines = 0, names = 0;

	(void)state;
	sample_start(&s);
	for (size_t i = 0; i < sysno_count(); i++) {
		if (sysno_at(i)->number[SYSNO_X86_64] >= 0)
			sample_call(&s, LC_ABI_X86_64, sysno_at(i)->name, WHY_OBSERVED);
	}
	text = sample_emit(&s, "systemd");
	for (size_t i = 0; i < s.plan.nsyscalls; i++) {
		names += listed(text, s.plan.syscalls[i].name, false);
		names += listed(text, s.plan.syscalls[i].name, true);
	}
	assert_int_equal(names, s.plan.nsyscalls);
	for (rest = text; (line = strsep(&rest, "\n"));) {
		if (!strstr(line, FILTER) || !strcmp(line, FILTER))
			continue;
		lines++;
		assert_in_range(strlen(line), strlen(FILTER) + 1, 100);
	}
	assert_in_range(lines, 30, 80);
}

/* An empty list would be no filter. */
static void a_plan_without_calls_still_filters(void **state)
{
	static struct sample s;
	_free_ char *text = NULL;

	(void)state;
	sample_start(&s);
	text = sample_emit(&s, "systemd");
	assert_holds(text, "\nSystemCallFilter=execve\n");
	assert_holds(text, "\nCapabilityBoundingSet=\n");
}

static void architectures_are_those_used(void **state)
{
	static struct sample s;
	_free_ char *one = NULL, *two = NULL, *three = NULL;

	(void)state;
	sample_start(&s);
	sample_calls(&s);
	one = sample_emit(&s, "systemd");
	assert_holds(one, "\nSystemCallArchitectures=native\n");
	sample_call(&s, LC_ABI_I386, "waitpid", WHY_OBSERVED);
	two = sample_emit(&s, "systemd");
	assert_holds(two, "\nSystemCallArchitectures=native x86\n");
	assert_int_equal(listed(two, "waitpid", false), 1);
	sample_call(&s, LC_ABI_X32, "read", WHY_OBSERVED);
	three = sample_emit(&s, "systemd");
	assert_holds(three, "\nSystemCallArchitectures=native x86 x32\n");
	assert_int_equal(listed(three, "read", false), 1);
}

/* What the unit itself says would be added to (systemd.exec(5)). */
static void a_unit_is_overruled(void **state)
{
	static struct sample s;
	static struct setting unit = { (char *)SETTING_UNIT, (char *)"web@1.service" };
	_free_ char *none = NULL, *kept = NULL, *nonroot = NULL, *unknown = NULL;

	(void)state;
	sample_start(&s);
	unknown = sample_emit(&s, "systemd");
	assert_holds(unknown, "/etc/systemd/system/UNIT.service.d/leastcap.conf");
	assert_holds(unknown, "\nSystemCallFilter=\nSystemCallArchitectures=native\n");
	s.profile.settings = &unit;
	s.profile.nsettings = 1;
	none = sample_emit(&s, "systemd");
	assert_holds(none, "/etc/systemd/system/web@1.service.d/leastcap.conf");
	assert_holds(none, "\nAmbientCapabilities=\nCapabilityBoundingSet=\n");
	assert_holds(none, "\nSystemCallArchitectures=\nSystemCallFilter=\nSystemCallArchitectures=native\n");
	sample_cap(&s, CAP_CHOWN, ADVICE_KEEP, 1);
	kept = sample_emit(&s, "systemd");
	assert_holds(kept, "\nCapabilityBoundingSet=\nCapabilityBoundingSet=CAP_CHOWN\n");
	assert_null(strstr(kept, "\nAmbientCapabilities="));
	s.plan.options.nonroot = true;
	nonroot = sample_emit(&s, "systemd");
	assert_holds(nonroot, "\nCapabilityBoundingSet=\nAmbientCapabilities=\n"
			      "CapabilityBoundingSet=CAP_CHOWN\nAmbientCapabilities=CAP_CHOWN\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(filter_is_the_plan_without_the_runtime),
		cmocka_unit_test(long_lists_are_wrapped),
		cmocka_unit_test(a_plan_without_calls_still_filters),
		cmocka_unit_test(architectures_are_those_used),
		cmocka_unit_test(a_unit_is_overruled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
