// SPDX-License-Identifier: BSD-2-Clause
/* Knows the words by which a filter is chosen. */
#include "cmd/filter_choice.h"

#include <errno.h>
#include <string.h>

#include "base/fail.h"
#include "base/nearest.h"
#include "core/errnos.h"
#include "core/risk.h"

const char *const filter_portables[] = {
	[PORTABLE_NONE] = "none", [PORTABLE_LIBC] = "libc", [PORTABLE_KERNEL] = "kernel", [PORTABLE_ARCH] = "arch",
	[PORTABLE_ALL] = "all", [PORTABLES] = NULL,
};

const char *const filter_runtimes[] = { "any", "runc", "crun", "containerd", "systemd", "none", NULL };
static const enum runtime runtimes[] = {
	RUNTIME_ANY, RUNTIME_RUNC, RUNTIME_CRUN, RUNTIME_CONTAINERD, RUNTIME_SYSTEMD, RUNTIME_NONE,
};
_Static_assert(ARRAY_SIZE(filter_runtimes) == ARRAY_SIZE(runtimes) + 1, "a runtime for each word");

/* --- lists of words -------------------------------------------------------------------- */

/* The next word of a comma-separated list, malloc()ed, and what is behind it; NULL at its end or out of memory. */
static char *next_word(const char **list)
{
	size_t n = *list ? strcspn(*list, ",") : 0;
	char *word;

	if (!*list || !**list)
		return NULL;
	word = strndup(*list, n);
	*list += n + ((*list)[n] == ',');
	return word;
}

void filter_words_free(char ***words)
{
	for (char **word = *words; word && *word; word++)
		free(*word);
	free(TAKE(*words));
}

/* --- architectures ----------------------------------------------------------------------- */

/* As the kernel's own names and as container engines have them. */
static const struct {
	const char *name;
	enum sysno_arch arch;
} arch_words[] = {
	{ "x86_64", SYSNO_X86_64 },	{ "amd64", SYSNO_X86_64 },  { "i386", SYSNO_I386 },
	{ "x86", SYSNO_I386 },		{ "x32", SYSNO_X32 },	    { "arm", SYSNO_ARM },
	{ "aarch64", SYSNO_AARCH64 },	{ "arm64", SYSNO_AARCH64 }, { "riscv64", SYSNO_RISCV64 },
	{ "loongarch64", SYSNO_LOONGARCH64 },
};

static int arch_of(const char *word, enum sysno_arch *out)
{
	struct nearest near = NEAREST_INIT(word);

	for (size_t i = 0; i < ARRAY_SIZE(arch_words); i++) {
		if (!strcmp(arch_words[i].name, word)) {
			*out = arch_words[i].arch;
			return 0;
		}
		nearest_offer(&near, arch_words[i].name);
	}
	if (near.best)
		fail_hint("did you mean %s?", near.best);
	return fail(-EINVAL, "unknown architecture %s", word);
}

/* The set of those that the list names, within the ones that the option is for. */
static int read_arches(const char *option, const char *list, unsigned int among, unsigned int *out)
{
	unsigned int set = 0;
	char *next;

	while ((next = next_word(&list))) {
		_free_ char *word = next;
		enum sysno_arch arch = SYSNO_ARCHES;
		int r = arch_of(word, &arch);

		if (r)
			return r;
		if (!(among >> arch & 1))
			return fail(-EINVAL, "%s %s: not one of %s", option, word,
				    among >> SYSNO_I386 & 1 ? "x86_64, i386, x32" :
							      "aarch64, arm, riscv64, loongarch64");
		set |= 1u << arch;
	}
	*out = set;
	return 0;
}

static int choose_arches(const struct filter_choice *c, struct plan_options *out)
{
	unsigned int here = (1u << LC_ABIS) - 1, there = ((1u << SYSNO_ARCHES) - 1) & ~here;
	int r = read_arches("--abi", c->abis, here, &out->abis);

	if (!r && c->abis && !out->abis)
		r = fail(-EINVAL, "--abi: which ABI?");
	if (!r)
		r = read_arches("--arch", c->arches, there | 1u << SYSNO_X86_64, &out->arches);
	out->arches &= there; /* this machine's is always in */
	return r;
}

