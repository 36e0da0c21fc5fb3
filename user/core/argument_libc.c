// SPDX-License-Identifier: BSD-2-Clause
/*
 * Knows which values of arguments differ from one libc to the next: what strace showed of one program with glibc 2.31,
 * 2.36, 2.41 and 2.43, and with musl 1.2.3.
 */
#include "core/argument_libc.h"

#include <stdbool.h>
#include <string.h>

#include "base/guard.h"

#define ROW_VALUES 5

/* Any of .seen: all of .then. x86: of ioctl. */
static const struct row {
	const char *call;
	uint64_t seen[ROW_VALUES], then[ROW_VALUES];
} rows[] = {
	/*
	 * getaddrinfo(): glibc asks nscd (AF_UNIX), the kernel for its addresses (AF_NETLINK), and name servers by
	 * AF_INET; musl tries AF_INET6, too.
	 */
	{ "socket", { 2, 10 }, { 1, 2, 10, 16 } },
	/* isatty() and tcgetattr(): TCGETS, TCGETS2 of glibc 2.43; TIOCGWINSZ of musl, for how stdout buffers, too. */
	{ "ioctl", { 0x5401, 0x802c542a, 0x5413 }, { 0x5401, 0x802c542a, 0x5413 } },
	/* tcsetattr(): TCSETS, TCSETSW, TCSETSF; with a 2 of glibc 2.43. */
	{ "ioctl", { 0x5402, 0x402c542b }, { 0x5402, 0x402c542b } },
	{ "ioctl", { 0x5403, 0x402c542c }, { 0x5403, 0x402c542c } },
	{ "ioctl", { 0x5404, 0x402c542d }, { 0x5404, 0x402c542d } },
};

static bool has(const uint64_t values[ROW_VALUES], uint64_t value)
{
	for (size_t i = 0; i < ROW_VALUES && values[i]; i++)
		if (values[i] == value)
			return true;
	return false;
}

const uint64_t *argument_libc(const char *call, uint64_t value)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (!strcmp(rows[i].call, call) && has(rows[i].seen, value))
			return rows[i].then;
	return NULL;
}
