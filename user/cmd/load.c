// SPDX-License-Identifier: BSD-2-Clause
/* Reads profiles from files, within the limits of the format. */
#include "cmd/load.h"

#include <errno.h>
#include <string.h>

#include "base/fail.h"
#include "base/guard.h"
#include "cmd/output.h"

/* The reader of the format knows the line, not the file: puts the name in front of what it said. */
static int name_file(int r, const char *path)
{
	_free_ char *message = fail_message() ? strdup(fail_message()) : NULL;
	_free_ char *hint = fail_hint_text() ? strdup(fail_hint_text()) : NULL;

	fail_clear();
	if (hint)
		fail_hint("%s", hint);
	return fail(r, "%s: %s", path, message ? message : strerror(-r));
}

int profile_load(const char *path, struct profile **out)
{
	_free_ char *bytes = NULL;
	size_t n;
	int r = input_read(path, PROFILE_MAX_BYTES, &bytes, &n);

	if (r < 0)
		return r;
	r = profile_parse(bytes, n, out);
	return r < 0 ? name_file(r, strcmp(path, "-") ? path : "standard input") : 0;
}
