/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Verbs: one a file, one row in main.c. A verb wires kern -> core -> emit and
 * decides nothing that a test would want to see.
 */
#ifndef LC_CMD_CMD_H
#define LC_CMD_CMD_H

/* Exit status; `record -- CMD` ends with CMD's own when leastcap did its part. */
enum {
	STATUS_OK = 0,
	STATUS_FINDING = 1,    /* verify failed, diff differs, ... */
	STATUS_USAGE = 2,      /* usage, or input that cannot be read */
	STATUS_PRIVILEGE = 3,  /* missing privilege, named */
	STATUS_KERNEL = 4,     /* the kernel cannot, named */
	STATUS_INCOMPLETE = 5, /* incomplete and --strict given */
	STATUS_FAILED = 125,   /* leastcap itself failed while running CMD */
	STATUS_NOT_EXECUTABLE = 126,
	STATUS_NOT_FOUND = 127,
};

struct command {
	const char *name;
	const char *summary; /* half a line for `leastcap --help` */
	/*
	 * argv[0] is the verb. Returns an exit status; for a failure its
	 * message was stored by fail() and is printed by main.
	 */
	int (*run)(int argc, char **argv);
};

extern const struct command command_record, command_report, command_generate, command_doctor, command_explain;
extern const struct command command_verify, command_minimize, command_trace, command_audit, command_oci_hook;

/* What `-q` and `-v` ask for; set by options_parse(). */
struct verbosity {
	int level; /* -1 quiet, 0 normal, 1.. verbose */
};
extern struct verbosity verbosity;

/* A message on stderr, "leastcap: ..." ; not with -q. Escapes what a terminal would act on. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
