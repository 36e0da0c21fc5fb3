// SPDX-License-Identifier: BSD-2-Clause
/*
 * Manifests put right: the exact text afterwards, comments, order, indentation and quoting kept; what is refused. Each
 * result is read again, has nothing left to change and fewer findings.
 */
#include "manifest_input.h"

#include <linux/capability.h>

#define BIT(cap) (UINT64_C(1) << (cap))

static const struct plan bind_only = { .name = (char *)"web", .keep = BIT(CAP_NET_BIND_SERVICE), .no_new_privs = true };
static const struct plan nothing = { .name = (char *)"web", .no_new_privs = true };
static const struct plan gains = { .name = (char *)"web", .keep = BIT(CAP_SETUID), .ask = BIT(CAP_SETGID) };
static const struct plan unsure = { .name = (char *)"web", .no_new_privs = true, .incomplete = 1 };

static size_t count(const struct manifest *m, const struct plan *plan)
{
	_free_ char *all = findings_of(m, plan);
	size_t n = 0;

	for (const char *c = all; *c; c++)
		n += *c == '\n';
	return n;
}

static void becomes(const char *before, const struct plan *plan, const char *after)
{
	_manifest_ struct manifest *m = read_manifest(before, "file"), *again = NULL;
	_buf_ struct buf once = BUF_INIT, twice = BUF_INIT;
	size_t changes = 77;

	assert_int_equal(manifest_fix(m, plan, &once, &changes), 0);
	assert_string_equal(buf_text(&once), after);
	assert_int_equal(changes > 0, strcmp(before, after) != 0);
	again = read_manifest(buf_text(&once), "file");
	if (changes)
		assert_true(count(again, plan) < count(m, plan) || plan);
	assert_int_equal(manifest_fix(again, plan, &twice, &changes), 0);
	assert_int_equal(changes, 0);
	assert_string_equal(buf_text(&twice), after);
}

static void stays(const char *text, const struct plan *plan)
{
	becomes(text, plan, text);
}

static void refused(const char *text, const struct plan *plan)
{
	_manifest_ struct manifest *m = read_manifest(text, "file");
	_buf_ struct buf out = BUF_INIT;
	size_t changes = 77;

	assert_int_equal(manifest_fix(m, plan, &out, &changes), -ENOTSUP);
	assert_int_equal(out.size, 0);
	assert_int_equal(changes, 77);
	assert_non_null(strstr(fail_message(), "cannot be rewritten"));
}

#define POD "apiVersion: v1\nkind: Pod\nspec:\n"

static void pods(void **state)
{
	(void)state;
	becomes(POD "  containers:\n  - name: web # it\n    image: i\n    # of ports\n    ports: []\n", NULL,
		POD "  containers:\n  - name: web # it\n    image: i\n    securityContext:\n"
		    "      allowPrivilegeEscalation: false\n      seccompProfile:\n        type: RuntimeDefault\n"
		    "    # of ports\n    ports: []\n");
	/* four columns, and lists below their key */
	becomes("apiVersion: v1\nkind: Pod\nspec:\n    containers:\n        - image: i\n", &bind_only,
		"apiVersion: v1\nkind: Pod\nspec:\n    containers:\n        - image: i\n          securityContext:\n"
		"              allowPrivilegeEscalation: false\n              capabilities:\n                  drop:\n"
		"                      - ALL\n                  add:\n                      - NET_BIND_SERVICE\n"
		"              seccompProfile:\n                  type: RuntimeDefault\n");
	/* flow, no end of line at the end */
	becomes(POD "  containers: [{name: web}]", NULL,
		POD "  containers: [{securityContext: {allowPrivilegeEscalation: false, seccompProfile: {type: "
		    "RuntimeDefault}}, name: web}]");
	becomes(POD "  containers:\n  - name: web", NULL,
		POD "  containers:\n  - name: web\n    securityContext:\n      allowPrivilegeEscalation: false\n"
		    "      seccompProfile:\n        type: RuntimeDefault");
	/* carriage returns */
	becomes("apiVersion: v1\r\nkind: Pod\r\nspec: {containers: [\r\n{name: web,\r\nsecurityContext: {}}]}\r\n",
		NULL,
		"apiVersion: v1\r\nkind: Pod\r\nspec: {containers: [\r\n{name: web,\r\nsecurityContext: "
		"{allowPrivilegeEscalation: false, seccompProfile: {type: RuntimeDefault}}}]}\r\n");
}

