/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Calls each of which is looked at, not only the first. */
#ifndef LC_WATCH_BPF_H
#define LC_WATCH_BPF_H

#include "bpf/scope.bpf.h"

enum watch {
	WATCH_NOTHING,
	WATCH_PRCTL,
	WATCH_CAPSET,
	WATCH_IDS,
	WATCH_SECCOMP,
	WATCH_STANCE, /* can change privileges, and nothing else is looked at */
	WATCH_WAIT,
	WATCH_LISTEN,
	WATCH_BIND,
};

/* arch/x86/entry/syscalls/syscall_64.tbl; x32 has the same numbers here. */
static __always_inline enum watch watch_64(__u32 nr)
{
	switch (nr) {
	case 157:
		return WATCH_PRCTL;
	case 126:
		return WATCH_CAPSET;
	case 317:
		return WATCH_SECCOMP;
	case 59: case 322: case 520: case 545: /* execve, execveat */
	case 122: case 123:		       /* setfsuid, setfsgid */
	case 272: case 308: case 446:	       /* unshare, setns, landlock_restrict_self */
		return WATCH_STANCE;
	case 105: /* setuid */
	case 106: /* setgid */
	case 113: /* setreuid */
	case 114: /* setregid */
	case 116: /* setgroups */
	case 117: /* setresuid */
	case 119: /* setresgid */
		return WATCH_IDS;
	case 7:	  /* poll */
	case 23:  /* select */
	case 34:  /* pause */
	case 61:  /* wait4 */
	case 128: /* rt_sigtimedwait */
	case 130: /* rt_sigsuspend */
	case 208: /* io_getevents */
	case 247: /* waitid */
	case 270: /* pselect6 */
	case 271: /* ppoll */
	case 426: /* io_uring_enter */
		return WATCH_WAIT;
	case 43:  /* accept */
	case 50:  /* listen */
	case 232: /* epoll_wait */
	case 281: /* epoll_pwait */
	case 288: /* accept4 */
	case 441: /* epoll_pwait2 */
		return WATCH_LISTEN;
	case 49:
		return WATCH_BIND;
	default:
		return WATCH_NOTHING;
	}
}

/* arch/x86/entry/syscalls/syscall_32.tbl */
static __always_inline enum watch watch_32(__u32 nr)
{
	switch (nr) {
	case 172:
		return WATCH_PRCTL;
	case 185:
		return WATCH_CAPSET;
	case 354:
		return WATCH_SECCOMP;
	case 11: case 358:		       /* execve, execveat */
	case 138: case 139: case 215: case 216: /* setfsuid, setfsgid */
	case 310: case 346: case 446:	       /* unshare, setns, landlock_restrict_self */
		return WATCH_STANCE;
	case 23:  /* setuid */
	case 46:  /* setgid */
	case 70: case 71: case 81: case 164: case 170: /* the same with ids of 16 bits */
	case 203: /* setreuid32 */
	case 204: /* setregid32 */
	case 206: /* setgroups32 */
	case 208: /* setresuid32 */
	case 210: /* setresgid32 */
	case 213: /* setuid32 */
	case 214: /* setgid32 */
		return WATCH_IDS;
	case 7:	  /* waitpid */
	case 29:  /* pause */
	case 82:  /* select */
	case 114: /* wait4 */
	case 142: /* _newselect */
	case 168: /* poll */
	case 177: /* rt_sigtimedwait */
	case 179: /* rt_sigsuspend */
	case 284: /* waitid */
	case 308: /* pselect6 */
	case 309: /* ppoll */
	case 413: /* pselect6_time64 */
	case 414: /* ppoll_time64 */
		return WATCH_WAIT;
	case 256: /* epoll_wait */
	case 319: /* epoll_pwait */
	case 363: /* listen */
	case 364: /* accept4 */
		return WATCH_LISTEN;
	case 361:
		return WATCH_BIND;
	default:
		return WATCH_NOTHING;
	}
}

/* What watch_call() answers. */
#define WATCHED 0x1	   /* of a watched number, and stored: its bit must not be set */
#define WATCHED_FIRST 0x2  /* the first of its number */
#define WATCHED_FILTER 0x4 /* loads a seccomp filter */

/* Counts a call of a number that gets no bit. WATCHED, and WATCHED_FIRST of the first. */
extern __hidden int count_watched(__u32 slot, __u32 abi, __u32 nr);

/* Looks at a call by a process of this word. */
extern __hidden int watch_call(struct task_struct *task, __u32 *word, __u32 nr, __u32 abi, __u32 what);

#endif
