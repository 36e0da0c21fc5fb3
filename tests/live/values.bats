#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# What calls were given, whether any of them worked, and what went through rings: tests/acts/calls.c says it, the
# recording must say the same.

load lib.bash

setup() {
	need_hook
	enter_stage
}

# said LINE...: of the recording, one line each as the program writes them, for every line that it wrote.
differences() {
	jq -r --rawfile expect expect '
		(.arguments // []) as $sets
		| [.programs[].syscalls[][]] as $uses
		| def set($call; $index): [$sets[] | select(.syscall == $call and .index == $index)];
		$expect | split("\n")[] | select(length > 0) | . as $line | split(" ") as $w
		| if $w[0] == "VALUES" then
			[set($w[1]; $w[2] | tonumber)[].values[]] | unique | map(tostring)
			| select(. != $w[3:]) | "\($line): recorded \(join(" "))"
		  elif $w[0] == "MORE" then
			select([set($w[1]; $w[2] | tonumber)[] | select(.more)] == []) | "\($line): not said"
		  elif $w[0] == "OPCODE" then
			select(([set("io_uring_enter"; "opcode")[].values[]] | index($w[1] | tonumber)) == null)
			| "\($line): not recorded"
		  else
			[$uses[] | select(.syscall == $w[1]) | .failed // "works"] as $failed
			| select($failed != [if $w[0] == "FAILED" then $w[2] else "works" end])
			| "\($line): recorded \($failed | join(" "))"
		  end' recording.json
}

recorded() { # OPTIONS... -- MODE
	"$LEASTCAP" record -q -o recording.json "${@:1:$#-1}" "$ACTS/calls" "${!#}" > expect
	[ -s expect ]
	run differences
	[ "$status" = 0 ] && [ -z "$output" ] || { cat expect; echo "$output"; return 1; }
}

@test "arguments: families, options, requests, flags, as a filter sees them" { recorded --args -- values; }
@test "arguments: more than are kept" { recorded --args -- many; }
@test "calls that never worked" { recorded -- failed; }
@test "calls that were refused only later, or at first" { recorded -- later; }
@test "calls that worked in one of many threads" { recorded -- threads; }

@test "operations of io_uring" {
	status=0
	"$ACTS/calls" ring > /dev/null || status=$?
	[ "$status" != 77 ] || skip 'no io_uring here'
	"$LEASTCAP" doctor --format json | jq -e '.roles[] | select(.role == "io_uring") | .hook != null' ||
		skip 'no hook on io_uring'
	recorded -- ring
}

@test "without --args nothing is learned of arguments, and it says so" {
	"$LEASTCAP" record -q -o recording.json -- "$ACTS/calls" values > /dev/null
	[ "$(jq '[.arguments[]? | select(.index != "opcode")] | length' recording.json)" = 0 ]
	! jq -e '.settings[]? | select(.name == "leastcap.args")' recording.json
	"$LEASTCAP" record -q --args -o recording.json -- true
	grep -q leastcap.args recording.json
}

@test "a wrong expectation is seen" {
	"$LEASTCAP" record -q --args -o recording.json -- "$ACTS/calls" values > /dev/null
	printf '%s\n' 'VALUES socket 0 1' 'MORE socket 0' 'OPCODE 3' 'FAILED socket EPERM' > expect
	[ "$(differences | wc -l)" = 4 ]
}
