// SPDX-License-Identifier: BSD-2-Clause
/* Makes up what a kernel side tells: no clock, no chance, so that two runs measure the same. */
#include "tape.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/capability.h>

#include "core/decode.h"

#define START_NS 1000000000ull
#define TEXT_BASE 0xffffffff81000000ull
#define PER_OWNER 12 /* programs */

/* A place where the kernel asks, with who called it, innermost first. */
static const struct place {
	uint32_t cap, nr;
	const char *frames[6];
} places[] = {
	{ CAP_SYS_ADMIN, 9, { "cap_vm_enough_memory", "security_vm_enough_memory_mm", "__vm_enough_memory",
			      "mmap_region", "do_mmap", "vm_mmap_pgoff" } },
	{ CAP_SYS_ADMIN, 12, { "cap_vm_enough_memory", "security_vm_enough_memory_mm", "do_brk_flags",
			       "__do_sys_brk" } },
	{ CAP_SYS_ADMIN, 56, { "cap_vm_enough_memory", "security_vm_enough_memory_mm", "dup_mmap", "copy_process",
			       "kernel_clone" } },
	{ CAP_DAC_OVERRIDE, 257, { "generic_permission", "inode_permission", "may_open", "path_openat",
				   "do_filp_open", "do_sys_openat2" } },
	{ CAP_DAC_READ_SEARCH, 262, { "generic_permission", "inode_permission", "link_path_walk", "path_lookupat",
				      "filename_lookup", "vfs_statx" } },
	{ CAP_NET_RAW, 41, { "inet_create", "__sock_create", "__sys_socket" } },
	{ CAP_NET_BIND_SERVICE, 49, { "__inet_bind", "inet_bind_sk", "__sys_bind" } },
	{ CAP_SETUID, 105, { "__sys_setuid", "__x64_sys_setuid" } },
	{ CAP_SETGID, 106, { "__sys_setgid", "__x64_sys_setgid" } },
	{ CAP_CHOWN, 260, { "setattr_prepare", "notify_change", "chown_common", "do_fchownat" } },
	{ CAP_SYS_RESOURCE, 302, { "do_prlimit", "__do_sys_prlimit64" } },
	{ CAP_SYS_PTRACE, 89, { "__ptrace_may_access", "ptrace_may_access", "proc_fd_access_allowed",
				"proc_pid_readlink", "vfs_readlink" } },
	{ CAP_KILL, 62, { "check_kill_permission", "group_send_sig_info", "kill_something_info" } },
	{ CAP_SYS_NICE, 141, { "can_nice", "set_one_prio", "__do_sys_setpriority" } },
	{ CAP_FOWNER, 268, { "inode_owner_or_capable", "setattr_prepare", "notify_change", "chmod_common" } },
	{ CAP_SYS_CHROOT, 161, { "ksys_chroot", "__x64_sys_chroot" } },
};

static const char *const inner[] = { "bpf_trace_run5", "cap_capable", "security_capable", "ns_capable" };
static const char *const outer[] = { "do_syscall_64", "entry_SYSCALL_64_after_hwframe" };

/* Calls that nearly every program makes. */
static const uint16_t usual[] = { 0, 1, 3, 5, 8, 9, 10, 11, 12, 13, 14, 17, 59, 158, 231, 257, 262, 302, 318, 334 };

#define PLACES (sizeof(places) / sizeof(places[0]))
#define CHECKS 4 /* of a program: of as many programs as it can hold the kernel side holds no more */
_Static_assert(CHECKS * LC_MAX_PROGRAMS <= LC_MAX_CHECKS, "they fit");

/* --- numbers that look thrown ------------------------------------------------------ */

static uint32_t throw(uint64_t *dice, uint32_t sides)
{
	*dice = *dice * 6364136223846793005ull + 1442695040888963407ull;
	return (uint32_t)((*dice >> 33) % sides);
}

static uint64_t dice_of(const struct tape_shape *shape, uint32_t slot)
{
	return (shape->first + slot) * 0x9e3779b97f4a7c15ull;
}

