/* SPDX-License-Identifier: BSD-2-Clause */
/* Knows the few device nodes that ask for more than their mode, and how a recording shows their use. */
#include "core/device.h"

#include <string.h>

#include <linux/capability.h>

#include "base/guard.h"

static const struct device rows[] = {
	{ "/dev/net/tun", 10, 200, CAP_NET_ADMIN,
	  { "tun_set_iff", "__tun_chr_ioctl", "tun_chr_ioctl", "tun_not_capable" }, { NULL },
	  "drivers/net/tun.c:tun_set_iff" },
	{ "/dev/fuse", 10, 229, CAP_SYS_ADMIN, { NULL }, { "fusermount", "fusermount3", "mount.fuse", "mount.fuse3" },
	  "mount.fuse3(8), fs/namespace.c:may_mount" },
	{ "/dev/kvm", 10, 232, -1, { NULL }, { NULL }, "Documentation/virt/kvm/api.rst" },
};

size_t device_count(void)
{
	return ARRAY_SIZE(rows);
}

const struct device *device_at(size_t index)
{
	return index < ARRAY_SIZE(rows) ? &rows[index] : NULL;
}

/* A check that was refused tells of its use as well: it is what privileges are added for. */
static bool is_checked(const struct device *d, const struct profile *p)
{
	for (size_t i = 0; i < p->nchecks; i++)
		for (size_t k = 0; k < ARRAY_SIZE(d->sites) && d->sites[k]; k++)
			if ((int)p->checks[i].cap == d->cap && site_is(p->checks[i].site, d->sites[k]))
				return true;
	return false;
}

static bool is_named(const struct device *d, const struct profile *p)
{
	for (size_t i = 0; i < p->nprograms; i++) {
		const char *slash = strrchr(p->programs[i].exe, '/');

		for (size_t k = 0; k < ARRAY_SIZE(d->programs) && d->programs[k]; k++)
			if (slash && !strcmp(slash + 1, d->programs[k]))
				return true;
	}
	return false;
}

static bool is_refused(const struct device *d, const struct profile *p)
{
	for (size_t i = 0; i < p->nrefusals; i++) {
		const struct layer_verdict *v = p->refusals[i].verdict;

		if (v && v->object && !strcmp(v->object, d->path))
			return true;
	}
	return false;
}

const struct device *device_for(const struct plan *plan, size_t i)
{
	const struct profile *p = plan->profile;

	for (size_t k = 0; k < ARRAY_SIZE(rows); k++)
		if ((is_checked(&rows[k], p) || is_named(&rows[k], p) || is_refused(&rows[k], p)) && !i--)
			return &rows[k];
	return NULL;
}
