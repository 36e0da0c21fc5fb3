// SPDX-License-Identifier: BSD-2-Clause
/*
 * Fuzzes lines of the audit log: the first two bytes are the type, the rest the text. What is read is clean text, and
 * makes a verdict whose texts are clean, too.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "core/layer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool claim, const char *what)
{
	if (claim)
		return;
	fprintf(stderr, "not so: %s\n", what);
	abort();
}

static void check_texts(const struct audit_entry *e)
{
	const char *const texts[] = { e->comm, e->kind, e->profile, e->operation, e->name, e->asked, e->denied_mask,
				      e->scontext, e->tcontext, e->tclass };

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		demand(texts[i] && text_is_clean(texts[i]), "each text is there and clean");
}

static void check_verdict(const struct audit_entry *e)
{
	static struct lc_denial denial = { .id = 1, .error = EACCES, .by = LC_REFUSER_OTHER, .nr = 257 };
	struct layer_case c = { .denial = &denial, .audit = e, .exe = "" };
	_layer_verdict_ struct layer_verdict v = { 0 };

	demand(layer_judge(&c, &v) == 0, "there is a verdict");
	demand(text_is_clean(v.object) && text_is_clean(v.detail) && text_is_clean(v.fix), "its texts are clean");
	demand(e->denied || v.confidence == CONFIDENCE_INFERRED, "what was only logged is no evidence");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lc_audit record = { 0 };
	struct audit_entry e;
	int r;

	if (size < 2)
		return 0;
	record.type = (uint32_t)data[0] << 8 | data[1];
	record.size = size - 2 < LC_AUDIT_LEN ? (uint32_t)size - 2 : LC_AUDIT_LEN;
	memcpy(record.text, data + 2, record.size);
	r = audit_parse(&record, &e);
	demand(!r || r == -ENOENT || r == -EBADMSG, "it is read, or not");
	if (r)
		return 0;
	check_texts(&e);
	check_verdict(&e);
	audit_entry_free(&e);
	return 0;
}
