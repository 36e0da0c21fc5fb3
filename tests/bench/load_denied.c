// SPDX-License-Identifier: BSD-2-Clause
/* A capability check that is denied. */
#include <sys/capability.h>

#include "ask.h"

static void prepare(void)
{
	const cap_value_t admin = CAP_SYS_ADMIN;
	cap_t caps = cap_get_proc();

	if (!caps || cap_set_flag(caps, CAP_EFFECTIVE, 1, &admin, CAP_CLEAR) || cap_set_proc(caps))
		load_fail("cannot lower CAP_SYS_ADMIN");
	cap_free(caps);
	ask_expects(EPERM);
}

int main(int argc, char **argv)
{
	static const struct load load = { .prepare = prepare, .run = ask };

	return load_main(argc, argv, &load);
}
