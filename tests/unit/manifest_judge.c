// SPDX-License-Identifier: BSD-2-Clause
/*
 * What each kind of manifest is told, line by line. Expected by the manuals of docker, podman, systemd, by the OCI
 * specification and by how runc, crun and systemd 252 were seen to act.
 */
#include "manifest_input.h"

#include <linux/capability.h>

#define BIT(cap) (UINT64_C(1) << (cap))

struct row {
	const char *text, *rule;
	unsigned int line;
	enum severity severity;
	const char *words;
};

static void found(const struct row *rows, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++) {
		_manifest_ struct manifest *m = NULL;
		_free_ char *all = NULL;

		if (is_found(rows[i].text, name, NULL, rows[i].rule, rows[i].line, rows[i].severity, rows[i].words))
			continue;
		m = read_manifest(rows[i].text, name);
		all = findings_of(m, NULL);
		fail_msg("row %zu: no %s at line %u:\n%s", i, rows[i].rule, rows[i].line, all);
	}
}

static void compose(void **state)
{
	static const struct row rows[] = {
		{ "services:\n  a:\n    privileged: true\n", "privileged-container", 3, SEVERITY_HIGH,
		  "is privileged" },
		{ "services:\n  a:\n    privileged: 'YES'\n", "privileged-container", 3, SEVERITY_HIGH,
		  "is privileged" },
		{ "services:\n  a:\n    cap_add: [NET_RAW,\n      cap_sys_admin]\n", "capability-added", 4,
		  SEVERITY_HIGH, "adds SYS_ADMIN" },
		{ "services:\n  a:\n    cap_add:\n    - ALL\n", "capability-added", 4, SEVERITY_HIGH,
		  "every capability" },
		{ "services:\n  a:\n    cap_add: [CHOWNS]\n", "capability-unknown", 3, SEVERITY_MEDIUM,
		  "perhaps CHOWN" },
		{ "services:\n  a: {}\n", "capabilities-not-dropped", 2, SEVERITY_MEDIUM, "keeps CHOWN" },
		{ "services:\n  a: {}\n", "privilege-escalation-allowed", 2, SEVERITY_LOW, "does not forbid" },
		{ "services:\n  a:\n    security_opt:\n    - no-new-privileges:false\n",
		  "privilege-escalation-allowed", 4, SEVERITY_LOW, "in so many words" },
		{ "services:\n  a:\n    security_opt: ['seccomp:unconfined']\n", "seccomp-unconfined", 3,
		  SEVERITY_HIGH, "" },
		{ "services:\n  a:\n    security_opt: [apparmor=unconfined]\n", "lsm-unconfined", 3, SEVERITY_MEDIUM,
		  "" },
		{ "services:\n  a:\n    security_opt: [label:type:spc_t]\n", "selinux-options", 3, SEVERITY_MEDIUM,
		  "type spc_t" },
		{ "services:\n  a:\n    security_opt: [systempaths=unconfined]\n", "proc-mount", 3, SEVERITY_MEDIUM,
		  "" },
		{ "services:\n  a:\n    pid: host\n", "host-namespace", 3, SEVERITY_HIGH, "PID" },
		{ "services:\n  a:\n    network_mode: host\n", "host-namespace", 3, SEVERITY_MEDIUM, "network" },
		{ "services:\n  a:\n    ipc: host\n", "host-namespace", 3, SEVERITY_MEDIUM, "IPC" },
		{ "services:\n  a:\n    uts: host\n", "host-namespace", 3, SEVERITY_LOW, "UTS" },
		{ "services:\n  a:\n    userns_mode: host\n", "host-namespace", 3, SEVERITY_LOW, "user" },
		{ "services:\n  a:\n    cgroup: host\n", "host-namespace", 3, SEVERITY_LOW, "cgroup" },
		{ "services:\n  a:\n    volumes:\n    - /:/host\n", "host-path", 4, SEVERITY_HIGH, "mounts / of" },
		{ "services:\n  a:\n    volumes:\n    - //etc/./:/e\n", "host-path", 4, SEVERITY_HIGH, "" },
		{ "services:\n  a:\n    volumes:\n    - {type: bind, target: /x, source: /proc}\n", "host-path", 4,
		  SEVERITY_HIGH, "mounts /proc of" },
		{ "services:\n  a:\n    devices: ['/dev/sda:/dev/x']\n", "device", 3, SEVERITY_HIGH, "/dev/sda of" },
		{ "services:\n  a:\n    devices: [{source: /dev/mem, target: /m}]\n", "device", 3, SEVERITY_HIGH,
		  "/dev/mem" },
		{ "services:\n  a:\n    devices: [/dev/fuse]\n", "device", 3, SEVERITY_LOW, "/dev/fuse" },
		{ "services:\n  a:\n    privileged: true\n    devices: [/dev/net/tun]\n", "tun-device", 3,
		  SEVERITY_NOTE, "NET_ADMIN" },
		{ "services:\n  a:\n    user: '0:0'\n", "run-as-root", 3, SEVERITY_LOW, "runs as root" },
		{ "services:\n  a: {user: www}\n  b:\n    user: root\n", "run-as-root", 4, SEVERITY_LOW,
		  "runs as root" },
		{ "services:\n  a:\n    user: www\n    cap_add: [NET_ADMIN]\n", "capability-void", 4, SEVERITY_NOTE,
		  "NET_ADMIN" },
		{ "services:\n  a:\n    priviledged: true\n", "unknown-key", 3, SEVERITY_MEDIUM, "privileged?" },
		{ "services:\n  a:\n    cap_drop: ALL\n", "unknown-key", 3, SEVERITY_MEDIUM, "cap_drop is no list" },
		{ "x: &x {cap_add: [SYS_TIME]}\nservices:\n  a: {<<: *x}\n", "manifest-shared", 3, SEVERITY_NOTE,
		  "" },
	};

	(void)state;
	found(rows, ARRAY_SIZE(rows), "compose.yaml");
	assert_false(has_rule("services: {a: {volumes: [./etc:/etc, data:/x, /srv/x:/y]}}\n", "x", NULL, "host-path"));
	assert_false(has_rule("services: {a: {security_opt: [no-new-privileges]}}\n", "x", NULL,
			      "privilege-escalation-allowed"));
	assert_false(has_rule("services: {a: {privileged: no}}\n", "x", NULL, "privileged-container"));
	assert_false(has_rule("services: {a: {cap_drop: [all], cap_add: [Cap_Chown]}}\n", "x", NULL,
			      "capability-unknown"));
	assert_false(has_rule("services: {a: {cap_drop: [all]}}\n", "x", NULL, "capabilities-not-dropped"));
	assert_false(has_rule("services: {a: {user: '$UID'}}\n", "x", NULL, "capability-void"));
}

