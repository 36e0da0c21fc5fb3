// SPDX-License-Identifier: BSD-2-Clause
/*
 * Rules compiled into a seccomp filter: one libseccomp context an architecture, merged, and before its program a few
 * instructions for what it has no exact word for.
 */
#include "kern/filter.h"

#include <assert.h>
#include <errno.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/order.h"
#include "kern/filter_own.h"

#define X32_BIT 0x40000000u
#define TREE 2 /* SCMP_FLTATR_CTL_OPTIMIZE: a binary search instead of one comparison a call */
#define RULES_MAX 8192 /* libseccomp 2.5 does not look whether a program becomes too long */
#define ERROR_LAST 4095u

/* 0: this libseccomp has no such architecture. */
static const uint32_t tokens[] = {
	[FILTER_X86_64] = SCMP_ARCH_X86_64, [FILTER_I386] = SCMP_ARCH_X86, [FILTER_X32] = SCMP_ARCH_X32,
	[FILTER_ARM] = SCMP_ARCH_ARM, [FILTER_AARCH64] = SCMP_ARCH_AARCH64, [FILTER_RISCV64] = SCMP_ARCH_RISCV64,
#ifdef SCMP_ARCH_LOONGARCH64
	[FILTER_LOONGARCH64] = SCMP_ARCH_LOONGARCH64,
#else
	[FILTER_LOONGARCH64] = 0,
#endif
};
static_assert(ARRAY_SIZE(tokens) == FILTER_ARCHES, "an architecture is missing");

static_assert(SCMP_ACT_ALLOW == SECCOMP_RET_ALLOW && SCMP_ACT_LOG == SECCOMP_RET_LOG &&
	      SCMP_ACT_KILL_PROCESS == SECCOMP_RET_KILL_PROCESS && SCMP_ACT_ERRNO(7) == (SECCOMP_RET_ERRNO | 7),
	      "actions are the kernel's words");

struct filter_calls {
	struct filter_call *at;
	size_t n;
};

static void calls_free(struct filter_calls *calls)
{
	free(calls->at);
}

/* --- rules as they are compiled --------------------------------------------- */

static bool is_answer(uint32_t ret)
{
	if ((ret & SECCOMP_RET_ACTION_FULL) == SECCOMP_RET_ERRNO)
		return (ret & SECCOMP_RET_DATA) <= ERROR_LAST;
	return ret == SECCOMP_RET_ALLOW || ret == SECCOMP_RET_LOG || ret == SECCOMP_RET_KILL_PROCESS;
}

/* Without conditions that always hold. *never: one can never hold. -EINVAL: they are none. */
static int take_args(const struct filter_rule *rule, struct filter_call *call, bool *never)
{
	uint64_t width = filter_is_32_bit(rule->arch) ? UINT32_MAX : UINT64_MAX;
	unsigned int seen = 0;

	for (size_t i = 0; i < rule->nargs; i++) {
		struct filter_arg arg = rule->args[i];

		if (arg.index >= FILTER_ARGS || seen >> arg.index & 1)
			return fail(-EINVAL, "a filter cannot have %s: its conditions are on one argument or on none",
				    rule->name);
		seen |= 1u << arg.index;
		arg.mask &= width;
		*never |= (arg.value & ~arg.mask) != 0;
		if (arg.mask)
			call->args[call->nargs++] = arg;
	}
	return 0;
}

/*
 * Whether libseccomp cannot make just this: the number, of the name (for the native architecture it takes the number
 * itself), and the conditions: it takes x32 for a 32-bit architecture, whose arguments have no upper half.
 */
static bool is_own(const struct filter_call *call)
{
	uint32_t token = tokens[call->arch];

	for (size_t i = 0; i < call->nargs; i++)
		if (call->arch == FILTER_X32 && call->args[i].mask >> 32)
			return true;
	if (token && token == seccomp_arch_native())
		return false;
	return !token || seccomp_syscall_resolve_name_arch(token, call->name) != (int)call->nr;
}

static int compare_calls(const void *a, const void *b)
{
	const struct filter_call *x = a, *y = b;

	int order = order_u64(x->arch, y->arch) ?: order_u64(x->nr, y->nr) ?: order_u64(x->nargs != 0, y->nargs != 0);

	for (size_t i = 0; !order && i < x->nargs && i < y->nargs; i++)
		order = order_u64(x->args[i].index, y->args[i].index) ?:
			order_u64(x->args[i].mask, y->args[i].mask) ?:
			order_u64(x->args[i].value, y->args[i].value);
	return order ?: order_u64(x->nargs, y->nargs);
}

static bool is_same_call(const struct filter_call *a, const struct filter_call *b)
{
	return a->arch == b->arch && a->nr == b->nr;
}

