// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The life of processes: who is in the scope and which program it runs.
 *
 * A process enters at fork, before it can run (sched_process_fork comes before
 * wake_up_new_task), and leaves at the exit of its last thread (signal->live
 * is 0), which is before its pid can be given away. So a tgid in slot_of
 * always names one process, never a pid that was used again.
 */
#include "bpf/denial.bpf.h"
#include "bpf/known.bpf.h"
#include "bpf/missed.bpf.h"
#include "bpf/owner.bpf.h"
#include "bpf/phase.bpf.h"
#include "bpf/result.bpf.h"
#include "bpf/stance.bpf.h"
#include "bpf/scope.bpf.h"
#include "bpf/walk.bpf.h"

struct program_key {
	__u32 parent, owner;
	__u64 dev, ino;
	__u32 filtering, reserved; /* LC_PROGRAM_FILTERING */
	char comm[LC_COMM_LEN];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, LC_MAX_PROGRAMS);
	__type(key, struct program_key);
	__type(value, __u32);
} program_ids SEC(".maps");

static __noinline void fill_path(struct lc_program *program, struct file *file)
{
	__u32 user = PATH_OF_PROGRAM;
	struct path_room *room = bpf_map_lookup_elem(&path_rooms, &user);
	int n;

	if (!room || !program)
		return;
	n = put_path((__u64)BPF_CORE_READ(file, f_path.dentry), (__u64)BPF_CORE_READ(file, f_path.mnt), user);
	if (n == PATH_LOOSE)
		n = put_loose((__u64)BPF_CORE_READ(file, f_path.dentry), user);
	if (n <= 0) {
		program->flags |= LC_PROGRAM_UNNAMED;
		n = 0;
	}
	bpf_probe_read_kernel(program->path, sizeof(program->path), room->text);
	program->path_len = n;
}

static __always_inline void read_key(struct program_key *key, struct task_struct *task, struct file *file,
				     __u32 parent)
{
	key->parent = parent;
	key->owner = owner_of(address_of(task));
	key->filtering = key->reserved = 0;
	key->dev = BPF_CORE_READ(file, f_inode, i_sb, s_dev);
	key->ino = BPF_CORE_READ(file, f_inode, i_ino);
	BPF_CORE_READ_INTO(&key->comm, task, comm);
}

/* Takes a slot for the key. 0: the table is full. *fresh: it is ours to describe. */
static __always_inline __u32 take_slot(const struct program_key *key, bool *fresh)
{
	__u32 *known = bpf_map_lookup_elem(&program_ids, key), slot;

	if (known)
		return *known;
	if (next_program > LC_MAX_PROGRAMS)
		return 0;
	slot = take_number(&next_program);
	if (slot > LC_MAX_PROGRAMS)
		return 0;
	if (bpf_map_update_elem(&program_ids, key, &slot, BPF_NOEXIST)) {
		/* Another CPU was first (the slot stays unused), or the map is full. */
		known = bpf_map_lookup_elem(&program_ids, key);
		return known ? *known : 0;
	}
	*fresh = true;
	return slot;
}

/* Fills a slot that was just taken, and tells of it. */
static __noinline void describe(struct lc_program *program, struct task_struct *task, struct file *file,
				const struct program_key *key, __u32 slot)
{
	if (!program || !key)
		return;
	program->h.len = sizeof(*program);
	program->h.slot = slot;
	program->owner = key->owner;
	program->dev = key->dev;
	program->ino = key->ino;
	program->tgid = BPF_CORE_READ(task, tgid);
	program->uid = BPF_CORE_READ(task, cred, euid.val);
	__builtin_memcpy(program->comm, key->comm, LC_COMM_LEN);
	fill_path(program, file);
	if (!program->h.ns)
		program->h.ns = bpf_ktime_get_boot_ns();
	program->h.kind = LC_PROGRAM;
	tell(program, sizeof(*program));
}

/* Nowhere to put it: the parent stands for it, or the slot kept for that. */
static __always_inline __u32 overflow(__u32 parent)
{
	struct lc_program *program = bpf_map_lookup_elem(&programs, &parent);

	lose(LC_LOST_PROGRAMS);
	if (program)
		program->flags |= LC_PROGRAM_OVERFLOW;
	return parent;
}

static __always_inline void count_process(struct lc_program *program)
{
	__sync_fetch_and_add(&program->instances, 1);
	__sync_fetch_and_add(&program->alive, 1);
}

__hidden __u32 program_enter(struct task_struct *task, struct file *file, __u32 parent, __u32 flags)
{
	struct lc_program *program;
	struct program_key key;
	bool fresh = false;
	__u32 slot;

	read_key(&key, task, file, parent);
	slot = take_slot(&key, &fresh);
	if (!slot)
		slot = overflow(parent);
	program = bpf_map_lookup_elem(&programs, &slot);
	if (!program)
		return 0;
	count_process(program);
	if (fresh) {
		program->parent = parent;
		set_bits(&program->flags, flags);
		describe(program, task, file, &key, slot);
	}
	return slot;
}

