// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Ways to know who makes a call, each of which ends in the same test of a bit: what each adds to an empty program, and
 * so why bpf/hot.bpf.c is as it is. Attached by tests/bench/empty, like the empty programs.
 */
#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define SLOTS 8192
#define PIDS 65536
#define CPUS 1024

struct bits {
	__u64 word[16];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, PIDS);
	__type(key, __u32);
	__type(value, __u32);
} slots SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, PIDS);
	__type(key, __u32);
	__type(value, __u32);
} slots_hash SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, __u32);
} slots_storage SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} slot_running SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, SLOTS);
	__type(key, __u32);
	__type(value, struct bits);
} facts SEC(".maps");

__u64 queue_at[CPUS];

extern void *bpf_rdonly_cast(const void *obj, __u32 type) __ksym;

static __always_inline int test_bit(__u32 slot, __u64 id)
{
	struct bits *bits = bpf_map_lookup_elem(&facts, &slot);
	__u32 nr = id;

	if (id >= 1024 || !bits || bits->word[nr / 64 % 16] >> (nr % 64) & 1)
		return 0;
	__sync_fetch_and_or(&bits->word[nr / 64 % 16], 1ull << (nr % 64));
	return 0;
}

/* The helper alone. */
SEC("?tp_btf/sys_enter")
int BPF_PROG(way_helper, struct pt_regs *regs, long id)
{
	return bpf_get_current_task_btf()->tgid == (int)0x80000000;
}

SEC("?tp_btf/sys_enter")
int BPF_PROG(way_table, struct pt_regs *regs, long id)
{
	__u32 tgid = bpf_get_current_task_btf()->tgid, *slot = bpf_map_lookup_elem(&slots, &tgid);

	return slot ? test_bit(*slot, id) : 0;
}

SEC("?tp_btf/sys_enter")
int BPF_PROG(way_hash, struct pt_regs *regs, long id)
{
	__u32 tgid = bpf_get_current_task_btf()->tgid, *slot = bpf_map_lookup_elem(&slots_hash, &tgid), none = 0;

	if (!slot)
		bpf_map_update_elem(&slots_hash, &tgid, &none, BPF_ANY);
	return slot ? test_bit(*slot, id) : 0;
}

SEC("?tp_btf/sys_enter")
int BPF_PROG(way_storage, struct pt_regs *regs, long id)
{
	__u32 *slot = bpf_task_storage_get(&slots_storage, bpf_get_current_task_btf(), NULL,
					   BPF_LOCAL_STORAGE_GET_F_CREATE);

	return slot ? test_bit(*slot, id) : 0;
}

static __always_inline __u64 word_at(__u64 address)
{
	const struct bpf_raw_tracepoint_args *words =
		bpf_rdonly_cast((void *)address, bpf_core_type_id_kernel(struct bpf_raw_tracepoint_args));

	return words->args[0];
}

/* The first call of each CPU finds its run queue. */
SEC("?tp_btf/sys_enter")
int BPF_PROG(way_queue, struct pt_regs *regs, long id)
{
	__u32 cpu = bpf_get_smp_processor_id() % CPUS, tgid, *slot;
	const struct task_struct *task;

	if (!queue_at[cpu]) {
		task = (void *)bpf_get_current_task();
		queue_at[cpu] = (__u64)BPF_CORE_READ(task, se.cfs_rq, rq) + bpf_core_field_offset(struct rq, curr);
		return 0;
	}
	task = bpf_rdonly_cast((void *)word_at(queue_at[cpu]), bpf_core_type_id_kernel(struct task_struct));
	tgid = task->tgid;
	slot = bpf_map_lookup_elem(&slots, &tgid);
	return slot ? test_bit(*slot, id) : 0;
}

/* No helper: whoever is switched to leaves its slot with the CPU. Needs way_switched beside it. */
SEC("?tp_btf/sys_enter")
int BPF_PROG(way_switch, struct pt_regs *regs, long id)
{
	__u32 zero = 0, *slot = bpf_map_lookup_elem(&slot_running, &zero);

	return slot ? test_bit(*slot, id) : 0;
}

SEC("?tp_btf/sched_switch")
int BPF_PROG(way_switched, bool preempt, struct task_struct *from, struct task_struct *to)
{
	__u32 zero = 0, tgid = to->tgid, *slot = bpf_map_lookup_elem(&slots, &tgid);
	__u32 *running = bpf_map_lookup_elem(&slot_running, &zero);

	if (slot && running)
		*running = *slot;
	return 0;
}
