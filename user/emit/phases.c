// SPDX-License-Identifier: BSD-2-Clause
/* Knows how to speak of init and serving, and how each tool can do without what only the start needs. */
#include "emit/phases.h"

#include <linux/capability.h>

#include "base/guard.h"
#include "emit/caplist.h"
#include "emit/text.h"

#define BIT(cap) (UINT64_C(1) << (cap))

/* --- sets ---------------------------------------------------------------------- */

bool phases_known(const struct plan *plan)
{
	return plan->profile->boundary.sign != 0;
}

const char *phases_last(unsigned int set)
{
	for (unsigned int phase = PHASES; phase-- > 0;)
		if (set >> phase & 1)
			return phase_name(phase);
	return NULL;
}

uint64_t phases_caps(const struct plan *plan, enum phase phase)
{
	uint64_t told = plan->keep_init | plan->keep_serving;

	return (phase == PHASE_INIT ? plan->keep_init : plan->keep_serving) | (plan->keep & ~told);
}

uint64_t phases_start_only(const struct plan *plan)
{
	return phases_known(plan) ? plan->keep & ~phases_caps(plan, PHASE_SERVING) : 0;
}

static size_t count_calls(const struct plan *plan, unsigned int mask, unsigned int wanted)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->nsyscalls; i++)
		n += (plan->syscalls[i].why & WHY_OBSERVED) && (plan->syscalls[i].phases & mask) == wanted;
	return n;
}

size_t phases_calls(const struct plan *plan, enum phase phase)
{
	return count_calls(plan, 1u << phase, 1u << phase);
}

size_t phases_calls_start_only(const struct plan *plan)
{
	return count_calls(plan, (1u << PHASES) - 1, 1u << PHASE_INIT);
}

/* --- the boundary -------------------------------------------------------------- */

static void add_program(const struct plan *plan, uint32_t id, const char *unknown, struct buf *out)
{
	const struct program *program = profile_program(plan->profile, id);

	if (program)
		text_program_name(program, out);
	else
		buf_add(out, unknown);
}

static void add_wait(const struct plan *plan, struct buf *out)
{
	const struct boundary *b = &plan->profile->boundary;

	buf_add(out, "every process waited");
	if (!b->drop_ns) {
		buf_add(out, " for the first time");
		return;
	}
	buf_add(out, ", after ");
	add_program(plan, b->drop_program, "one of them", out);
	buf_add(out, " dropped privileges at ");
	text_duration(b->drop_ns, out);
}

void phases_boundary_text(const struct plan *plan, struct buf *out)
{
	static const char *const signs[] = {
		[0] = "no sign of it",
		[LC_BOUNDARY_WAIT] = "", /* told at length */
		[LC_BOUNDARY_READY] = "the ready command succeeded",
		[LC_BOUNDARY_NOTIFY] = "it told so (READY=1, sd_notify)",
		[LC_BOUNDARY_MARK] = "--phase-mark told so",
	};
	uint32_t sign = plan->profile->boundary.sign;

	_Static_assert(ARRAY_SIZE(signs) == LC_BOUNDARY_MARK + 1, "words for each sign");
	text_duration(plan->profile->boundary.ns, out);
	buf_add(out, ": ");
	if (sign == LC_BOUNDARY_WAIT)
		add_wait(plan, out);
	else
		buf_add(out, sign < ARRAY_SIZE(signs) ? signs[sign] : "a sign that is not known");
}

/* --- what follows ---------------------------------------------------------------- */

const char *phases_tool_name(enum phases_tool tool)
{
	static const char *const names[] = {
		[PHASES_DOCKER] = "docker", [PHASES_SYSTEMD] = "systemd", [PHASES_KUBERNETES] = "kubernetes",
	};

	_Static_assert(ARRAY_SIZE(names) == PHASES_TOOLS, "a name for each tool");
	return (unsigned int)tool < PHASES_TOOLS ? names[tool] : "unknown";
}

