/* SPDX-License-Identifier: BSD-2-Clause */
/* The parts of an audit, for core/audit*.c. */
#ifndef LC_CORE_AUDIT_PARTS_H
#define LC_CORE_AUDIT_PARTS_H

#include "core/audit.h"
#include "core/decode.h"

/* --- core/audit_holder.c: from records to subjects --- */
int audit_take_holder(struct audit *a, const struct lc_holder *holder); /* 0 or -ENOMEM */
int audit_group(struct audit *a); /* puts those together that are alike, finds their owners and names. 0 or -ENOMEM */
void audit_subject_clear(struct audit_subject *s);

/* --- core/audit_use.c: what the profile says --- */
int audit_measure(struct audit *a); /* 0 or -ENOMEM */

/* --- core/audit_process.c, core/audit_caps.c: what is wrong with a subject --- */
void audit_judge_subject(const struct audit *a, struct audit_subject *s);
void audit_judge_caps(const struct audit *a, struct audit_subject *s);
bool audit_holds_most(const struct audit *a, const struct audit_subject *s); /* nearly all there are */

/* --- core/audit_fix.c: how it is put right there --- */
enum audit_wish {
	AUDIT_WISH_NO_NEW_PRIVS, AUDIT_WISH_SECCOMP, AUDIT_WISH_USER, AUDIT_WISH_USER_NS, AUDIT_WISH_LSM,
	AUDIT_WISH_UNPRIVILEGED, AUDIT_WISH_PID_NS, AUDIT_WISHES
};
/* Both add to b; nothing where there is no such setting. */
void audit_fix_cap(const struct audit *a, const struct audit_subject *s, unsigned int cap, struct buf *b);
void audit_fix(const struct audit *a, const struct audit_subject *s, enum audit_wish wish, struct buf *b);

/* --- core/audit_files.c --- */
int audit_take_file(struct audit *a, const struct lc_file *file); /* 0 or -ENOMEM */
void audit_judge_file(struct audit_file *file);
void audit_file_clear(struct audit_file *file);

/* --- shared --- */
enum severity audit_risk_severity(unsigned int cap); /* high for what amounts to the machine, ... */
static inline enum severity audit_less(enum severity s)
{
	return s > SEVERITY_NOTE ? s - 1 : SEVERITY_NOTE;
}
/* "CAP_A, CAP_B and 3 more" */
void audit_add_caps(struct buf *b, uint64_t set);

/* Doubles the room of an array of n when it is full; NULL when out of memory. */
void *audit_grow(void *at, size_t n, size_t size);

#endif
