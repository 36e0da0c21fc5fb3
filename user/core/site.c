/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Knows where in a kernel stack a capability was really asked for, and which
 * row of the class table speaks about that place.
 */
#include "core/site.h"

#include <assert.h>
#include <string.h>

#include <linux/capability.h>

#include "base/guard.h"
#include "base/table.h"
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
#define PREFIX(text) { text, sizeof(text) - 1 }
static const struct {
	const char *text;
	size_t size;
} entries[] = {
	PREFIX("__x64_sys_"), PREFIX("__ia32_sys_"), PREFIX("__x64_compat_sys_"), PREFIX("__ia32_compat_sys_"),
	PREFIX("__arm64_sys_"), PREFIX("__arm64_compat_sys_"), PREFIX("__riscv_sys_"), PREFIX("__loongarch_sys_"),
	PREFIX("__do_sys_"), PREFIX("__do_compat_sys_"), PREFIX("__se_sys_"), PREFIX("__se_compat_sys_"),
	PREFIX("__sys_"), PREFIX("ksys_"), PREFIX(ENTRY),
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
	struct symbol s = { "", name, (size_t)(strchrnul(name, '.') - name) };

	for (size_t i = 0; i < ARRAY_SIZE(entries); i++) {
		size_t n = entries[i].size;

		if (s.size > n && *name == *entries[i].text && name[2] == entries[i].text[2] &&
		    !memcmp(name, entries[i].text, n))
			return (struct symbol){ ENTRY, name + n, s.size - n };
	}
	return s;
}

/* Whether the symbol is the one that is written normalised. */
static bool is_symbol(const struct symbol *s, const char *normal)
{
	size_t n = strlen(s->prefix);

	return strncmp(normal, s->prefix, n) == 0 && strncmp(normal + n, s->base, s->size) == 0 &&
	       normal[n + s->size] == '\0';
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
	struct symbol s;

	/* Most are told apart by their first letter. */
	if (*symbol != *normal && strncmp(normal, ENTRY, strlen(ENTRY)) != 0)
		return false;
	s = normalise(symbol);
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

/* The first row of each symbol, plus one, by a hash of it; and of each row the next one of its symbol, plus one. */
static uint16_t first_row[2 * SITES_ROOM], next_row[SITES_ROOM];

static uint16_t *place_of(const struct symbol *symbol)
{
	size_t place = table_hash(symbol->base, symbol->size) + (unsigned char)*symbol->prefix;

	for (place %= ARRAY_SIZE(first_row); first_row[place]; place = (place + 1) % ARRAY_SIZE(first_row))
		if (is_symbol(symbol, site_at(first_row[place] - 1u)->symbol))
			break;
	return &first_row[place];
}

/* Each check of a profile is looked up, several times. */
static void fill_places(void)
{
	for (size_t i = site_count() < SITES_ROOM ? site_count() : SITES_ROOM; i--;) {
		const struct symbol symbol = normalise(site_at(i)->symbol);
		uint16_t *first = place_of(&symbol);

		next_row[i] = *first;
		*first = (uint16_t)(i + 1);
	}
}

/* One more than the index of the first row of this symbol; 0: none. */
static size_t first_of(const struct symbol *symbol)
{
	static bool is_filled;

	if (!is_filled)
		fill_places();
	is_filled = true;
	return *place_of(symbol);
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
	for (size_t i = first_of(&asked); i; i = next_row[i - 1]) {
		const struct site *row = site_at(i - 1);
		int s = score(row, cap, callers, n);

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
