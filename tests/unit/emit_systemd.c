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

static void each_default_answer_has_its_setting(void **state)
{
	static const struct {
		struct sys_answer deny;
		const char *line, *refused; /* of clone3, which falls back where it gets ENOSYS */
	} cases[] = {
		{ { ANSWER_ERRNO, ENOSYS }, "\nSystemCallErrorNumber=ENOSYS\n", NULL },
		{ { ANSWER_ERRNO, EPERM }, "\nSystemCallErrorNumber=EPERM\n", "\nSystemCallFilter=~clone3:ENOSYS\n" },
		{ { ANSWER_KILL, 0 }, "\nSystemCallErrorNumber=kill\n", "\nSystemCallFilter=~clone3:ENOSYS\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		static struct sample s;
		_free_ char *text = NULL;

		sample_start(&s);
		sample_calls(&s);
		sample_refuse(&s, "clone3", REFUSE_FALLBACK, ENOSYS);
		s.plan.deny = cases[i].deny;
		text = sample_emit(&s, "systemd");
		assert_holds(text, cases[i].line);
		if (cases[i].refused)
			assert_holds(text, cases[i].refused);
		else
			assert_lacks(text, FILTER "~");
	}
}

static void complaining_refuses_nothing(void **state)
{
	static struct sample s;
	_free_ char *text = NULL;

	(void)state;
	sample_start(&s);
	sample_calls(&s);
	sample_mask_clone(&s);
	sample_refuse(&s, "clone3", REFUSE_FALLBACK, ENOSYS);
	s.plan.deny = (struct sys_answer){ .kind = ANSWER_LOG };
	text = sample_emit(&s, "systemd");
	assert_holds(text, "\nSystemCallFilter=\nSystemCallLog=\nSystemCallLog=~brk clock_gettime clone close execve "
			   "exit_group mmap open openat read rt_sigreturn\nSystemCallLog=~write\n");
	assert_lacks(text, "SystemCallErrorNumber");
	assert_lacks(text, "\nRestrict");
	assert_lacks(text, "=native");
}

static void groups_say_what_they_let_in(void **state)
{
	static const char *const memlock[] = { "mlock", "mlock2", "mlockall", "munlock" };
	static struct sample s;
	_free_ char *exact = NULL, *grouped = NULL, *none = NULL;

	(void)state;
	sample_start(&s);
	sample_calls(&s);
	for (size_t i = 0; i < ARRAY_SIZE(memlock); i++)
		sample_call(&s, LC_ABI_X86_64, memlock[i], WHY_OBSERVED);
	exact = sample_emit(&s, "systemd");
	assert_int_equal(listed(exact, "mlock", false), 1);
	s.plan.options.groups_percent = 20;
	grouped = sample_emit(&s, "systemd");
	assert_holds(grouped, "\n# @memlock: 4 of 5 used, lets in 1:\n#   munlockall\nSystemCallFilter=@memlock\n");
	assert_int_equal(listed(grouped, "mlock", false), 0);
	assert_int_equal(listed(grouped, "read", false), 1);
	s.plan.options.groups_percent = 19;
	none = sample_emit(&s, "systemd");
	assert_string_equal(none, exact);
}

/* What 262 has in a group and 252 has not stands there by its name, too. */
static void groups_cover_only_what_each_version_has(void **state)
{
	static struct sample s;
	_free_ char *text = NULL;

	(void)state;
	sample_start(&s);
	sample_call(&s, LC_ABI_X86_64, "openat", WHY_OBSERVED);
	sample_call(&s, LC_ABI_X86_64, "stat", WHY_OBSERVED);
	sample_call(&s, LC_ABI_X86_64, "open_tree", WHY_OBSERVED);
	s.plan.options.groups_percent = 100;
	text = sample_emit(&s, "systemd");
	assert_int_equal(listed(text, "@file-system", false), 1);
	assert_int_equal(listed(text, "openat", false), 0);
	assert_int_equal(listed(text, "open_tree", false), 1);
}

static void dangerous_and_refused_calls_leave_the_group_again(void **state)
{
	static struct sample s;
	_free_ char *text = NULL;

	(void)state;
	sample_start(&s);
	sample_call(&s, LC_ABI_X86_64, "add_key", WHY_OBSERVED);
	sample_call(&s, LC_ABI_X86_64, "keyctl", WHY_OBSERVED);
	sample_call(&s, LC_ABI_X86_64, "fork", WHY_OBSERVED);
	sample_call(&s, LC_ABI_X86_64, "vfork", WHY_OBSERVED);
	sample_refuse(&s, "clone3", REFUSE_FALLBACK, ENOSYS);
	sample_refuse(&s, "swapon", REFUSE_FAILED, EPERM); /* no group of it */
	sample_refuse(&s, "tgkill", REFUSE_FAILED, EPERM);
	sample_refuse(&s, "waitid", REFUSE_FAILED, ENOSYS); /* as all others */
	s.plan.options.groups_percent = 100;
	text = sample_emit(&s, "systemd");
	assert_holds(text, "\nSystemCallFilter=@keyring\n");
	assert_holds(text, "\nSystemCallFilter=@process\n");
	/* of dangerous classes: request_key, setns, unshare; clone3 gets what everything gets */
	assert_int_equal(listed(text, "request_key", false), 1);
	assert_holds(text, "\nSystemCallFilter=~clone3 ");
	assert_holds(text, " swapon:EPERM tgkill:EPERM ");
	assert_lacks(text, "clone3:");
	assert_int_equal(listed(text, "waitid", false), 1);
	assert_lacks(text, "\n#   clone3");
}

static void conditions_become_settings(void **state)
{
	static const struct arg_rule families[] = { { 0, UINT64_MAX, 1 }, { 0, UINT64_MAX, 10 } };
	static const struct arg_rule persona = { 0, UINT64_MAX, UINT32_MAX }, option = { 0, UINT64_MAX, 15 };
	static struct sample s;
	_free_ char *text = NULL, *free_clone = NULL;

	(void)state;
	sample_start(&s);
	sample_calls(&s);
	free_clone = sample_emit(&s, "systemd");
	assert_lacks(free_clone, "Restrict");
	sample_mask_clone(&s);
	sample_call(&s, LC_ABI_X86_64, "socket", WHY_OBSERVED);
	sample_args(&s, "socket", families, ARRAY_SIZE(families));
	sample_call(&s, LC_ABI_X86_64, "personality", WHY_OBSERVED);
	sample_args(&s, "personality", &persona, 1);
	sample_call(&s, LC_ABI_X86_64, "prctl", WHY_OBSERVED);
	sample_args(&s, "prctl", &option, 1);
	text = sample_emit(&s, "systemd");
	assert_holds(text, "\nRestrictNamespaces=\nRestrictNamespaces=yes\n");
	assert_holds(text, "\nRestrictAddressFamilies=\nRestrictAddressFamilies=AF_UNIX AF_INET6\n");
	assert_holds(text, "\nLockPersonality=yes\n");
	assert_holds(text, "no conditions on arguments for: prctl\n");
	assert_int_equal(listed(text, "socket", false), 1);
	assert_int_equal(listed(text, "clone", false), 1);
}

static void default_and_system_service_are_compared(void **state)
{
	static struct sample s;
	_free_ char *text = NULL;

	(void)state;
	sample_start(&s);
	sample_call(&s, LC_ABI_X86_64, "brk", WHY_OBSERVED);   /* of both */
	sample_call(&s, LC_ABI_X86_64, "mseal", WHY_OBSERVED); /* of @default in 262 alone */
	sample_call(&s, LC_ABI_X86_64, "bpf", WHY_OBSERVED);   /* of neither */
	text = sample_emit(&s, "systemd");
	assert_holds(text, ": 44 calls that are not listed in 252, 46 in 262.\n");
	assert_holds(text, "@system-service would let in 298 calls more in systemd 252, 313 in 262.\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(filter_is_the_plan_without_the_runtime),
		cmocka_unit_test(long_lists_are_wrapped),
		cmocka_unit_test(a_plan_without_calls_still_filters),
		cmocka_unit_test(architectures_are_those_used),
		cmocka_unit_test(a_unit_is_overruled),
		cmocka_unit_test(each_default_answer_has_its_setting),
		cmocka_unit_test(complaining_refuses_nothing),
		cmocka_unit_test(groups_say_what_they_let_in),
		cmocka_unit_test(groups_cover_only_what_each_version_has),
		cmocka_unit_test(dangerous_and_refused_calls_leave_the_group_again),
		cmocka_unit_test(conditions_become_settings),
		cmocka_unit_test(default_and_system_service_are_compared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
