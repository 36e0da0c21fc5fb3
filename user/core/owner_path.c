// SPDX-License-Identifier: BSD-2-Clause
/* Knows the names that runtimes, Kubernetes and systemd give the cgroups of theirs. */
#include "core/owner.h"

#include <string.h>

#define ID_LEN 64 /* hex digits of what docker, podman, containerd and cri-o call a container */
#define DELETED " (deleted)" /* /proc/PID/cgroup, once the cgroup is gone */

#define WORD(s) (struct owner_word){ (s), sizeof(s) - 1 }

/* The directories from the root to where the reader stands. */
struct walk {
	struct owner_names *names;
	struct owner_word above; /* the directory above this one */
	struct owner_names outside; /* of the container that it is in */
	bool in_kubepods; /* below a directory of Kubernetes */
};

static bool is(struct owner_word w, struct owner_word what)
{
	return w.n == what.n && !memcmp(w.text, what.text, what.n);
}

static bool starts(struct owner_word w, struct owner_word with)
{
	return w.n >= with.n && !memcmp(w.text, with.text, with.n);
}

static bool ends(struct owner_word w, struct owner_word with)
{
	return w.n >= with.n && !memcmp(w.text + w.n - with.n, with.text, with.n);
}

static struct owner_word after(struct owner_word w, size_t n)
{
	return (struct owner_word){ w.text + n, w.n - n };
}

static struct owner_word before(struct owner_word w, size_t n)
{
	return (struct owner_word){ w.text, w.n - n };
}

static bool contains(struct owner_word w, const char *what)
{
	return memmem(w.text, w.n, what, strlen(what));
}

static bool is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

static bool is_id(struct owner_word w)
{
	size_t n = 0;

	while (n < w.n && is_hex(w.text[n]))
		n++;
	return w.n == ID_LEN && n == w.n;
}

/* "1a0c8b8e-..." with dashes or, below a slice, underscores; of a static pod 32 digits without. */
static bool is_pod_uid(struct owner_word w)
{
	size_t digits = 0, breaks = 0;

	for (size_t i = 0; i < w.n; i++) {
		digits += is_hex(w.text[i]);
		breaks += w.text[i] == '-' || w.text[i] == '_';
	}
	return digits == 32 && digits + breaks == w.n && (!breaks || breaks == 4);
}

/* --- containers ------------------------------------------------------------------ */

/* "docker-ID.scope" of the systemd managers, "crio-ID" of the others. */
struct prefix {
	struct owner_word word;
	const char *runtime;
	bool bare; /* also without ".scope" */
};

static const struct prefix prefixes[] = {
	{ WORD("docker-"), "docker", false },
	{ WORD("libpod-payload-"), "podman", true }, /* podman run --cgroups=split, in the unit's own cgroup */
	{ WORD("libpod-"), "podman", true },
	{ WORD("crio-"), "cri-o", true },
	{ WORD("cri-containerd-"), "containerd", true },
	{ WORD("nerdctl-"), "containerd", false },
};

static void enter(struct walk *walk, struct owner_word id, const char *runtime)
{
	walk->outside = *walk->names;
	walk->names->outer = walk->names->id;
	walk->names->kind = OWNER_CONTAINER;
	walk->names->id = id;
	walk->names->runtime = runtime;
}

/* What follows the prefix must be an id: "libpod-conmon-ID.scope" is podman's own. */
static bool take_prefixed(struct walk *walk, struct owner_word w)
{
	bool scope = ends(w, WORD(".scope"));
	struct owner_word name = scope ? before(w, strlen(".scope")) : w;

	for (size_t i = 0; i < ARRAY_SIZE(prefixes); i++) {
		const struct prefix *p = &prefixes[i];

		if (starts(name, p->word) && (scope || p->bare) && is_id(after(name, p->word.n))) {
			enter(walk, after(name, p->word.n), p->runtime);
			return true;
		}
	}
	return false;
}

/* runc and crun under systemd, when nobody names the cgroup: "runc-NAME.scope". */
static bool take_low_level(struct walk *walk, struct owner_word w)
{
	bool crun = starts(w, WORD("crun-"));

	if ((!crun && !starts(w, WORD("runc-"))) || !ends(w, WORD(".scope")) || w.n <= strlen("runc-.scope"))
		return false;
	enter(walk, before(after(w, strlen("runc-")), strlen(".scope")), crun ? "crun" : "runc");
	return true;
}

/* "ID" alone, of the managers that write into the cgroup tree themselves. */
static bool take_plain(struct walk *walk, struct owner_word w)
{
	if (!is_id(w))
		return false;
	if (is(walk->above, WORD("libpod_parent")))
		walk->names->pod = w;
	else
		enter(walk, w, is(walk->above, WORD("docker")) ? "docker" : NULL);
	return true;
}

static bool take_lxc(struct walk *walk, struct owner_word w)
{
	bool parent = is(walk->above, WORD("lxc")) || is(walk->above, WORD("lxc.payload"));

	if (starts(w, WORD("lxc.payload.")) && w.n > strlen("lxc.payload."))
		enter(walk, after(w, strlen("lxc.payload.")), "lxc");
	else if (parent && w.n)
		enter(walk, w, "lxc");
	else
		return false;
	return true;
}

