// SPDX-License-Identifier: BSD-2-Clause
/* Knows how to follow a capability from who used it to who brought it in. */
#include "core/bringer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/order.h"
#include "core/cap.h"
#include "core/sysno.h"

#define NONE SIZE_MAX
#define EXECVE 59 /* x86_64, as what is implied by files is told */
#define WAYS 64 /* in which a capability comes to programs: more of them are not told */

struct bringer {
	const struct profile *profile;
	const struct privilege **by_time;
	const struct privilege **by_program; /* then by time */
	struct place {
		uint32_t id;
		size_t index;
	} *places; /* of the programs in the profile, by their ids */
	size_t *parent; /* of each program, as they stand in the profile; NONE */
	struct range {
		size_t first, n;
	} *events; /* of each program, in .by_program */
};

/* What is known of each program while a capability is followed. */
struct trail {
	size_t source; /* the program at or above it that got the capability last */
	const struct privilege *kept;
	size_t refused; /* the program at or above it whose execve would have given it last; NONE */
	const struct privilege *voided; /* why it did not */
};

/* --- the index -------------------------------------------------------------------- */

static int compare_places(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	return order_u64(x->id, y->id);
}

/* Where the program of this id stands; NONE. */
static size_t index_of(const struct bringer *b, uint32_t id)
{
	const struct place wanted = { .id = id };
	const struct place *place = bsearch(&wanted, b->places, b->profile->nprograms, sizeof(wanted), compare_places);

	return place ? place->index : NONE;
}

static int compare_times(const void *a, const void *b)
{
	const struct privilege *const *x = a, *const *y = b;
	int r = order_u64((*x)->first_ns, (*y)->first_ns);

	return r ? r : order_u64((uintptr_t)*x, (uintptr_t)*y); /* the order of the profile */
}

static int compare_programs(const void *a, const void *b)
{
	const struct privilege *const *x = a, *const *y = b;
	int r = order_u64((*x)->program, (*y)->program);

	return r ? r : compare_times(a, b);
}

static void index_programs(struct bringer *b)
{
	const struct profile *p = b->profile;

	for (size_t i = 0; i < p->nprograms; i++)
		b->places[i] = (struct place){ p->programs[i].id, i };
	qsort(b->places, p->nprograms, sizeof(*b->places), compare_places);
	for (size_t i = 0; i < p->nprograms; i++) {
		size_t above = p->programs[i].parent ? index_of(b, p->programs[i].parent) : NONE;

		b->parent[i] = above < i ? above : NONE; /* parents stand before their children */
	}
}

static void index_events(struct bringer *b)
{
	const struct profile *p = b->profile;
	size_t n = p->nprivileges, at = NONE;

	for (size_t i = 0; i < n; i++)
		b->by_time[i] = b->by_program[i] = &p->privileges[i];
	qsort(b->by_time, n, sizeof(*b->by_time), compare_times);
	qsort(b->by_program, n, sizeof(*b->by_program), compare_programs);
	for (size_t i = 0; i < n; i++) {
		if (!i || b->by_program[i]->program != b->by_program[i - 1]->program) {
			at = index_of(b, b->by_program[i]->program);
			if (at != NONE)
				b->events[at].first = i;
		}
		if (at != NONE)
			b->events[at].n++;
	}
}

int bringer_new(const struct profile *profile, struct bringer **out)
{
	_bringer_ struct bringer *b = calloc(1, sizeof(*b));

	if (!b)
		return -ENOMEM;
	b->profile = profile;
	b->by_time = calloc(profile->nprivileges + 1, sizeof(*b->by_time));
	b->by_program = calloc(profile->nprivileges + 1, sizeof(*b->by_program));
	b->parent = calloc(profile->nprograms + 1, sizeof(*b->parent));
	b->places = calloc(profile->nprograms + 1, sizeof(*b->places));
	b->events = calloc(profile->nprograms + 1, sizeof(*b->events));
	if (!b->by_time || !b->by_program || !b->parent || !b->places || !b->events)
		return -ENOMEM;
	index_programs(b);
	index_events(b);
	*out = TAKE(b);
	return 0;
}

