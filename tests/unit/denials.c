// SPDX-License-Identifier: BSD-2-Clause
/*
 * Joining: objects, checks by id, settings, the program and the line of the audit log come to the call they belong
 * to.
 */
#include "denials_input.h"

static struct denials *d;
static struct layer_verdict v;
static const struct lc_denial *told;

static int start(void **state)
{
	(void)state;
	assert_int_equal(denials_new(&d), 0);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	layer_verdict_free(&v);
	denials_free(&d);
	assert_null(d);
	return 0;
}

static void judge(uint32_t id)
{
	layer_verdict_free(&v);
	told = NULL;
	assert_int_equal(denials_judge(d, id, &v, &told), 0);
	assert_int_equal(told->id, id);
}

static void objects_come_first(void **state)
{
	(void)state;
	feed(d, object(7, "/", 0040755, 0));
	feed(d, object(7, "/root", 0040700, 0));
	feed(d, object(7, "/root/f", 0100644, LC_OBJECT_LAST));
	feed(d, object(8, "/else", 0040000, LC_OBJECT_LAST));
	assert_int_equal(denials_judge(d, 7, &v, &told), -ENOENT);
	feed(d, refused(7, "openat", EACCES, SECOND));
	judge(7);
	assert_int_equal(v.layer, LAYER_DAC);
	assert_int_equal(v.confidence, CONFIDENCE_INFERRED);
	assert_string_equal(v.object, "/root/f");
	assert_non_null(strstr(v.detail, "0700 of /root "));
}

static void checks_and_their_places(void **state)
{
	union record r = refused(1, "bind", EACCES, SECOND);

	(void)state;
	feed(d, check(40, CAP_NET_BIND_SERVICE, 2000));
	feed(d, check(41, CAP_SYS_ADMIN, 3000));
	feed(d, symbol(1000, "cap_capable"));
	feed(d, symbol(2000, "__inet_bind"));
	feed(d, symbol(3000, "cap_vm_enough_memory"));
	feed(d, program());
	r.denial.nchecks = 3;
	r.denial.check[0] = 40;
	r.denial.check[1] = 41;
	r.denial.check[2] = 99; /* not told */
	feed(d, r);
	judge(1);
	assert_int_equal(v.layer, LAYER_CAPABILITY);
	assert_int_equal(v.confidence, CONFIDENCE_SEEN);
	assert_int_equal(v.cap, CAP_NET_BIND_SERVICE);
	assert_non_null(strstr(v.fix, "/usr/sbin/nginx"));
	assert_false(denials_may_wait(d, 1));
}

static void settings(void **state)
{
	(void)state;
	feed(d, setting("kernel.io_uring_disabled", "0"));
	feed(d, setting("kernel.io_uring_disabled", "2"));
	feed(d, refused(1, "io_uring_setup", EPERM, SECOND));
	judge(1);
	assert_int_equal(v.layer, LAYER_SYSCTL);
}

static void void_set_user_id(void **state)
{
	union record r = refused(1, "setuid", EPERM, SECOND);

	(void)state;
	feed(d, check(40, CAP_SETUID, 2000));
	feed(d, symbol(1000, "cap_capable"));
	feed(d, symbol(2000, "__sys_setuid"));
	feed(d, stance(LC_STANCE_EXEC | LC_STANCE_VOID_NNP));
	feed(d, stance(LC_STANCE_CREDS));
	r.denial.nchecks = 1;
	r.denial.check[0] = 40;
	feed(d, r);
	judge(1);
	assert_int_equal(v.layer, LAYER_NO_NEW_PRIVS);
	/* Another program is another matter. */
	feed(d, stance(LC_STANCE_EXEC));
	judge(1);
	assert_int_equal(v.layer, LAYER_CAPABILITY);
}

/* --- the audit log ------------------------------------------------------------------ */

