/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/site: where in a stack the question was asked, and what the row of
 * that place says; with stacks that a kernel really gave.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <linux/capability.h>

#include "base/guard.h"
#include "core/cap.h"
#include "core/site.h"
#include "tests/unit/site_stacks.h"

#define MAX_FRAMES 32

/* Splits in place. */
static size_t split(char *text, const char *frames[MAX_FRAMES])
{
	size_t n = 0;
	char *rest = NULL;

	for (char *w = strtok_r(text, " ", &rest); w && n < MAX_FRAMES; w = strtok_r(NULL, " ", &rest))
		frames[n++] = w;
	return n;
}

/* The site of a stack written with blanks, in room; "" if there is none. */
static const char *site_in(const char *stack, char room[1024])
{
	const char *frames[MAX_FRAMES];
	size_t n, at;

	snprintf(room, 1024, "%s", stack);
	n = split(room, frames);
	at = site_of_stack(frames, n);
	assert_true(at <= n);
	return at < n ? frames[at] : "";
}

static const struct site *row_for(int cap, const char *stack)
{
	const char *frames[MAX_FRAMES];
	char room[1024];
	size_t n, at;

	snprintf(room, sizeof(room), "%s", stack);
	n = split(room, frames);
	at = site_of_stack(frames, n);
	return at < n ? site_find(cap, frames[at], frames + at + 1, n - at - 1) : NULL;
}

static void check_seen(const struct seen_stack *seen, const char *above)
{
	char stack[1024], room[1024];
	const struct site *row;

	snprintf(stack, sizeof(stack), "%s%s", above, seen->stack);
	if (strcmp(site_in(stack, room), seen->site))
		fail_msg("%s: found %s in \"%s\"", seen->site, site_in(stack, room), stack);
	row = row_for(seen->cap, stack);
	if (!row)
		fail_msg("no row for capability %d at %s", seen->cap, seen->site);
	if (row->class != seen->class || row->harmless != seen->harmless)
		fail_msg("capability %d at %s: %s", seen->cap, seen->site, check_class_name(row->class));
}

static void stacks_of_a_kernel_find_their_row(void **state)
{
	(void)state;
	assert_true(ARRAY_SIZE(seen_stacks) > 150);
	for (size_t i = 0; i < ARRAY_SIZE(seen_stacks); i++) {
		for (size_t j = 0; j < ARRAY_SIZE(seen_above); j++)
			check_seen(&seen_stacks[i], seen_above[j]);
	}
}

static void probes_of_each_kind_find_the_site(void **state)
{
	static const struct {
		const char *stack, *site;
	} stacks[] = {
		/* tracepoint in a copy of cap_capable that was inlined */
		{ "x bpf_trace_run5 cap_vm_enough_memory security_vm_enough_memory_mm do_mmap",
		  "cap_vm_enough_memory" },
		{ "x bpf_trace_run5 security_vm_enough_memory_mm mmap_region",
		  "security_vm_enough_memory_mm" },
		{ "x cap_capset security_capset __do_sys_capset", "cap_capset" },
		/* fexit on security_capable */
		{ "bpf_prog_1_f bpf_trampoline_6442 security_capable ns_capable __x64_sys_chroot",
		  "__x64_sys_chroot" },
		/* kprobe: the function itself is the first frame */
		{ "cap_capable security_capable capable vfs_mknod.part.0", "vfs_mknod.part.0" },
		/* return probes: the module has left the stack */
		{ "bpf_prog_1_f trace_call_bpf kretprobe_perf_func arch_rethook_trampoline capable vfs_mknod",
		  "vfs_mknod" },
		{ "kretprobe_trampoline ns_capable_noaudit net_ctl_permissions sysctl_perm",
		  "net_ctl_permissions" },
		{ "capable vfs_mknod", "vfs_mknod" },
		{ "vfs_mknod", "vfs_mknod" },
		/* the hook of the capability module is a place of its own */
		{ "cap_capable security_capable ns_capable cap_task_prctl security_task_prctl __do_sys_prctl",
		  "cap_task_prctl" },
		{ "cap_capable.isra.0 security_capable ns_capable.constprop.0 may_setgroups",
		  "may_setgroups" },
		/* nothing left */
		{ "x cap_capable security_capable capable", "" },
		{ "", "" },
	};
	char room[1024];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(stacks); i++)
		assert_string_equal(site_in(stacks[i].stack, room), stacks[i].site);
}

