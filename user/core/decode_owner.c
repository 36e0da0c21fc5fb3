// SPDX-License-Identifier: BSD-2-Clause
/* Knows what may stand in records of owners, of changes of privileges, and of who holds them. */
#include "core/decode_owner.h"

#include <string.h>

#define OWNER_FLAGS (LC_OWNER_HOST_PIDS | LC_OWNER_CUT)
#define MOVE_FLAGS (LC_MOVE_ENTERED | LC_MOVE_LEFT)
#define STANCE_FLAGS (LC_STANCE_KEEPCAPS * 2 - 1)
#define HOLDER_FLAGS (LC_HOLDER_OWN_USER_NS * 2 - 1)
#define FILE_FLAGS (LC_FILE_NS_CAPS * 2 - 1)

static bool owner_ok(struct lc_owner *o)
{
	o->flags &= OWNER_FLAGS;
	return o->id && o->id <= LC_MAX_OWNERS && o->path_len <= LC_PATH_LEN &&
	       (!o->path_len || !o->path[o->path_len - 1]);
}

static bool label_ok(struct lc_label *l)
{
	return l->owner && l->owner <= LC_MAX_OWNERS && l->kind && l->kind < LC_LABELS && l->size <= LC_LABEL_LEN;
}

static bool move_ok(struct lc_move *m)
{
	m->flags &= MOVE_FLAGS;
	m->comm[LC_COMM_LEN - 1] = '\0';
	return m->from <= LC_MAX_OWNERS && m->to <= LC_MAX_OWNERS;
}

static bool privilege_ok(struct lc_privilege *p)
{
	p->flags &= STANCE_FLAGS;
	return p->abi < LC_ABIS;
}

static bool holder_ok(struct lc_holder *h)
{
	h->flags &= HOLDER_FLAGS;
	h->comm[LC_COMM_LEN - 1] = '\0';
	if (!(h->flags & LC_HOLDER_SECUREBITS))
		h->creds.securebits = 0;
	if (!(h->flags & LC_HOLDER_FILTERS))
		h->seccomp_filters = 0;
	return h->pid && h->exe_size <= LC_PATH_LEN && h->cgroup_size <= LC_PATH_LEN &&
	       memchr(h->lsm, '\0', sizeof(h->lsm)) && memchr(h->uid_map, '\0', sizeof(h->uid_map));
}

static bool file_ok(struct lc_file *f)
{
	f->flags &= FILE_FLAGS;
	if (!(f->flags & LC_FILE_CAPS))
		f->permitted = f->inheritable = 0;
	return f->path_size && f->path_size <= LC_FILE_PATH_LEN;
}

bool decode_owned(union record *r)
{
	switch (r->head.kind) {
	case LC_OWNER:
		return owner_ok(&r->owner);
	case LC_LABEL:
		return label_ok(&r->label);
	case LC_MOVE:
		return move_ok(&r->move);
	case LC_PRIVILEGE:
		return privilege_ok(&r->privilege);
	case LC_HOLDER:
		return holder_ok(&r->holder);
	case LC_FILE:
		return file_ok(&r->file);
	default:
		return false;
	}
}
