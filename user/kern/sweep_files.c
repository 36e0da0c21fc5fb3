// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tells what the files of the programs give, and their file capabilities also as checks: if the effective bit is set,
 * execve fails with EPERM unless the bounding set has them, and no check shows it
 * (security/commoncap.c:bprm_caps_from_vfs_caps).
 */
#include "kern/program_file.h"
#include "kern/sweep.h"
#include "kern/window.h"

#define EXECVE 59 /* x86_64 */

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

/* What an unknown file gave is not told. */
static int tell_file(struct recorder *r, const struct lc_program *program)
{
	struct lc_file file;
	int e;

	if (program->h.kind != LC_PROGRAM ||
	    !program_file_read(program, program->alive ? program->tgid : 0, &file))
		return 0;
	e = sweep_tell(r, &file, sizeof(file));
	return !e && (file.flags & LC_FILE_EFFECTIVE) ? tell_caps(r, program, file.permitted) : e;
}

int sweep_files(struct recorder *r)
{
	struct lc_symbol symbol = { .ip = LC_IP_FILECAPS, .name = "bprm_caps_from_vfs_caps" };
	_window_ struct window w = { 0 };
	const struct lc_program *program;
	int e = window_open(r->skel->maps.programs, &w);

	symbol.h = sweep_head(LC_SYMBOL, sizeof(symbol), 0, 0);
	if (!e)
		e = sweep_tell(r, &symbol, sizeof(symbol));
	program = w.at;
	for (uint32_t slot = 1; !e && slot < sweep_slots(r); slot++)
		e = tell_file(r, &program[slot]);
	return e;
}
