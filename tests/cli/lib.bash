# SPDX-License-Identifier: BSD-2-Clause
# What the tests of the command line share.
# shellcheck shell=bash disable=SC2034,SC2154

bats_require_minimum_version 1.5.0
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
LEASTCAP=$(realpath -m "${LEASTCAP:-${OUT:-$here/../../.output}/leastcap}")
ping=$here/data/ping.json # a recording of ping -c1 127.0.0.1
unset NO_COLOR COLUMNS
export LC_ALL=C.UTF-8

# Files of a test are its own; a test file may define a setup instead.
setup() {
	cd "$BATS_TEST_TMPDIR" || return
}

need_root() {
	[ "$(id -u)" = 0 ] || skip "needs root"
}

# run, with stdout in $output and stderr in $stderr.
leastcap() {
	run --separate-stderr "$LEASTCAP" "$@"
}

# memory KIB: the limit to set; a sanitizer reserves more than any.
memory() {
	if grep -qa __asan_init "$LEASTCAP"; then
		echo unlimited
	else
		echo "$1"
	fi
}

# ended STATUS: how the last run ended; shows it otherwise.
ended() {
	[ "$status" -eq "$1" ] && return
	printf 'status %s, expected %s\nstdout: %s\nstderr: %s\n' "$status" "$1" "$output" "$stderr"
	return 1
}

# succeeded: the last run ended with 0 and had nothing to say on stderr.
succeeded() {
	ended 0 && [ -z "$stderr" ] && return
	printf 'stderr: %s\n' "$stderr"
	return 1
}

# said TEXT: stderr has it, in a line that begins with our name, and stdout is empty.
said() {
	[ -z "$output" ] && grep -q '^leastcap: ' <<< "$stderr" && [[ $stderr == *"$1"* ]] && return
	printf 'expected: %s\nstdout: %s\nstderr: %s\n' "$1" "$output" "$stderr"
	return 1
}

# one_line: the error itself, without its hint, is one short line.
one_line() {
	[ "$(wc -l <<< "$stderr")" -eq 1 ] && [ ${#stderr} -lt 400 ] && return
	printf 'not one short line: %s\n' "$stderr"
	return 1
}

# harmless FILE: no byte that a terminal acts on, but line ends.
harmless() {
	! LC_ALL=C grep -qP '[\x00-\x09\x0b-\x1f\x7f]' "$1" && ! grep -qP '[\x{80}-\x{9f}\x{202a}-\x{202e}]' "$1" &&
		iconv -f utf-8 -t utf-8 "$1" > /dev/null
}
