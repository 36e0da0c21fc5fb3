// SPDX-License-Identifier: BSD-2-Clause
/* Knows the target spo: a SeccompProfile for the security-profiles-operator of Kubernetes, version 1 of its API. */
#include <errno.h>

#include "core/ruleset_view.h"
#include "emit/comment.h"
#include "emit/seccomp_entry.h"
#include "emit/spo_name.h"
#include "emit/targets.h"
#include "emit/yamlout.h"

#define COMMENT "# "

/* One list for all architectures; a number of a resource is an int64. */
#define SHAPE (RULESET_ONE_LIST | RULESET_63_BITS)

/* The resource has no place for the error of the default action: a runtime takes EPERM then. */
static const struct sys_answer eperm = { ANSWER_ERRNO, EPERM };

static void comment_default(const struct plan *plan, struct buf *out)
{
	char room[32];

	if (plan->deny.kind != ANSWER_ERRNO || answer_same(plan->deny, eperm))
		return;
	comment_add(out, COMMENT,
		    "What is not listed gets EPERM, not %s as planned: the resource has no defaultErrnoRet. Calls that "
		    "C libraries do without after ENOSYS are listed with it.",
		    answer_text(plan->deny, room) + sizeof("errno:") - 1);
}

static void comments(const struct plan *plan, const char *name, struct buf *out)
{
	comment_head(plan, COMMENT, "SeccompProfile", out);
	comment_add(out, COMMENT, "Once it is installed, a container takes it by seccompProfile: {type: Localhost, "
		    "localhostProfile: operator/%s.json}.", name);
	comment_default(plan, out);
	comment_new_calls(plan, COMMENT, out);
}

static void architectures(unsigned int set, struct yamlout *y)
{
	yamlout_key(y, "architectures");
	yamlout_open_list(y);
	for (int arch = 0; arch < SYSNO_ARCHES; arch++)
		if (set >> arch & 1)
			yamlout_text(y, seccomp_arch(arch));
	yamlout_close_list(y);
}

static void condition(const struct arg_rule *arg, struct yamlout *y)
{
	struct seccomp_condition c = seccomp_condition(arg);

	yamlout_open_map(y);
	yamlout_key(y, "index");
	yamlout_number(y, arg->index);
	yamlout_key(y, "op");
	yamlout_text(y, c.op);
	yamlout_key(y, "value");
	yamlout_number(y, c.value);
	if (c.masked) {
		yamlout_key(y, "valueTwo");
		yamlout_number(y, c.value_two);
	}
	yamlout_close_map(y);
}

static void entry(const struct seccomp_entry *e, struct yamlout *y)
{
	yamlout_open_map(y);
	yamlout_key(y, "action");
	yamlout_text(y, seccomp_action(e->like->answer));
	if (e->like->answer.kind == ANSWER_ERRNO) {
		yamlout_key(y, "errnoRet");
		yamlout_number(y, e->like->answer.error);
	}
	yamlout_key(y, "names");
	yamlout_open_list(y);
	for (size_t i = 0; i < e->n; i++)
		yamlout_text(y, e->names[i]);
	yamlout_close_list(y);
	if (e->like->nargs) {
		yamlout_key(y, "args");
		yamlout_open_list(y);
		for (size_t i = 0; i < e->like->nargs; i++)
			condition(&e->like->args[i], y);
		yamlout_close_list(y);
	}
	yamlout_close_map(y);
}

static void spec(const struct ruleset *rules, const struct seccomp_entries *entries, struct yamlout *y)
{
	yamlout_open_map(y);
	yamlout_key(y, "defaultAction");
	yamlout_text(y, seccomp_action(rules->deny));
	architectures(seccomp_arches_listed(rules->arches), y);
	yamlout_key(y, "syscalls");
	yamlout_open_list(y);
	for (size_t i = 0; i < entries->n; i++)
		entry(&entries->at[i], y);
	yamlout_close_list(y);
	yamlout_close_map(y);
}

static void resource(const struct ruleset *rules, const struct seccomp_entries *entries, const char *name,
		     struct yamlout *y)
{
	yamlout_key(y, "apiVersion");
	yamlout_text(y, "security-profiles-operator.x-k8s.io/v1");
	yamlout_key(y, "kind");
	yamlout_text(y, "SeccompProfile");
	yamlout_key(y, "metadata");
	yamlout_open_map(y);
	yamlout_key(y, "name");
	yamlout_text(y, name);
	yamlout_close_map(y);
	yamlout_key(y, "spec");
	spec(rules, entries, y);
}

static int emit(const struct plan *plan, struct buf *out)
{
	_seccomp_entries_ struct seccomp_entries entries = SECCOMP_ENTRIES_INIT;
	_ruleset_ struct ruleset rules = RULESET_INIT;
	_yamlout_ struct yamlout y = YAMLOUT_INIT;
	char name[SPO_NAME_ROOM];
	int r = ruleset_make_full(plan, 0, &rules);

	ruleset_shape(&rules, SHAPE);
	if (!r)
		r = seccomp_entries_make(&rules, NULL, &entries);
	if (r)
		return r;
	spo_name(plan->name, name);
	comments(plan, name, out);
	yamlout_start(&y, out);
	resource(&rules, &entries, name, &y);
	yamlout_end(&y);
	return buf_error(out);
}

const struct emitter emit_spo = {
	"spo", "SeccompProfile of the security-profiles-operator", emit, .filter = FILTER_RULES,
	.shape = SHAPE,
};
