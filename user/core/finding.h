/* SPDX-License-Identifier: BSD-2-Clause */
/* What an audit finds: of processes, files and manifests alike. */
#ifndef LC_CORE_FINDING_H
#define LC_CORE_FINDING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/guard.h"

enum severity { SEVERITY_NOTE, SEVERITY_LOW, SEVERITY_MEDIUM, SEVERITY_HIGH, SEVERITIES };
const char *severity_name(enum severity severity); /* "note", "low", "medium", "high" */

/* A kind of finding; a table with a row each (core/finding_rules.c). */
struct finding_rule {
	const char *id;	   /* "capability-unused" */
	const char *title; /* half a sentence */
	const char *help;  /* why it matters, and the source of that: one or two sentences */
};
size_t finding_rules(void);
const struct finding_rule *finding_rule_at(size_t index);
const struct finding_rule *finding_rule_find(const char *id); /* NULL if unknown */

struct finding {
	const struct finding_rule *rule;
	enum severity severity;
	int cap;       /* that it is about; -1: none */
	char *subject; /* "nginx[812]", "/usr/bin/ping", "spec.containers[0] (web)"; escaped, as the rest */
	char *message; /* one sentence */
	char *attack;  /* what an attacker does with it; NULL: nothing to say */
	char *fix;     /* what to do; NULL */
	char *file;    /* where it is, of a manifest; NULL */
	unsigned int line; /* from 1; 0: not known */
};

struct findings {
	struct finding *at;
	size_t n, room;
	bool failed; /* out of memory; checked once, at the end */
};

/*
 * Adds one of a rule of the table. subject and message are copied; what may hold foreign bytes must be escaped already.
 * The result is for the other texts (strdup()ed by finding_set()) until the next is added; NULL when out of memory,
 * which finding_set() takes.
 */
struct finding *findings_add(struct findings *f, const char *rule, enum severity severity, const char *subject,
			     const char *format, ...) __attribute__((format(printf, 5, 6)));
void finding_set(struct findings *f, char **field, const char *text); /* field may be NULL */

/* What it says, what an attacker does with it and how it is put right, as sentences one after the other. */
void finding_text(const struct finding *finding, struct buf *out);

/* The dangerous first, then by subject and rule; what is twice once. */
void findings_sort(struct findings *f);

/* How many are at least as severe. */
size_t findings_count(const struct findings *f, enum severity from);

void findings_free(struct findings *f);
#define _findings_ _cleanup_(findings_free)

#endif
