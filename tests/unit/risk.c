// SPDX-License-Identifier: BSD-2-Clause
/*
 * core/risk: the classes against the issue's list, against Docker's own list of blocked calls and against the table;
 * the primitives against the kernel's headers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <regex.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/personality.h>
#include <sys/socket.h>

#include <cmocka.h>
#include <linux/futex.h>
#include <linux/netfilter_ipv4/ip_tables.h>
#include <linux/netlink.h>
#include <linux/sched.h>

#include "base/guard.h"
#include "core/closure.h"
#include "core/risk.h"
#include "core/sysno.h"

static bool is_word_of(const char *list, const char *word)
{
	size_t n = strlen(word);

	for (const char *at = list; (at = strstr(at, word)); at += n) {
		if ((at == list || at[-1] == ' ') && (at[n] == ' ' || !at[n]))
			return true;
	}
	return false;
}

static void words_of_the_issue(void **state)
{
	static const char *const words[] = {
		"modules", "kexec", "bpf", "ptrace", "mount", "setns", "keyctl", "userfaultfd", "io_uring",
		"open_by_handle_at", "perf",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		if (!risk_word(words[i]))
			fail_msg("%s means nothing", words[i]);
	}
	assert_string_equal(risk_of("setns")->id, "namespaces");
	assert_string_equal(risk_of("perf_event_open")->id, "perf");
	assert_ptr_equal(risk_find("ptrace"), risk_of("process_vm_readv"));
	assert_ptr_equal(risk_find("mount"), risk_of("fsconfig"));
	assert_null(risk_find("setns"));
	assert_null(risk_find(""));
	assert_null(risk_of("modules"));
	assert_false(risk_word("read"));
	assert_false(risk_word(""));
	assert_false(risk_word("moun"));
	assert_false(risk_word("MOUNT"));
	assert_null(risk_at(risk_count()));
	assert_null(risk_at(SIZE_MAX));
}

static void check_sentence(const char *id, const char *text)
{
	size_t n = strlen(text);

	if (!n || text[0] < 'A' || text[0] > 'Z' || text[n - 1] != '.')
		fail_msg("%s: '%s' is no sentence", id, text);
}

static void rows_are_well_formed(void **state)
{
	(void)state;
	for (size_t i = 0; i < risk_count(); i++) {
		const struct risk *r = risk_at(i);

		assert_ptr_equal(risk_find(r->id), r);
		check_sentence(r->id, r->danger);
		if (r->instead[0])
			check_sentence(r->id, r->instead);
		assert_true(strlen(r->source) > 3);
		assert_non_null(r->calls[0]);
		for (size_t k = 0; r->calls[k]; k++) {
			if (!sysno_by_name(r->calls[k]))
				fail_msg("%s: no syscall %s", r->id, r->calls[k]);
			if (risk_of(r->calls[k]) != r)
				fail_msg("%s is in two classes", r->calls[k]);
			assert_true(!k || strcmp(r->calls[k - 1], r->calls[k]) < 0);
		}
	}
}

/* Allowed by Docker since Linux 4.8, whose ptrace heeds seccomp; the issue names the class all the same. */
#define ALLOWED_ALL_THE_SAME "ptrace process_vm_readv process_vm_writev"

static void classes_hold_what_docker_refuses(void **state)
{
	(void)state;
	for (size_t i = 0; i < risk_count(); i++) {
		for (const char *const *call = risk_at(i)->calls; *call; call++) {
			const struct sysno_info *info = sysno_by_name(*call);
			bool open = strstr(info->docker, ">=");

			for (int abi = 0; abi < LC_ABIS; abi++)
				open |= closure_is_open(info, abi);
			if (open != is_word_of(ALLOWED_ALL_THE_SAME, *call))
				fail_msg("%s (%s): Docker has '%s'", *call, risk_at(i)->id, info->docker);
		}
	}
}

/* Docker's documentation, "Significant syscalls blocked by the default profile", as of 2026. */
static const char docker_blocks[] =
	"acct add_key bpf clock_adjtime clock_settime clone create_module delete_module finit_module get_kernel_syms "
	"get_mempolicy init_module ioperm iopl io_uring_enter io_uring_register io_uring_setup kcmp kexec_file_load "
	"kexec_load keyctl lookup_dcookie mbind mount move_pages nfsservctl open_by_handle_at perf_event_open "
	"personality pivot_root process_vm_readv process_vm_writev ptrace query_module quotactl reboot request_key "
	"set_mempolicy setns settimeofday stime swapon swapoff sysfs _sysctl umount umount2 unshare uselib userfaultfd "
	"ustat vm86 vm86old";

/*
 * Not in a class: clock_adjtime reads, too, and the profile itself allows it; clone and personality are ordinary but
 * for some flags; the others only place memory of one's own.
 */
