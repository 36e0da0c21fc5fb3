// SPDX-License-Identifier: BSD-2-Clause
/* The capability sets of every target, read back by somebody else's parser where there is one. */
#include "tests/unit/emit_plan.h"

#include <jansson.h>
#include <sys/capability.h>
#include <yaml.h>

#include "core/cap.h"
#include "emit/caplist.h"

/* Sets that matter: none, each alone, low and high word, all that have a name. */
#define NAMED (BIT(CAP_COUNT) - 1)

static const uint64_t mixed[] = {
	0,
	BIT(CAP_NET_RAW) | BIT(CAP_NET_BIND_SERVICE),
	BIT(CAP_CHOWN) | BIT(CAP_CHECKPOINT_RESTORE),
	BIT(CAP_SYS_ADMIN) | BIT(CAP_MAC_OVERRIDE) | BIT(CAP_BPF),
	NAMED,
};

#define SETS (ARRAY_SIZE(mixed) + CAP_COUNT)

static uint64_t set_at(size_t i)
{
	return i < CAP_COUNT ? BIT(i) : mixed[i - CAP_COUNT];
}

static void sample_of(struct sample *s, uint64_t set, bool nonroot)
{
	sample_start(s);
	sample_calls(s);
	sample_keep(s, set);
	s->plan.options.nonroot = nonroot;
}

/* The text after what, up to one of the bytes of end; free() it. NULL if it is not there. */
static char *after(const char *text, const char *what, const char *end)
{
	const char *at = strstr(text, what);

	return at ? strndup(at + strlen(what), strcspn(at + strlen(what), end)) : NULL;
}

/* A list of names, in any spelling, as a set. */
static uint64_t set_of(const char *list, const char *separators)
{
	_free_ char *copy = strdup(list);
	char *rest = copy, *name;
	uint64_t set = 0;

	while ((name = strsep(&rest, separators))) {
		int cap = *name ? cap_parse(name) : -1;

		if (*name && cap < 0)
			fail_msg("no capability: %s", name);
		set |= *name ? BIT(cap) : 0;
	}
	return set;
}

static void flags_add_exactly_the_set(void **state)
{
	static const char *const tools[] = { "docker", "podman" };
	static struct sample s;

	(void)state;
	for (size_t i = 0; i < SETS; i++) {
		for (size_t t = 0; t < ARRAY_SIZE(tools); t++) {
			_free_ char *text = NULL, *copy = NULL;
			uint64_t added = 0;
			char *at, *flag;

			sample_of(&s, set_at(i), false);
			text = sample_emit(&s, tools[t]);
			copy = strdup(text);
			at = strstr(copy, "\n--cap-drop=ALL");
			assert_non_null(at);
			while ((flag = strsep(&at, " \n"))) {
				if (strncmp(flag, "--cap-add=", 10) == 0) {
					assert_true(strncmp(flag + 10, "CAP_", 4) != 0);
					added |= BIT(cap_parse(flag + 10));
				}
			}
			assert_true(added == set_at(i));
			assert_holds(text, "\n--security-opt no-new-privileges \\\n");
			assert_holds(text, "--security-opt seccomp=tool.seccomp.json\n");
		}
	}
}

/* The scalars of a YAML text, joined by spaces; a list stands in brackets. */
static void flatten(const char *text, struct buf *out)
{
	yaml_parser_t parser;
	yaml_event_type_t type;

	assert_true(yaml_parser_initialize(&parser));
	yaml_parser_set_input_string(&parser, (const unsigned char *)text, strlen(text));
	do {
		yaml_event_t event;

		if (!yaml_parser_parse(&parser, &event))
			fail_msg("YAML line %zu: %s\n%s", parser.problem_mark.line, parser.problem, text);
		type = event.type;
		if (type == YAML_SCALAR_EVENT)
			buf_addf(out, "%s ", (const char *)event.data.scalar.value);
		else if (type == YAML_SEQUENCE_START_EVENT)
			buf_add(out, "[ ");
		else if (type == YAML_SEQUENCE_END_EVENT)
			buf_add(out, "] ");
		yaml_event_delete(&event);
	} while (type != YAML_STREAM_END_EVENT);
	yaml_parser_delete(&parser);
}

