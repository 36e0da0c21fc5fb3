/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The plan as a whole: its sets, its name, its flags and its sentences.
 */
#include "tests/unit/plan_input.h"

#define E LC_CHECK_EFFECTIVE
#define DENY LC_CHECK_DENIED

static void sets_are_disjoint_and_complete(void **state)
{
	static struct input in;
	_plan_ struct plan *plan = NULL;
	uint64_t all = 0;

	(void)state;
	input_start(&in, "/usr/bin/ping");
	input_check(&in, CAP_NET_RAW, "inet_create", E, "socket");
	input_check(&in, CAP_SYS_ADMIN, "security_vm_enough_memory_mm", E, "mmap");
	input_check(&in, CAP_SYS_PTRACE, "no_such_kernel_function", DENY, "ptrace");
	plan = input_plan(&in, PORTABLE_LIBC, true);
	assert_true(plan->keep == UINT64_C(1) << CAP_NET_RAW);
	assert_true(plan->drop == UINT64_C(1) << CAP_SYS_ADMIN);
	assert_true(plan->ask == UINT64_C(1) << CAP_SYS_PTRACE);
	for (size_t i = 0; i < plan->ncaps; i++) {
		assert_true(i == 0 || plan->caps[i - 1].cap < plan->caps[i].cap);
		assert_ptr_equal(plan_cap(plan, plan->caps[i].cap), &plan->caps[i]);
		assert_non_null(plan->caps[i].decider);
		all |= UINT64_C(1) << plan->caps[i].cap;
	}
	assert_true(all == (plan->keep | plan->drop | plan->ask));
	assert_null(plan_cap(plan, CAP_CHOWN));
	assert_ptr_equal(plan->profile, &in.profile);
}

static void names_are_safe(void **state)
{
	static const struct {
		const char *exe, *comm, *wish, *name;
	} rows[] = {
		{ "/usr/bin/ping", "ping", NULL, "ping" },
		{ "/usr/sbin/php-fpm8.2", "php", NULL, "php-fpm8.2" },
		{ "/usr/bin/ping", "ping", "my app/v1", "my-app-v1" },
		{ "/usr/bin/ping", "ping", "../../etc", "etc" },
		{ "/usr/bin/ping", "ping", "--rm", "rm" },
		{ "/usr/bin/ping", "ping", "...", "ping" },
		{ "/usr/bin/ping", "ping", "a..b", "a.b" },
		{ "/usr/bin/ping", "ping", "", "ping" },
		{ "/opt/b\xc3\xa4r", "bar", NULL, "b-r" },
		{ "/tmp/$(reboot);\\x0a", "x", NULL, "reboot-x0a" },
		{ "", "worker", NULL, "worker" },
		{ "/tmp/\xc3\xa4\xc3\xa4", "", NULL, "workload" },
		{ "", "", NULL, "workload" },
		{ "", "", "@@@", "workload" },
		{ "/x/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "", NULL,
		  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" },
	};
	static struct input in;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct plan_options options = PLAN_OPTIONS_DEFAULT;
		_plan_ struct plan *plan = NULL;

		input_start(&in, rows[i].exe);
		in.programs[0].comm = (char *)rows[i].comm;
		options.name = rows[i].wish;
		assert_int_equal(plan_make(&in.profile, &options, &plan), 0);
		assert_string_equal(plan->name, rows[i].name);
	}
}

static void the_root_names_it(void **state)
{
	static struct input in;
	_plan_ struct plan *second = NULL, *none = NULL;

	(void)state;
	input_start(&in, "/usr/bin/ping");
	in.programs[0].flags = 0;
	in.programs[1].flags = LC_PROGRAM_ROOT;
	second = input_plan(&in, PORTABLE_LIBC, true);
	assert_string_equal(second->name, "sh");
	in.programs[1].flags = 0;
	none = input_plan(&in, PORTABLE_LIBC, true);
	assert_string_equal(none->name, "workload");
}

