/* SPDX-License-Identifier: BSD-2-Clause */
/* The files of programs, and what they give to who executes them. */
#ifndef LC_KERN_PROGRAM_FILE_H
#define LC_KERN_PROGRAM_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "bpf/event.h"

/*
 * Looks at the file of a program: by a process that runs it (as our pid namespace counts; 0: none) or else by its path,
 * if that means the same file here. false: it gives nothing, or cannot be looked at; *out is untouched then. No file
 * system of another user is asked.
 */
bool program_file_read(const struct lc_program *program, uint32_t pid, struct lc_file *out);

#endif
