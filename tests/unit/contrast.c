// SPDX-License-Identifier: BSD-2-Clause
/*
 * core/contrast and core/pod: the conditions of the defaults against numbers that were counted in moby's and systemd's
 * own files, primitives against what those files let through, Pod Security levels against the standard's lists.
 */
#include "tests/unit/emit_plan.h"

#include <sys/personality.h>
#include <sys/socket.h>

#include "core/argument.h"
#include "core/contrast.h"

#define DOCKER_CAPS UINT64_C(0xa80425fb)

static size_t count(enum contrast_with with, uint64_t caps)
{
	size_t n = 0;

	for (size_t i = 0; i < sysno_count(); i++)
		n += contrast_allows(with, sysno_at(i), caps);
	return n;
}

/* Docker's by adding up default.json's rules for amd64 with jq, of the names that x86-64 has; systemd's measured. */
static void defaults_let_through_so_many(void **state)
{
	(void)state;
	assert_int_equal(count(CONTRAST_DOCKER, 0), 308);
	assert_int_equal(count(CONTRAST_DOCKER, DOCKER_CAPS), 309);
	assert_int_equal(count(CONTRAST_DOCKER, BIT(CAP_SYS_ADMIN)), 332);
	assert_int_equal(count(CONTRAST_DOCKER, BIT(CAP_SYS_PTRACE) | BIT(CAP_SYS_TIME)), 313);
	assert_int_equal(count(CONTRAST_SYSTEM_SERVICE_252, 0), 299);
	assert_int_equal(count(CONTRAST_SYSTEM_SERVICE_262, 0), 315);
	assert_int_equal(count(CONTRAST_NONE, 0), 385);
	assert_int_equal(count(CONTRASTS, 0), 0);
}

static bool allowed(enum contrast_with with, const char *name, uint64_t caps)
{
	const struct sysno_info *info = sysno_by_name(name);

	assert_non_null(info);
	return contrast_allows(with, info, caps);
}

