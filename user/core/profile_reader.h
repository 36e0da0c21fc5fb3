/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the parts of the profile reader share: core/profile_read.c has the
 * file and what is about the recording, core/profile_read_programs.c its
 * programs, core/profile_read_checks.c the checks, core/profile_read_context.c
 * and core/profile_read_proof.c the rest.
 */
#ifndef LC_CORE_PROFILE_READER_H
#define LC_CORE_PROFILE_READER_H

#include "core/node.h"
#include "core/profile.h"

struct reader {
	struct profile *profile;
};

/* Each of these: 0, -EINVAL with fail(), or -ENOMEM. */

/* A syscall by name, or by number where it has no name. */
int reader_syscall(const struct node *n, enum lc_abi abi, uint32_t *out);
/* The same as element index of a list that is the member key of n. */
int reader_syscall_element(const struct node *n, const char *key, struct node_list *list, size_t index, enum lc_abi abi,
			   uint32_t *out);

int reader_abi(const struct node *n, uint32_t *out);
int reader_errno(const struct node *n, const char *key, uint32_t *out); /* "0" as well */
int reader_capability(const struct node *n, uint32_t *out);
int reader_capabilities(const struct node *n, const char *key, uint64_t *out);
int reader_words(const struct node *n, const char *key, struct node_list *list, char **words);

/* Sorts the uses; one that is there twice is refused. key: the list they were read from. */
int reader_sort_uses(const struct node *n, const char *key, enum lc_abi abi, struct sysset *s);

/* Before the programs, which name them. */
int reader_owners(const struct node *root, struct profile *profile);
int reader_owner(const struct node *program, const struct profile *profile, uint32_t *out); /* 0 if there is none */
int reader_privileges(const struct node *root, struct reader *reader);
int reader_arguments(const struct node *root, struct reader *reader);
int reader_file(const struct node *program, struct program_file *file);

/* And its index. */
int reader_programs(const struct node *root, struct reader *reader);
int reader_checks(const struct node *root, struct reader *reader);
int reader_context(const struct node *root, struct reader *reader);
int reader_proof(const struct node *root, struct profile *profile);

bool reader_knows(const struct reader *r, uint32_t id);

/* The id of a program that is known under key. */
int reader_program(const struct node *n, const char *key, const struct reader *reader, uint32_t *out);

/* Whether an optional key is there; null is as good as not. */
static inline bool reader_has(const struct node *n, const char *key)
{
	return node_has(n, key) && !node_is_null(n, key);
}

#endif
