// SPDX-License-Identifier: BSD-2-Clause
/*
 * Knows which security module refused: by the audit log, by the name of the function that said no, or by elimination.
 */
#include <errno.h>
#include <string.h>

#include <linux/capability.h>

#include "core/layer_rule.h"
#include "core/site.h"
#include "core/weigh.h"

static bool fail_with(struct inquiry *q, enum layer layer, enum confidence confidence, const char *detail,
		      const char *fix)
{
	q->f.layer = layer;
	q->f.confidence = confidence;
	q->f.detail = detail;
	q->f.fix = fix;
	return true;
}

/* --- the audit log ---------------------------------------------------------------------- */

/* The line of a profile that would allow it, by what the rule is about. */
static const struct {
	const char *kind, *operation, *fix;
} apparmor_fixes[] = {
	{ "file", "exec", "add \"{name} ix,\" (or px, with a profile of its own) to the profile {profile}, and reload "
	  "it with apparmor_parser -r" },
	{ "file", NULL, "add \"{name} {aa_mask},\" to the profile {profile}, and reload it with apparmor_parser -r" },
	{ "cap", NULL, "add \"capability {name},\" to the profile {profile}, and reload it with apparmor_parser -r" },
	{ "net", NULL, "add \"network {name},\" to the profile {profile}, and reload it with apparmor_parser -r" },
	{ "signal", NULL, "add \"signal ({asked}) peer={name},\" to the profile {profile}, and reload it with "
	  "apparmor_parser -r" },
	{ "ptrace", NULL, "add \"ptrace ({asked}) peer={name},\" to the profile {profile}, and reload it with "
	  "apparmor_parser -r" },
	{ "userns", NULL, "add \"userns,\" to the profile {profile}, and reload it with apparmor_parser -r" },
	{ "mount", "umount", "add \"umount {name},\" to the profile {profile}, and reload it with apparmor_parser -r" },
	{ "mount", "pivotroot", "add \"pivot_root,\" to the profile {profile}, and reload it with apparmor_parser -r" },
	{ "mount", NULL, "add \"mount -> {name},\" to the profile {profile}, and reload it with apparmor_parser -r" },
};

static const char *apparmor_fix(const struct audit_entry *a)
{
	for (size_t i = 0; i < ARRAY_SIZE(apparmor_fixes); i++)
		if (!strcmp(apparmor_fixes[i].kind, a->kind) &&
		    (!apparmor_fixes[i].operation || !strcmp(apparmor_fixes[i].operation, a->operation)))
			return apparmor_fixes[i].fix;
	return "run aa-logprof, which proposes the rule for the profile {profile}";
}

/* Whether bits and ACLs are known to allow it: only then a security module is asked. */
static bool modes_allow(const struct inquiry *q)
{
	uint32_t want;

	return q->c->nobjects && q->shape && layer_last(q, 0) && !layer_find_refusing(q, &want);
}

static bool by_apparmor(struct inquiry *q)
{
	const struct audit_entry *a = q->c->audit;
	const char *detail = "the AppArmor profile {profile} refuses \"{operation}\" ({asked}) of {name}";

	if (!strcmp(a->kind, "cap"))
		detail = "the AppArmor profile {profile} refuses the capability {name}";
	else if (!strcmp(a->kind, "file") && modes_allow(q))
		detail = "the AppArmor profile {profile} refuses \"{operation}\" ({asked}) of {name}, which file modes "
			"would have allowed";
	else if (!*a->asked)
		detail = "the AppArmor profile {profile} refuses \"{operation}\" {name}";
	return fail_with(q, LAYER_APPARMOR, CONFIDENCE_SEEN, detail, apparmor_fix(a));
}

static bool by_selinux(struct inquiry *q)
{
	bool modes = q->c->nobjects && modes_allow(q);

	return fail_with(q, LAYER_SELINUX, CONFIDENCE_SEEN,
			 modes ? "SELinux refuses {scontext} {asked} of {tclass} {tcontext}, which file modes would "
				"have allowed"
			       : "SELinux refuses {scontext} {asked} of {tclass} {tcontext}",
			 "add \"allow {stype} {ttype}:{tclass} {{asked}};\" to a module of its policy (audit2allow "
			 "-M), or relabel {object_word} with restorecon");
}

/* Modes are asked before the modules: where they refused, no module was asked, and a line is about another call. */
static bool modes_refused(const struct inquiry *q)
{
	for (size_t i = 0; i < q->c->nchecks; i++) {
		const struct layer_check *c = &q->c->checks[i];

		if ((c->cap == CAP_DAC_OVERRIDE || c->cap == CAP_DAC_READ_SEARCH) && (c->flags & LC_CHECK_DENIED) &&
		    !(c->flags & LC_CHECK_LSM_DENIED) && site_is(c->site, "generic_permission") &&
		    !layer_holds(q, CAP_DAC_OVERRIDE))
			return true;
	}
	return false;
}

