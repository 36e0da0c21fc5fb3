// SPDX-License-Identifier: BSD-2-Clause
/* Keeps findings, the dangerous first and each once. */
#include "core/finding.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const severity_names[] = {
	[SEVERITY_NOTE] = "note",
	[SEVERITY_LOW] = "low",
	[SEVERITY_MEDIUM] = "medium",
	[SEVERITY_HIGH] = "high",
};
static_assert(ARRAY_SIZE(severity_names) == SEVERITIES, "a severity has no name");

const char *severity_name(enum severity severity)
{
	return (unsigned int)severity < SEVERITIES ? severity_names[severity] : "unknown";
}

static void finding_clear(struct finding *finding)
{
	free(finding->subject);
	free(finding->message);
	free(finding->attack);
	free(finding->fix);
	free(finding->file);
}

static bool grow(struct findings *f)
{
	size_t room = f->room ? f->room * 2 : 16;
	struct finding *at;

	if (f->n < f->room)
		return true;
	at = reallocarray(f->at, room, sizeof(*at));
	if (!at)
		return false;
	f->at = at;
	f->room = room;
	return true;
}

static char *format_text(const char *format, va_list args)
{
	va_list again;
	char *text;
	int n;

	va_copy(again, args);
	n = vsnprintf(NULL, 0, format, again);
	va_end(again);
	text = n < 0 ? NULL : malloc((size_t)n + 1);
	if (text)
		vsnprintf(text, (size_t)n + 1, format, args);
	return text;
}

struct finding *findings_add(struct findings *f, const char *rule, enum severity severity, const char *subject,
			     const char *format, ...)
{
	struct finding made = { .rule = finding_rule_find(rule), .severity = severity, .cap = -1 };
	va_list args;

	made.subject = strdup(subject);
	va_start(args, format);
	made.message = format_text(format, args);
	va_end(args);
	if (!made.rule || !made.subject || !made.message || !grow(f)) {
		finding_clear(&made);
		f->failed = true;
		return NULL;
	}
	f->at[f->n] = made;
	return &f->at[f->n++];
}

void finding_set(struct findings *f, char **field, const char *text)
{
	_free_ char *old = NULL;
	char *copy;

	if (!field || !text)
		return;
	copy = strdup(text);
	if (!copy) {
		f->failed = true;
		return;
	}
	old = *field;
	*field = copy;
}

/* A message may be half a sentence. */
static void add_sentence(struct buf *out, const char *text)
{
	size_t n = strlen(text);

	buf_addf(out, "%s%s%s", out->size ? " " : "", text, n && strchr(".!?", text[n - 1]) ? "" : ".");
}

void finding_text(const struct finding *finding, struct buf *out)
{
	add_sentence(out, finding->message);
	if (finding->attack)
		add_sentence(out, finding->attack);
	if (finding->fix)
		buf_addf(out, " Fix: %s", finding->fix);
}

static int by_text(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

static int by_danger(const void *one, const void *two)
{
	const struct finding *a = one, *b = two;
	int r = (int)b->severity - (int)a->severity;

	r = r ? r : by_text(a->subject, b->subject);
	r = r ? r : by_text(a->rule->id, b->rule->id);
	r = r ? r : by_text(a->file, b->file);
	r = r ? r : (a->line > b->line) - (a->line < b->line);
	r = r ? r : (a->cap > b->cap) - (a->cap < b->cap);
	r = r ? r : by_text(a->message, b->message);
	r = r ? r : by_text(a->fix, b->fix);
	return r ? r : by_text(a->attack, b->attack);
}

void findings_sort(struct findings *f)
{
	size_t kept = 0;

	if (f->n)
		qsort(f->at, f->n, sizeof(*f->at), by_danger);
	for (size_t i = 0; i < f->n; i++) {
		if (kept && !by_danger(&f->at[kept - 1], &f->at[i]))
			finding_clear(&f->at[i]);
		else
			f->at[kept++] = f->at[i];
	}
	f->n = kept;
}

size_t findings_count(const struct findings *f, enum severity from)
{
	size_t n = 0;

	for (size_t i = 0; i < f->n; i++)
		n += f->at[i].severity >= from;
	return n;
}

void findings_free(struct findings *f)
{
	for (size_t i = 0; i < f->n; i++)
		finding_clear(&f->at[i]);
	free(f->at);
	*f = (struct findings){ 0 };
}
