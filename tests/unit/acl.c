// SPDX-License-Identifier: BSD-2-Clause
/* Access ACLs: which are taken, and which entry decides, as acl(5) and the kernel have it. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/guard.h"
#include "core/acl.h"
#include "core/dac.h"

#define NONE 0xffffffffu

struct entry {
	uint16_t tag, bits;
	uint32_t id;
};

static size_t put(char *room, const struct entry *e, size_t n)
{
	static const uint32_t version = 2;

	memcpy(room, &version, 4);
	for (size_t i = 0; i < n; i++) {
		memcpy(room + 4 + 8 * i, &e[i].tag, 2);
		memcpy(room + 6 + 8 * i, &e[i].bits, 2);
		memcpy(room + 8 + 8 * i, &e[i].id, 4);
	}
	return 4 + 8 * n;
}

static struct lc_object object(const struct entry *e, size_t n)
{
	struct lc_object o = { .mode = 0100664, .uid = 1, .gid = 2, .flags = LC_OBJECT_ACL };

	o.acl_size = (uint32_t)put(o.acl, e, n);
	return o;
}

/* user::rw-, user:7:rw-, user:8:---, group::r--, group:3:rw-, group:4:-w-, mask::rw-, other::--- */
static const struct entry usual[] = {
	{ ACL_OF_OWNER, 6, NONE }, { ACL_OF_USER, 6, 7 }, { ACL_OF_USER, 0, 8 }, { ACL_OF_GROUP_OWNER, 4, NONE },
	{ ACL_OF_GROUP, 6, 3 }, { ACL_OF_GROUP, 2, 4 }, { ACL_AS_MASK, 6, NONE }, { ACL_OF_OTHER, 0, NONE },
};

static const struct {
	uint32_t fsuid, fsgid, group, want;
	bool allowed;
	enum acl_tag tag;
	uint32_t id;
} decisions[] = {
	{ 1, 0, 0, DAC_READ | DAC_WRITE, true, ACL_OF_OWNER, NONE },
	{ 1, 3, 0, DAC_EXEC, false, ACL_OF_OWNER, NONE },
	{ 7, 0, 0, DAC_WRITE, true, ACL_OF_USER, 7 },
	{ 8, 3, 0, DAC_READ, false, ACL_OF_USER, 8 }, /* its group would have let it */
	{ 9, 2, 0, DAC_READ, true, ACL_OF_GROUP_OWNER, NONE },
	{ 9, 2, 3, DAC_WRITE, true, ACL_OF_GROUP, 3 }, /* not the first group, but one that gives it */
	{ 9, 2, 0, DAC_WRITE, false, ACL_OF_GROUP_OWNER, NONE },
	{ 9, 2, 4, DAC_READ | DAC_WRITE, false, ACL_OF_GROUP_OWNER, NONE }, /* no one group gives both */
	{ 9, 5, 0, DAC_READ, false, ACL_OF_OTHER, NONE },
};

static void order_of_entries(void **state)
{
	struct lc_object o = object(usual, ARRAY_SIZE(usual));

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(decisions); i++) {
		struct lc_creds who = { .fsuid = decisions[i].fsuid, .fsgid = decisions[i].fsgid,
					.ngroups = decisions[i].group ? 1 : 0, .group = { decisions[i].group } };
		struct acl_answer a;

		assert_int_equal(acl_ask(&who, &o, decisions[i].want, &a), 0);
		assert_int_equal(a.allowed, decisions[i].allowed);
		assert_int_equal(a.tag, decisions[i].tag);
		assert_true(a.id == decisions[i].id);
		assert_false(a.masked);
		assert_false(a.unsure);
	}
}

static void mask(void **state)
{
	static const struct entry masked[] = {
		{ ACL_OF_OWNER, 7, NONE }, { ACL_OF_USER, 7, 7 }, { ACL_OF_GROUP_OWNER, 7, NONE },
		  { ACL_AS_MASK, 4, NONE },
		{ ACL_OF_OTHER, 2, NONE },
	};
	struct lc_object o = object(masked, ARRAY_SIZE(masked));
	struct lc_creds who = { .fsuid = 7 };
	struct acl_answer a;

	(void)state;
	assert_int_equal(acl_ask(&who, &o, DAC_WRITE, &a), 0);
	assert_true(!a.allowed && a.masked && a.bits == 4);
	assert_int_equal(acl_ask(&who, &o, DAC_READ, &a), 0);
	assert_true(a.allowed && !a.masked);
	/* Neither the owner nor the others are under it. */
	who.fsuid = 1;
	assert_int_equal(acl_ask(&who, &o, DAC_WRITE, &a), 0);
	assert_true(a.allowed);
	who = (struct lc_creds){ .fsuid = 9, .fsgid = 9 };
	assert_int_equal(acl_ask(&who, &o, DAC_WRITE, &a), 0);
	assert_true(a.allowed);
}

static void unknown_groups(void **state)
{
	struct lc_object o = object(usual, ARRAY_SIZE(usual));
	struct lc_creds who = { .fsuid = 9, .fsgid = 5, .ngroups = LC_GROUPS + 1 };
	struct acl_answer a;

	(void)state;
	assert_int_equal(acl_ask(&who, &o, DAC_READ, &a), 0);
	assert_true(!a.allowed && a.unsure);
	assert_int_equal(acl_ask(&who, &o, DAC_EXEC, &a), 0);
	assert_true(!a.allowed && !a.unsure);
}

