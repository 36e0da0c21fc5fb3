// SPDX-License-Identifier: BSD-2-Clause
/* Knows what must be said of a plan wherever it is spelled. */
#include "emit/emit.h"

#include "emit/caplist.h"
#include "emit/comment.h"
#include "emit/owners.h"
#include "emit/review.h"

static void warn_incomplete(const struct plan *plan, const char *prefix, struct buf *out)
{
	for (unsigned int i = 0; i < INCOMPLETE_REASONS; i++) {
		_buf_ struct buf reason = BUF_INIT;

		if (!(plan->incomplete >> i & 1))
			continue;
		profile_reason_text(plan->profile, 1u << i, &reason);
		comment_add(out, prefix, "INCOMPLETE, the set may be too small: %s", buf_text(&reason));
		out->failed |= reason.failed;
	}
}

static bool rests_on_doubt(const struct cap_plan *c)
{
	return c->advice == ADVICE_KEEP && c->proof == PROOF_NONE &&
	       (c->class == CLASS_EARLY || c->class == CLASS_UNCLASSIFIED);
}

static void warn_unproven(const struct plan *plan, const char *prefix, struct buf *out)
{
	_buf_ struct buf names = BUF_INIT;
	uint64_t doubted = 0;

	if (!plan->unproven)
		return;
	for (size_t i = 0; i < plan->ncaps; i++)
		doubted |= rests_on_doubt(&plan->caps[i]) ? UINT64_C(1) << plan->caps[i].cap : 0;
	caplist_join(&names, doubted, cap_name, "", ", ");
	comment_add(out, prefix,
		    "UNPROVEN: %s granted where it may not matter; only a run without can tell.",
		    names.size ? buf_text(&names) : "some capability was");
	out->failed |= names.failed;
}

static void warn_asked(const struct plan *plan, const char *prefix, struct buf *out)
{
	char room[32];

	for (size_t i = 0; i < plan->ncaps; i++) {
		const struct cap_plan *c = &plan->caps[i];
		_buf_ struct buf reason = BUF_INIT;

		if (c->advice != ADVICE_ASK)
			continue;
		plan_reason_text(plan, c, &reason);
		comment_add(out, prefix, "ASK, not in the set: %s: %s", cap_name(c->cap, room),
			    buf_text(&reason));
		out->failed |= reason.failed;
	}
}

static void warn_union(const struct plan *plan, const char *prefix, struct buf *out)
{
	_buf_ struct buf what = BUF_INIT;

	owners_union(plan, &what);
	if (what.size)
		comment_add(out, prefix, "UNION: the set is that %s; --container NAME selects one", buf_text(&what));
	out->failed |= what.failed;
}

void emit_warnings_caps(const struct plan *plan, const char *prefix, struct buf *out)
{
	uint64_t unnamed = caplist_unnamed(plan);
	_buf_ struct buf names = BUF_INIT;

	warn_incomplete(plan, prefix, out);
	warn_unproven(plan, prefix, out);
	warn_asked(plan, prefix, out);
	warn_union(plan, prefix, out);
	if (!unnamed)
		return;
	caplist_join(&names, unnamed, cap_name, "", " ");
	comment_add(out, prefix, "MISSING: needed, but without a name that a target would know: %s",
		    buf_text(&names));
	out->failed |= names.failed;
}

void emit_warnings(const struct plan *plan, const char *prefix, struct buf *out)
{
	emit_warnings_caps(plan, prefix, out);
	emit_review_warnings(plan, prefix, out);
}
