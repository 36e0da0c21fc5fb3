// SPDX-License-Identifier: BSD-2-Clause
/*
 * What a service's settings come to: examples of systemd.service(5), systemd.exec(5) and systemd.unit(5), and what
 * systemd 252 made of the others.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "base/fail.h" /* before cmocka.h, which has a macro of this name */

#include <cmocka.h>

#include <linux/capability.h>
#include <linux/securebits.h>

#include "core/unit_exec.h"

#define BIT(cap) (UINT64_C(1) << (cap))
#define ALL UINT64_MAX
#define RUN "ExecStart=/bin/x\n"

static const struct unit_host host = {
	.hostname = "vm.example.org",
	.machine_id = "11112222333344445555666677778888",
	.boot_id = "aaaa",
	.release = "6.1.0",
	.path = "/etc/systemd/system/web-a\\x2db@1-2.service",
};
static struct unit_exec *exec;

/* service: lines of the section [Service]. */
static int make_named(const char *name, const char *service)
{
	_unit_ struct unit *unit = NULL;
	char text[2048];

	snprintf(text, sizeof(text), "[Service]\n%s", service);
	unit_exec_free(&exec);
	fail_clear();
	assert_int_equal(unit_parse(text, strlen(text), name, &unit), 0);
	return unit_exec_make(unit, &host, &exec);
}

static int make(const char *service)
{
	return make_named("web.service", service);
}

static void refused(const char *service, const char *message)
{
	assert_int_equal(make(service), -EINVAL);
	assert_null(exec);
	assert_non_null(fail_message());
	assert_string_equal(fail_message(), message);
}

static void is_list(const struct unit_list *list, va_list args)
{
	const char *want;
	size_t i = 0;

	for (; (want = va_arg(args, const char *)); i++) {
		assert_true(i < list->n);
		assert_string_equal(list->at[i], want);
	}
	assert_int_equal(list->n, i);
	assert_true(!list->at || !list->at[i]);
}

static void list_is(const struct unit_list *list, ...)
{
	va_list args;

	va_start(args, list);
	is_list(list, args);
	va_end(args);
}

/* argv once variables are replaced by those of the unit itself. */
static void argv_is(const char *service, ...)
{
	_unit_list_ struct unit_list argv = { 0 };
	va_list args;

	assert_int_equal(make(service), 0);
	assert_int_equal(unit_exec_arguments(exec, &exec->environment, &argv), 0);
	va_start(args, service);
	is_list(&argv, args);
	va_end(args);
}

#define ENV "Environment=\"ONE=one\" 'TWO=two two'\n"

/* The examples of systemd.service(5), with the quotes of values as systemd 252 has them. */
static void variables(void **state)
{
	(void)state;
	argv_is(ENV "ExecStart=echo $ONE $TWO ${TWO}\n", "echo", "one", "two", "two", "two two", NULL);
	argv_is("Environment=ONE=one \"TWO='two two' too\" THREE=\nExecStart=/bin/echo ${ONE} ${TWO} ${THREE}\n",
		"/bin/echo", "one", "'two two' too", "", NULL);
	argv_is("Environment=ONE=one \"TWO='two two' too\" THREE=\nExecStart=/bin/echo $ONE $TWO $THREE\n", "/bin/echo",
		"one", "two two", "too", NULL);
	argv_is("ExecStart=echo / >/dev/null & \\; \\\nls\n", "echo", "/", ">/dev/null", "&", ";", "ls", NULL);
	argv_is("ExecStart=sh -c 'dmesg | tac'\n", "sh", "-c", "dmesg | tac", NULL);
	argv_is(ENV "ExecStart=/x $$ONE a$ONE a${ONE}b${TWO} ${NONE} $NONE $ ${ONE ${} end\n", "/x", "$ONE", "a$ONE",
		"aonebtwo two", "", "${ONE", "", "end", NULL);
	argv_is(ENV "ExecStart=:/x $ONE ${ONE} $$\n", "/x", "$ONE", "${ONE}", "$$", NULL);
	argv_is("Environment=\"A=x\\\\ y 'z\"\nExecStart=/x $A\n", "/x", "x y", "z", NULL);
}

