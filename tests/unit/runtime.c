/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A workload that a runtime started: what the runtime does decides nothing but what a filter must let pass. The sizes
 * of the bases are counted in core/syscalls.tsv by hand.
 */
#include "tests/unit/plan_input.h"

#include <jansson.h>

#include "core/runtime_base.h"
#include "emit/emit.h"

#define X86_64 LC_ABI_X86_64

static void add_call(struct input *in, uint32_t id, const char *name)
{
	input_call_nr(in, id, X86_64, input_number(X86_64, name), 1);
}

static void start_recording(struct input *in, const char *exe)
{
	input_start(in, exe);
	in->profile.release = in->profile.machine = (char *)"";
}

/* runc mounts, loads a filter, sets ids and executes a server, which opens a port and runs a tool. */
static void start_container(struct input *in)
{
	static const char *const behind[] = { "capset", "execve", "fsopen", "madvise", "setuid" };

	start_recording(in, "/usr/sbin/runc");
	in->programs[1] = (struct program){ .id = 2, .parent = 1, .flags = LC_PROGRAM_FILTERING | LC_PROGRAM_GAINED,
					    .exe = (char *)"/usr/sbin/runc", .comm = (char *)"runc", .instances = 1,
					    .syscalls[X86_64].use = in->calls[1][X86_64] };
	in->programs[2].exe = (char *)"/opt/server";
	in->programs[2].parent = 2;
	in->programs[3].exe = (char *)"/opt/tool";
	in->programs[3].parent = 3;
	add_call(in, 1, "mount");
	for (size_t i = 0; i < ARRAY_SIZE(behind); i++)
		add_call(in, 2, behind[i]);
	add_call(in, 3, "listen");
	add_call(in, 4, "uname");
	input_check(in, CAP_SYS_ADMIN, "may_mount", LC_CHECK_EFFECTIVE, "mount");
	input_check(in, CAP_SETUID, "ns_capable_setid", LC_CHECK_EFFECTIVE, "setuid")->program = 2;
	input_check(in, CAP_NET_BIND_SERVICE, "inet_bind", LC_CHECK_EFFECTIVE, "bind")->program = 3;
}

static struct plan *plan_for(const struct input *in, enum runtime runtime, bool exec)
{
	const struct plan_options options = { .portable = PORTABLE_NONE, .runtime = runtime, .exec = exec };
	struct plan *plan = NULL;

	assert_int_equal(plan_make(&in->profile, &options, &plan), 0);
	return plan;
}

static const struct runtime_call *call_of(const struct plan *plan, const char *name)
{
	for (size_t i = 0; i < plan->nruntime_calls; i++)
		if (!strcmp(plan->runtime_calls[i].name, name))
			return &plan->runtime_calls[i];
	return NULL;
}

static unsigned int why_of(const struct plan *plan, const char *name)
{
	const struct sys_plan *row = input_row(plan, X86_64, name);

	return row ? row->why : 0;
}

static void the_workload_decides(void **state)
{
	static struct input in;
	_plan_ struct plan *plan = NULL;

	(void)state;
	start_container(&in);
	plan = plan_for(&in, RUNTIME_NONE, false);
	assert_true(plan->keep == UINT64_C(1) << CAP_NET_BIND_SERVICE);
	assert_null(plan_cap(plan, CAP_SYS_ADMIN));
	assert_true(plan->runtime_caps == (UINT64_C(1) << CAP_SYS_ADMIN | UINT64_C(1) << CAP_SETUID));
	assert_true(plan->no_new_privs); /* what the runtime gains is no reason against it */
	assert_int_equal(why_of(plan, "listen"), WHY_OBSERVED);
	assert_int_equal(why_of(plan, "uname"), WHY_OBSERVED);
	assert_int_equal(why_of(plan, "mount"), 0);
	assert_int_equal(why_of(plan, "capset"), 0);
	assert_int_equal(why_of(plan, "execve"), WHY_KERNEL);
	assert_string_equal(plan->name, "server");
	assert_string_equal(plan_root(plan)->exe, "/opt/server");
}

