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
					    "note" };
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
	for (size_t i = 0; i < action_count(); i++)
		check_both(action_at(i)->name);
	check_both("CAP_63");
	check_both("13");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(membership_is_put_in_words),
		cmocka_unit_test(every_membership_has_words),
		cmocka_unit_test(sites_are_those_of_the_entry),
		cmocka_unit_test(every_word_is_explained_both_ways),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
