// SPDX-License-Identifier: BSD-2-Clause
/*
 * Knows how lines of the kernel's audit log are written: key=value, where what a workload chose is quoted or in
 * hexadecimal.
 */
#include "core/audit_text.h"

#include <errno.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <linux/audit.h>

#include "base/buf.h"
#include "base/text.h"

/* Not in the headers of every system. */
#ifndef AUDIT_LANDLOCK_ACCESS
#define AUDIT_LANDLOCK_ACCESS 1423
#endif

/* A line being read; not NUL-terminated. */
struct line {
	const char *at, *end;
};

/* The value of a key, without its quotes. */
struct value {
	const char *at;
	size_t n;
	bool quoted;
};

static bool is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\0';
}

static void skip_spaces(struct line *l)
{
	while (l->at < l->end && is_space(*l->at))
		l->at++;
}

static struct value word(struct line *l)
{
	const char *start = l->at;

	while (l->at < l->end && !is_space(*l->at))
		l->at++;
	return (struct value){ start, (size_t)(l->at - start), false };
}

/* Quoted text holds no quote and no space but in a few fixed phrases: the kernel writes any other in hexadecimal. */
static struct value quoted(struct line *l)
{
	const char *start = ++l->at;
	const char *end = memchr(start, '"', (size_t)(l->end - start));

	l->at = end ? end + 1 : l->end;
	return (struct value){ start, (size_t)((end ? end : l->end) - start), true };
}

/* The next key=value; false at the end. Words without '=' are passed over. */
static bool next_pair(struct line *l, struct value *key, struct value *value)
{
	for (;;) {
		const char *start;

		skip_spaces(l);
		if (l->at == l->end)
			return false;
		start = l->at;
		while (l->at < l->end && !is_space(*l->at) && *l->at != '=')
			l->at++;
		if (l->at == l->end || *l->at != '=')
			continue;
		*key = (struct value){ start, (size_t)(l->at++ - start), false };
		*value = l->at < l->end && *l->at == '"' ? quoted(l) : word(l);
		return true;
	}
}

static bool is(const struct value *v, const char *text)
{
	return v->n == strlen(text) && !memcmp(v->at, text, v->n);
}

