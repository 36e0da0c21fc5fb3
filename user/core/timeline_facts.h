/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the live view remembers: the checks that events name, what their
 * addresses are called, whose files the programs are. Texts never change or move once they are known.
 */
#ifndef LC_CORE_TIMELINE_FACTS_H
#define LC_CORE_TIMELINE_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bpf/event.h"
#include "core/decode.h"
#include "core/fact.h"
#include "core/profile.h"

struct live_symbol {
	uint64_t ip;
	char *name; /* escaped, without what the compiler appends */
	UT_hash_handle hh;
};

/* A check by its id. */
struct live_check {
	uint32_t id;
	struct lc_check record;
	const char *frames[LC_FRAMES]; /* of symbols, from the capability module outwards */
	size_t nframes;
	const char *site;    /* "" if not known */
	size_t named_with;   /* one more than symbols were known when .frames was made; SIZE_MAX: it is complete */
	struct lc_stack *user_stack; /* NULL: none */
	bool told;	     /* an event of it */
	UT_hash_handle hh;
};

struct live_facts {
	struct live_symbol *symbols;
	struct live_check *checks;
	char *exe[LC_MAX_PROGRAMS + 1]; /* escaped; NULL or not "" */
	uint32_t flags[LC_MAX_PROGRAMS + 1]; /* LC_PROGRAM_* */
	struct program_file *file[LC_MAX_PROGRAMS + 1]; /* NULL: it gives nothing, as far as is known */
};

/* Takes a LC_PROGRAM, LC_FILE of one, LC_CHECK, LC_SYMBOL or LC_STACK; ignores any other. 0 or -ENOMEM. */
int live_facts_feed(struct live_facts *f, const union record *r);

/* NULL if none was told. Its names are looked up. */
struct live_check *live_facts_check(struct live_facts *f, uint32_t id);

/* "" if not known. slot with or without a chapter. */
const char *live_facts_exe(const struct live_facts *f, uint32_t slot);

void live_facts_clear(struct live_facts *f);

#endif
