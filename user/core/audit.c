// SPDX-License-Identifier: BSD-2-Clause
/* Takes records in, has everything judged, and lines it up: containers first, the dangerous first. */
#include "core/audit.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/order.h"
#include "base/text.h"
#include "core/audit_parts.h"
#include "core/cap.h"

static const char *const lsm_names[] = {
	[AUDIT_LSM_NONE] = "none",
	[AUDIT_LSM_UNCONFINED] = "unconfined",
	[AUDIT_LSM_COMPLAIN] = "complain",
	[AUDIT_LSM_ENFORCED] = "enforced",
};
static_assert(ARRAY_SIZE(lsm_names) == AUDIT_LSMS, "a name for each");

const char *audit_lsm_name(enum audit_lsm lsm)
{
	return (unsigned int)lsm < AUDIT_LSMS ? lsm_names[lsm] : "unknown";
}

void *audit_grow(void *at, size_t n, size_t size)
{
	/* Full at 0 and at each power of two. */
	return n & (n - 1) ? at : reallocarray(at, n ? n * 2 : 1, size);
}

int audit_new(struct audit **out)
{
	struct audit *a = calloc(1, sizeof(*a));

	if (!a)
		return -ENOMEM;
	*out = a;
	return 0;
}

static int take_owner(struct audit *a, const struct lc_owner *o)
{
	_buf_ struct buf path = BUF_INIT;
	struct owner *owners = audit_grow(a->owners, a->nowners, sizeof(*owners)), *owner;

	if (!owners)
		return -ENOMEM;
	a->owners = owners;
	decode_cgroup(o, &path);
	owner = &owners[a->nowners];
	*owner = (struct owner){ .id = o->id, .flags = o->flags, .hierarchy = o->hierarchy, .pid_ns = o->pid_ns };
	owner->cgroup = buf_take(&path);
	if (!owner->cgroup)
		return -ENOMEM;
	a->nowners++;
	return 0;
}

static int take_label(struct audit *a, const struct lc_label *l)
{
	_buf_ struct buf text = BUF_INIT;
	_free_ char *old = NULL;

	for (size_t i = 0; i < a->nowners; i++) {
		char *label;

		if (a->owners[i].id != l->owner)
			continue;
		text_escape(&text, l->text, l->size);
		label = strdup(buf_text(&text));
		if (!label || buf_error(&text)) {
			free_guard(&label);
			return -ENOMEM;
		}
		old = a->owners[i].label[l->kind];
		a->owners[i].label[l->kind] = label;
		return 0;
	}
	return 0;
}

int audit_feed(struct audit *a, const void *bytes, size_t n)
{
	union record r;
	int e = decode_record(bytes, n, &r);

	if (e) {
		a->bad++;
		return e;
	}
	switch (r.head.kind) {
	case LC_OWNER:
		return take_owner(a, &r.owner);
	case LC_LABEL:
		return take_label(a, &r.label);
	case LC_HOLDER:
		return audit_take_holder(a, &r.holder);
	case LC_FILE:
		return audit_take_file(a, &r.file);
	default:
		return 0;
	}
}

int audit_add_manifest(struct audit *a, const char *name, const char *kind, const char *level, size_t containers,
		       struct findings *findings)
{
	struct audit_manifest *m = audit_grow(a->manifests, a->nmanifests, sizeof(*m));

	if (!m)
		return -ENOMEM;
	a->manifests = m;
	m += a->nmanifests++;
	*m = (struct audit_manifest){ .containers = containers };
	m->name = strdup(name);
	m->kind = strdup(kind);
	m->level = level ? strdup(level) : NULL;
	if (!m->name || !m->kind || (level && !m->level))
		return -ENOMEM;
	m->findings = *findings;
	*findings = (struct findings){ 0 };
	return 0;
}

const struct owner *audit_owner(const struct audit *a, const struct audit_subject *s)
{
	return s->owner ? &a->owners[s->owner - 1] : NULL;
}

enum severity audit_worst(const struct findings *f)
{
	enum severity worst = SEVERITY_NOTE;

	for (size_t i = 0; i < f->n; i++)
		if (f->at[i].severity > worst)
			worst = f->at[i].severity;
	return worst;
}

enum severity audit_risk_severity(unsigned int cap)
{
	const struct cap_info *info = cap_info(cap);

	if (!info || info->risk == CAP_RISK_HIGH)
		return SEVERITY_MEDIUM;
	return info->risk == CAP_RISK_HOST ? SEVERITY_HIGH : SEVERITY_LOW;
}

void audit_add_caps(struct buf *b, uint64_t set)
{
	char room[32];
	unsigned int n = 0;

	for (unsigned int cap = 0; cap < CAP_ROOM; cap++) {
		if (!(set >> cap & 1))
			continue;
		if (n < 4)
			buf_addf(b, "%s%s", n ? ", " : "", cap_name(cap, room));
		n++;
	}
	if (n > 4)
		buf_addf(b, " and %u more", n - 4);
}

/* --- order --------------------------------------------------------------------- */

