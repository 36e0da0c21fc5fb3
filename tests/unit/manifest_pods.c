// SPDX-License-Identifier: BSD-2-Clause
/*
 * Pod Security levels: one row for each control of the standards and what it allows and forbids, as
 * kubernetes.io/docs/concepts/security/pod-security-standards and the tests of pod-security-admission have it.
 */
#include "manifest_input.h"

/* Passes restricted as it is; what a row adds is the only thing that can keep it from there. */
#define POD "apiVersion: v1\nkind: Pod\nmetadata: {name: p%s}\nspec:\n  securityContext: {runAsNonRoot: true, " \
	    "seccompProfile: {type: RuntimeDefault}%s}\n%s  containers:\n  - name: c\n    image: i\n%s" \
	    "    securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]%s}%s}\n"

static const struct {
	const char *metadata, *pod_context, *pod, *container, *capabilities, *context;
	enum pod_level level;
	const char *control; /* in the words of the standard */
} rows[] = {
	{ "", "", "", "", "", "", POD_RESTRICTED, "" },
	/* HostProcess */
	{ "", ", windowsOptions: {hostProcess: true}", "", "", "", "", POD_PRIVILEGED, "baseline: HostProcess" },
	{ "", "", "", "", "", ", windowsOptions: {hostProcess: true}", POD_PRIVILEGED, "baseline: HostProcess" },
	{ "", ", windowsOptions: {hostProcess: false}", "", "", "", "", POD_RESTRICTED, "" },
	/* Host Namespaces */
	{ "", "", "  hostPID: true\n", "", "", "", POD_PRIVILEGED, "baseline: Host Namespaces" },
	{ "", "", "  hostNetwork: yes\n", "", "", "", POD_PRIVILEGED, "baseline: Host Namespaces" },
	{ "", "", "  hostIPC: on\n", "", "", "", POD_PRIVILEGED, "baseline: Host Namespaces" },
	{ "", "", "  hostPID: false\n  hostNetwork: no\n  hostIPC: off\n", "", "", "", POD_RESTRICTED, "" },
	/* Privileged Containers */
	{ "", "", "", "", "", ", privileged: true", POD_PRIVILEGED, "baseline: Privileged Containers" },
	{ "", "", "", "", "", ", privileged: false", POD_RESTRICTED, "" },
	/* Capabilities */
	{ "", "", "", "", ", add: [NET_BIND_SERVICE]", "", POD_RESTRICTED, "" },
	{ "", "", "", "", ", add: [CHOWN]", "", POD_BASELINE, "restricted: Capabilities" },
	{ "", "", "", "", ", add: [NET_RAW]", "", POD_PRIVILEGED, "baseline: Capabilities" },
	{ "", "", "", "", ", add: [SYS_ADMIN]", "", POD_PRIVILEGED, "baseline: Capabilities" },
	{ "", "", "", "", ", add: [ALL]", "", POD_PRIVILEGED, "baseline: Capabilities" },
	{ "", "", "", "", ", add: [CAP_NET_BIND_SERVICE]", "", POD_PRIVILEGED, "baseline: Capabilities" },
	{ "", "", "", "", ", add: [net_bind_service]", "", POD_PRIVILEGED, "baseline: Capabilities" },
	/* HostPath Volumes, Volume Types */
	{ "", "", "  volumes: [{name: v, hostPath: {path: /srv}}]\n", "", "", "", POD_PRIVILEGED,
	  "baseline: HostPath Volumes" },
	{ "", "", "  volumes: [{name: v, nfs: {server: s, path: /}}]\n", "", "", "", POD_BASELINE,
	  "restricted: Volume Types" },
	{ "", "", "  volumes: [{name: v, gitRepo: {repository: r}}]\n", "", "", "", POD_BASELINE,
	  "restricted: Volume Types" },
	{ "", "",
	  "  volumes: [{name: a, configMap: {}}, {name: b, csi: {}}, {name: c, downwardAPI: {}}, {name: d, emptyDir: "
	  "{}}, {name: e, ephemeral: {}}, {name: f, persistentVolumeClaim: {}}, {name: g, projected: {}}, {name: h, "
	  "secret: "
	  "{}}]\n",
	  "", "", "", POD_RESTRICTED, "" },
	/* Host Ports */
	{ "", "", "", "    ports: [{containerPort: 80, hostPort: 80}]\n", "", "", POD_PRIVILEGED,
	  "baseline: Host Ports" },
	{ "", "", "", "    ports: [{containerPort: 80, hostPort: 0}]\n", "", "", POD_RESTRICTED, "" },
	/* Host Probes / Lifecycle Hooks */
	{ "", "", "", "    livenessProbe: {httpGet: {host: 127.0.0.1, port: 1}}\n", "", "", POD_PRIVILEGED,
	  "baseline: Host Probes / Lifecycle Hooks" },
	{ "", "", "", "    lifecycle: {preStop: {tcpSocket: {host: h, port: 1}}}\n", "", "", POD_PRIVILEGED,
	  "baseline: Host Probes / Lifecycle Hooks" },
	{ "", "", "", "    startupProbe: {httpGet: {host: \"\", port: 1}}\n", "", "", POD_RESTRICTED, "" },
	/* AppArmor */
	{ "", ", appArmorProfile: {type: Unconfined}", "", "", "", "", POD_PRIVILEGED, "baseline: AppArmor" },
	{ "", "", "", "", "", ", appArmorProfile: {type: Unconfined}", POD_PRIVILEGED, "baseline: AppArmor" },
	{ "", "", "", "", "", ", appArmorProfile: {type: Localhost, localhostProfile: x}", POD_RESTRICTED, "" },
	{ ", annotations: {container.apparmor.security.beta.kubernetes.io/c: unconfined}", "", "", "", "", "",
	  POD_PRIVILEGED, "baseline: AppArmor" },
	{ ", annotations: {container.apparmor.security.beta.kubernetes.io/c: localhost/x}", "", "", "", "", "",
	  POD_RESTRICTED, "" },
	/* SELinux */
	{ "", ", seLinuxOptions: {type: spc_t}", "", "", "", "", POD_PRIVILEGED, "baseline: SELinux" },
	{ "", "", "", "", "", ", seLinuxOptions: {user: u}", POD_PRIVILEGED, "baseline: SELinux" },
	{ "", "", "", "", "", ", seLinuxOptions: {role: r}", POD_PRIVILEGED, "baseline: SELinux" },
	{ "", "", "", "", "", ", seLinuxOptions: {type: container_engine_t, level: s0}", POD_RESTRICTED, "" },
	/* /proc Mount Type */
	{ "", "", "", "", "", ", procMount: Unmasked", POD_PRIVILEGED, "baseline: /proc Mount Type" },
	{ "", "", "", "", "", ", procMount: Default", POD_RESTRICTED, "" },
	{ "", "", "  hostUsers: false\n", "", "", ", procMount: Unmasked", POD_RESTRICTED, "" },
	/* Seccomp */
	{ "", "", "", "", "", ", seccompProfile: {type: Unconfined}", POD_PRIVILEGED, "baseline: Seccomp" },
	{ "", "", "", "", "", ", seccompProfile: {type: Localhost, localhostProfile: x}", POD_RESTRICTED, "" },
	/* Sysctls */
	{ "", ", sysctls: [{name: kernel.msgmax, value: \"1\"}]", "", "", "", "", POD_PRIVILEGED,
	  "baseline: Sysctls" },
	{ "",
	  ", sysctls: [{name: net.ipv4.ip_unprivileged_port_start, value: \"0\"}, {name: net.ipv4.tcp_rmem, value: "
	  "x}]",
	  "", "", "", "", POD_RESTRICTED, "" },
	/* Running as Non-root user */
	{ "", ", runAsUser: 0", "", "", "", "", POD_BASELINE, "restricted: Running as Non-root user" },
	{ "", "", "", "", "", ", runAsUser: 0", POD_BASELINE, "restricted: Running as Non-root user" },
	{ "", ", runAsUser: 1", "", "", "", "", POD_RESTRICTED, "" },
	{ "", "", "  hostUsers: false\n", "", "", ", runAsUser: 0", POD_RESTRICTED, "" },
	/* Running as Non-root */
	{ "", "", "", "", "", ", runAsNonRoot: false", POD_BASELINE, "restricted: Running as Non-root" },
	{ "", "", "", "", "", ", runAsNonRoot: true", POD_RESTRICTED, "" },
};

