/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/sysno against two independent sources: the kernel headers of this
 * machine and libseccomp's own resolver.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <seccomp.h>

#include "base/guard.h"
#include "core/sysno.h"

#define X32_BIT 0x40000000

static void rows_are_sound(void **state)
{
	(void)state;
	assert_true(sysno_count() > 500);
	assert_null(sysno_at(sysno_count()));
	assert_null(sysno_at(SIZE_MAX));
	for (size_t i = 0; i < sysno_count(); i++) {
		const struct sysno_info *info = sysno_at(i);

		if (i > 0)
			assert_true(strcmp(sysno_at(i - 1)->name, info->name) < 0);
		assert_ptr_equal(sysno_by_name(info->name), info);
		assert_non_null(strchr("CLNWTOMVASX-", info->role));
		assert_true(info->group[0] != '\0' && info->note && info->systemd[0] != '\0');
		assert_true(info->kernel[0] == '?' || (info->kernel[0] >= '1' && info->kernel[0] <= '9'));
		assert_int_equal(info->runtime & ~SYSNO_NEEDS_ALL, 0);
	}
}

static void rows_without_a_group_stand_alone(void **state)
{
	(void)state;
	for (size_t i = 0; i < sysno_count(); i++) {
		const struct sysno_info *one = sysno_at(i);

		for (size_t j = 0; j < sysno_count(); j++) {
			const struct sysno_info *other = sysno_at(j);

			if (i != j && strcmp(one->group, other->group) == 0)
				assert_true(one->role != '-' && other->role != '-');
		}
	}
}

static void numbers_resolve_back(void **state)
{
	(void)state;
	for (int abi = 0; abi < LC_ABIS; abi++) {
		enum sysno_arch arch = sysno_arch_of(abi);
		size_t numbered = 0, found = 0;

		for (size_t i = 0; i < sysno_count(); i++) {
			const struct sysno_info *info = sysno_at(i);

			if (info->number[arch] < 0)
				continue;
			numbered++;
			assert_ptr_equal(sysno_by_number(abi, info->number[arch]), info);
		}
		for (uint32_t nr = 0; nr < 2 * LC_SYSCALL_BITS; nr++)
			found += sysno_by_number(abi, nr) != NULL;
		assert_int_equal(found, numbered); /* each number names one call */
		assert_true(numbered > 300);
	}
}

static void lookups_are_bounded(void **state)
{
	char room[32];

	(void)state;
	assert_null(sysno_by_number(LC_ABI_X86_64, UINT32_MAX));
	assert_null(sysno_by_number(LC_ABI_X86_64, LC_SYSCALL_BITS));
	assert_null(sysno_by_number(LC_ABIS, 0));
	assert_null(sysno_by_number((enum lc_abi)-1, 0));
	assert_null(sysno_by_name(""));
	assert_null(sysno_by_name("zzz"));
	assert_null(sysno_by_name("READ"));
	assert_null(sysno_by_name("rea"));
	assert_int_equal(sysno_arch_of(LC_ABIS), SYSNO_ARCHES);
	assert_string_equal(sysno_abi_name(LC_ABIS), "unknown");
	assert_string_equal(sysno_name(LC_ABI_X86_64, UINT32_MAX, room), "syscall_4294967295");
	assert_string_equal(sysno_name(LC_ABI_X86_64, 999, room), "syscall_999");
	assert_string_equal(sysno_name(LC_ABIS, 7, room), "syscall_7");
}

static void abis_have_their_names(void **state)
{
	char room[32];

	(void)state;
	assert_string_equal(sysno_abi_name(LC_ABI_X86_64), "x86_64");
	assert_string_equal(sysno_abi_name(LC_ABI_I386), "i386");
	assert_string_equal(sysno_abi_name(LC_ABI_X32), "x32");
	assert_string_equal(sysno_name(LC_ABI_X86_64, 0, room), "read");
	assert_string_equal(sysno_name(LC_ABI_I386, 0, room), "restart_syscall");
	assert_string_equal(sysno_name(LC_ABI_I386, 3, room), "read");
	assert_string_equal(sysno_name(LC_ABI_X32, 512, room), "rt_sigaction");
	assert_string_equal(sysno_name(LC_ABI_X86_64, 462, room), "mseal");
}

static void facts_are_carried_over(void **state)
{
	const struct sysno_info *mount = sysno_by_name("mount"), *clone3 = sysno_by_name("clone3");
	const struct sysno_info *sigreturn = sysno_by_name("rt_sigreturn");

	(void)state;
	assert_string_equal(mount->docker, "if(SYS_ADMIN)");
	assert_string_equal(mount->podman, "yes");
	assert_string_equal(mount->systemd, "mount");
	assert_string_equal(clone3->kernel, "5.3");
	assert_string_equal(clone3->group, sysno_by_name("clone")->group);
	assert_string_not_equal(clone3->note, "");
	assert_string_equal(sysno_by_name("read")->note, "");
	assert_int_equal(sigreturn->role, 'A');
	assert_int_equal(sigreturn->runtime & SYSNO_NEEDS_RUNC, SYSNO_NEEDS_RUNC);
	assert_int_equal(sysno_by_name("execve")->runtime & (SYSNO_NEEDS_RUNC | SYSNO_NEEDS_CRUN),
			 SYSNO_NEEDS_RUNC | SYSNO_NEEDS_CRUN);
	/* joining a container is where crun needs more than starting one */
	assert_int_equal(sysno_by_name("openat")->runtime & (SYSNO_NEEDS_CRUN | SYSNO_NEEDS_CRUN_EXEC),
			 SYSNO_NEEDS_CRUN_EXEC);
	assert_int_equal(sysno_by_name("reboot")->runtime, 0);
	assert_string_equal(sysno_by_name("fchmodat2")->libc, "g41,g43,m6");
	assert_string_equal(sysno_by_name("reboot")->libc, "-");
	assert_string_equal(sysno_by_name("getxattrat")->service, "-6");
	assert_string_equal(sysno_by_name("write")->service, "26");
	assert_string_equal(mount->service, "--");
	assert_string_equal(sysno_by_name("write")->kernel_source, "man");
	assert_string_equal(sysno_by_name("fchmodat2")->kernel_source, "kb");
}

