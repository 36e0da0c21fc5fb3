// SPDX-License-Identifier: BSD-2-Clause
/* Knows how to name the recorded workload to a shell. */
#include "emit/run.h"

#include <string.h>

#include "base/text.h"
#include "emit/comment.h"

#define COMMENT "# " /* of a shell */

bool run_nonroot(const struct plan *plan)
{
	const struct program *root = plan_root(plan);

	return plan->options.nonroot || (root && root->uid != 0);
}

/* $'...' undoes exactly what text_escape() does; only its own quote needs care. */
static void add_escaped_word(struct buf *out, const char *text)
{
	const char *quote;

	buf_add(out, "$'");
	for (; (quote = strchr(text, '\'')); text = quote + 1) {
		buf_add_bytes(out, text, quote - text);
		buf_add(out, "\\'");
	}
	buf_add(out, text);
	buf_add(out, "'");
}

void run_word(struct buf *out, const char *text)
{
	_free_ char *bytes = malloc(strlen(text) + 1);
	_buf_ struct buf escaped = BUF_INIT;
	size_t n;

	if (!bytes) {
		out->failed = true;
		return;
	}
	n = text_unescape(text, bytes, strlen(text));
	bytes[n] = '\0';
	n = strlen(bytes); /* a word cannot hold more */
	if (text_is_clean(bytes)) {
		text_shell_word(out, bytes);
		return;
	}
	text_escape(&escaped, bytes, n); /* again: text may come from a file that somebody edited */
	add_escaped_word(out, buf_text(&escaped));
	out->failed |= escaped.failed;
}

/* A runtime's command line is not that of what it started. */
static bool has_command(const struct plan *plan)
{
	const struct program *first = plan->roles.first;

	return plan->profile->command && plan->profile->command[0] && (!first || plan_root(plan) != first);
}

static bool has_path(const struct program *root)
{
	return root && root->exe[0] == '/';
}

void run_command_or_placeholder(const struct plan *plan, struct buf *out)
{
	const struct program *root = plan_root(plan);

	if (has_command(plan)) {
		for (char **word = plan->profile->command; *word; word++) {
			buf_add(out, word == plan->profile->command ? "" : " ");
			run_word(out, *word);
		}
	} else if (has_path(root)) {
		run_word(out, root->exe);
	} else {
		buf_add(out, "COMMAND");
	}
}

static void comment_user(const struct plan *plan, struct buf *out)
{
	const struct program *root = plan_root(plan);

	if (!run_nonroot(plan))
		return;
	if (root && root->uid)
		comment_add(out, COMMENT, "The workload was recorded as uid %u and runs so again.", root->uid);
	else
		comment_add(out, COMMENT, "nobody stands for the user that it shall run as.");
}

/* The recording keeps so many bytes of a word. */
static bool is_cut(const char *word)
{
	char bytes[LC_ARGUMENT_LEN];

	return text_unescape(word, bytes, sizeof(bytes)) >= sizeof(bytes) - 1;
}

void run_comment_command(const struct plan *plan, struct buf *out)
{
	const struct program *root = plan_root(plan);

	if (!has_command(plan))
		comment_add(out, COMMENT, has_path(root) ? "The recording has no arguments of it: add them." :
							   "COMMAND stands for the workload.");
	for (char **word = has_command(plan) ? plan->profile->command : NULL; word && *word; word++) {
		if (is_cut(*word)) {
			comment_add(out, COMMENT, "The recording may have cut a long argument: check them.");
			return;
		}
	}
}

void run_comments(const struct plan *plan, const char *what, caplist_speller *spell, struct buf *out)
{
	comment_head_caps(plan, COMMENT, what, out);
	comment_caps(plan, COMMENT, spell, out);
	comment_no_new_privs(plan, COMMENT, out);
	comment_traps(plan, TRAP_LAUNCHER, COMMENT, out);
	comment_add(out, COMMENT, "Run it as root: it takes CAP_SETPCAP to shrink the bounding set.");
	comment_user(plan, out);
	run_comment_command(plan, out);
}
