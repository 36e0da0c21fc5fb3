// SPDX-License-Identifier: BSD-2-Clause
/*
 * Knows what known exploits of the kernel, and of what runs on it, are built of. Only what was published with the calls
 * named; the numbers are those of the flaws it was used for.
 */
#include "core/risk.h"

#include "base/guard.h"

#define CALLS(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define ARGS(...) ((const uint64_t[6]){ __VA_ARGS__ })

/* The kernel's and libc's, by names that leave theirs alone. */
enum {
	NEW_USER = 0x10000000,	  /* CLONE_NEWUSER */
	FAMILY_NETLINK = 16,	  /* AF_* */
	FAMILY_PACKET = 17,
	FAMILY_ALG = 38,
	FAMILY_VSOCK = 40,
	TYPE_RAW = 3,		  /* SOCK_RAW */
	NETFILTER = 12,		  /* NETLINK_NETFILTER */
	SET_REPLACE = 64,	  /* IPT_SO_SET_REPLACE */
	REQUEUE_PI = 12,	  /* FUTEX_CMP_REQUEUE_PI */
	PUSH_INPUT = 0x5412,	  /* TIOCSTI */
	PAGE_ZERO = 0x0100000,	  /* MMAP_PAGE_ZERO */
};

static const struct primitive primitives[] = {
	{ "user namespaces", CALLS("unshare", "clone", "clone3"), ARGS(NEW_USER),
	  "be root in a namespace of one's own, for the code behind a capability check",
	  "CVE-2022-0185, CVE-2022-25636, CVE-2023-32233, CVE-2024-1086" },
	{ "bpf programs", CALLS("bpf"), NULL, "outwit the verifier and write kernel memory",
	  "CVE-2017-16995, CVE-2020-8835, CVE-2021-3490, CVE-2022-23222" },
	{ "io_uring", CALLS("io_uring_setup", "io_uring_enter", "io_uring_register"), NULL,
	  "use freed requests and files; and no filter sees the operations",
	  "CVE-2021-41073, CVE-2022-29582, CVE-2022-2602, CVE-2023-2598" },
	{ "userfaultfd", CALLS("userfaultfd"), NULL, "hold the kernel in a copy from user memory to win a race",
	  "CVE-2019-18683" },
	{ "perf events", CALLS("perf_event_open"), NULL, "write past the kernel's tables of events",
	  "CVE-2013-2094, CVE-2023-2235, CVE-2023-6931" },
	{ "keyrings", CALLS("add_key", "keyctl", "request_key"), NULL,
	  "overflow a keyring's count; fill kernel memory with payloads", "CVE-2016-0728" },
	{ "mounting", CALLS("mount"), NULL, "mount cgroups and have the host run one's release agent",
	  "CVE-2022-0492" },
	{ "filesystem contexts", CALLS("fsopen", "fsconfig"), NULL, "overflow or free a context by its parameters",
	  "CVE-2021-4154, CVE-2022-0185" },
	{ "file handles", CALLS("open_by_handle_at"), NULL, "open files outside the container by guessed numbers",
	  "CVE-2014-3519" },
	{ "ptrace", CALLS("ptrace"), NULL, "take over a more privileged process, or lift its filter",
	  "CVE-2019-13272, CVE-2022-30594" },
	{ "packet sockets", CALLS("socket", "socketcall"), ARGS(FAMILY_PACKET), "write past or after a ring of packets",
	  "CVE-2016-8655, CVE-2017-7308, CVE-2020-14386" },
	{ "vsock sockets", CALLS("socket", "socketcall"), ARGS(FAMILY_VSOCK), "race two uses of a socket's transport",
	  "CVE-2021-26708" },
	{ "crypto sockets", CALLS("socket", "socketcall"), ARGS(FAMILY_ALG), "write to files that may only be read",
	  "CVE-2019-8912, CVE-2026-31431" },
	{ "netfilter sockets", CALLS("socket", "socketcall"), ARGS(FAMILY_NETLINK, TYPE_RAW, NETFILTER),
	  "confuse nf_tables' sets and verdicts", "CVE-2022-34918, CVE-2023-32233, CVE-2024-1086" },
	{ "iptables replace", CALLS("setsockopt", "socketcall"), ARGS(0, 0, SET_REPLACE),
	  "write past a table that is copied in", "CVE-2016-4997, CVE-2021-22555" },
	{ "pages in pipes", CALLS("splice", "tee", "vmsplice"), NULL, "write to files that may only be read",
	  "CVE-2008-0600, CVE-2022-0847, CVE-2026-31431" },
	{ "message spray", CALLS("msgsnd", "msgrcv", "ipc"), NULL,
	  "fill freed kernel memory with messages, and read it back", "CVE-2021-22555, CVE-2021-26708, CVE-2022-0185" },
	{ "attribute spray", CALLS("setxattr", "lsetxattr", "fsetxattr", "setxattrat"), NULL,
	  "fill freed kernel memory of any size", "CVE-2019-18683" },
	{ "terminal injection", CALLS("ioctl"), ARGS(0, PUSH_INPUT), "type commands into the terminal outside",
	  "CVE-2017-5226, CVE-2019-10063" },
	{ "page zero", CALLS("personality"), ARGS(PAGE_ZERO), "map what a kernel's null pointer points to",
	  "CVE-2009-1895" },
	{ "descriptor tables", CALLS("modify_ldt"), NULL, "use a table of segments after it was freed",
	  "CVE-2017-17053" },
	{ "waitid", CALLS("waitid"), NULL, "have the kernel write where it does not look", "CVE-2017-5123" },
	{ "timers", CALLS("timer_create"), NULL, "read kernel memory by a timer's kind of signal", "CVE-2017-18344" },
	{ "futex requeue", CALLS("futex"), ARGS(0, REQUEUE_PI), "leave a waiter on a stack that is gone",
	  "CVE-2014-3153" },
	{ "mremap", CALLS("mremap"), NULL, "reach pages that are no longer one's own", "CVE-2018-18281" },
	{ "page placement", CALLS("move_pages"), NULL, "learn where a set-user-ID program lies in memory",
	  "CVE-2017-14140" },
	{ "page cache spying", CALLS("mincore"), NULL, "see which pages of files others read", "CVE-2019-5489" },
	{ "programs from memory", CALLS("memfd_create"), NULL,
	  "run what never was a file that anybody could look at", "" },
};

size_t primitive_count(void)
{
	return ARRAY_SIZE(primitives);
}

const struct primitive *primitive_at(size_t index)
{
	return index < ARRAY_SIZE(primitives) ? &primitives[index] : NULL;
}
