// SPDX-License-Identifier: BSD-2-Clause
/* `leastcap oci-hook`: called by a container runtime, leaves a recorder behind for a container that asks for it. */
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <jansson.h>

#include "base/fail.h"
#include "base/guard.h"
#include "cmd/cmd.h"
#include "cmd/oci_record.h"
#include "cmd/opt.h"
#include "cmd/output.h"
#include "core/oci_state.h"

#define DEFAULT_DIR "/var/lib/leastcap/recordings"
#define PATIENCE 10.0 /* seconds: the container waits */
#define PATIENCE_MAX 3600.0
#define RUNTIME_PATIENCE 20 /* seconds more: the runtime's, in which all has long been said */

static const struct verb_usage usage = {
	"oci-hook",
	"[--dir DIR | --any-path] [--required] [--timeout T]\n"
	"oci-hook --config [--path PROGRAM] [--stage STAGE] [--dir DIR | --any-path] [--required]",
	"Called by an OCI runtime (runc, crun; by way of podman, CRI-O) with the state of\n"
	"a container on stdin, before it runs anything. If the container has the\n"
	"annotation " OCI_ANNOTATION "=PATH, it is recorded from its first instruction to its\n"
	"end, in the background, and the profile is written to PATH.\n"
	"\n"
	"--config prints the file for the hooks directory of podman and CRI-O.",
};

struct hook {
	const char *dir, *path, *stage;
	double patience;
	bool any_path, required, config;
};

static int parse_options(int argc, char **argv, struct hook *hook)
{
	const struct option_row rows[] = {
		{ "dir", 0, OPTION_TEXT, &hook->dir, "DIR", "profiles go below it (" DEFAULT_DIR ")" },
		{ "any-path", 0, OPTION_FLAG, &hook->any_path, NULL,
		  "or anywhere: whoever may set annotations writes as root" },
		{ "required", 0, OPTION_FLAG, &hook->required, NULL, "no container without its recording: fail" },
		{ "timeout", 0, OPTION_DURATION, &hook->patience, "T", "the container waits for T at most (10s)" },
		{ "config", 0, OPTION_FLAG, &hook->config, NULL, "print the configuration of this hook" },
		{ "path", 0, OPTION_TEXT, &hook->path, "PROGRAM", "in it: where leastcap is (this program)" },
		{ "stage", 0, OPTION_TEXT, &hook->stage, "STAGE", "in it: createRuntime (default), or prestart" },
		{ NULL },
	};

	return options_parse(argc, argv, &usage, rows, false);
}

/* --- the hook ---------------------------------------------------------------------- */

static int make_dir(const char *dir)
{
	_free_ char *path = strdup(dir);

	for (char *at = path; at && *at; at++) {
		if (*at != '/' || at == path)
			continue;
		*at = '\0';
		if (mkdir(path, 0755) && errno != EEXIST)
			break;
		*at = '/';
	}
	if (!path || (mkdir(path, 0700) && errno != EEXIST))
		return fail(-errno, "cannot make %s: %s", dir, strerror(errno));
	return 0;
}

/* Where links lead to counts, not how it is spelled. */
static int check_real(const char *path, const char *dir)
{
	_free_ char *parent = strndup(path, (size_t)(strrchr(path, '/') - path));
	_free_ char *real = parent ? realpath(*parent ? parent : "/", NULL) : NULL;
	_free_ char *top = realpath(dir, NULL);
	size_t n = top ? strlen(top) : 0;

	if (!real || !top)
		return fail(-EINVAL, "cannot write %s: %s", path, strerror(errno));
	if (strncmp(real, top, n) || (real[n] && real[n] != '/'))
		return fail(-EINVAL, "%s leads out of %s", path, dir);
	return 0;
}

static int give_up_status;

static void give_up(int signal)
{
	static const char message[] = "leastcap: oci-hook: the state of the container does not come to its end\n";

	(void)signal;
	_exit(write(STDERR_FILENO, message, sizeof(message) - 1) < 0 ? STATUS_FAILED : give_up_status);
}

