// SPDX-License-Identifier: BSD-2-Clause
/* Puts processes together that are alike, and gives them names that people know them by. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/order.h"
#include "base/text.h"
#include "core/audit_parts.h"

#define PIDS_SHOWN 4
#define DELETED " (deleted)" /* what the kernel adds to the path of a file that is gone */

void audit_subject_clear(struct audit_subject *s)
{
	free(s->pids);
	free(s->title);
	free(s->exe);
	free(s->comm);
	free(s->cgroup);
	free(s->lsm);
	free(s->uid_map);
	findings_free(&s->findings);
}

static char *escaped(const char *bytes, size_t n)
{
	_buf_ struct buf b = BUF_INIT;

	text_escape(&b, bytes, n);
	return buf_error(&b) ? NULL : strdup(buf_text(&b));
}

/* "         0     100000      65536\n": one blank is enough, and a comma between lines. */
static char *tidy_map(const char *text)
{
	_buf_ struct buf b = BUF_INIT;
	bool first = true, line = false;

	while (*text) {
		size_t n = strcspn(text, " \n");

		if (n) {
			buf_add(&b, first ? "" : line ? ", " : " ");
			text_escape(&b, text, n);
			first = line = false;
		}
		text += n;
		line |= *text == '\n';
		text += *text != '\0';
	}
	return buf_error(&b) ? NULL : strdup(buf_text(&b));
}

static bool ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), k = strlen(end);

	return n >= k && !strcmp(text + n - k, end);
}

/*
 * AppArmor: "PROFILE (enforce)", "(complain)", "(unconfined)" and others, or "unconfined" (apparmor(7)). SELinux: a
 * context whose type tells; the three here are those that the targeted policy lets do everything.
 */
static enum audit_lsm read_label(const char *label)
{
	if (!*label)
		return AUDIT_LSM_NONE;
	if (!strcmp(label, "unconfined") || ends_with(label, " (unconfined)") || strstr(label, ":unconfined_t:") ||
	    strstr(label, ":unconfined_service_t:") || strstr(label, ":spc_t:"))
		return AUDIT_LSM_UNCONFINED;
	return ends_with(label, " (complain)") ? AUDIT_LSM_COMPLAIN : AUDIT_LSM_ENFORCED;
}

int audit_take_holder(struct audit *a, const struct lc_holder *h)
{
	struct audit_subject *s = audit_grow(a->subjects, a->nsubjects, sizeof(*s));

	if (!s)
		return -ENOMEM;
	a->subjects = s;
	if (h->flags & LC_HOLDER_KERNEL)
		return 0;
	s += a->nsubjects++;
	*s = (struct audit_subject){
		.npids = 1,
		.flags = h->flags,
		.threads = h->threads,
		.seccomp_mode = h->seccomp_mode,
		.seccomp_filters = h->seccomp_filters,
		.pid_ns = h->pid_ns,
		.mnt_ns = h->mnt_ns,
		.creds = h->creds,
	};
	s->pids = malloc(sizeof(*s->pids));
	s->exe = escaped(h->exe, h->exe_size);
	s->comm = escaped(h->comm, strlen(h->comm));
	s->cgroup = escaped(h->cgroup, h->cgroup_size);
	s->lsm = escaped(h->lsm, strlen(h->lsm));
	s->uid_map = tidy_map(h->uid_map);
	if (!s->pids || !s->exe || !s->comm || !s->cgroup || !s->lsm || !s->uid_map)
		return -ENOMEM;
	s->pids[0] = h->pid;
	s->confined = read_label(s->lsm);
	a->processes++;
	a->partly += !!(h->flags & LC_HOLDER_PARTLY);
	return 0;
}

/* --- whose -------------------------------------------------------------------------- */

/* Whoever logs in, and the first process: no service that a unit's settings would restrict. */
static bool is_login(struct owner_word unit)
{
	static const char first[] = "init.scope", session[] = "session-";

	return (unit.n == strlen(first) && !memcmp(unit.text, first, unit.n)) ||
	       (unit.n > strlen(session) && !memcmp(unit.text, session, strlen(session)));
}

static void find_owner(const struct audit *a, struct audit_subject *s)
{
	struct owner_names names;

	owner_read_path(s->cgroup, &names);
	s->kind = names.kind;
	for (size_t i = 0; i < a->nowners && !s->owner; i++)
		if (!strcmp(a->owners[i].cgroup, s->cgroup))
			s->owner = i + 1;
	if (s->owner)
		s->kind = owner_kind(&a->owners[s->owner - 1]);
	if (s->kind == OWNER_UNIT && names.unit.text && is_login(names.unit))
		s->kind = OWNER_HOST;
}

/* --- alike ----------------------------------------------------------------------- */

static int by_ids(const struct lc_creds *x, const struct lc_creds *y)
{
	const uint32_t *a = &x->uid, *b = &y->uid; /* ids, securebits, namespace, groups: a row of numbers */
	const size_t n = (sizeof(*x) - offsetof(struct lc_creds, uid)) / sizeof(*a);

	for (size_t i = 0; i < n; i++)
		if (a[i] != b[i])
			return order_u64(a[i], b[i]);
	return 0;
}

static int by_sets(const struct lc_creds *x, const struct lc_creds *y)
{
	int r = order_u64(x->permitted, y->permitted);

	r = r ? r : order_u64(x->effective, y->effective);
	r = r ? r : order_u64(x->inheritable, y->inheritable);
	r = r ? r : order_u64(x->bounding, y->bounding);
	return r ? r : order_u64(x->ambient, y->ambient);
}

