// SPDX-License-Identifier: BSD-2-Clause
/* Knows which records are events, and when they are told. */
#include "core/timeline.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "core/cap.h"
#include "core/denials.h"
#include "core/timeline_facts.h"
#include "core/timeline_owner.h"

#define COMMS 64 /* at a time: a power of two */

/* A thread's name as it is, and escaped. */
struct comm {
	char raw[LC_COMM_LEN];
	struct buf text;
};

/* A refusal that is held back. */
struct held {
	uint32_t id;
	uint64_t ns;
};

struct timeline {
	struct timeline_filter filter;
	uint64_t ahead_ns;
	event_sink sink;
	void *ctx;
	struct live_facts facts;
	struct live_owners owners;
	struct denials *denials;
	struct comm comms[COMMS];
	struct held held[TIMELINE_HELD]; /* a ring, ascending by .ns */
	size_t first, nheld;
	struct timeline_sum sum;
};

/* --- words --------------------------------------------------------------------- */

/* The texts of few threads serve most events. NULL when out of memory. */
static const char *comm_text(struct timeline *t, const char *raw)
{
	uint32_t hash = 0;
	struct comm *c;

	for (size_t i = 0; i < LC_COMM_LEN && raw[i]; i++)
		hash = hash * 31 + (unsigned char)raw[i];
	c = &t->comms[hash % COMMS];
	if (c->text.text && !strncmp(c->raw, raw, LC_COMM_LEN))
		return c->text.text;
	memcpy(c->raw, raw, LC_COMM_LEN);
	c->text.size = 0;
	text_escape(&c->text, raw, strnlen(raw, LC_COMM_LEN));
	buf_add(&c->text, "");
	if (!c->text.failed)
		return c->text.text;
	buf_free(&c->text);
	return NULL;
}

static bool is_wanted(const struct timeline_filter *f, const char *comm, uint32_t uid)
{
	return (!f->comm || !strncmp(f->comm, comm, LC_COMM_LEN)) && (!f->by_uid || f->uid == uid);
}

static int tell(struct timeline *t, struct event *e, const struct lc_head *h, const char *comm)
{
	int r;

	e->comm = comm_text(t, comm);
	if (!e->comm)
		return -ENOMEM;
	e->exe = live_facts_exe(&t->facts, h->slot);
	e->owner = e->owner ? e->owner : live_owners_of(&t->owners, h->slot);
	e->realtime_ns = h->ns + t->ahead_ns;
	r = t->sink(t->ctx, e);
	if (!r)
		t->sum.events[e->type]++;
	return r;
}

/* --- checks ---------------------------------------------------------------------- */

static bool is_wanted_check(const struct timeline_filter *f, const struct lc_check *check)
{
	return (!f->caps || f->caps >> check->cap & 1) && (!f->denied || check->flags & LC_CHECK_DENIED) &&
	       !(check->flags & LC_CHECK_VOID);
}

/* Where in the kernel, and in the program. */
static void tell_place(struct event *e, struct live_check *check)
{
	e->site = check->site;
	e->first = !check->told;
	e->frames = check->frames;
	e->nframes = check->nframes;
	e->user_stack = check->user_stack;
	check->told = true;
}

static int tell_check(struct timeline *t, const struct lc_seen *r)
{
	struct live_check *check = live_facts_check(&t->facts, r->check);
	struct event e = { .type = EVENT_CHECK, .pid = r->pid, .tid = r->tid, .uid = r->uid };

	if (!check)
		return -EBADMSG;
	if (!is_wanted_check(&t->filter, &check->record) || !is_wanted(&t->filter, r->comm, r->uid))
		return 0;
	e.nr = check->record.nr;
	e.abi = check->record.abi;
	e.check = check->id;
	e.cap = check->record.cap;
	e.flags = check->record.flags;
	tell_place(&e, check);
	return tell(t, &e, &r->h, r->comm);
}

/* --- changes of privileges --------------------------------------------------------- */

/*
 * What the executed file had to give and did not, and why: flags LC_STANCE_VOID_CAPS_*. Root gets everything without;
 * what the effective bit asks for and the bounding set has not lets execve fail.
 */
static uint32_t why_void(const struct lc_stance *r, const struct program_file *file, uint32_t flags, uint64_t *set)
{
	uint64_t missing = file ? file->permitted & ~r->after.permitted : 0, cut = missing & ~r->after.bounding;

	*set = missing;
	if (!(r->flags & LC_STANCE_EXEC) || !missing || !r->after.euid)
		return 0;
	if (flags & LC_PROGRAM_NOSUID)
		return LC_STANCE_VOID_CAPS_NOSUID;
	if (missing != cut && (flags & LC_PROGRAM_NO_NEW_PRIVS))
		return LC_STANCE_VOID_CAPS_NNP;
	*set = cut;
	return cut ? LC_STANCE_VOID_CAPS_BOUNDING : 0;
}

