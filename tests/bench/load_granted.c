// SPDX-License-Identifier: BSD-2-Clause
/* A capability check that is granted. */
#include "ask.h"

static void prepare(void)
{
	ask_expects(EINVAL);
}

int main(int argc, char **argv)
{
	static const struct load load = { .prepare = prepare, .run = ask };

	return load_main(argc, argv, &load);
}
