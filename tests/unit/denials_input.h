/* SPDX-License-Identifier: BSD-2-Clause */
/* Records around refused calls, for the tests of core/denials.h. */
#ifndef LC_TESTS_UNIT_DENIALS_INPUT_H
#define LC_TESTS_UNIT_DENIALS_INPUT_H

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <linux/audit.h>
#include <linux/capability.h>

#include "core/denials.h"
#include "core/sysno.h"

#define SECOND UINT64_C(1000000000)
/* CLOCK_REALTIME less CLOCK_BOOTTIME in the records below. */
#define AHEAD (UINT64_C(1700000000) * SECOND)

/* A record of a kind, ready to be changed: r->kind is the field of the union. */
#define RECORD(kind_, field) \
	((union record){ .field = { .h = { .kind = kind_, .len = sizeof(struct lc_##field) } } })

static inline union record refused(uint32_t id, const char *call, uint32_t error, uint64_t ns)
{
	union record r = RECORD(LC_DENIAL, denial);

	r.denial.h.ns = ns;
	r.denial.h.slot = 1;
	r.denial.id = id;
	r.denial.nr = (uint32_t)sysno_by_name(call)->number[SYSNO_X86_64];
	r.denial.error = error;
	r.denial.by = LC_REFUSER_OTHER;
	r.denial.pid = r.denial.tid = 5;
	r.denial.tgid = 105;
	r.denial.creds.uid = r.denial.creds.euid = r.denial.creds.fsuid = r.denial.creds.fsgid = 33;
	r.denial.creds.bounding = ~UINT64_C(0);
	return r;
}

static inline union record object(uint32_t denial, const char *path, uint32_t mode, uint32_t flags)
{
	union record r = RECORD(LC_OBJECT, object);

	r.object.denial = denial;
	r.object.mode = mode;
	r.object.flags = flags;
	r.object.path_size = (uint32_t)strlen(path);
	memcpy(r.object.path, path, r.object.path_size);
	return r;
}

static inline union record check(uint32_t id, uint32_t cap, uint64_t ip)
{
	union record r = RECORD(LC_CHECK, check);

	r.check.id = id;
	r.check.cap = cap;
	r.check.flags = LC_CHECK_DENIED;
	r.check.nframes = 2;
	r.check.ip[0] = 1000;
	r.check.ip[1] = ip;
	return r;
}

static inline union record symbol(uint64_t ip, const char *name)
{
	union record r = RECORD(LC_SYMBOL, symbol);

	r.symbol.ip = ip;
	snprintf(r.symbol.name, sizeof(r.symbol.name), "%s", name);
	return r;
}

static inline union record setting(const char *name, const char *value)
{
	union record r = RECORD(LC_SETTING, setting);

	snprintf(r.setting.name, sizeof(r.setting.name), "%s", name);
	snprintf(r.setting.value, sizeof(r.setting.value), "%s", value);
	return r;
}

static inline union record program(void)
{
	static const char path[] = "nginx\0sbin\0usr";
	union record r = RECORD(LC_PROGRAM, program);

	r.program.h.slot = 1;
	r.program.path_len = sizeof(path);
	memcpy(r.program.path, path, sizeof(path));
	return r;
}

static inline union record stance(uint32_t flags)
{
	union record r = RECORD(LC_STANCE, stance);

	r.stance.flags = flags;
	r.stance.pid = r.stance.tid = 5;
	return r;
}

/* A line of the log about what happened at ns, received late_ns after that. */
static inline union record audit(uint32_t type, uint64_t ns, uint64_t late_ns, const char *text)
{
	union record r = RECORD(LC_AUDIT, audit);
	uint64_t real = ns + AHEAD;
	int n = snprintf(r.audit.text, sizeof(r.audit.text), "audit(%llu.%03llu:1): %s",
			 (unsigned long long)(real / SECOND),
			 (unsigned long long)(real % SECOND / 1000000), text);

	r.audit.h.ns = ns + late_ns;
	r.audit.type = type;
	r.audit.size = (uint32_t)n;
	return r;
}

static inline void feed(struct denials *d, union record r)
{
	assert_int_equal(denials_feed(d, &r), 0);
}

#define APPARMOR(operation, name) \
	"apparmor=\"DENIED\" operation=\"" operation "\" class=\"file\" profile=\"web\" name=\"" name "\" pid=105 " \
	"comm=\"x\" " \
	"requested_mask=\"w\" denied_mask=\"w\""

#endif