static void assert_yaml_adds(const char *flat, const char *key, uint64_t set)
{
	_free_ char *list = after(flat, key, "]");

	assert_int_equal(list != NULL, set != 0);
	if (list)
		assert_true(set_of(list, " ") == set);
}

static void yaml_adds_exactly_the_set(void **state)
{
	static struct sample s;

	(void)state;
	for (size_t i = 0; i < SETS; i++) {
		_free_ char *compose = NULL, *kubernetes = NULL;
		_buf_ struct buf a = BUF_INIT, b = BUF_INIT;

		sample_of(&s, set_at(i), false);
		compose = sample_emit(&s, "compose");
		flatten(compose, &a);
		assert_holds(buf_text(&a), "services tool cap_drop [ ALL ] ");
		assert_holds(buf_text(&a),
			     "security_opt [ no-new-privileges:true seccomp=./tool.seccomp.json ] ");
		assert_yaml_adds(buf_text(&a), "cap_add [", set_at(i));
		kubernetes = sample_emit(&s, "kubernetes");
		flatten(kubernetes, &b);
		assert_holds(buf_text(&b),
			     "securityContext allowPrivilegeEscalation false capabilities drop [ ALL ] ");
		assert_holds(buf_text(&b),
			     "seccompProfile type Localhost localhostProfile profiles/tool.json ");
		assert_yaml_adds(buf_text(&b), "add [", set_at(i));
	}
}

static void pod_security_level_is_told(void **state)
{
	static const struct {
		uint64_t set;
		bool nonroot;
		const char *told;
	} rows[] = {
		{ 0, true, "passes restricted." },
		{ BIT(CAP_NET_BIND_SERVICE), true, "passes restricted." },
		{ 0, false, "passes baseline; in the way of restricted: runAsNonRoot is not set (recorded" },
		{ BIT(CAP_CHOWN), true, "passes baseline; in the way of restricted: CHOWN." },
		{ BIT(CAP_CHOWN), false, "in the way of restricted: CHOWN, runAsNonRoot is not set" },
		{ BIT(CAP_NET_RAW), true, "privileged only; in the way of baseline: NET_RAW." },
		{ BIT(CAP_CHOWN) | BIT(CAP_SYS_ADMIN) | BIT(CAP_BPF), false,
		  "privileged only; in the way of baseline: SYS_ADMIN, BPF." },
	};
	static struct sample s;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_free_ char *text = NULL;

		sample_of(&s, rows[i].set, rows[i].nonroot);
		text = sample_emit(&s, "kubernetes");
		assert_holds(text, rows[i].told);
		assert_int_equal(strstr(text, "runAsNonRoot: true") != NULL, rows[i].nonroot);
	}
}

/* What stands behind the last of these keys: the ones before, empty, take back what a unit says. NULL: none does. */
static char *last_value(const char *text, const char *key)
{
	const char *at = NULL;

	for (const char *next = text; (next = strstr(next, key)); next++)
		at = next;
	return at ? after(at, key, "\n") : NULL;
}

static void units_bound_exactly_the_set(void **state)
{
	static struct sample s;

	(void)state;
	for (size_t i = 0; i < 2 * SETS; i++) {
		_free_ char *text = NULL, *bound = NULL, *ambient = NULL;

		sample_of(&s, set_at(i / 2), i % 2);
		text = sample_emit(&s, "systemd");
		bound = last_value(text, "\nCapabilityBoundingSet=");
		ambient = last_value(text, "\nAmbientCapabilities=");
		assert_non_null(bound);
		assert_true(set_of(bound, " ") == set_at(i / 2));
		/* The unit's parser wants the prefix and does not complain without. */
		assert_true(!*bound || strncmp(bound, "CAP_", 4) == 0);
		if (i % 2 && set_at(i / 2))
			assert_string_equal(ambient, bound);
		else
			assert_true(!ambient || !*ambient);
	}
}

