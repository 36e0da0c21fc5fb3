/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Knows where in a kernel stack a capability was really asked for, and which
 * row of the class table speaks about that place.
 */
#include "core/site.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <linux/capability.h>

#include "base/guard.h"
#include "base/order.h"
#include "core/site_table.h"

#define ENTRY "sys_"
#define SITES_ROOM 1024

/* A symbol without what compilers and architectures add: base stands behind prefix (may be ""). */
struct symbol {
	const char *prefix;
	const char *base;
	size_t size; /* of base */
};

/* Prefixes of the functions that all are the entry of one syscall; none is a start of another. */
static const char *const entries[] = {
	"__x64_sys_", "__ia32_sys_", "__x64_compat_sys_", "__ia32_compat_sys_",
	"__arm64_sys_", "__arm64_compat_sys_", "__riscv_sys_", "__loongarch_sys_",
	"__do_sys_", "__do_compat_sys_", "__se_sys_", "__se_compat_sys_",
	"__sys_", "ksys_", ENTRY,
};

/* These ask on behalf of their caller. include/linux/capability.h, kernel/capability.c and others. */
static const char *const wrappers[] = {
	"__netlink_ns_capable", "bpf_capable", "bpf_ns_capable", "bpf_token_capable", "cap_capable",
	"capable", "capable_wrt_inode_uidgid", "checkpoint_restore_ns_capable",
	"checkpoint_restore_ns_capable_noaudit", "file_ns_capable", "has_capability",
	"has_capability_noaudit", "has_ns_capability", "has_ns_capability_noaudit", "netlink_capable",
	"netlink_net_capable", "netlink_ns_capable", "ns_capable", "ns_capable_common",
	"ns_capable_noaudit", "ns_capable_setid", "perfmon_capable", "privileged_wrt_inode_uidgid",
	"security_capable", "sk_capable", "sk_net_capable", "sk_ns_capable", "sockopt_capable",
	"sockopt_ns_capable",
};

/* Where the tracepoint and the probes sit: cap_capable, and the functions it gets inlined into. */
static const char *const module_entries[] = {
	"cap_capable", "security_capable", "cap_vm_enough_memory", "security_vm_enough_memory_mm",
	"cap_inh_is_capped", "cap_capset", "security_capset", "cap_task_prctl", "security_task_prctl",
	"cap_mmap_addr", "security_mmap_addr",
};

/* What lies between a probe and a BPF program; used only if no module entry is in the stack. */
static const char *const machinery[] = {
	"__bpf_prog_", "__bpf_trace_", "__bpf_tramp_", "__fentry__", "__ftrace_", "__kprobe", "__traceiter_",
	"_einittext", "aggr_", "arch_ftrace_", "arch_rethook_", "bpf_get_stack", "bpf_prog_", "bpf_raw_tp_",
	"bpf_trace_run", "bpf_trampoline_", "fprobe_", "ftrace_", "kprobe_", "kretprobe_", "perf_trace_",
	"rethook_", "trace_call_bpf", "trampoline_handler",
};

static struct symbol normalise(const char *name)
{
	struct symbol s = { "", name, strcspn(name, ".") };

	for (size_t i = 0; i < ARRAY_SIZE(entries); i++) {
		size_t n = *name == *entries[i] ? strlen(entries[i]) : SIZE_MAX;

		if (s.size > n && strncmp(name, entries[i], n) == 0)
			return (struct symbol){ ENTRY, name + n, s.size - n };
	}
	return s;
}

/* Before, at or behind the one that is written normalised, as strcmp() has it. */
static int compare_symbol(const struct symbol *s, const char *normal)
{
	size_t n = strlen(s->prefix);
	int r = strncmp(s->prefix, normal, n);

	if (!r)
		r = strncmp(s->base, normal + n, s->size);
	return r ? r : -(normal[n + s->size] != '\0');
}

/* Whether the symbol is the one that is written normalised. */
static bool is_symbol(const struct symbol *s, const char *normal)
{
	return !compare_symbol(s, normal);
}

static bool is_listed(const char *symbol, const char *const *list, size_t n)
{
	const struct symbol s = normalise(symbol);

	for (size_t i = 0; i < n; i++) {
		if (is_symbol(&s, list[i]))
			return true;
	}
	return false;
}

static bool is_called_by(const char *normal, const char *const *callers, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct symbol s = normalise(callers[i]);

		if (is_symbol(&s, normal))
			return true;
	}
	return false;
}

bool site_is(const char *symbol, const char *normal)
{
	const struct symbol s = normalise(symbol);

	return is_symbol(&s, normal);
}

/* Functions that ask in turn for one decision, where it is not one function that asks. */
static const struct {
	const char *symbol, *decision;
} decisions[] = {
	{ "__ptrace_may_access", "ptrace_may_access" }, { "cap_ptrace_access_check", "ptrace_may_access" },
	{ "yama_ptrace_access_check", "ptrace_may_access" }, { "mm_access", "ptrace_may_access" },
	{ "may_access_mm", "ptrace_may_access" },
	{ "handle_to_path", "do_handle_open" }, { "may_decode_fh", "do_handle_open" },
};

