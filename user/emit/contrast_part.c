// SPDX-License-Identifier: BSD-2-Clause
/* Knows the words of a contrast that text and JSON share. */
#include "emit/contrast.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/argument.h"
#include "core/cap.h"
#include "emit/bound.h"
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

static const char *argument_word(const char *call)
{
	static const struct {
		const char *call, *word;
	} words[] = {
		{ "bpf", "command" }, { "clone", "flags" }, { "ioctl", "request" }, { "keyctl", "operation" },
		{ "personality", "persona" }, { "prctl", "option" }, { "ptrace", "request" }, { "setns", "type" },
		{ "socket", "family" }, { "socketpair", "family" }, { "unshare", "flags" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		if (!strcmp(words[i].call, call))
			return words[i].word;
	}
	return NULL;
}

/* A family of sockets with a name. */
static bool add_family(const struct sys_plan *call, const struct arg_rule *rule, struct buf *out)
{
	size_t size = out->size;

	if (strcmp(call->name, "socket") && strcmp(call->name, "socketpair"))
		return false;
	if (rule->index || rule->mask != UINT64_MAX || rule->value >= BOUND_FAMILIES)
		return false;
	bound_family_names(UINT64_C(1) << rule->value, false, "", out);
	return out->size > size;
}

static void add_value(const struct sys_plan *call, const struct arg_rule *rule, struct buf *out)
{
	if (add_family(call, rule, out))
		return;
	if (rule->mask != UINT64_MAX)
		buf_addf(out, "& 0x%" PRIx64 " is 0x%" PRIx64, rule->mask, rule->value);
	else if (rule->value < 256)
		buf_addf(out, "%" PRIu64, rule->value);
	else
		buf_addf(out, "0x%" PRIx64, rule->value);
}

void contrast_condition(const struct sys_plan *call, struct buf *out)
{
	const char *word = argument_word(call->name);

	if (word)
		buf_addf(out, "%s: ", word);
	else
		buf_addf(out, "argument %u: ", call->args[0].index + 1);
	if (call->nargs == 1 && call->args[0].mask == ARGUMENT_NAMESPACES && !call->args[0].value) {
		buf_add(out, "makes no namespaces");
		return;
	}
	for (size_t i = 0; i < call->nargs && i < VALUES_SHOWN; i++) {
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
