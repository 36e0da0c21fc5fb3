/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Acts that each provoke one row of the tables of checks that are not needs
 * (rows.tsv): many in one program, `ACT NAME [prepare]`. Besides the lines of
 * README.md an act says
 *
 *	ROW CAP_NAME allow|deny SYSCALL SITE CLASS ADVICE needed[,CAP_NAME]|free
 *	INSTEAD CAP_NAME
 *
 * the class that the place has; what a report is to advise after a recording with all
 * capabilities (several words with | between: any of them; ask for keep where it is not held;
 * "keep" of what is "free": kept in doubt, until a replay tells);
 * whether the act fails with status 1 without this one (and that one, which would do, too); and
 * the narrower one that is advised in its place.
 */
#ifndef LC_TESTS_ROW_H
#define LC_TESTS_ROW_H

#include "act.h"

struct row {
	const char *name;
	void (*stage)(void); /* or NULL */
	void (*act)(void);
};

/* The whole line but the verdict, which is what this process holds. */
#define ROW(cap, rest) row_say(cap, #cap, rest)

static inline void row_say(unsigned int cap, const char *name, const char *rest)
{
	char syscall[64], others[160];

	if (sscanf(rest, "%63s %159[^\n]", syscall, others) != 2)
		act_end(ACT_BROKEN, "a row without a site");
	printf("ROW %s %s %s %s\n", name, act_has(cap) ? "allow" : "deny", syscall, others);
	fflush(stdout);
}

static inline void say_instead(const char *name)
{
	printf("INSTEAD %s\n", name);
	fflush(stdout);
}

/* The step the row is about: refused for want of privilege ends the act with 1. */
static inline long tried(const char *what, long r)
{
	if (r >= 0)
		return r;
	switch (errno) {
	case EPERM: case EACCES: case EAGAIN: case ETOOMANYREFS: case ENOMEM:
		act_end(ACT_DENIED, "%s", what);
	case ENOSYS: case EOPNOTSUPP: case ENOENT: case ENODEV: case EAFNOSUPPORT:
		act_end(ACT_CANNOT, "%s", what);
	default:
		act_end(ACT_BROKEN, "%s", what);
	}
}

/* Gives a capability up, from the permitted set, too. */
static inline void give_up(unsigned int cap)
{
	struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[2];

	must("capget", syscall(SYS_capget, &head, data));
	data[cap / 32].effective &= ~(1u << cap % 32);
	data[cap / 32].permitted &= ~(1u << cap % 32);
	must("capset", syscall(SYS_capset, &head, data));
}

static inline void read_file(const char *path)
{
	char some[4096];
	int fd = tried(path, syscall(SYS_openat, AT_FDCWD, path, O_RDONLY));

	tried(path, read(fd, some, sizeof(some)));
	close(fd);
}

static inline void write_file(const char *path, const char *text)
{
	int fd = tried(path, syscall(SYS_openat, AT_FDCWD, path, O_WRONLY));

	tried(path, write(fd, text, strlen(text)));
	close(fd);
}

#define ROWS(...)                                                                     \
	static const struct row rows[] = { __VA_ARGS__ };                             \
	int main(int argc, char **argv)                                               \
	{                                                                             \
		for (size_t i = 0; i < sizeof(rows) / sizeof(*rows) && argc > 1; i++) { \
			if (strcmp(rows[i].name, argv[1]))                            \
				continue;                                             \
			if (argc == 2)                                                \
				rows[i].act();                                        \
			else if (rows[i].stage)                                       \
				rows[i].stage();                                      \
			return ACT_DONE;                                              \
		}                                                                     \
		act_end(ACT_BROKEN, "no such row");                                   \
	}

#endif
