/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What every hook may use: the maps that hold the truth, the scope, and the
 * ring that tells about it.
 */
#ifndef LC_SCOPE_BPF_H
#define LC_SCOPE_BPF_H

#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include "bpf/compat.bpf.h"
#include "bpf/event.h"

#define LC_RING_URGENT (256u << 10) /* bytes that wait: a quarter of the smallest ring that it is used with */

/* A word of slot_of: which program the process runs, and how it came there. */
#define SLOT_MASK 0x00001fffu
#define SLOT_PENDING 0x00002000u /* one thread in a call with checks; the bits up to PENDING_MASK count them */
#define PENDING_MASK 0x07ffe000u
#define SLOT_ARMED 0x80000000u	/* not recorded before its next execve */
#define SLOT_FORKED 0x40000000u /* forked and not yet executed anything */
#define SLOT_STARTING 0x20000000u /* has not waited yet since its start or last drop of privileges */
#define SLOT_LANDLOCKED 0x08000000u /* restricted itself by Landlock, or its parent did */
#define SLOT_LATE 0x10000000u	/* born after the workload began to serve: says nothing about its start */

_Static_assert(LC_MAX_PROGRAMS <= SLOT_MASK, "a word holds any slot");

struct used {
	__u64 bits[LC_ABIS][LC_SYSCALL_WORDS];
};

struct odd_key {
	__u32 slot, abi, nr, reserved;
};

#ifndef LC_SCOPE_OWNER
#define LC_MAP extern
#else
#define LC_MAP
#endif

/* tgid -> word. Sized by the loader from pid_max. */
struct slot_of_map {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 32769);
	__type(key, __u32);
	__type(value, __u32);
};
LC_MAP struct slot_of_map slot_of SEC(".maps");

struct programs_map {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, LC_MAX_PROGRAMS + 1);
	__type(key, __u32);
	__type(value, struct lc_program);
};
LC_MAP struct programs_map programs SEC(".maps");

/* chapter * (LC_MAX_PROGRAMS + 1) + slot -> syscall numbers used */
struct used_map {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, LC_CHAPTERS * (LC_MAX_PROGRAMS + 1));
	__type(key, __u32);
	__type(value, struct used);
};
LC_MAP struct used_map used SEC(".maps");

struct odd_map {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, LC_MAX_ODD);
	__type(key, struct odd_key);
	__type(value, __u64);
};
LC_MAP struct odd_map odd_calls SEC(".maps");

/* Numbers each of whose calls is looked at, so that their bit is never set. */
struct watched_map {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, LC_MAX_WATCHED);
	__type(key, struct odd_key);
	__type(value, __u64);
};
LC_MAP struct watched_map watched_calls SEC(".maps");

/* A number that no bit stands for yet, of a program. One is under way, or has worked, where more began than failed. */
struct tried {
	__u32 begun, failed;
	__u32 error; /* of the last that failed */
	__u32 reserved;
};

/* Only filled where the ends of failed calls are seen (follow_refusals): tried.bpf.h. */
struct tried_map {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, struct odd_key);
	__type(value, struct tried);
};
LC_MAP struct tried_map tried_calls SEC(".maps");

/* Only filled with --count. */
struct counts_map {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, struct odd_key);
	__type(value, __u64);
};
LC_MAP struct counts_map call_counts SEC(".maps");

struct checks_map {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, LC_MAX_CHECKS);
	__type(key, __u32);
	__type(value, struct lc_stored);
};
LC_MAP struct checks_map checks SEC(".maps");

/*
 * How often each check was seen again, by CPU: cpu * LC_MAX_CHECKS + index into checks. So no CPU writes what others
 * read all the time. Sized by the loader.
 */
struct tallies_map {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, LC_MAX_CHECKS);
	__type(key, __u32);
	__type(value, __u64);
};
LC_MAP struct tallies_map tallies SEC(".maps");

struct trails_map {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, LC_MAX_TRAILS);
	__type(key, __u32);
	__type(value, struct lc_trail);
};
LC_MAP struct trails_map trails SEC(".maps");

#define TRAIL_HEADS (1u << 16)

/* index + 1 of the newest trail, by a hash of what it is of */
struct trail_heads_map {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, TRAIL_HEADS);
	__type(key, __u32);
	__type(value, __u32);
};
LC_MAP struct trail_heads_map trail_heads SEC(".maps");

struct result_key {
	__u32 check; /* lc_check.id */
	__u32 error;
};

/* Only filled with results. */
struct results_map {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, struct result_key);
	__type(value, __u64);
};
LC_MAP struct results_map results SEC(".maps");

#define PATH_ROOM (LC_PATH_LEN + 256) /* one name may overhang before it is cut */

struct path_room {
	char text[PATH_ROOM];
};

/* Programs may be preempted by others: whoever can hold a path at one time with another has its own room. */
enum path_user { PATH_OF_PROGRAM, PATH_OF_NAME, PATH_OF_OWNER, PATH_USERS };

struct path_rooms_map {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, PATH_USERS);
	__type(key, __u32);
	__type(value, struct path_room);
};
LC_MAP struct path_rooms_map path_rooms SEC(".maps");

struct ring_map {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 20);
};
LC_MAP struct ring_map ring SEC(".maps");

/* Set by the loader before load. */
extern const volatile __u32 scope_all;
extern const volatile __u32 count_calls;
extern const volatile __u32 follow_results;
extern const volatile __u32 follow_refusals; /* needs follow_results */
extern const volatile __u32 tell_refusals;   /* each of them; else the first of its kind */
extern const volatile __u32 have_steps;	/* hooks on files and security modules are attached */
extern const volatile __u32 follow_stances;  /* changes of privileges, as facts; needs follow_results */
extern const volatile __u32 tell_stances;    /* each of them, too */

