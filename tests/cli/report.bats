#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# leastcap report: the text, the JSON and the least sets of a recording.

# shellcheck disable=SC2154
load lib.bash

@test "the text names what was used, by whom and why" {
	leastcap report "$ping"
	succeeded
	[[ $output == "What ping used"* ]]
	grep -qE '^  Command +ping -c1 127.0.0.1$' <<< "$output"
	grep -qE '^  CAP_NET_RAW +high +granted to /usr/bin/ping in socket\(\) at inet' <<< "$output"
	grep -qE '^  CAP_SYS_ADMIN +[0-9]+  checked ' <<< "$output"
	grep -qE '^  /usr/bin/ping +1 +[0-9]+  .*NET_RAW' <<< "$output"
	grep -qE '^  x86_64: [0-9]+ allowed, [0-9]+ observed and [0-9]+ added$' <<< "$output"
	grep -qE '^Complete$' <<< "$output"
}

@test "it fits COLUMNS, and 0 is no limit" {
	for width in 60 80 100 120; do
		COLUMNS=$width leastcap report "$ping"
		ended 0
		[ "$(wc -L <<< "$output")" -le "$width" ]
	done
	COLUMNS=0 leastcap report "$ping"
	[ "$(wc -L <<< "$output")" -gt 120 ]
	[ "$(grep -c '^    observed: ' <<< "$output")" = "$(grep -c 'write$' <<< "$output")" ]
}

@test "colour: never into a pipe, always when asked, not with NO_COLOR" {
	leastcap report "$ping"
	[[ $output != *$'\033'* ]]
	leastcap report --color always "$ping"
	[[ $output == *$'\033[1mLeast capabilities\033[0m'* ]]
	leastcap report --color never "$ping"
	[[ $output != *$'\033'* ]]
	run script -qec "TERM=xterm '$LEASTCAP' report '$ping'" /dev/null < /dev/null
	[[ $output == *$'\033[1m'* ]]
	NO_COLOR=1 run script -qec "TERM=xterm '$LEASTCAP' report '$ping'" /dev/null < /dev/null
	[[ $output == *"What ping used"* && $output != *$'\033'* ]]
}

@test "lines are drawn as the locale can" {
	jq '.programs += [.programs[0] + {id: 99, parent: 1, exe: "/bin/child"}]' "$ping" > two.json
	leastcap report two.json
	[[ $output == *"└─/bin/child"* ]]
	LC_ALL=C leastcap report two.json
	[[ $output == *'`-/bin/child'* ]]
	LC_ALL=C grep -qP '[\x80-\xff]' <<< "$output" && return 1
	true
}

@test "JSON: one object with the keys of leastcap/report/1" {
	leastcap report --format json "$ping"
	ended 0
	jq -e '.schema == "leastcap/report/1" and .complete and .incomplete_reasons == []
		and .lost.ring == 0 and .lost.maps == 0
		and (.hooks | map(.role) | sort) == ["capability", "process", "syscall"]
		and (.hooks[0] | keys) == ["blind", "hook", "role"]
		and .refused_syscalls == []' <<< "$output"
	jq -e '.capabilities[] | select(.name == "CAP_NET_RAW") | .advice == "keep" and .proof == "none" and
		(.evidence[0] | .program == "/usr/bin/ping" and .syscall == "socket" and .granted == 1
		and .denied == 0 and .user_ns == "own" and .results == {} and .phase == null
		and (.first_ms | type) == "number")' <<< "$output"
	jq -e '.syscalls.i386 == [] and (.syscalls.x86_64[] | select(.name == "socket") |
		(.why | index("observed")) != null and .count == null and .phase == null)' <<< "$output"
	jq -e '.programs[0] | .exe == "/usr/bin/ping" and .instances == 1
		and (.capabilities | index("CAP_NET_RAW")) != null
		and (.syscalls.x86_64 | index("socket")) != null' <<< "$output"
}

@test "text and JSON agree" {
	leastcap report --format json "$ping"
	keep=$(jq -r '[.capabilities[] | select(.advice == "keep") | .name] | join(",")' <<< "$output")
	calls=$(jq -r '[.syscalls[][] | select(.why | index("observed")) | .name] | unique[]' <<< "$output")
	leastcap report --least caps "$ping"
	[ "$output" = "$keep" ]
	leastcap report --least syscalls "$ping"
	[ "$output" = "$calls" ]
	leastcap report "$ping"
	grep -q "^  ${keep//,/ }$" <<< "$output"
}

