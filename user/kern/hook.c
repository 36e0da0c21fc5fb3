// SPDX-License-Identifier: BSD-2-Clause
/* The table of roles and candidates, and the only honest probe: trial attach. */
#include "kern/hook.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "base/fail.h"
#include "base/guard.h"
#include "kern/feature.h"
#include "kern/load.h"
#include "kern/object.h"
#include "kern/step.h"
#include "kern/types.h"

/*
 * A hook is one row here and one SEC("?...") program in bpf/. Facts about what
 * each sees: docs/kernels.md.
 */
const struct hook_role hook_roles[ROLES] = {
	[ROLE_CAPABILITY] = {
		"capability", "each capability check with its answer", {
			{ "fexit/security_capable", { "check_fexit", "answer_fexit" }, "direct_callers",
			  .doubtful = true },
			/* The last to come is the first to run: it finds the stack as it was (5.10). */
			{ "kprobe/security_capable", { "answer_kretprobe", "check_kretprobe", "ask_kprobe" },
			  "direct_callers", .doubtful = true },
			{ "tp_btf/cap_capable", { "check_tp" }, "opts other_lsm" },
		},
	},
	[ROLE_SYSCALL] = {
		"syscall", "the syscalls used", {
			{ "tp_btf/sys_enter", { "call_btf" }, "vsyscall io_uring user_dispatch seccomp_refused" },
			{ "raw_tp/sys_enter", { "call_raw" }, "vsyscall io_uring user_dispatch seccomp_refused" },
		},
	},
	[ROLE_RESULT] = {
		"result", "how calls end in which capabilities are checked", {
			{ "tp_btf/sys_exit", { "result_btf" }, "io_uring" },
			{ "raw_tp/sys_exit", { "result_raw" }, "io_uring" },
		},
	},
	[ROLE_PROCESS] = {
		"process", "fork, execve and exit of processes", {
			{ "tp_btf/sched_process_*", { "process_fork", "process_exec", "process_exit", "process_move" },
			  "" },
		},
	},
	[ROLE_IO_URING] = {
		"io_uring", "operations that go through rings", {
			{ "tp_btf/io_uring_submit_req", { "ring_req" }, "" },
			{ "tp_btf/io_uring_submit_sqe", { "ring_sqe" }, "" },
		},
	},
	/* Where no hook serves the next two, the layer that refused is inferred, and said to be. */
	[ROLE_FILE_REFUSAL] = {
		"file refusal", "which file or directory refused, and its mode", {
			{ "fexit/inode_permission", { "step_inode_permission" }, "io_uring", .doubtful = true },
		},
	},
	[ROLE_LSM_REFUSAL] = {
		"lsm refusal", "which security module refused, and other deciders", {
			{ "kprobe.multi/security_*", { "steps_ask", "steps_answer", "step_security_file_open" },
			  "io_uring", .doubtful = true },
			{ "fexit/security_*", { "step_security_file_open" }, "io_uring", .doubtful = true },
		},
	},
	[ROLE_SECCOMP_REFUSAL] = {
		"seccomp refusal", "calls that a filter turned away", {
			{ "fexit/__seccomp_filter", { "step___seccomp_filter", "step_audit_seccomp" }, "filter_action",
			  .doubtful = true },
			/* The programs of role "result": a call that ends and has not begun. */
			{ "sys_exit", { NULL }, "filter_action filter_log", },
		},
	},
};

static bool is_withheld(const char *withheld, const char *hook)
{
	size_t n = strlen(hook);

	for (const char *at = withheld; at && *at; at = strchr(at, ','), at += at != NULL)
		if (!strncmp(at, hook, n) && (at[n] == ',' || at[n] == '\0'))
			return true;
	return false;
}

/* Loads nothing but the candidate, with tables as small as they can be. */
static int trial_load(struct leastcap_bpf *skel, const struct hook_candidate *candidate)
{
	struct bpf_program *program;
	struct bpf_map *map;

	for (int i = 0; i < HOOK_PROGRAMS && candidate->programs[i]; i++) {
		program = bpf_object__find_program_by_name(skel->obj, candidate->programs[i]);
		if (!program)
			return -ENOENT;
		bpf_program__set_autoload(program, true);
	}
	bpf_object__for_each_map(map, skel->obj) {
		if (bpf_map__type(map) == BPF_MAP_TYPE_RINGBUF)
			bpf_map__set_max_entries(map, 4096);
		else if (!bpf_map__is_internal(map) && bpf_map__type(map) != BPF_MAP_TYPE_TASK_STORAGE)
			bpf_map__set_max_entries(map, 1);
	}
	return leastcap_bpf__load(skel);
}

static int trial_attach(struct leastcap_bpf *skel, const struct hook_candidate *candidate)
{
	for (int i = 0; i < HOOK_PROGRAMS && candidate->programs[i]; i++) {
		struct bpf_program *program = bpf_object__find_program_by_name(skel->obj, candidate->programs[i]);
		bool bulk = !strncmp(candidate->programs[i], "steps_", 6);
		struct bpf_link *link = bulk ? step_try(program) : bpf_program__attach(program);

		if (!link)
			return -errno;
		bpf_link__destroy(link);
	}
	return 0;
}

