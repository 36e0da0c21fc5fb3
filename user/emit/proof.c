// SPDX-License-Identifier: BSD-2-Clause
/* Knows how to say what was proven by replays, and what was not. */
#include "emit/proof.h"

#include "emit/text.h"

/* "13 replays on Linux 6.18.0 as root, judged by the exit status of CMD, syscall list in force" */
static void add_how(const struct proof *proof, struct buf *out)
{
	text_count(out, proof->runs, "replay", "replays");
	if (proof->release && proof->release[0])
		buf_addf(out, " on Linux %s", proof->release);
	if (proof->root)
		buf_add(out, " as root");
	if (proof->oracle && proof->oracle[0])
		buf_addf(out, ", judged by: %s", proof->oracle);
	buf_add(out, proof->syscalls ? "; the syscall list was in force" : "; the syscall list was not in force");
}

void proof_plan_text(const struct plan *plan, struct buf *out)
{
	const struct proof *proof = plan->profile->proof;

	buf_add(out, proof_name(proof ? plan->proof : PROOF_NONE));
	if (!proof || plan->proof == PROOF_NONE)
		return;
	buf_add(out, " by ");
	add_how(proof, out);
}

const char *proof_cap_word(const struct cap_plan *cap)
{
	bool keep = cap->advice == ADVICE_KEEP;

	if (cap->member || cap->proof == PROOF_MINIMAL)
		return "proven by replay";
	if (cap->proof == PROOF_SUFFICIENT)
		return keep ? "replayed with it only" : "replayed without it";
	return keep ? "unproven" : NULL;
}
