/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The truth table of the advice: checks at real places of the kernel, and what
 * they amount to.
 */
#include "tests/unit/plan_input.h"

#define E LC_CHECK_EFFECTIVE
#define DENY LC_CHECK_DENIED
#define OVER LC_CHECK_OVERRIDDEN
#define OTHER LC_CHECK_OTHER_CRED
#define OWN LC_CHECK_MOOT
#define LSM LC_CHECK_LSM_DENIED
#define VOID LC_CHECK_VOID

#define UNKNOWN "no_such_kernel_function"

struct asked {
	unsigned int cap;
	const char *site;
	const char *call;
	uint32_t flags;
	const char *via;
	uint32_t program; /* 0: the root */
};

struct answer {
	unsigned int cap;
	enum advice advice;
	enum check_class class;
	enum cap_reason reason;
	bool set; /* false ends the list */
};

#define KEEP(cap, class, reason) { CAP_##cap, ADVICE_KEEP, CLASS_##class, REASON_##reason, true }
#define DROP(cap, class, reason) { CAP_##cap, ADVICE_DROP, CLASS_##class, REASON_##reason, true }
#define ASK(cap, class, reason) { CAP_##cap, ADVICE_ASK, CLASS_##class, REASON_##reason, true }

static const struct row {
	const char *what;
	bool unproven;
	struct asked asked[4];
	struct answer answers[3];
} table[] = {
	{ "granted where refusal fails the call", false,
	  { { CAP_NET_RAW, "inet_create", "socket", E } },
	  { KEEP(NET_RAW, DECISIVE, DECISIVE) } },
	{ "granted here, refused there: it is needed here", false,
	  { { CAP_NET_RAW, "inet_create", "socket", DENY, NULL, 2 }, { CAP_NET_RAW, "inet_create", "socket", E } },
	  { KEEP(NET_RAW, DECISIVE, DECISIVE) } },
	{ "granted past a limit", false,
	  { { CAP_SYS_RESOURCE, "ext4_has_free_clusters", "write", E } },
	  { KEEP(SYS_RESOURCE, LIMIT, LIMIT) } },
	{ "the narrower one was asked first and sufficed", false,
	  { { CAP_DAC_READ_SEARCH, "generic_permission", "openat", E } },
	  { KEEP(DAC_READ_SEARCH, ALTERNATIVE, ALTERNATIVE) } },
	{ "the wider one was asked first: the narrower one instead", false,
	  { { CAP_SYS_ADMIN, "ioprio_check_cap", "ioprio_set", E } },
	  { DROP(SYS_ADMIN, ALTERNATIVE, SUBSTITUTED), KEEP(SYS_NICE, ALTERNATIVE, NARROWER) } },
	{ "the wider one is needed elsewhere anyway", false,
	  { { CAP_SYS_ADMIN, "ioprio_check_cap", "ioprio_set", E }, { CAP_SYS_ADMIN, "may_mount", "mount", E } },
	  { KEEP(SYS_ADMIN, DECISIVE, DECISIVE) } },
	{ "the narrower one was refused, yet would have done", false,
	  { { CAP_SYS_NICE, "set_one_prio_perm", "setpriority", DENY, NULL, 2 },
	    { CAP_SYS_ADMIN, "ioprio_check_cap", "ioprio_set", E } },
	  { DROP(SYS_ADMIN, ALTERNATIVE, SUBSTITUTED), KEEP(SYS_NICE, ALTERNATIVE, NARROWER) } },
	{ "a wide one replaced here and refused elsewhere is a question", false,
	  { { CAP_SYS_ADMIN, "ioprio_check_cap", "ioprio_set", E },
	    { CAP_SYS_ADMIN, "may_mount", "mount", DENY, NULL, 2 } },
	  { ASK(SYS_ADMIN, DECISIVE, DENIED), KEEP(SYS_NICE, ALTERNATIVE, NARROWER) } },
	{ "granted before it was known to matter", true,
	  { { CAP_SETUID, "__sys_setuid", "setuid", E } },
	  { KEEP(SETUID, EARLY, EARLY) } },
	{ "set to the id it already has, granted", false,
	  { { CAP_SETUID, "__sys_setuid", "setuid", E | OWN } },
	  { DROP(SETUID, EARLY, HARMLESS) } },
	{ "set to the id it already has, refused", false,
	  { { CAP_SETGID, "__sys_setgid", "setgid", DENY | OWN } },
	  { DROP(SETGID, EARLY, HARMLESS) } },
	{ "another id after its own", true,
	  { { CAP_SETUID, "__sys_setuid", "setuid", E | OWN }, { CAP_SETUID, "__sys_setuid", "setuid", E } },
	  { KEEP(SETUID, EARLY, EARLY) } },
	{ "granted at a place we do not know", true,
	  { { CAP_SYS_ADMIN, UNKNOWN, "ioctl", E } },
	  { KEEP(SYS_ADMIN, UNCLASSIFIED, UNCLASSIFIED) } },
	{ "granted at no place at all", true,
	  { { CAP_SYS_ADMIN, "", NULL, E } },
	  { KEEP(SYS_ADMIN, UNCLASSIFIED, UNCLASSIFIED) } },
	{ "a known need makes the unknown one moot", false,
	  { { CAP_SYS_ADMIN, UNKNOWN, "ioctl", E }, { CAP_SYS_ADMIN, "may_mount", "mount", E } },
	  { KEEP(SYS_ADMIN, DECISIVE, DECISIVE) } },
	{ "overcommit, granted", false,
	  { { CAP_SYS_ADMIN, "security_vm_enough_memory_mm", "mmap", E } },
	  { DROP(SYS_ADMIN, PROBE, HARMLESS) } },
	{ "overcommit, refused", false,
	  { { CAP_SYS_ADMIN, "security_vm_enough_memory_mm", "brk", DENY } },
	  { DROP(SYS_ADMIN, PROBE, HARMLESS) } },
	{ "overcommit of a root in its own user namespace", false,
	  { { CAP_SYS_ADMIN, "security_vm_enough_memory_mm", "brk", DENY | E | LC_CHECK_NS_INIT } },
	  { DROP(SYS_ADMIN, PROBE, HARMLESS) } },
	{ "overcommit does not hide a real refusal", false,
	  { { CAP_SYS_ADMIN, "security_vm_enough_memory_mm", "brk", DENY },
	    { CAP_SYS_ADMIN, "may_mount", "mount", DENY } },
	  { ASK(SYS_ADMIN, DECISIVE, DENIED) } },
	{ "refused each time", false,
	  { { CAP_NET_RAW, "inet_create", "socket", DENY } },
	  { ASK(NET_RAW, DECISIVE, DENIED) } },
	{ "refused at a place we do not know", false,
	  { { CAP_SYS_ADMIN, UNKNOWN, "ioctl", DENY } },
	  { ASK(SYS_ADMIN, UNCLASSIFIED, DENIED) } },
	{ "refused although it was held: another user namespace", false,
	  { { CAP_SYS_ADMIN, "may_mount", "mount", DENY | E | LC_CHECK_NS_INIT } },
	  { ASK(SYS_ADMIN, DECISIVE, DENIED_NAMESPACE) } },
	{ "a refusal that adding can mend outranks one that it cannot", false,
	  { { CAP_SYS_ADMIN, "may_mount", "mount", DENY | E | LC_CHECK_NS_INIT },
	    { CAP_SYS_ADMIN, "may_mount", "umount2", DENY, NULL, 2 } },
	  { ASK(SYS_ADMIN, DECISIVE, DENIED) } },
	{ "refused by another security module", false,
	  { { CAP_NET_RAW, "inet_create", "socket", LSM | E } },
	  { ASK(NET_RAW, DECISIVE, DENIED_LSM) } },
	{ "refused by another security module, marked as refused", false,
	  { { CAP_NET_RAW, "inet_create", "socket", DENY | LSM | E } },
	  { ASK(NET_RAW, DECISIVE, DENIED_LSM) } },
	{ "refused although it was held for that very namespace", false,
	  { { CAP_NET_RAW, "inet_create", "socket", DENY | E } },
	  { ASK(NET_RAW, DECISIVE, DENIED_LSM) } },
	{ "refused although it was held: a namespace beside its own", false,
	  { { CAP_KILL, UNKNOWN, "kill", DENY | E | LC_CHECK_NS_OTHER } },
	  { ASK(KILL, UNCLASSIFIED, DENIED_NAMESPACE) } },
	{ "granted for owning the user namespace", false,
	  { { CAP_SYS_ADMIN, "may_mount", "mount", 0 } },
	  { DROP(SYS_ADMIN, DECISIVE, OWNER) } },
	{ "asked early, and found to matter", false,
	  { { CAP_SETUID, "__sys_setuid", "setuid", E | LC_CHECK_JUDGED } },
	  { KEEP(SETUID, DECISIVE, DECISIVE) } },
	{ "asked early, and found not to matter", false,
	  { { CAP_SETUID, "__sys_setuid", "setuid", E | LC_CHECK_JUDGED | LC_CHECK_MOOT } },
	  { DROP(SETUID, EARLY, HARMLESS) } },
	{ "granted for owning it although the bit was set", false,
	  { { CAP_SYS_ADMIN, "may_mount", "mount", E | LC_CHECK_OWNER | LC_CHECK_NS_OTHER } },
	  { DROP(SYS_ADMIN, DECISIVE, OWNER) } },
	{ "granted inside a user namespace the workload made", false,
	  { { CAP_SYS_ADMIN, "may_mount", "mount", E | LC_CHECK_MADE_NS } },
	  { DROP(SYS_ADMIN, DECISIVE, MADE_NAMESPACE) } },
	{ "granted inside such a namespace and outside of it", false,
	  { { CAP_SYS_ADMIN, "may_mount", "mount", E | LC_CHECK_MADE_NS },
	    { CAP_SYS_ADMIN, "may_mount", "mount", E, NULL, 2 } },
	  { KEEP(SYS_ADMIN, DECISIVE, DECISIVE) } },
	{ "an owner's grant does not answer a refusal", false,
	  { { CAP_SYS_ADMIN, "may_mount", "mount", 0 }, { CAP_SYS_ADMIN, "may_mount", "mount", DENY, NULL, 2 } },
	  { ASK(SYS_ADMIN, DECISIVE, DENIED) } },
	{ "both refused in turn: a question for the narrow one", false,
	  { { CAP_DAC_READ_SEARCH, "generic_permission", "openat", DENY },
	    { CAP_DAC_OVERRIDE, "generic_permission", "openat", DENY } },
	  { DROP(DAC_OVERRIDE, ALTERNATIVE, SUBSTITUTED), ASK(DAC_READ_SEARCH, ALTERNATIVE, DENIED) } },
	{ "the second was granted: the first would have done", false,
	  { { CAP_DAC_READ_SEARCH, "generic_permission", "openat", DENY },
	    { CAP_DAC_OVERRIDE, "generic_permission", "openat", E } },
	  { DROP(DAC_OVERRIDE, ALTERNATIVE, SUBSTITUTED), KEEP(DAC_READ_SEARCH, ALTERNATIVE, NARROWER) } },
	{ "the second was granted to another program", false,
	  { { CAP_DAC_READ_SEARCH, "generic_permission", "openat", DENY, NULL, 2 },
	    { CAP_DAC_OVERRIDE, "generic_permission", "openat", E } },
	  { KEEP(DAC_OVERRIDE, ALTERNATIVE, ALTERNATIVE), ASK(DAC_READ_SEARCH, ALTERNATIVE, DENIED) } },
	{ "the second was granted in another syscall", false,
	  { { CAP_DAC_READ_SEARCH, "generic_permission", "openat", DENY },
	    { CAP_DAC_OVERRIDE, "generic_permission", "unlink", E } },
	  { KEEP(DAC_OVERRIDE, ALTERNATIVE, ALTERNATIVE), ASK(DAC_READ_SEARCH, ALTERNATIVE, DENIED) } },
	{ "the second was granted once and refused once: it may have been missed", false,
	  { { CAP_DAC_READ_SEARCH, "generic_permission", "openat", DENY },
	    { CAP_DAC_OVERRIDE, "generic_permission", "openat", E },
	    { CAP_DAC_OVERRIDE, "generic_permission", "openat", DENY, "do_open" } },
	  { KEEP(DAC_OVERRIDE, ALTERNATIVE, ALTERNATIVE), ASK(DAC_READ_SEARCH, ALTERNATIVE, DENIED) } },
	{ "two that are both needed are no alternatives", true,
	  { { CAP_NET_RAW, "inet_create", "socket", DENY }, { CAP_NET_ADMIN, "inet_create", "socket", E } },
	  { KEEP(NET_ADMIN, UNCLASSIFIED, UNCLASSIFIED), ASK(NET_RAW, DECISIVE, DENIED) } },
	{ "what is asked at the same place for another reason is no alternative", true,
	  { { CAP_DAC_OVERRIDE, "generic_permission", "openat", DENY },
	    { CAP_FOWNER, "generic_permission", "openat", E } },
	  { ASK(DAC_OVERRIDE, ALTERNATIVE, DENIED), KEEP(FOWNER, UNCLASSIFIED, UNCLASSIFIED) } },
	{ "nor is what was refused there for another reason", false,
	  { { CAP_CHOWN, "generic_permission", "openat", DENY },
	    { CAP_DAC_OVERRIDE, "generic_permission", "openat", E } },
	  { ASK(CHOWN, UNCLASSIFIED, DENIED), KEEP(DAC_OVERRIDE, ALTERNATIVE, ALTERNATIVE) } },
	{ "the overlay's mounter was asked", false,
	  { { CAP_DAC_READ_SEARCH, "generic_permission", "openat", E | OVER, "ovl_permission" } },
	  { DROP(DAC_READ_SEARCH, ALTERNATIVE, OVERRIDDEN) } },
	{ "the overlay's mounter was asked and refused", false,
	  { { CAP_DAC_READ_SEARCH, "generic_permission", "openat", DENY | OVER, "ovl_permission" } },
	  { DROP(DAC_READ_SEARCH, ALTERNATIVE, OVERRIDDEN) } },
	{ "the cache's and the server's credentials are not the program's either", false,
	  { { CAP_DAC_READ_SEARCH, "generic_permission", "openat", E | OVER, "cachefiles_open_file" },
	    { CAP_DAC_OVERRIDE, "generic_permission", NULL, E | OVER, "nfsd_permission" } },
	  { DROP(DAC_OVERRIDE, ALTERNATIVE, OVERRIDDEN), DROP(DAC_READ_SEARCH, ALTERNATIVE, OVERRIDDEN) } },
	{ "the program itself was asked on an overlay", false,
	  { { CAP_DAC_READ_SEARCH, "generic_permission", "openat", E, "ovl_permission" } },
	  { KEEP(DAC_READ_SEARCH, ALTERNATIVE, ALTERNATIVE) } },
	{ "the program and the mounter were asked", false,
	  { { CAP_DAC_READ_SEARCH, "generic_permission", "openat", E | OVER, "ovl_permission" },
	    { CAP_DAC_READ_SEARCH, "generic_permission", "openat", E } },
	  { KEEP(DAC_READ_SEARCH, ALTERNATIVE, ALTERNATIVE) } },
	{ "access() with the real ids, granted: its answer depends on it", false,
	  { { CAP_DAC_READ_SEARCH, "generic_permission", "access", E | OVER } },
	  { KEEP(DAC_READ_SEARCH, ALTERNATIVE, ALTERNATIVE) } },
	{ "access() with the real ids, refused: a question that was answered", false,
	  { { CAP_DAC_READ_SEARCH, "generic_permission", "faccessat2", DENY | OVER } },
	  { DROP(DAC_READ_SEARCH, ALTERNATIVE, OVERRIDDEN) } },
	{ "borrowed credentials of unknown origin: kept, unproven", true,
	  { { CAP_NET_RAW, "inet_create", NULL, E | OVER, "io_socket" } },
	  { KEEP(NET_RAW, DECISIVE, DECISIVE) } },
	{ "the opener's credentials of a socket are the program's own", false,
	  { { CAP_NET_RAW, "inet_create", "socket", E | OTHER } },
	  { KEEP(NET_RAW, DECISIVE, DECISIVE) } },
	{ "an entry that lost a race is no fact", false,
	  { { CAP_NET_RAW, "inet_create", "socket", E | VOID } },
	  { { 0 } } },
	{ "a number beyond every set is no fact", false,
	  { { CAP_ROOM, "inet_create", "socket", E }, { UINT32_MAX, "inet_create", "socket", DENY } },
	  { { 0 } } },
	{ "a capability newer than our names", true,
	  { { 45, UNKNOWN, "ioctl", E } },
	  { { 45, ADVICE_KEEP, CLASS_UNCLASSIFIED, REASON_UNCLASSIFIED, true } } },
};

