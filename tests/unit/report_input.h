/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A recording for the tests of the reports: a web server with helpers, with
 * something for every section of a report.
 */
#ifndef LC_TESTS_UNIT_REPORT_INPUT_H
#define LC_TESTS_UNIT_REPORT_INPUT_H

#include "tests/unit/plan_input.h"

#include <errno.h>

struct web {
	struct input in;
	struct hook_use hooks[4];
	char *command[8];
	struct result results[INPUT_CHECKS][2];
	struct refusal refusals[2];
	struct setting settings[1];
	struct proof proof;
	struct proof_member members[4];
	struct privilege privileges[4];
	struct value_set values[6];
};

static inline void web_program(struct web *w, uint32_t id, uint32_t parent, const char *exe, uint64_t runs)
{
	struct program *p = &w->in.programs[id - 1];

	p->parent = parent;
	p->exe = (char *)exe;
	p->instances = runs;
}

static inline void web_calls(struct web *w, uint32_t id, enum lc_abi abi, const char *const *names)
{
	for (size_t i = 0; names[i]; i++)
		input_call_nr(&w->in, id, abi, input_number(abi, names[i]), 3 * i + 1);
}

static inline void web_check(struct web *w, uint32_t program, unsigned int cap, const char *site, uint32_t flags,
			     const char *call, uint64_t count)
{
	struct check *c = input_check(&w->in, cap, site, flags, call);

	c->program = program;
	c->count = count;
	c->first_ns = 3000000 * program;
}

static inline void web_session(struct web *w)
{
	struct profile *p = &w->in.profile;

	w->hooks[0] = (struct hook_use){ (char *)"capability", (char *)"tp_btf/cap_capable", (char *)"opts lsm" };
	w->hooks[1] = (struct hook_use){ (char *)"syscall", (char *)"tp_btf/sys_enter", (char *)"vsyscall io_uring" };
	w->hooks[2] = (struct hook_use){ (char *)"process", (char *)"tp_btf/sched_process_exec", (char *)"" };
	p->hooks = w->hooks;
	p->nhooks = 3;
	w->command[0] = (char *)"nginx";
	w->command[1] = (char *)"-g";
	w->command[2] = (char *)"daemon off;";
	p->command = w->command;
	p->release = (char *)"6.18.5";
	p->machine = (char *)"x86_64";
	p->start_realtime_ns = 1709210096000000000; /* 2024-02-29 12:34:56 UTC */
	p->duration_ns = 12340000000;
}

static inline void web_checks(struct web *w)
{
	const uint32_t had = LC_CHECK_EFFECTIVE;

	web_check(w, 1, CAP_NET_BIND_SERVICE, "__inet_bind", had, "bind", 1);
	web_check(w, 1, CAP_NET_BIND_SERVICE, "__inet6_bind", had, "bind", 1);
	web_check(w, 1, CAP_SETUID, "__sys_setuid", had, "setuid", 4);
	web_check(w, 3, CAP_SETGID, "may_setgroups", had, "setgroups", 3);
	web_check(w, 1, CAP_SETGID, "__sys_setgid", had, "setgid", 4);
	web_check(w, 3, CAP_SETGID, "may_setgroups", LC_CHECK_DENIED, "setgroups", 2);
	web_check(w, 3, CAP_KILL, "no_such_kernel_function", had, "kill", 12);
	web_check(w, 1, CAP_SYS_ADMIN, "cap_vm_enough_memory", had, "mmap", 1212);
	web_check(w, 3, CAP_SYS_ADMIN, "cap_vm_enough_memory", had, "brk", 40);
	web_check(w, 4, CAP_DAC_READ_SEARCH, "generic_permission", LC_CHECK_DENIED, "openat", 2);
}