void bringer_free(struct bringer **at)
{
	struct bringer *b = TAKE(*at);

	if (!b)
		return;
	free(b->by_time);
	free(b->by_program);
	free(b->parent);
	free(b->places);
	free(b->events);
	free(b);
}

const struct privilege *const *bringer_events(const struct bringer *b, size_t *n)
{
	*n = b->profile->nprivileges;
	return b->by_time;
}

/* --- following -------------------------------------------------------------------- */

static bool gives(const struct privilege *e, unsigned int cap)
{
	return e->gained >> cap & 1;
}

static bool makes_ambient(const struct privilege *e, unsigned int cap)
{
	return !(e->flags & LC_STANCE_EXEC) && (e->ambient >> cap & 1);
}

/* An execve that took others and left this one, which its file has. */
static bool keeps(const struct program *program, const struct privilege *e, unsigned int cap)
{
	return (e->flags & LC_STANCE_EXEC) && e->euid_after && e->lost && !(e->lost >> cap & 1) &&
	       ((program->file.permitted | program->file.inheritable) >> cap & 1);
}

/* Its execve gave something and no event says what: an older profile, or one that lost it. */
static bool gained_untold(const struct bringer *b, size_t program)
{
	const struct range *r = &b->events[program];
	uint32_t flags = b->profile->programs[program].flags;

	for (size_t i = 0; i < r->n; i++) {
		if (b->by_program[r->first + i]->flags & LC_STANCE_EXEC)
			return false;
	}
	return (flags & LC_PROGRAM_GAINED) && !(flags & LC_PROGRAM_FILTERING);
}

/* Whether its execve would have given it, had that not been void. Set-user-ID root would have given all. */
static bool would_give(const struct program *program, const struct privilege *e, unsigned int cap)
{
	const struct program_file *file = &program->file;
	bool known = file->flags & (LC_FILE_SETUID | LC_FILE_SETGID);
	bool root = (file->flags & LC_FILE_SETUID) && !file->uid;

	if ((e->flags & CHANGE_VOID_SETID) && (root || !known))
		return true;
	return (e->flags & CHANGE_VOID_CAPS) && ((file->permitted & ~e->gained) >> cap & 1);
}

static void follow_event(const struct bringer *b, size_t program, const struct privilege *e, unsigned int cap,
			 struct trail *t)
{
	if (gives(e, cap)) {
		*t = (struct trail){ .source = program, .refused = NONE };
	} else if (would_give(&b->profile->programs[program], e, cap)) {
		t->refused = program;
		t->voided = e;
	} else if (keeps(&b->profile->programs[program], e, cap) || (makes_ambient(e, cap) && !t->kept)) {
		t->kept = e;
	}
}

/* Parents stand before their children: each goes on from where its parent is. */
static void follow(const struct bringer *b, unsigned int cap, struct trail *trails)
{
	for (size_t i = 0; i < b->profile->nprograms; i++) {
		const struct range *r = &b->events[i];

		if (b->parent[i] == NONE || gained_untold(b, i))
			trails[i] = (struct trail){ .source = i, .refused = NONE };
		else
			trails[i] = trails[b->parent[i]];
		for (size_t k = 0; k < r->n; k++)
			follow_event(b, i, b->by_program[r->first + k], cap, &trails[i]);
	}
}

/* --- what was found --------------------------------------------------------------- */

struct found {
	struct bringing *at; /* room for WAYS */
	size_t n;
};

/* Adds a user to the same one, or a new one. */
static void add(struct found *f, const struct bringing *new)
{
	for (size_t i = 0; i < f->n; i++) {
		if (f->at[i].how == new->how && f->at[i].program == new->program && f->at[i].event == new->event) {
			f->at[i].users++;
			return;
		}
	}
	if (f->n == WAYS)
		return;
	f->at[f->n] = *new;
	f->at[f->n++].users = 1;
}

/* Where no call gave it. flags: of the program's checks. */
static enum bring given_by_none(const struct bringer *b, size_t source, unsigned int cap, uint32_t flags)
{
	const struct outcome *o = &b->profile->outcome;
	const struct program *program = &b->profile->programs[source];