static uint64_t json_set(json_t *capabilities, const char *which)
{
	json_t *list = json_object_get(capabilities, which), *name;
	uint64_t set = 0;
	size_t i;

	assert_true(json_is_array(list));
	json_array_foreach(list, i, name) {
		assert_memory_equal(json_string_value(name), "CAP_", 4);
		set |= BIT(cap_parse(json_string_value(name)));
	}
	return set;
}

static void oci_lists_exactly_the_set(void **state)
{
	static struct sample s;

	(void)state;
	for (size_t i = 0; i < 2 * SETS; i++) {
		uint64_t set = set_at(i / 2), handed_on = i % 2 ? set : 0;
		_free_ char *text = NULL;
		json_t *root, *process, *caps;

		sample_of(&s, set, i % 2);
		text = sample_emit(&s, "oci");
		root = json_loads(text, 0, NULL);
		process = json_object_get(root, "process");
		caps = json_object_get(process, "capabilities");
		assert_true(json_set(caps, "bounding") == set);
		assert_true(json_set(caps, "permitted") == set);
		assert_true(json_set(caps, "effective") == set);
		assert_true(json_set(caps, "inheritable") == handed_on);
		assert_true(json_set(caps, "ambient") == handed_on);
		assert_true(json_is_true(json_object_get(process, "noNewPrivileges")));
		json_decref(root);
	}
}

static void assert_cap_set(cap_t caps, cap_flag_t which, uint64_t set)
{
	for (unsigned int cap = 0; cap < CAP_COUNT; cap++) {
		cap_flag_value_t value;

		assert_int_equal(cap_get_flag(caps, cap, which, &value), 0);
		assert_int_equal(value == CAP_SET, set >> cap & 1);
	}
}

static void setcap_text_means_the_set_to_libcap(void **state)
{
	static struct sample s;

	(void)state;
	for (size_t i = 0; i < SETS; i++) {
		_free_ char *text = NULL, *caps_text = NULL;
		cap_t caps;

		sample_of(&s, set_at(i), false);
		text = sample_emit(&s, "setcap");
		caps_text = after(text, "\nsetcap '", "'");
		if (!set_at(i)) {
			assert_holds(text, "\nsetcap -r /usr/bin/tool\n");
			assert_null(caps_text);
			continue;
		}
		caps = cap_from_text(caps_text);
		assert_non_null(caps);
		assert_cap_set(caps, CAP_PERMITTED, set_at(i));
		assert_cap_set(caps, CAP_EFFECTIVE, set_at(i));
		assert_cap_set(caps, CAP_INHERITABLE, 0);
		cap_free(caps);
	}
}

static void setcap_gives_each_program_its_own(void **state)
{
	static struct sample s;
	_free_ char *text = NULL;

	(void)state;
	sample_start(&s);
	sample_cap(&s, CAP_CHOWN, ADVICE_DROP, 2);
	sample_cap(&s, CAP_NET_BIND_SERVICE, ADVICE_KEEP, 1);
	sample_cap(&s, CAP_NET_RAW, ADVICE_KEEP, 2);
	s.programs[2].exe = word("/usr/bin/child"); /* once more, executed by another parent */
	s.profile.nprograms = 3;
	sample_cap(&s, CAP_SYS_CHROOT, ADVICE_KEEP, 3);
	text = sample_emit(&s, "setcap");
	assert_holds(text, "\nsetcap 'cap_net_bind_service=ep' /usr/bin/tool\n");
	assert_holds(text, "\nsetcap 'cap_net_raw,cap_sys_chroot=ep' /usr/bin/child\n");
	assert_int_equal(strstr(strstr(text, "usr/bin/child\n") + 1, "usr/bin/child\n") != NULL, false);
	assert_lacks(text, "'cap_chown");
}

