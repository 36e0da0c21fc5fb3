// SPDX-License-Identifier: BSD-2-Clause
/* Mode bits: the class that speaks, what overrides it, directories, the sticky bit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <linux/capability.h>

#include "base/guard.h"
#include "core/dac.h"

#define FILE_ 0100000
#define DIRECTORY 0040000
#define BIT(cap) (UINT64_C(1) << (cap))

static const struct {
	uint32_t fsuid, fsgid, group;
	uint32_t mode, uid, gid, want;
	bool allowed;
	enum dac_class class;
	int cap;
} table[] = {
	/* the owner's bits speak for the owner alone, even if the others give more */
	{ 7, 0, 0, FILE_ | 0477, 7, 9, DAC_READ, true, DAC_OWNER, CAP_DAC_READ_SEARCH },
	{ 7, 0, 0, FILE_ | 0477, 7, 9, DAC_WRITE, false, DAC_OWNER, CAP_DAC_OVERRIDE },
	{ 7, 9, 0, FILE_ | 0077, 7, 9, DAC_READ, false, DAC_OWNER, CAP_DAC_READ_SEARCH },
	/* the group's, by fsgid or a supplementary one */
	{ 8, 9, 0, FILE_ | 0640, 7, 9, DAC_READ, true, DAC_GROUP, CAP_DAC_READ_SEARCH },
	{ 8, 1, 9, FILE_ | 0640, 7, 9, DAC_READ, true, DAC_GROUP, CAP_DAC_READ_SEARCH },
	{ 8, 1, 9, FILE_ | 0606, 7, 9, DAC_READ, false, DAC_GROUP, CAP_DAC_READ_SEARCH },
	{ 8, 1, 9, FILE_ | 0640, 7, 9, DAC_READ | DAC_WRITE, false, DAC_GROUP, CAP_DAC_OVERRIDE },
	/* the others' */
	{ 8, 1, 0, FILE_ | 0664, 7, 9, DAC_READ, true, DAC_OTHER, CAP_DAC_READ_SEARCH },
	{ 8, 1, 0, FILE_ | 0664, 7, 9, DAC_WRITE, false, DAC_OTHER, CAP_DAC_OVERRIDE },
	/* root is nobody special: what it has are capabilities */
	{ 0, 0, 0, FILE_ | 0600, 7, 9, DAC_READ, false, DAC_OTHER, CAP_DAC_READ_SEARCH },
	/* executing is overridden only if somebody may */
	{ 8, 1, 0, FILE_ | 0644, 7, 9, DAC_EXEC, false, DAC_OTHER, -1 },
	{ 8, 1, 0, FILE_ | 0744, 7, 9, DAC_EXEC, false, DAC_OTHER, CAP_DAC_OVERRIDE },
	{ 8, 1, 0, FILE_ | 0644, 7, 9, DAC_READ | DAC_EXEC, false, DAC_OTHER, -1 },
	/* directories: searching is the narrow one's, writing not */
	{ 8, 1, 0, DIRECTORY | 0700, 7, 9, DAC_EXEC, false, DAC_OTHER, CAP_DAC_READ_SEARCH },
	{ 8, 1, 0, DIRECTORY | 0644, 7, 9, DAC_READ | DAC_EXEC, false, DAC_OTHER, CAP_DAC_READ_SEARCH },
	{ 8, 1, 0, DIRECTORY | 0755, 7, 9, DAC_WRITE | DAC_EXEC, false, DAC_OTHER, CAP_DAC_OVERRIDE },
	{ 8, 1, 0, DIRECTORY | 0600, 7, 9, DAC_WRITE, false, DAC_OTHER, CAP_DAC_OVERRIDE },
	/* nothing is wanted */
	{ 8, 1, 0, FILE_ | 0, 7, 9, 0, true, DAC_OTHER, CAP_DAC_OVERRIDE },
};

