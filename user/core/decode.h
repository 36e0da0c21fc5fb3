/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The wire, checked: the one place that believes no byte of a record.
 */
#ifndef LC_CORE_DECODE_H
#define LC_CORE_DECODE_H

#include <stddef.h>

#include "base/buf.h"
#include "bpf/event.h"

/* A record of any kind; .head.kind says which. LC_END is a head alone. */
union record {
	struct lc_head head;
	struct lc_program program;
	struct lc_syscall syscall;
	struct lc_check check;
	struct lc_loss loss;
	struct lc_symbol symbol;
	struct lc_hook hook;
	struct lc_session session;
	struct lc_argument argument;
	struct lc_result result;
	struct lc_last last;
	struct lc_refusal refusal;
	struct lc_setting setting;
	struct lc_boundary boundary;
	struct lc_outcome outcome;
	struct lc_denial denial;
	struct lc_object object;
	struct lc_seen seen;
	struct lc_stance stance;
	struct lc_audit audit;
	struct lc_stack stack;
	struct lc_addresses addresses;
	struct lc_owner owner;
	struct lc_label label;
	struct lc_move move;
	struct lc_privilege privilege;
	struct lc_holder holder;
	struct lc_file file;
	struct lc_values values;
	struct lc_failed failed;
};

/*
 * Copies the record out of bytes, which may lie anywhere. Afterwards each of
 * its fields is in range, each text ends in NUL, and what says nothing (frames
 * past .nframes, values past .n, option bits that are not known, the status of what did not end) is 0. -EBADMSG leaves
 * *out undefined.
 */
int decode_record(const void *bytes, size_t n, union record *out);

/* The program and the chapter in a .slot that has both (struct lc_head). */
static inline __u32 slot_program(__u32 slot)
{
	return slot & LC_SLOT_MASK;
}

static inline __u32 slot_chapter(__u32 slot)
{
	return slot >> LC_CHAPTER_SHIFT;
}

/* The absolute path of the file, escaped; nothing if it has none. */
void decode_path(const struct lc_program *program, struct buf *out);

/* "/system.slice/web.scope", escaped; "/..." before it if its top is missing. */
void decode_cgroup(const struct lc_owner *owner, struct buf *out);

#endif
