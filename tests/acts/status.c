// SPDX-License-Identifier: BSD-2-Clause
/*
 * Says how it was started, a line each: what /proc/self/status has of ids, capabilities and no_new_privs, then its
 * secure bits, umask, directory, descriptor limit, arguments and environment. For tests of what starts processes; no
 * act in the sense of README.md.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static void print_status(void)
{
	static const char *const wanted[] = { "Uid", "Gid", "Groups", "Cap", "NoNewPrivs" };
	FILE *file = fopen("/proc/self/status", "re");
	char line[4096];

	while (file && fgets(line, sizeof(line), file)) {
		for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
			if (!strncmp(line, wanted[i], strlen(wanted[i])))
				fputs(line, stdout);
	}
	if (file)
		fclose(file);
}

int main(int argc, char **argv)
{
	struct rlimit limit = { 0 };
	mode_t mask = umask(0);
	char directory[4096] = "";

	print_status();
	printf("securebits\t%#x\n", (unsigned int)prctl(PR_GET_SECUREBITS));
	printf("umask\t%04o\n", mask);
	printf("directory\t%s\n", getcwd(directory, sizeof(directory)) ? directory : "?");
	getrlimit(RLIMIT_NOFILE, &limit);
	printf("nofile\t%llu:%llu\n", (unsigned long long)limit.rlim_cur, (unsigned long long)limit.rlim_max);
	for (int i = 0; i < argc; i++)
		printf("argv\t%s\n", argv[i]);
	for (char **at = environ; *at; at++)
		printf("env\t%s\n", *at);
	return 0;
}
