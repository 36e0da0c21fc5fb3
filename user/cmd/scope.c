// SPDX-License-Identifier: BSD-2-Clause
/* Knows what a recording may follow together, and what each way to name it leads to. */
#include "cmd/scope.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fail.h"
#include "cmd/cmd.h"
#include "core/glob.h"
#include "core/owner.h"
#include "kern/cgroup.h"
#include "kern/container.h"

unsigned int scope_given(const struct scope *s)
{
	return s->pid_lists.n + s->cgroup_paths.n + s->units.n + s->containers.n + s->images.n +
	       s->pid_ns_words.n + s->all;
}

/* --- processes --------------------------------------------------------------- */

static int add_pid(struct scope *s, const char *verb, pid_t pid)
{
	if (s->npids == SCOPE_PIDS_MAX)
		return fail(-EINVAL, "%s: more than %d process ids", verb, SCOPE_PIDS_MAX);
	s->pid[s->npids++] = pid;
	return 0;
}

static int take_pids(struct scope *s, const char *verb, const char *list)
{
	const char *at = list;

	if (!*at)
		return fail(-EINVAL, "%s: not a list of process ids: it is empty", verb);
	while (*at) {
		char *end;
		long pid = strtol(at, &end, 10);

		if (end == at || pid <= 0 || pid > INT32_MAX || (*end && *end != ','))
			return fail(-EINVAL, "%s: not a list of process ids: %s", verb, list);
		if (kill(pid, 0) && errno == ESRCH)
			return fail(-EINVAL, "%s: no process %ld", verb, pid);
		if (add_pid(s, verb, pid))
			return -EINVAL;
		at = *end ? end + 1 : end;
	}
	return 0;
}

/* --- cgroups, and what has one ---------------------------------------------------- */

static int add_cgroup(struct scope *s, const char *verb, int cgroup)
{
	if (cgroup < 0)
		return cgroup;
	if (s->ncgroups == SCOPE_CGROUPS_MAX) {
		close(cgroup);
		return fail(-EINVAL, "%s: more than %d cgroups", verb, SCOPE_CGROUPS_MAX);
	}
	s->cgroup[s->ncgroups++] = cgroup;
	return 0;
}

static int take_cgroup(struct scope *s, const char *verb, const char *path)
{
	return add_cgroup(s, verb, cgroup_open(path));
}

static int take_unit(struct scope *s, const char *verb, const char *name)
{
	int n = cgroup_open_unit(name); /* systemd lets names have any of a pattern's letters */

	if (n >= 0 || n != -ENOENT || !glob_is_pattern(name))
		return add_cgroup(s, verb, n);
	fail_clear();
	s->later = true;
	n = cgroup_open_units(name, s->cgroup + s->ncgroups, SCOPE_CGROUPS_MAX - s->ncgroups);
	s->ncgroups += n > 0 ? n : 0;
	return n < 0 ? n : 0;
}

/* The inode number that a link like "pid:[4026531836]" tells. */
static int pid_ns_of(pid_t pid, uint32_t *inum)
{
	_free_ char *path = NULL;
	struct stat st;

	if (asprintf(&path, "/proc/%d/ns/pid", pid) < 0)
		return -ENOMEM;
	if (stat(path, &st))
		return -errno;
	*inum = st.st_ino;
	return 0;
}

static int add_pid_ns(struct scope *s, const char *verb, uint32_t inum)
{
	if (s->npid_ns == SCOPE_PID_NS_MAX)
		return fail(-EINVAL, "%s: more than %d pid namespaces", verb, SCOPE_PID_NS_MAX);
	s->pid_ns[s->npid_ns++] = inum;
	return 0;
}

/* Inode numbers of namespaces begin far above any process id (include/linux/proc_ns.h: PROC_DYNAMIC_FIRST). */
#define FIRST_INUM 0xf0000000u

