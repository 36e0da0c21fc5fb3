/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One seccomp file for machines of several architectures: what Docker and Podman read of it on each. archMap and
 * includes.arches are held against the machine, never against the ABI of a call (moby/profiles and
 * containers/common, setupSeccomp()).
 */
#ifndef LC_EMIT_DOCKER_HOST_H
#define LC_EMIT_DOCKER_HOST_H

#include "core/ruleset.h"

/* Kinds of machines, by the architecture of their kernel; SYSNO_X32 and SYSNO_I386 are none here. */
bool docker_host_is(enum sysno_arch arch);
/* What else runs on it; set of 1 << enum sysno_arch. */
unsigned int docker_host_subs(enum sysno_arch arch);
/* The words for it: Go's, and for loongarch64 both that are in use. NULL-terminated. */
const char *const *docker_host_words(enum sysno_arch arch);

/*
 * The rules by machine: in *out .arches are sets of machines, and each rule is for all that runs on them. A rule that
 * makes no difference elsewhere is for all machines of out->arches. 0 or -ENOMEM.
 */
int docker_host_rules(const struct ruleset *rules, struct ruleset *out);

#endif
