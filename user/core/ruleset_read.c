// SPDX-License-Identifier: BSD-2-Clause
/*
 * Knows how a container engine and a runtime read a seccomp file: so that what was generated can be held against its
 * plan as they will understand it.
 */
#include "core/ruleset.h"

#include <errno.h>
#include <string.h>

#include "base/fail.h"
#include "core/cap.h"
#include "core/errnos.h"
#include "core/json_load.h"
#include "core/node.h"
#include "core/ruleset_list.h"

#define DEFAULT_ERRNO EPERM /* of the specification, where the file names none */
#define MINOR_MAX 255

/* A file while it is read. */
struct reader {
	struct ruleset_host host;
	struct ruleset_list list;
	bool docker; /* archMap, comments, includes and excludes */
};

static void reader_free(struct reader *r)
{
	ruleset_list_free(&r->list);
}

/* --- words --------------------------------------------------------------------- */

static const struct {
	const char *oci;
	const char *const go[2]; /* what Docker and Podman call a machine */
} arches[] = {
	[SYSNO_X86_64] = { "SCMP_ARCH_X86_64", { "amd64", NULL } },
	[SYSNO_I386] = { "SCMP_ARCH_X86", { "x86", NULL } },
	[SYSNO_X32] = { "SCMP_ARCH_X32", { "x32", NULL } },
	[SYSNO_ARM] = { "SCMP_ARCH_ARM", { "arm", NULL } },
	[SYSNO_AARCH64] = { "SCMP_ARCH_AARCH64", { "arm64", NULL } },
	[SYSNO_RISCV64] = { "SCMP_ARCH_RISCV64", { "riscv64", NULL } },
	[SYSNO_LOONGARCH64] = { "SCMP_ARCH_LOONGARCH64", { "loong64", "loongarch64" } },
};
_Static_assert(ARRAY_SIZE(arches) == SYSNO_ARCHES, "words for each");

static bool is_machine(enum sysno_arch arch, const char *word)
{
	for (size_t i = 0; i < ARRAY_SIZE(arches[arch].go) && arches[arch].go[i]; i++)
		if (!strcmp(arches[arch].go[i], word))
			return true;
	return false;
}

static int read_keys(const struct node *n, const char *const *known)
{
	const char *key;
	uint32_t at = 0;

	while ((key = node_next(n, &at))) {
		const char *const *word = known;

		while (*word && strcmp(*word, key) != 0)
			word++;
		if (!*word)
			return node_wrong(n, NULL, "has a key that is not known: \"%.40s\"", key);
	}
	return 0;
}

static int read_arch(const struct node *n, const char *key, const char *word, unsigned int *out)
{
	for (int arch = 0; arch < SYSNO_ARCHES; arch++)
		if (!strcmp(arches[arch].oci, word)) {
			*out |= 1u << arch;
			return 0;
		}
	return node_wrong(n, key, "is an architecture that is not known: %.40s", word);
}

static int read_arches(const struct node *n, const char *key, unsigned int *out)
{
	struct node_list list;
	const char *word;
	int r = node_list(n, key, &list);

	for (size_t i = 0; !r && i < list.n; i++) {
		r = node_element_word(n, key, &list, i, &word);
		if (!r)
			r = read_arch(n, key, word, out);
	}
	return r;
}

/* The answer of an action, and of its error where it has one. */
static int read_answer(const struct node *n, const char *action_key, const char *error_key, struct sys_answer *out)
{
	static const struct {
		const char *word;
		enum answer_kind kind;
	} actions[] = {
		{ "SCMP_ACT_ALLOW", ANSWER_ALLOW }, { "SCMP_ACT_ERRNO", ANSWER_ERRNO },
		{ "SCMP_ACT_KILL_PROCESS", ANSWER_KILL }, { "SCMP_ACT_LOG", ANSWER_LOG },
	};
	bool has_error = node_has(n, error_key);
	struct sys_answer answer = { ANSWERS, DEFAULT_ERRNO };
	const char *word;
	int r = node_word(n, action_key, &word);

	for (size_t i = 0; !r && i < ARRAY_SIZE(actions); i++)
		if (!strcmp(actions[i].word, word))
			answer.kind = actions[i].kind;
	if (!r && answer.kind == ANSWERS)
		r = node_wrong(n, action_key, "is an action that is not known: %.40s", word);
	if (!r && has_error && answer.kind != ANSWER_ERRNO)
		r = node_wrong(n, error_key, "goes with SCMP_ACT_ERRNO alone");
	if (!r && has_error)
		r = node_u32(n, error_key, ERRNO_MAX, &answer.error);
	if (r)
		return r;
	*out = (struct sys_answer){ answer.kind, answer.kind == ANSWER_ERRNO ? answer.error : 0 };
	return 0;
}

