/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a service unit says of how its program is started: as whom, with which capabilities and environment, in which
 * directory (systemd.service(5), systemd.exec(5), systemd.unit(5)). As the system manager would; no user or file is
 * looked up here.
 */
#ifndef LC_CORE_UNIT_EXEC_H
#define LC_CORE_UNIT_EXEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/guard.h"
#include "core/unit.h"
#include "core/unit_list.h"

/* In the order of the words of unit_type_name(). */
enum unit_type { UNIT_SIMPLE, UNIT_EXEC, UNIT_FORKING, UNIT_ONESHOT, UNIT_DBUS, UNIT_NOTIFY, UNIT_IDLE, UNIT_TYPES };
const char *unit_type_name(enum unit_type type); /* "simple", ... */

/* What specifiers stand for that is not in the unit. NULL: not known, and the specifier is refused. */
struct unit_host {
	const char *hostname, *machine_id, *boot_id, *release; /* %H %l, %m, %b, %v */
	const char *path; /* of the unit file, absolute: %y %Y */
};

/* setrlimit(2), UINT64_MAX: no limit. */
struct unit_limit {
	int resource; /* RLIMIT_* */
	uint64_t soft, hard;
};
#define UNIT_LIMITS_MAX 16

#define UNIT_COMMAND_MAX (1u << 20) /* bytes of a command line, expanded */

struct unit_exec {
	char *name; /* of the unit */
	enum unit_type type;
	struct unit_list command; /* path or name of the program, then argv from argv[0] on; variables not replaced */
	bool variables; /* are to be replaced in it */
	bool privileged; /* prefix +: none of User=, Group=, capabilities, limits is applied */
	bool keeps_ids; /* prefix !: no User=, Group= and SupplementaryGroups= */
	char *user, *group; /* names or numbers; NULL: not given */
	struct unit_list groups;
	bool dynamic_user;
	uint64_t bounding, ambient; /* bits beyond the capabilities of the kernel may be set */
	uint32_t securebits; /* SECBIT_* */
	bool no_new_privs; /* said, or DynamicUser= */
	bool filters; /* a setting that makes systemd set no_new_privs for who has no CAP_SYS_ADMIN */
	struct unit_list environment; /* of Environment= */
	struct unit_list files; /* of EnvironmentFile=: absolute, may be patterns, behind "-" if they may be missing */
	struct unit_list pass, unset;
	char *directory; /* absolute, or "~": the user's; NULL: the root */
	bool directory_optional;
	uint32_t umask;
	struct unit_limit limits[UNIT_LIMITS_MAX];
	size_t nlimits;
	struct unit_list ignored; /* keys that are set and would change what the service needs or may do */
};

/*
 * -EINVAL with fail() naming file, line and key: no service, no or several commands, an unknown specifier, prefix,
 * capability or value; -ENOMEM.
 */
int unit_exec_make(const struct unit *unit, const struct unit_host *host, struct unit_exec **out);

/* Whether it runs under no_new_privs. root: as uid 0. */
bool unit_exec_no_new_privs(const struct unit_exec *exec, bool root);

/* argv with variables replaced, from argv[0] on. 0, -EINVAL with fail(): too long; -ENOMEM. */
int unit_exec_arguments(const struct unit_exec *exec, const struct unit_list *environment, struct unit_list *argv);

void unit_exec_free(struct unit_exec **exec);
#define _unit_exec_ _cleanup_(unit_exec_free)

/* --- parts, each a file; -EINVAL with fail() or -ENOMEM ------------------------ */

/* Replaces specifiers (%n) of text. s: where it stands, for messages. */
int unit_specifiers(const struct unit *unit, const struct unit_host *host, const struct unit_setting *s,
		    const char *text, char **out);

/* The one command of ExecStart=. */
int unit_exec_command(const struct unit *unit, const struct unit_host *host, struct unit_exec *exec);

/* Limit*=. */
int unit_exec_limits(const struct unit *unit, struct unit_exec *exec);

/* What is set and not applied. */
int unit_exec_ignored(const struct unit *unit, struct unit_exec *exec);

/* CapabilityBoundingSet=, AmbientCapabilities=, SecureBits=, NoNewPrivileges= and what brings them along. */
int unit_exec_privileges(const struct unit *unit, struct unit_exec *exec);

/* fail() about a setting: "web.service: line 4: User=: why". */
int unit_refuse(const struct unit_setting *s, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
