/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the parts of the profile reader share: core/profile_read.c has the
 * file and what is about the recording, core/profile_read_programs.c the rest.
 */
#ifndef LC_CORE_PROFILE_READER_H
#define LC_CORE_PROFILE_READER_H

#include "core/node.h"
#include "core/profile.h"

/* An id and where its program stands, to be searched by id. */
struct known {
	uint32_t id;
	size_t index;
};

struct reader {
	struct profile *profile;
	struct known *known; /* by id */
};

/* A syscall by name, or by number where it has no name. */
int reader_syscall(const struct node *n, enum lc_abi abi, uint32_t *out);

/* 0, -EINVAL with fail(), or -ENOMEM. Fills .known as well. */
int reader_programs(const struct node *root, struct reader *reader);

bool reader_knows(const struct reader *r, uint32_t id);

#endif
