// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Results: how the calls ended in which capability checks were made, and
 * which of them were refused.
 *
 * A call without checks costs the test of a few bits at its end (hot.bpf.c): the
 * word of its process counts the threads that are in a call with some.
 */
#include "bpf/denial.bpf.h"
#include "bpf/known.bpf.h"
#include "bpf/missed.bpf.h"
#include "bpf/pending.bpf.h"
#include "bpf/result.bpf.h"
#include "bpf/stance.bpf.h"
#include "bpf/tried.bpf.h"

TASK_MAP(pendings, struct pending);

__hidden __noinline struct pending *pending_of(struct task_struct *task, bool create)
{
	return create ? make_task_value(&pendings, task) : task_value(&pendings, task);
}

__hidden __noinline int drop_pending(void)
{
	drop_task_value(&pendings);
	return 0;
}

static __always_inline bool is_pending(const struct pending *p, __u32 id)
{
	for (__u32 i = 0; i < PENDING_CHECKS && i < p->n; i++)
		if (p->check[i] == id)
			return true;
	return false;
}

static __always_inline bool is_awaited(const struct pending *p)
{
	return p->n || p->nsteps || p->looks;
}

/* The process is in a call whose end is waited for. */
__hidden __noinline int await(struct task_struct *task, struct pending *p)
{
	__u32 *word = slot_word(see(task, tgid));

	if (word && p && !is_awaited(p)) {
		__sync_fetch_and_add(word, SLOT_PENDING);
		count_pending(see(task, tgid), 1);
	}
	return 0;
}

__noinline int follow_check(__u32 id, __u32 nr, __u32 denied)
{
	struct task_struct *task = current_task();
	struct pending *p = pending_of(task, true);

	if (!p) {
		lose(LC_LOST_RESULTS);
		return 0;
	}
	await(task, p);
	if (p->n && p->nr != nr) {
		p->n = 0; /* its end was missed */
		p->ndenied = 0;
	}
	p->nr = nr;
	if (is_pending(p, id))
		return 0;
	if (p->n >= PENDING_CHECKS) {
		lose(LC_LOST_RESULTS);
		return 0;
	}
	p->check[p->n] = id;
	p->n++;
	if (!denied)
		return 0;
	if (p->ndenied >= LC_DENIAL_CHECKS) {
		p->more = 1;
		return 0;
	}
	p->denied[p->ndenied] = id;
	p->ndenied++;
	return 0;
}

__hidden __noinline struct lc_step *step_begin(struct task_struct *task, enum lc_step_kind kind, int ret)
{
	__u32 *word = slot_word(see(task, tgid));
	struct lc_step *step;
	struct pending *p;
	__u32 at;

	if (!follow_refusals || !word || !*word || (*word & SLOT_ARMED))
		return NULL;
	if (see(task, flags) & (PF_KTHREAD | PF_IO_WORKER))
		return NULL;
	p = pending_of(task, true);
	if (!p)
		return NULL;
	at = p->nsteps;
	if (at >= LC_STEPS) {
		p->more = 1;
		return NULL;
	}
	step = &p->step[at];
	__builtin_memset(step, 0, sizeof(*step));
	step->kind = kind;
	step->error = -ret;
	return step;
}

__hidden __noinline int step_end(struct task_struct *task, struct lc_step *step)
{
	struct pending *p = pending_of(task, false);

	if (!p || !step)
		return 0;
	await(task, p);
	p->nsteps++;
	return 0;
}

__hidden __noinline __u32 followed(struct task_struct *task)
{
	struct pending *p = pending_of(task, false);

	return p && is_awaited(p) ? SLOT_PENDING : 0;
}

static __always_inline void forget(struct pending *p)
{
	p->n = p->nsteps = p->ndenied = p->entered = p->more = p->looks = 0;
}

/* Of what came after the end of the call nothing is left. */
static __always_inline void close_call(struct task_struct *task, struct pending *p, __u32 *word)
{
	if (is_awaited(p)) {
		__sync_fetch_and_sub(word, SLOT_PENDING);
		count_pending(see(task, tgid), -1);
	}
	forget(p);
}

__hidden __noinline int unfollow(struct task_struct *task)
{
	struct pending *p = pending_of(task, false);
	__u32 *word = slot_word(see(task, tgid));

	if (!p || !word)
		return 0;
	close_call(task, p, word);
	return 0;
}

