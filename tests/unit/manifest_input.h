/* SPDX-License-Identifier: BSD-2-Clause */
/* Manifests written down in a test: read, judged and put right in one call each. */
#ifndef LC_TESTS_UNIT_MANIFEST_INPUT_H
#define LC_TESTS_UNIT_MANIFEST_INPUT_H

#include "base/buf.h"
#include "base/fail.h"
#include "core/manifest.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static inline struct manifest *read_manifest(const char *text, const char *name)
{
	struct manifest *m = NULL;
	int r;

	fail_clear();
	r = manifest_parse(text, strlen(text), name, &m);
	if (r)
		print_error("%s\n", fail_message());
	assert_int_equal(r, 0);
	return m;
}

/* "line severity rule: subject: message", one a line. */
static inline char *findings_of(const struct manifest *m, const struct plan *plan)
{
	_findings_ struct findings all = { 0 };
	struct buf b = BUF_INIT;

	assert_int_equal(manifest_judge(m, plan, &all), 0);
	buf_add(&b, "");
	for (size_t i = 0; i < all.n; i++)
		buf_addf(&b, "%u %s %s: %s: %s\n", all.at[i].line, severity_name(all.at[i].severity),
			 all.at[i].rule->id, all.at[i].subject, all.at[i].message);
	return buf_take(&b);
}

/* Whether a finding of this rule stands at this line with these words in its message. */
static inline bool is_found(const char *text, const char *name, const struct plan *plan, const char *rule,
			    unsigned int line, enum severity severity, const char *words)
{
	_manifest_ struct manifest *m = read_manifest(text, name);
	_findings_ struct findings all = { 0 };

	assert_int_equal(manifest_judge(m, plan, &all), 0);
	for (size_t i = 0; i < all.n; i++) {
		const struct finding *f = &all.at[i];

		if (!strcmp(f->rule->id, rule) && f->line == line && f->severity == severity &&
		    strstr(f->message, words))
			return true;
	}
	return false;
}

static inline bool has_rule(const char *text, const char *name, const struct plan *plan, const char *rule)
{
	_manifest_ struct manifest *m = read_manifest(text, name);
	_free_ char *all = findings_of(m, plan);
	_buf_ struct buf b = BUF_INIT;

	buf_addf(&b, " %s: ", rule);
	return strstr(all, buf_text(&b)) != NULL;
}

#endif
