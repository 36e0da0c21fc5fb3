/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Knows what one capability check is worth: by its place, its answer, the
 * credentials and the namespace that were asked, and how the call ended.
 */
#include "core/weigh.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include <linux/capability.h>

#include "core/advise.h"
#include "core/sysno.h"

/* A granted check by the class of its place, where refusal would matter. */
static const enum weight class_weights[] = {
	[CLASS_DECISIVE] = WEIGHT_DECISIVE,
	[CLASS_PROBE] = WEIGHT_EARLY,
	[CLASS_EARLY] = WEIGHT_EARLY,
	[CLASS_ALTERNATIVE] = WEIGHT_ALTERNATIVE,
	[CLASS_LIMIT] = WEIGHT_LIMIT,
	[CLASS_UNCLASSIFIED] = WEIGHT_UNCLASSIFIED,
};
static_assert(ARRAY_SIZE(class_weights) == CLASSES, "a weight per class");

static size_t count_callers(const struct check *c)
{
	size_t n = 0;

	while (n < PROFILE_CALLERS && c->callers[n])
		n++;
	return n;
}

const struct site *check_site_of(const struct check *c, unsigned int cap)
{
	return site_find((int)cap, c->site, (const char *const *)c->callers, count_callers(c));
}

const struct site *check_site(const struct check *c)
{
	return check_site_of(c, c->cap);
}

bool check_refused(const struct check *c)
{
	return c->flags & (LC_CHECK_DENIED | LC_CHECK_LSM_DENIED);
}

static const struct sysno_info *call_of(const struct check *c)
{
	return c->abi < LC_ABIS ? sysno_by_number(c->abi, c->nr) : NULL;
}

bool check_in_access(const struct check *c)
{
	const struct sysno_info *call = call_of(c);

	return call && !strcmp(call->group, "access");
}

/* Whether the place or a caller starts with one of these. */
static bool comes_from(const struct check *c, const char *const *prefixes, size_t n)
{
	size_t ncallers = count_callers(c);

	for (size_t p = 0; p < n; p++) {
		size_t size = strlen(prefixes[p]);

		if (!strncmp(c->site, prefixes[p], size))
			return true;
		for (size_t i = 0; i < ncallers; i++)
			if (!strncmp(c->callers[i], prefixes[p], size))
				return true;
	}
	return false;
}

bool check_in_ring(const struct check *c)
{
	static const char *const prefixes[] = { "io_", "__io_" };
	const struct sysno_info *call = call_of(c);

	if (!(c->flags & LC_CHECK_OVERRIDDEN))
		return false;
	if (call)
		return !strcmp(call->name, "io_uring_enter");
	return c->nr == LC_NO_SYSCALL && comes_from(c, prefixes, ARRAY_SIZE(prefixes));
}

/* Whether a file system that acts with its mounter's or server's credentials stands in the stack. */
static bool in_delegating_fs(const struct check *c)
{
	static const char *const prefixes[] = { "ovl_", "cachefiles_", "nfsd_" };

	return comes_from(c, prefixes, ARRAY_SIZE(prefixes));
}

/*
 * Whether the credentials asked were not the program's. Only what is known to be another's counts:
 * io_uring personalities and the opener's credentials of a netlink socket are mostly its own.
 */
static bool on_foreign_creds(const struct check *c)
{
	if (!(c->flags & LC_CHECK_OVERRIDDEN))
		return false;
	return in_delegating_fs(c) || (check_in_access(c) && check_refused(c));
}

bool check_results_tell(const struct check *c, const struct site *row)
{
	/* Netlink answers by a message, io_uring in its queue, sendmmsg() by a smaller number. */
	static const char *const messages[] = {
		"netlink_rcv_skb", "netlink_unicast", "rtnetlink_rcv_msg", "genl_rcv_msg", "genl_family_rcv_msg",
		"nfnetlink_rcv", "xfrm_user_rcv_msg", "audit_receive", "sock_diag_rcv_msg",
	};
	const struct sysno_info *call = call_of(c);

	if (!c->nresults || !call || (row && row->trait == TRAIT_SILENT))
		return false;
	if (!strcmp(call->name, "io_uring_enter") || !strcmp(call->name, "sendmmsg"))
		return false;
	return !comes_from(c, messages, ARRAY_SIZE(messages));
}

