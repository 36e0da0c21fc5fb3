/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which programs are the workload and which start it: trees of programs as they were recorded with runc 1.1.5,
 * crun 1.8.1 and systemd, and such as are meant to mislead.
 */
#include "tests/unit/plan_input.h"

#include "core/role.h"

#define ROOT LC_PROGRAM_ROOT
#define ADOPTED LC_PROGRAM_ADOPTED
#define ENTERED LC_PROGRAM_ENTERED
#define FILTERING LC_PROGRAM_FILTERING
#define OVERFLOW LC_PROGRAM_OVERFLOW
#define NEVER_ENDS 0x10000u /* of the test: ends by exit_group, not by execve */
#define TWO 0x20000u	    /* of the test: two processes ran it */

#define MOST 10
#define HOST 1 /* owners: the host, a container with pids of its own, one with those of the host */
#define BOX 2
#define OPEN_BOX 3

struct line {
	unsigned int parent; /* line, from 1 */
	const char *exe, *comm;
	unsigned int flags, owner;
	char role; /* 'w'orkload, 'r'untime, 'f'iltered */
	enum runtime runtime;
};

static const struct tree_case {
	const char *what;
	enum lc_scope scope;
	struct line lines[MOST + 1];
	unsigned int first; /* line of the workload's first program; 0: nothing was started */
	enum runtime runtime;
} cases[] = {
	{ "a command", LC_SCOPE_COMMAND,
	  { { 0, "/usr/sbin/nginx", "nginx", ROOT, HOST, 'w', 0 },
	    { 1, "/bin/sh", "sh", 0, HOST, 'w', 0 } }, 0, RUNTIME_NONE },
	{ "a command that filters itself", LC_SCOPE_COMMAND,
	  { { 0, "/usr/sbin/sshd", "sshd", ROOT, HOST, 'w', 0 },
	    { 1, "/usr/sbin/sshd", "sshd", FILTERING, HOST, 'w', 0 },
	    { 2, "/bin/sh", "sh", 0, HOST, 'w', 0 } }, 0, RUNTIME_NONE },
	{ "runc, with a filter", LC_SCOPE_COMMAND,
	  { { 0, "/usr/sbin/runc", "runc", ROOT, HOST, 'r', RUNTIME_RUNC },
	    { 1, "/usr/sbin/runc", "exe", 0, HOST, 'r', RUNTIME_RUNC },
	    { 2, "", "runc", 0, HOST, 'r', RUNTIME_RUNC },
	    { 2, "", "runc", ENTERED, HOST, 'r', RUNTIME_RUNC },
	    { 4, "", "runc", FILTERING | ENTERED, BOX, 'f', RUNTIME_RUNC },
	    { 5, "/bin/busybox", "busybox", 0, BOX, 'w', 0 },
	    { 6, "/usr/sbin/runc", "runc", 0, BOX, 'w', 0 },
	    { 7, "/bin/true", "true", 0, BOX, 'w', 0 } }, 6, RUNTIME_RUNC },
	{ "crun, as a copy of itself", LC_SCOPE_COMMAND,
	  { { 0, "/usr/bin/crun-1.21-linux-amd64", "crun-1.21-linux", ROOT, HOST, 'r', RUNTIME_CRUN },
	    { 1, "/memfd:crun_cloned:\\x2fproc\\x2fself\\x2fexe", "3", 0, HOST, 'r', RUNTIME_CRUN },
	    { 2, "/memfd:runcible", "runcible", 0, BOX, 'w', 0 } }, 3, RUNTIME_CRUN },
	{ "runc, without one, in the same cgroup", LC_SCOPE_COMMAND,
	  { { 0, "/usr/sbin/runc", "runc", ROOT, HOST, 'r', RUNTIME_RUNC },
	    { 1, "", "6", 0, HOST, 'r', RUNTIME_RUNC },
	    { 1, "/usr/bin/hook", "hook", 0, HOST, 'r', RUNTIME_RUNC },
	    { 3, "/bin/mount", "mount", 0, HOST, 'r', RUNTIME_RUNC },
	    { 2, "/bin/busybox", "busybox", 0, BOX, 'w', 0 } }, 5, RUNTIME_RUNC },
	{ "runc, with nothing to tell by", LC_SCOPE_COMMAND,
	  { { 0, "/usr/sbin/runc-1.1.15", "runc-1.1.15", ROOT, 0, 'r', RUNTIME_RUNC },
	    { 1, "/usr/bin/newuidmap", "newuidmap", 0, 0, 'r', RUNTIME_RUNC },
	    { 1, "/opt/server", "server", 0, 0, 'w', 0 },
	    { 3, "/bin/mount", "mount", 0, 0, 'w', 0 } }, 3, RUNTIME_RUNC },
	{ "crun, moved, without a filter", LC_SCOPE_COMMAND,
	  { { 0, "/usr/bin/crun", "crun", ROOT, HOST, 'r', RUNTIME_CRUN },
	    { 0, "/usr/bin/crun", "crun", ROOT | ENTERED, OPEN_BOX, 'r', RUNTIME_CRUN },
	    { 2, "/opt/crun-watcher", "crun-watcher", 0, OPEN_BOX, 'w', 0 },
	    { 1, "/usr/bin/hook", "hook", 0, HOST, 'r', RUNTIME_CRUN } }, 3, RUNTIME_CRUN },
	{ "podman", LC_SCOPE_COMMAND,
	  { { 0, "/usr/bin/sudo", "sudo", ROOT, HOST, 'r', RUNTIME_OTHER },
	    { 1, "/usr/bin/podman", "podman", 0, HOST, 'r', RUNTIME_OTHER },
	    { 2, "/usr/lib/podman/netavark", "netavark", 0, HOST, 'r', RUNTIME_OTHER },
	    { 2, "/usr/bin/conmon", "conmon", 0, HOST, 'r', RUNTIME_OTHER },
	    { 4, "/usr/bin/crun", "crun", 0, HOST, 'r', RUNTIME_CRUN },
	    { 5, "/usr/bin/crun", "crun", FILTERING, HOST, 'f', RUNTIME_CRUN },
	    { 6, "/usr/bin/podman", "podman", 0, BOX, 'w', 0 },
	    { 7, "/usr/bin/crun", "crun", 0, BOX, 'w', 0 },
	    { 8, "/bin/true", "true", 0, BOX, 'w', 0 },
	    { 2, "/usr/bin/unpack", "unpack", 0, HOST, 'r', RUNTIME_OTHER } }, 7, RUNTIME_CRUN },
	{ "a container that runs containers, unconfined", LC_SCOPE_COMMAND,
	  { { 0, "/usr/sbin/runc", "runc", ROOT, HOST, 'r', RUNTIME_RUNC },
	    { 1, "", "runc", 0, HOST, 'r', RUNTIME_RUNC },
	    { 2, "/usr/sbin/dockerd", "dockerd", 0, BOX, 'w', 0 },
	    { 3, "/usr/sbin/runc", "runc", 0, BOX, 'w', 0 },
	    { 4, "", "runc", FILTERING, BOX, 'w', 0 },
	    { 5, "/bin/true", "true", 0, BOX, 'w', 0 } }, 3, RUNTIME_RUNC },
	{ "a runtime that starts nothing", LC_SCOPE_COMMAND,
	  { { 0, "/usr/bin/sudo", "sudo", ROOT, HOST, 'w', 0 },
	    { 1, "/usr/sbin/runc", "runc", 0, HOST, 'w', 0 } }, 0, RUNTIME_NONE },
	{ "a script beside a runtime", LC_SCOPE_COMMAND,
	  { { 0, "/bin/bash", "bash", ROOT, HOST, 'w', 0 },
	    { 1, "/bin/mount", "mount", 0, HOST, 'w', 0 },
	    { 1, "/usr/bin/crun", "crun", 0, HOST, 'r', RUNTIME_CRUN },
	    { 3, "/bin/true", "true", 0, BOX, 'w', 0 } }, 4, RUNTIME_CRUN },
	{ "a server that starts containers", LC_SCOPE_COMMAND,
	  { { 0, "/usr/bin/server", "server", ROOT, HOST, 'w', 0 },
	    { 1, "/usr/bin/crun", "crun", 0, HOST, 'r', RUNTIME_CRUN },
	    { 2, "/bin/true", "true", 0, BOX, 'w', 0 } }, 3, RUNTIME_CRUN },
	{ "a name alone", LC_SCOPE_COMMAND,
	  { { 0, "/usr/bin/crunch", "crun", ROOT, HOST, 'w', 0 },
	    { 1, "/usr/bin/runcible", "runc", FILTERING, HOST, 'w', 0 },
	    { 1, "/usr/bin/podman-compose", "podman", 0, HOST, 'w', 0 },
	    { 3, "/bin/true", "true", 0, BOX, 'w', 0 } }, 0, RUNTIME_NONE },
	{ "a table that was full", LC_SCOPE_COMMAND,
	  { { 0, "/usr/bin/crun", "crun", ROOT | OVERFLOW, HOST, 'w', 0 },
	    { 1, "/bin/true", "true", 0, BOX, 'w', 0 } }, 2, RUNTIME_CRUN },
	{ "the cgroup of a container", LC_SCOPE_CGROUP,
	  { { 0, "/usr/sbin/runc", "exe", ROOT | ENTERED, BOX, 'r', RUNTIME_RUNC },
	    { 1, "", "runc", 0, BOX, 'r', RUNTIME_RUNC },
	    { 2, "", "runc", FILTERING, BOX, 'f', RUNTIME_RUNC },
	    { 3, "/bin/sh", "sh", 0, BOX, 'w', 0 },
	    { 4, "/usr/sbin/runc", "runc", 0, BOX, 'w', 0 },
	    { 5, "/bin/true", "true", 0, BOX, 'w', 0 },
	    { 0, "", "runc:[1:CHILD]", ROOT | ENTERED, BOX, 'r', RUNTIME_RUNC },
	    { 7, "/bin/probe", "probe", 0, BOX, 'w', 0 } }, 4, RUNTIME_RUNC },
	{ "a service", LC_SCOPE_CGROUP,
	  { { 0, "/usr/lib/systemd/systemd", "(nginx)", ROOT | ENTERED, HOST, 'r', RUNTIME_SYSTEMD },
	    { 1, "/usr/lib/systemd/systemd-executor", "(nginx)", 0, HOST, 'r', RUNTIME_SYSTEMD },
	    { 2, "/usr/lib/systemd/systemd-executor", "(nginx)", FILTERING, HOST, 'f', RUNTIME_SYSTEMD },
	    { 3, "/usr/sbin/nginx", "nginx", 0, HOST, 'w', 0 } }, 4, RUNTIME_SYSTEMD },
	{ "a service that is a runtime", LC_SCOPE_CGROUP,
	  { { 0, "/usr/lib/systemd/systemd", "(dockerd)", ROOT | ENTERED, HOST, 'r', RUNTIME_SYSTEMD },
	    { 1, "/usr/sbin/dockerd", "dockerd", 0, HOST, 'w', 0 },
	    { 2, "/usr/bin/containerd", "containerd", 0, HOST, 'w', 0 } }, 2, RUNTIME_SYSTEMD },
	{ "a container whose init moves its services", LC_SCOPE_CGROUP,
	  { { 0, "/usr/sbin/runc", "runc", ROOT | ENTERED, BOX, 'r', RUNTIME_RUNC },
	    { 1, "/usr/lib/systemd/systemd", "systemd", 0, BOX, 'w', 0 },
	    { 1, "/usr/lib/systemd/systemd", "systemd", ENTERED, BOX, 'w', 0 },
	    { 3, "/usr/sbin/sshd", "sshd", 0, BOX, 'w', 0 } }, 2, RUNTIME_RUNC },
	{ "the same, joined while it runs", LC_SCOPE_CGROUP,
	  { { 0, "/usr/lib/systemd/systemd", "systemd", ROOT | ADOPTED, BOX, 'w', 0 },
	    { 0, "/usr/lib/systemd/systemd", "systemd", ROOT | ADOPTED | ENTERED, BOX, 'w', 0 },
	    { 2, "/usr/sbin/sshd", "sshd", 0, BOX, 'w', 0 } }, 0, RUNTIME_NONE },
	{ "a running container of a runtime", LC_SCOPE_CGROUP,
	  { { 0, "/usr/sbin/dockerd", "dockerd", ROOT | ADOPTED, BOX, 'w', 0 },
	    { 1, "/usr/sbin/runc", "runc", 0, BOX, 'w', 0 },
	    { 2, "/bin/true", "true", 0, BOX, 'w', 0 } }, 0, RUNTIME_NONE },
	{ "a container that waits to be started", LC_SCOPE_CGROUP,
	  { { 0, "", "runc:[2:INIT]", ROOT | ADOPTED, BOX, 'r', RUNTIME_RUNC },
	    { 1, "/bin/sh", "sh", 0, BOX, 'w', 0 } }, 2, RUNTIME_RUNC },
	{ "an unknown runtime", LC_SCOPE_CGROUP,
	  { { 0, "/opt/boxer", "boxer", ROOT | ENTERED, BOX, 'r', RUNTIME_OTHER },
	    { 1, "/opt/boxer", "boxer", FILTERING | ENTERED, BOX, 'f', RUNTIME_OTHER },
	    { 2, "/opt/server", "server", 0, BOX, 'w', 0 } }, 3, RUNTIME_OTHER },
	{ "a shell that moved itself", LC_SCOPE_CGROUP,
	  { { 0, "/bin/bash", "bash", ROOT | ENTERED | NEVER_ENDS, BOX, 'w', 0 },
	    { 1, "/opt/server", "server", 0, BOX, 'w', 0 } }, 0, RUNTIME_NONE },
	{ "a server that was killed after one of two processes executed something", LC_SCOPE_CGROUP,
	  { { 0, "/opt/server", "server", ROOT | ENTERED | TWO, BOX, 'w', 0 },
	    { 1, "/opt/helper", "helper", 0, BOX, 'w', 0 } }, 0, RUNTIME_NONE },
	{ "a runtime that loads a filter for one and none for another", LC_SCOPE_CGROUP,
	  { { 0, "/usr/sbin/runc", "exe", ROOT | ENTERED, BOX, 'r', RUNTIME_RUNC },
	    { 1, "", "runc", 0, BOX, 'r', RUNTIME_RUNC },
	    { 2, "", "runc", FILTERING, BOX, 'f', RUNTIME_RUNC },
	    { 3, "/bin/sh", "sh", 0, BOX, 'w', 0 },
	    { 2, "/bin/probe", "probe", 0, BOX, 'w', 0 } }, 4, RUNTIME_RUNC },
	{ "a worker that was moved", LC_SCOPE_CGROUP,
	  { { 0, "/opt/server", "server", ROOT | ENTERED | NEVER_ENDS, BOX, 'w', 0 } }, 0, RUNTIME_NONE },
	{ "a runtime that failed", LC_SCOPE_CGROUP,
	  { { 0, "/usr/sbin/runc", "runc", ROOT | ENTERED, BOX, 'w', 0 },
	    { 1, "", "runc", 0, BOX, 'w', 0 } }, 0, RUNTIME_NONE },
};

