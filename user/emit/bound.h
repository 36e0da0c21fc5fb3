/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What conditions on arguments come to, for targets whose lists of calls know none, but which have settings of their
 * own for namespaces, families of sockets and personalities.
 */
#ifndef LC_EMIT_BOUND_H
#define LC_EMIT_BOUND_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "core/ruleset.h"

#define BOUND_NAMESPACES UINT64_C(0x7e020000) /* CALL_CLONE_NAMESPACES */
#define BOUND_FAMILIES 64

/*
 * The CLONE_NEW* that clone, unshare and setns let through; all where one of them has no condition or the calls let
 * through clone3, whose flags no filter sees. rules: as ruleset_make() gives them.
 */
uint64_t bound_namespaces(const struct ruleset *rules);

/* Set of 1 << AF_*, all of them with a name; false: socket is not let through, or not bound by that alone. */
bool bound_families(const struct ruleset *rules, uint64_t *out);

/* Whether personality is let through, and only to ask or to set the default. */
bool bound_personality(const struct ruleset *rules);

/* Whether a name is let through, and never without a condition. */
bool bound_by_arguments(const struct ruleset *rules, const char *name);

/* " clone prctl": such names but those that one of the first three settles for the caller. */
void bound_others(const struct ruleset *rules, bool families_settled, struct buf *out);

/* The members of a set: "net mnt", "AF_INET AF_UNIX" (or in small letters, without AF_), with the separator between. */
void bound_namespace_names(uint64_t set, const char *separator, struct buf *out);
void bound_family_names(uint64_t set, bool lower, const char *separator, struct buf *out);

#endif
