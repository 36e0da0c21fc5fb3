/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Records as the kernel side would send them, and a small recording made of
 * them: a shell that runs ping, with a bystander that was there before.
 */
#ifndef LC_TESTS_UNIT_SAMPLE_H
#define LC_TESTS_UNIT_SAMPLE_H

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h" /* before cmocka.h, which has a macro of this name */

#include <cmocka.h>
#include <linux/capability.h>

#include "core/decode.h"
#include "core/fold.h"

#define SAMPLE_RECORDS 96
#define SAMPLE_START 1000000000ull

struct sample {
	union record records[SAMPLE_RECORDS];
	size_t n;
};

static const size_t sample_sizes[] = {
	[LC_PROGRAM] = sizeof(struct lc_program), [LC_SYSCALL] = sizeof(struct lc_syscall),
	[LC_CHECK] = sizeof(struct lc_check),	  [LC_LOSS] = sizeof(struct lc_loss),
	[LC_SYMBOL] = sizeof(struct lc_symbol),	  [LC_HOOK] = sizeof(struct lc_hook),
	[LC_SESSION] = sizeof(struct lc_session), [LC_ARGUMENT] = sizeof(struct lc_argument),
	[LC_END] = sizeof(struct lc_head),	  [LC_RESULT] = sizeof(struct lc_result),
	[LC_LAST] = sizeof(struct lc_last),	  [LC_REFUSAL] = sizeof(struct lc_refusal),
	[LC_SETTING] = sizeof(struct lc_setting), [LC_BOUNDARY] = sizeof(struct lc_boundary),
	[LC_OUTCOME] = sizeof(struct lc_outcome), [LC_DENIAL] = sizeof(struct lc_denial),
	[LC_OBJECT] = sizeof(struct lc_object),	  [LC_SEEN] = sizeof(struct lc_seen),
	[LC_STANCE] = sizeof(struct lc_stance),	  [LC_AUDIT] = sizeof(struct lc_audit),
	[LC_STACK] = sizeof(struct lc_stack),	  [LC_ADDRESSES] = sizeof(struct lc_addresses),
	[LC_OWNER] = sizeof(struct lc_owner),	  [LC_LABEL] = sizeof(struct lc_label),
	[LC_MOVE] = sizeof(struct lc_move),	  [LC_PRIVILEGE] = sizeof(struct lc_privilege),
	[LC_HOLDER] = sizeof(struct lc_holder),	  [LC_FILE] = sizeof(struct lc_file),
	[LC_VALUES_OF] = sizeof(struct lc_values), [LC_FAILED] = sizeof(struct lc_failed),
};

/* A new record at the end of the sample, with its head filled in. */
static inline union record *sample_add(struct sample *s, enum lc_kind kind, uint32_t slot, uint64_t ms)
{
	union record *r = &s->records[s->n++];

	assert_true(s->n <= SAMPLE_RECORDS);
	memset(r, 0, sizeof(*r));
	r->head = (struct lc_head){ .kind = kind, .len = sample_sizes[kind], .slot = slot,
				    .ns = SAMPLE_START + ms * 1000000 };
	return r;
}

/* "/usr/bin/ping" to "ping\0bin\0usr\0". */
static inline void sample_path(struct lc_program *p, const char *path)
{
	char copy[LC_PATH_LEN];
	char *slash;

	p->path_len = 0;
	snprintf(copy, sizeof(copy), "%s", path);
	while ((slash = strrchr(copy, '/'))) {
		size_t n = strlen(slash + 1) + 1;

		memcpy(p->path + p->path_len, slash + 1, n);
		p->path_len += n;
		*slash = '\0';
	}
}

static inline struct lc_program *sample_program(struct sample *s, uint32_t slot, uint32_t parent,
						const char *path, uint64_t ms)
{
	struct lc_program *p = &sample_add(s, LC_PROGRAM, slot, ms)->program;
	const char *slash = strrchr(path, '/');

	p->parent = parent;
	p->instances = 1;
	p->dev = 8;
	p->ino = 100 + slot;
	snprintf(p->comm, sizeof(p->comm), "%s", slash ? slash + 1 : path);
	sample_path(p, path);
	return p;
}

