// SPDX-License-Identifier: BSD-2-Clause
/* Fuzzes states of containers. A path that is taken is absolute, plain, and below the directory. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "core/oci_state.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool claim, const char *what)
{
	if (claim)
		return;
	fprintf(stderr, "not so: %s\n", what);
	abort();
}

static void check_path(const char *annotation)
{
	const char *path = oci_record_path(annotation, "/d");

	demand(!path == !!fail_message(), "a path, or why not");
	if (!path)
		return;
	demand(!strncmp(path, "/d/", 3) && path[3], "below it");
	demand(!strstr(path, "/../") && !strstr(path, "//"), "plain");
	demand(path == annotation || path == annotation + 3, "of the annotation");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_oci_state_ struct oci_state *state = NULL;
	int r = oci_state_parse((const char *)data, size, &state);

	demand(!r || r == -EINVAL, "it is read, or refused");
	demand(!!r == !!fail_message(), "and said why");
	fail_clear();
	if (!r && state->record)
		check_path(state->record);
	fail_clear();
	return 0;
}