static void answer_set(struct hook_answer *answer, int error, const char *step)
{
	answer->error = error;
	snprintf(answer->why, sizeof(answer->why), "%s: %s%s", step, strerror(-error),
		 error == -EPERM && feature_lockdown() ? " (lockdown)" : "");
}

static void try_candidate(const struct hook_candidate *candidate, struct hook_answer *answer)
{
	struct leastcap_bpf *skel = object_open();
	int r;

	answer->tried = true;
	if (!skel) {
		answer_set(answer, -errno, "open");
		return;
	}
	r = trial_load(skel, candidate);
	if (r) {
		answer_set(answer, r, "load");
	} else {
		r = trial_attach(skel, candidate);
		if (r)
			answer_set(answer, r, "attach");
	}
	leastcap_bpf__destroy(skel);
}

/* kprobe programs attach by the kprobe PMU or by tracefs; with neither, no trial is needed. */
static bool has_kprobes(void)
{
	return !access("/sys/bus/event_source/devices/kprobe/type", F_OK) ||
	       !access("/sys/kernel/tracing/kprobe_events", F_OK) ||
	       !access("/sys/kernel/debug/tracing/kprobe_events", F_OK);
}

static void answer_candidate(const struct hook_candidate *c, enum hook_effort effort, const char *withheld,
			     struct hook_answer *answer)
{
	if (is_withheld(withheld, c->hook))
		answer_set(answer, -ECANCELED, "withheld");
	else if (!strncmp(c->hook, "kprobe/", 7) && !has_kprobes())
		answer_set(answer, -EOPNOTSUPP, "no kprobes in this kernel");
	else if (effort > HOOK_QUICK || c->doubtful)
		try_candidate(c, answer);
}

/*
 * In a hurry: kernels that take or refuse fexit do so for all functions, so an empty program is tried, with no map and
 * once. What is left out of it shows when the programs are loaded, and in the profile.
 */
static void answer_fexit(struct hook_answer *answer)
{
	const struct bpf_insn nothing[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0 }, { .code = BPF_JMP | BPF_EXIT },
	};
	int function = types_function("security_capable");
	LIBBPF_OPTS(bpf_prog_load_opts, load, .expected_attach_type = BPF_TRACE_FEXIT, .attach_btf_id = function);
	_close_ int program = -1, link = -1;

	answer->tried = true;
	if (function < 0) {
		answer_set(answer, function, "read");
		return;
	}
	program = bpf_prog_load(BPF_PROG_TYPE_TRACING, "nothing", "GPL", nothing, ARRAY_SIZE(nothing), &load);
	if (program < 0) {
		answer_set(answer, -errno, "load");
		return;
	}
	link = bpf_raw_tracepoint_open(NULL, program);
	if (link < 0)
		answer_set(answer, -errno, "attach");
}

/* Candidates in a hurry; fexit: the answer for all of them, once it was asked for. */
static int choose_quick(int role, const char *withheld, struct hook_answer *fexit, struct hook_answer *answers)
{
	const struct hook_candidate *candidates = hook_roles[role].candidates;

	for (int i = 0; i < HOOK_CANDIDATES && candidates[i].hook; i++) {
		bool alike = role_is_refusal(role) || !strncmp(candidates[i].hook, "fexit/", 6);

		if (is_withheld(withheld, candidates[i].hook) || !candidates[i].doubtful || !alike) {
			answer_candidate(&candidates[i], HOOK_QUICK, withheld, &answers[i]);
		} else {
			if (!fexit->tried)
				answer_fexit(fexit);
			answers[i] = *fexit;
		}
		if (!answers[i].error)
			return i;
	}
	return -1;
}

static int choose_role(const struct hook_role *role, enum hook_effort effort, const char *withheld,
		       struct hook_answer *answers)
{
	int chosen = -1;

	for (int i = 0; i < HOOK_CANDIDATES && role->candidates[i].hook; i++) {
		if (chosen >= 0 && effort < HOOK_EVERY)
			break;
		answer_candidate(&role->candidates[i], effort, withheld, &answers[i]);
		if (!answers[i].error && chosen < 0)
			chosen = i;
	}
	return chosen;
}

/* The tracepoint got another name between 6.1 and 6.12. No trial: the load does without it where the guess is wrong. */
static int choose_io_uring(const char *withheld, const struct hook_choice *choice)
{
	const struct hook_candidate *candidates = hook_roles[ROLE_IO_URING].candidates;
	bool renamed = feature_kernel(6, 3);
	int mine = renamed ? 0 : 1;

	if (choice->chosen[ROLE_SYSCALL] < 0 || is_withheld(withheld, candidates[mine].hook))
		return -1;
	return mine;
}

int hooks_choose(enum hook_effort effort, const char *withheld, struct hook_choice *choice)
{
	struct hook_answer fexit = { 0 };
	int r = load_allowed();

	if (r)
		return r;
	memset(choice, 0, sizeof(*choice));
	for (int i = 0; i < ROLES; i++)
		if (effort == HOOK_QUICK && i == ROLE_IO_URING)
			choice->chosen[i] = choose_io_uring(withheld, choice);
		else if (effort == HOOK_QUICK)
			choice->chosen[i] = choose_quick(i, withheld, &fexit, choice->answers[i]);
		else
			choice->chosen[i] = choose_role(&hook_roles[i], effort, withheld, choice->answers[i]);
	return 0;
}
