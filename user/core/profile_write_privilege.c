// SPDX-License-Identifier: BSD-2-Clause
/* Knows how a profile file spells privileges. */
#include "core/profile_writer.h"

void writer_privileges(struct buf *out, const struct profile *p)
{
	(void)out, (void)p;
}
