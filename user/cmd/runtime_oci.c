// SPDX-License-Identifier: BSD-2-Clause
/* Knows how runc and crun are started with a bundle, and how they are made to forget a container. */
#include "cmd/runtime_oci.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/wait.h>

#include "base/buf.h"
#include "base/fail.h"
#include "emit/bundle.h"
#include "kern/spawn.h"

#define MAX_GROUPS 256

/* The user's ids and groups, or our own. */
static int fill_ids(const char *name, struct bundle_process *process, gid_t groups[MAX_GROUPS])
{
	const struct passwd *user = name ? getpwnam(name) : NULL;
	int n = MAX_GROUPS;

	if (name && !user)
		return fail(-EINVAL, "no such user: %s", name);
	process->uid = user ? user->pw_uid : geteuid();
	process->gid = user ? user->pw_gid : getegid();
	if (user ? getgrouplist(name, user->pw_gid, groups, &n) < 0 : (n = getgroups(MAX_GROUPS, groups)) < 0)
		return fail(-E2BIG, "%s is in more than %d groups", name ? name : "the caller", MAX_GROUPS);
	process->groups = groups;
	process->ngroups = n;
	return 0;
}

static int make_config(const struct launch_options *o, const struct plan *plan, struct buf *config)
{
	_free_ char *cwd = getcwd(NULL, 0);
	gid_t groups[MAX_GROUPS];
	struct bundle_process process = {
		.argv = o->argv,
		.env = environ,
		.cwd = cwd,
		.seccomp = o->seccomp && plan->nsyscalls,
		.error = o->error,
	};
	int r = fill_ids(o->user, &process, groups);

	if (r)
		return r;
	if (!cwd)
		return fail(-errno, "cannot tell the working directory: %s", strerror(errno));
	r = emit_bundle(plan, &process, config);
	if (r == -EILSEQ)
		return fail(r, "--runtime %s: config.json can hold only UTF-8: not this command, environment or cwd",
			    runtime_words[o->runtime]);
	return r ? fail(r, "cannot write config.json: %s", strerror(-r)) : 0;
}

/* crun would want a cgroup of its own even where the machine gives it none. */
static int add_words(struct launch *l, const char *verb)
{
	int r = launch_add(l, "%s", runtime_words[l->runtime]);

	if (!r && l->runtime == LAUNCHER_CRUN)
		r = launch_add(l, "--cgroup-manager=disabled");
	if (!r)
		r = launch_add(l, "--root=%s", l->bundle.state);
	if (!r)
		r = launch_add(l, "%s", verb);
	if (!r)
		r = strcmp(verb, "run") ? launch_add(l, "--force") : launch_add(l, "--bundle=%s", l->bundle.dir);
	return r ? r : launch_add(l, "%s", l->bundle.id);
}

int oci_prepare(const struct launch_options *o, const struct plan *plan, struct launch *l)
{
	const struct program *root = plan_root(plan);
	_buf_ struct buf config = BUF_INIT;
	const char *name = runtime_words[o->runtime];
	int r = make_config(o, plan, &config);

	if (!r)
		r = bundle_make(config.text, config.size, o->runtime == LAUNCHER_CRUN, &l->bundle);
	if (r)
		return r;
	l->bundled = true;
	l->below = root ? root->exe : NULL;
	r = add_words(l, "run");
	return r ? r : spawn_find(name, &l->path);
}

/* Outside of every recording, in the namespace of the bundle. It has no more to say than that the container is gone. */
int oci_delete(const struct launch *l)
{
	struct launch words = { .runtime = l->runtime, .bundle = l->bundle };
	_close_ int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	const int fds[] = { null, null, null };
	struct spawn_options spawn = {
		.path = l->path,
		.arm_fd = -1,
		.fds = fds,
		.mount_ns = &l->bundle.mount_ns,
	};
	bool refused;
	pid_t pid;
	int r = add_words(&words, "delete");

	spawn.argv = words.argv;
	words.bundle = (struct bundle)BUNDLE_INIT; /* l's */
	if (!r)
		r = spawn_start(&spawn, &pid, &refused);
	if (!r && waitpid(pid, NULL, 0) < 0)
		r = fail(-errno, "cannot wait for %s: %s", l->path, strerror(errno));
	launch_free(&words);
	return r;
}
