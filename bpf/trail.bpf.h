/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Unwound paths: what of one makes a fact, and how it is learned, so that path.bpf.h knows it again. */
#ifndef LC_TRAIL_BPF_H
#define LC_TRAIL_BPF_H

#include "bpf/path.bpf.h"

#define KEY_FRAMES 10
#define TRAILS_OF_CHECK 4 /* ways in which stale words lay */
#define RAW_WORDS 512	  /* of the stack, which are looked through for the return addresses of a new path */

/*
 * Words of the trampoline's frame from ctx on (x86: arch_prepare_bpf_trampoline,
 * the same from 5.10 to 7.2): four arguments, the result, the frame pointer.
 * Then come the return addresses.
 */
#define FEXIT_FRAME 6

struct scratch {
	struct check_key key;
	__u64 ip[LC_FRAMES];
	__u64 wanted[KEY_FRAMES];
	struct lc_mark mark[LC_TRAIL_WORDS];
	__u64 where;
	__u32 check;
	__u32 n, size; /* of the marks; bytes of the stack up to the last */
	__u32 found;   /* of the wanted: a bit of each */
	__u64 raw[RAW_WORDS];
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct scratch);
} scratches SEC(".maps");

static __always_inline __u64 hash_frames(const __u64 *ip)
{
	__u64 sum = 0;

#pragma unroll
	for (int i = 0; i < KEY_FRAMES; i++)
		sum = (sum ^ ip[i]) * 0x100000001b3ull;
	return sum;
}

/* Notes the i-th word of the raw stack if it is wanted. Global: the verifier looks at it once, not at each. */
LOOKED_AT_ONCE __noinline int look_at_word(struct scratch *s, __u64 i)
{
	__u64 word, hits = 0;
	__u32 n;

	if (!s || i >= RAW_WORDS)
		return 0;
	word = s->raw[i];
#pragma unroll
	for (int k = 0; k < KEY_FRAMES; k++) {
		__u64 differs = word ^ s->wanted[k];

		differs |= -differs;
		asm volatile("" : "+r"(differs)); /* or the compiler makes branches of it, and 1024 states */
		hits |= (differs >> 63 ^ 1) << k;
	}
	if (!hits)
		return 0;
	s->found |= hits;
	n = s->n++;
	if (n >= LC_TRAIL_WORDS)
		return 0;
	s->mark[n].at = 8 * i;
	s->mark[n].word = word;
	s->size = 8 * i + 8;
	return 0;
}

/* Notes the wanted among the first nwords of the raw stack. Whether all are there, and there was room. Global, too. */
LOOKED_AT_ONCE __noinline int find_marks(struct scratch *s, __u64 nwords)
{
	if (!s)
		return 0;
	s->n = s->found = 0;
	for (__u64 i = 0; i < RAW_WORDS && i < nwords; i++)
		look_at_word(s, i);
	return s->found == (1 << KEY_FRAMES) - 1 && s->n <= LC_TRAIL_WORDS;
}

/*
 * What has to be on the stack: the frames that make the fact, from the first that is among the words. What returns to
 * the entry of a call is the same for all calls of its number. 0: nothing.
 */
LOOKED_AT_ONCE __noinline int want_frames(struct scratch *s, __u32 first, __u32 nframes)
{
	__u32 end;

	if (!s || !nframes)
		return 0;
	end = s->key.nr != LC_NO_SYSCALL && nframes <= KEY_FRAMES ? nframes - 1 : nframes;
	if (first >= end || first >= LC_FRAMES)
		return 0;
	for (__u32 k = 0; k < KEY_FRAMES; k++)
		s->wanted[k] = s->ip[k < first || k >= end ? first : k];
	return 1;
}

/* Copies the whole stack above the probe. Its words; 0: it is not a task's, or longer than what is looked through. */
static __always_inline __u64 copy_stack(struct scratch *s, struct task_struct *task, const void *stack)
{
	__u64 base = address_of(stack), bottom = (__u64)BPF_CORE_READ(task, stack), size = bottom + regs_at - base;

	if (base < bottom || size > sizeof(s->raw) || bpf_probe_read_kernel(s->raw, size, stack))
		return 0;
	return size / 8;
}

static __always_inline void fill_trail(struct lc_trail *trail, const struct scratch *s)
{
	trail->who = key_who(&s->key);
	trail->what = key_what(&s->key);
	trail->where = s->where;
	trail->check = s->check;
	trail->n = s->n;
	trail->last = bpf_jiffies64();
	bpf_probe_read_kernel(trail->mark, sizeof(trail->mark), s->mark);
	trail->size = s->size;
}

/*
 * So that the path is known next time of a check whose stack was unwound: s->check, s->where. first: the frame that
 * the raw stack begins with.
 */
static __noinline int learn_trail(struct scratch *s, const void *stack, __u32 first, __u32 nframes)
{
	__u64 words = s && want_frames(s, first, nframes) ? copy_stack(s, current_task(), stack) : 0;
	__u32 index, bucket, *head;
	struct lc_trail *trail;

	if (!s || !words || !find_marks(s, words) || next_trail >= LC_MAX_TRAILS)
		return 0;
	index = take_number(&next_trail);
	bucket = trail_bucket(key_who(&s->key), key_what(&s->key));
	head = bpf_map_lookup_elem(&trail_heads, &bucket);
	trail = bpf_map_lookup_elem(&trails, &index);
	if (!trail || !head)
		return 0;
	fill_trail(trail, s);
	trail->next = *head;
	*head = index + 1; /* another CPU's may be lost so: it is learned again */
	return 0;
}

#endif
