/* SPDX-License-Identifier: BSD-2-Clause */
/* The loader's part in the way that every call and check takes (bpf/hot.bpf.c, bpf/known.bpf.h). */
#ifndef LC_KERN_HOT_H
#define LC_KERN_HOT_H

#include "kern/recorder.h"

/*
 * The program of this name, or the variant of it that is made for this machine and recording. NULL: there is none.
 * To be asked once the constants are set.
 */
struct bpf_program *hot_program(const struct recorder *r, const char *name);

/* Before the programs are attached. */
void hot_begin(struct recorder *r);

/* After the chapter has changed: what is known of processes was of the one before. */
void hot_forget(struct recorder *r);

#endif
