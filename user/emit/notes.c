// SPDX-License-Identifier: BSD-2-Clause
/* The traps that a plan walks into, in the reports. */
#include "core/trap.h"
#include "emit/json_part.h"
#include "emit/text.h"
#include "emit/text_table.h"

void text_notes(struct text *t)
{
	const struct trap *trap;

	for (size_t i = 0; (trap = trap_for(t->plan, TRAP_REPORT, i)); i++) {
		_buf_ struct buf line = BUF_INIT;

		if (!i)
			text_title(t, "Notes");
		buf_addf(&line, "%s: ", trap->id);
		trap_text(trap, t->plan, TRAP_REPORT, &line);
		text_paragraph(t, buf_text(&line), TEXT_INDENT);
		t->out->failed |= line.failed;
	}
}

static json_t *entry(const struct trap *trap, const struct plan *plan)
{
	_buf_ struct buf text = BUF_INIT;

	trap_text(trap, plan, TRAP_REPORT, &text);
	return json_pack("{s:s, s:o, s:s}", "id", trap->id, "text", jsonout_buf(&text), "source", trap->source);
}

json_t *json_part_traps(const struct plan *plan)
{
	_json_ json_t *list = json_array();
	const struct trap *trap;

	for (size_t i = 0; (trap = trap_for(plan, TRAP_REPORT, i)); i++)
		if (json_array_append_new(list, entry(trap, plan)))
			return NULL;
	return TAKE(list);
}