static void run_lines(void **state)
{
	static const struct row rows[] = {
		{ "docker run --privileged i\n", "privileged-container", 1, SEVERITY_HIGH, "" },
		{ "docker run \\\n --cap-add net_admin i\n", "capability-added", 2, SEVERITY_HIGH, "adds NET_ADMIN" },
		{ "podman run --cap-add=CAP_SYS_TIME,SYS_PTRACE i\n", "capability-added", 1, SEVERITY_HIGH,
		  "SYS_PTRACE" },
		{ "docker run --security-opt seccomp=unconfined i\n", "seccomp-unconfined", 1, SEVERITY_HIGH, "" },
		{ "docker run --pid=host i\n", "host-namespace", 1, SEVERITY_HIGH, "PID" },
		{ "docker run --net host i\n", "host-namespace", 1, SEVERITY_MEDIUM, "network" },
		{ "docker run -v /var/run/docker.sock:/s i\n", "host-path", 1, SEVERITY_HIGH, "docker.sock" },
		{ "docker run --mount type=bind,src=/etc,dst=/e i\n", "host-path", 1, SEVERITY_HIGH, "/etc of" },
		{ "docker run --device /dev/kmsg i\n", "device", 1, SEVERITY_MEDIUM, "/dev/kmsg" },
		{ "docker run -u 0 i\n", "run-as-root", 1, SEVERITY_LOW, "runs as root" },
		{ "docker run -u 7 --cap-add NET_ADMIN i\n", "capability-void", 1, SEVERITY_NOTE, "NET_ADMIN" },
		{ "docker run --privilegd i\n", "unknown-key", 1, SEVERITY_MEDIUM, "no option --privilegd" },
		{ "docker run --rm\n", "unknown-key", 1, SEVERITY_MEDIUM, "no image" },
		{ "docker run --privileged --device /dev/net/tun i\n", "tun-device", 1, SEVERITY_NOTE, "" },
		{ "podman run --security-opt unmask=ALL i\n", "proc-mount", 1, SEVERITY_MEDIUM, "unmask=ALL" },
	};

	(void)state;
	found(rows, ARRAY_SIZE(rows), "x");
	assert_false(has_rule("docker run i --privileged\n", "x", NULL, "privileged-container"));
	assert_false(has_rule("docker run --privileged=false i\n", "x", NULL, "privileged-container"));
	/* podman makes what is added ambient */
	assert_false(has_rule("podman run -u 7 --cap-add NET_ADMIN i\n", "x", NULL, "capability-void"));
	/* podman's default set has no NET_RAW */
	assert_false(is_found("podman run --cap-drop CHOWN,DAC_OVERRIDE,FOWNER,FSETID,KILL i\n", "x", NULL,
			      "capabilities-not-dropped", 1, SEVERITY_MEDIUM, "NET_RAW"));
	assert_false(has_rule("docker run --mount type=volume,src=/etc,dst=/e i\n", "x", NULL, "host-path"));
}

