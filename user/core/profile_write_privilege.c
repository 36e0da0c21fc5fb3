// SPDX-License-Identifier: BSD-2-Clause
/* Knows how a profile file spells changes of privileges, and what the files of programs give. */
#include "core/profile_words.h"
#include "core/profile_writer.h"
#include "core/sysno.h"

static json_t *words(const struct flag_word *all, uint32_t flags)
{
	json_t *list = json_array();

	for (const struct flag_word *w = all; list && w->bit; w++) {
		if (flags & w->bit)
			list = writer_append(list, json_string(w->word));
	}
	return list;
}

static const char *phase_word(uint32_t phases)
{
	for (int phase = 0; phase < PHASES; phase++) {
		if (phases == 1u << phase)
			return phase_name(phase);
	}
	return NULL;
}

static json_t *call(const struct privilege *e)
{
	return e->nr == LC_NO_SYSCALL ? json_null() : writer_syscall(e->abi, e->nr);
}

static json_t *privilege(const struct privilege *e)
{
	const char *phase = phase_word(e->phases);
	json_t *object = json_pack("{s:o,s:o,s:s,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "program",
				   writer_number(e->program), "syscall", call(e), "abi", sysno_abi_name(e->abi),
				   "flags", words(stance_words, e->flags), "euid_before",
				   writer_number(e->euid_before), "euid_after", writer_number(e->euid_after),
				   "securebits", writer_number(e->securebits), "gained",
				   writer_capabilities(e->gained), "lost", writer_capabilities(e->lost),
				   "bounding_lost", writer_capabilities(e->bounding_lost), "ambient",
				   writer_capabilities(e->ambient), "count", writer_number(e->count), "first_ns",
				   writer_number(e->first_ns));

	return object && phase ? writer_set(object, "phase", json_string(phase)) : object;
}

void writer_privileges(struct buf *out, const struct profile *p)
{
	if (!p->nprivileges)
		return;
	buf_add(out, ",\n  \"privileges\": [");
	for (size_t i = 0; i < p->nprivileges; i++)
		writer_line(out, "    ", i == 0, privilege(&p->privileges[i]));
	writer_close_list(out, "  ", false);
}

void writer_file(struct buf *out, const struct program_file *file)
{
	if (!file->flags)
		return;
	buf_add(out, "      \"file\": ");
	writer_dump(out, json_pack("{s:o,s:o,s:o,s:o,s:o,s:o}", "flags", words(file_words, file->flags), "uid",
				   writer_number(file->uid), "gid", writer_number(file->gid), "rootid",
				   writer_number(file->rootid), "permitted", writer_capabilities(file->permitted),
				   "inheritable", writer_capabilities(file->inheritable)), 0);
	buf_add(out, ",\n");
}
