/* SPDX-License-Identifier: BSD-2-Clause */
/* JSON with its bulk taken out: a parser of the whole would spend its time on what nobody asks for. */
#ifndef LC_BASE_THIN_H
#define LC_BASE_THIN_H

#include <stddef.h>

/*
 * Empties the arrays and objects of these keys (NULL ends them), at any depth. All else stays, so does what is broken;
 * what was taken out is not looked at any more. Returns the size that is left.
 */
size_t thin_json(char *text, size_t size, const char *const *keys);

#endif
