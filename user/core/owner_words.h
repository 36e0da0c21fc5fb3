/* SPDX-License-Identifier: BSD-2-Clause */
/* The words by which files tell of owners. */
#ifndef LC_CORE_OWNER_WORDS_H
#define LC_CORE_OWNER_WORDS_H

#include "core/profile_words.h"

extern const struct flag_word owner_words[]; /* LC_OWNER_*, in the list "flags"; ends with bit 0 */

const char *owner_label_word(enum lc_label_kind kind); /* "runtime", "id", ...; NULL if there is none */
const char *owner_kind_word(unsigned int kind); /* enum owner_kind: "host", "container", "unit" */

#endif
