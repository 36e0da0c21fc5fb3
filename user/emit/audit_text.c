// SPDX-License-Identifier: BSD-2-Clause
/*
 * The audit for people: a tree of containers, units and the rest, their processes, and what is wrong with them, the
 * dangerous first. What is alike is one line, and what is nothing to worry about is counted.
 */
#include "emit/audit.h"

#include <string.h>

#include "core/cap.h"
#include "emit/text.h"
#include "emit/text_table.h"

#define LUMP_FROM 4 /* as many unused capabilities of low severity are one line */

struct page {
	struct text text;
	const struct audit *audit;
	bool everything;
	struct text_table table;
};

enum column { WHAT, SEVERITY, FINDING };
static const struct text_column columns[] = {
	[WHAT] = { "SUBJECT", .tree = true },
	[SEVERITY] = { "SEVERITY" },
	[FINDING] = { "FINDING", .wraps = true },
};

static const char *colour_of(enum severity severity)
{
	static const char *const colours[] = {
		[SEVERITY_NOTE] = TEXT_DIM,
		[SEVERITY_LOW] = TEXT_GREEN,
		[SEVERITY_MEDIUM] = TEXT_YELLOW,
		[SEVERITY_HIGH] = TEXT_BOLD_RED,
	};

	_Static_assert(ARRAY_SIZE(colours) == SEVERITIES, "each severity has a colour");
	return colours[severity];
}

static bool is_shown(const struct page *p, enum severity severity)
{
	return p->everything || severity > SEVERITY_NOTE;
}

/* --- rows ------------------------------------------------------------------------ */

static struct libscols_line *add_row(struct page *p, struct libscols_line *parent, const char *what,
				     const char *severity, const char *colour, const struct buf *finding)
{
	struct libscols_line *row = text_table_row(&p->table, parent);

	text_table_cell(&p->table, row, WHAT, what, NULL);
	text_table_cell(&p->table, row, SEVERITY, severity, colour);
	text_table_add(&p->table, row, FINDING, finding, NULL);
	return row;
}

/* "CAP_NET_RAW is held and was not used in the profile. Sniffs... Fix: --cap-drop=NET_RAW" */
static void add_finding(struct page *p, struct libscols_line *parent, const struct finding *f)
{
	_buf_ struct buf said = BUF_INIT, text = BUF_INIT;
	char room[32];

	finding_text(f, &said);
	if (f->line)
		buf_addf(&text, "line %u: ", f->line);
	buf_add(&text, buf_text(&said));
	text.failed |= said.failed;
	add_row(p, parent, f->cap < 0 ? f->rule->id : cap_name((unsigned int)f->cap, room), severity_name(f->severity),
		colour_of(f->severity), &text);
}

/* One that is so like its neighbours that only the names matter. */
static bool is_small(const struct finding *f)
{
	return f->cap >= 0 && f->cap < CAP_ROOM && f->severity <= SEVERITY_LOW &&
	       !strcmp(f->rule->id, "capability-unused");
}

static uint64_t small_ones(const struct findings *f)
{
	uint64_t set = 0;

	for (size_t i = 0; i < f->n; i++)
		if (is_small(&f->at[i]))
			set |= 1ull << f->at[i].cap;
	return __builtin_popcountll(set) < LUMP_FROM ? 0 : set;
}

static void add_lump(struct page *p, struct libscols_line *parent, uint64_t set)
{
	_buf_ struct buf what = BUF_INIT, text = BUF_INIT;
	char room[32];
	bool first = true;

	text_count(&what, (unsigned long long)__builtin_popcountll(set), "capability", "capabilities");
	buf_add(&text, "Unused as well, and less dangerous:");
	for (unsigned int cap = 0; cap < CAP_ROOM; cap++) {
		if (!(set >> cap & 1))
			continue;
		buf_addf(&text, "%s %s", first ? "" : ",", cap_short_name(cap, room));
		first = false;
	}
	p->table.failed |= buf_error(&what) < 0;
	add_row(p, parent, buf_text(&what), severity_name(SEVERITY_LOW), colour_of(SEVERITY_LOW), &text);
}

