// SPDX-License-Identifier: BSD-2-Clause
/* Knows what a container of Kubernetes, a service of compose and an OCI config should say. */
#include <string.h>

#include "core/manifest_fix.h"

#define MAX_RESPELL 64 /* there are no more */

/* --- capabilities ------------------------------------------------------------------------ */

static bool same_cap(const char *have, const char *want)
{
	int cap = cap_parse(have);

	return (cap >= 0 && cap == cap_parse(want)) || !strcasecmp(have, want);
}

static void add_set(struct wants *w, struct want *list, uint64_t set, bool bare)
{
	for (unsigned int cap = 0; cap < CAP_COUNT; cap++) {
		if (set >> cap & 1)
			want_add(w, list, WANT_TEXT, NULL, cap_info(cap)->name + (bare ? strlen("CAP_") : 0));
	}
}

static void want_set(struct wants *w, struct want *parent, const char *key, const struct tree *map, uint64_t set,
		     enum cap_spelling how)
{
	struct want *list;

	if (!set && !tree_entry(map, key))
		return;
	/* An empty list in a block would be null. */
	if (!set && how != SPELL_FULL) {
		want_add(w, parent, WANT_GONE, key, NULL);
		return;
	}
	list = want_add(w, parent, WANT_LIST, key, NULL);
	list->same = how == SPELL_ANY ? same_cap : NULL;
	add_set(w, list, set, how != SPELL_FULL);
}

/* ALL among what is dropped is enough; in Kubernetes in capitals. */
static void want_drop_all(struct wants *w, struct want *parent, const char *key, const struct container *c)
{
	struct want *list;

	for (size_t i = 0; i < c->drop.n; i++) {
		if (c->drop.at[i].cap == CAP_ALL && !c->drop.at[i].odd)
			return;
	}
	list = want_add(w, parent, WANT_LIST, key, NULL);
	want_add(w, list, WANT_TEXT, NULL, "ALL");
}

/* --- Kubernetes ---------------------------------------------------------------------------- */

static bool any_odd(const struct caps_at *caps)
{
	for (size_t i = 0; i < caps->n; i++) {
		if (caps->at[i].odd && caps->at[i].cap != CAP_UNKNOWN)
			return true;
	}
	return false;
}

/* The same list, each name as Kubernetes wants it. One that there is not stays: what was meant is not known. */
static void respell(struct wants *w, struct want *parent, const char *key, const struct caps_at *caps)
{
	struct want *list;

	if (!any_odd(caps) || caps->n > MAX_RESPELL)
		return;
	list = want_add(w, parent, WANT_LIST, key, NULL);
	for (size_t i = 0; i < caps->n; i++) {
		int cap = caps->at[i].cap;
		const char *text = caps->at[i].text;

		if (cap == CAP_ALL)
			text = "ALL";
		else if (cap >= 0 && cap < CAP_COUNT)
			text = cap_info((unsigned int)cap)->name + strlen("CAP_");
		want_add(w, list, WANT_TEXT, NULL, text);
	}
}

static void want_capabilities(struct fix *f, const struct container *c, struct wants *w, struct want *context)
{
	const struct tree *map = tree_path(c->node, "securityContext/capabilities");
	struct want *own = want_add(w, NULL, WANT_MAP, "capabilities", NULL);

	if (fix_has_plan(f, c)) {
		want_drop_all(w, own, "drop", c);
		want_set(w, own, "add", map, fix_keep(f), SPELL_BARE);
	} else {
		respell(w, own, "add", &c->add);
		respell(w, own, "drop", &c->drop);
	}
	if (own->first)
		want_adopt(context, own);
}

/* Windows has none of this, and the API refuses it there. */
static bool is_windows(const struct fix *f, const struct container *c)
{
	return f->m->pods[c->pod].windows;
}

static void want_pod(struct fix *f, const struct container *c, struct wants *w, struct want *root)
{
	struct want *context = want_add(w, NULL, WANT_MAP, "securityContext", NULL), *seccomp;
	bool privileged = c->privileged.what == SAY_YES, plan = fix_has_plan(f, c);

	if (is_windows(f, c))
		return;
	if (privileged && plan)
		want_add(w, context, WANT_WORD, "privileged", "false");
	if (fix_no_new_privs(f, c))
		want_add(w, context, WANT_WORD, "allowPrivilegeEscalation", "false");
	want_capabilities(f, c, w, context);
	if (c->seccomp.how == CONFINED_UNSET && (!privileged || plan)) {
		seccomp = want_add(w, context, WANT_MAP, "seccompProfile", NULL);
		want_add(w, seccomp, WANT_TEXT, "type", "RuntimeDefault");
	}
	if (context->first)
		want_adopt(root, context);
}

/* --- compose ---------------------------------------------------------------------------------- */

static bool is_nnp(const char *have, const char *want)
{
	(void)want;
	return !strcmp(have, "no-new-privileges") || !strcmp(have, "no-new-privileges:true") ||
	       !strcmp(have, "no-new-privileges=true");
}

static void want_service(struct fix *f, const struct container *c, struct wants *w, struct want *root)
{
	struct want *list;

	if (fix_has_plan(f, c)) {
		if (c->privileged.what == SAY_YES)
			want_add(w, root, WANT_GONE, "privileged", NULL);
		want_drop_all(w, root, "cap_drop", c);
		want_set(w, root, "cap_add", c->node, fix_keep(f), SPELL_ANY);
	}
	if (fix_no_new_privs(f, c)) {
		list = want_add(w, root, WANT_ALSO, "security_opt", NULL);
		list->same = is_nnp;
		want_add(w, list, WANT_TEXT, NULL, "no-new-privileges:true");
	}
}

/* --- OCI ------------------------------------------------------------------------------------------ */

static void want_config(struct fix *f, const struct container *c, struct wants *w, struct want *root)
{
	static const char *const held[] = { "bounding", "effective", "permitted" };
	const struct tree *map = tree_path(c->node, "process/capabilities");
	struct want *process = want_add(w, root, WANT_MAP, "process", NULL), *caps;
	uint64_t ambient;

	if (fix_no_new_privs(f, c))
		want_add(w, process, WANT_WORD, "noNewPrivileges", "true");
	if (!fix_has_plan(f, c))
		return;
	caps = want_add(w, process, WANT_MAP, "capabilities", NULL);
	for (size_t i = 0; i < ARRAY_SIZE(held); i++)
		want_set(w, caps, held[i], map, fix_keep(f), SPELL_FULL);
	ambient = container_is_nonroot(c) ? fix_keep(f) : 0;
	want_set(w, caps, "inheritable", map, ambient, SPELL_FULL);
	want_set(w, caps, "ambient", map, ambient, SPELL_FULL);
}

void fix_tree(struct fix *f, const struct container *c)
{
	struct wants w = { .n = 0 };
	struct want *root = want_add(&w, NULL, WANT_MAP, NULL, NULL);

	if (f->m->kind == MANIFEST_KUBERNETES)
		want_pod(f, c, &w, root);
	else if (f->m->kind == MANIFEST_COMPOSE)
		want_service(f, c, &w, root);
	else
		want_config(f, c, &w, root);
	if (root->first)
		patch_map(&f->patch, c->node, root);
}
