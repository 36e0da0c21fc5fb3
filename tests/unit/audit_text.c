// SPDX-License-Identifier: BSD-2-Clause
/* Lines of the audit log as kernels write them, and what is not one. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <linux/audit.h>

#include "core/audit_text.h"

#define STAMP "audit(1700000000.123:45): "

static struct audit_entry entry;

static int parse(uint32_t type, const char *text)
{
	struct lc_audit record = { .type = type, .size = (uint32_t)strlen(text) };

	assert_true(record.size <= LC_AUDIT_LEN);
	memcpy(record.text, text, record.size);
	audit_entry_free(&entry);
	return audit_parse(&record, &entry);
}

static void apparmor_file(void **state)
{
	(void)state;
	assert_int_equal(parse(AUDIT_AVC, STAMP "apparmor=\"DENIED\" operation=\"open\" class=\"file\" "
			       "profile=\"/usr/sbin/nginx\" name=\"/var/www/index.html\" pid=5 comm=\"nginx\" "
						"requested_mask=\"wc\" denied_mask=\"w\" fsuid=33 ouid=0\n"), 0);
	assert_int_equal(entry.source, AUDIT_FROM_APPARMOR);
	assert_true(entry.denied);
	assert_true(entry.ns == UINT64_C(1700000000123000000));
	assert_int_equal(entry.serial, 45);
	assert_int_equal(entry.pid, 5);
	assert_string_equal(entry.kind, "file");
	assert_string_equal(entry.comm, "nginx");
	assert_string_equal(entry.profile, "/usr/sbin/nginx");
	assert_string_equal(entry.operation, "open");
	assert_string_equal(entry.name, "/var/www/index.html");
	assert_string_equal(entry.asked, "wc");
	assert_string_equal(entry.denied_mask, "w");
	assert_string_equal(entry.scontext, "");
	assert_int_equal(entry.syscall, -1);
}

/* What holds a space, a quote or a control character is written in hexadecimal. */
static void apparmor_hexadecimal(void **state)
{
	(void)state;
	assert_int_equal(parse(AUDIT_AVC, STAMP "apparmor=\"DENIED\" operation=\"open\" profile=612062 name=2F610A22 "
			       "pid=5 comm=6e0A requested_mask=\"r\" denied_mask=\"r\""), 0);
	assert_string_equal(entry.profile, "a b");
	assert_string_equal(entry.name, "/a\\x0a\"");
	assert_string_equal(entry.comm, "n\\x0a");
	/* In quotes it is itself, and an odd number of digits is none. */
	assert_int_equal(parse(AUDIT_AVC, STAMP "apparmor=\"DENIED\" operation=\"open\" profile=\"6162\" name=2F6 "
			       "pid=5"), 0);
	assert_string_equal(entry.profile, "6162");
	assert_string_equal(entry.name, "2F6");
	assert_string_equal(entry.comm, "");
}

