// SPDX-License-Identifier: BSD-2-Clause
/*
 * Whose cgroups are. The paths are those that the programs named beside them are seen to make, with their managers'
 * defaults; nothing of them is made up but the ids.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/glob.h"
#include "core/owner.h"

#define ID "4fd1a1c2b7b9e2b4e6f5a4c0f9d8e7b6a5c4d3e2f1a0b9c8d7e6f5a4b3c2d1e0"
#define ID2 "0000000000111111111122222222223333333333444444444455555555556666"
#define UID "2f1c8a52-7a1e-4a0e-9a4e-6b0f0f8f9a11"
#define UID_SLICE "2f1c8a52_7a1e_4a0e_9a4e_6b0f0f8f9a11"
#define HUB "docker" ".io/" /* where names without a registry come from */
#define STATIC_UID "5d6f1b2a3c4d5e6f708192a3b4c5d6e7"

struct row {
	const char *path;
	enum owner_kind kind;
	const char *runtime, *id, *pod, *unit; /* NULL: none */
};

static const struct row rows[] = {
	/* docker: systemd and cgroupfs managers, a parent of one's own, rootless, systemd within */
	{ "/system.slice/docker-" ID ".scope", OWNER_CONTAINER, "docker", ID, NULL, "docker-" ID ".scope" },
	{ "/docker/" ID, OWNER_CONTAINER, "docker", ID, NULL, NULL },
	{ "/batch/jobs/" ID, OWNER_CONTAINER, NULL, ID, NULL, NULL },
	{ "/user.slice/user-1000.slice/user@1000.service/user.slice/docker-" ID ".scope", OWNER_CONTAINER, "docker",
	  ID, NULL, "docker-" ID ".scope" },
	{ "/system.slice/docker-" ID ".scope/system.slice/nginx.service", OWNER_CONTAINER, "docker", ID, NULL,
	  "nginx.service" },
	{ "/system.slice/docker.service", OWNER_UNIT, NULL, NULL, NULL, "docker.service" },
	{ "/system.slice/docker-" ID ".scope (deleted)", OWNER_CONTAINER, "docker", ID, NULL,
	  "docker-" ID ".scope" },
	/* docker in docker, Kubernetes in docker (kind) */
	{ "/docker/" ID "/docker/" ID2, OWNER_CONTAINER, "docker", ID2, NULL, NULL },
	{ "/system.slice/docker-" ID ".scope/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-besteffort.slice/"
	  "kubelet-kubepods-besteffort-pod" UID_SLICE ".slice/cri-containerd-" ID2 ".scope",
	  OWNER_CONTAINER, "containerd", ID2, UID_SLICE, "cri-containerd-" ID2 ".scope" },
	{ "/docker/" ID "/kubelet/kubepods/burstable/pod" UID "/" ID2, OWNER_CONTAINER, NULL, ID2, UID, NULL },
	/* podman: both managers, its monitor, pods, split cgroups, the directory that crun makes within */
	{ "/machine.slice/libpod-" ID ".scope", OWNER_CONTAINER, "podman", ID, NULL, "libpod-" ID ".scope" },
	{ "/machine.slice/libpod-" ID ".scope/container", OWNER_CONTAINER, "podman", ID, NULL,
	  "libpod-" ID ".scope" },
	{ "/libpod_parent/libpod-" ID, OWNER_CONTAINER, "podman", ID, NULL, NULL },
	{ "/libpod_parent/" ID "/libpod-" ID2, OWNER_CONTAINER, "podman", ID2, ID, NULL },
	{ "/libpod_parent/libpod-conmon-" ID, OWNER_HOST, NULL, NULL, NULL, NULL },
	{ "/libpod_parent/conmon", OWNER_HOST, NULL, NULL, NULL, NULL },
	{ "/machine.slice/libpod-conmon-" ID ".scope", OWNER_UNIT, NULL, NULL, NULL, "libpod-conmon-" ID ".scope" },
	{ "/machine.slice/machine-libpod_pod_" ID ".slice/libpod-" ID2 ".scope/container", OWNER_CONTAINER, "podman",
	  ID2, ID, "libpod-" ID2 ".scope" },
	{ "/user.slice/user-1000.slice/user@1000.service/user.slice/user-libpod_pod_" ID ".slice/libpod-" ID2
	  ".scope", OWNER_CONTAINER, "podman", ID2, ID, "libpod-" ID2 ".scope" },
	{ "/system.slice/web.service/libpod-payload-" ID, OWNER_CONTAINER, "podman", ID, NULL, "web.service" },
	{ "/system.slice/web.service/runtime", OWNER_UNIT, NULL, NULL, NULL, "web.service" },
	/* CRI-O and containerd, under both managers of the kubelet; guaranteed and static pods */
	{ "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod" UID_SLICE ".slice/crio-" ID ".scope",
	  OWNER_CONTAINER, "cri-o", ID, UID_SLICE, "crio-" ID ".scope" },
	{ "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod" UID_SLICE ".slice/crio-" ID
	  ".scope/container", OWNER_CONTAINER, "cri-o", ID, UID_SLICE, "crio-" ID ".scope" },
	{ "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod" UID_SLICE ".slice/crio-conmon-" ID
	  ".scope", OWNER_UNIT, NULL, NULL, UID_SLICE, "crio-conmon-" ID ".scope" },
	{ "/kubepods/besteffort/pod" UID "/crio-" ID, OWNER_CONTAINER, "cri-o", ID, UID, NULL },
	{ "/kubepods/besteffort/pod" UID "/crio-conmon-" ID, OWNER_HOST, NULL, NULL, UID, NULL },
	{ "/kubepods.slice/kubepods-pod" UID_SLICE ".slice/cri-containerd-" ID ".scope", OWNER_CONTAINER,
	  "containerd", ID, UID_SLICE, "cri-containerd-" ID ".scope" },
	{ "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod" STATIC_UID ".slice/cri-containerd-" ID
	  ".scope", OWNER_CONTAINER, "containerd", ID, STATIC_UID, "cri-containerd-" ID ".scope" },
	{ "/kubepods/burstable/pod" UID "/" ID, OWNER_CONTAINER, NULL, ID, UID, NULL },
	{ "/kubepods/pod" UID "/" ID, OWNER_CONTAINER, NULL, ID, UID, NULL },
	{ "/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod" UID_SLICE ".slice/docker-" ID ".scope",
	  OWNER_CONTAINER, "docker", ID, UID_SLICE, "docker-" ID ".scope" },
	{ "/system.slice/containerd.service/kubepods-burstable-pod" UID_SLICE ".slice:cri-containerd:" ID,
	  OWNER_CONTAINER, "containerd", ID, UID_SLICE, "containerd.service" },
	{ "/kubepods/burstable/pod" UID, OWNER_HOST, NULL, NULL, UID, NULL },
	{ "/system.slice/nerdctl-" ID ".scope", OWNER_CONTAINER, "containerd", ID, NULL, "nerdctl-" ID ".scope" },
	{ "/default/" ID, OWNER_CONTAINER, NULL, ID, NULL, NULL },
	/* LXC, its monitor, what runs in it, LXC before 4, in a session */
	{ "/lxc.payload.web", OWNER_CONTAINER, "lxc", "web", NULL, NULL },
	{ "/lxc.payload.web/system.slice/ssh.service", OWNER_CONTAINER, "lxc", "web", NULL, "ssh.service" },
	{ "/lxc.payload.web/.lxc", OWNER_CONTAINER, "lxc", "web", NULL, NULL },
	{ "/lxc.monitor.web", OWNER_HOST, NULL, NULL, NULL, NULL },
	{ "/lxc/101", OWNER_CONTAINER, "lxc", "101", NULL, NULL },
	{ "/lxc/101/ns/init.scope", OWNER_CONTAINER, "lxc", "101", NULL, "init.scope" },
	{ "/lxc", OWNER_HOST, NULL, NULL, NULL, NULL },
	{ "/user.slice/user-1000.slice/session-3.scope/lxc.payload.my.box", OWNER_CONTAINER, "lxc", "my.box", NULL,
	  "session-3.scope" },
	/* systemd-nspawn by hand and as a unit; libvirt's containers, and its machines that are none */
	{ "/machine.slice/machine-web\\x2d1.scope/payload/init.scope", OWNER_CONTAINER, "nspawn", "web\\x2d1", NULL,
	  "init.scope" },
	{ "/machine.slice/systemd-nspawn@web.service/payload", OWNER_CONTAINER, "nspawn", "web", NULL,
	  "systemd-nspawn@web.service" },
	{ "/machine.slice/systemd-nspawn@web.service/supervisor", OWNER_UNIT, NULL, NULL, NULL,
	  "systemd-nspawn@web.service" },
	{ "/docker/" ID "/machine.slice/machine-web.scope/supervisor", OWNER_CONTAINER, "docker", ID, NULL,
	  "machine-web.scope" },
	{ "/machine.slice/machine-lxc\\x2d1234\\x2dbox.scope", OWNER_CONTAINER, "libvirt", "lxc\\x2d1234\\x2dbox",
	  NULL, "machine-lxc\\x2d1234\\x2dbox.scope" },
	{ "/machine.slice/machine-qemu\\x2d3\\x2ddb.scope/libvirt/emulator", OWNER_UNIT, NULL, NULL, NULL,
	  "machine-qemu\\x2d3\\x2ddb.scope" },
	/* runc and crun alone */
	{ "/system.slice/runc-web.scope", OWNER_CONTAINER, "runc", "web", NULL, "runc-web.scope" },
	{ "/user.slice/crun-web.scope", OWNER_CONTAINER, "crun", "web", NULL, "crun-web.scope" },
	{ "/web", OWNER_HOST, NULL, NULL, NULL, NULL },
	/* systemd */
	{ "/system.slice/nginx.service", OWNER_UNIT, NULL, NULL, NULL, "nginx.service" },
	{ "/system.slice/system-getty.slice/getty@tty1.service", OWNER_UNIT, NULL, NULL, NULL, "getty@tty1.service" },
	{ "/system.slice/postgresql@15-main.service/worker", OWNER_UNIT, NULL, NULL, NULL,
	  "postgresql@15-main.service" },
	{ "/user.slice/user-1000.slice/user@1000.service/app.slice/app-gnome-Terminal-1.scope", OWNER_UNIT, NULL,
	  NULL, NULL, "app-gnome-Terminal-1.scope" },
	{ "/user.slice/user-1000.slice/user@1000.service/init.scope", OWNER_UNIT, NULL, NULL, NULL, "init.scope" },
	{ "/user.slice/user-1000.slice/session-3.scope", OWNER_UNIT, NULL, NULL, NULL, "session-3.scope" },
	{ "/system.slice/dbus.socket", OWNER_UNIT, NULL, NULL, NULL, "dbus.socket" },
	{ "/system.slice/mnt-data.mount", OWNER_UNIT, NULL, NULL, NULL, "mnt-data.mount" },
	{ "/init.scope", OWNER_UNIT, NULL, NULL, NULL, "init.scope" },
	{ "/user.slice", OWNER_HOST, NULL, NULL, NULL, NULL },
	{ "/", OWNER_HOST, NULL, NULL, NULL, NULL },
	{ "", OWNER_HOST, NULL, NULL, NULL, NULL },
	/* seen from within another cgroup namespace; without its top */
	{ "/../../system.slice/docker-" ID ".scope", OWNER_CONTAINER, "docker", ID, NULL, "docker-" ID ".scope" },
	{ "/.../docker-" ID ".scope", OWNER_CONTAINER, "docker", ID, NULL, "docker-" ID ".scope" },
};

