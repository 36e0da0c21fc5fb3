// SPDX-License-Identifier: BSD-2-Clause
/* The seccomp profiles, read back as a runtime reads them: what they answer is what the plan does. */
#include "tests/unit/emit_plan.h"

#include <errno.h>
#include <jansson.h>
#include <seccomp.h>

#include "emit/call.h"
#include "emit/jsonout.h"

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

/* --- a reader of its own: config-linux.md of the runtime specification -------------- */

static bool holds(const json_t *arg, const uint64_t *args)
{
	uint64_t is = args[json_integer_value(json_object_get(arg, "index"))];
	uint64_t value = json_integer_value(json_object_get(arg, "value"));
	uint64_t two = json_integer_value(json_object_get(arg, "valueTwo"));
	const char *op = text_of(arg, "op");

	if (strcmp(op, "SCMP_CMP_EQ") == 0)
		return is == value;
	assert_string_equal(op, "SCMP_CMP_MASKED_EQ");
	return (is & value) == two;
}

static bool matches(const json_t *entry, const char *name, const uint64_t *args)
{
	json_t *item;
	bool named = false;
	size_t i;

	json_array_foreach(json_object_get(entry, "names"), i, item)
		named |= strcmp(json_string_value(item), name) == 0;
	json_array_foreach(json_object_get(entry, "args"), i, item)
		named = named && holds(item, args);
	return named;
}

static struct sys_answer answer_of(const char *action, const json_t *error)
{
	if (strcmp(action, "SCMP_ACT_ALLOW") == 0 || strcmp(action, "SCMP_ACT_LOG") == 0) {
		assert_null(error);
		return (struct sys_answer){ .kind = action[9] == 'A' ? ANSWER_ALLOW : ANSWER_LOG };
	}
	if (strcmp(action, "SCMP_ACT_KILL_PROCESS") == 0) {
		assert_null(error); /* crun starts nothing with it */
		return (struct sys_answer){ .kind = ANSWER_KILL };
	}
	assert_string_equal(action, "SCMP_ACT_ERRNO");
	return (struct sys_answer){ ANSWER_ERRNO, error ? (uint32_t)json_integer_value(error) : EPERM };
}

static struct sys_answer read_answer(const json_t *seccomp, const char *name, const uint64_t *args)
{
	struct sys_answer found = { .kind = ANSWERS };
	json_t *entry;
	size_t i;

	json_array_foreach(json_object_get(seccomp, "syscalls"), i, entry) {
		struct sys_answer one = answer_of(text_of(entry, "action"), json_object_get(entry, "errnoRet"));

		assert_true(json_array_size(json_object_get(entry, "names")) > 0);
		if (!matches(entry, name, args))
			continue;
		if (found.kind != ANSWERS && (found.kind != one.kind || found.error != one.error))
			fail_msg("%s: two answers", name); /* which one counts is up to libseccomp */
		found = one;
	}
	return found.kind != ANSWERS ? found : answer_of(text_of(seccomp, "defaultAction"),
							 json_object_get(seccomp, "defaultErrnoRet"));
}

static const char *const targets[] = { "seccomp", "oci", "docker-seccomp" };

static const uint64_t tried[][6] = {
	{ 0 }, { 1 }, { 2 }, { 0x20000 }, { 0x7e020000 }, { 17, 0x5412 }, { 0, 0x5412 }, { 1, 2, 3, 4, 5, 6 },
	{ UINT32_MAX }, { UINT64_MAX, UINT64_MAX },
};

static void assert_is_the_plan(const struct sample *s)
{
	for (size_t t = 0; t < ARRAY_SIZE(targets); t++) {
		_json_ json_t *root = parse(s, targets[t]);

		for (uint32_t i = 0; i < ARRAY_SIZE(tried) * 1024; i++) {
			const struct sysno_info *info = sysno_by_number(LC_ABI_X86_64, i % 1024);
			const uint64_t *args = tried[i / 1024];
			struct sys_answer want = plan_answer(&s->plan, LC_ABI_X86_64, i % 1024, args), got;

			if (!info)
				continue;
			got = read_answer(seccomp_of(root, targets[t]), info->name, args);
			if (want.kind != got.kind || (want.kind == ANSWER_ERRNO && want.error != got.error))
				fail_msg("%s, %s: %d %u, not %d %u", targets[t], info->name, got.kind, got.error,
					 want.kind, want.error);
		}
	}
}

static const struct arg_rule families[] = {
	{ 0, UINT64_MAX, 1 }, { 0, UINT64_MAX, 2 }, { 0, UINT64_MAX, UINT32_MAX },
};

