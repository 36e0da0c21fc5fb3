/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Knows the spellings of capabilities: upper, lower, without prefix, numbers.
 */
#include "core/cap.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "base/guard.h"
#include "core/cap_table.h"

#define PREFIX "CAP_"
#define PREFIX_LEN 4
#define NAME_ROOM 32

const struct cap_info *cap_info(unsigned int cap)
{
	return cap < CAP_COUNT ? &cap_table[cap] : NULL;
}

/* Decimal without sign, blank or leading zero, so that each number has one spelling. */
static int parse_number(const char *text)
{
	int number = 0;

	if (text[0] == '0' && text[1])
		return -EINVAL;
	for (const char *c = text; *c; c++) {
		if (*c < '0' || *c > '9' || number >= CAP_ROOM)
			return -EINVAL;
		number = number * 10 + (*c - '0');
	}
	return number < CAP_ROOM ? number : -EINVAL;
}

int cap_parse(const char *name)
{
	const char *rest;

	if (!name || !*name)
		return -EINVAL;
	rest = ascii_after(name, PREFIX);
	if (rest)
		name = rest;
	for (unsigned int cap = 0; cap < CAP_COUNT; cap++) {
		rest = ascii_after(name, cap_table[cap].name + PREFIX_LEN);
		if (rest && !*rest)
			return (int)cap;
	}
	return *name ? parse_number(name) : -EINVAL;
}

const char *cap_name(unsigned int cap, char *room)
{
	if (cap < CAP_COUNT)
		return cap_table[cap].name;
	snprintf(room, NAME_ROOM, PREFIX "%u", cap);
	return room;
}

const char *cap_short_name(unsigned int cap, char *room)
{
	return cap_name(cap, room) + PREFIX_LEN;
}

const char *cap_lower_name(unsigned int cap, char *room)
{
	const char *name = cap_name(cap, room);
	size_t n = 0;

	for (; name[n] && n < NAME_ROOM - 1; n++)
		room[n] = ascii_lower(name[n]);
	room[n] = '\0';
	return room;
}

static const char *const risk_names[] = {
	[CAP_RISK_HOST] = "host",
	[CAP_RISK_HIGH] = "high",
	[CAP_RISK_MEDIUM] = "medium",
	[CAP_RISK_LOW] = "low",
};
static_assert(ARRAY_SIZE(risk_names) == CAP_RISKS, "a risk has no name");

const char *cap_risk_name(enum cap_risk risk)
{
	return (unsigned int)risk < CAP_RISKS ? risk_names[risk] : "unknown";
}
