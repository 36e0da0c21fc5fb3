// SPDX-License-Identifier: BSD-2-Clause
/* Knows the target docker-seccomp: the seccomp file of Docker and Podman, which has room for reasons and machines. */
#include <errno.h>
#include <string.h>

#include "core/risk.h"
#include "core/ruleset_view.h"
#include "emit/call.h"
#include "emit/docker_host.h"
#include "emit/runtime_part.h"
#include "emit/seccomp_json.h"
#include "emit/targets.h"

/*
 * No minKernel: a call that the kernel does not have is answered ENOSYS by it when it is let through. An entry that is
 * dropped on older kernels would turn that into the default answer, which may be worse and is never better.
 */

static const struct {
	enum sys_why why;
	const char *comment;
} groups[] = {
	{ WHY_OBSERVED, "observed: the workload called these" },
	{ WHY_KERNEL, "kernel: issued by the kernel, or needed to end" },
	{ WHY_VDSO, "vdso: made without a syscall until the clock source changes" },
	{ WHY_LIBC, "libc: stand in for observed ones on another C library" },
	{ WHY_RUNTIME, "runtime: " },
	{ WHY_IO_URING, "io_uring: do what went through a ring" },
	{ WHY_RELEASE, "release: stand in for observed ones on another kernel" },
	{ WHY_ARCH, "arch: stand in for observed ones on another architecture" },
};
_Static_assert(ARRAY_SIZE(groups) == WHYS, "a group for each reason");

static const char *const refused_comments[] = {
	/* Docker before 23 knows no defaultErrnoRet, and without ENOSYS for clone3 no thread starts there. */
	[REFUSE_FALLBACK] = "refused: C libraries that get ENOSYS fall back to an older call",
	[REFUSE_RISK] = "refused: the workload called these, but they are dangerous and were not accepted: ",
	[REFUSE_FAILED] = "refused: the workload called these, and none of the calls ever worked",
};
_Static_assert(ARRAY_SIZE(refused_comments) == REFUSE_WHYS, "a comment for each");

#define PLACE_ARGS WHYS
#define PLACE_REFUSED (WHYS + 1)
#define HOSTS_BITS 8
_Static_assert(SYSNO_ARCHES <= HOSTS_BITS, "a bit for each");

/* A call stands in the first group that it has a reason for; what is for all machines first. */
static unsigned int place(const struct rule *rule)
{
	unsigned int group = 0, hosts = (1u << HOSTS_BITS) - 1 - rule->arches;

	if (!answer_passes(rule->answer))
		group = PLACE_REFUSED + rule->refused;
	else if (rule->nargs)
		group = PLACE_ARGS;
	else
		while (group < WHYS - 1 && !(rule->why & groups[group].why))
			group++;
	return group << HOSTS_BITS | hosts;
}

static void add_names(const struct seccomp_entry *entry, struct buf *out)
{
	for (size_t i = 0; i < entry->n; i++)
		buf_addf(out, "%s%s", i ? " " : "", entry->names[i]);
}

static void comment_args(const struct seccomp_entry *entry, struct buf *out)
{
	const struct arg_rule *arg = &entry->like->args[0];

	add_names(entry, out);
	if (entry->like->nargs == 1 && arg->mask == CALL_CLONE_NAMESPACES && !arg->value)
		buf_add(out, ", but not into new namespaces");
	else
		buf_add(out, ", with arguments as they were observed");
}

static bool is_in(const struct seccomp_entry *entry, const struct risk *risk)
{
	for (size_t i = 0; i < entry->n; i++)
		for (const char *const *call = risk->calls; *call; call++)
			if (!strcmp(*call, entry->names[i]))
				return true;
	return false;
}

static void add_risks(const struct seccomp_entry *entry, struct buf *out)
{
	const char *before = "";

	for (size_t i = 0; i < risk_count(); i++)
		if (is_in(entry, risk_at(i))) {
			buf_addf(out, "%s%s", before, risk_at(i)->id);
			before = ", ";
		}
}

