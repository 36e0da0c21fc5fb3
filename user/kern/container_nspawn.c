// SPDX-License-Identifier: BSD-2-Clause
/* What systemd-machined writes of the machines that are registered with it: systemd-nspawn's, and libvirt's of LXC. */
#include <stdio.h>
#include <string.h>

#include "kern/container_state.h"

/* NAME=VALUE, a line each; VALUE without quotes, "" if it is not there. */
static void value_of(const char *text, const char *name, char *value, size_t room)
{
	size_t n = strlen(name);

	*value = '\0';
	for (const char *line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncmp(line, name, n) || line[n] != '=')
			continue;
		line += n + 1;
		line += *line == '"';
		snprintf(value, room, "%.*s", (int)strcspn(line, "\"\n"), line);
		return;
	}
}

static const char *runtime_of(const char *text, const char *otherwise)
{
	char service[CONTAINER_TEXT];

	value_of(text, "SERVICE", service, sizeof(service));
	return !strcmp(service, "libvirt-lxc") ? "lxc" : otherwise;
}

void container_read_nspawn(struct container_search *s, const char *runtime, const char *path, const char *id)
{
	_container_file_ struct container_file file = { 0 };
	char class[16], leader[16], unit[CONTAINER_TEXT];
	struct container_said *said;

	if (strchr(id, ':') || !container_file_read(s, path, &file))
		return; /* "unit:NAME" are links to the others */
	value_of(file.text, "CLASS", class, sizeof(class));
	said = !strcmp(class, "container") ? container_say(s, runtime_of(file.text, runtime), id) : NULL;
	if (!said)
		return;
	value_of(file.text, "LEADER", leader, sizeof(leader));
	value_of(file.text, "SCOPE", unit, sizeof(unit));
	said->by = file.by;
	CONTAINER_SET(said->c.name, id);
	said->c.pid = strspn(leader, "0123456789") == strlen(leader) ? strtoul(leader, NULL, 10) & 0x3fffffff : 0;
	said->at = file.at;
	said->is_running = said->c.pid > 0;
	if (*unit)
		container_proc_cgroups(said->c.pid, unit, &said->c);
}
