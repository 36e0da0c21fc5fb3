/* SPDX-License-Identifier: BSD-2-Clause */
/* Cases of refused calls for core/layer.h: what is given as a row, and what the verdict must be. */
#ifndef LC_TESTS_UNIT_LAYER_CASE_H
#define LC_TESTS_UNIT_LAYER_CASE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <errno.h>

#include <cmocka.h>

#include <linux/audit.h>
#include <linux/capability.h>

#include "core/layer_rule.h"
#include "core/sysno.h"

#define SEEN CONFIDENCE_SEEN
#define INFERRED CONFIDENCE_INFERRED
#define BIT(cap) (UINT64_C(1) << (cap))
#define ALL_CAPS (BIT(41) - 1)
#define NO_CAPS UINT64_MAX /* for .effective and .permitted, where 0 is what the user says: root all, others none */
#define NO_LIMIT UINT64_MAX
#define DIR(path_, mode_, ...) { .path = path_, .mode = 0040000 | (mode_), __VA_ARGS__ }
#define LAST(path_, mode_, ...) { .path = path_, .mode = mode_, .flags = LC_OBJECT_LAST, __VA_ARGS__ }

struct given_check {
	int cap; /* from one */
	uint32_t flags; /* 0: LC_CHECK_DENIED */
	const char *site;
	const char *caller;
};
struct given_object {
	const char *path;
	uint32_t mode, uid, gid, flags, more, name; /* .more: flags, too */
	uint64_t mount, attributes, fstype, filecaps;
	uint32_t seals;
	const char *acl;
	size_t acl_size;
};
struct given_step {
	uint32_t kind, error, mask;
	const char *hook, *name;
	uint32_t mode, uid, gid, inode_flags;
};

struct given {
	const char *what;
	const char *call;
	uint32_t error;
	uint32_t flags; /* LC_DENIAL_* */
	uint64_t arg[6];
	struct given_check check[3];
	struct given_object object[4];
	struct given_step step[2];
	uint32_t uid, gid, group; /* all of the ids; .gid 0: as .uid */
	uint32_t abi;
	uint64_t effective, permitted, bounding; /* 0: by the user; see NO_CAPS */
	uint32_t level, securebits, seccomp_mode;
	int limit; /* from one */
	uint64_t limit_value;
	const char *settings; /* "name=value;name=value" */
	uint32_t audit_type;
	const char *audit;
	const char *path; /* of the first name */
	const void *address;
	size_t address_size;
	const char *socket; /* protocol of the descriptor that the call is about */
	uint32_t stance;
	/* the verdict */
	enum layer layer;
	enum confidence confidence;
	int cap; /* from one; 0: none */
	const char *action;
	const char *object_is, *detail_has, *fix_has; /* NULL: not looked at */
};

struct layer_bench {
	struct layer_case c;
	struct lc_denial denial;
	struct lc_object objects[4];
	struct layer_check checks[3];
	const char *callers[3][1];
	struct audit_entry audit;
	struct lc_audit line;
	char value[128];
	const char *settings;
};

/* Of "a=1;b=2" the value of a name. */
static inline const char *bench_setting(const void *ctx, const char *name)
{
	struct layer_bench *b = (struct layer_bench *)ctx;
	size_t n = strlen(name);

	for (const char *at = b->settings; at && *at; at += strcspn(at, ";"), at += *at == ';') {
		if (strncmp(at, name, n) || at[n] != '=')
			continue;
		snprintf(b->value, sizeof(b->value), "%.*s", (int)strcspn(at + n + 1, ";"), at + n + 1);
		return b->value;
	}
	return NULL;
}

static inline uint64_t given_set(uint64_t set, uint32_t uid)
{
	if (set == NO_CAPS)
		return 0;
	return set ? set : uid ? 0 : ALL_CAPS;
}

static inline void bench_creds(struct lc_creds *c, const struct given *g)
{
	c->uid = c->euid = c->suid = c->fsuid = g->uid;
	c->gid = c->egid = c->sgid = c->fsgid = g->gid ? g->gid : g->uid;
	c->effective = given_set(g->effective, g->uid);
	c->permitted = g->permitted ? given_set(g->permitted, g->uid) : c->effective;
	c->bounding = g->bounding == NO_CAPS ? 0 : g->bounding ? g->bounding : ALL_CAPS;
	c->user_ns_level = g->level;
	c->securebits = g->securebits;
	if (g->group) {
		c->ngroups = 1;
		c->group[0] = g->group;
	}
}