static const char ordinary[] = "clock_adjtime clone get_mempolicy mbind move_pages personality set_mempolicy";

static void all_that_docker_tells_of_is_judged(void **state)
{
	char text[sizeof(docker_blocks)], *rest = text, *call;
	size_t n = 0;

	(void)state;
	memcpy(text, docker_blocks, sizeof(text));
	while ((call = strsep(&rest, " "))) {
		n++;
		if (!risk_of(call) != is_word_of(ordinary, call))
			fail_msg("%s is in %s class", call, risk_of(call) ? "a" : "no");
	}
	assert_int_equal(n, 53);
}

static void what_everybody_calls_is_in_no_class(void **state)
{
	static const char *const calls[] = {
		"read", "openat", "socket", "clone", "fork", "execve", "ioctl", "prctl", "adjtimex", "clock_adjtime",
		"name_to_handle_at", "chroot", "modify_ldt", "seccomp", "memfd_create", "statmount", "splice",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(calls); i++) {
		assert_non_null(sysno_by_name(calls[i]));
		if (risk_of(calls[i]))
			fail_msg("%s is in class %s", calls[i], risk_of(calls[i])->id);
	}
}

static const struct primitive *find_primitive(const char *id)
{
	for (size_t i = 0; i < primitive_count(); i++) {
		if (!strcmp(primitive_at(i)->id, id))
			return primitive_at(i);
	}
	return NULL;
}

static void primitives_are_well_formed(void **state)
{
	regex_t cve;

	(void)state;
	assert_int_equal(regcomp(&cve, "^(CVE-(20|19)[0-9]{2}-[0-9]{4,6}(, |$))*$", REG_EXTENDED | REG_NOSUB), 0);
	for (size_t i = 0; i < primitive_count(); i++) {
		const struct primitive *p = primitive_at(i);

		assert_ptr_equal(find_primitive(p->id), p);
		assert_true(p->use[0] >= 'a' && p->use[0] <= 'z');
		assert_true(p->calls[0] && strlen(p->id) <= 20);
		if (regexec(&cve, p->known, 0, NULL, 0))
			fail_msg("%s: '%s' is no list of CVEs", p->id, p->known);
		for (size_t k = 0; p->calls[k]; k++) {
			if (!sysno_by_name(p->calls[k]))
				fail_msg("%s: no syscall %s", p->id, p->calls[k]);
		}
	}
	assert_null(primitive_at(primitive_count()));
	regfree(&cve);
}

static void primitives_have_the_values_of_the_headers(void **state)
{
	static const struct {
		const char *id;
		size_t index;
		uint64_t value;
	} rows[] = {
		{ "user namespaces", 0, CLONE_NEWUSER },
		{ "packet sockets", 0, AF_PACKET },
		{ "vsock sockets", 0, AF_VSOCK },
		{ "crypto sockets", 0, AF_ALG },
		{ "netfilter sockets", 0, AF_NETLINK },
		{ "netfilter sockets", 1, SOCK_RAW },
		{ "netfilter sockets", 2, NETLINK_NETFILTER },
		{ "iptables replace", 2, IPT_SO_SET_REPLACE },
		{ "terminal injection", 1, TIOCSTI },
		{ "page zero", 0, MMAP_PAGE_ZERO },
		{ "futex requeue", 1, FUTEX_CMP_REQUEUE_PI },
	};
	size_t with = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct primitive *p = find_primitive(rows[i].id);

		assert_non_null(p);
		assert_int_equal(p->args[rows[i].index], rows[i].value);
	}
	for (size_t i = 0; i < primitive_count(); i++)
		with += primitive_at(i)->args != NULL;
	assert_int_equal(with, 9); /* all of them above */
}

/* What a class is about is a primitive, too, where it is known to have been used. */
static void dangerous_classes_have_their_primitive(void **state)
{
	static const char *const calls[] = {
		"bpf", "ptrace", "mount", "unshare", "keyctl", "userfaultfd", "io_uring_setup", "open_by_handle_at",
		"perf_event_open",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(calls); i++) {
		bool found = false;

		for (size_t k = 0; k < primitive_count(); k++) {
			for (const char *const *call = primitive_at(k)->calls; *call; call++)
				found |= !strcmp(*call, calls[i]);
		}
		if (!found)
			fail_msg("%s is in no primitive", calls[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_of_the_issue),
		cmocka_unit_test(rows_are_well_formed),
		cmocka_unit_test(classes_hold_what_docker_refuses),
		cmocka_unit_test(all_that_docker_tells_of_is_judged),
		cmocka_unit_test(what_everybody_calls_is_in_no_class),
		cmocka_unit_test(primitives_are_well_formed),
		cmocka_unit_test(primitives_have_the_values_of_the_headers),
		cmocka_unit_test(dangerous_classes_have_their_primitive),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
