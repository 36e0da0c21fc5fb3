/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Block YAML into a buf, by libyaml. Every text is quoted, so that none is
 * read as a number, a truth value or an anchor. The first failure is kept in out->failed.
 */
#ifndef LC_EMIT_YAMLOUT_H
#define LC_EMIT_YAMLOUT_H

#include <stdbool.h>
#include <stdint.h>
#include <yaml.h>

#include "base/buf.h"
#include "base/guard.h"

struct yamlout {
	yaml_emitter_t emitter;
	struct buf *out;
};

#define YAMLOUT_INIT { 0 }

/* Around the outermost mapping. */
void yamlout_start(struct yamlout *y, struct buf *out);
void yamlout_end(struct yamlout *y);
void yamlout_free(struct yamlout *y);
#define _yamlout_ _cleanup_(yamlout_free)

void yamlout_open_map(struct yamlout *y);
void yamlout_close_map(struct yamlout *y);
void yamlout_open_list(struct yamlout *y);
void yamlout_close_list(struct yamlout *y);
void yamlout_key(struct yamlout *y, const char *key); /* a word of the format */
void yamlout_text(struct yamlout *y, const char *text); /* anything; as key or value */
void yamlout_bool(struct yamlout *y, bool value);
void yamlout_number(struct yamlout *y, uint64_t value);
/* Two keys of a mapping: everything is dropped, then set is added. */
void yamlout_caps(struct yamlout *y, const char *drop_key, const char *add_key, uint64_t set);

#endif
