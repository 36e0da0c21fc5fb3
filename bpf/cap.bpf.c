// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Capability checks: each distinct (program, capability, answer, syscall,
 * kernel path) is one fact, stored once with its kernel stack and counted.
 */
#include "bpf/check.bpf.h"
#include "bpf/cred.bpf.h"
#include "bpf/live.bpf.h"
#include "bpf/moot.bpf.h"
#include "bpf/path.bpf.h"
#include "bpf/result.bpf.h"
#include "bpf/scope.bpf.h"

#define CELLS (1u << 16)
#define CELL_INDEX 0xffffull

_Static_assert(LC_MAX_CHECKS <= CELL_INDEX, "a cell holds the index of a check in 16 bits");

struct check_key {
	__u32 slot;
	__u16 cap, flags;
	__u32 nr, abi;
	__u64 stack;
};

struct scratch {
	struct trail path;
	struct check_key key;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, LC_MAX_CHECKS);
	__type(key, struct check_key);
	__type(value, __u32);
} check_ids SEC(".maps");

/* Direct-mapped cache: high bits of the path's tag | index into checks. Never the truth. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, CELLS);
	__type(key, __u32);
	__type(value, __u64);
} cells SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct scratch);
} scratches SEC(".maps");

static __always_inline __u64 mix(__u64 tag, __u64 part)
{
	tag = (tag ^ part) * 0xff51afd7ed558ccdull;
	return tag ^ (tag >> 29);
}

/* So that the path is found without its stack next time. tag 0: it could not be told apart. */
static __always_inline void remember(__u64 tag, __u32 index)
{
	__u32 at = tag >> 48;
	__u64 *cell = tag ? bpf_map_lookup_elem(&cells, &at) : NULL;

	if (cell)
		*cell = (tag & ~CELL_INDEX) | index;
}

/* One more time. The last time is written only when the clock has ticked since. */
static __always_inline void count_again(struct lc_stored *stored, __u32 nr)
{
	const struct lc_check *check = &stored->check;

	__u64 now = bpf_jiffies64();

	__sync_fetch_and_add(&stored->check.count, 1);
	if (stored->last != now)
		stored->last = now;
	if (follow_results && nr != LC_NO_SYSCALL)
		follow_check(check->id, nr, check->flags & LC_CHECK_DENIED);
	if (tell_checks)
		live_check(check, 0);
}

/* Counts a fact that is stored already. */
static __always_inline bool count_stored(const struct check_key *key, __u64 tag)
{
	__u32 *known = bpf_map_lookup_elem(&check_ids, key), index;
	struct lc_stored *stored;

	if (!known)
		return false;
	index = *known;
	stored = bpf_map_lookup_elem(&checks, &index);
	if (stored)
		count_again(stored, key->nr);
	remember(tag, index);
	return true;
}

static __always_inline void fill_check(struct lc_check *check, const struct scratch *s, __u32 nframes)
{
	check->h.len = sizeof(*check);
	check->h.slot = s->key.slot;
	check->h.ns = bpf_ktime_get_boot_ns();
	check->cap = s->key.cap;
	check->flags = s->key.flags;
	check->nr = s->key.nr;
	check->abi = s->key.abi;
	check->count = 1;
	check->tgid = bpf_get_current_pid_tgid() >> 32;
	check->uid = bpf_get_current_uid_gid();
	check->nframes = nframes;
	__builtin_memcpy(check->ip, s->path.ip, sizeof(check->ip));
}

