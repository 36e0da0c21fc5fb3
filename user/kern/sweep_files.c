// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tells the file capabilities of the programs as checks: if the effective bit is set, execve fails with EPERM unless
 * the bounding set has them, and no check shows it (security/commoncap.c:bprm_caps_from_vfs_caps).
 */
#include <limits.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "kern/filecaps.h"
#include "kern/sweep.h"
#include "kern/upward.h"
#include "kern/window.h"

#define EXECVE 59 /* x86_64 */

static bool has_path(const struct lc_program *program, char path[PATH_MAX])
{
	return program->h.kind == LC_PROGRAM && program->path_len && program->path_len <= LC_PATH_LEN &&
	       upward_path(program->path, program->path_len, path, PATH_MAX);
}

/* Whether the path means that file here, too: the program may live in another mount namespace. */
static bool is_same_file(const struct lc_program *program, const char *path)
{
	struct stat st;

	return !stat(path, &st) && st.st_ino == program->ino &&
	       (uint64_t)(major(st.st_dev) << 20 | minor(st.st_dev)) == program->dev;
}

/* Permitted file capabilities that make execve fail without them; 0: none. */
static uint64_t wanted_caps(const char *path)
{
	struct filecaps caps;

	return filecaps_read(path, &caps) && caps.effective ? caps.permitted : 0;
}

static int tell_caps(struct recorder *r, const struct lc_program *program, uint64_t caps)
{
	int e = 0;

	for (uint32_t cap = 0; !e && cap < 64; cap++) {
		struct lc_check record = {
			.cap = cap, .flags = LC_CHECK_IMPLIED | LC_CHECK_EFFECTIVE, .nr = EXECVE, .count = 1,
			.tgid = program->tgid, .uid = program->uid, .nframes = 1, .ip = { LC_IP_FILECAPS },
		};

		record.h = sweep_head(LC_CHECK, sizeof(record), program->h.slot, program->h.ns);
		if (caps >> cap & 1)
			e = sweep_tell(r, &record, sizeof(record));
	}
	return e;
}

int sweep_files(struct recorder *r)
{
	struct lc_symbol symbol = { .ip = LC_IP_FILECAPS, .name = "bprm_caps_from_vfs_caps" };
	_window_ struct window w = { 0 };
	const struct lc_program *program;
	int e = window_open(r->skel->maps.programs, &w);
	char path[PATH_MAX];

	symbol.h = sweep_head(LC_SYMBOL, sizeof(symbol), 0, 0);
	if (!e)
		e = sweep_tell(r, &symbol, sizeof(symbol));
	program = w.at;
	for (uint32_t slot = 1; !e && slot < sweep_slots(r); slot++)
		if (has_path(&program[slot], path) && is_same_file(&program[slot], path))
			e = tell_caps(r, &program[slot], wanted_caps(path));
	return e;
}
