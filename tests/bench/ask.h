/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One capability check an operation: sethostname(2) asks for CAP_SYS_ADMIN before it looks at the length, so a
 * length that is too long ends at once with EINVAL when granted and with EPERM when denied, and changes nothing.
 */
#ifndef LC_BENCH_ASK_H
#define LC_BENCH_ASK_H

#include <errno.h>
#include <unistd.h>

#include "load.h"

static const char ask_name[65];

static inline void ask(unsigned n)
{
	while (n--)
		(void)!sethostname(ask_name, sizeof(ask_name));
}

static inline void ask_expects(int error)
{
	if (sethostname(ask_name, sizeof(ask_name)) != -1 || errno != error)
		load_fail("sethostname did not end as it should");
}

#endif