static void defaults_without_options(void **state)
{
	static struct input in;
	_plan_ struct plan *plan = NULL;

	(void)state;
	input_start(&in, "/usr/bin/ping");
	input_call(&in, LC_ABI_X86_64, "write");
	assert_int_equal(plan_make(&in.profile, NULL, &plan), 0);
	assert_int_equal(plan->options.portable, PORTABLE_LIBC);
	assert_int_equal(plan->options.runtime, RUNTIME_ANY);
	assert_true(plan->options.exec);
	assert_non_null(input_row(plan, LC_ABI_X86_64, "writev"));
}

static void incomplete_is_handed_on(void **state)
{
	static struct input in;
	_plan_ struct plan *plan = NULL;

	(void)state;
	input_start(&in, "/usr/bin/ping");
	in.profile.lost[LC_LOST_CHECKS] = 1;
	plan = input_plan(&in, PORTABLE_LIBC, true);
	assert_true(plan->incomplete & INCOMPLETE_LOST);
	assert_int_equal(plan->incomplete, profile_incomplete(&in.profile));
}

static void an_empty_profile_has_a_plan(void **state)
{
	struct profile empty = { 0 };
	_plan_ struct plan *plan = NULL;

	(void)state;
	assert_int_equal(plan_make(&empty, NULL, &plan), 0);
	assert_int_equal(plan->ncaps, 0);
	assert_int_equal(plan->nsyscalls, 0);
	assert_string_equal(plan->name, "workload");
	plan_free(&plan);
	assert_null(plan);
	plan_free(&plan);
}

static void every_value_has_a_word(void **state)
{
	static const char *const whys[] = { "observed", "kernel", "vdso", "libc", "runtime",
					    "io_uring", "release", "arch" };

	(void)state;
	assert_int_equal(ARRAY_SIZE(whys), WHYS);
	assert_string_equal(advice_name(ADVICE_KEEP), "keep");
	assert_string_equal(advice_name(ADVICE_DROP), "drop");
	assert_string_equal(advice_name(ADVICE_ASK), "ask");
	assert_string_equal(advice_name((enum advice)99), "unknown");
	for (unsigned int i = 0; i < WHYS; i++)
		assert_string_equal(plan_why_name(1u << i), whys[i]);
	assert_string_equal(plan_why_name(WHY_OBSERVED | WHY_KERNEL), "unknown");
}

static void assert_says(const struct input *in, unsigned int cap, const char *sentence)
{
	_plan_ struct plan *plan = input_plan(in, PORTABLE_LIBC, true);
	_buf_ struct buf b = BUF_INIT;
	const struct cap_plan *c = plan_cap(plan, cap);

	assert_non_null(c);
	plan_reason_text(plan, c, &b);
	assert_int_equal(buf_error(&b), 0);
	assert_string_equal(buf_text(&b), sentence);
}

