// SPDX-License-Identifier: BSD-2-Clause
/*
 * Knows how a profile is laid out as JSON: a fact a line, so that two
 * recordings can be compared by diff. jansson spells every line but those that
 * there are most of, of syscalls and checks, which cost it ten times as long.
 */
#include "core/profile.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "base/text.h"
#include "core/cap.h"
#include "core/errnos.h"
#include "core/profile_words.h"
#include "core/profile_writer.h"
#include "core/sysno.h"

static int add(const char *bytes, size_t n, void *buf)
{
	buf_add_bytes(buf, bytes, n);
	return buf_error(buf) ? -1 : 0;
}

void writer_dump(struct buf *out, json_t *json, size_t flags)
{
	if (!json || json_dump_callback(json, add, out, flags | JSON_ENCODE_ANY))
		out->failed = true;
	json_decref(json);
}

void writer_next(struct buf *out, const char *indent, bool first)
{
	buf_add(out, first ? "\n" : ",\n");
	buf_add(out, indent);
}

void writer_line(struct buf *out, const char *indent, bool first, json_t *json)
{
	writer_next(out, indent, first);
	writer_dump(out, json, 0);
}

void writer_digits(struct buf *out, uint64_t value)
{
	bool large = value > INT64_MAX;

	buf_add(out, large ? "\"" : "");
	buf_add_digits(out, value);
	buf_add(out, large ? "\"" : "");
}

void writer_text(struct buf *out, const char *text)
{
	if (!text_is_plain(text)) {
		writer_dump(out, json_string(text), 0);
		return;
	}
	buf_add_bytes(out, "\"", 1);
	buf_add(out, text);
	buf_add_bytes(out, "\"", 1);
}

void writer_member(struct buf *out, const char *key, json_t *json)
{
	buf_addf(out, "  \"%s\": ", key);
	writer_dump(out, json, 0);
	buf_add(out, ",\n");
}

void writer_close_list(struct buf *out, const char *indent, bool empty)
{
	buf_addf(out, "%s%s]", empty ? "" : "\n", empty ? "" : indent);
}

/* JSON readers hold integers of 63 bits; what is larger becomes text. */
json_t *writer_number(uint64_t value)
{
	char text[32];

	if (value <= INT64_MAX)
		return json_integer((json_int_t)value);
	snprintf(text, sizeof(text), "%" PRIu64, value);
	return json_string(text);
}

static json_t *text_or_null(const char *text)
{
	return text ? json_string(text) : json_null();
}

json_t *writer_syscall(enum lc_abi abi, uint32_t nr)
{
	const char *word = syscall_word(abi, nr);

	return word ? json_string(word) : json_integer(nr);
}

void writer_syscall_text(struct buf *out, enum lc_abi abi, uint32_t nr)
{
	const char *word = syscall_word(abi, nr);

	if (word)
		writer_text(out, word);
	else
		writer_digits(out, nr);
}

json_t *writer_capability(uint32_t cap)
{
	char room[32];

	return json_string(cap_name(cap, room));
}

json_t *writer_set(json_t *object, const char *key, json_t *value)
{
	if (!json_object_set_new(object, key, value))
		return object;
	json_decref(object);
	return NULL;
}

json_t *writer_append(json_t *list, json_t *value)
{
	if (!json_array_append_new(list, value))
		return list;
	json_decref(list);
	return NULL;
}

json_t *writer_words(char *const *words, size_t n)
{
	json_t *list = json_array();

	for (size_t i = 0; list && i < n && words[i]; i++)
		list = writer_append(list, json_string(words[i]));
	return list;
}

json_t *writer_capabilities(uint64_t set)
{
	json_t *list = json_array();

	for (uint32_t cap = 0; list && cap < CAP_ROOM; cap++) {
		if (set >> cap & 1)
			list = writer_append(list, writer_capability(cap));
	}
	return list;
}

static json_t *program_flags(uint32_t flags)
{
	json_t *list = json_array();

	for (const struct flag_word *w = program_words; list && w->bit; w++) {
		if (flags & w->bit)
			list = writer_append(list, json_string(w->word));
	}
	return list;
}

static json_t *lost(const struct profile *p)
{
	json_t *object = json_object();

	for (size_t i = 0; object && i < LC_CAUSES; i++)
		object = writer_set(object, loss_cause_name(i), writer_number(p->lost[i]));
	return object;
}

static void add_phases(struct buf *out, uint32_t phases)
{
	const char *gap = "";

	buf_add(out, ", \"phases\": [");
	for (size_t i = 0; i < PHASES; i++) {
		if (!(phases >> i & 1))
			continue;
		buf_add(out, gap);
		writer_text(out, phase_name(i));
		gap = ", ";
	}
	buf_add(out, "]");
}

