/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Why a list of one libc is enough for another: in each group, whatever call one of them was measured to make brings in
 * those that another one makes. From column libc of core/syscalls.tsv, which no code reads. And what is newer than the
 * rest of its group has something older there to fall back to.
 */
#include "tests/unit/plan_input.h"

#include "core/closure.h"

#define X86_64 LC_ABI_X86_64
#define TABLE "user/core/syscalls.tsv" /* seen from the top of the checkout, where tests/run is */
#define MAX_CALLS 256

static const char *const libcs[] = { "g31", "g36", "g41", "g43", "m3", "m6" };

struct used {
	const struct sysno_info *info;
	unsigned int libcs; /* set of 1 << index */
};

static struct used calls[MAX_CALLS];
static size_t ncalls;

static char *field(char *line, size_t column)
{
	char *at = line;

	while (column-- > 0 && at)
		at = strchr(at, '\t') ? strchr(at, '\t') + 1 : NULL;
	return at ? strndup(at, strcspn(at, "\t\n")) : NULL;
}

static size_t column_of(char *head, const char *name)
{
	for (size_t i = 0; i < 64; i++) {
		_free_ char *word = field(head, i);

		if (word && !strcmp(word, name))
			return i;
	}
	fail_msg("%s has no column %s", TABLE, name);
	return 0;
}

static unsigned int libcs_of(char *words)
{
	unsigned int set = 0;

	for (char *save = NULL, *word = strtok_r(words, ",", &save); word; word = strtok_r(NULL, ",", &save))
		for (size_t i = 0; i < ARRAY_SIZE(libcs); i++)
			set |= strcmp(word, libcs[i]) ? 0 : 1u << i;
	return set;
}

static int read_table(void **state)
{
	FILE *f = fopen(TABLE, "re");
	char line[4096];
	size_t column = 0;

	(void)state;
	if (!f)
		return -1;
	while (fgets(line, sizeof(line), f)) {
		_free_ char *name = field(line, 0);
		_free_ char *words = column ? field(line, column) : NULL;

		if (*line != '#' && !column)
			column = column_of(line, "libc");
		else if (words && *words != '-' && ncalls < MAX_CALLS)
			calls[ncalls++] = (struct used){ sysno_by_name(name), libcs_of(words) };
	}
	fclose(f);
	return 0;
}

/* What the list of a program has that was seen to make one call, and was started by a libc. */
static struct plan *plan_of(const struct sysno_info *seen)
{
	static struct input in;

	input_start(&in, "/usr/bin/program");
	input_call(&in, X86_64, "mmap");
	input_call(&in, X86_64, seen->name);
	return input_plan(&in, PORTABLE_LIBC, false);
}

