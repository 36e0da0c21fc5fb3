/* SPDX-License-Identifier: BSD-2-Clause */
/* The files that make up one unit: itself and its drop-ins. */
#ifndef LC_CMD_UNIT_FILES_H
#define LC_CMD_UNIT_FILES_H

#include "core/unit.h"

/*
 * Reads FILE, or for web@1.service, if there is none, web@.service beside it, and what lies in FILE.d/ (and
 * web@.service.d/); for a unit in one of systemd's own directories the drop-ins of all of these. *path: absolute,
 * malloc()ed. 0 or -errno with fail(): -EINVAL for whatever cannot be read.
 */
int unit_files_read(const char *file, struct unit **out, char **path);

#endif