static void line_of_the_call(void **state)
{
	(void)state;
	feed(d, setting("lsm", "capability,apparmor"));
	feed(d, object(1, "/srv/f", 0100666, LC_OBJECT_LAST));
	feed(d, refused(1, "openat", EACCES, 10 * SECOND));
	judge(1);
	assert_int_equal(v.layer, LAYER_UNKNOWN);
	assert_true(denials_may_wait(d, 1));
	feed(d, audit(AUDIT_AVC, 10 * SECOND - 3000000, 5000000, APPARMOR("open", "/srv/f")));
	judge(1);
	assert_int_equal(v.layer, LAYER_APPARMOR);
	assert_int_equal(v.confidence, CONFIDENCE_SEEN);
	assert_false(denials_may_wait(d, 1));
}

/* Each thing that makes it a line about something else. */
static void lines_of_others(void **state)
{
	static const char *const texts[] = {
		APPARMOR("open", "/srv/other"),
		APPARMOR("unlink", "/srv/f"),
		"apparmor=\"DENIED\" operation=\"open\" class=\"file\" profile=\"web\" name=\"/srv/f\" pid=106 "
		"comm=\"x\"",
		"apparmor=\"ALLOWED\" operation=\"open\" class=\"file\" profile=\"web\" name=\"/srv/f\" pid=105 "
		"comm=\"x\"",
		"apparmor=\"STATUS\" operation=\"profile_load\" name=\"web\" pid=105 comm=\"x\"",
	};

	(void)state;
	feed(d, object(1, "/srv/f", 0100666, LC_OBJECT_LAST));
	feed(d, refused(1, "openat", EACCES, 10 * SECOND));
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		feed(d, audit(AUDIT_AVC, 10 * SECOND, 1000, texts[i]));
	feed(d, audit(AUDIT_AVC, 9 * SECOND, 1000, APPARMOR("open", "/srv/f")));
	feed(d, audit(AUDIT_AVC, 11 * SECOND, 1000, APPARMOR("open", "/srv/f")));
	judge(1);
	assert_int_equal(v.layer, LAYER_UNKNOWN);
	feed(d, audit(AUDIT_AVC, 10 * SECOND, 1000, APPARMOR("open", "/chroot/srv/f")));
	judge(1);
	assert_int_equal(v.layer, LAYER_APPARMOR);
}

static void nearest_call_has_the_line(void **state)
{
	(void)state;
	feed(d, refused(1, "openat", EACCES, 10 * SECOND));
	feed(d, refused(2, "openat", EACCES, 10 * SECOND + 100000000));
	feed(d, audit(AUDIT_AVC, 10 * SECOND + 99000000, 1000, APPARMOR("open", "/srv/f")));
	judge(1);
	assert_int_equal(v.layer, LAYER_UNKNOWN);
	judge(2);
	assert_int_equal(v.layer, LAYER_APPARMOR);
	/* With nobody else left it is taken for the one it is near enough to. */
	denials_drop(d, 2);
	judge(1);
	assert_int_equal(v.layer, LAYER_APPARMOR);
}

/* The session tells how the clocks stand to each other; without it, how late lines come. */
static void clocks(void **state)
{
	union record session = RECORD(LC_SESSION, session);

	(void)state;
	feed(d, refused(1, "openat", EACCES, 10 * SECOND));
	feed(d, audit(AUDIT_AVC, 10 * SECOND, 400000000, APPARMOR("open", "/srv/f")));
	judge(1);
	assert_int_equal(v.layer, LAYER_UNKNOWN); /* it may have been 0.4 s later */
	session.session.h.ns = SECOND;
	session.session.realtime_ns = AHEAD + SECOND;
	feed(d, session);
	judge(1);
	assert_int_equal(v.layer, LAYER_APPARMOR);
}

