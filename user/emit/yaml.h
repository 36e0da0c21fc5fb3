/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Block YAML into a buf, by libyaml. Every text is quoted, so that none is
 * read as a number, a truth value or an anchor. The first failure is kept in out->failed.
 */
#ifndef LC_EMIT_YAML_H
#define LC_EMIT_YAML_H

#include <stdbool.h>
#include <yaml.h>

#include "base/buf.h"
#include "base/guard.h"
#include "emit/caplist.h"

struct yaml {
	yaml_emitter_t emitter;
	struct buf *out;
};

#define YAML_INIT { 0 }

void yaml_start(struct yaml *y, struct buf *out);
void yaml_end(struct yaml *y); /* after the outermost mapping */
void yaml_free(struct yaml *y);
#define _yaml_ _cleanup_(yaml_free)

void yaml_open_map(struct yaml *y);
void yaml_close_map(struct yaml *y);
void yaml_open_list(struct yaml *y);
void yaml_close_list(struct yaml *y);
void yaml_key(struct yaml *y, const char *key); /* a word of the format */
void yaml_text(struct yaml *y, const char *text); /* anything; as key or value */
void yaml_bool(struct yaml *y, bool value);
void yaml_caps(struct yaml *y, uint64_t set, caplist_speller *spell); /* a list */

#endif
