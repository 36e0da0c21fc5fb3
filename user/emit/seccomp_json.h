/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The linux.seccomp object of the OCI runtime specification, and its pieces
 * for the format of Docker and Podman.
 */
#ifndef LC_EMIT_SECCOMP_JSON_H
#define LC_EMIT_SECCOMP_JSON_H

#include "core/plan.h"
#include "emit/jsonout.h"
#include "emit/seccomp_entry.h"

/* One list for all ABIs of a machine; numbers end at INT64_MAX. */
#define SECCOMP_JSON_SHAPE (RULESET_ONE_LIST | RULESET_63_BITS | RULESET_ONE_MACHINE)

/* New objects, owned by the caller; NULL when out of memory. */
json_t *seccomp_json(const struct plan *plan);	     /* all of linux.seccomp */
json_t *seccomp_json_head(struct sys_answer deny);   /* the default action alone */
json_t *seccomp_json_entry(const struct seccomp_entry *entry); /* of syscalls[] */

#endif