/* Of systemd-machined: "machine-NAME.scope", "systemd-nspawn@NAME.service". Virtual machines are none of ours. */
static bool take_machine(struct walk *walk, struct owner_word w)
{
	const struct owner_word machine = WORD("machine-"), unit = WORD("systemd-nspawn@");

	if (starts(w, machine) && ends(w, WORD(".scope")) && w.n > strlen("machine-.scope")) {
		struct owner_word name = before(after(w, machine.n), strlen(".scope"));

		if (starts(name, WORD("qemu\\x2d")) || starts(name, WORD("qemu\\\\x2d")))
			return false;
		enter(walk, name, starts(name, WORD("lxc\\x2d")) || starts(name, WORD("lxc\\\\x2d")) ? "libvirt" :
												 "nspawn");
		return true;
	}
	if (!starts(w, unit) || !ends(w, WORD(".service")) || w.n <= unit.n + strlen(".service"))
		return false;
	enter(walk, before(after(w, unit.n), strlen(".service")), "nspawn");
	return true;
}

/* nspawn itself stands beside its container, in its unit. */
static void leave_supervisor(struct walk *walk, struct owner_word w)
{
	struct owner_names *names = walk->names;

	if (!is(w, WORD("supervisor")) || !names->runtime || strcmp(names->runtime, "nspawn"))
		return;
	names->kind = walk->outside.kind;
	names->runtime = walk->outside.runtime;
	names->id = walk->outside.id;
	names->outer = walk->outside.outer;
}

/* --- pods ----------------------------------------------------------------------------- */

/* "kubepods-burstable-podUID.slice", "podUID", "machine-libpod_pod_ID.slice". */
static void take_pod(struct walk *walk, struct owner_word w)
{
	bool slice = ends(w, WORD(".slice"));
	struct owner_word name = slice ? before(w, strlen(".slice")) : w;
	const char *at = memmem(name.text, name.n, "pod", 3), *last = NULL;

	for (; at; at = memmem(at + 1, name.text + name.n - at - 1, "pod", 3))
		last = at;
	if (!last)
		return;
	name = after(name, (size_t)(last - name.text) + 3);
	if (walk->in_kubepods && is_pod_uid(name) && (slice ? last > w.text && last[-1] == '-' : last == w.text))
		walk->names->pod = name;
	else if (slice && name.n == ID_LEN + 1 && is_id(after(name, 1)) && contains(w, "-libpod_pod_"))
		walk->names->pod = after(name, 1);
}

/* --- units ------------------------------------------------------------------------------- */

static void take_unit(struct walk *walk, struct owner_word w)
{
	static const struct owner_word suffixes[] = {
		WORD(".service"), WORD(".scope"), WORD(".socket"), WORD(".mount"), WORD(".swap"),
	};

	for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++) {
		if (w.n > suffixes[i].n && ends(w, suffixes[i]))
			walk->names->unit = w;
	}
}

/* --- the path --------------------------------------------------------------------------------- */

static void take(struct walk *walk, struct owner_word w)
{
	if (contains(w, "kubepods"))
		walk->in_kubepods = true;
	take_pod(walk, w);
	take_unit(walk, w);
	leave_supervisor(walk, w);
	(void)(take_prefixed(walk, w) || take_plain(walk, w) || take_lxc(walk, w) || take_machine(walk, w) ||
	       take_low_level(walk, w));
	walk->above = w;
}

/*
 * containerd that writes into the cgroup tree itself, told a systemd path by a kubelet that does not: the directory
 * "kubepods-podUID.slice:cri-containerd:ID".
 */
static bool take_triple(struct walk *walk, struct owner_word w)
{
	const char *first = memchr(w.text, ':', w.n), *second;
	struct owner_word id, name;

	second = first ? memchr(first + 1, ':', (size_t)(w.text + w.n - first - 1)) : NULL;
	if (!second)
		return false;
	id = after(w, (size_t)(second - w.text) + 1);
	if (!is_id(id))
		return false;
	take(walk, (struct owner_word){ w.text, (size_t)(first - w.text) });
	name = (struct owner_word){ first + 1, (size_t)(second - first) - 1 };
	enter(walk, id, is(name, WORD("cri-containerd")) ? "containerd" : NULL);
	walk->above = w;
	return true;
}

void owner_read_path(const char *path, struct owner_names *out)
{
	struct walk walk = { .names = out };
	struct owner_word rest = { path, strlen(path) };

	*out = (struct owner_names){ 0 };
	if (ends(rest, WORD(DELETED)))
		rest = before(rest, strlen(DELETED));
	while (rest.n) {
		const char *slash = memchr(rest.text, '/', rest.n);
		size_t n = slash ? (size_t)(slash - rest.text) : rest.n;
		struct owner_word w = { rest.text, n };

		if (n && !take_triple(&walk, w))
			take(&walk, w);
		rest = after(rest, n + (slash != NULL));
	}
	if (out->kind == OWNER_HOST && out->unit.text)
		out->kind = OWNER_UNIT;
}
