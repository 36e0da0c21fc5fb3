#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# What decides a filter on the command line of generate: portability, architectures, answers, reviews, arguments.

# shellcheck disable=SC2154
load lib.bash

setup_file() {
	export SPECIAL=$BATS_FILE_TMPDIR/special.json
	# What ping did, and what dangerous, useless, or many-sided calls look like in a recording.
	jq '.settings["leastcap.args"] = "learned"
		| .programs[-1].id as $id
		| .programs[-1].syscalls.x86_64 += [
			{"syscall": "mount", "count": 3, "first_ns": 5},
			{"syscall": "clone3", "count": 1, "first_ns": 6},
			{"syscall": "fchmodat2", "count": 2, "first_ns": 7, "failed": "ENOSYS"},
			{"syscall": "socketpair", "count": 2, "first_ns": 8}]
		| .programs[-1].syscalls.x86_64 |= sort_by(.syscall)
		| .arguments = [{"program": $id, "syscall": "socketpair", "abi": "x86_64", "index": 0, "values": [1],
			"more": false}]' "$BATS_TEST_DIRNAME/data/ping.json" > "$SPECIAL"
}

# entries FILE NAME: what a seccomp file says of a call, as "ACTION errno", "ACTION if".
entries() {
	jq -r --arg name "$2" '.syscalls[] | select(.names | index($name))
		| .action + (if .errnoRet then " \(.errnoRet)" else "" end) + (if .args then " if" else "" end)' "$1"
}

seccomp() { # FILE OPTIONS...
	"$LEASTCAP" generate -q seccomp -o "$@" "$SPECIAL"
}

@test "what is dangerous or never worked is left out with a warning, and stays if accepted" {
	leastcap generate seccomp -o out.json "$SPECIAL"
	ended 0
	grep -q '^leastcap: warning: LEFT OUT: .*mount' <<< "$stderr"
	grep -q '^leastcap: warning: NEVER WORKED: fchmodat2.*ENOSYS' <<< "$stderr"
	[ -z "$(entries out.json mount | grep ALLOW)" ]
	[ -z "$(entries out.json clone3 | grep ALLOW)" ]
	[ -z "$(entries out.json fchmodat2 | grep ALLOW)" ]
	[ "$(entries out.json clone)" = 'SCMP_ACT_ALLOW if' ]
	for words in '--accept mount,fchmodat2' '--accept mount --accept fchmodat2'; do
		# shellcheck disable=SC2086
		seccomp out.json $words
		[ "$(entries out.json mount)" = SCMP_ACT_ALLOW ]
		[ "$(entries out.json fchmodat2)" = SCMP_ACT_ALLOW ]
	done
	seccomp out.json --no-review
	[ "$(entries out.json mount)" = SCMP_ACT_ALLOW ]
	[ "$(entries out.json clone3)" = SCMP_ACT_ALLOW ]
}

@test "--accept: wrong words" {
	leastcap generate seccomp --accept mont "$SPECIAL"
	ended 2
	said "--accept mont: neither a syscall nor a class of them"
	said "did you mean mount?"
	leastcap generate seccomp --no-review --accept mount "$SPECIAL"
	ended 2
	said "--no-review lets all stay"
}

@test "--default-action and --complain: what the rest gets, and what libraries fall back from" {
	seccomp out.json
	[ "$(jq -r '"\(.defaultAction) \(.defaultErrnoRet)"' out.json)" = 'SCMP_ACT_ERRNO 38' ]
	seccomp out.json --default-action errno:EPERM
	[ "$(jq -r '"\(.defaultAction) \(.defaultErrnoRet)"' out.json)" = 'SCMP_ACT_ERRNO 1' ]
	[ "$(entries out.json clone3)" = 'SCMP_ACT_ERRNO 38' ]
	seccomp out.json --default-action kill
	[ "$(jq -r .defaultAction out.json)" = SCMP_ACT_KILL_PROCESS ]
	[ "$(entries out.json clone3)" = 'SCMP_ACT_ERRNO 38' ]
	seccomp out.json --complain
	[ "$(jq -r .defaultAction out.json)" = SCMP_ACT_LOG ]
	! grep -q SCMP_ACT_ERRNO out.json
	seccomp other.json --default-action log
	cmp out.json other.json
	for word in errno:EFOO errno: errno:0 errno:SIGSYS EPERM killed ''; do
		leastcap generate seccomp --default-action "$word" "$SPECIAL"
		ended 2
		said "no such action"
	done
	leastcap generate seccomp --complain --default-action kill "$SPECIAL"
	ended 2
	said "say different things"
}