static void bits(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		struct lc_creds who = { .fsuid = table[i].fsuid, .fsgid = table[i].fsgid,
			.ngroups = table[i].group ? 1 : 0,
					.group = { table[i].group } };
		struct lc_object of = { .mode = table[i].mode, .uid = table[i].uid, .gid = table[i].gid };
		struct dac_answer a;

		dac_ask(&who, &of, table[i].want, &a);
		assert_int_equal(a.allowed, table[i].allowed);
		assert_int_equal(a.class, table[i].class);
		assert_int_equal(a.cap, table[i].cap);
		assert_false(a.by_acl);
		assert_false(a.overridden);
		assert_false(a.unsure);
	}
}

static void overridden(void **state)
{
	struct lc_creds who = { .fsuid = 8, .effective = BIT(CAP_DAC_READ_SEARCH) };
	struct lc_object file = { .mode = FILE_ | 0600 }, script = { .mode = FILE_ | 0644 };
	struct dac_answer a;

	(void)state;
	dac_ask(&who, &file, DAC_READ, &a);
	assert_true(!a.allowed && a.overridden);
	dac_ask(&who, &file, DAC_WRITE, &a);
	assert_false(a.overridden);
	/* The wide one does as well. */
	who.effective = BIT(CAP_DAC_OVERRIDE);
	dac_ask(&who, &file, DAC_READ, &a);
	assert_true(a.overridden);
	dac_ask(&who, &file, DAC_WRITE, &a);
	assert_true(a.overridden);
	dac_ask(&who, &script, DAC_EXEC, &a);
	assert_false(a.overridden);
	assert_int_equal(a.cap, -1);
}

/* More groups than fit: one that is not known could allow it. */
static void unknown_groups(void **state)
{
	struct lc_creds who = { .fsuid = 8, .fsgid = 1, .ngroups = LC_GROUPS + 1 };
	struct lc_object of = { .mode = FILE_ | 0640, .uid = 7, .gid = 9 };
	struct dac_answer a;

	(void)state;
	assert_true(dac_groups_unknown(&who));
	dac_ask(&who, &of, DAC_READ, &a);
	assert_true(!a.allowed && a.unsure);
	dac_ask(&who, &of, DAC_WRITE, &a); /* which the group may not, either */
	assert_true(!a.allowed && !a.unsure);
	who.group[LC_GROUPS - 1] = 9;
	dac_ask(&who, &of, DAC_READ, &a);
	assert_true(a.allowed);
	who.ngroups = UINT32_MAX;
	assert_true(dac_in_group(&who, 9));
	assert_false(dac_in_group(&who, 10));
	who.ngroups = LC_GROUPS;
	assert_false(dac_groups_unknown(&who));
	who.ngroups = LC_GROUPS - 1;
	assert_false(dac_in_group(&who, 9));
}

static void sticky(void **state)
{
	struct lc_object directory = { .mode = DIRECTORY | 01777, .uid = 1 }, file = { .mode = FILE_ | 0666, .uid = 2 };
	struct lc_creds who = { .fsuid = 3 };

	(void)state;
	assert_true(dac_sticky(&who, &directory, &file));
	who.fsuid = 1;
	assert_false(dac_sticky(&who, &directory, &file));
	who.fsuid = 2;
	assert_false(dac_sticky(&who, &directory, &file));
	who = (struct lc_creds){ .fsuid = 3, .effective = BIT(CAP_FOWNER) };
	assert_false(dac_sticky(&who, &directory, &file));
	who.effective = ~BIT(CAP_FOWNER);
	assert_true(dac_sticky(&who, &directory, &file));
	directory.mode = DIRECTORY | 0777;
	assert_false(dac_sticky(&who, &directory, &file));
}

static void class_names(void **state)
{
	(void)state;
	assert_string_equal(dac_class_name(DAC_OWNER), "its owner");
	assert_string_equal(dac_class_name((enum dac_class)99), dac_class_name(DAC_OTHER));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bits),
		cmocka_unit_test(overridden),
		cmocka_unit_test(unknown_groups),
		cmocka_unit_test(sticky),
		cmocka_unit_test(class_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
