// SPDX-License-Identifier: BSD-2-Clause
/*
 * Knows what arguments and their values are called: data from include/uapi, each table from the header it names. The
 * headers of the machine that builds may be older, or another C library's.
 */
#include "core/argument_name.h"

#include <inttypes.h>
#include <string.h>

#include "base/guard.h"
#include "bpf/event.h"
#include "core/uring.h"

struct named {
	uint64_t value;
	const char *name;
};

/* linux/socket.h */
static const char *const families[] = {
	"AF_UNSPEC", "AF_UNIX", "AF_INET", "AF_AX25", "AF_IPX", "AF_APPLETALK", "AF_NETROM", "AF_BRIDGE", "AF_ATMPVC",
	"AF_X25", "AF_INET6", "AF_ROSE", "AF_DECnet", "AF_NETBEUI", "AF_SECURITY", "AF_KEY", "AF_NETLINK",
	"AF_PACKET", "AF_ASH", "AF_ECONET", "AF_ATMSVC", "AF_RDS", "AF_SNA", "AF_IRDA", "AF_PPPOX", "AF_WANPIPE",
	"AF_LLC", "AF_IB", "AF_MPLS", "AF_CAN", "AF_TIPC", "AF_BLUETOOTH", "AF_IUCV", "AF_RXRPC", "AF_ISDN",
	"AF_PHONET", "AF_IEEE802154", "AF_CAIF", "AF_ALG", "AF_NFC", "AF_VSOCK", "AF_KCM", "AF_QIPCRTR", "AF_SMC",
	"AF_XDP", "AF_MCTP",
};

/* linux/keyctl.h */
static const char *const operations[] = {
	"KEYCTL_GET_KEYRING_ID", "KEYCTL_JOIN_SESSION_KEYRING", "KEYCTL_UPDATE", "KEYCTL_REVOKE", "KEYCTL_CHOWN",
	"KEYCTL_SETPERM", "KEYCTL_DESCRIBE", "KEYCTL_CLEAR", "KEYCTL_LINK", "KEYCTL_UNLINK", "KEYCTL_SEARCH",
	"KEYCTL_READ", "KEYCTL_INSTANTIATE", "KEYCTL_NEGATE", "KEYCTL_SET_REQKEY_KEYRING", "KEYCTL_SET_TIMEOUT",
	"KEYCTL_ASSUME_AUTHORITY", "KEYCTL_GET_SECURITY", "KEYCTL_SESSION_TO_PARENT", "KEYCTL_REJECT",
	"KEYCTL_INSTANTIATE_IOV", "KEYCTL_INVALIDATE", "KEYCTL_GET_PERSISTENT", "KEYCTL_DH_COMPUTE",
	"KEYCTL_PKEY_QUERY", "KEYCTL_PKEY_ENCRYPT", "KEYCTL_PKEY_DECRYPT", "KEYCTL_PKEY_SIGN", "KEYCTL_PKEY_VERIFY",
	"KEYCTL_RESTRICT_KEYRING", "KEYCTL_MOVE", "KEYCTL_CAPABILITIES", "KEYCTL_WATCH_KEY",
};

/* linux/bpf.h */
static const char *const commands[] = {
	"BPF_MAP_CREATE", "BPF_MAP_LOOKUP_ELEM", "BPF_MAP_UPDATE_ELEM", "BPF_MAP_DELETE_ELEM", "BPF_MAP_GET_NEXT_KEY",
	"BPF_PROG_LOAD", "BPF_OBJ_PIN", "BPF_OBJ_GET", "BPF_PROG_ATTACH", "BPF_PROG_DETACH", "BPF_PROG_TEST_RUN",
	"BPF_PROG_GET_NEXT_ID", "BPF_MAP_GET_NEXT_ID", "BPF_PROG_GET_FD_BY_ID", "BPF_MAP_GET_FD_BY_ID",
	"BPF_OBJ_GET_INFO_BY_FD", "BPF_PROG_QUERY", "BPF_RAW_TRACEPOINT_OPEN", "BPF_BTF_LOAD", "BPF_BTF_GET_FD_BY_ID",
	"BPF_TASK_FD_QUERY", "BPF_MAP_LOOKUP_AND_DELETE_ELEM", "BPF_MAP_FREEZE", "BPF_BTF_GET_NEXT_ID",
	"BPF_MAP_LOOKUP_BATCH", "BPF_MAP_LOOKUP_AND_DELETE_BATCH", "BPF_MAP_UPDATE_BATCH", "BPF_MAP_DELETE_BATCH",
	"BPF_LINK_CREATE", "BPF_LINK_UPDATE", "BPF_LINK_GET_FD_BY_ID", "BPF_LINK_GET_NEXT_ID", "BPF_ENABLE_STATS",
	"BPF_ITER_CREATE", "BPF_LINK_DETACH", "BPF_PROG_BIND_MAP", "BPF_TOKEN_CREATE", "BPF_PROG_STREAM_READ_BY_FD",
	"BPF_PROG_ASSOC_STRUCT_OPS",
};