@test "--least: a line for capabilities, also if there are none; sorted names for syscalls" {
	leastcap report --least caps "$ping"
	ended 0
	[[ $output == *CAP_NET_RAW* && $output != *$'\n'* && $output != *" "* ]]
	leastcap report --least syscalls "$ping"
	ended 0
	LC_ALL=C sort -cu <<< "$output"
	grep -qx socket <<< "$output"
	jq '.checks = []' "$ping" > none.json
	"$LEASTCAP" report --least caps none.json > none.txt
	[ "$(od -An -c none.txt | tr -d ' ')" = '\n' ]
	leastcap report none.json
	[[ $output == *"none: it works without any capability"* ]]
}

@test "standard input and -o FILE" {
	"$LEASTCAP" report - < "$ping" > from-stdin.txt
	leastcap report -o file.txt "$ping"
	ended 0
	[ -z "$output" ]
	cmp file.txt from-stdin.txt
	[ "$(stat -c %a file.txt)" = 600 ]
	"$LEASTCAP" report -o - - < "$ping" | cmp - file.txt
}

@test "several files: one after the other in text, refused in JSON and --least" {
	leastcap report "$ping" "$ping"
	ended 0
	[ "$(grep -c "^==> $ping <==$" <<< "$output")" = 2 ]
	[ "$(grep -c '^What ping used' <<< "$output")" = 2 ]
	leastcap report --format json "$ping" "$ping"
	ended 2
	said "--format json takes one FILE, not 2"
	leastcap report --least caps "$ping" "$ping"
	ended 2
	said "--least takes one FILE, not 2"
}

@test "one bad file among good ones: nothing on stdout" {
	leastcap report "$ping" missing.json
	ended 2
	said "cannot read missing.json: No such file or directory"
}

@test "incomplete is said, and an exit status with --strict" {
	jq '.lost.checks = 2 | .ended = false' "$ping" > lossy.json
	leastcap report lossy.json
	ended 0
	grep -qE '^  Complete +NO: ' <<< "$output"
	grep -q '^INCOMPLETE: ' <<< "$output"
	leastcap report --strict "$ping"
	ended 0
	leastcap report --strict --format json lossy.json
	ended 5
	[[ $stderr == "leastcap: the recording is incomplete" ]]
	jq -e '(.complete | not) and (.incomplete_reasons | length) == 2 and .lost.maps == 2' <<< "$output"
}

@test "wrong use" {
	leastcap report
	ended 2
	said "which FILE?"
	leastcap report --format jsno "$ping"
	ended 2
	said 'not one of text, json'
	said 'did you mean json?'
	leastcap report --format json --least caps "$ping"
	ended 2
	leastcap report --least everything "$ping"
	ended 2
	said 'not one of none, caps, syscalls'
	leastcap report -o
	ended 2
	said 'option --output needs a value: FILE'
}

@test "unwritable outputs" {
	leastcap report -o none/out.txt "$ping"
	ended 2
	said "cannot write none/out.txt: No such file or directory"
	leastcap report -o . "$ping"
	ended 2
	said "cannot write .: it is a directory"
	leastcap report -o /dev/full "$ping"
	ended 2
	said "cannot write /dev/full: it is a device"
	mkfifo fifo
	leastcap report -o fifo "$ping"
	ended 2
	said "cannot write fifo: it is a FIFO"
	[ -p fifo ]
}

@test "the target is replaced, never written through" {
	echo precious > precious
	ln -s precious soft
	ln precious hard
	for target in soft hard; do
		leastcap report -o "$target" "$ping"
		ended 0
		[ "$(cat precious)" = precious ]
		[ ! -L "$target" ]
		grep -q '^What ping used' "$target"
	done
	ln -s /dev/null null
	leastcap report -o null "$ping"
	ended 2
	said "it is a device"
}

@test "a full disk leaves what was there, and nothing else" {
	[ "$(id -u)" = 0 ] || skip "needs root to mount a small tmpfs"
	jq '.programs += [range(100; 600) as $i | .programs[0] + {id: $i, parent: 1}]' "$ping" > large.json
	mkdir small
	unshare -m true 2> /dev/null || skip "no mount namespaces"
	run --separate-stderr unshare -m bash -c "mount -t tmpfs -o size=16k none small && cd small &&
		echo old > out.json && '$LEASTCAP' report --format json -o out.json ../large.json
		echo \"status \$?\"; cat out.json; ls -A"
	[ "$output" = $'status 2\nold\nout.json' ]
	[ "$stderr" = "leastcap: cannot write out.json: No space left on device" ]
}

@test "a read-only directory" {
	[ "$(id -u)" = 0 ] || skip "needs root to change the user"
	mkdir locked
	chmod 755 locked .
	cp "$ping" readable.json && chmod 644 readable.json
	run --separate-stderr setpriv --reuid 65534 --clear-groups \
		"$LEASTCAP" report -o "$PWD/locked/out.txt" - < readable.json
	[ "$status" -ne 126 ] && [ "$status" -ne 127 ] || skip "another user cannot execute $LEASTCAP"
	ended 2
	said "cannot write $PWD/locked/out.txt: Permission denied"
}
