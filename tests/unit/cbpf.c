// SPDX-License-Identifier: BSD-2-Clause
/*
 * core/cbpf.c: each instruction by hand, which programs are taken, and the kernel's own word on both: every opcode is
 * offered to it, and random programs are loaded and must answer as the interpreter says.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/guard.h"
#include "core/cbpf.h"

#define A (BPF_RET | BPF_A)
#define LOAD (BPF_LD | BPF_W | BPF_ABS)
#define NONE { 0, 0, 0, 0 }

static const struct cbpf_data data = {
	.nr = 39, .arch = AUDIT_ARCH_X86_64, .instruction_pointer = 0x1122334455667788,
	.args = { 0x0000000500000007, 1, 2, 3, 4, 0xfedcba9876543210 },
};

/* --- each instruction by hand --------------------------------------------------- */

#define BODY 6

/* The body runs, then A is returned; X reaches A by TXA. */
static const struct {
	const char *what;
	struct cbpf_insn body[BODY];
	uint32_t wanted;
} rows[] = {
	{ "ld nr", { { LOAD, 0, 0, 0 } }, 39 },
	{ "ld arch", { { LOAD, 0, 0, 4 } }, AUDIT_ARCH_X86_64 },
	{ "ld the lower half of where", { { LOAD, 0, 0, 8 } }, 0x55667788 },
	{ "ld the lower half of the first", { { LOAD, 0, 0, 16 } }, 7 },
	{ "ld the upper half of the first", { { LOAD, 0, 0, 20 } }, 5 },
	{ "ld the upper half of the last", { { LOAD, 0, 0, 60 } }, 0xfedcba98 },
	{ "ld len", { { BPF_LD | BPF_W | BPF_LEN, 0, 0, 0 } }, 64 },
	{ "ldx len", { { BPF_LDX | BPF_W | BPF_LEN, 0, 0, 0 }, { BPF_MISC | BPF_TXA, 0, 0, 0 } }, 64 },
	{ "ld imm", { { BPF_LD | BPF_IMM, 0, 0, 0xdeadbeef } }, 0xdeadbeef },
	{ "ldx imm", { { BPF_LDX | BPF_IMM, 0, 0, 7 }, { BPF_MISC | BPF_TXA, 0, 0, 0 } }, 7 },
	{ "tax", { { BPF_LD | BPF_IMM, 0, 0, 5 }, { BPF_MISC | BPF_TAX, 0, 0, 0 }, { BPF_LD | BPF_IMM, 0, 0, 1 },
		   { BPF_ALU | BPF_ADD | BPF_X, 0, 0, 0 } }, 6 },
	{ "st, ld mem", { { BPF_LD | BPF_IMM, 0, 0, 9 }, { BPF_ST, 0, 0, 15 }, { BPF_LD | BPF_IMM, 0, 0, 1 },
			  { BPF_LD | BPF_MEM, 0, 0, 15 } }, 9 },
	{ "stx, ldx mem", { { BPF_LDX | BPF_IMM, 0, 0, 8 }, { BPF_STX, 0, 0, 0 }, { BPF_LDX | BPF_IMM, 0, 0, 1 },
			    { BPF_LDX | BPF_MEM, 0, 0, 0 }, { BPF_MISC | BPF_TXA, 0, 0, 0 } }, 8 },
	{ "A and X begin with 0", { { BPF_ALU | BPF_ADD | BPF_X, 0, 0, 0 } }, 0 },
#define ALU(op, a, k, result)                                                                                      \
	{ #op " k", { { BPF_LD | BPF_IMM, 0, 0, a }, { BPF_ALU | op | BPF_K, 0, 0, k } }, result },                \
	{ #op " x", { { BPF_LD | BPF_IMM, 0, 0, a }, { BPF_LDX | BPF_IMM, 0, 0, k },                               \
		      { BPF_ALU | op | BPF_X, 0, 0, 0 } }, result }
	ALU(BPF_ADD, 0xffffffff, 2, 1),
	ALU(BPF_SUB, 1, 2, 0xffffffff),
	ALU(BPF_MUL, 0x10001, 0x10001, 0x20001),
	ALU(BPF_DIV, 0xfffffffe, 3, 0x55555554),
	ALU(BPF_AND, 0xff00ff00, 0x0ff00ff0, 0x0f000f00),
	ALU(BPF_OR, 0xff00ff00, 0x0ff00ff0, 0xfff0fff0),
	ALU(BPF_XOR, 0xff00ff00, 0x0ff00ff0, 0xf0f0f0f0),
	ALU(BPF_LSH, 0x80000001, 4, 0x10),
	ALU(BPF_RSH, 0x80000001, 4, 0x08000000),
	{ "neg", { { BPF_LD | BPF_IMM, 0, 0, 1 }, { BPF_ALU | BPF_NEG, 0, 0, 0 } }, 0xffffffff },
	{ "a shift by more than a word", { { BPF_LD | BPF_IMM, 0, 0, 3 }, { BPF_LDX | BPF_IMM, 0, 0, 33 },
					   { BPF_ALU | BPF_LSH | BPF_X, 0, 0, 0 } }, 6 },
	/* Ends there: SECCOMP_RET_KILL_THREAD. */
	{ "a division by X of 0", { { BPF_LD | BPF_IMM, 0, 0, 3 }, { BPF_ALU | BPF_DIV | BPF_X, 0, 0, 0 },
				    { BPF_LD | BPF_IMM, 0, 0, 5 } }, 0 },
	{ "ja", { { BPF_LD | BPF_IMM, 0, 0, 1 }, { BPF_JMP | BPF_JA, 0, 0, 1 }, { BPF_LD | BPF_IMM, 0, 0, 2 } }, 1 },
/* 1 if it jumps; the comparison is of numbers without a sign. */
#define JUMP(op, a, k, result)                                                                                     \
	{ #op " k " #a " " #k, { { BPF_LD | BPF_IMM, 0, 0, a }, { BPF_JMP | op | BPF_K, 1, 0, k },                 \
				 { BPF_RET | BPF_K, 0, 0, 0 }, { BPF_RET | BPF_K, 0, 0, 1 } }, result },           \
	{ #op " x " #a " " #k, { { BPF_LD | BPF_IMM, 0, 0, a }, { BPF_LDX | BPF_IMM, 0, 0, k },                    \
				 { BPF_JMP | op | BPF_X, 1, 0, 0 }, { BPF_RET | BPF_K, 0, 0, 0 },                  \
				 { BPF_RET | BPF_K, 0, 0, 1 } }, result }
	JUMP(BPF_JEQ, 5, 5, 1), JUMP(BPF_JEQ, 5, 6, 0),
	JUMP(BPF_JGT, 6, 5, 1), JUMP(BPF_JGT, 5, 5, 0), JUMP(BPF_JGT, 0x80000000, 1, 1),
	JUMP(BPF_JGE, 5, 5, 1), JUMP(BPF_JGE, 4, 5, 0), JUMP(BPF_JGE, 1, 0x80000000, 0),
	JUMP(BPF_JSET, 6, 2, 1), JUMP(BPF_JSET, 5, 2, 0), JUMP(BPF_JSET, 0x80000000, 0x80000000, 1),
	{ "jt and jf", { { BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0 }, { BPF_RET | BPF_K, 0, 0, 3 },
			 { BPF_RET | BPF_K, 0, 0, 4 } }, 3 },
	{ "jf", { { BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 1 }, { BPF_RET | BPF_K, 0, 0, 3 },
		  { BPF_RET | BPF_K, 0, 0, 4 } }, 4 },
	{ "ret k", { { BPF_LD | BPF_IMM, 0, 0, 9 }, { BPF_RET | BPF_K, 0, 0, 0x7fff0000 } }, 0x7fff0000 },
};