static inline struct lc_syscall *sample_call(struct sample *s, uint32_t slot, uint32_t nr, uint64_t count)
{
	struct lc_syscall *c = &sample_add(s, LC_SYSCALL, slot, 5)->syscall;

	c->nr = nr;
	c->count = count;
	return c;
}

/* A check in socket(2) with a stack of two frames. */
static inline struct lc_check *sample_check(struct sample *s, uint32_t slot, uint32_t cap, uint64_t site,
					    uint64_t caller)
{
	struct lc_check *c = &sample_add(s, LC_CHECK, slot, 7)->check;

	c->cap = cap;
	c->nr = 41;
	c->count = 1;
	c->nframes = 2;
	c->ip[0] = site;
	c->ip[1] = caller;
	return c;
}

static inline struct lc_symbol *sample_symbol(struct sample *s, uint64_t ip, const char *name)
{
	struct lc_symbol *y = &sample_add(s, LC_SYMBOL, 0, 0)->symbol;

	y->ip = ip;
	snprintf(y->name, sizeof(y->name), "%s", name);
	return y;
}

static inline struct lc_hook *sample_hook(struct sample *s, const char *role, const char *hook,
					  const char *blind)
{
	struct lc_hook *h = &sample_add(s, LC_HOOK, 0, 0)->hook;

	snprintf(h->role, sizeof(h->role), "%s", role);
	snprintf(h->hook, sizeof(h->hook), "%s", hook);
	snprintf(h->blind, sizeof(h->blind), "%s", blind);
	return h;
}

static inline struct lc_loss *sample_loss(struct sample *s, enum lc_cause cause, uint64_t count)
{
	struct lc_loss *l = &sample_add(s, LC_LOSS, 0, 0)->loss;

	l->cause = cause;
	l->count = count;
	return l;
}

static inline void sample_argument(struct sample *s, uint32_t index, const char *text)
{
	struct lc_argument *a = &sample_add(s, LC_ARGUMENT, 0, 0)->argument;

	a->index = index;
	a->size = strlen(text);
	memcpy(a->text, text, a->size);
}

static inline struct lc_session *sample_session(struct sample *s, enum lc_scope scope)
{
	struct lc_session *e = &sample_add(s, LC_SESSION, 0, 0)->session;

	e->scope = scope;
	e->realtime_ns = 1790000000123456789ull;
	e->cap_last = CAP_LAST_CAP;
	e->produced = 12;
	e->delivered = 12;
	strcpy(e->release, "6.18.0");
	strcpy(e->machine, "x86_64");
	return e;
}

/* Complete, and with something of everything. */
static inline void sample_recording(struct sample *s)
{
	struct lc_check *c;

	memset(s, 0, sizeof(*s));
	sample_session(s, LC_SCOPE_COMMAND);
	sample_argument(s, 0, "sh");
	sample_argument(s, 1, "-c");
	sample_argument(s, 2, "ping -c1 \x1b[31m::1");
	sample_hook(s, "capability", "tp_btf/cap_capable", "opts other_lsm");
	sample_hook(s, "syscall", "tp_btf/sys_enter", "io_uring");
	sample_hook(s, "process", "tp_btf/sched_process_*", "");
	sample_program(s, 1, 0, "/bin/sh", 1)->flags = LC_PROGRAM_ROOT;
	sample_program(s, 2, 1, "/usr/bin/ping", 4)->uid = 1000;
	sample_program(s, 3, 0, "/opt/a b\\\xff", 2)->flags = LC_PROGRAM_ADOPTED;
	sample_call(s, 1, 0, 17);
	sample_call(s, 1, 59, 1);
	sample_call(s, 2, 41, 3);
	sample_call(s, 2, 3, 9)->abi = LC_ABI_I386;
	sample_check(s, 2, CAP_NET_RAW, 0x1000, 0x2000)->flags = LC_CHECK_EFFECTIVE;
	c = sample_check(s, 2, CAP_NET_RAW, 0x1010, 0x2000);
	c->flags = LC_CHECK_EFFECTIVE;
	c->count = 2;
	c = sample_check(s, 2, CAP_SYS_ADMIN, 0x3000, 0x2000);
	c->flags = LC_CHECK_DENIED | LC_CHECK_NS_INIT | LC_CHECK_OPTS_KNOWN | LC_CHECK_NOAUDIT;
	c = sample_check(s, 3, 45, 0, 0);
	c->nr = LC_NO_SYSCALL;
	c->nframes = 0;
	c->flags = LC_CHECK_OVERRIDDEN;
	sample_symbol(s, 0x1000, "inet_create");
	sample_symbol(s, 0x1010, "inet_create.isra.0");
	sample_symbol(s, 0x2000, "__sock_create");
	sample_symbol(s, 0x3000, "vm_enough");
	sample_add(s, LC_END, 0, 50);
}

