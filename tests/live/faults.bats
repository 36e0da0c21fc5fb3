#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# The Nth system call of the recorder fails, for every N that matters: a message and a status of the contract, no crash,
# nothing attached, nothing half-written.

load lib.bash

setup() {
	need_hook
	command -v strace > /dev/null || skip "no strace"
	enter_stage
}

# broken SYSCALL ERRNO LAST: each of the first LAST calls of it fails in turn. The calls before main (of the dynamic
# linker) are its business, so only system calls that it does not make.
broken() {
	local n status before

	before=$(programs_loaded)
	for n in $(seq 1 "${3:-3}"); do
		status=0
		rm -f profile.json
		timeout 30 strace -o trace -e trace="$1" -e inject="$1:error=$2:when=$n" \
			"$LEASTCAP" record -o profile.json -- true > out 2>&1 || status=$?
		case $status in
		0) [ -s profile.json ] ;;
		2 | 3 | 4 | 125) grep -q '^leastcap: ' out && [ ! -e profile.json ] ;;
		*) false ;;
		esac || { echo "$1 number $n: $2 ended with $status" && cat out && ls -A && return 1; }
		[ ! -e profile.json ] || jq -e '.ended' profile.json > /dev/null || return 1
		grep -q INJECTED trace || break
	done
	left=$(find . -type f ! -name out ! -name trace ! -name profile.json)
	[ -z "$left" ] || { echo "left behind: $left" && return 1; }
	soon "[ \"\$(programs_loaded)\" -le $before ]" ||
		{ echo "$1: still attached" && bpftool prog list && return 1; }
}

@test "bpf: out of memory" { broken bpf ENOMEM 60; }
@test "bpf: not permitted" { broken bpf EPERM 60; }
@test "no descriptors for signals, pipes, epoll" {
	broken signalfd4 EMFILE
	broken pipe2 EMFILE
	broken epoll_create1 EMFILE
	broken epoll_ctl ENOMEM
}
@test "no process" { broken clone EAGAIN; }
@test "the disk fails" {
	broken fsync EIO
	broken linkat EIO
	broken renameat EIO
	broken write EIO 4
}
@test "who we are cannot be asked" { broken capget EPERM; }
