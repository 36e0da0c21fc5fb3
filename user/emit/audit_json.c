// SPDX-License-Identifier: BSD-2-Clause
/* The audit for programs. */
#include "emit/audit.h"

#include <inttypes.h>
#include <stdio.h>

#include "core/cap.h"
#include "emit/jsonout.h"

#define AUDIT_SCHEMA "leastcap/audit/1"

/* linux/securebits.h, by bit */
static const char *const securebit_names[] = {
	"noroot", "noroot_locked", "no_setuid_fixup", "no_setuid_fixup_locked", "keep_caps", "keep_caps_locked",
	"no_cap_ambient_raise", "no_cap_ambient_raise_locked",
};

/* --- findings ------------------------------------------------------------------ */

static json_t *finding(const struct finding *f)
{
	char room[32];

	return json_pack("{s:s, s:s, s:s?, s:o, s:o, s:o, s:o, s:o, s:o}", "rule", f->rule->id, "severity",
			 severity_name(f->severity), "capability",
			 f->cap < 0 ? NULL : cap_name((unsigned int)f->cap, room), "subject", jsonout_text(f->subject),
			 "message", jsonout_text(f->message), "attack", jsonout_text_or_null(f->attack), "fix",
			 jsonout_text_or_null(f->fix), "file", jsonout_text_or_null(f->file), "line",
			 jsonout_counted(f->line));
}

static json_t *findings(const struct findings *f)
{
	_json_ json_t *list = json_array();

	for (size_t i = 0; i < f->n; i++)
		if (json_array_append_new(list, finding(&f->at[i])))
			return NULL;
	return TAKE(list);
}

static json_t *all_findings(const struct audit *a)
{
	_json_ json_t *list = json_array();
	_free_ const struct finding **all = NULL;
	size_t n;

	if (audit_findings(a, &all, &n))
		return NULL;
	for (size_t i = 0; i < n; i++)
		if (json_array_append_new(list, finding(all[i])))
			return NULL;
	return TAKE(list);
}

/* --- processes ----------------------------------------------------------------- */

static json_t *numbers(const uint32_t *at, size_t n)
{
	_json_ json_t *list = json_array();

	for (size_t i = 0; i < n; i++)
		if (json_array_append_new(list, json_integer(at[i])))
			return NULL;
	return TAKE(list);
}

static json_t *user(const struct audit_subject *s)
{
	const struct lc_creds *c = &s->creds;
	size_t groups = c->ngroups < LC_GROUPS ? c->ngroups : LC_GROUPS;

	return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:I, s:b, s:b}", "uid", (json_int_t)c->uid,
			 "euid", (json_int_t)c->euid, "suid", (json_int_t)c->suid, "fsuid", (json_int_t)c->fsuid,
			 "gid", (json_int_t)c->gid, "egid", (json_int_t)c->egid, "sgid", (json_int_t)c->sgid, "fsgid",
			 (json_int_t)c->fsgid, "groups", numbers(c->group, groups), "group_count",
			 (json_int_t)c->ngroups, "root", s->root, "root_of_user_ns", s->root || s->inner_root);
}

static json_t *sets(const struct lc_creds *c)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o}", "permitted", jsonout_caps(c->permitted), "effective",
			 jsonout_caps(c->effective), "inheritable", jsonout_caps(c->inheritable), "bounding",
			 jsonout_caps(c->bounding), "ambient", jsonout_caps(c->ambient));
}

static json_t *securebits(const struct audit_subject *s)
{
	_json_ json_t *list = json_array();

	if (!(s->flags & LC_HOLDER_SECUREBITS))
		return json_null();
	for (size_t i = 0; i < ARRAY_SIZE(securebit_names); i++)
		if ((s->creds.securebits >> i & 1) && json_array_append_new(list, json_string(securebit_names[i])))
			return NULL;
	return TAKE(list);
}