/* --- records ----------------------------------------------------------------------- */

static void die(const char *what)
{
	fprintf(stderr, "bench: %s: %s\n", what, strerror(errno));
	exit(1);
}

/* A record of size bytes at the end, all 0 but its head. Good until the next one is added. */
static void *add(struct tape *t, enum lc_kind kind, size_t size, uint32_t slot)
{
	size_t whole = (size + 7) & ~(size_t)7;
	struct lc_head *head;

	if (t->size + whole > t->room) {
		t->room = (t->size + whole) * 2;
		t->bytes = realloc(t->bytes, t->room);
		if (!t->bytes)
			die("a tape");
	}
	head = memset(t->bytes + t->size, 0, whole);
	*head = (struct lc_head){ .kind = kind, .len = size, .slot = slot, .ns = START_NS + t->n * 1000 };
	t->size += whole;
	t->n++;
	return head;
}

#define ADD(t, kind, type, slot) ((struct type *)add(t, kind, sizeof(struct type), slot))

/* The components of a path from the last one upwards. */
static uint32_t upwards(char room[LC_PATH_LEN], const char *a, const char *b, const char *c)
{
	const char *const parts[] = { a, b, c };
	uint32_t at = 0;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		memcpy(room + at, parts[i], strlen(parts[i]) + 1);
		at += strlen(parts[i]) + 1;
	}
	return at;
}

static uint32_t owner_of(uint32_t slot)
{
	return 1 + (slot - 1) / PER_OWNER;
}

static void comm_of(const struct tape_shape *shape, uint32_t slot, char room[LC_COMM_LEN])
{
	snprintf(room, LC_COMM_LEN, "tool-%u", shape->first + slot);
}

static void tell_program(struct tape *t, const struct tape_shape *shape, uint32_t slot)
{
	struct lc_program *p = ADD(t, LC_PROGRAM, lc_program, slot);
	char vendor[32];

	p->parent = slot > 1 ? 1 + (slot - 2) / 3 : 0;
	p->flags = slot == 1 ? LC_PROGRAM_ROOT : 0;
	p->dev = 266338304;
	p->ino = 100000 + shape->first + slot;
	p->instances = 1 + slot % 7;
	p->uid = slot % 3 ? 0 : 1000;
	p->tgid = 1000 + slot;
	p->owner = owner_of(slot);
	comm_of(shape, slot, p->comm);
	snprintf(vendor, sizeof(vendor), "vendor-%u", (shape->first + slot) % 50);
	p->path_len = upwards(p->path, p->comm, "bin", vendor);
}

static void tell_owner(struct tape *t, const struct tape_shape *shape, uint32_t id)
{
	static const char *const words[] = { [LC_LABEL_RUNTIME] = "docker", [LC_LABEL_NAME] = "web-%u",
					     [LC_LABEL_IMAGE] = "images.example/web:%u" };
	struct lc_owner *o = ADD(t, LC_OWNER, lc_owner, 0);
	char name[96];

	snprintf(name, sizeof(name), "docker-%064u.scope", shape->first + id);
	o->id = id;
	o->cgroup = 5000 + id;
	o->pid_ns = 4026532000u + id;
	o->path_len = upwards(o->path, name, "web.slice", "system.slice");
	for (uint32_t kind = 0; kind < sizeof(words) / sizeof(words[0]); kind++) {
		struct lc_label *l = words[kind] ? ADD(t, LC_LABEL, lc_label, 0) : NULL;

		if (!l)
			continue;
		l->owner = id;
		l->kind = kind;
		l->size = snprintf(l->text, sizeof(l->text), words[kind], shape->first + id);
	}
}

/* The address of a name, which is at the same place each time. */
static uint64_t address(const char *name)
{
	uint64_t hash = 5381;

	for (; *name; name++)
		hash = hash * 33 + (unsigned char)*name;
	return TEXT_BASE + (hash & 0xfffff0);
}