static void sentences(void **state)
{
	static const struct {
		unsigned int cap;
		const char *site, *call;
		uint32_t flags;
		const char *via, *sentence;
	} rows[] = {
		{ CAP_SYS_PTRACE, "unknown_site", "ptrace", E, NULL,
		  "granted to /usr/bin/x in ptrace() at unknown_site, a place whose meaning is not known: kept, but "
		  "unproven" },
		{ CAP_SYS_PTRACE, "", NULL, E, NULL,
		  "granted to /usr/bin/x outside of a syscall, at a place the kernel did not tell, a place whose "
		  "meaning is not known: kept, but unproven" },
		{ CAP_SYS_PTRACE, "unknown_site", "ptrace", DENY, NULL,
		  "refused to /usr/bin/x in ptrace() at unknown_site: nothing that worked needed it; add it only if "
		  "that refusal is a fault" },
		{ CAP_SYS_PTRACE, "unknown_site", "ptrace", DENY | E | LC_CHECK_NS_INIT, NULL,
		  "refused to /usr/bin/x in ptrace() at unknown_site although it was held: what it was asked for "
		  "belongs to the initial user namespace; adding it cannot help, doing this outside or in that "
		  "namespace can" },
		{ CAP_SYS_PTRACE, "unknown_site", "ptrace", DENY | E | LC_CHECK_LSM_DENIED, NULL,
		  "refused to /usr/bin/x in ptrace() at unknown_site by a security module although it was held: "
		  "adding it cannot help; change that module's policy if the refusal is a fault" },
		{ CAP_SYS_PTRACE, "unknown_site", "ptrace", 0, NULL,
		  "granted to /usr/bin/x in ptrace() at unknown_site for owning the user namespace, not for holding "
		  "the capability" },
		{ CAP_SYS_PTRACE, "unknown_site", "openat", E | LC_CHECK_OVERRIDDEN, "ovl_open",
		  "granted to /usr/bin/x in openat() at unknown_site on other credentials than its own: its own "
		  "capabilities were not asked" },
		{ CAP_SETUID, "__sys_setuid", "setuid", E | LC_CHECK_MOOT, NULL,
		  "checked 1 time at __sys_setuid in setuid(): the call asked for nothing that needs it" },
	};
	static struct input in;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		input_start(&in, "/usr/bin/x");
		input_check(&in, rows[i].cap, rows[i].site, rows[i].flags, rows[i].call)->callers[0] =
			(char *)rows[i].via;
		assert_says(&in, rows[i].cap, rows[i].sentence);
	}
}

/* The words of the table of places end the sentence; they are not repeated here. */
static void sentences_use_the_table(void **state)
{
	static const struct {
		unsigned int cap;
		const char *site, *call, *format;
	} rows[] = {
		{ CAP_NET_RAW, "inet_create", "socket",
		  "granted to /usr/bin/x in socket() at inet_create; without it: %s" },
		{ CAP_SETUID, "__sys_setuid", "setuid",
		  "granted to /usr/bin/x in setuid() at __sys_setuid, before it was known to matter: kept, but "
		  "unproven; without it: %s" },
		{ CAP_SYS_ADMIN, "security_vm_enough_memory_mm", "brk",
		  "checked 1 time at security_vm_enough_memory_mm in brk(); without it: %s" },
	};
	static struct input in;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct site *row = site_find((int)rows[i].cap, rows[i].site, NULL, 0);
		char sentence[512];

		assert_non_null(row);
		snprintf(sentence, sizeof(sentence), rows[i].format, row->without);
		input_start(&in, "/usr/bin/x");
		input_check(&in, rows[i].cap, rows[i].site, E, rows[i].call);
		assert_says(&in, rows[i].cap, sentence);
	}
}

static void sentences_count_the_rest(void **state)
{
	static const char *const calls[] = { "mmap", "brk", "execve", "clone", "mremap", "mmap" };
	static struct input in;
	char sentence[512];

	(void)state;
	input_start(&in, "/usr/bin/x");
	for (uint32_t i = 0; i < ARRAY_SIZE(calls); i++)
		input_check(&in, CAP_SYS_ADMIN, "security_vm_enough_memory_mm", i % 2 ? E : DENY, calls[i])->count =
			100 - i;
	snprintf(sentence, sizeof(sentence),
		 "checked 585 times at security_vm_enough_memory_mm in mmap(), brk(), execve() and 2 more; "
		 "without it: %s",
		 site_find(CAP_SYS_ADMIN, "security_vm_enough_memory_mm", NULL, 0)->without);
	assert_says(&in, CAP_SYS_ADMIN, sentence);

	input_start(&in, "/usr/bin/x");
	for (uint32_t i = 0; i < INPUT_PROGRAMS; i++)
		input_check(&in, CAP_SYS_PTRACE, "unknown_site", DENY, "ptrace")->program = i + 1;
	assert_says(&in, CAP_SYS_PTRACE,
		    "refused to /usr/bin/x and 3 more programs in ptrace() at unknown_site: nothing that worked "
		    "needed it; add it only if that refusal is a fault");
}