static void comment_entry(const struct plan *plan, const struct seccomp_entry *entry, struct buf *out)
{
	unsigned int group = entry->place >> HOSTS_BITS;

	if (group == PLACE_ARGS) {
		comment_args(entry, out);
	} else if (group < PLACE_ARGS) {
		buf_add(out, groups[group].comment);
		if (groups[group].why == WHY_RUNTIME)
			runtime_part_whose(plan, out);
	} else {
		buf_add(out, refused_comments[entry->like->refused]);
		if (entry->like->refused == REFUSE_RISK)
			add_risks(entry, out);
	}
}

static json_t *sub_architectures(unsigned int set)
{
	_json_ json_t *list = json_array();
	int r = 0;

	for (int arch = 0; arch < SYSNO_ARCHES; arch++)
		if (set >> arch & 1)
			r |= json_array_append_new(list, json_string(seccomp_arch(arch)));
	return r < 0 ? NULL : TAKE(list);
}

static json_t *arch_map(unsigned int hosts, unsigned int arches)
{
	_json_ json_t *list = json_array();
	int r = 0;

	for (int arch = 0; arch < SYSNO_ARCHES; arch++)
		if (hosts >> arch & 1)
			r |= json_array_append_new(list, json_pack("{s:s, s:o}", "architecture", seccomp_arch(arch),
								   "subArchitectures",
								   sub_architectures(docker_host_subs(arch) & arches)));
	return r < 0 ? NULL : TAKE(list);
}

/* Only on these machines. */
static json_t *includes(unsigned int hosts)
{
	_json_ json_t *words = json_array();
	int r = 0;

	for (int arch = 0; arch < SYSNO_ARCHES; arch++)
		for (const char *const *word = docker_host_words(arch); (hosts >> arch & 1) && *word; word++)
			r |= json_array_append_new(words, json_string(*word));
	return r < 0 ? NULL : json_pack("{s:O}", "arches", words);
}

/* The warnings stand in front of the first comment; the engine does not mind. */
static int add_entry(json_t *list, const struct plan *plan, const struct seccomp_entry *entry, unsigned int hosts,
		     const char *warnings)
{
	_buf_ struct buf comment = BUF_INIT;
	_json_ json_t *object = seccomp_json_entry(entry);
	int r;

	buf_add(&comment, json_array_size(list) ? "" : warnings);
	comment_entry(plan, entry, &comment);
	r = buf_error(&comment) | json_object_set_new(object, "comment", json_string(buf_text(&comment)));
	if (entry->like->arches != hosts)
		r |= json_object_set_new(object, "includes", includes(entry->like->arches));
	return r | json_array_append_new(list, TAKE(object));
}

static json_t *syscalls(const struct plan *plan, const struct ruleset *rules, const char *warnings)
{
	_seccomp_entries_ struct seccomp_entries entries = SECCOMP_ENTRIES_INIT;
	_json_ json_t *list = json_array();
	int r = seccomp_entries_make(rules, place, &entries);

	for (size_t i = 0; i < entries.n; i++)
		r |= add_entry(list, plan, &entries.at[i], rules->arches, warnings);
	return r < 0 ? NULL : TAKE(list);
}

static int emit(const struct plan *plan, struct buf *out)
{
	_ruleset_ struct ruleset all = RULESET_INIT, rules = RULESET_INIT;
	_buf_ struct buf warnings = BUF_INIT;
	_json_ json_t *root = NULL;
	int r = ruleset_make_full(plan, 0, &all);

	if (!r)
		r = docker_host_rules(&all, &rules);
	emit_warnings(plan, "", &warnings);
	r = r ? r : buf_error(&warnings);
	if (r < 0)
		return r;
	root = seccomp_json_head(plan->deny);
	r = json_object_set_new(root, "archMap", arch_map(rules.arches, all.arches));
	r |= json_object_set_new(root, "syscalls", syscalls(plan, &rules, buf_text(&warnings)));
	return jsonout_write(r < 0 ? NULL : TAKE(root), out);
}

const struct emitter emit_docker_seccomp = {
	"docker-seccomp", "seccomp profile for docker and podman, with reasons", emit, .filter = FILTER_JSON,
	.shape = SECCOMP_JSON_SHAPE,
};
