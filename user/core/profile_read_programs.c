// SPDX-License-Identifier: BSD-2-Clause
/* Knows how the programs of a profile file and their syscalls are read. */
#include "core/profile_reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/order.h"
#include "core/profile_words.h"
#include "core/sysno.h"

static int compare_uses(const void *a, const void *b)
{
	const struct sysuse *x = a, *y = b;

	return order_u64(x->nr, y->nr);
}

/* As they are where we wrote them. */
static bool is_sorted(const struct sysset *s)
{
	for (size_t i = 1; i < s->n; i++) {
		if (s->use[i - 1].nr > s->use[i].nr)
			return false;
	}
	return true;
}

int reader_sort_uses(const struct node *n, const char *key, enum lc_abi abi, struct sysset *s)
{
	if (!is_sorted(s))
		qsort(s->use, s->n, sizeof(*s->use), compare_uses);
	for (size_t i = 1; i < s->n; i++) {
		char room[32];

		if (s->use[i - 1].nr == s->use[i].nr)
			return node_wrong(n, key, "%s is there twice", sysno_name(abi, s->use[i].nr, room));
	}
	return 0;
}

static int read_phases(const struct node *use, uint32_t *phases)
{
	struct node_list list;
	int r = node_list(use, "phases", &list);

	for (size_t i = 0; !r && i < list.n; i++) {
		const char *word;
		int phase;

		r = node_element_word(use, "phases", &list, i, &word);
		if (r)
			return r;
		phase = phase_of(word);
		if (phase < 0)
			return node_wrong(use, "phases", "no such phase: %s", word);
		*phases |= 1u << phase;
	}
	return r;
}

/* How a call always failed; a success is no failure, and a death no answer. */
static int read_failed(const struct node *use, uint32_t *out)
{
	uint32_t error = 0;
	int r = reader_errno(use, "failed", &error);

	if (!r && (!error || error == LC_ERROR_KILLED))
		return node_wrong(use, "failed", "must be an error");
	*out = error;
	return r;
}

static int read_use(const struct node *use, enum lc_abi abi, struct sysuse *out)
{
	int r = reader_syscall(use, abi, &out->nr);

	if (!r)
		r = node_u64(use, "count", &out->count);
	if (!r)
		r = node_u64(use, "first_ns", &out->first_ns);
	if (!r && reader_has(use, "phases"))
		r = read_phases(use, &out->phases);
	return !r && reader_has(use, "failed") ? read_failed(use, &out->failed) : r;
}

static int read_uses(const struct node *n, enum lc_abi abi, struct node_list *list, struct sysset *out)
{
	const char *key = sysno_abi_name(abi);
	struct node use;

	out->room = list->n;
	out->use = calloc(out->room + 1, sizeof(*out->use));
	if (!out->use)
		return -ENOMEM;
	for (; out->n < out->room; out->n++) {
		int r = node_element(n, key, list, out->n, &use);

		if (!r)
			r = read_use(&use, abi, &out->use[out->n]);
		if (r)
			return r;
	}
	return reader_sort_uses(n, key, abi, out);
}

static int read_syscalls(const struct node *program, struct program *p)
{
	struct node syscalls;
	int r = node_object(program, "syscalls", &syscalls);

	for (size_t abi = 0; !r && abi < LC_ABIS; abi++) {
		const char *key = sysno_abi_name(abi);
		struct node_list list;

		if (!node_has(&syscalls, key))
			continue;
		r = node_list(&syscalls, key, &list);
		if (!r)
			r = read_uses(&syscalls, abi, &list, &p->syscalls[abi]);
	}
	return r;
}

static int read_program_flag(const struct node *program, const char *word, uint32_t *flags)
{
	for (const struct flag_word *w = program_words; w->bit; w++) {
		if (!strcmp(w->word, word)) {
			*flags |= w->bit;
			return 0;
		}
	}
	return node_wrong(program, "flags", "unknown flag %s", word);
}

static int read_program_flags(const struct node *program, uint32_t *flags)
{
	struct node_list list;
	int r = node_list(program, "flags", &list);

	for (size_t i = 0; !r && i < list.n; i++) {
		const char *word;

		r = node_element_word(program, "flags", &list, i, &word);
		if (!r)
			r = read_program_flag(program, word, flags);
	}
	return r;
}

static int read_program(const struct node *n, struct program *p)
{
	int r = node_u32(n, "id", UINT32_MAX, &p->id);

	if (!r && !p->id)
		return node_wrong(n, "id", "must not be 0");
	if (!r)
		r = node_u32(n, "parent", UINT32_MAX, &p->parent);
	if (!r)
		r = node_text(n, "exe", &p->exe);
	if (!r)
		r = node_text(n, "comm", &p->comm);
	if (!r)
		r = read_program_flags(n, &p->flags);
	if (!r)
		r = node_u32(n, "uid", UINT32_MAX, &p->uid);
	if (!r)
		r = node_u64(n, "dev", &p->dev);
	if (!r)
		r = node_u64(n, "ino", &p->ino);
	if (!r)
		r = node_u64(n, "instances", &p->instances);
	if (!r)
		r = node_u64(n, "alive", &p->alive);
	if (!r)
		r = node_u64(n, "first_ns", &p->first_ns);
	if (!r)
		r = reader_file(n, &p->file);
	return r ? r : read_syscalls(n, p);
}

bool reader_knows(const struct reader *r, uint32_t id)
{
	return profile_program(r->profile, id);
}

int reader_program(const struct node *n, const char *key, const struct reader *reader, uint32_t *out)
{
	int r = node_u32(n, key, UINT32_MAX, out);

	if (!r && !reader_knows(reader, *out))
		return node_wrong(n, key, "no such program");
	return r;
}

/* Learns the ids and sees that each parent stands before its children: no circles. */
static int check_ids(const struct node *root, struct profile *p)
{
	if (profile_index(p))
		return -ENOMEM;
	for (size_t i = 1; i < p->nprograms; i++) {
		struct node at = { .up = root, .key = "programs", .index = p->places[i].index };

		if (p->places[i - 1].id == p->places[i].id)
			return node_wrong(&at, "id", "%u is there twice", p->places[i].id);
	}
	for (size_t i = 0; i < p->nprograms; i++) {
		struct node at = { .up = root, .key = "programs", .index = i };
		const struct program *parent = profile_program(p, p->programs[i].parent);

		if (p->programs[i].parent && !parent)
			return node_wrong(&at, "parent", "no such program");
		if (parent && parent >= &p->programs[i])
			return node_wrong(&at, "parent", "must stand before its children");
	}
	return 0;
}

int reader_programs(const struct node *root, struct reader *reader)
{
	struct profile *p = reader->profile;
	struct node_list list;
	int r = node_list(root, "programs", &list);

	if (r)
		return r;
	if (list.n > PROFILE_MAX_PROGRAMS)
		return node_wrong(root, "programs", "more than %u programs", PROFILE_MAX_PROGRAMS);
	p->programs = calloc(list.n + 1, sizeof(*p->programs));
	if (!p->programs)
		return -ENOMEM;
	p->nprograms = list.n;
	for (size_t i = 0; !r && i < p->nprograms; i++) {
		struct node program;

		r = node_element(root, "programs", &list, i, &program);
		if (!r)
			r = read_program(&program, &p->programs[i]);
		if (!r)
			r = reader_owner(&program, p, &p->programs[i].owner);
	}
	return r ? r : check_ids(root, p);
}