/* Names that only look like those above. */
static const struct row hostile[] = {
	{ "/docker-.scope", OWNER_UNIT, NULL, NULL, NULL, "docker-.scope" },
	{ "/docker-" ID "0.scope", OWNER_UNIT, NULL, NULL, NULL, "docker-" ID "0.scope" },
	{ "/docker-4fd1.scope", OWNER_UNIT, NULL, NULL, NULL, "docker-4fd1.scope" },
	{ "/docker-" ID, OWNER_HOST, NULL, NULL, NULL, NULL },
	{ "/docker/" ID "x", OWNER_HOST, NULL, NULL, NULL, NULL },
	{ "/docker/4FD1A1C2B7B9E2B4E6F5A4C0F9D8E7B6A5C4D3E2F1A0B9C8D7E6F5A4B3C2D1E0", OWNER_HOST, NULL, NULL, NULL,
	  NULL },
	{ "/libpod-", OWNER_HOST, NULL, NULL, NULL, NULL },
	{ "/lxc.payload.", OWNER_HOST, NULL, NULL, NULL, NULL },
	{ "/lxc.payload", OWNER_HOST, NULL, NULL, NULL, NULL },
	{ "/machine-.scope", OWNER_UNIT, NULL, NULL, NULL, "machine-.scope" },
	{ "/systemd-nspawn@.service", OWNER_UNIT, NULL, NULL, NULL, "systemd-nspawn@.service" },
	{ "/runc-.scope", OWNER_UNIT, NULL, NULL, NULL, "runc-.scope" },
	{ "/.service/.scope", OWNER_HOST, NULL, NULL, NULL, NULL },
	{ "/x.slice/.slice/pod.slice", OWNER_HOST, NULL, NULL, NULL, NULL },
	{ "/pod" UID "/x", OWNER_HOST, NULL, NULL, NULL, NULL },
	{ "/kubepods/pod" UID "0/x", OWNER_HOST, NULL, NULL, NULL, NULL },
	{ "/kubepods/podpodpod", OWNER_HOST, NULL, NULL, NULL, NULL },
	{ "/kubepods/pod--------------------------------", OWNER_HOST, NULL, NULL, NULL, NULL },
	{ "/supervisor", OWNER_HOST, NULL, NULL, NULL, NULL },
	{ "//docker//" ID "//", OWNER_CONTAINER, "docker", ID, NULL, NULL },
	{ "/::", OWNER_HOST, NULL, NULL, NULL, NULL },
	{ "/:x:" ID, OWNER_CONTAINER, NULL, ID, NULL, NULL },
	{ " (deleted)", OWNER_HOST, NULL, NULL, NULL, NULL },
	{ "(deleted)", OWNER_HOST, NULL, NULL, NULL, NULL },
};