/* Returns the id of a fact that is new, else 0. */
static __noinline __u32 store_check(struct scratch *s, __u64 tag, __u32 nframes)
{
	struct lc_stored *stored;
	struct lc_check *check;
	__u32 index;

	if (!s || count_stored(&s->key, tag))
		return 0;
	index = next_check < LC_MAX_CHECKS ? take_number(&next_check) : LC_MAX_CHECKS;
	stored = bpf_map_lookup_elem(&checks, &index);
	if (!stored) {
		lose(LC_LOST_CHECKS);
		return 0;
	}
	check = &stored->check;
	stored->last = bpf_jiffies64();
	fill_check(check, s, nframes);
	check->id = index + 1;
	/* Another CPU may have been first with the same fact: then it stays ours to forget. */
	if (bpf_map_update_elem(&check_ids, &s->key, &index, BPF_NOEXIST) && count_stored(&s->key, tag))
		return 0;
	check->h.kind = LC_CHECK;
	tell(check, sizeof(*check));
	remember(tag, index);
	if (follow_results && check->nr != LC_NO_SYSCALL)
		follow_check(check->id, check->nr, check->flags & LC_CHECK_DENIED);
	return check->id;
}

/* A new fact is one more check made. */
static __always_inline void tell_new(__u32 id)
{
	__u32 index = id - 1;
	struct lc_stored *stored = bpf_map_lookup_elem(&checks, &index);

	if (stored)
		live_check(&stored->check, 1);
}

__noinline int imply_check(__u32 slot, __u32 cap, __u32 flags, __u32 nr, __u32 abi)
{
	__u32 zero = 0, id;
	struct scratch *s = bpf_map_lookup_elem(&scratches, &zero);

	if (!s)
		return 0;
	s->key.slot = slot_now(slot);
	s->key.cap = cap;
	s->key.flags = flags | LC_CHECK_IMPLIED;
	s->key.nr = nr;
	s->key.abi = abi;
	__builtin_memset(s->path.ip, 0, sizeof(s->path.ip));
	s->path.ip[0] = LC_IP_CAPSET;
	s->key.stack = hash_frames(s->path.ip);
	id = store_check(s, 0, 1);
	if (id && tell_checks)
		tell_new(id);
	return 0;
}

/* A path not in the cache: unwind, find or store the fact. */
static __noinline int new_path(void *ctx, struct scratch *s, __u64 tag, __u32 skip)
{
	struct trail *path;
	__u32 id;
	long n;

	if (!s)
		return 0;
	path = &s->path;
	__builtin_memset(path->ip, 0, sizeof(path->ip));
	n = bpf_get_stack(ctx, path->ip, sizeof(path->ip), skip);
	n = n > 0 ? n / sizeof(__u64) : 0;
	s->key.stack = hash_frames(path->ip);
	if (skip == SKIP_TP && bpf_probe_read_kernel(path->raw, sizeof(path->raw), ctx))
		tag = 0; /* were read in place so far */
	if (!is_covered(path, skip != SKIP_FEXIT, n))
		tag = 0;
	id = store_check(s, tag, n);
	if (id && tell_user_stacks)
		user_stack(ctx, id);
	if (id && tell_checks)
		tell_new(id);
	return 0;
}

static __always_inline int count_hit(__u64 tag, __u32 nr)
{
	__u32 at = tag >> 48, index;
	__u64 *cell = bpf_map_lookup_elem(&cells, &at), value;
	struct lc_stored *stored;

	if (!cell)
		return 0;
	value = *cell;
	if ((value ^ tag) & ~CELL_INDEX)
		return 0;
	index = value & CELL_INDEX;
	stored = bpf_map_lookup_elem(&checks, &index);
	if (!stored)
		return 0;
	count_again(stored, nr);
	return 1;
}

/* Which call the check is made in. Workers of io_uring are in none: their registers mean nothing. */
static __always_inline void read_call(struct check_key *key, struct task_struct *task, bool in_place)
{
	const struct pt_regs *regs;

	key->nr = LC_NO_SYSCALL;
	key->abi = LC_ABI_X86_64;
	if (see(task, flags) & (PF_KTHREAD | WORKER_FLAGS))
		return;
	if (in_place)
		regs = bpf_rdonly_cast(task->stack + regs_at, bpf_core_type_id_kernel(struct pt_regs));
	else
		regs = task_regs(task);
	if (!in_place && !regs)
		return;
	key->nr = regs->orig_ax;
	if (key->nr == LC_NO_SYSCALL)
		return; /* a fault or an interrupt */
	key->abi = call_abi(task, key->nr);
	if (key->abi == LC_ABI_X32)
		key->nr &= ~0x40000000u;
	if (key->cap == CAP_FSETID || (key->cap >= CAP_SETGID && key->cap <= CAP_SETPCAP) || key->cap == CAP_NET_ADMIN)
		key->flags |= moot_flags(task, regs, key->cap, key->nr, key->abi == LC_ABI_I386);
}

