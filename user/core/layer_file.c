// SPDX-License-Identifier: BSD-2-Clause
/* Knows who refuses on the way to a file and at the file: bits, ACLs, mount flags, attributes; looked at afterwards. */
#include <errno.h>
#include <string.h>

#include <linux/capability.h>
#include <linux/magic.h>
#include <linux/stat.h>

#include "core/layer_rule.h"

#ifndef STATX_ATTR_IMMUTABLE
#define STATX_ATTR_IMMUTABLE 0x10
#define STATX_ATTR_APPEND 0x20
#endif
#ifndef SYSFS_MAGIC
#define SYSFS_MAGIC 0x62656572
#endif

#define OPEN_MODE 03u
#define OPEN_CREATE 0100u
#define OPEN_TRUNCATE 01000u
#define OPEN_APPEND 02000u
#define OPEN_PATH 010000000u
#define AT_EACCESS_FLAG 0x200u

const struct lc_object *layer_last(const struct inquiry *q, uint32_t name)
{
	const struct lc_object *last = NULL;

	for (size_t i = 0; i < q->c->nobjects; i++) {
		const struct lc_object *o = &q->c->objects[i];

		if (o->name == name && (o->flags & LC_OBJECT_LAST) && !(o->flags & LC_OBJECT_LINK) &&
		    !(o->flags & LC_OBJECT_PIDS))
			last = o;
	}
	return last;
}

/* The directory that the walk was in when it met the object. */
static const struct lc_object *directory_before(const struct inquiry *q, const struct lc_object *of)
{
	const struct lc_object *directory = NULL;

	for (const struct lc_object *o = q->c->objects; o < of; o++)
		if (o->name == of->name && !(o->flags & (LC_OBJECT_LINK | LC_OBJECT_MISSING)) &&
		    mode_is(o->mode, MODE_DIRECTORY))
			directory = o;
	return directory;
}

/* Without the object itself, the last directory that was met. */
const struct lc_object *layer_parent(const struct inquiry *q, uint32_t name)
{
	const struct lc_object *last = layer_last(q, name), *directory = NULL;

	if (last)
		return directory_before(q, last);
	for (size_t i = 0; i < q->c->nobjects; i++)
		if (q->c->objects[i].name == name && mode_is(q->c->objects[i].mode, MODE_DIRECTORY))
			directory = &q->c->objects[i];
	return directory;
}

bool layer_open_flags(const struct inquiry *q, uint32_t *flags)
{
	if (!strcmp(q->call, "creat"))
		*flags = 1 | OPEN_CREATE | OPEN_TRUNCATE;
	else if (!strcmp(q->call, "open"))
		*flags = (uint32_t)q->d->arg[1];
	else if (layer_call_in(q, "openat open_by_handle_at"))
		*flags = (uint32_t)q->d->arg[2];
	else
		return false;
	return true;
}

static uint32_t want_of_flags(uint32_t flags)
{
	static const uint32_t modes[] = { DAC_READ, DAC_WRITE, DAC_READ | DAC_WRITE, DAC_READ | DAC_WRITE };

	if (flags & OPEN_PATH)
		return 0;
	return modes[flags & OPEN_MODE] | (flags & OPEN_TRUNCATE ? DAC_WRITE : 0);
}

static uint32_t wants(const struct inquiry *q, uint32_t name)
{
	return q->shape && name < LC_DENIAL_NAMES ? q->shape->want[name] : WANT_NOTHING;
}

/* The flags of openat2(2) lie in memory: that it reads shows in the narrow capability being asked for first. */
static uint32_t want_by_checks(const struct inquiry *q)
{
	for (size_t i = 0; i < q->c->nchecks; i++)
		if (q->c->checks[i].cap == CAP_DAC_READ_SEARCH)
			return DAC_READ;
	return q->check ? DAC_WRITE : DAC_READ;
}

/* What is wanted of the object itself. */
static uint32_t want_of(const struct inquiry *q, uint32_t name)
{
	uint32_t want = wants(q, name), flags;

	if (want == WANT_OPEN)
		return layer_open_flags(q, &flags) ? want_of_flags(flags) : want_by_checks(q);
	if (want == WANT_MODE)
		return (uint32_t)q->d->arg[!strcmp(q->call, "access") ? 1 : 2] & 7;
	return want & (DAC_READ | DAC_WRITE | DAC_EXEC);
}

/* access(2) asks with the real ids, and as root only if that is real, too. */
static struct lc_creds who_asks(const struct inquiry *q)
{
	struct lc_creds who = q->d->creds;

	if (!layer_call_in(q, "access faccessat faccessat2") ||
	    (!strcmp(q->call, "faccessat2") && (q->d->arg[3] & AT_EACCESS_FLAG)))
		return who;
	who.fsuid = who.uid;
	who.fsgid = who.gid;
	who.effective = who.uid ? 0 : who.permitted;
	return who;
}

