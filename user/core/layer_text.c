// SPDX-License-Identifier: BSD-2-Clause
/* Knows the words that the templates of details and fixes may hold. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/cap.h"
#include "core/errnos.h"
#include "core/layer_rule.h"

#define WORD_MAX 24

typedef void (*put)(const struct inquiry *q, struct buf *b);

static void put_call(const struct inquiry *q, struct buf *b)
{
	buf_add(b, q->call);
}

static void put_error(const struct inquiry *q, struct buf *b)
{
	char room[16];

	buf_add(b, q->d->error == LC_ERROR_KILLED ? "SIGSYS" : errno_word(q->d->error, room));
}

static void put_object(const struct inquiry *q, struct buf *b)
{
	size_t before = b->size;

	layer_object(q, b);
	if (b->size == before)
		buf_add(b, "it");
}

/* One word of a shell, from what put() writes. */
static void put_quoted(const struct inquiry *q, struct buf *b, put what)
{
	_buf_ struct buf text = BUF_INIT;

	what(q, &text);
	if (buf_error(&text))
		b->failed = true;
	else
		text_shell_word(b, buf_text(&text));
}

static void put_object_word(const struct inquiry *q, struct buf *b)
{
	put_quoted(q, b, put_object);
}

/* What refused: the object, or a directory on the way. */
static void put_at(const struct inquiry *q, struct buf *b)
{
	if (q->f.at && q->f.at->path_size)
		text_escape(b, q->f.at->path, q->f.at->path_size);
	else
		put_object(q, b);
}

static void put_at_word(const struct inquiry *q, struct buf *b)
{
	put_quoted(q, b, put_at);
}

static void put_cap(const struct inquiry *q, struct buf *b)
{
	char room[32];

	buf_add(b, cap_name((unsigned int)q->f.cap, room));
}

static void put_docker(const struct inquiry *q, struct buf *b)
{
	char room[32];

	buf_add(b, cap_short_name((unsigned int)q->f.cap, room));
}

static void put_lower(const struct inquiry *q, struct buf *b)
{
	char room[32];

	buf_add(b, cap_lower_name((unsigned int)q->f.cap, room));
}

static void put_also(const struct inquiry *q, struct buf *b)
{
	char room[32];

	if (q->f.also >= 0)
		buf_addf(b, " (or %s, which permits more)", cap_name((unsigned int)q->f.also, room));
}

static void put_exe(const struct inquiry *q, struct buf *b)
{
	if (q->c->exe && *q->c->exe)
		text_shell_word(b, q->c->exe);
	else
		buf_add(b, "PROGRAM");
}

static void put_uid(const struct inquiry *q, struct buf *b)
{
	buf_addf(b, "%" PRIu32, q->d->creds.fsuid);
}

static void put_mode(const struct inquiry *q, struct buf *b)
{
	buf_addf(b, "%04o", q->f.at ? q->f.at->mode & MODE_BITS : 0);
}

static void put_owner(const struct inquiry *q, struct buf *b)
{
	if (q->f.at)
		buf_addf(b, "%" PRIu32 ":%" PRIu32, q->f.at->uid, q->f.at->gid);
}

static void put_group(const struct inquiry *q, struct buf *b)
{
	buf_addf(b, "%" PRIu32, q->f.at ? q->f.at->gid : 0);
}

static void put_class(const struct inquiry *q, struct buf *b)
{
	buf_add(b, dac_class_name(q->f.dac.class));
}

/* "read and write" */
static void put_want(const struct inquiry *q, struct buf *b)
{
	bool directory = q->f.at && mode_is(q->f.at->mode, MODE_DIRECTORY);
	const char *join = "";

	if (q->f.want & DAC_READ) {
		buf_add(b, "read");
		join = " and ";
	}
	if (q->f.want & DAC_WRITE) {
		buf_addf(b, "%swrite", join);
		join = " and ";
	}
	if (q->f.want & DAC_EXEC)
		buf_addf(b, "%s%s", join, directory ? "search" : "execute");
}

static void put_bits(const struct inquiry *q, struct buf *b)
{
	buf_addf(b, "%s%s%s", q->f.want & DAC_READ ? "r" : "", q->f.want & DAC_WRITE ? "w" : "",
		 q->f.want & DAC_EXEC ? "x" : "");
}

/* Whose bits chmod(1) would have to set: the class of the caller. */
static void put_who(const struct inquiry *q, struct buf *b)
{
	static const char *const who[] = { [DAC_OWNER] = "u", [DAC_GROUP] = "g", [DAC_OTHER] = "o" };

	buf_add(b, who[q->f.dac.class]);
}

static void put_acl(const struct inquiry *q, struct buf *b)
{
	char room[32];

	buf_add(b, acl_entry_text(q->f.acl.tag, q->f.acl.id, q->f.acl.bits, room));
	if (q->f.acl.masked)
		buf_add(b, " under its mask");
}

static void put_setting(const struct inquiry *q, struct buf *b)
{
	buf_add(b, q->f.setting ? q->f.setting : "");
}

static void put_value(const struct inquiry *q, struct buf *b)
{
	const char *value = q->f.setting ? layer_value(q, q->f.setting) : NULL;

	if (value)
		text_escape(b, value, strcspn(value, "\n"));
	else
		buf_add(b, "?");
}

static const char *const limits[LC_LIMITS] = {
	"CPU", "FSIZE", "DATA", "STACK", "CORE", "RSS", "NPROC", "NOFILE", "MEMLOCK", "AS", "LOCKS", "SIGPENDING",
	"MSGQUEUE", "NICE", "RTPRIO", "RTTIME",
};