/* linux/ptrace.h, asm/ptrace-abi.h of x86 */
static const struct named traces[] = {
	{ 0, "PTRACE_TRACEME" }, { 1, "PTRACE_PEEKTEXT" }, { 2, "PTRACE_PEEKDATA" }, { 3, "PTRACE_PEEKUSR" },
	{ 4, "PTRACE_POKETEXT" }, { 5, "PTRACE_POKEDATA" }, { 6, "PTRACE_POKEUSR" }, { 7, "PTRACE_CONT" },
	{ 8, "PTRACE_KILL" }, { 9, "PTRACE_SINGLESTEP" }, { 12, "PTRACE_GETREGS" }, { 13, "PTRACE_SETREGS" },
	{ 14, "PTRACE_GETFPREGS" }, { 15, "PTRACE_SETFPREGS" }, { 16, "PTRACE_ATTACH" }, { 17, "PTRACE_DETACH" },
	{ 18, "PTRACE_GETFPXREGS" }, { 19, "PTRACE_SETFPXREGS" }, { 21, "PTRACE_OLDSETOPTIONS" },
	{ 24, "PTRACE_SYSCALL" }, { 25, "PTRACE_GET_THREAD_AREA" }, { 26, "PTRACE_SET_THREAD_AREA" },
	{ 30, "PTRACE_ARCH_PRCTL" }, { 31, "PTRACE_SYSEMU" }, { 32, "PTRACE_SYSEMU_SINGLESTEP" },
	{ 33, "PTRACE_SINGLEBLOCK" }, { 0x4200, "PTRACE_SETOPTIONS" }, { 0x4201, "PTRACE_GETEVENTMSG" },
	{ 0x4202, "PTRACE_GETSIGINFO" }, { 0x4203, "PTRACE_SETSIGINFO" }, { 0x4204, "PTRACE_GETREGSET" },
	{ 0x4205, "PTRACE_SETREGSET" }, { 0x4206, "PTRACE_SEIZE" }, { 0x4207, "PTRACE_INTERRUPT" },
	{ 0x4208, "PTRACE_LISTEN" }, { 0x4209, "PTRACE_PEEKSIGINFO" }, { 0x420a, "PTRACE_GETSIGMASK" },
	{ 0x420b, "PTRACE_SETSIGMASK" }, { 0x420c, "PTRACE_SECCOMP_GET_FILTER" },
	{ 0x420d, "PTRACE_SECCOMP_GET_METADATA" }, { 0x420e, "PTRACE_GET_SYSCALL_INFO" },
	{ 0x420f, "PTRACE_GET_RSEQ_CONFIGURATION" }, { 0x4210, "PTRACE_SET_SYSCALL_USER_DISPATCH_CONFIG" },
	{ 0x4211, "PTRACE_GET_SYSCALL_USER_DISPATCH_CONFIG" }, { 0x4212, "PTRACE_SET_SYSCALL_INFO" },
};

