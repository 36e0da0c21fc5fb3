/* SPDX-License-Identifier: BSD-2-Clause */
/* Any bytes as the attribute security.capability: bad or not, and what is bad says nothing. */
#include <stdint.h>
#include <stdlib.h>

#include "kern/filecaps.c"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct filecaps caps;

	filecaps_parse(data, size, &caps);
	if (caps.bad != !caps.version || caps.version > 3)
		abort();
	if (caps.bad && (caps.permitted || caps.inheritable || caps.rootid || caps.effective))
		abort();
	if (caps.version != 3 && caps.rootid)
		abort();
	return 0;
}
