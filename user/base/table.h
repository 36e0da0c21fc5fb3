/* SPDX-License-Identifier: BSD-2-Clause */
/* uthash whose lack of memory ends nothing: a failed insertion leaves the table as it was, and .hh.tbl NULL. */
#ifndef LC_BASE_TABLE_H
#define LC_BASE_TABLE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Eight bytes at a time: keys are structures of numbers, some of them long, and are hashed a million times a second. */
static inline unsigned int table_hash(const void *key, size_t n)
{
	const char *at = key;
	uint64_t hash = n, word;

	for (; n >= sizeof(word); at += sizeof(word), n -= sizeof(word)) {
		memcpy(&word, at, sizeof(word));
		hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
		hash ^= hash >> 32;
	}
	if (n) {
		word = 0;
		memcpy(&word, at, n);
		hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
	}
	return (unsigned int)(hash >> 32);
}

#define HASH_FUNCTION(key, n, out) ((out) = table_hash(key, n))
#define HASH_NONFATAL_OOM 1
#include <uthash.h>

/* Each step along a chain is a miss of the cache in large tables: chains are kept shorter than uthash's own 10. */
#undef HASH_BKT_CAPACITY_THRESH
#define HASH_BKT_CAPACITY_THRESH 4U

#endif
