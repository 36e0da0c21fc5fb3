/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The words of a profile file, read by its writer and its reader alike, so
 * that neither can know one that the other does not.
 */
#ifndef LC_CORE_PROFILE_WORDS_H
#define LC_CORE_PROFILE_WORDS_H

#include <stddef.h>
#include <stdint.h>

#include "bpf/event.h"

/* A word or key that stands for one bit of flags. */
struct flag_word {
	uint32_t bit;
	const char *word;
};

extern const struct flag_word program_words[]; /* in the list "flags"; ends with bit 0 */
extern const struct flag_word check_words[];   /* keys that are there when true; ends with bit 0 */
extern const struct flag_word stance_words[];  /* of LC_STANCE_*, also those of the live view; ends with bit 0 */
extern const struct flag_word file_words[];    /* of LC_FILE_*; ends with bit 0 */

const char *scope_word(uint32_t scope); /* NULL if there is none */
int scope_of(const char *word);		/* -EINVAL if there is none */

const char *user_ns_word(uint32_t flags);	  /* of LC_CHECK_NS_* */
int user_ns_of(const char *word, uint32_t *flag); /* -EINVAL if there is none */

const char *boundary_sign_word(uint32_t sign); /* "wait", "ready", "notify", "mark"; NULL if there is none */
int boundary_sign_of(const char *word);	       /* -EINVAL if there is none */

#define OPCODE_WORD "opcode" /* stands for LC_ARGUMENT_OPCODE */

const char *refuser_word(uint32_t by); /* "seccomp"; NULL if there is none */
int refuser_of(const char *word);      /* -EINVAL if there is none */

/* The inverse of what core/profile.h names; -EINVAL if there is none. */
int phase_of(const char *word);
int proof_of(const char *word);
int member_verdict_of(const char *word);

/* The name if it means this number and no other, else NULL. */
const char *syscall_word(enum lc_abi abi, uint32_t nr);
int syscall_of(enum lc_abi abi, const char *word, uint32_t *nr); /* -EINVAL if there is none */

#endif
