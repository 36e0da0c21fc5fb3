/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the text report tells of results, phases, settings, refused calls and
 * replays, where the recording has them.
 */
#include "tests/unit/report_text.h"

#include <locale.h>
#include <stdlib.h>

static struct web web;

static int start(void **state)
{
	(void)state;
	web_start(&web);
	return 0;
}

/* What only a longer recording has: results, phases, settings, refused calls. */
static void tells_more_of_a_longer_recording(void **state)
{
	static const char *const words[] = {
		"\n  CAP_SETGID            high    granted to ",
		"\n                                granted 7 times, refused 2 times; the calls ended: 9 ok, 3 EPERM\n",
		"also in setgid() at __sys_setgid by /usr/sbin/nginx, 4 times (init)\n",
		"\n  CAP_NET_BIND_SERVICE  low     granted to ",
		"granted 2 times, only while it started; the calls ended: 2 ok, 2 EPERM\n",
		"instead: set net.ipv4.ip_unprivileged_port_start to ",
		" (is 1024)\n",
		"\nRefused, ",
		"refused 2 times, only while it served; the calls ended: 2 ok, 1 EPERM\n",
		"\nPhases\n  init       until 63 ms: every process waited, after /usr/sbin/nginx dropped privileges at "
		"41 ms\n"
		"             CAP_SETGID CAP_SETUID CAP_NET_BIND_SERVICE; 38 syscalls, 30 of them only then\n"
		"  serving    CAP_KILL CAP_SETGID; 21 syscalls\n"
		"  docker     a container keeps what it starts with",
		"for SETUID start as the user that it serves as (--user); for NET_BIND_SERVICE publish ",
		"\n  systemd    ",
		"AmbientCapabilities=CAP_KILL CAP_SETGID and CapabilityBoundingSet=CAP_KILL CAP_SETGID.\n",
		"\n  kubernetes ",
		"\nSyscalls\n",
		"\nRefused calls",
		"\n  mkdir    EPERM       3  /opt/legacy/counter32  seccomp\n",
		NULL,
	};
	char *text;

	(void)state;
	web_results(&web);
	web_phases(&web);
	web_context(&web);
	text = web_report(&web, 0, false, false);
	assert_tells(text, words);
	free(text);
}

static void tells_what_replays_showed(void **state)
{
	static const char *const words[] = {
		"\n  Proof     minimal by 9 replays on Linux 6.18.5 as root, judged by: exit status of the drive "
		"command; the syscall list was not in "
		"force\n",
		"\nLeast capabilities\n  CAP_SETGID CAP_NET_BIND_SERVICE CAP_MKNOD\n\n",
		"\n  CAP_SETGID            high  a replay without it failed: setgid: EPERM, exit status 1\n"
		"                              decisive; proven by replay\n",
		"asked in setgroups() at may_setgroups by ",
		"\n  CAP_MKNOD             high  no check shows it, but a replay without it failed: exit status 3\n"
		"                              proven by replay\n\n",
		"\nChecked but not needed\n",
		"\n  CAP_KILL           12  a replay without it worked ",
		"\nNext\n  leastcap generate docker FILE ",
		NULL,
	};
	char *text;

	(void)state;
	web_proof(&web);
	text = web_report(&web, 0, false, false);
	assert_tells(text, words);
	assert_null(strstr(text, "unproven\n"));
	free(text);
}

/* Each sign in its own words, and where serving needs what the start needs. */
static void tells_each_sign(void **state)
{
	static const char *const signs[] = {
		[LC_BOUNDARY_WAIT] = "until 63 ms: every process waited for the first time\n",
		[LC_BOUNDARY_READY] = "until 63 ms: the ready command succeeded\n",
		[LC_BOUNDARY_NOTIFY] = "until 63 ms: it told so (READY=1, sd_notify)\n",
		[LC_BOUNDARY_MARK] = "until 63 ms: --phase-mark told so\n",
	};

	(void)state;
	web_phases(&web);
	web.in.profile.boundary.drop_ns = 0;
	for (size_t i = 0; i < web.in.profile.nchecks; i++)
		web.in.checks[i].phases = 1u << PHASE_SERVING;
	for (uint32_t sign = LC_BOUNDARY_WAIT; sign < ARRAY_SIZE(signs); sign++) {
		char *text;

		web.in.profile.boundary.sign = sign;
		text = web_report(&web, 0, false, false);
		assert_non_null(strstr(text, signs[sign]));
		assert_non_null(strstr(text, "nothing could be dropped after it"));
		assert_null(strstr(text, "\n  docker "));
		free(text);
	}
}

#define with_web(f) cmocka_unit_test_setup(f, start)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_web(tells_more_of_a_longer_recording),
		with_web(tells_what_replays_showed),
		with_web(tells_each_sign),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
