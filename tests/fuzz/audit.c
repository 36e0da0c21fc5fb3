// SPDX-License-Identifier: BSD-2-Clause
/*
 * Fuzzes an audit: any bytes as a stream of records of owners, holders and files. Whatever they are, it is judged; the
 * text is harmless, JSON and SARIF can be read again and have each finding.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "emit/audit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool claim, const char *what)
{
	if (claim)
		return;
	fprintf(stderr, "not so: %s\n", what);
	abort();
}

/* The kinds an audit takes. A record of them is as long as its kind says: the rest of the input is 0. */
static const struct {
	uint16_t kind, len;
} kinds[] = {
	{ LC_HOLDER, sizeof(struct lc_holder) },
	{ LC_OWNER, sizeof(struct lc_owner) },
	{ LC_LABEL, sizeof(struct lc_label) },
	{ LC_FILE, sizeof(struct lc_file) },
};

/* First byte: which kind; second: in eighths of the record, how much of it the input gives. Returns the bytes used. */
static size_t feed_one(struct audit *a, const uint8_t *data, size_t size)
{
	union {
		struct lc_head head;
		uint8_t bytes[sizeof(struct lc_file)];
	} r = { 0 };
	unsigned int which = data[0] % ARRAY_SIZE(kinds);
	size_t take = (size_t)kinds[which].len * (data[1] % 8 + 1) / 8;

	if (take > size - 2)
		take = size - 2;
	memcpy(r.bytes, data + 2, take);
	r.head.kind = kinds[which].kind;
	r.head.len = kinds[which].len;
	audit_feed(a, &r, kinds[which].len);
	return take + 2;
}

static size_t count_members(const struct buf *text, const char *first, const char *second)
{
	json_t *root = json_loads(buf_text(text), JSON_REJECT_DUPLICATES, NULL);
	const json_t *list;
	size_t n;

	demand(root, "it is JSON");
	list = json_object_get(root, first);
	if (second)
		list = json_object_get(json_array_get(list, 0), second);
	n = json_array_size(list);
	json_decref(root);
	return n;
}

static void check_texts(const struct audit *a)
{
	static const struct emit_style style = { .width = 80 };
	size_t n = audit_count(a, SEVERITY_NOTE);
	_buf_ struct buf text = BUF_INIT, json = BUF_INIT, sarif = BUF_INIT;

	demand(!emit_audit_text(a, &style, true, &text), "there is a text");
	for (const char *at = buf_text(&text); *at; at++)
		demand(*at == '\n' || (*at >= 0x20 && *at < 0x7f), "the text is harmless");
	demand(!emit_audit_json(a, &json), "there is JSON");
	demand(count_members(&json, "findings", NULL) == n, "each finding is in it");
	demand(!emit_audit_sarif(a, "1", &sarif), "there is SARIF");
	demand(count_members(&sarif, "runs", "results") == n, "each finding is a result");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct audit_options options = { .pid_ns = 1, .cap_last = 40 };
	_audit_ struct audit *a = NULL;

	if (size > 1 << 16 || audit_new(&a))
		return 0;
	if (size)
		options.whole = data[0] & 1;
	while (size > 2) {
		size_t used = feed_one(a, data, size);

		data += used;
		size -= used;
	}
	demand(!audit_judge(a, &options), "it is judged");
	check_texts(a);
	return 0;
}
