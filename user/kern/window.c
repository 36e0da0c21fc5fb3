// SPDX-License-Identifier: BSD-2-Clause
/* Maps BPF arrays into our own memory. */
#include "kern/window.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/fail.h"

int window_open(const struct bpf_map *map, struct window *w)
{
	size_t page = sysconf(_SC_PAGESIZE);
	void *at;

	w->size = (size_t)bpf_map__value_size(map) * bpf_map__max_entries(map);
	w->size = (w->size + page - 1) / page * page;
	at = mmap(NULL, w->size, PROT_READ, MAP_SHARED, bpf_map__fd(map), 0);
	if (at == MAP_FAILED)
		return fail(-errno, "cannot read the recording out of the kernel: %s", strerror(errno));
	w->at = at;
	return 0;
}

void window_close(struct window *w)
{
	if (w->at)
		munmap((void *)w->at, w->size);
}