/* Files of the kernel's own whose bits bind root, too. */
static bool binds_root(const struct lc_object *o, uint32_t want)
{
	static const char sysctl[] = "/proc/sys/";

	if (mode_is(o->mode, MODE_DIRECTORY))
		return false;
	if (o->fstype == PROC_SUPER_MAGIC)
		return o->path_size >= sizeof(sysctl) - 1 && !memcmp(o->path, sysctl, sizeof(sysctl) - 1);
	return (o->fstype == SYSFS_MAGIC || o->fstype == CGROUP2_SUPER_MAGIC) && (want & DAC_WRITE) &&
	       !(o->mode & 0222);
}

/* Refused by its bits or ACL, and no capability helped. */
static bool refuses(const struct inquiry *q, const struct lc_object *o, uint32_t want)
{
	struct lc_creds who = who_asks(q);
	struct dac_answer answer;

	if (!want || (o->flags & (LC_OBJECT_MISSING | LC_OBJECT_LINK | LC_OBJECT_PIDS)))
		return false;
	dac_ask(&who, o, want, &answer);
	if (answer.allowed || answer.unsure)
		return false;
	return !answer.overridden || layer_in_user_ns(q) || binds_root(o, want);
}

/* Of a directory on the way search; of the one that holds what is made or removed writing, too. */
static uint32_t want_at(const struct inquiry *q, const struct lc_object *o)
{
	uint32_t of_name = wants(q, o->name);

	if ((of_name == WANT_CREATE || of_name == WANT_REMOVE) && o == layer_parent(q, o->name))
		return DAC_WRITE | DAC_EXEC;
	if (of_name == WANT_OPEN && o == layer_parent(q, o->name)) {
		const struct lc_object *last = layer_last(q, o->name);
		uint32_t flags;

		if ((!last || (last->flags & LC_OBJECT_MISSING)) && layer_open_flags(q, &flags) &&
		    (flags & OPEN_CREATE))
			return DAC_WRITE | DAC_EXEC;
	}
	if (o->flags & LC_OBJECT_LAST)
		return want_of(q, o->name);
	return mode_is(o->mode, MODE_DIRECTORY) ? DAC_EXEC : 0;
}

const struct lc_object *layer_find_refusing(const struct inquiry *q, uint32_t *want)
{
	for (size_t i = 0; i < q->c->nobjects; i++) {
		const struct lc_object *o = &q->c->objects[i];

		*want = want_at(q, o);
		if (refuses(q, o, *want))
			return o;
	}
	return NULL;
}

/* --- bits and ACLs -------------------------------------------------------------------- */

static const char no_object_detail[] = "mode bits or an ACL on the way to {object} let user {uid} not do it";
static const char no_object_fix[] = "namei -l {object_word} shows the modes on the way: let user {uid} through by "
	"chmod or setfacl, or run it as the owner";

static void tell_acl(struct inquiry *q)
{
	q->f.layer = LAYER_ACL;
	q->f.detail = "the ACL of {at} lets user {uid} not {want}: {acl} decides";
	q->f.fix = "setfacl -m u:{uid}:{bits} {at_word}";
}

static void tell_bits(struct inquiry *q)
{
	q->f.layer = LAYER_DAC;
	q->f.detail = "mode {mode} of {at} (owner {owner}) lets user {uid}, {class}, not {want}";
	if (q->f.dac.class != DAC_OTHER)
		q->f.fix = "chmod {who}+{bits} {at_word}";
	else if (q->f.at->gid)
		q->f.fix = "setfacl -m u:{uid}:{bits} {at_word}, or put user {uid} into group {group} and chmod "
			"g+{bits} {at_word}";
	else
		q->f.fix = "setfacl -m u:{uid}:{bits} {at_word}, or run it as a user who may {want} it";
}

/* Root is used to override: what it lacks is the capability. */
static void tell_root(struct inquiry *q, enum confidence confidence)
{
	int also = q->f.also;

	layer_lacks(q, q->f.dac.cap, confidence);
	q->f.also = also;
	q->f.detail = q->f.at ? "mode {mode} of {at} (owner {owner}) lets user 0, {class}, not {want}, and root "
		"without {cap} cannot override that"
			      : "mode bits or an ACL on the way to {object} refuse user 0, and root without {cap} "
				"cannot override that";
	if (q->f.at)
		q->f.more = ", or chmod {who}+{bits} {at_word}";
}