static int by_likeness(const struct audit_subject *a, const struct audit_subject *b)
{
	int r = (int)a->kind - (int)b->kind;

	/* Elsewhere it is nobody's in particular. */
	r = r || a->kind == OWNER_HOST ? r : strcmp(a->cgroup, b->cgroup);
	r = r ? r : strcmp(a->exe, b->exe);
	/* Without privilege the path is not shown: the name is all there is. */
	r = r || *a->exe ? r : strcmp(a->comm, b->comm);
	r = r ? r : by_sets(&a->creds, &b->creds);
	r = r ? r : by_ids(&a->creds, &b->creds);
	r = r ? r : order_u64(a->flags, b->flags);
	r = r ? r : order_u64(a->seccomp_mode, b->seccomp_mode);
	r = r ? r : order_u64(a->seccomp_filters, b->seccomp_filters);
	r = r ? r : strcmp(a->lsm, b->lsm);
	return r ? r : strcmp(a->uid_map, b->uid_map);
}

static int by_likeness_and_pid(const void *one, const void *two)
{
	const struct audit_subject *a = one, *b = two;
	int r = by_likeness(a, b);

	return r ? r : order_u64(a->pids[0], b->pids[0]);
}

/* The first of a run takes the numbers of the others, which are given up. */
static int merge_run(struct audit_subject *first, size_t n)
{
	uint32_t *pids = n > 1 ? reallocarray(first->pids, n, sizeof(*pids)) : first->pids;

	if (!pids)
		return -ENOMEM;
	first->pids = pids;
	first->npids = n;
	for (size_t i = 1; i < n; i++) {
		pids[i] = first[i].pids[0];
		first->threads += first[i].threads;
		audit_subject_clear(&first[i]);
		first[i] = (struct audit_subject){ 0 };
	}
	return 0;
}

static int merge_alike(struct audit *a)
{
	struct audit_subject *s = a->subjects;
	size_t kept = 0, run;
	int r = 0;

	if (a->nsubjects)
		qsort(s, a->nsubjects, sizeof(*s), by_likeness_and_pid);
	for (size_t i = 0; i < a->nsubjects; i += run) {
		for (run = 1; i + run < a->nsubjects && !by_likeness(&s[i], &s[i + run]); run++)
			;
		r = r ? r : merge_run(&s[i], r ? 1 : run);
		if (r)
			return r;
		if (kept != i) {
			s[kept] = s[i];
			s[i] = (struct audit_subject){ 0 };
		}
		kept++;
	}
	a->nsubjects = kept;
	return 0;
}

/* --- who -------------------------------------------------------------------------- */

/* Last part of the path without what the kernel adds; the name that the process gave itself if there is none. */
static void add_name(const struct audit_subject *s, struct buf *b)
{
	const char *slash = strrchr(s->exe, '/'), *base = slash ? slash + 1 : s->exe;
	size_t n = strlen(base);

	if (ends_with(base, DELETED))
		n -= strlen(DELETED);
	if (n)
		buf_add_bytes(b, base, n);
	else
		buf_add(b, s->comm);
}

static int make_title(const struct audit *a, struct audit_subject *s)
{
	_buf_ struct buf b = BUF_INIT;

	if (s->owner && s->kind != OWNER_HOST) {
		owner_title(&a->owners[s->owner - 1], &b);
		if (b.size)
			buf_add(&b, ": ");
	}
	add_name(s, &b);
	for (size_t i = 0; i < s->npids && i < PIDS_SHOWN; i++)
		buf_addf(&b, "%s%u", i ? "," : "[", s->pids[i]);
	if (s->npids > PIDS_SHOWN)
		buf_addf(&b, "+%zu", s->npids - PIDS_SHOWN);
	buf_add(&b, "]");
	s->title = buf_error(&b) ? NULL : strdup(buf_text(&b));
	return s->title ? 0 : -ENOMEM;
}

/* The id in its own namespace; false: not mapped, or the map is not known. */
static bool inner_id(const char *map, uint32_t id, uint64_t *out)
{
	while (*map) {
		unsigned long long inside, outside, count;

		if (sscanf(map, "%llu %llu %llu", &inside, &outside, &count) != 3)
			return false;
		if (id >= outside && id - outside < count) {
			*out = inside + (id - outside);
			return true;
		}
		map += strcspn(map, ",");
		map += strspn(map, ", ");
	}
	return false;
}

static void find_root(struct audit_subject *s)
{
	const uint32_t ids[] = { s->creds.uid, s->creds.euid, s->creds.suid };
	uint64_t inner;

	for (size_t i = 0; i < ARRAY_SIZE(ids); i++) {
		if (ids[i] == 0)
			s->root = true;
		if ((s->flags & LC_HOLDER_OWN_USER_NS) && inner_id(s->uid_map, ids[i], &inner) && inner == 0)
			s->inner_root = true;
	}
}

int audit_group(struct audit *a)
{
	int r;

	for (size_t i = 0; i < a->nsubjects; i++)
		find_owner(a, &a->subjects[i]);
	r = merge_alike(a);
	for (size_t i = 0; !r && i < a->nsubjects; i++) {
		find_root(&a->subjects[i]);
		r = make_title(a, &a->subjects[i]);
	}
	return r;
}
