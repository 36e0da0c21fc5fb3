// SPDX-License-Identifier: BSD-2-Clause
/*
 * Knows what a unit needs of the machine before its program can start: paths, environment, what the system is called.
 */
#include "cmd/unit_run.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "base/fail.h"
#include "cmd/cmd.h"
#include "cmd/output.h"
#include "cmd/unit_files.h"
#include "cmd/unit_user.h"
#include "kern/spawn.h"

#define ID_ROOM 64
#define PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" /* where systemd looks, too */

static int no_memory(void)
{
	return fail(-ENOMEM, "cannot read the unit: %s", strerror(ENOMEM));
}

/* --- the host ----------------------------------------------------------------- */

/* A line of letters and digits, dashes left out; NULL if there is none. */
static const char *read_id(const char *file, char room[ID_ROOM])
{
	_close_ int fd = open(file, O_RDONLY | O_CLOEXEC);
	char text[ID_ROOM] = "";
	size_t n = 0;

	if (fd < 0 || read(fd, text, sizeof(text) - 1) <= 0)
		return NULL;
	for (const char *at = text; *at && *at != '\n'; at++)
		if (*at != '-')
			room[n++] = *at;
	room[n] = '\0';
	return n ? room : NULL;
}

static int make_exec(const char *file, struct unit_exec **out)
{
	_unit_ struct unit *unit = NULL;
	_free_ char *path = NULL;
	char machine[ID_ROOM], boot[ID_ROOM];
	struct utsname name = { 0 };
	struct unit_host host = { 0 };
	int r = unit_files_read(file, &unit, &path);

	if (r)
		return r;
	if (!uname(&name)) {
		host.hostname = name.nodename;
		host.release = name.release;
	}
	host.machine_id = read_id("/etc/machine-id", machine);
	host.boot_id = read_id("/proc/sys/kernel/random/boot_id", boot);
	host.path = path;
	r = unit_exec_make(unit, &host, out);
	return r == -ENOMEM ? no_memory() : r;
}

/* --- environment ---------------------------------------------------------------- */

static int set(struct unit_run *run, const char *name, const char *value)
{
	_free_ char *text = NULL;
	int r = !value ? 0 : asprintf(&text, "%s=%s", name, value) < 0 ? -ENOMEM :
			unit_environment_set(&run->environment, text);

	return r == -ENOMEM ? no_memory() : r;
}

static int set_all(struct unit_run *run, const struct unit_list *list)
{
	int r = 0;

	for (size_t i = 0; !r && i < list->n; i++)
		r = unit_environment_set(&run->environment, list->at[i]);
	return r == -ENOMEM ? no_memory() : r;
}

static int read_environment(struct unit_run *run, const char *path)
{
	_free_ char *text = NULL;
	size_t n = 0;
	int r = input_read(path, UNIT_ENVIRONMENT_MAX, &text, &n);

	if (r)
		return -EINVAL;
	r = unit_environment_parse(text ? text : "", n, path, &run->environment);
	return r == -ENOMEM ? no_memory() : r;
}

static int read_matches(struct unit_run *run, const char *pattern)
{
	bool optional = *pattern == '-';
	glob_t found;
	int r = glob(pattern + optional, 0, NULL, &found);

	if (r == GLOB_NOMATCH)
		return optional ? 0 : fail(-EINVAL, "%s: EnvironmentFile=: there is no %s", run->exec->name, pattern);
	if (r)
		return fail(-EINVAL, "%s: EnvironmentFile=: cannot look for %s", run->exec->name, pattern);
	for (size_t i = 0; !r && i < found.gl_pathc; i++)
		r = read_environment(run, found.gl_pathv[i]);
	globfree(&found);
	return r;
}

/* In the order in which one wins over the other. */
static int make_environment(struct unit_run *run, const struct unit_user *user)
{
	const struct unit_exec *exec = run->exec;
	int r = set(run, "PATH", PATH);

	if (!r)
		r = set(run, "LANG", getenv("LANG"));
	if (!r)
		r = set(run, "LOGNAME", user->name);
	if (!r)
		r = set(run, "USER", user->name);
	if (!r)
		r = set(run, "HOME", user->home);
	if (!r)
		r = set(run, "SHELL", user->shell);
	for (size_t i = 0; !r && i < exec->pass.n; i++)
		r = set(run, exec->pass.at[i], getenv(exec->pass.at[i]));
	if (!r)
		r = set_all(run, &exec->environment);
	for (size_t i = 0; !r && i < exec->files.n; i++)
		r = read_matches(run, exec->files.at[i]);
	for (size_t i = 0; !r && i < exec->unset.n; i++)
		unit_environment_unset(&run->environment, exec->unset.at[i]);
	return r;
}