/* The value of the first such key; false if there is none. */
static bool find(struct line l, const char *wanted, struct value *out)
{
	struct value key, value;

	while (next_pair(&l, &key, &value)) {
		if (!is(&key, wanted))
			continue;
		*out = value;
		return true;
	}
	return false;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool is_hex(const struct value *v)
{
	for (size_t i = 0; i < v->n; i++)
		if (hex_digit(v->at[i]) < 0)
			return false;
	return v->n && v->n % 2 == 0;
}

static void add_hex(struct buf *b, const struct value *v)
{
	char bytes[LC_AUDIT_LEN / 2];
	size_t n = 0;

	for (; n < sizeof(bytes) && 2 * n < v->n; n++)
		bytes[n] = (char)(hex_digit(v->at[2 * n]) << 4 | hex_digit(v->at[2 * n + 1]));
	text_escape(b, bytes, n);
}

/* A number of base 10 or 16; false if it is none or too large. */
static bool number(const struct value *v, unsigned int base, uint64_t *out)
{
	uint64_t sum = 0;
	size_t i = base == 16 && v->n > 2 && v->at[0] == '0' && v->at[1] == 'x' ? 2 : 0;

	if (i == v->n)
		return false;
	for (; i < v->n; i++) {
		int digit = hex_digit(v->at[i]);

		if (digit < 0 || (unsigned int)digit >= base || __builtin_mul_overflow(sum, (uint64_t)base, &sum) ||
		    __builtin_add_overflow(sum, (uint64_t)digit, &sum))
			return false;
	}
	*out = sum;
	return true;
}

static uint32_t number_of(struct line l, const char *key, unsigned int base)
{
	struct value v;
	uint64_t n;

	return find(l, key, &v) && number(&v, base, &n) && n <= UINT32_MAX ? (uint32_t)n : 0;
}

/* Text that the kernel wrote itself. */
static int take_plain(struct line l, const char *key, char **out)
{
	_buf_ struct buf b = BUF_INIT;
	struct value v;

	if (find(l, key, &v))
		text_escape(&b, v.at, v.n);
	else
		buf_add(&b, "");
	*out = buf_take(&b);
	return *out ? 0 : -ENOMEM;
}

/* Text that somebody else chose: as it is in quotes, else in hexadecimal. "(null)" and "?" stand for none. */
static int take_chosen(struct line l, const char *key, char **out)
{
	_buf_ struct buf b = BUF_INIT;
	struct value v;

	buf_add(&b, "");
	if (find(l, key, &v)) {
		if (!v.quoted && is_hex(&v))
			add_hex(&b, &v);
		else if (v.quoted || (!is(&v, "(null)") && !is(&v, "?")))
			text_escape(&b, v.at, v.n);
	}
	*out = buf_take(&b);
	return *out ? 0 : -ENOMEM;
}

static int take_text(const char *text, char **out)
{
	_buf_ struct buf b = BUF_INIT;

	buf_add(&b, text);
	*out = buf_take(&b);
	return *out ? 0 : -ENOMEM;
}

static int take_pair(struct line l, const char *first, const char *second, char **out)
{
	_buf_ struct buf b = BUF_INIT;
	struct value v;

	if (find(l, first, &v))
		text_escape(&b, v.at, v.n);
	if (find(l, second, &v)) {
		buf_add(&b, " ");
		text_escape(&b, v.at, v.n);
	}
	*out = buf_take(&b);
	return *out ? 0 : -ENOMEM;
}

/* "audit(SECONDS.MILLISECONDS:SERIAL): " */
static int take_stamp(struct line *l, struct audit_entry *out)
{
	static const char start[] = "audit(";
	size_t size = sizeof(start) - 1;
	const char *open = l->at, *dot, *colon, *close;
	uint64_t seconds, milliseconds;
	struct value v;

	if ((size_t)(l->end - open) < size || memcmp(open, start, size))
		return -EBADMSG;
	open += size;
	close = memchr(open, ')', (size_t)(l->end - open));
	dot = close ? memchr(open, '.', (size_t)(close - open)) : NULL;
	colon = dot ? memchr(dot, ':', (size_t)(close - dot)) : NULL;
	if (!colon || close + 1 == l->end || close[1] != ':')
		return -EBADMSG;
	v = (struct value){ open, (size_t)(dot - open), false };
	if (!number(&v, 10, &seconds) || seconds > UINT64_MAX / 1000000000 - 1)
		return -EBADMSG;
	v = (struct value){ dot + 1, (size_t)(colon - dot - 1), false };
	if (!number(&v, 10, &milliseconds) || milliseconds > 999)
		return -EBADMSG;
	v = (struct value){ colon + 1, (size_t)(close - colon - 1), false };
	if (!number(&v, 10, &out->serial))
		return -EBADMSG;
	out->ns = seconds * 1000000000 + milliseconds * 1000000;
	l->at = close + 2;
	return 0;
}

/* What a rule that would allow it is about, by what the line tells; newer kernels say it themselves as class=. */
static const struct {
	const char *key, *value; /* NULL: any */
	const char *kind;
} kinds[] = {
	{ "capname", NULL, "cap" },
	{ "family", NULL, "net" },
	{ "operation", "signal", "signal" },
	{ "operation", "ptrace", "ptrace" },
	{ "operation", "mount", "mount" },
	{ "operation", "umount", "mount" },
	{ "operation", "remount", "mount" },
	{ "operation", "pivotroot", "mount" },
	{ "operation", "userns_create", "userns" },
	{ "operation", "change_profile", "change" },
	{ "operation", "change_hat", "change" },
	{ "name", NULL, "file" },
};

static const char *kind_of(struct line l)
{
	struct value v;

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (find(l, kinds[i].key, &v) && (!kinds[i].value || is(&v, kinds[i].value)))
			return kinds[i].kind;
	return "";
}

static int take_apparmor_name(struct line l, const char *kind, char **out)
{
	if (!strcmp(kind, "cap"))
		return take_plain(l, "capname", out);
	if (!strcmp(kind, "net"))
		return take_pair(l, "family", "sock_type", out);
	if (!strcmp(kind, "signal") || !strcmp(kind, "ptrace"))
		return take_chosen(l, "peer", out);
	return take_chosen(l, "name", out);
}

/* AUDIT and ALLOWED were allowed, STATUS and the like are about the module itself. */
static int read_apparmor(struct line l, const struct value *verdict, struct audit_entry *out)
{
	const char *kind = kind_of(l);

	if (!is(verdict, "DENIED") && !is(verdict, "KILLED") && !is(verdict, "ALLOWED") && !is(verdict, "AUDIT"))
		return -ENOENT;
	out->source = AUDIT_FROM_APPARMOR;
	out->denied = is(verdict, "DENIED") || is(verdict, "KILLED");
	out->pid = number_of(l, "pid", 10);
	if (take_text(kind, &out->kind) || take_chosen(l, "profile", &out->profile) ||
	    take_plain(l, "operation", &out->operation) || take_apparmor_name(l, kind, &out->name) ||
	    take_plain(l, "requested_mask", &out->asked))
		return -ENOMEM;
	return take_plain(l, "denied_mask", &out->denied_mask);
}

/* The words within the braces. */
static int take_asked(const char *open, const char *close, char **out)
{
	_buf_ struct buf b = BUF_INIT;

	while (open < close && is_space(*open))
		open++;
	while (close > open && is_space(close[-1]))
		close--;
	text_escape(&b, open, (size_t)(close - open));
	*out = buf_take(&b);
	return *out ? 0 : -ENOMEM;
}

/* "avc:  denied  { read } for  pid=1 comm=..." */
static int read_selinux(struct line l, struct audit_entry *out)
{
	struct value verdict, path;
	const char *open, *close;

	skip_spaces(&l);
	word(&l);
	skip_spaces(&l);
	verdict = word(&l);
	open = memchr(l.at, '{', (size_t)(l.end - l.at));
	close = open ? memchr(open, '}', (size_t)(l.end - open)) : NULL;
	if (!close || (!is(&verdict, "denied") && !is(&verdict, "granted")))
		return -ENOENT;
	l.at = close + 1;
	out->source = AUDIT_FROM_SELINUX;
	out->denied = is(&verdict, "denied") && !number_of(l, "permissive", 10);
	out->pid = number_of(l, "pid", 10);
	if (take_asked(open + 1, close, &out->asked) ||
	    take_chosen(l, find(l, "path", &path) ? "path" : "name", &out->name))
		return -ENOMEM;
	if (take_plain(l, "scontext", &out->scontext) || take_plain(l, "tcontext", &out->tcontext))
		return -ENOMEM;
	return take_plain(l, "tclass", &out->tclass);
}

/* The line names no process. */
static int read_landlock(struct line l, struct audit_entry *out)
{
	out->source = AUDIT_FROM_LANDLOCK;
	out->denied = true;
	return take_plain(l, "blockers", &out->operation) || take_chosen(l, "path", &out->name) ? -ENOMEM : 0;
}

static int read_seccomp(struct line l, struct audit_entry *out)
{
	static const uint32_t log_action = 0x7ffc0000u; /* SECCOMP_RET_LOG */
	struct value v;
	uint64_t n;

	out->source = AUDIT_FROM_SECCOMP;
	out->code = number_of(l, "code", 16);
	out->denied = out->code != log_action;
	out->signal = number_of(l, "sig", 10);
	out->arch = number_of(l, "arch", 16);
	out->pid = number_of(l, "pid", 10);
	out->syscall = find(l, "syscall", &v) && number(&v, 10, &n) && n <= INT32_MAX ? (int64_t)n : -1;
	return 0;
}

static int read_avc(struct line l, struct audit_entry *out)
{
	struct line rest = l;
	struct value v;

	if (find(l, "apparmor", &v))
		return read_apparmor(l, &v, out);
	skip_spaces(&rest);
	v = word(&rest);
	return is(&v, "avc:") ? read_selinux(l, out) : -ENOENT;
}

static int read_line(uint32_t type, struct line l, struct audit_entry *out)
{
	if (type == AUDIT_SECCOMP)
		return read_seccomp(l, out);
	if (type == AUDIT_LANDLOCK_ACCESS)
		return read_landlock(l, out);
	/* AppArmor has a range of its own, too, but writes AVC. */
	if (type == AUDIT_AVC || type == AUDIT_USER_AVC || (type >= 1500 && type < 1600))
		return read_avc(l, out);
	return -ENOENT;
}

static int fill_absent(struct audit_entry *e)
{
	char **const texts[] = { &e->kind, &e->profile, &e->operation, &e->name, &e->asked, &e->denied_mask,
		&e->scontext,
				 &e->tcontext, &e->tclass };

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		if (!*texts[i] && take_text("", texts[i]))
			return -ENOMEM;
	return 0;
}

int audit_parse(const struct lc_audit *record, struct audit_entry *out)
{
	_audit_entry_ struct audit_entry entry = { .syscall = -1 };
	struct line l = { record->text, record->text + (record->size < LC_AUDIT_LEN ? record->size : LC_AUDIT_LEN) };
	int r = take_stamp(&l, &entry);

	if (!r)
		r = read_line(record->type, l, &entry);
	if (!r)
		r = take_chosen(l, "comm", &entry.comm);
	if (!r)
		r = fill_absent(&entry);
	if (r)
		return r;
	*out = entry;
	entry = (struct audit_entry){ 0 };
	return 0;
}

void audit_entry_free(struct audit_entry *e)
{
	free(e->comm);
	free(e->kind);
	free(e->profile);
	free(e->operation);
	free(e->name);
	free(e->asked);
	free(e->denied_mask);
	free(e->scontext);
	free(e->tcontext);
	free(e->tclass);
	*e = (struct audit_entry){ 0 };
}
