// SPDX-License-Identifier: BSD-2-Clause
/* Knows which conditions on arguments are namespaces, families of sockets or personalities, and their names. */
#include "emit/bound.h"

#include <string.h>

#include <linux/sched.h>

#include "base/ascii.h"
#include "base/guard.h"

static const struct {
	uint64_t flag;
	const char *name;
} namespaces[] = {
	{ CLONE_NEWCGROUP, "cgroup" }, { CLONE_NEWIPC, "ipc" }, { CLONE_NEWNET, "net" }, { CLONE_NEWNS, "mnt" },
	{ CLONE_NEWPID, "pid" }, { CLONE_NEWUSER, "user" }, { CLONE_NEWUTS, "uts" },
};

/* AF_* of linux/socket.h; 0 is none that a socket can have. */
static const char *const families[BOUND_FAMILIES] = {
	NULL, "AF_UNIX", "AF_INET", "AF_AX25", "AF_IPX", "AF_APPLETALK", "AF_NETROM", "AF_BRIDGE", "AF_ATMPVC",
	"AF_X25", "AF_INET6", "AF_ROSE", "AF_DECnet", "AF_NETBEUI", "AF_SECURITY", "AF_KEY", "AF_NETLINK",
	"AF_PACKET", "AF_ASH", "AF_ECONET", "AF_ATMSVC", "AF_RDS", "AF_SNA", "AF_IRDA", "AF_PPPOX", "AF_WANPIPE",
	"AF_LLC", "AF_IB", "AF_MPLS", "AF_CAN", "AF_TIPC", "AF_BLUETOOTH", "AF_IUCV", "AF_RXRPC", "AF_ISDN",
	"AF_PHONET", "AF_IEEE802154", "AF_CAIF", "AF_ALG", "AF_NFC", "AF_VSOCK", "AF_KCM", "AF_QIPCRTR", "AF_SMC",
	"AF_XDP",
};

/* The next rule from *i on that lets the name through; NULL: no more. */
static const struct rule *next_passing(const struct ruleset *rules, const char *name, size_t *i)
{
	for (; *i < rules->n; (*i)++) {
		const struct rule *rule = &rules->rules[*i];

		if (answer_passes(rule->answer) && strcmp(rule->name, name) == 0) {
			(*i)++;
			return rule;
		}
	}
	return NULL;
}

/* The bits of an argument that may be set where the rule holds. */
static uint64_t open_bits(const struct rule *rule, uint32_t index)
{
	uint64_t bits = UINT64_MAX;

	for (size_t i = 0; i < rule->nargs; i++) {
		if (rule->args[i].index == index)
			bits &= ~rule->args[i].mask | rule->args[i].value;
	}
	return bits;
}

static uint64_t open_namespaces(const struct ruleset *rules, const char *name, uint32_t index)
{
	const struct rule *rule;
	uint64_t open = 0;

	for (size_t i = 0; (rule = next_passing(rules, name, &i));)
		open |= open_bits(rule, index) & BOUND_NAMESPACES;
	return open;
}

/* setns with 0 enters a namespace of any kind. */
static bool enters_any(const struct ruleset *rules)
{
	const struct rule *rule;

	for (size_t i = 0; (rule = next_passing(rules, "setns", &i));) {
		bool zero = true;

		for (size_t k = 0; k < rule->nargs; k++)
			zero = zero && (rule->args[k].index != 1 || !rule->args[k].value);
		if (zero)
			return true;
	}
	return false;
}

uint64_t bound_namespaces(const struct ruleset *rules)
{
	if (ruleset_has(rules, "clone3") || enters_any(rules))
		return BOUND_NAMESPACES;
	return open_namespaces(rules, "clone", 0) | open_namespaces(rules, "unshare", 0) |
	       open_namespaces(rules, "setns", 1);
}

/* Only the first argument, and all of it. */
static bool is_value(const struct rule *rule)
{
	return rule->nargs == 1 && !rule->args[0].index && rule->args[0].mask == UINT64_MAX;
}

bool bound_families(const struct ruleset *rules, uint64_t *out)
{
	const struct rule *rule;
	uint64_t set = 0;

	for (size_t i = 0; (rule = next_passing(rules, "socket", &i));) {
		uint64_t family = rule->args[0].value;

		if (!is_value(rule) || family >= BOUND_FAMILIES || !families[family])
			return false;
		set |= UINT64_C(1) << family;
	}
	if (!set)
		return false;
	*out = set;
	return true;
}

bool bound_personality(const struct ruleset *rules)
{
	const struct rule *rule;
	bool found = false;

	for (size_t i = 0; (rule = next_passing(rules, "personality", &i)); found = true) {
		if (!is_value(rule) || (rule->args[0].value && (uint32_t)rule->args[0].value != UINT32_MAX))
			return false;
	}
	return found;
}

bool bound_by_arguments(const struct ruleset *rules, const char *name)
{
	const struct rule *rule;
	bool found = false;

	for (size_t i = 0; (rule = next_passing(rules, name, &i)); found = true) {
		if (!rule->nargs)
			return false;
	}
	return found;
}

static bool is_settled(const struct ruleset *rules, const char *name, bool families_settled)
{
	if (strcmp(name, "clone") == 0 || strcmp(name, "unshare") == 0 || strcmp(name, "setns") == 0)
		return bound_namespaces(rules) != BOUND_NAMESPACES;
	if (strcmp(name, "socket") == 0)
		return families_settled;
	return strcmp(name, "personality") == 0 && bound_personality(rules);
}

void bound_others(const struct ruleset *rules, bool families_settled, struct buf *out)
{
	for (size_t i = 0; i < rules->n; i++) {
		const char *name = rules->rules[i].name;

		if (i && strcmp(rules->rules[i - 1].name, name) == 0)
			continue;
		if (bound_by_arguments(rules, name) && !is_settled(rules, name, families_settled))
			buf_addf(out, " %s", name);
	}
}

void bound_namespace_names(uint64_t set, const char *separator, struct buf *out)
{
	const char *gap = "";

	for (size_t i = 0; i < ARRAY_SIZE(namespaces); i++) {
		if (!(set & namespaces[i].flag))
			continue;
		buf_addf(out, "%s%s", gap, namespaces[i].name);
		gap = separator;
	}
}

static void add_lower(struct buf *out, const char *text)
{
	for (; *text; text++) {
		char c = ascii_lower(*text);

		buf_add_bytes(out, &c, 1);
	}
}

void bound_family_names(uint64_t set, bool lower, const char *separator, struct buf *out)
{
	const char *gap = "";

	for (size_t i = 0; i < BOUND_FAMILIES; i++) {
		if (!(set >> i & 1) || !families[i])
			continue;
		buf_add(out, gap);
		if (lower)
			add_lower(out, families[i] + strlen("AF_"));
		else
			buf_add(out, families[i]);
		gap = separator;
	}
}