	if (gained_untold(b, source))
		return BRING_EXEC;
	if (flags & LC_CHECK_MADE_NS)
		return BRING_CLONE;
	if ((program->flags & LC_PROGRAM_ROOT) && !(program->flags & LC_PROGRAM_ADOPTED) && o->permitted &&
	    !(o->permitted >> cap & 1))
		return BRING_UNKNOWN;
	return BRING_START;
}

static void add_user(const struct bringer *b, struct found *f, unsigned int cap, const struct trail *t, size_t user,
		     uint32_t flags)
{
	const struct program *programs = b->profile->programs;
	const struct range *r = &b->events[t->source];
	struct bringing new = { .program = &programs[t->source], .kept = t->kept, .user = &programs[user] };

	for (size_t i = 0; i < r->n; i++) {
		const struct privilege *e = b->by_program[r->first + i];

		if (!gives(e, cap))
			continue;
		new.how = BRING_GAIN;
		new.event = e;
		add(f, &new);
	}
	if (new.event)
		return;
	new.how = given_by_none(b, t->source, cap, flags);
	add(f, &new);
}

static void add_void(const struct bringer *b, struct found *f, const struct trail *t, size_t user)
{
	const struct program *programs = b->profile->programs;

	if (t->refused == NONE)
		return;
	add(f, &(struct bringing){ .how = BRING_VOID, .program = &programs[t->refused], .event = t->voided,
				   .user = &programs[user] });
}

/* That a file has it, whether or not execve gave it. */
static bool is_of_file(const struct check *c)
{
	return (c->flags & LC_CHECK_IMPLIED) && c->nr == EXECVE && c->abi == LC_ABI_X86_64;
}

#define USED 1u
#define REFUSED 2u
/* What each program's checks of the capability say: USED, REFUSED, and their flags above. */
static void find_users(const struct bringer *b, unsigned int cap, uint32_t *users, uint32_t *flags)
{
	const struct profile *p = b->profile;

	for (size_t i = 0; i < p->nchecks; i++) {
		const struct check *c = &p->checks[i];
		size_t at = c->cap == cap ? index_of(b, c->program) : NONE;

		if (at == NONE || is_of_file(c))
			continue;
		users[at] |= c->flags & LC_CHECK_DENIED ? REFUSED : USED;
		flags[at] |= c->flags;
	}
}

static void find_all(const struct bringer *b, unsigned int cap, const struct trail *trails, const uint32_t *users,
		     const uint32_t *flags, struct found *f)
{
	for (size_t i = 0; i < b->profile->nprograms; i++) {
		if (users[i] & USED)
			add_user(b, f, cap, &trails[i], i, flags[i]);
	}
	for (size_t i = 0; i < b->profile->nprograms; i++) {
		if (users[i] == REFUSED)
			add_void(b, f, &trails[i], i);
	}
}

int bringer_find(const struct bringer *b, unsigned int cap, struct bringing **out, size_t *n)
{
	size_t programs = b->profile->nprograms;
	_free_ struct trail *trails = calloc(programs + 1, sizeof(*trails));
	_free_ uint32_t *users = calloc(programs + 1, sizeof(*users)), *flags = calloc(programs + 1, sizeof(*flags));
	_free_ struct bringing *ways = calloc(WAYS, sizeof(*ways));
	struct found f = { .at = ways };

	if (!trails || !users || !flags || !ways)
		return -ENOMEM;
	if (cap < CAP_ROOM) {
		find_users(b, cap, users, flags);
		follow(b, cap, trails);
		find_all(b, cap, trails, users, flags, &f);
	}
	*out = TAKE(ways);
	*n = f.n;
	return 0;
}

bool bringer_gives_up(const struct privilege *event, unsigned int cap)
{
	return (event->lost | event->bounding_lost) >> cap & 1;
}

/* --- words ------------------------------------------------------------------------ */

const char *bring_name(enum bring bring)
{
	static const char *const names[] = {
		[BRING_START] = "start", [BRING_GAIN] = "gain", [BRING_EXEC] = "execve",
		[BRING_CLONE] = "clone", [BRING_VOID] = "void", [BRING_UNKNOWN] = "unknown",
	};

	_Static_assert(ARRAY_SIZE(names) == BRINGS, "each way has a name");
	return (size_t)bring < ARRAY_SIZE(names) ? names[bring] : "unknown";
}

