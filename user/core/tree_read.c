// SPDX-License-Identifier: BSD-2-Clause
/* Knows how to find a value in a tree, and what a plain word of YAML stands for. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "core/tree.h"

const struct tree_entry *tree_entry(const struct tree *tree, const char *key)
{
	if (!tree || tree->type != TREE_MAP)
		return NULL;
	for (size_t i = 0; i < tree->n; i++) {
		if (!strcmp(tree->entries[i].key->text, key))
			return &tree->entries[i];
	}
	return NULL;
}

const struct tree *tree_get(const struct tree *tree, const char *key)
{
	const struct tree_entry *entry = tree_entry(tree, key);

	return entry ? entry->value : NULL;
}

const struct tree *tree_path(const struct tree *tree, const char *path)
{
	while (tree && *path) {
		char key[64];
		size_t n = strcspn(path, "/");

		if (n >= sizeof(key))
			return NULL;
		memcpy(key, path, n);
		key[n] = '\0';
		tree = tree_get(tree, key);
		path += n + (path[n] == '/');
	}
	return tree;
}

const char *tree_text(const struct tree *tree)
{
	return tree && tree->type == TREE_SCALAR ? tree->text : NULL;
}

bool tree_is(const struct tree *tree, const char *text)
{
	const char *own = tree_text(tree);

	return own && !strcmp(own, text);
}

static bool same_in_any_case(const char *a, const char *b)
{
	const char *rest = ascii_after(a, b);

	return rest && !*rest;
}

/* "yes", "Yes", "YES": a word that begins small goes on small, one in capitals is so to its end or is a name's. */
static bool is_word_of_yaml(const char *text, const char *word)
{
	bool first = text[0] >= 'a', rest = true, large = true;

	if (!same_in_any_case(text, word))
		return false;
	for (const char *c = text + 1; *c; c++) {
		rest &= *c >= 'a';
		large &= *c < 'a';
	}
	return rest || (large && !first);
}

int tree_switch(const struct tree *tree, bool quoted)
{
	static const char *const words[] = { "n", "y", "no", "yes", "false", "true", "off", "on" };
	const char *text = tree_text(tree);

	if (!text || (!quoted && tree->style != TREE_PLAIN))
		return -1;
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		if (quoted ? same_in_any_case(text, words[i]) : is_word_of_yaml(text, words[i]))
			return i % 2;
	}
	return -1;
}

/* Without sign and prefix; *base: what the prefix says. */
static const char *after_prefix(const char *digits, int *base)
{
	static const struct {
		const char *prefix;
		int base;
	} prefixes[] = { { "0x", 16 }, { "0o", 8 }, { "0b", 2 } };

	*base = digits[0] == '0' ? 8 : 10;
	for (size_t i = 0; i < ARRAY_SIZE(prefixes); i++) {
		const char *rest = ascii_after(digits, prefixes[i].prefix);

		if (!rest)
			continue;
		*base = prefixes[i].base;
		return rest;
	}
	return digits;
}

bool tree_number(const struct tree *tree, int64_t *out)
{
	const char *text = tree_text(tree), *digits;
	bool minus = text && *text == '-';
	char room[72], *end;
	size_t n = 0;
	int base;
	long long value;

	if (!text || tree->style != TREE_PLAIN)
		return false;
	for (const char *c = text + (minus || *text == '+'); *c; c++) {
		if (*c == '_')
			continue;
		if (n == sizeof(room) - 1)
			return false;
		room[n++] = *c;
	}
	room[n] = '\0';
	digits = after_prefix(room, &base);
	if (!*digits || strspn(digits, "0123456789abcdefABCDEF") != strlen(digits))
		return false;
	errno = 0;
	value = strtoll(digits, &end, base);
	if (*end || errno)
		return false;
	*out = minus ? -value : value;
	return true;
}
