// SPDX-License-Identifier: BSD-2-Clause
/* Knows the words of a contrast that text and JSON share. */
#include "emit/contrast.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/argument.h"
#include "core/argument_name.h"
#include "core/cap.h"
#include "emit/caplist.h"

#define VALUES_SHOWN 12

size_t contrast_allowed(const struct plan *plan, enum lc_abi abi)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->nsyscalls; i++)
		n += plan->syscalls[i].abi == abi;
	return n;
}

static void add_runtimes(unsigned int runtimes, struct buf *out)
{
	size_t n = 0;

	for (unsigned int i = 0; i < RUNTIMES; i++) {
		if (runtimes >> i & 1)
			buf_addf(out, "%s%s", n++ ? " and " : "", runtime_name(i));
	}
	buf_addf(out, "%s to start it", n == 0 ? "a runtime needs it" : n == 1 ? " needs it" : " need it");
}

/* The strongest reason, which is the first. */
void contrast_why(const struct sys_plan *call, struct buf *out)
{
	static const char *const stands_in[] = {
		[2] = "the vDSO falls back to it", [3] = "on another libc", [5] = "for what went through io_uring",
		[6] = "on another kernel", [7] = "on another architecture",
	};
	int first = __builtin_ctz(call->why ?: WHY_OBSERVED);

	static_assert(ARRAY_SIZE(stands_in) == WHYS, "a text for each");
	if (1u << first == WHY_OBSERVED && call->count)
		buf_addf(out, "observed, %" PRIu64 " %s", call->count, call->count == 1 ? "time" : "times");
	else if (1u << first == WHY_OBSERVED)
		buf_add(out, "observed");
	else if (1u << first == WHY_KERNEL)
		buf_add(out, "the kernel issues it, or a program ends with it");
	else if (1u << first == WHY_RUNTIME)
		add_runtimes(call->runtimes | call->measured, out);
	else if (call->for_name)
		buf_addf(out, "stands in for %s %s", call->for_name, stands_in[first]);
	else
		buf_addf(out, "%s", stands_in[first]);
}

/* "& 0x7e020000 is none"; or the value alone. */
static void add_value(const struct sys_plan *call, const struct arg_rule *rule, struct buf *out)
{
	if (rule->mask != UINT64_MAX)
		buf_addf(out, "& 0x%" PRIx64 " is ", rule->mask);
	argument_value(call->name, rule->index, rule->value, out);
}

/* Of clone: none of these flags. */
static void add_masked(const struct sys_plan *call, struct buf *out)
{
	buf_add(out, "none of ");
	argument_value(call->name, call->args[0].index, call->args[0].mask, out);
}

void contrast_condition(const struct sys_plan *call, struct buf *out)
{
	const char *word = argument_name(call->name, call->args[0].index);
	bool masked = call->nargs == 1 && call->args[0].mask != UINT64_MAX && !call->args[0].value;

	if (word)
		buf_addf(out, "%s: ", word);
	else
		buf_addf(out, "argument %u: ", call->args[0].index + 1);
	if (masked && call->args[0].mask == ARGUMENT_NAMESPACES)
		buf_add(out, "none");
	else if (masked)
		add_masked(call, out);
	for (size_t i = 0; !masked && i < call->nargs && i < VALUES_SHOWN; i++) {
		buf_add(out, i ? ", " : "");
		add_value(call, &call->args[i], out);
	}
	if (call->nargs > VALUES_SHOWN)
		buf_addf(out, " and %zu more", call->nargs - VALUES_SHOWN);
}

void contrast_obstacles(const struct plan *plan, struct buf *out)
{
	enum pod_level level = plan_pod_level(plan);

	if (level == POD_RESTRICTED)
		return;
	caplist_join(out, pod_level_excess(plan), cap_short_name, "", ", ");
	if (level == POD_PRIVILEGED)
		return;
	if (!plan_nonroot(plan))
		buf_addf(out, "%srunAsNonRoot is not set (recorded as root)", out->size ? ", " : "");
	if (!plan->no_new_privs)
		buf_addf(out, "%sallowPrivilegeEscalation is true", out->size ? ", " : "");
}

int exposure_parse(const char *text)
{
	static const char before[] = "Overall exposure level for ";
	const char *at = strstr(text, before);
	unsigned int whole, tenth;

	at = at ? strchr(at + strlen(before), ':') : NULL;
	if (!at || sscanf(at, ": %2u.%1u ", &whole, &tenth) != 2)
		return -1;
	return whole * 10 + tenth <= 100 ? (int)(whole * 10 + tenth) : -1;
}