static size_t body_size(const struct cbpf_insn *body)
{
	size_t n = 0;

	while (n < BODY && (body[n].code || body[n].k || body[n].jt || body[n].jf))
		n++;
	return n;
}

static void each_instruction(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct cbpf_insn program[BODY + 1];
		size_t n = body_size(rows[i].body), at;
		struct cbpf_end end;

		memcpy(program, rows[i].body, sizeof(rows[i].body));
		program[n] = (struct cbpf_insn){ A, 0, 0, 0 };
		if (cbpf_check(program, n + 1, &at))
			fail_msg("%s: not taken at %zu", rows[i].what, at);
		assert_int_equal(cbpf_run(program, n + 1, &data, &end), 0);
		if (end.ret != rows[i].wanted)
			fail_msg("%s: %#x, not %#x", rows[i].what, end.ret, rows[i].wanted);
		assert_true(end.steps <= n + 1);
	}
}

static void steps_and_words(void **state)
{
	static const struct cbpf_insn program[] = {
		{ LOAD, 0, 0, 4 }, { BPF_JMP | BPF_JEQ | BPF_K, 0, 3, AUDIT_ARCH_X86_64 }, { LOAD, 0, 0, 0 },
		{ BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 39 }, { LOAD, 0, 0, 20 }, { A, 0, 0, 0 },
	};
	struct cbpf_data other = data;
	struct cbpf_end end;

	(void)state;
	assert_int_equal(cbpf_run(program, ARRAY_SIZE(program), &data, &end), 0);
	assert_int_equal(end.steps, 6);
	assert_int_equal(end.loaded, 1u << 1 | 1u << 0 | 1u << 5);
	other.arch = AUDIT_ARCH_I386;
	assert_int_equal(cbpf_run(program, ARRAY_SIZE(program), &other, &end), 0);
	assert_int_equal(end.steps, 3);
	assert_int_equal(end.loaded, 1u << 1);
}