static inline void web_start(struct web *w)
{
	static const char *const master[] = {
		"read", "write", "close", "openat", "mmap", "mprotect", "munmap", "brk", "rt_sigaction",
		"rt_sigprocmask", "rt_sigsuspend", "socket", "bind", "listen", "setsockopt", "clone", "execve",
		"exit_group", "getpid", "prctl", "geteuid", "fstat", "newfstatat", "pread64", "pwrite64", "chown",
		"socketpair", "wait4", "kill", "umask", "uname", "setsid", "arch_prctl", "set_tid_address",
		"set_robust_list", "prlimit64", "getrandom", "futex", NULL,
	};
	static const char *const worker[] = { "epoll_wait", "accept4", "recvfrom", "writev", "sendfile", "setuid",
					      "setgid", "setgroups", NULL };
	static const char *const old[] = { "read", "write", "open", "socketcall", "exit_group", NULL };

	memset(w, 0, sizeof(*w));
	input_start(&w->in, "/usr/sbin/nginx");
	web_program(w, 2, 1, "/bin/sh", 2);
	web_program(w, 3, 2, "/usr/lib/nginx/modules/helper/rotate-logs-and-tell-the-server", 12);
	web_program(w, 4, 1, "/opt/legacy/counter32", 1);
	web_session(w);
	web_calls(w, 1, LC_ABI_X86_64, master);
	web_calls(w, 2, LC_ABI_X86_64, master + 30);
	web_calls(w, 3, LC_ABI_X86_64, worker);
	web_calls(w, 4, LC_ABI_I386, old);
	web_checks(w);
}

/* Every call of a check succeeded but one. */
static inline void web_results(struct web *w)
{
	for (size_t i = 0; i < w->in.profile.nchecks; i++) {
		struct check *c = &w->in.checks[i];

		w->results[i][0] = (struct result){ 0, c->count };
		w->results[i][1] = (struct result){ EPERM, 1 };
		c->results = w->results[i];
		c->nresults = 2;
		c->last_ns = c->first_ns + 2000000;
	}
}

/* It serves from 63 ms on; what program 1 does belongs to the start, the rest to serving. */
static inline void web_phases(struct web *w)
{
	struct profile *p = &w->in.profile;

	p->boundary = (struct boundary){
		.sign = LC_BOUNDARY_WAIT, .program = 1, .ns = 63000000, .drop_ns = 41000000, .drop_program = 1,
	};
	for (size_t i = 0; i < p->nchecks; i++)
		w->in.checks[i].phases = w->in.checks[i].program == 1 ? 1u << PHASE_INIT : 1u << PHASE_SERVING;
	for (size_t i = 0; i < p->nprograms; i++)
		for (int abi = 0; abi < LC_ABIS; abi++)
			for (size_t k = 0; k < w->in.programs[i].syscalls[abi].n; k++)
				w->in.programs[i].syscalls[abi].use[k].phases =
					i == 0 ? 1u << PHASE_INIT : 1u << PHASE_SERVING;
}

static inline void web_context(struct web *w)
{
	struct profile *p = &w->in.profile;

	w->refusals[0] = (struct refusal){ .program = 4, .nr = 83, .error = EPERM, .by = LC_REFUSER_SECCOMP,
					   .count = 3, .first_ns = 9000000 };
	p->refusals = w->refusals;
	p->nrefusals = 1;
	w->settings[0] = (struct setting){ (char *)"net.ipv4.ip_unprivileged_port_start", (char *)"1024" };
	p->settings = w->settings;
	p->nsettings = 1;
	p->outcome = (struct outcome){ .permitted = (1ull << CAP_BPF) - 1, .bounding = (1ull << CAP_BPF) - 1 };
}

/* CAP_KILL was needless, CAP_SETGID and CAP_NET_BIND_SERVICE were needed, CAP_MKNOD shows no check. */
static inline void web_proof(struct web *w)
{
	w->members[0] = (struct proof_member){ CAP_KILL, MEMBER_NEEDLESS, (char *)"" };
	w->members[1] = (struct proof_member){ CAP_SETGID, MEMBER_NEEDED, (char *)"setgid: EPERM, exit status 1" };
	w->members[2] = (struct proof_member){ CAP_NET_BIND_SERVICE, MEMBER_NEEDED, (char *)"bind: EACCES" };
	w->members[3] = (struct proof_member){ CAP_MKNOD, MEMBER_ADDED, (char *)"exit status 3" };
	w->proof = (struct proof){
		.kind = PROOF_MINIMAL,
		.caps = 1ull << CAP_SETGID | 1ull << CAP_NET_BIND_SERVICE | 1ull << CAP_MKNOD,
		.members = w->members,
		.nmembers = 4,
		.runs = 9,
		.root = true,
		.no_new_privs = true,
		.oracle = (char *)"exit status of the drive command",
		.release = (char *)"6.18.5",
	};
	w->in.profile.proof = &w->proof;
}

