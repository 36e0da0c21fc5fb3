/* SPDX-License-Identifier: BSD-2-Clause */
/* The words for where programs ran: containers, pods, units. */
#ifndef LC_EMIT_OWNERS_H
#define LC_EMIT_OWNERS_H

#include "core/owner_group.h"
#include "core/plan.h"

/* "container 4fd1a1c2b7b9 of docker, image nginx:1.25, pod shop/web-0"; "unit"; "neither a container nor a unit" */
void owners_what(const struct owner_group *group, struct buf *out);

/* "3 processes were moved away from web, 1 process was moved into it"; nothing where none was. */
void owners_moves(const struct owner_group *group, struct buf *out);

/* "db, web and 3 more": the containers. */
void owners_containers(const struct owner_groups *groups, struct buf *out);

/* "the set is that of 2 containers together (db, web); --container NAME selects one"; nothing for one or none. */
void owners_union(const struct profile *profile, struct buf *out);

#endif