#define OCI(caps, rest)                                                                                              \
	"{\"ociVersion\": \"1.0\", \"process\": {\"user\": {\"uid\": 5}, \"capabilities\": {" caps "}}" rest "}"

static void oci(void **state)
{
	static const struct row rows[] = {
		{ OCI("\"bounding\": [\"CAP_SYS_ADMIN\"]", ""), "capability-added", 1, SEVERITY_HIGH,
		  "may hold CAP_SYS_ADMIN" },
		{ OCI("\"bounding\": [\"NET_ADMIN\"]", ""), "capability-unknown", 1, SEVERITY_MEDIUM, "pass over" },
		{ OCI("\"bounding\": [\"cap_chown\"]", ""), "capability-unknown", 1, SEVERITY_MEDIUM, "pass over" },
		{ OCI("\"inheritable\": [\"CAP_CHOWN\"]", ""), "capability-inheritable", 1, SEVERITY_LOW,
		  "CAP_CHOWN" },
		{ OCI("\"permitted\": [\"CAP_CHOWN\"]", ""), "capability-void", 1, SEVERITY_NOTE, "CAP_CHOWN" },
		{ OCI("\"ambient\": [\"CAP_CHOWN\"]", ""), "capability-void", 1, SEVERITY_MEDIUM,
		  "cannot be ambient" },
		{ OCI("", ""), "seccomp-not-set", 1, SEVERITY_MEDIUM, "" },
		{ OCI("", ""), "privilege-escalation-allowed", 1, SEVERITY_LOW, "" },
		{ OCI("", ""), "host-namespace", 1, SEVERITY_HIGH, "PID" },
		{ OCI("", ",\n\"linux\": {\"namespaces\": [{\"type\": \"pid\", \"path\": \"/proc/1/ns/pid\"}]}"),
		  "host-namespace", 2, SEVERITY_HIGH, "PID" },
		{ OCI("", ",\n\"linux\": {\"resources\": {\"devices\": [{\"allow\": true}]}}"), "device", 2,
		  SEVERITY_HIGH, "every device" },
		{ OCI("", ",\n\"mounts\": [{\"source\": \"/etc\", \"options\": [\"ro\", \"rbind\"]}]"), "host-path",
		  2, SEVERITY_HIGH, "/etc" },
	};

	(void)state;
	found(rows, ARRAY_SIZE(rows), "config.json");
	assert_false(has_rule(OCI("\"bounding\": [\"NET_ADMIN\"]", ""), "x", NULL, "capability-added"));
	assert_false(has_rule(OCI("\"permitted\": [\"CAP_KILL\"], \"inheritable\": [\"CAP_KILL\"], \"ambient\": "
				  "[\"CAP_KILL\"]", ""), "x", NULL, "capability-void"));
	assert_false(has_rule(OCI("", ", \"linux\": {\"resources\": {\"devices\": [{\"allow\": false}]}}"), "x", NULL,
			      "device"));
}

