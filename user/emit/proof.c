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

static void add_member(const struct proof_member *member, struct buf *out)
{
	static const char *const texts[] = {
		[MEMBER_NEEDED] = "proven",
		[MEMBER_NEEDLESS] = "proven: it works without",
		[MEMBER_ADDED] = "proven, though no check shows it",
		[MEMBER_SUBSTITUTE] = "proven, in place of a wider one",
	};

	_Static_assert(ARRAY_SIZE(texts) == MEMBER_VERDICTS, "words for each verdict");
	buf_add(out, (unsigned int)member->verdict < MEMBER_VERDICTS ? texts[member->verdict] : "tried");
	if (member->without && member->without[0])
		buf_addf(out, "; without it: %s", member->without);
}

void proof_cap_text(const struct cap_plan *cap, struct buf *out)
{
	bool keep = cap->advice == ADVICE_KEEP;

	if (cap->member)
		add_member(cap->member, out);
	else if (cap->proof == PROOF_MINIMAL)
		buf_add(out, keep ? "proven" : "proven: it works without");
	else if (cap->proof == PROOF_SUFFICIENT)
		buf_add(out, keep ? "replayed with it; leastcap minimize tells whether it works without" :
				    "proven: it works without");
	else if (keep)
		buf_add(out, "not proven: leastcap minimize tells whether it works without");
}
