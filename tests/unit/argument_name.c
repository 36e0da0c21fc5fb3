// SPDX-License-Identifier: BSD-2-Clause
/* Names of values against the headers that this machine has, and how values without a plain name are spelled. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <asm/ioctls.h>
#include <asm/ptrace-abi.h>
#include <linux/bpf.h>
#include <linux/cdrom.h>
#include <linux/dm-ioctl.h>
#include <linux/fs.h>
#include <linux/if_tun.h>
#include <linux/kd.h>
#include <linux/keyctl.h>
#include <linux/kvm.h>
#include <linux/loop.h>
#include <linux/nsfs.h>
#include <linux/perf_event.h>
#include <linux/personality.h>
#include <linux/prctl.h>
#include <linux/ptrace.h>
#include <linux/random.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <linux/sockios.h>
#include <linux/userfaultfd.h>
#include <linux/vt.h>
#include <linux/wireless.h>
#include <scsi/sg.h>
#include <sys/socket.h>

#include <cmocka.h>

#include "base/guard.h"
#include "bpf/event.h"
#include "core/argument_name.h"

struct row {
	uint64_t value;
	const char *name;
};

#define V(name) { (unsigned int)(name), #name }

static const struct row socket_values[] = {
	V(AF_UNSPEC), V(AF_UNIX), V(AF_INET), V(AF_AX25), V(AF_IPX), V(AF_APPLETALK), V(AF_NETROM), V(AF_BRIDGE),
	V(AF_ATMPVC), V(AF_X25), V(AF_INET6), V(AF_ROSE), V(AF_DECnet), V(AF_NETBEUI), V(AF_SECURITY), V(AF_KEY),
	V(AF_NETLINK), V(AF_PACKET), V(AF_ASH), V(AF_ECONET), V(AF_ATMSVC), V(AF_RDS), V(AF_SNA), V(AF_IRDA),
	V(AF_PPPOX), V(AF_WANPIPE), V(AF_LLC), V(AF_IB), V(AF_MPLS), V(AF_CAN), V(AF_TIPC), V(AF_BLUETOOTH),
	V(AF_IUCV), V(AF_RXRPC), V(AF_ISDN), V(AF_PHONET), V(AF_IEEE802154), V(AF_CAIF), V(AF_ALG), V(AF_NFC),
	V(AF_VSOCK), V(AF_KCM), V(AF_QIPCRTR), V(AF_SMC), V(AF_XDP), V(AF_MCTP),
};

static const struct row keyctl_values[] = {
	V(KEYCTL_GET_KEYRING_ID), V(KEYCTL_JOIN_SESSION_KEYRING), V(KEYCTL_UPDATE), V(KEYCTL_REVOKE), V(KEYCTL_CHOWN),
	V(KEYCTL_SETPERM), V(KEYCTL_DESCRIBE), V(KEYCTL_CLEAR), V(KEYCTL_LINK), V(KEYCTL_UNLINK), V(KEYCTL_SEARCH),
	V(KEYCTL_READ), V(KEYCTL_INSTANTIATE), V(KEYCTL_NEGATE), V(KEYCTL_SET_REQKEY_KEYRING), V(KEYCTL_SET_TIMEOUT),
	V(KEYCTL_ASSUME_AUTHORITY), V(KEYCTL_GET_SECURITY), V(KEYCTL_SESSION_TO_PARENT), V(KEYCTL_REJECT),
	V(KEYCTL_INSTANTIATE_IOV), V(KEYCTL_INVALIDATE), V(KEYCTL_GET_PERSISTENT), V(KEYCTL_DH_COMPUTE),
	V(KEYCTL_PKEY_QUERY), V(KEYCTL_PKEY_ENCRYPT), V(KEYCTL_PKEY_DECRYPT), V(KEYCTL_PKEY_SIGN),
	V(KEYCTL_PKEY_VERIFY), V(KEYCTL_RESTRICT_KEYRING), V(KEYCTL_MOVE), V(KEYCTL_CAPABILITIES),
	V(KEYCTL_WATCH_KEY),
};

static const struct row bpf_values[] = {
	V(BPF_MAP_CREATE), V(BPF_MAP_LOOKUP_ELEM), V(BPF_MAP_UPDATE_ELEM), V(BPF_MAP_DELETE_ELEM),
	V(BPF_MAP_GET_NEXT_KEY), V(BPF_PROG_LOAD), V(BPF_OBJ_PIN), V(BPF_OBJ_GET), V(BPF_PROG_ATTACH),
	V(BPF_PROG_DETACH), V(BPF_PROG_TEST_RUN), V(BPF_PROG_GET_NEXT_ID), V(BPF_MAP_GET_NEXT_ID),
	V(BPF_PROG_GET_FD_BY_ID), V(BPF_MAP_GET_FD_BY_ID), V(BPF_OBJ_GET_INFO_BY_FD), V(BPF_PROG_QUERY),
	V(BPF_RAW_TRACEPOINT_OPEN), V(BPF_BTF_LOAD), V(BPF_BTF_GET_FD_BY_ID), V(BPF_TASK_FD_QUERY),
	V(BPF_MAP_LOOKUP_AND_DELETE_ELEM), V(BPF_MAP_FREEZE), V(BPF_BTF_GET_NEXT_ID), V(BPF_MAP_LOOKUP_BATCH),
	V(BPF_MAP_LOOKUP_AND_DELETE_BATCH), V(BPF_MAP_UPDATE_BATCH), V(BPF_MAP_DELETE_BATCH), V(BPF_LINK_CREATE),
	V(BPF_LINK_UPDATE), V(BPF_LINK_GET_FD_BY_ID), V(BPF_LINK_GET_NEXT_ID), V(BPF_ENABLE_STATS),
	V(BPF_ITER_CREATE), V(BPF_LINK_DETACH), V(BPF_PROG_BIND_MAP),
};

static const struct row ptrace_values[] = {
	V(PTRACE_TRACEME), V(PTRACE_PEEKTEXT), V(PTRACE_PEEKDATA), V(PTRACE_PEEKUSR), V(PTRACE_POKETEXT),
	V(PTRACE_POKEDATA), V(PTRACE_POKEUSR), V(PTRACE_CONT), V(PTRACE_KILL), V(PTRACE_SINGLESTEP),
	V(PTRACE_GETREGS), V(PTRACE_SETREGS), V(PTRACE_GETFPREGS), V(PTRACE_SETFPREGS), V(PTRACE_ATTACH),
	V(PTRACE_DETACH), V(PTRACE_GETFPXREGS), V(PTRACE_SETFPXREGS), V(PTRACE_OLDSETOPTIONS), V(PTRACE_SYSCALL),
	V(PTRACE_GET_THREAD_AREA), V(PTRACE_SET_THREAD_AREA), V(PTRACE_ARCH_PRCTL), V(PTRACE_SYSEMU),
	V(PTRACE_SYSEMU_SINGLESTEP), V(PTRACE_SINGLEBLOCK), V(PTRACE_SETOPTIONS), V(PTRACE_GETEVENTMSG),
	V(PTRACE_GETSIGINFO), V(PTRACE_SETSIGINFO), V(PTRACE_GETREGSET), V(PTRACE_SETREGSET), V(PTRACE_SEIZE),
	V(PTRACE_INTERRUPT), V(PTRACE_LISTEN), V(PTRACE_PEEKSIGINFO), V(PTRACE_GETSIGMASK), V(PTRACE_SETSIGMASK),
	V(PTRACE_SECCOMP_GET_FILTER), V(PTRACE_SECCOMP_GET_METADATA), V(PTRACE_GET_SYSCALL_INFO),
	V(PTRACE_GET_RSEQ_CONFIGURATION),
};

static const struct row prctl_values[] = {
	V(PR_SET_PDEATHSIG), V(PR_GET_PDEATHSIG), V(PR_GET_DUMPABLE), V(PR_SET_DUMPABLE), V(PR_GET_UNALIGN),
	V(PR_SET_UNALIGN), V(PR_GET_KEEPCAPS), V(PR_SET_KEEPCAPS), V(PR_GET_FPEMU), V(PR_SET_FPEMU), V(PR_GET_FPEXC),
	V(PR_SET_FPEXC), V(PR_GET_TIMING), V(PR_SET_TIMING), V(PR_SET_NAME), V(PR_GET_NAME), V(PR_GET_ENDIAN),
	V(PR_SET_ENDIAN), V(PR_GET_SECCOMP), V(PR_SET_SECCOMP), V(PR_CAPBSET_READ), V(PR_CAPBSET_DROP), V(PR_GET_TSC),
	V(PR_SET_TSC), V(PR_GET_SECUREBITS), V(PR_SET_SECUREBITS), V(PR_SET_TIMERSLACK), V(PR_GET_TIMERSLACK),
	V(PR_TASK_PERF_EVENTS_DISABLE), V(PR_TASK_PERF_EVENTS_ENABLE), V(PR_MCE_KILL), V(PR_MCE_KILL_GET),
	V(PR_SET_MM), V(PR_SET_CHILD_SUBREAPER), V(PR_GET_CHILD_SUBREAPER), V(PR_SET_NO_NEW_PRIVS),
	V(PR_GET_NO_NEW_PRIVS), V(PR_GET_TID_ADDRESS), V(PR_SET_THP_DISABLE), V(PR_GET_THP_DISABLE),
	V(PR_MPX_ENABLE_MANAGEMENT), V(PR_MPX_DISABLE_MANAGEMENT), V(PR_SET_FP_MODE), V(PR_GET_FP_MODE),
	V(PR_CAP_AMBIENT), V(PR_SVE_SET_VL), V(PR_SVE_GET_VL), V(PR_GET_SPECULATION_CTRL), V(PR_SET_SPECULATION_CTRL),
	V(PR_PAC_RESET_KEYS), V(PR_SET_TAGGED_ADDR_CTRL), V(PR_GET_TAGGED_ADDR_CTRL), V(PR_SET_IO_FLUSHER),
	V(PR_GET_IO_FLUSHER), V(PR_SET_SYSCALL_USER_DISPATCH), V(PR_PAC_SET_ENABLED_KEYS), V(PR_PAC_GET_ENABLED_KEYS),
	V(PR_SCHED_CORE), V(PR_SME_SET_VL), V(PR_SME_GET_VL), V(PR_SET_VMA), V(PR_SET_PTRACER),
};

static const struct row personality_values[] = {
	V(PER_LINUX), V(PER_LINUX32), V(UNAME26), V(ADDR_NO_RANDOMIZE), V(FDPIC_FUNCPTRS), V(MMAP_PAGE_ZERO),
	V(ADDR_COMPAT_LAYOUT), V(READ_IMPLIES_EXEC), V(ADDR_LIMIT_32BIT), V(SHORT_INODE), V(WHOLE_SECONDS),
	V(STICKY_TIMEOUTS), V(ADDR_LIMIT_3GB),
};

static const struct row clone_values[] = {
	V(CLONE_NEWTIME), V(CLONE_VM), V(CLONE_FS), V(CLONE_FILES), V(CLONE_SIGHAND), V(CLONE_PIDFD), V(CLONE_PTRACE),
	V(CLONE_VFORK), V(CLONE_PARENT), V(CLONE_THREAD), V(CLONE_NEWNS), V(CLONE_SYSVSEM), V(CLONE_SETTLS),
	V(CLONE_PARENT_SETTID), V(CLONE_CHILD_CLEARTID), V(CLONE_DETACHED), V(CLONE_UNTRACED), V(CLONE_CHILD_SETTID),
	V(CLONE_NEWCGROUP), V(CLONE_NEWUTS), V(CLONE_NEWIPC), V(CLONE_NEWUSER), V(CLONE_NEWPID), V(CLONE_NEWNET),
	V(CLONE_IO),
};

static const struct row ioctl_values[] = {
	V(FIBMAP), V(FIGETBSZ), V(BLKROSET), V(BLKROGET), V(BLKRRPART), V(BLKGETSIZE), V(BLKFLSBUF), V(BLKSSZGET),
	V(BLKDISCARD), V(BLKIOMIN), V(BLKPBSZGET), V(SG_IO), V(PERF_EVENT_IOC_ENABLE), V(PERF_EVENT_IOC_DISABLE),
	V(PERF_EVENT_IOC_RESET), V(KDSETLED), V(KDGKBTYPE), V(KDSETMODE), V(KDGETMODE), V(KDGKBMODE), V(KDSKBMODE),
	V(LOOP_SET_FD), V(LOOP_CLR_FD), V(LOOP_CONFIGURE), V(LOOP_CTL_GET_FREE), V(CDROMEJECT), V(TCGETS), V(TCSETS),
	V(TCSETSW), V(TCSETSF), V(TCGETA), V(TCSETA), V(TCSETAW), V(TCSETAF), V(TCSBRK), V(TCXONC), V(TCFLSH),
	V(TIOCEXCL), V(TIOCNXCL), V(TIOCSCTTY), V(TIOCGPGRP), V(TIOCSPGRP), V(TIOCOUTQ), V(TIOCSTI), V(TIOCGWINSZ),
	V(TIOCSWINSZ), V(TIOCMGET), V(TIOCMBIS), V(TIOCMBIC), V(TIOCMSET), V(TIOCGSOFTCAR), V(TIOCSSOFTCAR),
	V(FIONREAD), V(TIOCLINUX), V(TIOCCONS), V(TIOCGSERIAL), V(TIOCSSERIAL), V(TIOCPKT), V(FIONBIO), V(TIOCNOTTY),
	V(TIOCSETD), V(TIOCGETD), V(TCSBRKP), V(TIOCSBRK), V(TIOCCBRK), V(TIOCGSID), V(TIOCGPTPEER), V(FIONCLEX),
	V(FIOCLEX), V(FIOASYNC), V(FIOQSIZE), V(VT_OPENQRY), V(VT_GETSTATE), V(VT_ACTIVATE), V(VT_WAITACTIVE),
	V(FIOSETOWN), V(SIOCSPGRP), V(FIOGETOWN), V(SIOCGPGRP), V(SIOCATMARK), V(SIOCGSTAMP_OLD), V(SIOCGSTAMPNS_OLD),
	V(SIOCADDRT), V(SIOCDELRT), V(SIOCGIFNAME), V(SIOCSIFLINK), V(SIOCGIFCONF), V(SIOCGIFFLAGS), V(SIOCSIFFLAGS),
	V(SIOCGIFADDR), V(SIOCSIFADDR), V(SIOCGIFDSTADDR), V(SIOCSIFDSTADDR), V(SIOCGIFBRDADDR), V(SIOCSIFBRDADDR),
	V(SIOCGIFNETMASK), V(SIOCSIFNETMASK), V(SIOCGIFMETRIC), V(SIOCGIFMTU), V(SIOCSIFMTU), V(SIOCSIFNAME),
	V(SIOCSIFHWADDR), V(SIOCGIFHWADDR), V(SIOCGIFINDEX), V(SIOCDIFADDR), V(SIOCGIFTXQLEN), V(SIOCSIFTXQLEN),
	V(SIOCETHTOOL), V(SIOCGMIIPHY), V(SIOCGMIIREG), V(SIOCGSKNS), V(SIOCDARP), V(SIOCGARP), V(SIOCSARP),
	V(SIOCBRADDBR), V(SIOCBRDELBR), V(SIOCBRADDIF), V(SIOCBRDELIF), V(SIOCSHWTSTAMP), V(SIOCGHWTSTAMP),
	V(SIOCGIWNAME), V(SIOCGIWESSID), V(KVM_GET_API_VERSION), V(KVM_CREATE_VM), V(KVM_CHECK_EXTENSION),
	V(KVM_GET_VCPU_MMAP_SIZE), V(KVM_CREATE_VCPU), V(KVM_RUN), V(NS_GET_USERNS), V(NS_GET_PARENT),
	V(NS_GET_NSTYPE), V(NS_GET_OWNER_UID), V(PERF_EVENT_IOC_SET_BPF), V(TIOCSPTLCK), V(TUNSETIFF),
	V(TUNSETPERSIST), V(TUNSETOWNER), V(TUNSETGROUP), V(TUNSETOFFLOAD), V(TUNSETVNETHDRSZ), V(FS_IOC32_SETFLAGS),
	V(FICLONE), V(SECCOMP_IOCTL_NOTIF_ID_VALID), V(PERF_EVENT_IOC_SET_FILTER), V(RNDADDENTROPY),
	V(FS_IOC_SETFLAGS), V(SECCOMP_IOCTL_NOTIF_ADDFD), V(FS_IOC_FSSETXATTR), V(FICLONERANGE), V(RNDGETENTCNT),
	V(TIOCGPTN), V(TIOCGPKT), V(TIOCGPTLCK), V(TIOCGEXCL), V(TUNGETFEATURES), V(TUNGETIFF), V(FS_IOC32_GETFLAGS),
	V(BLKGETSIZE64), V(FS_IOC_GETFLAGS), V(UFFDIO_UNREGISTER), V(FS_IOC_FSGETXATTR), V(FIFREEZE), V(FITHAW),
	V(SECCOMP_IOCTL_NOTIF_SEND), V(FITRIM), V(FIDEDUPERANGE), V(UFFDIO_API), V(UFFDIO_REGISTER), V(UFFDIO_COPY),
	V(SECCOMP_IOCTL_NOTIF_RECV), V(DM_VERSION),
};

/* Flags of more than an int. */
static const struct row clone3_values[] = {
	{ CLONE_CLEAR_SIGHAND, "CLONE_CLEAR_SIGHAND" }, { CLONE_INTO_CGROUP, "CLONE_INTO_CGROUP" },
};