struct world {
	struct profile profile;
	struct program programs[MOST];
	struct owner owners[3];
	struct sysuse exits;
};

/* Ids are no indices: 101, 108, 115... from the last line to the first. */
static uint32_t id_of(unsigned int line)
{
	return 1000 - 7 * line;
}

static void make_world(struct world *w, const struct tree_case *c)
{
	static const uint32_t pid_ns[] = { 1, 2, 1 };

	memset(w, 0, sizeof(*w));
	w->exits.nr = input_number(LC_ABI_X86_64, "exit_group");
	for (uint32_t i = 0; i < 3; i++)
		w->owners[i] = (struct owner){ .id = i + 1, .pid_ns = pid_ns[i] };
	w->profile = (struct profile){ .programs = w->programs, .owners = w->owners, .nowners = 3, .scope = c->scope };
	for (unsigned int i = 0; i < MOST && c->lines[i].exe; i++) {
		const struct line *line = &c->lines[i];
		struct program *p = &w->programs[w->profile.nprograms++];

		*p = (struct program){ .id = id_of(i + 1), .parent = line->parent ? id_of(line->parent) : 0,
				       .flags = line->flags & ~(NEVER_ENDS | TWO), .exe = (char *)line->exe,
				       .comm = (char *)line->comm, .owner = line->owner,
				       .instances = line->flags & TWO ? 2 : 1, .first_ns = i };
		if (line->flags & NEVER_ENDS)
			p->syscalls[LC_ABI_X86_64] = (struct sysset){ .use = &w->exits, .n = 1 };
	}
}

