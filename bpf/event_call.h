/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The wire of what calls were given and whether any of them worked. Part of bpf/event.h, which is to be included.
 */
#ifndef LC_EVENT_CALL_H
#define LC_EVENT_CALL_H

#define LC_MAX_VALUES 8192 /* sets of values */
#define LC_MAX_TRIED 8192 /* calls not yet known to work */

#define LC_VALUES_KEPT 32

/* lc_values.index of what is no argument: the opcodes that went through a ring of io_uring, as .nr io_uring_enter. */
#define LC_ARGUMENT_OPCODE 6

/*
 * The values that a program's calls of one number had for one argument (0 the first), each once, in the order of their
 * first time. Of clone, clone3 and unshare: flags. .n > LC_VALUES_KEPT: there were more, the others are not known.
 */
struct lc_values {
	struct lc_head h; /* .slot: without a chapter */
	__u32 nr, abi;
	__u32 index;
	__u32 n;
	__u64 value[LC_VALUES_KEPT];
};

/*
 * Every call of this number ended with this error: none has worked. What the table has no room for counts as working.
 */
struct lc_failed {
	struct lc_head h;
	__u32 nr, abi;
	__u32 error; /* errno(3): ENOSYS or EPERM; the last, if both */
	__u32 reserved;
	__u64 count;
};

#endif