#define LC_MAX_CPUS 1024

/* running.bpf.h */
extern __u64 running_at[LC_MAX_CPUS]; /* where each CPU's names the task that is running; 0: not known yet, 1: never */

/* Counters; only ever written on slow paths. */
extern __u64 lost[LC_CAUSES];
extern __u64 produced;
extern __u32 next_program;
extern __u32 next_check;
extern __u32 next_trail;
extern __u32 self_tgid;
extern __u64 regs_at;
extern __u32 self_level;
extern __u64 self_root, self_mnt_ns; /* the loader's: dentry of its root directory, mount namespace */
extern __u32 base_level;
extern __u32 chapter; /* that facts belong to from now on */

/* The verifier keeps what kind of pointer an argument of a hook is: global functions are given its mere address. */
static __always_inline __u64 address_of(const void *pointer)
{
	__u64 address = 0;

	bpf_probe_read_kernel(&address, sizeof(address), &pointer);
	return address;
}

static __always_inline void lose(enum lc_cause cause)
{
	__sync_fetch_and_add(&lost[cause], 1);
}

/* Tells a record that is safe in its map. A loss costs the timeline, not the truth. */
static __always_inline void tell(const void *record, __u32 size)
{
	__sync_fetch_and_add(&produced, 1);
	if (bpf_ringbuf_output(&ring, (void *)record, size, 0))
		lose(LC_LOST_RING);
}

/* The same for what comes in masses: nobody is woken for each, the reader looks from time to time. */
static __always_inline void tell_often(const void *record, __u32 size)
{
	bool urgent = bpf_ringbuf_query(&ring, BPF_RB_AVAIL_DATA) > LC_RING_URGENT;

	__sync_fetch_and_add(&produced, 1);
	if (bpf_ringbuf_output(&ring, (void *)record, size, urgent ? BPF_RB_FORCE_WAKEUP : BPF_RB_NO_WAKEUP))
		lose(LC_LOST_RING);
}

static __always_inline __u32 *slot_word(__u32 tgid)
{
	return bpf_map_lookup_elem(&slot_of, &tgid);
}

/* The slot as facts have it: with the chapter they belong to. */
static __always_inline __u32 slot_now(__u32 slot)
{
	return slot | chapter << LC_CHAPTER_SHIFT;
}

static __always_inline __u32 user_level(const struct task_struct *task)
{
	return BPF_CORE_READ(task, cred, user_ns, level);
}

/* The pid of a thread as the loader's pid namespace counts; 0: it is not in it. */
static __always_inline __u32 pid_here(const struct task_struct *task)
{
	struct pid *pid = BPF_CORE_READ(task, thread_pid);

	if (!self_level)
		return BPF_CORE_READ(task, pid);
	if (self_level > BPF_CORE_READ(pid, level))
		return 0;
	return BPF_CORE_READ(pid, numbers[self_level].nr);
}

static __always_inline enum lc_abi call_abi(const struct task_struct *task, __u64 nr)
{
	if (see(task, thread_info.status) & TS_COMPAT)
		return LC_ABI_I386;
	return nr & 0x40000000u ? LC_ABI_X32 : LC_ABI_X86_64;
}

/* The n-th argument of the call, n < 3. */
static __always_inline __u64 argument(const struct pt_regs *regs, __u32 abi, int n)
{
	if (abi == LC_ABI_I386)
		return (__u32)(n == 0 ? regs->bx : n == 1 ? regs->cx : regs->dx);
	return n == 0 ? regs->di : n == 1 ? regs->si : regs->dx;
}

/*
 * The slot of the program that `file` is when a process of slot `parent`
 * executes it; made if it is new. Falls back to parent, counted, when the
 * table is full. Defined in task.bpf.c; hidden, so the verifier sees it inline.
 */
extern __hidden __u32 program_enter(struct task_struct *task, struct file *file, __u32 parent, __u32 flags);

/*
 * The process of a task (its address) goes on as another program, though it executed nothing: it belongs to another
 * owner now (flags LC_PROGRAM_ENTERED), or it loads a seccomp filter (LC_PROGRAM_FILTERING). The new slot; 0: none.
 * Global: the verifier looks at it once.
 */
extern __u32 program_change(__u64 task, __u32 owner, __u32 flags);

/* The loader walks over the processes that run, to take some in (adopt.bpf.c). */
extern __u32 walking;

/* A process is no longer one of the slot's; uncounted: it never should have been. */
static __always_inline void program_leave(__u32 slot, bool uncounted)
{
	struct lc_program *program = bpf_map_lookup_elem(&programs, &slot);

	if (!program)
		return;
	__sync_fetch_and_add(&program->alive, -1);
	if (uncounted)
		__sync_fetch_and_add(&program->instances, -1);
}

/*
 * Makes the process part of the scope, if it is not the loader or a kernel thread; flags: LC_PROGRAM_* of the program
 * that it runs. Returns its word, 0 for a bystander.
 */
extern __hidden __u32 scope_adopt(struct task_struct *task, __u32 flags);

/* Current's word: 0 for a bystander. One array lookup, inlined by the verifier. task: current, to be read only. */
static __always_inline __u32 word_of(const struct task_struct *task)
{
	__u32 *word = slot_word(see(task, tgid));

	if (!word)
		return 0;
	if (!*word && scope_all)
		return scope_adopt(current_task(), LC_PROGRAM_ROOT | LC_PROGRAM_ADOPTED);
	return *word;
}

#endif