static int take_pid_ns(struct scope *s, const char *verb, const char *word)
{
	static const char prefix[] = "pid:[";
	const char *digits = strncmp(word, prefix, strlen(prefix)) ? word : word + strlen(prefix);
	uint32_t inum = 0;
	char *end;
	unsigned long number = strtoul(digits, &end, 10);
	int r;

	if (end == digits || (*end && (digits == word || strcmp(end, "]"))) || !number || number > UINT32_MAX)
		return fail(-EINVAL, "%s: neither a process id nor the number of a pid namespace: %s", verb, word);
	if (number >= FIRST_INUM || digits != word)
		return add_pid_ns(s, verb, number);
	r = pid_ns_of(number, &inum);
	if (r)
		return fail(-EINVAL, "%s: no pid namespace of process %lu: %s", verb, number, strerror(-r));
	return add_pid_ns(s, verb, inum);
}

/* --- containers ------------------------------------------------------------------ */

/* Its cgroup; without one its pid namespace, if it is not ours, too; else its first process. */
static int add_container(struct scope *s, const char *verb, const char *name, int cgroup, pid_t pid)
{
	uint32_t inum = 0, own = 0;

	if (cgroup > 0)
		return add_cgroup(s, verb, cgroup);
	if (!pid_ns_of(pid, &inum) && !pid_ns_of(getpid(), &own) && inum != own)
		return add_pid_ns(s, verb, inum);
	say("%s: has no cgroup of its own: process %d and what it starts are followed, not what is put into it", name,
	    pid);
	return add_pid(s, verb, pid);
}

static int take_container(struct scope *s, const char *verb, const char *name)
{
	struct container container;
	int r;

	if (!*name)
		return fail(-EINVAL, "%s: not the name or id of a container: it is empty", verb);
	if (glob_is_pattern(name)) {
		s->later = true;
		return 0;
	}
	r = container_find(name, &container);
	return r ? r : add_container(s, verb, name, container.cgroup, container.pid);
}

static int take_image(struct scope *s, const char *verb, const char *image)
{
	s->later = true;
	return *image ? 0 : fail(-EINVAL, "%s: not the name of an image: it is empty", verb);
}

/* Whether one of the patterns, or of the images, takes it. */
static bool is_wanted(const struct scope *s, const struct container *c)
{
	for (size_t i = 0; i < s->containers.n; i++)
		if (glob_is_pattern(s->containers.item[i]) && container_matches(c, s->containers.item[i], NULL))
			return true;
	for (size_t i = 0; i < s->images.n; i++)
		if (container_matches(c, NULL, s->images.item[i]))
			return true;
	return false;
}

/* Those that run already; one that ends meanwhile is passed over. */
static int take_wanted(struct scope *s, const char *verb)
{
	_containers_ struct containers list = { 0 };
	int r = containers_read(&list);

	if (r)
		return fail(r, "out of memory");
	for (size_t i = 0; !r && i < list.n; i++) {
		struct container *c = &list.one[i];

		if (!is_wanted(s, c))
			continue;
		if (container_open(c))
			fail_clear();
		else
			r = add_container(s, verb, *c->name ? c->name : c->id, c->cgroup, c->pid);
	}
	return r;
}

/* --- all of it ------------------------------------------------------------------- */

static int take_each(struct scope *s, const char *verb, const struct option_list *list,
		     int (*take)(struct scope *s, const char *verb, const char *word))
{
	int r = 0;

	for (size_t i = 0; !r && i < list->n; i++)
		r = take(s, verb, list->item[i]);
	return r;
}

static int find(struct scope *s, const char *verb)
{
	int r = take_each(s, verb, &s->pid_lists, take_pids);

	if (!r)
		r = take_each(s, verb, &s->cgroup_paths, take_cgroup);
	if (!r)
		r = take_each(s, verb, &s->units, take_unit);
	if (!r)
		r = take_each(s, verb, &s->containers, take_container);
	if (!r)
		r = take_each(s, verb, &s->images, take_image);
	if (!r)
		r = take_each(s, verb, &s->pid_ns_words, take_pid_ns);
	if (!r && s->later)
		r = take_wanted(s, verb);
	for (size_t i = 0; !r && s->later && i < s->ncgroups; i++)
		s->path[i] = cgroup_path(s->cgroup[i]);
	return r;
}

