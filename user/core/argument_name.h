/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What arguments and their values are called, of the calls whose name alone says too little: those that
 * `record --args` learns of. Names and numbers are those of the kernel's include/uapi, up to Linux 6.19.
 */
#ifndef LC_CORE_ARGUMENT_NAME_H
#define LC_CORE_ARGUMENT_NAME_H

#include <stdint.h>

#include "base/buf.h"

/* "family" of socket, index 0; "opcode" of io_uring_enter, LC_ARGUMENT_OPCODE. NULL: it has no name here. */
const char *argument_name(const char *call, uint32_t index);

/*
 * "AF_INET"; of flags "CLONE_NEWNS|CLONE_NEWUSER", or "none". Where there is more above the int that the kernel takes,
 * such as the sign of one, the number follows: "TIOCGPTN (0xffffffff80045430)". What has no name is a number: "0x1234".
 */
void argument_value(const char *call, uint32_t index, uint64_t value, struct buf *out);

#endif