/* "#define __NR_name 123" of a header; false for any other line. */
static bool parse_define(const char *line, char *name, int *number)
{
	if (sscanf(line, "#define __NR_%63s %d", name, number) == 2)
		return true;
	return sscanf(line, "#define __NR_%63s (__X32_SYSCALL_BIT + %d)", name, number) == 2;
}

static FILE *open_header(const char *file)
{
	static const char *const folders[] = { "/usr/include/x86_64-linux-gnu/asm", "/usr/include/asm" };
	char path[256];

	for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
		FILE *f;

		snprintf(path, sizeof(path), "%s/%s", folders[i], file);
		f = fopen(path, "re");
		if (f)
			return f;
	}
	return NULL;
}

static void compare_header(const char *file, enum lc_abi abi, enum sysno_arch arch)
{
	FILE *f = open_header(file);
	char line[256], name[64];
	int number, compared = 0;

	if (!f)
		skip();
	while (fgets(line, sizeof(line), f)) {
		const struct sysno_info *info;

		if (!parse_define(line, name, &number))
			continue;
		info = sysno_by_name(name);
		if (!info)
			fail_msg("%s of %s is in no row", name, file);
		if (info->number[arch] != number)
			fail_msg("%s is %d in %s, not %d", name, number, file, info->number[arch]);
		assert_ptr_equal(sysno_by_number(abi, number), info);
		compared++;
	}
	fclose(f);
	assert_true(compared > 300);
}

static void header_x86_64(void **state)
{
	(void)state;
	compare_header("unistd_64.h", LC_ABI_X86_64, SYSNO_X86_64);
}

static void header_i386(void **state)
{
	(void)state;
	compare_header("unistd_32.h", LC_ABI_I386, SYSNO_I386);
}

static void header_x32(void **state)
{
	(void)state;
	compare_header("unistd_x32.h", LC_ABI_X32, SYSNO_X32);
}

/* Every row that libseccomp knows by name has its number; returns how many it has on that machine. */
static int compare_resolver(uint32_t scmp, enum sysno_arch arch)
{
	int compared = 0;

	for (size_t i = 0; i < sysno_count(); i++) {
		const struct sysno_info *info = sysno_at(i);
		int number = seccomp_syscall_resolve_name_arch(scmp, info->name);

		if (number < 0) /* unknown there, or (then a pseudo number) absent on that machine */
			continue;
		if (arch == SYSNO_X32)
			number &= ~X32_BIT;
		if (info->number[arch] != number)
			fail_msg("%s is %d to libseccomp (machine %d), not %d", info->name, number, arch,
				 info->number[arch]);
		compared++;
	}
	return compared;
}

/* The other way: every number libseccomp can name on that machine is in a row. */
static void compare_names(uint32_t scmp, enum sysno_arch arch)
{
	for (int nr = 0; nr < LC_SYSCALL_BITS; nr++) {
		char *name = seccomp_syscall_resolve_num_arch(scmp, arch == SYSNO_X32 ? nr | X32_BIT : nr);
		const struct sysno_info *info = name ? sysno_by_name(name) : NULL;

		if (name && (!info || info->number[arch] != nr))
			fail_msg("libseccomp calls %d %s (machine %d)", nr, name, arch);
		free(name);
	}
}

static void resolver_of_libseccomp(void **state)
{
	static const struct {
		uint32_t scmp;
		enum sysno_arch arch;
	} machines[] = {
		{ SCMP_ARCH_X86_64, SYSNO_X86_64 },
		{ SCMP_ARCH_X86, SYSNO_I386 },
		{ SCMP_ARCH_X32, SYSNO_X32 },
		{ SCMP_ARCH_ARM, SYSNO_ARM },
		{ SCMP_ARCH_AARCH64, SYSNO_AARCH64 },
		{ SCMP_ARCH_RISCV64, SYSNO_RISCV64 },
#ifdef SCMP_ARCH_LOONGARCH64
		{ SCMP_ARCH_LOONGARCH64, SYSNO_LOONGARCH64 },
#endif
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(machines); i++) {
		assert_true(compare_resolver(machines[i].scmp, machines[i].arch) > 290);
		compare_names(machines[i].scmp, machines[i].arch);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_sound),
		cmocka_unit_test(rows_without_a_group_stand_alone),
		cmocka_unit_test(numbers_resolve_back),
		cmocka_unit_test(lookups_are_bounded),
		cmocka_unit_test(abis_have_their_names),
		cmocka_unit_test(facts_are_carried_over),
		cmocka_unit_test(header_x86_64),
		cmocka_unit_test(header_i386),
		cmocka_unit_test(header_x32),
		cmocka_unit_test(resolver_of_libseccomp),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