static void ask_all(struct input *in, const struct row *row)
{
	input_start(in, "/usr/sbin/service");
	for (size_t i = 0; i < ARRAY_SIZE(row->asked) && row->asked[i].site; i++) {
		const struct asked *a = &row->asked[i];
		struct check *c = input_check(in, a->cap, a->site, a->flags, a->call);

		c->callers[0] = (char *)a->via;
		c->program = a->program ? a->program : 1;
	}
}

static void compare_answer(const char *what, const struct cap_plan *cap, const struct answer *a)
{
	if (cap && cap->advice == a->advice && cap->reason == a->reason && cap->class == a->class)
		return;
	if (!cap)
		fail_msg("%s: capability %u is not in the plan", what, a->cap);
	fail_msg("%s: capability %u: advice %d class %d reason %d, expected %d %d %d", what, a->cap, cap->advice,
		 cap->class, cap->reason, a->advice, a->class, a->reason);
}

static void truth_table_holds(void **state)
{
	static struct input in;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		const struct row *row = &table[i];
		_plan_ struct plan *plan = NULL;
		size_t n = 0;

		ask_all(&in, row);
		plan = input_plan(&in, PORTABLE_NONE, false);
		while (n < ARRAY_SIZE(row->answers) && row->answers[n].set) {
			compare_answer(row->what, plan_cap(plan, row->answers[n].cap), &row->answers[n]);
			n++;
		}
		if (plan->ncaps != n)
			fail_msg("%s: %zu capabilities, expected %zu", row->what, plan->ncaps, n);
		if (plan->unproven != row->unproven)
			fail_msg("%s: unproven is %d", row->what, plan->unproven);
	}
}

