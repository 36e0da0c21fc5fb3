// SPDX-License-Identifier: BSD-2-Clause
/* config.json of a replay, read back: what the plan decides, and that nothing else of the machine's view changes. */
#include "tests/unit/emit_plan.h"

#include <errno.h>
#include <jansson.h>

#include "emit/bundle.h"

static char *argv[] = { "tool", "with space", "\"quoted\"", NULL };
static char *env[] = { "HOME=/root", "EMPTY=", NULL };
static const uint32_t groups[] = { 33, 4294967294u };

static struct bundle_process process_of(uint32_t uid)
{
	return (struct bundle_process){
		.argv = argv, .env = env, .cwd = "/tmp", .uid = uid, .gid = 7, .groups = groups, .ngroups = 2,
		.seccomp = true, .error = EPERM,
	};
}

static json_t *write_and_read(const struct sample *s, const struct bundle_process *process)
{
	_buf_ struct buf out = BUF_INIT;
	json_error_t error;
	json_t *root;

	assert_int_equal(emit_bundle(&s->plan, process, &out), 0);
	root = json_loads(buf_text(&out), JSON_REJECT_DUPLICATES, &error);
	if (!root)
		fail_msg("line %d: %s", error.line, error.text);
	return root;
}

/* A path of keys and indices, "process.args.0". */
static json_t *at(json_t *value, const char *path)
{
	while (value && *path) {
		size_t n = strcspn(path, ".");
		char key[64];

		snprintf(key, sizeof(key), "%.*s", (int)n, path);
		value = json_is_array(value) ? json_array_get(value, strtoul(key, NULL, 10)) :
					       json_object_get(value, key);
		path += n + (path[n] == '.');
	}
	return value;
}

static void check_text(json_t *root, const char *path, const char *text)
{
	assert_non_null(at(root, path));
	assert_string_equal(json_string_value(at(root, path)), text);
}

static void check_caps(json_t *root, const char *set, size_t n)
{
	char path[64];

	snprintf(path, sizeof(path), "process.capabilities.%s", set);
	assert_int_equal(json_array_size(at(root, path)), n);
}

static void set_plan(struct sample *s)
{
	sample_start(s);
	s->plan.keep = BIT(CAP_CHOWN) | BIT(CAP_NET_RAW);
	s->plan.no_new_privs = true;
}

static void test_process(void **state)
{
	static struct sample s;
	struct bundle_process process = process_of(0);
	json_t *root;

	(void)state;
	set_plan(&s);
	root = write_and_read(&s, &process);
	check_text(root, "process.args.1", "with space");
	check_text(root, "process.args.2", "\"quoted\"");
	check_text(root, "process.env.1", "EMPTY=");
	check_text(root, "process.cwd", "/tmp");
	assert_int_equal(json_integer_value(at(root, "process.user.gid")), 7);
	assert_int_equal(json_integer_value(at(root, "process.user.additionalGids.1")), 4294967294);
	assert_true(json_is_true(at(root, "process.noNewPrivileges")));
	assert_true(json_is_false(at(root, "process.terminal")));
	json_decref(root);
}

static void test_sets_of_root(void **state)
{
	static struct sample s;
	struct bundle_process process = process_of(0);
	json_t *root;

	(void)state;
	set_plan(&s);
	root = write_and_read(&s, &process);
	check_caps(root, "bounding", 2);
	check_caps(root, "permitted", 2);
	check_caps(root, "effective", 2);
	check_caps(root, "inheritable", 0);
	check_caps(root, "ambient", 0);
	check_text(root, "process.capabilities.bounding.0", "CAP_CHOWN");
	json_decref(root);
}

static void test_sets_of_another_user(void **state)
{
	static struct sample s;
	struct bundle_process process = process_of(1000);
	json_t *root;

	(void)state;
	set_plan(&s);
	s.plan.no_new_privs = false;
	root = write_and_read(&s, &process);
	check_caps(root, "inheritable", 2);
	check_caps(root, "ambient", 2);
	assert_int_equal(json_integer_value(at(root, "process.user.uid")), 1000);
	assert_true(json_is_false(at(root, "process.noNewPrivileges")));
	json_decref(root);
}

/* Only a mount namespace; all devices; /dev is the machine's; nothing is hidden or read-only. */
static void test_view(void **state)
{
	static struct sample s;
	struct bundle_process process = process_of(0);
	json_t *root;

	(void)state;
	set_plan(&s);
	root = write_and_read(&s, &process);
	assert_int_equal(json_array_size(at(root, "linux.namespaces")), 1);
	check_text(root, "linux.namespaces.0.type", "mount");
	assert_int_equal(json_array_size(at(root, "mounts")), 1);
	check_text(root, "mounts.0.source", "/dev");
	check_text(root, "mounts.0.options.0", "rbind");
	assert_true(json_is_false(at(root, "root.readonly")));
	assert_true(json_is_true(at(root, "linux.resources.devices.0.allow")));
	assert_null(at(root, "linux.maskedPaths"));
	json_decref(root);
}

static void test_seccomp(void **state)
{
	static struct sample s;
	struct bundle_process process = process_of(0);
	json_t *root;

	(void)state;
	set_plan(&s);
	root = write_and_read(&s, &process);
	assert_int_equal(json_integer_value(at(root, "linux.seccomp.defaultErrnoRet")), EPERM);
	check_text(root, "linux.seccomp.defaultAction", "SCMP_ACT_ERRNO");
	json_decref(root);
	process.seccomp = false;
	root = write_and_read(&s, &process);
	assert_null(at(root, "linux.seccomp"));
	json_decref(root);
}

/* Its own error is the default: a refusal that would be the plan's default is spelled out. */
static void test_refused(void **state)
{
	static struct sample s;
	struct bundle_process process = process_of(0);
	json_t *root;

	(void)state;
	set_plan(&s);
	sample_calls(&s);
	sample_refuse(&s, "clone3", REFUSE_FALLBACK, ENOSYS);
	root = write_and_read(&s, &process);
	assert_int_equal(json_integer_value(at(root, "linux.seccomp.defaultErrnoRet")), EPERM);
	check_text(root, "linux.seccomp.syscalls.0.action", "SCMP_ACT_ALLOW");
	check_text(root, "linux.seccomp.syscalls.1.names.0", "clone3");
	assert_int_equal(json_integer_value(at(root, "linux.seccomp.syscalls.1.errnoRet")), ENOSYS);
	assert_int_equal(json_array_size(at(root, "linux.seccomp.syscalls")), 2);
	json_decref(root);
	process.error = ENOSYS;
	root = write_and_read(&s, &process);
	assert_int_equal(json_array_size(at(root, "linux.seccomp.syscalls")), 1);
	json_decref(root);
}

static void test_not_utf8(void **state)
{
	static struct sample s;
	struct bundle_process process = process_of(0);
	char *broken[] = { "tool", "\xff\xfe", NULL };
	_buf_ struct buf out = BUF_INIT;

	(void)state;
	set_plan(&s);
	process.argv = broken;
	assert_int_equal(emit_bundle(&s.plan, &process, &out), -EILSEQ);
	process.argv = argv;
	process.env = broken;
	assert_int_equal(emit_bundle(&s.plan, &process, &out), -EILSEQ);
	process.env = env;
	process.cwd = "/tmp/\x80";
	assert_int_equal(emit_bundle(&s.plan, &process, &out), -EILSEQ);
	assert_int_equal(out.size, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_process),
		cmocka_unit_test(test_sets_of_root),
		cmocka_unit_test(test_sets_of_another_user),
		cmocka_unit_test(test_view),
		cmocka_unit_test(test_seccomp),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_not_utf8),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