static void add_use(struct buf *out, enum lc_abi abi, const struct sysuse *u)
{
	char room[16];

	buf_add(out, "{\"syscall\": ");
	writer_syscall_text(out, abi, u->nr);
	buf_add(out, ", \"count\": ");
	writer_digits(out, u->count);
	buf_add(out, ", \"first_ns\": ");
	writer_digits(out, u->first_ns);
	if (u->phases)
		add_phases(out, u->phases);
	if (u->failed) {
		buf_add(out, ", \"failed\": ");
		writer_text(out, errno_word(u->failed, room));
	}
	buf_add(out, "}");
}

static void write_syscalls(struct buf *out, const struct program *program)
{
	bool first_abi = true;

	buf_add(out, "      \"syscalls\": {");
	for (size_t abi = 0; abi < LC_ABIS; abi++) {
		const struct sysset *s = &program->syscalls[abi];

		if (!s->n)
			continue;
		buf_addf(out, "%s\n        \"%s\": [", first_abi ? "" : ",", sysno_abi_name(abi));
		for (size_t i = 0; i < s->n; i++) {
			writer_next(out, "          ", i == 0);
			add_use(out, abi, &s->use[i]);
		}
		writer_close_list(out, "        ", false);
		first_abi = false;
	}
	buf_addf(out, "%s}\n", first_abi ? "" : "\n      ");
}

static void write_program(struct buf *out, const struct program *p)
{
	writer_dump(out, json_pack("{s:o,s:o,s:s,s:s,s:o}", "id", writer_number(p->id), "parent",
				   writer_number(p->parent), "exe", p->exe, "comm", p->comm, "flags",
				   program_flags(p->flags)), JSON_EMBED);
	buf_add(out, ",\n      ");
	writer_dump(out, json_pack("{s:o,s:o,s:o,s:o,s:o,s:o}", "uid", writer_number(p->uid), "dev",
				   writer_number(p->dev), "ino", writer_number(p->ino), "instances",
				   writer_number(p->instances), "alive", writer_number(p->alive), "first_ns",
				   writer_number(p->first_ns)), JSON_EMBED);
	if (p->owner)
		buf_addf(out, ",\n      \"owner\": %" PRIu32, p->owner);
	buf_add(out, ",\n");
	writer_file(out, &p->file);
	write_syscalls(out, p);
}

static void write_programs(struct buf *out, const struct profile *p)
{
	buf_add(out, "  \"programs\": [");
	for (size_t i = 0; i < p->nprograms; i++) {
		buf_addf(out, "%s\n    {\n      ", i ? "," : "");
		write_program(out, &p->programs[i]);
		buf_add(out, "    }");
	}
	writer_close_list(out, "  ", p->nprograms == 0);
}

static void write_hooks(struct buf *out, const struct profile *p)
{
	buf_add(out, "  \"hooks\": [");
	for (size_t i = 0; i < p->nhooks; i++) {
		const struct hook_use *h = &p->hooks[i];

		writer_line(out, "    ", i == 0,
		     json_pack("{s:s,s:s,s:s}", "role", h->role, "hook", h->hook, "blind", h->blind));
	}
	writer_close_list(out, "  ", p->nhooks == 0);
}

static void write_session(struct buf *out, const struct profile *p)
{
	writer_member(out, "schema", json_string(PROFILE_SCHEMA));
	writer_member(out, "scope", text_or_null(scope_word(p->scope)));
	writer_member(out, "command", p->command ? writer_words(p->command, SIZE_MAX) : json_null());
	writer_member(out, "release", json_string(p->release));
	writer_member(out, "machine", json_string(p->machine));
	writer_member(out, "cap_last", json_integer(p->cap_last));
	writer_member(out, "start_realtime_ns", writer_number(p->start_realtime_ns));
	writer_member(out, "duration_ns", writer_number(p->duration_ns));
	writer_member(out, "ended", json_boolean(p->ended));
	writer_member(out, "records",
		      json_pack("{s:o,s:o}", "produced", writer_number(p->produced), "delivered",
				writer_number(p->delivered)));
	writer_member(out, "lost", lost(p));
}

int profile_write(const struct profile *p, struct buf *out)
{
	_buf_ struct buf text = BUF_INIT;

	buf_add(&text, "{\n");
	write_session(&text, p);
	write_hooks(&text, p);
	buf_add(&text, ",\n");
	write_programs(&text, p);
	buf_add(&text, ",\n");
	writer_checks(&text, p);
	writer_refusals(&text, p);
	writer_owners(&text, p);
	writer_privileges(&text, p);
	writer_arguments(&text, p);
	writer_context(&text, p);
	if (p->proof)
		writer_proof(&text, p->proof);
	buf_add(&text, "\n}\n");
	if (!buf_error(&text))
		buf_add_bytes(out, buf_text(&text), text.size);
	else
		out->failed = true;
	return buf_error(out);
}