#define WEB POD "  securityContext: {seccompProfile: {type: RuntimeDefault}}\n  containers:\n  - name: web\n" \
		"    securityContext:\n      allowPrivilegeEscalation: false\n"

static void lists(void **state)
{
	(void)state;
	becomes(WEB "      capabilities:\n        drop: # all\n        - NET_RAW\n        # some\n        add: "
		    "[NET_ADMIN, "
		    "'NET_BIND_SERVICE' , SYS_TIME] # x\n",
		&bind_only,
		WEB "      capabilities:\n        drop: # all\n        - ALL\n        # some\n        add: ["
		    "'NET_BIND_SERVICE'] # x\n");
	becomes(WEB "      capabilities:\n        drop: [\"ALL\"]\n        add:\n        - NET_ADMIN # a\n        - "
		    "NET_BIND_SERVICE"
		    " # b\n        - SYS_TIME # c\n      privileged: false\n",
		&bind_only,
		WEB "      capabilities:\n        drop: [\"ALL\"]\n        add:\n        - NET_BIND_SERVICE # b\n"
		    "      privileged: false\n");
	becomes(WEB "      capabilities:\n        drop: [\"ALL\"]\n        add:\n        - NET_ADMIN\n", &nothing,
		WEB "      capabilities:\n        drop: [\"ALL\"]\n");
	becomes(WEB "      capabilities: {add: [NET_ADMIN], drop: [ALL]}\n", &nothing,
		WEB "      capabilities: {drop: [ALL]}\n");
	becomes(WEB "      capabilities: {drop: [ALL], add: [NET_ADMIN]}\n", &nothing,
		WEB "      capabilities: {drop: [ALL]}\n");
	becomes(WEB "      capabilities: {}\n", &nothing, WEB "      capabilities: {drop: [ALL]}\n");
	becomes(WEB "      capabilities:\n        drop:\n", &nothing, WEB "      capabilities:\n        drop: [ALL]\n");
	/* as Kubernetes spells them; that is all that is sure without a profile */
	becomes(WEB "      capabilities: {drop: [all], add: [\"CAP_CHOWN\", NO_SUCH, CHOWN]}\n", NULL,
		WEB "      capabilities: {drop: [ALL], add: [NO_SUCH, CHOWN]}\n");
	stays(WEB "      capabilities: {add: [NET_ADMIN, NO_SUCH]}\n", NULL);
}

static void what_is_asked_for(void **state)
{
	(void)state;
	/* somebody wrote it */
	stays(WEB "      capabilities: {drop: [ALL]}\n      seccompProfile: {type: Unconfined}\n", NULL);
	stays(POD "  containers: [{name: web, securityContext: {privileged: true}}]\n", NULL);
	stays(POD "  containers: [{name: web, securityContext: {allowPrivilegeEscalation: true, seccompProfile: {type: "
		  "RuntimeDefault}}}]\n", NULL);
	/* a profile that may lack something takes nothing away */
	stays(POD "  containers: [{name: web, securityContext: {privileged: true}}]\n", &unsure);
	becomes(POD "  containers: [{name: web, securityContext: {privileged: true}}]\n", &nothing,
		POD
		"  containers: [{name: web, securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: "
		"[ALL]}, seccompProfile: {type: RuntimeDefault}, privileged: false}}]\n");
	/* a program that gains by execve; and what is asked about stays */
	becomes(POD "  containers: [{name: web, securityContext: {privileged: true}}]\n", &gains,
		POD "  containers: [{name: web, securityContext: {capabilities: {drop: [ALL], add: [SETGID, SETUID]}, "
		    "seccompProfile: {type: RuntimeDefault}, privileged: false}}]\n");
	/* another container */
	stays(POD "  containers: [{name: a, securityContext: {privileged: true}}, {name: b, securityContext: "
		  "{privileged: "
		  "true}}]\n",
	      &nothing);
	stays(POD "  os: {name: windows}\n  containers: [{name: web}]\n", &nothing);
}