/* Who was refused is not the one who needs it. */
static void setcap_gives_nothing_to_who_was_refused(void **state)
{
	static struct check refused = { .program = 2, .cap = CAP_NET_RAW, .flags = LC_CHECK_DENIED };
	static const struct check *evidence[2];
	static struct sample s;
	struct cap_plan *c;
	_free_ char *text = NULL;

	(void)state;
	sample_start(&s);
	refused.site = word("some_check");
	c = sample_cap(&s, CAP_NET_RAW, ADVICE_KEEP, 1);
	evidence[0] = c->decider;
	evidence[1] = &refused;
	c->evidence = evidence;
	c->nevidence = 2;
	text = sample_emit(&s, "setcap");
	assert_holds(text, "\nsetcap 'cap_net_raw=ep' /usr/bin/tool\n");
	assert_lacks(text, "\nsetcap 'cap_net_raw=ep' /usr/bin/child\n");
}

static void setcap_spares_interpreters(void **state)
{
	static const char *const paths[] = { "/bin/sh", "/bin/python3.11", "/bin/busybox", "/bin/perl5.36.0" };
	static const char *const others[] = { "/bin/shred", "/bin/pythonic", "/usr/sbin/nodejs-exporter" };
	static struct sample s;

	(void)state;
	sample_of(&s, BIT(CAP_NET_RAW), false);
	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		_free_ char *text = NULL;

		s.programs[0].exe = word(paths[i]);
		text = sample_emit(&s, "setcap");
		assert_holds(text, "# An interpreter, so not done:\n# setcap '");
		assert_holds(text, "\n# setcap '");
		assert_lacks(text, "\nsetcap");
	}
	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		_free_ char *text = NULL;

		s.programs[0].exe = word(others[i]);
		text = sample_emit(&s, "setcap");
		assert_holds(text, "\nsetcap '");
	}
	s.programs[0].exe = word("");
	_free_ char *text = sample_emit(&s, "setcap");
	assert_lacks(text, "\nsetcap");
	assert_holds(text, "No path was recorded for tool");
}

static void assert_iab(const char *text, uint64_t set, bool nonroot)
{
	cap_iab_t iab = cap_iab_from_text(text);

	if (!iab)
		fail_msg("cap_iab_from_text: %s", text);
	for (unsigned int cap = 0; cap < CAP_COUNT; cap++) {
		bool has = set >> cap & 1;

		/* In the vector of the bounding set, set means dropped. */
		assert_int_equal(cap_iab_get_vector(iab, CAP_IAB_BOUND, cap) == CAP_SET, !has);
		assert_int_equal(cap_iab_get_vector(iab, CAP_IAB_AMB, cap) == CAP_SET, has && nonroot);
		assert_int_equal(cap_iab_get_vector(iab, CAP_IAB_INH, cap) == CAP_SET, has && nonroot);
	}
	cap_free(iab);
}

static void capsh_text_means_the_set_to_libcap(void **state)
{
	static struct sample s;

	(void)state;
	for (size_t i = 0; i < 2 * SETS; i++) {
		_free_ char *text = NULL, *iab = NULL;

		sample_of(&s, set_at(i / 2), i % 2);
		text = sample_emit(&s, "capsh");
		iab = after(text, "--iab='", "'");
		if (set_at(i / 2))
			assert_iab(iab, set_at(i / 2), i % 2);
		else
			assert_holds(text, "capsh --drop=all --inh= ");
		assert_holds(text, "--no-new-privs");
	}
}

