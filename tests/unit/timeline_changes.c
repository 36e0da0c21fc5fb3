// SPDX-License-Identifier: BSD-2-Clause
/* Changes of privileges in the live view: what an executed file had to give, and which of them a filter wants. */
#include "timeline_ear.h"

#define BIT(cap) (1ull << (cap))

/* The sentences that were told; longer ones are cut. */
static char sentence[256];
static size_t told;

static int hear(void *ctx, const struct event *e)
{
	_buf_ struct buf b = BUF_INIT;

	(void)ctx;
	assert_int_equal(e->type, EVENT_PRIVILEGE);
	change_text(e->change, &b);
	snprintf(sentence, sizeof(sentence), "%s", buf_text(&b));
	told++;
	return 0;
}

static struct timeline *start(const struct timeline_filter *filter)
{
	struct timeline *t = NULL;

	assert_int_equal(timeline_new(filter, AHEAD, hear, NULL, &t), 0);
	told = 0;
	*sentence = '\0';
	return t;
}

static void program(struct timeline *t, uint32_t program_flags)
{
	struct lc_program p = { HEAD(lc_program, LC_PROGRAM, 2, 1), .flags = program_flags, .path_len = 5,
				.path = "ping" };

	FEED(t, p);
}

static void file(struct timeline *t, uint32_t slot, uint64_t permitted)
{
	struct lc_file f = { HEAD(lc_file, LC_FILE, slot, 1), .flags = LC_FILE_CAPS, .permitted = permitted,
			     .path_size = 1, .path = "x" };

	FEED(t, f);
}

static struct lc_stance executed(void)
{
	struct lc_stance s = { HEAD(lc_stance, LC_STANCE, 2, 3), .flags = LC_STANCE_EXEC, .nr = 59, .pid = 10,
			       .comm = "ping" };

	s.before.uid = s.before.euid = s.after.uid = s.after.euid = 1000;
	s.after.bounding = UINT64_MAX;
	return s;
}

static void what_the_file_had_to_give(void **state)
{
	static const struct {
		uint32_t program, uid;
		uint64_t file, gained, bounding;
		const char *told;
	} rows[] = {
		{ 0, 1000, BIT(CAP_NET_RAW), 0, UINT64_MAX, "" }, /* nobody knows why */
		{ LC_PROGRAM_NO_NEW_PRIVS, 1000, 0, 0, UINT64_MAX, "" },
		{ LC_PROGRAM_NO_NEW_PRIVS, 0, BIT(CAP_NET_RAW), 0, UINT64_MAX, "" },
		{ LC_PROGRAM_NO_NEW_PRIVS, 1000, BIT(CAP_NET_RAW), 0, UINT64_MAX,
		  "exec /ping: file capability CAP_NET_RAW void: no_new_privs" },
		{ LC_PROGRAM_NOSUID | LC_PROGRAM_NO_NEW_PRIVS, 1000, BIT(CAP_NET_RAW), 0, UINT64_MAX,
		  "exec /ping: file capability CAP_NET_RAW void: nosuid" },
		{ 0, 1000, BIT(CAP_NET_RAW) | BIT(CAP_KILL), BIT(CAP_KILL), BIT(CAP_KILL),
		  "exec /ping gained CAP_KILL (file capability): file capability CAP_NET_RAW void: bounding_set" },
		{ 0, 1000, BIT(CAP_NET_RAW), BIT(CAP_NET_RAW), UINT64_MAX,
		  "exec /ping gained CAP_NET_RAW (file capability)" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_timeline_ struct timeline *t = start(&(struct timeline_filter){ 0 });
		struct lc_stance s = executed();

		program(t, 0);
		program(t, rows[i].program);
		if (rows[i].file)
			file(t, 2, rows[i].file);
		file(t, 0, UINT64_MAX); /* of no program */
		s.after.euid = rows[i].uid;
		s.before.euid = rows[i].uid;
		s.after.permitted = rows[i].gained;
		s.after.bounding = rows[i].bounding;
		s.flags |= rows[i].gained ? LC_STANCE_GAINED | LC_STANCE_CREDS : 0;
		FEED(t, s);
		assert_string_equal(sentence, rows[i].told);
		assert_int_equal(told, *rows[i].told ? 1 : 0);
	}
}

static void what_a_filter_wants(void **state)
{
	static const struct {
		struct timeline_filter filter;
		size_t told; /* of a drop, a cut of the bounding set, a void, a set-user-ID that was void */
	} rows[] = {
		{ { 0 }, 4 },
		{ { .denied = true }, 2 },
		{ { .caps = BIT(CAP_CHOWN) }, 2 },
		{ { .caps = BIT(CAP_KILL) }, 2 },
		{ { .caps = BIT(CAP_NET_RAW) }, 2 },
		{ { .caps = BIT(CAP_BPF) }, 1 },
		{ { .caps = BIT(CAP_NET_RAW), .denied = true }, 2 },
		{ { .comm = "ping" }, 4 },
		{ { .comm = "pong" }, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_timeline_ struct timeline *t = start(&rows[i].filter);
		struct lc_stance drop = executed(), cut = executed(), empty = executed(), sudo = executed();

		program(t, LC_PROGRAM_NO_NEW_PRIVS);
		file(t, 2, BIT(CAP_NET_RAW));
		drop.flags = cut.flags = LC_STANCE_CREDS;
		drop.nr = 126;
		cut.nr = 157;
		drop.before.permitted = BIT(CAP_CHOWN);
		cut.before.bounding = UINT64_MAX;
		cut.after.bounding = ~BIT(CAP_KILL);
		sudo.h.slot = 3;
		sudo.flags |= LC_STANCE_VOID_NNP;
		FEED(t, drop);
		FEED(t, cut);
		FEED(t, empty);
		FEED(t, sudo);
		if (told != rows[i].told)
			fail_msg("row %zu: told %zu, expected %zu", i, told, rows[i].told);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_the_file_had_to_give),
		cmocka_unit_test(what_a_filter_wants),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
