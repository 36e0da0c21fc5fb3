// SPDX-License-Identifier: BSD-2-Clause
/* The seccomp file of Docker and Podman: reasons, and what each kind of machine reads of it. */
#include "tests/unit/emit_plan.h"

#include <jansson.h>

#include "core/ruleset_view.h"
#include "emit/docker_host.h"
#include "emit/jsonout.h"

static json_t *parse(const struct sample *s)
{
	_free_ char *text = sample_emit(s, "docker-seccomp");
	json_error_t error;
	json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &error);

	if (!root)
		fail_msg("line %d: %s", error.line, error.text);
	return root;
}

static bool has_word(const json_t *list, const char *word)
{
	json_t *item;
	size_t i;

	json_array_foreach(list, i, item)
		if (strcmp(json_string_value(item), word) == 0)
			return true;
	return false;
}

/* The entry that has the name and is read on this machine; it must be one at most. */
static json_t *entry_of(const json_t *root, const char *name, const char *machine)
{
	json_t *entry, *found = NULL;
	size_t i;

	json_array_foreach(json_object_get(root, "syscalls"), i, entry) {
		json_t *includes = json_object_get(entry, "includes");

		if (!has_word(json_object_get(entry, "names"), name) ||
		    (includes && !has_word(json_object_get(includes, "arches"), machine)))
			continue;
		assert_null(found);
		found = entry;
	}
	return found;
}

static const char *text_of(const json_t *entry, const char *key)
{
	assert_non_null(entry);
	assert_non_null(json_object_get(entry, key));
	return json_string_value(json_object_get(entry, key));
}

static void assert_comment(const json_t *root, const char *name, const char *part)
{
	assert_holds(text_of(entry_of(root, name, "amd64"), "comment"), part);
}

static void each_entry_says_why(void **state)
{
	static const struct arg_rule family = { 0, UINT64_MAX, 2 };
	static struct sample s;
	_json_ json_t *root = NULL;

	(void)state;
	sample_start(&s);
	sample_calls(&s);
	sample_mask_clone(&s);
	sample_call(&s, LC_ABI_X86_64, "socket", WHY_OBSERVED);
	sample_args(&s, "socket", &family, 1);
	sample_refuse(&s, "mount", REFUSE_RISK, ENOSYS);
	sample_refuse(&s, "bpf", REFUSE_RISK, ENOSYS);
	sample_refuse(&s, "acct", REFUSE_FAILED, EPERM);
	root = parse(&s);
	assert_comment(root, "read", "observed: ");
	assert_comment(root, "exit_group", "observed: ");
	assert_comment(root, "rt_sigreturn", "kernel: ");
	assert_comment(root, "clock_gettime", "vdso: ");
	assert_comment(root, "open", "libc: ");
	assert_comment(root, "getdents64", "runtime: runc and crun call these");
	assert_comment(root, "clone", "clone, but not into new namespaces");
	assert_comment(root, "socket", "socket, with arguments as they were observed");
	assert_comment(root, "clone3", "refused: C libraries that get ENOSYS fall back");
	assert_comment(root, "mount", "not accepted: ");
	assert_comment(root, "mount", "bpf");
	assert_comment(root, "acct", "refused: the workload called these, and none");
	assert_ptr_equal(entry_of(root, "mount", "amd64"), entry_of(root, "bpf", "amd64"));
}

/* Docker before 23 answers EPERM whatever defaultErrnoRet says: then no thread starts without this. */
static void old_docker_is_told_of_enosys(void **state)
{
	static struct sample s;
	_json_ json_t *root = NULL, *log = NULL;
	json_t *entry;

	(void)state;
	sample_start(&s);
	sample_calls(&s);
	root = parse(&s);
	entry = entry_of(root, "clone3", "amd64");
	assert_string_equal(text_of(entry, "action"), "SCMP_ACT_ERRNO");
	assert_int_equal(json_integer_value(json_object_get(entry, "errnoRet")), ENOSYS);
	assert_ptr_equal(entry_of(root, "openat2", "amd64"), entry);
	s.plan.deny = (struct sys_answer){ .kind = ANSWER_LOG };
	log = parse(&s);
	assert_null(entry_of(log, "clone3", "amd64"));
	assert_string_equal(text_of(log, "defaultAction"), "SCMP_ACT_LOG");
	assert_null(json_object_get(log, "defaultErrnoRet"));
}

