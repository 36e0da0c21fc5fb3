// SPDX-License-Identifier: BSD-2-Clause
/*
 * A list of syscalls compiled into a seccomp filter: one libseccomp context an ABI, merged. Calls of another ABI than
 * the native one that libseccomp is too old to know are let through by a few instructions of our own before them.
 */
#include "kern/jail.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/guard.h"
#include "bpf/event.h"

#define X32_BIT 0x40000000u
#define STRANGERS_HEAD 3
#define STRANGERS_MAX 256 /* instructions an ABI; a conditional jump reaches no further */
#define STRANGERS_ROOM (STRANGERS_MAX + 2)
#define TREE 2 /* SCMP_FLTATR_CTL_OPTIMIZE: a binary search instead of one comparison a call */

static const uint32_t arches[] = {
	[LC_ABI_X86_64] = SCMP_ARCH_X86_64,
	[LC_ABI_I386] = SCMP_ARCH_X86,
	[LC_ABI_X32] = SCMP_ARCH_X32,
};
_Static_assert(ARRAY_SIZE(arches) == LC_ABIS, "an ABI is missing");

static void context_free(scmp_filter_ctx *ctx)
{
	if (*ctx)
		seccomp_release(*ctx);
	*ctx = NULL;
}
#define _context_ _cleanup_(context_free)

/*
 * Calls of an ABI without a context (x32 numbers are one of their own, though they have x86-64's AUDIT_ARCH) meet the
 * action for a bad architecture: the same refusal.
 */
static int new_context(uint32_t arch, int error, scmp_filter_ctx *out)
{
	_context_ scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ERRNO(error));
	int r;

	if (!ctx)
		return -ENOMEM;
	r = seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ERRNO(error));
	if (!r)
		r = seccomp_attr_set(ctx, SCMP_FLTATR_CTL_OPTIMIZE, TREE);
	if (!r && arch != seccomp_arch_native()) {
		r = seccomp_arch_remove(ctx, SCMP_ARCH_NATIVE);
		if (!r)
			r = seccomp_arch_add(ctx, arch);
	}
	if (!r)
		*out = TAKE(ctx);
	return r;
}

/* Rules are told in native numbers, also of other ABIs: libseccomp translates them by name. */
static int native_number(const struct jail_call *call)
{
	return arches[call->abi] == seccomp_arch_native() ? (int)call->nr : seccomp_syscall_resolve_name(call->name);
}

static int add_call(scmp_filter_ctx ctx, const struct jail_call *call)
{
	int nr = native_number(call), r;

	if (nr == __NR_SCMP_ERROR) /* see prepend() */
		return 0;
	r = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, nr, 0);
	return r ? fail(r, "libseccomp refuses a rule for %s: %s", call->name, strerror(-r)) : 0;
}

/* The context of one ABI with all its calls; NULL if it has none and is not the native one. */
static int fill_context(enum lc_abi abi, const struct jail_call *calls, size_t n, int error, scmp_filter_ctx *out)
{
	_context_ scmp_filter_ctx ctx = NULL;
	int r = 0;

	if (arches[abi] == seccomp_arch_native())
		r = new_context(arches[abi], error, &ctx);
	for (size_t i = 0; !r && i < n; i++) {
		if (calls[i].abi != abi)
			continue;
		if (!ctx)
			r = new_context(arches[abi], error, &ctx);
		if (!r)
			r = add_call(ctx, &calls[i]);
	}
	if (!r)
		*out = TAKE(ctx);
	return r;
}

static int compile(const struct jail_call *calls, size_t n, int error, scmp_filter_ctx *out)
{
	_context_ scmp_filter_ctx all = NULL;

	for (int abi = 0; abi < LC_ABIS; abi++) {
		_context_ scmp_filter_ctx one = NULL;
		int r = fill_context(abi, calls, n, error, &one);

		if (!r && one && all)
			r = seccomp_merge(all, one);
		if (r)
			return r;
		if (!all)
			all = one;
		one = NULL; /* merged: it belongs to the other */
	}
	*out = TAKE(all);
	return 0;
}

