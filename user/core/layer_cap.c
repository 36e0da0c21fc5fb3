// SPDX-License-Identifier: BSD-2-Clause
/* Knows which of the checks denied in a call decided it, why the capability was missing and how to give it. */
#include <errno.h>
#include <string.h>

#include <linux/capability.h>
#include <linux/securebits.h>

#include "core/layer_rule.h"
#include "core/site.h"
#include "core/weigh.h"

static const struct site *row_of(const struct layer_check *c)
{
	return site_find((int)c->cap, c->site, c->callers, c->ncallers);
}

/* Whether mode bits or an ACL refused and this was asked to override them. */
static bool overrides_modes(const struct layer_check *c)
{
	if (c->cap != CAP_DAC_OVERRIDE && c->cap != CAP_DAC_READ_SEARCH)
		return false;
	return !*c->site || site_is(c->site, "generic_permission") || site_is(c->site, "inode_permission");
}

/* Checks whose answer changes no result, or that the call asked in vain. */
static bool is_idle(const struct inquiry *q, const struct layer_check *c)
{
	const struct site *row = row_of(c);

	if (!(c->flags & (LC_CHECK_DENIED | LC_CHECK_LSM_DENIED)) || (c->flags & (LC_CHECK_VOID | LC_CHECK_MOOT)))
		return true;
	/* The narrow one is asked first; the wide one then allowed it. */
	if (overrides_modes(c))
		return q->d->error != EACCES || layer_holds(q, CAP_DAC_OVERRIDE);
	if (!row)
		return false;
	return row->harmless || row->trait == TRAIT_SILENT ||
	       (row->class == CLASS_PROBE && row->trait != TRAIT_NO_NEW_PRIVS);
}

/* Asked before it is known to matter. Of ids and priorities it matters when the call fails. */
static bool is_early(const struct layer_check *c)
{
	const struct site *row = row_of(c);

	if (!row || row->class != CLASS_EARLY || (c->flags & (LC_CHECK_JUDGED | LC_CHECK_IMPLIED)))
		return false;
	return c->cap != CAP_SETUID && c->cap != CAP_SETGID && c->cap != CAP_SETPCAP && c->cap != CAP_SYS_NICE;
}

/* An errno that speaks of something else than permission is explained by a check only if a row says so. */
static bool explains(struct inquiry *q, const struct layer_check *c)
{
	q->check = c;
	return error_is_forbidden(q->d->error) || layer_rule(q, &layer_limit_rules, true);
}

/* The last that matters; one that was asked early only if there is no other. */
static const struct layer_check *decisive(struct inquiry *q)
{
	const struct layer_check *early = NULL;

	for (size_t i = q->c->nchecks; i--;) {
		const struct layer_check *c = &q->c->checks[i];

		if (is_idle(q, c) || !explains(q, c))
			continue;
		if (!is_early(c))
			return c;
		if (!early)
			early = c;
	}
	return early;
}

/* Of capabilities that were asked in turn for one decision, the one that permits least; the widest into *also. */
static int narrowest(const struct inquiry *q, int *also)
{
	const struct layer_check *best = q->check;

	*also = -1;
	for (size_t i = 0; i < q->c->nchecks; i++) {
		const struct layer_check *c = &q->c->checks[i];

		if (c == best || is_idle(q, c) || strcmp(site_decision(c->site), site_decision(q->check->site)))
			continue;
		if (site_narrower((int)best->cap) >> (c->cap & 63) & 1) {
			*also = (int)best->cap;
			best = c;
		} else if (site_narrower((int)c->cap) >> (best->cap & 63) & 1) {
			*also = (int)c->cap;
		}
	}
	return (int)best->cap;
}

/* --- why it was missing ------------------------------------------------------------ */

static bool has(uint64_t set, int cap)
{
	return cap >= 0 && cap < 64 && set >> cap & 1;
}

static bool is_permitted(const struct inquiry *q)
{
	return has(q->d->creds.permitted, q->f.cap);
}

static bool is_root_unbounded(const struct inquiry *q)
{
	return !q->d->creds.euid && !has(q->d->creds.bounding, q->f.cap);
}

static bool is_root_without_rights(const struct inquiry *q)
{
	return !q->d->creds.euid && (q->d->creds.securebits & SECBIT_NOROOT);
}

static bool is_root(const struct inquiry *q)
{
	return !q->d->creds.euid;
}

static bool is_unbounded(const struct inquiry *q)
{
	return !has(q->d->creds.bounding, q->f.cap);
}

static bool is_confined(const struct inquiry *q)
{
	return q->d->flags & LC_DENIAL_NO_NEW_PRIVS;
}