/* Every order of the checks gives the same advice, from the same place. */
static void order_is_irrelevant(void **state)
{
	static struct input in;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		_plan_ struct plan *plan = NULL, *turned = NULL;

		ask_all(&in, &table[i]);
		plan = input_plan(&in, PORTABLE_NONE, false);
		for (size_t a = 0, b = in.profile.nchecks; a + 1 < b; a++) {
			struct check c = in.checks[a];

			in.checks[a] = in.checks[--b];
			in.checks[b] = c;
		}
		turned = input_plan(&in, PORTABLE_NONE, false);
		assert_int_equal(plan->ncaps, turned->ncaps);
		for (size_t k = 0; k < plan->ncaps; k++) {
			assert_int_equal(plan->caps[k].cap, turned->caps[k].cap);
			assert_int_equal(plan->caps[k].advice, turned->caps[k].advice);
			assert_int_equal(plan->caps[k].reason, turned->caps[k].reason);
			assert_int_equal(plan->caps[k].granted, turned->caps[k].granted);
			assert_int_equal(plan->caps[k].denied, turned->caps[k].denied);
		}
	}
}

static void evidence_has_deciders_first(void **state)
{
	static struct input in;
	_plan_ struct plan *plan = NULL;
	const struct cap_plan *cap;

	(void)state;
	input_start(&in, "/bin/mount");
	input_check(&in, CAP_SYS_ADMIN, "security_vm_enough_memory_mm", DENY, "mmap")->count = 400;
	input_check(&in, CAP_SYS_ADMIN, "may_mount", DENY, "mount")->count = 7;
	input_check(&in, CAP_SYS_ADMIN, "may_mount", E, "mount")->count = 2;
	input_check(&in, CAP_SYS_ADMIN, "may_mount", E, "umount2")->count = 3;
	plan = input_plan(&in, PORTABLE_NONE, false);
	cap = plan_cap(plan, CAP_SYS_ADMIN);
	assert_non_null(cap);
	assert_int_equal(cap->nevidence, 4);
	assert_ptr_equal(cap->decider, &in.checks[3]); /* of equals, the busiest */
	assert_ptr_equal(cap->evidence[0], &in.checks[3]);
	assert_ptr_equal(cap->evidence[1], &in.checks[2]);
	assert_ptr_equal(cap->evidence[2], &in.checks[1]);
	assert_ptr_equal(cap->evidence[3], &in.checks[0]);
	assert_int_equal(cap->ndeciders, 2);
	assert_int_equal(cap->granted, 5);
	assert_int_equal(cap->denied, 407);
}

