/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The linux.seccomp object of the OCI runtime specification, and its pieces
 * for the format of Docker and Podman.
 */
#ifndef LC_EMIT_SECCOMP_JSON_H
#define LC_EMIT_SECCOMP_JSON_H

#include <jansson.h>

#include "base/buf.h"
#include "core/plan.h"
#include "emit/call.h"

/* New objects, owned by the caller; NULL when out of memory. */
json_t *seccomp_json(const struct plan *plan);	    /* all of linux.seccomp */
json_t *seccomp_json_head(void);		    /* the default action alone */
json_t *seccomp_json_allow(json_t *names);	    /* takes names over; an entry of syscalls[] */
json_t *seccomp_json_clone(void);		    /* an entry: clone without new namespaces */
const char *seccomp_json_arch(enum lc_abi abi);	    /* "SCMP_ARCH_X86_64" */

/* Whether clone is on the list and gets its own entry. */
bool seccomp_json_has_masked_clone(const struct plan *plan, const struct calls *calls);

/* Writes value with two spaces of indent and frees it; NULL counts as out of memory. 0 or -ENOMEM. */
int seccomp_json_write(json_t *value, struct buf *out);

#define _json_ _cleanup_(seccomp_json_free)
static inline void seccomp_json_free(json_t **value)
{
	json_decref(*value);
}

#endif
