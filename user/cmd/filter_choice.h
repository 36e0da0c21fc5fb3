/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The options of a verb that decide what a generated filter holds, and how it answers to the rest.
 */
#ifndef LC_CMD_FILTER_CHOICE_H
#define LC_CMD_FILTER_CHOICE_H

#include <stdbool.h>

#include "cmd/opt.h"
#include "core/plan.h"

struct filter_choice {
	unsigned int portable, runtime; /* enum portable; place in filter_runtimes */
	const char *arches, *abis;	/* comma-separated */
	const char *deny;		/* "errno:ENOSYS", "kill", "log" */
	struct option_list accept;	/* each comma-separated */
	unsigned long groups;		/* per cent */
	bool complain, no_runtime, exec, no_exec, no_review, no_args;
};
#define FILTER_CHOICE_INIT { .portable = PORTABLE_LIBC }

extern const char *const filter_portables[], *const filter_runtimes[];

#define FILTER_CHOICE_ROWS(c)                                                                                     \
	{ "portable", 0, OPTION_CHOICE, &(c)->portable, "HOW",                                                    \
	  "add what is called instead on another libc (default), kernel (a newer or older one), arch (another "   \
	  "architecture), all of these, or none", filter_portables },                                             \
	{ "arch", 0, OPTION_TEXT, &(c)->arches, "ARCH[,ARCH]",                                                    \
	  "also for these: aarch64, arm, riscv64, loongarch64" },                                                 \
	{ "abi", 0, OPTION_TEXT, &(c)->abis, "ABI[,ABI]",                                                         \
	  "for calls of these: x86_64, i386, x32; default: those that were seen" },                               \
	{ "runtime", 0, OPTION_CHOICE, &(c)->runtime, "R",                                                        \
	  "what will start it, and needs calls itself: any (default), runc, crun, "                               \
	  "containerd, systemd or none", filter_runtimes },                                                       \
	{ "no-runtime", 0, OPTION_FLAG, &(c)->no_runtime, NULL, "the same as --runtime none" },                   \
	{ "exec", 0, OPTION_FLAG, &(c)->exec, NULL, "others will join it: exec, health checks (default)" },       \
	{ "no-exec", 0, OPTION_FLAG, &(c)->no_exec, NULL, "nobody will join it" },                                \
	{ "default-action", 0, OPTION_TEXT, &(c)->deny, "ACTION",                                                 \
	  "for calls not on the list: errno:ENOSYS (default), errno:EPERM, kill or log" },                        \
	{ "complain", 0, OPTION_FLAG, &(c)->complain, NULL, "refuse nothing, log it: --default-action log" },     \
	{ "accept", 0, OPTION_LIST, &(c)->accept, "NAME[,NAME]",                                                  \
	  "let a dangerous or always failing call stay: a call or a class, see explain" },                        \
	{ "no-review", 0, OPTION_FLAG, &(c)->no_review, NULL, "let all that was seen stay" },                     \
	{ "no-args", 0, OPTION_FLAG, &(c)->no_args, NULL, "whatever the arguments, also where they were learned" }, \
	{ "groups", 0, OPTION_NUMBER, &(c)->groups, "PERCENT",                                                    \
	  "systemd: take a @group if at most that share of it is unused (0: exact names)" }

/* The parts of *out that the choice decides. *accept: words of .accept, owned by the caller: free() it after the plan.
 * 0 or -EINVAL with fail(). */
int filter_choose(const struct filter_choice *choice, struct plan_options *out, char ***accept);
void filter_words_free(char ***words);
#define _filter_words_ _cleanup_(filter_words_free)

#endif