/* What stays out, and why that breaks nothing. */
static bool is_excepted(const char *name)
{
	static const char *const rows[] = {
		"clone3",	/* its flags cannot be seen; each libc takes clone() where it gets ENOSYS */
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (!strcmp(rows[i], name))
			return true;
	return false;
}

static void measured(void **state)
{
	unsigned int all = 0;

	(void)state;
	assert_in_range(ncalls, 90, MAX_CALLS - 1);
	for (size_t i = 0; i < ncalls; i++) {
		assert_non_null(calls[i].info);
		assert_true(calls[i].libcs != 0);
		all |= calls[i].libcs;
	}
	assert_int_equal(all, (1u << ARRAY_SIZE(libcs)) - 1);
}

/* Of one group: what any libc makes brings in what any other makes. */
static void groups_are_closed(void **state)
{
	size_t pairs = 0, broken = 0;

	(void)state;
	for (size_t i = 0; i < ncalls; i++) {
		_plan_ struct plan *plan = plan_of(calls[i].info);

		for (size_t k = 0; k < ncalls; k++) {
			const struct sysno_info *other = calls[k].info;

			if (i == k || strcmp(calls[i].info->group, other->group))
				continue;
			pairs++;
			if (!input_row(plan, X86_64, other->name) && !is_excepted(other->name)) {
				print_message("# %s does not bring in %s\n", calls[i].info->name, other->name);
				broken++;
			}
		}
	}
	assert_true(pairs > 100);
	assert_int_equal(broken, 0);
}

/* For each two libcs: the list recorded with one has all that the program was seen to call with the other. */
static void lists_are_enough(void **state)
{
	(void)state;
	for (size_t from = 0; from < ARRAY_SIZE(libcs); from++) {
		static struct input in;
		_plan_ struct plan *plan = NULL;

		input_start(&in, "/usr/bin/program");
		for (size_t i = 0; i < ncalls; i++)
			if (calls[i].libcs >> from & 1)
				input_call(&in, X86_64, calls[i].info->name);
		plan = input_plan(&in, PORTABLE_LIBC, false);
		for (size_t i = 0; i < ncalls; i++)
			if (!input_row(plan, X86_64, calls[i].info->name) && !is_excepted(calls[i].info->name))
				fail_msg("the list of %s lacks %s", libcs[from], calls[i].info->name);
	}
}

/* The test above would see a libc left out: without closure each list lacks something of another. */
static void observed_only_is_not_enough(void **state)
{
	(void)state;
	for (size_t from = 0; from < ARRAY_SIZE(libcs); from++) {
		size_t lacks = 0;

		for (size_t i = 0; i < ncalls; i++)
			lacks += !(calls[i].libcs >> from & 1);
		assert_true(lacks > 0);
	}
}

/* --- what is newer ------------------------------------------------------------ */

/* "6.13" as 6013; 0 if it is no version. */
static unsigned int version(const char *kernel)
{
	unsigned int major = 0, minor = 0;

	return sscanf(kernel, "%u.%u", &major, &minor) >= 1 ? major * 1000 + minor : 0;
}

/* Newer calls of a group that has nothing older for them, or nothing that does the same. */
static const struct {
	const char *group, *call; /* call NULL: all newer ones */
	const char *why;
} alone[] = {
	{ "io_uring", NULL, "whoever uses it asks first, and takes read() and its like" },
	{ "mount_new", NULL, "mount(2) of another group, which Docker gates the same" },
	{ "lsm_attr", NULL, "/proc/self/attr" },
	{ "pidfd", NULL, "kill() and waitpid() of other groups" },
	{ "arch_tls", "map_shadow_stack", "libc asks arch_prctl() first, and starts no shadow stack" },
	{ "libc_start", "mseal", "hardening: the loader goes on without" },
	{ "libc_start", "rseq_slice_yield", "only after prctl() has granted slices" },
	{ "ns", "listns", "/proc/PID/ns" },
	{ "mbind", "set_mempolicy_home_node", "a hint" },
	{ "memfd", "memfd_secret", "memfd_create() keeps no secret from the kernel, callers choose" },
};

static bool is_alone(const struct sysno_info *info)
{
	for (size_t i = 0; i < ARRAY_SIZE(alone); i++)
		if (!strcmp(info->group, alone[i].group) && (!alone[i].call || !strcmp(info->name, alone[i].call)))
			return true;
	return false;
}

static bool has_older(const struct sysno_info *info)
{
	for (size_t i = 0; i < sysno_count(); i++) {
		const struct sysno_info *other = sysno_at(i);

		if (other != info && !strcmp(other->group, info->group) && strchr("CLA", other->role) &&
		    other->number[SYSNO_X86_64] >= 0 && version(other->kernel) < version(info->kernel))
			return true;
	}
	return false;
}

static void newer_calls_fall_back(void **state)
{
	size_t newer = 0;

	(void)state;
	for (size_t i = 0; i < sysno_count(); i++) {
		const struct sysno_info *info = sysno_at(i);

		if (info->role != 'N')
			continue;
		newer++;
		assert_true(version(info->kernel) > 2000);
		if (!is_alone(info) && !has_older(info))
			fail_msg("%s has nothing to fall back to in group %s", info->name, info->group);
	}
	assert_true(newer > 30);
}

/* No reason outlives what it was for. */
static void reasons_are_used(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(alone); i++) {
		size_t n = 0;

		assert_true(alone[i].why[0] != '\0');
		for (size_t k = 0; k < sysno_count(); k++)
			n += sysno_at(k)->role == 'N' && !strcmp(sysno_at(k)->group, alone[i].group) &&
			     (!alone[i].call || !strcmp(sysno_at(k)->name, alone[i].call));
		if (!n)
			fail_msg("group %s has no such call any more", alone[i].group);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(measured),
		cmocka_unit_test(groups_are_closed),
		cmocka_unit_test(lists_are_enough),
		cmocka_unit_test(observed_only_is_not_enough),
		cmocka_unit_test(newer_calls_fall_back),
		cmocka_unit_test(reasons_are_used),
	};

	return cmocka_run_group_tests(tests, read_table, NULL);
}
