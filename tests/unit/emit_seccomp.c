// SPDX-License-Identifier: BSD-2-Clause
/* The seccomp profiles, read back: what they allow is the plan, no more and no less. */
#include "tests/unit/emit_plan.h"

#include <errno.h>
#include <jansson.h>
#include <seccomp.h>

#include "emit/call.h"
#include "emit/seccomp_json.h"

static json_t *parse(const struct sample *s, const char *target)
{
	_free_ char *text = sample_emit(s, target);
	json_error_t error;
	json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &error);

	if (!root)
		fail_msg("%s: line %d: %s", target, error.line, error.text);
	return root;
}

static json_t *seccomp_of(json_t *root, const char *target)
{
	return strcmp(target, "oci") == 0 ? json_object_get(json_object_get(root, "linux"), "seccomp") : root;
}

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	assert_non_null(text);
	return text;
}

static json_t *entry_at(const json_t *seccomp, size_t index)
{
	json_t *entry = json_array_get(json_object_get(seccomp, "syscalls"), index);

	assert_non_null(entry);
	return entry;
}

/* How often name is allowed; *masked: it is by a rule about its first argument. */
static size_t allowed(const json_t *seccomp, const char *name, bool *masked)
{
	size_t i, k, n = 0;
	json_t *entry, *item;

	*masked = false;
	json_array_foreach(json_object_get(seccomp, "syscalls"), i, entry) {
		if (strcmp(text_of(entry, "action"), "SCMP_ACT_ALLOW") != 0)
			continue;
		json_array_foreach(json_object_get(entry, "names"), k, item) {
			if (strcmp(json_string_value(item), name) != 0)
				continue;
			n++;
			*masked = json_object_get(entry, "args") != NULL;
		}
	}
	return n;
}

static size_t count_allowed(const json_t *seccomp)
{
	size_t i, n = 0;
	json_t *entry;

	json_array_foreach(json_object_get(seccomp, "syscalls"), i, entry) {
		if (strcmp(text_of(entry, "action"), "SCMP_ACT_ALLOW") == 0)
			n += json_array_size(json_object_get(entry, "names"));
	}
	return n;
}

static size_t count_names(const struct plan *plan)
{
	_calls_ struct calls calls = CALLS_INIT;

	assert_int_equal(calls_collect(plan, LC_ABIS, 0, &calls), 0);
	return calls.n;
}

static const char *const targets[] = { "seccomp", "oci", "docker-seccomp" };

static void assert_allows_the_plan(const struct sample *s)
{
	bool masked;

	for (size_t t = 0; t < ARRAY_SIZE(targets); t++) {
		_json_ json_t *root = parse(s, targets[t]);
		json_t *seccomp = seccomp_of(root, targets[t]);

		assert_string_equal(text_of(seccomp, "defaultAction"), "SCMP_ACT_ERRNO");
		assert_int_equal(json_integer_value(json_object_get(seccomp, "defaultErrnoRet")), ENOSYS);
		assert_int_equal(count_allowed(seccomp), count_names(&s->plan));
		for (size_t i = 0; i < s->plan.nsyscalls; i++)
			assert_int_equal(allowed(seccomp, s->plan.syscalls[i].name, &masked), 1);
	}
}

static void profiles_allow_the_plan_and_no_more(void **state)
{
	static struct sample s;

	(void)state;
	sample_start(&s);
	assert_allows_the_plan(&s); /* nothing at all */
	sample_calls(&s);
	assert_allows_the_plan(&s);
	sample_call(&s, LC_ABI_I386, "read", WHY_OBSERVED);
	sample_call(&s, LC_ABI_I386, "waitpid", WHY_OBSERVED);
	sample_call(&s, LC_ABI_I386, "getdents64", WHY_LIBC);
	assert_allows_the_plan(&s);
}

static void whole_table_can_be_allowed(void **state)
{
	static struct sample s;

	(void)state;
	sample_start(&s);
	for (size_t i = 0; i < sysno_count(); i++) {
		if (sysno_at(i)->number[SYSNO_X86_64] >= 0)
			sample_call(&s, LC_ABI_X86_64, sysno_at(i)->name, 1u << i % WHYS);
		if (sysno_at(i)->number[SYSNO_I386] >= 0 && s.plan.nsyscalls < CALLS_MAX)
			sample_call(&s, LC_ABI_I386, sysno_at(i)->name, 1u << i % WHYS);
	}
	assert_allows_the_plan(&s);
}