void layer_refused_by(struct inquiry *q, const struct lc_object *at, uint32_t want, enum confidence confidence)
{
	struct lc_creds who = who_asks(q);

	q->f.confidence = confidence;
	q->f.at = at;
	q->f.want = want;
	q->f.dac.cap = q->check ? (int)q->check->cap : CAP_DAC_OVERRIDE;
	if (at) {
		dac_ask(&who, at, want, &q->f.dac);
		if (binds_root(at, want))
			q->f.dac.cap = -1;
	}
	q->f.cap = q->f.dac.cap;
	if (!who.fsuid && q->f.cap >= 0 && !q->f.dac.overridden) {
		tell_root(q, confidence);
	} else if (!at) {
		q->f.layer = LAYER_DAC;
		q->f.detail = no_object_detail;
		q->f.fix = no_object_fix;
	} else if (q->f.dac.overridden && layer_in_user_ns(q) && !binds_root(at, want)) {
		layer_outside(q, q->f.cap, confidence);
		q->f.detail = "mode {mode} of {at} (owner {owner}) refuses, and {cap} counts only for files whose "
			"owner the user namespace maps";
		q->f.fix = "map the owner of {at} into the user namespace, or chown it to an id that is mapped";
	} else if (q->f.dac.by_acl && !acl_ask(&who, at, want, &q->f.acl)) {
		tell_acl(q);
	} else {
		tell_bits(q);
	}
}

/* --- mounts and attributes --------------------------------------------------------------- */

static bool tell(struct inquiry *q, const struct lc_object *at, enum layer layer, const char *detail, const char *fix)
{
	q->f.at = at;
	q->f.layer = layer;
	q->f.confidence = CONFIDENCE_INFERRED;
	q->f.detail = detail;
	q->f.fix = fix;
	return true;
}

/* Of the calls that change what their name leads to, or what holds it. */
static const struct lc_object *changed(const struct inquiry *q, uint32_t name)
{
	uint32_t want = wants(q, name);
	const struct lc_object *last = layer_last(q, name);

	if (want == WANT_CREATE || want == WANT_REMOVE || !last || (last->flags & LC_OBJECT_MISSING))
		return layer_parent(q, name);
	return last;
}

static bool by_readonly_mount(struct inquiry *q)
{
	for (uint32_t name = 0; q->d->error == EROFS && name < LC_DENIAL_NAMES; name++) {
		const struct lc_object *o = changed(q, name);

		if (o && (o->mount & MOUNTED_RDONLY))
			return tell(q, o, LAYER_MOUNT_FLAG, "{at} lies on a file system that is mounted read-only",
				    "mount -o remount,rw the file system of {at}, or mount a writable one there "
				    "(docker run -v, ReadWritePaths= in its unit)");
	}
	return q->d->error == EROFS &&
	       tell(q, NULL, LAYER_MOUNT_FLAG, "the file system of {object} is mounted read-only",
		    "mount -o remount,rw the file system of {object}, or mount a writable one there");
}

static bool by_nodev(struct inquiry *q, const struct lc_object *o)
{
	return mode_is_device(o->mode) && (o->mount & MOUNTED_NODEV) && wants(q, o->name) == WANT_OPEN &&
	       tell(q, o, LAYER_MOUNT_FLAG, "{at} is a device node on a file system that is mounted nodev",
		    "use the node below /dev, or mount -o remount,dev the file system of {at}");
}

static bool by_noexec(struct inquiry *q, const struct lc_object *o)
{
	return mode_is(o->mode, MODE_REGULAR) && (o->mount & MOUNTED_NOEXEC) && wants(q, o->name) == WANT_EXEC &&
	       tell(q, o, LAYER_MOUNT_FLAG, "{at} lies on a file system that is mounted noexec",
		    "mount -o remount,exec the file system of {at}, or move it elsewhere");
}

static bool is_not_executable(struct inquiry *q, const struct lc_object *o)
{
	return layer_call_in(q, "execve execveat") && !mode_is(o->mode, MODE_REGULAR) &&
	       tell(q, o, LAYER_OTHER, "{at} is not a regular file: nothing else can be executed", "");
}

static bool is_writing(const struct inquiry *q, uint32_t name)
{
	uint32_t want = wants(q, name);

	if (want == WANT_CREATE || want == WANT_REMOVE || want == WANT_OWNER)
		return true;
	return want_of(q, name) & DAC_WRITE;
}

/* Appending may be written if the call says so. */
static bool breaks_append(const struct inquiry *q, const struct lc_object *o)
{
	uint32_t flags;

	if (wants(q, o->name) == WANT_CREATE)
		return false;
	if (!layer_open_flags(q, &flags))
		return true;
	return !(flags & OPEN_APPEND) || (flags & OPEN_TRUNCATE);
}

static bool by_attribute(struct inquiry *q, const struct lc_object *o)
{
	if (!o || !is_writing(q, o->name))
		return false;
	if (o->attributes & STATX_ATTR_IMMUTABLE)
		return tell(q, o, LAYER_INODE_FLAG, "{at} is immutable (chattr +i)", "chattr -i {at_word}");
	return (o->attributes & STATX_ATTR_APPEND) && breaks_append(q, o) &&
	       tell(q, o, LAYER_INODE_FLAG, "{at} is append-only (chattr +a)",
		    "open it with O_APPEND and without O_TRUNC, or chattr -a {at_word}");
}