static void prefixes(void **state)
{
	(void)state;
	assert_int_equal(make("ExecStart=@/bin/x name arg\n"), 0);
	list_is(&exec->command, "/bin/x", "name", "arg", NULL);
	assert_int_equal(make("ExecStart=-+/bin/x\n"), 0);
	list_is(&exec->command, "/bin/x", "/bin/x", NULL);
	assert_true(exec->privileged && !exec->keeps_ids && exec->variables);
	assert_int_equal(make("ExecStart=!:/bin/x\n"), 0);
	assert_true(!exec->privileged && exec->keeps_ids && !exec->variables);
	assert_int_equal(make("ExecStart=!!/bin/x\n"), 0);
	assert_true(!exec->privileged && !exec->keeps_ids);
	refused("ExecStart=|/bin/x\n", "web.service: line 2: ExecStart=: the prefix | is not known here");
	refused("ExecStart=@/bin/x\n",
		"web.service: line 2: ExecStart=: no argv[0] after the program, which @ asks for");
	refused("ExecStart=-\n", "web.service: line 2: ExecStart=: no program");
	refused("ExecStart=bin/x\n",
		"web.service: line 2: ExecStart=: bin/x is neither an absolute path nor a mere name");
	refused("ExecStart=\"/bin/\\nx\"\n",
		"web.service: line 2: ExecStart=: a control character in the path of the program");
}

static void commands(void **state)
{
	(void)state;
	assert_int_equal(make("ExecStart=/a ;\n"), 0);
	list_is(&exec->command, "/a", "/a", NULL);
	assert_int_equal(make("ExecStart=/a\nExecStart=\nExecStart=/b a;b '; '\n"), 0);
	list_is(&exec->command, "/b", "/b", "a;b", "; ", NULL);
	refused("ExecStart=/a ; /b\n",
		"web.service: line 2: ExecStart=: several commands: only one can be recorded at a time");
	refused("ExecStart=/a\nExecStart=/b\n",
		"web.service: line 3: ExecStart=: several commands: only one can be recorded at a time");
	refused("Type=simple\n", "web.service: no ExecStart= in a section [Service]: there is nothing to run");
	refused("ExecStart=/a 'b\n", "web.service: line 2: ExecStart=: a quote that is not closed");
}

/* Of systemd.unit(5), for an instance. */
static void specifiers(void **state)
{
	(void)state;
	assert_int_equal(make_named("web-a\\x2db@1-2.service",
				    "ExecStart=/x %n %N %p %P %i %I %j %J %f %% 5% %- %u %U %g %G %h %s %t\n"), 0);
	list_is(&exec->command, "/x", "/x", "web-a\\x2db@1-2.service", "web-a\\x2db@1-2", "web-a\\x2db", "web/a-b",
		"1-2", "1/2", "a\\x2db", "a-b", "/1/2", "%", "5%", "%-", "root", "0", "root", "0",
		"/root", "/bin/sh", "/run", NULL);
	assert_int_equal(make("ExecStart=/x %p%i %S %C %L %E %T %V %H %l %m %b %v %y %Y %a %f\n"), 0);
	list_is(&exec->command, "/x", "/x", "web", "/var/lib", "/var/cache", "/var/log", "/etc", "/tmp", "/var/tmp",
		"vm.example.org", "vm", "11112222333344445555666677778888", "aaaa", "6.1.0",
		"/etc/systemd/system/web-a\\x2db@1-2.service", "/etc/systemd/system", "x86-64", "/web", NULL);
	refused("ExecStart=/x %z\n", "web.service: line 2: ExecStart=: the specifier %z is not known here");
	refused(RUN "User=%d\n", "web.service: line 3: User=: the specifier %d is not known here");
	assert_int_equal(make_named("u@bob.service", RUN "User=%i\nEnvironment=A=%i\nEnvironmentFile=-/etc/%p\n"), 0);
	assert_string_equal(exec->user, "bob");
	list_is(&exec->environment, "A=bob", NULL);
	list_is(&exec->files, "-/etc/u", NULL);
}