/* A line is evidence of a refusal; one that was only logged is not. */
static bool by_audit(struct inquiry *q)
{
	if (!q->c->audit || !q->c->audit->denied || modes_refused(q))
		return false;
	switch (q->c->audit->source) {
	case AUDIT_FROM_APPARMOR:
		return by_apparmor(q);
	case AUDIT_FROM_SELINUX:
		return by_selinux(q);
	case AUDIT_FROM_LANDLOCK:
		return fail_with(q, LAYER_LANDLOCK, CONFIDENCE_SEEN, "its Landlock domain does not allow {operation}",
				 "add a rule for {object} to the ruleset before landlock_restrict_self()");
	default:
		return false;
	}
}

#define APPARMOR_FIX                                                                                          \
	"let aa-logprof propose the rule for the profile of {exe} (aa-status names it), and reload that with " \
	"apparmor_parser -r"

/* --- hooks -------------------------------------------------------------------------------- */

static const struct {
	const char *prefix;
	enum layer layer;
	const char *detail, *fix;
} modules[] = {
	{ "aa_", LAYER_APPARMOR, "AppArmor refuses it ({hook})",
	  APPARMOR_FIX },
	{ "apparmor_", LAYER_APPARMOR, "AppArmor refuses it ({hook})",
	  APPARMOR_FIX },
	{ "selinux_", LAYER_SELINUX, "SELinux refuses it ({hook})",
	  "semodule -DB shows refusals that are not logged; then audit2allow proposes the rule" },
	{ "avc_", LAYER_SELINUX, "SELinux refuses it ({hook})",
	  "semodule -DB shows refusals that are not logged; then audit2allow proposes the rule" },
	{ "yama_", LAYER_YAMA, "kernel.yama.ptrace_scope={value} lets it not trace that process ({hook})",
	  "trace it as an ancestor of it, let it allow its tracer by prctl(PR_SET_PTRACER), or sysctl -w "
	  "kernel.yama.ptrace_scope=0" },
	{ "lockdown_", LAYER_LOCKDOWN, "the kernel is locked down",
	  "boot without lockdown= on the kernel command line (with secure boot it comes by itself)" },
	{ "bpf_lsm_", LAYER_BPF_LSM, "a BPF program refuses it ({hook})",
	  "bpftool prog show names the programs of type lsm: ask who loaded them" },
	{ "tomoyo_", LAYER_LSM_OTHER, "TOMOYO refuses it ({hook})", "tomoyo-editpolicy shows the domain of {exe}" },
	{ "smack_", LAYER_LSM_OTHER, "Smack refuses it ({hook})", "chsmack -a sets the label of {object_word}" },
	{ "hook_", LAYER_LANDLOCK, "its Landlock domain does not allow it ({hook})",
	  "add a rule for {object} to the ruleset before landlock_restrict_self()" },
	{ "current_check_", LAYER_LANDLOCK, "its Landlock domain does not allow it ({hook})",
	  "add a rule for {object} to the ruleset before landlock_restrict_self()" },
};

static bool by_module_step(struct inquiry *q, const struct lc_step *s)
{
	for (size_t i = 0; i < ARRAY_SIZE(modules); i++) {
		if (strncmp(s->hook, modules[i].prefix, strlen(modules[i].prefix)))
			continue;
		q->f.step = s;
		q->f.setting = modules[i].layer == LAYER_YAMA ? "kernel.yama.ptrace_scope" : NULL;
		return fail_with(q, modules[i].layer, CONFIDENCE_SEEN, modules[i].detail, modules[i].fix);
	}
	return false;
}

/*
 * Hooks that the capability module answers itself,
	where a denied check tells more. Some compare sets as well and ask for
 * nothing: without a check, the call and its arguments tell more.
 */
static const struct {
	const char *hook;
	bool compares;
} of_capabilities[] = {
	{ "security_ptrace_access_check", false }, { "security_ptrace_traceme", false },
	{ "security_inode_setxattr", false }, { "security_inode_removexattr", false },
	{ "security_task_setnice", false }, { "security_task_setscheduler", false },
	{ "security_task_setioprio", false }, { "security_settime64", false }, { "security_mmap_addr", true },
	{ "security_capset", true }, { "security_task_prctl", true }, { "security_capable", true },
	{ "security_bprm_creds_from_file", true },
};

