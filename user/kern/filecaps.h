/* SPDX-License-Identifier: BSD-2-Clause */
/* File capabilities (capabilities(7)) as the attribute security.capability has them. */
#ifndef LC_KERN_FILECAPS_H
#define LC_KERN_FILECAPS_H

#include <stdbool.h>
#include <stdint.h>

struct filecaps {
	uint64_t permitted;
	bool effective;
};

/* false: the file has none, or they cannot be read. */
bool filecaps_read(const char *path, struct filecaps *out);

#endif
