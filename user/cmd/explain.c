/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * `leastcap explain`: what a capability, a set of them, a syscall, a class of dangerous ones, an operation of io_uring
 * or a seccomp action means.
 */
#include <errno.h>
#include <string.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/guard.h"
#include "cmd/cmd.h"
#include "cmd/opt.h"
#include "cmd/output.h"
#include "core/word.h"
#include "emit/explain.h"

static const struct verb_usage usage = {
	"explain",
	"[--format text|json] WORD...",
	"Tells what a WORD means that other tools print:\n"
	"  a capability          CAP_NET_RAW, net_raw, 13\n"
	"  a set of them         00000000a80425fb, 0x2000 (as in /proc/PID/status)\n"
	"  a syscall             mount, 165\n"
	"  a class of syscalls   modules, ptrace, namespaces (the dangerous ones)\n"
	"  an io_uring operation IORING_OP_OPENAT\n"
	"  a seccomp action      SCMP_ACT_ERRNO, SECCOMP_RET_TRAP, log\n"
	"A WORD with several meanings is explained in each of them.",
};

static int read_words(char **texts, size_t n, struct word *words)
{
	for (size_t i = 0; i < n; i++) {
		const char *nearest;

		if (word_read(texts[i], &words[i]) == 0)
			continue;
		nearest = word_nearest(texts[i]);
		if (nearest)
			fail_hint("did you mean %s?", nearest);
		return fail(-EINVAL,
			    "explain: '%s' is no capability, set of them, syscall, class of those, operation of "
			    "io_uring or seccomp action",
			    texts[i]);
	}
	return 0;
}

static int write_words(const struct word *words, size_t n, bool json, unsigned int colour)
{
	struct emit_style style = output_style(STDOUT_FILENO, colour);
	_buf_ struct buf out = BUF_INIT;
	int r = json ? emit_explain_json(words, n, &out) : emit_explain_text(words, n, &style, &out);

	if (r < 0)
		return fail(r, "explain: %s", strerror(-r));
	return output_write(NULL, buf_text(&out), out.size);
}

static int explain(int argc, char **argv)
{
	unsigned int format = FORMAT_TEXT, colour = COLOUR_AUTO;
	const struct option_row rows[] = {
		{ "format", 0, OPTION_CHOICE, &format, "FORMAT", "text (default) or json", format_words },
		{ "color", 0, OPTION_CHOICE, &colour, "WHEN", "auto (default), always or never",
		  colour_words },
		{ NULL },
	};
	int first = options_parse(argc, argv, &usage, rows, false);
	_free_ struct word *words = NULL;
	size_t n;

	if (first < 0)
		return first == -1 ? STATUS_OK : STATUS_USAGE;
	n = (size_t)(argc - first);
	if (n == 0) {
		fail(-EINVAL, "explain: which WORD?");
		return STATUS_USAGE;
	}
	words = calloc(n, sizeof(*words));
	if (!words) {
		fail(-ENOMEM, "explain: %s", strerror(ENOMEM));
		return STATUS_USAGE;
	}
	if (read_words(argv + first, n, words) < 0 || write_words(words, n, format == FORMAT_JSON, colour) < 0)
		return STATUS_USAGE;
	return STATUS_OK;
}

const struct command command_explain = {
	"explain", "what a capability, mask, syscall or seccomp action means", explain
};
