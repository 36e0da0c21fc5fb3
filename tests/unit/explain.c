/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * emit/explain: membership in words, and that text and JSON say the same of
 * every capability, syscall and action there is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/guard.h"
#include "core/cap.h"
#include "core/site.h"
#include "emit/explain.h"

static void membership_is_put_in_words(void **state)
{
	static const struct {
		const char *fact, *words;
	} facts[] = {
		{ "yes", "allowed" },
		{ "no", "refused" },
		{ "if(SYS_ADMIN)", "allowed with CAP_SYS_ADMIN" },
		{ "if(SYS_ADMIN)+if(BPF)", "allowed with CAP_SYS_ADMIN, or with CAP_BPF" },
		{ "if(args)+if(args)+if(args)", "allowed for some arguments" },
		{ "if(>=4.8)+if(SYS_PTRACE)", "allowed from Linux 4.8, or with CAP_SYS_PTRACE" },
		{ "if(!AUDIT_WRITE,args)+if(!AUDIT_WRITE,args)+if(AUDIT_WRITE)",
		  "allowed without CAP_AUDIT_WRITE and for some arguments, or with CAP_AUDIT_WRITE" },
		{ "if(arch:arm|arm64)", "allowed on arm|arm64" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(facts); i++) {
		_buf_ struct buf out = BUF_INIT;

		explain_membership(facts[i].fact, &out);
		assert_string_equal(buf_text(&out), facts[i].words);
	}
}

/* No fact of the table is left with a bracket or names a capability that does not exist. */
static void every_membership_has_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < 2 * sysno_count(); i++) {
		const struct sysno_info *info = sysno_at(i / 2);
		_buf_ struct buf out = BUF_INIT;

		explain_membership(i % 2 ? info->podman : info->docker, &out);
		assert_true(!strncmp(buf_text(&out), "allowed", 7) || !strcmp(buf_text(&out), "refused"));
		if (strpbrk(buf_text(&out), "()+!="))
			fail_msg("%s: %s", info->name, buf_text(&out));
		for (const char *c = strstr(buf_text(&out), "CAP_"); c; c = strstr(c + 1, "CAP_")) {
			char name[32];

			snprintf(name, sizeof(name), "%.*s", (int)strcspn(c, " ,"), c);
			if (cap_parse(name) < 0)
				fail_msg("%s: %s", info->name, buf_text(&out));
		}
	}
}

static void sites_are_those_of_the_entry(void **state)
{
	const struct sysno_info *chroot = sysno_by_name("chroot"), *read = sysno_by_name("read");
	size_t next = 0;
	const struct site *site = explain_site(chroot, &next);

	(void)state;
	assert_non_null(site);
	assert_string_equal(site->symbol, "sys_chroot");
	assert_null(explain_site(chroot, &next));
	next = 0;
	assert_null(explain_site(read, &next));
}

/* Both forms of one word; fails if either breaks or a value of the JSON is not in the text. */
static void check_both(const char *text)
{
	static const char *const said[] = { "permits", "attack", "instead", "happens", "program_sees",
					    "note", "danger", "source", "class" };
	const struct emit_style style = { 0 };
	_buf_ struct buf plain = BUF_INIT, out = BUF_INIT;
	struct word word;
	json_t *array, *meaning;
	size_t i;

	assert_int_equal(word_read(text, &word), 0);
	assert_int_equal(emit_explain_text(&word, 1, &style, &plain), 0);
	assert_int_equal(emit_explain_json(&word, 1, &out), 0);
	array = json_loads(buf_text(&out), JSON_REJECT_DUPLICATES, NULL);
	assert_true(json_array_size(array) > 0);
	json_array_foreach(array, i, meaning) {
		const char *name = json_string_value(json_object_get(meaning, "name"));

		assert_string_equal(json_string_value(json_object_get(meaning, "word")), text);
		assert_non_null(strstr(buf_text(&plain), name));
		for (size_t k = 0; k < ARRAY_SIZE(said); k++) {
			const char *value = json_string_value(json_object_get(meaning, said[k]));

			if (value && !strstr(buf_text(&plain), value))
				fail_msg("%s: \"%s\" is not in the text", text, value);
		}
	}
	json_decref(array);
}

static void every_word_is_explained_both_ways(void **state)
{
	(void)state;
	for (unsigned int cap = 0; cap < CAP_COUNT; cap++)
		check_both(cap_info(cap)->name);
	for (size_t i = 0; i < sysno_count(); i++)
		check_both(sysno_at(i)->name);
	for (size_t i = 0; i < risk_count(); i++)
		check_both(risk_at(i)->id);
	for (uint64_t i = 0; i < uring_count(); i++)
		check_both(uring_op(i)->name);
	for (size_t i = 0; i < action_count(); i++)
		check_both(action_at(i)->name);
	check_both("CAP_63");
	check_both("13");
}

static void libraries_are_spelled(void **state)
{
	static const struct {
		const char *fact, *words;
	} facts[] = {
		{ "-", "" }, { "", "" }, { "g36", "glibc 2.36" }, { "m3,m6", "musl 1.2.3, musl 1.2.6" },
		{ "g31,g43,m6", "glibc 2.31, glibc 2.43, musl 1.2.6" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(facts); i++) {
		_buf_ struct buf out = BUF_INIT;

		explain_libcs(facts[i].fact, &out);
		assert_string_equal(buf_text(&out), facts[i].words);
	}
}

/* systemd-analyze syscall-filter of 252 and the sources of 262: see the head of core/syscalls.tsv. */
static void service_sets_are_told(void **state)
{
	const struct sysno_info gone = { .service = "2-" };

	(void)state;
	assert_string_equal(explain_service(sysno_by_name("read")), "in that of systemd 252 and of 262");
	assert_string_equal(explain_service(sysno_by_name("file_getattr")), "in that of systemd 262, not of 252");
	assert_string_equal(explain_service(sysno_by_name("mount")), "not in it");
	assert_string_equal(explain_service(&gone), "in that of systemd 252, not of 262");
}

static void dangers_of_a_call(void **state)
{
	const struct sysno_info *socket = sysno_by_name("socket"), *read = sysno_by_name("read");
	size_t next = 0;
	uint64_t op = 0;

	(void)state;
	for (int i = 0; i < 4; i++)
		assert_non_null(explain_primitive(socket, &next));
	assert_null(explain_primitive(socket, &next));
	next = 0;
	assert_null(explain_primitive(read, &next));
	assert_string_equal(explain_operation(socket, &op)->name, "IORING_OP_SOCKET");
	assert_null(explain_operation(socket, &op));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(membership_is_put_in_words),
		cmocka_unit_test(every_membership_has_words),
		cmocka_unit_test(sites_are_those_of_the_entry),
		cmocka_unit_test(every_word_is_explained_both_ways),
		cmocka_unit_test(libraries_are_spelled),
		cmocka_unit_test(service_sets_are_told),
		cmocka_unit_test(dangers_of_a_call),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
