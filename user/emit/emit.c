// SPDX-License-Identifier: BSD-2-Clause
/* Knows the targets of `generate`. */
#include "emit/emit.h"

#include <string.h>

#include "base/guard.h"
#include "base/nearest.h"
#include "emit/targets.h"

static const struct emitter *const table[] = {
	&emit_docker, &emit_podman, &emit_compose,	  &emit_kubernetes, &emit_systemd, &emit_oci,
	&emit_seccomp, &emit_docker_seccomp, &emit_spo, &emit_setcap, &emit_setpriv, &emit_capsh,   &emit_libseccomp,
	&emit_bpf, &emit_pfc, &emit_bubblewrap, &emit_firejail, &emit_lxc, &emit_lxc_seccomp,
};

size_t emitter_count(void)
{
	return ARRAY_SIZE(table);
}

const struct emitter *emitter_at(size_t index)
{
	return index < ARRAY_SIZE(table) ? table[index] : NULL;
}

const struct emitter *emitter_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		if (strcmp(table[i]->name, name) == 0)
			return table[i];
	}
	return NULL;
}

const char *emitter_nearest(const char *name)
{
	struct nearest n = NEAREST_INIT(name);

	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		nearest_offer(&n, table[i]->name);
	return n.best;
}
