// SPDX-License-Identifier: BSD-2-Clause
/* Containers, pods, units and moves in the lines of the live view. */
#include "trace_events.h"

#include <jansson.h>

#include "emit/trace_json.h"
#include "emit/trace_text.h"

static const struct event_owner web = {
	.container = "web", .container_id = "4fd1a1c2b7b9", .pod = "web-0", .pod_namespace = "shop",
	.unit = "cri-containerd-4fd1.scope", .cgroup = "/kubepods/web", .version = 1,
};
static const struct event_owner db = { .container = "db", .cgroup = "/db", .version = 2 };
static const struct event_owner ssh = { .unit = "ssh.service", .cgroup = "/system.slice/ssh.service", .version = 3 };

static json_t *json_of(struct trace_json *j, const struct event *e)
{
	struct buf out = BUF_INIT;
	json_t *json;

	assert_int_equal(trace_json_event(j, e, &out), 0);
	json = json_loads(buf_text(&out), JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(json);
	buf_free(&out);
	return json;
}

static void assert_text(const json_t *json, const char *key, const char *expected)
{
	const json_t *value = json_object_get(json, key);

	if (expected)
		assert_string_equal(json_string_value(value), expected);
	else
		assert_true(!value || json_is_null(value));
}

static void json_names_whose_it_is(void **state)
{
	_trace_json_ struct trace_json *j = NULL;
	const struct lc_denial denial = event_denial();
	const struct layer_verdict verdict = event_verdict();
	struct event events[] = { event_check(), event_refusal(&denial, &verdict) };

	(void)state;
	assert_int_equal(trace_json_new(false, &j), 0);
	for (size_t i = 0; i < 2; i++) {
		json_t *json;

		events[i].owner = &web;
		json = json_of(j, &events[i]);
		assert_text(json, "container", "web");
		assert_text(json, "pod", "web-0");
		assert_text(json, "pod_namespace", "shop");
		assert_text(json, "unit", "cri-containerd-4fd1.scope");
		json_decref(json);
		events[i].owner = &ssh;
		json = json_of(j, &events[i]);
		assert_true(json_is_null(json_object_get(json, "container")));
		assert_null(json_object_get(json, "pod"));
		assert_text(json, "unit", "ssh.service");
		json_decref(json);
	}
}

/* The end of a line is made once for each fact: of this thread in this container. */
static void two_containers_do_not_share_lines(void **state)
{
	_trace_json_ struct trace_json *j = NULL;
	struct event e = event_check();
	const struct event_owner *owners[] = { &web, &db, NULL, &web };
	static const char *const names[] = { "web", "db", NULL, "web" };

	(void)state;
	assert_int_equal(trace_json_new(false, &j), 0);
	for (size_t i = 0; i < 4; i++) {
		json_t *json;

		e.owner = owners[i];
		json = json_of(j, &e);
		assert_text(json, "container", names[i]);
		json_decref(json);
	}
}

static struct event event_move(const struct lc_move *move, const struct event_owner *from,
			       const struct event_owner *to)
{
	struct event e = event_check();

	e.type = EVENT_MOVE;
	e.nr = LC_NO_SYSCALL;
	e.move = move;
	e.from = from;
	e.owner = to;
	return e;
}

static void json_tells_moves(void **state)
{
	_trace_json_ struct trace_json *j = NULL;
	const struct lc_move move = { .flags = LC_MOVE_LEFT };
	struct event e = event_move(&move, &web, &ssh);
	json_t *json;

	(void)state;
	assert_int_equal(trace_json_new(false, &j), 0);
	json = json_of(j, &e);
	assert_text(json, "type", "move");
	assert_true(json_is_null(json_object_get(json, "uid")));
	assert_text(json_object_get(json, "from"), "container", "web");
	assert_text(json_object_get(json, "to"), "unit", "ssh.service");
	assert_text(json_object_get(json, "to"), "cgroup", "/system.slice/ssh.service");
	assert_true(json_is_true(json_object_get(json, "left")));
	assert_true(json_is_false(json_object_get(json, "entered")));
	json_decref(json);
	e = event_move(&move, NULL, NULL);
	json = json_of(j, &e);
	assert_true(json_is_null(json_object_get(json, "from")));
	json_decref(json);
}

static void assert_line(bool extra, bool denied, const struct event *e, const char *expected)
{
	const struct trace_text_options options = { .extra = extra, .denied = denied };
	_trace_text_ struct trace_text *t = NULL;
	struct buf out = BUF_INIT;

	assert_int_equal(trace_text_new(&options, &t), 0);
	assert_int_equal(trace_text_event(t, e, 3600, &out), 0);
	assert_string_equal(buf_text(&out), expected);
	buf_free(&out);
}

static void text_has_a_column_for_containers(void **state)
{
	struct event e = event_check();

	(void)state;
	e.owner = &web;
	assert_line(true, false, &e,
		    "01:03:11 33     812     813     web              nginx            0   CAP_CHOWN              "
		    "1     deny    1       chown            chown_common\n");
	e.owner = &ssh;
	assert_line(true, false, &e,
		    "01:03:11 33     812     813     -                nginx            0   CAP_CHOWN              "
		    "1     deny    1       chown            chown_common\n");
}

static void text_tells_moves(void **state)
{
	static const struct {
		uint32_t flags;
		const struct event_owner *from, *to;
		const char *words;
	} rows[] = {
		{ 0, &web, &db, "moved from web to db\n" },
		{ LC_MOVE_LEFT, &web, &ssh, "left the scope: moved from web to ssh.service\n" },
		{ LC_MOVE_ENTERED, NULL, &db, "came into the scope: moved from a cgroup that is not known to db\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct lc_move move = { .flags = rows[i].flags };
		struct event e = event_move(&move, rows[i].from, rows[i].to);
		char line[200];

		snprintf(line, sizeof(line), "01:03:11 -      812     nginx            %s", rows[i].words);
		assert_line(false, false, &e, line);
		assert_line(false, true, &e, "");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json_names_whose_it_is),
		cmocka_unit_test(two_containers_do_not_share_lines),
		cmocka_unit_test(json_tells_moves),
		cmocka_unit_test(text_has_a_column_for_containers),
		cmocka_unit_test(text_tells_moves),
	};

	return cmocka_run_group_tests_name("trace_owner", tests, NULL, NULL);
}