/* dac_ask() asks the ACL of all but the owner, if the group's bits are not empty. */
static void through_modes(void **state)
{
	struct lc_object o = object(usual, ARRAY_SIZE(usual));
	struct lc_creds who = { .fsuid = 7 };
	struct dac_answer a;

	(void)state;
	dac_ask(&who, &o, DAC_WRITE, &a);
	assert_true(a.allowed && a.by_acl);
	who.fsuid = 1;
	dac_ask(&who, &o, DAC_WRITE, &a);
	assert_true(a.allowed && !a.by_acl);
	who.fsuid = 7;
	o.mode = 0100604;
	dac_ask(&who, &o, DAC_READ, &a);
	assert_true(a.allowed && !a.by_acl);
	o.mode = 0100664;
	o.acl_size--;
	dac_ask(&who, &o, DAC_WRITE, &a); /* broken: the bits */
	assert_true(!a.allowed && !a.by_acl);
}

static int reading(const struct entry *e, size_t n)
{
	char room[4 + 8 * 40];
	struct acl acl;

	return acl_read(room, put(room, e, n), &acl);
}

static void what_is_taken(void **state)
{
	static const struct entry minimal[] = { { ACL_OF_OWNER, 6, NONE }, { ACL_OF_GROUP_OWNER, 4, NONE },
		{ ACL_OF_OTHER, 0, NONE } };
	static const struct entry unmasked[] = { { ACL_OF_OWNER, 6, NONE }, { ACL_OF_USER, 6, 7 },
		{ ACL_OF_GROUP_OWNER, 4, NONE },
						 { ACL_OF_OTHER, 0, NONE } };
	static const struct entry twice[] = { { ACL_OF_OWNER, 6, NONE }, { ACL_OF_OWNER, 4, NONE },
		{ ACL_OF_GROUP_OWNER, 4, NONE },
					      { ACL_OF_OTHER, 0, NONE } };
	static const struct entry disordered[] = { { ACL_OF_OWNER, 6, NONE }, { ACL_OF_OTHER, 0, NONE },
		{ ACL_OF_GROUP_OWNER, 4, NONE } };
	static const struct entry bits[] = { { ACL_OF_OWNER, 8, NONE }, { ACL_OF_GROUP_OWNER, 4, NONE },
		{ ACL_OF_OTHER, 0, NONE } };
	static const struct entry tag[] = { { ACL_OF_OWNER, 6, NONE }, { 3, 4, NONE }, { ACL_OF_GROUP_OWNER, 4, NONE },
		{ ACL_OF_OTHER, 0, NONE } };
	struct entry many[40] = { { ACL_OF_OWNER, 6, NONE } };
	struct acl acl;

	(void)state;
	assert_int_equal(reading(minimal, 3), 0);
	assert_int_equal(reading(usual, ARRAY_SIZE(usual)), 0);
	assert_int_equal(reading(minimal, 2), -EBADMSG);
	assert_int_equal(reading(minimal + 1, 2), -EBADMSG);
	assert_int_equal(reading(unmasked, 4), -EBADMSG);
	assert_int_equal(reading(twice, 4), -EBADMSG);
	assert_int_equal(reading(disordered, 3), -EBADMSG);
	assert_int_equal(reading(bits, 3), -EBADMSG);
	assert_int_equal(reading(tag, 4), -EBADMSG);
	assert_int_equal(reading(many, 0), -EBADMSG);
	assert_int_equal(reading(many, 40), -E2BIG);
	assert_int_equal(acl_read("", 0, &acl), -EBADMSG);
	assert_int_equal(acl_read("\2\0\0", 3, &acl), -EBADMSG);
	assert_int_equal(acl_read("\1\0\0\0", 4, &acl), -EBADMSG);
	assert_int_equal(acl_read("\2\0\0\0\1", 5, &acl), -EBADMSG);
}

static void none(void **state)
{
	struct lc_object o = { .mode = 0100644, .flags = LC_OBJECT_ACL };
	struct lc_creds who = { 0 };
	struct acl_answer a;

	(void)state;
	assert_int_equal(acl_ask(&who, &o, 4, &a), -ENOENT);
	o = object(usual, ARRAY_SIZE(usual));
	o.flags = 0;
	assert_int_equal(acl_ask(&who, &o, 4, &a), -ENOENT);
	o.flags = LC_OBJECT_ACL;
	o.acl_size = UINT32_MAX; /* more than there is room for is not read */
	assert_int_equal(acl_ask(&who, &o, 4, &a), -EBADMSG);
}

static void texts(void **state)
{
	char room[32];

	(void)state;
	assert_string_equal(acl_entry_text(ACL_OF_USER, 33, 4, room), "user:33:r--");
	assert_string_equal(acl_entry_text(ACL_OF_OWNER, NONE, 7, room), "user::rwx");
	assert_string_equal(acl_entry_text(ACL_OF_GROUP, NONE, 1, room), "group:4294967295:--x");
	assert_string_equal(acl_entry_text(ACL_OF_GROUP_OWNER, NONE, 0, room), "group::---");
	assert_string_equal(acl_entry_text(ACL_AS_MASK, NONE, 6, room), "mask::rw-");
	assert_string_equal(acl_entry_text(ACL_OF_OTHER, NONE, 2, room), "other::-w-");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(order_of_entries),
		cmocka_unit_test(mask),
		cmocka_unit_test(unknown_groups),
		cmocka_unit_test(through_modes),
		cmocka_unit_test(what_is_taken),
		cmocka_unit_test(none),
		cmocka_unit_test(texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
