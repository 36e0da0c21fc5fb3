#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# verify before anything runs: what it refuses, with which status; CMD leaves a trace if it was run at all.

load lib.bash

ran() {
	[ -e trace ]
}

# for_here FILE: the recording, as if made on this machine.
for_here() {
	jq --arg machine "$(uname -m)" --arg release "$(uname -r)" '.machine = $machine | .release = $release' \
		"$ping" > "$1"
}

@test "no FILE, no command, too many files" {
	leastcap verify
	ended 2
	said "which command?"
	leastcap verify "$ping"
	ended 2
	said "which command?"
	leastcap verify "$ping" --
	ended 2
	said "which command?"
	leastcap verify -- touch trace
	ended 2
	said "which FILE?"
	leastcap verify "$ping" "$ping" -- touch trace
	ended 2
	said "one FILE"
	! ran
}

@test "--help names the options, and needs neither FILE nor CMD" {
	leastcap verify --help
	succeeded
	for word in --repeat --user --before --ready --drive --runtime --no-seccomp --errno --timeout --strict \
		--output; do
		[[ $output == *"$word"* ]] || { echo "not said: $word" && return 1; }
	done
}

@test "words of CMD are not taken for options or files" {
	leastcap verify no-such-file -- touch trace --help --repeat x
	ended 2
	said "no-such-file"
	! ran
}

@test "options that are none" {
	leastcap verify --repeat 0 "$ping" -- touch trace
	ended 2
	said "--repeat"
	leastcap verify --repeat 1001 "$ping" -- touch trace
	ended 2
	leastcap verify --errno EFISH "$ping" -- touch trace
	ended 2
	said "EFISH"
	leastcap verify --errno 0 "$ping" -- touch trace
	ended 2
	leastcap verify --runtime docker "$ping" -- touch trace
	ended 2
	said "direct, runc, crun, systemd"
	leastcap verify --timeout never "$ping" -- touch trace
	ended 2
	leastcap verify -o - "$ping" -- touch trace
	ended 2
	leastcap verify --drvie true "$ping" -- touch trace
	ended 2
	said "did you mean --drive?"
	! ran
}

@test "not a profile" {
	echo '{' > broken.json
	leastcap verify broken.json -- touch trace
	ended 2
	said "broken.json"
	leastcap verify /no/such/file -- touch trace
	ended 2
	! ran
}

@test "a profile of another machine" {
	jq '.machine = "s390x"' "$ping" > other.json
	leastcap verify other.json -- touch trace
	ended 2
	said "recorded on s390x"
	! ran
}

@test "a profile of nothing" {
	for_here here.json
	jq '.programs = [] | .checks = []' here.json > nothing.json
	leastcap verify nothing.json -- touch trace
	ended 2
	said "holds nothing"
	! ran
}

@test "CMD not found: 127, not executable: 126" {
	for_here here.json
	run --separate-stderr -127 "$LEASTCAP" verify here.json -- no-such-program
	said "no such program"
	echo text > plain
	leastcap verify here.json -- ./plain
	ended 126
	said "not an executable file"
}

@test "no such user" {
	for_here here.json
	leastcap verify here.json --user no-such-user -- touch trace
	ended 2
	said "no-such-user"
	! ran
}

@test "no privilege: 3, and the missing ones by name" {
	need_root
	for_here here.json
	chmod 644 here.json && chmod 755 .
	run --separate-stderr setpriv --bounding-set=-bpf,-sys_admin "$LEASTCAP" verify here.json -- touch trace
	ended 3
	[[ $stderr == *"CAP_BPF"* ]]
	! ran
}

@test "a plan that nobody here can be given: 4, and what is missing by name" {
	need_root
	for_here here.json
	run --separate-stderr setpriv --bounding-set=-net_raw "$LEASTCAP" verify here.json -- touch trace
	ended 4
	[[ $stderr == *"CAP_NET_RAW"* ]]
	! ran
}

@test "a runtime that is not there: 4, and how to get it" {
	need_root
	for_here here.json
	mkdir bin
	ln -s "$(command -v touch)" bin/
	for runtime in runc crun; do
		run --separate-stderr env PATH="$PWD/bin" "$LEASTCAP" verify here.json --runtime $runtime -- touch trace
		ended 4
		[[ $stderr == *"$runtime is not installed"*"apt-get install $runtime"* ]]
	done
	! ran
}

@test "systemd that does not run the machine: 4" {
	need_root
	[ ! -d /run/systemd/system ] || skip "systemd runs this machine"
	for_here here.json
	leastcap verify here.json --runtime systemd -- touch trace
	ended 4
	[[ $stderr == *"systemd does not run this machine"* ]]
	! ran
}

@test "an output that cannot be written is refused before CMD runs" {
	need_root
	for_here here.json
	leastcap verify here.json -o /no/such/directory/p.json -- touch trace
	ended 2
	[[ $stderr == *"/no/such/directory"* ]]
	! ran
}