static void shared(void **state)
{
	(void)state;
	stays(POD "  containers:\n  - name: a\n    securityContext: &s {runAsUser: 1}\n  - name: b\n    "
		  "securityContext: *s\n",
	      NULL);
	stays("x: &x {cap_add: [SYS_TIME]}\nservices:\n  web:\n    <<: *x\n    image: i\n", &nothing);
	/* what is merged has nothing to do with it */
	becomes("x: &x {restart: always}\nservices:\n  web:\n    <<: *x\n    image: i # c\n", NULL,
		"x: &x {restart: always}\nservices:\n  web:\n    <<: *x\n    image: i # c\n    security_opt:\n"
		"    - no-new-privileges:true\n");
	becomes("services:\n  web: &w\n    image: i\n", NULL,
		"services:\n  web: &w\n    image: i\n    security_opt:\n    - no-new-privileges:true\n");
	stays("services:\n  web: &w\n    image: i\n  b: *w\n", NULL);
	becomes("a: &a\n- x\nservices:\n  web:\n    dns: *a\n", NULL,
		"a: &a\n- x\nservices:\n  web:\n    dns: *a\n    security_opt:\n    - no-new-privileges:true\n");
}

static void compose(void **state)
{
	(void)state;
	becomes("services:\n  web:\n    privileged: yes # why\n    image: i\n    cap_add:\n      - SYS_ADMIN\n      "
		"- net_bind_service\n",
		&bind_only,
		"services:\n  web:\n    image: i\n    cap_drop:\n      - ALL\n    security_opt:\n"
		"      - no-new-privileges:true\n    cap_add:\n      - net_bind_service\n");
	becomes("services:\n  web:\n    security_opt:\n      - seccomp=p.json\n    image: i\n", NULL,
		"services:\n  web:\n    security_opt:\n      - seccomp=p.json\n      - no-new-privileges:true\n    "
		"image: i\n");
	becomes("services: {web: {security_opt: [\"no-new-privileges:false\"], cap_drop: [ALL]}}\n", &nothing,
		"services: {web: {security_opt: [\"no-new-privileges:true\"], cap_drop: [ALL]}}\n");
	stays("services: {web: {security_opt: [\"no-new-privileges:false\"], cap_drop: [ALL]}}\n", NULL);
	stays("services: {web: {security_opt: [no-new-privileges]}}\n", NULL);
	becomes("services:\n  web:\n    cap_drop: ALL\n    security_opt: [no-new-privileges]\n", &nothing,
		"services:\n  web:\n    cap_drop: [ALL]\n    security_opt: [no-new-privileges]\n");
	/* only values in blocks: in front of the first key */
	becomes("services:\n  web:\n    environment:\n      A: b\n", NULL,
		"services:\n  web:\n    security_opt:\n    - no-new-privileges:true\n    environment:\n      A: b\n");
	becomes("services:\n  web:\n    command: |\n      x\n\n    image: i\n", NULL,
		"services:\n  web:\n    command: |\n      x\n\n    image: i\n    security_opt:\n    - "
		"no-new-privileges:true\n");
}

static void oci(void **state)
{
	(void)state;
	becomes("{\"ociVersion\": \"1\",\n\t\"process\": {\n\t\t\"cwd\": \"/\"\n\t}\n}\n", NULL,
		"{\"ociVersion\": \"1\",\n\t\"process\": {\n\t\t\"noNewPrivileges\": true,\n\t\t\"cwd\": "
		"\"/\"\n\t}\n}\n");
	stays("{\"ociVersion\": \"1\", \"process\": {\"noNewPrivileges\": false}}", NULL);
	becomes("{\"process\": {\"noNewPrivileges\": true, \"capabilities\": {\"bounding\": [\"CAP_KILL\", "
		"\"CAP_NET_BIND_SERVICE\"], "
		"\"inheritable\": [\"CAP_KILL\"]}}, \"root\": {}}",
		&bind_only,
		"{\"process\": {\"noNewPrivileges\": true, \"capabilities\": {\"effective\": "
		"[\"CAP_NET_BIND_SERVICE\"], "
		"\"permitted\": [\"CAP_NET_BIND_SERVICE\"], \"bounding\": [\"CAP_NET_BIND_SERVICE\"], "
		"\"inheritable\": []}}, \"root\": {}}");
	/* not root: only what is ambient reaches the program */
	becomes("{\"process\": {\"noNewPrivileges\": true, \"user\": {\"uid\": 7}}, \"root\": {}}", &bind_only,
		"{\"process\": {\"capabilities\": {\"bounding\": [\"CAP_NET_BIND_SERVICE\"], \"effective\": "
		"[\"CAP_NET_BIND_SERVICE\"], \"permitted\": [\"CAP_NET_BIND_SERVICE\"], \"inheritable\": "
		"[\"CAP_NET_BIND_SERVICE\"], \"ambient\": [\"CAP_NET_BIND_SERVICE\"]}, \"noNewPrivileges\": true, "
		"\"user\": {\"uid\": 7}}, \"root\": {}}");
}

