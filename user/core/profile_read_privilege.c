// SPDX-License-Identifier: BSD-2-Clause
/* Reads the changes of privileges of a profile file. */
#include "core/profile_reader.h"

int reader_privileges(const struct node *root, struct reader *reader)
{
	(void)root, (void)reader;
	return 0;
}
