#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# leastcap report: the text, the JSON and the least sets of a recording.

# shellcheck disable=SC2154
load lib.bash
golden=$BATS_TEST_DIRNAME/../golden

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

@test "JSON of a longer recording: results, phases, remedies, proof" {
	leastcap report --format json "$golden/phases/profile.json"
	ended 0
	jq -e '.phases | .sign == "wait" and .drop_program == "/usr/sbin/nginx" and .boundary_ms >= .drop_ms
		and (.init.capabilities | index("CAP_NET_BIND_SERVICE")) != null and .serving.capabilities == []
		and .init.syscalls > .serving.syscalls and (.advice.systemd | test("ExecStartPre"))' <<< "$output"
	jq -e '.capabilities[] | select(.name == "CAP_NET_BIND_SERVICE") | .phase == "init" and .without == null
		and .remedies[0].setting == "net.ipv4.ip_unprivileged_port_start" and .remedies[0].value == "1024"
		and (.evidence[0] | .results == {"0": 1} and .phase == "init" and .last_ms >= .first_ms)' <<< "$output"
	jq -e '[.syscalls.x86_64[] | select(.phase == "init") | .name] | index("bind")' <<< "$output"
	jq -e '[.syscalls.x86_64[] | select(.phase == "serving") | .name] | index("accept4")' <<< "$output"
	jq -e '.proof == null and .no_new_privs' <<< "$output"
	leastcap report --format json "$golden/proven/profile.json"
	jq -e '.proof | .kind == "minimal" and .runs == 5 and (.members | length) == 4
		and all(.members[]; .verdict == "needed" and (.without | length) > 0)' <<< "$output"
	jq -e 'all(.capabilities[] | select(.advice == "keep");
		.proof == "minimal" and (.without | length) > 0)' <<< "$output"
}

@test "JSON: calls that a filter refused" {
	jq '.refusals = [{program: .programs[0].id, abi: "x86_64", syscall: "mkdir", errno: "EPERM", by: "seccomp",
		count: 2, first_ns: 5000000}]' "$golden/phases/profile.json" > refused.json
	leastcap report --format json refused.json
	ended 0
	jq -e '[.refused_syscalls[] | {name, abi, errno, layer, confidence, program, count, first_ms}] == [{
		name: "mkdir", abi: "x86_64", errno: "EPERM", layer: "seccomp", confidence: "inferred",
		program: "/usr/sbin/nginx",
		count: 2, first_ms: 5}] and (.complete | not)' <<< "$output"
	leastcap report refused.json
	grep -qE '^  mkdir +EPERM +2  /usr/sbin/nginx  seccomp$' <<< "$output"
}

@test "the text tells phases and proof" {
	COLUMNS=0 leastcap report "$golden/phases/profile.json"
	ended 0
	grep -qE '^  init +until [0-9]+ ms: every process waited, after /usr/sbin/nginx dropped ' <<< "$output"
	grep -qE '^  serving +no capability; [0-9]+ syscalls$' <<< "$output"
	grep -q '^  Proof     none' <<< "$output"
	COLUMNS=0 leastcap report "$golden/proven/profile.json"
	grep -q '^  Proof     minimal by 5 replays on Linux ' <<< "$output"
	grep -qE '^  CAP_NET_BIND_SERVICE +low +a replay without it failed: bind: EACCES' <<< "$output"
}

@test "--why: the story of one capability, by any spelling" {
	for name in CAP_NET_BIND_SERVICE net_bind_service 10; do
		COLUMNS=0 leastcap report --why "$name" "$golden/phases/profile.json"
		ended 0
		[ "${lines[0]}" = "CAP_NET_BIND_SERVICE: keep" ]
		[[ ${lines[1]} == *"Keep it: granted to /usr/sbin/nginx in bind()"*"only before the workload served"* ]]
		[[ ${lines[1]} == *"set net.ipv4.ip_unprivileged_port_start to"*"(was 1024)"*"an attacker "* ]]
		[ "${#lines[@]}" = 2 ]
	done
	COLUMNS=70 leastcap report --why chown "$golden/proven/profile.json"
	[ "$(wc -L <<< "$output")" -le 70 ]
	[[ $output == *"Keep it: a replay without it failed: chown: EPERM"* ]]
	COLUMNS=0 leastcap report --why cap_bpf "$ping"
	ended 0
	[ "${lines[0]}" = "CAP_BPF: not asked for" ]
	[[ ${lines[1]} == "  Leave it out: no program asked for it while this was recorded"* ]]
	leastcap report --why setgid --format json "$golden/proven/profile.json"
	jq -e '.schema == "leastcap/why/1" and .capability == "CAP_SETGID" and .advice == "keep"
		and (.story | test("a replay without it failed")) and .facts.proof == "minimal"' <<< "$output"
}

@test "--why: wrong use" {
	leastcap report --why CAP_NET_RAV "$ping"
	ended 2
	said "--why: CAP_NET_RAV is no capability"
	said "did you mean CAP_NET_RAW?"
	leastcap report --why 64 "$ping"
	ended 2
	leastcap report --why $'x\033[2J' "$ping"
	ended 2
	[[ $stderr != *$'\033'* ]]
	leastcap report --why chown --least caps "$ping"
	ended 2
	said "cannot go with --least"
	leastcap report --why chown "$ping" "$ping"
	ended 2
	said "--why takes one FILE, not 2"
	leastcap report --why chown missing.json
	ended 2
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
