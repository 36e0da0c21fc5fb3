/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Plans written down in a test, without the advisor: what an emitter gets is
 * exactly what the test says. They live in static storage.
 */
#ifndef LC_TESTS_UNIT_EMIT_PLAN_H
#define LC_TESTS_UNIT_EMIT_PLAN_H

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <linux/capability.h>

#include "base/buf.h"
#include "base/guard.h"
#include "core/plan.h"
#include "core/sysno.h"
#include "emit/emit.h"

#define CALLS_MAX 1024
#define BIT(cap) (UINT64_C(1) << (cap))

struct sample {
	struct plan plan;
	struct profile profile;
	struct program programs[3];
	struct check checks[CAP_ROOM];
	const struct check *evidence[CAP_ROOM];
	struct cap_plan caps[CAP_ROOM];
	struct sys_plan calls[CALLS_MAX];
	struct sys_refused refused[16];
	struct foreign_call foreign[16];
};

static inline char *word(const char *text)
{
	return (char *)text; /* profiles do not declare their strings const */
}

/* A complete recording of /usr/bin/tool (id 1), which ran /usr/bin/child (id 2). */
static inline void sample_start(struct sample *s)
{
	memset(s, 0, sizeof(*s));
	for (uint32_t i = 0; i < ARRAY_SIZE(s->programs); i++)
		s->programs[i] = (struct program){
			.id = i + 1, .parent = i, .comm = word("tool"), .instances = 1,
		};
	s->programs[0].flags = LC_PROGRAM_ROOT;
	s->programs[0].exe = word("/usr/bin/tool");
	s->programs[1].exe = word("/usr/bin/child");
	s->programs[2].exe = word("");
	s->profile = (struct profile){
		.programs = s->programs,
		.nprograms = 2,
		.checks = s->checks,
		.cap_last = CAP_LAST_CAP,
		.release = word("6.18.0"),
		.machine = word("x86_64"),
		.ended = true,
	};
	s->plan = (struct plan){
		.profile = &s->profile,
		.options = PLAN_OPTIONS_DEFAULT,
		.name = word("tool"),
		.caps = s->caps,
		.syscalls = s->calls,
		.abi_used = { true },
		.deny = { ANSWER_ERRNO, ENOSYS },
		.no_new_privs = true,
	};
}

/* One capability with one check, of program id. Ascending numbers, as a plan has them. */
static inline struct cap_plan *sample_cap(struct sample *s, unsigned int cap, enum advice advice, uint32_t id)
{
	size_t i = s->plan.ncaps++;
	struct check *check = &s->checks[i];

	assert_true(i < CAP_ROOM);
	*check = (struct check){ .program = id, .cap = cap, .nr = 0, .site = word("some_check"), .count = 1 };
	check->flags = advice == ADVICE_ASK ? LC_CHECK_DENIED : LC_CHECK_EFFECTIVE;
	s->evidence[i] = check;
	s->caps[i] = (struct cap_plan){
		.cap = cap,
		.advice = advice,
		.class = CLASS_DECISIVE,
		.reason = advice == ADVICE_ASK ? REASON_DENIED : REASON_DECISIVE,
		.decider = check,
		.evidence = &s->evidence[i],
		.nevidence = 1,
		.granted = advice != ADVICE_ASK,
		.denied = advice == ADVICE_ASK,
	};
	s->profile.nchecks = i + 1;
	s->plan.keep |= advice == ADVICE_KEEP ? BIT(cap) : 0;
	s->plan.drop |= advice == ADVICE_DROP ? BIT(cap) : 0;
	s->plan.ask |= advice == ADVICE_ASK ? BIT(cap) : 0;
	return &s->caps[i];
}

/* Every capability of the set is kept because of the root program. */
static inline void sample_keep(struct sample *s, uint64_t set)
{
	for (unsigned int cap = 0; cap < CAP_ROOM; cap++) {
		if (set >> cap & 1)
			sample_cap(s, cap, ADVICE_KEEP, 1);
	}
}

static inline void sample_call(struct sample *s, enum lc_abi abi, const char *name, unsigned int why)
{
	const struct sysno_info *info = sysno_by_name(name);
	struct sys_plan *row = &s->calls[s->plan.nsyscalls++];

	assert_true(s->plan.nsyscalls <= CALLS_MAX);
	assert_non_null(info);
	assert_true(info->number[sysno_arch_of(abi)] >= 0);
	*row = (struct sys_plan){ .abi = abi, .name = info->name, .why = why };
	row->nr = info->number[sysno_arch_of(abi)];
	s->plan.abi_used[abi] = true;
}

