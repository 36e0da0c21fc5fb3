// SPDX-License-Identifier: BSD-2-Clause
/* Who brought a capability in: stories as they happen, and who is named at their end. */
#include "sample.h"

#include "core/bringer.h"

#define BIT(cap) (1ull << (cap))
#define ALL ((1ull << 41) - 1)
#define NR_EXECVE 59
#define NR_SETRESUID 117
#define NR_PRCTL 157
#define NR_UNSHARE 272

#define ROOM 16

struct story {
	struct profile profile;
	struct program programs[ROOM];
	struct privilege events[ROOM];
	struct check checks[ROOM];
	struct bringer *bringer;
	struct bringing *ways;
	size_t n;
};

static void begin(struct story *s)
{
	*s = (struct story){ .profile = { .cap_last = 40, .outcome.permitted = ALL } };
	s->profile.programs = s->programs;
	s->profile.privileges = s->events;
	s->profile.checks = s->checks;
}

static struct program *program(struct story *s, uint32_t parent, const char *exe, uint32_t uid)
{
	struct program *p = &s->programs[s->profile.nprograms++];

	*p = (struct program){ .id = 10 * s->profile.nprograms, .parent = parent, .exe = (char *)exe,
			       .comm = (char *)"comm", .uid = uid, .flags = parent ? 0 : LC_PROGRAM_ROOT };
	return p;
}

static struct privilege *event(struct story *s, const struct program *p, uint32_t nr, uint32_t flags, uint64_t ms)
{
	struct privilege *e = &s->events[s->profile.nprivileges++];

	*e = (struct privilege){ .program = p->id, .nr = nr, .flags = flags, .count = 1, .first_ns = ms * 1000000,
				 .euid_before = p->uid, .euid_after = p->uid };
	return e;
}

static struct privilege *exec_event(struct story *s, const struct program *p, uint64_t gained, uint64_t ms)
{
	struct privilege *e = event(s, p, NR_EXECVE, LC_STANCE_EXEC | LC_STANCE_GAINED, ms);

	e->gained = gained;
	return e;
}

static void asks(struct story *s, const struct program *p, uint32_t cap, uint32_t flags)
{
	s->checks[s->profile.nchecks++] = (struct check){ .program = p->id, .cap = cap, .flags = flags, .count = 1,
							  .site = (char *)"" };
}

static void find(struct story *s, unsigned int cap)
{
	free(s->ways);
	s->ways = NULL;
	bringer_free(&s->bringer);
	assert_int_equal(bringer_new(&s->profile, &s->bringer), 0);
	assert_int_equal(bringer_find(s->bringer, cap, &s->ways, &s->n), 0);
}

static void end(struct story *s)
{
	free(s->ways);
	bringer_free(&s->bringer);
}

static void says(const struct story *s, size_t i, unsigned int cap, const char *text)
{
	_buf_ struct buf b = BUF_INIT;

	assert_true(i < s->n);
	bringer_text(s->bringer, &s->ways[i], cap, &b);
	assert_string_equal(buf_text(&b), text);
}

static void test_from_the_start(void **state)
{
	struct story s;
	struct program *nginx;

	(void)state;
	begin(&s);
	nginx = program(&s, 0, "/usr/sbin/nginx", 0);
	asks(&s, nginx, CAP_CHOWN, 0);
	find(&s, CAP_CHOWN);
	assert_int_equal(s.n, 1);
	assert_int_equal(s.ways[0].how, BRING_START);
	says(&s, 0, CAP_CHOWN, "held from the start: /usr/sbin/nginx was started as root");
	find(&s, CAP_KILL); /* nobody asked */
	assert_int_equal(s.n, 0);
	nginx->uid = 33;
	find(&s, CAP_CHOWN);
	says(&s, 0, CAP_CHOWN, "held from the start: /usr/sbin/nginx was started with it, as uid 33");
	nginx->flags |= LC_PROGRAM_ADOPTED;
	find(&s, CAP_CHOWN);
	says(&s, 0, CAP_CHOWN, "/usr/sbin/nginx held it before it was recorded");
	nginx->flags = LC_PROGRAM_ROOT;
	s.profile.outcome.permitted = BIT(CAP_KILL);
	find(&s, CAP_CHOWN);
	assert_int_equal(s.ways[0].how, BRING_UNKNOWN);
	says(&s, 0, CAP_CHOWN, "nothing that was recorded shows how /usr/sbin/nginx came by it");
	end(&s);
}

