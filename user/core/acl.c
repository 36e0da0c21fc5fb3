// SPDX-License-Identifier: BSD-2-Clause
/* Knows the stored form of an access ACL and the order in which its entries are asked (acl(5)). */
#include "core/acl.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "base/guard.h"
#include "core/dac.h"

#define VERSION 2
#define HEADER 4
#define ENTRY 8

static uint32_t little(const unsigned char *at, size_t n)
{
	uint32_t value = 0;

	while (n--)
		value = value << 8 | at[n];
	return value;
}

/* Owner, users, owning group, groups, mask, other: in this order, the single ones once. */
static bool follows(const struct acl *acl, enum acl_tag tag)
{
	enum acl_tag before;

	if (!acl->n)
		return tag == ACL_OF_OWNER;
	before = acl->entry[acl->n - 1].tag;
	if (tag == ACL_OF_USER || tag == ACL_OF_GROUP)
		return before <= tag;
	return before < tag;
}

static bool is_tag(uint32_t tag)
{
	return tag && tag <= ACL_OF_OTHER && !(tag & (tag - 1));
}

/* Each of the three classes of a mode, and a mask if there is a named entry. */
static bool is_whole(const struct acl *acl)
{
	uint32_t tags = 0;

	for (size_t i = 0; i < acl->n; i++)
		tags |= acl->entry[i].tag;
	if ((tags & (ACL_OF_USER | ACL_OF_GROUP)) && !(tags & ACL_AS_MASK))
		return false;
	return (tags & ACL_OF_OWNER) && (tags & ACL_OF_GROUP_OWNER) && (tags & ACL_OF_OTHER);
}

int acl_read(const void *bytes, size_t n, struct acl *out)
{
	const unsigned char *at = bytes;

	out->n = 0;
	if (n < HEADER || (n - HEADER) % ENTRY || little(at, HEADER) != VERSION)
		return -EBADMSG;
	if ((n - HEADER) / ENTRY > ACL_ENTRIES)
		return -E2BIG;
	for (size_t i = HEADER; i < n; i += ENTRY) {
		uint32_t tag = little(at + i, 2), bits = little(at + i + 2, 2);

		if (!is_tag(tag) || bits > 7 || !follows(out, (enum acl_tag)tag))
			return -EBADMSG;
		out->entry[out->n++] = (struct acl_entry){ (enum acl_tag)tag, bits, little(at + i + 4, 4) };
	}
	return is_whole(out) ? 0 : -EBADMSG;
}

static uint32_t mask_of(const struct acl *acl)
{
	for (size_t i = 0; i < acl->n; i++)
		if (acl->entry[i].tag == ACL_AS_MASK)
			return acl->entry[i].bits;
	return 7;
}

/* Whether the entry speaks of who. */
static bool speaks_of(const struct acl_entry *e, const struct lc_creds *who, const struct lc_object *of)
{
	switch (e->tag) {
	case ACL_OF_OWNER:
		return who->fsuid == of->uid;
	case ACL_OF_USER:
		return who->fsuid == e->id;
	case ACL_OF_GROUP_OWNER:
		return dac_in_group(who, of->gid);
	case ACL_OF_GROUP:
		return dac_in_group(who, e->id);
	default:
		return e->tag == ACL_OF_OTHER;
	}
}

static struct acl_answer answer(const struct acl *acl, const struct acl_entry *e, uint32_t want)
{
	bool under_mask = e->tag != ACL_OF_OWNER && e->tag != ACL_OF_OTHER;
	uint32_t bits = under_mask ? e->bits & mask_of(acl) : e->bits;

	return (struct acl_answer){ .allowed = !(want & ~bits), .masked = (want & ~bits) && !(want & ~e->bits),
				    .tag = e->tag, .id = e->id, .bits = bits };
}

/* Whether a group that who may be in, but is not known to, would allow it. */
static bool hidden_group(const struct acl *acl, const struct lc_creds *who, uint32_t want)
{
	for (size_t i = 0; dac_groups_unknown(who) && i < acl->n; i++) {
		const struct acl_entry *e = &acl->entry[i];

		if ((e->tag & (ACL_OF_GROUP_OWNER | ACL_OF_GROUP)) && answer(acl, e, want).allowed)
			return true;
	}
	return false;
}

/* The first entry that speaks of who decides; of groups, the first that gives what is wanted, else none else. */
static struct acl_answer decide(const struct acl *acl, const struct lc_creds *who, const struct lc_object *of,
				uint32_t want)
{
	const struct acl_entry *group = NULL;
	struct acl_answer out = { .tag = ACL_OF_OTHER };

	for (size_t i = 0; i < acl->n; i++) {
		const struct acl_entry *e = &acl->entry[i];
		bool is_group = e->tag & (ACL_OF_GROUP_OWNER | ACL_OF_GROUP);

		if (e->tag == ACL_OF_OTHER && group)
			break;
		if (!speaks_of(e, who, of))
			continue;
		if (is_group && (want & ~e->bits)) {
			group = group ? group : e;
			continue;
		}
		out = answer(acl, e, want);
		out.unsure = !out.allowed && e->tag == ACL_OF_OTHER && hidden_group(acl, who, want);
		return out;
	}
	if (group)
		out = answer(acl, group, want);
	out.unsure = hidden_group(acl, who, want);
	return out;
}

int acl_ask(const struct lc_creds *who, const struct lc_object *of, uint32_t want, struct acl_answer *out)
{
	struct acl acl;
	int r;

	if (!(of->flags & LC_OBJECT_ACL) || !of->acl_size)
		return -ENOENT;
	r = acl_read(of->acl, of->acl_size < LC_ACL_ROOM ? of->acl_size : LC_ACL_ROOM, &acl);
	if (!r)
		*out = decide(&acl, who, of, want & 7);
	return r;
}

const char *acl_entry_text(enum acl_tag tag, uint32_t id, uint32_t bits, char room[32])
{
	bool named = tag == ACL_OF_USER || tag == ACL_OF_GROUP;
	const char *word = "other";
	char number[12] = "";

	if (tag == ACL_OF_OWNER || tag == ACL_OF_USER)
		word = "user";
	else if (tag == ACL_OF_GROUP_OWNER || tag == ACL_OF_GROUP)
		word = "group";
	else if (tag == ACL_AS_MASK)
		word = "mask";
	if (named)
		snprintf(number, sizeof(number), "%" PRIu32, id);
	snprintf(room, 32, "%s:%s:%c%c%c", word, number, bits & 4 ? 'r' : '-', bits & 2 ? 'w' : '-',
		 bits & 1 ? 'x' : '-');
	return room;
}
