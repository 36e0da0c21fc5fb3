// SPDX-License-Identifier: BSD-2-Clause
/*
 * Knows the operations of io_uring up to Linux 6.19, by number, and the syscalls that they stand for
 * (include/uapi/linux/io_uring.h, io_uring/opdef.c).
 */
#include "core/uring.h"

#include <string.h>

#include "base/ascii.h"
#include "base/guard.h"

#define PREFIX "IORING_OP_"
#define OP(name, ...) { PREFIX name, (const char *const[]){ __VA_ARGS__ } }

/* Operations on the ring itself have no call. */
static const struct uring_op ops[] = {
	[0] = OP("NOP", NULL),
	[1] = OP("READV", "preadv2", "preadv", "readv", NULL),
	[2] = OP("WRITEV", "pwritev2", "pwritev", "writev", NULL),
	[3] = OP("FSYNC", "fsync", "fdatasync", NULL),
	[4] = OP("READ_FIXED", "pread64", "read", NULL),
	[5] = OP("WRITE_FIXED", "pwrite64", "write", NULL),
	[6] = OP("POLL_ADD", "poll", "ppoll", NULL),
	[7] = OP("POLL_REMOVE", NULL),
	[8] = OP("SYNC_FILE_RANGE", "sync_file_range", NULL),
	[9] = OP("SENDMSG", "sendmsg", NULL),
	[10] = OP("RECVMSG", "recvmsg", NULL),
	[11] = OP("TIMEOUT", NULL),
	[12] = OP("TIMEOUT_REMOVE", NULL),
	[13] = OP("ACCEPT", "accept4", "accept", NULL),
	[14] = OP("ASYNC_CANCEL", NULL),
	[15] = OP("LINK_TIMEOUT", NULL),
	[16] = OP("CONNECT", "connect", NULL),
	[17] = OP("FALLOCATE", "fallocate", NULL),
	[18] = OP("OPENAT", "openat", "open", NULL),
	[19] = OP("CLOSE", "close", NULL),
	[20] = OP("FILES_UPDATE", NULL),
	[21] = OP("STATX", "statx", NULL),
	[22] = OP("READ", "pread64", "read", NULL),
	[23] = OP("WRITE", "pwrite64", "write", NULL),
	[24] = OP("FADVISE", "fadvise64", NULL),
	[25] = OP("MADVISE", "madvise", NULL),
	[26] = OP("SEND", "sendto", NULL),
	[27] = OP("RECV", "recvfrom", NULL),
	[28] = OP("OPENAT2", "openat2", NULL),
	[29] = OP("EPOLL_CTL", "epoll_ctl", NULL),
	[30] = OP("SPLICE", "splice", NULL),
	[31] = OP("PROVIDE_BUFFERS", NULL),
	[32] = OP("REMOVE_BUFFERS", NULL),
	[33] = OP("TEE", "tee", NULL),
	[34] = OP("SHUTDOWN", "shutdown", NULL),
	[35] = OP("RENAMEAT", "renameat2", "renameat", "rename", NULL),
	[36] = OP("UNLINKAT", "unlinkat", "unlink", "rmdir", NULL),
	[37] = OP("MKDIRAT", "mkdirat", "mkdir", NULL),
	[38] = OP("SYMLINKAT", "symlinkat", "symlink", NULL),
	[39] = OP("LINKAT", "linkat", "link", NULL),
	[40] = OP("MSG_RING", NULL),
	[41] = OP("FSETXATTR", "fsetxattr", NULL),
	[42] = OP("SETXATTR", "setxattr", NULL),
	[43] = OP("FGETXATTR", "fgetxattr", NULL),
	[44] = OP("GETXATTR", "getxattr", NULL),
	[45] = OP("SOCKET", "socket", NULL),
	[46] = OP("URING_CMD", "ioctl", NULL), /* whatever the file's driver makes of it */
	[47] = OP("SEND_ZC", "sendto", NULL),
	[48] = OP("SENDMSG_ZC", "sendmsg", NULL),
	[49] = OP("READ_MULTISHOT", "read", NULL),
	[50] = OP("WAITID", "waitid", NULL),
	[51] = OP("FUTEX_WAIT", "futex_wait", "futex", NULL),
	[52] = OP("FUTEX_WAKE", "futex_wake", "futex", NULL),
	[53] = OP("FUTEX_WAITV", "futex_waitv", NULL),
	[54] = OP("FIXED_FD_INSTALL", NULL),
	[55] = OP("FTRUNCATE", "ftruncate", NULL),
	[56] = OP("BIND", "bind", NULL),
	[57] = OP("LISTEN", "listen", NULL),
	[58] = OP("RECV_ZC", "recvfrom", "recvmsg", NULL),
	[59] = OP("EPOLL_WAIT", "epoll_wait", "epoll_pwait", NULL),
	[60] = OP("READV_FIXED", "preadv2", "preadv", "readv", NULL),
	[61] = OP("WRITEV_FIXED", "pwritev2", "pwritev", "writev", NULL),
	[62] = OP("PIPE", "pipe2", "pipe", NULL),
	[63] = OP("NOP128", NULL),
	[64] = OP("URING_CMD128", "ioctl", NULL),
};

size_t uring_count(void)
{
	return ARRAY_SIZE(ops);
}

const struct uring_op *uring_op(uint64_t opcode)
{
	return opcode < ARRAY_SIZE(ops) ? &ops[opcode] : NULL;
}

const struct uring_op *uring_by_name(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(ops); i++) {
		const char *rest = ascii_after(name, ops[i].name);

		if (rest && !*rest)
			return &ops[i];
	}
	return NULL;
}

uint64_t uring_opcode(const struct uring_op *op)
{
	return (uint64_t)(op - ops);
}
