// SPDX-License-Identifier: BSD-2-Clause
/*
 * Knows what a process's starter has to be told so that it holds less. Sources: docker-run(1), podman-run(1),
 * Kubernetes' SecurityContext, the OCI runtime specification, lxc.container.conf(5), systemd-nspawn(1),
 * systemd.exec(5), setpriv(1).
 */
#include <assert.h>
#include <string.h>

#include "core/audit_parts.h"
#include "core/cap.h"

enum starter { BY_DOCKER, BY_PODMAN, BY_KUBERNETES, BY_OCI, BY_LXC, BY_NSPAWN, BY_SYSTEMD, BY_HAND, STARTERS };

enum spelling { SPELL_LONG, SPELL_SHORT, SPELL_LOWER, SPELL_LOWEST }; /* CAP_X, X, cap_x, x */

static const struct {
	const char *before, *after; /* of the name of the capability */
	enum spelling spelling;
	const char *wish[AUDIT_WISHES]; /* NULL: it has no such setting */
} rows[] = {
	[BY_DOCKER] = { "--cap-drop=", "", SPELL_SHORT, {
		[AUDIT_WISH_NO_NEW_PRIVS] = "--security-opt=no-new-privileges",
		[AUDIT_WISH_SECCOMP] = "without --security-opt=seccomp=unconfined, or with a profile of its own",
		[AUDIT_WISH_USER] = "--user=UID",
		[AUDIT_WISH_USER_NS] = "dockerd --userns-remap=default",
		[AUDIT_WISH_LSM] = "without --security-opt=apparmor=unconfined or label=disable",
		[AUDIT_WISH_UNPRIVILEGED] = "without --privileged; --cap-add and --device for what it needs",
		[AUDIT_WISH_PID_NS] = "without --pid=host" } },
	[BY_PODMAN] = { "--cap-drop=", "", SPELL_SHORT, {
		[AUDIT_WISH_NO_NEW_PRIVS] = "--security-opt=no-new-privileges",
		[AUDIT_WISH_SECCOMP] = "without --security-opt=seccomp=unconfined, or with a profile of its own",
		[AUDIT_WISH_USER] = "--user=UID",
		[AUDIT_WISH_USER_NS] = "--userns=auto, or started by another user than root",
		[AUDIT_WISH_LSM] = "without --security-opt=apparmor=unconfined or label=disable",
		[AUDIT_WISH_UNPRIVILEGED] = "without --privileged; --cap-add and --device for what it needs",
		[AUDIT_WISH_PID_NS] = "without --pid=host" } },
	[BY_KUBERNETES] = { "securityContext.capabilities.drop: [\"", "\"]", SPELL_SHORT, {
		[AUDIT_WISH_NO_NEW_PRIVS] = "securityContext.allowPrivilegeEscalation: false",
		[AUDIT_WISH_SECCOMP] = "securityContext.seccompProfile.type: RuntimeDefault",
		[AUDIT_WISH_USER] = "securityContext.runAsNonRoot: true, runAsUser: UID",
		[AUDIT_WISH_USER_NS] = "hostUsers: false",
		[AUDIT_WISH_LSM] = "securityContext.appArmorProfile.type: RuntimeDefault",
		[AUDIT_WISH_UNPRIVILEGED] = "without securityContext.privileged; capabilities.add what it needs",
		[AUDIT_WISH_PID_NS] = "hostPID: false" } },
	[BY_OCI] = { "config.json: process.capabilities without \"", "\"", SPELL_LONG, {
		[AUDIT_WISH_NO_NEW_PRIVS] = "config.json: process.noNewPrivileges: true",
		[AUDIT_WISH_SECCOMP] = "config.json: linux.seccomp",
		[AUDIT_WISH_USER] = "config.json: process.user.uid",
		[AUDIT_WISH_USER_NS] = "config.json: linux.namespaces with user, linux.uidMappings",
		[AUDIT_WISH_LSM] = "config.json: process.apparmorProfile, or process.selinuxLabel",
		[AUDIT_WISH_UNPRIVILEGED] = "config.json: process.capabilities with what it needs",
		[AUDIT_WISH_PID_NS] = "config.json: linux.namespaces with pid" } },
	[BY_LXC] = { "lxc.cap.drop = ", "", SPELL_LOWEST, {
		[AUDIT_WISH_NO_NEW_PRIVS] = "lxc.no_new_privs = 1",
		[AUDIT_WISH_SECCOMP] = "lxc.seccomp.profile",
		[AUDIT_WISH_USER_NS] = "lxc.idmap",
		[AUDIT_WISH_LSM] = "lxc.apparmor.profile = generated",
		[AUDIT_WISH_UNPRIVILEGED] = "lxc.cap.drop, and lxc.idmap" } },
	[BY_NSPAWN] = { "--drop-capability=", "", SPELL_LONG, {
		[AUDIT_WISH_NO_NEW_PRIVS] = "--no-new-privileges=yes",
		[AUDIT_WISH_SECCOMP] = "--system-call-filter=",
		[AUDIT_WISH_USER] = "--user=NAME",
		[AUDIT_WISH_USER_NS] = "--private-users=pick",
		[AUDIT_WISH_UNPRIVILEGED] = "without --capability=all" } },
	[BY_SYSTEMD] = { "CapabilityBoundingSet=~", "", SPELL_LONG, {
		[AUDIT_WISH_NO_NEW_PRIVS] = "NoNewPrivileges=yes",
		[AUDIT_WISH_SECCOMP] = "SystemCallFilter=@system-service",
		[AUDIT_WISH_USER] = "User=NAME, or DynamicUser=yes",
		[AUDIT_WISH_USER_NS] = "PrivateUsers=yes",
		[AUDIT_WISH_LSM] = "AppArmorProfile=",
		[AUDIT_WISH_UNPRIVILEGED] = "CapabilityBoundingSet= with what it needs" } },
	[BY_HAND] = { "setpriv --inh-caps=-", "", SPELL_LOWEST, {
		[AUDIT_WISH_NO_NEW_PRIVS] = "setpriv --no-new-privs",
		[AUDIT_WISH_USER] = "setpriv --reuid=UID --regid=GID --clear-groups",
		[AUDIT_WISH_UNPRIVILEGED] = "setpriv --bounding-set=-all,+WHAT_IT_NEEDS --inh-caps=-all" } },
};
static_assert(ARRAY_SIZE(rows) == STARTERS, "a row for each");