SEC("?tp_btf/sched_process_fork")
int BPF_PROG(process_fork, struct task_struct *parent, struct task_struct *child)
{
	struct lc_program *program;
	__u32 *from, *to, slot, old;

	if (child->tgid == parent->tgid)
		return 0; /* a thread */
	leave_known(child->tgid); /* whose exit was missed, if any's */
	from = slot_word(parent->tgid);
	if (!from || !*from || (*from & SLOT_ARMED))
		return 0;
	to = slot_word(child->tgid);
	if (!to) {
		lose(LC_LOST_PIDS);
		return 0;
	}
	slot = *from & SLOT_MASK;
	old = swap_word(to, slot | SLOT_FORKED | (*from & SLOT_LANDLOCKED) | phase_begin());
	/* A walk found the child before we did; or it is of a process whose exit was missed. */
	if (old)
		program_leave(old & SLOT_MASK, walking);
	program = bpf_map_lookup_elem(&programs, &slot);
	if (program)
		count_process(program);
	return 0;
}

/* What stays of a process's program when it goes on as another. */
#define INHERITED (LC_PROGRAM_ROOT | LC_PROGRAM_ADOPTED | LC_PROGRAM_GAINED | LC_PROGRAM_FILTERING | LC_PROGRAM_ENTERED)

static __always_inline void begin_program(struct lc_program *to, struct lc_program *from, struct task_struct *task,
					  const struct program_key *key, __u32 slot, __u32 flags)
{
	to->parent = key->parent;
	set_bits(&to->flags, flags | (from->flags & INHERITED));
	describe(to, task, BPF_CORE_READ(task, mm, exe_file), key, slot);
}

/*
 * Exchanges the slot in a word; who else changes bits of it meanwhile is not disturbed. A fork that goes on as another
 * has done something: it stays counted there when it executes a file.
 */
static __always_inline void change_slot(__u32 *at, __u32 from, __u32 to)
{
	__sync_fetch_and_add(at, to - from - (*at & SLOT_FORKED));
}

/* Filtering is a program of its own below the one that loaded the filter; another owner has it in its place. */
__noinline __u32 program_change(__u64 address, __u32 owner, __u32 flags)
{
	struct task_struct *task = (void *)address;
	__u32 *at = slot_word(BPF_CORE_READ(task, tgid));
	__u32 from = at ? *at & SLOT_MASK : 0, slot;
	struct lc_program *program = bpf_map_lookup_elem(&programs, &from), *next;
	struct program_key key = { .owner = owner };
	bool fresh = false;

	if (!program || !from || !at || (flags & program->flags & LC_PROGRAM_FILTERING))
		return 0;
	if (flags & LC_PROGRAM_FILTERING)
		key.owner = program->owner;
	key.filtering = (program->flags | flags) & LC_PROGRAM_FILTERING;
	key.parent = flags & LC_PROGRAM_FILTERING ? from : program->parent;
	key.dev = program->dev;
	key.ino = program->ino;
	__builtin_memcpy(key.comm, program->comm, sizeof(key.comm));
	slot = take_slot(&key, &fresh);
	next = slot ? bpf_map_lookup_elem(&programs, &slot) : NULL;
	if (!next) {
		lose(LC_LOST_PROGRAMS);
		return 0;
	}
	count_process(next);
	if (fresh)
		begin_program(next, program, task, &key, slot, flags);
	change_slot(at, from, slot);
	forget_known(BPF_CORE_READ(task, tgid));
	__sync_fetch_and_add(&program->alive, -1);
	return slot;
}

static __always_inline bool same_file(const struct lc_program *program, const struct program_key *key)
{
	if (program->dev != key->dev || program->ino != key->ino || program->owner != key->owner ||
	    (program->flags & LC_PROGRAM_FILTERING))
		return false;
	for (int i = 0; i < LC_COMM_LEN; i++)
		if (program->comm[i] != key->comm[i])
			return false;
	return true;
}

/* Leaves the slot of `word` for the one that the key names. */
static __always_inline __u32 move_on(struct lc_program *from, __u32 word, const struct program_key *key, bool *fresh)
{
	__u32 slot = take_slot(key, fresh);

	if (!slot)
		slot = overflow(key->parent);
	__sync_fetch_and_add(&from->alive, -1);
	if (word & SLOT_FORKED) /* was only on its way to something else */
		__sync_fetch_and_add(&from->instances, -1);
	return slot;
}

/* Whether the file gave the process ids or capabilities that it did not have. */
static __always_inline bool gained_by(struct linux_binprm *bprm)
{
	return BPF_CORE_READ_BITFIELD_PROBED(bprm, secureexec);
}

