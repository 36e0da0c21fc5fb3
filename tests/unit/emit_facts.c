/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What every target makes of a plan's other facts: no_new_privs only where no
 * program gains by execve, proof, phases, and a need that shows no check.
 */
#include "tests/unit/emit_plan.h"

static struct sample s;
static struct proof proof;
static struct proof_member member;

static int start(void **state)
{
	(void)state;
	sample_start(&s);
	sample_calls(&s);
	return 0;
}

static void assert_emits(const char *target, const char *words)
{
	_free_ char *text = sample_emit(&s, target);

	assert_holds(text, words);
}

static void assert_omits(const char *target, const char *words)
{
	_free_ char *text = sample_emit(&s, target);

	assert_lacks(text, words);
}

/* How each target spells it. */
static const struct {
	const char *target, *set, *unset;
} spellings[] = {
	{ "docker", "--security-opt no-new-privileges", NULL },
	{ "podman", "--security-opt no-new-privileges", NULL },
	{ "compose", "no-new-privileges:true", NULL },
	{ "kubernetes", "allowPrivilegeEscalation: false", "allowPrivilegeEscalation: true" },
	{ "systemd", "NoNewPrivileges=yes", "NoNewPrivileges=no" },
	{ "oci", "\"noNewPrivileges\": true", "\"noNewPrivileges\": false" },
	{ "setpriv", "--no-new-privs", NULL },
	{ "capsh", "--no-new-privs", NULL },
	{ "libseccomp", "/* sets no_new_privs */", "SCMP_FLTATR_CTL_NNP, 0" },
};

static void no_new_privs_where_nobody_gains(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(spellings); i++) {
		assert_emits(spellings[i].target, spellings[i].set);
		if (spellings[i].unset)
			assert_omits(spellings[i].target, spellings[i].unset);
		assert_omits(spellings[i].target, "must stay unset");
	}
}

static void none_where_a_program_gains(void **state)
{
	(void)state;
	s.plan.no_new_privs = false;
	s.programs[1].flags |= LC_PROGRAM_GAINED;
	for (size_t i = 0; i < ARRAY_SIZE(spellings); i++) {
		assert_omits(spellings[i].target, spellings[i].set);
		if (spellings[i].unset)
			assert_emits(spellings[i].target, spellings[i].unset);
		if (strcmp(spellings[i].target, "oci") != 0)
			assert_emits(spellings[i].target, "gave privileges to /usr/bin/child.");
	}
	assert_emits("kubernetes", "in the way of restricted: runAsNonRoot is not set (recorded as root), "
				   "allowPrivilegeEscalation is true.");
	s.plan.options.nonroot = true;
	assert_emits("systemd", "see NoNewPrivs in /proc/PID/status");
}

static void few_of_many_gainers_are_named(void **state)
{
	static struct program many[7];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(many); i++) {
		many[i] = s.programs[i % 2];
		many[i].id = i + 1;
		many[i].flags |= LC_PROGRAM_GAINED;
	}
	s.profile.programs = many;
	s.profile.nprograms = ARRAY_SIZE(many);
	s.plan.no_new_privs = false;
	assert_emits("docker", "gave privileges to /usr/bin/tool, /usr/bin/child, /usr/bin/tool, /usr/bin/child and 3 "
			       "more.");
}

static void proof_is_told(void **state)
{
	static const char *const targets[] = { "docker", "podman", "compose", "kubernetes", "systemd",
					       "setcap", "setpriv", "capsh",   "libseccomp" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(targets); i++)
		assert_emits(targets[i], "Not proven: leastcap verify FILE -- CMD replays it.\n");
	assert_omits("oci", "leastcap.proof");
	proof = (struct proof){
		.kind = PROOF_MINIMAL,
		.runs = 1,
		.oracle = word("exit status of CMD"),
		.syscalls = true,
		.release = word("6.18.0"),
	};
	s.profile.proof = &proof;
	s.plan.proof = PROOF_MINIMAL;
	for (size_t i = 0; i < ARRAY_SIZE(targets); i++)
		assert_emits(targets[i], "Proven minimal by 1 replay on Linux 6.18.0, judged by: exit status of CMD; "
					 "the syscall list was in "
					 "force.\n");
	assert_emits("oci", "\"leastcap.proof\": \"minimal by 1 replay");
	s.plan.proof = PROOF_SUFFICIENT;
	proof.runs = 3;
	proof.root = true;
	assert_emits("docker", "Proven sufficient by 3 replays on Linux 6.18.0 as root, ");
}