static __always_inline void begin_key(struct scratch *s, struct task_struct *task, __u32 slot, __u32 cap, __u32 flags,
				      bool in_place)
{
	s->key.slot = slot_now(slot);
	s->key.cap = cap;
	s->key.flags = flags;
	read_call(&s->key, task, in_place);
}

/*
 * One check by a process of the scope. skip: SKIP_ of the hook, a constant. stack: where the return addresses of
 * its path begin, unless it is a tracepoint; where: what tells paths apart and is not among those words.
 */
static __always_inline int record_check(void *ctx, struct task_struct *task, __u32 slot, __u32 cap, __u32 flags,
					const void *stack, __u64 where, __u32 skip)
{
	__u32 zero = 0;
	struct scratch *s = bpf_map_lookup_elem(&scratches, &zero);
	__u64 tag;

	if (!s)
		return 0;
	begin_key(s, task, slot, cap, flags, skip == SKIP_TP);
	tag = skip == SKIP_TP ? hash_in_place(ctx) : hash_copied(&s->path, stack);
	if (tag)
		tag = mix(mix(tag + where, (__u64)s->key.slot << 32 | s->key.flags),
			  (__u64)s->key.nr << 32 | s->key.abi << 16 | cap);
	if (tag && count_hit(tag, s->key.nr))
		return 0;
	return new_path(ctx, s, tag, skip);
}

SEC("?tp_btf/cap_capable")
int BPF_PROG(check_tp, const struct cred *cred, struct user_namespace *target,
	     const struct user_namespace *capable_ns, int cap, int ret)
{
	struct task_struct *task = current_task();
	__u32 word = word_of(task), flags = ret ? LC_CHECK_DENIED : 0;

	if (!word || (word & SLOT_ARMED))
		return 0;
	flags |= cred_flags(task, cred, target, cap);
	return record_check(ctx, task, word & SLOT_MASK, cap, flags, NULL, 0, SKIP_TP);
}

/*
 * What the capability module answered, until security_capable has the answer
 * of all modules: the two differ when another LSM refused.
 */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8192);
	__type(key, __u32);
	__type(value, __u32);
} answers SEC(".maps");

static __always_inline void keep_answer(__u32 tid, int ret)
{
	__u32 denied = ret != 0;

	bpf_map_update_elem(&answers, &tid, &denied, BPF_ANY);
}

static __always_inline __u32 verdict_flags(__u32 tid, int ret)
{
	__u32 *denied = bpf_map_lookup_elem(&answers, &tid), flags = 0;

	if (ret)
		flags = denied && !*denied ? LC_CHECK_DENIED | LC_CHECK_LSM_DENIED : LC_CHECK_DENIED;
	if (denied)
		bpf_map_delete_elem(&answers, &tid);
	return flags;
}

/* include/linux/security.h: CAP_OPT_NOAUDIT, CAP_OPT_INSETID */
static __always_inline __u32 opts_flags(__u32 opts)
{
	return LC_CHECK_OPTS_KNOWN | (opts & 2 ? LC_CHECK_NOAUDIT : 0) | (opts & 4 ? LC_CHECK_INSETID : 0);
}

SEC("?fexit/cap_capable")
int BPF_PROG(answer_fexit, const struct cred *cred, struct user_namespace *target, int cap, unsigned int opts, int ret)
{
	struct task_struct *task = current_task();

	if (word_of(task))
		keep_answer(see(task, pid), ret);
	return 0;
}

