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

/* Whose the set is: "of 2 containers together (db, web) and of what ran beside them"; nothing if it is of one thing. */
void owners_union(const struct plan *plan, struct buf *out);

#endif
