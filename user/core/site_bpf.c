/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Knows the kernel functions that ask for a capability on performance events,
 * BPF and io_uring; see core/site_task.c for how to read a row.
 */
#include <linux/capability.h>

#include "base/guard.h"
#include "core/site_table.h"

#define PARANOID "EACCES past kernel.perf_event_paranoid"
#define RING_FORBIDDEN "EPERM if kernel.io_uring_disabled forbids it"
#define BPF_MAP "EPERM for this kind of map"
#define BPF_MASKED "the map's accesses are masked against speculation"
#define BPF_HELPER "the program may not call this helper"

static const struct site rows[] = {
	/* Performance events and BPF. */
	EITHER("sys_perf_event_open", CAP_PERFMON, PARANOID, "kernel/events/core.c:perf_event_open"),
	/* Debian asks for it past level 2, and PERFMON does not do. */
	EITHER("sys_perf_event_open", CAP_SYS_ADMIN, PARANOID, "kernel/events/core.c:perf_event_open"),
	EITHER("sys_perf_event_open", CAP_KILL, EACCES_TEXT, "kernel/events/core.c:perf_check_permission"),
	PAIR("perf_allow_kernel", CAP_PERFMON, PARANOID, "kernel/events/core.c:perf_allow_kernel"),
	PAIR("find_get_context", CAP_PERFMON, "EACCES for the events of a CPU",
	     "kernel/events/core.c:find_get_context"),
	PAIR("perf_check_permission", CAP_PERFMON, EACCES_TEXT, "kernel/events/core.c:perf_check_permission"),
	PAIR("perf_kprobe_event_init", CAP_PERFMON, EACCES_TEXT,
	     "kernel/events/core.c:perf_kprobe_event_init"),
	EITHER("perf_uprobe_event_init", CAP_PERFMON, EACCES_TEXT,
	       "kernel/events/core.c:perf_uprobe_event_init (6.12)"),
	EITHER("perf_uprobe_event_init", CAP_SYS_ADMIN, EACCES_TEXT,
	       "kernel/events/core.c:perf_uprobe_event_init"),
	PAIR("perf_trace_event_perm", CAP_PERFMON, PARANOID, "kernel/trace/trace_event_perf.c:perf_trace_event_perm"),
	PAIR("perf_trace_event_init", CAP_PERFMON, PARANOID, "kernel/trace/trace_event_perf.c:perf_trace_event_perm"),
	PAIR("intel_pmu_hw_config", CAP_PERFMON, PARANOID, "arch/x86/events/intel/core.c:intel_pmu_hw_config"),
	PROBE("build_bhb_mitigation", CAP_SYS_ADMIN, "the filter runs with a barrier, slower",
	      "arch/arm64/net/bpf_jit_comp.c:build_bhb_mitigation"),
	PROBE("build_epilogue", CAP_SYS_ADMIN, "the filter runs with a barrier, slower",
	      "arch/arm64/net/bpf_jit_comp.c:build_bhb_mitigation"),
	PROBE("do_jit", CAP_SYS_ADMIN, "the filter runs with a barrier, slower",
	      "arch/x86/net/bpf_jit_comp.c:do_jit"),
	PROBE("bpf_int_jit_compile", CAP_SYS_ADMIN, "the filter runs with a barrier, slower",
	      "arch/x86/net/bpf_jit_comp.c:do_jit"),
	EARLY_OK("bpf_prog_kallsyms_add", CAP_BPF, "the program is not in kallsyms",
		 "kernel/bpf/core.c:bpf_prog_kallsyms_add"),
	EARLY_OK("bpf_prog_kallsyms_add", CAP_SYS_ADMIN, "the program is not in kallsyms",
		 "kernel/bpf/core.c:bpf_prog_kallsyms_add"),
	LIMIT("bpf_jit_charge_modmem", -1, "EPERM past net.core.bpf_jit_limit",
	      "kernel/bpf/core.c:bpf_jit_charge_modmem"),
	LIMIT("bpf_jit_binary_alloc", -1, "EPERM past net.core.bpf_jit_limit",
	      "kernel/bpf/core.c:bpf_jit_charge_modmem"),
	/* SYS_ADMIN stands in for BPF, PERFMON and NET_ADMIN alike: the place does not tell for which. */
	EARLY("bpf_prog_load", CAP_BPF, "EPERM if unprivileged BPF is off or the type needs it; lower limits",
	      "kernel/bpf/syscall.c:bpf_prog_load"),
	EARLY("bpf_prog_load", CAP_SYS_ADMIN,
	      "EPERM if unprivileged BPF is off or the type needs it; lower limits",
	      "kernel/bpf/syscall.c:bpf_prog_load"),
	NEED("bpf_prog_load", CAP_NET_ADMIN, "EPERM for network programs",
	     "kernel/bpf/syscall.c:bpf_prog_load"),
	NEED("bpf_prog_load", CAP_PERFMON, "EPERM for tracing programs",
	     "kernel/bpf/syscall.c:bpf_prog_load"),
	EARLY("bpf_check", CAP_BPF, "stricter checks by the verifier", "kernel/bpf/verifier.c:bpf_check"),
	EARLY("bpf_check", CAP_PERFMON, "stricter checks by the verifier", "kernel/bpf/verifier.c:bpf_check"),
	EARLY("bpf_check", CAP_SYS_ADMIN, "stricter checks by the verifier",
	      "kernel/bpf/verifier.c:bpf_check"),
	EITHER("sys_bpf", CAP_BPF, "EPERM if unprivileged BPF is off", "kernel/bpf/syscall.c:__sys_bpf"),
	/* also the one way to open objects by ID, inlined here */
	NEED("sys_bpf", CAP_SYS_ADMIN, "EPERM to open objects by ID, and if unprivileged BPF is off",
	     "kernel/bpf/syscall.c:bpf_prog_get_fd_by_id and others"),
	NEED("sys_bpf", CAP_NET_ADMIN, "EPERM to query network programs",
	     "kernel/bpf/syscall.c:bpf_prog_query"),
	EITHER("map_create", CAP_BPF, BPF_MAP, "kernel/bpf/syscall.c:map_create"),
	EITHER("map_create", CAP_NET_ADMIN, BPF_MAP, "kernel/bpf/syscall.c:map_create (6.12)"),
	EITHER("map_create", CAP_SYS_ADMIN, BPF_MAP, "kernel/bpf/syscall.c:map_create"),
	EARLY_OK("array_map_alloc", CAP_PERFMON, BPF_MASKED, "kernel/bpf/arraymap.c:array_map_alloc"),
	EARLY_OK("array_map_alloc", CAP_SYS_ADMIN, BPF_MASKED, "kernel/bpf/arraymap.c:array_map_alloc"),
	EITHER("htab_map_alloc_check", CAP_BPF, BPF_MAP, "kernel/bpf/hashtab.c:htab_map_alloc_check"),
	EITHER("htab_map_alloc_check", CAP_SYS_ADMIN, BPF_MAP, "kernel/bpf/hashtab.c:htab_map_alloc_check"),
	PAIR("stack_map_alloc", CAP_BPF, BPF_MAP, "kernel/bpf/stackmap.c:stack_map_alloc"),
	PAIR("trie_alloc", CAP_BPF, BPF_MAP, "kernel/bpf/lpm_trie.c:trie_alloc"),
	PAIR("queue_stack_map_alloc_check", CAP_BPF, BPF_MAP,
	     "kernel/bpf/queue_stack_maps.c:queue_stack_map_alloc_check"),
	PAIR("bloom_map_alloc", CAP_BPF, BPF_MAP, "kernel/bpf/bloom_filter.c:bloom_map_alloc"),
	PAIR("bpf_local_storage_map_alloc_check", CAP_BPF, BPF_MAP,
	     "kernel/bpf/bpf_local_storage.c:bpf_local_storage_map_alloc_check"),
	PAIR("bpf_struct_ops_map_alloc", CAP_BPF, BPF_MAP,
	     "kernel/bpf/bpf_struct_ops.c:bpf_struct_ops_map_alloc"),
	PAIR("cpu_map_alloc", CAP_BPF, BPF_MAP, "kernel/bpf/cpumap.c:cpu_map_alloc"),
	PAIR("reuseport_array_alloc", CAP_BPF, BPF_MAP, "kernel/bpf/reuseport_array.c:reuseport_array_alloc"),
	NEED("dev_map_alloc", CAP_NET_ADMIN, BPF_MAP, "kernel/bpf/devmap.c:dev_map_alloc"),
	NEED("sock_map_alloc", CAP_NET_ADMIN, BPF_MAP, "net/core/sock_map.c:sock_map_alloc"),
	NEED("sock_hash_alloc", CAP_NET_ADMIN, BPF_MAP, "net/core/sock_map.c:sock_hash_alloc"),
	NEED("xsk_map_alloc", CAP_NET_ADMIN, BPF_MAP, "net/xdp/xskmap.c:xsk_map_alloc"),
	EARLY("bpf_prog_get_info_by_fd", CAP_BPF, "instructions are left out",
	      "kernel/bpf/syscall.c:bpf_prog_get_info_by_fd"),
	PAIR("bpf_btf_load", CAP_BPF, EPERM_TEXT, "kernel/bpf/syscall.c:bpf_btf_load"),
	EITHER("bpf_base_func_proto", CAP_BPF, BPF_HELPER, "kernel/bpf/helpers.c:bpf_base_func_proto"),
	EITHER("bpf_base_func_proto", CAP_PERFMON, BPF_HELPER, "kernel/bpf/helpers.c:bpf_base_func_proto"),
	EITHER("bpf_base_func_proto", CAP_SYS_ADMIN, BPF_HELPER, "kernel/bpf/helpers.c:bpf_base_func_proto"),
	PAIR("bpf_sk_base_func_proto", CAP_PERFMON, BPF_HELPER, "net/core/filter.c:bpf_sk_base_func_proto"),
	NEED("bpf_obj_get_next_id", CAP_SYS_ADMIN, EPERM_TEXT, "kernel/bpf/syscall.c:bpf_obj_get_next_id"),
	NEED("bpf_prog_get_fd_by_id", CAP_SYS_ADMIN, EPERM_TEXT,
	     "kernel/bpf/syscall.c:bpf_prog_get_fd_by_id"),
	NEED("bpf_map_get_fd_by_id", CAP_SYS_ADMIN, EPERM_TEXT, "kernel/bpf/syscall.c:bpf_map_get_fd_by_id"),

	/* io_uring: what is registered with a ring counts as locked memory, the ring itself does not since 5.12. */
	EARLY_THAT("io_uring_create", TRAIT_RING, CAP_IPC_LOCK, MEMLOCK, "io_uring/io_uring.c:io_uring_create"),
	EARLY_THAT("io_uring_setup", TRAIT_RING, CAP_IPC_LOCK, MEMLOCK, "io_uring/io_uring.c:io_uring_create"),
	EARLY_THAT("sys_io_uring_setup", TRAIT_RING, CAP_IPC_LOCK, MEMLOCK, "io_uring/io_uring.c:io_uring_create"),
	LIMIT("io_uring_allowed", CAP_SYS_ADMIN, RING_FORBIDDEN, "io_uring/io_uring.c:io_uring_allowed (6.12)"),
	LIMIT("io_uring_setup", CAP_SYS_ADMIN, RING_FORBIDDEN, "io_uring/io_uring.c:io_uring_allowed (6.12)"),
	LIMIT("sys_io_uring_setup", CAP_SYS_ADMIN, RING_FORBIDDEN, "io_uring/io_uring.c:io_uring_allowed (6.12)"),
};

const struct site_part site_bpf_part = { rows, ARRAY_SIZE(rows) };