static json_t *seccomp(const struct audit_subject *s)
{
	static const char *const modes[] = { "disabled", "strict", "filter" };

	return json_pack("{s:s, s:o}", "mode", s->seccomp_mode < ARRAY_SIZE(modes) ? modes[s->seccomp_mode] : "unknown",
			 "filters", s->flags & LC_HOLDER_FILTERS ? json_integer(s->seccomp_filters) : json_null());
}

static json_t *user_ns(const struct audit_subject *s)
{
	return json_pack("{s:o, s:b, s:o, s:o}", "inode", jsonout_counted(s->creds.user_ns), "own",
			 !!(s->flags & LC_HOLDER_OWN_USER_NS), "level",
			 s->creds.user_ns ? json_integer(s->creds.user_ns_level) : json_null(), "uid_map",
			 jsonout_text_or_null(s->uid_map));
}

static json_t *word(struct owner_word w)
{
	_buf_ struct buf b = BUF_INIT;

	if (!w.text || !w.n)
		return json_null();
	buf_add_bytes(&b, w.text, w.n);
	return jsonout_buf(&b);
}

/* Sets what is known of the owner; each key is there. 0, or else when out of memory. */
static int set_owner(json_t *out, const struct audit *a, const struct audit_subject *s)
{
	static const char *const kinds[] = {
		[OWNER_HOST] = "host", [OWNER_CONTAINER] = "container", [OWNER_UNIT] = "unit",
	};
	const struct owner *owner = audit_owner(a, s);
	struct owner_facts f = { 0 };
	_buf_ struct buf title = BUF_INIT, unit = BUF_INIT, pod = BUF_INIT;

	if (owner) {
		owner_facts(owner, &f);
		owner_title(owner, &title);
		owner_unit(owner, &unit);
		owner_pod(owner, &pod);
	}
	if (buf_error(&title) || buf_error(&unit) || buf_error(&pod))
		return -1;
	return json_object_set_new(out, "kind", json_string(kinds[s->kind])) ||
	       json_object_set_new(out, "container",
				   s->kind == OWNER_CONTAINER ? jsonout_text_or_null(buf_text(&title)) : json_null()) ||
	       json_object_set_new(out, "container_id", word(f.id)) ||
	       json_object_set_new(out, "runtime", jsonout_text_or_null(f.runtime)) ||
	       json_object_set_new(out, "image", jsonout_text_or_null(f.image)) ||
	       json_object_set_new(out, "pod", jsonout_text_or_null(buf_text(&pod))) ||
	       json_object_set_new(out, "unit", jsonout_text_or_null(buf_text(&unit))) ||
	       json_object_set_new(out, "cgroup", jsonout_text_or_null(s->cgroup));
}

static json_t *subject(const struct audit *a, const struct audit_subject *s)
{
	_json_ json_t *out = json_pack("{s:o, s:o, s:o, s:o}", "pid", numbers(s->pids, s->npids), "title",
				       jsonout_text(s->title), "exe", jsonout_text_or_null(s->exe), "comm",
				       jsonout_text(s->comm));
	_json_ json_t *rest = json_pack("{s:o, s:o, s:o, s:b, s:o, s:{s:o, s:s}, s:o, s:o, s:o, s:I, s:b, s:b}",
					"user", user(s), "sets", sets(&s->creds), "securebits", securebits(s),
					"no_new_privs", !!(s->flags & LC_HOLDER_NO_NEW_PRIVS), "seccomp", seccomp(s),
					"lsm", "label", jsonout_text_or_null(s->lsm), "mode",
					audit_lsm_name(s->confined), "user_ns", user_ns(s), "pid_ns",
					jsonout_counted(s->pid_ns), "mnt_ns", jsonout_counted(s->mnt_ns), "threads",
					(json_int_t)s->threads, "mixed_threads", !!(s->flags & LC_HOLDER_MIXED),
					"partly", !!(s->flags & LC_HOLDER_PARTLY));
	_json_ json_t *last = json_pack("{s:o, s:o, s:o}", "used", s->measured ? jsonout_caps(s->used) : json_null(),
					"unused", s->measured ? jsonout_caps(s->unused) : json_null(), "findings",
					findings(&s->findings));

	if (!out || !rest || !last || set_owner(out, a, s) || json_object_update(out, rest) ||
	    json_object_update(out, last))
		return NULL;
	return TAKE(out);
}

