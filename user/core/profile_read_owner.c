// SPDX-License-Identifier: BSD-2-Clause
/* Reads the owners of a profile file. */
#include "core/profile_reader.h"

int reader_owners(const struct node *root, struct profile *profile)
{
	(void)root, (void)profile;
	return 0;
}