/* linux/prctl.h */
static const struct named options[] = {
	{ 1, "PR_SET_PDEATHSIG" }, { 2, "PR_GET_PDEATHSIG" }, { 3, "PR_GET_DUMPABLE" }, { 4, "PR_SET_DUMPABLE" },
	{ 5, "PR_GET_UNALIGN" }, { 6, "PR_SET_UNALIGN" }, { 7, "PR_GET_KEEPCAPS" }, { 8, "PR_SET_KEEPCAPS" },
	{ 9, "PR_GET_FPEMU" }, { 10, "PR_SET_FPEMU" }, { 11, "PR_GET_FPEXC" }, { 12, "PR_SET_FPEXC" },
	{ 13, "PR_GET_TIMING" }, { 14, "PR_SET_TIMING" }, { 15, "PR_SET_NAME" }, { 16, "PR_GET_NAME" },
	{ 19, "PR_GET_ENDIAN" }, { 20, "PR_SET_ENDIAN" }, { 21, "PR_GET_SECCOMP" }, { 22, "PR_SET_SECCOMP" },
	{ 23, "PR_CAPBSET_READ" }, { 24, "PR_CAPBSET_DROP" }, { 25, "PR_GET_TSC" }, { 26, "PR_SET_TSC" },
	{ 27, "PR_GET_SECUREBITS" }, { 28, "PR_SET_SECUREBITS" }, { 29, "PR_SET_TIMERSLACK" },
	{ 30, "PR_GET_TIMERSLACK" }, { 31, "PR_TASK_PERF_EVENTS_DISABLE" }, { 32, "PR_TASK_PERF_EVENTS_ENABLE" },
	{ 33, "PR_MCE_KILL" }, { 34, "PR_MCE_KILL_GET" }, { 35, "PR_SET_MM" }, { 36, "PR_SET_CHILD_SUBREAPER" },
	{ 37, "PR_GET_CHILD_SUBREAPER" }, { 38, "PR_SET_NO_NEW_PRIVS" }, { 39, "PR_GET_NO_NEW_PRIVS" },
	{ 40, "PR_GET_TID_ADDRESS" }, { 41, "PR_SET_THP_DISABLE" }, { 42, "PR_GET_THP_DISABLE" },
	{ 43, "PR_MPX_ENABLE_MANAGEMENT" }, { 44, "PR_MPX_DISABLE_MANAGEMENT" }, { 45, "PR_SET_FP_MODE" },
	{ 46, "PR_GET_FP_MODE" }, { 47, "PR_CAP_AMBIENT" }, { 50, "PR_SVE_SET_VL" }, { 51, "PR_SVE_GET_VL" },
	{ 52, "PR_GET_SPECULATION_CTRL" }, { 53, "PR_SET_SPECULATION_CTRL" }, { 54, "PR_PAC_RESET_KEYS" },
	{ 55, "PR_SET_TAGGED_ADDR_CTRL" }, { 56, "PR_GET_TAGGED_ADDR_CTRL" }, { 57, "PR_SET_IO_FLUSHER" },
	{ 58, "PR_GET_IO_FLUSHER" }, { 59, "PR_SET_SYSCALL_USER_DISPATCH" }, { 60, "PR_PAC_SET_ENABLED_KEYS" },
	{ 61, "PR_PAC_GET_ENABLED_KEYS" }, { 62, "PR_SCHED_CORE" }, { 63, "PR_SME_SET_VL" }, { 64, "PR_SME_GET_VL" },
	{ 65, "PR_SET_MDWE" }, { 66, "PR_GET_MDWE" }, { 67, "PR_SET_MEMORY_MERGE" }, { 68, "PR_GET_MEMORY_MERGE" },
	{ 69, "PR_RISCV_V_SET_CONTROL" }, { 70, "PR_RISCV_V_GET_CONTROL" }, { 71, "PR_RISCV_SET_ICACHE_FLUSH_CTX" },
	{ 72, "PR_PPC_GET_DEXCR" }, { 73, "PR_PPC_SET_DEXCR" }, { 74, "PR_GET_SHADOW_STACK_STATUS" },
	{ 75, "PR_SET_SHADOW_STACK_STATUS" }, { 76, "PR_LOCK_SHADOW_STACK_STATUS" },
	{ 77, "PR_TIMER_CREATE_RESTORE_IDS" }, { 78, "PR_FUTEX_HASH" }, { 0x41555856, "PR_GET_AUXV" },
	{ 0x53564d41, "PR_SET_VMA" }, { 0x59616d61, "PR_SET_PTRACER" },
};