/* A shell runs ping, twice and by another way; the shell itself has nothing. */
static void test_by_the_file(void **state)
{
	struct story s;
	struct program *sh, *ping, *child;

	(void)state;
	begin(&s);
	sh = program(&s, 0, "/bin/sh", 1000);
	ping = program(&s, sh->id, "/usr/bin/ping", 1000);
	ping->file = (struct program_file){ .flags = LC_FILE_CAPS, .permitted = BIT(CAP_NET_RAW) };
	child = program(&s, ping->id, "/bin/child", 1000);
	exec_event(&s, ping, BIT(CAP_NET_RAW), 5);
	asks(&s, ping, CAP_NET_RAW, 0);
	asks(&s, child, CAP_NET_RAW, 0);
	find(&s, CAP_NET_RAW);
	assert_int_equal(s.n, 1);
	assert_int_equal(s.ways[0].how, BRING_GAIN);
	assert_ptr_equal(s.ways[0].program, ping);
	assert_ptr_equal(s.ways[0].user, ping);
	assert_int_equal(s.ways[0].users, 2);
	says(&s, 0, CAP_NET_RAW, "brought in by execve of /usr/bin/ping: file capability");
	end(&s);
}

/* The last one that gave it counts, not who had it before. */
static void test_by_sudo(void **state)
{
	struct story s;
	struct program *root, *sh, *sudo, *mount;

	(void)state;
	begin(&s);
	root = program(&s, 0, "/sbin/login", 0);
	sh = program(&s, root->id, "/bin/sh", 1000);
	sudo = program(&s, sh->id, "/usr/bin/sudo", 0);
	sudo->file = (struct program_file){ .flags = LC_FILE_SETUID };
	mount = program(&s, sudo->id, "/bin/mount", 0);
	event(&s, root, NR_SETRESUID, LC_STANCE_CREDS, 1)->lost = ALL;
	exec_event(&s, sudo, ALL, 5)->euid_before = 1000;
	asks(&s, root, CAP_SYS_ADMIN, 0);
	asks(&s, mount, CAP_SYS_ADMIN, 0);
	find(&s, CAP_SYS_ADMIN);
	assert_int_equal(s.n, 2);
	says(&s, 0, CAP_SYS_ADMIN, "held from the start: /sbin/login was started as root");
	says(&s, 1, CAP_SYS_ADMIN, "brought in by execve of /usr/bin/sudo: set-user-ID root");
	assert_ptr_equal(s.ways[1].user, mount);
	assert_true(bringer_gives_up(&s.events[0], CAP_SYS_ADMIN));
	assert_false(bringer_gives_up(&s.events[1], CAP_SYS_ADMIN));
	end(&s);
}

static void test_by_a_namespace(void **state)
{
	struct story s;
	struct program *unshare, *sh;

	(void)state;
	begin(&s);
	unshare = program(&s, 0, "/usr/bin/unshare", 1000);
	sh = program(&s, unshare->id, "/bin/sh", 1000);
	asks(&s, sh, CAP_SYS_ADMIN, LC_CHECK_MADE_NS);
	s.profile.outcome.permitted = 0;
	find(&s, CAP_SYS_ADMIN);
	assert_int_equal(s.ways[0].how, BRING_CLONE);
	says(&s, 0, CAP_SYS_ADMIN,
	     "/bin/sh ran in a user namespace that was made meanwhile, and had all of them in it");
	event(&s, unshare, NR_UNSHARE, LC_STANCE_USER_NS | LC_STANCE_CREDS, 3)->gained = ALL;
	find(&s, CAP_SYS_ADMIN);
	assert_int_equal(s.n, 1);
	says(&s, 0, CAP_SYS_ADMIN,
	     "brought in by unshare of /usr/bin/unshare: a user namespace gives all of them, in it");
	end(&s);
}

static void test_ambient(void **state)
{
	struct story s;
	struct program *setpriv, *server;
	struct privilege *e;

	(void)state;
	begin(&s);
	setpriv = program(&s, 0, "/usr/bin/setpriv", 0);
	server = program(&s, setpriv->id, "/srv/server", 33);
	event(&s, setpriv, NR_PRCTL, LC_STANCE_CREDS, 2)->ambient = BIT(CAP_NET_BIND_SERVICE);
	e = event(&s, server, NR_EXECVE, LC_STANCE_EXEC | LC_STANCE_CREDS, 3);
	e->ambient = BIT(CAP_NET_BIND_SERVICE);
	e->lost = ALL & ~BIT(CAP_NET_BIND_SERVICE);
	asks(&s, server, CAP_NET_BIND_SERVICE, 0);
	find(&s, CAP_NET_BIND_SERVICE);
	assert_int_equal(s.n, 1);
	assert_ptr_equal(s.ways[0].kept, &s.events[0]);
	says(&s, 0, CAP_NET_BIND_SERVICE, "held from the start: /usr/bin/setpriv was started as root; kept over execve "
					  "as ambient, which /usr/bin/setpriv made it");
	end(&s);
}

