// SPDX-License-Identifier: BSD-2-Clause
/*
 * Reads from the kernel's BTF which hooks of bpf/step.bpf.h it has, where their answer lies and what they are asked
 * about.
 */
#include "kern/step.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <bpf/btf.h>

#include "base/guard.h"
#include "bpf/event.h"
#include "kern/feature.h"
#include "kern/types.h"

#define FEW 2 /* links that are undone while one waits */
#define STEPS ARRAY_SIZE(((struct leastcap_bpf__rodata *)NULL)->step_result)
_Static_assert(STEPS + 1 <= STEP_LINKS, "a link for each hook, and one for audit_seccomp");

/* enum step_object of bpf/step.bpf.h: better ones first. What a directory's inode is about, its dentry says. */
static const struct {
	const char *type;
	uint8_t object;
} objects[] = {
	{ "dentry", 2 }, { "file", 4 }, { "path", 3 }, { "linux_binprm", 6 }, { "vm_area_struct", 7 },
	{ "vfsmount", 8 }, { "task_struct", 5 }, { "super_block", 9 }, { "inode", 1 },
};

/* How parameters are called that say what is asked for. */
static const char *const masks[] = { "mask", "what", "sig", "request", "requested", "access", "access_request", "type",
				     "cmd", "family", "option", "resource", "id", "cap" };

/* Candidates in hook.c. */
enum { LSM_IN_BULK = 0, LSM_BY_FEXIT = 1, SECCOMP_BY_EXIT = 1 };

/* enum step_use of bpf/step.bpf.h */
enum { USE_OFTEN = 1, USE_SELDOM, USE_MORE, USE_FLOOD };

/* Functions of one security module, by the beginning of their name. */
static const struct {
	const char *prefix, *module;
} modules[] = {
	{ "aa_", "apparmor" }, { "apparmor_", "apparmor" }, { "avc_", "selinux" },
	{ "hook_", "landlock" }, { "yama_", "yama" }, { "lockdown_", "lockdown" },
};

static bool is_listed(const char *list, const char *word)
{
	size_t n = strlen(word);

	for (const char *at = list; at; at = strchr(at, ','), at += at != NULL)
		if (!strncmp(at, word, n) && (at[n] == ',' || at[n] == '\0'))
			return true;
	return false;
}

/* active: the security modules; "" if that is not known. */
static bool is_asked(const char *function, const char *active)
{
	for (size_t i = 0; i < ARRAY_SIZE(modules); i++)
		if (!strncmp(function, modules[i].prefix, strlen(modules[i].prefix)))
			return !active[0] || is_listed(active, modules[i].module);
	return true;
}

/* Through typedefs and qualifiers. */
static const struct btf_type *plain_type(const struct btf *btf, uint32_t id)
{
	const struct btf_type *t = btf__type_by_id(btf, id);

	while (t && (btf_is_mod(t) || btf_is_typedef(t) || btf_is_type_tag(t)))
		t = btf__type_by_id(btf, t->type);
	return t;
}

/* Index into objects, or their number. */
static size_t object_of(const struct btf *btf, const struct btf_type *t)
{
	size_t i = ARRAY_SIZE(objects);

	if (!t || !btf_is_ptr(t))
		return i;
	t = plain_type(btf, t->type);
	if (t && btf_is_struct(t))
		for (i = 0; i < ARRAY_SIZE(objects); i++)
			if (!strcmp(objects[i].type, btf__name_by_offset(btf, t->name_off)))
				break;
	return i;
}

static bool is_mask(const struct btf *btf, const struct btf_type *t, const char *name)
{
	(void)btf;
	if (t && (btf_is_int(t) || btf_is_any_enum(t)))
		for (size_t i = 0; i < ARRAY_SIZE(masks); i++)
			if (!strcmp(masks[i], name))
				return true;
	return false;
}

/* How a hook is read on this kernel. */
struct reading {
	uint8_t result, truth, object, place, mask;
};

/* More words than that, and the answer lies beyond what the programs read. */
#define WORDS_MAX 7

/* Whether programs can be attached to functions that take structures by value: Linux 6.1. */
static bool takes_structs(const struct btf *btf)
{
	const struct btf_type *t = btf__type_by_id(btf, btf__find_by_name_kind(btf, "btf_func_model", BTF_KIND_STRUCT));

	for (int i = 0; t && i < btf_vlen(t); i++)
		if (!strcmp(btf__name_by_offset(btf, btf_members(t)[i].name_off), "arg_flags"))
			return true;
	return false;
}

static int read_prototype(const struct btf *btf, const struct btf_type *function, bool structs, struct reading *out)
{
	const struct btf_type *proto = btf__type_by_id(btf, function->type), *answer;
	const struct btf_param *p = btf_params(proto);
	size_t best = ARRAY_SIZE(objects), words = 0;
	struct reading r = { 0 };

	for (int i = 0; i < btf_vlen(proto); i++, p++) {
		const struct btf_type *t = plain_type(btf, p->type);
		size_t object = object_of(btf, t);

		if (object < best) {
			best = object;
			r.object = objects[object].object;
			r.place = words;
		}
		if (!r.mask && is_mask(btf, t, btf__name_by_offset(btf, p->name_off)))
			r.mask = words + 1;
		if (t && btf_is_composite(t) && !structs)
			return -ENOTSUP;
		words += t && btf_is_composite(t) ? (t->size + 7) / 8 : 1;
	}
	answer = plain_type(btf, proto->type);
	if (words > WORDS_MAX || !answer || !btf_is_int(answer))
		return -ENOTSUP;
	r.result = words + 1;
	r.truth = answer->size == 1;
	*out = r;
	return 0;
}