/* linux/personality.h: bits above one of the first */
static const struct named personas[] = {
	{ 0, "PER_LINUX" }, { 8, "PER_LINUX32" }, { 0xffffffff, "query" },
};

static const struct named persona_bits[] = {
	{ 0x20000, "UNAME26" }, { 0x40000, "ADDR_NO_RANDOMIZE" }, { 0x80000, "FDPIC_FUNCPTRS" },
	{ 0x100000, "MMAP_PAGE_ZERO" }, { 0x200000, "ADDR_COMPAT_LAYOUT" }, { 0x400000, "READ_IMPLIES_EXEC" },
	{ 0x800000, "ADDR_LIMIT_32BIT" }, { 0x1000000, "SHORT_INODE" }, { 0x2000000, "WHOLE_SECONDS" },
	{ 0x4000000, "STICKY_TIMEOUTS" }, { 0x8000000, "ADDR_LIMIT_3GB" },
};

/* linux/sched.h */
static const struct named clones[] = {
	{ 0x80, "CLONE_NEWTIME" }, { 0x100, "CLONE_VM" }, { 0x200, "CLONE_FS" }, { 0x400, "CLONE_FILES" },
	{ 0x800, "CLONE_SIGHAND" }, { 0x1000, "CLONE_PIDFD" }, { 0x2000, "CLONE_PTRACE" }, { 0x4000, "CLONE_VFORK" },
	{ 0x8000, "CLONE_PARENT" }, { 0x10000, "CLONE_THREAD" }, { 0x20000, "CLONE_NEWNS" },
	{ 0x40000, "CLONE_SYSVSEM" }, { 0x80000, "CLONE_SETTLS" }, { 0x100000, "CLONE_PARENT_SETTID" },
	{ 0x200000, "CLONE_CHILD_CLEARTID" }, { 0x400000, "CLONE_DETACHED" }, { 0x800000, "CLONE_UNTRACED" },
	{ 0x1000000, "CLONE_CHILD_SETTID" }, { 0x2000000, "CLONE_NEWCGROUP" }, { 0x4000000, "CLONE_NEWUTS" },
	{ 0x8000000, "CLONE_NEWIPC" }, { 0x10000000, "CLONE_NEWUSER" }, { 0x20000000, "CLONE_NEWPID" },
	{ 0x40000000, "CLONE_NEWNET" }, { 0x80000000, "CLONE_IO" }, { 0x100000000, "CLONE_CLEAR_SIGHAND" },
	{ 0x200000000, "CLONE_INTO_CGROUP" },
};

/*
 * By number: asm/ioctls.h of x86; linux/ sockios.h, fs.h, random.h, if_tun.h, kd.h, vt.h, kvm.h, perf_event.h,
 * userfaultfd.h, nsfs.h, seccomp.h, loop.h, cdrom.h, dm-ioctl.h, wireless.h; scsi/sg.h, drm/drm.h. Where the size of
 * something differs on i386, it is x86_64's.
 */
