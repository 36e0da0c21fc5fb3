/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/audit: from records to what is wrong. Expectations are those of capabilities(7), execve(2) and of what the
 * runtimes' own documents call privileged, not of the code.
 */
#include "tests/unit/audit_input.h"
#include "tests/unit/plan_input.h"

#include <errno.h>

static struct audit *machine(const struct audit_options *options)
{
	struct audit *a;

	assert_int_equal(audit_new(&a), 0);
	feed_all(a);
	assert_int_equal(audit_judge(a, options), 0);
	return a;
}

static void containers_come_first_then_units(void **state)
{
	_audit_ struct audit *a = machine(of_machine());
	int last = OWNER_CONTAINER;

	(void)state;
	assert_int_equal(a->processes, 14);
	assert_int_equal(a->partly, 1);
	for (size_t i = 0; i < a->nsubjects; i++) {
		if ((int)a->subjects[i].kind == last)
			continue;
		assert_true(last == OWNER_CONTAINER || a->subjects[i].kind != OWNER_CONTAINER);
		last = a->subjects[i].kind;
	}
	/* Who logs in and the first process are no services. */
	assert_int_equal(subject_of(a, 400)->kind, OWNER_HOST);
	assert_int_equal(subject_of(a, 1)->kind, OWNER_HOST);
	assert_int_equal(subject_of(a, 700)->kind, OWNER_UNIT);
	assert_int_equal(subject_of(a, 300)->kind, OWNER_HOST);
}

static void what_is_alike_is_one(void **state)
{
	_audit_ struct audit *a = machine(of_machine());
	const struct audit_subject *s = subject_of(a, 302);

	(void)state;
	assert_int_equal(s->npids, 6);
	assert_int_equal(s->threads, 6);
	assert_string_equal(s->title, "sshd[300,301,302,303+2]");
	assert_int_equal(subject_of(a, 820)->npids, 2);
	assert_string_equal(subject_of(a, 820)->title, "web: nginx[820,821]");
	assert_int_equal(subject_of(a, 812)->npids, 1);
}

/* Anything that tells two apart keeps them apart. */
static void what_differs_stays_apart(void **state)
{
	struct lc_holder first = holder(10, "/x", "/"), h;
	struct audit *a;

	(void)state;
	for (int i = 0; i < 9; i++) {
		assert_int_equal(audit_new(&a), 0);
		feed(a, &first, sizeof(first));
		h = first;
		h.pid = 11;
		switch (i) {
		case 0: h.creds.permitted = 1; break;
		case 1: h.creds.ambient = 1; break;
		case 2: h.creds.euid = 1; break;
		case 3: h.creds.group[0] = 5, h.creds.ngroups = 1; break;
		case 4: h.creds.user_ns++; break;
		case 5: h.seccomp_mode = 1; break;
		case 6: h.flags |= LC_HOLDER_NO_NEW_PRIVS; break;
		case 7: strcpy(h.lsm, "other (enforce)"); break;
		case 8: h.exe[1] = 'y'; break;
		}
		feed(a, &h, sizeof(h));
		assert_int_equal(audit_judge(a, of_machine()), 0);
		assert_int_equal(a->nsubjects, 2);
		audit_free(&a);
	}
}

static void a_privileged_container_is_said_to_be_one(void **state)
{
	_audit_ struct audit *a = machine(of_machine());
	const struct audit_subject *s = subject_of(a, 900);
	const struct finding *f = find(&s->findings, "privileged-container", -1);

	(void)state;
	assert_non_null(f);
	assert_int_equal(f->severity, SEVERITY_HIGH);
	assert_string_equal(f->fix, "without securityContext.privileged; capabilities.add what it needs");
	/* Once, and not 41 times. */
	assert_null(find(&s->findings, "capability-dangerous", -1));
	assert_non_null(find(&s->findings, "host-namespace", -1));
	assert_non_null(find(&s->findings, "no-seccomp", -1));
	f = find(&s->findings, "lsm-unconfined", -1);
	assert_non_null(f);
	assert_int_equal(f->severity, SEVERITY_MEDIUM);
}

static void dangerous_ones_are_told_with_their_fix(void **state)
{
	_audit_ struct audit *a = machine(of_machine());
	const struct audit_subject *s = subject_of(a, 812);
	const struct finding *f = find(&s->findings, "capability-dangerous", CAP_NET_RAW);

	(void)state;
	assert_non_null(f);
	assert_string_equal(f->fix, "--cap-drop=NET_RAW");
	assert_non_null(f->attack);
	assert_int_equal(f->severity, SEVERITY_MEDIUM);
	/* Low ones without a profile are not worth a word, and what it does not hold is not told. */
	assert_null(find(&s->findings, "capability-dangerous", CAP_NET_BIND_SERVICE));
	assert_null(find(&s->findings, "capability-dangerous", CAP_SYS_ADMIN));
	assert_null(find(&s->findings, "no-seccomp", -1));
	assert_null(find(&s->findings, "lsm-unconfined", -1));
	f = find(&s->findings, "no-new-privs-missing", -1);
	assert_non_null(f);
	assert_string_equal(f->fix, "--security-opt=no-new-privileges");
}

