/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One change of privileges in words, live or of a profile: what a call gave, took or left void, and by which rule
 * (capabilities(7), "Transformation of capabilities during execve()").
 */
#ifndef LC_CORE_CHANGE_H
#define LC_CORE_CHANGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "core/profile.h"

/* The rule by which capabilities came into the permitted set. */
enum gain {
	GAIN_NONE,
	GAIN_SETUID,  /* execve of a set-user-ID-root program */
	GAIN_FILE,    /* execve of a file with capabilities */
	GAIN_ROOT,    /* execve as root */
	GAIN_EXEC,    /* execve, it is not known by which of these */
	GAIN_USER_NS, /* a new user namespace, or entering one */
	GAIN_CALL,    /* another call */
	GAINS
};
const char *gain_name(enum gain gain); /* "none", "set_user_id", "file_capabilities", "root", "execve", ... */

struct change {
	const struct privilege *event;
	const struct program_file *file; /* of the program; NULL: nothing is known */
	const char *exe;      /* of the program, escaped; "" if not known */
	uint64_t all;	      /* every capability of that kernel; 0: not known */
	uint64_t void_caps;   /* of the file, that were not given */
	bool nothing_left;    /* its permitted set is empty afterwards */
	uint32_t filters;     /* seccomp filters afterwards; 0: not known */
};

/* One of a profile. Points into it. */
struct change change_of(const struct profile *profile, const struct privilege *event);

/* All capabilities up to this one; 0 for 0, which says that it is not known. */
uint64_t change_all(uint32_t cap_last);

enum gain change_gain(const struct change *change);

/* What made something void: "no_new_privs", "nosuid", "bounding_set"; NULL: nothing was. */
const char *change_void_reason(uint32_t flags);

/* "exec /usr/bin/ping gained CAP_NET_RAW (file capability)", "setuid 0 -> 33, lost all capabilities" */
void change_text(const struct change *change, struct buf *out);

/* "CAP_CHOWN CAP_KILL"; many of them by their number. */
void change_caps_text(uint64_t set, uint64_t all, struct buf *out);

#define CHANGE_VOID_SETID (LC_STANCE_VOID_NNP | LC_STANCE_VOID_NOSUID)
#define CHANGE_VOID_CAPS (LC_STANCE_VOID_CAPS_NNP | LC_STANCE_VOID_CAPS_NOSUID | LC_STANCE_VOID_CAPS_BOUNDING)
#define CHANGE_VOID (CHANGE_VOID_SETID | CHANGE_VOID_CAPS)

#endif