static void what_was_seen_behind_the_filter_is_allowed(void **state)
{
	static const struct {
		enum runtime chosen;
		bool measured; /* runc's is for it */
	} rows[] = {
		{ RUNTIME_ANY, true },	    { RUNTIME_RUNC, true },	{ RUNTIME_CONTAINERD, true },
		{ RUNTIME_CRUN, false },    { RUNTIME_SYSTEMD, false }, { RUNTIME_NONE, false },
		{ RUNTIME_OTHER, false },
	};
	static struct input in;

	(void)state;
	start_container(&in);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_plan_ struct plan *plan = plan_for(&in, rows[i].chosen, false);
		const struct sys_plan *row = input_row(plan, X86_64, "madvise");

		assert_int_equal(row != NULL, rows[i].measured);
		if (row) {
			assert_int_equal(row->why, WHY_RUNTIME);
			assert_int_equal(row->measured, 1u << RUNTIME_RUNC);
			assert_int_equal(row->runtimes, 0);
		}
		/* Docker lets no container make it: runc does without. */
		assert_null(input_row(plan, X86_64, "fsopen"));
		assert_int_equal(why_of(plan, "mount"), 0);
	}
}

static void measured_beside_the_table(void **state)
{
	static struct input in;
	_plan_ struct plan *plan = NULL;

	(void)state;
	start_container(&in);
	plan = plan_for(&in, RUNTIME_CRUN, true); /* what started it is told whatever will start it */
	assert_int_equal(plan->roles.runtime, RUNTIME_RUNC);
	assert_true(call_of(plan, "capset")->measured && call_of(plan, "capset")->table);
	assert_true(call_of(plan, "fsopen")->measured && call_of(plan, "fsopen")->table);
	assert_true(call_of(plan, "madvise")->measured && !call_of(plan, "madvise")->table);
	assert_true(!call_of(plan, "getppid")->measured && call_of(plan, "getppid")->table);
	assert_null(call_of(plan, "listen"));
	assert_null(call_of(plan, "rt_sigaction")); /* crun's */
}

static size_t base_size(enum runtime runtime, bool no_new_privs, bool exec)
{
	static struct input in;
	_plan_ struct plan *plan = NULL;
	size_t n = 0;

	input_start(&in, "/opt/server");
	input_call(&in, X86_64, "getppid");
	in.programs[0].flags |= no_new_privs ? 0 : LC_PROGRAM_GAINED;
	plan = plan_for(&in, runtime, exec);
	assert_int_equal(plan->no_new_privs, no_new_privs);
	assert_int_equal(plan->nruntime_calls, 0);
	for (size_t i = 0; i < plan->nsyscalls; i++) {
		n += (plan->syscalls[i].why & WHY_RUNTIME) != 0;
		assert_int_equal(plan->syscalls[i].measured, 0);
		assert_int_equal(plan->syscalls[i].runtimes != 0, (plan->syscalls[i].why & WHY_RUNTIME) != 0);
	}
	return n;
}

