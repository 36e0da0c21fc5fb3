/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Tells the paths by which the kernel came to a probe apart, mostly without
 * their stack, which costs 31 empty programs.
 *
 * Return addresses lie on the raw kernel stack above the probe at fixed
 * offsets for a fixed path, so an equal hash of these words means an equal
 * path as far as they go. Stale words between the frames can only make one
 * path look like several; the unwound stack then shows that they are the
 * same. A path whose call site may lie beyond the words that are read gets
 * its stack taken each time.
 */
#ifndef LC_PATH_BPF_H
#define LC_PATH_BPF_H

#include "bpf/scope.bpf.h"

#define RAW_WORDS 40
#define KEY_FRAMES 10
/*
 * More words than any function that asks for its caller (the list of wrappers
 * in user/core/site.c) keeps on the stack: six saved registers, its return
 * address, a few variables.
 */
#define WRAPPER_WORDS 12

/*
 * Frames of an unwound stack that are not the kernel's path: the subprogram
 * that unwinds, the program and, for fexit, the trampoline, whose address no
 * table may name. What stays before the path is bpf_trace_runN for a
 * tracepoint, and the place to return to for a kretprobe.
 */
#define SKIP_TP 2
#define SKIP_FEXIT 3
#define SKIP_KRETPROBE 0
#define SKIP_KPROBE 1 /* the function itself */

/*
 * Words of the trampoline's frame from ctx on (x86: arch_prepare_bpf_trampoline,
 * the same from 5.10 to 7.2): four arguments, the result, the frame pointer.
 * Then come the return addresses.
 */
#define FEXIT_FRAME 6

extern void *bpf_rdonly_cast(const void *obj, __u32 type) __ksym __weak;

struct trail {
	__u64 raw[RAW_WORDS];
	__u64 ip[LC_FRAMES];
};

/* Odd constants of 31 bits, which fit an instruction: the weight of a word by its place. */
#define WEIGHT(i) ((0x9e3779b9u * (2 * (i) + 1) & 0x7fffffff) | 1)

/*
 * Sum of the words that can be kernel or module text (0xffffffff80000000 up to 0xfffffffffeffffff, which leaves out
 * small negative numbers), weighted by place. No branch and no mask: either makes newer verifiers fork the
 * state at each word.
 */
static __always_inline __u64 hash_raw(const struct bpf_raw_tracepoint_args *raw)
{
	__u64 sum = 0;

#pragma unroll
	for (int i = 0; i < RAW_WORDS; i++) {
		__u64 word = raw->args[i], is_text = (word + (1 << 24)) >> 31;

		is_text += 1;
		asm volatile("" : "+r"(is_text));
		is_text >>= 33;
		asm volatile("" : "+r"(is_text));
		sum += word * is_text * WEIGHT(i);
	}
	return sum;
}

/* The words above, copied by a helper: kernels before 6.2. 0: not readable. */
static __always_inline __u64 hash_copied(struct trail *path, const void *stack)
{
	if (bpf_probe_read_kernel(path->raw, sizeof(path->raw), stack))
		return 0;
	return hash_raw((const void *)path->raw);
}

/*
 * The same read in place, which saves the helper (6.2). ctx lies in the frame of our caller on the
 * kernel stack, also where our own frame is elsewhere (6.13).
 */
static __always_inline __u64 hash_in_place(void *ctx)
{
	return hash_raw(bpf_rdonly_cast(ctx, bpf_core_type_id_kernel(struct bpf_raw_tracepoint_args)));
}

/*
 * Whether the raw words reach the call site: they hold every return address of
 * the stack, or two of them lie so far apart, or the last so far from the end,
 * that the function between is no wrapper. first: the frame that the words
 * begin with. Global, so that the verifier looks at it once.
 */
LOOKED_AT_ONCE __noinline int is_covered(const struct trail *path, __u32 first, __u32 nframes)
{
	__u64 frame = first, last = RAW_WORDS, large = 0;

	if (!path)
		return 0;
	/* No branch, as above. */
	for (__u64 i = 0; i < RAW_WORDS; i++) {
		__u64 differs = path->raw[i] ^ path->ip[frame & (LC_FRAMES - 1)];

		differs |= -differs;
		asm volatile("" : "+r"(differs));
		differs >>= 63;
		asm volatile("" : "+r"(differs));
		large |= (differs ^ 1) * ((WRAPPER_WORDS - (i - last)) >> 63);
		frame += differs ^ 1;
		last = last * differs + i * (differs ^ 1);
	}
	return frame >= nframes || large || (frame > first && RAW_WORDS - last > WRAPPER_WORDS);
}

static __always_inline __u64 hash_frames(const __u64 *ip)
{
	__u64 sum = 0;

#pragma unroll
	for (int i = 0; i < KEY_FRAMES; i++)
		sum = (sum ^ ip[i]) * 0x100000001b3ull;
	return sum;
}

#endif