static void environment(void **state)
{
	(void)state;
	/* Of systemd.exec(5). */
	assert_int_equal(make(RUN "Environment=\"VAR1=word1 word2\" VAR2=word3 \"VAR3=$word 5 6\"\n"), 0);
	list_is(&exec->environment, "VAR1=word1 word2", "VAR2=word3", "VAR3=$word 5 6", NULL);
	assert_int_equal(make(RUN "Environment=A=1 B=2\nEnvironment=A=3\n"
				  "PassEnvironment=X Y\nUnsetEnvironment=Z\n"), 0);
	list_is(&exec->environment, "A=3", "B=2", NULL);
	list_is(&exec->pass, "X", "Y", NULL);
	list_is(&exec->unset, "Z", NULL);
	unit_environment_unset(&exec->environment, "A=1");
	unit_environment_unset(&exec->environment, "B");
	list_is(&exec->environment, "A=3", NULL);
	unit_environment_unset(&exec->environment, "A=3");
	assert_int_equal(exec->environment.n, 0);
	refused(RUN "Environment=A=1 1B=2\n", "web.service: line 3: Environment=: not NAME=VALUE: 1B=2");
	refused(RUN "EnvironmentFile=etc\n", "web.service: line 3: EnvironmentFile=: not an absolute path: etc");
}

/* What systemd.exec(5) says of capabilities. */
static void capabilities(void **state)
{
	uint64_t a = BIT(CAP_CHOWN), b = BIT(CAP_KILL), c = BIT(CAP_SETUID);

	(void)state;
	assert_int_equal(make(RUN), 0);
	assert_true(exec->bounding == ALL && !exec->ambient && !exec->securebits && !exec->no_new_privs);
	assert_int_equal(make(RUN "CapabilityBoundingSet=CAP_CHOWN CAP_KILL\n"
				  "CapabilityBoundingSet=CAP_KILL cap_setuid\n"), 0);
	assert_true(exec->bounding == (a | b | c));
	assert_int_equal(make(RUN "CapabilityBoundingSet=CAP_CHOWN CAP_KILL\n"
				  "CapabilityBoundingSet=~CAP_KILL CAP_SETUID\n"), 0);
	assert_true(exec->bounding == a);
	assert_int_equal(make(RUN "CapabilityBoundingSet=CAP_CHOWN\nCapabilityBoundingSet=\n"), 0);
	assert_true(exec->bounding == 0);
	assert_int_equal(make(RUN "CapabilityBoundingSet=CAP_CHOWN\nCapabilityBoundingSet=~\n"), 0);
	assert_true(exec->bounding == ALL);
	assert_int_equal(make(RUN "CapabilityBoundingSet=~CAP_CHOWN\nAmbientCapabilities=CAP_KILL\n"
			      "AmbientCapabilities=CAP_SETUID\n"), 0);
	assert_true(exec->bounding == ~a && exec->ambient == (b | c));
	refused(RUN "AmbientCapabilities=CAP_NONE\n",
		"web.service: line 3: AmbientCapabilities=: no capability: CAP_NONE");
	refused(RUN "CapabilityBoundingSet=CAP_KILL\nAmbientCapabilities=CAP_CHOWN\n",
		"web.service: AmbientCapabilities=: CAP_CHOWN is not in CapabilityBoundingSet=: it cannot start");
}

static void lost_with_settings(void **state)
{
	(void)state;
	assert_int_equal(make(RUN "PrivateDevices=yes\nProtectKernelModules=1\n"
				  "ProtectKernelLogs=on\nProtectClock=true\n"), 0);
	assert_true(exec->bounding == ~(BIT(CAP_MKNOD) | BIT(CAP_SYS_RAWIO) | BIT(CAP_SYS_MODULE) | BIT(CAP_SYSLOG) |
					BIT(CAP_SYS_TIME) | BIT(CAP_WAKE_ALARM)));
	assert_int_equal(make(RUN "PrivateDevices=no\n"), 0);
	assert_true(exec->bounding == ALL && !exec->filters);
}

static void securebits(void **state)
{
	(void)state;
	assert_int_equal(make(RUN "SecureBits=noroot noroot-locked\nSecureBits=keep-caps\n"), 0);
	assert_int_equal(exec->securebits, SECBIT_NOROOT | SECBIT_NOROOT_LOCKED | SECBIT_KEEP_CAPS);
	assert_int_equal(make(RUN "SecureBits=noroot\nSecureBits=\n"
				  "SecureBits=no-setuid-fixup no-setuid-fixup-locked\n"), 0);
	assert_int_equal(exec->securebits, SECBIT_NO_SETUID_FIXUP | SECBIT_NO_SETUID_FIXUP_LOCKED);
	refused(RUN "SecureBits=root\n", "web.service: line 3: SecureBits=: no secure bit: root");
}

