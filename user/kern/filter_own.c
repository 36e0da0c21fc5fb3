// SPDX-License-Identifier: BSD-2-Clause
/* Knows how to answer a call by a few instructions that can stand before any program. */
#include "kern/filter_own.h"

#include <assert.h>
#include <errno.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <string.h>

#ifndef AUDIT_ARCH_LOONGARCH64
#define AUDIT_ARCH_LOONGARCH64 (258 | __AUDIT_ARCH_64BIT | __AUDIT_ARCH_LE)
#endif

#define HEAD 4 /* load the architecture, stay if it is this, else go; load the number */
/* Two halves of each argument, three instructions each; the number before, the answer and the number again behind. */
#define CALL_MAX (6 * FILTER_ARGS + 3)

uint32_t filter_audit_arch(enum filter_arch arch)
{
	static const uint32_t words[] = {
		[FILTER_X86_64] = AUDIT_ARCH_X86_64, [FILTER_I386] = AUDIT_ARCH_I386,
		[FILTER_X32] = AUDIT_ARCH_X86_64, [FILTER_ARM] = AUDIT_ARCH_ARM,
		[FILTER_AARCH64] = AUDIT_ARCH_AARCH64, [FILTER_RISCV64] = AUDIT_ARCH_RISCV64,
		[FILTER_LOONGARCH64] = AUDIT_ARCH_LOONGARCH64,
	};

	static_assert(ARRAY_SIZE(words) == FILTER_ARCHES, "a word for each");
	return words[arch];
}

bool filter_is_32_bit(enum filter_arch arch)
{
	return arch == FILTER_I386 || arch == FILTER_ARM;
}

/* --- instructions ----------------------------------------------------------- */

static struct sock_filter load(size_t offset)
{
	return (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset);
}

/* Little endian, as all the architectures are: the lower half first. */
static size_t half_offset(const struct filter_arg *arg, bool upper)
{
	return offsetof(struct seccomp_data, args) + sizeof(uint64_t) * arg->index + (upper ? sizeof(uint32_t) : 0);
}

static size_t add_half(const struct filter_arg *arg, bool upper, struct sock_filter *out)
{
	uint32_t mask = (uint32_t)(upper ? arg->mask >> 32 : arg->mask);
	uint32_t value = (uint32_t)(upper ? arg->value >> 32 : arg->value);
	size_t n = 0;

	if (!mask)
		return 0;
	out[n++] = load(half_offset(arg, upper));
	if (mask != UINT32_MAX)
		out[n++] = (struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_K, mask);
	out[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 0);
	return n;
}

/* Another number goes on behind it, a condition that does not hold to where the number is loaded again. */
static size_t add_call(const struct filter_call *call, struct sock_filter out[CALL_MAX])
{
	size_t n = 1, answer;

	for (size_t i = 0; i < call->nargs; i++) {
		n += add_half(&call->args[i], false, out + n);
		n += add_half(&call->args[i], true, out + n);
	}
	answer = n;
	out[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, call->ret);
	if (call->nargs)
		out[n++] = load(offsetof(struct seccomp_data, nr));
	for (size_t i = 1; i < answer; i++)
		if (BPF_CLASS(out[i].code) == BPF_JMP)
			out[i].jf = (uint8_t)(answer - i);
	out[0] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call->nr, 0, (uint8_t)(n - 1));
	return n;
}

static bool is_of(const struct filter_call *call, enum filter_arch arch)
{
	return call->own && call->arch == arch;
}

static int add_arch(enum filter_arch arch, const struct filter_call *calls, size_t ncalls, struct sock_filter *out,
		    size_t room, size_t *nout)
{
	size_t n = HEAD;

	for (size_t i = 0; i < ncalls; i++) {
		if (!is_of(&calls[i], arch))
			continue;
		if (n + CALL_MAX > room)
			return -E2BIG;
		n += add_call(&calls[i], out + n);
	}
	if (n == HEAD)
		return 0;
	out[0] = load(offsetof(struct seccomp_data, arch));
	out[1] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, filter_audit_arch(arch), 1, 0);
	out[2] = (struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, (uint32_t)(n - 3));
	out[3] = load(offsetof(struct seccomp_data, nr));
	*nout += n;
	return 0;
}

int filter_own_insns(const struct filter_call *calls, size_t ncalls, struct sock_filter *out, size_t room, size_t *n)
{
	size_t added = 0;
	int r = 0;

	for (int arch = 0; !r && arch < FILTER_ARCHES; arch++)
		r = add_arch(arch, calls, ncalls, out + added, room - added, &added);
	if (!r)
		*n = added;
	return r;
}

/* --- pseudo filter code ----------------------------------------------------- */

static void add_action(uint32_t ret, struct buf *out)
{
	switch (ret & SECCOMP_RET_ACTION_FULL) {
	case SECCOMP_RET_ALLOW: buf_add(out, "action ALLOW;\n"); break;
	case SECCOMP_RET_LOG: buf_add(out, "action LOG;\n"); break;
	case SECCOMP_RET_ERRNO: buf_addf(out, "action ERRNO(%u);\n", ret & SECCOMP_RET_DATA); break;
	default: buf_add(out, "action KILL_PROCESS;\n");
	}
}

static void add_call_pfc(const struct filter_call *call, struct buf *out)
{
	buf_addf(out, "  # filter for syscall \"%s\" (%u)\n  if ($syscall == %u)\n", call->name, call->nr, call->nr);
	for (size_t i = 0; i < call->nargs; i++)
		buf_addf(out, "    if ($a%u & %#llx == %#llx)\n", call->args[i].index,
			 (unsigned long long)call->args[i].mask, (unsigned long long)call->args[i].value);
	buf_add(out, "    ");
	add_action(call->ret, out);
}

void filter_own_pfc(const struct filter_call *calls, size_t ncalls, struct buf *out)
{
	bool begun = false;

	for (int arch = 0; arch < FILTER_ARCHES; arch++) {
		bool named = false;

		for (size_t i = 0; i < ncalls; i++) {
			if (!is_of(&calls[i], arch))
				continue;
			if (!begun)
				buf_add(out, "#\n# answered before all others: libseccomp does not make these\n#\n");
			if (!named)
				buf_addf(out, "if ($arch == %u)\n", filter_audit_arch(arch));
			begun = named = true;
			add_call_pfc(&calls[i], out);
		}
	}
}
