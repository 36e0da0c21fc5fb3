// SPDX-License-Identifier: BSD-2-Clause
/*
 * Knows the options that docker and podman take as one word, on a command line and in a compose file alike.
 * Sources: docker-run(1), podman-run(1), --security-opt, --volume.
 */
#include <stdlib.h>
#include <string.h>

#include "core/manifest_model.h"

/* What follows KEY= or KEY:, the older form; "" for KEY alone, NULL if it is another. */
static const char *option_value(const char *text, const char *key)
{
	size_t n = strlen(key);

	if (strncmp(text, key, n))
		return NULL;
	if (!text[n])
		return text + n;
	return text[n] == '=' || text[n] == ':' ? text + n + 1 : NULL;
}

static struct confined profile_option(const char *value, unsigned int line)
{
	struct confined c = { CONFINED_CUSTOM, line };

	if (!strcmp(value, "unconfined"))
		c.how = CONFINED_NOT;
	else if (!*value || !strcmp(value, "builtin") || !strcmp(value, "docker-default"))
		c.how = CONFINED_DEFAULT;
	return c;
}

static bool is_no(const char *value)
{
	return !strcmp(value, "false") || !strcmp(value, "0");
}

static void label_option(struct manifest *m, struct container *c, const char *value, unsigned int line)
{
	static const char *const keys[] = { "type", "user", "role" };

	if (!strcmp(value, "disable"))
		words_add(m, &c->selinux, line, "label=disable");
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		const char *rest = option_value(value, keys[i]);

		if (rest && *rest && strcmp(rest, "container_t"))
			words_add(m, &c->selinux, line, "%s %.128s", keys[i], rest);
	}
}

void security_option(struct manifest *m, struct container *c, const char *text, unsigned int line)
{
	const char *value;

	if ((value = option_value(text, "no-new-privileges")))
		c->no_new_privs = said_here(!is_no(value), line);
	else if ((value = option_value(text, "seccomp")))
		c->seccomp = profile_option(value, line);
	else if ((value = option_value(text, "apparmor")))
		c->apparmor = profile_option(value, line);
	else if ((value = option_value(text, "label")))
		label_option(m, c, value, line);
	else if ((value = option_value(text, "systempaths")) && !strcmp(value, "unconfined"))
		words_add(m, &c->proc_mounts, line, "systempaths=unconfined");
	else if ((value = option_value(text, "unmask")))
		words_add(m, &c->proc_mounts, line, "unmask=%.128s", value);
}

void volume_option(struct manifest *m, struct container *c, const char *text, unsigned int line)
{
	size_t n = strcspn(text, ":");

	if (*text != '/' || !text[n] || n > 256)
		return;
	words_add(m, &c->mounts, line, "%.*s", (int)n, text);
}

/* "host" of --pid and its like; "host:..." does not exist. */
static bool is_host(const char *text)
{
	return !strcmp(text, "host");
}

void namespace_option(struct container *c, enum host_ns ns, const char *text, unsigned int line)
{
	c->host[ns] = said_here(is_host(text), line);
	/* Docker's and podman's containers are in the machine's user namespace unless said otherwise. */
	if (ns == HOST_USER)
		c->host[ns] = said_here(is_host(text) || !*text, line);
}
