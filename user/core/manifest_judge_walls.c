// SPDX-License-Identifier: BSD-2-Clause
/* Knows what to say of the walls around a container: privileged, seccomp, AppArmor, SELinux, no_new_privs, the user. */
#include <string.h>

#include "core/manifest_judge.h"

static const struct pod *pod_of(const struct judge *j, const struct container *c)
{
	return j->m->npods ? &j->m->pods[c->pod] : NULL;
}

/* What a container has from its pod is told of the pod. */
static bool of_pod(const struct judge *j, const struct container *c, struct confined own, struct confined pods)
{
	return pod_of(j, c) && own.line && own.line == pods.line;
}

/* --- privileged --------------------------------------------------------------------------- */

static bool hands_in_tun(const struct judge *j, const struct container *c)
{
	const struct words_at *lists[] = { &c->devices, &c->mounts,
					   j->m->npods ? &j->m->pods[c->pod].host_paths : NULL };

	for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
		for (size_t k = 0; lists[i] && k < lists[i]->n; k++) {
			if (!strncmp(lists[i]->at[k].text, "/dev/net", strlen("/dev/net")))
				return true;
		}
	}
	return false;
}

static bool adds_net_admin(const struct container *c)
{
	return caps_set(&c->add) & CAP_BIT(CAP_NET_ADMIN) && !caps_has_all(&c->add);
}

static void judge_tun(struct judge *j, const struct container *c)
{
	if (!hands_in_tun(j, c) && !adds_net_admin(c))
		return;
	j->remedy = j->m->kind == MANIFEST_KUBERNETES
			    ? "capabilities: {add: [NET_ADMIN]} and a device plugin for /dev/net/tun"
		    : j->m->kind == MANIFEST_COMPOSE ? "cap_add: [NET_ADMIN], devices: [/dev/net/tun]"
						     : "--cap-add=NET_ADMIN --device=/dev/net/tun";
	tell(j, c, "tun-device", SEVERITY_NOTE, c->privileged.line, NO_CONTROL,
	     "a tunnel needs NET_ADMIN and the one device /dev/net/tun, not privileged");
}

static void judge_privileged(struct judge *j, const struct container *c)
{
	if (c->privileged.what != SAY_YES)
		return;
	j->remedy = remedy_of(j, FIX_PRIVILEGED);
	j->attack = "Mounts the machine's disk, loads a kernel module, or writes a core pattern: root of the machine.";
	tell(j, c, "privileged-container", SEVERITY_HIGH, c->privileged.line, BASE_PRIVILEGED, "is privileged");
	judge_tun(j, c);
}

static void judge_host_process(struct judge *j, const struct container *c)
{
	if (c->host_process.what == SAY_YES)
		tell(j, c, "privileged-container", SEVERITY_HIGH, c->host_process.line, BASE_HOST_PROCESS,
		     "runs as a process of the Windows host");
}

/* --- filters -------------------------------------------------------------------------------- */

static void judge_seccomp(struct judge *j, const struct container *c)
{
	const struct pod *pod = pod_of(j, c);

	if (pod && of_pod(j, c, c->seccomp, pod->seccomp))
		return;
	j->remedy = remedy_of(j, FIX_SECCOMP);
	if (c->seccomp.how == CONFINED_NOT || c->seccomp.how == CONFINED_WRONG) {
		tell(j, c, "seccomp-unconfined", SEVERITY_HIGH, c->seccomp.line, BASE_SECCOMP,
		     c->seccomp.how == CONFINED_NOT ? "no system call is filtered"
						    : "its seccomp profile is of no known type");
		return;
	}
	if (c->seccomp.how == CONFINED_UNSET && (c->engine == ENGINE_OCI || (pod && c->privileged.what != SAY_YES)))
		tell(j, c, "seccomp-not-set", SEVERITY_MEDIUM, c->line, REST_SECCOMP, "names no seccomp profile");
	else if (c->seccomp.how == CONFINED_UNSET && c->engine == ENGINE_SYSTEMD)
		tell(j, c, "seccomp-not-set", SEVERITY_LOW, c->line, NO_CONTROL, "has no SystemCallFilter");
	else if (c->seccomp.how == CONFINED_UNSET && pod)
		j->broken |= UINT32_C(1) << REST_SECCOMP;
	j->remedy = NULL;
}

static void judge_modules(struct judge *j, const struct container *c)
{
	const struct pod *pod = pod_of(j, c);

	if (c->apparmor.how >= CONFINED_NOT && !(pod && of_pod(j, c, c->apparmor, pod->apparmor))) {
		j->remedy = remedy_of(j, FIX_APPARMOR);
		tell(j, c, "lsm-unconfined", SEVERITY_MEDIUM, c->apparmor.line, BASE_APPARMOR,
		     "AppArmor does not confine it");
	}
	for (size_t i = 0; i < c->selinux.n; i++)
		tell(j, c, "selinux-options", SEVERITY_MEDIUM, c->selinux.at[i].line, BASE_SELINUX, "SELinux: %s",
		     c->selinux.at[i].text);
}