/* A hard link is refused for what its source is, too. */
static bool by_attributes(struct inquiry *q)
{
	for (uint32_t name = 0; name < LC_DENIAL_NAMES; name++) {
		const struct lc_object *last = layer_last(q, name);

		if (by_attribute(q, changed(q, name)))
			return true;
		if (last && wants(q, name) == WANT_REMOVE && by_attribute(q, last))
			return true;
		if (last && layer_call_in(q, "link linkat") && name == 0 &&
		    (last->attributes & (STATX_ATTR_IMMUTABLE | STATX_ATTR_APPEND)))
			return tell(q, last, LAYER_INODE_FLAG, "{at} is immutable or append-only: it gets no further "
				    "link",
				    "chattr -ia {at_word}");
	}
	return false;
}

static bool by_sticky(struct inquiry *q)
{
	for (uint32_t name = 0; name < LC_DENIAL_NAMES; name++) {
		const struct lc_object *last = layer_last(q, name), *directory = layer_parent(q, name);

		if (!last || !directory || !(wants(q, name) == WANT_REMOVE ||
					     layer_call_in(q, "rename renameat renameat2")))
			continue;
		if ((last->flags & LC_OBJECT_MISSING) || !dac_sticky(&q->d->creds, directory, last))
			continue;
		q->f.cap = CAP_FOWNER;
		return tell(q, directory, LAYER_DAC,
			    "{at} has the sticky bit, and user {uid} owns neither it nor {object}",
			    "do it as the owner of {object} or of {at}");
	}
	return false;
}

/* --- fs.protected_* ------------------------------------------------------------------------- */

static bool by_protected_symlink(struct inquiry *q, const struct lc_object *link)
{
	const struct lc_object *directory = directory_before(q, link);

	if (!directory || !layer_is(q, "fs.protected_symlinks", 1) || (directory->mode & 01002) != 01002)
		return false;
	if (link->uid == q->d->creds.fsuid || link->uid == directory->uid)
		return false;
	q->f.setting = "fs.protected_symlinks";
	return tell(q, link, LAYER_SYSCTL,
		    "fs.protected_symlinks=1: the link {at} of another user lies in a sticky directory that all may "
		    "write",
		    "name the file itself in place of the link {at}, or let user {uid} own the link");
}

static bool by_protected_file(struct inquiry *q, const struct lc_object *o)
{
	const struct lc_object *directory = directory_before(q, o);
	bool fifo = mode_is(o->mode, MODE_FIFO);
	uint32_t flags;
	long level;

	q->f.setting = fifo ? "fs.protected_fifos" : "fs.protected_regular";
	if (!layer_open_flags(q, &flags) || !(flags & OPEN_CREATE) || !directory || !(directory->mode & MODE_STICKY) ||
	    !(fifo || mode_is(o->mode, MODE_REGULAR)) || !layer_number(q, q->f.setting, &level) || level < 1)
		return false;
	if (o->uid == directory->uid || o->uid == q->d->creds.fsuid)
		return false;
	if (!(directory->mode & 02) && !(level >= 2 && (directory->mode & 020)))
		return false;
	return tell(q, o, LAYER_SYSCTL,
		    "{setting}={value}: {at} of another user lies in a sticky directory that others may write, and "
		    "O_CREAT is asked for", "open {at} without O_CREAT, or put it into a directory of its own");
}

/* --- in the order of the walk --------------------------------------------------------------- */

static bool by_object(struct inquiry *q, const struct lc_object *o)
{
	uint32_t want = want_at(q, o);

	if (o->flags & LC_OBJECT_LINK)
		return by_protected_symlink(q, o);
	if (o->flags & (LC_OBJECT_MISSING | LC_OBJECT_PIDS))
		return false;
	if ((o->flags & LC_OBJECT_LAST) && (by_nodev(q, o) || by_noexec(q, o) || is_not_executable(q, o)))
		return true;
	if (refuses(q, o, want)) {
		layer_refused_by(q, o, want, CONFIDENCE_INFERRED);
		return true;
	}
	return (o->flags & LC_OBJECT_LAST) && by_protected_file(q, o);
}

static bool by_access(struct inquiry *q)
{
	for (size_t i = 0; i < q->c->nobjects; i++)
		if (by_object(q, &q->c->objects[i]))
			return true;
	return false;
}

bool layer_by_file(struct inquiry *q)
{
	switch (q->d->error) {
	case EROFS:
		return by_readonly_mount(q);
	case EACCES:
		return by_access(q);
	case EPERM:
		return by_attributes(q) || by_sticky(q);
	default:
		return false;
	}
}
