/* SPDX-License-Identifier: BSD-2-Clause */
/* An array map of the kernel, seen as memory. */
#ifndef LC_KERN_WINDOW_H
#define LC_KERN_WINDOW_H

#include <stddef.h>

#include <bpf/libbpf.h>

#include "base/guard.h"

struct window {
	const void *at;
	size_t size;
};

/* 0 or -errno with fail(). */
int window_open(const struct bpf_map *map, struct window *w);
void window_close(struct window *w);
#define _window_ _cleanup_(window_close)

#endif