static void units_get_settings_of_systemd(void **state)
{
	_audit_ struct audit *a = machine(of_machine());
	const struct audit_subject *s = subject_of(a, 700);
	const struct finding *f = find(&s->findings, "capability-dangerous", CAP_SYS_ADMIN);

	(void)state;
	assert_non_null(f);
	assert_string_equal(f->fix, "CapabilityBoundingSet=~CAP_SYS_ADMIN");
	assert_int_equal(f->severity, SEVERITY_HIGH);
	assert_non_null(find(&s->findings, "capability-ambient", -1));
	assert_null(find(&s->findings, "capability-inheritable", -1));
	assert_null(find(&s->findings, "no-new-privs-missing", -1));
	assert_null(find(&s->findings, "root-process", -1));
}

/* user_namespaces(7): what is held there counts for nothing outside. */
static void a_user_namespace_of_its_own_is_less(void **state)
{
	_audit_ struct audit *a = machine(of_machine());
	const struct audit_subject *s = subject_of(a, 400);

	(void)state;
	assert_false(s->root);
	assert_true(s->inner_root);
	assert_string_equal(s->uid_map, "0 100000 65536, 65536 1000 1");
	assert_int_equal(audit_worst(&s->findings), SEVERITY_NOTE);
	assert_null(find(&s->findings, "host-user-namespace", -1));
}

static void services_of_the_machine_are_no_alarm(void **state)
{
	_audit_ struct audit *a = machine(of_machine());

	(void)state;
	assert_int_equal(audit_worst(&subject_of(a, 300)->findings), SEVERITY_MEDIUM);
	assert_int_equal(audit_worst(&subject_of(a, 1)->findings), SEVERITY_MEDIUM);
	assert_int_equal(findings_count(&subject_of(a, 300)->findings, SEVERITY_LOW), 1);
}

static void hostile_names_are_made_harmless(void **state)
{
	_audit_ struct audit *a = machine(of_machine());
	const struct audit_subject *s = subject_of(a, 666);

	(void)state;
	assert_string_equal(s->exe, "/tmp/\\x1b[2J\\x0a<b>\"a\\xff");
	assert_string_equal(s->comm, "\\x1b[31mred\\x0a");
	assert_string_equal(s->lsm, "x\\x1b[0m (enforce)");
	for (const char *at = s->title; *at; at++)
		assert_true((unsigned char)*at >= 0x20);
	assert_non_null(find(&s->findings, "partly-seen", -1));
}

static void labels_tell_who_is_confined(void **state)
{
	static const struct {
		const char *label;
		enum audit_lsm lsm;
	} rows[] = {
		{ "", AUDIT_LSM_NONE },
		{ "unconfined", AUDIT_LSM_UNCONFINED },
		{ "docker-default (enforce)", AUDIT_LSM_ENFORCED },
		{ "nginx (complain)", AUDIT_LSM_COMPLAIN },
		{ "flatpak (unconfined)", AUDIT_LSM_UNCONFINED },
		{ "system_u:system_r:container_t:s0:c1,c2", AUDIT_LSM_ENFORCED },
		{ "system_u:system_r:spc_t:s0", AUDIT_LSM_UNCONFINED },
		{ "unconfined_u:unconfined_r:unconfined_t:s0-s0:c0.c1023", AUDIT_LSM_UNCONFINED },
		{ "system_u:system_r:unconfined_service_t:s0", AUDIT_LSM_UNCONFINED },
		/* Its user is called so; its type confines it. */
		{ "unconfined_u:system_r:httpd_t:s0", AUDIT_LSM_ENFORCED },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct lc_holder h = holder(5, "/x", "/");
		_audit_ struct audit *a = NULL;

		strcpy(h.lsm, rows[i].label);
		assert_int_equal(audit_new(&a), 0);
		feed(a, &h, sizeof(h));
		assert_int_equal(audit_judge(a, of_machine()), 0);
		assert_int_equal(a->subjects[0].confined, rows[i].lsm);
	}
}

/* --- against a profile --------------------------------------------------------- */

/* nginx binds a low port; a helper that it starts kills somebody. */
static void nginx(struct input *in)
{
	input_start(in, "/usr/sbin/nginx");
	input_check(in, CAP_NET_BIND_SERVICE, "__inet_bind", LC_CHECK_EFFECTIVE, "bind");
	input_check(in, CAP_KILL, "kill_ok_by_cred", LC_CHECK_EFFECTIVE, "kill")->program = 2;
}