/* --- what is not taken ------------------------------------------------------------ */

static void assert_refused(const struct cbpf_insn *program, size_t n, size_t where)
{
	size_t at = 99;

	assert_int_equal(cbpf_check(program, n, &at), -EINVAL);
	assert_int_equal(at, where);
}

static void programs_that_are_not_taken(void **state)
{
	static const struct cbpf_insn firsts[] = {
		{ LOAD, 0, 0, 64 }, { LOAD, 0, 0, 2 }, { LOAD, 0, 0, 0xfffff000 }, /* past, across, SKF_AD_OFF */
		{ BPF_LD | BPF_H | BPF_ABS, 0, 0, 0 }, { BPF_LD | BPF_W | BPF_IND, 0, 0, 0 },
		{ BPF_LD | BPF_MEM, 0, 0, 16 }, { BPF_ST, 0, 0, 16 }, { BPF_STX, 0, 0, 99 },
		{ BPF_LD | BPF_MEM, 0, 0, 0 }, { BPF_LDX | BPF_MEM, 0, 0, 15 }, /* nothing was stored there */
		{ BPF_ALU | BPF_DIV | BPF_K, 0, 0, 0 }, { BPF_ALU | BPF_LSH | BPF_K, 0, 0, 32 },
		{ BPF_ALU | BPF_RSH | BPF_K, 0, 0, 32 }, { BPF_ALU | BPF_MOD | BPF_K, 0, 0, 3 },
		{ BPF_JMP | BPF_JA, 0, 0, 1 }, { BPF_JMP | BPF_JA, 0, 0, 0xffffffff },
		{ BPF_JMP | BPF_JEQ | BPF_K, 1, 0, 0 }, { BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0 },
		{ BPF_RET | BPF_X, 0, 0, 0 }, { 0x100, 0, 0, 0 }, { 0xffff, 0, 0, 0 },
	};
	static struct cbpf_insn many[CBPF_MAX_INSNS + 1];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(firsts); i++) {
		const struct cbpf_insn program[] = { firsts[i], { A, 0, 0, 0 } };
		struct cbpf_end end = { .steps = 77 };

		assert_refused(program, 2, 0);
		/* What runs without the check stops there, too; only unset memory, it reads as 0. */
		if (BPF_MODE(firsts[i].code) != BPF_MEM || firsts[i].k > 15) {
			assert_int_equal(cbpf_run(program, 2, &data, &end), -EINVAL);
			assert_int_equal(end.steps, 77);
		}
	}
	assert_refused(firsts, 0, 0);
	assert_refused(&(struct cbpf_insn){ LOAD, 0, 0, 0 }, 1, 0); /* no end */
	for (size_t i = 0; i <= CBPF_MAX_INSNS; i++)
		many[i] = (struct cbpf_insn){ A, 0, 0, 0 };
	assert_int_equal(cbpf_check(many, CBPF_MAX_INSNS, NULL), 0);
	assert_refused(many, CBPF_MAX_INSNS + 1, 0);
}

/* A word of memory must be set on each way to where it is read. */
static void memory_that_may_be_unset(void **state)
{
	struct cbpf_insn program[] = {
		{ BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 39 }, { BPF_ST, 0, 0, 3 }, { BPF_LD | BPF_MEM, 0, 0, 3 },
		{ A, 0, 0, 0 },
	};

	(void)state;
	assert_refused(program, ARRAY_SIZE(program), 2);
	program[0].jf = 0;
	assert_int_equal(cbpf_check(program, ARRAY_SIZE(program), NULL), 0);
}