static void check_line(const struct tree_case *c, const struct roles *roles, unsigned int i)
{
	static const char letters[] = { [PROGRAM_WORKLOAD] = 'w', [PROGRAM_RUNTIME] = 'r', [PROGRAM_FILTERED] = 'f' };
	const struct line *line = &c->lines[i];
	const struct program_role *role = roles_of(roles, id_of(i + 1));

	assert_non_null(role);
	if (letters[role->role] != line->role || role->runtime != line->runtime)
		fail_msg("%s: %u. %s (%s) is '%c' of %s, expected '%c' of %s", c->what, i + 1, line->exe, line->comm,
			 letters[role->role], runtime_name(role->runtime), line->role, runtime_name(line->runtime));
	assert_int_equal(roles_count(roles, id_of(i + 1)), line->role == 'w');
}

static void trees(void **state)
{
	static struct world w;

	(void)state;
	for (size_t k = 0; k < ARRAY_SIZE(cases); k++) {
		const struct tree_case *c = &cases[k];
		_roles_ struct roles roles = ROLES_INIT;

		make_world(&w, c);
		assert_int_equal(roles_make(&w.profile, &roles), 0);
		for (unsigned int i = 0; i < w.profile.nprograms; i++)
			check_line(c, &roles, i);
		if (roles.runtime != c->runtime)
			fail_msg("%s: started by %s, expected %s", c->what, runtime_name(roles.runtime),
				 runtime_name(c->runtime));
		if (c->first)
			assert_ptr_equal(roles.first, &w.programs[c->first - 1]);
		else
			assert_null(roles.first);
	}
}