static void add_findings(struct page *p, struct libscols_line *parent, const struct findings *f)
{
	uint64_t lump = small_ones(f), rest = lump;

	for (size_t i = 0; i < f->n; i++) {
		if (!is_shown(p, f->at[i].severity))
			continue;
		if (!lump || !is_small(&f->at[i])) {
			add_finding(p, parent, &f->at[i]);
		} else if (rest) {
			add_lump(p, parent, lump);
			rest = 0;
		}
	}
}

/* --- processes ------------------------------------------------------------------- */

static void add_user(const struct audit_subject *s, struct buf *b)
{
	if (s->root)
		buf_add(b, s->creds.euid ? "can be root" : "root");
	else
		buf_addf(b, "uid %u", s->creds.euid);
	if (s->flags & LC_HOLDER_OWN_USER_NS)
		buf_addf(b, "%s in a user namespace of its own (%s)", s->inner_root && !s->root ? ", root" : "",
			 *s->uid_map ? s->uid_map : "no mapping");
}

static void add_confinement(const struct audit_subject *s, struct buf *b)
{
	static const char *const modes[] = { "no seccomp", "seccomp strict" };

	if (s->seccomp_mode < ARRAY_SIZE(modes))
		buf_addf(b, ", %s", modes[s->seccomp_mode]);
	else if (s->flags & LC_HOLDER_FILTERS)
		buf_addf(b, ", seccomp (%u %s)", s->seccomp_filters, s->seccomp_filters == 1 ? "filter" : "filters");
	else
		buf_add(b, ", seccomp");
	buf_add(b, s->flags & LC_HOLDER_NO_NEW_PRIVS ? ", no_new_privs" : "");
	if (*s->lsm)
		buf_addf(b, ", %s", s->lsm);
}

/* "root, holds 14 of 41 capabilities, used 2; seccomp (1 filter), no_new_privs, docker-default (enforce)" */
static void describe(const struct page *p, const struct audit_subject *s, struct buf *b)
{
	int held = __builtin_popcountll(s->creds.permitted);

	add_user(s, b);
	if (!held)
		buf_add(b, ", no capability");
	else
		buf_addf(b, ", holds %d of %u capabilities", held, p->audit->options.cap_last + 1);
	if (held && s->measured)
		buf_addf(b, ", %d unused", __builtin_popcountll(s->unused));
	add_confinement(s, b);
	if (s->flags & LC_HOLDER_MIXED)
		buf_add(b, "; its threads differ");
	if (s->flags & LC_HOLDER_PARTLY)
		buf_add(b, "; partly readable");
}

/* The title says whose it is, which stands above. */
static const char *short_title(const struct audit_subject *s)
{
	const char *name = strstr(s->title, ": ");

	return s->kind != OWNER_HOST && name ? name + 2 : s->title;
}

static void add_subject(struct page *p, struct libscols_line *parent, const struct audit_subject *s)
{
	enum severity worst = audit_worst(&s->findings);
	_buf_ struct buf text = BUF_INIT;

	describe(p, s, &text);
	add_findings(p, add_row(p, parent, short_title(s), s->findings.n ? severity_name(worst) : "", colour_of(worst),
				&text),
		     &s->findings);
}

static void add_container_facts(const struct owner *owner, struct buf *b)
{
	struct owner_facts f;
	_buf_ struct buf pod = BUF_INIT;

	owner_facts(owner, &f);
	buf_add(b, "container");
	if (f.runtime)
		buf_addf(b, " of %s", f.runtime);
	if (f.image)
		buf_addf(b, ", image %s", f.image);
	owner_pod(owner, &pod);
	if (pod.size)
		buf_addf(b, ", pod %s", buf_text(&pod));
	b->failed |= pod.failed;
}

static struct libscols_line *add_owner(struct page *p, const struct audit_subject *s)
{
	const struct owner *owner = audit_owner(p->audit, s);
	_buf_ struct buf title = BUF_INIT, text = BUF_INIT;

	if (s->kind == OWNER_HOST)
		return NULL;
	if (owner)
		owner_title(owner, &title);
	if (!title.size)
		buf_add(&title, s->cgroup);
	p->table.failed |= buf_error(&title) < 0;
	if (s->kind == OWNER_CONTAINER && owner)
		add_container_facts(owner, &text);
	else
		buf_add(&text, s->kind == OWNER_UNIT ? "unit of systemd" : "container");
	return add_row(p, NULL, buf_text(&title), "", NULL, &text);
}

