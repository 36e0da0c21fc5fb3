// SPDX-License-Identifier: BSD-2-Clause
/*
 * Knows the options of `docker run` and `podman run`, and which of them take a value.
 * Sources: docker-run(1) 20.10 to 28, podman-run(1) 4.3 to 5.4, docker(1), podman(1).
 */
#include "core/run_line.h"

#include <errno.h>
#include <string.h>

#include "base/fail.h"

/* Switches; every other option that is known takes a value. */
static const char *const switches[] = {
	"detach", "disable-content-trust", "env-host", "help", "http-proxy", "init", "interactive", "no-healthcheck",
	"no-hostname", "no-hosts", "oom-kill-disable", "passwd", "privileged", "publish-all", "quiet", "read-only",
	"read-only-tmpfs", "replace", "rm", "rmi", "rootfs", "sig-proxy", "tls-verify", "tty", "unsetenv-all",
	"use-api-socket",
};

static const char *const valued[] = {
	"add-host", "annotation", "arch", "attach", "authfile", "blkio-weight", "blkio-weight-device", "cap-add",
	"cap-drop", "cert-dir", "cgroup-conf", "cgroup-parent", "cgroupns", "cgroups", "chrootdirs", "cidfile",
	"conmon-pidfile", "cpu-count", "cpu-percent", "cpu-period", "cpu-quota", "cpu-rt-period", "cpu-rt-runtime",
	"cpu-shares", "cpus", "cpuset-cpus", "cpuset-mems", "creds", "decryption-key", "detach-keys", "device",
	"device-cgroup-rule", "device-read-bps", "device-read-iops", "device-write-bps", "device-write-iops", "dns",
	"dns-option", "dns-opt", "dns-search", "domainname", "entrypoint", "env", "env-file", "env-merge", "expose",
	"gidmap", "gpus", "group-add", "group-entry", "health-cmd", "health-interval", "health-log-destination",
	"health-max-log-count", "health-max-log-size", "health-on-failure", "health-retries",
	"health-start-interval", "health-start-period", "health-startup-cmd", "health-startup-interval",
	"health-startup-retries", "health-startup-success", "health-startup-timeout", "health-timeout", "hostname",
	"hosts-file", "hostuser", "image-volume", "init-ctr", "init-path", "io-maxbandwidth", "io-maxiops", "ip",
	"ip6", "ipc", "isolation", "kernel-memory", "label", "label-file", "link", "link-local-ip", "log-driver",
	"log-opt", "mac-address", "memory", "memory-reservation", "memory-swap", "memory-swappiness", "mount", "name",
	"net", "net-alias", "network", "network-alias", "oom-score-adj", "os", "passwd-entry", "personality", "pid",
	"pidfile", "pids-limit", "platform", "pod", "pod-id-file", "preserve-fd", "preserve-fds", "publish", "pull",
	"rdt-class", "requires", "restart", "retry", "retry-delay", "runtime", "sdnotify", "seccomp-policy", "secret",
	"security-opt", "shm-size", "shm-size-systemd", "stop-signal", "stop-timeout", "storage-opt", "subgidname",
	"subuidname", "sysctl", "systemd", "timeout", "tmpfs", "tz", "uidmap", "ulimit", "umask", "unsetenv", "user",
	"userns", "uts", "variant", "volume", "volume-driver", "volumes-from", "workdir",
};

static const struct {
	char letter;
	const char *name;
} letters[] = { { 'a', "attach" }, { 'c', "cpu-shares" }, { 'd', "detach" }, { 'e', "env" }, { 'h', "hostname" },
		{ 'i', "interactive" }, { 'l', "label" }, { 'm', "memory" }, { 'p', "publish" },
		{ 'P', "publish-all" }, { 'q', "quiet" }, { 't', "tty" }, { 'u', "user" }, { 'v', "volume" },
		{ 'w', "workdir" } };

/* Of docker and podman themselves, before "run", with a value. */
static const char *const global[] = { "-H", "--host", "-c", "--context", "--config", "-l", "--log-level", "--tlscacert",
	"--tlscert", "--tlskey", "--root", "--runroot", "--runtime", "--runtime-flag", "--storage-driver",
	"--storage-opt", "--cgroup-manager", "--connection", "--url", "--identity", "--network-config-dir",
	"--network-cmd-path", "--conmon", "--events-backend", "--hooks-dir", "--module", "--tmpdir", "--imagestore",
	"--namespace", "-n", "--address", "-a", "--volumepath", "--out", "--ssh", "--default-mounts-file" };

static const char *find(const char *const *list, size_t n, const char *text, size_t size)
{
	for (size_t i = 0; i < n; i++) {
		if (strlen(list[i]) == size && !strncmp(list[i], text, size))
			return list[i];
	}
	return NULL;
}

/* --- options --------------------------------------------------------------------------- */

/* As strconv.ParseBool() has it; what is none of them is on: docker would refuse it. */
static bool is_off(const char *value)
{
	static const char *const off[] = { "0", "f", "F", "false", "FALSE", "False" };

	return find(off, ARRAY_SIZE(off), value, strlen(value)) != NULL;
}

/* The value is the next word, if there is one. */
static void take_next(const struct run_line *line, struct run_option *out)
{
	if (out->last + 1 >= line->n)
		return;
	out->last++;
	out->value = line->words[out->last].text;
	out->value_at = 0;
}