/* no_new_privs as root and as another user; each of the settings that bring it along. */
static void privs(const char *service, bool root, bool other)
{
	assert_int_equal(make(service), 0);
	assert_int_equal(unit_exec_no_new_privs(exec, true), root);
	assert_int_equal(unit_exec_no_new_privs(exec, false), other);
}

static void no_new_privs(void **state)
{
	static const char *const filters[] = {
		"LockPersonality=yes", "MemoryDenyWriteExecute=yes", "PrivateDevices=yes", "ProtectClock=yes",
		"ProtectHostname=yes", "ProtectKernelLogs=yes", "ProtectKernelModules=yes", "ProtectKernelTunables=yes",
		"RestrictAddressFamilies=AF_UNIX", "RestrictNamespaces=yes", "RestrictNamespaces=~user",
		"RestrictRealtime=yes", "RestrictSUIDSGID=yes", "SystemCallArchitectures=native",
		"SystemCallFilter=@system-service", "SystemCallLog=@debug",
	};
	char text[128];

	(void)state;
	privs(RUN, false, false);
	privs(RUN "NoNewPrivileges=yes\n", true, true);
	privs(RUN "DynamicUser=yes\n", true, true);
	for (size_t i = 0; i < ARRAY_SIZE(filters); i++) {
		snprintf(text, sizeof(text), RUN "NoNewPrivileges=no\n%s\n", filters[i]);
		privs(text, false, true);
	}
	privs(RUN "SystemCallFilter=\nRestrictNamespaces=no\n", false, false);
	privs(RUN "SystemCallFilter=read\nAmbientCapabilities=CAP_SYS_ADMIN\n", false, false);
	privs("ExecStart=+/bin/x\nNoNewPrivileges=yes\n", false, false);
	refused(RUN "NoNewPrivileges=maybe\n", "web.service: line 3: NoNewPrivileges=: neither yes nor no: maybe");
}

static void limit_is(const char *line, int resource, uint64_t soft, uint64_t hard)
{
	char text[128];

	snprintf(text, sizeof(text), RUN "%s\n", line);
	assert_int_equal(make(text), 0);
	assert_int_equal(exec->nlimits, 1);
	assert_int_equal(exec->limits[0].resource, resource);
	assert_true(exec->limits[0].soft == soft && exec->limits[0].hard == hard);
}

static void limits(void **state)
{
	(void)state;
	limit_is("LimitNOFILE=1024:524288", RLIMIT_NOFILE, 1024, 524288);
	limit_is("LimitAS=4G:16G", RLIMIT_AS, UINT64_C(4) << 30, UINT64_C(16) << 30);
	limit_is("LimitCORE=infinity", RLIMIT_CORE, UINT64_MAX, UINT64_MAX);
	limit_is("LimitMEMLOCK=64K", RLIMIT_MEMLOCK, 65536, 65536);
	limit_is("LimitCPU=1min 30s:2h", RLIMIT_CPU, 90, 7200);
	limit_is("LimitCPU=1500ms", RLIMIT_CPU, 2, 2);
	limit_is("LimitRTTIME=5", RLIMIT_RTTIME, 5, 5);
	limit_is("LimitRTTIME=5ms", RLIMIT_RTTIME, 5000, 5000);
	limit_is("LimitNICE=-5", RLIMIT_NICE, 25, 25);
	limit_is("LimitNICE=+5:30", RLIMIT_NICE, 15, 30);
	refused(RUN "LimitNOFILE=1K\n", "web.service: line 3: LimitNOFILE=: not a limit: 1K");
	refused(RUN "LimitAS=99999999999E\n", "web.service: line 3: LimitAS=: not a limit: 99999999999E");
	refused(RUN "LimitNICE=41\n", "web.service: line 3: LimitNICE=: not a limit: 41");
	refused(RUN "LimitNOFILE=2:1\n", "web.service: line 3: LimitNOFILE=: the soft limit is above the hard one");
}