/* --- conditions ------------------------------------------------------------------ */

/* No number in text: that a profile has them does not make them known to a runtime. */
static int read_word_of_argument(const struct node *n, const char *key, uint64_t *out)
{
	if (node_is_text(n, key))
		return node_wrong(n, key, "must be a whole number");
	return node_u64(n, key, out);
}

static int read_condition(const struct node *n, struct arg_rule *out)
{
	static const char *const known[] = { "index", "value", "valueTwo", "op", NULL };
	uint64_t value, two = 0;
	const char *op;
	int r = read_keys(n, known);

	if (!r)
		r = node_u32(n, "index", RULE_ARGS - 1, &out->index);
	if (!r)
		r = read_word_of_argument(n, "value", &value);
	if (!r && node_has(n, "valueTwo"))
		r = read_word_of_argument(n, "valueTwo", &two);
	if (!r)
		r = node_word(n, "op", &op);
	if (r)
		return r;
	if (!strcmp(op, "SCMP_CMP_EQ")) {
		out->mask = UINT64_MAX;
		out->value = value;
		return 0;
	}
	out->mask = value;
	out->value = two;
	return strcmp(op, "SCMP_CMP_MASKED_EQ") ?
	       node_wrong(n, "op", "is a comparison that is not known: %.40s", op) : 0;
}

/* runc and crun take two conditions on one argument for a choice, the specification does not. */
static int read_conditions(const struct node *entry, struct rule *like)
{
	struct node_list list = { 0 };
	unsigned int seen = 0;
	int r = node_has(entry, "args") ? node_list(entry, "args", &list) : 0;

	if (!r && list.n > RULE_ARGS)
		return node_wrong(entry, "args", "has more than %d conditions", RULE_ARGS);
	for (size_t i = 0; !r && i < list.n; i++) {
		struct arg_rule *arg = &like->args[i];
		struct node n;

		r = node_element(entry, "args", &list, i, &n);
		if (!r)
			r = read_condition(&n, arg);
		if (!r && seen >> arg->index & 1)
			r = node_wrong(&n, "index", "is that of another condition of this entry");
		if (!r)
			seen |= 1u << arg->index;
	}
	if (!r)
		like->nargs = list.n;
	return r;
}

/* --- includes and excludes -------------------------------------------------------- */

/* "5.10" */
static int read_kernel(const struct node *n, uint32_t *out)
{
	uint32_t number[2] = { 0 };
	size_t part = 0;
	const char *word;
	int r = node_word(n, "minKernel", &word);

	for (; !r && *word && part < 2; word++) {
		if (*word == '.')
			part++;
		else if (*word >= '0' && *word <= '9' && number[part] <= MINOR_MAX)
			number[part] = 10 * number[part] + (uint32_t)(*word - '0');
		else
			break;
	}
	if (!r && (*word || part != 1 || !number[0] || number[0] > MINOR_MAX || number[1] > MINOR_MAX))
		r = node_wrong(n, "minKernel", "is no version of a kernel, such as 5.10");
	if (!r)
		*out = number[0] << 8 | number[1];
	return r;
}