/* --- gains by execve ---------------------------------------------------------------------------- */

static bool says_cap_sys_admin(const struct container *c)
{
	for (size_t i = 0; i < c->add.n; i++) {
		if (!strcmp(c->add.at[i].text, "CAP_SYS_ADMIN"))
			return true;
	}
	return false;
}

static void judge_conflict(struct judge *j, const struct container *c)
{
	if (c->engine != ENGINE_KUBERNETES || c->no_new_privs.what != SAY_YES)
		return;
	if (c->privileged.what == SAY_YES || says_cap_sys_admin(c))
		tell(j, c, "manifest-conflict", SEVERITY_MEDIUM, c->no_new_privs.line, NO_CONTROL,
		     "the API server refuses allowPrivilegeEscalation: false together with %s",
		     c->privileged.what == SAY_YES ? "privileged: true" : "CAP_SYS_ADMIN");
}

static void judge_escalation(struct judge *j, const struct container *c)
{
	bool pod = c->engine == ENGINE_KUBERNETES;

	if (c->no_new_privs.what == SAY_YES)
		return;
	/* Privileged asks for all of it; that is told. */
	if (c->privileged.what == SAY_YES) {
		if (pod)
			j->broken |= UINT32_C(1) << REST_ESCALATION;
		return;
	}
	j->remedy = remedy_of(j, FIX_NO_NEW_PRIVS);
	tell(j, c, "privilege-escalation-allowed", pod ? SEVERITY_MEDIUM : SEVERITY_LOW,
	     c->no_new_privs.line ? c->no_new_privs.line : c->line, REST_ESCALATION,
	     c->no_new_privs.what ? "lets programs gain privileges by execve, in so many words" :
				    "does not forbid programs to gain privileges by execve");
}

/* --- the user --------------------------------------------------------------------------------------- */

static void judge_pod_user(struct judge *j, const struct container *c, const struct pod *pod)
{
	bool pods = c->user_line && c->user_line == pod->user_line;

	if (pod->user_namespace)
		return; /* its root is nobody outside */
	if (c->user == USER_ROOT && !pods) {
		j->remedy = remedy_of(j, FIX_USER);
		tell(j, c, "run-as-root", SEVERITY_MEDIUM, c->user_line, REST_USER, "runs as root");
	}
	if (c->nonroot.what == SAY_YES)
		return;
	if (c->user == USER_OTHER) {
		j->broken |= UINT32_C(1) << REST_NONROOT;
		tell(j, c, "run-as-root", SEVERITY_LOW, c->user_line, NO_CONTROL,
		     "runs as another user than root, but runAsNonRoot, which Pod Security restricted looks at, is "
		     "not set");
	} else {
		j->remedy = remedy_of(j, FIX_USER);
		tell(j, c, "run-as-root", SEVERITY_MEDIUM, c->nonroot.line ? c->nonroot.line : c->line, REST_NONROOT,
		     "runAsNonRoot is not true");
	}
}

static void judge_user(struct judge *j, const struct container *c)
{
	const struct pod *pod = pod_of(j, c);

	if (pod) {
		judge_pod_user(j, c, pod);
		return;
	}
	if (container_is_nonroot(c) || c->host[HOST_USER].what == SAY_NO)
		return;
	j->remedy = remedy_of(j, FIX_USER);
	tell(j, c, "run-as-root", SEVERITY_LOW, c->user_line ? c->user_line : c->line, NO_CONTROL,
	     c->user == USER_ROOT ? "runs as root" : "names no user: the image decides, and most say root");
}

/* --- systemd ------------------------------------------------------------------------------------------ */

static void judge_commands(struct judge *j, const struct container *c)
{
	for (size_t i = 0; i < c->commands.n; i++) {
		const char *text = c->commands.at[i].text;
		bool full = strchr(text, '+') != NULL;

		tell(j, c, "command-privileged", SEVERITY_LOW, c->commands.at[i].line, NO_CONTROL,
		     "%s: this command runs %s", text,
		     full ? "with every privilege, whatever the unit says" : "as root, not as User= says");
	}
	for (size_t i = 0; i < c->securebits.n; i++)
		tell(j, c, "securebits", strstr(c->securebits.at[i].text, "keep-caps") ? SEVERITY_LOW : SEVERITY_NOTE,
		     c->securebits.at[i].line, NO_CONTROL, "SecureBits=%s", c->securebits.at[i].text);
}

void judge_walls(struct judge *j, const struct container *c)
{
	judge_privileged(j, c);
	judge_host_process(j, c);
	judge_user(j, c);
	if (j->m->npods && j->m->pods[c->pod].windows)
		return;
	judge_seccomp(j, c);
	judge_modules(j, c);
	judge_conflict(j, c);
	judge_escalation(j, c);
	judge_commands(j, c);
}