static void narrower_one_carries_its_evidence(void **state)
{
	static struct input in;
	_plan_ struct plan *plan = NULL;
	const struct cap_plan *cap;

	(void)state;
	input_start(&in, "/usr/bin/ionice");
	input_check(&in, CAP_SYS_ADMIN, "ioprio_check_cap", E, "ioprio_set")->count = 5;
	plan = input_plan(&in, PORTABLE_NONE, false);
	cap = plan_cap(plan, CAP_SYS_NICE);
	assert_non_null(cap);
	assert_ptr_equal(cap->decider, &in.checks[0]);
	assert_int_equal(cap->nevidence, 1);
	assert_int_equal(cap->granted, 0); /* it was never asked for itself */
	assert_int_equal(plan->keep, UINT64_C(1) << CAP_SYS_NICE);
	assert_int_equal(plan->drop, UINT64_C(1) << CAP_SYS_ADMIN);
}

/* A kernel that does not know the narrower one cannot take it. */
static void narrower_one_must_exist(void **state)
{
	static struct input in;
	_plan_ struct plan *plan = NULL;

	(void)state;
	input_start(&in, "/usr/bin/ionice");
	in.profile.cap_last = CAP_SYS_NICE - 1;
	input_check(&in, CAP_SYS_ADMIN, "ioprio_check_cap", E, "ioprio_set");
	plan = input_plan(&in, PORTABLE_NONE, false);
	assert_int_equal(plan->keep, UINT64_C(1) << CAP_SYS_ADMIN);
	assert_int_equal(plan->ncaps, 1);
}

