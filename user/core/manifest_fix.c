// SPDX-License-Identifier: BSD-2-Clause
/*
 * Knows what of a manifest can be put right without asking, and that the result must be read again before it is
 * believed: the same in everything else, fewer findings.
 */
#include <errno.h>
#include <string.h>

#include "base/fail.h"
#include "core/manifest_fix.h"
#include "core/manifest_judge.h"

bool fix_has_plan(const struct fix *f, const struct container *c)
{
	return f->plan && !f->plan->incomplete && plan_is_of(f->m, f->plan, c);
}

uint64_t fix_keep(const struct fix *f)
{
	/* What is open stays: the recording cannot tell. */
	return (f->plan->keep | f->plan->ask) & CAP_EVERY;
}

bool fix_no_new_privs(const struct fix *f, const struct container *c)
{
	uint64_t asked = c->engine == ENGINE_SYSTEMD ? caps_set(&c->add) & c->bounding : caps_set(&c->add);
	bool admin = asked & CAP_BIT(CAP_SYS_ADMIN);

	if (fix_has_plan(f, c))
		return f->plan->no_new_privs && c->no_new_privs.what != SAY_YES &&
		       !(fix_keep(f) & CAP_BIT(CAP_SYS_ADMIN));
	/* Whoever wrote that they may be gained meant something by it. */
	return c->no_new_privs.what == SAY_NOTHING && c->privileged.what != SAY_YES && !admin;
}

static void fix_container(struct fix *f, size_t index)
{
	const struct container *c = &f->m->containers[index];

	if (f->m->kind == MANIFEST_UNIT)
		fix_unit(f, c);
	else if (f->m->kind == MANIFEST_RUN)
		fix_run(f, c, index);
	else if (!manifest_is_shared(f->m, c))
		fix_tree(f, c);
}

/* --- reading it again ------------------------------------------------------------------- */

/* What is added instead of privileged, or named where it was not, is no step back. */
static bool counts(const struct finding *finding)
{
	static const char *const not[] = { "capability-added", "capability-void", "pod-security" };

	for (size_t i = 0; i < ARRAY_SIZE(not); i++) {
		if (!strcmp(finding->rule->id, not[i]))
			return false;
	}
	return true;
}

static int count(const struct manifest *m, const struct plan *plan, size_t *out)
{
	_findings_ struct findings findings = { 0 };
	int r = manifest_judge(m, plan, &findings);

	*out = 0;
	for (size_t i = 0; !r && i < findings.n; i++)
		*out += counts(&findings.at[i]);
	return r;
}

static int refuse(const struct manifest *m)
{
	fail_hint("change it by hand: the findings say what");
	return fail(-ENOTSUP, "%s: cannot be rewritten without breaking something else in it", m->name);
}

static int check(const struct manifest *m, const struct plan *plan, const struct buf *out)
{
	_manifest_ struct manifest *again = NULL;
	size_t before, after;
	int r = manifest_parse(buf_text(out), out->size, m->name, &again);

	if (r == -ENOMEM)
		return r;
	if (r) {
		fail_clear();
		return refuse(m);
	}
	r = count(m, plan, &before);
	if (!r)
		r = count(again, plan, &after);
	if (r)
		return r;
	if (!manifest_same_otherwise(m, again) || after >= before)
		return refuse(m);
	return 0;
}

int manifest_fix(const struct manifest *m, const struct plan *plan, struct buf *out, size_t *changes)
{
	struct fix f = { .m = m, .plan = plan };
	_buf_ struct buf text = BUF_INIT;
	int r;

	patch_start(&f.patch, m->text, m->n, m->trees);
	for (size_t i = 0; i < m->ncontainers; i++)
		fix_container(&f, i);
	r = patch_apply(&f.patch, &text);
	if (r == -ENOTSUP)
		r = refuse(m);
	if (!r && f.patch.nedits)
		r = check(m, plan, &text);
	if (!r) {
		buf_add_bytes(out, buf_text(&text), text.size);
		r = buf_error(out);
	}
	if (!r)
		*changes = f.patch.nedits;
	patch_free(&f.patch);
	return r;
}
