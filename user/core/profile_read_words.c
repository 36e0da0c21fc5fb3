// SPDX-License-Identifier: BSD-2-Clause
/* Knows how single words of a profile file are read: capabilities, syscalls, ABIs, errors. */
#include <errno.h>
#include <string.h>

#include "core/cap.h"
#include "core/errnos.h"
#include "core/profile_reader.h"
#include "core/profile_words.h"
#include "core/sysno.h"

int reader_syscall(const struct node *n, enum lc_abi abi, uint32_t *out)
{
	const char *word;
	int r;

	if (!node_is_text(n, "syscall"))
		return node_u32(n, "syscall", UINT32_MAX, out);
	r = node_word(n, "syscall", &word);
	if (r)
		return r;
	if (syscall_of(abi, word, out))
		return node_wrong(n, "syscall", "%s has no syscall %s", sysno_abi_name(abi), word);
	return 0;
}

int reader_syscall_element(const struct node *n, const char *key, struct node_list *list, size_t index, enum lc_abi abi,
			   uint32_t *out)
{
	const struct node element = { .up = n, .key = key, .index = index };
	const char *word;
	int r;

	if (node_element_is_u32(list, index, out))
		return 0;
	r = node_element_word(n, key, list, index, &word);
	if (r)
		return r;
	if (syscall_of(abi, word, out))
		return node_wrong(&element, NULL, "%s has no syscall %s", sysno_abi_name(abi), word);
	return 0;
}

int reader_abi(const struct node *n, uint32_t *out)
{
	const char *word;
	int r = node_word(n, "abi", &word);

	if (r)
		return r;
	for (uint32_t abi = 0; abi < LC_ABIS; abi++) {
		if (!strcmp(word, sysno_abi_name(abi))) {
			*out = abi;
			return 0;
		}
	}
	return node_wrong(n, "abi", "unknown ABI %s", word);
}

int reader_errno(const struct node *n, const char *key, uint32_t *out)
{
	const char *word;
	int error, r = node_word(n, key, &word);

	if (r)
		return r;
	error = errno_of(word);
	if (error < 0)
		return node_wrong(n, key, "no such error: %s", word);
	*out = error;
	return 0;
}

int reader_capability(const struct node *n, uint32_t *out)
{
	const char *word;
	int cap, r = node_word(n, "capability", &word);

	if (r)
		return r;
	cap = cap_parse(word);
	if (cap < 0)
		return node_wrong(n, "capability", "unknown capability %s", word);
	*out = cap;
	return 0;
}

int reader_capabilities(const struct node *n, const char *key, uint64_t *out)
{
	struct node_list list;
	uint64_t set = 0;
	int r = node_list(n, key, &list);

	for (size_t i = 0; !r && i < list.n; i++) {
		const char *word;
		int cap;

		r = node_element_word(n, key, &list, i, &word);
		if (r)
			return r;
		cap = cap_parse(word);
		if (cap < 0)
			return node_wrong(n, key, "unknown capability %s", word);
		set |= 1ull << cap;
	}
	if (!r)
		*out = set;
	return r;
}

int reader_words(const struct node *n, const char *key, struct node_list *list, char **words)
{
	for (size_t i = 0; i < list->n; i++) {
		const char *word;
		int r = node_element_word(n, key, list, i, &word);

		if (r)
			return r;
		words[i] = strdup(word);
		if (!words[i])
			return -ENOMEM;
	}
	return 0;
}