/* What keeps its file from giving anything (fs/exec.c: bprm_fill_uid, security/commoncap.c: get_file_caps). */
static __always_inline __u32 void_flags(struct task_struct *task, struct file *file)
{
	__u32 flags = 0;

	if (BPF_CORE_READ(task, atomic_flags) >> PFA_NO_NEW_PRIVS & 1)
		flags |= LC_PROGRAM_NO_NEW_PRIVS;
	if (BPF_CORE_READ(file, f_path.mnt, mnt_flags) & MNT_NOSUID)
		flags |= LC_PROGRAM_NOSUID;
	return flags;
}

static __noinline int exec_ends(struct task_struct *task, __u32 slot)
{
	const struct pt_regs *regs = task_regs(task);

	return regs ? call_ends(task, slot, regs->orig_ax, 1) : 0;
}

SEC("?tp_btf/sched_process_exec")
int BPF_PROG(process_exec, struct task_struct *task, int old_pid, struct linux_binprm *bprm)
{
	__u32 *at = slot_word(task->tgid), word, slot;
	struct file *file = bprm->file;
	struct lc_program *program;
	struct program_key key;
	bool fresh = false;

	if (!at || !*at)
		return 0;
	word = *at;
	slot = word & SLOT_MASK;
	program = bpf_map_lookup_elem(&programs, &slot);
	if (!program)
		return 0;
	if (calls_are_missed)
		exec_ends(task, slot);
	read_key(&key, task, file, slot);
	if (program->ino && program->owner != key.owner)
		word = phase_restart(word);
	if ((program->flags & LC_PROGRAM_ROOT) && !program->ino) {
		fresh = true; /* the first execve of CMD names the slot made by arm_self */
	} else if (!same_file(program, &key)) {
		slot = move_on(program, word, &key, &fresh);
		program = bpf_map_lookup_elem(&programs, &slot);
		if (!program)
			return 0;
		program->parent = fresh ? key.parent : program->parent;
		count_process(program);
	}
	if (follow_stances)
		stance_exec(task, bprm);
	if (gained_by(bprm))
		set_bits(&program->flags, LC_PROGRAM_GAINED);
	set_bits(&program->flags, void_flags(task, file));
	/* The other threads are gone, this one is still in its execve. */
	*at = slot | (word & SLOT_LANDLOCKED) | phase_exec(word) | (word & PENDING_MASK ? followed(task) : 0);
	forget_known(task->tgid);
	if (fresh)
		describe(program, task, file, &key, slot);
	return 0;
}

static __always_inline __u32 end_flags(const struct task_struct *task)
{
	__u32 flags = 0;

	if (task->seccomp.mode >= SECCOMP_MODE_FILTER)
		flags |= LC_PROGRAM_FILTERED;
	if (task->seccomp.mode == SECCOMP_MODE_DEAD)
		flags |= LC_PROGRAM_SECCOMP_KILLED;
	if (bpf_core_field_exists(task->thread_info.syscall_work) &&
	    (task->thread_info.syscall_work & SYSCALL_WORK_SYSCALL_USER_DISPATCH))
		flags |= LC_PROGRAM_DISPATCH;
	return flags;
}

/* The thread ends for a call that the filter answers with death. */
static __noinline int tell_kill(struct task_struct *task)
{
	const struct pt_regs *regs = task_regs(task);

	if (!regs)
		return 0;
	return tell_denial(pending_of(task, false), regs->orig_ax, LC_ERROR_KILLED,
			   LC_DENIAL_SECCOMP | LC_DENIAL_KILLED);
}

static __always_inline int leave(struct task_struct *task, bool last)
{
	__u32 *word = slot_word(task->tgid), slot, flags, left;
	struct lc_program *program;

	if (!word || !*word)
		return 0;
	flags = end_flags(task);
	if (follow_refusals && (flags & LC_PROGRAM_SECCOMP_KILLED))
		tell_kill(task);
	if (*word & PENDING_MASK)
		unfollow(task);
	slot = *word & SLOT_MASK;
	program = bpf_map_lookup_elem(&programs, &slot);
	if (program && (program->flags & flags) != flags)
		set_bits(&program->flags, flags);
	if (!last)
		return 0;
	/* Two last threads may both see 0 here: only one may count. */
	left = swap_word(word, 0);
	if (left && program)
		__sync_fetch_and_add(&program->alive, -1);
	phase_leave(left);
	return 0;
}

SEC("?tp_btf/sched_process_exit")
int BPF_PROG(process_exit, struct task_struct *task)
{
	/* Not by a direct read, see cred.bpf.h. */
	bool last = !BPF_CORE_READ(task, signal, live.counter);

	leave(task, last);
	if (last)
		leave_known(task->tgid);
	return drop_pending();
}