static int kind_rank(enum owner_kind kind)
{
	return kind == OWNER_CONTAINER ? 0 : kind == OWNER_UNIT ? 1 : 2;
}

static int by_rank(const void *one, const void *two)
{
	const struct audit_subject *a = one, *b = two;
	int r = kind_rank(a->kind) - kind_rank(b->kind);

	r = r ? r : a->kind == OWNER_HOST ? 0 : strcmp(a->cgroup, b->cgroup);
	r = r ? r : (int)audit_worst(&b->findings) - (int)audit_worst(&a->findings);
	r = r ? r : strcmp(a->exe, b->exe);
	return r ? r : order_u64(a->pids[0], b->pids[0]);
}

static int by_path(const void *one, const void *two)
{
	const struct audit_file *a = one, *b = two;
	int r = (int)audit_worst(&b->findings) - (int)audit_worst(&a->findings);

	return r ? r : strcmp(a->path, b->path);
}

static void line_up(struct audit *a)
{
	for (size_t i = 0; i < a->nsubjects; i++)
		findings_sort(&a->subjects[i].findings);
	for (size_t i = 0; i < a->nfiles; i++)
		findings_sort(&a->files[i].findings);
	for (size_t i = 0; i < a->nmanifests; i++)
		findings_sort(&a->manifests[i].findings);
	if (a->nsubjects)
		qsort(a->subjects, a->nsubjects, sizeof(*a->subjects), by_rank);
	if (a->nfiles)
		qsort(a->files, a->nfiles, sizeof(*a->files), by_path);
}

/* --- all together -------------------------------------------------------------- */

/* The i-th list of findings, NULL past the last. */
static const struct findings *list_at(const struct audit *a, size_t i)
{
	if (i < a->nsubjects)
		return &a->subjects[i].findings;
	i -= a->nsubjects;
	if (i < a->nfiles)
		return &a->files[i].findings;
	i -= a->nfiles;
	return i < a->nmanifests ? &a->manifests[i].findings : NULL;
}

int audit_judge(struct audit *a, const struct audit_options *options)
{
	const struct findings *list;
	int r;

	a->options = *options;
	if (!a->options.cap_last || a->options.cap_last >= CAP_ROOM)
		a->options.cap_last = CAP_COUNT - 1;
	r = audit_group(a);
	if (!r && options->profile)
		r = audit_measure(a);
	if (r)
		return r;
	for (size_t i = 0; i < a->nsubjects; i++)
		audit_judge_subject(a, &a->subjects[i]);
	for (size_t i = 0; i < a->nfiles; i++)
		audit_judge_file(&a->files[i]);
	line_up(a);
	for (size_t i = 0; (list = list_at(a, i)); i++)
		if (list->failed)
			return -ENOMEM;
	a->judged = true;
	return 0;
}

size_t audit_count(const struct audit *a, enum severity from)
{
	const struct findings *list;
	size_t n = 0;

	for (size_t i = 0; (list = list_at(a, i)); i++)
		n += findings_count(list, from);
	return n;
}

static int by_danger(const void *one, const void *two)
{
	const struct finding *a = *(const struct finding *const *)one, *b = *(const struct finding *const *)two;
	int r = (int)b->severity - (int)a->severity;

	r = r ? r : strcmp(a->subject, b->subject);
	r = r ? r : strcmp(a->rule->id, b->rule->id);
	r = r ? r : (a->cap > b->cap) - (a->cap < b->cap);
	return r ? r : strcmp(a->message, b->message);
}

int audit_findings(const struct audit *a, const struct finding ***out, size_t *n)
{
	size_t all = audit_count(a, SEVERITY_NOTE), at = 0;
	const struct finding **list = calloc(all + 1, sizeof(*list));
	const struct findings *f;

	if (!list)
		return -ENOMEM;
	for (size_t i = 0; (f = list_at(a, i)); i++)
		for (size_t k = 0; k < f->n; k++)
			list[at++] = &f->at[k];
	if (at)
		qsort(list, at, sizeof(*list), by_danger);
	*out = list;
	*n = at;
	return 0;
}

static void owner_clear(struct owner *owner)
{
	free(owner->cgroup);
	for (size_t i = 0; i < LC_LABELS; i++)
		free(owner->label[i]);
}

static void manifest_clear(struct audit_manifest *m)
{
	free(m->name);
	free(m->kind);
	free(m->level);
	findings_free(&m->findings);
}

void audit_free(struct audit **at)
{
	struct audit *a = TAKE(*at);

	if (!a)
		return;
	for (size_t i = 0; i < a->nsubjects; i++)
		audit_subject_clear(&a->subjects[i]);
	for (size_t i = 0; i < a->nfiles; i++)
		audit_file_clear(&a->files[i]);
	for (size_t i = 0; i < a->nmanifests; i++)
		manifest_clear(&a->manifests[i]);
	for (size_t i = 0; i < a->nowners; i++)
		owner_clear(&a->owners[i]);
	free(a->subjects);
	free(a->files);
	free(a->manifests);
	free(a->owners);
	free(a);
}
