// SPDX-License-Identifier: BSD-2-Clause
/* Knows how the kernel decides by mode bits, and which capability it asks for when they refuse. */
#include "core/dac.h"

#include <assert.h>

#include <linux/capability.h>

#include "base/guard.h"
#include "core/acl.h"
#include "core/mode.h"

#define BIT(cap) (UINT64_C(1) << (cap))
#define ANY_EXEC 0111u

static const char *const classes[] = {
	[DAC_OWNER] = "its owner",
	[DAC_GROUP] = "in its group",
	[DAC_OTHER] = "neither its owner nor in its group",
};
static_assert(ARRAY_SIZE(classes) == DAC_OTHER + 1, "a name per class");

const char *dac_class_name(enum dac_class class)
{
	return (unsigned int)class < ARRAY_SIZE(classes) ? classes[class] : classes[DAC_OTHER];
}

bool dac_groups_unknown(const struct lc_creds *who)
{
	return who->ngroups > LC_GROUPS;
}

bool dac_in_group(const struct lc_creds *who, uint32_t gid)
{
	uint32_t n = dac_groups_unknown(who) ? LC_GROUPS : who->ngroups;

	if (who->fsgid == gid)
		return true;
	for (uint32_t i = 0; i < n; i++)
		if (who->group[i] == gid)
			return true;
	return false;
}

/*
 * Directories: reading and searching ask for the narrow one first, writing only for the wide one. Files: the same for
 * reading; execution is overridden only if somebody may execute it at all.
 */
static int overriding(uint32_t mode, uint32_t want)
{
	bool directory = mode_is(mode, MODE_DIRECTORY);

	if (directory && !(want & DAC_WRITE))
		return CAP_DAC_READ_SEARCH;
	if (!directory && want == DAC_READ)
		return CAP_DAC_READ_SEARCH;
	if (directory || !(want & DAC_EXEC) || (mode & ANY_EXEC))
		return CAP_DAC_OVERRIDE;
	return -1;
}

static bool holds(const struct lc_creds *who, int cap)
{
	if (cap < 0)
		return false;
	return who->effective & (BIT(cap) | BIT(CAP_DAC_OVERRIDE));
}

static void ask_bits(const struct lc_creds *who, const struct lc_object *of, uint32_t want, struct dac_answer *out)
{
	static const unsigned int shift[] = { [DAC_OWNER] = 6, [DAC_GROUP] = 3, [DAC_OTHER] = 0 };

	out->bits = of->mode >> shift[out->class] & 7;
	out->allowed = !(want & ~out->bits);
	out->unsure = !out->allowed && out->class == DAC_OTHER && dac_groups_unknown(who) &&
		      !(want & ~(of->mode >> 3 & 7));
}

/* The owner's bits always speak for the owner; an ACL is asked only if the group's bits, its mask, are not empty. */
static bool ask_acl(const struct lc_creds *who, const struct lc_object *of, uint32_t want, struct dac_answer *out)
{
	struct acl_answer acl;

	if (out->class == DAC_OWNER || !(of->flags & LC_OBJECT_ACL) || !of->acl_size || !(of->mode & 070))
		return false;
	if (acl_ask(who, of, want, &acl))
		return false;
	out->by_acl = true;
	out->allowed = acl.allowed;
	out->unsure = acl.unsure;
	out->bits = acl.bits;
	return true;
}

void dac_ask(const struct lc_creds *who, const struct lc_object *of, uint32_t want, struct dac_answer *out)
{
	*out = (struct dac_answer){ .class = DAC_OTHER };
	want &= 7;
	if (who->fsuid == of->uid)
		out->class = DAC_OWNER;
	else if (dac_in_group(who, of->gid))
		out->class = DAC_GROUP;
	out->cap = overriding(of->mode, want);
	out->overridden = holds(who, out->cap);
	if (!ask_acl(who, of, want, out))
		ask_bits(who, of, want, out);
}

bool dac_sticky(const struct lc_creds *who, const struct lc_object *directory, const struct lc_object *file)
{
	return (directory->mode & MODE_STICKY) && file->uid != who->fsuid && directory->uid != who->fsuid &&
	       !(who->effective & BIT(CAP_FOWNER));
}
