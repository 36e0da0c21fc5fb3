// SPDX-License-Identifier: BSD-2-Clause
/* `leastcap doctor`: which hooks this kernel gives us, what they cannot see, and why. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/guard.h"
#include "cmd/cmd.h"
#include "cmd/opt.h"
#include "cmd/output.h"
#include "core/cap.h"
#include "kern/feature.h"
#include "kern/hook.h"
#include "kern/load.h"

static const struct verb_usage usage = {
	"doctor",
	"[--format text|json]",
	"Tries every hook on this kernel by loading and attaching it, and tells which\n"
	"one a recording would use, which were refused and why, and what cannot be seen.",
};

/* What no hook of this version sees, whatever the kernel. */
static const struct {
	const char *what, *because;
} unseen[] = {
	{ "operations of io_uring", "they are no syscalls; a profile that used it says so" },
	{ "work done by others", "what systemd, a container engine or cron does when asked" },
};

static const struct {
	const char *word, *meaning;
} blind_words[] = {
	{ "opts", "whether a check was silent (NOAUDIT): told from its call site instead" },
	{ "other_lsm", "refusals by AppArmor, SELinux... after the capability was granted" },
	{ "direct_callers", "checks the capability module makes itself: memory accounting, securebits" },
	{ "vsyscall", "calls through the vsyscall page" },
	{ "io_uring", "operations through io_uring" },
	{ "user_dispatch", "calls taken by syscall user dispatch" },
	{ "seccomp_refused", "calls that a seccomp filter refused" },
	{ "filter_action", "what a seccomp filter did, unless it killed or logged: told from how the call ended" },
	{ "filter_log", "calls that a seccomp filter logged and let through" },
	{ "audit_log", "what AppArmor, SELinux and Landlock say in the audit log (CAP_AUDIT_READ)" },
	{ "call_site", "where in the kernel a check was made: no names of addresses" },
};

static const char *blind_meaning(const char *word, size_t n)
{
	for (size_t i = 0; i < ARRAY_SIZE(blind_words); i++)
		if (strlen(blind_words[i].word) == n && !strncmp(blind_words[i].word, word, n))
			return blind_words[i].meaning;
	return "";
}

static const char *or_unknown(const char *text)
{
	return *text ? text : "unknown (is securityfs mounted on /sys/kernel/security?)";
}

static const char *cgroup_name(int version)
{
	switch (version) {
	case 1:
		return "1";
	case 2:
		return "2";
	case 12:
		return "1 and 2 (hybrid)";
	default:
		return "none mounted";
	}
}

static void add_caps(struct buf *out, uint64_t have, unsigned int last)
{
	uint64_t all = last >= 63 ? UINT64_MAX : (1ull << (last + 1)) - 1;
	char room[32];
	int n = 0;

	if ((have & all) == all) {
		buf_addf(out, "all %u", last + 1);
		return;
	}
	buf_addf(out, "%016" PRIx64 ", without", have);
	for (unsigned int cap = 0; cap <= last && cap < CAP_ROOM; cap++)
		if (!(have >> cap & 1) && n++ < 4)
			buf_addf(out, "%s %s", n > 1 ? "," : "", cap_name(cap, room));
	if (n > 4)
		buf_addf(out, " and %d more", n - 4);
}

static void add_machine(struct buf *out, const struct features *f)
{
	buf_addf(out, "Machine\n  kernel         %s %s\n", f->release, f->machine);
	buf_addf(out, "  BTF            %s\n", f->btf ? FEATURE_BTF : "missing: nothing can be recorded");
	buf_addf(out, "  lockdown       %s\n", or_unknown(f->lockdown));
	buf_addf(out, "  LSMs           %s\n", or_unknown(f->lsms));
	buf_addf(out, "  cgroup         version %s\n", cgroup_name(f->cgroup));
	buf_addf(out, "  capabilities   %u, up to CAP number %u\n", f->cap_last + 1, f->cap_last);
	buf_addf(out, "  pid namespace  %s, pid_max %u\n", f->initial_pidns ? "initial" : "not the initial one",
		 f->pid_max);
	buf_addf(out, "  kernel symbols %s\n",
		 f->symbols ? "readable" : "hidden; before Linux 5.13 call sites will be missing");
	buf_add(out, "  own privileges ");
	add_caps(out, f->effective, f->cap_last);
	buf_add(out, "\n");
}

static void add_blind(struct buf *out, const char *words)
{
	for (const char *at = words; *at; at += strspn(at, " ")) {
		size_t n = strcspn(at, " ");

		buf_addf(out, "      cannot see  %.*s: %s\n", (int)n, at, blind_meaning(at, n));
		at += n;
	}
}

