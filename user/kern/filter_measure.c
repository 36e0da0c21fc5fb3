// SPDX-License-Identifier: BSD-2-Clause
/*
 * What a filter costs: children load it and time themselves. A filter may refuse anything, clocks and exit too: a child
 * asks for nothing once it has loaded it, counts the processor's time stamps and is killed by us.
 */
#include "kern/filter.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <x86intrin.h>

#include "base/fail.h"
#include "base/order.h"

#define RUNS 5		      /* with and without it */
#define CALLS 20000
#define PATIENCE_NS 150000000 /* of one child: 2 * RUNS of them stay below 2 s */
#define NAP_NS 200000

enum stage { STAGE_BORN, STAGE_LOADED, STAGE_REFUSED, STAGE_DONE };

/* Shared with the child. */
struct notes {
	_Atomic int stage; /* enum stage */
	int error;	   /* STAGE_REFUSED */
	uint64_t load, calls; /* time stamps */
};

static void notes_free(struct notes **notes)
{
	if (*notes)
		munmap(*notes, sizeof(**notes));
}

static uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * UINT64_C(1000000000) + ts.tv_nsec;
}

static void take_note(struct notes *notes, int stage)
{
	atomic_store_explicit(&notes->stage, stage, memory_order_release);
}

/* --- in the child ----------------------------------------------------------- */

static void load_filter(const struct sock_fprog *program, struct notes *notes)
{
	uint64_t start;

	if (syscall(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0) {
		start = __rdtsc();
		if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, program) == 0) {
			notes->load = __rdtsc() - start;
			take_note(notes, STAGE_LOADED);
			return;
		}
	}
	notes->error = errno;
	take_note(notes, STAGE_REFUSED);
	for (;;)
		;
}

/* Never returns; in the end it goes round until it is killed, since it may not be allowed to wait. */
static void child(const struct sock_fprog *program, struct notes *notes)
{
	uint64_t start;

	/* Whoever ends us ends it; no core file should it be killed for a call. */
	syscall(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	syscall(SYS_prctl, PR_SET_DUMPABLE, 0, 0, 0, 0);
	if (program->len)
		load_filter(program, notes);
	start = __rdtsc();
	for (int i = 0; i < CALLS; i++)
		syscall(SYS_getppid);
	notes->calls = __rdtsc() - start;
	take_note(notes, STAGE_DONE);
	for (;;)
		;
}

/* --- outside ------------------------------------------------------------------ */

/* Until it has nothing more to say, is dead, or has had its time. */
static void await(pid_t pid, const struct notes *notes)
{
	const struct timespec nap = { .tv_nsec = NAP_NS };
	uint64_t end = now_ns() + PATIENCE_NS;
	siginfo_t info = { 0 };

	while (atomic_load_explicit(&notes->stage, memory_order_acquire) < STAGE_REFUSED && now_ns() < end) {
		if (waitid(P_PID, pid, &info, WEXITED | WNOHANG | WNOWAIT) || info.si_pid)
			return;
		nanosleep(&nap, NULL);
	}
}

/* One child; *notes says how far it came. */
static int run(const struct sock_fprog *program, struct notes *notes)
{
	pid_t pid;

	memset(notes, 0, sizeof(*notes));
	pid = fork();
	if (pid < 0)
		return fail(-errno, "cannot start a process to measure the filter: %s", strerror(errno));
	if (!pid)
		child(program, notes);
	await(pid, notes);
	kill(pid, SIGKILL);
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	if (notes->stage == STAGE_REFUSED)
		return fail(-notes->error, "cannot load the filter to measure it: %s", strerror(notes->error));
	return 0;
}

static int compare_stamps(const void *a, const void *b)
{
	return order_u64(*(const uint64_t *)a, *(const uint64_t *)b);
}

/* 0 if there is none. */
static uint64_t median(uint64_t *stamps, size_t n)
{
	if (!n)
		return 0;
	qsort(stamps, n, sizeof(*stamps), compare_stamps);
	return stamps[n / 2];
}

/* Medians, in time stamps; loads and calls that did not come to an end do not count. */
static int run_all(const struct sock_fprog *program, struct notes *notes, uint64_t *load, uint64_t *calls)
{
	uint64_t loads[RUNS], each[RUNS];
	size_t nloads = 0, n = 0;

	for (int i = 0; i < RUNS; i++) {
		int r = run(program, notes);

		if (r)
			return r;
		if (notes->stage >= STAGE_LOADED)
			loads[nloads++] = notes->load;
		if (notes->stage == STAGE_DONE)
			each[n++] = notes->calls;
	}
	*load = median(loads, nloads);
	*calls = median(each, n);
	return 0;
}

/* What lets pass and logs would write a line for each call: it is to pass without. */
static struct sock_filter *without_log(const struct filter_program *program)
{
	struct sock_filter *insns = calloc(program->n + 1, sizeof(*insns));

	for (size_t i = 0; insns && i < program->n; i++) {
		insns[i] = program->insns[i];
		if (insns[i].code == (BPF_RET | BPF_K) && insns[i].k == SECCOMP_RET_LOG)
			insns[i].k = SECCOMP_RET_ALLOW;
	}
	return insns;
}

int filter_measure(const struct filter_program *program, struct filter_cost *out)
{
	_cleanup_(notes_free) struct notes *notes = mmap(NULL, sizeof(*notes), PROT_READ | PROT_WRITE,
							 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	_free_ struct sock_filter *insns = without_log(program);
	const struct sock_fprog with = { (unsigned short)program->n, insns }, bare = { 0 };
	uint64_t load = 0, calls = 0, none = 0, without = 0, ns = now_ns(), stamps = __rdtsc();
	double per_ns;
	int r;

	if (notes == MAP_FAILED)
		notes = NULL;
	if (!notes || !insns)
		return fail(-ENOMEM, "out of memory");
	if (!program->n || program->n > BPF_MAXINSNS)
		return fail(-EINVAL, "no filter to measure");
	r = run_all(&with, notes, &load, &calls);
	if (!r)
		r = run_all(&bare, notes, &none, &without);
	if (r)
		return r;
	per_ns = (double)(__rdtsc() - stamps) / (double)(now_ns() - ns);
	if (!load || !without)
		return fail(-ETIMEDOUT, "the filter could not be measured: no process came to an end in time");
	*out = (struct filter_cost){
		.load_us = (double)load / per_ns / 1000, .bare_ns = (double)without / per_ns / CALLS,
		.call_ns = (double)calls / per_ns / CALLS, .call_known = calls != 0,
	};
	return 0;
}
