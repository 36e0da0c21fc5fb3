// SPDX-License-Identifier: BSD-2-Clause
/* Runs a command in a jail, as `verify` does, and ends as the command does; 125 with the message if that failed. */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fail.h"
#include "bpf/event.h"
#include "core/sysno.h"
#include "kern/filter.h"
#include "kern/jail.h"
#include "kern/spawn.h"

#define MAX_CALLS 2048
#define X32_BIT 0x40000000u

static struct filter_rule calls[MAX_CALLS];
static size_t ncalls;

static struct filter_arg args[MAX_CALLS];
static size_t nargs;

/* condition: "INDEX:MASK=VALUE", the latter two hexadecimal; NULL: whatever the arguments. */
static void add(enum lc_abi abi, const struct sysno_info *info, const char *condition)
{
	int nr = info->number[sysno_arch_of(abi)];

	if (nr < 0 || ncalls == MAX_CALLS) {
		fprintf(stderr, "no such call: %s\n", info->name);
		exit(2);
	}
	if (condition && (nargs == MAX_CALLS || sscanf(condition, "%u:%" SCNx64 "=%" SCNx64, &args[nargs].index,
						       &args[nargs].mask, &args[nargs].value) != 3)) {
		fprintf(stderr, "no such condition: %s\n", condition);
		exit(2);
	}
	calls[ncalls] = (struct filter_rule){
		.arch = (enum filter_arch)sysno_arch_of(abi), .nr = (uint32_t)nr & ~X32_BIT, .name = info->name,
		.ret = SECCOMP_RET_ALLOW, .args = &args[nargs], .nargs = condition != NULL,
	};
	ncalls++;
	nargs += condition != NULL;
}

/* "read,write,i386:read", "all", "all,-openat", "socket@0:ffffffffffffffff=1" */
static void parse_calls(char *list)
{
	for (char *word = strtok(list, ","); word; word = strtok(NULL, ",")) {
		enum lc_abi abi = !strncmp(word, "i386:", 5) ? LC_ABI_I386 :
				  !strncmp(word, "x32:", 4) ? LC_ABI_X32 : LC_ABI_X86_64;
		enum filter_arch arch = (enum filter_arch)sysno_arch_of(abi);
		const char *name = abi == LC_ABI_X86_64 ? word : strchr(word, ':') + 1;
		char *condition = strchr(word, '@');

		if (condition)
			*condition++ = '\0';
		if (!strcmp(name, "all")) {
			for (size_t i = 0; i < sysno_count(); i++) {
				if (sysno_at(i)->number[sysno_arch_of(abi)] >= 0)
					add(abi, sysno_at(i), NULL);
			}
		} else if (*name == '-') {
			for (size_t i = 0; i < ncalls; i++) {
				if (calls[i].arch == arch && !strcmp(calls[i].name, name + 1))
					calls[i] = calls[--ncalls];
			}
		} else if (sysno_by_name(name)) {
			add(abi, sysno_by_name(name), condition);
		} else {
			fprintf(stderr, "no such call: %s\n", name);
			exit(2);
		}
	}
}

static int failed(void)
{
	fprintf(stderr, "%s\n", fail_message());
	return 125;
}

static int wait_for(pid_t pid)
{
	int status;

	if (waitpid(pid, &status, 0) != pid)
		return 125;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int main(int argc, char **argv)
{
	struct jail jail = { 0 };
	struct spawn_options spawn = { .arm_fd = -1, .jail = &jail };
	struct filter_program filter = { 0 };
	int option, error = ENOSYS, r;
	bool refused = false, check = true;
	char *list = NULL, *path;
	pid_t pid;

	while ((option = getopt(argc, argv, "+c:nu:f:e:t:x")) >= 0) {
		switch (option) {
		case 'c': jail.caps = strtoull(optarg, NULL, 16); break; /* a mask, as /proc has it */
		case 'n': jail.no_new_privs = true; break;
		case 'u': spawn.user = optarg; break;
		case 'f': list = optarg; break;
		case 'e': error = atoi(optarg); break;
		case 't': spawn.notify = optarg; break;
		case 'x': check = false; break; /* without jail_check() */
		default: return 2;
		}
	}
	if (list) {
		parse_calls(list);
		if (jail_check_rules(calls, ncalls) ||
		    filter_compile(calls, ncalls, SECCOMP_RET_ERRNO | error, &filter))
			return failed();
		jail.filter = filter.insns;
		jail.nfilter = filter.n;
	}
	spawn.argv = argv + optind;
	if (optind >= argc || spawn_find(argv[optind], &path) || (check && jail_check(&jail)))
		return failed();
	spawn.path = path;
	r = spawn_start(&spawn, &pid, &refused);
	if (r) {
		fail(r, "failed without a message");
		fprintf(stderr, "refused by execve: %s\n", refused ? "yes" : "no");
	}
	r = r ? failed() : wait_for(pid);
	filter_program_free(&filter);
	free(path);
	return r;
}
