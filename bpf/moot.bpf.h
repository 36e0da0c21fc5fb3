/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Whether a call asks for what needs a capability, where the kernel checks before it looks. */
#ifndef LC_MOOT_BPF_H
#define LC_MOOT_BPF_H

#include "bpf/check.bpf.h"

/* include/uapi/linux/capability.h */
#define CAP_FSETID 4
#define CAP_SETGID 6
#define CAP_SETUID 7
#define CAP_SETPCAP 8
#define CAP_NET_ADMIN 12

/* include/uapi/asm-generic/socket.h */
#define SOL_SOCKET 1
#define SO_SNDBUFFORCE 32
#define SO_RCVBUFFORCE 33

static __always_inline __u64 inheritable_asked(const void *data)
{
	struct cap_data sets[2] = {};

	if (bpf_probe_read_user(sets, sizeof(sets), data))
		return ~0ull;
	return sets[0].inheritable | (__u64)sets[1].inheritable << 32;
}

/* Whether a call of the chmod family asks for the set-group-ID bit (S_ISGID); others lose it as a side effect. */
static __always_inline bool asks_setgid_bit(const struct pt_regs *regs, __u32 nr, bool i386)
{
	if (nr == (i386 ? 15 : 90) || nr == (i386 ? 94 : 91)) /* chmod, fchmod */
		return (i386 ? regs->cx : regs->si) & 02000;
	if (nr == (i386 ? 306 : 268) || nr == 452) /* fchmodat, fchmodat2 */
		return regs->dx & 02000;
	return false;
}

/* Whether it is setsockopt(2) for anything but a forced size of a buffer, without which programs do. */
static __always_inline bool sets_other_option(const struct pt_regs *regs, __u32 nr, bool i386)
{
	int level = i386 ? regs->cx : regs->si, option = regs->dx;

	if (nr != (i386 ? 366 : 54))
		return false;
	return level != SOL_SOCKET || (option != SO_SNDBUFFORCE && option != SO_RCVBUFFORCE);
}

/* Not by direct reads, see cred.bpf.h. */
#define own_cred(task, field) BPF_CORE_READ(task, cred, field)

static __always_inline bool is_at_home(const struct task_struct *task)
{
	return !BPF_CORE_READ(task, cred, user_ns, level);
}

/*
 * Calls that ask for the capability before they look whether they need it:
 * whether this one does. setuid(2) and setgid(2) to an id the process has (ids
 * are as the initial namespace counts only there); capset(2) that does not
 * raise the inheritable set beyond the permitted one (cap_inh_is_capped). A
 * program can change the latter behind our back; it only harms its own set.
 * CAP_FSETID where nobody asked for a set-group-ID bit. CAP_NET_ADMIN for socket options is judged where
 * programs are not known to do without.
 */
static __noinline __u32 moot_flags(const struct task_struct *task, const struct pt_regs *regs, __u32 cap, __u32 nr,
				   bool i386)
{
	__u32 id = i386 ? regs->bx : regs->di;
	bool moot;

	if (cap == CAP_NET_ADMIN)
		return sets_other_option(regs, nr, i386) ? LC_CHECK_JUDGED : 0;
	if (cap == CAP_FSETID)
		moot = !asks_setgid_bit(regs, nr, i386);
	else if (cap == CAP_SETUID && nr == (i386 ? 213 : 105) && is_at_home(task))
		moot = id == own_cred(task, uid.val) || id == own_cred(task, suid.val);
	else if (cap == CAP_SETGID && nr == (i386 ? 214 : 106) && is_at_home(task))
		moot = id == own_cred(task, gid.val) || id == own_cred(task, sgid.val);
	else if (cap == CAP_SETPCAP && nr == (i386 ? 185 : 126) &&
		 bpf_core_field_exists(struct cred, cap_permitted.val))
		moot = !(inheritable_asked((const void *)(i386 ? regs->cx : regs->si)) &
			 ~(own_cred(task, cap_permitted.val) | own_cred(task, cap_inheritable.val)));
	else
		return 0;
	return moot ? LC_CHECK_JUDGED | LC_CHECK_MOOT : LC_CHECK_JUDGED;
}

#endif