static void expect_word(const char *path, const char *what, struct owner_word w, const char *expected)
{
	if (!expected && w.text)
		fail_msg("%s: %s: %.*s, not none", path, what, (int)w.n, w.text);
	if (expected && (!w.text || w.n != strlen(expected) || memcmp(w.text, expected, w.n)))
		fail_msg("%s: %s: %.*s, not %s", path, what, w.text ? (int)w.n : 4, w.text ?: "none", expected);
}

static void expect_rows(const struct row *at, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct owner_names names;

		owner_read_path(at[i].path, &names);
		if (names.kind != at[i].kind)
			fail_msg("%s: kind %d, not %d", at[i].path, names.kind, at[i].kind);
		if (strcmp(names.runtime ?: "none", at[i].runtime ?: "none"))
			fail_msg("%s: of %s, not %s", at[i].path, names.runtime, at[i].runtime);
		expect_word(at[i].path, "id", names.id, at[i].id);
		expect_word(at[i].path, "pod", names.pod, at[i].pod);
		expect_word(at[i].path, "unit", names.unit, at[i].unit);
	}
}

static void test_paths(void **state)
{
	(void)state;
	expect_rows(rows, ARRAY_SIZE(rows));
}

static void test_hostile_paths(void **state)
{
	(void)state;
	expect_rows(hostile, ARRAY_SIZE(hostile));
}

