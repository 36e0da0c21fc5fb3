/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The rows behind core/site.h, in five files by subject, and the words they
 * are written in. Only core/site.c reads them.
 */
#ifndef LC_CORE_SITE_TABLE_H
#define LC_CORE_SITE_TABLE_H

#include "core/site.h"

struct site_part {
	const struct site *rows;
	size_t n;
};
extern const struct site_part site_task_part, site_file_part, site_system_part, site_bpf_part, site_net_part;

/* Silent; safe to drop. */
#define PROBE(symbol, cap, without, source) { symbol, NULL, cap, CLASS_PROBE, true, -1, without, source }
/* Asked before it is known to matter; OK: and never changes the result. */
#define EARLY(symbol, cap, without, source) { symbol, NULL, cap, CLASS_EARLY, false, -1, without, source }
#define EARLY_OK(symbol, cap, without, source) { symbol, NULL, cap, CLASS_EARLY, true, -1, without, source }
/* One of several that do; NARROW: this one is wider than need be. */
#define EITHER(symbol, cap, without, source) \
	{ symbol, NULL, cap, CLASS_ALTERNATIVE, false, -1, without, source }
#define NARROW(symbol, cap, narrow, without, source) \
	{ symbol, NULL, cap, CLASS_ALTERNATIVE, false, narrow, without, source }
#define LIMIT(symbol, cap, without, source) { symbol, NULL, cap, CLASS_LIMIT, false, -1, without, source }
#define NEED(symbol, cap, without, source) { symbol, NULL, cap, CLASS_DECISIVE, false, -1, without, source }
/* The same place, reached through a caller that makes it another question. */
#define PROBE_VIA(symbol, via, cap, without, source) \
	{ symbol, via, cap, CLASS_PROBE, true, -1, without, source }
#define EARLY_VIA(symbol, via, cap, without, source) \
	{ symbol, via, cap, CLASS_EARLY, false, -1, without, source }
#define EITHER_VIA(symbol, via, cap, without, source) \
	{ symbol, via, cap, CLASS_ALTERNATIVE, false, -1, without, source }
#define NEED_VIA(symbol, via, cap, without, source) \
	{ symbol, via, cap, CLASS_DECISIVE, false, -1, without, source }

/* The same with a trait. */
#define PROBE_VIA_THAT(symbol, via, trait, cap, without, source) \
	{ symbol, via, cap, CLASS_PROBE, true, -1, without, source, trait }
#define EARLY_OK_VIA(symbol, via, cap, without, source) \
	{ symbol, via, cap, CLASS_EARLY, true, -1, without, source }
#define SHOWN(symbol, class, cap, without, source) \
	{ symbol, NULL, cap, class, true, -1, without, source, TRAIT_SHOWN }
#define EARLY_THAT(symbol, trait, cap, without, source) \
	{ symbol, NULL, cap, CLASS_EARLY, false, -1, without, source, trait }
#define EITHER_THAT(symbol, trait, cap, without, source) \
	{ symbol, NULL, cap, CLASS_ALTERNATIVE, false, -1, without, source, trait }
#define EITHER_VIA_THAT(symbol, via, trait, cap, without, source) \
	{ symbol, via, cap, CLASS_ALTERNATIVE, false, -1, without, source, trait }
#define NEED_VIA_THAT(symbol, via, trait, cap, without, source) \
	{ symbol, via, cap, CLASS_DECISIVE, false, -1, without, source, trait }
/* A narrow one and the wide one that is asked for after it. */
#define PAIR(symbol, cap, without, source)       \
	EITHER(symbol, cap, without, source),    \
	NARROW(symbol, CAP_SYS_ADMIN, cap, without, source)
/* The same, both asked for only past a limit. */
#define LIMIT_PAIR(symbol, cap, without, source) \
	LIMIT(symbol, cap, without, source),     \
	LIMIT(symbol, CAP_SYS_ADMIN, without, source)

#define EPERM_TEXT "EPERM"
#define EACCES_TEXT "EACCES"
#define MEMLOCK "RLIMIT_MEMLOCK is enforced"
#define OVER_MEMLOCK "ENOMEM or EPERM past RLIMIT_MEMLOCK"

#endif