/* One list serves all ABIs: the strongest reason of any of them counts. */
static void reasons_of_all_abis_count(void **state)
{
	static struct sample s;
	_json_ json_t *root = NULL;

	(void)state;
	sample_start(&s);
	sample_call(&s, LC_ABI_X86_64, "open", WHY_LIBC);
	sample_call(&s, LC_ABI_I386, "open", WHY_OBSERVED);
	sample_call(&s, LC_ABI_X86_64, "read", WHY_OBSERVED);
	sample_call(&s, LC_ABI_I386, "read", WHY_LIBC);
	root = parse(&s);
	assert_comment(root, "open", "observed: ");
	assert_comment(root, "read", "observed: ");
}

/* Names that only some machines get say which; what the others do not have needs no condition. */
static void machines_get_their_own(void **state)
{
	static struct sample s;
	_json_ json_t *root = NULL;
	json_t *map, *loong;

	(void)state;
	sample_start(&s);
	sample_call(&s, LC_ABI_X86_64, "arch_prctl", WHY_OBSERVED); /* nobody else has one */
	sample_call(&s, LC_ABI_X86_64, "read", WHY_OBSERVED);
	sample_call(&s, LC_ABI_X86_64, "getpid", WHY_OBSERVED);
	sample_foreign(&s, SYSNO_AARCH64, "read");
	sample_foreign(&s, SYSNO_AARCH64, "openat");
	sample_foreign(&s, SYSNO_LOONGARCH64, "openat");
	sample_foreign(&s, SYSNO_ARM, "sigreturn"); /* nor has amd64, alone */
	root = parse(&s);
	assert_null(json_object_get(entry_of(root, "arch_prctl", "amd64"), "includes"));
	assert_non_null(entry_of(root, "read", "amd64"));
	assert_non_null(entry_of(root, "read", "arm64"));
	assert_null(entry_of(root, "read", "loong64"));
	assert_null(entry_of(root, "getpid", "arm64"));
	assert_non_null(entry_of(root, "openat", "arm64"));
	assert_null(entry_of(root, "openat", "amd64"));
	assert_null(json_object_get(entry_of(root, "sigreturn", "arm64"), "includes"));
	loong = entry_of(root, "openat", "loong64");
	assert_ptr_equal(entry_of(root, "openat", "loongarch64"), loong);
	map = json_object_get(root, "archMap");
	assert_int_equal(json_array_size(map), 4); /* amd64, arm, arm64 with arm, loong64 */
	assert_string_equal(text_of(json_array_get(map, 2), "architecture"), "SCMP_ARCH_AARCH64");
	assert_true(has_word(json_object_get(json_array_get(map, 2), "subArchitectures"), "SCMP_ARCH_ARM"));
	assert_int_equal(json_array_size(json_object_get(json_array_get(map, 0), "subArchitectures")), 0);
}

/* What a machine of this kind reads answers to its calls as the plan's rules do, of all ABIs that it runs. */
static void assert_reads(const char *text, const struct ruleset *rules, enum sysno_arch machine, unsigned int abis)
{
	const struct ruleset_host host = { .arch = machine };
	_ruleset_ struct ruleset read = RULESET_INIT, own = RULESET_INIT;
	static const uint64_t args[2][6] = { { 0 }, { 0x20000 } };

	assert_int_equal(ruleset_read(text, strlen(text), &host, &read), 0);
	assert_int_equal(ruleset_select(rules, abis, &own), 0);
	ruleset_shape(&own, RULESET_ONE_LIST);
	assert_int_equal(read.arches, own.arches);
	for (uint32_t i = 0; i < 2 * 1024 * SYSNO_ARCHES; i++) {
		enum sysno_arch arch = i / 2048;
		struct sys_answer got = ruleset_answer(&read, arch, i / 2 % 1024, args[i % 2]);

		if (abis >> arch & 1 && !answer_same(got, ruleset_answer(&own, arch, i / 2 % 1024, args[i % 2])))
			fail_msg("on %s: call %u of %s", ruleset_arch_name(machine), i / 2 % 1024,
				 ruleset_arch_name(arch));
	}
}