/* Only a descriptor takes the program (seccomp_export_bpf_mem() came with 2.6). */
static int export(scmp_filter_ctx ctx, struct sock_filter **out, size_t *nout)
{
	_close_ int fd = memfd_create("filter", MFD_CLOEXEC);
	_free_ struct sock_filter *filter = NULL;
	struct stat st;
	int r;

	if (fd < 0)
		return -errno;
	r = seccomp_export_bpf(ctx, fd);
	if (r)
		return r;
	if (fstat(fd, &st))
		return -errno;
	filter = malloc(st.st_size);
	if (!filter)
		return -ENOMEM;
	if (pread(fd, filter, st.st_size, 0) != st.st_size)
		return -EIO;
	*nout = st.st_size / sizeof(*filter);
	*out = TAKE(filter);
	return 0;
}

/* For one ABI: load the architecture, skip unless it is this; load the number; let each of these through. */
static size_t add_strangers(enum lc_abi abi, const struct jail_call *calls, size_t n, struct sock_filter *out)
{
	uint32_t arch = abi == LC_ABI_I386 ? AUDIT_ARCH_I386 : AUDIT_ARCH_X86_64;
	uint32_t bit = abi == LC_ABI_X32 ? X32_BIT : 0;
	size_t at = STRANGERS_HEAD;

	for (size_t i = 0; i < n && at <= STRANGERS_MAX; i++) {
		if (calls[i].abi != abi || native_number(&calls[i]) != __NR_SCMP_ERROR)
			continue;
		out[at++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, calls[i].nr | bit, 0, 1);
		out[at++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	}
	if (at == STRANGERS_HEAD)
		return 0;
	out[0] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
	out[1] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, arch, 0, at - 2);
	out[2] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
	return at;
}

/* libseccomp's program begins with its own loads: whatever stands before it may fall through. */
static int prepend(const struct jail_call *calls, size_t n, const struct sock_filter *filter, size_t nfilter,
		   struct sock_filter **out, size_t *nout)
{
	_free_ struct sock_filter *longer = malloc((LC_ABIS * STRANGERS_ROOM + nfilter) * sizeof(*longer));
	size_t before = 0;

	if (!longer)
		return -ENOMEM;
	for (int abi = 0; abi < LC_ABIS; abi++) {
		size_t added = add_strangers(abi, calls, n, longer + before);

		if (added > STRANGERS_MAX)
			return -E2BIG;
		before += added;
	}
	if (before + nfilter > BPF_MAXINSNS)
		return -E2BIG;
	memcpy(longer + before, filter, nfilter * sizeof(*longer));
	*nout = before + nfilter;
	*out = TAKE(longer);
	return 0;
}

static int check_calls(const struct jail_call *calls, size_t n, int error)
{
	bool starts = false;

	if (error < 0 || error > 4095)
		return fail(-EINVAL, "a filter cannot refuse with errno %d", error);
	for (size_t i = 0; i < n; i++) {
		if (calls[i].abi >= LC_ABIS)
			return fail(-EINVAL, "a filter cannot have %s: its ABI is not known", calls[i].name);
		starts |= calls[i].abi == LC_ABI_X86_64 && calls[i].nr == SYS_execve;
	}
	if (!starts)
		return fail(-EINVAL, "nothing can be run under a filter without execve (x86_64)");
	return 0;
}

int jail_filter(const struct jail_call *calls, size_t n, int error, struct sock_filter **out, size_t *nout)
{
	_context_ scmp_filter_ctx ctx = NULL;
	_free_ struct sock_filter *filter = NULL;
	size_t nfilter = 0;
	int r = check_calls(calls, n, error);

	if (!r)
		r = compile(calls, n, error, &ctx);
	if (!r)
		r = export(ctx, &filter, &nfilter);
	if (!r)
		r = prepend(calls, n, filter, nfilter, out, nout);
	return r ? fail(r, "cannot compile a filter of %zu syscalls: %s", n, strerror(-r)) : 0;
}
