/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An access ACL as system.posix_acl_access stores it (include/uapi/linux/posix_acl_xattr.h),
 * and what it lets a process do. Hostile input.
 */
#ifndef LC_CORE_ACL_H
#define LC_CORE_ACL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bpf/event.h"

enum acl_tag {
	ACL_OF_OWNER = 0x01, ACL_OF_USER = 0x02, ACL_OF_GROUP_OWNER = 0x04, ACL_OF_GROUP = 0x08, ACL_AS_MASK = 0x10,
	ACL_OF_OTHER = 0x20,
};

#define ACL_ENTRIES 32 /* what LC_ACL_ROOM holds */
struct acl_entry {
	enum acl_tag tag;
	uint32_t bits; /* 4 read, 2 write, 1 execute */
	uint32_t id;   /* of USER and GROUP */
};
struct acl {
	struct acl_entry entry[ACL_ENTRIES];
	size_t n;
};

/* 0; -EBADMSG: not one that the kernel would take; -E2BIG: more entries than room. *out is then undefined. */
int acl_read(const void *bytes, size_t n, struct acl *out);

struct acl_answer {
	bool allowed;
	bool unsure;	   /* a group that is not known might allow it */
	bool masked;	   /* the entry gives it, the mask takes it away */
	enum acl_tag tag;  /* the entry that decided */
	uint32_t id;	   /* of that */
	uint32_t bits;	   /* what it gives, under the mask */
};

/* 0, -ENOENT without an ACL, or as acl_read(). want: DAC_* bits. *out is untouched unless 0. */
int acl_ask(const struct lc_creds *who, const struct lc_object *of, uint32_t want, struct acl_answer *out);

/* "user:33:r--" into room. */
const char *acl_entry_text(enum acl_tag tag, uint32_t id, uint32_t bits, char room[32]);

#endif