/*
 * Sorted, so that a rule without conditions comes first: it makes the others of its call superfluous. Rules that answer
 * as the default does go last, since libseccomp refuses them.
 */
static int settle(struct filter_calls *calls, uint32_t deny)
{
	const struct filter_call *first = NULL;
	size_t kept = 0;

	if (calls->n)
		qsort(calls->at, calls->n, sizeof(*calls->at), compare_calls);
	for (size_t i = 0; i < calls->n; i++) {
		struct filter_call call = calls->at[i];
		bool more = first && is_same_call(first, &call);

		if (more && first->ret != call.ret)
			return fail(-EINVAL, "a filter cannot answer %s in two ways", call.name);
		if (!more || first->nargs)
			calls->at[kept++] = call;
		if (!more)
			first = &calls->at[kept - 1];
	}
	calls->n = 0;
	for (size_t i = 0; i < kept; i++)
		if (calls->at[i].ret != deny)
			calls->at[calls->n++] = calls->at[i];
	return 0;
}

static int take_rule(const struct filter_rule *rule, struct filter_calls *calls)
{
	struct filter_call call = { .arch = rule->arch, .name = rule->name, .ret = rule->ret };
	bool never = false;
	int r;

	if ((unsigned int)rule->arch >= FILTER_ARCHES || rule->nr >= X32_BIT || !is_answer(rule->ret))
		return fail(-EINVAL, "a filter cannot have %s: its architecture, number or answer is not known",
			    rule->name);
	call.nr = rule->nr | (rule->arch == FILTER_X32 ? X32_BIT : 0);
	r = take_args(rule, &call, &never);
	if (r || never)
		return r;
	call.own = is_own(&call);
	calls->at[calls->n++] = call;
	return 0;
}

static int prepare(const struct filter_rule *rules, size_t n, uint32_t deny, struct filter_calls *out)
{
	_cleanup_(calls_free) struct filter_calls calls = { calloc(n + 1, sizeof(*calls.at)), 0 };
	int r = 0;

	if (!calls.at)
		return -ENOMEM;
	if (!is_answer(deny))
		return fail(-EINVAL, "a filter cannot answer %#x by default", deny);
	if (n > RULES_MAX)
		return fail(-E2BIG, "a filter cannot have %zu rules: the most is %d", n, RULES_MAX);
	for (size_t i = 0; !r && i < n; i++)
		r = take_rule(&rules[i], &calls);
	if (!r)
		r = settle(&calls, deny);
	if (r)
		return r;
	*out = calls;
	calls.at = NULL;
	return 0;
}

/* --- by libseccomp ------------------------------------------------------------- */

static void context_free(scmp_filter_ctx *ctx)
{
	if (*ctx)
		seccomp_release(*ctx);
	*ctx = NULL;
}
#define _context_ _cleanup_(context_free)

/*
 * Calls of an ABI without a context (x32 numbers are one of their own, though they have x86-64's AUDIT_ARCH) meet the
 * action for a bad architecture: the default answer.
 */
static int new_context(uint32_t token, uint32_t deny, scmp_filter_ctx *out)
{
	_context_ scmp_filter_ctx ctx = seccomp_init(deny);
	int r;

	if (!ctx)
		return -ENOMEM;
	r = seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH, deny);
	if (!r)
		r = seccomp_attr_set(ctx, SCMP_FLTATR_CTL_OPTIMIZE, TREE);
	if (!r && token != seccomp_arch_native()) {
		r = seccomp_arch_remove(ctx, SCMP_ARCH_NATIVE);
		if (!r)
			r = seccomp_arch_add(ctx, token);
	}
	if (!r)
		*out = TAKE(ctx);
	return r;
}

/* Rules are told in native numbers, also of other ABIs: libseccomp translates them by name. */
static int add_rule(scmp_filter_ctx ctx, const struct filter_call *call)
{
	struct scmp_arg_cmp args[FILTER_ARGS];
	int nr = tokens[call->arch] == seccomp_arch_native() ? (int)call->nr :
							       seccomp_syscall_resolve_name(call->name);
	int r;

	for (size_t i = 0; i < call->nargs; i++)
		args[i] = SCMP_CMP64(call->args[i].index, SCMP_CMP_MASKED_EQ, call->args[i].mask,
				     call->args[i].value);
	r = seccomp_rule_add_array(ctx, call->ret, nr, (unsigned int)call->nargs, args);
	/* One that it has already is none of our business. */
	return r && r != -EEXIST ? fail(r, "libseccomp refuses a rule for %s: %s", call->name, strerror(-r)) : 0;
}

