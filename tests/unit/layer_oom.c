// SPDX-License-Identifier: BSD-2-Clause
/* Memory runs out while a case is judged, or a line of the log read: -ENOMEM, nothing leaked, the outputs untouched. */
#include "layer_case.h"

#include "failing_alloc.h"

static const char line[] = "audit(1700000000.123:45): apparmor=\"DENIED\" operation=\"open\" class=\"file\" "
	"profile=\"p\" name=2F62 pid=5 comm=\"x\" requested_mask=\"w\" denied_mask=\"w\"";
static const char avc[] = "audit(1700000000.123:45): avc:  denied  { read } for  pid=5 comm=\"x\" name=\"f\" "
	"scontext=a:b:c tcontext=a:b:d tclass=file permissive=0";

static void judge_each(struct given *g)
{
	struct layer_bench b;
	long n = 0;

	bench_lay(&b, g);
	do {
		struct layer_verdict v = { .cap = 77 };
		long was = alive;
		int r;

		ran_out = false;
		until_failure = ++n;
		r = layer_judge(&b.c, &v);
		until_failure = 0;
		assert_int_equal(r, ran_out ? -ENOMEM : 0);
		if (r)
			assert_true(v.cap == 77 && !v.object);
		else
			layer_verdict_free(&v);
		assert_int_equal(alive, was);
	} while (ran_out);
	assert_true(n > 3);
	bench_clear(&b);
}

static void judging(void **state)
{
	struct given dac = { .call = "openat", .error = EACCES, .uid = 33, .path = "/f",
			     .object = { DIR("/", 0755), LAST("/a b", 0100600) } };
	struct given cap = { .call = "bind", .error = EACCES, .uid = 33, .check = { { CAP(NET_BIND_SERVICE),
		.site = "x" } } };
	struct given apparmor = { .call = "openat", .error = EACCES, .audit = line, .path = "/b" };
	struct given locked = { .call = "openat", .error = EPERM, .path = "/dev/mem",
		.settings = "lockdown=none [integrity]" };

	(void)state;
	judge_each(&dac);
	judge_each(&cap);
	judge_each(&apparmor);
	judge_each(&locked);
}

static void parse_each(const char *text)
{
	struct lc_audit record = { .type = AUDIT_AVC, .size = (uint32_t)strlen(text) };
	long n = 0;

	memcpy(record.text, text, record.size);
	do {
		struct audit_entry e = { .pid = 77 };
		long was = alive;
		int r;

		ran_out = false;
		until_failure = ++n;
		r = audit_parse(&record, &e);
		until_failure = 0;
		assert_int_equal(r, ran_out ? -ENOMEM : 0);
		if (r)
			assert_true(e.pid == 77 && !e.comm);
		else
			audit_entry_free(&e);
		assert_int_equal(alive, was);
	} while (ran_out);
	assert_true(n > 9);
}

static void parsing(void **state)
{
	(void)state;
	parse_each(line);
	parse_each(avc);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(judging),
		cmocka_unit_test(parsing),
	};

	return run_failing(tests);
}
