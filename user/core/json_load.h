/* SPDX-License-Identifier: BSD-2-Clause */
/* JSON of foreign hands, by jansson: strict, and never taken for something else when memory runs out. */
#ifndef LC_CORE_JSON_LOAD_H
#define LC_CORE_JSON_LOAD_H

#include <jansson.h>
#include <stddef.h>

/*
 * Duplicate keys are refused. 0, -EINVAL with *error, or -ENOMEM. *out untouched on failure. Limits of size and depth
 * are the caller's, before.
 */
int json_load_strict(const void *bytes, size_t n, json_error_t *error, json_t **out);

#endif