static const struct tree_case *case_of(const char *what)
{
	for (size_t k = 0; k < ARRAY_SIZE(cases); k++)
		if (!strcmp(cases[k].what, what))
			return &cases[k];
	fail_msg("no such case: %s", what);
	return NULL;
}

/* A part of the workload that filters itself is shown as the whole; one of a runtime stands for itself. */
static void parts_are_shown_as_the_whole(void **state)
{
	static struct world w;
	_roles_ struct roles sshd = ROLES_INIT, runc = ROLES_INIT;

	(void)state;
	make_world(&w, case_of("a command that filters itself"));
	assert_int_equal(roles_make(&w.profile, &sshd), 0);
	assert_ptr_equal(roles_of(&sshd, id_of(2))->is, &w.programs[0]);
	assert_ptr_equal(roles_of(&sshd, id_of(3))->is, &w.programs[2]);
	make_world(&w, case_of("runc, with a filter"));
	assert_int_equal(roles_make(&w.profile, &runc), 0);
	assert_ptr_equal(roles_of(&runc, id_of(5))->is, &w.programs[4]);
}

static void nothing_and_nobody(void **state)
{
	const struct profile empty = { 0 };
	_roles_ struct roles roles = ROLES_INIT;

	(void)state;
	assert_int_equal(roles_make(&empty, &roles), 0);
	assert_null(roles_of(&roles, 1));
	assert_true(roles_count(&roles, 1));
	assert_true(roles_count(NULL, 1));
}

static void names(void **state)
{
	static const char *const runtimes[] = { "none", "runc", "crun", "containerd", "systemd", "other", "any" };

	(void)state;
	for (unsigned int i = 0; i < RUNTIMES; i++)
		assert_string_equal(runtime_name(i), runtimes[i]);
	assert_string_equal(runtime_name(RUNTIMES), "unknown");
	assert_string_equal(role_name(PROGRAM_WORKLOAD), "workload");
	assert_string_equal(role_name(PROGRAM_RUNTIME), "runtime");
	assert_string_equal(role_name(PROGRAM_FILTERED), "runtime");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(trees),
		cmocka_unit_test(parts_are_shown_as_the_whole),
		cmocka_unit_test(nothing_and_nobody),
		cmocka_unit_test(names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