SEC("?fexit/security_capable")
int BPF_PROG(check_fexit, const struct cred *cred, struct user_namespace *target, int cap, unsigned int opts, int ret)
{
	struct task_struct *task = current_task();
	__u32 word = word_of(task);
	__u32 flags;

	if (!word || (word & SLOT_ARMED))
		return 0;
	flags = opts_flags(opts) | verdict_flags(see(task, pid), ret) | cred_flags_probed(task, cred, target, cap);
	return record_check(ctx, task, word & SLOT_MASK, cap, flags, (const __u64 *)ctx + FEXIT_FRAME, 0, SKIP_FEXIT);
}

#ifdef LC_OLD

/* From the return probe of an old kernel nobody finds back up the stack: it is taken on the way in. */
struct asked_path {
	__u64 ip[LC_FRAMES];
	long size;
};

static __always_inline void keep_path(struct asked_path *path, void *ctx)
{
	path->size = bpf_get_stack(ctx, path->ip, sizeof(path->ip), SKIP_KPROBE);
}

#define record_answer(ctx, task, slot, cap, flags, asked) record_kept(task, slot, cap, flags, &(asked)->path)

static __always_inline int record_kept(struct task_struct *task, __u32 slot, __u32 cap, __u32 flags,
				       const struct asked_path *path)
{
	__u32 zero = 0;
	struct scratch *s = bpf_map_lookup_elem(&scratches, &zero);

	if (!s)
		return 0;
	begin_key(s, task, slot, cap, flags, false);
	bpf_probe_read_kernel(s->path.ip, sizeof(s->path.ip), path->ip);
	s->key.stack = hash_frames(s->path.ip);
	return store_check(s, 0, path->size > 0 ? path->size / sizeof(__u64) : 0);
}

#else

#define keep_path(path, ctx) ((void)0)
#define record_answer(ctx, task, slot, cap, flags, asked) \
	record_check(ctx, task, slot, cap, flags, (const void *)PT_REGS_SP(ctx), PT_REGS_IP(ctx), SKIP_KRETPROBE)

#endif

/* Arguments of a call under way, for the return probe that knows the answer. */
struct asked {
	const struct cred *cred;
	struct user_namespace *target;
	__u32 cap, opts;
#ifdef LC_OLD
	struct asked_path path;
#endif
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8192);
	__type(key, __u32);
	__type(value, struct asked);
} asking SEC(".maps");

SEC("?kprobe/security_capable")
int BPF_KPROBE(ask_kprobe, const struct cred *cred, struct user_namespace *target, int cap, unsigned int opts)
{
	struct task_struct *task = current_task();
	__u32 word = word_of(task), tid = see(task, pid);
	struct asked asked = { .cred = cred, .target = target, .cap = cap, .opts = opts };

	if (!word || (word & SLOT_ARMED))
		return 0;
	keep_path(&asked.path, ctx);
	bpf_map_update_elem(&asking, &tid, &asked, BPF_ANY);
	return 0;
}

SEC("?kretprobe/cap_capable")
int BPF_KRETPROBE(answer_kretprobe, int ret)
{
	struct task_struct *task = current_task();

	if (word_of(task))
		keep_answer(see(task, pid), ret);
	return 0;
}

SEC("?kretprobe/security_capable")
int BPF_KRETPROBE(check_kretprobe, int ret)
{
	struct task_struct *task = current_task();
	__u32 word = word_of(task), tid = see(task, pid);
	struct asked *asked = bpf_map_lookup_elem(&asking, &tid);
	__u32 flags, cap;

	if (!asked)
		return 0;
	cap = asked->cap;
	flags = opts_flags(asked->opts) | verdict_flags(tid, ret) |
		cred_flags_probed(task, asked->cred, asked->target, cap);
	if (word && !(word & SLOT_ARMED))
		record_answer(ctx, task, word & SLOT_MASK, cap, flags, asked);
	bpf_map_delete_elem(&asking, &tid);
	return 0;
}
