#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# A part of the battery of filters (tests/battery/seccomp): containers of runc and crun under what is generated for them
# start, serve, and let others join; nothing is refused; and where lists that were made otherwise fail.

load lib.bash

setup() {
	need_hook
	command -v jq curl runc > /dev/null || skip "no jq, curl or runc"
	enter_stage
	export LEASTCAP
}

# filters RUNTIME OPTION...: the table is in ./table, a line for each workload, list and runtime.
filters() {
	command -v "$1" > /dev/null || skip "no $1"
	[ -z "$2" ] || command -v "$2" > /dev/null || skip "no $2"
	# shellcheck disable=SC2154 # lib.bash's
	timeout 120 "$here/../battery/seccomp" --runtimes "$1" --starts 3 --joins 1 -o "$PWD/table" "${@:3}" \
		"${2##*/}" > said 2>&1 || { cat said; return 1; }
	cat said
	grep -q ' 0 failed, 0 skipped$' said || skip "$(grep -m 1 skipped said)"
}

# row LIST COLUMN: of the table. 4 names, 5 starts that worked, 6 of how many, 7 joins, 9 refused calls.
row() {
	awk -F '\t' -v list="$1" -v column="$2" '$2 == list { print $column }' table
}

# all_of RUNTIME PROGRAM
all_of() {
	filters "$1" "$2" --lists leastcap
	[ "$(row leastcap 5)/$(row leastcap 6)" = 3/3 ]
	[ "$(row leastcap 7)" = 1 ]
	[ "$(row leastcap 9)" = 0 ]
	[ "$(row leastcap 4)" -gt 60 ]
	[ "$(row leastcap 4)" -lt 200 ]
}

@test "runc: python3 starts, serves and is joined under what is generated, and nothing is refused" {
	all_of runc /usr/bin/python3
}

@test "crun: python3 starts, serves and is joined under what is generated, and nothing is refused" {
	all_of crun /usr/bin/python3
}

@test "runc: busybox starts, serves and is joined under what is generated, and nothing is refused" {
	all_of runc /usr/bin/busybox
}

@test "crun: busybox starts, serves and is joined under what is generated, and nothing is refused" {
	all_of crun /usr/bin/busybox
}

@test "runc does not start busybox with what strace shows, and the battery says what is missing" {
	command -v strace > /dev/null || skip "no strace"
	filters runc /usr/bin/busybox --lists strace
	[ "$(row strace 5)/$(row strace 6)" = 0/3 ]
	[ -n "$(row strace 11)" ]
}

@test "crun starts busybox with what was observed under runc, and nobody can join it" {
	filters crun /usr/bin/busybox --lists hook
	[ "$(row hook 5)/$(row hook 6)" = 3/3 ]
	[ "$(row hook 7)" = 0 ]
}