#define UNIT "[Service]\nExecStart=/x\n"

static void units(void **state)
{
	static const struct row rows[] = {
		{ UNIT, "capabilities-not-dropped", 2, SEVERITY_MEDIUM, "holds every capability" },
		{ UNIT "User=www\n", "capabilities-not-dropped", 2, SEVERITY_LOW, "set-user-ID" },
		{ UNIT "CapabilityBoundingSet=~CAP_CHOWN\n", "capabilities-not-dropped", 3, SEVERITY_MEDIUM, "leaves" },
		{ UNIT "CapabilityBoundingSet=CAP_SYS_ADMIN cap_kill\n", "capability-added", 3, SEVERITY_HIGH,
		  "may hold CAP_SYS_ADMIN" },
		{ UNIT "CapabilityBoundingSet=NET_RAW\n", "capability-unknown", 3, SEVERITY_MEDIUM, "passes over" },
		{ UNIT "User=www\nCapabilityBoundingSet=CAP_KILL\n", "capability-void", 4, SEVERITY_NOTE, "CAP_KILL" },
		{ UNIT "CapabilityBoundingSet=\nAmbientCapabilities=CAP_KILL\n", "capability-void", 4, SEVERITY_MEDIUM,
		  "not in the bounding set" },
		{ UNIT, "run-as-root", 2, SEVERITY_LOW, "runs as root" },
		{ UNIT "User=0\n", "run-as-root", 3, SEVERITY_LOW, "runs as root" },
		{ UNIT "NoNewPrivileges=no\n", "privilege-escalation-allowed", 3, SEVERITY_LOW, "so many words" },
		{ UNIT "ExecStartPre=-+/bin/y\n", "command-privileged", 3, SEVERITY_LOW, "ExecStartPre=-+" },
		{ UNIT "ExecStop=!!/bin/y\n", "command-privileged", 3, SEVERITY_LOW, "not as User=" },
		{ UNIT "SecureBits=keep-caps\n", "securebits", 3, SEVERITY_LOW, "keep-caps" },
		{ UNIT "AppArmorProfile=unconfined\n", "lsm-unconfined", 3, SEVERITY_MEDIUM, "" },
		{ UNIT "NoNewPrivileges=maybe\n", "unknown-key", 3, SEVERITY_MEDIUM, "neither" },
	};

	(void)state;
	found(rows, ARRAY_SIZE(rows), "x.service");
	assert_false(has_rule(UNIT "DynamicUser=yes\n", "x", NULL, "privilege-escalation-allowed"));
	assert_false(has_rule(UNIT "SystemCallFilter=@system-service\n", "x", NULL, "seccomp-not-set"));
	/* an empty assignment, and what comes after it */
	assert_false(has_rule(UNIT "CapabilityBoundingSet=CAP_SYS_ADMIN\nCapabilityBoundingSet=\nCapabilityBoundingSet="
			      "CAP_KILL\n", "x", NULL, "capabilities-not-dropped"));
	assert_false(is_found(UNIT "CapabilityBoundingSet=CAP_SYS_ADMIN\nCapabilityBoundingSet=~CAP_SYS_ADMIN\n", "x",
			      NULL, "capability-added", 3, SEVERITY_HIGH, "CAP_SYS_ADMIN"));
}