static void places(void **state)
{
	(void)state;
	assert_int_equal(make(RUN), 0);
	assert_null(exec->directory);
	assert_int_equal(exec->umask, 022);
	assert_int_equal(exec->type, UNIT_SIMPLE);
	assert_int_equal(make(RUN "WorkingDirectory=-/srv/%p\nUMask=0077\nType=notify-reload\nGroup=g\n"
			      "SupplementaryGroups=a b\n"), 0);
	assert_string_equal(exec->directory, "/srv/web");
	assert_true(exec->directory_optional);
	assert_int_equal(exec->umask, 077);
	assert_int_equal(exec->type, UNIT_NOTIFY);
	assert_string_equal(exec->group, "g");
	list_is(&exec->groups, "a", "b", NULL);
	assert_int_equal(make(RUN "WorkingDirectory=~\nType=forking\n"), 0);
	assert_string_equal(exec->directory, "~");
	assert_string_equal(unit_type_name(exec->type), "forking");
	refused(RUN "WorkingDirectory=srv\n",
		"web.service: line 3: WorkingDirectory=: neither an absolute path nor ~: srv");
	refused(RUN "UMask=8\n", "web.service: line 3: UMask=: not an octal mode: 8");
	refused(RUN "UMask=01777\n", "web.service: line 3: UMask=: not an octal mode: 01777");
	refused(RUN "Type=odd\n", "web.service: line 3: Type=: not known: odd");
}

static void ignored(void **state)
{
	(void)state;
	assert_int_equal(make(RUN "ProtectSystem=full\nPrivateTmp=no\nExecStartPre=/bin/true\nRestart=always\n"
			      "SystemCallFilter=read\nProtectHome=no\nStandardInput=null\nLimitCORE=0\n"), 0);
	list_is(&exec->ignored, "ExecStartPre", "ProtectSystem", "SystemCallFilter", NULL);
}

static void file_is(const char *text, ...)
{
	_unit_list_ struct unit_list list = { 0 };
	va_list args;

	assert_int_equal(unit_environment_parse(text, strlen(text), "f", &list), 0);
	va_start(args, text);
	is_list(&list, args);
	va_end(args);
}

/* By the words of systemd.exec(5) on EnvironmentFile=. */
static void files(void **state)
{
	_unit_list_ struct unit_list list = { 0 };

	(void)state;
	file_is("", NULL);
	file_is("# c\n; d\n\nA=1\n  B = 2 3  \r\nno\nC=\nexport D=4\n9=1", "A=1", "B=2 3", "C=", NULL);
	file_is("A=x\\\ny\\\\z\\q \"r\"\nB=' a\nb\"\\' \nC=\"a\\\nb\\\"\\$\\x\" \n", "A=xy\\zq \"r\"", "B= a\nb\"\\",
		"C=ab\"$\\x", NULL);
	file_is("A='x'y\nA=2\n# go \\\nB=3\nC=4\\", "A=2", "C=4", NULL);
	file_is("A='open\nB=1", "A=open\nB=1", NULL);
	fail_clear();
	assert_int_equal(unit_environment_parse("A=\0b", 4, "f", &list), -EINVAL);
	assert_string_equal(fail_message(), "f: a NUL byte: this is no text");
}

static void too_long(void **state)
{
	_unit_list_ struct unit_list environment = { 0 }, argv = { 0 };
	char *text = malloc(60000), *value = calloc(1, 60003);
	_unit_ struct unit *unit = NULL;

	(void)state;
	memcpy(value, "A=", 2);
	memset(value + 2, 'x', 60000);
	assert_int_equal(unit_environment_set(&environment, value), 0);
	strcpy(text, "[Service]\nExecStart=/x");
	for (size_t n = strlen(text); n + 6 < 60000; n += 5)
		strcpy(text + n, " ${A}");
	assert_int_equal(unit_parse(text, strlen(text), "w.service", &unit), 0);
	unit_exec_free(&exec);
	assert_int_equal(unit_exec_make(unit, &host, &exec), 0);
	fail_clear();
	assert_int_equal(unit_exec_arguments(exec, &environment, &argv), -EINVAL);
	assert_string_equal(fail_message(), "ExecStart=: longer than 1024 KiB with its variables");
	assert_int_equal(argv.n, 0);
	free(text);
	free(value);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(variables),	cmocka_unit_test(prefixes),	cmocka_unit_test(commands),
		cmocka_unit_test(specifiers),	cmocka_unit_test(environment),	cmocka_unit_test(capabilities),
		cmocka_unit_test(securebits),	cmocka_unit_test(no_new_privs), cmocka_unit_test(lost_with_settings),
		cmocka_unit_test(limits),	cmocka_unit_test(places),	cmocka_unit_test(ignored),
		cmocka_unit_test(files),	cmocka_unit_test(too_long),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	unit_exec_free(&exec);
	return failed;
}
