/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory runs out at each allocation of an audit and of its texts in turn: -ENOMEM, or the same as ever; never one with
 * a finding missing. Nothing leaks.
 */
#include "tests/unit/audit_input.h"
#include "tests/unit/plan_input.h"
#include "tests/unit/failing_alloc.h"

#include <ctype.h>

#include "emit/audit.h"

static struct input profile;

/* Takes the records as far as there is memory. 0 or -ENOMEM. */
static int take(struct audit *a, uint32_t pid)
{
	struct lc_owner owner = { .h = { .kind = LC_OWNER, .len = sizeof(owner) }, .id = 1 };
	struct lc_label label = { .h = { .kind = LC_LABEL, .len = sizeof(label) }, .owner = 1, .kind = LC_LABEL_NAME };
	struct lc_file file = { .h = { .kind = LC_FILE, .len = sizeof(file) }, .flags = LC_FILE_CAPS, .mode = 0755 };
	struct lc_holder h = holder(pid, "/usr/sbin/nginx", WEB_CGROUP);
	int r;

	memcpy(owner.path, "docker-" WEB_ID ".scope\0system.slice", sizeof("docker-" WEB_ID ".scope\0system.slice"));
	owner.path_len = sizeof("docker-" WEB_ID ".scope\0system.slice");
	memcpy(label.text, "web", label.size = 3);
	file.permitted = BIT(CAP_NET_RAW);
	memcpy(file.path, "/usr/bin/perl", file.path_size = strlen("/usr/bin/perl"));
	hold(&h, DOCKER_CAPS);
	h.creds.ambient = h.creds.inheritable = 1;
	strcpy(h.lsm, "unconfined");
	r = audit_feed(a, &owner, sizeof(owner));
	r = r ? r : audit_feed(a, &label, sizeof(label));
	r = r ? r : audit_feed(a, &h, sizeof(h));
	h.pid++;
	r = r ? r : audit_feed(a, &h, sizeof(h));
	h.creds.permitted = EVERY_CAP;
	h.pid++;
	r = r ? r : audit_feed(a, &h, sizeof(h));
	return r ? r : audit_feed(a, &file, sizeof(file));
}

static int manifest(struct audit *a)
{
	_findings_ struct findings f = { 0 };
	struct finding *one = findings_add(&f, "device", SEVERITY_LOW, "x", "%s", "y");

	finding_set(&f, one ? &one->fix : NULL, "z");
	return f.failed ? -ENOMEM : audit_add_manifest(a, "pod.yaml", "kubernetes", "baseline", 1, &f);
}

static int make(struct audit **out)
{
	struct audit_options options = *of_machine();
	_audit_ struct audit *a = NULL;
	int r = audit_new(&a);

	options.profile = &profile.profile;
	r = r ? r : take(a, 10);
	r = r ? r : manifest(a);
	r = r ? r : audit_judge(a, &options);
	if (!r)
		*out = TAKE(a);
	return r;
}

typedef int emit_function(const struct audit *a, struct buf *out);

static int as_text(const struct audit *a, struct buf *out)
{
	return emit_audit_text(a, &(struct emit_style){ .width = 80, .colour = true, .utf8 = true }, true, out);
}

static int as_sarif(const struct audit *a, struct buf *out)
{
	return emit_audit_sarif(a, "1.0", out);
}

/* Letters and digits, by number: libsmartcols may draw the lines of a tree otherwise then. */
static size_t letters(const char *text)
{
	size_t n = 0;

	for (; *text; text += *text != '\0') {
		if (*text == '\033')
			text += strcspn(text, "m");
		else
			n += !!isalnum((unsigned char)*text);
	}
	return n;
}

static int whole(emit_function *emit, struct buf *out)
{
	_audit_ struct audit *a = NULL;
	int r = make(&a);

	return r ? r : emit(a, out);
}

static void fail_each_allocation(emit_function *emit)
{
	struct buf expected = BUF_INIT;
	long n;

	input_start(&profile, "/usr/sbin/nginx");
	input_check(&profile, CAP_NET_BIND_SERVICE, "__inet_bind", LC_CHECK_EFFECTIVE, "bind");
	assert_int_equal(whole(emit, &expected), 0);
	for (n = 1;; n++) {
		struct buf out = BUF_INIT;
		long before = alive;
		int r;

		ran_out = false;
		until_failure = n;
		r = whole(emit, &out);
		until_failure = 0;
		assert_true(r == 0 || r == -ENOMEM);
		if (r == 0 && letters(buf_text(&out)) != letters(buf_text(&expected)))
			fail_msg("allocation %ld: not the same\n%s", n, buf_text(&out));
		buf_free(&out);
		if (alive != before)
			fail_msg("allocation %ld: %ld leaked", n, alive - before);
		if (!ran_out)
			break;
	}
	assert_true(n > 50); /* the allocator was really ours */
	buf_free(&expected);
}

static void text(void **state)
{
	(void)state;
	fail_each_allocation(as_text);
}

static void json(void **state)
{
	(void)state;
	fail_each_allocation(emit_audit_json);
}

static void sarif(void **state)
{
	(void)state;
	fail_each_allocation(as_sarif);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(text), cmocka_unit_test(json), cmocka_unit_test(sarif) };

	return run_failing(tests);
}