/* How many of the words of a list hold for this host; *n: of how many. */
static int count_words(const struct reader *rd, const struct node *n, const char *key, size_t *hold, size_t *of)
{
	struct node_list list = { 0 };
	int r = node_has(n, key) ? node_list(n, key, &list) : 0;

	*hold = 0;
	*of = list.n;
	for (size_t i = 0; !r && i < *of; i++) {
		const char *word;
		int cap;

		r = node_element_word(n, key, &list, i, &word);
		if (r)
			return r;
		if (!strcmp(key, "arches")) {
			*hold += is_machine(rd->host.arch, word);
			continue;
		}
		cap = cap_parse(word);
		if (cap < 0)
			r = node_wrong(n, key, "is a capability that is not known: %.40s", word);
		else
			*hold += rd->host.caps >> cap & 1;
	}
	return r;
}

/* What the engine looks at before it takes an entry. none: nothing of the kind is asked. */
struct terms {
	size_t arches, arches_of, caps, caps_of;
	bool kernel, kernel_asked;
};

static int read_terms(const struct reader *rd, const struct node *entry, const char *key, struct terms *out)
{
	static const char *const known[] = { "arches", "caps", "minKernel", NULL };
	uint32_t kernel = 0;
	struct node n;
	int r;

	if (!node_has(entry, key))
		return 0;
	r = node_object(entry, key, &n);
	if (!r)
		r = read_keys(&n, known);
	if (!r)
		r = count_words(rd, &n, "arches", &out->arches, &out->arches_of);
	if (!r)
		r = count_words(rd, &n, "caps", &out->caps, &out->caps_of);
	out->kernel_asked = !r && node_has(&n, "minKernel");
	if (out->kernel_asked)
		r = read_kernel(&n, &kernel);
	out->kernel = !rd->host.kernel || rd->host.kernel >= kernel;
	return r;
}

/* All capabilities, but any of the machines, must hold to be included; any of either excludes. */
static int applies(const struct reader *rd, const struct node *entry, bool *out)
{
	struct terms with = { 0 }, without = { 0 };
	int r = read_terms(rd, entry, "includes", &with);

	if (!r)
		r = read_terms(rd, entry, "excludes", &without);
	*out = (!with.arches_of || with.arches) && with.caps == with.caps_of && (!with.kernel_asked || with.kernel) &&
	       !without.arches && !without.caps && !(without.kernel_asked && without.kernel);
	return r;
}

/* --- entries ------------------------------------------------------------------------ */

static int add_name(struct reader *rd, const struct node *entry, const struct rule *like, const char *name)
{
	unsigned int set = rd->list.set.arches & ruleset_arches_of(name);
	struct rule *rule;

	if (!sysno_by_name(name))
		return node_wrong(entry, "names", "has a system call that is not known: %.40s", name);
	if (rd->list.set.n >= RULESET_MAX_RULES)
		return node_wrong(entry, "names", "makes more than %u rules", RULESET_MAX_RULES);
	/* A name that no architecture has, or that is answered as all others, says nothing. */
	if (!set || (!like->nargs && answer_same(like->answer, rd->list.set.deny)))
		return 0;
	rule = ruleset_list_add(&rd->list, name);
	if (!rule)
		return -ENOMEM;
	rule->answer = like->answer;
	memcpy(rule->args, like->args, sizeof(rule->args));
	rule->nargs = like->nargs;
	rule->arches = set;
	return 0;
}

static int read_names(struct reader *rd, const struct node *entry, const struct rule *like, bool taken)
{
	struct node_list list;
	const char *name;
	int r = node_list(entry, "names", &list);

	if (!r && !list.n)
		return node_wrong(entry, "names", "is empty");
	for (size_t i = 0; !r && i < list.n; i++) {
		r = node_element_word(entry, "names", &list, i, &name);
		if (!r && taken)
			r = add_name(rd, entry, like, name);
	}
	return r;
}

static int read_entry(struct reader *rd, const struct node *entry)
{
	static const char *const plain[] = { "names", "action", "errnoRet", "args", NULL };
	static const char *const docker[] = {
		"names", "action", "errnoRet", "args", "comment", "includes", "excludes", NULL,
	};
	struct rule like = { 0 };
	bool taken = true;
	int r = read_keys(entry, rd->docker ? docker : plain);

	if (!r && node_has(entry, "comment") && !node_is_text(entry, "comment"))
		r = node_wrong(entry, "comment", "must be text");
	if (!r)
		r = read_answer(entry, "action", "errnoRet", &like.answer);
	if (!r)
		r = read_conditions(entry, &like);
	if (!r)
		r = applies(rd, entry, &taken);
	return r ? r : read_names(rd, entry, &like, taken);
}

