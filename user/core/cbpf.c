// SPDX-License-Identifier: BSD-2-Clause
/* Knows which programs seccomp takes, and what each instruction does. */
#include "core/cbpf.h"

#include <assert.h>
#include <errno.h>
#include <linux/filter.h>
#include <stdbool.h>
#include <string.h>

#define WORD_BITS 32

static_assert(sizeof(struct cbpf_insn) == sizeof(struct sock_filter), "the same layout");
static_assert(sizeof(struct cbpf_data) == 64, "the same layout as struct seccomp_data");
static_assert(CBPF_MAX_INSNS == BPF_MAXINSNS, "the kernel's limit");

/* --- which are taken ------------------------------------------------------- */

static bool is_jump_taken(const struct cbpf_insn *insn, size_t left)
{
	switch (insn->code) {
	case BPF_JMP | BPF_JA:
		return insn->k < left;
	case BPF_JMP | BPF_JEQ | BPF_K:
	case BPF_JMP | BPF_JEQ | BPF_X:
	case BPF_JMP | BPF_JGT | BPF_K:
	case BPF_JMP | BPF_JGT | BPF_X:
	case BPF_JMP | BPF_JGE | BPF_K:
	case BPF_JMP | BPF_JGE | BPF_X:
	case BPF_JMP | BPF_JSET | BPF_K:
	case BPF_JMP | BPF_JSET | BPF_X:
		return insn->jt < left && insn->jf < left;
	default:
		return false;
	}
}

/* No remainders: seccomp leaves them out, though sockets have them. */
static bool is_alu_taken(const struct cbpf_insn *insn)
{
	switch (insn->code) {
	case BPF_ALU | BPF_LSH | BPF_K:
	case BPF_ALU | BPF_RSH | BPF_K:
		return insn->k < WORD_BITS;
	case BPF_ALU | BPF_DIV | BPF_K:
		return insn->k != 0;
	case BPF_ALU | BPF_ADD | BPF_K:
	case BPF_ALU | BPF_ADD | BPF_X:
	case BPF_ALU | BPF_SUB | BPF_K:
	case BPF_ALU | BPF_SUB | BPF_X:
	case BPF_ALU | BPF_MUL | BPF_K:
	case BPF_ALU | BPF_MUL | BPF_X:
	case BPF_ALU | BPF_DIV | BPF_X:
	case BPF_ALU | BPF_AND | BPF_K:
	case BPF_ALU | BPF_AND | BPF_X:
	case BPF_ALU | BPF_OR | BPF_K:
	case BPF_ALU | BPF_OR | BPF_X:
	case BPF_ALU | BPF_XOR | BPF_K:
	case BPF_ALU | BPF_XOR | BPF_X:
	case BPF_ALU | BPF_LSH | BPF_X:
	case BPF_ALU | BPF_RSH | BPF_X:
	case BPF_ALU | BPF_NEG:
		return true;
	default:
		return false;
	}
}

static bool is_load_taken(const struct cbpf_insn *insn)
{
	switch (insn->code) {
	case BPF_LD | BPF_W | BPF_ABS:
		return insn->k < sizeof(struct cbpf_data) && insn->k % sizeof(uint32_t) == 0;
	case BPF_LD | BPF_MEM:
	case BPF_LDX | BPF_MEM:
	case BPF_ST:
	case BPF_STX:
		return insn->k < BPF_MEMWORDS;
	case BPF_LD | BPF_W | BPF_LEN:
	case BPF_LDX | BPF_W | BPF_LEN:
	case BPF_LD | BPF_IMM:
	case BPF_LDX | BPF_IMM:
	case BPF_MISC | BPF_TAX:
	case BPF_MISC | BPF_TXA:
		return true;
	default:
		return false;
	}
}

static bool is_return(const struct cbpf_insn *insn)
{
	return insn->code == (BPF_RET | BPF_K) || insn->code == (BPF_RET | BPF_A);
}

/* left: how many instructions stand behind it. */
static bool is_taken(const struct cbpf_insn *insn, size_t left)
{
	return is_return(insn) || is_load_taken(insn) || is_alu_taken(insn) || is_jump_taken(insn, left);
}

/* What is stored on every way to each instruction; a word that may be unset must not be read. */
struct stored {
	uint16_t at[CBPF_MAX_INSNS];
	uint16_t now;
};

static bool is_memory_set(const struct cbpf_insn *insn, size_t i, struct stored *s)
{
	uint16_t word = (uint16_t)(1u << (insn->k % BPF_MEMWORDS));

	s->now &= s->at[i];
	switch (insn->code) {
	case BPF_ST:
	case BPF_STX:
		s->now |= word;
		return true;
	case BPF_LD | BPF_MEM:
	case BPF_LDX | BPF_MEM:
		return s->now & word;
	case BPF_JMP | BPF_JA:
		s->at[i + 1 + insn->k] &= s->now;
		s->now = UINT16_MAX; /* what follows is reached by other ways alone */
		return true;
	default:
		break;
	}
	if (BPF_CLASS(insn->code) == BPF_JMP) {
		s->at[i + 1 + insn->jt] &= s->now;
		s->at[i + 1 + insn->jf] &= s->now;
		s->now = UINT16_MAX;
	}
	return true;
}

