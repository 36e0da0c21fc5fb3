// SPDX-License-Identifier: BSD-2-Clause
/* Knows the machines that Docker and Podman run on, and which rules each of them gets. */
#include "emit/docker_host.h"

#include "core/ruleset_view.h"

#define BIT(arch) (1u << (arch))

static const struct host {
	const char *const *words; /* NULL: no machine of its own */
	unsigned int subs;
} hosts[SYSNO_ARCHES] = {
	[SYSNO_X86_64] = { (const char *const[]){ "amd64", NULL }, BIT(SYSNO_I386) | BIT(SYSNO_X32) },
	[SYSNO_ARM] = { (const char *const[]){ "arm", NULL }, 0 },
	[SYSNO_AARCH64] = { (const char *const[]){ "arm64", NULL }, BIT(SYSNO_ARM) },
	[SYSNO_RISCV64] = { (const char *const[]){ "riscv64", NULL }, 0 },
	/* Podman, Docker */
	[SYSNO_LOONGARCH64] = { (const char *const[]){ "loong64", "loongarch64", NULL }, 0 },
};

bool docker_host_is(enum sysno_arch arch)
{
	return (unsigned int)arch < SYSNO_ARCHES && hosts[arch].words;
}

unsigned int docker_host_subs(enum sysno_arch arch)
{
	return docker_host_is(arch) ? hosts[arch].subs : 0;
}

const char *const *docker_host_words(enum sysno_arch arch)
{
	static const char *const none[] = { NULL };

	return docker_host_is(arch) ? hosts[arch].words : none;
}

/* Machines that have no such call in any of the ABIs that are used there. */
static unsigned int strangers(const struct ruleset *rules, const char *name)
{
	unsigned int have = ruleset_arches_of(name) & rules->arches, set = 0;

	for (int arch = 0; arch < SYSNO_ARCHES; arch++)
		if (docker_host_is(arch) && (rules->arches >> arch & 1) && !(have & (BIT(arch) | hosts[arch].subs)))
			set |= BIT(arch);
	return set;
}

static int add_host(const struct ruleset *rules, enum sysno_arch arch, struct ruleset_list *l)
{
	_ruleset_ struct ruleset own = RULESET_INIT;
	int r = ruleset_select(rules, BIT(arch) | hosts[arch].subs, &own);

	if (r)
		return r;
	ruleset_shape(&own, RULESET_ONE_LIST | RULESET_63_BITS);
	l->set.arches |= BIT(arch);
	for (size_t i = 0; i < own.n; i++)
		ruleset_copy(l, &own.rules[i], BIT(arch) | strangers(rules, own.rules[i].name));
	return 0;
}

int docker_host_rules(const struct ruleset *rules, struct ruleset *out)
{
	_ruleset_list_ struct ruleset_list l = { .set = { .deny = rules->deny } };
	int r = 0;

	for (int arch = 0; !r && arch < SYSNO_ARCHES; arch++)
		if (docker_host_is(arch) && (rules->arches >> arch & 1))
			r = add_host(rules, arch, &l);
	return r ? r : ruleset_list_end(&l, out);
}