static void test_containers_in_containers(void **state)
{
	static const struct {
		const char *path, *outer;
	} nested[] = {
		{ "/docker/" ID "/docker/" ID2, ID },
		{ "/docker/" ID "/kubelet/kubepods/burstable/pod" UID "/" ID2, ID },
		{ "/lxc.payload.web/system.slice/docker-" ID ".scope", "web" },
		{ "/lxc.payload.web/docker/" ID "/docker/" ID2, ID },
		{ "/docker/" ID, NULL },
		{ "/machine.slice/libpod-" ID ".scope/container", NULL },
		{ "/docker/" ID "/machine.slice/machine-web.scope/supervisor", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(nested); i++) {
		struct owner_names names;

		owner_read_path(nested[i].path, &names);
		expect_word(nested[i].path, "outer", names.outer, nested[i].outer);
	}
}

/* --- what they are called -------------------------------------------------------------- */

typedef void (*speller)(const struct owner *owner, struct buf *out);

static void expect_text(speller spell, const struct owner *owner, const char *expected)
{
	_buf_ struct buf b = BUF_INIT;

	spell(owner, &b);
	assert_int_equal(buf_error(&b), 0);
	assert_string_equal(buf_text(&b), expected);
}

static struct owner at(const char *cgroup)
{
	return (struct owner){ .id = 1, .cgroup = (char *)cgroup };
}

static struct owner labelled(const char *cgroup, enum lc_label_kind kind, const char *text)
{
	struct owner o = at(cgroup);

	o.label[kind] = (char *)text;
	return o;
}

static void test_titles(void **state)
{
	struct owner o = at("/docker/" ID);

	(void)state;
	expect_text(owner_title, &o, "4fd1a1c2b7b9");
	expect_text(owner_id, &o, ID);
	o.label[LC_LABEL_POD_CONTAINER] = (char *)"app";
	expect_text(owner_title, &o, "app");
	o.label[LC_LABEL_NAME] = (char *)"web";
	expect_text(owner_title, &o, "web");
	o = at("/system.slice/nginx.service");
	expect_text(owner_title, &o, "nginx.service");
	expect_text(owner_unit, &o, "nginx.service");
	expect_text(owner_id, &o, "");
	o = at("/");
	expect_text(owner_title, &o, "");
	assert_int_equal(owner_kind(&o), OWNER_HOST);
	o = at("/lxc.payload.a-name-of-some-length-that-is-no-id");
	expect_text(owner_title, &o, "a-name-of-some-length-that-is-no-id");
}

/* In a profile the backslashes that systemd writes are doubled. */
static void test_machine_names_are_read_as_systemd_wrote_them(void **state)
{
	struct owner o = at("/machine.slice/machine-my\\\\x2dbox.scope/payload");

	(void)state;
	expect_text(owner_title, &o, "my-box");
	assert_true(owner_is(&o, "my-box"));
	o = at("/machine.slice/machine-a\\\\x1b\\\\x5b31m.scope");
	expect_text(owner_title, &o, "a\\x1b[31m");
	o = at("/machine.slice/machine-qemu\\\\x2d3\\\\x2ddb.scope");
	assert_int_equal(owner_kind(&o), OWNER_UNIT);
	o = at("/machine.slice/machine-a\\\\x0.scope"); /* cut short */
	expect_text(owner_title, &o, "a\\\\x0");
}

static void test_pods(void **state)
{
	struct owner o = at("/kubepods.slice/kubepods-pod" UID_SLICE ".slice/crio-" ID ".scope");

	(void)state;
	expect_text(owner_pod, &o, UID);
	o.label[LC_LABEL_POD] = (char *)"web-0";
	expect_text(owner_pod, &o, "web-0");
	o.label[LC_LABEL_POD_NAMESPACE] = (char *)"shop";
	expect_text(owner_pod, &o, "shop/web-0");
	o = at("/docker/" ID);
	expect_text(owner_pod, &o, "");
}

/* runc without a manager: only the runtime's own word makes a container of a directory. */
static void test_labels_win(void **state)
{
	struct owner o = at("/web");

	(void)state;
	assert_int_equal(owner_kind(&o), OWNER_HOST);
	o.label[LC_LABEL_RUNTIME] = (char *)"runc";
	assert_int_equal(owner_kind(&o), OWNER_HOST);
	o.label[LC_LABEL_ID] = (char *)"web";
	assert_int_equal(owner_kind(&o), OWNER_CONTAINER);
	expect_text(owner_title, &o, "web");
	o = labelled("/docker/" ID, LC_LABEL_ID, ID2);
	expect_text(owner_id, &o, ID2);
	o = labelled("/docker/" ID, LC_LABEL_NAME, "");
	expect_text(owner_title, &o, "4fd1a1c2b7b9");
}

/* --- who is meant ----------------------------------------------------------------------- */

static void test_containers_by_name(void **state)
{
	struct owner web = labelled("/docker/" ID, LC_LABEL_NAME, "web-1"), unit = at("/system.slice/web-1.service");
	struct owner lxc = at("/lxc.payload.web-1"), odd = labelled("/docker/" ID, LC_LABEL_NAME, "a\\\\b\\xff");
	static const char *const are[] = { "web-1", "web-*", "*", "web-?", "w[a-f]b-1", ID, "4fd1a1c2b7b9", "4" };
	static const char *const are_not[] = { "", "web", "web-", "WEB-1", "web-1 ", "fd1a", ID "0", "x*", "web-1?",
					       "w[!a-f]b-1" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(are); i++) {
		if (!owner_is(&web, are[i]))
			fail_msg("is not %s", are[i]);
		assert_false(owner_is(&unit, are[i]));
	}
	for (size_t i = 0; i < ARRAY_SIZE(are_not); i++) {
		if (owner_is(&web, are_not[i]))
			fail_msg("is %s", are_not[i]);
	}
	assert_true(owner_is(&lxc, "web-1") && owner_is(&lxc, "web*"));
	assert_false(owner_is(&lxc, "web")); /* a name has no first digits */
	assert_true(owner_is(&odd, "a\\b\xff") && owner_is(&odd, "a\\\\b\\xff"));
	assert_true(owner_is_exactly(&web, "web-1") && owner_is_exactly(&web, ID));
	assert_false(owner_is_exactly(&web, "web-*") || owner_is_exactly(&web, "4fd1a1c2b7b9"));
}

static void test_units_by_name(void **state)
{
	struct owner nginx = at("/system.slice/nginx.service"), odd = at("/system.slice/a\\\\x2db.service");
	struct owner split = at("/system.slice/web.service/libpod-payload-" ID), host = at("/x");

	(void)state;
	assert_true(owner_is_unit(&nginx, "nginx") && owner_is_unit(&nginx, "nginx.service"));
	assert_true(owner_is_unit(&nginx, "ng*") && owner_is_unit(&odd, "a\\x2db.service"));
	assert_false(owner_is_unit(&nginx, "ngin") || owner_is_unit(&nginx, "nginx.") || owner_is_unit(&nginx, ""));
	assert_true(owner_is_unit(&split, "web"));
	assert_false(owner_is_unit(&host, "*"));
}

static void test_images(void **state)
{
	static const struct {
		const char *image, *wanted;
		bool is;
	} images[] = {
		{ "nginx", "nginx", true },
		{ "nginx:1.25", "nginx", true },
		{ "nginx:1.25", "nginx:1.25", true },
		{ "nginx:1.25", "nginx:1.2", false },
		{ "nginx", "nginx:latest", true },
		{ HUB "library/nginx:1.25", "nginx", true },
		{ "nginx:1.25", HUB "library/nginx", true },
		{ HUB "library/nginx:1.25", HUB "library/nginx:1.25", true },
		{ HUB "shop/nginx", "nginx", false },
		{ "shop/nginx", HUB "shop/nginx", true },
		{ "images.example/nginx", "nginx", false },
		{ "nginx", "images.example/nginx", false },
		{ "localhost/web:dev", "web", true },
		{ "localhost:5000/web", "web", false },
		{ "localhost:5000/web:2", "localhost:5000/web", true },
		{ "localhost:5000/web", "localhost", false },
		{ "nginx@sha256:aa", "nginx", true },
		{ "nginx:1@sha256:aa", "nginx@sha256:aa", true },
		{ "nginx@sha256:aa", "nginx@sha256:ab", false },
		{ "nginxx", "nginx", false },
		{ "sha256:aa", "sha256:aa", true },
		{ "nginx", "", false },
		{ ":", "a", false },
		{ "/", "a", false },
		{ "@", "a", false },
	};
	struct owner none = at("/docker/" ID);

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(images); i++) {
		struct owner o = labelled("/docker/" ID, LC_LABEL_IMAGE, images[i].image);

		if (owner_has_image(&o, images[i].wanted) != images[i].is)
			fail_msg("%s is %s%s", images[i].image, images[i].is ? "not " : "", images[i].wanted);
	}
	assert_false(owner_has_image(&none, "nginx"));
}

