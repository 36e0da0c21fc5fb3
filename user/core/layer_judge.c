// SPDX-License-Identifier: BSD-2-Clause
/* Knows in which order the layers are asked, and makes the verdict of what the first of them that answers says. */
#include <assert.h>
#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "core/layer_rule.h"
#include "core/sysno.h"
#include "core/weigh.h"

bool layer_by_rule(struct inquiry *q)
{
	const struct rule *rule = layer_rule(q, &layer_limit_rules, false);

	if (!rule)
		rule = layer_rule(q, &layer_call_rules, false);
	if (!rule)
		return false;
	layer_follow(q, rule, CONFIDENCE_INFERRED);
	if (rule->layer == LAYER_BOUNDING_SET)
		q->f.cap = layer_unbounded_cap(q);
	return true;
}

bool layer_by_rest(struct inquiry *q)
{
	const struct rule *rule = layer_rule(q, &layer_rest_rules, false);

	if (rule)
		layer_follow(q, rule, CONFIDENCE_INFERRED);
	return rule;
}

/* Nothing that is known refuses. A module can refuse in silence; where its hooks are seen, it did not. */
static bool layer_unknown(struct inquiry *q)
{
	bool modules = !(q->d->flags & LC_DENIAL_STEPS) && (layer_lsm_active(q, "apparmor") || layer_lsm_active(q,
		"selinux"));

	q->f.layer = LAYER_UNKNOWN;
	q->f.confidence = CONFIDENCE_INFERRED;
	q->f.detail = modules ? "no capability was denied, and nothing that was looked at refuses: perhaps a rule of a "
		"security module that is not logged ({lsm})"
			      : "no capability was denied, and nothing that was looked at refuses";
	q->f.fix = modules ? "aa-status or ps -Z tells whether {exe} is confined" : "";
	return true;
}

/*
 * In the order of what they are worth: what ended the call before it began; what the modules said themselves; hooks;
 * the capability checks; then what the call, its arguments and its files let infer.
 */
static bool (*const questions[])(struct inquiry *q) = {
	layer_by_seccomp, layer_by_module, layer_by_step, layer_by_check, layer_by_rule, layer_by_file, layer_by_rest,
	layer_unknown,
};

static void ask(struct inquiry *q)
{
	for (size_t i = 0; i < ARRAY_SIZE(questions); i++) {
		q->f = (struct finding){ .layer = LAYER_UNKNOWN, .cap = -1, .limit = -1, .also = -1, .detail = "",
			.fix = "" };
		q->check = NULL;
		if (questions[i](q))
			break;
	}
}

static bool names_capability(enum layer layer)
{
	switch (layer) {
	case LAYER_DAC:
	case LAYER_ACL:
	case LAYER_CAPABILITY:
	case LAYER_USER_NAMESPACE:
	case LAYER_BOUNDING_SET:
	case LAYER_NO_NEW_PRIVS:
		return true;
	default:
		return false;
	}
}

/* If modes refuse, whoever reads AppArmor's profile wants to know that it does not matter. */
static void add_never_asked(const struct inquiry *q, struct buf *b)
{
	if (q->f.layer != LAYER_DAC && q->f.layer != LAYER_ACL)
		return;
	if (q->d->error == EACCES && layer_lsm_active(q, "apparmor"))
		buf_add(b, "; AppArmor was never asked");
	else if (q->d->error == EACCES && layer_lsm_active(q, "selinux"))
		buf_add(b, "; SELinux was never asked");
}

static int make(const struct inquiry *q, struct layer_verdict *v)
{
	_buf_ struct buf object = BUF_INIT, detail = BUF_INIT, fix = BUF_INIT;
	_layer_verdict_ struct layer_verdict out = { .layer = q->f.layer, .confidence = q->f.confidence, .cap = -1 };

	layer_object(q, &object);
	layer_fill(q, q->f.detail, &detail);
	add_never_asked(q, &detail);
	layer_fill(q, q->f.fix, &fix);
	if (q->f.more)
		layer_fill(q, q->f.more, &fix);
	if (names_capability(q->f.layer))
		out.cap = q->f.cap;
	if (q->f.layer == LAYER_SECCOMP)
		out.action = q->f.action;
	out.object = buf_take(&object);
	out.detail = buf_take(&detail);
	out.fix = buf_take(&fix);
	if (!out.object || !out.detail || !out.fix)
		return -ENOMEM;
	*v = out;
	out = (struct layer_verdict){ 0 };
	return 0;
}

int layer_judge(const struct layer_case *c, struct layer_verdict *v)
{
	struct inquiry q = { .c = c, .d = c->denial };
	_buf_ struct buf object = BUF_INIT;

	q.call = sysno_name((enum lc_abi)c->denial->abi, c->denial->nr, q.room);
	q.shape = shape_of(c->denial->abi, c->denial->nr);
	layer_object(&q, &object);
	if (buf_error(&object))
		return -ENOMEM;
	q.object = buf_text(&object);
	ask(&q);
	return make(&q, v);
}

void layer_verdict_free(struct layer_verdict *v)
{
	free(v->object);
	free(v->detail);
	free(v->fix);
	*v = (struct layer_verdict){ 0 };
}

bool layer_wants(uint32_t abi, uint32_t nr, uint32_t error)
{
	const struct sysno_info *call = abi < LC_ABIS ? sysno_by_number((enum lc_abi)abi, nr) : NULL;
	struct inquiry q = { .call = call ? call->name : "" };

	if (error_is_forbidden(error) || error == EROFS || error == LC_ERROR_KILLED)
		return true;
	for (size_t i = 0; i < layer_limit_rules.n; i++) {
		const struct rule *rule = &layer_limit_rules.row[i];

		if (rule->error && rule->error == error && rule->calls && layer_call_in(&q, rule->calls))
			return true;
	}
	return false;
}