static const struct named requests[] = {
	{ 0x1, "FIBMAP" }, { 0x2, "FIGETBSZ" }, { 0x125d, "BLKROSET" }, { 0x125e, "BLKROGET" },
	{ 0x125f, "BLKRRPART" }, { 0x1260, "BLKGETSIZE" }, { 0x1261, "BLKFLSBUF" }, { 0x1268, "BLKSSZGET" },
	{ 0x1277, "BLKDISCARD" }, { 0x1278, "BLKIOMIN" }, { 0x127b, "BLKPBSZGET" }, { 0x2285, "SG_IO" },
	{ 0x2400, "PERF_EVENT_IOC_ENABLE" }, { 0x2401, "PERF_EVENT_IOC_DISABLE" }, { 0x2403, "PERF_EVENT_IOC_RESET" },
	{ 0x4b32, "KDSETLED" }, { 0x4b33, "KDGKBTYPE" }, { 0x4b3a, "KDSETMODE" }, { 0x4b3b, "KDGETMODE" },
	{ 0x4b44, "KDGKBMODE" }, { 0x4b45, "KDSKBMODE" }, { 0x4c00, "LOOP_SET_FD" }, { 0x4c01, "LOOP_CLR_FD" },
	{ 0x4c0a, "LOOP_CONFIGURE" }, { 0x4c82, "LOOP_CTL_GET_FREE" }, { 0x5309, "CDROMEJECT" }, { 0x5401, "TCGETS" },
	{ 0x5402, "TCSETS" }, { 0x5403, "TCSETSW" }, { 0x5404, "TCSETSF" }, { 0x5405, "TCGETA" },
	{ 0x5406, "TCSETA" }, { 0x5407, "TCSETAW" }, { 0x5408, "TCSETAF" }, { 0x5409, "TCSBRK" },
	{ 0x540a, "TCXONC" }, { 0x540b, "TCFLSH" }, { 0x540c, "TIOCEXCL" }, { 0x540d, "TIOCNXCL" },
	{ 0x540e, "TIOCSCTTY" }, { 0x540f, "TIOCGPGRP" }, { 0x5410, "TIOCSPGRP" }, { 0x5411, "TIOCOUTQ" },
	{ 0x5412, "TIOCSTI" }, { 0x5413, "TIOCGWINSZ" }, { 0x5414, "TIOCSWINSZ" }, { 0x5415, "TIOCMGET" },
	{ 0x5416, "TIOCMBIS" }, { 0x5417, "TIOCMBIC" }, { 0x5418, "TIOCMSET" }, { 0x5419, "TIOCGSOFTCAR" },
	{ 0x541a, "TIOCSSOFTCAR" }, { 0x541b, "FIONREAD" }, { 0x541c, "TIOCLINUX" }, { 0x541d, "TIOCCONS" },
	{ 0x541e, "TIOCGSERIAL" }, { 0x541f, "TIOCSSERIAL" }, { 0x5420, "TIOCPKT" }, { 0x5421, "FIONBIO" },
	{ 0x5422, "TIOCNOTTY" }, { 0x5423, "TIOCSETD" }, { 0x5424, "TIOCGETD" }, { 0x5425, "TCSBRKP" },
	{ 0x5427, "TIOCSBRK" }, { 0x5428, "TIOCCBRK" }, { 0x5429, "TIOCGSID" }, { 0x5441, "TIOCGPTPEER" },
	{ 0x5450, "FIONCLEX" }, { 0x5451, "FIOCLEX" }, { 0x5452, "FIOASYNC" }, { 0x5460, "FIOQSIZE" },
	{ 0x5600, "VT_OPENQRY" }, { 0x5603, "VT_GETSTATE" }, { 0x5606, "VT_ACTIVATE" }, { 0x5607, "VT_WAITACTIVE" },
	{ 0x8901, "FIOSETOWN" }, { 0x8902, "SIOCSPGRP" }, { 0x8903, "FIOGETOWN" }, { 0x8904, "SIOCGPGRP" },
	{ 0x8905, "SIOCATMARK" }, { 0x8906, "SIOCGSTAMP_OLD" }, { 0x8907, "SIOCGSTAMPNS_OLD" },
	{ 0x890b, "SIOCADDRT" }, { 0x890c, "SIOCDELRT" }, { 0x8910, "SIOCGIFNAME" }, { 0x8911, "SIOCSIFLINK" },
	{ 0x8912, "SIOCGIFCONF" }, { 0x8913, "SIOCGIFFLAGS" }, { 0x8914, "SIOCSIFFLAGS" }, { 0x8915, "SIOCGIFADDR" },
	{ 0x8916, "SIOCSIFADDR" }, { 0x8917, "SIOCGIFDSTADDR" }, { 0x8918, "SIOCSIFDSTADDR" },
	{ 0x8919, "SIOCGIFBRDADDR" }, { 0x891a, "SIOCSIFBRDADDR" }, { 0x891b, "SIOCGIFNETMASK" },
	{ 0x891c, "SIOCSIFNETMASK" }, { 0x891d, "SIOCGIFMETRIC" }, { 0x8921, "SIOCGIFMTU" }, { 0x8922, "SIOCSIFMTU" },
	{ 0x8923, "SIOCSIFNAME" }, { 0x8924, "SIOCSIFHWADDR" }, { 0x8927, "SIOCGIFHWADDR" },
	{ 0x8933, "SIOCGIFINDEX" }, { 0x8936, "SIOCDIFADDR" }, { 0x8942, "SIOCGIFTXQLEN" },
	{ 0x8943, "SIOCSIFTXQLEN" }, { 0x8946, "SIOCETHTOOL" }, { 0x8947, "SIOCGMIIPHY" }, { 0x8948, "SIOCGMIIREG" },
	{ 0x894c, "SIOCGSKNS" }, { 0x8953, "SIOCDARP" }, { 0x8954, "SIOCGARP" }, { 0x8955, "SIOCSARP" },
	{ 0x89a0, "SIOCBRADDBR" }, { 0x89a1, "SIOCBRDELBR" }, { 0x89a2, "SIOCBRADDIF" }, { 0x89a3, "SIOCBRDELIF" },
	{ 0x89b0, "SIOCSHWTSTAMP" }, { 0x89b1, "SIOCGHWTSTAMP" }, { 0x8b01, "SIOCGIWNAME" },
	{ 0x8b1b, "SIOCGIWESSID" }, { 0xae00, "KVM_GET_API_VERSION" }, { 0xae01, "KVM_CREATE_VM" },
	{ 0xae03, "KVM_CHECK_EXTENSION" }, { 0xae04, "KVM_GET_VCPU_MMAP_SIZE" }, { 0xae41, "KVM_CREATE_VCPU" },
	{ 0xae80, "KVM_RUN" }, { 0xb701, "NS_GET_USERNS" }, { 0xb702, "NS_GET_PARENT" }, { 0xb703, "NS_GET_NSTYPE" },
	{ 0xb704, "NS_GET_OWNER_UID" }, { 0x40042408, "PERF_EVENT_IOC_SET_BPF" }, { 0x40045431, "TIOCSPTLCK" },
	{ 0x400454ca, "TUNSETIFF" }, { 0x400454cb, "TUNSETPERSIST" }, { 0x400454cc, "TUNSETOWNER" },
	{ 0x400454ce, "TUNSETGROUP" }, { 0x400454d0, "TUNSETOFFLOAD" }, { 0x400454d8, "TUNSETVNETHDRSZ" },
	{ 0x40046602, "FS_IOC32_SETFLAGS" }, { 0x40049409, "FICLONE" },
	{ 0x40082102, "SECCOMP_IOCTL_NOTIF_ID_VALID" }, { 0x40082406, "PERF_EVENT_IOC_SET_FILTER" },
	{ 0x40085203, "RNDADDENTROPY" }, { 0x40086602, "FS_IOC_SETFLAGS" },
	{ 0x40182103, "SECCOMP_IOCTL_NOTIF_ADDFD" }, { 0x401c5820, "FS_IOC_FSSETXATTR" },
	{ 0x4020940d, "FICLONERANGE" }, { 0x402c542b, "TCSETS2" }, { 0x402c542c, "TCSETSW2" },
	{ 0x402c542d, "TCSETSF2" }, { 0x80045200, "RNDGETENTCNT" }, { 0x80045430, "TIOCGPTN" },
	{ 0x80045438, "TIOCGPKT" }, { 0x80045439, "TIOCGPTLCK" }, { 0x80045440, "TIOCGEXCL" },
	{ 0x800454cf, "TUNGETFEATURES" }, { 0x800454d2, "TUNGETIFF" }, { 0x80046601, "FS_IOC32_GETFLAGS" },
	{ 0x80081272, "BLKGETSIZE64" }, { 0x80086601, "FS_IOC_GETFLAGS" }, { 0x8010aa01, "UFFDIO_UNREGISTER" },
	{ 0x801c581f, "FS_IOC_FSGETXATTR" }, { 0x802c542a, "TCGETS2" }, { 0xc0045877, "FIFREEZE" },
	{ 0xc0045878, "FITHAW" }, { 0xc0182101, "SECCOMP_IOCTL_NOTIF_SEND" }, { 0xc0185879, "FITRIM" },
	{ 0xc0189436, "FIDEDUPERANGE" }, { 0xc018aa3f, "UFFDIO_API" }, { 0xc020660b, "FS_IOC_FIEMAP" },
	{ 0xc020aa00, "UFFDIO_REGISTER" }, { 0xc028aa03, "UFFDIO_COPY" }, { 0xc0406400, "DRM_IOCTL_VERSION" },
	{ 0xc0502100, "SECCOMP_IOCTL_NOTIF_RECV" }, { 0xc138fd00, "DM_VERSION" },
};

