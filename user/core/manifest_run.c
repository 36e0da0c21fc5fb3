// SPDX-License-Identifier: BSD-2-Clause
/* Knows what the options of `docker run` and `podman run` say of privileges. */
#include <errno.h>
#include <string.h>

#include "base/fail.h"
#include "core/manifest_model.h"
#include "core/run_line.h"

typedef void taker(struct manifest *m, struct container *c, const struct run_option *o, unsigned int line);

static void take_privileged(struct manifest *m, struct container *c, const struct run_option *o, unsigned int line)
{
	(void)m;
	c->privileged = said_here(o->on, line);
}

static void take_read_only(struct manifest *m, struct container *c, const struct run_option *o, unsigned int line)
{
	(void)m;
	c->read_only = said_here(o->on, line);
}

/* "NET_ADMIN,NET_RAW" is two to podman; docker refuses it. */
static void take_caps(struct manifest *m, struct caps_at *caps, const char *value, unsigned int line)
{
	for (size_t n; *value; value += n + (value[n] == ',')) {
		char name[64];

		n = strcspn(value, ",");
		if (!n || n >= sizeof(name))
			continue;
		memcpy(name, value, n);
		name[n] = '\0';
		caps_add(m, caps, line, name, SPELL_ANY);
	}
}

static void take_cap_add(struct manifest *m, struct container *c, const struct run_option *o, unsigned int line)
{
	take_caps(m, &c->add, o->value, line);
}

static void take_cap_drop(struct manifest *m, struct container *c, const struct run_option *o, unsigned int line)
{
	take_caps(m, &c->drop, o->value, line);
}

static void take_security(struct manifest *m, struct container *c, const struct run_option *o, unsigned int line)
{
	security_option(m, c, o->value, line);
}

static void take_user(struct manifest *m, struct container *c, const struct run_option *o, unsigned int line)
{
	(void)m;
	c->user = user_kind_of(o->value);
	c->user_line = line;
}

static void take_device(struct manifest *m, struct container *c, const struct run_option *o, unsigned int line)
{
	words_add(m, &c->devices, line, "%.*s", (int)strcspn(o->value, ":"), o->value);
}

static void take_sysctl(struct manifest *m, struct container *c, const struct run_option *o, unsigned int line)
{
	words_add(m, &c->sysctls, line, "%.*s", (int)strcspn(o->value, "="), o->value);
}

static void take_volume(struct manifest *m, struct container *c, const struct run_option *o, unsigned int line)
{
	volume_option(m, c, o->value, line);
}

/* type=bind,source=/etc,target=/e */
static void take_mount(struct manifest *m, struct container *c, const struct run_option *o, unsigned int line)
{
	bool bind = false;
	const char *source = NULL;
	size_t n;

	for (const char *at = o->value; *at; at += n + (at[n] == ',')) {
		const char *path = NULL;

		n = strcspn(at, ",");
		bind |= n == strlen("type=bind") && !strncmp(at, "type=bind", n);
		if (!strncmp(at, "source=", strlen("source=")))
			path = at + strlen("source=");
		else if (!strncmp(at, "src=", strlen("src=")))
			path = at + strlen("src=");
		source = path ? path : source;
	}
	if (bind && source && *source == '/')
		words_add(m, &c->mounts, line, "%.*s", (int)strcspn(source, ","), source);
}

static const struct {
	const char *name;
	taker *take;
} takers[] = {
	{ "privileged", take_privileged }, { "read-only", take_read_only }, { "cap-add", take_cap_add },
	{ "cap-drop", take_cap_drop }, { "security-opt", take_security }, { "user", take_user },
	{ "device", take_device }, { "sysctl", take_sysctl }, { "volume", take_volume }, { "mount", take_mount },
};

static const struct {
	const char *name;
	enum host_ns ns;
} namespaces[] = { { "pid", HOST_PID }, { "network", HOST_NET }, { "ipc", HOST_IPC }, { "uts", HOST_UTS },
		   { "userns", HOST_USER }, { "cgroupns", HOST_CGROUP } };

static void take_option(struct manifest *m, struct container *c, const struct run_option *o, unsigned int line)
{
	for (size_t i = 0; i < ARRAY_SIZE(takers); i++) {
		if (!strcmp(takers[i].name, o->name))
			takers[i].take(m, c, o, line);
	}
	for (size_t i = 0; i < ARRAY_SIZE(namespaces); i++) {
		if (!strcmp(namespaces[i].name, o->name))
			namespace_option(c, namespaces[i].ns, o->value, line);
	}
	if (!strcmp(o->name, "?"))
		words_add(m, &c->unknown, line, "run has no option %.64s, as far as is known", o->given);
}

static void read_line(struct manifest *m, const struct run_line *line)
{
	struct container *c = manifest_add_container(m);
	const char *image = line->image < line->n ? line->words[line->image].text : "";
	_buf_ struct buf subject = BUF_INIT;
	_free_ char *clean = escaped(m, image);
	struct run_option o;

	if (!c || !clean)
		return;
	buf_addf(&subject, "%s run%s%s", line->podman ? "podman" : "docker", *clean ? " " : "", clean);
	c->subject = buf_take(&subject);
	m->failed |= !c->subject;
	c->line = line->words[line->run].line;
	c->engine = line->podman ? ENGINE_PODMAN : ENGINE_DOCKER;
	c->by_default = line->podman ? CAPS_OF_PODMAN : CAPS_OF_DOCKER;
	for (size_t at = line->run + 1; run_option_next(line, &at, &o);)
		take_option(m, c, &o, line->words[o.first].line);
	if (line->image >= line->n)
		words_add(m, &c->types, c->line, "no image is named");
}

int manifest_read_run(struct manifest *m)
{
	int r = 0;

	if (!m->run->n)
		return fail(-EINVAL, "%s: no line in it runs a container with docker, podman or nerdctl", m->name);
	for (size_t i = 0; !r && i < m->run->n; i++) {
		r = manifest_full(m);
		if (!r)
			read_line(m, &m->run->lines[i]);
	}
	if (r)
		return r;
	return m->failed ? -ENOMEM : 0;
}

static const char *skip_line(const char *at, const char *end)
{
	const char *line = memchr(at, '\n', (size_t)(end - at));

	return line ? line + 1 : end;
}

/* Behind NAME=VALUE words before a command. */
static const char *skip_assignments(const char *at, const char *end)
{
	for (;;) {
		const char *c = at;

		while (c < end && ((*c >= 'A' && *c <= 'Z') || (*c >= 'a' && *c <= 'z') || *c == '_'))
			c++;
		if (c == at || c >= end || *c != '=')
			return at;
		while (c < end && !strchr(" \t\r\n", *c))
			c++;
		while (c < end && (*c == ' ' || *c == '\t'))
			c++;
		at = c;
	}
}

bool manifest_looks_run(const char *text, size_t n)
{
	static const char *const words[] = { "docker", "podman", "nerdctl", "sudo", "$" };
	const char *at = text, *end = text + n;

	if (n > 2 && text[0] == '#' && text[1] == '!')
		return true;
	while (at < end && (*at == '#' || strchr(" \t\r\n", *at)))
		at = *at == '#' ? skip_line(at, end) : at + 1;
	at = skip_assignments(at, end);
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		size_t size = strlen(words[i]);

		if ((size_t)(end - at) > size && !strncmp(at, words[i], size) && strchr(" \t\\", at[size]))
			return true;
	}
	return false;
}
