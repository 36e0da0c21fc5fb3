// SPDX-License-Identifier: BSD-2-Clause
/* Knows how a profile file spells owners. */
#include "core/profile_writer.h"

void writer_owners(struct buf *out, const struct profile *p)
{
	(void)out, (void)p;
}