int scope_check(struct scope *s, const char *verb, bool command)
{
	unsigned int others = scope_given(s) - s->all;

	if (!command + !s->all + !others == 2)
		return find(s, verb);
	fail_hint("leastcap %s --help", verb);
	if (command || s->all || others)
		return fail(-EINVAL, "%s: give only one of CMD, --all, and what to follow (--pid, --cgroup, --unit, "
				     "--container, --image, --pidns, several of them)", verb);
	return fail(-EINVAL, "%s: what? Give a command after --, or --pid, --cgroup, --unit, --container, or --all",
		    verb);
}

struct recorder_members scope_members(const struct scope *s)
{
	return (struct recorder_members){
		.cgroups = s->cgroup,
		.ncgroups = s->ncgroups,
		.new_cgroups = s->later,
		.pid_ns = s->pid_ns,
		.npid_ns = s->npid_ns,
	};
}

/* --- what belongs to it ----------------------------------------------------------- */

struct selection {
	const struct scope *scope;
	size_t out, nameless; /* containers left out; of these, those whose names nobody told in time */
	const char *last;     /* cgroup of the one counted last: it may have several owners, one after the other */
};

static bool is_below(const char *path, const char *top)
{
	size_t n = strlen(top);

	return top[1] == '\0' || (!strncmp(path, top, n) && (path[n] == '/' || !path[n]));
}

/* Of a container that was gone before its runtime could be asked, the name of the cgroup may be the container's. */
static bool has_cgroup_named(const struct owner *owner, const char *pattern)
{
	const char *slash = strrchr(owner->cgroup, '/');

	return slash && !owner->label[LC_LABEL_NAME] && !owner->label[LC_LABEL_ID] && glob_matches(pattern, slash + 1);
}

static bool is_named(const struct scope *s, const struct owner *owner)
{
	for (size_t i = 0; i < s->containers.n; i++)
		if (owner_is(owner, s->containers.item[i]) || has_cgroup_named(owner, s->containers.item[i]))
			return true;
	for (size_t i = 0; i < s->images.n; i++)
		if (owner_has_image(owner, s->images.item[i]))
			return true;
	for (size_t i = 0; i < s->units.n; i++)
		if (owner_is_unit(owner, s->units.item[i]))
			return true;
	return false;
}

bool scope_has(const struct scope *s, const struct owner *owner)
{
	if (!s->later || is_named(s, owner))
		return true;
	for (size_t i = 0; i < s->ncgroups; i++)
		if (s->path[i] && is_below(owner->cgroup, s->path[i]))
			return true;
	for (size_t i = 0; i < s->npid_ns; i++)
		if (owner->pid_ns == s->pid_ns[i])
			return true;
	return false;
}

static bool belongs(const struct owner *owner, void *ctx)
{
	struct selection *selection = ctx;

	if (scope_has(selection->scope, owner))
		return true;
	if (owner_kind(owner) == OWNER_CONTAINER && (!selection->last || strcmp(selection->last, owner->cgroup))) {
		selection->out++;
		selection->nameless += !owner->label[LC_LABEL_NAME] && !owner->label[LC_LABEL_ID];
		selection->last = owner->cgroup;
	}
	return false;
}

int scope_select(const struct scope *s, struct profile *profile)
{
	struct selection selection = { .scope = s };
	int r;

	if (!s->later)
		return 0;
	r = owner_select(profile, belongs, &selection);
	if (selection.nameless)
		say("warning: %zu containers came and went before their names could be read: they are left out",
		    selection.nameless);
	else if (selection.out)
		say("left out: %zu other containers that started meanwhile", selection.out);
	return r ? fail(r, "out of memory") : 0;
}

void scope_close(struct scope *s)
{
	for (size_t i = 0; i < s->ncgroups; i++) {
		close(s->cgroup[i]);
		free_guard(&s->path[i]);
	}
	s->ncgroups = 0;
}
