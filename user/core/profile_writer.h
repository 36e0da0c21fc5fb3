/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the parts of the profile writer share: core/profile_write.c has the
 * layout, the recording and its programs, core/profile_write_checks.c the
 * checks, core/profile_write_context.c the rest.
 */
#ifndef LC_CORE_PROFILE_WRITER_H
#define LC_CORE_PROFILE_WRITER_H

#include <jansson.h>

#include "core/profile.h"

/* A json_t that is NULL is memory that ran out while it was made: all of these take it and pass it on. */

void writer_dump(struct buf *out, json_t *json, size_t flags); /* drops json */

/* One element of a list on a line of its own. */
void writer_line(struct buf *out, const char *indent, bool first, json_t *json);

/* Before such an element that is spelled by hand, of these. */
void writer_next(struct buf *out, const char *indent, bool first);
void writer_digits(struct buf *out, uint64_t value); /* as writer_number() */
void writer_text(struct buf *out, const char *text);
void writer_syscall_text(struct buf *out, enum lc_abi abi, uint32_t nr);

/* One member of the outermost object on a line of its own; not the last. */
void writer_member(struct buf *out, const char *key, json_t *json);

void writer_close_list(struct buf *out, const char *indent, bool empty);

/* Puts value under key; drops the object and gives NULL when memory ran out. */
json_t *writer_set(json_t *object, const char *key, json_t *value);
json_t *writer_append(json_t *list, json_t *value);

json_t *writer_number(uint64_t value);
json_t *writer_capability(uint32_t cap);
json_t *writer_capabilities(uint64_t set);
json_t *writer_syscall(enum lc_abi abi, uint32_t nr);
json_t *writer_words(char *const *words, size_t n); /* up to the first NULL */

void writer_checks(struct buf *out, const struct profile *p);

/* The members that follow, each with the comma before it; nothing where there is nothing to say. */
void writer_refusals(struct buf *out, const struct profile *p);
void writer_context(struct buf *out, const struct profile *p);
void writer_owners(struct buf *out, const struct profile *p);
void writer_privileges(struct buf *out, const struct profile *p);
void writer_arguments(struct buf *out, const struct profile *p);

/* The member "file" of a program on a line of its own, not the last; nothing where there is nothing to say. */
void writer_file(struct buf *out, const struct program_file *file);
void writer_proof(struct buf *out, const struct proof *proof);

#endif
