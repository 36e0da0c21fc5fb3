/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Edit distance between a mistyped word and the known ones.
 */
#include "base/nearest.h"

#include <stddef.h>
#include <string.h>

#include "base/ascii.h"

#define WORD_MAX 64

static unsigned int least(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

/* Insertions, deletions and replacements from a to b, ignoring case; both are at most WORD_MAX long. */
static unsigned int distance(const char *a, const char *b)
{
	unsigned int row[WORD_MAX + 1];
	size_t i, j, nb = strlen(b);

	for (j = 0; j <= nb; j++)
		row[j] = j;
	for (i = 0; a[i]; i++) {
		unsigned int diagonal = row[0];

		row[0] = i + 1;
		for (j = 0; j < nb; j++) {
			unsigned int change = diagonal + (ascii_lower(a[i]) != ascii_lower(b[j]));

			diagonal = row[j + 1];
			row[j + 1] = least(change, least(row[j], row[j + 1]) + 1);
		}
	}
	return row[nb];
}

/* The beginning of a word is closer than any misspelling of it. */
static unsigned int closeness(const char *word, const char *known)
{
	size_t n = strlen(word);

	if (n >= 3 && ascii_after(known, word))
		return 1;
	return distance(word, known);
}

void nearest_offer(struct nearest *n, const char *known)
{
	size_t nword = strlen(n->word), limit;
	unsigned int d;

	if (!nword || nword > WORD_MAX || strlen(known) > WORD_MAX)
		return;
	limit = nword < 3 ? 1 : nword < 6 ? 2 : nword / 3 + 1;
	d = closeness(n->word, known);
	if (d > limit || d >= nword || (n->best && d >= n->distance))
		return;
	n->best = known;
	n->distance = d;
}
