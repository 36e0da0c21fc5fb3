/* SPDX-License-Identifier: BSD-2-Clause */
/* Events as the timeline would tell them, for the units of emit/trace_*. */
#ifndef LC_TESTS_UNIT_TRACE_EVENTS_H
#define LC_TESTS_UNIT_TRACE_EVENTS_H

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <linux/capability.h>

#include "base/buf.h"
#include "core/timeline.h"

#define NR_CHOWN 92
#define NR_OPENAT 257
#define TIME_NS 1795478591123456789ull /* 2026-11-24T00:03:11.123456Z */

static const char *const event_frames[] = { "cap_capable", "ns_capable", "chown_common" };

/* nginx asks for CAP_CHOWN and is refused. */
static inline struct event event_check(void)
{
	return (struct event){
		.type = EVENT_CHECK, .realtime_ns = TIME_NS, .pid = 812, .tid = 813, .uid = 33, .comm = "nginx",
		.exe = "/usr/sbin/nginx", .nr = NR_CHOWN, .abi = LC_ABI_X86_64, .check = 7, .cap = CAP_CHOWN,
		.flags = LC_CHECK_DENIED | LC_CHECK_OPTS_KNOWN | LC_CHECK_INSETID | LC_CHECK_NS_INIT,
		.site = "chown_common", .frames = event_frames, .nframes = 3,
	};
}

static inline struct lc_denial event_denial(void)
{
	return (struct lc_denial){ .id = 1, .nr = NR_OPENAT, .error = EACCES, .by = LC_REFUSER_LSM };
}

static inline struct layer_verdict event_verdict(void)
{
	return (struct layer_verdict){
		.layer = LAYER_APPARMOR, .confidence = CONFIDENCE_SEEN, .cap = -1, .object = "/var/www/x",
		.detail = "profile \"nginx\" denies \"w\"; file modes would have allowed it",
		.fix = "add to the profile: /var/www/** w,",
	};
}

static inline struct event event_refusal(const struct lc_denial *denial, const struct layer_verdict *verdict)
{
	struct event e = event_check();

	e.type = EVENT_REFUSAL;
	e.nr = denial->nr;
	e.site = "";
	e.nframes = 0;
	e.denial = denial;
	e.verdict = verdict;
	return e;
}

/* What the stance says, as the timeline would have it; change and event are to be of the caller. */
static inline struct event event_privilege(const struct lc_stance *stance, struct privilege *event,
					   struct change *change)
{
	struct event e = event_check();

	*event = (struct privilege){
		.nr = stance->nr, .flags = stance->flags, .euid_before = stance->before.euid,
		.euid_after = stance->after.euid, .gained = stance->after.permitted & ~stance->before.permitted,
		.lost = stance->before.permitted & ~stance->after.permitted,
	};
	*change = (struct change){ .event = event, .exe = e.exe, .filters = stance->seccomp_filters };
	e.type = EVENT_PRIVILEGE;
	e.nr = stance->nr;
	e.stance = stance;
	e.change = change;
	return e;
}

static inline struct timeline_sum event_sum(void)
{
	return (struct timeline_sum){ .events = { 5, 2, 1 }, .produced = 9, .delivered = 9 };
}

#endif
