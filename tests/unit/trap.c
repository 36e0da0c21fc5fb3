// SPDX-License-Identifier: BSD-2-Clause
/*
 * Traps: for each a plan that walks into it and one just beside it that does not, and what is said then. What is
 * true of engines and kernels is from elsewhere: tests/live/traps.bats tries it.
 */
#include <errno.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "core/device.h"
#include "core/trap.h"
#include "tests/unit/emit_plan.h"

static struct sample s;
static struct layer_verdict verdict;
static struct refusal refusal;

static struct cap_plan *keep(unsigned int cap, const char *site)
{
	struct cap_plan *c = sample_cap(&s, cap, ADVICE_KEEP, 1);

	s.checks[s.plan.ncaps - 1].site = word(site);
	c->ndeciders = 1;
	return c;
}

static void as_user(void)
{
	s.programs[0].uid = 33;
}

static void gains(void)
{
	s.plan.no_new_privs = false;
	s.programs[1].flags |= LC_PROGRAM_GAINED;
}

static void binds(void)
{
	keep(CAP_NET_BIND_SERVICE, "__inet_bind");
}

static void binds_as_user(void)
{
	as_user();
	binds();
}

static void binds_as_user_to_be(void)
{
	s.plan.options.nonroot = true;
	binds();
}

static void binds_where_no_setting_helps(void)
{
	keep(CAP_NET_BIND_SERVICE, "__vsock_bind");
}

static void pings(void)
{
	keep(CAP_NET_RAW, "inet_create");
}

static void sniffs(void)
{
	keep(CAP_NET_RAW, "packet_create");
}

static void has_file_caps(void)
{
	keep(CAP_NET_RAW, "bprm_caps_from_vfs_caps")->reason = REASON_FILE;
}

/* Replay showed that it works without. */
static void had_file_caps(void)
{
	has_file_caps();
	s.plan.keep = 0;
	s.caps[0].advice = ADVICE_DROP;
}

static void gains_as_user(void)
{
	binds_as_user();
	gains();
}

static void gains_as_root(void)
{
	binds();
	gains();
}

static void asks(enum cap_reason reason)
{
	sample_cap(&s, CAP_SYS_ADMIN, ADVICE_ASK, 1)->reason = reason;
}

static void asks_elsewhere(void)
{
	asks(REASON_DENIED_NAMESPACE);
}

static void asks_here(void)
{
	asks(REASON_DENIED);
}

static void mounts(void)
{
	keep(CAP_SYS_ADMIN, "may_mount");
}

static void mounts_and_gains(void)
{
	mounts();
	gains();
}

/* What docker gives, and one more. */
#define CHOSEN UINT64_C(0xa80425fb)
static void held_for_nothing(void)
{
	binds();
	s.profile.outcome.permitted = CHOSEN | BIT(CAP_SYS_ADMIN);
}

static void held_and_used(void)
{
	mounts();
	s.profile.outcome.permitted = CHOSEN | BIT(CAP_SYS_ADMIN);
}

static void held_all(void)
{
	binds();
	s.profile.outcome.permitted = s.profile.outcome.bounding = BIT(CAP_LAST_CAP + 1) - 1;
}

static void bounding_held_for_nothing(void)
{
	as_user();
	s.profile.outcome.bounding = CHOSEN | BIT(CAP_SYS_ADMIN);
}

static void makes_tunnel(void)
{
	keep(CAP_NET_ADMIN, "__tun_chr_ioctl");
}

static void sets_route(void)
{
	keep(CAP_NET_ADMIN, "rtnetlink_rcv_msg");
}

static void mounts_by_fuse(void)
{
	s.programs[1].exe = word("/usr/bin/fusermount3");
	mounts();
}

static void refused_at(const char *object)
{
	verdict = (struct layer_verdict){ .layer = LAYER_CGROUP_DEVICE, .cap = -1, .object = word(object) };
	refusal = (struct refusal){ .program = 1, .error = EPERM, .verdict = &verdict };
	s.profile.refusals = &refusal;
	s.profile.nrefusals = 1;
}

static void refused_at_kvm(void)
{
	refused_at("/dev/kvm");
}

static void refused_at_null(void)
{
	refused_at("/dev/null");
}

