/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/word and core/action: what the words of `explain` mean, with the
 * kernel's and libseccomp's headers as oracles of the actions.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <linux/seccomp.h>
#include <seccomp.h>

#include "base/guard.h"
#include "core/cap.h"
#include "core/word.h"

static struct word read_word(const char *text)
{
	struct word w;

	if (word_read(text, &w) != 0)
		fail_msg("\"%s\" was refused", text);
	assert_ptr_equal(w.text, text);
	return w;
}

static void masks_are_sets(void **state)
{
	static const struct {
		const char *text;
		uint64_t set;
	} sets[] = {
		{ "00000000a80425fb", 0xa80425fb },  { "a80425fb", 0xa80425fb },
		{ "0xA80425FB", 0xa80425fb },	     { "000001ffffffffff", 0x1ffffffffff },
		{ "0x0", 0 },			     { "0x1", 1 },
		{ "ffffffffffffffff", UINT64_MAX },  { "0000000000000000", 0 },
		{ "0Xffffffffffffffff", UINT64_MAX },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sets); i++) {
		struct word w = read_word(sets[i].text);

		assert_true(w.is_set);
		assert_true(w.set == sets[i].set);
		assert_int_equal(w.cap, -1);
		assert_null(w.named);
		assert_null(w.action);
	}
}

static void numbers_mean_a_capability_and_syscalls(void **state)
{
	struct word w = read_word("13");

	(void)state;
	assert_int_equal(w.cap, 13);
	assert_false(w.is_set);
	assert_string_equal(w.numbered[LC_ABI_X86_64]->name, "rt_sigaction");
	assert_string_equal(w.numbered[LC_ABI_I386]->name, "time");
	assert_null(w.numbered[LC_ABI_X32]);

	w = read_word("44"); /* the same on x32: said once */
	assert_int_equal(w.cap, -1);
	assert_string_equal(w.numbered[LC_ABI_X86_64]->name, "sendto");
	assert_null(w.numbered[LC_ABI_X32]);

	w = read_word("512");
	assert_int_equal(w.cap, -1);
	assert_null(w.numbered[LC_ABI_X86_64]);
	assert_string_equal(w.numbered[LC_ABI_X32]->name, "rt_sigaction");
}

static void a_word_has_all_its_meanings(void **state)
{
	struct word w = read_word("kill");

	(void)state;
	assert_int_equal(w.cap, 5);
	assert_string_equal(w.named->name, "kill");
	assert_string_equal(w.action->name, "SCMP_ACT_KILL_THREAD");
	w = read_word("KILL");
	assert_int_equal(w.cap, 5);
	assert_null(w.named);
	w = read_word("bpf");
	assert_int_equal(w.cap, 39);
	assert_non_null(w.named);
	w = read_word("CAP_50");
	assert_int_equal(w.cap, 50);
	w = read_word("openat");
	assert_int_equal(w.cap, -1);
	assert_string_equal(w.named->name, "openat");
}

static void what_means_nothing_is_refused(void **state)
{
	static const char *const words[] = {
		"", "xyz", "0x", "0xg", "0x10000000000000000", "1234567", "a80425f", "-1", "9999", "99999",
		"CAP_64", "CAP_NET ", "SCMP_ACT_", "SCMP_ACT_ERRNO(", "ERRNO)", "errno1", "Mount",
		"SECCOMP_RET_", "0000000000000000f",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		struct word w = { .cap = 77 };

		if (word_read(words[i], &w) != -ENOENT)
			fail_msg("\"%s\" was read", words[i]);
		assert_int_equal(w.cap, 77);
	}
}

static void mistyped_words_have_a_neighbour(void **state)
{
	(void)state;
	assert_string_equal(word_nearest("CAP_NET_RWA"), "CAP_NET_RAW");
	assert_string_equal(word_nearest("sys_admn"), "SYS_ADMIN");
	assert_string_equal(word_nearest("opneat"), "openat");
	assert_string_equal(word_nearest("SCMP_ACT_ERNO"), "SCMP_ACT_ERRNO");
	assert_null(word_nearest("qqqqqqqqqqqq"));
	assert_null(word_nearest(""));
}

static uint64_t set_of(const char *const *names, size_t n)
{
	uint64_t set = 0;

	for (size_t i = 0; i < n; i++)
		set |= 1ULL << cap_parse(names[i]);
	return set;
}