static const struct {
	bool (*holds)(const struct inquiry *q);
	const char *detail, *fix;
} lacks[] = {
	{ is_permitted, "{cap} is in its permitted set, but not effective",
	  "make {cap} effective before {call}() (cap_set_proc(3)), or setcap {lower}+ep {exe}" },
	{ is_root_unbounded, "root without {cap}: its bounding set does not hold it",
	  "start it with {cap}{also}: docker run --cap-add {docker}, or CapabilityBoundingSet={cap} in its unit" },
	{ is_root_without_rights, "root without {cap}: SECBIT_NOROOT is set, so that user 0 alone gives none",
	  "make {cap}{also} ambient where it is started: AmbientCapabilities={cap} in its unit, or "
	  "setpriv --inh-caps +{lower} --ambient-caps +{lower}" },
	{ is_root, "root without {cap}: it, or who started it, gave it up",
	  "keep {cap}{also}: docker run --cap-add {docker}, CapabilityBoundingSet={cap} in its unit, or do not drop it "
	  "before {call}()" },
	{ is_unbounded, "user {uid} lacks {cap}, which its bounding set does not hold either",
	  "start it with {cap}{also}: docker run --cap-add {docker} and setcap {lower}+ep {exe}, or "
	  "AmbientCapabilities={cap} in its unit" },
	{ is_confined, "user {uid} lacks {cap}, and no_new_privs keeps file capabilities from giving it",
	  "make {cap}{also} ambient where it is started: AmbientCapabilities={cap} in its unit, or "
	  "setpriv --inh-caps +{lower} --ambient-caps +{lower}" },
	{ NULL, "user {uid} lacks {cap}",
	  "give it {cap}{also}: setcap {lower}+ep {exe}, or AmbientCapabilities={cap} in its unit, or "
	  "docker run --cap-add {docker}" },
};

/* What does as well, by capability and call. */
static const struct {
	int cap;
	const char *calls, *more;
} others[] = {
	{ CAP_NET_BIND_SERVICE, "bind", ", or sysctl -w net.ipv4.ip_unprivileged_port_start={port}" },
	{ CAP_NET_RAW, "socket", ", or for ping alone sysctl -w net.ipv4.ping_group_range='0 2147483647'" },
	{ CAP_SYS_ADMIN, "seccomp prctl landlock_restrict_self",
	  ", or set no_new_privs first (prctl(PR_SET_NO_NEW_PRIVS, 1)), which needs no capability" },
	{ CAP_SYS_RAWIO, "mmap mmap2", ", or lower vm.mmap_min_addr" },
	{ CAP_KILL, "kill tkill tgkill rt_sigqueueinfo rt_tgsigqueueinfo pidfd_send_signal",
	  ", or send it as the user of the target" },
	{ CAP_SYS_PTRACE, NULL, ", or run it as the user of the target, which must be dumpable and hold no more "
	  "capabilities" },
	{ CAP_FOWNER, NULL, ", or do it as the owner of the file" },
	{ CAP_CHOWN, NULL, ", or let root change it beforehand" },
	{ CAP_IPC_OWNER, NULL, ", or let the creator of the object grant it in its mode" },
};

void layer_lacks(struct inquiry *q, int cap, enum confidence confidence)
{
	size_t i = 0;

	q->f.layer = LAYER_CAPABILITY;
	q->f.confidence = confidence;
	q->f.cap = cap;
	while (lacks[i].holds && !lacks[i].holds(q))
		i++;
	q->f.detail = lacks[i].detail;
	q->f.fix = lacks[i].fix;
	for (i = 0; i < ARRAY_SIZE(others); i++)
		if (others[i].cap == cap && (!others[i].calls || layer_call_in(q, others[i].calls)))
			q->f.more = others[i].more;
}

/* What helps where no capability does; the first that fits. */
static const struct {
	int cap;
	const char *fix;
} outside[] = {
	{ CAP_SYS_TIME, "set the clock outside, on the host: time is not part of a user namespace" },
	{ CAP_SYS_MODULE, "load the module outside, on the host, beforehand" },
	{ CAP_MKNOD, "bind-mount the device node from the host (docker run --device)" },
	{ CAP_SYSLOG, "run it outside, in the initial user namespace, or sysctl -w kernel.dmesg_restrict=0 on the "
	  "host" },
	{ CAP_SYS_NICE, "raise RLIMIT_NICE or RLIMIT_RTPRIO where it is started" },
	{ CAP_IPC_LOCK, "raise RLIMIT_MEMLOCK where it is started (ulimit -l)" },
	{ CAP_SYS_RESOURCE, "raise the limit outside, where the container is started" },
	{ CAP_NET_ADMIN, "make a network namespace within its user namespace (unshare --net), or do it outside" },
	{ CAP_NET_RAW, "make a network namespace within its user namespace (unshare --net), or do it outside" },
	{ CAP_NET_BIND_SERVICE,
	  "make a network namespace within its user namespace, or sysctl -w "
	  "net.ipv4.ip_unprivileged_port_start={port}" },
	{ CAP_BPF, "load it outside, in the initial user namespace (or by a BPF token)" },
	{ CAP_PERFMON, "run it outside, or lower kernel.perf_event_paranoid on the host" },
};

