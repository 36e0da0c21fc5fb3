// SPDX-License-Identifier: BSD-2-Clause
/* Knows by which rule a call changed privileges, and how to say it. */
#include "core/change.h"

#include <linux/securebits.h>
#include <string.h>

#include "base/guard.h"
#include "core/cap.h"
#include "core/sysno.h"

#define CAPS_NAMED 8 /* more are counted */

const char *gain_name(enum gain gain)
{
	static const char *const names[] = {
		[GAIN_NONE] = "none",		  [GAIN_SETUID] = "set_user_id",
		[GAIN_FILE] = "file_capabilities", [GAIN_ROOT] = "root",
		[GAIN_EXEC] = "execve",		  [GAIN_USER_NS] = "user_namespace",
		[GAIN_CALL] = "call",
	};

	_Static_assert(ARRAY_SIZE(names) == GAINS, "each gain has a name");
	return (size_t)gain < ARRAY_SIZE(names) ? names[gain] : "unknown";
}

uint64_t change_all(uint32_t cap_last)
{
	if (!cap_last)
		return 0;
	return cap_last >= CAP_ROOM - 1 ? UINT64_MAX : (UINT64_C(1) << (cap_last + 1)) - 1;
}

/* What the command began with is the most that its programs can be known to have had. */
static bool leaves_nothing(const struct privilege *e, uint64_t began, uint64_t all)
{
	return e->lost && ((began && !(began & ~e->lost)) || (all && !(all & ~e->lost)));
}

struct change change_of(const struct profile *profile, const struct privilege *event)
{
	const struct program *program = profile_program(profile, event->program);
	struct change c = { .event = event, .exe = "", .all = change_all(profile->cap_last) };

	c.nothing_left = leaves_nothing(event, profile->outcome.permitted, c.all);
	if (!program)
		return c;
	c.exe = program->exe;
	c.file = program->file.flags ? &program->file : NULL;
	if (event->flags & CHANGE_VOID_CAPS)
		c.void_caps = program->file.permitted & ~event->gained;
	return c;
}

/* --- rules ------------------------------------------------------------------------ */

static bool is_setuid_root(const struct change *c)
{
	const struct program_file *f = c->file;

	return f && (f->flags & LC_FILE_SETUID) && !(f->flags & LC_FILE_NOSUID) && !f->uid;
}

static bool has_file_caps(const struct change *c)
{
	return c->file && ((c->file->permitted | c->file->inheritable) & c->event->gained);
}

/* To root by its file or as root: file capabilities count for others. */
static enum gain exec_gain(const struct change *c)
{
	const struct privilege *e = c->event;

	if (!e->euid_after)
		return e->euid_before || is_setuid_root(c) ? GAIN_SETUID : GAIN_ROOT;
	if (has_file_caps(c))
		return GAIN_FILE;
	return GAIN_EXEC;
}

enum gain change_gain(const struct change *c)
{
	const struct privilege *e = c->event;

	if (!e->gained)
		return GAIN_NONE;
	if (e->flags & LC_STANCE_USER_NS)
		return GAIN_USER_NS;
	return e->flags & LC_STANCE_EXEC ? exec_gain(c) : GAIN_CALL;
}

const char *change_void_reason(uint32_t flags)
{
	if (flags & (LC_STANCE_VOID_NNP | LC_STANCE_VOID_CAPS_NNP))
		return "no_new_privs";
	if (flags & (LC_STANCE_VOID_NOSUID | LC_STANCE_VOID_CAPS_NOSUID))
		return "nosuid";
	return flags & LC_STANCE_VOID_CAPS_BOUNDING ? "bounding_set" : NULL;
}

/* --- words ------------------------------------------------------------------------ */

void change_caps_text(uint64_t set, uint64_t all, struct buf *out)
{
	int n = __builtin_popcountll(set);
	const char *gap = "";
	char room[32];

	if (all && !(all & ~set)) {
		buf_add(out, "all capabilities");
		return;
	}
	if (n > CAPS_NAMED) {
		buf_addf(out, "%d capabilities", n);
		return;
	}
	for (unsigned int cap = 0; cap < CAP_ROOM; cap++) {
		if (!(set >> cap & 1))
			continue;
		buf_addf(out, "%s%s", gap, cap_name(cap, room));
		gap = " ";
	}
}