static inline struct lc_result *sample_result(struct sample *s, uint32_t check, uint32_t error, uint64_t count)
{
	struct lc_result *r = &sample_add(s, LC_RESULT, 0, 0)->result;

	r->check = check;
	r->error = error;
	r->count = count;
	return r;
}

static inline void sample_last(struct sample *s, uint32_t check, uint64_t ms)
{
	sample_add(s, LC_LAST, 0, ms)->last.check = check;
}

static inline struct lc_refusal *sample_refusal(struct sample *s, uint32_t slot, uint32_t nr, uint32_t error)
{
	struct lc_refusal *r = &sample_add(s, LC_REFUSAL, slot, 9)->refusal;

	r->nr = nr;
	r->error = error;
	r->by = LC_REFUSER_SECCOMP;
	r->count = 1;
	return r;
}

static inline void sample_setting(struct sample *s, const char *name, const char *value)
{
	struct lc_setting *t = &sample_add(s, LC_SETTING, 0, 0)->setting;

	snprintf(t->name, sizeof(t->name), "%s", name);
	snprintf(t->value, sizeof(t->value), "%s", value);
}

static inline struct lc_boundary *sample_boundary(struct sample *s, uint32_t sign, uint32_t chapter, uint64_t ms)
{
	struct lc_boundary *b = &sample_add(s, LC_BOUNDARY, 0, ms)->boundary;

	b->sign = sign;
	b->chapter = chapter;
	return b;
}

static inline struct lc_outcome *sample_outcome(struct sample *s, uint32_t flags)
{
	struct lc_outcome *o = &sample_add(s, LC_OUTCOME, 0, 0)->outcome;

	o->flags = flags;
	return o;
}

/* Puts a record into a chapter. */
static inline void sample_chapter(struct lc_head *h, uint32_t chapter)
{
	h->slot = (h->slot & LC_SLOT_MASK) | chapter << LC_CHAPTER_SHIFT;
}

/* What sample_recording() did goes on: the checks of ping have results, and it serves from 8 ms on. */
static inline void sample_serving(struct sample *s)
{
	struct lc_boundary *b;
	struct lc_outcome *o;
	struct lc_check *c;

	for (size_t i = 0, id = 0; i < s->n; i++) {
		if (s->records[i].head.kind == LC_CHECK)
			s->records[i].check.id = ++id;
	}
	c = sample_check(s, 2, CAP_NET_RAW, 0x1000, 0x2000);
	c->flags = LC_CHECK_EFFECTIVE;
	sample_chapter(&c->h, 1);
	sample_chapter(&sample_call(s, 2, 41, 2)->h, 2);
	sample_result(s, 1, 0, 3);
	sample_result(s, 3, EPERM, 1);
	sample_result(s, 3, 512, 2);
	sample_last(s, 1, 30);
	sample_refusal(s, 2, 165, EPERM);
	sample_setting(s, "net.ipv4.ping_group_range", "1\t0\n");
	sample_setting(s, "RLIMIT_MEMLOCK", "unlimited");
	b = sample_boundary(s, LC_BOUNDARY_WAIT, 1, 8);
	b->h.slot = 2;
	b->drop_ns = SAMPLE_START + 6000000;
	b->drop_slot = 2;
	o = sample_outcome(s, LC_OUTCOME_ENDED | LC_OUTCOME_DRIVEN);
	o->status = 143;
	o->drive_status = 1;
	o->bounding = 1ull << CAP_NET_RAW | 1ull << CAP_SETUID | 1ull << 45;
	o->permitted = 1ull << CAP_NET_RAW;
}