static json_t *subjects(const struct audit *a)
{
	_json_ json_t *list = json_array();

	for (size_t i = 0; i < a->nsubjects; i++)
		if (json_array_append_new(list, subject(a, &a->subjects[i])))
			return NULL;
	return TAKE(list);
}

/* --- files, manifests ---------------------------------------------------------- */

static json_t *file(const struct audit_file *f)
{
	char mode[16];

	snprintf(mode, sizeof(mode), "%04o", f->mode & 07777);
	return json_pack("{s:o, s:s, s:I, s:I, s:b, s:b, s:o, s:o, s:b, s:o, s:b, s:b, s:o}", "path",
			 jsonout_text(f->path), "mode", mode, "uid", (json_int_t)f->uid, "gid", (json_int_t)f->gid,
			 "setuid", !!(f->flags & LC_FILE_SETUID), "setgid", !!(f->flags & LC_FILE_SETGID), "permitted",
			 jsonout_caps(f->permitted), "inheritable", jsonout_caps(f->inheritable), "effective",
			 !!(f->flags & LC_FILE_EFFECTIVE), "rootid",
			 f->flags & LC_FILE_NS_CAPS ? json_integer(f->rootid) : json_null(), "nosuid",
			 !!(f->flags & LC_FILE_NOSUID), "bad", !!(f->flags & LC_FILE_BAD_CAPS), "findings",
			 findings(&f->findings));
}

static json_t *files(const struct audit *a)
{
	_json_ json_t *list = json_array();

	for (size_t i = 0; i < a->nfiles; i++)
		if (json_array_append_new(list, file(&a->files[i])))
			return NULL;
	return TAKE(list);
}

static json_t *manifests(const struct audit *a)
{
	_json_ json_t *list = json_array();

	for (size_t i = 0; i < a->nmanifests; i++) {
		const struct audit_manifest *m = &a->manifests[i];

		if (json_array_append_new(list, json_pack("{s:o, s:o, s:o, s:I, s:o}", "name", jsonout_text(m->name),
							  "kind", jsonout_text(m->kind), "pod_security",
							  jsonout_text_or_null(m->level), "containers",
							  (json_int_t)m->containers, "findings",
							  findings(&m->findings))))
			return NULL;
	}
	return TAKE(list);
}

/* --- the whole ----------------------------------------------------------------- */

static json_t *counts(const struct audit *a)
{
	_json_ json_t *out = json_object();
	size_t above = 0;

	for (int s = SEVERITIES - 1; s >= 0; s--) {
		size_t n = audit_count(a, s);

		if (json_object_set_new(out, severity_name(s), jsonout_number(n - above)))
			return NULL;
		above = n;
	}
	return TAKE(out);
}

static json_t *summary(const struct audit *a)
{
	const struct profile *p = a->options.profile;

	return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:s?, s:o}", "processes", (json_int_t)a->processes,
			 "subjects", (json_int_t)a->nsubjects, "partly", (json_int_t)a->partly, "bad_records",
			 (json_int_t)a->bad, "files", (json_int_t)a->nfiles, "manifests", (json_int_t)a->nmanifests,
			 "findings", counts(a), "measured_by",
			 !p ? NULL : a->options.observed ? "observation" : "profile", "complete",
			 p ? json_boolean(!profile_incomplete(p)) : json_null());
}

int emit_audit_json(const struct audit *a, struct buf *out)
{
	return jsonout_write(json_pack("{s:s, s:o, s:o, s:o, s:o, s:o}", "schema", AUDIT_SCHEMA, "subjects",
				       subjects(a), "files", files(a), "manifests", manifests(a), "findings",
				       all_findings(a), "summary", summary(a)),
			     out);
}
