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
#include "cmd/opt.h"
#include "core/profile.h"
#include "kern/load.h"

#define SCOPE_PIDS_MAX 256
#define SCOPE_CGROUPS_MAX 1024
#define SCOPE_PID_NS_MAX 64

struct scope {
	/* The options. */
	struct option_list pid_lists, cgroup_paths, units, containers, images, pid_ns_words;
	bool all;
	/* What scope_check() made of them. */
	pid_t pid[SCOPE_PIDS_MAX];
	size_t npids;
	int cgroup[SCOPE_CGROUPS_MAX]; /* descriptors of their directories */
	char *path[SCOPE_CGROUPS_MAX]; /* of these from the root of their hierarchy, with .later; NULL: not known */
	size_t ncgroups;
	uint32_t pid_ns[SCOPE_PID_NS_MAX]; /* inode numbers */
	size_t npid_ns;
	bool later; /* what is started later, too: what belongs to no wanted one is left out at the end */
};

/* Rows for the table of options_parse(); s is a pointer to the struct scope. */
#define SCOPE_ROWS(s)                                                                                          \
	{ "pid", 'p', OPTION_LIST, &(s)->pid_lists, "PID[,PID]", "follow running processes and what they start" }, \
	{ "cgroup", 0, OPTION_LIST, &(s)->cgroup_paths, "PATH",                                                \
	  "follow the processes of a cgroup and of those below, now and later" },                             \
	{ "unit", 0, OPTION_LIST, &(s)->units, "NAME|PATTERN",                                                 \
	  "follow a running systemd unit; a pattern: also those that start later" },                           \
	{ "container", 0, OPTION_LIST, &(s)->containers, "NAME|ID|PATTERN",                                    \
	  "follow a running container; a pattern ('web-*'): also those that start later" },                    \
	{ "image", 0, OPTION_LIST, &(s)->images, "IMAGE", "follow containers of an image, now and later" },    \
	{ "pidns", 0, OPTION_LIST, &(s)->pid_ns_words, "PID|NUMBER",                                           \
	  "follow the pid namespace of a process, or the one with this inode number" },                        \
	{ "all", 'a', OPTION_FLAG, &(s)->all, NULL, "follow every process of the machine" }

/* Of the options, how many were given. */
unsigned int scope_given(const struct scope *s);

/*
 * Either a command (`command`), or everything, or any number of the others must be given; finds what is named. verb
 * begins the messages. 0 or -errno with fail(): bad usage, exit 2. scope_close() in either case.
 */
int scope_check(struct scope *s, const char *verb, bool command);

/* As recorder_options and session_options want it; points into s. */
struct recorder_members scope_members(const struct scope *s);

/* Whether what belongs to this owner is of the scope, as far as is known of it by now. */
bool scope_has(const struct scope *s, const struct owner *owner);

/* Leaves in the profile what belongs to the scope, and says what was left out. 0 or -ENOMEM. */
int scope_select(const struct scope *s, struct profile *profile);

void scope_close(struct scope *s);
#define _scope_ _cleanup_(scope_close)

#endif