static void unused_is_held_and_not_used(void **state)
{
	static struct input in;
	struct audit_options options = *of_machine();
	_audit_ struct audit *a = NULL;
	const struct audit_subject *s;
	const struct finding *f;

	(void)state;
	nginx(&in);
	options.profile = &in.profile;
	a = machine(&options);
	s = subject_of(a, 812);
	assert_true(s->measured);
	/* What it starts inherits from it: the helper's need is its need. */
	assert_int_equal(s->used, BIT(CAP_NET_BIND_SERVICE) | BIT(CAP_KILL));
	assert_int_equal(s->unused, DOCKER_CAPS & ~s->used);
	f = find(&s->findings, "capability-unused", CAP_NET_RAW);
	assert_non_null(f);
	assert_non_null(strstr(f->message, "not used in the profile"));
	assert_null(find(&s->findings, "capability-unused", CAP_KILL));
	/* Low ones are told, too, now. */
	assert_non_null(find(&s->findings, "capability-unused", CAP_AUDIT_WRITE));
	assert_false(subject_of(a, 300)->measured);
}

/* /bin/sh is a child there: what nginx used is not the shell's. */
static void a_part_of_the_profile_is_held_against_its_own(void **state)
{
	static struct input in;
	struct audit_options options = *of_machine();
	struct lc_holder h = holder(50, "/bin/sh (deleted)", "/");
	_audit_ struct audit *a = NULL;

	(void)state;
	nginx(&in);
	options.profile = &in.profile;
	hold(&h, BIT(CAP_KILL) | BIT(CAP_NET_BIND_SERVICE));
	assert_int_equal(audit_new(&a), 0);
	feed(a, &h, sizeof(h));
	assert_int_equal(audit_judge(a, &options), 0);
	assert_true(a->subjects[0].measured);
	assert_int_equal(a->subjects[0].unused, BIT(CAP_NET_BIND_SERVICE));
}

static void the_container_of_that_name_is_meant(void **state)
{
	static struct input in;
	char *label[LC_LABELS] = { [LC_LABEL_NAME] = (char *)"web", [LC_LABEL_ID] = (char *)"another" };
	struct owner owners[2] = { { .id = 1, .cgroup = (char *)"/docker/another" },
				   { .id = 2, .cgroup = (char *)"/system.slice/x.service" } };
	struct audit_options options = *of_machine();
	_audit_ struct audit *a = NULL;

	(void)state;
	input_start(&in, "/entrypoint.sh");
	memcpy(owners[0].label, label, sizeof(label));
	in.profile.owners = owners;
	in.profile.nowners = 2;
	in.programs[0].owner = in.programs[1].owner = 1;
	in.programs[2].owner = 2;
	input_check(&in, CAP_CHOWN, "chown_ok", LC_CHECK_EFFECTIVE, "chown");
	input_check(&in, CAP_KILL, "kill_ok_by_cred", LC_CHECK_EFFECTIVE, "kill")->program = 3;
	options.profile = &in.profile;
	a = machine(&options);
	assert_true(subject_of(a, 812)->measured);
	assert_int_equal(subject_of(a, 812)->used, BIT(CAP_CHOWN));
	assert_false(subject_of(a, 900)->measured);
	assert_false(subject_of(a, 700)->measured);
}

static void who_was_watched_and_did_nothing_used_nothing(void **state)
{
	static struct input in;
	struct audit_options options = *of_machine();
	_audit_ struct audit *a = NULL;
	const struct finding *f;

	(void)state;
	nginx(&in);
	options.profile = &in.profile;
	options.observed = true;
	a = machine(&options);
	assert_true(subject_of(a, 700)->measured);
	assert_int_equal(subject_of(a, 700)->used, 0);
	f = find(&subject_of(a, 700)->findings, "capability-unused", CAP_SYS_ADMIN);
	assert_non_null(f);
	assert_non_null(strstr(f->message, "proves nothing"));
}

static void a_profile_of_one_command_is_of_whoever_is_named(void **state)
{
	static struct input in;
	struct audit_options options = *of_machine();
	_audit_ struct audit *a = NULL;

	(void)state;
	nginx(&in);
	options.profile = &in.profile;
	options.whole = true;
	a = machine(&options);
	assert_true(subject_of(a, 700)->measured);
	assert_int_equal(subject_of(a, 700)->used, BIT(CAP_NET_BIND_SERVICE) | BIT(CAP_KILL));
}

/* --- files ------------------------------------------------------------------------- */

static const struct audit_file *file_of(const struct audit *a, const char *path)
{
	for (size_t i = 0; i < a->nfiles; i++)
		if (!strcmp(a->files[i].path, path))
			return &a->files[i];
	fail_msg("no file %s", path);
	return NULL;
}

