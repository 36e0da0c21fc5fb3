/* SPDX-License-Identifier: BSD-2-Clause */
/* Knows the names of programs that do what others tell them. */
#include "core/interpreter.h"

#include <stddef.h>
#include <string.h>

#include "base/guard.h"

bool interpreter_is(const char *path)
{
	static const char *const names[] = {
		"sh", "bash", "dash", "ash", "ksh", "mksh", "zsh", "fish", "busybox", "toybox", "env",
		"awk", "gawk", "mawk", "python", "pypy", "perl", "ruby", "node", "nodejs", "php", "lua",
		"luajit", "tclsh", "guile", "java",
	};
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		size_t n = strlen(names[i]);

		if (strncmp(name, names[i], n) == 0 && !name[n + strspn(name + n, "0123456789.-")])
			return true;
	}
	return false;
}
