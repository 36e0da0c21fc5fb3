/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A plan's name as Kubernetes lets an object be called: a label of RFC 1123.
 */
#ifndef LC_EMIT_SPO_NAME_H
#define LC_EMIT_SPO_NAME_H

#define SPO_NAME_ROOM 64

/* Lower-case letters, digits and inner hyphens, at most 63; "profile" where nothing of it is left. */
void spo_name(const char *name, char room[SPO_NAME_ROOM]);

#endif
