// SPDX-License-Identifier: BSD-2-Clause
/* Knows which columns of the syscall table belong to which runtime, and when each counts. */
#include "core/runtime_base.h"

#include "base/guard.h"

static const struct base {
	enum runtime runtime;
	unsigned int run, run_nnp, exec; /* SYSNO_NEEDS_* */
} bases[] = {
	{ RUNTIME_RUNC, SYSNO_NEEDS_RUNC, SYSNO_NEEDS_RUNC_NNP, SYSNO_NEEDS_RUNC_EXEC },
	{ RUNTIME_CRUN, SYSNO_NEEDS_CRUN, SYSNO_NEEDS_CRUN_NNP, SYSNO_NEEDS_CRUN_EXEC },
};

bool runtime_serves(enum runtime chosen, enum runtime measured)
{
	if (chosen == RUNTIME_ANY)
		return measured != RUNTIME_NONE;
	if (chosen == RUNTIME_CONTAINERD && measured == RUNTIME_RUNC)
		return true;
	return chosen == measured && chosen != RUNTIME_NONE;
}

unsigned int runtime_base(const struct sysno_info *info, enum runtime chosen, bool no_new_privs, bool exec)
{
	bool late = no_new_privs && chosen != RUNTIME_ANY;
	unsigned int set = 0;

	for (size_t i = 0; i < ARRAY_SIZE(bases); i++) {
		const struct base *b = &bases[i];
		unsigned int needs = (late ? b->run_nnp : b->run | b->run_nnp) | (exec ? b->exec : 0);

		if (runtime_serves(chosen, b->runtime) && (info->runtime & needs))
			set |= 1u << b->runtime;
	}
	return set;
}

bool runtime_has(const struct sysno_info *info, enum runtime runtime)
{
	return runtime != RUNTIME_ANY && runtime_base(info, runtime, false, true);
}
