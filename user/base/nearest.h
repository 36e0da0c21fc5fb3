/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * "Did you mean": the known word that a mistyped one most likely stands for.
 */
#ifndef LC_BASE_NEAREST_H
#define LC_BASE_NEAREST_H

/* Start with NEAREST_INIT(word), offer every known word, read .best (NULL: none is close). */
struct nearest {
	const char *word, *best;
	unsigned int distance; /* of best */
};

#define NEAREST_INIT(w) { .word = (w) }

void nearest_offer(struct nearest *n, const char *known);

#endif