#define NAMES(list) .names = (list), .nnames = ARRAY_SIZE(list)
#define ROWS(list) .rows = (list), .nrows = ARRAY_SIZE(list)
#define BITS(list) .bits = (list), .nbits = ARRAY_SIZE(list)

/* Its values: by number from 0, else one of rows, else several bits. */
static const struct argument {
	const char *call;
	uint32_t index;
	const char *name;
	const char *const *names;
	const struct named *rows, *bits;
	size_t nnames, nrows, nbits;
} arguments[] = {
	{ "socket", 0, "family", NAMES(families) },
	{ "socketpair", 0, "family", NAMES(families) },
	{ "ioctl", 1, "request", ROWS(requests) },
	{ "prctl", 0, "option", ROWS(options) },
	{ "ptrace", 0, "request", ROWS(traces) },
	{ "keyctl", 0, "operation", NAMES(operations) },
	{ "bpf", 0, "command", NAMES(commands) },
	{ "personality", 0, "persona", ROWS(personas), BITS(persona_bits) },
	{ "clone", 0, "namespaces", BITS(clones) },
	{ "clone3", 0, "flags", BITS(clones) },
	{ "unshare", 0, "flags", BITS(clones) },
	{ "setns", 1, "type", BITS(clones) },
	{ "io_uring_enter", LC_ARGUMENT_OPCODE, "opcode" },
};