/* Conditions on a call that was added before; they live as long as the test. */
static inline void sample_args(struct sample *s, const char *name, const struct arg_rule *args, size_t n)
{
	size_t i = 0;

	while (i < s->plan.nsyscalls && strcmp(s->calls[i].name, name) != 0)
		i++;
	assert_true(i < s->plan.nsyscalls);
	s->calls[i].args = args;
	s->calls[i].nargs = n;
}

/* clone, but not into new namespaces: CLONE_NEW{NS,CGROUP,UTS,IPC,USER,PID,NET} of linux/sched.h. */
static inline void sample_mask_clone(struct sample *s)
{
	static const struct arg_rule none = {
		.mask = 0x20000 | 0x2000000 | 0x4000000 | 0x8000000 | 0x10000000 | 0x20000000 | 0x40000000,
	};

	sample_args(s, "clone", &none, 1);
}

static inline void sample_refuse(struct sample *s, const char *name, enum refuse_why why, uint32_t error)
{
	const struct sysno_info *info = sysno_by_name(name);
	struct sys_refused *row = &s->refused[s->plan.nrefused++];

	assert_true(s->plan.nrefused <= ARRAY_SIZE(s->refused));
	assert_non_null(info);
	*row = (struct sys_refused){ .abi = LC_ABI_X86_64, .name = info->name, .why = why, .error = error };
	row->nr = info->number[SYSNO_X86_64];
	s->plan.refused = s->refused;
}

/* A call of another machine. */
static inline void sample_foreign(struct sample *s, enum sysno_arch arch, const char *name)
{
	struct foreign_call *row = &s->foreign[s->plan.nforeign++];

	assert_true(s->plan.nforeign <= ARRAY_SIZE(s->foreign));
	*row = (struct foreign_call){ .arch = arch, .info = sysno_by_name(name) };
	assert_non_null(row->info);
	s->plan.foreign = s->foreign;
}

/* What a small program needs, for all reasons there are. */
static inline void sample_calls(struct sample *s)
{
	static const char *const observed[] = {
		"brk", "clone", "close", "execve", "mmap", "openat", "read", "write",
	};

	for (size_t i = 0; i < ARRAY_SIZE(observed); i++)
		sample_call(s, LC_ABI_X86_64, observed[i], WHY_OBSERVED);
	sample_call(s, LC_ABI_X86_64, "exit_group", WHY_OBSERVED | WHY_KERNEL);
	sample_call(s, LC_ABI_X86_64, "rt_sigreturn", WHY_KERNEL);
	sample_call(s, LC_ABI_X86_64, "clock_gettime", WHY_VDSO);
	sample_call(s, LC_ABI_X86_64, "open", WHY_LIBC);
	sample_call(s, LC_ABI_X86_64, "getdents64", WHY_RUNTIME);
}

/* What any target makes of it; those that spell a program get one that lets everything through. */
static inline int sample_run(const struct emitter *e, const struct plan *plan, struct buf *out)
{
	static const struct { uint16_t code; uint8_t jt, jf; uint32_t k; } allow = { 6, 0, 0, 0x7fff0000 };
	static const struct emit_program program = { &allow, sizeof(allow), "# pseudo filter code\naction ALLOW;\n" };

	return e->filter == FILTER_PROGRAM ? e->emit_program(plan, &program, out) : e->emit(plan, out);
}

/* The text of a target; free() it. */
static inline char *sample_emit(const struct sample *s, const char *target)
{
	const struct emitter *e = emitter_find(target);
	struct buf out = BUF_INIT;
	char *text;

	assert_non_null(e);
	assert_int_equal(sample_run(e, &s->plan, &out), 0);
	assert_int_equal(buf_error(&out), 0);
	text = buf_take(&out);
	assert_non_null(text);
	return text;
}

static inline void assert_holds(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("\"%s\" is not in:\n%s", part, text);
}

static inline void assert_lacks(const char *text, const char *part)
{
	if (strstr(text, part))
		fail_msg("\"%s\" is in:\n%s", part, text);
}

#endif
