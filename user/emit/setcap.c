// SPDX-License-Identifier: BSD-2-Clause
/* Knows the target setcap: file capabilities, a line for each program that used some. */
#include <errno.h>
#include <string.h>

#include "core/interpreter.h"
#include "emit/caplist.h"
#include "emit/comment.h"
#include "emit/run.h"
#include "emit/targets.h"

#define COMMENT "# "

/* A program file may stand in the profile several times: it has one set of file capabilities. */
static bool is_file(const struct plan *plan, uint32_t id, const char *exe)
{
	const struct program *p = profile_program(plan->profile, id);

	return p && strcmp(p->exe, exe) == 0;
}

static bool used_by(const struct plan *plan, const struct cap_plan *c, const char *exe)
{
	const struct program *root = plan_root(plan);

	/* What only a replay showed no program was seen to use: the command gets it. */
	if (c->decider ? is_file(plan, c->decider->program, exe) : root && strcmp(root->exe, exe) == 0)
		return true;
	for (size_t i = 0; i < c->nevidence; i++) {
		const struct check *check = c->evidence[i];

		if (!(check->flags & LC_CHECK_DENIED) && is_file(plan, check->program, exe))
			return true;
	}
	return false;
}

static uint64_t kept_by(const struct plan *plan, const char *exe)
{
	uint64_t kept = caplist_kept(plan), set = 0;

	for (size_t i = 0; i < plan->ncaps; i++) {
		const struct cap_plan *c = &plan->caps[i];

		if (caplist_has(kept, c->cap) && used_by(plan, c, exe))
			set |= UINT64_C(1) << c->cap;
	}
	return set;
}

static void add_command(const char *exe, uint64_t set, struct buf *out)
{
	if (set) {
		buf_add(out, "setcap '");
		caplist_join(out, set, cap_lower_name, "", ",");
		buf_add(out, "=ep' ");
	} else {
		buf_add(out, "setcap -r ");
	}
	run_word(out, exe);
	buf_add(out, "\n");
}

/* An interpreter gets nothing: whatever it is given, it hands to every script. */
static void program(const struct plan *plan, const struct program *p, bool root, struct buf *out)
{
	uint64_t set = kept_by(plan, p->exe);

	if (!set && !root)
		return;
	if (p->exe[0] != '/') {
		comment_add(out, COMMENT, "No path was recorded for %s: find its file first.", p->comm);
		return;
	}
	if (set && interpreter_is(p->exe)) {
		comment_add(out, COMMENT, "An interpreter, so not done:");
		buf_add(out, COMMENT);
	} else if (!set) {
		comment_add(out, COMMENT, "Needs none; this fails where the file has none:");
	}
	add_command(p->exe, set, out);
}

static bool seen_before(const struct profile *p, size_t index)
{
	for (size_t i = 0; i < index; i++) {
		if (p->programs[i].exe[0] && strcmp(p->programs[i].exe, p->programs[index].exe) == 0)
			return true;
	}
	return false;
}

static int emit(const struct plan *plan, struct buf *out)
{
	const struct profile *p = plan->profile;
	const struct program *root = plan_root(plan);

	comment_head_caps(plan, COMMENT, "File capabilities", out);
	comment_caps(plan, COMMENT, cap_lower_name, out);
	comment_traps(plan, TRAP_SETCAP, COMMENT, out);
	if (phases_start_only(plan))
		comment_add(out, COMMENT,
			    "PHASES: a file gives them for good; once it serves, the program itself can drop what only "
			    "its start needs (capset).");
	if (!root)
		comment_add(out, COMMENT, "The recording names no program of its own.");
	for (size_t i = 0; i < p->nprograms; i++) {
		if (!seen_before(p, i))
			program(plan, &p->programs[i], &p->programs[i] == root, out);
	}
	return buf_error(out);
}

const struct emitter emit_setcap = { "setcap", "file capabilities", emit };