/* --- the program -------------------------------------------------------------------- */

static int find_program(struct unit_run *run)
{
	const char *name = run->exec->command.at[0];

	for (const char *at = PATH; *name != '/' && *at; at += strcspn(at, ":"), at += *at == ':') {
		_free_ char *path = NULL;

		if (asprintf(&path, "%.*s/%s", (int)strcspn(at, ":"), at, name) < 0)
			return no_memory();
		if (!access(path, X_OK))
			return spawn_find(path, &run->path);
	}
	if (*name != '/')
		return fail(-ENOENT, "cannot run %s: no such program where systemd looks", name);
	return spawn_find(name, &run->path);
}

static int make_directory(struct unit_run *run, const struct unit_user *user)
{
	const char *directory = run->exec->directory ? run->exec->directory : "/";

	if (!strcmp(directory, "~"))
		directory = user->directory;
	if (!directory)
		return fail(-EINVAL, "%s: WorkingDirectory=~: user %s has no home", run->exec->name, user->name);
	run->directory = strdup(directory);
	return run->directory ? 0 : no_memory();
}

static void fill_dress(struct unit_run *run, const struct unit_user *user)
{
	const struct unit_exec *exec = run->exec;

	for (size_t i = 0; i < exec->nlimits; i++)
		run->limits[i] = (struct dress_limit){ exec->limits[i].resource, exec->limits[i].soft,
						       exec->limits[i].hard };
	run->dress = (struct dress){
		.ids = user->changes,
		.uid = user->uid,
		.gid = user->gid,
		.groups = run->groups,
		.ngroups = user->ngroups,
		.sets = !exec->privileged,
		.bounding = exec->bounding,
		.ambient = exec->ambient,
		.securebits = exec->securebits,
		.no_new_privs = unit_exec_no_new_privs(exec, user->uid == 0),
		.directory = run->directory,
		.directory_optional = exec->directory_optional,
		.umask = exec->umask,
		.limits = run->limits,
		.nlimits = exec->privileged ? 0 : exec->nlimits,
		.environment = run->environment.at,
	};
}

/* Once, in the order of the list. */
static void say_ignored(const struct unit_exec *exec)
{
	_buf_ struct buf keys = BUF_INIT;

	for (size_t i = 0; i < exec->ignored.n; i++)
		buf_addf(&keys, "%s%s", i ? ", " : "", exec->ignored.at[i]);
	if (exec->ignored.n)
		say("%s: not applied while recording, which may change what the service needs: %s", exec->name,
		    buf_text(&keys));
}

static int look_up(struct unit_run *run)
{
	_unit_user_ struct unit_user user = { 0 };
	int r = unit_user_find(run->exec, &user);

	if (!r)
		r = make_environment(run, &user);
	if (!r)
		r = unit_exec_arguments(run->exec, &run->environment, &run->argv);
	if (r == -ENOMEM)
		no_memory();
	if (!r)
		r = make_directory(run, &user);
	if (r)
		return r;
	run->groups = TAKE(user.groups);
	fill_dress(run, &user);
	return 0;
}

/* systemd gives a service no standard input to read from. */
static int open_input(struct unit_run *run)
{
	run->fds[0] = open("/dev/null", O_RDONLY | O_CLOEXEC);
	return run->fds[0] < 0 ? fail(-EINVAL, "cannot open /dev/null: %s", strerror(errno)) : 0;
}

int unit_run_read(const char *file, struct unit_run *run)
{
	int r;

	*run = (struct unit_run){ .fds = { -1, -1, -1 } };
	r = make_exec(file, &run->exec);
	if (!r)
		r = look_up(run);
	if (r)
		return -EINVAL;
	r = find_program(run);
	if (r)
		return r == -ENOMEM ? -EINVAL : r;
	say_ignored(run->exec);
	return open_input(run);
}

void unit_run_apply(struct unit_run *run, struct session_options *options)
{
	options->argv = run->argv.at;
	options->path = run->path;
	options->dress = &run->dress;
	options->unit = run->exec->name;
	options->fds = run->fds;
	options->end_all = options->daemon = run->exec->type == UNIT_FORKING;
	if (run->exec->type == UNIT_NOTIFY && !options->mark)
		options->mark = "notify";
}

void unit_run_free(struct unit_run *run)
{
	unit_exec_free(&run->exec);
	unit_list_free(&run->environment);
	unit_list_free(&run->argv);
	free(run->path);
	free(run->directory);
	free(run->groups);
	if (run->fds[0] > 0) /* 0: of a struct that was never read */
		close(run->fds[0]);
	*run = (struct unit_run){ .fds = { -1, -1, -1 } };
}