static void overrides(void)
{
	keep(CAP_DAC_OVERRIDE, "generic_permission");
}

static void nothing(void)
{
}

static void drops_at_start(void)
{
	keep(CAP_SETUID, "__sys_setuid");
	s.plan.keep_init = BIT(CAP_SETUID);
}

static void drops_while_serving(void)
{
	drops_at_start();
	s.plan.keep_serving = BIT(CAP_SETUID);
}

static void as_interpreter(void)
{
	s.programs[0].exe = word("/usr/bin/python3.11");
	pings();
}

static struct privilege change;

static void executes(uint32_t flags)
{
	change = (struct privilege){ .program = 2, .flags = LC_STANCE_EXEC | flags, .count = 1 };
	s.profile.privileges = &change;
	s.profile.nprivileges = 1;
}

static void executes_in_vain(void)
{
	executes(LC_STANCE_VOID_CAPS_NNP);
}

static void executes_with_gain(void)
{
	executes(LC_STANCE_GAINED);
}

/* --- the cases --------------------------------------------------------------------- */

static const struct walk {
	const char *id;
	enum trap_target target;
	void (*into)(void), (*past)(void);
	const char *told[3];
} walks[] = {
	{ "kubernetes-no-ambient", TRAP_KUBERNETES, binds_as_user, binds,
	  { "starts without NET_BIND_SERVICE, though added", "runAsUser: 0" } },
	{ "kubernetes-no-ambient", TRAP_KUBERNETES, binds_as_user_to_be, as_user, { "ambient" } },
	{ "kubernetes-no-ambient", TRAP_REPORT, binds_as_user, nothing, { "without CAP_NET_BIND_SERVICE" } },
	{ "kubernetes-low-ports", TRAP_KUBERNETES, binds, binds_where_no_setting_helps,
	  { "net.ipv4.ip_unprivileged_port_start", "safe sysctl" } },
	{ "docker-no-ambient", TRAP_DOCKER, binds_as_user, binds,
	  { "leaves NET_BIND_SERVICE in the bounding set only" } },
	{ "docker-no-ambient", TRAP_COMPOSE, binds_as_user, as_user, { "user:" } },
	{ "docker-low-ports", TRAP_DOCKER, binds, binds_where_no_setting_helps,
	  { "20.10", "need no NET_BIND_SERVICE" } },
	{ "docker-ping", TRAP_COMPOSE, pings, sniffs, { "net.ipv4.ping_group_range" } },
	{ "podman-ambient", TRAP_PODMAN, binds_as_user, binds, { "makes capabilities named by --cap-add ambient" } },
	{ "filecaps-drop-all", TRAP_DOCKER, has_file_caps, pings,
	  { "/usr/bin/tool has NET_RAW as a file capability", "EPERM", "setcap -r" } },
	{ "filecaps-drop-all", TRAP_LAUNCHER, has_file_caps, had_file_caps, { "has cap_net_raw" } },
	{ "nnp-setuid", TRAP_KUBERNETES, gains, binds, { "gave privileges to /usr/bin/child." } },
	{ "nnp-setuid", TRAP_FILTER, gains, has_file_caps, { "must stay unset" } },
	{ "gain-void", TRAP_REPORT, executes_in_vain, executes_with_gain,
	  { "file capabilities of /usr/bin/child were void" } },
	{ "systemd-implied-nnp", TRAP_SYSTEMD, gains_as_user, gains_as_root, { "NoNewPrivs" } },
	{ "ambient-lost", TRAP_SYSTEMD, gains_as_user, gains_as_root, { "as /usr/bin/child has" } },
	{ "ambient-lost", TRAP_PODMAN, gains_as_user, binds_as_user, { "Ambient" } },
	{ "userns-no-flag", TRAP_DOCKER, asks_elsewhere, asks_here,
	  { "SYS_ADMIN: asked of a user namespace", "no flag" } },
	{ "net-raw-baseline", TRAP_KUBERNETES, sniffs, pings, { "baseline" } },
	{ "net-raw-ping", TRAP_KUBERNETES, pings, sniffs, { "baseline", "ping_group_range" } },
	{ "sys-admin-wide", TRAP_REPORT, mounts, asks_here, { "mounts, which the runtime", "volumes" } },
	{ "sys-admin-just-in-case", TRAP_SYSTEMD, held_for_nothing, held_and_used, { "leave it out" } },
	{ "sys-admin-just-in-case", TRAP_REPORT, bounding_held_for_nothing, held_all, { "nothing needed it" } },
	{ "kubernetes-sys-admin", TRAP_KUBERNETES, mounts, mounts_and_gains, { "a formality" } },
	{ "privileged-for-device", TRAP_DOCKER, makes_tunnel, sets_route,
	  { "/dev/net/tun with NET_ADMIN: ", "--device", "--privileged would add" } },
	{ "privileged-for-device", TRAP_SYSTEMD, mounts_by_fuse, mounts, { "/dev/fuse with CAP_SYS_ADMIN" } },
	{ "privileged-for-device", TRAP_REPORT, refused_at_kvm, refused_at_null, { "/dev/kvm with no capability" } },
	{ "kubernetes-device", TRAP_KUBERNETES, makes_tunnel, sets_route,
	  { "hostPath", "/dev/net/tun with NET_ADMIN" } },
	{ "file-owner", TRAP_DOCKER, overrides, binds, { "DAC_OVERRIDE: because files belong", "COPY --chown" } },
	{ "root-without-caps", TRAP_KUBERNETES, nothing, as_user, { "runs as root and needs no capability" } },
	{ "root-without-caps", TRAP_DOCKER, nothing, asks_here, { "--user NAME" } },
	{ "setuid-to-drop", TRAP_LAUNCHER, drops_at_start, drops_while_serving,
	  { "cap_setuid: used only while it started" } },
	{ "filecaps-void", TRAP_SETCAP, pings, asks_here, { "void under no_new_privs", "cannot be executed at all" } },
	{ "setcap-interpreter", TRAP_SETCAP, as_interpreter, pings, { "(/usr/bin/python3.11)", "every script" } },
};