static void tell_symbol(struct tape *t, const char *name)
{
	struct lc_symbol *s = ADD(t, LC_SYMBOL, lc_symbol, 0);

	s->ip = address(name);
	snprintf(s->name, sizeof(s->name), "%s", name);
}

static void tell_symbols(struct tape *t)
{
	for (size_t i = 0; i < sizeof(inner) / sizeof(inner[0]); i++)
		tell_symbol(t, inner[i]);
	for (size_t i = 0; i < sizeof(outer) / sizeof(outer[0]); i++)
		tell_symbol(t, outer[i]);
	for (size_t i = 0; i < PLACES; i++)
		for (size_t k = 0; k < 6 && places[i].frames[k]; k++)
			tell_symbol(t, places[i].frames[k]);
}

static void add_frames(struct lc_check *c, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n && names[i] && c->nframes < LC_FRAMES; i++)
		c->ip[c->nframes++] = address(names[i]);
}

static uint32_t check_id(uint32_t slot, uint32_t i)
{
	return (slot - 1) * CHECKS + i + 1;
}

/* Which place it is. */
static const struct place *tell_check(struct tape *t, uint32_t slot, uint32_t i, uint64_t *dice)
{
	const struct place *place = &places[i < 3 ? i : 3 + throw(dice, PLACES - 3)];
	struct lc_check *c = ADD(t, LC_CHECK, lc_check, slot);
	bool denied = i > 2 && throw(dice, 4) == 0;

	c->cap = place->cap;
	c->nr = place->nr;
	c->flags = denied ? LC_CHECK_DENIED : LC_CHECK_EFFECTIVE;
	c->count = 1 + throw(dice, 1000);
	c->tgid = 1000 + slot;
	c->id = check_id(slot, i);
	add_frames(c, inner, sizeof(inner) / sizeof(inner[0]));
	add_frames(c, place->frames, 6);
	add_frames(c, outer, sizeof(outer) / sizeof(outer[0]));
	return place;
}

static void tell_checks(struct tape *t, uint32_t slot, uint64_t *dice, bool all)
{
	for (uint32_t i = 0; i < CHECKS; i++) {
		struct lc_result *r;

		tell_check(t, slot, i, dice);
		if (!all)
			continue;
		ADD(t, LC_LAST, lc_last, 0)->check = check_id(slot, i);
		for (uint32_t k = 0; k <= i % 2; k++) {
			r = ADD(t, LC_RESULT, lc_result, 0);
			r->check = check_id(slot, i);
			r->error = k ? ENOENT : 0;
			r->count = 3;
		}
	}
}

static void tell_call(struct tape *t, uint32_t slot, uint32_t nr)
{
	ADD(t, LC_SYSCALL, lc_syscall, slot)->nr = nr;
}

static void tell_calls(struct tape *t, uint32_t slot, uint64_t *dice)
{
	uint32_t more = 4 + throw(dice, 9);

	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
		tell_call(t, slot, usual[i]);
	for (uint32_t i = 0; i < more; i++)
		tell_call(t, slot | (slot % 4 ? 0 : 1u << LC_CHAPTER_SHIFT), throw(dice, 334));
}

/* A file that the program may not open, and that there it is. */
static void tell_denial(struct tape *t, const struct tape_shape *shape, uint32_t slot)
{
	static const char path[] = "/srv/secret";
	struct lc_object *o = ADD(t, LC_OBJECT, lc_object, 0);
	struct lc_denial *d;

	o->denial = slot;
	o->flags = LC_OBJECT_LAST;
	o->mode = 0100600;
	o->path_size = sizeof(path) - 1;
	memcpy(o->path, path, o->path_size);
	d = ADD(t, LC_DENIAL, lc_denial, slot);
	d->id = slot;
	d->nr = 257;
	d->error = EACCES;
	d->by = LC_REFUSER_FILE;
	d->pid = d->tid = d->tgid = 1000 + slot;
	d->arg[0] = (uint32_t)-100;
	comm_of(shape, slot, d->comm);
	d->creds.uid = d->creds.euid = d->creds.fsuid = 1000;
	d->name[0] = (struct lc_name){ .kind = LC_NAME_PATH, .fd = -100, .size = sizeof(path) - 1 };
	memcpy(d->name[0].text, path, sizeof(path) - 1);
}