static void apparmor_kinds(void **state)
{
	static const struct {
		const char *text, *kind, *name;
	} table[] = {
		{ "operation=\"capable\" class=\"cap\" profile=\"p\" pid=1 comm=\"x\" capability=13  "
		  "capname=\"net_raw\"", "cap", "net_raw" },
		{ "operation=\"create\" class=\"net\" profile=\"p\" pid=1 comm=\"x\" family=\"inet\" sock_type=\"raw\" "
		  "protocol=1", "net",
		  "inet raw" },
		{ "operation=\"create\" profile=\"p\" pid=1 comm=\"x\" family=\"netlink\"", "net", "netlink" },
		{ "operation=\"signal\" profile=\"p\" pid=1 comm=\"x\" signal=kill peer=\"unconfined\"", "signal",
		  "unconfined" },
		{ "operation=\"ptrace\" profile=\"p\" pid=1 comm=\"x\" peer=\"q\"", "ptrace", "q" },
		{ "operation=\"mount\" info=\"failed mntpnt match\" error=-13 profile=\"p\" name=\"/mnt/\" pid=1 "
		  "comm=\"mount\"", "mount",
		  "/mnt/" },
		{ "operation=\"userns_create\" class=\"namespace\" info=\"x\" profile=\"p\" pid=1 comm=\"x\"", "userns",
		  "" },
		{ "operation=\"open\" profile=\"p\" name=\"/x\" pid=1 comm=\"x\"", "file", "/x" },
		{ "operation=\"other\" profile=\"p\" pid=1 comm=\"x\"", "", "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		char text[512];

		snprintf(text, sizeof(text), STAMP "apparmor=\"DENIED\" %s", table[i].text);
		assert_int_equal(parse(AUDIT_AVC, text), 0);
		assert_string_equal(entry.kind, table[i].kind);
		assert_string_equal(entry.name, table[i].name);
		assert_string_equal(entry.profile, "p");
	}
}

static void apparmor_verdicts(void **state)
{
	(void)state;
	assert_int_equal(parse(AUDIT_AVC, STAMP "apparmor=\"ALLOWED\" operation=\"open\" pid=1"), 0);
	assert_false(entry.denied);
	assert_int_equal(parse(AUDIT_AVC, STAMP "apparmor=\"AUDIT\" operation=\"open\" pid=1"), 0);
	assert_false(entry.denied);
	assert_int_equal(parse(AUDIT_AVC, STAMP "apparmor=\"KILLED\" operation=\"open\" pid=1"), 0);
	assert_true(entry.denied);
	assert_int_equal(parse(AUDIT_AVC, STAMP "apparmor=\"STATUS\" operation=\"profile_load\" "
			       "profile=\"unconfined\""), -ENOENT);
}

static void selinux(void **state)
{
	(void)state;
	assert_int_equal(parse(AUDIT_AVC, STAMP "avc:  denied  { read write } for  pid=9 comm=\"httpd\" name=\"f\" "
			       "dev=\"vda1\" ino=7 scontext=system_u:system_r:httpd_t:s0 "
						"tcontext=system_u:object_r:var_t:s0:c1,c2 "
						"tclass=file permissive=0"), 0);
	assert_int_equal(entry.source, AUDIT_FROM_SELINUX);
	assert_true(entry.denied);
	assert_int_equal(entry.pid, 9);
	assert_string_equal(entry.asked, "read write");
	assert_string_equal(entry.name, "f");
	assert_string_equal(entry.scontext, "system_u:system_r:httpd_t:s0");
	assert_string_equal(entry.tcontext, "system_u:object_r:var_t:s0:c1,c2");
	assert_string_equal(entry.tclass, "file");
	assert_string_equal(entry.profile, "");
	/* A path is better than a name; permissive is not refused. */
	assert_int_equal(parse(AUDIT_AVC, STAMP "avc:  denied  { open } for  pid=9 comm=\"x\" path=\"/a/b\" name=\"b\" "
			       "scontext=a:b:c tcontext=a:b:d tclass=file permissive=1"), 0);
	assert_false(entry.denied);
	assert_string_equal(entry.name, "/a/b");
	assert_int_equal(parse(AUDIT_AVC, STAMP "avc:  granted  { setsecparam } for  pid=9 comm=\"x\" scontext=a "
			       "tcontext=b tclass=security"), 0);
	assert_false(entry.denied);
	/* A capability has no object. */
	assert_int_equal(parse(AUDIT_AVC, STAMP "avc:  denied  { sys_chroot } for  pid=9 comm=\"x\" capability=18  "
			       "scontext=a:b:c:s0 tcontext=a:b:c:s0 tclass=cap_userns permissive=0"), 0);
	assert_string_equal(entry.asked, "sys_chroot");
	assert_string_equal(entry.name, "");
	assert_int_equal(parse(AUDIT_AVC, STAMP "avc:  received setenforce notice (enforcing=1)"), -ENOENT);
	assert_int_equal(parse(AUDIT_AVC, STAMP "avc:  denied  { read"), -ENOENT);
}

static void landlock(void **state)
{
	(void)state;
	assert_int_equal(parse(1423, STAMP "domain=195ba459b blockers=fs.refer path=\"/usr/bin\" dev=\"vda2\" ino=351"),
			 0);
	assert_int_equal(entry.source, AUDIT_FROM_LANDLOCK);
	assert_true(entry.denied);
	assert_int_equal(entry.pid, 0);
	assert_string_equal(entry.operation, "fs.refer");
	assert_string_equal(entry.name, "/usr/bin");
	assert_int_equal(parse(1424, STAMP "domain=195ba459b status=allocated mode=enforcing pid=300"), -ENOENT);
}

static void seccomp(void **state)
{
	(void)state;
	assert_int_equal(parse(AUDIT_SECCOMP, STAMP "auid=4294967295 uid=0 gid=0 ses=4294967295 subj=unconfined pid=12 "
			       "comm=\"x\" exe=\"/x\" sig=31 arch=c000003e syscall=83 compat=0 ip=0x7f12 "
						    "code=0x80000000"), 0);
	assert_int_equal(entry.source, AUDIT_FROM_SECCOMP);
	assert_true(entry.denied);
	assert_int_equal(entry.pid, 12);
	assert_true(entry.arch == AUDIT_ARCH_X86_64);
	assert_true(entry.syscall == 83);
	assert_true(entry.code == 0x80000000u);
	assert_int_equal(entry.signal, 31);
	assert_int_equal(parse(AUDIT_SECCOMP, STAMP "pid=12 comm=\"x\" sig=0 arch=40000003 syscall=39 compat=1 ip=0x0 "
			       "code=0x7ffc0000"), 0);
	assert_false(entry.denied);
	assert_true(entry.arch == AUDIT_ARCH_I386);
	assert_int_equal(parse(AUDIT_SECCOMP, STAMP "pid=99999999999 sig=x syscall=-1 code=0x123456789"), 0);
	assert_int_equal(entry.pid, 0);
	assert_true(entry.syscall == -1 && entry.code == 0);
}

static void about_something_else(void **state)
{
	(void)state;
	assert_int_equal(parse(1300, STAMP "arch=c000003e syscall=2 success=no exit=-13"), -ENOENT);
	assert_int_equal(parse(1327, STAMP "proctitle=6C73"), -ENOENT);
	assert_int_equal(parse(AUDIT_AVC, STAMP "something else"), -ENOENT);
	assert_int_equal(parse(AUDIT_AVC, STAMP), -ENOENT);
}

static void not_of_the_log(void **state)
{
	static const char *const texts[] = {
		"", "audit", "audit(", "audit(1.2:3)", "audit(1.2:3) :", "audit(1:2:3): x", "audit(1.2.3): x",
		"audit(1.2): x",
		"audit(x.123:4): x", "audit(1.1234:4): x", "audit(1.2:x): x", "audit(.2:3): x", "audit(1.:3): x",
		"audit(1.2:): x",
		"audit(99999999999999999999.1:1): x", "audit(18446744073709551615.1:1): x", " audit(1.2:3): x",
		"audit(1.2:3: x",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		assert_int_equal(parse(AUDIT_AVC, texts[i]), -EBADMSG);
}

/* Nothing that a name holds can pass for another key. */
static void hostile_names(void **state)
{
	(void)state;
	assert_int_equal(parse(AUDIT_AVC, STAMP "apparmor=\"DENIED\" operation=\"open\" profile=\"p\" "
			       "name=\"/a,pid=77,comm=root\" pid=5 comm=\"x=y\""), 0);
	assert_int_equal(entry.pid, 5);
	assert_string_equal(entry.name, "/a,pid=77,comm=root");
	assert_string_equal(entry.comm, "x=y");
	/* A quote that is not closed goes on to the end. */
	assert_int_equal(parse(AUDIT_AVC, STAMP "apparmor=\"DENIED\" name=\"/a pid=5"), 0);
	assert_string_equal(entry.name, "/a pid=5");
	assert_int_equal(entry.pid, 0);
	audit_entry_free(&entry);
}

/* A size beyond the record is not believed. */
static void size_beyond(void **state)
{
	struct lc_audit record = { .type = AUDIT_AVC, .size = UINT32_MAX };

	(void)state;
	memset(record.text, 'a', sizeof(record.text));
	memcpy(record.text, STAMP "apparmor=\"DENIED\" name=", strlen(STAMP "apparmor=\"DENIED\" name="));
	assert_int_equal(audit_parse(&record, &entry), 0);
	assert_true(strlen(entry.name) > 100);
	audit_entry_free(&entry);
	assert_null(entry.name);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(apparmor_file),
		cmocka_unit_test(apparmor_hexadecimal),
		cmocka_unit_test(apparmor_kinds),
		cmocka_unit_test(apparmor_verdicts),
		cmocka_unit_test(selinux),
		cmocka_unit_test(landlock),
		cmocka_unit_test(seccomp),
		cmocka_unit_test(about_something_else),
		cmocka_unit_test(not_of_the_log),
		cmocka_unit_test(hostile_names),
		cmocka_unit_test(size_beyond),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
