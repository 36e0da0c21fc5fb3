/* SPDX-License-Identifier: BSD-2-Clause */
/* The receiving end of sd_notify(3): a service tells by it that it serves. */
#ifndef LC_KERN_NOTIFY_H
#define LC_KERN_NOTIFY_H

#include <stdbool.h>

#define NOTIFY_ROOM 32

/*
 * A descriptor, readable when the service tells something; *name is for its NOTIFY_SOCKET. -errno with fail().
 * The socket is abstract: no file is left behind and every user may write to it, but a service in a network of its own
 * does not reach it.
 */
int notify_open(char name[NOTIFY_ROOM]);

/* Takes whatever waits; whether READY=1 was among it. */
bool notify_ready(int fd);

#endif