static void bases(void **state)
{
	static const struct {
		enum runtime runtime;
		bool no_new_privs, exec;
		size_t n;
	} rows[] = {
		{ RUNTIME_RUNC, true, false, 18 },	 { RUNTIME_RUNC, false, false, 32 },
		{ RUNTIME_RUNC, true, true, 33 },	 { RUNTIME_RUNC, false, true, 34 },
		{ RUNTIME_CRUN, true, false, 3 },	 { RUNTIME_CRUN, false, false, 10 },
		{ RUNTIME_CRUN, true, true, 16 },	 { RUNTIME_CRUN, false, true, 18 },
		{ RUNTIME_ANY, true, true, 40 },	 { RUNTIME_ANY, false, true, 40 },
		{ RUNTIME_CONTAINERD, true, false, 18 }, { RUNTIME_CONTAINERD, false, true, 34 },
		{ RUNTIME_SYSTEMD, false, true, 0 },	 { RUNTIME_NONE, false, true, 0 },
		{ RUNTIME_OTHER, false, true, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		size_t n = base_size(rows[i].runtime, rows[i].no_new_privs, rows[i].exec);

		if (n != rows[i].n)
			fail_msg("%s, no_new_privs %d, exec %d: %zu calls, expected %zu", runtime_name(rows[i].runtime),
				 rows[i].no_new_privs, rows[i].exec, n, rows[i].n);
	}
}

static json_t *json_of(const struct plan *plan)
{
	struct emit_style style = { 0 };
	_buf_ struct buf out = BUF_INIT;
	json_t *root;

	assert_int_equal(emit_json(plan, &style, &out), 0);
	root = json_loadb(out.text, out.size, 0, NULL);
	assert_non_null(root);
	return root;
}

static bool has_word(const json_t *list, const char *word)
{
	for (size_t i = 0; i < json_array_size(list); i++)
		if (!strcmp(json_string_value(json_array_get(list, i)), word))
			return true;
	return false;
}

static const char *text_at(const json_t *list, size_t index, const char *key)
{
	return json_string_value(json_object_get(json_array_get(list, index), key));
}

static void for_machines(void **state)
{
	static const char *const roles[] = { "runtime", "runtime", "workload", "workload" };
	static struct input in;
	_plan_ struct plan *plan = NULL;
	json_t *root, *runtime, *programs;

	(void)state;
	start_container(&in);
	plan = plan_for(&in, RUNTIME_ANY, true);
	root = json_of(plan);
	runtime = json_object_get(root, "runtime");
	assert_string_equal(json_string_value(json_object_get(runtime, "name")), "runc");
	assert_int_equal(json_array_size(json_object_get(runtime, "measured")), 5);
	assert_int_equal(json_array_size(json_object_get(runtime, "table")), 38);
	assert_int_equal(json_array_size(json_object_get(runtime, "missing_in_table")), 1);
	assert_true(has_word(json_object_get(runtime, "missing_in_table"), "madvise"));
	assert_true(has_word(json_object_get(runtime, "capabilities"), "CAP_SYS_ADMIN"));
	programs = json_object_get(root, "programs");
	assert_int_equal(json_array_size(programs), ARRAY_SIZE(roles));
	for (size_t i = 0; i < ARRAY_SIZE(roles); i++)
		assert_string_equal(text_at(programs, i, "role"), roles[i]);
	assert_true(json_is_true(json_object_get(json_array_get(programs, 1), "filtered")));
	json_decref(root);
}

static void for_people(void **state)
{
	static const char *const parts[] = {
		"Runtime: not needed inside", "runc called: capset execve fsopen madvise setuid",
		"table of what runc needs did not know: madvise", "SETUID SYS_ADMIN", "What server used", "ROLE",
	};
	static struct input in;
	struct emit_style style = { 0 };
	_buf_ struct buf out = BUF_INIT;
	_plan_ struct plan *plan = NULL;

	(void)state;
	start_container(&in);
	plan = plan_for(&in, RUNTIME_ANY, true);
	assert_int_equal(emit_text(plan, &style, &out), 0);
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		if (!strstr(buf_text(&out), parts[i]))
			fail_msg("no \"%s\" in:\n%s", parts[i], buf_text(&out));
}

/* sshd's child behind its filter is sshd. */
static void a_program_that_filters_itself_is_one(void **state)
{
	static struct input in;
	_plan_ struct plan *plan = NULL;
	json_t *root, *programs;

	(void)state;
	start_recording(&in, "/usr/sbin/sshd");
	in.programs[1].flags = LC_PROGRAM_FILTERING;
	in.programs[1].exe = (char *)"/usr/sbin/sshd";
	in.programs[2].parent = 2;
	add_call(&in, 1, "listen");
	add_call(&in, 2, "listen");
	add_call(&in, 2, "uname");
	plan = plan_for(&in, RUNTIME_NONE, true);
	assert_int_equal(why_of(plan, "uname"), WHY_OBSERVED);
	root = json_of(plan);
	assert_true(json_is_null(json_object_get(root, "runtime")));
	programs = json_object_get(root, "programs");
	assert_int_equal(json_array_size(programs), INPUT_PROGRAMS - 1);
	assert_int_equal(json_array_size(json_object_get(
				 json_object_get(json_array_get(programs, 0), "syscalls"), "x86_64")), 2);
	assert_int_equal(json_integer_value(json_object_get(json_array_get(programs, 1), "parent")), 1);
	json_decref(root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_workload_decides),
		cmocka_unit_test(what_was_seen_behind_the_filter_is_allowed),
		cmocka_unit_test(measured_beside_the_table),
		cmocka_unit_test(bases),
		cmocka_unit_test(for_machines),
		cmocka_unit_test(for_people),
		cmocka_unit_test(a_program_that_filters_itself_is_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
