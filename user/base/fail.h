/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One message per failure: whoever knows most says it, main prints it once.
 */
#ifndef LC_BASE_FAIL_H
#define LC_BASE_FAIL_H

/*
 * Stores the message and returns r. A message that is already stored is kept:
 * the innermost caller knows what failed, the outer ones only pass r on.
 * Bytes that a terminal would act on are escaped.
 */
int fail(int r, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* What the user can do about it, printed on a line of its own. */
void fail_hint(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The stored message and hint, or NULL. Owned by this file. */
const char *fail_message(void);
const char *fail_hint_text(void);

/* Forgets both: the failure was dealt with. */
void fail_clear(void);

#endif
