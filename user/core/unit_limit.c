// SPDX-License-Identifier: BSD-2-Clause
/* Limits of units: which resource each is of and in which unit it counts (systemd.exec(5), systemd.time(7)). */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <asm/resource.h> /* RLIMIT_* */

#include "core/unit_exec.h"

#define MICROSECOND UINT64_C(1)
#define SECOND UINT64_C(1000000)

enum measure { COUNT, BYTES, SECONDS, MICROSECONDS, NICENESS };

static const struct row {
	const char *key;
	int resource;
	enum measure measure;
} rows[] = {
	{ "LimitCPU", RLIMIT_CPU, SECONDS },	     { "LimitFSIZE", RLIMIT_FSIZE, BYTES },
	{ "LimitDATA", RLIMIT_DATA, BYTES },	     { "LimitSTACK", RLIMIT_STACK, BYTES },
	{ "LimitCORE", RLIMIT_CORE, BYTES },	     { "LimitRSS", RLIMIT_RSS, BYTES },
	{ "LimitNOFILE", RLIMIT_NOFILE, COUNT },     { "LimitAS", RLIMIT_AS, BYTES },
	{ "LimitNPROC", RLIMIT_NPROC, COUNT },	     { "LimitMEMLOCK", RLIMIT_MEMLOCK, BYTES },
	{ "LimitLOCKS", RLIMIT_LOCKS, COUNT },	     { "LimitSIGPENDING", RLIMIT_SIGPENDING, COUNT },
	{ "LimitMSGQUEUE", RLIMIT_MSGQUEUE, BYTES }, { "LimitNICE", RLIMIT_NICE, NICENESS },
	{ "LimitRTPRIO", RLIMIT_RTPRIO, COUNT },     { "LimitRTTIME", RLIMIT_RTTIME, MICROSECONDS },
};

_Static_assert(ARRAY_SIZE(rows) == UNIT_LIMITS_MAX, "room for each of them");

/* Digits; *end behind them. */
static bool read_number(const char *text, const char **end, uint64_t *out)
{
	uint64_t value = 0;
	const char *at = text;

	for (; *at >= '0' && *at <= '9'; at++) {
		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(value, (uint64_t)(*at - '0'), &value))
			return false;
	}
	*end = at;
	*out = value;
	return at != text;
}

static bool read_bytes(const char *text, uint64_t *out)
{
	static const char suffixes[] = "BKMGTPE";
	const char *suffix;

	if (!read_number(text, &text, out))
		return false;
	if (!*text)
		return true;
	suffix = strchr(suffixes, *text);
	return suffix && !text[1] && !__builtin_mul_overflow(*out, UINT64_C(1) << 10 * (suffix - suffixes), out);
}

static const struct span {
	const char *unit;
	uint64_t micros;
} spans[] = {
	{ "us", MICROSECOND }, { "usec", MICROSECOND }, { "ms", 1000 },	     { "msec", 1000 },
	{ "s", SECOND },       { "sec", SECOND },	{ "second", SECOND }, { "seconds", SECOND },
	{ "m", 60 * SECOND },  { "min", 60 * SECOND },	{ "minute", 60 * SECOND }, { "minutes", 60 * SECOND },
	{ "h", 3600 * SECOND }, { "hr", 3600 * SECOND }, { "hour", 3600 * SECOND }, { "hours", 3600 * SECOND },
	{ "d", 86400 * SECOND }, { "day", 86400 * SECOND }, { "days", 86400 * SECOND },
	{ "w", 604800 * SECOND }, { "week", 604800 * SECOND }, { "weeks", 604800 * SECOND },
};

/* The unit at *text, moved behind it; without one `plain`. 0: none of them. */
static uint64_t read_span_unit(const char **text, uint64_t plain)
{
	size_t n = strspn(*text, "abcdefghijklmnopqrstuvwxyz");

	if (!n)
		return plain;
	for (size_t i = 0; i < ARRAY_SIZE(spans); i++) {
		if (strlen(spans[i].unit) == n && !strncmp(spans[i].unit, *text, n)) {
			*text += n;
			return spans[i].micros;
		}
	}
	return 0;
}

/* "1h 30min", in microseconds. */
static bool read_span(const char *text, uint64_t plain, uint64_t *out)
{
	uint64_t sum = 0;

	do {
		uint64_t n, unit;

		if (!read_number(text, &text, &n))
			return false;
		text += strspn(text, " ");
		unit = read_span_unit(&text, plain);
		if (!unit || __builtin_mul_overflow(n, unit, &n) || __builtin_add_overflow(sum, n, &sum))
			return false;
		text += strspn(text, " ");
	} while (*text);
	*out = sum;
	return true;
}

/* +5 or -5 is the nice value; the limit counts 20 - nice. */
static bool read_nice(const char *text, uint64_t *out)
{
	bool sign = *text == '+' || *text == '-', below = *text == '-';

	if (!read_number(text + sign, &text, out) || *text)
		return false;
	if (!sign)
		return *out <= 40;
	if (*out > (below ? 20 : 19))
		return false;
	*out = below ? 20 + *out : 20 - *out;
	return true;
}

static bool read_value(const char *text, enum measure measure, uint64_t *out)
{
	if (!strcmp(text, "infinity")) {
		*out = UINT64_MAX;
		return true;
	}
	switch (measure) {
	case BYTES:
		return read_bytes(text, out);
	case SECONDS:
		if (!read_span(text, SECOND, out))
			return false;
		*out = *out / SECOND + (*out % SECOND != 0);
		return true;
	case MICROSECONDS:
		return read_span(text, MICROSECOND, out);
	case NICENESS:
		return read_nice(text, out);
	default:
		return read_number(text, &text, out) && !*text;
	}
}

/* "soft:hard", or one for both. */
static int read_limit(const struct unit_setting *s, const struct row *row, struct unit_limit *out)
{
	_free_ char *soft = strdup(s->value);
	char *hard = soft ? strchr(soft, ':') : NULL;

	if (!soft)
		return -ENOMEM;
	if (hard)
		*hard++ = '\0';
	out->resource = row->resource;
	if (!read_value(soft, row->measure, &out->soft) || !read_value(hard ? hard : soft, row->measure, &out->hard))
		return unit_refuse(s, "not a limit: %s", s->value);
	if (out->soft > out->hard)
		return unit_refuse(s, "the soft limit is above the hard one");
	return 0;
}

int unit_exec_limits(const struct unit *unit, struct unit_exec *exec)
{
	int r = 0;

	for (size_t i = 0; !r && i < ARRAY_SIZE(rows); i++) {
		const struct unit_setting *s = unit_last(unit, "Service", rows[i].key);

		if (!s)
			continue;
		r = read_limit(s, &rows[i], &exec->limits[exec->nlimits]);
		exec->nlimits += !r;
	}
	return r;
}
