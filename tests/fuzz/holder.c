// SPDX-License-Identifier: BSD-2-Clause
/*
 * Fuzzes the texts of /proc that tell of a process: any bytes as stat and as status. Names are chosen by workloads;
 * what is read stays within the record.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kern/holder_status.c"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool claim, const char *what)
{
	if (claim)
		return;
	fprintf(stderr, "not so: %s\n", what);
	abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lc_holder stat = { 0 }, status = { 0 };
	struct holder_stat more;
	char *text = malloc(size + 1);

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	if (holder_parse_stat(text, &stat, &more))
		demand(stat.pid && !stat.comm[sizeof(stat.comm) - 1], "a number and a name");
	holder_parse_status(text, &status);
	demand(!(status.flags & ~(LC_HOLDER_NO_NEW_PRIVS | LC_HOLDER_FILTERS)), "only what it tells");
	free(text);
	return 0;
}