static bool subject_is_shown(const struct page *p, const struct audit_subject *s)
{
	return p->everything || (s->findings.n && is_shown(p, audit_worst(&s->findings)));
}

static bool same_owner(const struct audit_subject *a, const struct audit_subject *b)
{
	return a && a->kind == b->kind && !strcmp(a->cgroup, b->cgroup);
}

/* --- the ordinary ---------------------------------------------------------------- */

#define ORDINARY_SHOWN 24

/* What is said of each service that runs as root. */
static bool is_usual(const struct finding *f)
{
	static const char *const usual[] = { "root-process", "no-new-privs-missing", "no-seccomp" };

	for (size_t i = 0; i < ARRAY_SIZE(usual); i++)
		if (!strcmp(f->rule->id, usual[i]))
			return true;
	return false;
}

/* One of the machine's own, when all are looked at: nothing to say but that it is root with all that goes with it. */
static bool is_ordinary(const struct page *p, const struct audit_subject *s)
{
	bool root = false;

	if (p->everything || p->audit->options.whole || s->kind == OWNER_CONTAINER || s->measured)
		return false;
	for (size_t i = 0; i < s->findings.n; i++) {
		if (is_shown(p, s->findings.at[i].severity) && !is_usual(&s->findings.at[i]))
			return false;
		root |= s->findings.at[i].severity == SEVERITY_MEDIUM;
	}
	return root;
}

/* The names of the next ones that are ordinary, together in a row of their own. */
static void add_ordinary(struct page *p)
{
	size_t n = 0, groups = 0;
	_buf_ struct buf what = BUF_INIT, text = BUF_INIT;

	buf_add(&text, "Root of the machine, with nearly every capability: ");
	for (size_t i = 0; i < p->audit->nsubjects; i++) {
		const struct audit_subject *s = &p->audit->subjects[i];

		if (!is_ordinary(p, s))
			continue;
		n += s->npids;
		if (groups++ < ORDINARY_SHOWN)
			buf_addf(&text, "%s%s", groups > 1 ? ", " : "", s->title);
	}
	if (!n)
		return;
	if (groups > ORDINARY_SHOWN)
		buf_addf(&text, " and %zu more", groups - ORDINARY_SHOWN);
	buf_add(&text, ". -v shows each, and a profile what they need.");
	text_count(&what, n, "process", "processes");
	p->table.failed |= buf_error(&what) < 0;
	add_row(p, NULL, buf_text(&what), severity_name(SEVERITY_MEDIUM), colour_of(SEVERITY_MEDIUM), &text);
}

/* Processes that are not shown. */
static size_t count_left_out(const struct page *p)
{
	size_t left_out = 0;

	for (size_t i = 0; i < p->audit->nsubjects; i++)
		if (!subject_is_shown(p, &p->audit->subjects[i]))
			left_out += p->audit->subjects[i].npids;
	return left_out;
}

static void add_subjects(struct page *p)
{
	const struct audit_subject *last = NULL;
	struct libscols_line *above = NULL;

	if (count_left_out(p) == p->audit->processes)
		return;
	p->table = text_table_begin(p->text.style, columns, ARRAY_SIZE(columns));
	for (size_t i = 0; i < p->audit->nsubjects; i++) {
		const struct audit_subject *s = &p->audit->subjects[i];

		if (!subject_is_shown(p, s) || is_ordinary(p, s))
			continue;
		if (!same_owner(last, s))
			above = add_owner(p, s);
		add_subject(p, s->kind == OWNER_HOST ? NULL : above, s);
		last = s;
	}
	add_ordinary(p);
	text_table_end(&p->table, p->text.out);
}

/* --- files, manifests ------------------------------------------------------------ */

