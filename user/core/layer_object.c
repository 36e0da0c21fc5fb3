// SPDX-License-Identifier: BSD-2-Clause
/* Knows how to name what a call is about: a path, an address, a process. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/layer_rule.h"

#define FAMILY_UNIX 1
#define FAMILY_INET 2
#define FAMILY_INET6 10
#define FAMILY_NETLINK 16
#define FAMILY_PACKET 17
#define FAMILY_VSOCK 40

/* Components from the file upwards, each ended by NUL. */
static void put_components(const char *text, size_t size, struct buf *b)
{
	size_t end = size;

	while (end) {
		size_t start = --end; /* of the component before this NUL */

		while (start && text[start - 1])
			start--;
		buf_add(b, "/");
		text_escape(b, text + start, end - start);
		end = start;
	}
}

static void put_path(const struct lc_name *n, struct buf *b)
{
	bool relative = n->size && n->text[0] != '/';

	if (relative && n->base_size)
		put_components(n->base, n->base_size, b);
	if (relative && (n->base_size || b->size))
		buf_add(b, "/");
	text_escape(b, n->text, n->size);
	if (!n->size && n->base_size)
		put_components(n->base, n->base_size, b);
}

static void put_name(const struct lc_name *n, struct buf *b)
{
	switch (n->kind) {
	case LC_NAME_PATH:
		put_path(n, b);
		break;
	case LC_NAME_FD:
		if (n->base_size)
			put_components(n->base, n->base_size, b);
		else
			buf_addf(b, "fd %" PRId32, n->fd);
		break;
	case LC_NAME_ADDRESS:
		layer_address(n->text, n->size, b);
		break;
	default:
		break;
	}
}

static unsigned int big16(const unsigned char *at)
{
	return (unsigned int)at[0] << 8 | at[1];
}

/* The longest run of zero groups, two at least, is written "::". */
static size_t zero_run(const unsigned char *at, size_t *length)
{
	size_t best = 8, best_length = 1;

	for (size_t i = 0; i < 8; i++) {
		size_t n = 0;

		while (i + n < 8 && !big16(at + 2 * (i + n)))
			n++;
		if (n > best_length) {
			best = i;
			best_length = n;
		}
	}
	*length = best < 8 ? best_length : 0;
	return best;
}

static void put_inet6(const unsigned char *at, struct buf *b)
{
	size_t length, run = zero_run(at, &length);

	for (size_t i = 0; i < 8; i++) {
		if (i == run) {
			buf_add(b, "::");
			i += length - 1;
			continue;
		}
		buf_addf(b, "%s%x", i && i != run + length ? ":" : "", big16(at + 2 * i));
	}
}

/* A path, or an abstract name, which starts with NUL. */
static void put_unix(const char *path, size_t n, struct buf *b)
{
	buf_add(b, "unix:");
	if (n && !path[0]) {
		buf_add(b, "@");
		text_escape(b, path + 1, n - 1);
		return;
	}
	text_escape(b, path, strnlen(path, n));
}

void layer_address(const void *bytes, size_t n, struct buf *b)
{
	const unsigned char *at = bytes;
	uint16_t family;

	if (n < sizeof(family))
		return;
	memcpy(&family, at, sizeof(family));
	if (family == FAMILY_UNIX) {
		put_unix((const char *)at + 2, n - 2, b);
	} else if (family == FAMILY_INET && n >= 8) {
		buf_addf(b, "%u.%u.%u.%u:%u", at[4], at[5], at[6], at[7], big16(at + 2));
	} else if (family == FAMILY_INET6 && n >= 24) {
		buf_add(b, "[");
		put_inet6(at + 8, b);
		buf_addf(b, "]:%u", big16(at + 2));
	} else if (family == FAMILY_NETLINK) {
		buf_add(b, "netlink");
	} else if (family == FAMILY_PACKET) {
		buf_add(b, "packet");
	} else if (family == FAMILY_VSOCK) {
		buf_add(b, "vsock");
	} else {
		buf_addf(b, "address family %u", family);
	}
}

int layer_family(const struct inquiry *q)
{
	const struct lc_name *n = &q->d->name[0];
	uint16_t family;

	if (n->kind != LC_NAME_ADDRESS || n->size < sizeof(family))
		return -1;
	memcpy(&family, n->text, sizeof(family));
	return family;
}

/* Which argument names a process, plus one. */
static const struct {
	const char *calls;
	unsigned int argument;
} processes[] = {
	{ "kill tkill rt_sigqueueinfo process_vm_readv process_vm_writev kcmp pidfd_open move_pages migrate_pages", 1 },
	{ "prlimit64 sched_setscheduler sched_setparam sched_setattr sched_setaffinity get_robust_list setpgid", 1 },
	{ "sched_getaffinity sched_getattr sched_getparam sched_getscheduler getpgid getsid", 1 },
	{ "tgkill ptrace rt_tgsigqueueinfo", 2 },
};

/* A process of the caller's pid namespace; of itself (0) nothing is told. */
static bool put_process(const struct inquiry *q, struct buf *b)
{
	for (size_t i = 0; i < ARRAY_SIZE(processes); i++) {
		int32_t pid;

		if (!layer_call_in(q, processes[i].calls))
			continue;
		pid = (int32_t)q->d->arg[processes[i].argument - 1];
		if (pid > 0)
			buf_addf(b, "pid %" PRId32, pid);
		else if (pid == -1)
			buf_add(b, "all processes");
		else if (pid < -1)
			buf_addf(b, "process group %" PRIu32, -(uint32_t)pid);
		return true;
	}
	return false;
}

void layer_object(const struct inquiry *q, struct buf *b)
{
	uint32_t name = q->f.at && q->f.at->name < LC_DENIAL_NAMES ? q->f.at->name : 0;
	const struct lc_object *last = layer_last(q, name);

	if (put_process(q, b))
		return;
	if (last && q->d->name[name].kind != LC_NAME_ADDRESS)
		text_escape(b, last->path, last->path_size);
	else
		put_name(&q->d->name[name], b);
}