static int refused_at(size_t *at, size_t i)
{
	if (at)
		*at = i;
	return -EINVAL;
}

int cbpf_check(const struct cbpf_insn *program, size_t n, size_t *at)
{
	struct stored stored;

	if (!n || n > CBPF_MAX_INSNS)
		return refused_at(at, 0);
	for (size_t i = 0; i < n; i++)
		if (!is_taken(&program[i], n - 1 - i))
			return refused_at(at, i);
	if (!is_return(&program[n - 1]))
		return refused_at(at, n - 1);
	memset(&stored.at, 0xff, sizeof(stored.at));
	stored.now = 0;
	for (size_t i = 0; i < n; i++)
		if (!is_memory_set(&program[i], i, &stored))
			return refused_at(at, i);
	return 0;
}

/* --- how they run ------------------------------------------------------------ */

struct machine {
	uint32_t a, x, memory[BPF_MEMWORDS];
};

static uint32_t load_word(const struct cbpf_data *data, uint32_t k)
{
	uint32_t word;

	memcpy(&word, (const char *)data + k, sizeof(word));
	return word;
}

static void run_load(struct machine *m, const struct cbpf_insn *insn, const struct cbpf_data *data)
{
	switch (insn->code) {
	case BPF_LD | BPF_W | BPF_ABS: m->a = load_word(data, insn->k); break;
	case BPF_LD | BPF_W | BPF_LEN: m->a = sizeof(*data); break;
	case BPF_LDX | BPF_W | BPF_LEN: m->x = sizeof(*data); break;
	case BPF_LD | BPF_IMM: m->a = insn->k; break;
	case BPF_LDX | BPF_IMM: m->x = insn->k; break;
	case BPF_LD | BPF_MEM: m->a = m->memory[insn->k]; break;
	case BPF_LDX | BPF_MEM: m->x = m->memory[insn->k]; break;
	case BPF_ST: m->memory[insn->k] = m->a; break;
	case BPF_STX: m->memory[insn->k] = m->x; break;
	case BPF_MISC | BPF_TAX: m->x = m->a; break;
	default: m->a = m->x; /* TXA */
	}
}

/* Only a division by X can have b 0; the caller sees to it. */
static uint32_t calculate(uint16_t code, uint32_t a, uint32_t b)
{
	switch (BPF_OP(code)) {
	case BPF_ADD: return a + b;
	case BPF_SUB: return a - b;
	case BPF_MUL: return a * b;
	case BPF_DIV: return a / b;
	case BPF_AND: return a & b;
	case BPF_OR: return a | b;
	case BPF_XOR: return a ^ b;
	case BPF_LSH: return a << b % WORD_BITS;
	case BPF_RSH: return a >> b % WORD_BITS;
	default: return -a; /* NEG */
	}
}

static bool does_jump(uint16_t code, uint32_t a, uint32_t b)
{
	switch (BPF_OP(code)) {
	case BPF_JEQ: return a == b;
	case BPF_JGT: return a > b;
	case BPF_JGE: return a >= b;
	default: return a & b; /* JSET */
	}
}

/* One that is no return: how many instructions it skips. */
static size_t step(struct machine *m, const struct cbpf_insn *insn, const struct cbpf_data *data)
{
	uint32_t operand = BPF_SRC(insn->code) == BPF_X ? m->x : insn->k;

	switch (BPF_CLASS(insn->code)) {
	case BPF_ALU:
		m->a = calculate(insn->code, m->a, operand);
		return 0;
	case BPF_JMP:
		if (insn->code == (BPF_JMP | BPF_JA))
			return insn->k;
		return does_jump(insn->code, m->a, operand) ? insn->jt : insn->jf;
	default:
		run_load(m, insn, data);
		return 0;
	}
}

static bool is_by_zero(const struct machine *m, const struct cbpf_insn *insn)
{
	return insn->code == (BPF_ALU | BPF_DIV | BPF_X) && !m->x;
}

int cbpf_run(const struct cbpf_insn *program, size_t n, const struct cbpf_data *data, struct cbpf_end *out)
{
	struct machine m = { 0 };
	struct cbpf_end end = { 0 };

	for (size_t i = 0; i < n; i++) {
		const struct cbpf_insn *insn = &program[i];

		if (!is_taken(insn, n - 1 - i))
			return -EINVAL;
		end.steps++;
		/* A division by 0 ends the program with 0, which is SECCOMP_RET_KILL_THREAD. */
		if (is_by_zero(&m, insn) || is_return(insn)) {
			end.ret = !is_return(insn) ? 0 : BPF_RVAL(insn->code) == BPF_A ? m.a : insn->k;
			*out = end;
			return 0;
		}
		if (insn->code == (BPF_LD | BPF_W | BPF_ABS))
			end.loaded |= 1u << insn->k / sizeof(uint32_t);
		i += step(&m, insn, data);
	}
	return -EINVAL;
}
