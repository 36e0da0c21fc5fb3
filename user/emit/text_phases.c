// SPDX-License-Identifier: BSD-2-Clause
/* The phases in the text report: what the start needs, what serving needs, and what follows from it. */
#include "emit/caplist.h"
#include "emit/phases.h"
#include "emit/text.h"
#include "emit/text_table.h"

#define LABEL_WIDTH 11 /* holds "kubernetes" */

static void add_set(const struct plan *plan, enum phase phase, struct buf *out)
{
	uint64_t set = phases_caps(plan, phase);

	if (set)
		caplist_join(out, set, cap_name, "", " ");
	else
		buf_add(out, "no capability");
	buf_add(out, "; ");
	text_count(out, phases_calls(plan, phase), "syscall", "syscalls");
}

static void add_phases(struct text *t)
{
	_buf_ struct buf until = BUF_INIT, init = BUF_INIT, serving = BUF_INIT;

	buf_add(&until, "until ");
	phases_boundary_text(t->plan, &until);
	text_field_buf(t, phase_name(PHASE_INIT), LABEL_WIDTH, &until);
	add_set(t->plan, PHASE_INIT, &init);
	buf_addf(&init, ", %zu of them only then", phases_calls_start_only(t->plan));
	text_field_buf(t, "", LABEL_WIDTH, &init);
	add_set(t->plan, PHASE_SERVING, &serving);
	text_field_buf(t, phase_name(PHASE_SERVING), LABEL_WIDTH, &serving);
}

void text_phases(struct text *t)
{
	if (!phases_known(t->plan))
		return;
	text_title(t, "Phases");
	add_phases(t);
	for (unsigned int tool = 0; tool < PHASES_TOOLS; tool++) {
		_buf_ struct buf advice = BUF_INIT;

		phases_advice(t->plan, tool, &advice);
		text_field_buf(t, phases_tool_name(tool), LABEL_WIDTH, &advice);
	}
	if (t->plan->keep && !phases_start_only(t->plan))
		text_paragraph(t, "Serving needs what the start needs: nothing could be dropped after it.",
			       TEXT_INDENT);
}
