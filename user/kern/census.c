// SPDX-License-Identifier: BSD-2-Clause
/* Loads one program and none of the maps of the object, which makes it cheap, and reads what it writes. */
#include "kern/census.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "base/order.h"
#include "kern/object.h"

#define CENSUS_MAX (1u << 22) /* as many processes as there can be (PID_MAX_LIMIT) */
#define CENSUS_CHUNK 256

static int make_room(struct census *c, size_t *room)
{
	struct lc_census *at;

	if (c->n + CENSUS_CHUNK <= *room)
		return 0;
	if (c->n >= CENSUS_MAX)
		return -E2BIG;
	*room = *room ? *room * 2 : 4 * CENSUS_CHUNK;
	at = reallocarray(c->at, *room, sizeof(*at));
	if (!at)
		return -ENOMEM;
	c->at = at;
	return 0;
}

/* A read ends between two lines: the kernel hands out what it has of whole ones, as far as there is room. */
static int read_lines(int fd, struct census *c)
{
	size_t room = 0, bytes = 0;

	for (;;) {
		ssize_t n;
		int r = make_room(c, &room);

		if (r)
			return r;
		n = read(fd, (char *)c->at + bytes, room * sizeof(*c->at) - bytes);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? -errno : 0;
		bytes += (size_t)n;
		c->n = bytes / sizeof(*c->at);
	}
}

static int by_pid(const void *a, const void *b)
{
	return order_u64(((const struct lc_census *)a)->pid, ((const struct lc_census *)b)->pid);
}

static int run_iterator(struct bpf_program *program, struct census *c)
{
	struct bpf_link *link = bpf_program__attach_iter(program, NULL);
	_close_ int fd = -1;
	int r;

	if (!link)
		return -errno;
	fd = bpf_iter_create(bpf_link__fd(link));
	r = fd < 0 ? -errno : read_lines(fd, c);
	bpf_link__destroy(link);
	if (!r && c->n)
		qsort(c->at, c->n, sizeof(*c->at), by_pid);
	return r;
}

int census_take(struct census *c)
{
	struct leastcap_bpf *skel = object_open();
	struct bpf_map *map;
	int r = 0;

	if (!skel)
		return -errno;
	bpf_object__for_each_map(map, skel->obj)
		if (!r)
			r = bpf_map__set_autocreate(map, false);
	if (!r)
		r = bpf_program__set_autoload(skel->progs.census, true);
	/* Not by the skeleton, which would map what was not made. */
	if (!r)
		r = bpf_object__load(skel->obj);
	if (!r)
		r = run_iterator(skel->progs.census, c);
	leastcap_bpf__destroy(skel);
	if (r)
		census_free(c);
	return r;
}

const struct lc_census *census_of(const struct census *c, pid_t pid)
{
	const struct lc_census key = { .pid = (__u32)pid };

	return c->n ? bsearch(&key, c->at, c->n, sizeof(key), by_pid) : NULL;
}

void census_free(struct census *c)
{
	free(c->at);
	*c = (struct census){ 0 };
}
