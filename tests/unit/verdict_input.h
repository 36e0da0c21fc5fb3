/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Outcomes of replays written down in a test.
 */
#ifndef LC_TESTS_UNIT_VERDICT_INPUT_H
#define LC_TESTS_UNIT_VERDICT_INPUT_H

#include <errno.h>
#include <string.h>

#include <linux/capability.h>

#include "emit/verdict.h"

struct verdict_input {
	struct verdict verdict;
	struct verdict_run runs[3];
	struct verdict_refusal refusals[3];
};

static inline struct refused refused_bind(void)
{
	return (struct refused){
		.layer = LAYER_CAPABILITY,
		.program = "/usr/sbin/nginx",
		.nr = 49,
		.abi = LC_ABI_X86_64,
		.error = EACCES,
		.cap = CAP_NET_BIND_SERVICE,
		.site = "__inet_bind",
		.count = 2,
	};
}

static inline struct refused refused_mkdir(bool survived)
{
	return (struct refused){
		.layer = LAYER_SECCOMP,
		.program = "/bin/sh",
		.nr = 83,
		.abi = LC_ABI_X86_64,
		.error = ENOSYS,
		.survived = survived,
		.cap = -1,
		.site = "",
		.count = 1,
	};
}

/* One run that works. */
static inline void verdict_passed(struct verdict_input *in, const struct plan *plan)
{
	memset(in, 0, sizeof(*in));
	in->runs[0] = (struct verdict_run){ .works = true, .ready = true, .duration_ns = 1500000000 };
	in->verdict = (struct verdict){
		.plan = plan,
		.runtime = "direct",
		.release = "6.18.5",
		.seccomp = true,
		.error = ENOSYS,
		.no_new_privs = true,
		.expected_known = true,
		.runs = in->runs,
		.nruns = 1,
		.passes = 1,
		.wanted = 1,
		.refusals = in->refusals,
		.passed = true,
	};
}

/* Of three runs one works, one fails and one hangs; two refusals, and one that was survived. */
static inline void verdict_failed(struct verdict_input *in, const struct plan *plan)
{
	verdict_passed(in, plan);
	in->runs[1] = (struct verdict_run){
		.status = 1, .ready = true, .duration_ns = 20000000, .what = (char *)"exit status 1, recorded was 0",
		.incomplete = INCOMPLETE_LOST,
	};
	in->runs[2] = (struct verdict_run){ .timed_out = true, .what = (char *)"killed after 60 s" };
	in->refusals[0] = (struct verdict_refusal){ refused_bind(), 2 };
	in->refusals[1] = (struct verdict_refusal){ refused_mkdir(false), 1 };
	in->refusals[2] = (struct verdict_refusal){ refused_mkdir(true), 3 };
	in->verdict.user = "www-data";
	in->verdict.release = "6.12.1";
	in->verdict.nruns = 3;
	in->verdict.wanted = 4;
	in->verdict.nrefusals = 3;
	in->verdict.passed = false;
}

/* What the proof of web_proof() came from. */
static inline void search_found(struct search_result *result)
{
	static char bind[] = "bind: EACCES", status[] = "exit status 3", instead[] = "CAP_DAC_READ_SEARCH does instead";

	memset(result, 0, sizeof(*result));
	result->end = SEARCH_MINIMAL;
	result->caps = 1ull << CAP_NET_BIND_SERVICE | 1ull << CAP_MKNOD | 1ull << CAP_DAC_READ_SEARCH;
	result->members[0] = (struct search_member){ CAP_DAC_OVERRIDE, MEMBER_NEEDLESS, instead };
	result->members[1] = (struct search_member){ CAP_DAC_READ_SEARCH, MEMBER_SUBSTITUTE, bind };
	result->members[2] = (struct search_member){ CAP_KILL, MEMBER_NEEDLESS, NULL };
	result->members[3] = (struct search_member){ CAP_NET_BIND_SERVICE, MEMBER_NEEDED, bind };
	result->members[4] = (struct search_member){ CAP_MKNOD, MEMBER_ADDED, status };
	result->nmembers = 5;
	result->runs = 9;
	result->grown = true;
}

#endif