static void add_name(const struct program *program, struct buf *out)
{
	if (*program->exe)
		buf_add(out, program->exe);
	else
		buf_addf(out, "[%s]", program->comm);
}

static void add_start(const struct program *program, struct buf *out)
{
	if (program->flags & (LC_PROGRAM_ADOPTED | LC_PROGRAM_ENTERED)) {
		add_name(program, out);
		buf_add(out, " held it before it was recorded");
		return;
	}
	buf_add(out, "held from the start: ");
	add_name(program, out);
	if (program->uid)
		buf_addf(out, " was started with it, as uid %u", program->uid);
	else
		buf_add(out, " was started as root");
}

static void add_gain(const struct bringer *b, const struct bringing *way, struct buf *out)
{
	const struct privilege *e = way->event;
	struct change c = change_of(b->profile, e);
	char room[32];

	buf_addf(out, "brought in by %s of ", e->nr == LC_NO_SYSCALL ? "a change" : sysno_name(e->abi, e->nr, room));
	add_name(way->program, out);
	switch (change_gain(&c)) {
	case GAIN_SETUID:
		buf_add(out, ": set-user-ID root");
		break;
	case GAIN_FILE:
		buf_add(out, ": file capability");
		break;
	case GAIN_ROOT:
		buf_add(out, ": executed as root");
		break;
	case GAIN_USER_NS:
		buf_add(out, ": a user namespace gives all of them, in it");
		break;
	default:
		break;
	}
}

/* What would have to be otherwise. */
static void add_way_out(uint32_t flags, const char *cap, struct buf *out)
{
	const char *reason = change_void_reason(flags);

	if (!strcmp(reason, "no_new_privs"))
		buf_addf(out, "no_new_privs was set; run it without, or start it with %s ambient", cap);
	else if (!strcmp(reason, "nosuid"))
		buf_addf(out, "it lies on a nosuid mount; mount that without nosuid, or start it with %s ambient", cap);
	else
		buf_addf(out, "the bounding set did not have it; leave %s in it", cap);
}

static void add_void_text(const struct bringing *way, unsigned int cap, struct buf *out)
{
	bool setid = way->event->flags & CHANGE_VOID_SETID;
	char room[32];

	buf_add(out, "execve of ");
	add_name(way->program, out);
	buf_addf(out, " would have brought it in by its %s, which was void: ",
		 setid ? "set-user-ID bit" : "file capability");
	add_way_out(way->event->flags & (setid ? CHANGE_VOID_SETID : CHANGE_VOID_CAPS), cap_name(cap, room), out);
}

static void add_way(const struct bringer *b, const struct bringing *way, unsigned int cap, struct buf *out)
{
	switch (way->how) {
	case BRING_START:
		add_start(way->program, out);
		break;
	case BRING_GAIN:
		add_gain(b, way, out);
		break;
	case BRING_EXEC:
		buf_add(out, "brought in by execve of ");
		add_name(way->program, out);
		break;
	case BRING_CLONE:
		add_name(way->user, out);
		buf_add(out, " ran in a user namespace that was made meanwhile, and had all of them in it");
		break;
	case BRING_VOID:
		add_void_text(way, cap, out);
		break;
	default:
		buf_add(out, "nothing that was recorded shows how ");
		add_name(way->program, out);
		buf_add(out, " came by it");
	}
}

void bringer_text(const struct bringer *b, const struct bringing *way, unsigned int cap, struct buf *out)
{
	const struct program *keeper = way->kept ? profile_program(b->profile, way->kept->program) : NULL;

	add_way(b, way, cap, out);
	if (!keeper)
		return;
	buf_add(out, "; kept over execve ");
	buf_add(out, way->kept->flags & LC_STANCE_EXEC ? "of " : "as ambient, which ");
	add_name(keeper, out);
	buf_add(out, way->kept->flags & LC_STANCE_EXEC ? " by its file capability" : " made it");
}
