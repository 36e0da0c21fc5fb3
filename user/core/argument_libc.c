// SPDX-License-Identifier: BSD-2-Clause
/* Knows which values of arguments differ from one libc to the next. Only what was seen in the sources of both. */
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
	 * getaddrinfo(): glibc asks the kernel for addresses (AF_NETLINK) and nscd (AF_UNIX), and tries a socket of
	 * each family to sort what it found, as musl does.
	 */
	{ "socket", { 2, 10 }, { 1, 2, 10, 16 } },
	/* isatty(), and how stdout buffers: TCGETS of glibc, TCGETS2 from 2.42 on, TIOCGWINSZ of musl. */
	{ "ioctl", { 0x5401, 0x802c542a, 0x5413 }, { 0x5401, 0x802c542a, 0x5413 } },
	/* tcsetattr(): TCSETS, TCSETSW, TCSETSF, and with a 2 from glibc 2.42 on. */
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