/* A file of root's with these mode bits, opened by a user who is neither its owner nor in its group. */
static inline struct lc_denial *sample_denial(struct sample *s, uint32_t id, uint32_t mode)
{
	struct lc_object *o = &sample_add(s, LC_OBJECT, 0, 9)->object;
	struct lc_denial *d;

	o->denial = id;
	o->flags = LC_OBJECT_LAST;
	o->mode = 0100000 | mode;
	o->path_size = snprintf(o->path, sizeof(o->path), "/srv/secret");
	d = &sample_add(s, LC_DENIAL, 2, 9)->denial;
	d->id = id;
	d->nr = 257; /* openat */
	d->error = EACCES;
	d->by = LC_REFUSER_OTHER;
	d->pid = d->tid = d->tgid = 7;
	d->arg[0] = (uint32_t)-100;
	snprintf(d->comm, sizeof(d->comm), "ping");
	d->creds.uid = d->creds.euid = d->creds.suid = d->creds.fsuid = 1000;
	d->creds.gid = d->creds.egid = d->creds.sgid = d->creds.fsgid = 1000;
	d->name[0] = (struct lc_name){ .kind = LC_NAME_PATH, .fd = -100, .size = o->path_size };
	memcpy(d->name[0].text, o->path, o->path_size);
	return d;
}

/* One record of each kind of the live view. */
static inline void sample_live(struct sample *s)
{
	struct lc_seen *seen;
	struct lc_audit *audit;

	sample_denial(s, 1, 0600);
	seen = &sample_add(s, LC_SEEN, 2, 9)->seen;
	seen->check = 1;
	seen->pid = seen->tid = 7;
	sample_add(s, LC_STANCE, 2, 9)->stance.flags = LC_STANCE_NO_NEW_PRIVS;
	audit = &sample_add(s, LC_AUDIT, 0, 9)->audit;
	audit->type = 1300;
	audit->size = snprintf(audit->text, sizeof(audit->text), "audit(1.000:1): x=1");
	sample_add(s, LC_STACK, 0, 9)->stack.check = 1;
	sample_add(s, LC_ADDRESSES, 0, 9)->addresses.check = 1;
}

static inline struct lc_privilege *sample_privilege(struct sample *s, uint32_t slot, uint32_t nr, uint32_t flags,
						    uint64_t ms)
{
	struct lc_privilege *p = &sample_add(s, LC_PRIVILEGE, slot, ms)->privilege;

	p->nr = nr;
	p->flags = flags;
	p->count = 1;
	return p;
}

/* The file of a program, with what it gives. */
static inline struct lc_file *sample_file(struct sample *s, uint32_t slot, uint32_t flags, uint64_t permitted)
{
	struct lc_file *f = &sample_add(s, LC_FILE, slot, 0)->file;

	f->flags = flags;
	f->permitted = permitted;
	f->path_size = snprintf(f->path, sizeof(f->path), "/x");
	return f;
}

/* One record of each kind that tells of owners and of who holds what. */
static inline void sample_owned(struct sample *s)
{
	union record *r;

	r = sample_add(s, LC_OWNER, 0, 3);
	r->owner.id = 1;
	r->owner.path_len = sizeof("web.scope");
	strcpy(r->owner.path, "web.scope");
	r = sample_add(s, LC_LABEL, 0, 3);
	r->label.owner = 1;
	r->label.kind = LC_LABEL_NAME;
	r->label.size = snprintf(r->label.text, sizeof(r->label.text), "web");
	r = sample_add(s, LC_MOVE, 2, 3);
	r->move.to = 1;
	sample_privilege(s, 2, 59, LC_STANCE_EXEC | LC_STANCE_GAINED, 4)->gained = 1ull << CAP_NET_RAW;
	sample_add(s, LC_HOLDER, 0, 3)->holder.pid = 7;
	sample_file(s, 2, LC_FILE_CAPS | LC_FILE_EFFECTIVE, 1ull << CAP_NET_RAW);
}