/* The context of one architecture with all its calls; NULL if it has none and is not the native one. */
static int fill_context(enum filter_arch arch, const struct filter_calls *calls, uint32_t deny, scmp_filter_ctx *out)
{
	_context_ scmp_filter_ctx ctx = NULL;
	int r = 0;

	if (tokens[arch] == seccomp_arch_native())
		r = new_context(tokens[arch], deny, &ctx);
	for (size_t i = 0; !r && i < calls->n; i++) {
		if (calls->at[i].arch != arch || calls->at[i].own)
			continue;
		if (!ctx)
			r = new_context(tokens[arch], deny, &ctx);
		if (!r)
			r = add_rule(ctx, &calls->at[i]);
	}
	if (!r)
		*out = TAKE(ctx);
	return r;
}

static int compile(const struct filter_calls *calls, uint32_t deny, scmp_filter_ctx *out)
{
	_context_ scmp_filter_ctx all = NULL;

	for (int arch = 0; arch < FILTER_ARCHES; arch++) {
		_context_ scmp_filter_ctx one = NULL;
		int r = tokens[arch] ? fill_context(arch, calls, deny, &one) : 0;

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

/* Only a descriptor takes the program (seccomp_export_bpf_mem() came with 2.6). The bytes end in NUL. */
static int export(scmp_filter_ctx ctx, int (*write_to)(const scmp_filter_ctx ctx, int fd), char **out, size_t *n)
{
	_close_ int fd = memfd_create("filter", MFD_CLOEXEC);
	_free_ char *bytes = NULL;
	struct stat st;
	int r;

	if (fd < 0)
		return -errno;
	r = write_to(ctx, fd);
	if (r)
		return r;
	if (fstat(fd, &st))
		return -errno;
	bytes = calloc(1, st.st_size + 1);
	if (!bytes)
		return -ENOMEM;
	if (pread(fd, bytes, st.st_size, 0) != st.st_size)
		return -EIO;
	*n = st.st_size;
	*out = TAKE(bytes);
	return 0;
}

/* --- both together --------------------------------------------------------------- */

/* libseccomp's program begins with its own loads: whatever stands before it may fall through. */
static int join(const struct filter_calls *calls, const char *bytes, size_t size, struct filter_program *out)
{
	_free_ struct sock_filter *insns = calloc(BPF_MAXINSNS, sizeof(*insns));
	size_t before = 0, after = size / sizeof(*insns);
	int r;

	if (!insns)
		return -ENOMEM;
	r = filter_own_insns(calls->at, calls->n, insns, BPF_MAXINSNS, &before);
	if (r || before + after > BPF_MAXINSNS)
		return fail(-E2BIG, "a filter of more than %zu instructions: the kernel takes %d",
			    r ? (size_t)BPF_MAXINSNS : before + after - 1, BPF_MAXINSNS);
	memcpy(insns + before, bytes, after * sizeof(*insns));
	out->n = before + after;
	out->insns = TAKE(insns);
	return 0;
}

int filter_compile(const struct filter_rule *rules, size_t n, uint32_t deny, struct filter_program *out)
{
	_cleanup_(calls_free) struct filter_calls calls = { 0 };
	_context_ scmp_filter_ctx ctx = NULL;
	_free_ char *bytes = NULL;
	size_t size = 0;
	int r = prepare(rules, n, deny, &calls);

	if (!r)
		r = compile(&calls, deny, &ctx);
	if (!r)
		r = export(ctx, seccomp_export_bpf, &bytes, &size);
	if (!r)
		r = join(&calls, bytes, size, out);
	return r ? fail(r, "cannot compile a filter of %zu rules: %s", n, strerror(-r)) : 0;
}

int filter_pfc(const struct filter_rule *rules, size_t n, uint32_t deny, char **text)
{
	_cleanup_(calls_free) struct filter_calls calls = { 0 };
	_context_ scmp_filter_ctx ctx = NULL;
	_buf_ struct buf b = BUF_INIT;
	_free_ char *bytes = NULL;
	size_t size = 0;
	int r = prepare(rules, n, deny, &calls);

	if (!r)
		r = compile(&calls, deny, &ctx);
	if (!r)
		r = export(ctx, seccomp_export_pfc, &bytes, &size);
	if (!r) {
		filter_own_pfc(calls.at, calls.n, &b);
		buf_add_bytes(&b, bytes, size);
		r = buf_error(&b);
	}
	if (r)
		return fail(r, "cannot compile a filter of %zu rules: %s", n, strerror(-r));
	*text = buf_take(&b);
	return *text ? 0 : -ENOMEM;
}

void filter_program_free(struct filter_program *program)
{
	free(TAKE(program->insns));
	program->n = 0;
}

bool filter_knows(const char *name)
{
	return seccomp_syscall_resolve_name(name) != __NR_SCMP_ERROR;
}

const char *filter_library(char room[32])
{
	const struct scmp_version *version = seccomp_version();

	snprintf(room, 32, "%u.%u.%u", version->major, version->minor, version->micro);
	return room;
}