static const struct argument *find(const char *call, uint32_t index)
{
	for (size_t i = 0; i < ARRAY_SIZE(arguments); i++) {
		if (arguments[i].index == index && !strcmp(arguments[i].call, call))
			return &arguments[i];
	}
	return NULL;
}

const char *argument_name(const char *call, uint32_t index)
{
	const struct argument *a = find(call, index);

	return a ? a->name : NULL;
}

static const char *name_of(const struct argument *a, uint64_t value)
{
	if (a->index == LC_ARGUMENT_OPCODE)
		return uring_op(value) ? uring_op(value)->name : NULL;
	if (value < a->nnames)
		return a->names[value];
	for (size_t i = 0; i < a->nrows; i++) {
		if (a->rows[i].value == value)
			return a->rows[i].name;
	}
	return NULL;
}

static void add_bits(const struct argument *a, uint64_t value, struct buf *out)
{
	const char *before = "";

	if (!value)
		buf_add(out, "none");
	for (size_t i = 0; i < a->nbits; i++) {
		if (!(value & a->bits[i].value))
			continue;
		buf_addf(out, "%s%s", before, a->bits[i].name);
		value &= ~a->bits[i].value;
		before = "|";
	}
	if (value)
		buf_addf(out, "%s0x%" PRIx64, before, value);
}

void argument_value(const char *call, uint32_t index, uint64_t value, struct buf *out)
{
	const struct argument *a = find(call, index);
	const char *name = a ? name_of(a, value) : NULL;

	if (name)
		buf_add(out, name);
	else if (a && a->nbits)
		add_bits(a, value, out);
	else if (a && (name = name_of(a, (uint32_t)value)))
		buf_addf(out, "%s (0x%" PRIx64 ")", name, value);
	else
		buf_addf(out, "0x%" PRIx64, value);
}
