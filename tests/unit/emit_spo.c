// SPDX-License-Identifier: BSD-2-Clause
/* SeccompProfile resources: the name, and what the format cannot say. */
#include "tests/unit/emit_plan.h"

#include "emit/spo_name.h"

static void assert_name(const char *from, const char *to)
{
	char room[SPO_NAME_ROOM];

	spo_name(from, room);
	assert_string_equal(room, to);
}

static void names_are_labels(void **state)
{
	char name[200], room[SPO_NAME_ROOM];

	(void)state;
	assert_name("nginx", "nginx");
	assert_name("My_App.v2", "my-app-v2");
	assert_name("..A..", "a");
	assert_name("_._", "profile");
	assert_name("", "profile");
	memset(name, 'x', sizeof(name));
	name[62] = '.'; /* the last that fits must be no hyphen */
	name[199] = '\0';
	spo_name(name, room);
	assert_int_equal(strlen(room), 62);
	name[62] = 'x';
	spo_name(name, room);
	assert_int_equal(strlen(room), 63);
}

/* No defaultErrnoRet in the resource: a runtime takes EPERM, and libraries would not fall back. */
static void enosys_is_spelled_by_name(void **state)
{
	static struct sample s;
	_free_ char *text = NULL, *eperm = NULL;

	(void)state;
	sample_start(&s);
	sample_calls(&s);
	sample_mask_clone(&s);
	sample_refuse(&s, "mount", REFUSE_RISK, ENOSYS);
	text = sample_emit(&s, "spo");
	assert_holds(text, "What is not listed gets EPERM, not ENOSYS as planned");
	assert_holds(text, "  - action: \"SCMP_ACT_ERRNO\"\n    errnoRet: 38\n    names:\n    - \"clone3\"\n");
	assert_holds(text, "    - \"mount\"\n");
	assert_lacks(text, "defaultErrnoRet:");
	assert_holds(text, "      op: \"SCMP_CMP_MASKED_EQ\"\n      value: 2114060288\n      valueTwo: 0\n");
	s.plan.deny = (struct sys_answer){ ANSWER_ERRNO, EPERM };
	eperm = sample_emit(&s, "spo");
	assert_lacks(eperm, "What is not listed");
	assert_lacks(eperm, "clone3"); /* the plan says it, or nobody does */
	assert_holds(eperm, "    - \"mount\"\n");
}

static void default_actions(void **state)
{
	static struct sample s;
	_free_ char *kill = NULL, *log = NULL;

	(void)state;
	sample_start(&s);
	sample_calls(&s);
	s.plan.deny = (struct sys_answer){ .kind = ANSWER_KILL };
	kill = sample_emit(&s, "spo");
	assert_holds(kill, "  defaultAction: \"SCMP_ACT_KILL_PROCESS\"\n");
	s.plan.deny = (struct sys_answer){ .kind = ANSWER_LOG };
	log = sample_emit(&s, "spo");
	assert_holds(log, "  defaultAction: \"SCMP_ACT_LOG\"\n");
	assert_lacks(log, "errnoRet");
}

/* Its enumeration of architectures ends before loongarch64, whose machines need no mention; nor do those of riscv64. */
static void architectures_are_those_it_knows(void **state)
{
	static struct sample s;
	_free_ char *text = NULL;

	(void)state;
	sample_start(&s);
	sample_call(&s, LC_ABI_X86_64, "read", WHY_OBSERVED);
	s.foreign[0] = (struct foreign_call){ .arch = SYSNO_AARCH64, .info = sysno_by_name("read") };
	s.foreign[1] = (struct foreign_call){ .arch = SYSNO_RISCV64, .info = sysno_by_name("read") };
	s.foreign[2] = (struct foreign_call){ .arch = SYSNO_LOONGARCH64, .info = sysno_by_name("openat") };
	s.plan.foreign = s.foreign;
	s.plan.nforeign = 3;
	text = sample_emit(&s, "spo");
	assert_holds(text, "  architectures:\n  - \"SCMP_ARCH_X86_64\"\n  - \"SCMP_ARCH_AARCH64\"\n  syscalls:\n");
	assert_holds(text, "    - \"openat\"\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_labels),
		cmocka_unit_test(enosys_is_spelled_by_name),
		cmocka_unit_test(default_actions),
		cmocka_unit_test(architectures_are_those_it_knows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