static bool is_of_capabilities(const struct lc_step *s, bool *compares)
{
	for (size_t i = 0; i < ARRAY_SIZE(of_capabilities); i++) {
		if (strcmp(s->hook, of_capabilities[i].hook))
			continue;
		*compares = of_capabilities[i].compares;
		return true;
	}
	return false;
}

/* Whether a check was denied by the capability module; then what such a hook says is its word. */
static bool has_denied_check(const struct inquiry *q)
{
	for (size_t i = 0; i < q->c->nchecks; i++)
		if ((q->c->checks[i].flags & LC_CHECK_DENIED) && !(q->c->checks[i].flags & LC_CHECK_LSM_DENIED))
			return true;
	return q->c->nchecks < q->d->nchecks;
}

/* What a step says is about this refusal if the call failed with the same, or one forbids as the other does. */
static bool is_about(const struct inquiry *q, const struct lc_step *s)
{
	return s->error == q->d->error || (error_is_forbidden(s->error) && error_is_forbidden(q->d->error));
}

static const struct lc_step *find_step(const struct inquiry *q, enum lc_step_kind kind)
{
	for (uint32_t i = q->d->nsteps; i--;)
		if (q->d->step[i].kind == kind && is_about(q, &q->d->step[i]))
			return &q->d->step[i];
	return NULL;
}

static bool by_hook(struct inquiry *q)
{
	const struct lc_step *module = find_step(q, LC_STEP_MODULE), *s = find_step(q, LC_STEP_LSM);
	bool compares = false, own = s && is_of_capabilities(s, &compares);

	if (module && by_module_step(q, module))
		return true;
	if (!s || (own && (compares || has_denied_check(q))))
		return false;
	q->f.step = s;
	if (!strcmp(s->hook, "security_locked_down"))
		return fail_with(q, LAYER_LOCKDOWN, CONFIDENCE_SEEN, "the kernel is locked down",
				 "boot without lockdown= on the kernel command line (with secure boot it comes by "
				 "itself)");
	layer_some_module(q, "a security module refuses it ({hook})");
	return true;
}

bool layer_by_module(struct inquiry *q)
{
	return by_audit(q) || by_hook(q);
}

/* --- elimination ---------------------------------------------------------------------------- */

static const struct {
	const char *name;
	enum layer layer;
	const char *fix;
} candidates[] = {
	{ "apparmor", LAYER_APPARMOR,
	  APPARMOR_FIX },
	{ "selinux", LAYER_SELINUX,
	  "semodule -DB shows refusals that are not logged; then audit2allow proposes the rule" },
	{ "smack", LAYER_LSM_OTHER, "chsmack shows the labels" },
	{ "tomoyo", LAYER_LSM_OTHER, "tomoyo-editpolicy shows the domain of {exe}" },
};

/* Landlock and Yama speak of few things; programs of the BPF module are rare. */
void layer_some_module(struct inquiry *q, const char *detail)
{
	bool tracing = layer_call_in(q, "ptrace process_vm_readv process_vm_writev pidfd_getfd");
	size_t n = 0, which = 0;

	for (size_t i = 0; i < ARRAY_SIZE(candidates); i++) {
		if (!layer_lsm_active(q, candidates[i].name))
			continue;
		which = i;
		n++;
	}
	/* TOMOYO is built in and without a policy on most systems. */
	if (n > 1 && !strcmp(candidates[which].name, "tomoyo") && n-- == 2)
		which = layer_lsm_active(q, "apparmor") ? 0 : layer_lsm_active(q, "selinux") ? 1 : 2;
	if (n == 1 && !tracing && !(q->d->flags & LC_DENIAL_LANDLOCKED))
		fail_with(q, candidates[which].layer, CONFIDENCE_INFERRED, detail, candidates[which].fix);
	else
		fail_with(q, LAYER_LSM_OTHER, CONFIDENCE_SEEN, detail,
			  "see which security modules are active (/sys/kernel/security/lsm) and their logs");
}

/* --- other hooks ----------------------------------------------------------------------------- */