/* How a tool does what the start does, without the capability; the last row is for all others. */
static const struct beforehand {
	uint64_t caps;
	const char *by[PHASES_TOOLS];
} beforehands[] = {
	{ BIT(CAP_SETUID) | BIT(CAP_SETGID),
	  { "start as the user that it serves as (--user)", "set User= and Group= to the user that it serves as",
	    "set runAsUser and runAsGroup to the user that it serves as" } },
	{ BIT(CAP_NET_BIND_SERVICE),
	  { "publish a high port (-p 80:8080), or --sysctl net.ipv4.ip_unprivileged_port_start=0",
	    "take the socket from a .socket unit, if it can",
	    "listen on a high port behind a Service, or set the safe sysctl net.ipv4.ip_unprivileged_port_start" } },
	{ BIT(CAP_SYS_RESOURCE) | BIT(CAP_IPC_LOCK) | BIT(CAP_SYS_NICE),
	  { "set --ulimit", "set Limit*= and Nice=", "raise the limits of the node's container runtime" } },
	{ ~UINT64_C(0),
	  { "do it when the image is built, or in a container that runs before",
	    "do it in ExecStartPre=+COMMAND, which has full privileges",
	    "do it in an init container that adds them" } },
};

/* "for SETGID, SETUID start as ...; for CHOWN do it ..." */
static void add_ways(uint64_t set, enum phases_tool tool, caplist_speller *spell, struct buf *out)
{
	const char *gap = "";

	for (size_t i = 0; i < ARRAY_SIZE(beforehands); i++) {
		uint64_t part = set & beforehands[i].caps;

		if (!part)
			continue;
		buf_addf(out, "%sfor ", gap);
		caplist_join(out, part, spell, "", ", ");
		buf_addf(out, " %s", beforehands[i].by[tool]);
		set &= ~part;
		gap = "; ";
	}
}

static void add_head(enum phases_tool tool, struct buf *out)
{
	static const char *const heads[] = {
		[PHASES_DOCKER] = "a container keeps what it starts with, so the flags hold also what only the start "
				  "needs. To serve without",
		[PHASES_SYSTEMD] = "a service keeps what it starts with. To serve without what only the start needs",
		[PHASES_KUBERNETES] = "a container keeps what it starts with. To serve without what only the start "
				      "needs",
	};

	_Static_assert(ARRAY_SIZE(heads) == PHASES_TOOLS, "a beginning for each tool");
	buf_addf(out, "%s: ", heads[tool]);
}

/* Another user than root has nothing that is not made ambient, or given by the file. */
static void add_left(uint64_t left, enum phases_tool tool, caplist_speller *spell, struct buf *out)
{
	_buf_ struct buf names = BUF_INIT;

	caplist_join(&names, left, spell, "", tool == PHASES_SYSTEMD ? " " : ", ");
	out->failed |= names.failed;
	if (!left && tool == PHASES_SYSTEMD)
		buf_add(out, ". Nothing needs to be ambient then: CapabilityBoundingSet= can be empty.");
	else if (!left)
		buf_addf(out, ". %s is enough then.", tool == PHASES_DOCKER ? "--cap-drop=ALL" : "drop: [ALL]");
	else if (tool == PHASES_SYSTEMD)
		buf_addf(out, ". With User= what serving needs must be ambient: AmbientCapabilities=%s and "
			      "CapabilityBoundingSet=%s.", buf_text(&names), buf_text(&names));
	else
		buf_addf(out, ". Serving needs %s: another user than root has that only where the engine makes it "
			      "ambient, or the file gives it.", buf_text(&names));
}

void phases_advice(const struct plan *plan, enum phases_tool tool, struct buf *out)
{
	uint64_t start = phases_start_only(plan);
	caplist_speller *spell = tool == PHASES_SYSTEMD ? cap_name : cap_short_name;

	if (!start || (unsigned int)tool >= PHASES_TOOLS)
		return;
	add_head(tool, out);
	add_ways(start, tool, spell, out);
	add_left(phases_caps(plan, PHASE_SERVING), tool, spell, out);
}