static void add_role(struct buf *out, const struct hook_role *role, int chosen, const struct hook_answer *answers)
{
	buf_addf(out, "  %s: %s\n", role->role, role->about);
	for (int i = 0; i < HOOK_CANDIDATES && role->candidates[i].hook; i++) {
		const char *verdict = i == chosen ? "used" : answers[i].error ? "refused" : "works";

		buf_addf(out, "    %-8s %-26s %s\n", verdict, role->candidates[i].hook, answers[i].why);
	}
	if (chosen < 0)
		buf_addf(out, "    no hook: %s\n", role_is_refusal(role - hook_roles) ?
			 "inferred from what can be seen afterwards" : "this role is not recorded here");
	else
		add_blind(out, role->candidates[chosen].blind);
}

static void write_text(struct buf *out, const struct features *f, const struct hook_choice *choice)
{
	add_machine(out, f);
	buf_add(out, "\nHooks\n");
	for (int i = 0; i < ROLES; i++)
		add_role(out, &hook_roles[i], choice->chosen[i], choice->answers[i]);
	buf_add(out, "\nNever seen by this version\n");
	for (size_t i = 0; i < ARRAY_SIZE(unseen); i++)
		buf_addf(out, "  %-30s %s\n", unseen[i].what, unseen[i].because);
}

static json_t *candidate_json(const struct hook_candidate *c, bool used, const struct hook_answer *answer)
{
	return json_pack("{s:s, s:b, s:b, s:s, s:s}", "hook", c->hook, "works", answer->error == 0, "used", used, "why",
			 answer->why, "blind", c->blind);
}

static json_t *roles_json(const struct hook_choice *choice)
{
	json_t *roles = json_array();
	int failed = 0;

	for (int i = 0; i < ROLES; i++) {
		const struct hook_role *role = &hook_roles[i];
		json_t *candidates = json_array();
		int chosen = choice->chosen[i];

		for (int k = 0; k < HOOK_CANDIDATES && role->candidates[k].hook; k++)
			failed |= json_array_append_new(
				candidates, candidate_json(&role->candidates[k], k == chosen, &choice->answers[i][k]));
		failed |= json_array_append_new(roles, json_pack("{s:s, s:s?, s:o}", "role", role->role, "hook",
								 chosen < 0 ? NULL : role->candidates[chosen].hook,
								 "candidates", candidates));
	}
	if (!failed)
		return roles;
	json_decref(roles);
	return NULL; /* json_pack() of the whole fails with it */
}

static int write_json(struct buf *out, const struct features *f, const struct hook_choice *choice)
{
	_free_ char *text = NULL;
	char effective[32];
	json_t *root;

	snprintf(effective, sizeof(effective), "%016" PRIx64, f->effective);
	root = json_pack("{s:s, s:s, s:s, s:b, s:s, s:s, s:i, s:i, s:i, s:b, s:b, s:s, s:o}", "schema",
			 "leastcap/doctor/1", "kernel", f->release, "machine", f->machine, "btf", f->btf, "lockdown",
			 f->lockdown, "lsm", f->lsms, "cgroup", f->cgroup, "cap_last", f->cap_last, "pid_max",
			 f->pid_max, "initial_pid_namespace", f->initial_pidns, "kernel_symbols", f->symbols,
			 "effective", effective, "roles", roles_json(choice));
	text = root ? json_dumps(root, JSON_INDENT(2)) : NULL;
	json_decref(root);
	if (!text)
		return -ENOMEM;
	buf_add(out, text);
	buf_add(out, "\n");
	return buf_error(out);
}

/* Without a hook for a role nothing trustworthy can be recorded; who refused can be inferred. */
static int status_of(const struct hook_choice *choice)
{
	for (int i = 0; i < ROLES; i++)
		if (choice->chosen[i] < 0 && !role_is_refusal(i))
			return STATUS_KERNEL;
	return STATUS_OK;
}

static int run_doctor(int argc, char **argv)
{
	unsigned int format = FORMAT_TEXT;
	const struct option_row rows[] = {
		{ "format", 'f', OPTION_CHOICE, &format, "FORMAT", "text or json", format_words },
		{ NULL },
	};
	int at = options_parse(argc, argv, &usage, rows, false), r;
	_buf_ struct buf out = BUF_INIT;
	struct hook_choice choice;
	struct features f;

	if (at < 0)
		return at == -1 ? STATUS_OK : STATUS_USAGE;
	if (at < argc) {
		fail(-EINVAL, "doctor takes no operand: %s", argv[at]);
		return STATUS_USAGE;
	}
	load_verbose(verbosity.level > 0);
	features_read(&f);
	r = hooks_choose(HOOK_EVERY, NULL, &choice);
	if (r)
		return r == -EPERM ? STATUS_PRIVILEGE : STATUS_KERNEL;
	if (format == FORMAT_JSON)
		r = write_json(&out, &f, &choice);
	else
		write_text(&out, &f, &choice);
	if (!r)
		r = output_write(NULL, buf_text(&out), out.size);
	return r ? STATUS_USAGE : status_of(&choice);
}

const struct command command_doctor = {
	"doctor",
	"which hooks work on this kernel, and what they cannot see",
	run_doctor,
};
