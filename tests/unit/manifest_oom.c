// SPDX-License-Identifier: BSD-2-Clause
/* Memory runs out while a manifest is read, judged or put right: -ENOMEM, nothing leaked, the outputs untouched. */
#include "manifest_input.h"

#include "failing_alloc.h"

static const char *const texts[] = {
	"apiVersion: v1\nkind: Pod\nmetadata: {name: p, annotations: "
	"{container.apparmor.security.beta.kubernetes.io/web: x}}\n"
	"spec:\n  hostPID: yes\n  volumes: [{name: a, hostPath: {path: /}}, {name: b, nfs: {}}]\n"
	"  securityContext: {sysctls: [{name: x}], seLinuxOptions: {type: t}, foo: 1}\n  containers:\n  - name: web\n"
	"    ports: [{hostPort: 5}]\n    securityContext:\n      capabilities: {add: [CAP_CHOWN, KILLL], Drop: []}\n",
	"a: &a {image: i}\nservices:\n  web: {<<: *a}\n  b:\n    image: i\n    privileged: true\n    cap_add: [x]\n"
	"    security_opt: [label=disable]\n    volumes: [/etc:/e]\n    devices: [/dev/sda]\n",
	"[Service]\nExecStart=+/bin/x\nCapabilityBoundingSet=CAP_KILL x\nAmbientCapabilities=CAP_KILL\nUser=www\n"
	"SecureBits=keep-caps\n",
	"{\"process\": {\"user\": {\"uid\": 5}, \"capabilities\": {\"bounding\": [\"CAP_KILL\", \"x\"]}}, \"root\": "
	"{}}",
	"docker run --cap-add x -v /:/h --privileged 'web' $(y)\n",
};

static const struct plan plan = { .name = (char *)"web", .keep = 1u << 10, .no_new_privs = true };

static void reading(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		long n = 0;

		do {
			struct manifest *m = NULL;
			long was = alive;
			int r;

			ran_out = false;
			until_failure = ++n;
			r = manifest_parse(texts[i], strlen(texts[i]), "x", &m);
			until_failure = 0;
			if (r != (ran_out ? -ENOMEM : 0))
				fail_msg("text %zu, allocation %ld: %d", i, n, r);
			assert_int_equal(m == NULL, r != 0);
			manifest_free(&m);
			assert_int_equal(alive, was);
		} while (ran_out);
		assert_true(n > 20);
	}
}

static void judge_each(const struct manifest *m, const struct plan *with)
{
	long n = 0;

	do {
		struct findings all = { 0 };
		long was = alive;
		int r;

		ran_out = false;
		until_failure = ++n;
		r = manifest_judge(m, with, &all);
		until_failure = 0;
		assert_int_equal(r, ran_out ? -ENOMEM : 0);
		findings_free(&all);
		assert_int_equal(alive, was);
	} while (ran_out);
	assert_true(n > 5);
}

static void fix_each(const struct manifest *m, const struct plan *with)
{
	long n = 0;

	do {
		struct buf out = BUF_INIT;
		size_t changes = 77;
		long was = alive;
		int r;

		ran_out = false;
		until_failure = ++n;
		r = manifest_fix(m, with, &out, &changes);
		until_failure = 0;
		assert_int_equal(r, ran_out ? -ENOMEM : 0);
		if (r)
			assert_true(changes == 77);
		buf_free(&out);
		assert_int_equal(alive, was);
	} while (ran_out);
	assert_true(n > 1);
}

static void using(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct manifest *m = read_manifest(texts[i], "x");

		judge_each(m, NULL);
		judge_each(m, &plan);
		fix_each(m, NULL);
		fix_each(m, &plan);
		manifest_free(&m);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reading),
		cmocka_unit_test(using),
	};

	return run_failing(tests);
}