static void names_are_sorted(void **state)
{
	static struct sample s;
	_json_ json_t *root = NULL;
	const char *last = "";
	json_t *item;
	size_t i;

	(void)state;
	sample_start(&s);
	sample_calls(&s);
	root = parse(&s, "seccomp");
	json_array_foreach(json_object_get(entry_at(root, 0), "names"), i, item) {
		assert_true(strcmp(last, json_string_value(item)) < 0);
		last = json_string_value(item);
	}
	assert_int_equal(i, s.plan.nsyscalls - 1); /* clone stands alone */
}

static bool clone_is_masked(const struct sample *s)
{
	bool first = false;

	for (size_t t = 0; t < ARRAY_SIZE(targets); t++) {
		_json_ json_t *root = parse(s, targets[t]);
		bool masked;

		assert_int_equal(allowed(seccomp_of(root, targets[t]), "clone", &masked), 1);
		if (t == 0)
			first = masked;
		assert_int_equal(masked, first);
	}
	return first;
}

static void clone_keeps_out_of_namespaces(void **state)
{
	static struct sample s;

	(void)state;
	sample_start(&s);
	sample_calls(&s);
	assert_true(clone_is_masked(&s));
	sample_call(&s, LC_ABI_X86_64, "unshare", WHY_LIBC);
	assert_true(clone_is_masked(&s)); /* not the workload's own */
	sample_call(&s, LC_ABI_X86_64, "setns", WHY_OBSERVED);
	assert_false(clone_is_masked(&s));

	sample_start(&s);
	sample_calls(&s);
	sample_call(&s, LC_ABI_X86_64, "unshare", WHY_OBSERVED);
	assert_false(clone_is_masked(&s));

	sample_start(&s);
	sample_calls(&s);
	sample_keep(&s, BIT(CAP_SYS_ADMIN));
	assert_false(clone_is_masked(&s));
}

static void the_mask_is_that_of_the_kernel_headers(void **state)
{
	static struct sample s;
	_json_ json_t *root = NULL;
	json_t *rule;

	(void)state;
	sample_start(&s);
	sample_calls(&s);
	root = parse(&s, "seccomp");
	rule = json_array_get(json_object_get(entry_at(root, 1), "args"), 0);
	assert_int_equal(json_integer_value(json_object_get(rule, "index")), 0);
	/* CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET of linux/sched.h */
	assert_int_equal(json_integer_value(json_object_get(rule, "value")),
			 0x20000 | 0x2000000 | 0x4000000 | 0x8000000 | 0x10000000 | 0x20000000 | 0x40000000);
	assert_int_equal(json_integer_value(json_object_get(rule, "valueTwo")), 0);
	assert_string_equal(text_of(rule, "op"), "SCMP_CMP_MASKED_EQ");
}

static void architectures_are_those_used(void **state)
{
	static struct sample s;
	_json_ json_t *plain = NULL, *both = NULL, *docker = NULL;
	json_t *map;

	(void)state;
	sample_start(&s);
	sample_calls(&s);
	plain = parse(&s, "seccomp");
	assert_int_equal(json_array_size(json_object_get(plain, "architectures")), 1);
	sample_call(&s, LC_ABI_I386, "read", WHY_OBSERVED);
	both = parse(&s, "seccomp");
	assert_int_equal(json_array_size(json_object_get(both, "architectures")), 2);
	assert_string_equal(json_string_value(json_array_get(json_object_get(both, "architectures"), 1)),
			    "SCMP_ARCH_X86");
	docker = parse(&s, "docker-seccomp");
	assert_null(json_object_get(docker, "architectures")); /* both at once is an error */
	map = json_array_get(json_object_get(docker, "archMap"), 0);
	assert_string_equal(text_of(map, "architecture"), "SCMP_ARCH_X86_64");
	assert_string_equal(json_string_value(json_array_get(json_object_get(map, "subArchitectures"), 0)),
			    "SCMP_ARCH_X86");
}

