/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The many small hooks that note why a call is refused (bpf/step.bpf.h): which of them this kernel has, and how
 * each of them is to be read here. One that is missing costs its part of the explanation, and nothing else.
 */
#ifndef LC_KERN_STEP_H
#define LC_KERN_STEP_H

#include <stdbool.h>
#include <stddef.h>

#include <bpf/libbpf.h>

#include "kern/hook.h"
#include "leastcap.skel.h"

#define STEP_LINKS 160

/*
 * Between open and load: has those programs of the roles of refusals loaded whose function this kernel knows, has a
 * form
 * that they can be attached to, and is asked at all (its security module is active). everything: also what is called in
 * bulk, or costs long to attach; a recording does without. choice becomes what this kernel has. How many hooks, or
 * -errno.
 */
int step_choose(struct leastcap_bpf *skel, bool everything, struct hook_choice *choice);

/* They could not be loaded: done without. */
void step_forget(struct hook_choice *choice);

/* Whether it is one of those of bpf/step*.bpf.c. */
bool step_is(const struct bpf_program *program);

/* Attaches one of the programs that serve many functions to one, as a trial. NULL with errno. */
struct bpf_link *step_try(const struct bpf_program *program);

/* Attaches what was chosen; what is refused is passed over. How many links. */
size_t step_attach(struct leastcap_bpf *skel, struct bpf_link *links[STEP_LINKS]);

/*
 * Has the links undone by a process of its own, since the kernel takes up to 0.15 s for each, one after
 * the other. Nothing is noted any more when it returns, if refusals are no longer followed.
 */
void step_detach(struct bpf_link *links[STEP_LINKS], size_t n);

#endif