/* What an argument was: the first n of values. */
static inline struct lc_values *sample_values(struct sample *s, uint32_t slot, uint32_t nr, uint32_t index,
					      const uint64_t *values, uint32_t n)
{
	struct lc_values *v = &sample_add(s, LC_VALUES_OF, slot, 0)->values;

	v->nr = nr;
	v->index = index;
	v->n = n;
	for (uint32_t i = 0; i < n && i < LC_VALUES_KEPT; i++)
		v->value[i] = values[i];
	return v;
}

static inline struct lc_failed *sample_failed(struct sample *s, uint32_t slot, uint32_t nr, uint32_t error)
{
	struct lc_failed *f = &sample_add(s, LC_FAILED, slot, 0)->failed;

	f->nr = nr;
	f->error = error;
	f->count = 1;
	return f;
}

/* One record of each kind that tells of calls beside their number. */
static inline void sample_called(struct sample *s)
{
	sample_values(s, 2, 41, 0, (const uint64_t[]){ 10, 2 }, 2);
	sample_failed(s, 2, 439, ENOSYS);
}

/* Feeds all records from the first to the last, or the other way round. */
static inline void sample_feed(const struct sample *s, struct fold *f, bool backwards)
{
	for (size_t i = 0; i < s->n; i++) {
		const union record *r = &s->records[backwards ? s->n - 1 - i : i];

		assert_int_equal(fold_feed(f, r, r->head.len), 0);
	}
}

/* The profile of the sample; profile_free() it. */
static inline struct profile *sample_profile(const struct sample *s)
{
	_fold_ struct fold *f = NULL;
	struct profile *p = NULL;

	assert_int_equal(fold_new(&f), 0);
	sample_feed(s, f, false);
	assert_int_equal(fold_profile(f, &p), 0);
	return p;
}

/* What replays could have shown of it; 0 or -ENOMEM. */
static inline int sample_prove(struct profile *p)
{
	static const struct proof_member members[] = {
		{ CAP_NET_RAW, MEMBER_NEEDED, "socket: EPERM at inet_create" },
		{ CAP_SYS_ADMIN, MEMBER_NEEDLESS, "" },
		{ 45, MEMBER_ADDED, "exit status 2" },
	};
	struct proof *proof = p->proof = calloc(1, sizeof(*proof));

	if (!proof)
		return -ENOMEM;
	proof->kind = PROOF_MINIMAL;
	proof->caps = 1ull << CAP_NET_RAW | 1ull << 45;
	proof->syscalls = proof->root = true;
	proof->runs = 5;
	proof->oracle = strdup("exit status of CMD");
	proof->release = strdup("6.18.0");
	proof->members = calloc(ARRAY_SIZE(members), sizeof(members[0]));
	if (!proof->oracle || !proof->release || !proof->members)
		return -ENOMEM;
	for (; proof->nmembers < ARRAY_SIZE(members); proof->nmembers++) {
		struct proof_member *m = &proof->members[proof->nmembers];

		*m = members[proof->nmembers];
		m->without = strdup(m->without);
		if (!m->without)
			return -ENOMEM;
	}
	if (sysset_add(&proof->needless[LC_ABI_X86_64], 0, 0, 0) ||
	    sysset_add(&proof->needless[LC_ABI_I386], 999, 0, 0))
		return -ENOMEM;
	return 0;
}

/* The profile as a file; free() it. */
static inline char *sample_json(const struct profile *p)
{
	struct buf b = BUF_INIT;
	char *text;

	assert_int_equal(profile_write(p, &b), 0);
	text = buf_take(&b);
	assert_non_null(text);
	return text;
}

/* Reads a file that must be good; profile_free() what it gives. */
static inline struct profile *sample_parse(const char *text)
{
	struct profile *p = NULL;

	if (profile_parse(text, strlen(text), &p))
		fail_msg("%s", fail_message());
	return p;
}

#endif
