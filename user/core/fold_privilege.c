// SPDX-License-Identifier: BSD-2-Clause
/* Knows what the fold keeps of changes of privileges. */
#include "core/fold_maker.h"

int fold_feed_privileges(struct fold *f, const union record *r)
{
	(void)f, (void)r;
	return 0;
}

void fold_free_privileges(struct fold *f)
{
	(void)f;
}

int maker_privileges(struct maker *m)
{
	(void)m;
	return 0;
}