static void read_change(const struct lc_stance *r, struct privilege *p)
{
	*p = (struct privilege){
		.program = slot_program(r->h.slot), .nr = r->nr, .abi = r->abi, .flags = r->flags,
		.euid_before = r->before.euid, .euid_after = r->after.euid, .securebits = r->after.securebits,
		.gained = r->after.permitted & ~r->before.permitted,
		.lost = r->before.permitted & ~r->after.permitted,
		.bounding_lost = r->before.bounding & ~r->after.bounding, .ambient = r->after.ambient, .count = 1,
	};
}

/* An execve that changes nothing is none. */
static bool is_wanted_change(const struct timeline_filter *f, const struct privilege *p, const struct change *c)
{
	uint64_t caps = p->gained | p->lost | p->bounding_lost | c->void_caps;

	if (f->caps && !(f->caps & caps) && !(p->flags & CHANGE_VOID_SETID))
		return false;
	return p->flags & (f->denied ? CHANGE_VOID : ~LC_STANCE_EXEC);
}

static int tell_stance(struct timeline *t, const struct lc_stance *r)
{
	uint32_t slot = slot_program(r->h.slot), why;
	struct event e = { .type = EVENT_PRIVILEGE, .pid = r->pid, .tid = r->tid, .uid = r->after.uid,
			   .nr = r->nr, .abi = r->abi, .stance = r };
	struct privilege p;
	struct change c = { .event = &p, .file = t->facts.file[slot], .exe = live_facts_exe(&t->facts, r->h.slot),
			    .all = change_all(CAP_COUNT - 1), .filters = r->seccomp_filters };
	uint64_t missing;

	read_change(r, &p);
	why = why_void(r, c.file, t->facts.flags[slot], &missing);
	p.flags |= why;
	c.void_caps = why ? missing : 0;
	c.nothing_left = p.lost && !r->after.permitted;
	e.change = &c;
	if (!is_wanted_change(&t->filter, &p, &c) || !is_wanted(&t->filter, r->comm, r->after.uid))
		return 0;
	return tell(t, &e, &r->h, r->comm);
}

/* --- moves ---------------------------------------------------------------------- */

static int tell_move(struct timeline *t, const struct lc_move *r)
{
	struct event e = { .type = EVENT_MOVE, .pid = r->pid, .tid = r->pid, .nr = LC_NO_SYSCALL, .move = r,
			   .owner = live_owners_at(&t->owners, r->to), .from = live_owners_at(&t->owners, r->from) };

	if (t->filter.denied || t->filter.caps || t->filter.by_uid || !is_wanted(&t->filter, r->comm, 0))
		return 0;
	return tell(t, &e, &r->h, r->comm);
}

/* --- refused calls ------------------------------------------------------------------ */

/* Whether the call has to do with a capability that is asked for. */
static bool has_wanted_cap(struct timeline *t, const struct lc_denial *d, const struct layer_verdict *v)
{
	uint64_t caps = t->filter.caps;

	if (!caps || (v->cap >= 0 && caps >> v->cap & 1))
		return true;
	for (size_t i = 0; i < d->nchecks; i++) {
		const struct live_check *check = live_facts_check(&t->facts, d->check[i]);

		if (check && caps >> check->record.cap & 1)
			return true;
	}
	return false;
}

/* Of the checks denied in a call the one that the verdict is about, else the first. */
static struct live_check *speaker(struct timeline *t, const struct lc_denial *d, const struct layer_verdict *v)
{
	struct live_check *first = NULL;

	for (size_t i = 0; i < d->nchecks; i++) {
		struct live_check *check = live_facts_check(&t->facts, d->check[i]);

		if (check && v->cap >= 0 && check->record.cap == (uint32_t)v->cap)
			return check;
		first = first ? first : check;
	}
	return first;
}

static int judge_and_tell(struct timeline *t, uint32_t id)
{
	_layer_verdict_ struct layer_verdict v = { 0 };
	const struct lc_denial *d;
	struct event e = { .type = EVENT_REFUSAL, .verdict = &v, .site = "" };
	struct live_check *check;
	int r = denials_judge(t->denials, id, &v, &d);

	if (r == -ENOENT) { /* told twice under one id */
		t->sum.lost[LC_LOST_BAD]++;
		return 0;
	}
	if (r || !has_wanted_cap(t, d, &v))
		return r;
	e.pid = d->pid;
	e.tid = d->tid;
	e.uid = d->creds.uid;
	e.nr = d->nr;
	e.abi = d->abi;
	e.denial = d;
	check = speaker(t, d, &v);
	if (check)
		tell_place(&e, check);
	return tell(t, &e, &d->h, d->comm);
}

