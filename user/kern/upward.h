/* SPDX-License-Identifier: BSD-2-Clause */
/* Paths as the kernel side tells them: components from the file upwards, each ended by NUL (lc_program.path). */
#ifndef LC_KERN_UPWARD_H
#define LC_KERN_UPWARD_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

/* "c\0b\0a\0" -> "/a/b/c"; "" and "\0" -> "/". false: it is not such a path, or more than room bytes. */
bool upward_path(const char *names, uint32_t size, char *path, uint32_t room);

#endif
