/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names of user stacks: "nginx!ngx_open_listening_sockets+0x1c" by libdw where that is built in, else the file
 * and the place in it, "nginx+0x5c3a0", which addr2line(1) takes.
 */
#ifndef LC_KERN_USTACK_H
#define LC_KERN_USTACK_H

#include <stdbool.h>

#include "bpf/event.h"

/* Fills stack from addresses. Of a process that is gone only the numbers remain. */
void ustack_name(const struct lc_addresses *addresses, struct lc_stack *stack);

/* Whether libdw is built in. */
bool ustack_has_symbols(void);

#endif