#define UNIT "[Unit]\nDescription=x\n\n[Service]\nExecStart=/bin/web \\\n# within\n  -v\n"

static void units(void **state)
{
	(void)state;
	stays(UNIT, NULL); /* of root, which may start others' programs */
	becomes(UNIT "User=www\n\n[Install]\nWantedBy=x\n", NULL,
		UNIT "User=www\nNoNewPrivileges=yes\n\n[Install]\nWantedBy=x\n");
	becomes(UNIT, &bind_only, UNIT "CapabilityBoundingSet=CAP_NET_BIND_SERVICE\nNoNewPrivileges=yes\n");
	becomes(UNIT "User=www", &bind_only, UNIT "User=www\nCapabilityBoundingSet=CAP_NET_BIND_SERVICE\n"
						  "AmbientCapabilities=CAP_NET_BIND_SERVICE\nNoNewPrivileges=yes");
	becomes("[Service]\nCapabilityBoundingSet=CAP_KILL \\\n  CAP_CHOWN\n# "
		"c\nExecStart=/bin/web\nCapabilityBoundingSet="
		"CAP_SYS_TIME\nAmbientCapabilities=CAP_KILL\nNoNewPrivileges=false\n",
		&nothing, "[Service]\nCapabilityBoundingSet=\n# c\nExecStart=/bin/web\nNoNewPrivileges=yes\n");
	stays(UNIT "CapabilityBoundingSet=\nNoNewPrivileges=yes\n", &nothing);
	stays(UNIT "NoNewPrivileges=no\nUser=www\n", NULL);
}

static void run_lines(void **state)
{
	(void)state;
	becomes("docker run -d web sh\n", NULL, "docker run --security-opt=no-new-privileges -d web sh\n");
	becomes("# c\ndocker run -d \\\n  --privileged \\\n  --cap-add X \\\n  -p 80:80 web\n", &bind_only,
		"# c\ndocker run --cap-drop=ALL --cap-add=NET_BIND_SERVICE --security-opt=no-new-privileges -d \\\n"
		"  -p 80:80 web\n");
	becomes("docker run --privileged --security-opt no-new-privileges:false web", &nothing,
		"docker run --cap-drop=ALL --security-opt=no-new-privileges web");
	stays("docker run --privileged web\n", NULL);
	stays("docker run --cap-drop all --cap-add CAP_NET_BIND_SERVICE --security-opt no-new-privileges web\n",
	      &bind_only);
	becomes("docker run web; docker ps\npodman run 'b c'\n", NULL,
		"docker run --security-opt=no-new-privileges web; docker ps\npodman run "
		"--security-opt=no-new-privileges 'b c'\n");
}

/* Where a change would break something, nothing is changed. */
static void not_possible(void **state)
{
	(void)state;
	/* the key that would go is the only one behind its dash */
	refused("services:\n  web:\n    ? image\n    : i\n", NULL);
	refused("services:\n  web:\n    security_opt:\n    - |\n      label=disable\n", NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pods),	   cmocka_unit_test(lists),  cmocka_unit_test(what_is_asked_for),
		cmocka_unit_test(shared),  cmocka_unit_test(compose), cmocka_unit_test(oci),
		cmocka_unit_test(units),   cmocka_unit_test(run_lines), cmocka_unit_test(not_possible),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
