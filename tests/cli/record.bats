#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# record before anything runs: what it refuses, with which status, and that nothing is left behind.

load lib.bash

# CMD leaves a trace if it was run at all.
ran() {
	[ -e trace ]
}

@test "no command, no pid: what?" {
	leastcap record
	ended 2
	said "what?"
	leastcap record --
	ended 2
}

@test "more than one scope" {
	leastcap record --all -- true
	ended 2
	said "only one of"
	leastcap record -p 1 -a
	ended 2
}

@test "not a process id, no such process" {
	leastcap record -p 12x
	ended 2
	said "12x"
	leastcap record -p 4194303
	ended 2
	said "no process 4194303"
	leastcap record -p ""
	ended 2
}

@test "options that need a command" {
	leastcap record --drive true -p $$
	ended 2
	said "need a command"
}

@test "CMD not found: 127" {
	run --separate-stderr -127 "$LEASTCAP" record -o p.json -- no-such-program
	said "no-such-program: no such program in PATH"
	run --separate-stderr -127 "$LEASTCAP" record -o p.json -- ./no-such-program
	said "./no-such-program: no such program"
	[ ! -e p.json ]
}

@test "CMD not executable: 126" {
	echo text > plain
	mkdir directory
	leastcap record -o p.json -- ./plain
	ended 126
	said "./plain: it is not an executable file"
	leastcap record -o p.json -- ./directory
	ended 126
	[ ! -e p.json ]
}

@test "CMD of no known format: told, and nothing saved" {
	need_root
	echo "no program" > garbage && chmod +x garbage
	leastcap record -o p.json -- ./garbage
	ended 126
	said "cannot run ./garbage: Exec format error"
	[ ! -e p.json ]
}

@test "CMD whose interpreter is missing: 127" {
	need_root
	printf '#!/no/such/interpreter\n' > script && chmod +x script
	run --separate-stderr -127 "$LEASTCAP" record -o p.json -- ./script
	said "cannot run ./script"
	[ ! -e p.json ]
}

@test "no privilege: 3, and the missing ones by name" {
	need_root
	run --separate-stderr setpriv --reuid 65534 --clear-groups "$LEASTCAP" record -o p.json -- true
	ended 3
	said "CAP_BPF and CAP_PERFMON"
	run --separate-stderr setpriv --bounding-set=-bpf,-sys_admin "$LEASTCAP" record -o p.json -- true
	ended 3
	said "needs CAP_BPF"
	[[ $stderr != *"CAP_PERFMON:"* ]]
	run --separate-stderr setpriv --bounding-set=-perfmon,-sys_admin "$LEASTCAP" record -o p.json -- true
	ended 3
	said "needs CAP_PERFMON"
	[ ! -e p.json ]
}

@test "no BTF: 4, and the file by name" {
	need_root
	run --separate-stderr unshare -m sh -c 'mount -t tmpfs none /sys/kernel/btf && exec "$0" "$@"' \
		"$LEASTCAP" record -o p.json -- touch trace
	ended 4
	said "/sys/kernel/btf/vmlinux"
	! ran
	run --separate-stderr unshare -m sh -c 'mount -t tmpfs none /sys/kernel/btf && exec "$0" doctor' "$LEASTCAP"
	ended 4
	said "/sys/kernel/btf/vmlinux"
}

@test "an output that cannot be written is refused before CMD runs" {
	need_root
	leastcap record -o /no/such/directory/p.json -- touch trace
	ended 2
	said "/no/such/directory"
	leastcap record -o /dev/full -- touch trace
	ended 2
	said "/dev/full"
	mkdir taken
	leastcap record -o taken -- touch trace
	ended 2
	! ran
}

@test "no such user" {
	need_root
	leastcap record -o p.json --user no-such-user -- touch trace
	ended 2
	said "no such user: no-such-user"
	! ran
	[ ! -e p.json ]
}

@test "durations and sizes that are none" {
	leastcap record -d soon -- true
	ended 2
	leastcap record --ring -5 -- true
	ended 2
}

@test "doctor takes no operand" {
	leastcap doctor now
	ended 2
	said "now"
}

@test "doctor: every role, every candidate, as text and as JSON" {
	need_root
	leastcap doctor
	ended 0
	for word in capability syscall process io_uring fexit/security_capable kprobe/security_capable \
		tp_btf/cap_capable tp_btf/sys_enter lockdown LSMs cgroup BTF; do
		[[ $output == *"$word"* ]] || { echo "not said: $word" && return 1; }
	done
	leastcap doctor --format json
	ended 0
	jq -e '.schema == "leastcap/doctor/1" and (.roles | length) == 8 and
		all(.roles[] | select(.role | endswith(" refusal") | not); .hook as $h |
			any(.candidates[]; .hook == $h and .used and .works)) and
		all(.roles[].candidates[]; .works or .why != "")' <<< "$output"
}
