/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The linux.seccomp object of the OCI runtime specification, and its pieces
 * for the format of Docker and Podman.
 */
#ifndef LC_EMIT_SECCOMP_JSON_H
#define LC_EMIT_SECCOMP_JSON_H

#include "core/plan.h"
#include "emit/call.h"
#include "emit/jsonout.h"

/* New objects, owned by the caller; NULL when out of memory. */
json_t *seccomp_json(const struct plan *plan);	    /* all of linux.seccomp */
json_t *seccomp_json_head(void);		    /* the default action alone */
json_t *seccomp_json_allow(json_t *names);	    /* takes names over; an entry of syscalls[] */
json_t *seccomp_json_clone(void);		    /* an entry: clone without new namespaces */

/* Whether clone is on the list and gets its own entry. */
bool seccomp_json_has_masked_clone(const struct plan *plan, const struct calls *calls);

#endif