static void files_are_judged(void **state)
{
	_audit_ struct audit *a = machine(of_machine());
	const struct finding *f;

	(void)state;
	f = find(&file_of(a, "/usr/bin/sudo")->findings, "setuid-file", -1);
	assert_int_equal(f->severity, SEVERITY_MEDIUM);
	assert_string_equal(f->fix, "chmod u-s /usr/bin/sudo");
	assert_non_null(find(&file_of(a, "/usr/bin/ping")->findings, "filecaps-file", -1));
	assert_int_equal(audit_worst(&file_of(a, "/opt/python3.11")->findings), SEVERITY_HIGH);
	assert_non_null(find(&file_of(a, "/opt/python3.11")->findings, "filecaps-interpreter", -1));
	assert_int_equal(audit_worst(&file_of(a, "/srv/x/helper")->findings), SEVERITY_HIGH);
	assert_non_null(find(&file_of(a, "/srv/x/helper")->findings, "setuid-writable", -1));
	assert_int_equal(audit_worst(&file_of(a, "/mnt/void")->findings), SEVERITY_NOTE);
	assert_non_null(find(&file_of(a, "/srv/bad")->findings, "filecaps-bad", -1));
	assert_null(find(&file_of(a, "/srv/bad")->findings, "filecaps-file", -1));
	/* The dangerous first. */
	assert_int_equal(audit_worst(&a->files[0].findings), SEVERITY_HIGH);
}

static void writable_by_roots_group_is_by_nobody_else(void **state)
{
	_audit_ struct audit *a = NULL;

	(void)state;
	assert_int_equal(audit_new(&a), 0);
	feed_file(a, "/a", 04775, LC_FILE_SETUID | LC_FILE_WRITABLE, 0);
	assert_int_equal(audit_judge(a, of_machine()), 0);
	assert_null(find(&a->files[0].findings, "setuid-writable", -1));
}

/* --- the whole ----------------------------------------------------------------------- */

static void all_findings_are_lined_up(void **state)
{
	_audit_ struct audit *a = machine(of_machine());
	_free_ const struct finding **all = NULL;
	struct findings more = { 0 };
	size_t n;

	(void)state;
	findings_add(&more, "device", SEVERITY_HIGH, "x", "y");
	assert_int_equal(audit_add_manifest(a, "pod.yaml", "kubernetes", "baseline", 1, &more), 0);
	assert_int_equal(more.n, 0);
	assert_int_equal(audit_findings(a, &all, &n), 0);
	assert_int_equal(n, audit_count(a, SEVERITY_NOTE));
	for (size_t i = 1; i < n; i++)
		assert_true(all[i - 1]->severity >= all[i]->severity);
}

static void broken_records_are_counted(void **state)
{
	struct lc_holder h = holder(5, "/x", "/");
	_audit_ struct audit *a = NULL;

	(void)state;
	assert_int_equal(audit_new(&a), 0);
	h.exe_size = LC_PATH_LEN + 1;
	assert_int_equal(audit_feed(a, &h, sizeof(h)), -EBADMSG);
	assert_int_equal(audit_feed(a, &h, 3), -EBADMSG);
	h = holder(6, "/x", "/");
	h.flags |= LC_HOLDER_KERNEL;
	assert_int_equal(audit_feed(a, &h, sizeof(h)), 0);
	feed_label(a, 77, LC_LABEL_NAME, "of nobody");
	assert_int_equal(a->bad, 2);
	assert_int_equal(a->processes, 0);
	assert_int_equal(audit_judge(a, of_machine()), 0);
	assert_int_equal(audit_count(a, SEVERITY_NOTE), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(containers_come_first_then_units),
		cmocka_unit_test(what_is_alike_is_one),
		cmocka_unit_test(what_differs_stays_apart),
		cmocka_unit_test(a_privileged_container_is_said_to_be_one),
		cmocka_unit_test(dangerous_ones_are_told_with_their_fix),
		cmocka_unit_test(units_get_settings_of_systemd),
		cmocka_unit_test(a_user_namespace_of_its_own_is_less),
		cmocka_unit_test(services_of_the_machine_are_no_alarm),
		cmocka_unit_test(hostile_names_are_made_harmless),
		cmocka_unit_test(labels_tell_who_is_confined),
		cmocka_unit_test(unused_is_held_and_not_used),
		cmocka_unit_test(a_part_of_the_profile_is_held_against_its_own),
		cmocka_unit_test(the_container_of_that_name_is_meant),
		cmocka_unit_test(who_was_watched_and_did_nothing_used_nothing),
		cmocka_unit_test(a_profile_of_one_command_is_of_whoever_is_named),
		cmocka_unit_test(files_are_judged),
		cmocka_unit_test(writable_by_roots_group_is_by_nobody_else),
		cmocka_unit_test(all_findings_are_lined_up),
		cmocka_unit_test(broken_records_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
