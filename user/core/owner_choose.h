/* SPDX-License-Identifier: BSD-2-Clause */
/* Which owners of a recording are meant by --container and --unit. */
#ifndef LC_CORE_OWNER_CHOOSE_H
#define LC_CORE_OWNER_CHOOSE_H

#include "base/buf.h"
#include "core/profile.h"

struct owner_choice {
	const char *container, *unit; /* as somebody wrote them; NULL: any. Both must hold. */
};

/*
 * Leaves in the profile what belongs to those that are meant (owner_select()): a whole name or id before the first
 * digits of one, a pattern all that it matches. *text is then what they are called if all are called the same, else "".
 * -ENOENT: there are none; -ENOTUNIQ: several ids begin so. *text is then the ones that there are, or that are meant
 * ("db, web"), and the profile as it was. -ENOMEM. free() *text.
 */
int owner_choose(struct profile *profile, const struct owner_choice *choice, char **text);

#endif