static const struct {
	const char *runtime;
	enum starter starter;
} runtimes[] = {
	{ "docker", BY_DOCKER }, { "podman", BY_PODMAN }, { "lxc", BY_LXC }, { "nspawn", BY_NSPAWN },
	{ "containerd", BY_OCI }, { "runc", BY_OCI }, { "crun", BY_OCI }, { "cri-o", BY_KUBERNETES },
};

static enum starter starter_of(const struct audit *a, const struct audit_subject *s)
{
	const struct owner *owner = audit_owner(a, s);
	struct owner_facts f = { 0 };

	if (s->kind == OWNER_UNIT)
		return BY_SYSTEMD;
	if (s->kind == OWNER_HOST || !owner)
		return BY_HAND;
	owner_facts(owner, &f);
	/* Podman has pods, too, which are no manifest. */
	if ((f.pod || f.pod_uid.text) && (!f.runtime || strcmp(f.runtime, "podman")))
		return BY_KUBERNETES;
	for (size_t i = 0; f.runtime && i < ARRAY_SIZE(runtimes); i++)
		if (!strcmp(f.runtime, runtimes[i].runtime))
			return runtimes[i].starter;
	return BY_OCI;
}

static const char *spell(unsigned int cap, enum spelling spelling, char *room)
{
	if (spelling == SPELL_LONG)
		return cap_name(cap, room);
	if (spelling == SPELL_SHORT)
		return cap_short_name(cap, room);
	return cap_lower_name(cap, room) + (spelling == SPELL_LOWEST ? strlen("cap_") : 0);
}

void audit_fix_cap(const struct audit *a, const struct audit_subject *s, unsigned int cap, struct buf *b)
{
	enum starter starter = starter_of(a, s);
	char room[32];

	buf_addf(b, "%s%s%s", rows[starter].before, spell(cap, rows[starter].spelling, room), rows[starter].after);
	/* What is inherited goes first: it is what a bounding set alone would leave to a caller's ambient set. */
	if (starter == BY_HAND)
		buf_addf(b, " --bounding-set=-%s", spell(cap, SPELL_LOWEST, room));
}

void audit_fix(const struct audit *a, const struct audit_subject *s, enum audit_wish wish, struct buf *b)
{
	const char *text = rows[starter_of(a, s)].wish[wish];

	if (text)
		buf_add(b, text);
}
