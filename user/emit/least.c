// SPDX-License-Identifier: BSD-2-Clause
/* The least sets in a form for scripts: no headings, no colour, nothing to parse. */
#include "emit/least.h"

#include "emit/call.h"
#include "emit/caplist.h"

int emit_least_caps(const struct plan *plan, const struct emit_style *style, struct buf *out)
{
	(void)style;
	caplist_join(out, plan->keep, cap_name, "", ",");
	buf_add(out, "\n");
	return buf_error(out);
}

int emit_least_syscalls(const struct plan *plan, const struct emit_style *style, struct buf *out)
{
	_calls_ struct calls calls = CALLS_INIT;
	int r = calls_collect(plan, LC_ABIS, 0, &calls);

	(void)style;
	if (r < 0)
		return r;
	for (size_t i = 0; i < calls.n; i++)
		if (calls.at[i].why & WHY_OBSERVED)
			buf_addf(out, "%s\n", calls.at[i].name);
	return buf_error(out);
}
