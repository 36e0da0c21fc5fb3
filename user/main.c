/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of verbs, the one place that prints an error, and the only exit.
 */
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/guard.h"
#include "base/nearest.h"
#include "cmd/cmd.h"

static const struct command *const commands[] = {
	&command_record, &command_report, &command_generate, &command_verify, &command_minimize, &command_audit,
	&command_trace, &command_oci_hook, &command_explain, &command_doctor,
};

static void print_usage(FILE *out)
{
	size_t i;

	fprintf(out, "Usage: leastcap VERB [options] [FILE...] [-- CMD [ARG...]]\n\n"
		     "Finds out which Linux capabilities and system calls a program really uses,\n"
		     "and writes the least set that still works.\n\nVerbs:\n");
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		fprintf(out, "  %-10s %s\n", commands[i]->name, commands[i]->summary);
	fprintf(out, "\nOptions:\n"
		     "  -h, --help     show this help; leastcap VERB --help: that of a verb\n"
		     "      --version  show the version\n\n"
		     "Exit status: 0 done, 1 a finding, 2 usage or unreadable input, 3 missing\n"
		     "privilege, 4 the kernel cannot, 5 incomplete with --strict. A verb that runs CMD\n"
		     "ends with its status, 125 when leastcap failed, 126 or 127 when CMD cannot run.\n");
}

static int unknown_verb(const char *word)
{
	struct nearest near = NEAREST_INIT(word);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(commands); i++)
		nearest_offer(&near, commands[i]->name);
	if (near.best)
		fail_hint("did you mean leastcap %s?", near.best);
	else
		fail_hint("leastcap --help lists the verbs");
	fail(-EINVAL, "unknown %s %s", word[0] == '-' ? "option" : "verb", word);
	return STATUS_USAGE;
}

static int dispatch(int argc, char **argv)
{
	size_t i;

	if (argc < 2) {
		print_usage(stderr);
		return STATUS_USAGE;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")) {
		print_usage(stdout);
		return STATUS_OK;
	}
	if (!strcmp(argv[1], "--version")) {
		printf("leastcap %s\n", LEASTCAP_VERSION);
		return STATUS_OK;
	}
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		if (!strcmp(argv[1], commands[i]->name))
			return commands[i]->run(argc - 1, argv + 1);
	return unknown_verb(argv[1]);
}

/*
 * A closed standard descriptor would be taken by the next file we open. The
 * stand-in has the wrong direction, so that using it is an error, not silence.
 */
static int fill_descriptors(void)
{
	int fd;

	for (fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 &&
		    open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
			return -errno;
	return 0;
}

/* Who is started with more rights than its caller would hand them on: to record is to see everything. */
static int refuse_secure(void)
{
	if (!getauxval(AT_SECURE))
		return 0;
	fail_hint("remove the mode bits or file capabilities and start it by sudo");
	return fail(-EPERM, "refusing to run setuid, setgid or with file capabilities");
}

static int flush_stdout(void)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return 0;
	return fail(-EIO, "cannot write standard output: %s", strerror(errno));
}

static void print_failure(void)
{
	if (!fail_message())
		return;
	fprintf(stderr, "leastcap: %s\n", fail_message());
	if (fail_hint_text())
		fprintf(stderr, "leastcap: %s\n", fail_hint_text());
}

int main(int argc, char **argv)
{
	int status = STATUS_USAGE;

	if (fill_descriptors() < 0)
		return STATUS_USAGE;
	setlocale(LC_CTYPE, ""); /* only that: numbers stay as they are */
	if (refuse_secure() == 0)
		status = dispatch(argc, argv);
	if (flush_stdout() < 0 && status == STATUS_OK)
		status = STATUS_USAGE;
	if (status != STATUS_OK)
		print_failure();
	return status;
}