/* What was proven is not in doubt any more, whatever the class of its check. */
static void proof_ends_doubt(void **state)
{
	struct cap_plan *c = sample_cap(&s, CAP_NET_RAW, ADVICE_KEEP, 1);

	(void)state;
	c->class = CLASS_EARLY;
	s.plan.unproven = true;
	assert_emits("docker", "UNPROVEN: CAP_NET_RAW granted where it may not matter");
	c->proof = PROOF_SUFFICIENT;
	assert_omits("docker", "CAP_NET_RAW granted where");
}

/* Init needs CHOWN, SETUID and a low port, serving KILL. */
static void sample_phases(void)
{
	sample_keep(&s, BIT(CAP_CHOWN) | BIT(CAP_KILL) | BIT(CAP_SETUID) | BIT(CAP_NET_BIND_SERVICE));
	s.profile.boundary = (struct boundary){ .sign = LC_BOUNDARY_READY, .ns = 63000000 };
	s.plan.keep_init = s.plan.keep & ~BIT(CAP_KILL);
	s.plan.keep_serving = BIT(CAP_KILL);
}

static void phases_are_told_where_serving_needs_less(void **state)
{
	static const char *const engines[] = { "docker", "podman", "compose" };

	(void)state;
	sample_phases();
	for (size_t i = 0; i < ARRAY_SIZE(engines); i++)
		assert_emits(engines[i], "# PHASES: a container keeps what it starts with, so the flags hold also what "
					 "only the start needs. To serve without: for SETUID start as the user that it "
					 "serves as (--user); for NET_BIND_SERVICE publish a high port (-p 80:8080), "
					 "or --sysctl net.ipv4.ip_unprivileged_port_start=0; for CHOWN do it when the "
					 "image is built, or in a container that runs before. Serving needs "
					 "KILL: ");
	assert_emits("kubernetes", "for CHOWN do it in an init container that adds them. Serving needs KILL: ");
	assert_emits("systemd", "for CAP_CHOWN do it in ExecStartPre=+COMMAND, which has full privileges. With User= "
				"what serving needs must be ambient: AmbientCapabilities=CAP_KILL and "
				"CapabilityBoundingSet=CAP_KILL.\n");
	assert_emits("setcap", "# PHASES: a file gives them for good");
}

static void phases_where_serving_needs_nothing(void **state)
{
	(void)state;
	sample_phases();
	s.plan.keep_serving = 0;
	s.plan.keep_init = s.plan.keep;
	assert_emits("systemd", "Nothing needs to be ambient then: CapabilityBoundingSet= can be empty.\n");
	assert_emits("docker", ". --cap-drop=ALL is enough then.\n");
	assert_emits("kubernetes", ". drop: [ALL] is enough then.\n");
}

static void phases_are_not_told_where_they_need_the_same(void **state)
{
	static const char *const targets[] = { "docker", "kubernetes", "systemd", "setcap" };

	(void)state;
	sample_phases();
	s.plan.keep_serving = s.plan.keep;
	for (size_t i = 0; i < ARRAY_SIZE(targets); i++)
		assert_omits(targets[i], "PHASES");
	/* What no check tells the phase of may be needed in both. */
	s.plan.keep_serving = s.plan.keep_init = 0;
	for (size_t i = 0; i < ARRAY_SIZE(targets); i++)
		assert_omits(targets[i], "PHASES");
}

/* A need that only replay showed: no check, no program. */
static void a_need_without_a_check(void **state)
{
	struct cap_plan *c = sample_cap(&s, CAP_MKNOD, ADVICE_KEEP, 2);

	(void)state;
	member = (struct proof_member){ CAP_MKNOD, MEMBER_ADDED, word("mknod: EPERM") };
	c->reason = REASON_ADDED;
	c->decider = NULL;
	c->nevidence = c->granted = 0;
	c->member = &member;
	s.profile.nchecks = 0;
	for (size_t i = 0; i < emitter_count(); i++) {
		_free_ char *text = sample_emit(&s, emitter_at(i)->name);

		assert_true(emitter_at(i)->binary || strlen(text) > 100);
	}
	assert_emits("setcap", "\nsetcap 'cap_mknod=ep' /usr/bin/tool\n");
	assert_emits("docker", "# MKNOD: no check shows it, but a replay without it failed: mknod: EPERM\n");
	assert_emits("docker", "\n--cap-add=MKNOD");
}

#define with_sample(f) cmocka_unit_test_setup(f, start)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_sample(no_new_privs_where_nobody_gains),
		with_sample(none_where_a_program_gains),
		with_sample(few_of_many_gainers_are_named),
		with_sample(proof_is_told),
		with_sample(proof_ends_doubt),
		with_sample(phases_are_told_where_serving_needs_less),
		with_sample(phases_where_serving_needs_nothing),
		with_sample(phases_are_not_told_where_they_need_the_same),
		with_sample(a_need_without_a_check),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
