// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Capability checks: each distinct (program, capability, answer, syscall,
 * kernel path) is one fact, stored once with its kernel stack and counted.
 * The hook on them that costs least is in hot.bpf.c.
 */
#include "bpf/check.bpf.h"
#include "bpf/cred.bpf.h"
#include "bpf/trail.bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, LC_MAX_CHECKS);
	__type(key, struct check_key);
	__type(value, __u32);
} check_ids SEC(".maps");

const volatile __u32 checks_are_alone = 0;

/* Counts a fact that is stored already: its id; 0: it is not. */
static __always_inline __u32 count_stored(const struct check_key *key)
{
	__u32 *known = bpf_map_lookup_elem(&check_ids, key), index;
	struct lc_stored *stored;

	if (!known)
		return 0;
	index = *known;
	stored = bpf_map_lookup_elem(&checks, &index);
	if (stored)
		count_again(index, &stored->last, key->nr, key->flags);
	return index + 1;
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
	__builtin_memcpy(check->ip, s->ip, sizeof(check->ip));
}

/* Stores the fact, if it is new, or counts it. Its id; 0: there is no room. *fresh: it is new. */
static __noinline __u32 store_check(struct scratch *s, __u32 nframes, __u32 *fresh)
{
	struct lc_stored *stored;
	struct lc_check *check;
	__u32 index, known;

	if (!s || !fresh)
		return 0;
	*fresh = 0;
	known = count_stored(&s->key);
	if (known)
		return known;
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
	known = bpf_map_update_elem(&check_ids, &s->key, &index, BPF_NOEXIST) ? count_stored(&s->key) : 0;
	if (known)
		return known;
	check->h.kind = LC_CHECK;
	tell(check, sizeof(*check));
	if (follow_results && check->nr != LC_NO_SYSCALL)
		follow_check(check->id, check->nr, check->flags & LC_CHECK_DENIED);
	*fresh = 1;
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
	__u32 zero = 0, id, fresh = 0;
	struct scratch *s = bpf_map_lookup_elem(&scratches, &zero);

	if (!s)
		return 0;
	s->key.slot = slot_now(slot);
	s->key.cap = cap;
	s->key.flags = flags | LC_CHECK_IMPLIED;
	s->key.nr = nr;
	s->key.abi = abi;
	__builtin_memset(s->ip, 0, sizeof(s->ip));
	s->ip[0] = LC_IP_CAPSET;
	s->key.stack = hash_frames(s->ip);
	id = store_check(s, 1, &fresh);
	if (fresh && tell_checks)
		tell_new(id);
	return 0;
}

/* How often a fact's ways on the stack are learned. */
static __always_inline bool may_learn(__u32 id)
{
	__u32 index = id - 1;
	struct lc_stored *stored = bpf_map_lookup_elem(&checks, &index);

	if (!stored || stored->trails >= TRAILS_OF_CHECK)
		return false;
	stored->trails++;
	return true;
}

/* A path that is not known again: unwind, find or store the fact. */
__hidden __noinline int new_path(void *ctx, __u64 who, __u64 what, const void *stack, __u32 skip)
{
	__u32 zero = 0, id, fresh = 0;
	struct scratch *s = bpf_map_lookup_elem(&scratches, &zero);
	long n;

	if (!s)
		return 0;
	s->key = (struct check_key){ .slot = who >> 32, .flags = who >> 16, .cap = who, .nr = what >> 32, .abi = what };
	if (skip == SKIP_TP)
		s->where = 0;
	__builtin_memset(s->ip, 0, sizeof(s->ip));
	n = bpf_get_stack(ctx, s->ip, sizeof(s->ip), skip);
	n = n > 0 ? n / sizeof(__u64) : 0;
	s->key.stack = hash_frames(s->ip);
	id = store_check(s, n, &fresh);
	s->check = id - 1;
	if (id && may_learn(id))
		learn_trail(s, stack, skip != SKIP_FEXIT, n);
	if (fresh && tell_user_stacks)
		user_stack(ctx, id);
	if (fresh && tell_checks)
		tell_new(id);
	return 0;
}

static __always_inline void begin_key(struct check_key *key, struct task_struct *task, __u32 slot, __u32 cap,
				      __u32 flags)
{
	*key = (struct check_key){ .slot = slot_now(slot), .cap = cap, .flags = flags };
	if (is_in_call(task, key))
		read_call(key, task, task_regs(task));
}