static void wrappers_are_told_from_sites(void **state)
{
	static const char *const wrappers[] = {
		"capable", "ns_capable", "ns_capable_noaudit", "ns_capable_setid", "file_ns_capable",
		"security_capable", "cap_capable", "cap_capable.isra.0", "capable_wrt_inode_uidgid",
		"privileged_wrt_inode_uidgid", "has_capability_noaudit", "has_ns_capability",
		"netlink_capable", "netlink_net_capable", "__netlink_ns_capable", "sk_ns_capable",
		"sockopt_ns_capable", "bpf_token_capable", "checkpoint_restore_ns_capable", "perfmon_capable",
	};
	static const char *const sites[] = {
		"may_mount", "mount_capable", "ptracer_capable", "inode_owner_or_capable",
		"cap_ptrace_access_check", "security_vm_enough_memory_mm", "cap_vm_enough_memory", "capable_",
		"xcapable", "", "generic_permission", "in_group_or_capable", "smc_ism_is_v2_capable",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(wrappers); i++)
		assert_true(site_is_wrapper(wrappers[i]));
	for (size_t i = 0; i < ARRAY_SIZE(sites); i++)
		assert_false(site_is_wrapper(sites[i]));
}

static void entries_of_a_syscall_are_one(void **state)
{
	static const char *const names[] = {
		"sys_sethostname", "__x64_sys_sethostname", "__ia32_sys_sethostname",
		"__arm64_sys_sethostname", "__do_sys_sethostname", "__se_sys_sethostname",
		"__do_sys_sethostname.cold", "ksys_sethostname", "__sys_sethostname", "__ia32_compat_sys_sethostname",
	};
	const struct site *row = site_find(CAP_SYS_ADMIN, names[0], NULL, 0);

	(void)state;
	assert_non_null(row);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		assert_ptr_equal(site_find(CAP_SYS_ADMIN, names[i], NULL, 0), row);
	assert_null(site_find(CAP_SYS_ADMIN, "sethostname", NULL, 0));
	assert_null(site_find(CAP_SYS_ADMIN, "__x64_sys_", NULL, 0));
	assert_null(site_find(CAP_SYS_ADMIN, "do_sys_sethostname", NULL, 0));
}

static void the_capability_tells_rows_apart(void **state)
{
	const struct site *chown = site_find(CAP_CHOWN, "setattr_prepare", NULL, 0);
	const struct site *owner = site_find(CAP_FOWNER, "setattr_prepare", NULL, 0);
	const struct site *setid = site_find(CAP_FSETID, "setattr_prepare", NULL, 0);

	(void)state;
	assert_int_equal(chown->class, CLASS_DECISIVE);
	assert_int_equal(owner->class, CLASS_DECISIVE);
	assert_int_equal(setid->class, CLASS_EARLY);
	assert_false(setid->harmless);
	assert_null(site_find(CAP_NET_RAW, "setattr_prepare", NULL, 0));
	assert_null(site_find(-1, "setattr_prepare", NULL, 0));
	/* a row for any capability */
	assert_int_equal(site_find(CAP_BPF, "bpf_jit_charge_modmem", NULL, 0)->class, CLASS_LIMIT);
	assert_int_equal(site_find(CAP_SYS_ADMIN, "bpf_jit_charge_modmem", NULL, 0)->class, CLASS_LIMIT);
}

static void the_callers_tell_rows_apart(void **state)
{
	static const char *const stat[] = { "ptrace_may_access", "do_task_stat.isra.0", "proc_tgid_stat" };
	static const char *const link[] = { "ptrace_may_access", "proc_pid_get_link", "step_into" };
	static const char *const chmod[] = { "setattr_prepare", "ext4_setattr", "notify_change" };
	static const char *const touch[] = { "may_setattr", "notify_change", "vfs_utimes" };

	(void)state;
	assert_true(site_find(CAP_SYS_PTRACE, "__ptrace_may_access", stat, 3)->harmless);
	assert_false(site_find(CAP_SYS_PTRACE, "__ptrace_may_access", stat, 1)->harmless);
	assert_false(site_find(CAP_SYS_PTRACE, "__ptrace_may_access", link, 3)->harmless);
	assert_false(site_find(CAP_SYS_PTRACE, "__ptrace_may_access", NULL, 0)->harmless);
	assert_int_equal(site_find(CAP_FOWNER, "inode_owner_or_capable", chmod, 3)->class, CLASS_DECISIVE);
	assert_int_equal(site_find(CAP_FOWNER, "inode_owner_or_capable", touch, 3)->class, CLASS_ALTERNATIVE);
}

static void a_narrower_one_is_named(void **state)
{
	(void)state;
	assert_int_equal(site_find(CAP_SYS_ADMIN, "ioprio_check_cap", NULL, 0)->instead, CAP_SYS_NICE);
	assert_int_equal(site_find(CAP_SYS_NICE, "ioprio_check_cap", NULL, 0)->instead, -1);
	assert_int_equal(site_find(CAP_SYS_ADMIN, "check_syslog_permissions", NULL, 0)->instead, CAP_SYSLOG);
	assert_int_equal(site_find(CAP_SYS_ADMIN, "mm_access", NULL, 0)->instead, CAP_PERFMON);
	/* where one place stands for several questions, none is */
	assert_int_equal(site_find(CAP_SYS_ADMIN, "sys_bpf", NULL, 0)->instead, -1);
	assert_int_equal(site_find(CAP_SYS_ADMIN, "sys_perf_event_open", NULL, 0)->instead, -1);
}