/* What stands behind a jump is reached by other ways than over it. */
static void memory_behind_a_jump(void **state)
{
	struct cbpf_insn program[] = {
		{ BPF_JMP | BPF_JEQ | BPF_K, 0, 2, 39 }, { BPF_ST, 0, 0, 3 }, { BPF_JMP | BPF_JA, 0, 0, 1 },
		{ BPF_JMP | BPF_JA, 0, 0, 1 }, { BPF_LD | BPF_MEM, 0, 0, 3 }, { A, 0, 0, 0 },
	};

	(void)state;
	assert_int_equal(cbpf_check(program, ARRAY_SIZE(program), NULL), 0);
	program[3].k = 0;
	assert_refused(program, ARRAY_SIZE(program), 4);
}

/* --- the kernel's word --------------------------------------------------------------- */

/* errno of loading the program in a child of its own; 0: it was taken. */
static int load_error(const struct cbpf_insn *program, size_t n)
{
	const struct sock_fprog filter = { (unsigned short)n, (struct sock_filter *)program };
	pid_t pid = fork();
	int status;

	assert_true(pid >= 0);
	if (!pid) {
		/* Whatever it answers to exit, the message is its status, or none. */
		prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
		prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
		if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter))
			_exit(errno);
		kill(getpid(), SIGKILL);
		for (;;)
			;
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 0;
}

static bool has_seccomp(void)
{
	static const struct cbpf_insn allow = { BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW };

	return load_error(&allow, 1) == 0;
}

/* Each opcode, with the constants around the limits; memory is set, jumps end. */
static void every_opcode_as_the_kernel(void **state)
{
	static const uint32_t constants[] = { 0, 1, 4, 16, 31, 32, 60, 64 };

	(void)state;
	if (!has_seccomp())
		skip();
	for (unsigned int i = 0; i < 0x100 * ARRAY_SIZE(constants); i++) {
		struct cbpf_insn program[] = {
			{ BPF_ST, 0, 0, 0 }, { BPF_ST, 0, 0, 1 }, { BPF_ST, 0, 0, 4 },
			{ (uint16_t)(i & 0xff), 0, 1, constants[i >> 8] }, NONE,
			{ BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW },
		};
		bool ours;
		int theirs;

		program[4] = program[5];
		ours = cbpf_check(program, ARRAY_SIZE(program), NULL) == 0;
		/* What neither could take with another constant is asked once. */
		if (!ours && i >= 0x100 && BPF_CLASS(i & 0xff) != BPF_LD && BPF_CLASS(i & 0xff) != BPF_ALU)
			continue;
		theirs = load_error(program, ARRAY_SIZE(program));
		if (ours != (theirs == 0) || (theirs && theirs != EINVAL))
			fail_msg("code %#x, k %u: %s, the kernel says %d", i & 0xff, constants[i >> 8],
				 ours ? "taken" : "not taken", theirs);
	}
}

static uint32_t seed = 1;

static uint32_t draw(uint32_t n)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % n;
}

#define LENGTH 24

/* One that is taken: memory is set first, jumps are short. Where it stands must not count: no instruction pointer. */
static struct cbpf_insn draw_insn(size_t left)
{
	static const uint16_t codes[] = {
		LOAD, LOAD, LOAD, BPF_LD | BPF_IMM, BPF_LDX | BPF_IMM, BPF_LD | BPF_W | BPF_LEN,
		BPF_LDX | BPF_W | BPF_LEN, BPF_LD | BPF_MEM, BPF_LDX | BPF_MEM, BPF_ST, BPF_STX,
		BPF_MISC | BPF_TAX, BPF_MISC | BPF_TXA, BPF_ALU | BPF_NEG, BPF_JMP | BPF_JA,
	};
	static const uint16_t alu[] = {
		BPF_ADD, BPF_SUB, BPF_MUL, BPF_DIV, BPF_AND, BPF_OR, BPF_XOR, BPF_LSH, BPF_RSH,
	};
	static const uint16_t jumps[] = { BPF_JEQ, BPF_JGT, BPF_JGE, BPF_JSET };
	static const uint32_t offsets[] = { 0, 4, 16, 20, 24, 28, 32, 60 };
	struct cbpf_insn insn = { .k = draw(2) ? draw(64) : (uint32_t)draw(0x1000000) << 8 };

