/* SPDX-License-Identifier: BSD-2-Clause */
/* Which programs do what others tell them: shells, interpreters, busybox. */
#ifndef LC_CORE_INTERPRETER_H
#define LC_CORE_INTERPRETER_H

#include <stdbool.h>

/* By the last part of the path; versions may follow: python3.11, lua5.4. */
bool interpreter_is(const char *path);

#endif
