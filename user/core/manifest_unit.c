// SPDX-License-Identifier: BSD-2-Clause
/*
 * Knows what a systemd unit says of privileges. Sources: systemd.exec(5), systemd.service(5); how lists of capabilities
 * add up: config_parse_capability_set() in systemd 252's src/core/load-fragment.c.
 */
#include <errno.h>
#include <string.h>

#include "base/fail.h"
#include "core/manifest_model.h"

static const char *const sections[] = { "Service", "Socket", "Mount", "Swap" };

/* The section whose settings count; the first of them that the unit has. */
const char *manifest_unit_section(const struct unit *unit)
{
	for (size_t i = 0; i < ARRAY_SIZE(sections); i++) {
		for (size_t k = 0; k < unit->n; k++) {
			if (!strcmp(unit->settings[k].section, sections[i]))
				return sections[i];
		}
	}
	return NULL;
}

/* --- sets --------------------------------------------------------------------------- */

/* One assignment of a list of capabilities. Words that are none are passed over, as systemd does. */
static int add_words(struct manifest *m, struct caps_at *caps, const struct unit_setting *s, uint64_t *sum)
{
	const char *at = s->value + (*s->value == '~');
	int error = 0;

	*sum = 0;
	for (;;) {
		_free_ char *word = unit_next_word(&at, &error);
		struct caps_at one = { 0 };

		if (!word)
			return error == -ENOMEM ? error : 0;
		caps_add(m, &one, s->line, word, SPELL_UNIT);
		*sum |= caps_set(&one);
		caps_free(&one);
		/* What is taken away is not asked for; if it is misspelt, it is told all the same. */
		if (*s->value != '~' || !*sum)
			caps_add(m, caps, s->line, word, SPELL_UNIT);
	}
}

/* The set after all assignments of key. initial: before the first. *said: where the last one is. */
static uint64_t read_set(struct manifest *m, const char *section, const char *key, uint64_t initial,
			 struct caps_at *words, struct said *said)
{
	uint64_t set = initial, sum;

	for (size_t i = 0; i < m->unit->n; i++) {
		const struct unit_setting *s = &m->unit->settings[i];

		if (strcmp(s->section, section) || strcmp(s->key, key))
			continue;
		*said = said_here(true, s->line);
		if (!*s->value)
			caps_free(words);
		if (add_words(m, words, s, &sum)) {
			m->failed = true;
			return set;
		}
		if (!sum || set == initial)
			set = *s->value == '~' ? ~sum : sum;
		else
			set = *s->value == '~' ? set & ~sum : set | sum;
	}
	return set;
}

/* Settings that take capabilities out of the bounding set (systemd.exec(5), of each of them). */
static const struct {
	const char *key;
	uint64_t caps;
} takers[] = {
	{ "PrivateDevices", CAP_BIT(CAP_MKNOD) | CAP_BIT(CAP_SYS_RAWIO) },
	{ "ProtectKernelModules", CAP_BIT(CAP_SYS_MODULE) },
	{ "ProtectKernelLogs", CAP_BIT(CAP_SYSLOG) },
	{ "ProtectClock", CAP_BIT(CAP_SYS_TIME) | CAP_BIT(CAP_WAKE_ALARM) },
};

static bool is_on(const struct unit *unit, const char *section, const char *key)
{
	const struct unit_setting *s = unit_last(unit, section, key);

	return s && unit_truth(s->value) == 1;
}

static void read_capabilities(struct manifest *m, struct container *c, const char *section)
{
	struct said ambient = { 0 };

	c->bounding = read_set(m, section, "CapabilityBoundingSet", ~UINT64_C(0), &c->add, &c->bounds) & CAP_EVERY;
	c->ambient_set = read_set(m, section, "AmbientCapabilities", 0, &c->ambient, &ambient) & CAP_EVERY;
	for (size_t i = 0; i < ARRAY_SIZE(takers); i++) {
		if (is_on(m->unit, section, takers[i].key))
			c->bounding &= ~takers[i].caps;
	}
}

/* --- the rest ------------------------------------------------------------------------- */

static void read_user(struct manifest *m, struct container *c, const char *section)
{
	const struct unit_setting *user = unit_last(m->unit, section, "User");

	c->user = user ? user_kind_of(user->value) : USER_ROOT; /* the manager's: root, of the system's */
	c->user_line = user ? user->line : c->line;
	if (is_on(m->unit, section, "DynamicUser"))
		c->user = USER_DYNAMIC;
}

static void read_no_new_privs(struct manifest *m, struct container *c, const char *section)
{
	const struct unit_setting *s = unit_last(m->unit, section, "NoNewPrivileges");

	if (s && unit_truth(s->value) < 0)
		words_add(m, &c->types, s->line, "NoNewPrivileges is neither yes nor no");
	else if (s)
		c->no_new_privs = said_here(unit_truth(s->value), s->line);
	if (c->user == USER_DYNAMIC)
		c->no_new_privs = said_here(true, c->line); /* implied, and cannot be turned off */
}

static void read_filters(struct manifest *m, struct container *c, const char *section)
{
	const struct unit_setting *filter = unit_get(m->unit, section, "SystemCallFilter", 0);
	const struct unit_setting *apparmor = unit_last(m->unit, section, "AppArmorProfile");
	const struct unit_setting *bits;

	if (filter)
		c->seccomp = (struct confined){ CONFINED_CUSTOM, filter->line };
	if (apparmor)
		c->apparmor =
			(struct confined){ !strcmp(apparmor->value, "unconfined") ? CONFINED_NOT : CONFINED_CUSTOM,
					   apparmor->line };
	for (size_t i = 0; (bits = unit_get(m->unit, section, "SecureBits", i)); i++)
		words_add(m, &c->securebits, bits->line, "%.128s", bits->value);
}

/* + runs a command with every privilege, ! and !! without changing the user (systemd.service(5), prefixes). */
static void read_commands(struct manifest *m, struct container *c, const char *section)
{
	static const char *const keys[] = { "ExecCondition", "ExecStartPre", "ExecStart", "ExecStartPost", "ExecReload",
					    "ExecStop", "ExecStopPost" };

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		const struct unit_setting *s;

		for (size_t k = 0; (s = unit_get(m->unit, section, keys[i], k)); k++) {
			size_t n = strspn(s->value, "@-:+!|");

			if (memchr(s->value, '+', n) || memchr(s->value, '!', n))
				words_add(m, &c->commands, s->line, "%s=%.*s", keys[i], (int)n, s->value);
		}
	}
}

int manifest_read_unit(struct manifest *m)
{
	const char *section = manifest_unit_section(m->unit);
	struct container *c;

	if (!section)
		return fail(-EINVAL, "%s: a unit without [Service], [Socket], [Mount] or [Swap] runs nothing", m->name);
	if (!strcmp(section, "Service") && !unit_get(m->unit, section, "ExecStart", 0) &&
	    !unit_get(m->unit, section, "ExecStop", 0))
		return fail(-EINVAL, "%s: a service without ExecStart", m->name);
	c = manifest_add_container(m);
	if (!c)
		return -ENOMEM;
	c->subject = escaped(m, m->unit->name);
	c->engine = ENGINE_SYSTEMD;
	for (size_t i = m->unit->n; i--;) {
		if (!strcmp(m->unit->settings[i].section, section))
			c->line = m->unit->settings[i].line;
	}
	read_capabilities(m, c, section);
	read_user(m, c, section);
	read_no_new_privs(m, c, section);
	read_filters(m, c, section);
	read_commands(m, c, section);
	return m->failed ? -ENOMEM : 0;
}
