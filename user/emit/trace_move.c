// SPDX-License-Identifier: BSD-2-Clause
/* Knows how the live view tells that a process went to another cgroup. */
#include "emit/jsonout.h"
#include "emit/trace_part.h"

static const char *place(const struct event_owner *o)
{
	if (!o)
		return "a cgroup that is not known";
	return o->container ?: o->unit ?: o->cgroup;
}

void trace_move_text(const struct event *e, struct buf *out)
{
	if (e->move->flags & LC_MOVE_LEFT)
		buf_add(out, "left the scope: ");
	else if (e->move->flags & LC_MOVE_ENTERED)
		buf_add(out, "came into the scope: ");
	buf_addf(out, "moved from %s to %s", place(e->from), place(e->owner));
}

static json_t *owner(const struct event_owner *o)
{
	if (!o)
		return json_null();
	return json_pack("{s:o, s:o, s:o}", "container", jsonout_text_or_null(o->container), "unit",
			 jsonout_text_or_null(o->unit), "cgroup", jsonout_text_or_null(o->cgroup));
}

json_t *trace_move_members(const struct event *e)
{
	return json_pack("{s:o, s:o, s:b, s:b}", "from", owner(e->from), "to", owner(e->owner), "entered",
			 !!(e->move->flags & LC_MOVE_ENTERED), "left", !!(e->move->flags & LC_MOVE_LEFT));
}
