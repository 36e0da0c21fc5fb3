/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Every target of `generate`; each stands at the end of the file named after it.
 */
#ifndef LC_EMIT_TARGETS_H
#define LC_EMIT_TARGETS_H

#include "emit/emit.h"

extern const struct emitter emit_docker, emit_podman, emit_compose, emit_kubernetes;
extern const struct emitter emit_systemd;
extern const struct emitter emit_oci, emit_seccomp, emit_docker_seccomp, emit_spo;
extern const struct emitter emit_setcap, emit_setpriv, emit_capsh;
extern const struct emitter emit_libseccomp, emit_bpf, emit_pfc;
extern const struct emitter emit_bubblewrap, emit_firejail, emit_lxc, emit_lxc_seccomp;

#endif