static void levels(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_buf_ struct buf b = BUF_INIT;
		_manifest_ struct manifest *m = NULL;
		_free_ char *all = NULL;

		buf_addf(&b, POD, rows[i].metadata, rows[i].pod_context, rows[i].pod, rows[i].container,
			 rows[i].capabilities, rows[i].context);
		m = read_manifest(buf_text(&b), "x");
		all = findings_of(m, NULL);
		if (manifest_level(m) != rows[i].level || !strstr(all, rows[i].control))
			fail_msg("row %zu: level %d, findings:\n%s", i, manifest_level(m), all);
		/* What lacks nothing for restricted says nothing of it. */
		assert_int_equal(strstr(all, "in the way of") != NULL, rows[i].level != POD_RESTRICTED);
	}
}

/* What a pod must say to pass restricted: without one of them it does not. */
static void must_be_said(void **state)
{
	static const struct {
		const char *pod, *container, *control;
	} parts[] = {
		{ "runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}", "capabilities: {drop: [ALL]}",
		  "Privilege Escalation" },
		{ "runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}",
		  "allowPrivilegeEscalation: true, capabilities: {drop: [ALL]}", "Privilege Escalation" },
		{ "runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}", "allowPrivilegeEscalation: false",
		  "Capabilities" },
		{ "runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}",
		  "allowPrivilegeEscalation: false, capabilities: {drop: [all]}", "Capabilities" },
		{ "runAsNonRoot: true", "allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}", "Seccomp" },
		{ "seccompProfile: {type: RuntimeDefault}",
		  "allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}", "Running as Non-root" },
		{ "seccompProfile: {type: RuntimeDefault}, runAsUser: 7",
		  "allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}", "Running as Non-root" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		_buf_ struct buf b = BUF_INIT, line = BUF_INIT;
		_manifest_ struct manifest *m = NULL;
		_free_ char *all = NULL;

		buf_addf(&b, "apiVersion: v1\nkind: Pod\nspec:\n  securityContext: {%s}\n  containers: [{name: c, "
			     "securityContext: {%s}}]\n", parts[i].pod, parts[i].container);
		buf_addf(&line, "passes Pod Security baseline; in the way of restricted: %s\n", parts[i].control);
		m = read_manifest(buf_text(&b), "x");
		all = findings_of(m, NULL);
		assert_int_equal(manifest_level(m), POD_BASELINE);
		if (!strstr(all, buf_text(&line)))
			fail_msg("row %zu: %s", i, all);
	}
}

/* On Windows there is no seccomp, no capability and no escalation; the user counts. */
static void windows(void **state)
{
	_manifest_ struct manifest *m = read_manifest(
		"apiVersion: v1\nkind: Pod\nspec: {os: {name: windows}, securityContext: {runAsNonRoot: true}, "
		"containers: [{name: c}]}\n", "x");

	(void)state;
	assert_int_equal(manifest_level(m), POD_RESTRICTED);
	manifest_free(&m);
	m = read_manifest("apiVersion: v1\nkind: Pod\nspec: {os: {name: windows}, containers: [{name: c}]}\n", "x");
	assert_int_equal(manifest_level(m), POD_BASELINE);
}

/* The lowest of several pods; each is told by itself. */
static void several(void **state)
{
	_manifest_ struct manifest *m =
		read_manifest("apiVersion: v1\nkind: Pod\nmetadata: {name: one}\nspec: {hostPID: true, containers: "
			      "[{name: c}]}\n---\n"
			      "apiVersion: v1\nkind: Pod\nmetadata: {name: two}\nspec: {containers: [{name: c}]}\n",
			      "x");
	_free_ char *all = findings_of(m, NULL);

	(void)state;
	assert_int_equal(manifest_level(m), POD_PRIVILEGED);
	assert_non_null(strstr(all,
			       "Pod/one spec: passes no Pod Security level but privileged; in the way of baseline: "
			       "Host Namespaces\n"));
	assert_non_null(strstr(all, "Pod/two spec: passes Pod Security baseline; in the way of restricted: Privilege "
				    "Escalation, Running as Non-root, Seccomp, Capabilities\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(levels), cmocka_unit_test(must_be_said), cmocka_unit_test(windows),
		cmocka_unit_test(several),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
