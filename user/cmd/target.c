// SPDX-License-Identifier: BSD-2-Clause
/* Knows which profiles and commands can be replayed on this machine. */
#include "cmd/target.h"

#include <errno.h>
#include <pwd.h>
#include <string.h>

#include "base/buf.h"
#include "base/fail.h"
#include "cmd/cmd.h"
#include "cmd/load.h"
#include "cmd/output.h"
#include "kern/spawn.h"

static int find_separator(int argc, char **argv)
{
	int i = 1;

	while (i < argc && strcmp(argv[i], "--"))
		i++;
	return i;
}

int target_parse(struct target *t, int argc, char **argv, const struct verb_usage *usage,
		 const struct option_row *rows)
{
	int separator = find_separator(argc, argv), first;

	/* getopt_long(3) would take CMD for further operands. */
	first = options_parse(separator, argv, usage, rows, false);
	if (first < 0)
		return first;
	t->verb = usage->name;
	if (separator + 1 >= argc) {
		fail_hint("leastcap %s FILE -- CMD [ARG...]", t->verb);
		return fail(-EINVAL, "%s: which command? Give it after --", t->verb);
	}
	if (separator - first != 1) {
		fail_hint("leastcap %s --help", t->verb);
		return fail(-EINVAL, first == separator ? "%s: which FILE?" : "%s takes one FILE", t->verb);
	}
	if (t->repeat < 1)
		return fail(-EINVAL, "--repeat: at least once");
	t->file = argv[first];
	t->argv = argv + separator + 1;
	return 0;
}

/* --- can it be replayed here? ------------------------------------------------------ */

static bool has_anything(const struct profile *p)
{
	for (size_t i = 0; i < p->nprograms; i++)
		for (int abi = 0; abi < LC_ABIS; abi++)
			if (p->programs[i].syscalls[abi].n)
				return true;
	return p->nchecks > 0;
}

static int check_profile(const struct target *t)
{
	const struct profile *p = t->profile;

	if (*p->machine && strcmp(p->machine, t->host.machine))
		return fail(-EINVAL, "%s was recorded on %s: its syscalls cannot be replayed on %s", t->file,
			    p->machine, t->host.machine);
	if (!has_anything(p)) {
		fail_hint("leastcap record -o FILE -- CMD");
		return fail(-EINVAL, "%s holds nothing: no syscall and no capability check was recorded", t->file);
	}
	return 0;
}

static bool is_root(const struct target *t)
{
	const struct passwd *user = t->user ? getpwnam(t->user) : NULL;

	return (user ? user->pw_uid : geteuid()) == 0;
}

/* What does not stop us, but may explain what comes. */
static void warn(const struct target *t)
{
	const struct program *root = plan_root(t->plan);
	const struct passwd *user = t->user ? getpwnam(t->user) : NULL;
	uid_t uid = user ? user->pw_uid : geteuid();

	if (strcmp(t->profile->release, t->host.release))
		say("%s was recorded on kernel %s, this is %s: it may ask for other capabilities and syscalls", t->file,
		    *t->profile->release ? t->profile->release : "(unknown)", t->host.release);
	if (root && root->uid != uid)
		say("%s was recorded as uid %u, it is replayed as uid %u (see --user)", t->file, root->uid, uid);
	if (t->plan->incomplete)
		say("%s is incomplete: its plan may lack something (see leastcap report)", t->file);
}

static int make_plan(struct target *t)
{
	struct plan_options options = PLAN_OPTIONS_DEFAULT;
	int r;

	options.runtime = runtime_to_add(t->runtime);
	options.exec = false; /* nobody joins a replay */
	options.nonroot = !is_root(t);
	options.deny = (struct sys_answer){ ANSWER_ERRNO, (uint32_t)(t->error ? t->error : ENOSYS) };
	r = plan_make(t->profile, &options, &t->plan);
	return r ? fail(r, "cannot make a plan of %s: %s", t->file, strerror(-r)) : 0;
}

int target_load(struct target *t)
{
	int r;

	if (t->user && !getpwnam(t->user)) {
		fail(-EINVAL, "no such user: %s", t->user);
		return STATUS_USAGE;
	}
	if (profile_load(t->file, &t->profile) || uname(&t->host) || check_profile(t))
		return STATUS_USAGE;
	if (t->forget_proof)
		proof_free(&t->profile->proof);
	if (make_plan(t))
		return STATUS_FAILED;
	r = spawn_find(t->argv[0], &t->path);
	if (r)
		return r == -EACCES ? STATUS_NOT_EXECUTABLE : STATUS_NOT_FOUND;
	warn(t);
	return 0;
}

struct replay target_replay(const struct target *t)
{
	struct replay replay = {
		.plan = t->plan,
		.argv = t->argv,
		.path = t->path,
		.user = t->user,
		.before = t->before,
		.ready = t->ready,
		.drive = t->drive,
		.withhold = t->withhold,
		.ready_timeout = t->ready_timeout,
		.timeout = t->timeout,
		.runtime = t->runtime,
	};

	replay_expect(&replay);
	return replay;
}

/* --- proof ---------------------------------------------------------------------------- */

const char *target_oracle(const struct target *t)
{
	return t->drive ? "exit status of the drive command" : "exit status of the command";
}

int target_new_proof(const struct target *t, struct proof **out)
{
	struct proof *proof = calloc(1, sizeof(*proof));

	if (proof) {
		proof->no_new_privs = t->plan->no_new_privs;
		proof->root = is_root(t);
		proof->oracle = strdup(target_oracle(t));
		proof->release = strdup(t->host.release);
	}
	if (!proof || !proof->oracle || !proof->release) {
		proof_free(&proof);
		return fail(-ENOMEM, "out of memory");
	}
	*out = proof;
	return 0;
}

int target_save(const struct target *t, const char *path)
{
	_buf_ struct buf json = BUF_INIT;
	int r = profile_write(t->profile, &json);

	if (r)
		return fail(r, "cannot write the profile: %s", strerror(-r));
	return output_write(path, json.text, json.size);
}

void target_free(struct target *t)
{
	plan_free(&t->plan);
	profile_free(&t->profile);
	free(TAKE(t->path));
}
