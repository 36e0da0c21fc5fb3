// SPDX-License-Identifier: BSD-2-Clause
/* kern/auditlog.h by itself: listener SECONDS [WORD]: "ready", then each line, until one has WORD. 1: none had it. */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bpf/event.h"
#include "kern/auditlog.h"

static const char *word;
static int heard;

static int tell(void *ctx, const void *record, size_t n)
{
	const struct lc_audit *line = record;
	char text[LC_AUDIT_LEN + 1];

	(void)ctx;
	if (n != sizeof(*line) || line->h.kind != LC_AUDIT || line->h.len != n || line->size > LC_AUDIT_LEN)
		abort();
	memcpy(text, line->text, line->size);
	text[line->size] = '\0';
	printf("%u %llu %s\n", line->type, (unsigned long long)line->h.ns, text);
	heard = heard || (word && strstr(text, word));
	return 0;
}

int main(int argc, char **argv)
{
	_auditlog_ struct auditlog *log = NULL;
	int left = argc > 1 ? 10 * strtoul(argv[1], NULL, 10) : 0, r = auditlog_open(&log);

	word = argc > 2 ? argv[2] : NULL;
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (r) {
		printf("error %d\n", -r);
		return 2;
	}
	puts("ready");
	while (!heard && left-- > 0) {
		struct pollfd p = { .fd = auditlog_fd(log), .events = POLLIN };

		if (poll(&p, 1, 100) > 0 && auditlog_poll(log, tell, NULL))
			return 3;
	}
	printf("lost %llu\n", (unsigned long long)auditlog_lost(log));
	return !heard;
}
