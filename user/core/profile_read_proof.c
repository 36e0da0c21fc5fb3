// SPDX-License-Identifier: BSD-2-Clause
/* Knows how a profile file's proof is read: what replays showed. A file that was never replayed has none. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/order.h"
#include "core/cap.h"
#include "core/profile_reader.h"
#include "core/profile_words.h"
#include "core/sysno.h"

static int read_kind(const struct node *n, enum proof_kind *out)
{
	const char *word;
	int kind, r = node_word(n, "kind", &word);

	if (r)
		return r;
	kind = proof_of(word);
	if (kind < 0)
		return node_wrong(n, "kind", "must be none, sufficient or minimal");
	*out = kind;
	return 0;
}

static int read_verdict(const struct node *n, enum member_verdict *out)
{
	const char *word;
	int verdict, r = node_word(n, "verdict", &word);

	if (r)
		return r;
	verdict = member_verdict_of(word);
	if (verdict < 0)
		return node_wrong(n, "verdict", "unknown verdict %s", word);
	*out = verdict;
	return 0;
}

static int read_member(const struct node *n, struct proof_member *m)
{
	int r = reader_capability(n, &m->cap);

	if (!r)
		r = read_verdict(n, &m->verdict);
	return r ? r : node_text(n, "without", &m->without);
}

static int compare_members(const void *a, const void *b)
{
	const struct proof_member *x = a, *y = b;

	return order_u64(x->cap, y->cap);
}

static int check_members(const struct node *n, struct proof *p)
{
	qsort(p->members, p->nmembers, sizeof(*p->members), compare_members);
	for (size_t i = 1; i < p->nmembers; i++) {
		char room[32];

		if (p->members[i - 1].cap == p->members[i].cap)
			return node_wrong(n, "members", "%s is there twice", cap_name(p->members[i].cap, room));
	}
	return 0;
}

static int read_members(const struct node *n, struct proof *p)
{
	struct node_list list;
	int r = node_list(n, "members", &list);

	if (r)
		return r;
	if (list.n > CAP_ROOM)
		return node_wrong(n, "members", "more than %d", CAP_ROOM);
	p->members = calloc(list.n + 1, sizeof(*p->members));
	if (!p->members)
		return -ENOMEM;
	for (; !r && p->nmembers < list.n; p->nmembers++) {
		struct node member;

		r = node_element(n, "members", &list, p->nmembers, &member);
		if (!r)
			r = read_member(&member, &p->members[p->nmembers]);
	}
	return r ? r : check_members(n, p);
}

static int read_calls(const struct node *n, enum lc_abi abi, struct sysset *out)
{
	const char *key = sysno_abi_name(abi);
	struct node_list list;
	int r = node_list(n, key, &list);

	if (r)
		return r;
	out->room = list.n;
	out->use = calloc(out->room + 1, sizeof(*out->use));
	if (!out->use)
		return -ENOMEM;
	for (; !r && out->n < out->room; out->n++)
		r = reader_syscall_element(n, key, &list, out->n, abi, &out->use[out->n].nr);
	return r ? r : reader_sort_uses(n, key, abi, out);
}

static int read_needless(const struct node *n, struct proof *p)
{
	struct node calls;
	int r = node_object(n, "needless_syscalls", &calls);

	for (size_t abi = 0; !r && abi < LC_ABIS; abi++) {
		if (reader_has(&calls, sysno_abi_name(abi)))
			r = read_calls(&calls, abi, &p->needless[abi]);
	}
	return r;
}

static int read_proof(const struct node *n, struct proof *p)
{
	int r = read_kind(n, &p->kind);

	if (!r)
		r = node_u32(n, "runs", UINT32_MAX, &p->runs);
	if (!r)
		r = node_text(n, "oracle", &p->oracle);
	if (!r)
		r = node_text(n, "release", &p->release);
	if (!r)
		r = node_bool(n, "syscalls", &p->syscalls);
	if (!r)
		r = node_bool(n, "no_new_privs", &p->no_new_privs);
	if (!r)
		r = node_bool(n, "root", &p->root);
	if (!r)
		r = reader_capabilities(n, "capabilities", &p->caps);
	if (!r)
		r = read_members(n, p);
	return r ? r : read_needless(n, p);
}

int reader_proof(const struct node *root, struct profile *profile)
{
	struct node n;
	int r;

	if (!reader_has(root, "proof"))
		return 0;
	r = node_object(root, "proof", &n);
	if (r)
		return r;
	profile->proof = calloc(1, sizeof(*profile->proof));
	return profile->proof ? read_proof(&n, profile->proof) : -ENOMEM;
}