static void long_option(const struct run_line *line, struct run_option *out)
{
	const char *text = out->given + 2, *equals = strchr(text, '=');
	size_t size = equals ? (size_t)(equals - text) : strlen(text);
	const char *name = find(switches, ARRAY_SIZE(switches), text, size);
	bool is_switch = name != NULL;

	if (!name)
		name = find(valued, ARRAY_SIZE(valued), text, size);
	out->name = name ? name : "?";
	if (name && !strcmp(name, "net"))
		out->name = "network";
	if (equals) {
		out->value = equals + 1;
		out->value_at = (size_t)(out->value - out->given);
	} else if (name && !is_switch) {
		take_next(line, out);
	}
	out->on = is_switch && !is_off(out->value);
}

/* A run of letters: switches, then at most one that takes a value. The last one counts, the switches matter to
 * nobody. */
static void short_options(const struct run_line *line, struct run_option *out)
{
	for (const char *c = out->given + 1; *c; c++) {
		size_t i = 0;

		while (i < ARRAY_SIZE(letters) && letters[i].letter != *c)
			i++;
		out->name = i < ARRAY_SIZE(letters) ? letters[i].name : "?";
		if (i == ARRAY_SIZE(letters))
			return;
		if (find(switches, ARRAY_SIZE(switches), out->name, strlen(out->name)))
			continue;
		if (c[1]) {
			out->value = c + 1 + (c[1] == '=');
			out->value_at = (size_t)(out->value - out->given);
		} else {
			take_next(line, out);
		}
		return;
	}
}

bool run_option_next(const struct run_line *line, size_t *at, struct run_option *out)
{
	const char *text = *at < line->n ? line->words[*at].text : "";

	if (strncmp(text, "-", 1) || !strcmp(text, "-") || !strcmp(text, "--"))
		return false;
	*out = (struct run_option){ .name = "?", .given = text, .value = "", .first = *at, .last = *at };
	if (text[1] == '-')
		long_option(line, out);
	else
		short_options(line, out);
	*at = out->last + 1;
	return true;
}

/* --- lines ------------------------------------------------------------------------------- */

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* NAME=VALUE before a command */
static bool is_assignment(const char *text)
{
	size_t n = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

	return n && text[n] == '=';
}

/* Words before the command that start it: sudo with its options, exec, a prompt. */
static size_t skip_starters(const struct run_word *words, size_t n)
{
	static const char *const starters[] = { "sudo", "exec", "nohup", "time", "command", "env", "$", "then", "do",
						"else", "if", "{", "!" };
	static const char *const sudo[] = { "-u", "-g", "--user", "--group", "-C", "-h", "-p" };
	bool options = false;
	size_t i;

	for (i = 0; i < n; i++) {
		const char *text = words[i].text;

		if (find(starters, ARRAY_SIZE(starters), text, strlen(text)))
			options = true;
		else if (options && *text == '-')
			i += find(sudo, ARRAY_SIZE(sudo), text, strlen(text)) != NULL;
		else if (!is_assignment(text))
			break;
	}
	return i;
}

/* Whether the words are such a command; fills all of *line. */
static bool read_line(const struct run_word *words, size_t n, struct run_line *line)
{
	static const char *const engines[] = { "docker", "podman", "nerdctl" };
	size_t i = skip_starters(words, n), at;
	struct run_option option;
	const char *engine;

	engine = i < n ? base_name(words[i].text) : "";
	engine = find(engines, ARRAY_SIZE(engines), engine, strlen(engine));
	if (!engine)
		return false;
	for (i++; i < n && words[i].text[0] == '-'; i++)
		i += find(global, ARRAY_SIZE(global), words[i].text, strlen(words[i].text)) != NULL;
	i += i < n && !strcmp(words[i].text, "container");
	if (i >= n || (strcmp(words[i].text, "run") && strcmp(words[i].text, "create")))
		return false;
	*line = (struct run_line){ .words = words, .n = n, .run = i, .podman = !strcmp(engine, "podman") };
	for (at = i + 1; run_option_next(line, &at, &option);)
		;
	at += at < n && !strcmp(words[at].text, "--");
	line->image = at;
	return true;
}

static int add_line(struct run_lines *out, const struct run_line *line)
{
	struct run_line *lines = reallocarray(out->lines, out->n + 1, sizeof(*lines));

	if (!lines)
		return -ENOMEM;
	out->lines = lines;
	lines[out->n++] = *line;
	return 0;
}

static int read_lines(struct run_lines *out)
{
	size_t first = 0;
	int r = 0;

	for (size_t i = 0; !r && i < out->nwords; i++) {
		struct run_line line;

		if (!out->words[i].last)
			continue;
		if (read_line(out->words + first, i + 1 - first, &line))
			r = add_line(out, &line);
		first = i + 1;
	}
	return r;
}

int run_lines_parse(const char *text, size_t n, const char *name, struct run_lines **out)
{
	_run_lines_ struct run_lines *run = calloc(1, sizeof(*run));
	int r = run ? run_words_split(text, n, name, run) : -ENOMEM;

	if (!r)
		r = read_lines(run);
	if (!r)
		*out = TAKE(run);
	return r;
}

void run_lines_free(struct run_lines **run)
{
	struct run_lines *r = *run;

	for (size_t i = 0; r && i < r->nwords; i++)
		free(r->words[i].text);
	if (r) {
		free(r->words);
		free(r->lines);
	}
	free(r);
}
