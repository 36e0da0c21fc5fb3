// SPDX-License-Identifier: BSD-2-Clause
/* Reads the changes of privileges of a profile file, and what the files of programs give. Older ones have neither. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/profile_reader.h"
#include "core/profile_words.h"

static uint32_t bit_of(const struct flag_word *all, const char *word)
{
	for (const struct flag_word *w = all; w->bit; w++) {
		if (!strcmp(w->word, word))
			return w->bit;
	}
	return 0;
}

static int read_flags(const struct node *n, const struct flag_word *all, uint32_t *flags)
{
	struct node_list list;
	int r = node_list(n, "flags", &list);

	for (size_t i = 0; !r && i < list.n; i++) {
		const char *word;
		uint32_t bit;

		r = node_element_word(n, "flags", &list, i, &word);
		if (r)
			return r;
		bit = bit_of(all, word);
		if (!bit)
			return node_wrong(n, "flags", "unknown flag %s", word);
		*flags |= bit;
	}
	return r;
}

static int read_ids(const struct node *n, struct privilege *e)
{
	int r = node_u32(n, "euid_before", UINT32_MAX, &e->euid_before);

	if (!r)
		r = node_u32(n, "euid_after", UINT32_MAX, &e->euid_after);
	return r ? r : node_u32(n, "securebits", UINT32_MAX, &e->securebits);
}

static int read_sets(const struct node *n, struct privilege *e)
{
	int r = reader_capabilities(n, "gained", &e->gained);

	if (!r)
		r = reader_capabilities(n, "lost", &e->lost);
	if (!r)
		r = reader_capabilities(n, "bounding_lost", &e->bounding_lost);
	return r ? r : reader_capabilities(n, "ambient", &e->ambient);
}

static int read_phase(const struct node *n, struct privilege *e)
{
	const char *word;
	int phase, r = node_word(n, "phase", &word);

	if (r)
		return r;
	phase = phase_of(word);
	if (phase < 0)
		return node_wrong(n, "phase", "no such phase: %s", word);
	e->phases = 1u << phase;
	return 0;
}

static int read_call(const struct node *n, struct privilege *e)
{
	int r = reader_abi(n, &e->abi);

	e->nr = LC_NO_SYSCALL;
	return !r && !node_is_null(n, "syscall") ? reader_syscall(n, e->abi, &e->nr) : r;
}

static int read_privilege(const struct node *n, const struct reader *reader, struct privilege *e)
{
	int r = reader_program(n, "program", reader, &e->program);

	if (!r)
		r = read_call(n, e);
	if (!r)
		r = read_flags(n, stance_words, &e->flags);
	if (!r)
		r = read_ids(n, e);
	if (!r)
		r = read_sets(n, e);
	if (!r)
		r = node_u64(n, "count", &e->count);
	if (!r)
		r = node_u64(n, "first_ns", &e->first_ns);
	return !r && reader_has(n, "phase") ? read_phase(n, e) : r;
}

int reader_privileges(const struct node *root, struct reader *reader)
{
	struct profile *p = reader->profile;
	struct node_list list;
	int r;

	if (!reader_has(root, "privileges"))
		return 0;
	r = node_list(root, "privileges", &list);
	if (r)
		return r;
	if (list.n > PROFILE_MAX_PRIVILEGES)
		return node_wrong(root, "privileges", "more than %u", PROFILE_MAX_PRIVILEGES);
	p->privileges = calloc(list.n + 1, sizeof(*p->privileges));
	if (!p->privileges)
		return -ENOMEM;
	for (; !r && p->nprivileges < list.n; p->nprivileges++) {
		struct node n;

		r = node_element(root, "privileges", &list, p->nprivileges, &n);
		if (!r)
			r = read_privilege(&n, reader, &p->privileges[p->nprivileges]);
	}
	return r;
}

int reader_file(const struct node *program, struct program_file *file)
{
	struct node n;
	int r;

	if (!reader_has(program, "file"))
		return 0;
	r = node_object(program, "file", &n);
	if (!r)
		r = read_flags(&n, file_words, &file->flags);
	if (!r)
		r = node_u32(&n, "uid", UINT32_MAX, &file->uid);
	if (!r)
		r = node_u32(&n, "gid", UINT32_MAX, &file->gid);
	if (!r)
		r = node_u32(&n, "rootid", UINT32_MAX, &file->rootid);
	if (!r)
		r = reader_capabilities(&n, "permitted", &file->permitted);
	return r ? r : reader_capabilities(&n, "inheritable", &file->inheritable);
}