/* "RLIMIT_NOFILE=1024" */
static void put_limit(const struct inquiry *q, struct buf *b)
{
	uint64_t value;

	if (q->f.limit < 0 || q->f.limit >= LC_LIMITS)
		return;
	value = q->d->limit[q->f.limit];
	buf_addf(b, "RLIMIT_%s", limits[q->f.limit]);
	if (value == UINT64_MAX)
		buf_add(b, "=unlimited");
	else
		buf_addf(b, "=%" PRIu64, value);
}

/* As systemd.exec(5) calls it. */
static void put_unit_limit(const struct inquiry *q, struct buf *b)
{
	if (q->f.limit >= 0 && q->f.limit < LC_LIMITS)
		buf_addf(b, "Limit%s", limits[q->f.limit]);
}

static void put_action(const struct inquiry *q, struct buf *b)
{
	buf_add(b, q->f.action ? q->f.action : "");
}

static void put_port(const struct inquiry *q, struct buf *b)
{
	const unsigned char *at = (const unsigned char *)q->d->name[0].text;

	buf_addf(b, "%u", (unsigned int)at[2] << 8 | at[3]);
}

static void put_hook(const struct inquiry *q, struct buf *b)
{
	if (q->f.step)
		text_escape(b, q->f.step->hook, strnlen(q->f.step->hook, LC_HOOK_LEN));
}

#define PUT_AUDIT(field)                                               \
	static void put_##field(const struct inquiry *q, struct buf *b) \
	{                                                               \
		if (q->c->audit)                                        \
			buf_add(b, q->c->audit->field);                 \
	}
PUT_AUDIT(profile)
PUT_AUDIT(operation)
PUT_AUDIT(name)
PUT_AUDIT(asked)
PUT_AUDIT(scontext)
PUT_AUDIT(tcontext)
PUT_AUDIT(tclass)
#undef PUT_AUDIT

/* The type of a context: its third part. */
static void put_type(const char *context, struct buf *b)
{
	for (int i = 0; i < 2; i++) {
		const char *colon = strchr(context, ':');

		if (!colon)
			break;
		context = colon + 1;
	}
	buf_add_bytes(b, context, strcspn(context, ":"));
}

static void put_stype(const struct inquiry *q, struct buf *b)
{
	if (q->c->audit)
		put_type(q->c->audit->scontext, b);
}

static void put_ttype(const struct inquiry *q, struct buf *b)
{
	if (q->c->audit)
		put_type(q->c->audit->tcontext, b);
}

/* What an AppArmor rule grants, from the mask that was denied: creating, deleting and appending are writing. */
static void put_aa_mask(const struct inquiry *q, struct buf *b)
{
	static const struct {
		const char *letters, *rule;
	} rows[] = { { "r", "r" }, { "wcda", "w" }, { "k", "k" }, { "l", "l" }, { "m", "m" }, { "x", "ix" } };
	const char *mask = q->c->audit ? q->c->audit->denied_mask : "";

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (mask[strcspn(mask, rows[i].letters)])
			buf_add(b, rows[i].rule);
}

/* The modules that may refuse, where it is known which there are. */
static void put_lsm(const struct inquiry *q, struct buf *b)
{
	const char *list = layer_value(q, "lsm");

	if (list)
		text_escape(b, list, strcspn(list, "\n"));
}

static const struct {
	const char *word;
	put put;
} words[] = {
	{ "call", put_call }, { "error", put_error }, { "object", put_object }, { "object_word", put_object_word },
	{ "at", put_at }, { "at_word", put_at_word }, { "cap", put_cap }, { "docker", put_docker },
	{ "lower", put_lower }, { "also", put_also }, { "exe", put_exe }, { "uid", put_uid }, { "mode", put_mode },
	{ "owner", put_owner }, { "group", put_group }, { "class", put_class }, { "want", put_want },
	{ "bits", put_bits }, { "who", put_who }, { "acl", put_acl }, { "setting", put_setting },
	{ "value", put_value }, { "limit", put_limit }, { "unit_limit", put_unit_limit }, { "action", put_action },
	{ "port", put_port }, { "hook", put_hook }, { "profile", put_profile }, { "operation", put_operation },
	{ "name", put_name }, { "asked", put_asked }, { "scontext", put_scontext }, { "tcontext", put_tcontext },
	{ "tclass", put_tclass }, { "stype", put_stype }, { "ttype", put_ttype }, { "aa_mask", put_aa_mask },
	{ "lsm", put_lsm },
};

/* False if it is no word, and stands for itself. */
static bool put_word(const struct inquiry *q, const char *word, size_t n, struct buf *b)
{
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		if (strlen(words[i].word) != n || memcmp(words[i].word, word, n))
			continue;
		words[i].put(q, b);
		return true;
	}
	return false;
}

void layer_fill(const struct inquiry *q, const char *template, struct buf *b)
{
	buf_add(b, "");
	while (*template) {
		size_t plain = strcspn(template, "{");
		const char *end;

		buf_add_bytes(b, template, plain);
		template += plain;
		if (!*template)
			break;
		end = strchr(template, '}');
		if (end && end - template <= WORD_MAX && put_word(q, template + 1, (size_t)(end - template) - 1, b)) {
			template = end + 1;
			continue;
		}
		buf_add(b, "{");
		template++;
	}
}