static void conditions_are_read(void **state)
{
	static const struct {
		const char *name;
		uint64_t caps;
		bool docker, podman;
	} rows[] = {
		{ "read", 0, true, true },
		{ "mount", 0, false, true },
		{ "mount", BIT(CAP_SYS_ADMIN), true, true },
		{ "mount", ~BIT(CAP_SYS_ADMIN), false, true },
		{ "clone", 0, true, true },
		{ "clone3", 0, false, true },
		{ "clone3", BIT(CAP_SYS_ADMIN), true, true },
		{ "ptrace", 0, true, true },
		{ "arch_prctl", 0, true, true },
		{ "modify_ldt", 0, true, true },
		{ "syslog", BIT(CAP_SYSLOG), true, true },
		{ "syslog", BIT(CAP_SYS_NICE), false, true },
		{ "bpf", BIT(CAP_BPF), true, true },
		{ "bpf", BIT(CAP_PERFMON), false, false },
		{ "io_uring_setup", ~UINT64_C(0), false, false },
		{ "socket", 0, true, true },
		{ "personality", 0, true, true },
		{ "chroot", BIT(CAP_SYS_CHROOT), true, true },
		{ "chroot", 0, false, false },
		{ "fstat64", ~UINT64_C(0), false, false }, /* x86-64 has none */
		{ "vm86", ~UINT64_C(0), false, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (allowed(CONTRAST_DOCKER, rows[i].name, rows[i].caps) != rows[i].docker)
			fail_msg("Docker: %s in row %zu", rows[i].name, i);
		if (allowed(CONTRAST_PODMAN, rows[i].name, rows[i].caps) != rows[i].podman)
			fail_msg("Podman: %s in row %zu", rows[i].name, i);
	}
	assert_true(allowed(CONTRAST_SYSTEM_SERVICE_252, "unshare", 0));
	assert_false(allowed(CONTRAST_SYSTEM_SERVICE_252, "mount", ~UINT64_C(0)));
	assert_false(allowed(CONTRAST_SYSTEM_SERVICE_252, "file_getattr", 0));
	assert_true(allowed(CONTRAST_SYSTEM_SERVICE_262, "file_getattr", 0));
	assert_true(allowed(CONTRAST_NONE, "kexec_load", 0));
	assert_false(allowed(CONTRAST_NONE, "socketcall", 0));
}

static void names_of_all(void **state)
{
	(void)state;
	for (int with = 0; with < CONTRASTS; with++) {
		assert_true(contrast_name(with)[0] != '\0');
		for (int other = 0; other < with; other++) {
			assert_string_not_equal(contrast_id(with), contrast_id(other));
			assert_string_not_equal(contrast_name(with), contrast_name(other));
		}
	}
	assert_string_equal(contrast_name(CONTRASTS), "unknown");
	assert_string_equal(contrast_id(CONTRASTS), "unknown");
}

static const struct primitive *find(const char *id, size_t *at)
{
	for (size_t i = 0; i < primitive_count(); i++) {
		if (!strcmp(primitive_at(i)->id, id)) {
			if (at)
				*at = i;
			return primitive_at(i);
		}
	}
	fail_msg("no primitive %s", id);
	return NULL;
}

/* After default.json: clone is masked, personality and families are listed; Podman allows clone3 and unshare. */
static void primitives_with_the_defaults(void **state)
{
	static const struct {
		const char *id;
		uint64_t caps;
		bool docker, podman;
	} rows[] = {
		{ "user namespaces", 0, false, true },
		{ "user namespaces", BIT(CAP_SYS_ADMIN), true, true },
		{ "packet sockets", 0, true, true },
		{ "vsock sockets", 0, false, true },
		{ "crypto sockets", 0, false, true },
		{ "netfilter sockets", 0, true, true },
		{ "page zero", 0, false, false },
		{ "ptrace", 0, true, true },
		{ "keyrings", 0, false, true },
		{ "io_uring", ~UINT64_C(0), false, false },
		{ "userfaultfd", ~UINT64_C(0), false, false },
		{ "terminal injection", 0, true, true },
		{ "pages in pipes", 0, true, true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct primitive *p = find(rows[i].id, NULL);

		if (contrast_opens(CONTRAST_DOCKER, p, rows[i].caps) != rows[i].docker)
			fail_msg("Docker: %s in row %zu", rows[i].id, i);
		if (contrast_opens(CONTRAST_PODMAN, p, rows[i].caps) != rows[i].podman)
			fail_msg("Podman: %s in row %zu", rows[i].id, i);
		assert_true(contrast_opens(CONTRAST_NONE, p, 0));
	}
	assert_true(contrast_opens(CONTRAST_SYSTEM_SERVICE_252, find("user namespaces", NULL), 0));
	assert_false(contrast_opens(CONTRAST_SYSTEM_SERVICE_252, find("mounting", NULL), 0));
}

static void rules_close(void **state)
{
	static const struct arg_rule no_namespaces = { 0, ARGUMENT_NAMESPACES, 0 };
	static const struct arg_rule families[] = { { 0, UINT64_MAX, AF_UNIX }, { 0, UINT64_MAX, AF_PACKET } };
	static const struct arg_rule sys_socket = { 0, UINT64_MAX, 1 };
	static struct sample s;

	(void)state;
	sample_start(&s);
	assert_null(contrast_opener(&s.plan, find("user namespaces", NULL)));
	sample_call(&s, LC_ABI_X86_64, "clone", WHY_OBSERVED);
	assert_ptr_equal(contrast_opener(&s.plan, find("user namespaces", NULL)), &s.calls[0]);
	s.calls[0].args = &no_namespaces;
	s.calls[0].nargs = 1;
	assert_null(contrast_opener(&s.plan, find("user namespaces", NULL)));
	sample_call(&s, LC_ABI_X86_64, "clone3", WHY_OBSERVED);
	assert_ptr_equal(contrast_opener(&s.plan, find("user namespaces", NULL)), &s.calls[1]);

	sample_call(&s, LC_ABI_X86_64, "socket", WHY_OBSERVED);
	s.calls[2].args = families;
	s.calls[2].nargs = ARRAY_SIZE(families);
	assert_ptr_equal(contrast_opener(&s.plan, find("packet sockets", NULL)), &s.calls[2]);
	assert_null(contrast_opener(&s.plan, find("vsock sockets", NULL)));
	assert_null(contrast_opener(&s.plan, find("netfilter sockets", NULL)));
	/* What multiplexes hides its arguments. */
	sample_call(&s, LC_ABI_I386, "socketcall", WHY_OBSERVED);
	sample_args(&s, "socketcall", &sys_socket, 1);
	assert_ptr_equal(contrast_opener(&s.plan, find("vsock sockets", NULL)), &s.calls[3]);
}

static void what_is_only_logged_is_not_open(void **state)
{
	static struct sample s;

	(void)state;
	sample_start(&s);
	s.plan.deny = (struct sys_answer){ .kind = ANSWER_LOG };
	sample_call(&s, LC_ABI_X86_64, "read", WHY_OBSERVED);
	for (size_t i = 0; i < primitive_count(); i++)
		assert_null(contrast_opener(&s.plan, primitive_at(i)));
}

static void a_plan_against_a_default(void **state)
{
	static struct sample s;
	_contrast_ struct contrast docker = { 0 }, none = { 0 };
	size_t at;

	(void)state;
	sample_start(&s);
	sample_call(&s, LC_ABI_X86_64, "bpf", WHY_OBSERVED);
	sample_call(&s, LC_ABI_X86_64, "read", WHY_OBSERVED);
	sample_call(&s, LC_ABI_X86_64, "write", WHY_OBSERVED);
	sample_call(&s, LC_ABI_I386, "open", WHY_OBSERVED);
	assert_int_equal(contrast_make(&s.plan, CONTRAST_DOCKER, &docker), 0);
	assert_int_equal(docker.theirs, 308);
	assert_int_equal(docker.ours, 3);
	assert_int_equal(docker.fewer, 306);
	assert_int_equal(docker.more, 1);
	find("bpf programs", &at);
	assert_true(docker.open[at] && !docker.closed[at]);
	find("ptrace", &at);
	assert_true(!docker.open[at] && docker.closed[at]);
	find("io_uring", &at);
	assert_true(!docker.open[at] && !docker.closed[at]); /* Docker's closes it, too */
	s.plan.keep = BIT(CAP_BPF);
	assert_int_equal(contrast_make(&s.plan, CONTRAST_NONE, &none), 0);
	assert_int_equal(none.fewer, 382);
	assert_int_equal(none.more, 0);
	assert_true(none.closed[at]);
	find("bpf programs", &at);
	assert_true(none.open[at] && !none.closed[at]);
}

/* kubernetes.io, Pod Security Standards: baseline's list of capabilities, restricted's conditions. */
static void pod_levels(void **state)
{
	static const struct {
		uint64_t keep;
		bool nonroot, nnp;
		enum pod_level level;
		uint64_t excess;
	} rows[] = {
		{ 0, true, true, POD_RESTRICTED, 0 },
		{ BIT(CAP_NET_BIND_SERVICE), true, true, POD_RESTRICTED, 0 },
		{ 0, false, true, POD_BASELINE, 0 },
		{ 0, true, false, POD_BASELINE, 0 },
		{ BIT(CAP_CHOWN), true, true, POD_BASELINE, BIT(CAP_CHOWN) },
		{ BIT(CAP_CHOWN) | BIT(CAP_SETFCAP) | BIT(CAP_NET_BIND_SERVICE), false, false, POD_BASELINE,
		  BIT(CAP_CHOWN) | BIT(CAP_SETFCAP) },
		{ BIT(CAP_NET_RAW), true, true, POD_PRIVILEGED, BIT(CAP_NET_RAW) },
		{ BIT(CAP_CHOWN) | BIT(CAP_SYS_ADMIN), true, true, POD_PRIVILEGED, BIT(CAP_SYS_ADMIN) },
		{ BIT(50), true, true, POD_RESTRICTED, 0 }, /* no target can write it */
	};
	static struct sample s;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		sample_start(&s);
		s.plan.keep = rows[i].keep;
		s.plan.no_new_privs = rows[i].nnp;
		s.plan.options.nonroot = rows[i].nonroot;
		if (plan_pod_level(&s.plan) != rows[i].level || pod_level_excess(&s.plan) != rows[i].excess)
			fail_msg("row %zu", i);
	}
	sample_start(&s);
	s.programs[0].uid = 33;
	assert_true(plan_nonroot(&s.plan));
	assert_string_equal(pod_level_name(plan_pod_level(&s.plan)), "restricted");
	assert_string_equal(pod_level_name(POD_BASELINE), "baseline");
	assert_string_equal(pod_level_name(7), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults_let_through_so_many),
		cmocka_unit_test(conditions_are_read),
		cmocka_unit_test(names_of_all),
		cmocka_unit_test(primitives_with_the_defaults),
		cmocka_unit_test(rules_close),
		cmocka_unit_test(what_is_only_logged_is_not_open),
		cmocka_unit_test(a_plan_against_a_default),
		cmocka_unit_test(pod_levels),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
