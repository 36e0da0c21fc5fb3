/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Profiles from files, for every verb that reads one.
 */
#ifndef LC_CMD_LOAD_H
#define LC_CMD_LOAD_H

#include "core/profile.h"

/* Reads a profile; "-" is stdin. 0 or -errno with fail() that names the file. */
int profile_load(const char *path, struct profile **out);

#endif