/* The runtime executes a 32-bit workload by a 64-bit call. */
static void the_native_architecture_is_never_missing(void **state)
{
	static struct sample s;
	_json_ json_t *root = NULL;
	json_t *list;

	(void)state;
	sample_start(&s);
	s.plan.abi_used[LC_ABI_X86_64] = false;
	sample_call(&s, LC_ABI_I386, "read", WHY_OBSERVED);
	root = parse(&s, "seccomp");
	list = json_object_get(root, "architectures");
	assert_int_equal(json_array_size(list), 2);
	assert_string_equal(json_string_value(json_array_get(list, 0)), "SCMP_ARCH_X86_64");
}

static void docker_says_why(void **state)
{
	static struct sample s;
	_json_ json_t *root = NULL;
	json_t *entry;
	size_t i;

	(void)state;
	sample_start(&s);
	sample_calls(&s);
	root = parse(&s, "docker-seccomp");
	json_array_foreach(json_object_get(root, "syscalls"), i, entry)
		assert_true(strlen(text_of(entry, "comment")) > 10);
	assert_int_equal(i, WHYS + 2); /* a group for each reason, masked clone, clone3 */
	entry = entry_at(root, WHYS + 1);
	assert_string_equal(text_of(entry, "action"), "SCMP_ACT_ERRNO");
	assert_int_equal(json_integer_value(json_object_get(entry, "errnoRet")), ENOSYS);

	sample_call(&s, LC_ABI_X86_64, "clone3", WHY_OBSERVED);
	json_decref(root);
	root = parse(&s, "docker-seccomp");
	json_array_foreach(json_object_get(root, "syscalls"), i, entry)
		assert_string_equal(text_of(entry, "action"), "SCMP_ACT_ALLOW");
}

/* One list serves all ABIs: the strongest reason of any of them counts. */
static void reasons_of_all_abis_count(void **state)
{
	static struct sample s;
	_json_ json_t *root = NULL;
	json_t *entry, *item;
	size_t i, k, found = 0;

	(void)state;
	sample_start(&s);
	sample_call(&s, LC_ABI_X86_64, "open", WHY_LIBC);
	sample_call(&s, LC_ABI_I386, "open", WHY_OBSERVED);
	sample_call(&s, LC_ABI_X86_64, "read", WHY_OBSERVED);
	sample_call(&s, LC_ABI_I386, "read", WHY_LIBC);
	root = parse(&s, "docker-seccomp");
	json_array_foreach(json_object_get(root, "syscalls"), i, entry) {
		json_array_foreach(json_object_get(entry, "names"), k, item)
			found += strncmp(text_of(entry, "comment"), "observed", 8) == 0;
	}
	assert_int_equal(found, 2);
}

/* The rule of thumb behind call_is_new(), against the library it speaks of. */
static void new_names_are_those_libseccomp_lacks(void **state)
{
	const struct scmp_version *v = seccomp_version();
	size_t fresh = 0;

	(void)state;
	if (v->major != 2 || v->minor != 5)
		skip();
	for (size_t i = 0; i < sysno_count(); i++) {
		const struct sysno_info *info = sysno_at(i);
		bool known = seccomp_syscall_resolve_name(info->name) != __NR_SCMP_ERROR;

		fresh += call_is_new(info->name);
		if (info->number[SYSNO_X86_64] >= 0 && known == call_is_new(info->name))
			fail_msg("%s of Linux %s: known %d", info->name, info->kernel, known);
	}
	assert_in_range(fresh, 5, 50);
	assert_true(call_is_new("no_such_call"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(profiles_allow_the_plan_and_no_more),
		cmocka_unit_test(whole_table_can_be_allowed),
		cmocka_unit_test(names_are_sorted),
		cmocka_unit_test(clone_keeps_out_of_namespaces),
		cmocka_unit_test(the_mask_is_that_of_the_kernel_headers),
		cmocka_unit_test(architectures_are_those_used),
		cmocka_unit_test(the_native_architecture_is_never_missing),
		cmocka_unit_test(docker_says_why),
		cmocka_unit_test(reasons_of_all_abis_count),
		cmocka_unit_test(new_names_are_those_libseccomp_lacks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