static void assert_setpriv(const char *text, const char *option, uint64_t set)
{
	_free_ char *list = after(text, option, " ");
	_buf_ struct buf expected = BUF_INIT;

	buf_add(&expected, "=-all");
	for (unsigned int cap = 0; cap < CAP_COUNT; cap++) {
		char room[32];

		if (set >> cap & 1)
			buf_addf(&expected, ",+%s", cap_lower_name(cap, room) + strlen("cap_"));
	}
	assert_string_equal(list, buf_text(&expected));
}

static void setpriv_names_the_set(void **state)
{
	static struct sample s;

	(void)state;
	for (size_t i = 0; i < 2 * SETS; i++) {
		uint64_t set = set_at(i / 2);
		_free_ char *text = NULL;

		sample_of(&s, set, i % 2);
		text = sample_emit(&s, "setpriv");
		assert_setpriv(text, "--bounding-set", set);
		assert_setpriv(text, "--inh-caps", i % 2 ? set : 0);
		assert_setpriv(text, "--ambient-caps", i % 2 ? set : 0);
		assert_holds(text, "--no-new-privs -- /usr/bin/tool\n");
		assert_int_equal(strstr(text, "--reuid=nobody") != NULL, i % 2);
	}
}

static void who_was_recorded_as_another_user_runs_so_again(void **state)
{
	static struct sample s;
	_free_ char *setpriv = NULL, *capsh = NULL;

	(void)state;
	sample_of(&s, BIT(CAP_NET_RAW), false);
	s.programs[0].uid = 1234;
	setpriv = sample_emit(&s, "setpriv");
	capsh = sample_emit(&s, "capsh");
	assert_holds(setpriv, "--reuid=1234 --regid=\"$(id -g 1234)\" --init-groups");
	assert_holds(capsh, "--user=\"$(id -un 1234)\"");
}

/* What nobody can spell is never written, and never lost in silence. */
static void unnamed_capabilities_are_said_not_written(void **state)
{
	static struct sample s;

	(void)state;
	sample_of(&s, BIT(CAP_NET_RAW) | BIT(CAP_COUNT) | BIT(63), false);
	assert_true(caplist_kept(&s.plan) == BIT(CAP_NET_RAW));
	for (size_t i = 0; i < emitter_count(); i++) {
		const char *target = emitter_at(i)->name;
		_free_ char *text = sample_emit(&s, target);

		if (strcmp(target, "seccomp") != 0 && !emitter_at(i)->binary)
			assert_holds(text, "CAP_41 CAP_63");
		assert_lacks(text, "cap-add=41");
		assert_lacks(text, "cap_41");
		assert_lacks(text, "\"41\"");
		assert_lacks(text, "\"CAP_41\"");
	}
}

static void older_kernels_are_not_told_to_drop_what_they_lack(void **state)
{
	static struct sample s;
	_free_ char *text = NULL;

	(void)state;
	sample_of(&s, BIT(CAP_NET_RAW), false);
	s.profile.cap_last = CAP_AUDIT_READ;
	text = sample_emit(&s, "capsh");
	assert_holds(text, "!cap_audit_read'");
	assert_lacks(text, "!cap_bpf");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(flags_add_exactly_the_set),
		cmocka_unit_test(yaml_adds_exactly_the_set),
		cmocka_unit_test(pod_security_level_is_told),
		cmocka_unit_test(units_bound_exactly_the_set),
		cmocka_unit_test(oci_lists_exactly_the_set),
		cmocka_unit_test(setcap_text_means_the_set_to_libcap),
		cmocka_unit_test(setcap_gives_each_program_its_own),
		cmocka_unit_test(setcap_gives_nothing_to_who_was_refused),
		cmocka_unit_test(setcap_spares_interpreters),
		cmocka_unit_test(capsh_text_means_the_set_to_libcap),
		cmocka_unit_test(setpriv_names_the_set),
		cmocka_unit_test(who_was_recorded_as_another_user_runs_so_again),
		cmocka_unit_test(unnamed_capabilities_are_said_not_written),
		cmocka_unit_test(older_kernels_are_not_told_to_drop_what_they_lack),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
