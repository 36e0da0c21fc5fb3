// SPDX-License-Identifier: BSD-2-Clause
/* Turns the names of a file, from itself up to the root, into its path. */
#include "kern/upward.h"

#include <string.h>

bool upward_path(const char *names, uint32_t size, char *path, uint32_t room)
{
	uint32_t end = size, at = 0;

	if (size && names[size - 1])
		return false;
	while (end) {
		uint32_t start = end - 1, n;

		while (start && names[start - 1])
			start--;
		n = end - 1 - start;
		/* The root itself has no name. */
		if (n) {
			if (at + n + 2 > room)
				return false;
			path[at++] = '/';
			memcpy(path + at, names + start, n);
			at += n;
		}
		end = start;
	}
	if (!at)
		path[at++] = '/';
	path[at] = '\0';
	return true;
}
