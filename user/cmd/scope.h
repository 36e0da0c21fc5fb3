/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a recording follows, as the user says it: one set of options for every
 * verb that watches processes.
 */
#ifndef LC_CMD_SCOPE_H
#define LC_CMD_SCOPE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/guard.h"
#include "bpf/event.h"

#define SCOPE_PIDS_MAX 256

struct scope {
	/* The options, NULL if not given. */
	const char *pid_list, *cgroup_path, *unit, *container;
	bool all;
	/* What scope_check() made of them, as recorder_options and session_options want it. */
	enum lc_scope kind;
	pid_t pid[SCOPE_PIDS_MAX];
	size_t npids;
	int cgroup; /* descriptor of its directory; 0: none */
};

/* Rows for the table of options_parse(); s is a pointer to the struct scope. */
#define SCOPE_ROWS(s)                                                                                          \
	{ "pid", 'p', OPTION_TEXT, &(s)->pid_list, "PID[,PID]", "follow running processes and what they start" }, \
	{ "cgroup", 0, OPTION_TEXT, &(s)->cgroup_path, "PATH",                                                 \
	  "follow the processes of a cgroup and of those below, now and later" },                             \
	{ "unit", 0, OPTION_TEXT, &(s)->unit, "NAME", "follow a running systemd unit" },                       \
	{ "container", 0, OPTION_TEXT, &(s)->container, "NAME|ID", "follow a running container" },             \
	{ "all", 'a', OPTION_FLAG, &(s)->all, NULL, "follow every process of the machine" }

/* Of the options, how many were given. */
unsigned int scope_given(const struct scope *s);

/*
 * Exactly one of them and of a command (whether there is one: `command`) must be given; finds what is
 * named. verb begins the messages. 0 or -errno with fail(): bad usage, exit 2. scope_close() in either case.
 */
int scope_check(struct scope *s, const char *verb, bool command);

void scope_close(struct scope *s);
#define _scope_ _cleanup_(scope_close)

#endif