static void seccomp_lines(void **state)
{
	static const char line[] = "auid=1 uid=0 gid=0 ses=1 pid=105 comm=\"x\" exe=\"/x\" sig=31 arch=c000003e "
		"syscall=83 compat=0 ip=0x0 code=0x80000000";
	union record r = refused(1, "mkdir", LC_ERROR_KILLED, 10 * SECOND);

	(void)state;
	r.denial.flags = LC_DENIAL_SECCOMP | LC_DENIAL_KILLED;
	r.denial.by = LC_REFUSER_SECCOMP;
	feed(d, r);
	feed(d, refused(2, "mkdir", EPERM, 10 * SECOND)); /* not seccomp's */
	judge(1);
	assert_string_equal(v.action, "KILL");
	assert_true(denials_may_wait(d, 1));
	feed(d, audit(AUDIT_SECCOMP, 10 * SECOND, 1000, line));
	judge(1);
	assert_string_equal(v.action, "KILL_PROCESS");
	assert_false(denials_may_wait(d, 1));
	judge(2);
	assert_int_equal(v.layer, LAYER_UNKNOWN);
	/* The number is of another ABI. */
	r.denial.id = 3;
	r.denial.abi = LC_ABI_I386;
	feed(d, r);
	judge(3);
	assert_string_equal(v.action, "KILL");
}

static void nothing_to_wait_for(void **state)
{
	(void)state;
	feed(d, refused(1, "openat", EROFS, SECOND));
	assert_true(denials_may_wait(d, 1)); /* it is not known which modules there are */
	feed(d, setting("lsm", "lockdown,capability,yama"));
	assert_false(denials_may_wait(d, 1));
	assert_false(denials_may_wait(d, 99));
	feed(d, object(98, "/", 0040755, 0));
	assert_false(denials_may_wait(d, 98));
}

/* --- keeping -------------------------------------------------------------------------- */

static void dropping(void **state)
{
	(void)state;
	feed(d, object(1, "/f", 0100600, LC_OBJECT_LAST));
	feed(d, refused(1, "openat", EACCES, SECOND));
	denials_drop(d, 1);
	denials_drop(d, 1);
	assert_int_equal(denials_judge(d, 1, &v, &told), -ENOENT);
	feed(d, refused(1, "openat", EACCES, SECOND));
	judge(1);
	assert_int_equal(v.layer, LAYER_UNKNOWN); /* its objects went with it */
}

static void told_twice(void **state)
{
	(void)state;
	feed(d, refused(1, "openat", EACCES, SECOND));
	feed(d, refused(1, "setsid", EPERM, SECOND));
	judge(1);
	assert_int_equal(v.layer, LAYER_OTHER);
}

/* More than one call can have, or than are kept, does no harm. */
static void too_many(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < 300; i++)
		feed(d, object(1, "/", 0040755, 0));
	feed(d, object(1, "/f", 0100600, LC_OBJECT_LAST));
	feed(d, refused(1, "openat", EACCES, 10 * SECOND));
	judge(1);
	assert_int_equal(v.layer, LAYER_UNKNOWN);
	feed(d, refused(2, "openat", EACCES, 30 * SECOND));
	feed(d, audit(AUDIT_AVC, 30 * SECOND, 1000, APPARMOR("open", "/old")));
	judge(2);
	assert_int_equal(v.layer, LAYER_APPARMOR);
	for (uint32_t i = 0; i < 4096; i++)
		feed(d, audit(AUDIT_AVC, 20 * SECOND, 1000, APPARMOR("open", "/x")));
	judge(2);
	assert_int_equal(v.layer, LAYER_UNKNOWN);
}

static void other_records(void **state)
{
	union record r = { .head = { .kind = LC_END, .len = sizeof(struct lc_head) } };
	union record unnumbered = check(0, CAP_KILL, 1);

	(void)state;
	feed(d, r);
	feed(d, unnumbered);
	feed(d, audit(AUDIT_AVC, SECOND, 0, "nothing"));
	assert_int_equal(denials_judge(d, 0, &v, &told), -ENOENT);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, start, stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(objects_come_first), TEST(checks_and_their_places), TEST(settings), TEST(void_set_user_id),
		TEST(line_of_the_call), TEST(lines_of_others), TEST(nearest_call_has_the_line), TEST(clocks),
		TEST(seccomp_lines), TEST(nothing_to_wait_for), TEST(dropping), TEST(told_twice), TEST(too_many),
		TEST(other_records),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
