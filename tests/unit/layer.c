// SPDX-License-Identifier: BSD-2-Clause
/* Names of layers, which errors are asked about, and how what a call is about is named. */
#include <stdlib.h>

#include "layer_case.h"

static void names(void **state)
{
	(void)state;
	for (int i = 0; i < LAYERS; i++) {
		assert_int_equal(layer_of(layer_name((enum layer)i)), i);
		for (int k = 0; k < i; k++)
			assert_string_not_equal(layer_name((enum layer)i), layer_name((enum layer)k));
	}
	assert_string_equal(layer_name(LAYER_APPARMOR), "lsm:apparmor");
	assert_string_equal(layer_name(LAYERS), "unknown");
	assert_string_equal(layer_name((enum layer)-1), "unknown");
	assert_int_equal(layer_of("lsm"), -EINVAL);
	assert_string_equal(confidence_name(CONFIDENCE_SEEN), "seen");
	assert_string_equal(confidence_name(CONFIDENCES), "inferred");
}

static bool wants(const char *call, uint32_t error)
{
	return layer_wants(LC_ABI_X86_64, (uint32_t)sysno_by_name(call)->number[SYSNO_X86_64], error);
}

static void errors_to_ask_about(void **state)
{
	(void)state;
	assert_true(wants("read", EPERM));
	assert_true(wants("openat", EACCES));
	assert_true(wants("mkdir", EROFS));
	assert_true(wants("mkdir", LC_ERROR_KILLED));
	assert_true(layer_wants(LC_ABI_X86_64, 999, EPERM));
	assert_true(layer_wants(LC_ABIS, 0, EPERM));
	assert_true(wants("clone", EAGAIN));
	assert_true(wants("mlock", ENOMEM));
	assert_true(wants("openat", EMFILE));
	assert_true(wants("write", EFBIG));
	assert_true(wants("unshare", ENOSPC));
	/* The same errno means something else in other calls. */
	assert_false(wants("read", EAGAIN));
	assert_false(wants("openat", ENOMEM));
	assert_false(wants("write", ENOSPC));
	assert_false(wants("openat", ENOENT));
	assert_false(wants("openat", 0));
	assert_false(wants("openat", ENOSYS));
	assert_false(layer_wants(LC_ABI_X86_64, 999, EMFILE));
	assert_false(layer_wants(LC_ABIS, 0, EMFILE));
}

/* Each sysctl that a rule names is one that is asked for. */
static void settings(void **state)
{
	const struct rules *const all[] = { &layer_limit_rules, &layer_call_rules, &layer_rest_rules };
	size_t n = 0;

	(void)state;
	while (layer_setting(n))
		n++;
	assert_true(n > 20);
	assert_null(layer_setting(SIZE_MAX));
	for (size_t t = 0; t < ARRAY_SIZE(all); t++) {
		for (size_t i = 0; i < all[t]->n; i++) {
			const char *name = all[t]->row[i].setting;
			size_t at = 0;

			while (name && at < n && strcmp(layer_setting(at), name))
				at++;
			assert_true(at < n);
		}
	}
}

/* A misspelt name would make a rule that never holds. */
static void calls_of_rules_exist(void **state)
{
	const struct rules *const all[] = { &layer_limit_rules, &layer_call_rules, &layer_rest_rules };

	(void)state;
	for (size_t t = 0; t < ARRAY_SIZE(all); t++) {
		for (size_t i = 0; i < all[t]->n; i++) {
			char words[512], *save = NULL;

			if (!all[t]->row[i].calls)
				continue;
			assert_true(strlen(all[t]->row[i].calls) < sizeof(words));
			strcpy(words, all[t]->row[i].calls);
			for (char *w = strtok_r(words, " ", &save); w; w = strtok_r(NULL, " ", &save))
				assert_non_null(sysno_by_name(w));
		}
	}
}

