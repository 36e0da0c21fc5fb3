/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Refused calls: which errors are one, and the record that tells of it. */
#ifndef LC_DENIAL_BPF_H
#define LC_DENIAL_BPF_H

#include "bpf/pending.bpf.h"
#include "bpf/scope.bpf.h"

/* include/uapi/asm-generic/errno-base.h, errno.h */
#define EPERM 1
#define EAGAIN 11
#define ENOMEM 12
#define EACCES 13
#define ENFILE 23
#define EMFILE 24
#define EFBIG 27
#define ENOSPC 28
#define EROFS 30
#define EUSERS 87

/* Calls of which EAGAIN, ENOMEM, ENOSPC and EUSERS mean that a limit was reached. arch/x86/entry/syscalls/ */
static __always_inline bool is_limited(__u32 nr, bool i386)
{
	switch (nr) {
	case 56: case 57: case 58: case 435:		       /* clone, fork, vfork, clone3 */
	case 149: case 151: case 325: case 272: case 9:	       /* mlock, mlockall, mlock2, unshare, mmap */
	case 222:					       /* timer_create */
		return !i386 || nr == 151 || nr == 435;
	case 2: case 120: case 190: case 150: case 152: case 376: case 310: case 192: case 259:
		return i386;
	default:
		return false;
	}
}

/* Whether the process may map less than there is. include/uapi/asm-generic/resource.h: RLIMIT_DATA, RLIMIT_AS */
static __always_inline bool limits_mappings(const struct task_struct *task)
{
	const struct signal_struct *signal = BPF_CORE_READ(task, signal);

	return BPF_CORE_READ(signal, rlim[2].rlim_cur) != ~0ul || BPF_CORE_READ(signal, rlim[9].rlim_cur) != ~0ul;
}

static __always_inline bool is_refusal(const struct task_struct *task, __u32 error, __u32 nr, bool i386)
{
	switch (error) {
	case EPERM:
		return nr != (i386 ? 255 : 233); /* epoll_ctl(2): the file cannot be waited for, whoever asks */
	case EACCES: case EROFS: case EMFILE: case ENFILE: case EFBIG:
		return true;
	case ENOMEM:
		return is_limited(nr, i386) && (nr != (i386 ? 192 : 9) || limits_mappings(task)); /* mmap, mmap2 */
	case EAGAIN: case ENOSPC: case EUSERS:
		return is_limited(nr, i386);
	default:
		return false;
	}
}

#define SECCOMP_RET_LOG 0x7ffc0000u

/* Whether seccomp let the call through and logged it. */
static __always_inline bool was_logged(const struct pending *p)
{
	return p->nsteps && p->step[0].kind == LC_STEP_SECCOMP && p->step[0].mask == SECCOMP_RET_LOG;
}

/*
 * Counts the refusal of current's call, and tells of it. p: what was seen in the call, or NULL; flags: LC_DENIAL_*
 * that are known so far.
 */
extern LOOKED_AT_ONCE int tell_denial(const struct pending *p, __u32 nr, __u32 error, __u32 flags);

/* current as lc_creds has it. */
extern LOOKED_AT_ONCE int fill_creds(struct lc_creds *creds);

#endif