/* POSIX.1-2017, Shell Command Language, 2.13; and what would take a naive matcher years. */
static void test_patterns(void **state)
{
	static const struct {
		const char *pattern, *text;
		bool is;
	} patterns[] = {
		{ "", "", true }, { "*", "", true }, { "?", "", false }, { "a", "", false }, { "", "a", false },
		{ "a*c", "abbbc", true }, { "a*c", "abbb", false }, { "*a*a", "aba", true }, { "a**", "a", true },
		{ "[a-c]", "b", true }, { "[a-c]", "d", false }, { "[!a-c]", "d", true }, { "[]]", "]", true },
		{ "[]-a]", "^", true }, { "[a-]", "-", true }, { "[", "[", true }, { "[a", "[a", true },
		{ "[!", "[!", true }, { "x[yz]*", "xz", true },
		{ "[a-c]", "", false },
		{ "*a*a*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(patterns); i++) {
		if (glob_matches(patterns[i].pattern, patterns[i].text) != patterns[i].is)
			fail_msg("%s and %s", patterns[i].pattern, patterns[i].text);
	}
	assert_true(glob_is_pattern("a*") && glob_is_pattern("[") && !glob_is_pattern("a.b-c"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_paths),
		cmocka_unit_test(test_hostile_paths),
		cmocka_unit_test(test_containers_in_containers),
		cmocka_unit_test(test_titles),
		cmocka_unit_test(test_machine_names_are_read_as_systemd_wrote_them),
		cmocka_unit_test(test_pods),
		cmocka_unit_test(test_labels_win),
		cmocka_unit_test(test_containers_by_name),
		cmocka_unit_test(test_units_by_name),
		cmocka_unit_test(test_images),
		cmocka_unit_test(test_patterns),
	};

	return cmocka_run_group_tests_name("owner", tests, NULL, NULL);
}
