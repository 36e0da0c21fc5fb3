/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is new among the refusals of a replay: which layer, how the call ended,
 * and the line of the plan that would allow it; noise stays out.
 */
#include <errno.h>

#include "plan_input.h"

#include "core/refused.h"

#define DENIED LC_CHECK_DENIED
#define GRANTED LC_CHECK_EFFECTIVE

static struct input before, now;
static struct refused *list;
static size_t count;

static void start(void)
{
	free(list);
	list = NULL;
	count = 0;
	input_start(&before, "/usr/sbin/server");
	input_start(&now, "/usr/sbin/server");
}

static void compare_below(const char *below)
{
	free(list);
	list = NULL;
	assert_int_equal(refused_new(&before.profile, &now.profile, below, &list, &count), 0);
	assert_non_null(list);
}

static void compare(void)
{
	compare_below(NULL);
}

static struct check *ended(struct check *c, struct result *results, size_t n)
{
	c->results = results;
	c->nresults = n;
	return c;
}

static void expect_texts(size_t i, const char *text, const char *remedy)
{
	_buf_ struct buf b = BUF_INIT;
	_buf_ struct buf c = BUF_INIT;

	assert_true(i < count);
	refused_text(&list[i], &b);
	assert_string_equal(buf_text(&b), text);
	refused_remedy(&list[i], &c);
	assert_string_equal(buf_text(&c), remedy);
}

static void expect_phrase(size_t i, const char *phrase)
{
	_buf_ struct buf b = BUF_INIT;

	assert_true(i < count);
	refused_phrase(&list[i], &b);
	assert_string_equal(buf_text(&b), phrase);
}

static struct check *bind_low(struct input *in)
{
	return input_check(in, CAP_NET_BIND_SERVICE, "__inet_bind", DENIED, "bind");
}

static void one_new_refusal(void **state)
{
	struct result results[] = { { EACCES, 2 } };
	struct check *c;

	(void)state;
	start();
	input_check(&before, CAP_NET_BIND_SERVICE, "__inet_bind", GRANTED, "bind");
	c = ended(bind_low(&now), results, 1);
	c->count = 2;
	compare();
	assert_int_equal(count, 1);
	assert_int_equal(list[0].layer, LAYER_CAPABILITY);
	assert_string_equal(list[0].program, "/usr/sbin/server");
	assert_int_equal(list[0].nr, input_number(LC_ABI_X86_64, "bind"));
	assert_int_equal(list[0].abi, LC_ABI_X86_64);
	assert_int_equal(list[0].error, EACCES);
	assert_false(list[0].survived);
	assert_int_equal(list[0].cap, CAP_NET_BIND_SERVICE);
	assert_string_equal(list[0].site, "__inet_bind");
	assert_ptr_equal(list[0].check, c);
	assert_int_equal(list[0].count, 2);
	expect_texts(0, "server: bind() refused with EACCES: CAP_NET_BIND_SERVICE at __inet_bind",
		     "keep CAP_NET_BIND_SERVICE");
}

/* Each part of what makes it the same refusal, changed by itself. */
static void same_refusal_is_no_news(void **state)
{
	(void)state;
	for (int part = 0; part < 7; part++) {
		struct check *c;

		start();
		bind_low(&now);
		c = bind_low(&before);
		switch (part) {
		case 1:
			c->cap = CAP_NET_ADMIN;
			break;
		case 2:
			c->nr++;
			break;
		case 3:
			c->abi = LC_ABI_I386;
			break;
		case 4:
			c->site = (char *)"inet6_bind";
			break;
		case 5:
			c->program = 2;
			break;
		case 6:
			c->flags |= LC_CHECK_VOID;
			break;
		}
		compare();
		assert_int_equal(count, part ? 1 : 0);
	}
	/* The id of a program is its recording's own business, its path is not; comm stands in for it. */
	start();
	bind_low(&before)->program = 3;
	bind_low(&now)->program = 4;
	now.programs[3].exe = before.programs[2].exe;
	compare();
	assert_int_equal(count, 0);
	now.programs[3].exe = (char *)"";
	compare();
	assert_int_equal(count, 1);
	assert_string_equal(list[0].program, "comm");
	before.programs[2].exe = NULL;
	compare();
	assert_int_equal(count, 0);
}