/* Only known words stand in templates. */
static void templates_are_filled(void **state)
{
	const struct rules *const all[] = { &layer_limit_rules, &layer_call_rules, &layer_rest_rules };
	struct given g = { .call = "openat", .error = EPERM };
	struct layer_bench b;
	struct inquiry q;

	(void)state;
	bench_lay(&b, &g);
	q = (struct inquiry){ .c = &b.c, .d = &b.denial, .call = "openat", .f = { .cap = 1, .limit = 7, .also = -1 } };
	for (size_t t = 0; t < ARRAY_SIZE(all); t++) {
		for (size_t i = 0; i < all[t]->n; i++) {
			_buf_ struct buf text = BUF_INIT;

			layer_fill(&q, all[t]->row[i].detail, &text);
			layer_fill(&q, all[t]->row[i].fix, &text);
			assert_null(strchr(buf_text(&text), '{'));
		}
	}
}

static void braces_that_are_no_word(void **state)
{
	struct given g = { .call = "openat", .error = EPERM };
	_buf_ struct buf text = BUF_INIT;
	struct layer_bench b;
	struct inquiry q;

	(void)state;
	bench_lay(&b, &g);
	q = (struct inquiry){ .c = &b.c, .d = &b.denial, .call = "openat", .f = { .cap = 1, .limit = -1, .also = -1 } };
	layer_fill(&q, "{nothing} {{call}} {call {call} { {", &text);
	assert_string_equal(buf_text(&text), "{nothing} {openat} {call openat { {");
}

static const char *address(const void *bytes, size_t n)
{
	static char room[256];
	_buf_ struct buf b = BUF_INIT;

	layer_address(bytes, n, &b);
	snprintf(room, sizeof(room), "%s", buf_text(&b));
	return room;
}

static void addresses(void **state)
{
	static const uint8_t inet[] = { 2, 0, 0x1f, 0x90, 10, 0, 255, 1, 0, 0, 0, 0, 0, 0, 0, 0 };
	static const uint8_t any6[28] = { 10, 0, 0, 80 };
	static const uint8_t six[28] = { 10, 0, 0, 53, 0, 0, 0, 0, 0x20, 1, 0xd, 0xb8, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0,
		2 };
	static const uint8_t full[28] = { 10, 0, 0, 53, 0, 0, 0, 0, 0, 1, 0, 0, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8 };

	(void)state;
	assert_string_equal(address(inet, sizeof(inet)), "10.0.255.1:8080");
	assert_string_equal(address(any6, sizeof(any6)), "[::]:80");
	assert_string_equal(address(six, sizeof(six)), "[2001:db8:0:1::2]:53");
	assert_string_equal(address(full, sizeof(full)), "[1:0:3:4:5:6:7:8]:53");
	assert_string_equal(address("\1\0/run/x.sock\0\0", 15), "unix:/run/x.sock");
	assert_string_equal(address("\1\0/run/x.sock", 13), "unix:/run/x.sock");
	assert_string_equal(address("\1\0\0abstract\n", 12), "unix:@abstract\\x0a");
	assert_string_equal(address("\1\0", 2), "unix:");
	assert_string_equal(address("\20\0", 2), "netlink");
	assert_string_equal(address("\21\0", 2), "packet");
	assert_string_equal(address("\50\0", 2), "vsock");
	assert_string_equal(address("\143\0", 2), "address family 99");
	/* Cut short. */
	assert_string_equal(address(inet, 7), "address family 2");
	assert_string_equal(address(six, 23), "address family 10");
	assert_string_equal(address(inet, 1), "");
	assert_string_equal(address(inet, 0), "");
}

/* The object of a verdict, with what name() does to its first name. */
static void expect_object(struct given *g, void (*name)(struct lc_name *n), const char *object)
{
	_layer_verdict_ struct layer_verdict v = { 0 };
	struct layer_bench b;

	bench_lay(&b, g);
	if (name)
		name(&b.denial.name[0]);
	assert_int_equal(layer_judge(&b.c, &v), 0);
	assert_string_equal(v.object, object);
}