__hidden __noinline int enter_filtered(struct task_struct *task, __u32 nr)
{
	struct pending *p = pending_of(task, true);

	if (!p) {
		lose(LC_LOST_RESULTS);
		return 0;
	}
	p->under_filter = 1;
	p->entered = nr + 1;
	return 0;
}

/* include/linux/errno.h: ERESTARTSYS .. ERESTART_RESTARTBLOCK. The call begins anew and asks again. */
static __always_inline bool is_restart(long ret)
{
	return ret <= -512 && ret >= -516;
}

static __always_inline __u32 error_of(long ret)
{
	return ret < 0 && ret >= -4095 ? -ret : 0;
}

/* Counts the result of each check of the call. */
static __noinline int count_results(struct pending *p, __u32 nr, long ret)
{
	struct result_key key = { .error = error_of(ret) };
	__u32 n;

	if (!p || ((p->nr ^ nr) & ~0x40000000u) || is_restart(ret)) /* the bit of x32 */
		return 0;
	n = p->n;
	for (__u32 i = 0; i < PENDING_CHECKS && i < n; i++) {
		key.check = p->check[i];
		count_in(&results, &key);
	}
	return 0;
}

#define SIGSYS 31

static __always_inline bool filter_said_no(const struct pending *p)
{
	for (__u32 i = 0; i < LC_STEPS && i < p->nsteps; i++)
		if (p->step[i].kind == LC_STEP_SECCOMP)
			return true;
	return false;
}

/*
 * Whether the call ended without having begun, under a filter; *flags says how. What was under way when the filter
 * came, or when the recording began, is the first that a thread shows: nothing is known of its beginning.
 */
static __always_inline bool was_turned_away(struct task_struct *task, struct pending *p, __u32 nr, long ret,
					    __u32 *flags)
{
	if (!p->under_filter) {
		p->under_filter = 1;
		return false;
	}
	if (p->entered || (int)nr == -1 || see(task, ptrace) || is_restart(ret))
		return false;
	*flags = LC_DENIAL_SECCOMP;
	if (error_of(ret))
		return true;
	if (ret == nr && (BPF_CORE_READ(task, pending.signal.sig[0]) >> (SIGSYS - 1) & 1))
		*flags |= LC_DENIAL_TRAPPED;
	else if (calls_are_missed && !filter_said_no(p)) /* a plain success, whose beginning went by unseen */
		return false;
	else
		*flags |= LC_DENIAL_EMULATED;
	return true;
}

static __always_inline int end_call(struct task_struct *task, __u32 *word, __u32 nr, long ret)
{
	bool filtered = see(task, seccomp.mode) == SECCOMP_MODE_FILTER, refused;
	struct pending *p = pending_of(task, filtered);
	__u32 flags = 0, error = error_of(ret);

	if (!word)
		return 0;
	if (p && p->n)
		count_results(p, nr, ret);
	refused = filtered && p && was_turned_away(task, p, nr, ret, &flags);
	if (error && follow_refusals && !refused)
		call_failed(*word & SLOT_MASK, call_abi(task, nr), nr & ~0x40000000u, error);
	if (p && p->looks)
		stance_end(p, *word & SLOT_MASK, nr, ret);
	/* The end of a signal's handler has no number, and the result of the call that was interrupted. */
	if (follow_refusals && !(*word & SLOT_ARMED) && !is_restart(ret) && (int)nr != -1 &&
	    (refused || is_refusal(task, error, nr, see(task, thread_info.status) & TS_COMPAT) || (p && was_logged(p))))
		tell_denial(p, nr, flags & LC_DENIAL_TRAPPED ? LC_ERROR_KILLED : error, flags);
	if (p)
		close_call(task, p, word);
	return 0;
}

__hidden __noinline int look_at_end(__u32 nr, long ret)
{
	struct task_struct *task = current_task();
	__u32 *at = slot_word(see(task, tgid)), word = at ? *at : 0;

	if (!at || !word)
		return 0;
	if (calls_are_missed && !(word & SLOT_ARMED))
		call_ends(task, word & SLOT_MASK, nr, ret);
	if (follow_refusals && nr == NR_LANDLOCK && !ret)
		set_bits(at, SLOT_LANDLOCKED); /* it is waited for, as all that changes privileges */
	if ((word & PENDING_MASK) || see(task, seccomp.mode) == SECCOMP_MODE_FILTER || (follow_refusals && ret < 0))
		end_call(task, at, nr, ret);
	return 0;
}