static void tell_refusal(struct tape *t, uint32_t slot, uint64_t *dice)
{
	struct lc_refusal *r = ADD(t, LC_REFUSAL, lc_refusal, slot);

	r->nr = throw(dice, 334);
	r->error = EPERM;
	r->by = LC_REFUSER_OTHER;
	r->count = 2;
}

static void tell_privilege(struct tape *t, uint32_t slot)
{
	struct lc_privilege *p = ADD(t, LC_PRIVILEGE, lc_privilege, slot);

	p->nr = 105;
	p->flags = LC_STANCE_CREDS;
	p->euid_after = 1000;
	p->lost = 1ull << CAP_SETUID | 1ull << CAP_NET_RAW;
	p->count = 1;
}

static void tell_values(struct tape *t, uint32_t slot)
{
	struct lc_values *v = ADD(t, LC_VALUES_OF, lc_values, slot);

	v->nr = 41;
	v->n = 3;
	v->value[0] = 2;
	v->value[1] = 10;
	v->value[2] = 16;
}

static void tell_stance(struct tape *t, const struct tape_shape *shape, uint32_t slot)
{
	struct lc_stance *s = ADD(t, LC_STANCE, lc_stance, slot);

	s->nr = 59;
	s->flags = LC_STANCE_EXEC;
	s->pid = s->tid = 1000 + slot;
	comm_of(shape, slot, s->comm);
}

static void tell_rare(struct tape *t, const struct tape_shape *shape, uint32_t slot)
{
	struct lc_file *f = ADD(t, LC_FILE, lc_file, slot);
	struct lc_audit *a;
	struct lc_move *m;

	f->flags = LC_FILE_CAPS;
	f->permitted = 1ull << CAP_NET_RAW;
	f->path_size = snprintf(f->path, sizeof(f->path), "/vendor/bin/tool-%u", shape->first + slot);
	a = ADD(t, LC_AUDIT, lc_audit, 0);
	a->type = 1300;
	a->size = snprintf(a->text, sizeof(a->text), "audit(1.000:%u): arch=c000003e syscall=257 pid=%u", slot, slot);
	m = ADD(t, LC_MOVE, lc_move, slot);
	m->to = owner_of(slot);
	m->pid = 1000 + slot;
	ADD(t, LC_STACK, lc_stack, 0)->check = check_id(slot, 0);
	ADD(t, LC_ADDRESSES, lc_addresses, 0)->check = check_id(slot, 0);
	ADD(t, LC_HOLDER, lc_holder, 0)->pid = 1000 + slot;
}

/* What a program does, the same each time. */
static void tell_facts(struct tape *t, const struct tape_shape *shape, uint32_t slot)
{
	uint64_t dice = dice_of(shape, slot);

	tell_program(t, shape, slot);
	tell_calls(t, slot, &dice);
	tell_checks(t, slot, &dice, true);
	if (slot % 4 == 0)
		tell_refusal(t, slot, &dice);
	if (slot % 4 == 1)
		tell_privilege(t, slot);
	if (slot % 4 == 2)
		tell_values(t, slot);
	if (slot % 8 == 3)
		tell_stance(t, shape, slot);
	if (slot % 8 == 7)
		tell_denial(t, shape, slot);
	if (slot % 50 == 0)
		tell_rare(t, shape, slot);
	if (slot % 4 == 3) {
		struct lc_failed *f = ADD(t, LC_FAILED, lc_failed, slot);

		f->nr = 439;
		f->error = ENOSYS;
		f->count = 1;
	}
}

/* --- the recording as a whole --------------------------------------------------------- */

