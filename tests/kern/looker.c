// SPDX-License-Identifier: BSD-2-Clause
/*
 * kern/witness.h by itself: makes the record of a refused call as the kernel side would, and prints what is seen.
 *
 * looker [OPTION VALUE]... KIND VALUE...   KIND: path, fd, unix, none; twice for two names
 *   pid PID (self), tid TID, base PATH (as the kernel saw it), dir FD, ns INODE (mount namespace), own yes|no (root),
 *   call NR, abi N, error N, argN VALUE, meet PID, times N, fail N (the sink refuses the Nth object), at NANOSECONDS
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>

#include "base/fail.h"
#include "kern/witness.h"

static struct lc_denial denial = {
	.h = { .kind = LC_DENIAL, .len = sizeof(denial), .slot = 7 | 1 << LC_CHAPTER_SHIFT },
	.id = 5, .nr = 2, .error = EACCES, .by = LC_REFUSER_OTHER,
};
static char base[LC_LINK_ROOM];
static size_t base_size;
static int dir = AT_FDCWD, own = -1;
static unsigned int meet, names, told, fail_at, times = 1;

/* --- the record ------------------------------------------------------------------- */

/* Components from the file upwards. */
static void set_base(const char *path)
{
	char copy[LC_LINK_ROOM], *slash;

	snprintf(copy, sizeof(copy), "%s", path);
	base_size = 0;
	while ((slash = strrchr(copy, '/'))) {
		size_t n = strlen(slash + 1);

		if (n && base_size + n + 1 <= sizeof(base)) {
			memcpy(base + base_size, slash + 1, n + 1);
			base_size += n + 1;
		}
		*slash = '\0';
	}
}

static void add_name(enum lc_name_kind kind, const char *value)
{
	struct lc_name *n = &denial.name[names++ % LC_DENIAL_NAMES];

	n->kind = kind;
	n->fd = dir;
	if (kind == LC_NAME_FD) {
		n->fd = (int)strtol(value, NULL, 10);
	} else if (kind == LC_NAME_ADDRESS) {
		struct sockaddr_un at = { .sun_family = AF_UNIX };

		n->size = strnlen(value, sizeof(at.sun_path));
		memcpy(at.sun_path, value, n->size);
		n->size += offsetof(struct sockaddr_un, sun_path);
		memcpy(n->text, &at, n->size);
	} else {
		n->size = strnlen(value, LC_NAME_ROOM - 1);
		memcpy(n->text, value, n->size);
	}
	if (kind != LC_NAME_ADDRESS && *n->text != '/') {
		memcpy(n->base, base, sizeof(base));
		n->base_size = base_size;
	}
}

static ino_t inode_of(unsigned int pid, const char *what)
{
	struct stat st;
	char path[48];

	snprintf(path, sizeof(path), "/proc/%u/%s", pid, what);
	return stat(path, &st) ? 0 : st.st_ino;
}

