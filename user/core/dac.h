/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What mode bits and an access ACL let a process do with a file, as
 * generic_permission() of the kernel asks, and which capability overrides them.
 */
#ifndef LC_CORE_DAC_H
#define LC_CORE_DAC_H

#include <stdbool.h>
#include <stdint.h>

#include "bpf/event.h"

/* As MAY_* of the kernel, and the bits of one class of a mode. */
#define DAC_READ 4u
#define DAC_WRITE 2u
#define DAC_EXEC 1u /* of a directory: search */

enum dac_class { DAC_OWNER, DAC_GROUP, DAC_OTHER };
const char *dac_class_name(enum dac_class class); /* "its owner", "in its group", "neither owner nor in its group" */

struct dac_answer {
	bool allowed;	/* by the bits or the ACL alone */
	bool by_acl;	/* an ACL was asked, not the bits of .class */
	bool unsure;	/* the group list is longer than what is known of it, and a group could allow it */
	enum dac_class class;
	uint32_t bits;	/* what .class, or the ACL, gives */
	int cap;	/* the narrowest capability that would override; -1: none does */
	bool overridden; /* that one, or a wider one, is effective */
};

/* of: mode, uid, gid and ACL are looked at. want: DAC_* bits. */
void dac_ask(const struct lc_creds *who, const struct lc_object *of, uint32_t want, struct dac_answer *out);

/* Whether gid is the group of who or one of its supplementary groups, as far as they are known. */
bool dac_in_group(const struct lc_creds *who, uint32_t gid);
/* Whether there are groups that are not known. */
bool dac_groups_unknown(const struct lc_creds *who);

/* Whether the sticky bit of the directory keeps who from removing the file. CAP_FOWNER would override it. */
bool dac_sticky(const struct lc_creds *who, const struct lc_object *directory, const struct lc_object *file);

#endif