#define ROWS(list) list, ARRAY_SIZE(list)

static const struct {
	const char *call;
	uint32_t index;
	const struct row *rows;
	size_t n;
} calls[] = {
	{ "socket", 0, ROWS(socket_values) }, { "socketpair", 0, ROWS(socket_values) },
	{ "keyctl", 0, ROWS(keyctl_values) }, { "bpf", 0, ROWS(bpf_values) },
	{ "ptrace", 0, ROWS(ptrace_values) }, { "prctl", 0, ROWS(prctl_values) },
	{ "personality", 0, ROWS(personality_values) }, { "ioctl", 1, ROWS(ioctl_values) },
	{ "clone", 0, ROWS(clone_values) }, { "unshare", 0, ROWS(clone_values) }, { "setns", 1, ROWS(clone_values) },
	{ "clone3", 0, ROWS(clone3_values) },
};

static void expect(const char *call, uint32_t index, uint64_t value, const char *text)
{
	_buf_ struct buf b = BUF_INIT;

	argument_value(call, index, value, &b);
	assert_false(b.failed);
	if (strcmp(buf_text(&b), text))
		fail_msg("%s: %#llx is %s, not %s", call, (unsigned long long)value, text, buf_text(&b));
}

static void test_headers(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(calls); i++) {
		assert_non_null(argument_name(calls[i].call, calls[i].index));
		for (size_t j = 0; j < calls[i].n; j++)
			expect(calls[i].call, calls[i].index, calls[i].rows[j].value, calls[i].rows[j].name);
	}
}

