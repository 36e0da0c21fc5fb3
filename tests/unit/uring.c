// SPDX-License-Identifier: BSD-2-Clause
/* core/uring: numbers and names against the kernel's header as far as it goes, calls against the table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <linux/io_uring.h>

#include "base/guard.h"
#include "core/sysno.h"
#include "core/uring.h"

#define OF_HEADER(name) { #name, name }

/* Linux 6.1's, by its own numbers. */
static const struct {
	const char *name;
	unsigned int number;
} header[] = {
	OF_HEADER(IORING_OP_NOP), OF_HEADER(IORING_OP_READV), OF_HEADER(IORING_OP_WRITEV), OF_HEADER(IORING_OP_FSYNC),
	OF_HEADER(IORING_OP_READ_FIXED), OF_HEADER(IORING_OP_WRITE_FIXED), OF_HEADER(IORING_OP_POLL_ADD),
	OF_HEADER(IORING_OP_POLL_REMOVE), OF_HEADER(IORING_OP_SYNC_FILE_RANGE), OF_HEADER(IORING_OP_SENDMSG),
	OF_HEADER(IORING_OP_RECVMSG), OF_HEADER(IORING_OP_TIMEOUT), OF_HEADER(IORING_OP_TIMEOUT_REMOVE),
	OF_HEADER(IORING_OP_ACCEPT), OF_HEADER(IORING_OP_ASYNC_CANCEL), OF_HEADER(IORING_OP_LINK_TIMEOUT),
	OF_HEADER(IORING_OP_CONNECT), OF_HEADER(IORING_OP_FALLOCATE), OF_HEADER(IORING_OP_OPENAT),
	OF_HEADER(IORING_OP_CLOSE), OF_HEADER(IORING_OP_FILES_UPDATE), OF_HEADER(IORING_OP_STATX),
	OF_HEADER(IORING_OP_READ), OF_HEADER(IORING_OP_WRITE), OF_HEADER(IORING_OP_FADVISE),
	OF_HEADER(IORING_OP_MADVISE), OF_HEADER(IORING_OP_SEND), OF_HEADER(IORING_OP_RECV),
	OF_HEADER(IORING_OP_OPENAT2), OF_HEADER(IORING_OP_EPOLL_CTL), OF_HEADER(IORING_OP_SPLICE),
	OF_HEADER(IORING_OP_PROVIDE_BUFFERS), OF_HEADER(IORING_OP_REMOVE_BUFFERS), OF_HEADER(IORING_OP_TEE),
	OF_HEADER(IORING_OP_SHUTDOWN), OF_HEADER(IORING_OP_RENAMEAT), OF_HEADER(IORING_OP_UNLINKAT),
	OF_HEADER(IORING_OP_MKDIRAT), OF_HEADER(IORING_OP_SYMLINKAT), OF_HEADER(IORING_OP_LINKAT),
	OF_HEADER(IORING_OP_MSG_RING), OF_HEADER(IORING_OP_FSETXATTR), OF_HEADER(IORING_OP_SETXATTR),
	OF_HEADER(IORING_OP_FGETXATTR), OF_HEADER(IORING_OP_GETXATTR), OF_HEADER(IORING_OP_SOCKET),
	OF_HEADER(IORING_OP_URING_CMD), OF_HEADER(IORING_OP_SEND_ZC), OF_HEADER(IORING_OP_SENDMSG_ZC),
};

/* What came since, after liburing's io_uring_enter(2) and the header of Linux 6.19. */
static const char *const newer[] = {
	"READ_MULTISHOT", "WAITID", "FUTEX_WAIT", "FUTEX_WAKE", "FUTEX_WAITV", "FIXED_FD_INSTALL", "FTRUNCATE", "BIND",
	"LISTEN", "RECV_ZC", "EPOLL_WAIT", "READV_FIXED", "WRITEV_FIXED", "PIPE", "NOP128", "URING_CMD128",
};

static void numbers_are_the_header_s(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(header); i++) {
		assert_int_equal(header[i].number, i);
		assert_string_equal(uring_op(i)->name, header[i].name);
	}
	for (size_t i = 0; i < ARRAY_SIZE(newer); i++)
		assert_string_equal(uring_op(ARRAY_SIZE(header) + i)->name + strlen("IORING_OP_"), newer[i]);
	assert_true(uring_count() >= ARRAY_SIZE(header) + ARRAY_SIZE(newer));
	assert_true(IORING_OP_LAST >= ARRAY_SIZE(header));
}

static void unknown_operations_are_none(void **state)
{
	(void)state;
	assert_null(uring_op(uring_count()));
	assert_null(uring_op(255));
	assert_null(uring_op(UINT64_MAX));
	assert_null(uring_by_name("IORING_OP_"));
	assert_null(uring_by_name("IORING_OP_LAST"));
	assert_null(uring_by_name("OPENAT"));
	assert_null(uring_by_name("IORING_OP_READ "));
	assert_null(uring_by_name(""));
}

static void names_lead_back(void **state)
{
	(void)state;
	for (uint64_t i = 0; i < uring_count(); i++)
		assert_ptr_equal(uring_by_name(uring_op(i)->name), uring_op(i));
	assert_ptr_equal(uring_by_name("ioring_op_openat"), uring_op(18));
}

static void calls_are_known(void **state)
{
	(void)state;
	for (uint64_t i = 0; i < uring_count(); i++) {
		for (const char *const *call = uring_op(i)->calls; *call; call++) {
			if (!sysno_by_name(*call))
				fail_msg("%s: no syscall %s", uring_op(i)->name, *call);
		}
	}
	assert_string_equal(uring_op(IORING_OP_OPENAT)->calls[0], "openat");
	assert_string_equal(uring_op(IORING_OP_CONNECT)->calls[0], "connect");
	assert_string_equal(uring_op(IORING_OP_RENAMEAT)->calls[0], "renameat2");
	assert_null(uring_op(IORING_OP_NOP)->calls[0]);
	assert_null(uring_op(IORING_OP_ASYNC_CANCEL)->calls[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_the_header_s),
		cmocka_unit_test(unknown_operations_are_none),
		cmocka_unit_test(names_lead_back),
		cmocka_unit_test(calls_are_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