void layer_outside(struct inquiry *q, int cap, enum confidence confidence)
{
	q->f.layer = LAYER_USER_NAMESPACE;
	q->f.confidence = confidence;
	q->f.cap = cap;
	q->f.detail = layer_holds(q, cap) ? "{cap} is held, but what is asked belongs to another user namespace"
					  : "{cap} is asked of another user namespace, where none of its own counts";
	q->f.fix = "no capability of its user namespace helps: do it outside, in the initial user namespace";
	for (size_t i = 0; i < ARRAY_SIZE(outside); i++)
		if (outside[i].cap == cap)
			q->f.fix = outside[i].fix;
}

/* --- the check ------------------------------------------------------------------------ */

static bool is_outside(const struct layer_check *c)
{
	if (c->flags & LC_CHECK_NS_INIT)
		return true;
	return (c->flags & LC_CHECK_NS_OTHER) && (c->flags & LC_CHECK_EFFECTIVE);
}

/* The capability module would have said yes: only another module can have said no. */
static bool is_by_module(const struct layer_check *c)
{
	return (c->flags & LC_CHECK_LSM_DENIED) ||
	       ((c->flags & LC_CHECK_EFFECTIVE) && !(c->flags & (LC_CHECK_NS_INIT | LC_CHECK_NS_OTHER)));
}

/* Mode bits or an ACL refused: the kernel asks for these only then. */
static void judge_modes(struct inquiry *q)
{
	uint32_t want = 0;
	const struct lc_object *at = layer_find_refusing(q, &want);
	int cap = narrowest(q, &q->f.also);

	layer_refused_by(q, at, want, CONFIDENCE_SEEN);
	q->f.cap = cap;
}

/* execve(2) that gave nothing: set-user-ID bits and file capabilities were void. */
static bool judge_void(struct inquiry *q)
{
	bool nosuid = q->c->stance & LC_STANCE_VOID_NOSUID;

	if (!(q->c->stance & (LC_STANCE_VOID_NNP | LC_STANCE_VOID_NOSUID)) || has(q->d->creds.permitted, q->f.cap))
		return false;
	q->f.layer = nosuid ? LAYER_MOUNT_FLAG : LAYER_NO_NEW_PRIVS;
	q->f.detail = nosuid ? "{exe} would have given {cap}, but lies on a file system that is mounted nosuid"
			     : "{exe} would have given {cap}, but no_new_privs was set when it was executed";
	q->f.fix = nosuid ? "mount -o remount,suid the file system of {exe}, or start it with {cap} by "
			    "AmbientCapabilities={cap} in its unit"
			  : "start it without no_new_privs (NoNewPrivileges=no, docker run without "
			    "--security-opt no-new-privileges), or with AmbientCapabilities={cap} in its unit";
	q->f.more = NULL;
	return true;
}

/* Not where the capability itself is what is missing. */
static bool is_limit_rule(const struct rule *rule)
{
	return rule && rule->layer != LAYER_SYSCTL && rule->layer != LAYER_CAPABILITY;
}

static void judge_lack(struct inquiry *q)
{
	const struct rule *rule = layer_rule(q, &layer_limit_rules, true);
	int cap = narrowest(q, &q->f.also);
	enum confidence confidence = is_early(q->check) ? CONFIDENCE_INFERRED : CONFIDENCE_SEEN;

	if (is_outside(q->check) && !is_limit_rule(rule)) {
		layer_outside(q, cap, confidence);
	} else if (rule) {
		layer_follow(q, rule, confidence);
		q->f.cap = cap;
	} else {
		layer_lacks(q, cap, confidence);
		judge_void(q);
	}
}

/* No check: the file asks for more than the bounding set holds. */
static void judge_file_capability(struct inquiry *q)
{
	q->f.layer = LAYER_BOUNDING_SET;
	q->f.confidence = CONFIDENCE_SEEN;
	q->f.cap = (int)q->check->cap;
	q->f.detail = "{object} has the file capability {cap}, which the bounding set does not hold";
	q->f.fix = "start it with {cap} in the bounding set (docker run --cap-add {docker}), or setcap -r "
		"{object_word}";
}

static void judge_module(struct inquiry *q)
{
	q->f.cap = (int)q->check->cap;
	layer_some_module(q, "{cap} is held, and another security module refused its use");
}

bool layer_by_check(struct inquiry *q)
{
	const struct layer_check *c = decisive(q);

	q->check = c;
	if (!c)
		return false;
	if (site_is(c->site, "bprm_caps_from_vfs_caps"))
		judge_file_capability(q);
	else if (c->flags & LC_CHECK_IMPLIED)
		layer_lacks(q, (int)c->cap, CONFIDENCE_SEEN);
	else if (is_by_module(c))
		judge_module(q);
	else if (overrides_modes(c))
		judge_modes(q);
	else
		judge_lack(q);
	return true;
}
