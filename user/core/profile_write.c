// SPDX-License-Identifier: BSD-2-Clause
/*
 * Knows how a profile is laid out as JSON: a fact a line, so that two
 * recordings can be compared by diff. jansson spells every line.
 */
#include "core/profile.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>

#include "core/cap.h"
#include "core/profile_words.h"
#include "core/sysno.h"

static int add(const char *bytes, size_t n, void *buf)
{
	buf_add_bytes(buf, bytes, n);
	return buf_error(buf) ? -1 : 0;
}

/* Writes and drops json; a NULL is memory that ran out while it was made. */
static void dump(struct buf *out, json_t *json, size_t flags)
{
	if (!json || json_dump_callback(json, add, out, flags | JSON_ENCODE_ANY))
		out->failed = true;
	json_decref(json);
}

/* One element of a list on a line of its own. */
static void line(struct buf *out, const char *indent, bool first, json_t *json)
{
	buf_addf(out, "%s\n%s", first ? "" : ",", indent);
	dump(out, json, 0);
}

/* One member of the outermost object on a line of its own; not the last. */
static void member(struct buf *out, const char *key, json_t *json)
{
	buf_addf(out, "  \"%s\": ", key);
	dump(out, json, 0);
	buf_add(out, ",\n");
}

static void close_list(struct buf *out, const char *indent, bool empty)
{
	buf_addf(out, "%s%s]", empty ? "" : "\n", empty ? "" : indent);
}

/* JSON readers hold integers of 63 bits; what is larger becomes text. */
static json_t *number(uint64_t value)
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

static json_t *syscall_name(enum lc_abi abi, uint32_t nr)
{
	const char *word = syscall_word(abi, nr);

	return word ? json_string(word) : json_integer(nr);
}

static json_t *strings(char *const *words, size_t n)
{
	json_t *list = json_array();

	for (size_t i = 0; i < n && words[i]; i++) {
		if (json_array_append_new(list, json_string(words[i]))) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

static json_t *program_flags(uint32_t flags)
{
	json_t *list = json_array();

	for (const struct flag_word *w = program_words; w->bit; w++) {
		if ((flags & w->bit) && json_array_append_new(list, json_string(w->word))) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

static json_t *lost(const struct profile *p)
{
	json_t *object = json_object();

	for (size_t i = 0; i < LC_CAUSES; i++) {
		if (json_object_set_new(object, loss_cause_name(i), number(p->lost[i]))) {
			json_decref(object);
			return NULL;
		}
	}
	return object;
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
		for (size_t i = 0; i < s->n; i++)
			line(out, "          ", i == 0,
			     json_pack("{s:o,s:o,s:o}", "syscall", syscall_name(abi, s->use[i].nr), "count",
				       number(s->use[i].count), "first_ns", number(s->use[i].first_ns)));
		close_list(out, "        ", false);
		first_abi = false;
	}
	buf_addf(out, "%s}\n", first_abi ? "" : "\n      ");
}

static void write_program(struct buf *out, const struct program *p)
{
	dump(out, json_pack("{s:o,s:o,s:s,s:s,s:o}", "id", number(p->id), "parent", number(p->parent), "exe",
			    p->exe, "comm", p->comm, "flags", program_flags(p->flags)), JSON_EMBED);
	buf_add(out, ",\n      ");
	dump(out, json_pack("{s:o,s:o,s:o,s:o,s:o,s:o}", "uid", number(p->uid), "dev", number(p->dev),
			    "ino", number(p->ino), "instances", number(p->instances), "alive",
			    number(p->alive), "first_ns", number(p->first_ns)), JSON_EMBED);
	buf_add(out, ",\n");
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
	close_list(out, "  ", p->nprograms == 0);
}

static json_t *capability(uint32_t cap)
{
	char room[32];

	return json_string(cap_name(cap, room));
}

/* What no hook could tell is null, not false. */
static json_t *option(const struct check *c, bool value)
{
	return c->flags & LC_CHECK_OPTS_KNOWN ? json_boolean(value) : json_null();
}

static json_t *check(const struct check *c)
{
	json_t *syscall = c->nr == LC_NO_SYSCALL ? json_null() : syscall_name(c->abi, c->nr);
	json_t *object = json_pack("{s:o,s:o,s:s,s:s,s:o,s:o,s:s,s:o,s:o,s:s,s:b,s:o,s:o}", "program",
				   number(c->program), "capability", capability(c->cap), "verdict",
				   c->flags & LC_CHECK_DENIED ? "deny" : "allow", "site", c->site, "callers",
				   strings(c->callers, PROFILE_CALLERS), "syscall", syscall, "abi",
				   sysno_abi_name(c->abi), "count", number(c->count), "first_ns",
				   number(c->first_ns), "user_ns", user_ns_word(c->flags), "effective",
				   !!(c->flags & LC_CHECK_EFFECTIVE), "audit",
				   option(c, !(c->flags & LC_CHECK_NOAUDIT)), "insetid",
				   option(c, c->flags & LC_CHECK_INSETID));

	for (const struct flag_word *w = check_words; object && w->bit; w++) {
		if ((c->flags & w->bit) && json_object_set_new(object, w->word, json_true())) {
			json_decref(object);
			return NULL;
		}
	}
	return object;
}

static void write_checks(struct buf *out, const struct profile *p)
{
	buf_add(out, "  \"checks\": [");
	for (size_t i = 0; i < p->nchecks; i++)
		line(out, "    ", i == 0, check(&p->checks[i]));
	close_list(out, "  ", p->nchecks == 0);
}

static void write_hooks(struct buf *out, const struct profile *p)
{
	buf_add(out, "  \"hooks\": [");
	for (size_t i = 0; i < p->nhooks; i++) {
		const struct hook_use *h = &p->hooks[i];

		line(out, "    ", i == 0,
		     json_pack("{s:s,s:s,s:s}", "role", h->role, "hook", h->hook, "blind", h->blind));
	}
	close_list(out, "  ", p->nhooks == 0);
}

static void write_session(struct buf *out, const struct profile *p)
{
	member(out, "schema", json_string(PROFILE_SCHEMA));
	member(out, "scope", text_or_null(scope_word(p->scope)));
	member(out, "command", p->command ? strings(p->command, SIZE_MAX) : json_null());
	member(out, "release", json_string(p->release));
	member(out, "machine", json_string(p->machine));
	member(out, "cap_last", json_integer(p->cap_last));
	member(out, "start_realtime_ns", number(p->start_realtime_ns));
	member(out, "duration_ns", number(p->duration_ns));
	member(out, "ended", json_boolean(p->ended));
	member(out, "records",
	       json_pack("{s:o,s:o}", "produced", number(p->produced), "delivered", number(p->delivered)));
	member(out, "lost", lost(p));
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
	write_checks(&text, p);
	buf_add(&text, "\n}\n");
	if (!buf_error(&text))
		buf_add_bytes(out, buf_text(&text), text.size);
	else
		out->failed = true;
	return buf_error(out);
}