	switch (draw(3)) {
	case 0:
		insn.code = BPF_ALU | alu[draw(ARRAY_SIZE(alu))] | (draw(2) ? BPF_X : BPF_K);
		insn.k = insn.code == (BPF_ALU | BPF_LSH | BPF_K) || insn.code == (BPF_ALU | BPF_RSH | BPF_K) ?
			 draw(32) : insn.k + !insn.k;
		return insn;
	case 1:
		insn.code = BPF_JMP | jumps[draw(ARRAY_SIZE(jumps))] | (draw(2) ? BPF_X : BPF_K);
		insn.jt = (uint8_t)draw(left < 4 ? (uint32_t)left : 4);
		insn.jf = (uint8_t)draw(left < 4 ? (uint32_t)left : 4);
		return insn;
	default:
		insn.code = codes[draw(ARRAY_SIZE(codes))];
		insn.k = insn.code == LOAD ? offsets[draw(ARRAY_SIZE(offsets))] :
			 insn.code == (BPF_JMP | BPF_JA) ? draw(left < 4 ? (uint32_t)left : 4) :
			 BPF_MODE(insn.code) == BPF_IMM && BPF_CLASS(insn.code) < BPF_ST ? insn.k : draw(4);
		return insn;
	}
}

/*
 * Any call but getppid is let through; that one gets what the program computes, as an error. 12 bits of it at a time
 * are enough: there are many programs.
 */
static size_t draw_program(struct cbpf_insn *program)
{
	size_t n = 0, end;

	program[n++] = (struct cbpf_insn){ LOAD, 0, 0, 0 };
	program[n++] = (struct cbpf_insn){ BPF_JMP | BPF_JEQ | BPF_K, 1, 0, SYS_getppid };
	program[n++] = (struct cbpf_insn){ BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW };
	for (uint32_t word = 0; word < 4; word++)
		program[n++] = (struct cbpf_insn){ BPF_ST, 0, 0, word };
	end = n + LENGTH;
	for (; n < end; n++)
		program[n] = draw_insn(end - n);
	program[n++] = (struct cbpf_insn){ BPF_ALU | BPF_RSH | BPF_K, 0, 0, draw(20) };
	program[n++] = (struct cbpf_insn){ BPF_ALU | BPF_AND | BPF_K, 0, 0, 0xfff };
	program[n++] = (struct cbpf_insn){ BPF_ALU | BPF_OR | BPF_K, 0, 0, SECCOMP_RET_ERRNO };
	program[n++] = (struct cbpf_insn){ A, 0, 0, 0 };
	return n;
}

/* What getppid gets under the program: an errno, 0 for a success that is none, or -1 if it dies of it. */
static int kernel_answer(const struct cbpf_insn *program, size_t n, const uint64_t *args, int *room)
{
	const struct sock_fprog filter = { (unsigned short)n, (struct sock_filter *)program };
	pid_t pid;
	int status;

	*room = -1;
	pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
		prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
		if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter))
			_exit(2);
		errno = 0;
		syscall(SYS_getppid, args[0], args[1], args[2], args[3], args[4], args[5]);
		*room = errno;
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_false(WIFEXITED(status) && WEXITSTATUS(status) != 0);
	return *room;
}

static void random_programs_as_the_kernel(void **state)
{
	int *room = mmap(NULL, sizeof(*room), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct cbpf_data call = { .nr = SYS_getppid, .arch = AUDIT_ARCH_X86_64 };
	size_t answers = 0;

	(void)state;
	assert_ptr_not_equal(room, MAP_FAILED);
	if (!has_seccomp())
		skip();
	for (int i = 0; i < 400; i++) {
		struct cbpf_insn program[LENGTH + 16];
		size_t n = draw_program(program), at;
		struct cbpf_end end;
		int got, wanted;

		for (size_t k = 0; k < ARRAY_SIZE(call.args); k++)
			call.args[k] = (uint64_t)draw(0x1000000) << draw(40);
		if (cbpf_check(program, n, &at))
			fail_msg("program %d is not taken at %zu", i, at);
		assert_int_equal(cbpf_run(program, n, &call, &end), 0);
		got = kernel_answer(program, n, call.args, room);
		/* 0 is SECCOMP_RET_KILL_THREAD. */
		wanted = end.ret ? (int)(end.ret & SECCOMP_RET_DATA) : -1;
		if (got != wanted)
			fail_msg("program %d: %d, the kernel says %d", i, wanted, got);
		answers += got > 0;
	}
	assert_true(answers > 100);
	munmap(room, sizeof(*room));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_instruction),
		cmocka_unit_test(steps_and_words),
		cmocka_unit_test(programs_that_are_not_taken),
		cmocka_unit_test(memory_that_may_be_unset),
		cmocka_unit_test(memory_behind_a_jump),
		cmocka_unit_test(every_opcode_as_the_kernel),
		cmocka_unit_test(random_programs_as_the_kernel),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