/* --- answers ------------------------------------------------------------------------------- */

static int choose_deny(const struct filter_choice *c, struct plan_options *out)
{
	static const char prefix[] = "errno:";
	const char *word = c->deny;
	int error;

	if (c->complain && word && strcmp(word, "log"))
		return fail(-EINVAL, "--complain and --default-action %s say different things", word);
	if (c->complain || (word && !strcmp(word, "log"))) {
		out->deny = (struct sys_answer){ .kind = ANSWER_LOG };
	} else if (!word) {
		out->deny = (struct sys_answer){ ANSWER_ERRNO, ENOSYS };
	} else if (!strcmp(word, "kill")) {
		out->deny = (struct sys_answer){ .kind = ANSWER_KILL };
	} else {
		error = strncmp(word, prefix, strlen(prefix)) ? -EINVAL : errno_of(word + strlen(prefix));
		if (error <= 0 || error >= ERRNO_MAX) {
			fail_hint("errno:ENOSYS, errno:EPERM or another error; kill; log");
			return fail(-EINVAL, "--default-action %s: no such action", word);
		}
		out->deny = (struct sys_answer){ ANSWER_ERRNO, (uint32_t)error };
	}
	return 0;
}

/* --- what is accepted ------------------------------------------------------------------------ */

static int check_accepted(const char *word)
{
	struct nearest near = NEAREST_INIT(word);

	if (risk_word(word) || sysno_by_name(word))
		return 0;
	for (size_t i = 0; i < risk_count(); i++)
		nearest_offer(&near, risk_at(i)->id);
	for (size_t i = 0; i < sysno_count(); i++)
		nearest_offer(&near, sysno_at(i)->name);
	if (near.best)
		fail_hint("did you mean %s?", near.best);
	return fail(-EINVAL, "--accept %s: neither a syscall nor a class of them", word);
}

static size_t count_words(const struct option_list *lists)
{
	size_t n = lists->n;

	for (size_t i = 0; i < lists->n; i++)
		for (const char *c = lists->item[i]; *c; c++)
			n += *c == ',';
	return n;
}

static int choose_accepted(const struct filter_choice *c, struct plan_options *out, char ***accept)
{
	_filter_words_ char **words = calloc(count_words(&c->accept) + 1, sizeof(*words));
	size_t n = 0;
	int r = words ? 0 : fail(-ENOMEM, "out of memory");

	for (size_t i = 0; !r && i < c->accept.n; i++) {
		const char *list = c->accept.item[i];

		while (!r && (words[n] = next_word(&list)))
			r = check_accepted(words[n++]);
	}
	if (r)
		return r;
	out->accept = (const char *const *)words;
	out->naccept = n;
	*accept = TAKE(words);
	return 0;
}

/* --- all of it --------------------------------------------------------------------------------- */

static int check_contradictions(const struct filter_choice *c)
{
	if (c->no_runtime && c->runtime && runtimes[c->runtime] != RUNTIME_NONE)
		return fail(-EINVAL, "--no-runtime and --runtime %s say different things", filter_runtimes[c->runtime]);
	if (c->exec && c->no_exec)
		return fail(-EINVAL, "--exec and --no-exec say different things");
	if (c->no_review && c->accept.n)
		return fail(-EINVAL, "--no-review lets all stay, so --accept %s says nothing", c->accept.item[0]);
	return c->groups > 100 ? fail(-EINVAL, "--groups %lu: more than all of it", c->groups) : 0;
}

int filter_choose(const struct filter_choice *choice, struct plan_options *out, char ***accept)
{
	int r = check_contradictions(choice);

	out->portable = choice->portable;
	out->runtime = choice->no_runtime ? RUNTIME_NONE : runtimes[choice->runtime];
	out->exec = !choice->no_exec;
	out->review = !choice->no_review;
	out->any_args = choice->no_args;
	out->groups_percent = (unsigned int)choice->groups;
	if (!r)
		r = choose_arches(choice, out);
	if (!r)
		r = choose_deny(choice, out);
	return r ? r : choose_accepted(choice, out, accept);
}