/* stat(2), getxattr(2) and their kin: who only looks at many things does without some. */
static bool only_looks(const struct check *c)
{
	static const char *const groups[] = { "stat", "readlink", "xattr_get", "xattr_list" };
	const struct sysno_info *call = call_of(c);

	for (size_t i = 0; call && i < ARRAY_SIZE(groups); i++)
		if (!strcmp(call->group, groups[i]))
			return true;
	return false;
}

/* A list looks through the links of many processes; who looks through one wants to see that one. */
static bool is_single_link(const struct check *c)
{
	const struct sysno_info *call = call_of(c);
	uint64_t calls = 0;

	if (c->cap != CAP_SYS_PTRACE || !call || strcmp(call->group, "readlink"))
		return false;
	for (size_t i = 0; i < c->nresults; i++)
		if (__builtin_add_overflow(calls, c->results[i].count, &calls))
			return false;
	return calls == 1;
}

/* A check that was judged is of a call that is not known for one. */
static bool knows_fallback(const struct check *c, const struct site *row)
{
	return row && !(c->flags & LC_CHECK_JUDGED) && !is_single_link(c) &&
	       (row->trait == TRAIT_FALLBACK || (row->trait == TRAIT_LOOK && only_looks(c)));
}

static bool all_succeeded(const struct check *c)
{
	for (size_t i = 0; i < c->nresults; i++)
		if (c->results[i].error)
			return false;
	return c->nresults;
}

static bool all_forbidden(const struct check *c)
{
	for (size_t i = 0; i < c->nresults; i++)
		if (!error_is_forbidden(c->results[i].error))
			return false;
	return c->nresults;
}

/* A search in PATH goes on after each execve() that fails, whether for want of the file or of permission. */
static bool all_missed(const struct check *c)
{
	const struct sysno_info *call = call_of(c);

	for (size_t i = 0; i < c->nresults; i++)
		if (!c->results[i].error)
			return false;
	return c->nresults && call && (!strcmp(call->name, "execve") || !strcmp(call->name, "execveat"));
}

enum check_class weigh_class(const struct check *c, const struct site *row)
{
	if (!row)
		return CLASS_UNCLASSIFIED;
	/* What was asked early, but found to matter, decides. */
	if (row->class == CLASS_EARLY && (c->flags & (LC_CHECK_JUDGED | LC_CHECK_MOOT)) == LC_CHECK_JUDGED)
		return CLASS_DECISIVE;
	return row->class;
}

/* No check: capset(2) asks to hold it, or a file that is executed does. */
static enum weight weigh_implied(const struct check *c, const struct site *row)
{
	if (c->flags & LC_CHECK_MADE_NS)
		return WEIGHT_MADE_NAMESPACE;
	if (!row || row->class != CLASS_DECISIVE)
		return WEIGHT_ASKED;
	return check_refused(c) || all_forbidden(c) ? WEIGHT_DENIED : WEIGHT_FILE;
}

static bool registers_with_ring(const struct profile *p, const struct check *c)
{
	const struct sysno_info *call = sysno_by_name("io_uring_register");
	const struct program *program = profile_program(p, c->program);
	int nr = c->abi < LC_ABIS ? call->number[sysno_arch_of(c->abi)] : -1;

	return !program || nr < 0 || sysset_has(&program->syscalls[c->abi], (uint32_t)nr);
}

/* Where no answer changes a result. */
static bool is_harmless(const struct weigh_context *context, const struct check *c, const struct site *row)
{
	if (c->flags & LC_CHECK_MOOT)
		return true;
	if (!row)
		return false;
	return row->harmless || (row->trait == TRAIT_RING && !registers_with_ring(context->profile, c));
}

