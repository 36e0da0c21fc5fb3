/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What closes a list of syscalls, one part for each reason, and what all parts keep to. For core/closure*.c only.
 */
#ifndef LC_CORE_CLOSURE_PARTS_H
#define LC_CORE_CLOSURE_PARTS_H

#include "core/closure_list.h"

/* Whether word is one of the words of list, separated by sep and ended by end or NUL. */
bool closure_has_word(const char *list, const char *word, char sep, char end);

/* Of the same group, in a role that a libc, a kernel or an architecture may choose: C L N W T. */
bool closure_is_like(const struct sysno_info *seen, const struct sysno_info *other);

/*
 * Whether other may come in for seen on arch without crossing a privilege boundary: never a call that Docker's default
 * profile gates, nor from an ordinary to a privileged one.
 */
bool closure_may_follow(const struct sysno_info *seen, const struct sysno_info *other, enum sysno_arch arch);

/* Whether the first is a 32-bit call that other is one of the uses of. */
bool closure_multiplexes(const struct sysno_info *multiplexer, const struct sysno_info *other);

/* core/closure_issued.c: what nobody calls: the kernel and the vDSO do. */
void closure_add_kernel(struct closure_list *l, enum lc_abi abi);
void closure_add_vdso(struct closure_list *l, enum lc_abi abi);
bool closure_is_issued(const struct sysno_info *info, enum sysno_arch arch); /* one of these two */

/* core/closure_libc.c: stand-ins of the first n rows, and what a libc calls before main() on an ABI where one did. */
void closure_add_libc(struct closure_list *l, size_t n);
void closure_add_floor(struct closure_list *l, enum lc_abi abi, enum sys_why why);
void closure_each_floor(enum sysno_arch arch, void (*each)(void *to, const struct sysno_info *info), void *to);
bool closure_started(const struct closure_list *l, size_t n, enum lc_abi abi); /* by the first n rows */

/* core/closure_release.c: what the first n rows are on other kernels. */
void closure_add_release(struct closure_list *l, const struct plan *plan, size_t n);

/* core/closure_arch.c: of an ABI that was asked for, what seen's rows are there; then what other architectures add. */
void closure_add_abi(struct closure_list *l, enum lc_abi abi, const struct closure_list *seen);
void closure_add_arches(struct closure_list *l, const struct plan *plan);

/* core/closure_uring.c: what operations of io_uring do. */
void closure_add_uring(struct closure_list *l, const struct plan *plan, const bool used[LC_ABIS]);

/* core/closure_runtime.c: what the container runtime calls behind the filter. */
void closure_add_runtime(struct closure_list *l, const struct plan *plan);

#endif
