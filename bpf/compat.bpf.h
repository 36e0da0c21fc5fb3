/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Words for what Linux before 5.15 lacks. All of bpf/ is compiled twice, and the loader takes what fits: as it is, and
 * with LC_OLD for Linux 5.10 on, which has no current task that may be read by its fields, no storage by task, and no
 * atomic instruction but the addition that tells nothing.
 *
 * What is read of current is read by see(), which of other tasks (arguments of hooks) it need not be.
 */
#ifndef LC_COMPAT_BPF_H
#define LC_COMPAT_BPF_H

#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#ifndef LC_OLD

static __always_inline struct task_struct *current_task(void)
{
	return bpf_get_current_task_btf();
}

/* A field of what current_task() leads to; of what see() returned likewise. */
#define see(from, field) ((from)->field)

/* Registers of user space. NULL: not readable. */
static __always_inline const struct pt_regs *task_regs(struct task_struct *task)
{
	return (const struct pt_regs *)bpf_task_pt_regs(task);
}

/* Workers of io_uring and the like. */
#define WORKER_FLAGS (PF_IO_WORKER | PF_USER_WORKER)

/* All return what was there before. */
#define take_number(at) __sync_fetch_and_add(at, 1)
#define swap_word(at, value) __sync_lock_test_and_set(at, value)
#define replace_word(at, old, value) __sync_val_compare_and_swap(at, old, value)
#define set_bits(at, bits) __sync_fetch_and_or(at, bits)
#define clear_bits(at, bits) __sync_fetch_and_and(at, ~(bits))

/* A value of each task, 0 at first. Only current's is asked for. */
#define TASK_MAP(name, value_type)                   \
	struct {                                     \
		__uint(type, BPF_MAP_TYPE_TASK_STORAGE); \
		__uint(map_flags, BPF_F_NO_PREALLOC); \
		__type(key, int);                    \
		__type(value, value_type);           \
	} name SEC(".maps")

#define task_value(map, task) bpf_task_storage_get(map, task, NULL, 0)
#define make_task_value(map, task) bpf_task_storage_get(map, task, NULL, BPF_LOCAL_STORAGE_GET_F_CREATE)
#define drop_task_value(map) ((void)0) /* not needed any more: it goes with the task */

/* Linkage of a function with pointers to memory that the verifier shall look at once, not at each of its calls. */
#define LOOKED_AT_ONCE

#else

/* What the kernel would refuse, the compiler shall. */
#pragma GCC poison __sync_fetch_and_or __sync_fetch_and_and __sync_fetch_and_xor __sync_add_and_fetch
#pragma GCC poison __sync_lock_test_and_set __sync_val_compare_and_swap __sync_bool_compare_and_swap
#define __sync_fetch_and_add(at, n) ((void)__sync_fetch_and_add(at, n))
#define __sync_fetch_and_sub(at, n) ((void)__sync_fetch_and_sub(at, n))

static __always_inline struct task_struct *current_task(void)
{
	return (struct task_struct *)bpf_get_current_task();
}

#define see(from, field)                              \
	({                                            \
		__typeof__(from) from_ = (from);      \
						\
		BPF_CORE_READ(from_, field);          \
	})

#ifndef LC_OLD_OWNER
#define OLD_MAP extern
#else
#define OLD_MAP
#endif

#define OLD_REGS 168 /* struct pt_regs of x86-64 */
struct old_regs {
	char bytes[OLD_REGS];
};
struct old_rooms_map {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct old_regs);
};
OLD_MAP struct old_rooms_map old_rooms SEC(".maps");
extern __u64 regs_at;

static __always_inline const struct pt_regs *task_regs(struct task_struct *task)
{
	__u32 zero = 0;
	struct old_regs *room = bpf_map_lookup_elem(&old_rooms, &zero);

	if (!room || bpf_probe_read_kernel(room, sizeof(*room), (const char *)see(task, stack) + regs_at))
		return NULL;
	return (const struct pt_regs *)room;
}

#define WORKER_FLAGS PF_IO_WORKER /* the other's bit has another meaning */

/*
 * A word is changed by adding to it, which is atomic, with the lock held that keeps others from changing it between.
 * Those who only add need no lock: what they add stays.
 */
extern int old_lock(void);
extern __hidden void old_unlock(void);

#define old_change(at, change, if_locked_out)                                           \
	({                                                                              \
		__typeof__(*(at) + 0) was = if_locked_out;                              \
											\
		if (old_lock()) {                                                       \
			was = *(volatile __typeof__(*(at)) *)(at);                      \
			__sync_fetch_and_add(at, (change));                             \
			old_unlock();                                                   \
		}                                                                       \
		was;                                                                    \
	})

#define take_number(at) old_change(at, 1, -1)
#define swap_word(at, value) old_change(at, (value) - was, 0)
#define replace_word(at, old, value) old_change(at, was == (old) ? (value) - was : 0, ~(old))
#define set_bits(at, bits) old_change(at, ~was & (bits), bits)
#define clear_bits(at, bits) old_change(at, -(was & (bits)), 0)

#define OLD_VALUE 8192
struct old_zeros {
	char bytes[OLD_VALUE];
};
struct old_zeros_map {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct old_zeros);
};
OLD_MAP struct old_zeros_map old_zeros SEC(".maps");

/* By the address of the task, which also an execve does not change. Full: no value can be made. */
#define TASK_MAP(name, value_type)                                                                  \
	_Static_assert(sizeof(value_type) <= OLD_VALUE, "zeros for a value of " #name);             \
	struct {                                                                                    \
		__uint(type, BPF_MAP_TYPE_HASH);                                                    \
		__uint(max_entries, 4096);                                                          \
		__type(key, __u64);                                                                 \
		__type(value, value_type);                                                          \
	} name SEC(".maps")

static __always_inline void *task_value(void *map, struct task_struct *task)
{
	__u64 key = bpf_get_current_task();

	return bpf_map_lookup_elem(map, &key);
}

static __always_inline void *make_task_value(void *map, struct task_struct *task)
{
	__u64 key = bpf_get_current_task();
	void *value = bpf_map_lookup_elem(map, &key), *zeros;
	__u32 zero = 0;

	if (value)
		return value;
	zeros = bpf_map_lookup_elem(&old_zeros, &zero);
	if (!zeros || bpf_map_update_elem(map, &key, zeros, BPF_NOEXIST))
		return NULL;
	return bpf_map_lookup_elem(map, &key);
}

static __always_inline void drop_task_value(void *map)
{
	__u64 key = bpf_get_current_task();

	bpf_map_delete_elem(map, &key);
}

#define LOOKED_AT_ONCE __hidden

#endif
#endif