/* A part of the sentence, after a comma if it is not the first. */
static struct buf *part(struct buf *out, size_t start)
{
	if (out->size > start)
		buf_add(out, ", ");
	return out;
}

static void add_caps(const struct change *c, uint64_t set, struct buf *out)
{
	change_caps_text(set, c->all, out);
}

static void add_securebits(uint32_t bits, struct buf *out)
{
	static const struct {
		uint32_t bit;
		const char *name;
	} rows[] = {
		{ SECBIT_NOROOT, "noroot" },
		{ SECBIT_NOROOT_LOCKED, "noroot_locked" },
		{ SECBIT_NO_SETUID_FIXUP, "no_setuid_fixup" },
		{ SECBIT_NO_SETUID_FIXUP_LOCKED, "no_setuid_fixup_locked" },
		{ SECBIT_KEEP_CAPS, "keep_caps" },
		{ SECBIT_KEEP_CAPS_LOCKED, "keep_caps_locked" },
		{ SECBIT_NO_CAP_AMBIENT_RAISE, "no_cap_ambient_raise" },
		{ SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED, "no_cap_ambient_raise_locked" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (bits & rows[i].bit)
			buf_addf(out, " %s", rows[i].name);
	}
	if (!bits)
		buf_add(out, " none");
}

/* --- execve ----------------------------------------------------------------------- */

static const char *exec_rule(const struct change *c)
{
	bool one = !(c->event->gained & (c->event->gained - 1));

	switch (change_gain(c)) {
	case GAIN_SETUID:
		return "set-user-ID root";
	case GAIN_FILE:
		return one ? "file capability" : "file capabilities";
	case GAIN_ROOT:
		return "executed as root";
	default:
		return "by execve";
	}
}

static void add_void(const struct change *c, struct buf *out)
{
	uint32_t flags = c->event->flags;
	bool group_only = c->file && (c->file->flags & LC_FILE_SETGID) && !(c->file->flags & LC_FILE_SETUID);

	if (flags & CHANGE_VOID_SETID)
		buf_addf(out, ": set-%s-ID void: %s", group_only ? "group" : "user",
			 change_void_reason(flags & CHANGE_VOID_SETID));
	if (!(flags & CHANGE_VOID_CAPS))
		return;
	buf_add(out, c->void_caps & (c->void_caps - 1) ? ": file capabilities " : ": file capability ");
	add_caps(c, c->void_caps, out);
	buf_addf(out, " void: %s", change_void_reason(flags & CHANGE_VOID_CAPS));
}

/* It took nothing and gave no capability. */
static void add_plain_exec(const struct privilege *e, struct buf *out)
{
	if (e->flags & LC_STANCE_GAINED) {
		buf_add(out, " changed its group ids (set-group-ID)");
	} else if (e->flags & LC_STANCE_KEEPCAPS) {
		buf_add(out, ", securebits now");
		add_securebits(e->securebits, out);
	} else {
		buf_add(out, " changed its credentials");
	}
}

static void add_exec(const struct change *c, struct buf *out)
{
	const struct privilege *e = c->event;
	bool plain = true;

	buf_addf(out, "exec %s", *c->exe ? c->exe : "of an unknown file");
	if (e->gained) {
		buf_add(out, " gained ");
		add_caps(c, e->gained, out);
		buf_addf(out, " (%s)", exec_rule(c));
		plain = false;
	}
	if (e->euid_before != e->euid_after) {
		buf_addf(out, "%suid %u -> %u", plain ? " " : ", ", e->euid_before, e->euid_after);
		plain = false;
	}
	if (e->lost)
		plain = false;
	if (plain && !(e->flags & CHANGE_VOID))
		add_plain_exec(e, out);
	add_void(c, out);
}

/* --- other calls ------------------------------------------------------------------- */

/* What a call of this name changes; NULL: not ids. The 16-bit and 32-bit ones of i386 begin alike. */
static const char *ids_of(const char *call)
{
	static const struct {
		const char *begin, *what;
	} rows[] = {
		{ "setgroups", "groups" },   { "setuid", "user ids" },	  { "setreuid", "user ids" },
		{ "setresuid", "user ids" }, { "setfsuid", "user ids" },  { "setgid", "group ids" },
		{ "setregid", "group ids" }, { "setresgid", "group ids" }, { "setfsgid", "group ids" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (!strncmp(call, rows[i].begin, strlen(rows[i].begin)))
			return rows[i].what;
	}
	return NULL;
}

/* Credentials that changed, and neither sets that a record tells nor ids. */
static void add_other_creds(const struct change *c, const char *call, struct buf *out)
{
	if (!strcmp(call, "capset")) {
		buf_add(out, "changed its effective or inheritable set (capset)");
	} else if (!strcmp(call, "prctl") && c->event->ambient) {
		buf_add(out, "made ");
		add_caps(c, c->event->ambient, out);
		buf_add(out, " ambient (prctl)");
	} else if (!strcmp(call, "prctl")) {
		buf_add(out, "has no ambient capabilities any more (prctl)");
	} else {
		buf_addf(out, "changed its credentials (%s)", call);
	}
}

static void add_ids(const struct privilege *e, const char *call, const char *what, struct buf *out)
{
	if (e->euid_before != e->euid_after)
		buf_addf(out, "%s %u -> %u", call, e->euid_before, e->euid_after);
	else
		buf_addf(out, "changed its %s (%s)", what, call);
}

static void add_modes(const struct change *c, const char *call, size_t start, struct buf *out)
{
	uint32_t flags = c->event->flags;

	if (flags & LC_STANCE_USER_NS)
		buf_addf(part(out, start), "%s (%s)", strcmp(call, "setns") ? "new user namespace" :
				"entered another user namespace", call);
	if (flags & LC_STANCE_NO_NEW_PRIVS)
		buf_addf(part(out, start), "set no_new_privs (%s)", call);
	if (flags & LC_STANCE_SECCOMP)
		buf_add(part(out, start), "seccomp filter installed");
	if ((flags & LC_STANCE_SECCOMP) && c->filters)
		buf_addf(out, " (%u)", c->filters);
	if (flags & LC_STANCE_LANDLOCK)
		buf_add(part(out, start), "restricted itself by Landlock");
	if (flags & LC_STANCE_KEEPCAPS) {
		buf_add(part(out, start), "securebits now");
		add_securebits(c->event->securebits, out);
		buf_addf(out, " (%s)", call);
	}
}

static void add_call(const struct change *c, const char *call, struct buf *out)
{
	const struct privilege *e = c->event;
	const char *what = ids_of(call);
	size_t start = out->size;

	if (what)
		add_ids(e, call, what, out);
	add_modes(c, call, start, out);
	if (e->bounding_lost && !(e->flags & LC_STANCE_USER_NS)) {
		buf_add(part(out, start), "dropped ");
		add_caps(c, e->bounding_lost, out);
		buf_addf(out, " from the bounding set (%s)", call);
	}
	if (e->gained) {
		buf_add(part(out, start), "gained ");
		add_caps(c, e->gained, out);
		buf_add(out, e->flags & LC_STANCE_USER_NS ? " in it" : "");
	}
	if (out->size == start && !e->lost)
		add_other_creds(c, call, out);
}

static void add_lost(const struct change *c, const char *call, size_t start, struct buf *out)
{
	bool asked = !strcmp(call, "capset");

	if (!c->event->lost)
		return;
	buf_add(part(out, start), asked ? "gave up " : "lost ");
	if (c->nothing_left)
		buf_add(out, "all capabilities");
	else
		add_caps(c, c->event->lost, out);
	buf_add(out, asked ? " (capset)" : "");
}

void change_text(const struct change *c, struct buf *out)
{
	const struct privilege *e = c->event;
	char room[32];
	const char *call = e->nr == LC_NO_SYSCALL ? "outside of a call" : sysno_name(e->abi, e->nr, room);
	size_t start = out->size;

	if (e->flags & LC_STANCE_EXEC)
		add_exec(c, out);
	else
		add_call(c, call, out);
	add_lost(c, call, start, out);
}