/* As another user, with keep_caps: all is lost by execve but what the file has. */
static void test_kept_by_the_file(void **state)
{
	struct story s;
	struct program *setpriv, *ping;

	(void)state;
	begin(&s);
	setpriv = program(&s, 0, "/usr/bin/setpriv", 0);
	ping = program(&s, setpriv->id, "/usr/bin/ping", 1000);
	ping->file = (struct program_file){ .flags = LC_FILE_CAPS, .permitted = BIT(CAP_NET_RAW) };
	event(&s, ping, NR_EXECVE, LC_STANCE_EXEC | LC_STANCE_CREDS, 3)->lost = ALL & ~BIT(CAP_NET_RAW);
	asks(&s, ping, CAP_NET_RAW, 0);
	find(&s, CAP_NET_RAW);
	assert_int_equal(s.n, 1);
	says(&s, 0, CAP_NET_RAW, "held from the start: /usr/bin/setpriv was started as root; kept over execve of "
				 "/usr/bin/ping by its file capability");
	s.events[0].lost = ALL;
	find(&s, CAP_NET_RAW);
	assert_null(s.ways[0].kept);
	end(&s);
}

/* What was void is told of those that were refused it, below it, too; not of those that had it all the same. */
static void test_void(void **state)
{
	static const struct {
		uint32_t stance;
		struct program_file file;
		unsigned int cap;
		const char *text;
	} rows[] = {
		{ LC_STANCE_VOID_CAPS_NNP, { .flags = LC_FILE_CAPS, .permitted = BIT(CAP_NET_RAW) }, CAP_NET_RAW,
		  "execve of /x/prog would have brought it in by its file capability, which was void: no_new_privs was "
		  "set; run it without, or start it with CAP_NET_RAW ambient" },
		{ LC_STANCE_VOID_CAPS_NOSUID, { .flags = LC_FILE_CAPS, .permitted = BIT(CAP_NET_RAW) }, CAP_NET_RAW,
		  "execve of /x/prog would have brought it in by its file capability, which was void: it lies on a "
		  "nosuid mount; mount that without nosuid, or start it with CAP_NET_RAW ambient" },
		{ LC_STANCE_VOID_CAPS_BOUNDING, { .flags = LC_FILE_CAPS, .permitted = BIT(CAP_NET_RAW) }, CAP_NET_RAW,
		  "execve of /x/prog would have brought it in by its file capability, which was void: the bounding set "
		  "did not have it; leave CAP_NET_RAW in it" },
		{ LC_STANCE_VOID_NNP, { .flags = LC_FILE_SETUID }, CAP_SETUID,
		  "execve of /x/prog would have brought it in by its set-user-ID bit, which was void: no_new_privs was "
		  "set; run it without, or start it with CAP_SETUID ambient" },
		{ LC_STANCE_VOID_NNP, { .flags = LC_FILE_SETUID, .uid = 5 }, CAP_SETUID, NULL },
		{ LC_STANCE_VOID_NNP, { .flags = LC_FILE_SETGID }, CAP_SETUID, NULL },
		{ LC_STANCE_VOID_CAPS_NNP, { .flags = LC_FILE_CAPS, .permitted = BIT(CAP_NET_RAW) }, CAP_KILL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct story s;
		struct program *sh, *prog, *below;

		begin(&s);
		sh = program(&s, 0, "/bin/sh", 1000);
		prog = program(&s, sh->id, "/x/prog", 1000);
		prog->file = rows[i].file;
		below = program(&s, prog->id, "/x/below", 1000);
		event(&s, prog, NR_EXECVE, LC_STANCE_EXEC | rows[i].stance, 1);
		asks(&s, sh, rows[i].cap, LC_CHECK_DENIED);
		asks(&s, below, rows[i].cap, LC_CHECK_DENIED);
		asks(&s, prog, rows[i].cap, LC_CHECK_IMPLIED | LC_CHECK_EFFECTIVE); /* its file has it */
		s.checks[2].nr = NR_EXECVE;
		find(&s, rows[i].cap);
		assert_int_equal(s.n, rows[i].text ? 1 : 0);
		if (rows[i].text) {
			says(&s, 0, rows[i].cap, rows[i].text);
			assert_ptr_equal(s.ways[0].user, below);
			assert_int_equal(s.ways[0].how, BRING_VOID);
		}
		end(&s);
	}
}

/* An old profile: that a program gained something is known, but not what. */
static void test_without_events(void **state)
{
	struct story s;
	struct program *sh, *ping, *filtering;

	(void)state;
	begin(&s);
	sh = program(&s, 0, "/bin/sh", 1000);
	ping = program(&s, sh->id, "", 1000);
	ping->flags = LC_PROGRAM_GAINED;
	filtering = program(&s, ping->id, "/f", 1000);
	filtering->flags = LC_PROGRAM_GAINED | LC_PROGRAM_FILTERING; /* as its parent did */
	asks(&s, filtering, CAP_NET_RAW, 0);
	find(&s, CAP_NET_RAW);
	assert_int_equal(s.n, 1);
	assert_int_equal(s.ways[0].how, BRING_EXEC);
	says(&s, 0, CAP_NET_RAW, "brought in by execve of [comm]");
	exec_event(&s, ping, 0, 2)->euid_after = 0; /* now it is known: ids, no capability */
	find(&s, CAP_NET_RAW);
	assert_int_equal(s.ways[0].how, BRING_START);
	end(&s);
}

static void test_order_of_events(void **state)
{
	struct story s;
	struct program *a, *b;
	const struct privilege *const *events;
	size_t n;

	(void)state;
	begin(&s);
	a = program(&s, 0, "/a", 0);
	b = program(&s, a->id, "/b", 0);
	event(&s, a, NR_PRCTL, LC_STANCE_NO_NEW_PRIVS, 9);
	event(&s, b, NR_PRCTL, LC_STANCE_NO_NEW_PRIVS, 3);
	event(&s, b, NR_PRCTL, LC_STANCE_SECCOMP, 3);
	find(&s, CAP_KILL);
	events = bringer_events(s.bringer, &n);
	assert_int_equal(n, 3);
	assert_ptr_equal(events[0], &s.events[1]);
	assert_ptr_equal(events[1], &s.events[2]);
	assert_ptr_equal(events[2], &s.events[0]);
	end(&s);
}

static void test_limits(void **state)
{
	enum { MANY = 200 };
	static struct program programs[MANY];
	static struct privilege events[MANY];
	static struct check checks[MANY];
	struct profile p = { .programs = programs, .nprograms = MANY, .privileges = events, .nprivileges = MANY,
			     .checks = checks, .nchecks = MANY };
	_bringer_ struct bringer *b = NULL;
	_free_ struct bringing *ways = NULL;
	size_t n = 7;

	(void)state;
	for (uint32_t i = 0; i < MANY; i++) {
		programs[i] = (struct program){ .id = MANY - i, .exe = (char *)"/x", .comm = (char *)"" };
		events[i] = (struct privilege){ .program = i + 1, .gained = ALL, .flags = LC_STANCE_EXEC };
		checks[i] = (struct check){ .program = i + 1, .cap = CAP_KILL };
	}
	assert_int_equal(bringer_new(&p, &b), 0);
	assert_int_equal(bringer_find(b, CAP_KILL, &ways, &n), 0);
	assert_int_equal(n, 64);
	free(TAKE(ways));
	assert_int_equal(bringer_find(b, 64, &ways, &n), 0);
	assert_int_equal(n, 0);
	free(TAKE(ways));
	p = (struct profile){ 0 };
	bringer_free(&b);
	assert_int_equal(bringer_new(&p, &b), 0);
	assert_int_equal(bringer_find(b, CAP_KILL, &ways, &n), 0);
	assert_int_equal(n, 0);
	assert_string_equal(bring_name(BRING_VOID), "void");
	assert_string_equal(bring_name(BRINGS), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_from_the_start),
		cmocka_unit_test(test_by_the_file),
		cmocka_unit_test(test_by_sudo),
		cmocka_unit_test(test_by_a_namespace),
		cmocka_unit_test(test_ambient),
		cmocka_unit_test(test_kept_by_the_file),
		cmocka_unit_test(test_void),
		cmocka_unit_test(test_without_events),
		cmocka_unit_test(test_order_of_events),
		cmocka_unit_test(test_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