/* What is known of a living process, as the kernel side tells it. */
static void complete(void)
{
	if (!denial.tid)
		denial.tid = denial.pid;
	if (!denial.mnt_ns)
		denial.mnt_ns = inode_of(denial.pid, "ns/mnt");
	if (own < 0)
		own = denial.mnt_ns == inode_of(getpid(), "ns/mnt") &&
		      inode_of(denial.pid, "root") == inode_of(getpid(), "root");
	if (own)
		denial.flags |= LC_DENIAL_OWN_ROOT;
	if (!denial.h.ns) {
		struct timespec now;

		clock_gettime(CLOCK_BOOTTIME, &now);
		denial.h.ns = (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
	}
}

static int option(const char *word, const char *value)
{
	unsigned long number = strtoul(value, NULL, 0);

	if (!strcmp(word, "path"))
		add_name(LC_NAME_PATH, value);
	else if (!strcmp(word, "fd"))
		add_name(LC_NAME_FD, value);
	else if (!strcmp(word, "unix"))
		add_name(LC_NAME_ADDRESS, value);
	else if (!strcmp(word, "none"))
		names++;
	else if (!strcmp(word, "pid"))
		denial.pid = number;
	else if (!strcmp(word, "tid"))
		denial.tid = number;
	else if (!strcmp(word, "base"))
		set_base(value);
	else if (!strcmp(word, "dir"))
		dir = (int)strtol(value, NULL, 10);
	else if (!strcmp(word, "ns"))
		denial.mnt_ns = number;
	else if (!strcmp(word, "own"))
		own = !strcmp(value, "yes");
	else if (!strcmp(word, "call"))
		denial.nr = number;
	else if (!strcmp(word, "abi"))
		denial.abi = number;
	else if (!strcmp(word, "error"))
		denial.error = number;
	else if (!strncmp(word, "arg", 3) && word[3] >= '0' && word[3] < '6')
		denial.arg[word[3] - '0'] = number;
	else if (!strcmp(word, "at"))
		denial.h.ns = number;
	else if (!strcmp(word, "meet"))
		meet = number;
	else if (!strcmp(word, "times"))
		times = number;
	else if (!strcmp(word, "fail"))
		fail_at = number;
	else
		return -EINVAL;
	return 0;
}

/* --- what is seen ------------------------------------------------------------------- */

static const struct {
	uint32_t flag;
	const char *word;
} flags[] = {
	{ LC_OBJECT_LAST, "last" }, { LC_OBJECT_MISSING, "missing" }, { LC_OBJECT_LINK, "link" },
	{ LC_OBJECT_OTHER_EYES, "others" }, { LC_OBJECT_PIDS, "pids" },
};

static void print_more(const struct lc_object *o)
{
	printf(" type=%llx mount=%llx attributes=%llx dev=%llx ino=%llu", (unsigned long long)o->fstype,
	       (unsigned long long)o->mount, (unsigned long long)o->attributes, (unsigned long long)o->dev,
	       (unsigned long long)o->ino);
	if (o->rdev_major || o->rdev_minor)
		printf(" rdev=%u:%u", o->rdev_major, o->rdev_minor);
	if (o->flags & LC_OBJECT_ACL) {
		printf(" acl=");
		for (uint32_t i = 0; i < o->acl_size; i++)
			printf("%02x", (unsigned char)o->acl[i]);
	}
	if (o->flags & LC_OBJECT_SEALS)
		printf(" seals=%x", o->seals);
	if (o->flags & LC_OBJECT_FILECAPS)
		printf(" caps=%llx%s", (unsigned long long)o->filecaps,
		       o->flags & LC_OBJECT_FILECAPS_EFFECTIVE ? "+e" : "");
}

static int tell(void *ctx, const void *record, size_t n)
{
	const struct lc_object *o = record;

	(void)ctx;
	if (n != sizeof(*o) || o->h.kind != LC_OBJECT || o->h.len != n || o->denial != 5 || o->h.slot != 7 ||
	    o->path_size > LC_PATH_LEN || o->acl_size > LC_ACL_ROOM || o->name >= LC_DENIAL_NAMES)
		abort();
	if (++told == fail_at)
		return -EIO;
	if (times > 1)
		return 0;
	printf("%u %.*s", o->name, (int)o->path_size, o->path);
	for (size_t i = 0; i < ARRAY_SIZE(flags); i++)
		if (o->flags & flags[i].flag)
			printf(" %s", flags[i].word);
	printf(" %o %u:%u", o->mode, o->uid, o->gid);
	print_more(o);
	putchar('\n');
	return 0;
}

static unsigned int count_open(void)
{
	DIR *all = opendir("/proc/self/fd");
	unsigned int n = 0;

	while (all && readdir(all))
		n++;
	if (all)
		closedir(all);
	return n;
}

int main(int argc, char **argv)
{
	unsigned int before = count_open(), during, after;
	_witness_ struct witness *w = NULL;
	int r = 0;

	denial.pid = getpid();
	for (int i = 1; i + 1 < argc; i += 2)
		if (option(argv[i], argv[i + 1]))
			return 2;
	complete();
	r = witness_new(&w);
	if (r) {
		fprintf(stderr, "%s\n", fail_message());
		return 1;
	}
	witness_meet(w, meet, denial.mnt_ns);
	during = count_open();
	for (unsigned int i = 0; !r && i < times; i++)
		r = witness_look(w, &denial, tell, NULL);
	if (r)
		printf("stopped %s\n", strerror(-r));
	if (times > 1)
		printf("told %u\n", told);
	after = count_open();
	witness_free(&w);
	if (after != during || count_open() != before) {
		printf("descriptors left open: %u before, %u then\n", during, after);
		return 3;
	}
	return 0;
}