static const struct trap *find(const char *id, enum trap_target target)
{
	const struct trap *trap;

	for (size_t i = 0; (trap = trap_for(&s.plan, target, i)); i++)
		if (!strcmp(trap->id, id))
			return trap;
	return NULL;
}

static char *told(const struct trap *trap, enum trap_target target)
{
	struct buf out = BUF_INIT;

	trap_text(trap, &s.plan, target, &out);
	assert_false(out.failed);
	return buf_take(&out);
}

static void plans_walk_in_and_past(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(walks); i++) {
		const struct walk *w = &walks[i];
		_free_ char *text = NULL;
		const struct trap *trap;

		sample_start(&s);
		w->past();
		if (find(w->id, w->target))
			fail_msg("%zu, %s: not a trap, but told", i, w->id);
		sample_start(&s);
		w->into();
		trap = find(w->id, w->target);
		if (!trap)
			fail_msg("%zu, %s: not told", i, w->id);
		text = told(trap, w->target);
		for (size_t k = 0; k < ARRAY_SIZE(w->told) && w->told[k]; k++)
			assert_holds(text, w->told[k]);
		assert_null(strpbrk(text, "{}\n"));
	}
}

static bool is_walked(const char *id)
{
	for (size_t i = 0; i < ARRAY_SIZE(walks); i++)
		if (!strcmp(walks[i].id, id))
			return true;
	return false;
}

static void rows_are_complete(void **state)
{
	(void)state;
	assert_null(trap_at(trap_count()));
	for (size_t i = 0; i < trap_count(); i++) {
		const struct trap *trap = trap_at(i);

		if (!is_walked(trap->id))
			fail_msg("%s: no plan here walks into it", trap->id);
		assert_int_equal(strspn(trap->id, "abcdefghijklmnopqrstuvwxyz-"), strlen(trap->id));
		assert_true(trap->targets && !(trap->targets >> TRAP_TARGETS));
		assert_true(trap->text[strlen(trap->text) - 1] == '.');
		assert_true(*trap->source);
		assert_int_equal(strstr(trap->text, "{programs}") != NULL, trap->programs != NULL);
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(trap->id, trap_at(k)->id);
	}
}