/*
 * nginx drops to uid 33 in its workers, the script cuts the bounding set, the helper gets CAP_KILL from its file, and
 * counter32 nothing of its own.
 */
static inline void web_privileges(struct web *w)
{
	struct profile *p = &w->in.profile;

	w->privileges[0] = (struct privilege){
		.program = 1, .nr = 105, .flags = LC_STANCE_CREDS, .euid_after = 33, .lost = (1ull << 41) - 1,
		.count = 4, .first_ns = 41000000, .phases = 1u << PHASE_INIT };
	w->privileges[1] = (struct privilege){
		.program = 2, .nr = 157, .flags = LC_STANCE_CREDS, .bounding_lost = 1ull << CAP_SYS_ADMIN, .count = 1,
		.first_ns = 7000000, .phases = 1u << PHASE_INIT };
	w->privileges[2] = (struct privilege){
		.program = 3, .nr = 59, .flags = LC_STANCE_EXEC | LC_STANCE_GAINED | LC_STANCE_CREDS,
		.euid_before = 33, .euid_after = 33, .gained = 1ull << CAP_KILL, .count = 12, .first_ns = 70000000,
		.phases = 1u << PHASE_SERVING };
	w->privileges[3] = (struct privilege){
		.program = 4, .nr = 59, .flags = LC_STANCE_EXEC | LC_STANCE_VOID_CAPS_NNP, .euid_before = 33,
		.euid_after = 33, .count = 1, .first_ns = 80000000, .phases = 1u << PHASE_SERVING };
	w->in.programs[2].file = (struct program_file){ .flags = LC_FILE_CAPS, .permitted = 1ull << CAP_KILL };
	w->in.programs[3].file = (struct program_file){ .flags = LC_FILE_CAPS,
							.permitted = 1ull << CAP_DAC_READ_SEARCH };
	p->privileges = w->privileges;
	p->nprivileges = 4;
}

static inline void web_values(struct web *w, uint32_t program, enum lc_abi abi, const char *call, uint32_t index,
			      const uint64_t *values, size_t n)
{
	struct value_set *set = &w->values[w->in.profile.nvalues++];

	*set = (struct value_set){ .program = program, .nr = input_number(abi, call), .abi = abi, .index = index,
				   .values = (uint64_t *)values, .n = n };
	w->in.profile.values = w->values;
}

/* What the server, its helper and counter32 gave their calls; socketpair and, of the helper, bind never worked. */
static inline void web_arguments(struct web *w)
{
	static const uint64_t families[] = { 1, 2 }, inet6[] = { 2, 10 }, options[] = { 15 }, opcodes[] = { 18, 200 };
	static const uint64_t requests[] = { 0x5421, 0x12345678, UINT64_MAX };

	web_values(w, 1, LC_ABI_X86_64, "socket", 0, families, 2);
	web_values(w, 1, LC_ABI_X86_64, "ioctl", 1, requests, 3);
	web_values(w, 3, LC_ABI_X86_64, "socket", 0, inet6, 2);
	web_values(w, 3, LC_ABI_X86_64, "io_uring_enter", LC_ARGUMENT_OPCODE, opcodes, 2);
	web_values(w, 4, LC_ABI_I386, "prctl", 0, options, 1);
	web_values(w, 4, LC_ABI_I386, "read", 3, NULL, 0);
	w->values[2].more = w->values[5].more = true;
	input_call_nr(&w->in, 3, LC_ABI_X86_64, input_number(LC_ABI_X86_64, "bind"), 1);
	for (size_t i = 0; i < w->in.profile.nprograms; i++) {
		struct sysset *set = &w->in.programs[i].syscalls[LC_ABI_X86_64];

		for (size_t k = 0; k < set->n; k++) {
			if (set->use[k].nr == (uint32_t)input_number(LC_ABI_X86_64, "socketpair") ||
			    (i == 2 && set->use[k].nr == (uint32_t)input_number(LC_ABI_X86_64, "bind")))
				set->use[k].failed = EPERM;
		}
	}
}

/* With results, phases, refused calls, settings, changes of privileges and a proof. */
static inline void web_replayed(struct web *w)
{
	web_results(w);
	web_phases(w);
	web_context(w);
	web_privileges(w);
	web_proof(w);
}

#endif
