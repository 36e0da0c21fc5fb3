/* SPDX-License-Identifier: BSD-2-Clause */
/* What core/denials.h remembers, for core/denials.c and for core/denials_audit.c, which finds the line of a call. */
#ifndef LC_CORE_DENIALS_FACTS_H
#define LC_CORE_DENIALS_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/denials.h"
#include "core/fact.h"

#define OBJECTS_MAX 256 /* of one call: two paths, with their links */
#define LINES_MAX 4096	/* of the audit log; the oldest go first */

/* .denial NULL: only its objects were told. */
struct refused_call {
	uint32_t key; /* lc_denial.id */
	struct lc_denial *denial;
	struct lc_object *objects;
	size_t nobjects;
	UT_hash_handle hh;
};

struct known_check {
	uint32_t key; /* lc_check.id */
	struct lc_check record;
	UT_hash_handle hh;
};

struct known_symbol {
	uint64_t key; /* address */
	char *name;
	UT_hash_handle hh;
};

struct setting_name {
	char text[LC_SETTING_LEN];
};
struct known_setting {
	struct setting_name key;
	char value[LC_SETTING_LEN];
	UT_hash_handle hh;
};

struct known_program {
	uint32_t key; /* slot */
	char *exe;
	UT_hash_handle hh;
};

struct known_process {
	uint32_t key; /* pid, as the loader counts */
	uint32_t stance;
	UT_hash_handle hh;
};

struct denials {
	struct refused_call *calls;
	struct known_check *checks;
	struct known_symbol *symbols;
	struct known_setting *settings;
	struct known_program *programs;
	struct known_process *processes;
	struct audit_entry *lines; /* in the order they came */
	size_t nlines, lines_room;
	/*
	 * CLOCK_REALTIME less CLOCK_BOOTTIME: by the session, or by the lines, each of which came after it was
	 * written.
	 */
	int64_t session_ahead, lines_ahead;
	bool has_session;
};

int denials_audit(struct denials *d, const struct lc_audit *r); /* 0 or -ENOMEM */

/* The line about that call; NULL: none. */
const struct audit_entry *denials_line(const struct denials *d, const struct refused_call *call);

void denials_lines_free(struct denials *d);

#endif