/* The container waits for us, we wait for its runtime: not for ever. */
static int read_state(const struct hook *hook, struct oci_state **state)
{
	_free_ char *text = NULL;
	size_t n = 0;
	int r;

	give_up_status = hook->required ? STATUS_FAILED : STATUS_OK;
	signal(SIGALRM, give_up);
	alarm((unsigned int)hook->patience + 1);
	r = input_read("-", OCI_STATE_MAX, &text, &n);
	alarm(0);
	if (!r)
		r = oci_state_parse(text ? text : "", n, state);
	return r == -ENOMEM ? fail(r, "cannot read the state of the container: %s", strerror(ENOMEM)) : r;
}

static int record(const struct hook *hook)
{
	const char *dir = hook->any_path ? NULL : hook->dir;
	_oci_state_ struct oci_state *state = NULL;
	struct oci_recording recording = { 0 };
	int r = read_state(hook, &state);

	if (r || !state->record)
		return r;
	recording.pid = state->pid;
	recording.path = oci_record_path(state->record, dir);
	if (!recording.path)
		return -EINVAL;
	r = dir ? make_dir(dir) : 0;
	if (!r && dir)
		r = check_real(recording.path, dir);
	return r ? r : oci_record_start(&recording, hook->patience);
}

/* --- its configuration --------------------------------------------------------------- */

static json_t *arguments(const struct hook *hook)
{
	json_t *list = json_pack("[s, s]", "leastcap", "oci-hook");

	if (strcmp(hook->dir, DEFAULT_DIR)) {
		json_array_append_new(list, json_string("--dir"));
		json_array_append_new(list, json_string(hook->dir));
	}
	if (hook->patience != PATIENCE) {
		json_array_append_new(list, json_string("--timeout"));
		json_array_append_new(list, json_sprintf("%gs", hook->patience));
	}
	if (hook->any_path)
		json_array_append_new(list, json_string("--any-path"));
	if (hook->required)
		json_array_append_new(list, json_string("--required"));
	return list;
}

/* Schema 1.0.0 of oci-hooks(5). */
static int print_config(const struct hook *hook)
{
	char own[PATH_MAX] = "";
	ssize_t n = readlink("/proc/self/exe", own, sizeof(own) - 1);
	const char *path = hook->path ? hook->path : n > 0 ? own : "/usr/local/bin/leastcap";
	_free_ char *text = NULL;
	json_t *root;

	if (*path != '/')
		return fail(-EINVAL, "oci-hook: --path must be absolute: %s", path);
	if (strcmp(hook->stage, "createRuntime") && strcmp(hook->stage, "prestart")) {
		fail_hint("later the hook does not see the process as the host does, or it runs already");
		return fail(-EINVAL, "oci-hook: --stage is createRuntime or prestart, not %s", hook->stage);
	}
	root = json_pack("{s:s, s:{s:s, s:o, s:i}, s:{s:{s:s}}, s:[s]}", "version", "1.0.0", "hook", "path", path,
			 "args", arguments(hook), "timeout", (int)hook->patience + RUNTIME_PATIENCE,
			 "when", "annotations", "^leastcap\\.record$", ".+", "stages", hook->stage);
	text = root ? json_dumps(root, JSON_INDENT(2)) : NULL;
	json_decref(root);
	if (!text)
		return fail(-EINVAL, "oci-hook: cannot write a configuration for %s: it is not valid UTF-8", path);
	printf("%s\n", text);
	return 0;
}

static int run_hook(int argc, char **argv)
{
	struct hook hook = { .dir = DEFAULT_DIR, .stage = "createRuntime", .patience = PATIENCE };
	int at = parse_options(argc, argv, &hook);

	if (at < 0)
		return at == -1 ? STATUS_OK : STATUS_USAGE;
	if (at < argc || *hook.dir != '/') {
		fail(-EINVAL, at < argc ? "oci-hook: what is %s?" : "oci-hook: --dir must be absolute: %s",
		     at < argc ? argv[at] : hook.dir);
		return STATUS_USAGE;
	}
	if (hook.patience > PATIENCE_MAX) {
		fail(-EINVAL, "oci-hook: --timeout: no container waits for more than an hour");
		return STATUS_USAGE;
	}
	if (hook.config)
		return print_config(&hook) ? STATUS_USAGE : STATUS_OK;
	if (!record(&hook))
		return STATUS_OK;
	if (hook.required)
		return STATUS_FAILED;
	say("oci-hook: %s; the container starts without a recording", fail_message());
	return STATUS_OK;
}

const struct command command_oci_hook = { "oci-hook", "record containers from their first instruction", run_hook };
