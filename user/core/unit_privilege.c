// SPDX-License-Identifier: BSD-2-Clause
/* Which capabilities, secure bits and no_new_privs a service begins with, as systemd.exec(5) merges its settings. */
#include <errno.h>
#include <string.h>

#include <linux/capability.h>
#include <linux/securebits.h>

#include "base/fail.h"
#include "core/cap.h"
#include "core/unit_exec.h"

#define BIT(cap) (UINT64_C(1) << (cap))

/* Settings that take capabilities out of the bounding set, and those with which systemd may set no_new_privs. */
static const struct row {
	const char *key;
	bool truth; /* "no" is one of its values; else it counts unless it is empty */
	bool filters;
	uint64_t lost;
} rows[] = {
	{ "PrivateDevices", true, true, BIT(CAP_MKNOD) | BIT(CAP_SYS_RAWIO) },
	{ "ProtectKernelModules", true, true, BIT(CAP_SYS_MODULE) },
	{ "ProtectKernelLogs", true, true, BIT(CAP_SYSLOG) },
	{ "ProtectClock", true, true, BIT(CAP_SYS_TIME) | BIT(CAP_WAKE_ALARM) },
	{ "ProtectHostname", true, true, 0 },
	{ "ProtectKernelTunables", true, true, 0 },
	{ "LockPersonality", true, true, 0 },
	{ "MemoryDenyWriteExecute", true, true, 0 },
	{ "RestrictRealtime", true, true, 0 },
	{ "RestrictSUIDSGID", true, true, 0 },
	{ "RestrictNamespaces", true, true, 0 },
	{ "RestrictAddressFamilies", false, true, 0 },
	{ "SystemCallArchitectures", false, true, 0 },
	{ "SystemCallFilter", false, true, 0 },
	{ "SystemCallLog", false, true, 0 },
};

/* The capabilities that a line names. */
static int read_set(const struct unit_setting *s, const char *at, uint64_t *set)
{
	*set = 0;
	for (;;) {
		int error, cap;
		_free_ char *word = unit_next_word(&at, &error);

		if (!word)
			return error == -EINVAL ? unit_refuse(s, "a quote that is not closed") : error;
		cap = cap_parse(word);
		if (cap < 0)
			return unit_refuse(s, "no capability: %s", word);
		*set |= BIT(cap);
	}
}

/* Lines add, or with ~ take away; the first one, and an empty one or a mere ~, set. */
static int merge_set(const struct unit *unit, const char *key, uint64_t *set)
{
	uint64_t initial = *set, line;

	for (size_t i = 0; i < unit->n; i++) {
		const struct unit_setting *s = &unit->settings[i];
		bool but = *s->value == '~';
		int r;

		if (strcmp(s->section, "Service") || strcmp(s->key, key))
			continue;
		r = read_set(s, s->value + but, &line);
		if (r)
			return r;
		if (!line || *set == initial)
			*set = but ? ~line : line;
		else
			*set = but ? *set & ~line : *set | line;
	}
	return 0;
}

static const struct {
	const char *word;
	uint32_t bit;
} securebits[] = {
	{ "keep-caps", SECBIT_KEEP_CAPS },
	{ "keep-caps-locked", SECBIT_KEEP_CAPS_LOCKED },
	{ "no-setuid-fixup", SECBIT_NO_SETUID_FIXUP },
	{ "no-setuid-fixup-locked", SECBIT_NO_SETUID_FIXUP_LOCKED },
	{ "noroot", SECBIT_NOROOT },
	{ "noroot-locked", SECBIT_NOROOT_LOCKED },
};

static int read_securebits(const struct unit_setting *s, uint32_t *bits)
{
	const char *at = s->value;

	for (;;) {
		size_t row = 0;
		int error;
		_free_ char *word = unit_next_word(&at, &error);

		if (!word)
			return error == -EINVAL ? unit_refuse(s, "a quote that is not closed") : error;
		while (row < ARRAY_SIZE(securebits) && strcmp(securebits[row].word, word))
			row++;
		if (row == ARRAY_SIZE(securebits))
			return unit_refuse(s, "no secure bit: %s", word);
		*bits |= securebits[row].bit;
	}
}

static int merge_securebits(const struct unit *unit, uint32_t *bits)
{
	const struct unit_setting *s;
	int r = 0;

	for (size_t i = 0; !r && (s = unit_get(unit, "Service", "SecureBits", i)); i++)
		r = read_securebits(s, bits);
	return r;
}

/* A boolean setting; one that is not set is false. 1, 0, or -EINVAL with fail(). */
static int truth(const struct unit *unit, const char *key)
{
	const struct unit_setting *s = unit_last(unit, "Service", key);
	int r = s ? unit_truth(s->value) : 0;

	return r < 0 ? unit_refuse(s, "neither yes nor no: %s", s->value) : r;
}

/* What is no boolean in newer versions of systemd (ProtectHostname=private) asks for more, not less. */
static bool is_set(const struct unit *unit, const struct row *row)
{
	const struct unit_setting *s = unit_last(unit, "Service", row->key);

	return s && (!row->truth || unit_truth(s->value) != 0);
}

static void apply_rows(const struct unit *unit, struct unit_exec *exec)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (!is_set(unit, &rows[i]))
			continue;
		exec->bounding &= ~rows[i].lost;
		exec->filters |= rows[i].filters;
	}
}

/* systemd would fail to start it. */
static int check_sets(const struct unit_exec *exec)
{
	char room[32];

	for (unsigned int cap = 0; cap < CAP_COUNT; cap++) {
		if (exec->ambient & ~exec->bounding & BIT(cap))
			return fail(-EINVAL,
				    "%s: AmbientCapabilities=: %s is not in CapabilityBoundingSet=: it cannot start",
				    exec->name, cap_name(cap, room));
	}
	return 0;
}

int unit_exec_privileges(const struct unit *unit, struct unit_exec *exec)
{
	int dynamic = truth(unit, "DynamicUser"), no_new_privs = truth(unit, "NoNewPrivileges"), r;

	if (dynamic < 0 || no_new_privs < 0)
		return -EINVAL;
	exec->dynamic_user = dynamic;
	exec->no_new_privs = no_new_privs || dynamic;
	exec->bounding = ~UINT64_C(0);
	r = merge_set(unit, "CapabilityBoundingSet", &exec->bounding);
	if (!r)
		r = merge_set(unit, "AmbientCapabilities", &exec->ambient);
	if (!r)
		r = merge_securebits(unit, &exec->securebits);
	if (!r)
		apply_rows(unit, exec);
	return r ? r : check_sets(exec);
}

/* As systemd decides it: filters need CAP_SYS_ADMIN or no_new_privs, and it asks the former of itself as it is then. */
bool unit_exec_no_new_privs(const struct unit_exec *exec, bool root)
{
	bool admin = root || exec->ambient & BIT(CAP_SYS_ADMIN);

	return !exec->privileged && (exec->no_new_privs || (exec->filters && !admin));
}