/* No row that is harmless may ever keep a capability, whatever the flags, or ask for it, unless something is shown. */
static void harmless_rows_never_keep(void **state)
{
	static const uint32_t flags[] = { E, 0, DENY, DENY | E, E | LSM, E | OTHER, DENY | OTHER };
	static struct input in;
	size_t n = 0;

	(void)state;
	for (size_t i = 0; i < site_count(); i++) {
		const struct site *row = site_at(i);
		unsigned int cap = row->cap < 0 ? CAP_SYS_ADMIN : (unsigned int)row->cap;

		if (!row->harmless)
			continue;
		n++;
		for (size_t k = 0; k < ARRAY_SIZE(flags); k++) {
			_plan_ struct plan *plan = NULL;

			input_start(&in, "/bin/true");
			input_check(&in, cap, row->symbol, flags[k], "read")->callers[0] = (char *)row->via;
			plan = input_plan(&in, PORTABLE_NONE, false);
			if (plan->keep || (plan->ask && row->trait != TRAIT_SHOWN))
				fail_msg("%s with flags %#x is not dropped", row->symbol, flags[k]);
		}
	}
	assert_true(n > 0);
}

/* Granted to an effective bit at a place that is not harmless: something is kept, always. */
static void granted_needs_are_kept(void **state)
{
	static struct input in;

	(void)state;
	for (size_t i = 0; i < site_count(); i++) {
		const struct site *row = site_at(i);
		unsigned int cap = row->cap < 0 ? CAP_SYS_ADMIN : (unsigned int)row->cap;
		unsigned int kept = row->class == CLASS_ALTERNATIVE && row->instead >= 0 ?
					    (unsigned int)row->instead : cap;
		_plan_ struct plan *plan = NULL;

		if (row->harmless || row->trait == TRAIT_FALLBACK)
			continue;
		input_start(&in, "/bin/true");
		in.programs[1].flags |= LC_PROGRAM_GAINED;
		input_call(&in, LC_ABI_X86_64, "io_uring_register");
		input_check(&in, cap, row->symbol, E, "read")->callers[0] = (char *)row->via;
		plan = input_plan(&in, PORTABLE_NONE, false);
		if (plan->keep != UINT64_C(1) << kept)
			fail_msg("%s: capability %u is not kept", row->symbol, kept);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(truth_table_holds),
		cmocka_unit_test(order_is_irrelevant),
		cmocka_unit_test(evidence_has_deciders_first),
		cmocka_unit_test(narrower_one_carries_its_evidence),
		cmocka_unit_test(narrower_one_must_exist),
		cmocka_unit_test(harmless_rows_never_keep),
		cmocka_unit_test(granted_needs_are_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