static const struct {
	const char *hook;
	enum layer layer;
	const char *setting, *detail, *fix;
} deciders[] = {
	{ "path_noexec", LAYER_MOUNT_FLAG, NULL, "{object} lies on a file system that is mounted noexec",
	  "mount -o remount,exec the file system of {object}, or move it elsewhere" },
	{ "may_linkat", LAYER_SYSCTL, "fs.protected_hardlinks",
	  "fs.protected_hardlinks={value} lets user {uid} link to its own files alone, and to those it may read and "
	  "write",
	  "make the link as the owner of {object}, or copy it" },
	{ "devcgroup_check_permission", LAYER_CGROUP_DEVICE, NULL, "the device controller of its cgroup refuses "
	  "{object}",
	  "docker run --device {object_word}, or DeviceAllow={object} rwm in its unit" },
	{ "__cgroup_bpf_check_dev_permission", LAYER_CGROUP_DEVICE, NULL,
	  "the device program of its cgroup refuses {object}",
	  "docker run --device {object_word}, or DeviceAllow={object} rwm in its unit" },
	{ "pids_can_fork", LAYER_CGROUP_PIDS, NULL, "pids.max of its cgroup is reached",
	  "raise it: docker run --pids-limit, TasksMax= in its unit" },
	{ "nf_hook_slow", LAYER_NETFILTER, NULL, "a netfilter rule drops the packet to {object}",
	  "nft list ruleset (iptables-save) shows the rule: accept {object} before it" },
	{ "memfd_fcntl", LAYER_FILE_SEAL, NULL, "the file is sealed against further seals (F_SEAL_SEAL)",
	  "add all seals before F_SEAL_SEAL" },
	{ "shmem_write_begin", LAYER_FILE_SEAL, NULL, "the file is sealed against writing",
	  "write before the seal is added, or make another memfd" },
};

static bool by_decider(struct inquiry *q, const struct lc_step *s)
{
	for (size_t i = 0; i < ARRAY_SIZE(deciders); i++) {
		if (strcmp(deciders[i].hook, s->hook))
			continue;
		q->f.step = s;
		q->f.setting = deciders[i].setting;
		return fail_with(q, deciders[i].layer, CONFIDENCE_SEEN, deciders[i].detail, deciders[i].fix);
	}
	return false;
}

/* The inode that a hook saw, as if it had been looked at; its path is that of the object that is the same file. */
static const struct lc_object *object_of_step(struct inquiry *q, const struct lc_step *s)
{
	struct lc_object *o = &q->step_object;

	if (!(s->flags & LC_STEP_INODE))
		return NULL;
	*o = (struct lc_object){ .mode = s->mode, .uid = s->uid, .gid = s->gid, .ino = s->ino };
	for (size_t i = 0; i < q->c->nobjects; i++)
		if (q->c->objects[i].ino == s->ino && q->c->objects[i].mode == s->mode)
			*o = q->c->objects[i];
	o->uid = s->uid;
	o->gid = s->gid;
	if (!o->path_size) {
		o->path_size = (uint32_t)strnlen(s->name, LC_HOOK_LEN);
		memcpy(o->path, s->name, o->path_size);
	}
	return o;
}

static bool bits_allow(const struct inquiry *q, const struct lc_object *o, uint32_t want)
{
	struct dac_answer answer;

	dac_ask(&q->d->creds, o, want, &answer);
	return answer.allowed;
}

static bool by_inode(struct inquiry *q, const struct lc_step *s)
{
	const struct lc_object *o = object_of_step(q, s);

	q->f.step = s;
	q->f.at = o;
	if (s->error == EROFS)
		return fail_with(q, LAYER_MOUNT_FLAG, CONFIDENCE_SEEN, "the file system of {at} is read-only",
				 "mount -o remount,rw the file system of {at}, or mount a writable one there");
	if (s->error == EPERM && (s->inode_flags & INODE_IMMUTABLE))
		return fail_with(q, LAYER_INODE_FLAG, CONFIDENCE_SEEN, "{at} is immutable (chattr +i)",
				 "chattr -i {at_word}");
	if (s->error == EPERM && o && mode_is_device(o->mode))
		return fail_with(q, LAYER_CGROUP_DEVICE, CONFIDENCE_INFERRED,
				 "mode bits allow it, and the device controller of its cgroup is asked next",
				 "docker run --device {object_word}, or DeviceAllow={object} rwm in its unit");
	if (s->error != EACCES)
		return false;
	/*
	 * A check tells which capability would override; without one none was asked, or the file system has rules of
	 * its own.
	 */
	if (has_denied_check(q) || (o && bits_allow(q, o, s->mask & 7)))
		return false;
	layer_refused_by(q, o, s->mask & 7, CONFIDENCE_SEEN);
	return true;
}

bool layer_by_step(struct inquiry *q)
{
	const struct lc_step *file = find_step(q, LC_STEP_FILE);

	for (uint32_t i = q->d->nsteps; i--;)
		if (q->d->step[i].kind == LC_STEP_OTHER && by_decider(q, &q->d->step[i]))
			return true;
	return file && by_inode(q, file);
}
