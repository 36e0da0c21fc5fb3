#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# The program itself: verbs, help, messages and its standard descriptors.

# shellcheck disable=SC2154
load lib.bash

@test "--help goes to stdout and names every verb" {
	leastcap --help
	succeeded
	[[ $output == "Usage: leastcap VERB "* ]]
	for verb in record report generate explain doctor; do
		grep -qE "^  $verb +[a-z]" <<< "$output"
	done
	first=$output
	leastcap -h
	ended 0
	[ "$output" = "$first" ]
}

@test "--version is one line on stdout" {
	leastcap --version
	succeeded
	[[ $output =~ ^leastcap\ [^[:space:]]+$ ]]
}

@test "no verb: the usage on stderr, status 2" {
	leastcap
	ended 2
	[ -z "$output" ]
	[[ $stderr == "Usage: leastcap VERB "* ]]
}

@test "an unknown verb: status 2 and the nearest known one" {
	leastcap recrod
	ended 2
	said "unknown verb recrod"
	said "did you mean leastcap record?"
	leastcap xyzzy
	ended 2
	said "leastcap --help lists the verbs"
	leastcap --verison
	ended 2
	said "unknown option --verison"
	leastcap ""
	ended 2
	said "unknown verb"
}

@test "an unknown verb with control bytes does not reach the terminal" {
	leastcap $'\033[31mred\n\a'
	ended 2
	printf '%s' "$stderr" > stderr
	harmless stderr
	said '\x1b[31mred\x0a\x07'
}

@test "every verb has help: stdout, status 0, within 80 columns" {
	for verb in $("$LEASTCAP" --help | sed -n '/^Verbs:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
		leastcap "$verb" --help
		succeeded
		[[ $output == "Usage: leastcap $verb"* ]]
		grep -qE '^  -h, --help +show this help$' <<< "$output"
		[ "$(expand <<< "$output" | wc -L)" -le 80 ]
		leastcap "$verb" -h
		ended 0
	done
}

@test "every verb refuses an unknown option and names the nearest" {
	for verb in record report generate explain doctor; do
		leastcap "$verb" --hlep
		ended 2
		said "unknown option --hlep"
		said "did you mean --help?"
	done
}

@test "a full standard output is an error, not silence" {
	for words in --help --version "report --help" "generate --list" "report $ping" "report --format json $ping" \
		"report --least caps $ping" "generate docker $ping"; do
		run --separate-stderr bash -c "'$LEASTCAP' $words > /dev/full"
		ended 2
		said "cannot write standard output: No space left on device"
	done
}

@test "a closed standard output is an error, not silence" {
	for words in --help "report $ping" "generate docker $ping"; do
		run --separate-stderr bash -c "'$LEASTCAP' $words >&-"
		ended 2
		said "cannot write standard output: Bad file descriptor"
	done
}

@test "closed descriptors are not taken by files it opens" {
	run --separate-stderr bash -c "'$LEASTCAP' report -o closed.txt '$ping' <&- >&- 2>&-"
	ended 0
	grep -q '^What ping used' closed.txt
	run --separate-stderr bash -c "'$LEASTCAP' report nothing.json <&- >&- 2>&-"
	ended 2
	run --separate-stderr bash -c "'$LEASTCAP' report - <&-"
	ended 2
	said "cannot read standard input: Bad file descriptor"
}

@test "a reader that leaves early ends it quietly" {
	run --separate-stderr bash -o pipefail -c "yes '$ping' | head -n 500 | xargs '$LEASTCAP' report | head -n 1"
	[ "$output" = "==> $ping <==" ]
	[ -z "$stderr" ] || [[ $stderr == *"terminated by signal 13"* ]]
}

@test "it refuses to run with more rights than its caller" {
	[ "$(id -u)" = 0 ] || skip "needs root to make a set-user-ID copy"
	dir=$(mktemp -d)
	cp "$LEASTCAP" "$dir/leastcap"
	chmod 755 "$dir" && chmod 4755 "$dir/leastcap"
	setpriv --reuid 65534 --clear-groups "$dir/leastcap" --version && refused=0 || refused=$?
	run --separate-stderr setpriv --reuid 65534 --clear-groups "$dir/leastcap" --version
	rm -r "$dir"
	[ "$refused" = 2 ] || skip "set-user-ID has no effect here"
	ended 2
	said "refusing to run setuid"
}