static void unknown_places_have_no_row(void **state)
{
	(void)state;
	assert_null(site_find(CAP_SYS_ADMIN, "no_such_function", NULL, 0));
	assert_null(site_find(CAP_SYS_ADMIN, "", NULL, 0));
	assert_null(site_find(CAP_SYS_ADMIN, NULL, NULL, 0));
	assert_null(site_find(CAP_SYS_ADMIN, "cap_vm_enough_memor", NULL, 0));
	assert_null(site_find(CAP_SYS_ADMIN, "cap_vm_enough_memoryx", NULL, 0));
	assert_null(site_find(CAP_SYS_ADMIN, ".cold", NULL, 0));
}

static void check_row(const struct site *row)
{
	if (!row->symbol[0] || strchr(row->symbol, '.') || !row->without || strlen(row->without) < 5 ||
	    !row->source || !strstr(row->source, ".c"))
		fail_msg("the row of %s is not complete", row->symbol);
	assert_true(row->cap >= -1 && row->cap < CAP_COUNT);
	assert_true(row->instead >= -1 && row->instead < CAP_COUNT);
	assert_true(row->instead < 0 || row->instead != row->cap);
	assert_true(row->class < CLASS_UNCLASSIFIED);
	if (site_is_wrapper(row->symbol))
		fail_msg("%s is a wrapper and has a row", row->symbol);
	if (row->via && (site_is_wrapper(row->via) || strchr(row->via, '.')))
		fail_msg("%s: via %s is never a caller", row->symbol, row->via);
	if (row->harmless && row->class != CLASS_PROBE && row->class != CLASS_EARLY)
		fail_msg("%s: %s and harmless", row->symbol, check_class_name(row->class));
	if (!strncmp(row->symbol, "__x64_", 6) || !strncmp(row->symbol, "__do_sys", 8) ||
	    !strncmp(row->symbol, "__sys_", 6) || !strncmp(row->symbol, "ksys_", 5))
		fail_msg("%s is not normalised", row->symbol);
}

static void rows_are_complete_and_unique(void **state)
{
	(void)state;
	assert_true(site_count() > 300);
	assert_null(site_at(site_count()));
	assert_null(site_at(SIZE_MAX));
	for (size_t i = 0; i < site_count(); i++) {
		const struct site *row = site_at(i);

		check_row(row);
		for (size_t j = 0; j < i; j++) {
			const struct site *other = site_at(j);

			if (other->cap == row->cap && !strcmp(other->symbol, row->symbol) &&
			    !strcmp(other->via ? other->via : "", row->via ? row->via : ""))
				fail_msg("two rows for capability %d at %s", row->cap, row->symbol);
		}
	}
}

/* A row can be reached: asked for its own place it is the answer. */
static void every_row_is_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < site_count(); i++) {
		const struct site *row = site_at(i);
		const char *callers[] = { row->via };

		assert_ptr_equal(site_find(row->cap, row->symbol, callers, row->via ? 1 : 0), row);
	}
}

static void classes_have_the_names_of_the_report(void **state)
{
	(void)state;
	assert_string_equal(check_class_name(CLASS_DECISIVE), "decisive");
	assert_string_equal(check_class_name(CLASS_PROBE), "probe");
	assert_string_equal(check_class_name(CLASS_EARLY), "early");
	assert_string_equal(check_class_name(CLASS_ALTERNATIVE), "alternative");
	assert_string_equal(check_class_name(CLASS_LIMIT), "limit");
	assert_string_equal(check_class_name(CLASS_UNCLASSIFIED), "unclassified");
	assert_string_equal(check_class_name(CLASSES), "unclassified");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stacks_of_a_kernel_find_their_row),
		cmocka_unit_test(probes_of_each_kind_find_the_site),
		cmocka_unit_test(wrappers_are_told_from_sites),
		cmocka_unit_test(entries_of_a_syscall_are_one),
		cmocka_unit_test(the_capability_tells_rows_apart),
		cmocka_unit_test(the_callers_tell_rows_apart),
		cmocka_unit_test(a_narrower_one_is_named),
		cmocka_unit_test(unknown_places_have_no_row),
		cmocka_unit_test(rows_are_complete_and_unique),
		cmocka_unit_test(every_row_is_found),
		cmocka_unit_test(classes_have_the_names_of_the_report),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
