// SPDX-License-Identifier: BSD-2-Clause
/* Whose the events of the live view are, from when on, and what is told of moves. */
#include "timeline_ear.h"

#define WEB_ID "4fd1a1c2b7b9e2b4e6f5a4c0f9d8e7b6a5c4d3e2f1a0b9c8d7e6f5a4b3c2d1e0"
#define WEB "docker-" WEB_ID ".scope\0system.slice"

/* What was told of the last event. */
static struct {
	enum event_type type;
	char container[80], id[80], pod[80], unit[80], from[80], cgroup[600];
	uint32_t flags, version;
	size_t n;
} last;

static void keep(char *room, size_t n, const char *text)
{
	snprintf(room, n, "%s", text ? text : "none");
}

static int listen_owner(void *ctx, const struct event *e)
{
	static const struct event_owner nobody;
	const struct event_owner *o = e->owner ? e->owner : &nobody;

	(void)ctx;
	last.type = e->type;
	last.version = o->version;
	keep(last.container, sizeof(last.container), o->container);
	keep(last.id, sizeof(last.id), o->container_id);
	keep(last.pod, sizeof(last.pod), o->pod);
	keep(last.unit, sizeof(last.unit), o->unit);
	keep(last.cgroup, sizeof(last.cgroup), o->cgroup);
	keep(last.from, sizeof(last.from), e->from ? (e->from->container ?: e->from->unit) : NULL);
	last.flags = e->move ? e->move->flags : 0;
	last.n++;
	return 0;
}

static struct timeline *owners_timeline(const struct timeline_filter *filter)
{
	static const struct timeline_filter none;
	struct timeline *t = NULL;

	memset(&last, 0, sizeof(last));
	assert_int_equal(timeline_new(filter ? filter : &none, AHEAD, listen_owner, NULL, &t), 0);
	feed_check(t, 1, CAP_CHOWN, 0);
	return t;
}

/* path: as on the wire, without its last NUL. */
static void feed_owner_path(struct timeline *t, uint32_t id, const char *path, size_t n)
{
	struct lc_owner o = { HEAD(lc_owner, LC_OWNER, 0, 0), .id = id, .path_len = n };

	memcpy(o.path, path, n);
	FEED(t, o);
}

#define feed_owner(t, id, path) feed_owner_path(t, id, path, sizeof(path))

static void feed_label(struct timeline *t, uint32_t owner, enum lc_label_kind kind, const char *text)
{
	struct lc_label l = { HEAD(lc_label, LC_LABEL, 0, 0), .owner = owner, .kind = kind, .size = strlen(text) };

	memcpy(l.text, text, l.size);
	FEED(t, l);
}

static void feed_program_of(struct timeline *t, uint32_t slot, uint32_t owner)
{
	struct lc_program p = { HEAD(lc_program, LC_PROGRAM, slot, 0), .owner = owner, .path_len = 6,
				.path = "nginx" };

	FEED(t, p);
}

static void feed_move(struct timeline *t, uint32_t from, uint32_t to, uint32_t flags)
{
	struct lc_move m = { HEAD(lc_move, LC_MOVE, 2, 9), .from = from, .to = to, .flags = flags, .pid = 10,
			     .comm = "nginx" };

	FEED(t, m);
}

static void test_nobody_until_it_is_told(void **state)
{
	_timeline_ struct timeline *t = owners_timeline(NULL);

	(void)state;
	see(t, 1, 2);
	assert_string_equal(last.container, "none");
	assert_int_equal(last.version, 0);
	feed_program_of(t, 2, 7);
	see(t, 1, 2);
	assert_string_equal(last.container, "none");
	feed_owner(t, 7, WEB);
	see(t, 1, 3);
	assert_string_equal(last.container, "4fd1a1c2b7b9");
	assert_string_equal(last.id, WEB_ID);
	assert_string_equal(last.unit, "docker-" WEB_ID ".scope");
	assert_string_equal(last.cgroup, "/system.slice/docker-" WEB_ID ".scope");
	assert_string_equal(last.pod, "none");
}

/* The runtime is asked later than the first event comes; told again, it is the same. */
static void test_labels_come_later(void **state)
{
	_timeline_ struct timeline *t = owners_timeline(NULL);
	uint32_t version;

	(void)state;
	feed_program_of(t, 2, 7);
	feed_owner(t, 7, WEB);
	see(t, 1, 2);
	version = last.version;
	feed_label(t, 7, LC_LABEL_NAME, "web");
	feed_label(t, 7, LC_LABEL_POD, "web-0");
	see(t, 1, 3);
	assert_string_equal(last.container, "web");
	assert_string_equal(last.pod, "web-0");
	assert_int_not_equal(last.version, version);
	version = last.version;
	feed_owner(t, 7, WEB);
	feed_label(t, 7, LC_LABEL_NAME, "web");
	feed_label(t, 7, LC_LABEL_NAME, "");
	feed_program_of(t, 2, 0);
	see(t, 1, 4);
	assert_string_equal(last.container, "web");
	assert_int_equal(last.version, version);
}

static void test_units_are_no_containers(void **state)
{
	_timeline_ struct timeline *t = owners_timeline(NULL);

	(void)state;
	feed_program_of(t, 2, 1);
	feed_owner(t, 1, "nginx.service\0system.slice");
	see(t, 1, 2);
	assert_string_equal(last.container, "none");
	assert_string_equal(last.id, "none");
	assert_string_equal(last.unit, "nginx.service");
}

static void test_moves_are_events(void **state)
{
	_timeline_ struct timeline *t = owners_timeline(NULL);
	struct timeline_sum sum;

	(void)state;
	feed_owner(t, 1, WEB);
	feed_owner(t, 2, "ssh.service\0system.slice");
	feed_label(t, 1, LC_LABEL_NAME, "web");
	feed_move(t, 1, 2, LC_MOVE_LEFT);
	assert_int_equal(last.type, EVENT_MOVE);
	assert_string_equal(last.from, "web");
	assert_string_equal(last.unit, "ssh.service");
	assert_int_equal(last.flags, LC_MOVE_LEFT);
	feed_move(t, 0, 9, LC_MOVE_ENTERED);
	assert_string_equal(last.from, "none");
	assert_string_equal(last.unit, "none");
	timeline_sum(t, &sum);
	assert_int_equal(sum.events[EVENT_MOVE], 2);
}

static void test_moves_are_filtered(void **state)
{
	static const struct timeline_filter filters[] = {
		{ .denied = true }, { .caps = 1 }, { .by_uid = true }, { .comm = "sshd" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(filters); i++) {
		_timeline_ struct timeline *t = owners_timeline(&filters[i]);

		feed_move(t, 0, 0, 0);
		assert_int_equal(last.n, 0);
	}
}

static void test_hostile_names_and_numbers(void **state)
{
	_timeline_ struct timeline *t = owners_timeline(NULL);

	(void)state;
	feed_program_of(t, 2, LC_MAX_OWNERS);
	feed_owner(t, LC_MAX_OWNERS, "lxc.payload.\x1b[31m");
	see(t, 1, 3);
	assert_string_equal(last.container, "\\x1b[31m");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nobody_until_it_is_told),
		cmocka_unit_test(test_labels_come_later),
		cmocka_unit_test(test_units_are_no_containers),
		cmocka_unit_test(test_moves_are_events),
		cmocka_unit_test(test_moves_are_filtered),
		cmocka_unit_test(test_hostile_names_and_numbers),
	};

	return cmocka_run_group_tests_name("timeline_owner", tests, NULL, NULL);
}
