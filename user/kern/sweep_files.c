// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tells the file capabilities of the programs as checks: if the effective bit is set, execve fails with EPERM unless
 * the bounding set has them, and no check shows it (security/commoncap.c:bprm_caps_from_vfs_caps).
 */
#include <endian.h>
#include <limits.h>
#include <linux/capability.h>
#include <linux/xattr.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>

#include "kern/sweep.h"
#include "kern/window.h"

#define EXECVE 59 /* x86_64 */

/* The path, from its names upwards as the kernel side has it. false: it has none, or does not fit. */
static bool read_path(const struct lc_program *program, char path[PATH_MAX])
{
	uint32_t end = program->path_len;
	size_t at = 0;

	if (!end || end > LC_PATH_LEN)
		return false;
	while (end) {
		uint32_t start = end - 1;

		while (start && program->path[start - 1])
			start--;
		path[at++] = '/';
		memcpy(path + at, program->path + start, end - 1 - start);
		at += end - 1 - start;
		end = start;
	}
	path[at] = '\0';
	return at > 1;
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
	struct vfs_ns_cap_data data = { 0 };
	ssize_t n = getxattr(path, XATTR_NAME_CAPS, &data, sizeof(data));
	uint32_t magic = le32toh(data.magic_etc);

	if (n < (ssize_t)XATTR_CAPS_SZ_2 || !(magic & VFS_CAP_FLAGS_EFFECTIVE))
		return 0;
	return le32toh(data.data[0].permitted) | (uint64_t)le32toh(data.data[1].permitted) << 32;
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
		if (program[slot].h.kind == LC_PROGRAM && read_path(&program[slot], path) &&
		    is_same_file(&program[slot], path))
			e = tell_caps(r, &program[slot], wanted_caps(path));
	return e;
}
