// SPDX-License-Identifier: BSD-2-Clause
/* Knows how to drive libyaml's emitter. */
#include "emit/yamlout.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "emit/caplist.h"

#define WIDTH 110

static int write_out(void *data, unsigned char *bytes, size_t n)
{
	struct buf *out = data;

	buf_add_bytes(out, bytes, n);
	return !out->failed;
}

/* made: whether the event could be initialised; then it is freed in any case. */
static void emit(struct yamlout *y, yaml_event_t *event, int made)
{
	if (made && y->out->failed)
		yaml_event_delete(event);
	else if (!made || !yaml_emitter_emit(&y->emitter, event))
		y->out->failed = true;
}

void yamlout_start(struct yamlout *y, struct buf *out)
{
	yaml_event_t event;

	y->out = out;
	if (!yaml_emitter_initialize(&y->emitter)) {
		out->failed = true;
		return;
	}
	yaml_emitter_set_output(&y->emitter, write_out, out);
	yaml_emitter_set_unicode(&y->emitter, 1);
	yaml_emitter_set_width(&y->emitter, WIDTH);
	emit(y, &event, yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING));
	emit(y, &event, yaml_document_start_event_initialize(&event, NULL, NULL, NULL, 1));
	yamlout_open_map(y);
}

void yamlout_end(struct yamlout *y)
{
	yaml_event_t event;

	yamlout_close_map(y);
	emit(y, &event, yaml_document_end_event_initialize(&event, 1));
	emit(y, &event, yaml_stream_end_event_initialize(&event));
}

void yamlout_free(struct yamlout *y)
{
	yaml_emitter_delete(&y->emitter);
}

void yamlout_open_map(struct yamlout *y)
{
	yaml_event_t event;

	emit(y, &event, yaml_mapping_start_event_initialize(&event, NULL, NULL, 1, YAML_BLOCK_MAPPING_STYLE));
}

void yamlout_close_map(struct yamlout *y)
{
	yaml_event_t event;

	emit(y, &event, yaml_mapping_end_event_initialize(&event));
}

void yamlout_open_list(struct yamlout *y)
{
	yaml_event_t event;

	emit(y, &event,
	     yaml_sequence_start_event_initialize(&event, NULL, NULL, 1, YAML_BLOCK_SEQUENCE_STYLE));
}

void yamlout_close_list(struct yamlout *y)
{
	yaml_event_t event;

	emit(y, &event, yaml_sequence_end_event_initialize(&event));
}

static void scalar(struct yamlout *y, const char *text, yaml_scalar_style_t style)
{
	yaml_event_t event;
	int plain = style == YAML_PLAIN_SCALAR_STYLE;

	/* Valid UTF-8 is all that can fail here beside memory; every text of a plan was escaped. */
	emit(y, &event,
	     yaml_scalar_event_initialize(&event, NULL, NULL, (const yaml_char_t *)text, strlen(text), plain,
					  !plain, style));
}

void yamlout_key(struct yamlout *y, const char *key)
{
	scalar(y, key, YAML_PLAIN_SCALAR_STYLE);
}

void yamlout_text(struct yamlout *y, const char *text)
{
	scalar(y, text, YAML_DOUBLE_QUOTED_SCALAR_STYLE);
}

void yamlout_bool(struct yamlout *y, bool value)
{
	scalar(y, value ? "true" : "false", YAML_PLAIN_SCALAR_STYLE);
}

void yamlout_number(struct yamlout *y, uint64_t value)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%" PRIu64, value);
	scalar(y, digits, YAML_PLAIN_SCALAR_STYLE);
}

void yamlout_caps(struct yamlout *y, const char *drop_key, const char *add_key, uint64_t set)
{
	char room[32];

	yamlout_key(y, drop_key);
	yamlout_open_list(y);
	yamlout_text(y, "ALL");
	yamlout_close_list(y);
	if (!set)
		return;
	yamlout_key(y, add_key);
	yamlout_open_list(y);
	for (unsigned int cap = 0; cap < CAP_ROOM; cap++) {
		if (caplist_has(set, cap))
			yamlout_text(y, cap_short_name(cap, room));
	}
	yamlout_close_list(y);
}