static void with_everything(struct sample *s)
{
	sample_start(s);
	sample_calls(s);
	sample_mask_clone(s);
	sample_call(s, LC_ABI_X86_64, "socket", WHY_OBSERVED);
	sample_args(s, "socket", families, ARRAY_SIZE(families));
	sample_call(s, LC_ABI_X86_64, "socketpair", WHY_LIBC);
	sample_args(s, "socketpair", families, ARRAY_SIZE(families));
	sample_refuse(s, "clone3", REFUSE_FALLBACK, ENOSYS);
	sample_refuse(s, "keyctl", REFUSE_RISK, ENOSYS);
	sample_refuse(s, "mount", REFUSE_RISK, ENOSYS);
	sample_refuse(s, "quotactl", REFUSE_FAILED, EPERM);
	sample_refuse(s, "acct", REFUSE_FAILED, EACCES);
}

static void profiles_answer_as_the_plan(void **state)
{
	static const struct sys_answer defaults[] = {
		{ ANSWER_ERRNO, ENOSYS }, { ANSWER_ERRNO, EPERM }, { ANSWER_ERRNO, EACCES }, { ANSWER_KILL, 0 },
		{ ANSWER_LOG, 0 },
	};
	static struct sample s;

	(void)state;
	sample_start(&s);
	assert_is_the_plan(&s); /* nothing at all */
	for (size_t i = 0; i < ARRAY_SIZE(defaults); i++) {
		with_everything(&s);
		s.plan.deny = defaults[i];
		assert_is_the_plan(&s);
	}
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
	assert_is_the_plan(&s);
}

/* One list for both: what one of them may, the other may, too; what neither may is refused. */
static void abis_share_a_list(void **state)
{
	static struct sample s;
	static const uint64_t none[6];

	(void)state;
	with_everything(&s);
	sample_call(&s, LC_ABI_I386, "waitpid", WHY_OBSERVED);
	sample_call(&s, LC_ABI_I386, "mount", WHY_OBSERVED); /* refused to 64-bit calls */
	sample_call(&s, LC_ABI_I386, "clone", WHY_OBSERVED); /* whatever its flags */
	for (size_t t = 0; t < ARRAY_SIZE(targets); t++) {
		_json_ json_t *root = parse(&s, targets[t]);
		const json_t *seccomp = seccomp_of(root, targets[t]);

		assert_int_equal(read_answer(seccomp, "waitpid", none).kind, ANSWER_ALLOW);
		assert_int_equal(read_answer(seccomp, "mount", none).kind, ANSWER_ALLOW);
		assert_int_equal(read_answer(seccomp, "clone", tried[3]).kind, ANSWER_ALLOW);
		assert_int_equal(read_answer(seccomp, "acct", none).error, EACCES);
		assert_int_equal(read_answer(seccomp, "umount", none).error, ENOSYS);
	}
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
	sample_mask_clone(&s);
	root = parse(&s, "seccomp");
	json_array_foreach(json_object_get(entry_at(root, 0), "names"), i, item) {
		assert_true(strcmp(last, json_string_value(item)) < 0);
		last = json_string_value(item);
	}
	assert_int_equal(i, s.plan.nsyscalls - 1); /* clone stands alone */
}

/* Conditions that are alike share an entry, refusals that are alike, too. */
static void entries_are_few(void **state)
{
	static struct sample s;
	_json_ json_t *root = NULL;
	json_t *entry;

	(void)state;
	with_everything(&s);
	root = parse(&s, "seccomp");
	/* allowed; clone; three families; acct, quotactl. ENOSYS is the default. */
	assert_int_equal(json_array_size(json_object_get(root, "syscalls")), 7);
	entry = entry_at(root, 2);
	assert_int_equal(json_array_size(json_object_get(entry, "names")), 2);
	assert_int_equal(json_array_size(json_object_get(entry, "args")), 1);
	json_decref(root);
	s.plan.deny = (struct sys_answer){ ANSWER_ERRNO, EPERM };
	root = parse(&s, "seccomp");
	assert_int_equal(json_array_size(json_object_get(root, "syscalls")), 7);
	entry = entry_at(root, 6);
	assert_int_equal(json_integer_value(json_object_get(entry, "errnoRet")), ENOSYS);
	assert_int_equal(json_array_size(json_object_get(entry, "names")), 3);
}

static void the_mask_is_that_of_the_kernel_headers(void **state)
{
	static struct sample s;
	_json_ json_t *root = NULL;
	json_t *rule;

	(void)state;
	sample_start(&s);
	sample_calls(&s);
	sample_mask_clone(&s);
	root = parse(&s, "seccomp");
	rule = json_array_get(json_object_get(entry_at(root, 1), "args"), 0);
	assert_int_equal(json_integer_value(json_object_get(rule, "index")), 0);
	assert_int_equal(json_integer_value(json_object_get(rule, "value")), 2114060288); /* as Docker's default */
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
		cmocka_unit_test(profiles_answer_as_the_plan),
		cmocka_unit_test(whole_table_can_be_allowed),
		cmocka_unit_test(abis_share_a_list),
		cmocka_unit_test(names_are_sorted),
		cmocka_unit_test(entries_are_few),
		cmocka_unit_test(the_mask_is_that_of_the_kernel_headers),
		cmocka_unit_test(architectures_are_those_used),
		cmocka_unit_test(the_native_architecture_is_never_missing),
		cmocka_unit_test(new_names_are_those_libseccomp_lacks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