/* --- the file ------------------------------------------------------------------------ */

/* The engine takes the entry of its own machine; without one there is that architecture alone. */
static int read_arch_map(struct reader *rd, const struct node *root)
{
	static const char *const known[] = { "architecture", "subArchitectures", NULL };
	struct node_list list;
	int r = node_list(root, "archMap", &list);

	rd->list.set.arches = 1u << rd->host.arch;
	for (size_t i = 0; !r && i < list.n; i++) {
		unsigned int arch = 0, subs = 0;
		const char *word;
		struct node n;

		r = node_element(root, "archMap", &list, i, &n);
		if (!r)
			r = read_keys(&n, known);
		if (!r)
			r = node_word(&n, "architecture", &word);
		if (!r)
			r = read_arch(&n, "architecture", word, &arch);
		if (!r && node_has(&n, "subArchitectures"))
			r = read_arches(&n, "subArchitectures", &subs);
		if (!r && arch >> rd->host.arch & 1)
			rd->list.set.arches |= subs;
	}
	return r;
}

static int read_root(struct reader *rd, const struct node *root)
{
	static const char *const known[] = { "defaultAction", "defaultErrnoRet", "architectures", "archMap",
					     "syscalls", NULL };
	struct node_list list;
	int r = read_keys(root, known);

	rd->docker = node_has(root, "archMap");
	if (!r && rd->docker && node_has(root, "architectures"))
		r = node_wrong(root, "architectures", "does not go with archMap");
	if (!r)
		r = read_answer(root, "defaultAction", "defaultErrnoRet", &rd->list.set.deny);
	if (!r)
		r = rd->docker ? read_arch_map(rd, root) : read_arches(root, "architectures", &rd->list.set.arches);
	if (!r)
		r = node_list(root, "syscalls", &list);
	for (size_t i = 0; !r && i < list.n; i++) {
		struct node entry;

		r = node_element(root, "syscalls", &list, i, &entry);
		if (!r)
			r = read_entry(rd, &entry);
	}
	return r;
}

/* The part of a whole config.json that it is about. */
static int find_section(const struct node *file, struct node *linux_part, struct node *out)
{
	int r;

	if (!node_is_object(file))
		return node_wrong(file, NULL, "must be an object");
	if (!node_has(file, "linux")) {
		*out = *file;
		return 0;
	}
	r = node_object(file, "linux", linux_part);
	return r ? r : node_object(linux_part, "seccomp", out);
}

/* Only whoever made a tree of it can tell what is wrong with it. */
static int explain(const void *json, size_t n)
{
	json_error_t error;
	json_t *root = NULL;
	int r = json_load_strict(json, n, &error, &root);

	json_decref(root);
	if (r == -EINVAL)
		return fail(r, "seccomp: line %d, column %d: %s", error.line, error.column, error.text);
	return r ? r : fail(-EINVAL, "seccomp: nested deeper than %d", JSONIN_DEPTH);
}

static int load(const void *json, size_t n, struct node_file *file)
{
	int r;

	if (n > RULESET_MAX_BYTES)
		return fail(-EINVAL, "seccomp: larger than %u KiB", RULESET_MAX_BYTES >> 10);
	r = node_open(file, json, n, NULL, 0);
	return file->broken ? explain(json, n) : r;
}

int ruleset_read(const void *json, size_t n, const struct ruleset_host *host, struct ruleset *out)
{
	static const struct ruleset_host here = { .arch = SYSNO_X86_64 };
	_cleanup_(reader_free) struct reader rd = { .host = host ? *host : here };
	_cleanup_(node_close) struct node_file file = { 0 };
	struct node root = { .key = "seccomp", .index = NODE_NO_INDEX, .in = &file.outer }, linux_part, section;
	int r = load(json, n, &file);

	if (r)
		return r;
	r = find_section(&root, &linux_part, &section);
	if (!r)
		r = read_root(&rd, &section);
	return r ? r : ruleset_list_end(&rd.list, out);
}