/* The lists as the engines' sources spell them, not as the number we store. */
static void defaults_of_engines_are_known(void **state)
{
	static const char *const podman[] = { "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL",
					      "NET_BIND_SERVICE", "SETFCAP", "SETGID", "SETPCAP", "SETUID",
					      "SYS_CHROOT" };
	static const char *const more[] = { "MKNOD", "NET_RAW", "AUDIT_WRITE" };
	uint64_t few = set_of(podman, ARRAY_SIZE(podman)), all = set_of(more, ARRAY_SIZE(more)) | few;

	(void)state;
	assert_non_null(strstr(cap_set_fame(few), "Podman"));
	assert_non_null(strstr(cap_set_fame(all), "Docker"));
	assert_non_null(strstr(cap_set_fame(0x1ffffffffff), "all capabilities"));
	assert_non_null(cap_set_fame(0));
	assert_null(cap_set_fame(1));
	assert_null(cap_set_fame(UINT64_MAX));
}

static void actions_are_those_of_the_headers(void **state)
{
	static const struct {
		const char *name;
		uint32_t scmp, kernel;
	} actions[] = {
		{ "KILL_PROCESS", SCMP_ACT_KILL_PROCESS, SECCOMP_RET_KILL_PROCESS },
		{ "KILL_THREAD", SCMP_ACT_KILL_THREAD, SECCOMP_RET_KILL_THREAD },
		{ "KILL", SCMP_ACT_KILL, SECCOMP_RET_KILL },
		{ "TRAP", SCMP_ACT_TRAP, SECCOMP_RET_TRAP },
		{ "ERRNO", SCMP_ACT_ERRNO(0), SECCOMP_RET_ERRNO },
		{ "NOTIFY", SCMP_ACT_NOTIFY, SECCOMP_RET_USER_NOTIF },
		{ "TRACE", SCMP_ACT_TRACE(0), SECCOMP_RET_TRACE },
		{ "LOG", SCMP_ACT_LOG, SECCOMP_RET_LOG },
		{ "ALLOW", SCMP_ACT_ALLOW, SECCOMP_RET_ALLOW },
	};

	(void)state;
	assert_int_equal(action_count(), ARRAY_SIZE(actions) - 1);
	for (size_t i = 0; i < ARRAY_SIZE(actions); i++) {
		const struct action_info *info = action_by_name(actions[i].name);
		char text[64];

		assert_non_null(info);
		assert_int_equal(info->value, actions[i].kernel);
		assert_int_equal(info->value, actions[i].scmp);
		snprintf(text, sizeof(text), "scmp_act_%s", actions[i].name);
		assert_ptr_equal(action_by_name(text), info);
		snprintf(text, sizeof(text), "SCMP_ACT_%s(38)", actions[i].name);
		assert_ptr_equal(action_by_name(text), info);
		assert_ptr_equal(action_by_name(info->kernel), info);
		assert_ptr_equal(action_by_name(info->name), info);
	}
	assert_null(action_at(action_count()));
}

/* The kernel takes the smallest value, as a signed number. */
static void actions_stand_by_precedence(void **state)
{
	(void)state;
	for (size_t i = 1; i < action_count(); i++)
		assert_true((int32_t)action_at(i - 1)->value < (int32_t)action_at(i)->value);
}

static void classes_and_operations(void **state)
{
	struct word w = read_word("ptrace");

	(void)state;
	assert_string_equal(w.named->name, "ptrace");
	assert_ptr_equal(w.risk, risk_find("ptrace"));
	assert_null(w.operation);
	w = read_word("modules");
	assert_null(w.named);
	assert_string_equal(w.risk->calls[0], "create_module");
	w = read_word("setns");
	assert_non_null(w.named);
	assert_null(w.risk);
	w = read_word("ioring_op_openat");
	assert_null(w.named);
	assert_string_equal(w.operation->name, "IORING_OP_OPENAT");
	assert_int_equal(uring_opcode(w.operation), 18);
	assert_string_equal(word_nearest("IORING_OP_OPNAT"), "IORING_OP_OPENAT");
	assert_string_equal(word_nearest("namespace"), "namespaces");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(masks_are_sets),
		cmocka_unit_test(numbers_mean_a_capability_and_syscalls),
		cmocka_unit_test(a_word_has_all_its_meanings),
		cmocka_unit_test(what_means_nothing_is_refused),
		cmocka_unit_test(mistyped_words_have_a_neighbour),
		cmocka_unit_test(defaults_of_engines_are_known),
		cmocka_unit_test(actions_are_those_of_the_headers),
		cmocka_unit_test(actions_stand_by_precedence),
		cmocka_unit_test(classes_and_operations),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