@test "--args became conditions; --no-args" {
	seccomp out.json
	[ "$(entries out.json socketpair)" = 'SCMP_ACT_ALLOW if' ]
	seccomp out.json --no-args
	[ "$(entries out.json socketpair)" = SCMP_ACT_ALLOW ]
	[ "$(entries out.json clone)" = 'SCMP_ACT_ALLOW if' ] # always
}

@test "--portable: each level holds what none has" {
	for level in none libc kernel arch all; do
		seccomp $level.json --portable $level --runtime none
		jq -r '.syscalls[] | select(.action == "SCMP_ACT_ALLOW") | .names[]' $level.json | sort -u > $level.txt
		[ -z "$(comm -23 none.txt $level.txt)" ]
	done
	for level in libc kernel arch; do [ -z "$(comm -13 all.txt $level.txt)" ]; done
	[ "$(wc -l < none.txt)" -lt "$(wc -l < libc.txt)" ]
	[ "$(wc -l < libc.txt)" -le "$(wc -l < all.txt)" ]
	jq -e '.architectures | index("SCMP_ARCH_AARCH64")' arch.json
	! jq -e '.architectures | index("SCMP_ARCH_AARCH64")' libc.json
}

@test "--arch and --abi" {
	seccomp out.json --arch arm64
	[ "$(jq -c .architectures out.json)" = '["SCMP_ARCH_X86_64","SCMP_ARCH_AARCH64"]' ]
	seccomp out.json --abi x86_64,i386
	[ "$(jq -c .architectures out.json)" = '["SCMP_ARCH_X86_64","SCMP_ARCH_X86"]' ]
	leastcap generate seccomp --arch arm65 "$SPECIAL"
	ended 2
	said "unknown architecture arm65"
	leastcap generate seccomp --arch i386 "$SPECIAL"
	ended 2
	said "--arch i386: not one of aarch64, arm, riscv64, loongarch64"
	leastcap generate seccomp --abi aarch64 "$SPECIAL"
	ended 2
	said "not one of x86_64, i386, x32"
	leastcap generate seccomp --abi '' "$SPECIAL"
	ended 2
	said "--abi: which ABI?"
}

@test "-v tells what the filter is, --measure what it costs" {
	leastcap generate -v seccomp -o out.json "$SPECIAL"
	ended 0
	grep -qE '^leastcap: filter: [0-9]+ instructions \([0-9]+ bytes\), [0-9]+ at most for one call; [0-9]+ calls' \
		<<< "$stderr"
	leastcap generate --measure bpf -o out.bpf "$SPECIAL"
	ended 0
	grep -qE '^leastcap: filter: loaded in [0-9]+ us; getppid takes [0-9]+ ns with it, [0-9]+ ns without' \
		<<< "$stderr"
	[ $(($(stat -c %s out.bpf) % 8)) = 0 ]
}

@test "what is no text does not go to a terminal" {
	script -qec "'$LEASTCAP' generate -q bpf '$SPECIAL'" /dev/null > typescript < /dev/null || status=$?
	[ "${status:-0}" = 2 ]
	grep -q 'standard output is a terminal' typescript
	"$LEASTCAP" generate -q bpf "$SPECIAL" > out.bpf
	"$LEASTCAP" generate -q bpf -o same.bpf "$SPECIAL"
	cmp out.bpf same.bpf
}

@test "--explain needs no target, and takes one" {
	leastcap generate --explain "$SPECIAL"
	ended 0
	[[ $output == *"Docker's default"* ]]
	first=$output
	leastcap generate docker --explain "$SPECIAL"
	[ "$output" = "$first" ]
	leastcap generate --explain --format json "$SPECIAL"
	ended 0
	jq -e . <<< "$output" > /dev/null
	leastcap generate --explain
	ended 2
}
