// SPDX-License-Identifier: BSD-2-Clause
/* Fuzzes the files of EnvironmentFile=: whatever is in them, an environment comes out. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "core/unit_list.h"

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
	_unit_list_ struct unit_list list = { 0 };
	int r = unit_environment_parse((const char *)data, size, "fuzz", &list);

	demand(!r || r == -EINVAL, "it is read, or refused");
	demand(!!r == !!fail_message(), "and said why");
	fail_clear();
	demand(list.n <= UNIT_VARIABLES_MAX, "bounded");
	demand(!list.at || !list.at[list.n], "ended");
	for (size_t i = 0; i < list.n; i++) {
		size_t n = strcspn(list.at[i], "=");

		demand(unit_is_assignment(list.at[i]), "each an assignment");
		demand(unit_environment_get(&list, list.at[i], n) == list.at[i] + n + 1, "each name once");
	}
	return 0;
}
