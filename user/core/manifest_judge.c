// SPDX-License-Identifier: BSD-2-Clause
/*
 * Knows the Pod Security Standards' controls and how a finding of a manifest is told: where, what, how it is put right.
 * Source: kubernetes.io/docs/concepts/security/pod-security-standards and pod-security-admission's policy, the latest
 * version of each check; hostUsers: false relaxes /proc mounts and the user since 1.35.
 */
#include "core/manifest_judge.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const control_names[] = {
	[NO_CONTROL] = "",
	[BASE_HOST_PROCESS] = "HostProcess",
	[BASE_HOST_NAMESPACES] = "Host Namespaces",
	[BASE_PRIVILEGED] = "Privileged Containers",
	[BASE_CAPABILITIES] = "Capabilities",
	[BASE_HOST_PATH] = "HostPath Volumes",
	[BASE_HOST_PORTS] = "Host Ports",
	[BASE_PROBES] = "Host Probes / Lifecycle Hooks",
	[BASE_APPARMOR] = "AppArmor",
	[BASE_SELINUX] = "SELinux",
	[BASE_PROC_MOUNT] = "/proc Mount Type",
	[BASE_SECCOMP] = "Seccomp",
	[BASE_SYSCTLS] = "Sysctls",
	[REST_VOLUMES] = "Volume Types",
	[REST_ESCALATION] = "Privilege Escalation",
	[REST_NONROOT] = "Running as Non-root",
	[REST_USER] = "Running as Non-root user",
	[REST_SECCOMP] = "Seccomp",
	[REST_CAPABILITIES] = "Capabilities",
};
static_assert(ARRAY_SIZE(control_names) == CONTROLS, "a control has no name");

#define BASELINE_CONTROLS ((UINT32_C(1) << REST_VOLUMES) - 1)

static const char *const remedies[FIX_KINDS][MANIFEST_KINDS] = {
	[FIX_PRIVILEGED] = { "privileged: false", "leave privileged out", "", "", "leave --privileged out" },
	[FIX_DROP_ALL] = { "capabilities: {drop: [ALL], add: what it needs}",
			   "cap_drop: [ALL], cap_add: what it needs",
			   "CapabilityBoundingSet= with what it needs; empty for none",
			   "list in process.capabilities only what it needs",
			   "--cap-drop=ALL, --cap-add= what it needs" },
	[FIX_NO_NEW_PRIVS] = { "allowPrivilegeEscalation: false", "security_opt: [no-new-privileges:true]",
			       "NoNewPrivileges=yes", "\"noNewPrivileges\": true",
			       "--security-opt no-new-privileges" },
	[FIX_SECCOMP] = { "seccompProfile: {type: RuntimeDefault}", "leave seccomp=unconfined out",
			  "SystemCallFilter=@system-service, or what leastcap generate systemd gives",
			  "linux.seccomp: what leastcap generate oci gives", "leave seccomp=unconfined out" },
	[FIX_USER] = { "runAsNonRoot: true, runAsUser: a number above 0", "user: a number above 0",
		       "User= or DynamicUser=yes", "process.user.uid above 0", "--user with a number above 0" },
	[FIX_HOST_NS] = { "leave it out", "leave it out", "", "list the namespace without a path", "leave it out" },
	[FIX_APPARMOR] = { "appArmorProfile: {type: RuntimeDefault}", "leave it out", "leave it out",
			   "name a profile", "leave it out" },
};

const char *remedy_of(const struct judge *j, enum remedy_kind what)
{
	return remedies[what][j->m->kind];
}

/* --- telling ---------------------------------------------------------------------------- */

static void add_control(struct judge *j, enum control control, struct buf *message)
{
	if (control == NO_CONTROL || j->m->kind != MANIFEST_KUBERNETES)
		return;
	j->broken |= UINT32_C(1) << control;
	buf_addf(message, "; in the way of Pod Security %s: %s", control < REST_VOLUMES ? "baseline" : "restricted",
		 control_names[control]);
}

static void put(struct judge *j, const char *title, const char *subject, const char *rule, enum severity severity,
		unsigned int line, const char *message)
{
	_buf_ struct buf full = BUF_INIT;
	struct finding *finding;

	if (title && j->m->npods > 1)
		buf_addf(&full, "%s ", title);
	buf_add(&full, subject);
	if (full.failed)
		j->out->failed = true;
	finding = findings_add(j->out, rule, severity, buf_text(&full), "%s", message);
	if (!finding)
		return;
	finding->cap = j->cap;
	finding->line = line;
	finding_set(j->out, &finding->file, j->m->name);
	finding_set(j->out, &finding->fix, j->remedy && *j->remedy ? j->remedy : NULL);
	finding_set(j->out, &finding->attack, j->attack);
}