static int tell_refusal(struct timeline *t, uint32_t id)
{
	int r = judge_and_tell(t, id);

	denials_drop(t->denials, id);
	return r;
}

static struct held *held_at(struct timeline *t, size_t i)
{
	return &t->held[(t->first + i) % TIMELINE_HELD];
}

static int tell_oldest(struct timeline *t)
{
	uint32_t id = held_at(t, 0)->id;

	t->first = (t->first + 1) % TIMELINE_HELD;
	t->nheld--;
	return tell_refusal(t, id);
}

/* Nearly always the last: CPUs tell their records with little delay. */
static int hold(struct timeline *t, const struct lc_denial *d)
{
	int r = t->nheld == TIMELINE_HELD ? tell_oldest(t) : 0;
	size_t i = t->nheld++;

	for (; i && held_at(t, i - 1)->ns > d->h.ns; i--)
		*held_at(t, i) = *held_at(t, i - 1);
	*held_at(t, i) = (struct held){ d->id, d->h.ns };
	return r;
}

/* .denials has it already, its objects too. */
static int take_denial(struct timeline *t, const struct lc_denial *d)
{
	if (!is_wanted(&t->filter, d->comm, d->creds.uid)) {
		denials_drop(t->denials, d->id);
		return 0;
	}
	return denials_may_wait(t->denials, d->id) ? hold(t, d) : tell_refusal(t, d->id);
}

/* --- the sweep ------------------------------------------------------------------------ */

static void take_hook(struct timeline *t, const struct lc_hook *r)
{
	bool none = !r->hook[0];

	if (!strcmp(r->role, "capability"))
		t->sum.no_checks = none;
	else if (!strcmp(r->role, "result"))
		t->sum.no_results = none && t->filter.results;
	else if (!strcmp(r->role, "process"))
		t->sum.no_processes = none;
}

static void take_session(struct timeline_sum *sum, const struct lc_session *r)
{
	sum->produced = r->produced;
	sum->delivered = r->delivered;
}

/* --- records ----------------------------------------------------------------------------- */

static int feed(struct timeline *t, const union record *r)
{
	int error;

	switch (r->head.kind) {
	case LC_SEEN:
		return tell_check(t, &r->seen);
	case LC_STANCE:
		error = denials_feed(t->denials, r);
		return error ? error : tell_stance(t, &r->stance);
	case LC_MOVE:
		return tell_move(t, &r->move);
	case LC_HOOK:
		take_hook(t, &r->hook);
		return 0;
	case LC_LOSS:
		t->sum.lost[r->loss.cause] += r->loss.count;
		return 0;
	case LC_SESSION:
		take_session(&t->sum, &r->session);
		break;
	}
	error = live_facts_feed(&t->facts, r);
	if (!error)
		error = live_owners_feed(&t->owners, r);
	if (!error)
		error = denials_feed(t->denials, r);
	if (!error && r->head.kind == LC_DENIAL)
		error = take_denial(t, &r->denial);
	return error;
}

int timeline_feed(struct timeline *t, const void *bytes, size_t n)
{
	union record r;
	int error = decode_record(bytes, n, &r);

	if (!error)
		error = feed(t, &r);
	if (error == -EBADMSG)
		t->sum.lost[LC_LOST_BAD]++;
	return error;
}

int timeline_tick(struct timeline *t, uint64_t now_ns)
{
	int r = 0;

	while (!r && t->nheld && timeline_due(t) <= now_ns)
		r = tell_oldest(t);
	return r;
}

uint64_t timeline_due(const struct timeline *t)
{
	uint64_t due;

	if (!t->nheld)
		return UINT64_MAX;
	return __builtin_add_overflow(t->held[t->first].ns, TIMELINE_WAIT_NS, &due) ? UINT64_MAX : due;
}

void timeline_sum(const struct timeline *t, struct timeline_sum *sum)
{
	*sum = t->sum;
}

int timeline_new(const struct timeline_filter *filter, uint64_t ahead_ns, event_sink sink, void *ctx,
		 struct timeline **out)
{
	_timeline_ struct timeline *t = calloc(1, sizeof(*t));
	int r = t ? denials_new(&t->denials) : -ENOMEM;

	if (r)
		return r;
	t->filter = *filter;
	t->ahead_ns = ahead_ns;
	t->sink = sink;
	t->ctx = ctx;
	*out = TAKE(t);
	return 0;
}

void timeline_free(struct timeline **at)
{
	struct timeline *t = TAKE(*at);

	if (!t)
		return;
	for (size_t i = 0; i < COMMS; i++)
		buf_free(&t->comms[i].text);
	live_facts_clear(&t->facts);
	live_owners_clear(&t->owners);
	denials_free(&t->denials);
	free(t);
}