static void pods(void **state)
{
#define P "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: c\n    securityContext:\n"
	static const struct row rows[] = {
		{ P "      privileged: true\n      allowPrivilegeEscalation: false\n", "manifest-conflict", 8,
		  SEVERITY_MEDIUM, "privileged: true" },
		{ P "      allowPrivilegeEscalation: false\n      capabilities: {add: [CAP_SYS_ADMIN]}\n",
		  "manifest-conflict", 7, SEVERITY_MEDIUM, "CAP_SYS_ADMIN" },
		{ P "      privileged: \"true\"\n", "unknown-key", 7, SEVERITY_MEDIUM, "neither true nor false" },
		{ P "      priviledged: true\n", "unknown-key", 7, SEVERITY_MEDIUM, "privileged?" },
		{ P "      runAsUser: web\n", "unknown-key", 7, SEVERITY_MEDIUM, "no number" },
		{ P "      seccompProfile: {type: runtimeDefault}\n", "unknown-key", 7, SEVERITY_MEDIUM, "none of" },
		{ P "      capabilities:\n        Add: [X]\n", "unknown-key", 8, SEVERITY_MEDIUM, "add?" },
		{ P "      runAsUser: 5\n      capabilities: {add: [NET_BIND_SERVICE]}\n", "capability-void", 8,
		  SEVERITY_NOTE, "NET_BIND_SERVICE" },
		{ P "      capabilities: {drop: [NET_RAW]}\n", "capabilities-not-dropped", 7, SEVERITY_MEDIUM,
		  "keeps" },
		{ P "      privileged: true\n  volumes: [{name: t, hostPath: {path: /dev/net/tun}}]\n", "tun-device",
		  7, SEVERITY_NOTE, "" },
		{ "apiVersion: v1\nkind: Pod\nmetadata:\n  annotations:\n    "
		  "seccomp.security.alpha.kubernetes.io/pod: x\n"
		  "spec: {containers: [{name: c}]}\n",
		  "unknown-key", 5, SEVERITY_MEDIUM, "no effect" },
		{ "apiVersion: v1\nkind: Pod\nspec:\n  hostUsers: false\n  securityContext: {runAsuser: 5}\n"
		  "  containers: [{name: c}]\n",
		  "unknown-key", 5, SEVERITY_MEDIUM, "runAsUser?" },
	};
#undef P

	(void)state;
	found(rows, ARRAY_SIZE(rows), "x");
}

/* --- with a plan --------------------------------------------------------------------- */

static const struct plan keeps_bind = { .name = (char *)"web",
					.keep = BIT(CAP_NET_BIND_SERVICE),
					.no_new_privs = true };

static void with_a_plan(void **state)
{
	struct plan gains = { .name = (char *)"web", .keep = BIT(CAP_SETUID), .ask = BIT(CAP_SYS_ADMIN) };
	const char *two = "services:\n  web: {cap_add: [NET_ADMIN]}\n  db: {cap_add: [SYS_TIME]}\n";

	(void)state;
	assert_true(is_found("docker run --cap-add NET_ADMIN web\n", "x", &keeps_bind, "capability-never-used", 1,
			     SEVERITY_HIGH, "NET_ADMIN, which was never used"));
	assert_true(is_found("docker run --privileged web\n", "x", &keeps_bind, "capability-never-used", 1,
			     SEVERITY_HIGH, "holds what was never used"));
	assert_true(is_found("docker run --cap-drop all web\n", "x", &keeps_bind, "capability-missing", 1,
			     SEVERITY_MEDIUM, "NET_BIND_SERVICE"));
	assert_false(has_rule("docker run --cap-drop all --cap-add NET_BIND_SERVICE web\n", "x", &keeps_bind,
			      "capability-never-used"));
	/* of another container nothing is known */
	assert_true(is_found(two, "x", &keeps_bind, "capability-never-used", 2, SEVERITY_HIGH, "NET_ADMIN"));
	assert_false(is_found(two, "x", &keeps_bind, "capability-never-used", 3, SEVERITY_MEDIUM, "SYS_TIME"));
	assert_true(is_found("services:\n  a: {}\n  b: {}\n", "x", &keeps_bind, "profile-elsewhere", 2, SEVERITY_NOTE,
			     "none of the 2 containers is called web"));
	/* a question is no waste */
	assert_false(is_found("docker run --cap-add SYS_ADMIN web\n", "x", &gains, "capability-never-used", 1,
			      SEVERITY_HIGH, "SYS_ADMIN"));
	assert_true(is_found("docker run --security-opt no-new-privileges web\n", "x", &gains, "manifest-conflict", 1,
			     SEVERITY_MEDIUM, "execve"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(compose), cmocka_unit_test(run_lines), cmocka_unit_test(oci), cmocka_unit_test(units),
		cmocka_unit_test(pods),	   cmocka_unit_test(with_a_plan),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
