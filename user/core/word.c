/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Knows how the words of `explain` are told apart.
 */
#include "core/word.h"

#include <errno.h>
#include <string.h>

#include "base/guard.h"
#include "base/nearest.h"
#include "core/cap.h"

#define HEX_DIGITS "0123456789abcdefABCDEF"
#define DECIMAL_DIGITS "0123456789"

static const struct {
	uint64_t set;
	const char *fame;
} known_sets[] = {
	{ 0, "no capability at all" },
	{ (1ULL << CAP_COUNT) - 1, "all capabilities: root without restriction, or a privileged container" },
	{ 0xa80425fb, "what Docker, containerd and Kubernetes give a container by default" },
	{ 0x800405fb, "what Podman gives a container by default" },
	{ 0x3fffffffff, "all capabilities of Linux 3.16 to 5.7" },
	{ 0xffffffffff, "all capabilities of Linux 5.8" },
};

static int hex_value(char c)
{
	return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}

static bool read_set(const char *text, uint64_t *out)
{
	bool prefixed = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
	const char *digits = prefixed ? text + 2 : text;
	size_t n = strlen(digits);
	uint64_t set = 0;

	if (n == 0 || n > 16 || strspn(digits, HEX_DIGITS) != n || (!prefixed && n != 8 && n != 16))
		return false;
	for (size_t i = 0; i < n; i++)
		set = set << 4 | (uint64_t)hex_value(digits[i]);
	*out = set;
	return true;
}

/* Decimal, at most four digits: no ABI numbers its calls higher. */
static bool read_number(const char *text, uint32_t *out)
{
	size_t n = strlen(text);
	uint32_t number = 0;

	if (n == 0 || n > 4 || strspn(text, DECIMAL_DIGITS) != n)
		return false;
	for (size_t i = 0; i < n; i++)
		number = number * 10 + (uint32_t)(text[i] - '0');
	*out = number;
	return true;
}

static bool find_number(const char *text, struct word *w)
{
	uint32_t number;
	bool found = false;

	if (!read_number(text, &number))
		return false;
	for (int abi = 0; abi < LC_ABIS; abi++) {
		w->numbered[abi] = sysno_by_number(abi, number);
		found |= w->numbered[abi] != NULL;
	}
	if (w->numbered[LC_ABI_X32] == w->numbered[LC_ABI_X86_64])
		w->numbered[LC_ABI_X32] = NULL;
	if (found && w->cap >= CAP_COUNT)
		w->cap = -1;
	return found;
}

int word_read(const char *text, struct word *out)
{
	struct word w = { .text = text, .cap = cap_parse(text) };
	bool found = find_number(text, &w);

	w.is_set = read_set(text, &w.set);
	w.named = sysno_by_name(text);
	w.action = action_by_name(text);
	w.risk = risk_find(text);
	w.operation = uring_by_name(text);
	if (w.cap < 0)
		w.cap = -1;
	found |= w.cap >= 0 || w.is_set || w.named || w.action || w.risk || w.operation;
	if (!found)
		return -ENOENT;
	*out = w;
	return 0;
}

const char *word_nearest(const char *text)
{
	struct nearest n = NEAREST_INIT(text);

	for (unsigned int cap = 0; cap < CAP_COUNT; cap++) {
		nearest_offer(&n, cap_info(cap)->name);
		nearest_offer(&n, cap_info(cap)->name + strlen("CAP_"));
	}
	for (size_t i = 0; i < sysno_count(); i++)
		nearest_offer(&n, sysno_at(i)->name);
	for (size_t i = 0; i < action_count(); i++) {
		nearest_offer(&n, action_at(i)->name);
		nearest_offer(&n, action_at(i)->kernel);
	}
	for (size_t i = 0; i < risk_count(); i++)
		nearest_offer(&n, risk_at(i)->id);
	for (uint64_t i = 0; i < uring_count(); i++)
		nearest_offer(&n, uring_op(i)->name);
	return n.best;
}

const char *cap_set_fame(uint64_t set)
{
	for (size_t i = 0; i < ARRAY_SIZE(known_sets); i++) {
		if (known_sets[i].set == set)
			return known_sets[i].fame;
	}
	return NULL;
}