static void add_files(struct page *p)
{
	if (!p->audit->nfiles)
		return;
	text_title(&p->text, "Files that give privileges");
	p->table = text_table_begin(p->text.style, columns, ARRAY_SIZE(columns));
	for (size_t i = 0; i < p->audit->nfiles; i++) {
		const struct audit_file *f = &p->audit->files[i];
		enum severity worst = audit_worst(&f->findings);
		_buf_ struct buf text = BUF_INIT;

		buf_addf(&text, "mode %04o, uid %u, gid %u%s", f->mode & 07777, f->uid, f->gid,
			 f->flags & LC_FILE_NOSUID ? ", on a file system mounted nosuid" : "");
		add_findings(p, add_row(p, NULL, f->path, severity_name(worst), colour_of(worst), &text), &f->findings);
	}
	text_table_end(&p->table, p->text.out);
}

/* Those of one container together, where the first of them stands. */
static void add_of_subject(struct page *p, const struct findings *f, size_t first)
{
	const char *subject = f->at[first].subject;
	struct libscols_line *above = NULL;
	_buf_ struct buf nothing = BUF_INIT;

	for (size_t i = 0; i < first; i++)
		if (!strcmp(f->at[i].subject, subject))
			return;
	for (size_t i = first; i < f->n; i++) {
		if (!is_shown(p, f->at[i].severity) || strcmp(f->at[i].subject, subject))
			continue;
		above = above ? above : add_row(p, NULL, subject, "", NULL, &nothing);
		add_finding(p, above, &f->at[i]);
	}
}

static void add_manifest_findings(struct page *p, const struct findings *f)
{
	if (!findings_count(f, p->everything ? SEVERITY_NOTE : SEVERITY_LOW))
		return;
	p->table = text_table_begin(p->text.style, columns, ARRAY_SIZE(columns));
	for (size_t i = 0; i < f->n; i++)
		add_of_subject(p, f, i);
	text_table_end(&p->table, p->text.out);
}

static void add_manifest(struct page *p, const struct audit_manifest *m)
{
	_buf_ struct buf title = BUF_INIT;

	buf_addf(&title, "%s: %s", m->name, m->kind);
	if (m->level)
		buf_addf(&title, ", passes Pod Security level %s", m->level);
	p->text.out->failed |= buf_error(&title) < 0;
	text_title(&p->text, buf_text(&title));
	add_manifest_findings(p, &m->findings);
}

/* --- the end --------------------------------------------------------------------- */

static void add_counts(struct page *p, struct buf *b)
{
	size_t above = 0, all = audit_count(p->audit, SEVERITY_LOW);

	buf_add(b, all ? "Findings:" : "Nothing found");
	for (int s = SEVERITY_HIGH; all && s >= SEVERITY_LOW; s--) {
		size_t n = audit_count(p->audit, s);

		if (n > above)
			buf_addf(b, "%s %zu %s", above ? "," : "", n - above, severity_name(s));
		above = n;
	}
	buf_add(b, ".");
}

static void add_summary(struct page *p)
{
	size_t left_out = count_left_out(p);
	const struct audit *a = p->audit;
	_buf_ struct buf b = BUF_INIT;

	add_counts(p, &b);
	if (a->processes) {
		buf_add(&b, " Looked at ");
		text_count(&b, a->processes, "process", "processes");
		if (left_out)
			buf_addf(&b, "; nothing to say of %zu of them (-v shows all)", left_out);
		buf_add(&b, ".");
	}
	if (a->partly) {
		buf_add(&b, " Of ");
		text_count(&b, a->partly, "process", "processes");
		buf_add(&b, " not everything could be read (-v names them).");
	}
	if (a->processes && !a->options.profile)
		buf_add(&b, " What is used is not known: give a profile by --profile, or watch with --observe.");
	if (a->options.observed)
		buf_add(&b, " \"Unused\" is what was seen in that time, not a proof.");
	buf_add(p->text.out, "\n");
	p->text.out->failed |= buf_error(&b) < 0;
	text_paragraph(&p->text, buf_text(&b), 0);
}

int emit_audit_text(const struct audit *a, const struct emit_style *style, bool everything, struct buf *out)
{
	struct page p = { .text = { .style = style, .out = out }, .audit = a, .everything = everything };

	add_subjects(&p);
	add_files(&p);
	for (size_t i = 0; i < a->nmanifests; i++)
		add_manifest(&p, &a->manifests[i]);
	add_summary(&p);
	return buf_error(out);
}