static void based(struct lc_name *n)
{
	static const char base[] = "www\0var";

	memcpy(n->base, base, sizeof(base));
	n->base_size = sizeof(base);
}

static void based_descriptor(struct lc_name *n)
{
	n->kind = LC_NAME_FD;
	n->fd = 5;
	based(n);
}

static void bare_descriptor(struct lc_name *n)
{
	n->kind = LC_NAME_FD;
	n->fd = 5;
}

static void objects(void **state)
{
	struct given relative = { .call = "openat", .error = EPERM, .path = "a\nb" };
	struct given empty = { .call = "execveat", .error = EPERM, .path = "" };
	struct given fd = { .call = "fchmod", .error = EPERM };
	struct given group = { .call = "kill", .error = EPERM, .arg = { (uint64_t)-7, 9 } };
	struct given all = { .call = "kill", .error = EPERM, .arg = { (uint64_t)-1, 9 } };
	struct given thread = { .call = "tgkill", .error = EPERM, .arg = { 7, 8, 9 } };
	struct given to = { .call = "rename", .error = EACCES, .uid = 33, .path = "/a/x",
			    .object = { DIR("/a", 0777), LAST("/a/x", 0100644),
					DIR("/b", 0755, .name = 1), LAST("/b/x", 0100644, .name = 1) } };

	(void)state;
	expect_object(&relative, NULL, "a\\x0ab");
	expect_object(&relative, based, "/var/www/a\\x0ab");
	expect_object(&empty, based, "/var/www");
	expect_object(&fd, bare_descriptor, "fd 5");
	expect_object(&fd, based_descriptor, "/var/www");
	expect_object(&group, NULL, "process group 7");
	expect_object(&all, NULL, "all processes");
	expect_object(&thread, NULL, "pid 8");
	expect_object(&to, NULL, "/b/x"); /* the second name refuses */
}

/* What a workload chose stays text: in details, and as one word of a shell in fixes. */
static void hostile_names(void **state)
{
	struct given g = { .call = "openat", .error = EACCES, .uid = 33, .arg = { 0, 0, 0 }, .path = "/x",
			   .object = { DIR("/", 0755), LAST("/$(reboot)\n{fix}", 0100600) } };
	_layer_verdict_ struct layer_verdict v = { 0 };
	struct layer_bench b;

	(void)state;
	bench_lay(&b, &g);
	assert_int_equal(layer_judge(&b.c, &v), 0);
	assert_string_equal(v.object, "/$(reboot)\\x0a{fix}");
	assert_non_null(strstr(v.fix, "'/$(reboot)\\x0a{fix}'"));
	assert_null(strchr(v.detail, '\n'));
}

/* Numbers that no table knows. */
static void unknown_calls(void **state)
{
	_layer_verdict_ struct layer_verdict v = { 0 };
	struct given g = { .call = "read", .error = EPERM, .check = { { CAP(SYS_ADMIN), .site = "x" } }, .uid = 1000 };
	struct layer_bench b;

	(void)state;
	bench_lay(&b, &g);
	b.denial.nr = 999;
	b.checks[0].cap = 63;
	assert_int_equal(layer_judge(&b.c, &v), 0);
	assert_int_equal(v.layer, LAYER_CAPABILITY);
	assert_int_equal(v.cap, 63);
	assert_non_null(strstr(v.detail, "CAP_63"));
	layer_verdict_free(&v);
	b.checks[0].cap = 4000000000u;
	assert_int_equal(layer_judge(&b.c, &v), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names),
		cmocka_unit_test(errors_to_ask_about),
		cmocka_unit_test(settings),
		cmocka_unit_test(calls_of_rules_exist),
		cmocka_unit_test(templates_are_filled),
		cmocka_unit_test(braces_that_are_no_word),
		cmocka_unit_test(addresses),
		cmocka_unit_test(objects),
		cmocka_unit_test(hostile_names),
		cmocka_unit_test(unknown_calls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
