// SPDX-License-Identifier: BSD-2-Clause
/* Knows the syscalls that a program makes without calling them. */
#include <string.h>

#include "core/closure_parts.h"

static const char *const kernel_names[] = { "exit", "exit_group", "restart_syscall", "rt_sigreturn", "sigreturn" };

static bool is_kernel(const struct sysno_info *info)
{
	for (size_t i = 0; i < ARRAY_SIZE(kernel_names); i++)
		if (!strcmp(info->name, kernel_names[i]))
			return true;
	return false;
}

/* Role V, its time64 variants, and getrandom(), which x86-64 has in the vDSO since Linux 6.11. */
static bool is_vdso(const struct sysno_info *info, enum sysno_arch arch)
{
	return info->role == 'V' || (info->role == 'T' && !strcmp(info->group, "clock")) ||
	       (arch == SYSNO_X86_64 && !strcmp(info->name, "getrandom"));
}

bool closure_is_issued(const struct sysno_info *info, enum sysno_arch arch)
{
	return is_kernel(info) || is_vdso(info, arch);
}

void closure_add_kernel(struct closure_list *l, enum lc_abi abi)
{
	for (size_t i = 0; i < sysno_count(); i++)
		if (is_kernel(sysno_at(i)))
			closure_list_add(l, abi, sysno_at(i), WHY_KERNEL);
}

void closure_add_vdso(struct closure_list *l, enum lc_abi abi)
{
	for (size_t i = 0; i < sysno_count(); i++)
		if (is_vdso(sysno_at(i), sysno_arch_of(abi)))
			closure_list_add(l, abi, sysno_at(i), WHY_VDSO);
}
