// SPDX-License-Identifier: BSD-2-Clause
/*
 * Fuzzes stored ACLs: the first four bytes say who asks for what,
	the rest is the ACL. What is read writes back as it was;
 * each answer is one that its entry gives.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/guard.h"
#include "core/acl.h"
#include "core/dac.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool claim, const char *what)
{
	if (claim)
		return;
	fprintf(stderr, "not so: %s\n", what);
	abort();
}

static void put(uint8_t *at, uint32_t value, size_t n)
{
	for (size_t i = 0; i < n; i++)
		at[i] = (uint8_t)(value >> 8 * i);
}

static void check_bytes(const uint8_t *bytes, size_t n)
{
	uint8_t again[4 + 8 * ACL_ENTRIES];
	struct acl acl;
	char room[32];

	if (acl_read(bytes, n, &acl))
		return;
	demand(acl.n >= 3 && n == 4 + 8 * acl.n, "owner, group and others are there, and nothing behind");
	put(again, 2, 4);
	for (size_t i = 0; i < acl.n; i++) {
		put(again + 4 + 8 * i, acl.entry[i].tag, 2);
		put(again + 6 + 8 * i, acl.entry[i].bits, 2);
		put(again + 8 + 8 * i, acl.entry[i].id, 4);
		demand(strlen(acl_entry_text(acl.entry[i].tag, acl.entry[i].id, acl.entry[i].bits,
					     room)) < sizeof(room),
		       "a text fits");
	}
	demand(!memcmp(again, bytes, n), "the bytes come back");
}

static void check_answer(const struct lc_creds *who, const struct lc_object *of, uint32_t want)
{
	struct acl_answer a;
	struct dac_answer d;
	int r = acl_ask(who, of, want, &a);

	demand(!r || r == -ENOENT || r == -EBADMSG || r == -E2BIG, "it is asked, or not");
	dac_ask(who, of, want, &d);
	demand(!d.by_acl || !r, "only an ACL that can be read decides");
	if (r)
		return;
	demand(a.allowed == !(want & ~a.bits), "the entry gives what is wanted, or not");
	demand(!a.masked || !a.allowed, "what the mask takes away is refused");
	demand(!d.by_acl || (d.allowed == a.allowed && d.bits == a.bits), "the modes take its word");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lc_object of = { .mode = 0100070, .uid = 1, .gid = 2, .flags = LC_OBJECT_ACL };
	struct lc_creds who = { 0 };

	if (size < 4)
		return 0;
	who.fsuid = data[0];
	who.fsgid = data[1];
	who.ngroups = data[2] % (LC_GROUPS + 2);
	for (size_t i = 0; i < LC_GROUPS; i++)
		who.group[i] = data[2] + (uint32_t)i;
	of.acl_size = size - 4 < LC_ACL_ROOM ? (uint32_t)size - 4 : LC_ACL_ROOM;
	memcpy(of.acl, data + 4, of.acl_size);
	check_bytes(data + 4, size - 4);
	check_answer(&who, &of, data[3] & 7);
	return 0;
}