/* Whether the marks are in a copy of the stack. Global: the verifier looks at it once. */
LOOKED_AT_ONCE __noinline int has_marks(const struct scratch *copy, const struct lc_trail *trail)
{
	if (!copy || !trail)
		return 0;
	for (__u64 i = 0; i < LC_TRAIL_WORDS && i < trail->n; i++) {
		__u64 at = trail->mark[i].at;

		if (at >= sizeof(copy->raw) || copy->raw[at / 8] != trail->mark[i].word)
			return 0;
	}
	return 1;
}

/* The copy is made as far as the marks reach. */
static __always_inline bool is_on_copy(const struct lc_trail *trail, const struct path_words *words)
{
	struct scratch *copy = words->copy;
	__u32 size = trail->size;

	return size <= sizeof(copy->raw) && !bpf_probe_read_kernel(copy->raw, size, words->stack) &&
	       has_marks(copy, trail);
}

/*
 * One check by a process of the scope, where the stack cannot be read in place. skip: SKIP_ of the hook, a constant.
 * stack: where the return addresses of its path begin; where: what tells paths apart and is not among those words.
 */
static __always_inline int record_probed(void *ctx, struct task_struct *task, __u32 slot, __u32 cap, __u32 flags,
					 const void *stack, __u64 where, __u32 skip)
{
	__u32 zero = 0;
	struct scratch *s = bpf_map_lookup_elem(&scratches, &zero);
	struct path_words words = { .stack = stack, .copy = s };
	struct lc_trail *trail;

	if (!s)
		return 0;
	/* In memory the verifier forgets which flags are set, of which it makes states otherwise. */
	begin_key(&s->key, task, slot, cap, flags);
	trail = find_trail(&s->key, where, &words, is_on_copy);
	if (!trail) {
		s->where = where;
		return new_path(ctx, key_who(&s->key), key_what(&s->key), stack, skip);
	}
	count_again(trail->check, &trail->last, s->key.nr, s->key.flags);
	return 0;
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

/* cred_flags() by probing: pointers that a kprobe kept, and kernels before 6.3. */
static __noinline __u32 cred_flags_probed(const struct task_struct *task, const struct cred *cred,
					  const struct user_namespace *target, __u32 cap)
{
	const struct cred___v5 *old = (const void *)cred;
	__u32 flags = 0;
	__u64 set;

	if (target != BPF_CORE_READ(cred, user_ns)) {
		flags |= BPF_CORE_READ(target, level) == 0 ? LC_CHECK_NS_INIT : LC_CHECK_NS_OTHER;
		if (is_owner(cred, target))
			flags |= LC_CHECK_OWNER;
	}
	if (cred != BPF_CORE_READ(task, real_cred))
		flags |= cred == BPF_CORE_READ(task, cred) ? LC_CHECK_OVERRIDDEN : LC_CHECK_OTHER_CRED;
	if (bpf_core_field_exists(cred->cap_effective.val))
		set = BPF_CORE_READ(cred, cap_effective.val);
	else
		set = BPF_CORE_READ(old, cap_effective.cap[0]) | (__u64)BPF_CORE_READ(old, cap_effective.cap[1]) << 32;
	if (set >> (cap & 63) & 1)
		flags |= LC_CHECK_EFFECTIVE;
	if ((__u32)BPF_CORE_READ(cred, user_ns, level) > base_level)
		flags |= LC_CHECK_MADE_NS;
	return flags;
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
	return record_probed(ctx, task, word & SLOT_MASK, cap, flags, (const __u64 *)ctx + FEXIT_FRAME, 0, SKIP_FEXIT);
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
	__u32 zero = 0, fresh = 0;
	struct scratch *s = bpf_map_lookup_elem(&scratches, &zero);

	if (!s)
		return 0;
	begin_key(&s->key, task, slot, cap, flags);
	bpf_probe_read_kernel(s->ip, sizeof(s->ip), path->ip);
	s->key.stack = hash_frames(s->ip);
	store_check(s, path->size > 0 ? path->size / sizeof(__u64) : 0, &fresh);
	return 0;
}

#else

#define keep_path(path, ctx) ((void)0)
#define record_answer(ctx, task, slot, cap, flags, asked) \
	record_probed(ctx, task, slot, cap, flags, (const void *)PT_REGS_SP(ctx), PT_REGS_IP(ctx), SKIP_KRETPROBE)

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
