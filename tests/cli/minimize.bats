#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# minimize before anything runs: what it refuses, with which status; FILE stays as it is.

load lib.bash

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	jq --arg machine "$(uname -m)" --arg release "$(uname -r)" '.machine = $machine | .release = $release' \
		"$ping" > here.json
	cp here.json copy.json
}

# Nothing ran and nothing was written.
untouched() {
	[ ! -e trace ] && cmp -s here.json copy.json
}

@test "no FILE, no command" {
	leastcap minimize
	ended 2
	said "which command?"
	leastcap minimize here.json
	ended 2
	said "which command?"
	leastcap minimize -- touch trace
	ended 2
	said "which FILE?"
	untouched
}

@test "--help names the options" {
	leastcap minimize --help
	succeeded
	for word in --syscalls --compare-output --budget --max-runs --repeat --timeout --before --drive --runtime; do
		[[ $output == *"$word"* ]] || { echo "not said: $word" && return 1; }
	done
}

@test "options that are none" {
	for option in "--budget soon" "--max-runs -1" "--repeat 0" "--repeat 101" "--timeout x" "--runtime lxc"; do
		# shellcheck disable=SC2086
		leastcap minimize $option here.json -- touch trace
		ended 2
	done
	untouched
}

@test "profiles that cannot be replayed" {
	jq '.machine = "s390x"' here.json > other.json
	leastcap minimize other.json -- touch trace
	ended 2
	said "recorded on s390x"
	jq '.programs = [] | .checks = []' here.json > nothing.json
	leastcap minimize nothing.json -- touch trace
	ended 2
	said "holds nothing"
	leastcap minimize /no/such/file -- touch trace
	ended 2
	untouched
}

@test "CMD not found: 127" {
	run --separate-stderr -127 "$LEASTCAP" minimize here.json -- no-such-program
	said "no such program"
	untouched
}

@test "a plan that nobody here can be given: 4" {
	need_root
	run --separate-stderr setpriv --bounding-set=-net_raw "$LEASTCAP" minimize here.json -- touch trace
	ended 4
	[[ $stderr == *"CAP_NET_RAW"* ]]
	untouched
}

@test "a FILE that could not be written again is refused before CMD runs" {
	need_root
	leastcap minimize here.json -o /no/such/directory/p.json -- touch trace
	ended 2
	[[ $stderr == *"/no/such/directory"* ]]
	untouched
}
