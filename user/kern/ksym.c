// SPDX-License-Identifier: BSD-2-Clause
/* Reads /proc/kallsyms whole and finds functions by bisection. */
#include "kern/ksym.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct ksym {
	uint64_t address;
	const char *name; /* into text */
};

struct ksyms {
	char *text;
	struct ksym *symbols;
	size_t n, room;
};

static int read_all(const char *path, char **text)
{
	_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);
	_free_ char *bytes = NULL;
	size_t used = 0, room = 0;
	ssize_t n;

	if (fd < 0)
		return -errno;
	do {
		if (room - used < (64 << 10)) {
			char *more = realloc(bytes, room = room ? 2 * room : 8 << 20);

			if (!more)
				return -ENOMEM;
			bytes = more;
		}
		n = read(fd, bytes + used, room - used - 1);
		if (n < 0)
			return -errno;
		used += n;
	} while (n);
	bytes[used] = '\0';
	*text = TAKE(bytes);
	return 0;
}

static int add_symbol(struct ksyms *k, uint64_t address, const char *name)
{
	if (k->n == k->room) {
		struct ksym *more = realloc(k->symbols, (k->room = k->room ? 2 * k->room : 1 << 17) * sizeof(*more));

		if (!more)
			return -ENOMEM;
		k->symbols = more;
	}
	k->symbols[k->n++] = (struct ksym){ address, name };
	return 0;
}

/* "ffffffff81000000 T name [module]": functions only (types t, T, w, W). */
static int parse_line(struct ksyms *k, char *line)
{
	char *end, *name;
	uint64_t address = strtoull(line, &end, 16);

	if (*end != ' ' || !end[1] || end[2] != ' ' || !strchr("tTwW", end[1]) || !address)
		return 0;
	name = end + 3;
	name[strcspn(name, " \t")] = '\0';
	return add_symbol(k, address, name);
}

static int by_address(const void *a, const void *b)
{
	const struct ksym *x = a, *y = b;

	return x->address < y->address ? -1 : x->address > y->address;
}

int ksyms_read(const char *path, struct ksyms **out)
{
	_ksyms_ struct ksyms *k = calloc(1, sizeof(*k));
	char *line, *next;
	int r;

	if (!k)
		return -ENOMEM;
	r = read_all(path, &k->text);
	if (r)
		return r;
	for (line = k->text; *line; line = next) {
		next = line + strcspn(line, "\n");
		if (*next)
			*next++ = '\0';
		r = parse_line(k, line);
		if (r)
			return r;
	}
	if (!k->n)
		return -EPERM;
	qsort(k->symbols, k->n, sizeof(*k->symbols), by_address);
	*out = TAKE(k);
	return 0;
}

const char *ksyms_name(const struct ksyms *k, uint64_t return_address)
{
	size_t low = 0, high = k->n;

	/* A call that never returns may be the last of its function: look one byte back. */
	while (low < high) {
		size_t middle = (low + high) / 2;

		if (k->symbols[middle].address < return_address)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? k->symbols[low - 1].name : NULL;
}

void ksyms_free(struct ksyms **k)
{
	if (!*k)
		return;
	free((*k)->symbols);
	free((*k)->text);
	free(*k);
	*k = NULL;
}
