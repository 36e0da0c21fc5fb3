// SPDX-License-Identifier: BSD-2-Clause
/* Ends a recording on stderr: least set, syscalls, complete or why not, next command. */
#include "emit/summary.h"

#include "base/text.h"
#include "core/sysno.h"
#include "emit/caplist.h"
#include "emit/phases.h"
#include "emit/text.h"

static void add_caps(uint64_t set, struct buf *out)
{
	caplist_join(out, set, cap_name, "", ",");
	buf_add(out, set ? "\n" : "none\n");
}

static size_t observed(const struct plan *plan, enum lc_abi abi)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->nsyscalls; i++)
		n += plan->syscalls[i].abi == abi && (plan->syscalls[i].why & WHY_OBSERVED);
	return n;
}

static void add_syscalls(const struct plan *plan, struct buf *out)
{
	int n = 0;

	buf_add(out, "  syscalls used:       ");
	for (int abi = 0; abi < LC_ABIS; abi++)
		if (plan->abi_used[abi])
			buf_addf(out, "%s%zu (%s)", n++ ? ", " : "", observed(plan, abi), sysno_abi_name(abi));
	buf_add(out, n ? "\n" : "none\n");
}

static void add_completeness(const struct plan *plan, struct buf *out)
{
	if (!plan->incomplete) {
		buf_add(out, "  complete:            nothing was lost\n");
		return;
	}
	for (unsigned int i = 0; i < INCOMPLETE_REASONS; i++) {
		if (!(plan->incomplete >> i & 1))
			continue;
		buf_add(out, "  INCOMPLETE:          ");
		profile_reason_text(plan->profile, 1u << i, out);
		buf_add(out, "\n");
	}
}

/* What could be dropped once it serves. */
static void add_phases(const struct plan *plan, struct buf *out)
{
	uint64_t start = phases_start_only(plan);

	if (!phases_known(plan) || !plan->keep)
		return;
	buf_add(out, "  serving needs:       ");
	if (!start)
		buf_add(out, "all of them");
	else if (start == plan->keep)
		buf_add(out, "none of them");
	else
		caplist_join(out, plan->keep & ~start, cap_name, "", ",");
	buf_add(out, ", from ");
	text_duration(plan->profile->boundary.ns, out);
	buf_add(out, " on\n");
}

/* How to prove what is not proven yet. */
static void add_proof(const struct plan *plan, struct buf *out)
{
	if (plan->proof == PROOF_NONE)
		buf_add(out, "  not proven:          leastcap verify tries it, minimize finds what can go\n");
	else
		buf_addf(out, "  proof:               %s\n", proof_name(plan->proof));
}

int emit_summary(const struct plan *plan, const char *file, struct buf *out)
{
	buf_add(out, "  least capabilities:  ");
	add_caps(plan->keep, out);
	add_phases(plan, out);
	if (plan->ask) {
		buf_add(out, "  refused, not added:  ");
		add_caps(plan->ask, out);
	}
	add_syscalls(plan, out);
	add_completeness(plan, out);
	add_proof(plan, out);
	if (file) {
		buf_add(out, "  next:                leastcap report ");
		text_shell_word(out, file);
		buf_add(out, "\n");
	}
	return buf_error(out);
}
