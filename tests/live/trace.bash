# SPDX-License-Identifier: BSD-2-Clause
# What tests of refusals share: trace --denied of a command, and questions to what it told. shellcheck shell=bash
# shellcheck disable=SC2034,SC2154

# trace_denied [OPTION...] -- COMMAND...: its lines in ./told (JSON), its messages in ./errors.
trace_denied() {
	traced=("$@")
	"${alone[@]}" "$LEASTCAP" trace --denied --format jsonl -o told "$@" > output 2> errors < /dev/null || true
	came_to_its_end
}

# Hook runs that the kernel skipped are told as well, and are another test's business.
came_to_its_end() {
	jq -e -s 'last | .type == "summary" and .lost.ring == 0 and .lost.bad_records == 0' told > /dev/null ||
		{ cat errors told; return 1; }
}

# told_once FILTER: exactly one refusal is so; it becomes ./line, for is_told.
told_once() {
	jq -c "select(.type == \"refusal\" and ($1))" told > line
	[ "$(wc -l < line)" = 1 ] || { echo "told $(wc -l < line) times: $1" && cat errors told; return 1; }
}

is_told() {
	jq -e "$1" line > /dev/null || { echo "not so: $1" && cat line; return 1; }
}

not_told() {
	jq -e -s "all(.[]; (.type == \"refusal\" and ($1)) | not)" told > /dev/null || { cat told; return 1; }
}

# as_text OBJECT WORD...: the same again as text: one line names the object, and each word is in it.
as_text() {
	local word

	"${alone[@]}" "$LEASTCAP" trace --denied -o text "${traced[@]}" > output 2> errors < /dev/null || true
	[ "$(grep -cF -e "$1" text)" = 1 ] || { echo "not one line with $1:" && cat errors text; return 1; }
	for word in "${@:2}"; do
		grep -F -e "$1" text | grep -qF -e "$word" || { echo "no $word in:" && cat text; return 1; }
	done
}
