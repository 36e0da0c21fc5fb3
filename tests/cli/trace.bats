#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# trace before anything runs: what it refuses, with which status, and that nothing is left behind.

load lib.bash

@test "no scope, more than one scope" {
	leastcap trace
	ended 2
	said "trace: what?"
	leastcap trace --denied --
	ended 2
	leastcap trace --all -- true
	ended 2
	said "only one of"
	leastcap trace -p 4194303
	ended 2
	said "trace: no process 4194303"
}

@test "--user needs a command" {
	leastcap trace --user nobody -p $$
	ended 2
	said "--user needs a command"
}

@test "filters that are none" {
	leastcap trace --uid no-such-user -- true
	ended 2
	said "--uid no-such-user: neither a user nor the number of one"
	for uid in -1 12x "" " 1" 4294967295 99999999999999999999; do
		leastcap trace "--uid=$uid" -- true
		ended 2
		said "neither a user"
	done
	leastcap trace --cap CAP_NET_RWA -- true
	ended 2
	said "no capability CAP_NET_RWA"
	[[ $stderr == *"did you mean CAP_NET_RAW?"* ]]
	leastcap trace --cap chown,,kill -- true
	ended 2
	leastcap trace --comm "" -- true
	ended 2
	leastcap trace --comm 1234567890123456 -- true
	ended 2
	said "has 1 to 15 bytes"
}

@test "formats" {
	leastcap trace --format json -- true
	ended 2
	said 'not one of text, jsonl'
	leastcap trace -d 0 -- true
	ended 2
	leastcap trace --ring big -- true
	ended 2
}

@test "CMD not found: 127; not executable: 126" {
	run --separate-stderr -127 "$LEASTCAP" trace -- no-such-program
	said "no-such-program: no such program in PATH"
	echo text > plain
	run --separate-stderr -126 "$LEASTCAP" trace -o lines -- ./plain
	said "./plain: it is not an executable file"
	[ ! -e lines ]
}

@test "CMD of no known format: told, no header, nothing replaced" {
	need_root
	echo "no program" > garbage && chmod +x garbage
	echo before > lines
	leastcap trace -o lines -- ./garbage
	ended 126
	said "cannot run ./garbage: Exec format error"
	[ "$(cat lines)" = before ]
}

@test "no privilege: 3, and the missing ones by name" {
	need_root
	run --separate-stderr setpriv --reuid 65534 --clear-groups "$LEASTCAP" trace --denied -- true
	ended 3
	said "CAP_BPF and CAP_PERFMON"
}

@test "no BTF: 4, and the file by name" {
	need_root
	run --separate-stderr unshare -m sh -c 'mount -t tmpfs none /sys/kernel/btf && exec "$0" trace -- true' \
		"$LEASTCAP"
	ended 4
	said "/sys/kernel/btf/vmlinux"
}

@test "an output that cannot be written is refused before CMD runs" {
	need_root
	for file in /no/such/directory/lines /dev/full; do
		leastcap trace -o $file -- touch ran
		ended 2
		said "$file"
	done
	mkdir taken
	leastcap trace -o taken -- touch ran
	ended 2
	[ ! -e ran ]
}

@test "help names the columns' origin and each option" {
	leastcap trace --help
	succeeded
	for word in --denied --stack --unique --extra --comm --uid --cap --format --output --duration --ring \
		--withhold --pid --cgroup --all "a question mark: inferred"; do
		[[ $output == *"$word"* ]] || { echo "not said: $word" && return 1; }
	done
}