static inline void bench_objects(struct layer_bench *b, const struct given *g)
{
	for (size_t i = 0; i < ARRAY_SIZE(g->object) && g->object[i].path; i++) {
		const struct given_object *from = &g->object[i];
		struct lc_object *o = &b->objects[b->c.nobjects++];

		*o = (struct lc_object){ .denial = 1, .name = from->name, .flags = from->flags | from->more,
			.mode = from->mode,
					 .uid = from->uid, .gid = from->gid, .mount = from->mount,
					 .attributes = from->attributes, .fstype = from->fstype,
					 .filecaps = from->filecaps, .seals = from->seals, .ino = i + 1 };
		o->path_size = (uint32_t)strlen(from->path);
		memcpy(o->path, from->path, o->path_size);
		if (from->acl) {
			o->flags |= LC_OBJECT_ACL;
			o->acl_size = (uint32_t)from->acl_size;
			memcpy(o->acl, from->acl, from->acl_size);
		}
	}
}

static inline void bench_checks(struct layer_bench *b, const struct given *g)
{
	for (size_t i = 0; i < ARRAY_SIZE(g->check) && g->check[i].cap; i++) {
		const struct given_check *from = &g->check[i];
		struct layer_check *to = &b->checks[b->c.nchecks++];

		to->cap = (uint32_t)from->cap - 1;
		to->flags = from->flags ? from->flags : LC_CHECK_DENIED;
		to->site = from->site ? from->site : "";
		b->callers[i][0] = from->caller;
		to->callers = b->callers[i];
		to->ncallers = from->caller != NULL;
	}
	b->denial.nchecks = (uint32_t)b->c.nchecks;
}

static inline void bench_steps(struct layer_bench *b, const struct given *g)
{
	for (size_t i = 0; i < ARRAY_SIZE(g->step) && g->step[i].kind; i++) {
		const struct given_step *from = &g->step[i];
		struct lc_step *to = &b->denial.step[b->denial.nsteps++];

		*to = (struct lc_step){ .kind = from->kind, .error = from->error, .mask = from->mask,
			.mode = from->mode,
					.uid = from->uid, .gid = from->gid, .inode_flags = from->inode_flags };
		to->flags = from->mode ? LC_STEP_INODE : 0;
		snprintf(to->hook, sizeof(to->hook), "%s", from->hook);
		snprintf(to->name, sizeof(to->name), "%s", from->name ? from->name : "");
	}
}

static inline void bench_names(struct layer_bench *b, const struct given *g)
{
	struct lc_name *n = &b->denial.name[0];

	if (g->path) {
		n->kind = LC_NAME_PATH;
		n->size = (uint32_t)strlen(g->path);
		memcpy(n->text, g->path, n->size);
	}
	if (g->socket) {
		n->kind = LC_NAME_FD;
		n->fd = 3;
		n->base_size = (uint32_t)strlen(g->socket) + 1;
		memcpy(n->base, g->socket, n->base_size);
	}
	if (g->address) {
		n->kind = LC_NAME_ADDRESS;
		n->size = (uint32_t)g->address_size;
		memcpy(n->text, g->address, n->size);
	}
}

static inline void bench_audit(struct layer_bench *b, const struct given *g)
{
	if (!g->audit)
		return;
	b->line.type = g->audit_type ? g->audit_type : AUDIT_AVC;
	b->line.size = (uint32_t)strlen(g->audit);
	memcpy(b->line.text, g->audit, b->line.size);
	assert_int_equal(audit_parse(&b->line, &b->audit), 0);
	b->c.audit = &b->audit;
}

/* Lays out what is given; bench_clear() afterwards. */
static inline void bench_lay(struct layer_bench *b, const struct given *g)
{
	const struct sysno_info *call = sysno_by_name(g->call);

	*b = (struct layer_bench){ .settings = g->settings };
	assert_non_null(call);
	b->denial = (struct lc_denial){ .id = 1, .abi = g->abi, .error = g->error,
					.nr = (uint32_t)call->number[sysno_arch_of((enum lc_abi)g->abi)],
					.by = LC_REFUSER_OTHER, .flags = g->flags, .seccomp_mode = g->seccomp_mode };
	memcpy(b->denial.arg, g->arg, sizeof(g->arg));
	for (size_t i = 0; i < LC_LIMITS; i++)
		b->denial.limit[i] = NO_LIMIT;
	if (g->limit)
		b->denial.limit[g->limit - 1] = g->limit_value;
	b->c = (struct layer_case){ .denial = &b->denial, .objects = b->objects, .checks = b->checks,
		.exe = "/usr/bin/prog",
				    .setting = bench_setting, .ctx = b, .stance = g->stance };
	bench_creds(&b->denial.creds, g);
	bench_objects(b, g);
	bench_checks(b, g);
	bench_steps(b, g);
	bench_names(b, g);
	bench_audit(b, g);
}

static inline void bench_clear(struct layer_bench *b)
{
	audit_entry_free(&b->audit);
}

#endif