static void test_spelling(void **state)
{
	(void)state;
	expect("socket", 0, 4711, "0x1267");
	expect("socket", 0, 1ull << 32 | AF_INET, "AF_INET (0x100000002)");
	expect("ioctl", 1, (uint64_t)(int)TIOCGPTN, "TIOCGPTN (0xffffffff80045430)");
	expect("ioctl", 1, UINT64_MAX, "0xffffffffffffffff");
	expect("ioctl", 0, 1, "0x1"); /* no request but a descriptor */
	expect("unshare", 0, CLONE_NEWUSER | CLONE_NEWNS, "CLONE_NEWNS|CLONE_NEWUSER");
	expect("unshare", 0, 1ull << 40 | CLONE_NEWUSER, "CLONE_NEWUSER|0x10000000000");
	expect("clone", 0, 0, "none");
	expect("clone3", 0, 0x11, "0x11");
	expect("personality", 0, ADDR_NO_RANDOMIZE | READ_IMPLIES_EXEC, "ADDR_NO_RANDOMIZE|READ_IMPLIES_EXEC");
	expect("personality", 0, PER_LINUX32 | ADDR_LIMIT_3GB, "ADDR_LIMIT_3GB|0x8");
	expect("personality", 0, 0xffffffff, "query");
	expect("read", 0, 5, "0x5");
	expect("io_uring_enter", LC_ARGUMENT_OPCODE, 18, "IORING_OP_OPENAT");
	expect("io_uring_enter", LC_ARGUMENT_OPCODE, 255, "0xff");
}

static void test_names(void **state)
{
	(void)state;
	assert_string_equal(argument_name("socket", 0), "family");
	assert_string_equal(argument_name("io_uring_enter", LC_ARGUMENT_OPCODE), "opcode");
	assert_null(argument_name("socket", 1));
	assert_null(argument_name("read", 0));
	assert_null(argument_name("ioctl", LC_ARGUMENT_OPCODE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_headers),
		cmocka_unit_test(test_spelling),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