static void each_is_told_once_in_its_place(void **state)
{
	(void)state;
	sample_start(&s);
	binds_as_user();
	gains();
	for (unsigned int target = 0; target < TRAP_TARGETS; target++) {
		const struct trap *trap;

		for (size_t i = 0; (trap = trap_for(&s.plan, target, i)); i++) {
			assert_true(trap->targets >> target & 1);
			for (size_t k = 0; k < i; k++)
				assert_ptr_not_equal(trap, trap_for(&s.plan, target, k));
		}
	}
	assert_null(find("docker-no-ambient", TRAP_PODMAN));
	assert_null(find("kubernetes-no-ambient", TRAP_DOCKER));
}

static void uses_of_sys_admin_are_named(void **state)
{
	static const char *const sites[] = { "__do_sys_sethostname", "__x64_sys_bpf.cold", "unknown_place" };
	static const char *const says[] = { "--hostname", "CAP_BPF does", "nothing narrower is known" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sites); i++) {
		_free_ char *text = NULL;

		sample_start(&s);
		keep(CAP_SYS_ADMIN, sites[i]);
		text = told(find("sys-admin-wide", TRAP_REPORT), TRAP_REPORT);
		assert_holds(text, says[i]);
		for (size_t k = 0; k < ARRAY_SIZE(says); k++)
			if (k != i)
				assert_lacks(text, says[k]);
	}
}

static void targets_get_the_device(void **state)
{
	static const struct {
		const char *target, *text;
	} rows[] = {
		{ "docker", "\n--device /dev/net/tun \\\n" },
		{ "podman", "\n--device /dev/net/tun \\\n" },
		{ "compose", "devices:\n    - \"/dev/net/tun:/dev/net/tun\"\n" },
		{ "systemd", "\n# DeviceAllow=/dev/net/tun rw\n" },
		{ "oci", "\"path\": \"/dev/net/tun\"" },
		{ "oci", "\"major\": 10,\n          \"minor\": 200,\n          \"access\": \"rwm\"" },
		{ "kubernetes", "# TRAP kubernetes-device: /dev/net/tun with NET_ADMIN: " },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_free_ char *with = NULL, *without = NULL;

		sample_start(&s);
		sample_calls(&s);
		sets_route();
		without = sample_emit(&s, rows[i].target);
		assert_lacks(without, "/dev/net/tun");
		s.checks[0].site = word("tun_set_iff.isra.0");
		with = sample_emit(&s, rows[i].target);
		assert_holds(with, rows[i].text);
	}
}

static void reports_have_notes(void **state)
{
	struct emit_style style = { 0 };
	_buf_ struct buf text = BUF_INIT, json = BUF_INIT;

	(void)state;
	sample_start(&s);
	binds_as_user();
	assert_int_equal(emit_text(&s.plan, &style, &text), 0);
	assert_int_equal(emit_json(&s.plan, &style, &json), 0);
	assert_holds(buf_text(&text), "\nNotes\n  kubernetes-no-ambient: Kubernetes sets no ambient");
	assert_holds(buf_text(&json),
		     "\"traps\": [\n    {\n      \"id\": \"kubernetes-no-ambient\",\n      \"text\": \"");
	buf_free(&text);
	text = (struct buf)BUF_INIT;
	sample_start(&s);
	binds();
	assert_int_equal(emit_text(&s.plan, &style, &text), 0);
	assert_lacks(buf_text(&text), "Notes");
}

/* Numbers of nodes as this machine has them, where it has them. */
static void devices_are_known(void **state)
{
	(void)state;
	assert_null(device_at(device_count()));
	for (size_t i = 0; i < device_count(); i++) {
		const struct device *d = device_at(i);
		struct stat st;

		assert_int_equal(strncmp(d->path, "/dev/", 5), 0);
		if (stat(d->path, &st) || !S_ISCHR(st.st_mode))
			continue;
		assert_int_equal(major(st.st_rdev), d->major);
		assert_int_equal(minor(st.st_rdev), d->minor);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plans_walk_in_and_past),
		cmocka_unit_test(rows_are_complete),
		cmocka_unit_test(each_is_told_once_in_its_place),
		cmocka_unit_test(uses_of_sys_admin_are_named),
		cmocka_unit_test(targets_get_the_device),
		cmocka_unit_test(reports_have_notes),
		cmocka_unit_test(devices_are_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