const char *site_decision(const char *symbol)
{
	for (size_t i = 0; i < ARRAY_SIZE(decisions); i++)
		if (site_is(symbol, decisions[i].symbol))
			return decisions[i].decision;
	return symbol;
}

#define BIT(cap) (UINT64_C(1) << (cap))

uint64_t site_narrower(int cap)
{
	switch (cap) {
	case CAP_DAC_OVERRIDE:
		return BIT(CAP_DAC_READ_SEARCH);
	case CAP_NET_ADMIN:
		return BIT(CAP_NET_RAW);
	case CAP_SYS_ADMIN:
		return BIT(CAP_BPF) | BIT(CAP_PERFMON) | BIT(CAP_SYSLOG) | BIT(CAP_CHECKPOINT_RESTORE) |
		       BIT(CAP_SYS_RESOURCE) | BIT(CAP_SYS_NICE) | BIT(CAP_NET_ADMIN) | BIT(CAP_DAC_READ_SEARCH);
	default:
		return 0;
	}
}

static bool is_machinery(const char *symbol)
{
	for (size_t i = 0; i < ARRAY_SIZE(machinery); i++) {
		if (strncmp(symbol, machinery[i], strlen(machinery[i])) == 0)
			return true;
	}
	return false;
}

bool site_is_wrapper(const char *symbol)
{
	return is_listed(symbol, wrappers, ARRAY_SIZE(wrappers));
}

size_t site_stack_start(const char *const *symbols, size_t n)
{
	size_t at = 0;

	while (at < n && !is_listed(symbols[at], module_entries, ARRAY_SIZE(module_entries)))
		at++;
	if (at == n) /* a return probe: the module has left the stack */
		for (at = 0; at < n && is_machinery(symbols[at]);)
			at++;
	return at;
}

size_t site_of_stack(const char *const *symbols, size_t n)
{
	size_t at = site_stack_start(symbols, n);

	while (at < n && site_is_wrapper(symbols[at]))
		at++;
	return at;
}

/* The rows by symbol, those of one in their own order: each check of a profile is looked up, several times. */
static uint16_t by_symbol[SITES_ROOM];
static bool is_sorted;

static int compare_rows(const void *a, const void *b)
{
	uint16_t x = *(const uint16_t *)a, y = *(const uint16_t *)b;
	int r = strcmp(site_at(x)->symbol, site_at(y)->symbol);

	return r ? r : order_u64(x, y);
}

static void sort_rows(void)
{
	size_t n = site_count();

	assert(n <= SITES_ROOM);
	for (size_t i = 0; i < n; i++)
		by_symbol[i] = (uint16_t)i;
	qsort(by_symbol, n, sizeof(*by_symbol), compare_rows);
	is_sorted = true;
}

/* Where in .by_symbol the rows of a symbol begin, if there are any. */
static size_t first_of(const struct symbol *symbol)
{
	size_t low = 0, high = site_count();

	if (!is_sorted)
		sort_rows();
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_symbol(symbol, site_at(by_symbol[middle])->symbol) > 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* How well a row of its symbol speaks about this check; 0: not at all. */
static int score(const struct site *row, int cap, const char *const *callers, size_t n)
{
	if (row->cap >= 0 && row->cap != cap)
		return 0;
	if (row->via && !is_called_by(row->via, callers, n))
		return 0;
	return 1 + (row->cap >= 0 ? 1 : 0) + (row->via ? 2 : 0);
}

const struct site *site_find(int cap, const char *symbol, const char *const *callers, size_t n)
{
	const struct site *best = NULL;
	struct symbol asked;
	int best_score = 0;

	if (!symbol)
		return NULL;
	asked = normalise(symbol);
	for (size_t i = first_of(&asked), count = site_count(); i < count; i++) {
		const struct site *row = site_at(by_symbol[i]);
		int s = is_symbol(&asked, row->symbol) ? score(row, cap, callers, n) : -1;

		if (s < 0)
			break;

		if (s > best_score) {
			best = row;
			best_score = s;
		}
	}
	return best;
}

static const struct site_part *const parts[] = {
	&site_task_part, &site_file_part, &site_system_part, &site_bpf_part, &site_net_part,
};

size_t site_count(void)
{
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		n += parts[i]->n;
	return n;
}

const struct site *site_at(size_t index)
{
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		if (index < parts[i]->n)
			return &parts[i]->rows[index];
		index -= parts[i]->n;
	}
	return NULL;
}

static const char *const class_names[] = {
	[CLASS_DECISIVE] = "decisive",
	[CLASS_PROBE] = "probe",
	[CLASS_EARLY] = "early",
	[CLASS_ALTERNATIVE] = "alternative",
	[CLASS_LIMIT] = "limit",
	[CLASS_UNCLASSIFIED] = "unclassified",
};
static_assert(ARRAY_SIZE(class_names) == CLASSES, "a class has no name");

const char *check_class_name(enum check_class c)
{
	return (unsigned int)c < CLASSES ? class_names[c] : "unclassified";
}