/*
 * Nothing below the initial user namespace can be granted what is asked of that. Elsewhere, where only
 * the final answer is seen, a bit that was set for the very namespace that was asked tells who refused:
 * the capability module cannot have.
 */
static enum weight weigh_refused(const struct weigh_context *context, const struct check *c, const struct site *row)
{
	if (check_results_tell(c, row) && all_succeeded(c) && !context->profile->lost[LC_LOST_RESULTS])
		return WEIGHT_SURVIVED;
	if (c->flags & LC_CHECK_LSM_DENIED)
		return WEIGHT_DENIED_LSM;
	if (c->flags & LC_CHECK_NS_INIT)
		return WEIGHT_DENIED_NAMESPACE;
	if (!(c->flags & LC_CHECK_EFFECTIVE))
		return WEIGHT_DENIED;
	return c->flags & CHECK_NS_FLAGS ? WEIGHT_DENIED_NAMESPACE : WEIGHT_DENIED_LSM;
}

static enum weight weigh_granted(const struct check *c, const struct site *row)
{
	enum check_class class = weigh_class(c, row);
	bool fallback = knows_fallback(c, row);

	if ((c->flags & LC_CHECK_OWNER) || !(c->flags & LC_CHECK_EFFECTIVE))
		return WEIGHT_OWNER;
	if (c->flags & LC_CHECK_MADE_NS)
		return WEIGHT_MADE_NAMESPACE;
	if (check_results_tell(c, row) && all_missed(c))
		return WEIGHT_FUTILE_EARLY;
	if (check_results_tell(c, row) && all_forbidden(c))
		return class == CLASS_EARLY || class == CLASS_PROBE || fallback ? WEIGHT_FUTILE_EARLY : WEIGHT_FUTILE;
	if (fallback)
		return WEIGHT_FALLBACK;
	return class_weights[class];
}

/* Harmless, but whoever looks may see something else. */
static enum weight weigh_shown(const struct check *c)
{
	enum weight granted;

	if (check_refused(c))
		return WEIGHT_HARMLESS;
	granted = weigh_granted(c, NULL);
	return granted == WEIGHT_UNCLASSIFIED ? WEIGHT_SHOWN : granted;
}

enum weight weigh(const struct weigh_context *context, const struct check *c, const struct site *row)
{
	if (c->flags & LC_CHECK_IMPLIED)
		return weigh_implied(c, row);
	if (is_harmless(context, c, row))
		return row && row->trait == TRAIT_SHOWN ? weigh_shown(c) : WEIGHT_HARMLESS;
	if (row && row->trait == TRAIT_NO_NEW_PRIVS && context->no_new_privs)
		return WEIGHT_NO_NEW_PRIVS;
	if (on_foreign_creds(c))
		return WEIGHT_OVERRIDDEN;
	return check_refused(c) ? weigh_refused(context, c, row) : weigh_granted(c, row);
}

size_t weigh_all(const struct weigh_context *context, struct weighed *w)
{
	const struct profile *p = context->profile;
	size_t n = 0;

	for (size_t i = 0; i < p->nchecks; i++) {
		const struct check *c = &p->checks[i];
		const struct site *row;

		if (c->cap >= CAP_ROOM || (c->flags & LC_CHECK_VOID) || !roles_count(context->roles, c->program))
			continue;
		row = check_site(c);
		w[n++] = (struct weighed){ c, row, c->cap, weigh(context, c, row), 0 };
	}
	return n;
}

bool error_is_forbidden(uint32_t error)
{
	return error == EPERM || error == EACCES;
}

const struct result *check_worst_result(const struct check *c)
{
	const struct result *worst = NULL;

	for (size_t i = 0; i < c->nresults; i++) {
		const struct result *r = &c->results[i];

		if (!r->error)
			continue;
		if (!worst || error_is_forbidden(r->error) > error_is_forbidden(worst->error) ||
		    (error_is_forbidden(r->error) == error_is_forbidden(worst->error) && r->count > worst->count))
			worst = r;
	}
	return worst;
}