static void forget(struct judge *j)
{
	j->remedy = j->attack = NULL;
	j->cap = -1;
}

static void tell_text(struct judge *j, const char *title, const char *subject, const char *rule,
		      enum severity severity, unsigned int line, enum control control, const char *format, va_list args)
{
	_buf_ struct buf message = BUF_INIT;
	char text[768];

	if (vsnprintf(text, sizeof(text), format, args) < 0)
		text[0] = '\0';
	buf_add(&message, text);
	add_control(j, control, &message);
	if (!j->out)
		return;
	if (message.failed)
		j->out->failed = true;
	put(j, title, subject, rule, severity, line, buf_text(&message));
}

void tell(struct judge *j, const struct container *c, const char *rule, enum severity severity, unsigned int line,
	  enum control control, const char *format, ...)
{
	const char *title = j->m->npods ? j->m->pods[c->pod].title : NULL;
	va_list args;

	va_start(args, format);
	tell_text(j, title, c->subject, rule, severity, line, control, format, args);
	va_end(args);
	forget(j);
}

void tell_pod(struct judge *j, const struct pod *pod, const char *rule, enum severity severity, unsigned int line,
	      enum control control, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	tell_text(j, pod->title, pod->path, rule, severity, line, control, format, args);
	va_end(args);
	forget(j);
}

/* --- levels ------------------------------------------------------------------------------ */

static enum pod_level level_of(uint32_t broken)
{
	if (broken & BASELINE_CONTROLS)
		return POD_PRIVILEGED;
	return broken ? POD_BASELINE : POD_RESTRICTED;
}

/* What keeps a pod from the next level, in one line. */
static void summarize(struct judge *j, const struct pod *pod)
{
	enum pod_level level = level_of(j->broken);
	enum control first = level == POD_PRIVILEGED ? NO_CONTROL : REST_VOLUMES;
	enum control last = level == POD_PRIVILEGED ? REST_VOLUMES : CONTROLS;
	_buf_ struct buf names = BUF_INIT;

	if (level == POD_RESTRICTED)
		return;
	for (enum control i = first; i < last; i++) {
		if (j->broken >> i & 1)
			buf_addf(&names, "%s%s", names.size ? ", " : "", control_names[i]);
	}
	if (names.failed && j->out)
		j->out->failed = true;
	tell_pod(j, pod, "pod-security", SEVERITY_NOTE, pod->line, NO_CONTROL,
		 level == POD_PRIVILEGED ? "passes no Pod Security level but privileged; in the way of baseline: %s" :
					   "passes Pod Security baseline; in the way of restricted: %s",
		 buf_text(&names));
}

static void judge_container(struct judge *j, const struct container *c)
{
	judge_walls(j, c);
	judge_capabilities(j, c);
	judge_host(j, c);
	if (j->plan && plan_is_of(j->m, j->plan, c))
		judge_use(j, c);
}

static enum pod_level judge_one_pod(struct judge *j, size_t index)
{
	j->broken = 0;
	judge_pod(j, &j->m->pods[index]);
	for (size_t i = 0; i < j->m->ncontainers; i++) {
		if (j->m->containers[i].pod == index)
			judge_container(j, &j->m->containers[i]);
	}
	summarize(j, &j->m->pods[index]);
	return level_of(j->broken);
}

static bool plan_is_of_none(const struct manifest *m, const struct plan *plan)
{
	for (size_t i = 0; i < m->ncontainers; i++) {
		if (plan_is_of(m, plan, &m->containers[i]))
			return false;
	}
	return true;
}

static enum pod_level judge_all(struct judge *j)
{
	enum pod_level lowest = j->m->npods ? POD_RESTRICTED : POD_PRIVILEGED;

	for (size_t i = 0; i < j->m->npods; i++) {
		enum pod_level level = judge_one_pod(j, i);

		lowest = level < lowest ? level : lowest;
	}
	for (size_t i = 0; !j->m->npods && i < j->m->ncontainers; i++)
		judge_container(j, &j->m->containers[i]);
	if (j->plan && plan_is_of_none(j->m, j->plan))
		tell(j, &j->m->containers[0], "profile-elsewhere", SEVERITY_NOTE, j->m->containers[0].line,
		     NO_CONTROL,
		     "none of the %zu containers is called %s as the profile's program is: nothing was compared with "
		     "it",
		     j->m->ncontainers, j->plan->name);
	return lowest;
}

int manifest_judge(const struct manifest *m, const struct plan *plan, struct findings *findings)
{
	struct judge j = { .m = m, .plan = plan, .out = findings, .cap = -1 };

	judge_all(&j);
	findings_sort(findings);
	return findings->failed ? -ENOMEM : 0;
}

enum pod_level manifest_level(const struct manifest *m)
{
	struct judge j = { .m = m, .cap = -1 };

	return judge_all(&j);
}