static void layers(void **state)
{
	static const struct {
		uint32_t flags;
		enum layer layer;
		const char *text, *remedy;
	} table[] = {
		{ DENIED, LAYER_CAPABILITY, "server: mount() refused: CAP_SYS_ADMIN at path_mount",
		  "keep CAP_SYS_ADMIN" },
		{ DENIED | LC_CHECK_NS_OTHER, LAYER_CAPABILITY, "server: mount() refused: CAP_SYS_ADMIN at path_mount",
		  "keep CAP_SYS_ADMIN" },
		{ DENIED | LC_CHECK_NS_OTHER | LC_CHECK_EFFECTIVE, LAYER_USER_NAMESPACE,
		  "server: mount() refused: CAP_SYS_ADMIN at path_mount, asked of another user namespace",
		  "none: no capability of this user namespace helps" },
		{ DENIED | LC_CHECK_NS_INIT | LC_CHECK_EFFECTIVE, LAYER_USER_NAMESPACE,
		  "server: mount() refused: CAP_SYS_ADMIN at path_mount, asked of another user namespace",
		  "none: no capability of this user namespace helps" },
		{ LC_CHECK_LSM_DENIED | LC_CHECK_EFFECTIVE, LAYER_LSM_OTHER,
		  "server: mount() refused: CAP_SYS_ADMIN at path_mount, refused by another security module",
		  "none: the policy of another security module decides" },
		{ DENIED | LC_CHECK_EFFECTIVE, LAYER_LSM_OTHER,
		  "server: mount() refused: CAP_SYS_ADMIN at path_mount, refused by another security module",
		  "none: the policy of another security module decides" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		struct result success[] = { { 0, 1 } };
		struct check *c;

		start();
		c = input_check(&now, CAP_SYS_ADMIN, "path_mount", table[i].flags, "mount");
		compare();
		assert_int_equal(count, 1);
		assert_int_equal(list[0].layer, table[i].layer);
		assert_int_equal(list[0].error, 0);
		assert_false(list[0].survived);
		expect_texts(0, table[i].text, table[i].remedy);
		/* The layer is the same if the call went on. */
		ended(c, success, 1);
		compare();
		assert_int_equal(count, 1);
		assert_int_equal(list[0].layer, table[i].layer);
		assert_true(list[0].survived);
	}
}

static void noise_stays_out(void **state)
{
	(void)state;
	start();
	input_check(&now, CAP_SYS_ADMIN, "__vm_enough_memory", DENIED, "mmap"); /* overcommit */
	input_check(&now, CAP_SYS_ADMIN, "cap_vm_enough_memory", DENIED, "clone");
	input_check(&now, CAP_SETUID, "__sys_setuid", DENIED | LC_CHECK_MOOT, "setuid");
	input_check(&now, CAP_FSETID, "setattr_should_drop_sgid", DENIED, "chown");
	input_check(&now, CAP_SYS_ADMIN, "path_mount", GRANTED, "mount");
	input_check(&now, CAP_SYS_ADMIN, "path_mount", DENIED | LC_CHECK_VOID, "mount");
	input_check(&now, 64, "path_mount", DENIED, "mount"); /* more than a set can hold */
	input_check(&now, CAP_DAC_OVERRIDE, "generic_permission", DENIED | LC_CHECK_OVERRIDDEN, "access");
	input_check(&now, CAP_SYS_ADMIN, "path_mount", DENIED, "mount")->program = 99; /* of no program */
	compare();
	assert_int_equal(count, 0);
}

/* The narrow one refused, the wide one granted next: no need, in either recording. */
static void alternatives_excuse_each_other(void **state)
{
	(void)state;
	start();
	input_check(&now, CAP_DAC_READ_SEARCH, "generic_permission", DENIED, "openat");
	input_check(&now, CAP_DAC_OVERRIDE, "generic_permission", GRANTED, "openat");
	compare();
	assert_int_equal(count, 0);
	/* As it was recorded; the replay lacks both, and the narrow one would do. */
	start();
	input_check(&before, CAP_DAC_READ_SEARCH, "generic_permission", DENIED, "openat");
	input_check(&before, CAP_DAC_OVERRIDE, "generic_permission", GRANTED, "openat");
	input_check(&now, CAP_DAC_READ_SEARCH, "generic_permission", DENIED, "openat");
	input_check(&now, CAP_DAC_OVERRIDE, "generic_permission", DENIED, "openat");
	compare();
	assert_int_equal(count, 1);
	assert_int_equal(list[0].cap, CAP_DAC_READ_SEARCH);
}

static void how_calls_ended(void **state)
{
	struct result success[] = { { 0, 3 } };
	struct result mixed[] = { { 0, 9 }, { EPERM, 1 }, { ENOENT, 7 }, { EACCES, 2 } };
	struct result other[] = { { 0, 1 }, { ENOENT, 1 }, { ENOTDIR, 2 } };
	static const char site[] = "path_mount";

	(void)state;
	start();
	ended(input_check(&now, CAP_SYS_ADMIN, site, DENIED, "mount"), success, 1);
	ended(input_check(&now, CAP_SYS_ADMIN, site, DENIED, "umount2"), mixed, ARRAY_SIZE(mixed));
	ended(input_check(&now, CAP_SYS_ADMIN, site, DENIED, "open"), other, ARRAY_SIZE(other));
	compare();
	assert_int_equal(count, 3);
	expect_texts(0, "server: open() refused with ENOTDIR: CAP_SYS_ADMIN at path_mount", "keep CAP_SYS_ADMIN");
	expect_texts(1, "server: umount2() refused with EACCES: CAP_SYS_ADMIN at path_mount", "keep CAP_SYS_ADMIN");
	expect_texts(2, "server: mount() succeeded all the same: CAP_SYS_ADMIN at path_mount", "keep CAP_SYS_ADMIN");
	expect_phrase(1, "umount2: EACCES at path_mount");
	expect_phrase(2, "mount at path_mount");
	assert_true(list[2].survived);
	assert_int_equal(list[2].error, 0);
	/* Results that got lost prove nothing. */
	now.profile.lost[LC_LOST_RESULTS] = 1;
	compare();
	assert_false(list[2].survived);
}

static void worse_than_recorded_is_news(void **state)
{
	struct result success[] = { { 0, 3 } };
	struct result failure[] = { { EPERM, 1 } };
	static const char site[] = "path_mount";
	struct check *c;

	(void)state;
	start();
	ended(input_check(&before, CAP_SYS_ADMIN, site, DENIED, "mount"), success, 1);
	c = ended(input_check(&now, CAP_SYS_ADMIN, site, DENIED, "mount"), success, 1);
	compare();
	assert_int_equal(count, 0);
	c->results = failure;
	compare();
	assert_int_equal(count, 1);
	c->nresults = 0; /* not known to be worse */
	compare();
	assert_int_equal(count, 0);
	/* It had failed there for another, too. */
	c->nresults = 1;
	ended(input_check(&before, CAP_SYS_ADMIN, site, LC_CHECK_LSM_DENIED, "mount"), failure, 1);
	compare();
	assert_int_equal(count, 0);
	before.checks[0].results = failure;
	before.checks[1].results = success;
	compare();
	assert_int_equal(count, 0);
	before.checks[0].results = success;
	compare();
	assert_int_equal(count, 1);
}

static void capset_asks_for_more(void **state)
{
	struct result failure[] = { { EPERM, 1 } }, success[] = { { 0, 1 } };
	struct check *c;

	(void)state;
	start();
	input_check(&before, CAP_SYS_NICE, "cap_capset", GRANTED | LC_CHECK_IMPLIED, "capset");
	c = input_check(&now, CAP_SYS_NICE, "cap_capset", DENIED | LC_CHECK_IMPLIED, "capset");
	ended(c, failure, 1);
	input_check(&now, CAP_CHOWN, "cap_capset", GRANTED | LC_CHECK_IMPLIED, "capset");
	compare();
	assert_int_equal(count, 1);
	assert_false(list[0].survived);
	expect_texts(0, "server: capset() refused with EPERM: CAP_SYS_NICE at cap_capset", "keep CAP_SYS_NICE");
	c->results = success;
	compare();
	assert_true(list[0].survived);
}

static void seccomp(void **state)
{
	static struct refusal old[1], new[4];

	(void)state;
	start();
	old[0] = (struct refusal){ 1, input_number(LC_ABI_X86_64, "ptrace"), LC_ABI_X86_64, EPERM,
				   LC_REFUSER_SECCOMP, 1, 0 };
	new[0] = old[0];
	new[1] = (struct refusal){ 1, input_number(LC_ABI_X86_64, "mount"), LC_ABI_X86_64, ENOSYS,
				   LC_REFUSER_SECCOMP, 4, 0 };
	new[2] = (struct refusal){ 1, input_number(LC_ABI_I386, "mount"), LC_ABI_I386, EPERM,
				   LC_REFUSER_SECCOMP, 1, 0 };
	new[3] = (struct refusal){ 2, 999, LC_ABI_X86_64, EPERM, 77, 1, 0 };
	before.profile.refusals = old;
	before.profile.nrefusals = 1;
	now.profile.refusals = new;
	now.profile.nrefusals = ARRAY_SIZE(new);
	compare();
	assert_int_equal(count, 2); /* the last is no filter's */
	assert_int_equal(list[0].layer, LAYER_SECCOMP);
	assert_int_equal(list[0].cap, -1);
	assert_string_equal(list[0].site, "");
	assert_null(list[0].check);
	assert_int_equal(list[0].error, ENOSYS);
	assert_int_equal(list[0].count, 4);
	expect_texts(0, "server: mount() refused with ENOSYS by the seccomp filter", "allow mount");
	expect_texts(1, "server: mount() (i386) refused with EPERM by the seccomp filter", "allow mount (i386)");
	expect_phrase(0, "mount: ENOSYS by seccomp");
	expect_phrase(1, "mount (i386): EPERM by seccomp");
}

static void only_below(void **state)
{
	(void)state;
	start();
	for (uint32_t id = 1; id <= INPUT_PROGRAMS; id++)
		bind_low(&now)->program = id;
	now.programs[2].parent = 2; /* server: sh: id, env */
	compare();
	assert_int_equal(count, 4);
	compare_below("/bin/sh");
	assert_int_equal(count, 2);
	assert_string_equal(list[0].program, "/bin/sh");
	assert_string_equal(list[1].program, "/usr/bin/id");
	compare_below("/usr/sbin/server");
	assert_int_equal(count, 4);
	compare_below("/usr/bin/absent");
	assert_int_equal(count, 0);
	/* The first of that path is meant. */
	now.programs[3].exe = (char *)"/bin/sh";
	compare_below("/bin/sh");
	assert_int_equal(count, 2);
	assert_int_equal(list[0].count, 1);
	/* Seccomp's are chosen the same way. */
	now.profile.nchecks = 0;
	now.profile.refusals = (struct refusal[]){ { 1, 1, 0, EPERM, LC_REFUSER_SECCOMP, 1, 0 },
						   { 3, 1, 0, EPERM, LC_REFUSER_SECCOMP, 1, 0 } };
	now.profile.nrefusals = 2;
	compare_below("/bin/sh");
	assert_int_equal(count, 1);
	assert_string_equal(list[0].program, "/usr/bin/id");
}

/* One refusal told in several phases and by several processes is one; the worst of it counts. */
static void equals_are_joined(void **state)
{
	struct result success[] = { { 0, 1 } }, failure[] = { { EACCES, 1 } }, busy[] = { { EBUSY, 50 } };
	struct check *failed;

	(void)state;
	start();
	ended(bind_low(&now), success, 1)->phases = 1;
	failed = ended(bind_low(&now), failure, 1);
	failed->phases = 2;
	ended(bind_low(&now), success, 1)->count = UINT64_MAX;
	ended(bind_low(&now), busy, 1)->count = 50; /* not what is told of it */
	bind_low(&now)->cap = CAP_NET_RAW;
	bind_low(&now)->program = 2;
	compare();
	assert_int_equal(count, 3);
	assert_string_equal(list[0].program, "/bin/sh");
	assert_int_equal(list[1].cap, CAP_NET_BIND_SERVICE);
	assert_int_equal(list[1].error, EACCES);
	assert_false(list[1].survived);
	assert_true(list[1].check == failed || list[1].check == failed + 2);
	assert_true(list[1].count == UINT64_MAX);
	assert_int_equal(list[2].cap, CAP_NET_RAW);
}

static void odd_places(void **state)
{
	(void)state;
	start();
	now.programs[0].exe = now.programs[0].comm = NULL;
	input_check(&now, 45, "", DENIED, NULL);
	input_check(&now, CAP_SYS_ADMIN, "path_mount", DENIED, NULL);
	compare();
	assert_int_equal(count, 2);
	expect_texts(0, "an unnamed program: refused outside of a syscall: CAP_SYS_ADMIN at path_mount",
		     "keep CAP_SYS_ADMIN");
	expect_texts(1, "an unnamed program: refused outside of a syscall: CAP_45", "keep CAP_45");
	expect_phrase(0, "outside of a syscall at path_mount");
	expect_phrase(1, "outside of a syscall");
}

static void nothing_at_all(void **state)
{
	static const struct profile empty;

	(void)state;
	start();
	assert_int_equal(refused_new(&empty, &empty, NULL, &list, &count), 0);
	assert_int_equal(count, 0);
	free(list);
	list = NULL;
	assert_int_equal(refused_new(&empty, &empty, "/bin/sh", &list, &count), 0);
	assert_int_equal(count, 0);
	start();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_new_refusal),
		cmocka_unit_test(same_refusal_is_no_news),
		cmocka_unit_test(layers),
		cmocka_unit_test(noise_stays_out),
		cmocka_unit_test(alternatives_excuse_each_other),
		cmocka_unit_test(how_calls_ended),
		cmocka_unit_test(worse_than_recorded_is_news),
		cmocka_unit_test(capset_asks_for_more),
		cmocka_unit_test(seccomp),
		cmocka_unit_test(only_below),
		cmocka_unit_test(equals_are_joined),
		cmocka_unit_test(odd_places),
		cmocka_unit_test(nothing_at_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