static void each_machine_reads_its_rules(void **state)
{
	static struct sample s;
	_ruleset_ struct ruleset rules = RULESET_INIT;
	_free_ char *text = NULL;

	(void)state;
	sample_start(&s);
	sample_calls(&s);
	sample_mask_clone(&s);
	sample_call(&s, LC_ABI_I386, "waitpid", WHY_OBSERVED);
	sample_refuse(&s, "acct", REFUSE_FAILED, EPERM);
	sample_foreign(&s, SYSNO_AARCH64, "clone");
	sample_foreign(&s, SYSNO_AARCH64, "getpid");
	sample_foreign(&s, SYSNO_ARM, "getuid32");
	sample_foreign(&s, SYSNO_RISCV64, "openat");
	sample_foreign(&s, SYSNO_LOONGARCH64, "statx");
	text = sample_emit(&s, "docker-seccomp");
	assert_int_equal(ruleset_make(&s.plan, 0, &rules), 0);
	assert_reads(text, &rules, SYSNO_X86_64, 1 << SYSNO_X86_64 | 1 << SYSNO_I386);
	assert_reads(text, &rules, SYSNO_AARCH64, 1 << SYSNO_AARCH64 | 1 << SYSNO_ARM);
	assert_reads(text, &rules, SYSNO_ARM, 1 << SYSNO_ARM);
	assert_reads(text, &rules, SYSNO_RISCV64, 1 << SYSNO_RISCV64);
	assert_reads(text, &rules, SYSNO_LOONGARCH64, 1 << SYSNO_LOONGARCH64);
}

/* Conditions belong to machines, too: on arm64 the same name may be free. */
static void conditions_are_by_machine(void **state)
{
	struct rule rules[] = {
		{ .name = word("socket"), .args = { { 0, UINT64_MAX, 1 } }, .nargs = 1, .arches = 1 << SYSNO_X86_64,
		  .why = WHY_OBSERVED },
		{ .name = word("socket"), .arches = 1 << SYSNO_AARCH64, .why = WHY_ARCH },
	};
	const struct ruleset all = {
		.deny = { ANSWER_ERRNO, ENOSYS }, .arches = 1 << SYSNO_X86_64 | 1 << SYSNO_AARCH64,
		.rules = rules, .n = 2,
	};
	_ruleset_ struct ruleset out = RULESET_INIT;

	(void)state;
	assert_int_equal(docker_host_rules(&all, &out), 0);
	assert_int_equal(out.n, 2);
	assert_int_equal(out.rules[0].nargs, 1);
	assert_int_equal(out.rules[0].arches, 1 << SYSNO_X86_64);
	assert_int_equal(out.rules[1].nargs, 0);
	assert_int_equal(out.rules[1].arches, 1 << SYSNO_AARCH64);
}

static void hosts_have_words(void **state)
{
	(void)state;
	assert_string_equal(docker_host_words(SYSNO_X86_64)[0], "amd64");
	assert_string_equal(docker_host_words(SYSNO_AARCH64)[0], "arm64");
	assert_string_equal(docker_host_words(SYSNO_RISCV64)[0], "riscv64");
	assert_null(docker_host_words(SYSNO_I386)[0]);
	assert_null(docker_host_words(SYSNO_ARCHES)[0]);
	assert_false(docker_host_is(SYSNO_X32));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_entry_says_why),
		cmocka_unit_test(old_docker_is_told_of_enosys),
		cmocka_unit_test(reasons_of_all_abis_count),
		cmocka_unit_test(machines_get_their_own),
		cmocka_unit_test(each_machine_reads_its_rules),
		cmocka_unit_test(conditions_are_by_machine),
		cmocka_unit_test(hosts_have_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
