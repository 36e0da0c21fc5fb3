// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What every syscall and every check of the machine goes through while the
 * programs are attached: who runs, is it followed, is this known of it. In the
 * steady state a call writes nothing, and a check a counter of this CPU and, once a
 * tick, when it was; where results are followed, also how its call ended. All that
 * is new is left to the files that know about it.
 */
#include "bpf/cred.bpf.h"
#include "bpf/known.bpf.h"
#include "bpf/path.bpf.h"
#include "bpf/running.bpf.h"
#include "bpf/sys.bpf.h"

/*
 * Each program has a variant for each way: READ, where run queues are read to know who runs; RESULTS, where ends of
 * calls are followed. As constants of the loader these would cost an instruction or two each.
 */
#define CURRENT 0
#define READ 1
#define NO_RESULTS 0
#define RESULTS 2

static __always_inline const struct task_struct *who_runs(int way)
{
	return way & READ ? running_task() : current_task();
}

static __always_inline bool is_filtered(const struct task_struct *task)
{
	return see(task, seccomp.mode) == SECCOMP_MODE_FILTER;
}

static __always_inline int record_call(int way, __u64 id)
{
	const struct task_struct *task = who_runs(way);

	if (is_known(see(task, tgid), id) && !(see(task, thread_info.status) & TS_COMPAT) &&
	    !((way & RESULTS) && is_filtered(task)))
		return 0;
	return look_at_call(id);
}

#define CALL_PROGRAM(name, way)                              \
	SEC("?tp_btf/sys_enter")                             \
	int BPF_PROG(name, struct pt_regs *regs, long id)    \
	{                                                    \
		return record_call(way, id);                 \
	}

CALL_PROGRAM(call_btf, CURRENT | NO_RESULTS)
CALL_PROGRAM(call_btf_results, CURRENT | RESULTS)
CALL_PROGRAM(call_btf_read, READ | NO_RESULTS)
CALL_PROGRAM(call_btf_read_results, READ | RESULTS)

SEC("?raw_tp/sys_enter")
int call_raw(struct bpf_raw_tracepoint_args *ctx)
{
	return record_call(CURRENT | RESULTS, ctx->args[1]);
}

/* Nothing is to be done: it did not fail, and nothing was seen in it. Where calls are missed, each is looked at. */
static __always_inline bool ends_plainly(const struct task_struct *task, long ret)
{
	return ret >= 0 && !may_be_pending(see(task, tgid)) && !is_filtered(task);
}

#define RESULT_PROGRAM(name, way)                                                            \
	SEC("?tp_btf/sys_exit")                                                              \
	int BPF_PROG(name, struct pt_regs *regs, long ret)                                   \
	{                                                                                    \
		return ends_plainly(who_runs(way), ret) ? 0 : look_at_end(regs->orig_ax, ret); \
	}

RESULT_PROGRAM(result_btf, CURRENT)
RESULT_PROGRAM(result_btf_read, READ)

SEC("?raw_tp/sys_exit")
int result_raw(struct bpf_raw_tracepoint_args *ctx)
{
	const struct pt_regs *regs = (const void *)ctx->args[0];
	long ret = ctx->args[1];

	return ends_plainly(current_task(), ret) ? 0 : look_at_end(BPF_CORE_READ(regs, orig_ax), ret);
}

#ifndef LC_OLD

/* Whether the stack has the marks of the trail, which are read in place. */
static __always_inline bool is_on_stack(const struct lc_trail *trail, const struct path_words *words)
{
	__u64 n = trail->n;

	for (__u64 i = 0; i < LC_TRAIL_WORDS && i < n; i++)
		if (word_at(words->base + trail->mark[i].at) != trail->mark[i].word)
			return false;
	return true;
}

static __always_inline const struct pt_regs *regs_in_place(const struct task_struct *task)
{
	return bpf_rdonly_cast(task->stack + regs_at, bpf_core_type_id_kernel(struct pt_regs));
}

static __always_inline int record_check(int way, void *ctx, const struct cred *cred,
					const struct user_namespace *target, int cap, int ret)
{
	const struct task_struct *task = who_runs(way);
	struct path_words words = { .base = distance(ctx) };
	struct check_key key = { .cap = cap };
	__u32 word = word_of(task);
	struct lc_trail *trail;

	if (!word || (word & SLOT_ARMED))
		return 0;
	key.slot = slot_now(word & SLOT_MASK);
	key.flags = cred_flags(task, cred, target, cap) | (ret ? LC_CHECK_DENIED : 0);
	if (is_in_call(task, &key))
		read_call(&key, task, regs_in_place(task));
	trail = find_trail(&key, 0, &words, is_on_stack);
	if (!trail)
		return new_path(ctx, key_who(&key), key_what(&key), ctx, SKIP_TP);
	count_again(trail->check, &trail->last, key.nr, key.flags);
	return 0;
}

#define CHECK_PROGRAM(name, way)                                                                       \
	SEC("?tp_btf/cap_capable")                                                                     \
	int BPF_PROG(name, const struct cred *cred, struct user_namespace *target,                     \
		     const struct user_namespace *capable_ns, int cap, int ret)                        \
	{                                                                                              \
		return record_check(way, ctx, cred, target, cap, ret);                                 \
	}

CHECK_PROGRAM(check_tp, CURRENT)
CHECK_PROGRAM(check_tp_read, READ)

#else

/* Not on old kernels, whose object has the same programs. */
SEC("?tp_btf/cap_capable")
int check_tp(void *ctx)
{
	return 0;
}

SEC("?tp_btf/cap_capable")
int check_tp_read(void *ctx)
{
	return 0;
}

#endif