/* Programs and places whose checks decided nothing are not counted in. */
static void sentences_count_deciders_only(void **state)
{
	static struct input in;
	char sentence[512];

	(void)state;
	input_start(&in, "/usr/bin/x");
	input_check(&in, CAP_SYS_ADMIN, "unknown_site", E, "ioctl");
	input_check(&in, CAP_SYS_ADMIN, "unknown_site", E, "write")->program = 3;
	input_check(&in, CAP_SYS_ADMIN, "unknown_site", DENY, "ioctl")->program = 2;
	input_check(&in, CAP_SYS_ADMIN, "security_vm_enough_memory_mm", E, "mmap")->program = 4;
	assert_says(&in, CAP_SYS_ADMIN,
		    "granted to /usr/bin/x and 1 more program in ioctl() at unknown_site, a place whose meaning is "
		    "not known: kept, but unproven");

	input_start(&in, "/usr/bin/x");
	input_check(&in, CAP_SYS_ADMIN, "security_vm_enough_memory_mm", E, "mmap")->count = 9;
	input_check(&in, CAP_SYS_ADMIN, "pagemap_read", DENY, "read");
	snprintf(sentence, sizeof(sentence),
		 "checked 10 times at security_vm_enough_memory_mm and 1 more place in mmap(), read(); without it: %s",
		 site_find(CAP_SYS_ADMIN, "security_vm_enough_memory_mm", NULL, 0)->without);
	assert_says(&in, CAP_SYS_ADMIN, sentence);
}

static void sentences_of_alternatives(void **state)
{
	static struct input in;

	(void)state;
	input_start(&in, "/usr/bin/ionice");
	input_check(&in, CAP_SYS_ADMIN, "ioprio_check_cap", E, "ioprio_set");
	assert_says(&in, CAP_SYS_ADMIN,
		    "granted to /usr/bin/ionice in ioprio_set() at ioprio_check_cap, where the narrower CAP_SYS_NICE "
		    "suffices");
	assert_says(&in, CAP_SYS_NICE,
		    "stands in for CAP_SYS_ADMIN, which was granted to /usr/bin/ionice in ioprio_set() at "
		    "ioprio_check_cap: the kernel accepts this narrower one there");
	input_start(&in, "/bin/cat");
	input_check(&in, CAP_DAC_READ_SEARCH, "generic_permission", DENY, "openat");
	input_check(&in, CAP_DAC_OVERRIDE, "generic_permission", E, "openat");
	assert_says(&in, CAP_DAC_OVERRIDE,
		    "granted to /bin/cat in openat() at generic_permission, where the narrower CAP_DAC_READ_SEARCH "
		    "suffices");
	assert_says(&in, CAP_DAC_READ_SEARCH,
		    "stands in for CAP_DAC_OVERRIDE, which was granted to /bin/cat in openat() at generic_permission: "
		    "the kernel accepts this narrower one there");
	in.checks[1].flags = DENY;
	assert_says(&in, CAP_DAC_OVERRIDE,
		    "refused to /bin/cat in openat() at generic_permission, where the narrower CAP_DAC_READ_SEARCH "
		    "would do");
	in.checks[1].flags = E;
	in.checks[1].count = 2;
	assert_says(&in, CAP_DAC_READ_SEARCH,
		    "checked 1 time at generic_permission in openat(): what the kernel asked for next was granted");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sets_are_disjoint_and_complete),
		cmocka_unit_test(names_are_safe),
		cmocka_unit_test(the_root_names_it),
		cmocka_unit_test(defaults_without_options),
		cmocka_unit_test(incomplete_is_handed_on),
		cmocka_unit_test(an_empty_profile_has_a_plan),
		cmocka_unit_test(every_value_has_a_word),
		cmocka_unit_test(sentences),
		cmocka_unit_test(sentences_use_the_table),
		cmocka_unit_test(sentences_count_the_rest),
		cmocka_unit_test(sentences_count_deciders_only),
		cmocka_unit_test(sentences_of_alternatives),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