static struct bpf_program *program_of(struct leastcap_bpf *skel, size_t id)
{
	char name[LC_HOOK_LEN + 8];

	snprintf(name, sizeof(name), "step_%s", skel->rodata->step_names[id]);
	return bpf_object__find_program_by_name(skel->obj, name);
}

static void tell_reading(struct leastcap_bpf *skel, size_t id, const struct reading *r)
{
	skel->rodata->step_result[id] = r->result;
	skel->rodata->step_truth[id] = r->truth;
	skel->rodata->step_object[id] = r->object;
	skel->rodata->step_place[id] = r->place;
	skel->rodata->step_mask[id] = r->mask;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names of all hooks in order, each pointing to its place in step_names. */
static void sort_names(const struct leastcap_bpf *skel, const char *names[static STEPS])
{
	for (size_t i = 0; i < STEPS; i++)
		names[i] = skel->rodata->step_names[i];
	qsort(names, STEPS, sizeof(names[0]), by_name);
}

/*
 * Finds each hook in the kernel's BTF and tells the programs how it is to be read. *probes: functions can be probed
 * in bulk.
 */
static int read_hooks(struct leastcap_bpf *skel, bool *probes)
{
	const struct btf *btf = types_kernel();
	const char *names[STEPS];
	struct features f;
	bool structs;

	if (!btf)
		return -errno;
	*probes = false;
	structs = takes_structs(btf);
	features_read(&f);
	sort_names(skel, names);
	for (uint32_t i = 1; i < btf__type_cnt(btf); i++) {
		const struct btf_type *t = btf__type_by_id(btf, i);
		const char *name = btf_is_func(t) ? btf__name_by_offset(btf, t->name_off) : NULL, **at;
		struct reading r;

		if (!name)
			continue;
		*probes |= !strcmp(name, "register_fprobe_ips"); /* CONFIG_FPROBE */
		at = bsearch(&name, names, STEPS, sizeof(names[0]), by_name);
		if (at && is_asked(name, f.lsms) && !read_prototype(btf, t, structs, &r))
			tell_reading(skel, (*at - skel->rodata->step_names[0]) / sizeof(skel->rodata->step_names[0]),
				     &r);
	}
	return 0;
}

/* Whether the hook is one of those that are probed in bulk, where that can be done. */
static bool is_probed(const struct leastcap_bpf *skel, size_t id)
{
	return skel->rodata->step_use[id] == USE_SELDOM || skel->rodata->step_use[id] == USE_MORE;
}

static int role_of(const struct leastcap_bpf *skel, size_t id)
{
	switch (skel->rodata->step_kind[id]) {
	case LC_STEP_FILE: return ROLE_FILE_REFUSAL;
	case LC_STEP_SECCOMP: return ROLE_SECCOMP_REFUSAL;
	default: return ROLE_LSM_REFUSAL;
	}
}

static bool is_wanted(const struct leastcap_bpf *skel, size_t id, bool everything, const struct hook_choice *choice)
{
	int role = role_of(skel, id), chosen = choice->chosen[role];

	if (!skel->rodata->step_result[id] || chosen < 0 || !hook_roles[role].candidates[chosen].programs[0])
		return false;
	switch (skel->rodata->step_use[id]) {
	case USE_FLOOD: return everything;
	case USE_MORE: return everything || chosen == LSM_IN_BULK;
	default: return true;
	}
}

/* What this kernel has of what was chosen. probes: functions can be probed in bulk. */
static void adjust(const struct leastcap_bpf *skel, bool probes, struct hook_choice *choice)
{
	bool has[ROLES] = { false };
	int *lsm = &choice->chosen[ROLE_LSM_REFUSAL];

	for (size_t id = 0; id < STEPS; id++)
		has[role_of(skel, id)] |= skel->rodata->step_result[id];
	if (*lsm == LSM_IN_BULK && !probes)
		*lsm = LSM_BY_FEXIT;
	for (int role = ROLE_FILE_REFUSAL; role < ROLE_SECCOMP_REFUSAL; role++)
		if (!has[role])
			choice->chosen[role] = -1;
	if (!choice->chosen[ROLE_SECCOMP_REFUSAL] && !has[ROLE_SECCOMP_REFUSAL])
		choice->chosen[ROLE_SECCOMP_REFUSAL] = SECCOMP_BY_EXIT;
}

int step_choose(struct leastcap_bpf *skel, bool everything, struct hook_choice *choice)
{
	bool probes, bulk;
	int chosen = 0, e;

	e = read_hooks(skel, &probes);
	if (e)
		return e;
	adjust(skel, probes, choice);
	bulk = choice->chosen[ROLE_LSM_REFUSAL] == LSM_IN_BULK;
	for (size_t id = 0; id < STEPS; id++) {
		if (!is_wanted(skel, id, everything, choice)) {
			skel->rodata->step_result[id] = 0;
			continue;
		}
		chosen++;
		bpf_program__set_autoload(program_of(skel, id), !bulk || !is_probed(skel, id));
	}
	bpf_program__set_autoload(skel->progs.step_audit_seccomp,
				  choice->chosen[ROLE_SECCOMP_REFUSAL] != SECCOMP_BY_EXIT);
	bpf_program__set_autoload(skel->progs.steps_ask, bulk);
	bpf_program__set_autoload(skel->progs.steps_answer, bulk);
	return chosen;
}

void step_forget(struct hook_choice *choice)
{
	choice->chosen[ROLE_FILE_REFUSAL] = choice->chosen[ROLE_LSM_REFUSAL] = -1;
	choice->chosen[ROLE_SECCOMP_REFUSAL] = SECCOMP_BY_EXIT;
}

bool step_is(const struct bpf_program *program)
{
	return !strncmp(bpf_program__name(program), "step", 4);
}

struct bpf_link *step_try(const struct bpf_program *program)
{
	const char *function = "security_file_open";
	LIBBPF_OPTS(bpf_kprobe_multi_opts, opts, .syms = &function, .cnt = 1);

	return bpf_program__attach_kprobe_multi_opts(program, NULL, &opts);
}

/* Functions to be probed in bulk, each with its id. */
struct bulk {
	const char *function[STEPS];
	__u64 id[STEPS];
	size_t n;
};

static void add_probed(const struct leastcap_bpf *skel, struct bulk *bulk)
{
	for (size_t id = 0; id < STEPS; id++) {
		if (!skel->rodata->step_result[id] || !is_probed(skel, id))
			continue;
		bulk->function[bulk->n] = skel->rodata->step_names[id];
		bulk->id[bulk->n++] = id;
	}
}

/* One link for functions from .. to - 1; more if the kernel does not take some of them. How many. */
static size_t attach_bulk(const struct bpf_program *program, bool answers, const struct bulk *bulk, size_t from,
			  size_t to, struct bpf_link **links)
{
	LIBBPF_OPTS(bpf_kprobe_multi_opts, opts, .syms = (const char **)bulk->function + from,
		    .cookies = bulk->id + from, .cnt = to - from, .retprobe = answers);
	size_t half = (from + to) / 2, n;

	if (from == to)
		return 0;
	links[0] = bpf_program__attach_kprobe_multi_opts(program, NULL, &opts);
	if (links[0])
		return 1;
	if (to - from == 1)
		return 0;
	n = attach_bulk(program, answers, bulk, from, half, links);
	return n + attach_bulk(program, answers, bulk, half, to, links + n);
}

size_t step_attach(struct leastcap_bpf *skel, struct bpf_link *links[STEP_LINKS])
{
	struct bpf_program *program;
	struct bulk bulk = { 0 };
	size_t n = 0;

	bpf_object__for_each_program(program, skel->obj) {
		if (strncmp(bpf_program__name(program), "step_", 5) || !bpf_program__autoload(program))
			continue;
		links[n] = bpf_program__attach(program);
		n += links[n] != NULL;
	}
	if (!bpf_program__autoload(skel->progs.steps_ask))
		return n;
	add_probed(skel, &bulk);
	n += attach_bulk(skel->progs.steps_answer, true, &bulk, 0, bulk.n, links + n);
	return n + attach_bulk(skel->progs.steps_ask, false, &bulk, 0, bulk.n, links + n);
}

static int by_number(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

/* Closes all descriptors but those; they end with the process. fds: in order. */
static void keep_only(const int *fds, size_t n)
{
	unsigned int from = 0;

	for (size_t i = 0; i < n; from = fds[i++] + 1)
		if ((unsigned int)fds[i] > from)
			syscall(SYS_close_range, from, fds[i] - 1, 0);
	syscall(SYS_close_range, from, ~0u, 0);
}

void step_detach(struct bpf_link *links[STEP_LINKS], size_t n)
{
	int fds[STEP_LINKS + 1], gate[2] = { -1, -1 };
	long child = -1;
	char byte;

	for (size_t i = 0; i < n; i++)
		fds[i] = bpf_link__fd(links[i]);
	if (n > FEW && !pipe2(gate, O_CLOEXEC)) {
		fds[n] = gate[0];
		qsort(fds, n + 1, sizeof(fds[0]), by_number);
		/* No signal tells of its end, and no wait of ours is for it. */
		child = syscall(SYS_clone, 0, NULL, NULL, NULL, NULL);
	}
	if (!child) {
		keep_only(fds, n + 1);
		_exit(read(gate[0], &byte, 1) != 0); /* when we have closed ours */
	}
	for (size_t i = 0; i < n; i++)
		bpf_link__destroy(links[i]);
	close_guard(&gate[0]);
	close_guard(&gate[1]);
}
