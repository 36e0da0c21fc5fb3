/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the fold remembers of the records it was fed, for core/fold.c which
 * gathers it and core/fold_profile.c which makes a profile of it.
 */
#ifndef LC_CORE_FOLD_FACTS_H
#define LC_CORE_FOLD_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "bpf/event.h"
#include "core/fact.h"
#include "core/profile.h"

struct program_fact {
	uint32_t key; /* slot */
	struct lc_program record; /* merged */
	char *exe;		  /* "" until a record has a path */
	char *comm;
	UT_hash_handle hh;
};

/* Each .slot below that is not a program's own: with its chapter. */
struct call_key {
	uint32_t slot, abi, nr;
};

/* The calls of one program in one chapter, by ABI, then number: most facts are such, and are told in a row. */
struct call_fact {
	uint32_t abi, nr;
	uint64_t count, first_ns;
};
struct call_list {
	struct call_fact *at;
	uint32_t n, room;
};
#define CALL_LISTS (LC_CHAPTERS * (LC_MAX_PROGRAMS + 1))

/* What the kernel side keys its facts by. */
struct check_key {
	uint32_t slot, cap, flags, nr, abi, nframes;
	uint64_t ip[LC_FRAMES];
};
struct check_fact {
	struct check_key key;
	size_t index; /* how many there were before it */
	uint64_t count, first_ns;
	UT_hash_handle hh;
};

/* What is known of an id: its check may be told before or after its results. */
struct id_fact {
	uint32_t key;
	enum { ID_UNKNOWN, ID_VOID, ID_CHECK } of; /* of several the last of these */
	struct check_key check; /* ID_CHECK */
	uint64_t last_ns;
	UT_hash_handle hh;
};

struct result_key {
	uint32_t id, error;
};
struct result_fact {
	struct result_key key;
	uint64_t count;
	UT_hash_handle hh;
};

struct refusal_key {
	uint32_t slot, abi, nr, error, by;
};
struct refusal_fact {
	struct refusal_key key;
	uint64_t count, first_ns;
	UT_hash_handle hh;
};

/* The first refused call of its kind that was told of. */
struct denial_fact {
	struct refusal_key key;
	uint32_t id; /* lc_denial.id, in fold.denials */
	UT_hash_handle hh;
};

struct owner_fact {
	uint32_t key; /* lc_owner.id */
	struct lc_owner record; /* merged; .h.kind 0: not told yet */
	char *cgroup;		/* escaped; NULL until it is told */
	char *label[LC_LABELS]; /* escaped */
	UT_hash_handle hh;
};

struct privilege_key {
	uint32_t slot, nr, abi, flags, euid_before, euid_after, securebits, reserved;
	uint64_t gained, lost, ambient;
};
struct privilege_fact {
	struct privilege_key key;
	uint64_t bounding_lost; /* dropped one by one: all of them */
	uint64_t count, first_ns;
	UT_hash_handle hh;
};

struct file_fact {
	uint32_t key; /* slot */
	struct program_file file; /* merged */
	UT_hash_handle hh;
};

/* A call that never worked, with its chapter. */
struct failed_fact {
	struct call_key key;
	uint32_t error;
	uint64_t count, first_ns;
	UT_hash_handle hh;
};

struct values_key {
	uint32_t slot, abi, nr, index;
};
struct values_fact {
	struct values_key key;
	struct value_set set; /* merged; its names are the key's */
	UT_hash_handle hh;
};

struct setting_key {
	char name[LC_SETTING_LEN]; /* NUL to the end */
};
struct setting_fact {
	struct setting_key key;
	char *name, *value; /* escaped */
	UT_hash_handle hh;
};

struct symbol_fact {
	uint64_t key; /* address */
	char *name;   /* escaped, compiler suffix cut */
	UT_hash_handle hh;
};

struct hook_key {
	char role[LC_ROLE_LEN], hook[LC_NAME_LEN]; /* NUL to the end */
};
struct hook_fact {
	struct hook_key key;
	char blind[LC_BLIND_LEN];
	UT_hash_handle hh;
};

struct argument_fact {
	uint32_t key; /* index */
	char *text;   /* escaped */
	UT_hash_handle hh;
};

struct fold {
	struct program_fact *programs;
	struct call_list calls[CALL_LISTS]; /* by chapter, then slot */
	struct check_fact *checks;
	struct symbol_fact *symbols;
	struct hook_fact *hooks;
	struct argument_fact *arguments;
	struct id_fact *ids;
	struct result_fact *results;
	struct refusal_fact *refusals;
	struct denial_fact *first_denials;
	struct denials *denials; /* NULL until there is one */
	struct setting_fact *settings;
	struct owner_fact *owners;
	struct privilege_fact *privileges;
	struct file_fact *files;
	struct failed_fact *failed;
	struct values_fact *values;
	struct lc_session session; /* the earliest, without its counters; .h.kind 0: none yet */
	struct lc_boundary boundary; /* the strongest; .h.kind 0: none yet */
	struct lc_outcome outcome;   /* .h.kind 0: none yet */
	uint64_t produced, delivered;
	uint64_t lost[LC_CAUSES];
	uint64_t bad;
	uint64_t last_ns; /* of any record */
	uint64_t end_ns;
	bool ended;
};

/* core/fold_denials.c: takes what tells of refused calls and what explains them. 0 or -ENOMEM. */
union record;
int fold_feed_denials(struct fold *f, const union record *r);
void fold_free_denials(struct fold *f);

/* core/fold_owner.c: takes LC_OWNER, LC_LABEL; ignores any other. 0 or -ENOMEM. */
int fold_feed_owners(struct fold *f, const union record *r);
void fold_free_owners(struct fold *f);

/* core/fold_privilege.c: takes LC_PRIVILEGE, and LC_FILE of a program; ignores any other. 0 or -ENOMEM. */
int fold_feed_privileges(struct fold *f, const union record *r);
void fold_free_privileges(struct fold *f);

/* core/fold_calls.c: takes LC_SYSCALL, LC_FAILED, LC_VALUES_OF; ignores any other. 0 or -ENOMEM. */
int fold_feed_calls(struct fold *f, const union record *r);
void fold_free_calls(struct fold *f);

#endif
