// SPDX-License-Identifier: BSD-2-Clause
/* Reads /proc and /sys: what this kernel is and what we may do on it. */
#include "kern/feature.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/capability.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/guard.h"

/* First line of a small file, without its newline. Returns its length, -errno. */
static int read_line(const char *path, char *text, size_t room)
{
	_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	text[0] = '\0';
	if (fd < 0)
		return -errno;
	n = read(fd, text, room - 1);
	if (n < 0)
		return -errno;
	text[n] = '\0';
	text[strcspn(text, "\n")] = '\0';
	return strlen(text);
}

static long read_number(const char *path, long otherwise)
{
	char text[32], *end;
	long value;

	if (read_line(path, text, sizeof(text)) <= 0)
		return otherwise;
	value = strtol(text, &end, 10);
	return *end ? otherwise : value;
}

/* "none [integrity] confidentiality" -> "integrity" */
static void read_lockdown(char *word, size_t room)
{
	char text[128], *open, *close;

	word[0] = '\0';
	if (read_line("/sys/kernel/security/lockdown", text, sizeof(text)) < 0)
		return;
	open = strchr(text, '[');
	close = open ? strchr(open, ']') : NULL;
	if (!close)
		return;
	*close = '\0';
	snprintf(word, room, "%s", open + 1);
}

static int read_cgroup_version(void)
{
	bool v2 = access("/sys/fs/cgroup/cgroup.controllers", F_OK) == 0;
	bool hybrid = access("/sys/fs/cgroup/unified/cgroup.controllers", F_OK) == 0;
	bool v1 = access("/sys/fs/cgroup/pids", F_OK) == 0 || access("/sys/fs/cgroup/memory", F_OK) == 0;

	if (v2)
		return 2;
	if (hybrid)
		return 12;
	return v1 ? 1 : 0;
}

static uint64_t read_effective(void)
{
	cap_t caps = cap_get_proc();
	cap_flag_value_t value;
	uint64_t set = 0;

	for (cap_value_t cap = 0; caps && cap < 64 && !cap_get_flag(caps, cap, CAP_EFFECTIVE, &value); cap++)
		if (value == CAP_SET)
			set |= 1ull << cap;
	cap_free(caps);
	return set;
}

/*
 * With kptr_restrict the file is readable but every address is 0. Only functions tell: before Linux 6.15 the
 * file begins with per-CPU variables, whose addresses count from 0.
 */
static bool read_symbols(void)
{
	FILE *file = fopen("/proc/kallsyms", "re");
	unsigned long long address = 0;
	char line[512], type = 0;

	if (!file)
		return false;
	while (type != 't' && type != 'T' && fgets(line, sizeof(line), file))
		if (sscanf(line, "%llx %c", &address, &type) != 2)
			type = 0;
	fclose(file);
	return type && address;
}

/* include/linux/proc_ns.h: PROC_PID_INIT_INO */
static bool read_initial_pidns(void)
{
	struct stat st;

	return stat("/proc/self/ns/pid", &st) == 0 && st.st_ino == 0xeffffffcu;
}

bool feature_lockdown(void)
{
	char word[32];

	read_lockdown(word, sizeof(word));
	return word[0] && strcmp(word, "none") != 0;
}

bool feature_kernel(unsigned int major, unsigned int minor)
{
	unsigned int have_major = 0, have_minor = 0;
	struct utsname host;

	if (uname(&host) || sscanf(host.release, "%u.%u", &have_major, &have_minor) != 2)
		return true;
	return have_major > major || (have_major == major && have_minor >= minor);
}

bool feature_preempts(void)
{
	return feature_kernel(6, 19);
}

#define VULNERABILITIES "/sys/devices/system/cpu/vulnerabilities/"

static bool says(const char *path, const char *word)
{
	char line[FEATURE_TEXT];

	read_line(path, line, sizeof(line));
	return strstr(line, word);
}

bool feature_dear_returns(void)
{
	return says(VULNERABILITIES "spec_rstack_overflow", "Safe RET") ||
	       says(VULNERABILITIES "retbleed", "untrained return thunk");
}

unsigned int feature_pid_max(void)
{
	return read_number("/proc/sys/kernel/pid_max", 32768);
}

void features_read(struct features *f)
{
	struct utsname name;

	memset(f, 0, sizeof(*f));
	if (uname(&name) == 0) {
		snprintf(f->release, sizeof(f->release), "%s", name.release);
		snprintf(f->machine, sizeof(f->machine), "%s", name.machine);
	}
	f->btf = access(FEATURE_BTF, R_OK) == 0;
	read_lockdown(f->lockdown, sizeof(f->lockdown));
	read_line("/sys/kernel/security/lsm", f->lsms, sizeof(f->lsms));
	f->cgroup = read_cgroup_version();
	f->cap_last = read_number("/proc/sys/kernel/cap_last_cap", 40);
	f->pid_max = feature_pid_max();
	f->symbols = read_symbols();
	f->effective = read_effective();
	f->initial_pidns = read_initial_pidns();
}