static void tell_hook(struct tape *t, const char *role, const char *hook)
{
	struct lc_hook *h = ADD(t, LC_HOOK, lc_hook, 0);

	snprintf(h->role, sizeof(h->role), "%s", role);
	snprintf(h->hook, sizeof(h->hook), "%s", hook);
}

static void tell_settings(struct tape *t)
{
	for (unsigned int i = 0; i < 20; i++) {
		struct lc_setting *s = ADD(t, LC_SETTING, lc_setting, 0);

		snprintf(s->name, sizeof(s->name), "kernel.setting_%u", i);
		snprintf(s->value, sizeof(s->value), "%u\n", i);
	}
}

static void tell_boundary(struct tape *t)
{
	struct lc_boundary *b = ADD(t, LC_BOUNDARY, lc_boundary, 0);

	b->chapter = 1;
	b->sign = LC_BOUNDARY_READY;
}

static void tell_end(struct tape *t)
{
	struct lc_outcome *o;
	struct lc_session *s;

	o = ADD(t, LC_OUTCOME, lc_outcome, 0);
	o->flags = LC_OUTCOME_ENDED;
	o->bounding = (2ull << CAP_LAST_CAP) - 1;
	ADD(t, LC_LOSS, lc_loss, 0)->cause = LC_LOST_RING;
	s = ADD(t, LC_SESSION, lc_session, 0);
	s->h.ns = START_NS;
	s->realtime_ns = 1790000000123456789ull;
	s->scope = LC_SCOPE_ALL;
	s->cap_last = CAP_LAST_CAP;
	strcpy(s->release, "6.18.0");
	strcpy(s->machine, "x86_64");
	ADD(t, LC_END, lc_head, 0);
}

static void tell_recording(struct tape *t, const struct tape_shape *shape)
{
	struct lc_argument *a = ADD(t, LC_ARGUMENT, lc_argument, 0);

	a->size = snprintf(a->text, sizeof(a->text), "/vendor/bin/tool-%u", shape->first + 1);
	for (uint32_t id = 1; id <= owner_of(shape->programs); id++)
		tell_owner(t, shape, id);
	for (uint32_t slot = 1; slot <= shape->programs; slot++)
		tell_facts(t, shape, slot);
	tell_symbols(t);
	tell_hook(t, "capability", "tp_btf/cap_capable");
	tell_hook(t, "syscall", "tp_btf/sys_enter");
	tell_hook(t, "process", "tp_btf/sched_process_*");
	tell_settings(t);
	if (shape->serves)
		tell_boundary(t);
	tell_end(t);
}

void tape_facts(const struct tape_shape *shape, struct tape *out)
{
	*out = (struct tape){ 0 };
	do {
		tell_recording(out, shape);
		tell_recording(out, shape);
	} while (out->n < shape->records);
}

static void tell_seen(struct tape *t, const struct tape_shape *shape, uint64_t *dice)
{
	/* A few are busy, as everywhere. */
	uint32_t slot = 1 + throw(dice, 1 + throw(dice, shape->programs));
	struct lc_seen *s = ADD(t, LC_SEEN, lc_seen, slot);

	s->check = check_id(slot, throw(dice, CHECKS));
	s->pid = s->tid = 1000 + slot;
	s->uid = slot % 3 ? 0 : 1000;
	comm_of(shape, slot, s->comm);
}

void tape_live(const struct tape_shape *shape, struct tape *out)
{
	uint64_t dice = 1;

	*out = (struct tape){ 0 };
	tell_symbols(out);
	for (uint32_t id = 1; id <= owner_of(shape->programs); id++)
		tell_owner(out, shape, id);
	for (uint32_t slot = 1; slot <= shape->programs; slot++) {
		uint64_t own = dice_of(shape, slot);

		tell_program(out, shape, slot);
		tell_checks(out, slot, &own, false);
	}
	for (size_t i = 0; i < shape->records; i++)
		tell_seen(out, shape, &dice);
}

void tape_free(struct tape *t)
{
	free(t->bytes);
	*t = (struct tape){ 0 };
}
