// SPDX-License-Identifier: BSD-2-Clause
/* Knows how a trial is put into a line that a terminal can write over. */
#include "cmd/progress.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/text.h"
#include "cmd/cmd.h"
#include "cmd/output.h"

#define ERASE "\r\033[K" /* ECMA-48 EL: every terminal that isatty(3) finds today */
#define NO_WIDTH 79

void progress_start(struct progress *p)
{
	p->terminal = isatty(STDERR_FILENO) && verbosity.level == 0;
	p->width = output_style(STDERR_FILENO, COLOUR_NEVER).width;
	if (!p->width)
		p->width = NO_WIDTH;
}

/* At most one line: what is wrapped cannot be written over. */
static void rewrite(const struct progress *p, const char *head, const char *tail)
{
	_buf_ struct buf line = BUF_INIT;

	buf_add(&line, "leastcap: ");
	text_print(&line, head);
	text_print(&line, tail);
	fprintf(stderr, ERASE "%.*s", (int)p->width - 1, buf_text(&line));
	fflush(stderr);
}

static void add_time(struct buf *b, double seconds)
{
	if (seconds < 0.5)
		buf_add(b, "under 1 s");
	else if (seconds < 120)
		buf_addf(b, "about %.0f s", seconds);
	else
		buf_addf(b, "about %.0f min", seconds / 60);
}

void progress_begin(struct progress *p, const struct trial *trial, double seconds)
{
	_buf_ struct buf head = BUF_INIT;

	buf_addf(&head, "run %u, at most %u left", trial->run, trial->remaining);
	if (seconds > 0) {
		buf_add(&head, ", ");
		add_time(&head, seconds * (trial->remaining + 1));
	}
	buf_addf(&head, ": %s ... ", trial->about);
	free_guard(&p->head);
	p->head = buf_take(&head);
	if (verbosity.level >= 0 && p->terminal && p->head)
		rewrite(p, p->head, "");
}

void progress_end(struct progress *p, const struct trial_result *result)
{
	static const char *const words[] = {
		[TRIAL_WORKS] = "works", [TRIAL_FAILS] = "fails", [TRIAL_OVER] = "stopped",
	};
	_buf_ struct buf tail = BUF_INIT;

	buf_add(&tail, words[result->answer]);
	if (result->what)
		buf_addf(&tail, ": %s", result->what);
	if (!p->head)
		return;
	if (p->terminal)
		rewrite(p, p->head, buf_text(&tail));
	else
		say("%s%s", p->head, buf_text(&tail));
}

void progress_free(struct progress *p)
{
	if (p->terminal && p->head)
		fputs(ERASE, stderr);
	free(TAKE(p->head));
}
