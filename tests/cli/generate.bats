#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# leastcap generate: targets, options, and what it says beside its output.

# shellcheck disable=SC2154
load lib.bash

@test "--list names each target once, and each one can be generated" {
	leastcap generate --list
	succeeded
	list=$(awk '{print $1}' <<< "$output")
	[ "$(sort -u <<< "$list")" = "$(sort <<< "$list")" ]
	for target in docker podman compose kubernetes systemd oci seccomp docker-seccomp spo setcap setpriv capsh \
		libseccomp bpf pfc bubblewrap firejail lxc lxc-seccomp; do
		grep -qx "$target" <<< "$list"
	done
	for target in $list; do
		leastcap generate -q "$target" "$ping"
		ended 0
		[ -n "$output" ]
		[ -z "$stderr" ]
	done
}

@test "an unknown target: status 2 and the nearest" {
	leastcap generate dokcer "$ping"
	ended 2
	said "unknown target dokcer"
	said "did you mean docker?"
	leastcap generate xyzzy "$ping"
	ended 2
	said "leastcap generate --list names the targets"
	leastcap generate $'evil\033[2J' "$ping"
	ended 2
	printf '%s' "$stderr" > stderr
	harmless stderr
}

@test "wrong use" {
	leastcap generate
	ended 2
	said "which TARGET?"
	leastcap generate docker
	ended 2
	said "which FILE?"
	leastcap generate docker "$ping" "$ping"
	ended 2
	said "takes one FILE, not 2"
	leastcap generate docker --portable everywhere "$ping"
	ended 2
	said "not one of none, libc, kernel, arch, all"
}

@test "options before, between and after the words" {
	leastcap generate docker "$ping"
	first=$output
	for words in "-q docker $ping" "docker -q $ping" "docker $ping -q" "-- docker $ping"; do
		# shellcheck disable=SC2086
		leastcap generate $words
		ended 0
		[ "$output" = "$first" ]
	done
}

@test "-o FILE has mode 0600 and the same bytes; - is standard input" {
	leastcap generate seccomp -o out.json "$ping"
	ended 0
	[ -z "$output" ]
	[ "$(stat -c %a out.json)" = 600 ]
	jq -e .syscalls out.json > /dev/null
	"$LEASTCAP" generate seccomp - < "$ping" 2> /dev/null | cmp - out.json
}

@test "--name, --portable, --no-runtime and --nonroot change what is generated" {
	leastcap generate docker --name wonderful "$ping"
	[[ $output == *wonderful* ]]
	"$LEASTCAP" generate -q seccomp "$ping" > all.json
	"$LEASTCAP" generate -q seccomp --portable none "$ping" > none.json
	"$LEASTCAP" generate -q seccomp --portable none --no-runtime "$ping" > least.json
	for file in all none least; do
		jq -r '[.syscalls[] | select(.action == "SCMP_ACT_ALLOW") | .names[]] | unique[]' $file.json > $file.txt
	done
	[ -z "$(comm -13 all.txt none.txt)" ] && [ -n "$(comm -23 all.txt none.txt)" ]
	[ -z "$(comm -13 none.txt least.txt)" ] && [ -n "$(comm -23 none.txt least.txt)" ]
	grep -qx rt_sigreturn least.txt
}

# allowed FILE: the calls of a seccomp profile, one a line.
allowed() {
	jq -r '[.syscalls[] | select(.action == "SCMP_ACT_ALLOW") | .names[]] | unique[]' "$1"
}

@test "--runtime and --exec: whose own calls are added" {
	local word

	"$LEASTCAP" generate -q docker-seccomp --portable none "$ping" > any.json
	for word in any runc crun containerd systemd none; do
		"$LEASTCAP" generate -q docker-seccomp --portable none --runtime $word "$ping" > $word.json
		"$LEASTCAP" generate -q docker-seccomp --portable none --runtime $word --no-exec "$ping" \
			> $word-once.json
		allowed $word.json > $word.txt
		allowed $word-once.json > $word-once.txt
		[ -z "$(comm -13 $word.txt $word-once.txt)" ]
	done
	allowed any.json | cmp - any.txt
	"$LEASTCAP" generate -q docker-seccomp --portable none --no-runtime "$ping" | cmp - none.json
	cmp runc.txt containerd.txt
	cmp systemd.txt none.txt
	[ -z "$(comm -23 runc.txt any.txt)" ] && [ -z "$(comm -23 crun.txt any.txt)" ]
	grep -qx capset crun.txt # crun exec gives up what it has behind the filter
	! grep -qx capset crun-once.txt
	grep -qx fstatfs runc-once.txt
	! grep -qx fstatfs crun.txt
	[[ $(jq -r '.syscalls[].comment' crun.json) == *"runtime: crun calls these after it loads the filter"* ]]
}

@test "--runtime and --exec: wrong use" {
	leastcap generate docker --runtime docker "$ping"
	ended 2
	said "not one of any, runc, crun, containerd, systemd, none"
	leastcap generate docker --runtime crun --no-runtime "$ping"
	ended 2
	said "--no-runtime and --runtime crun say different things"
	leastcap generate docker --no-runtime --runtime none "$ping"
	ended 0
	leastcap generate docker --exec --no-exec "$ping"
	ended 2
	said "--exec and --no-exec say different things"
}

@test "incomplete: a warning on stderr and in the text, status 5 and nothing with --strict" {
	jq '.lost.checks = 2' "$ping" > lossy.json
	leastcap generate docker lossy.json
	ended 0
	grep -q '^leastcap: warning: INCOMPLETE' <<< "$stderr"
	grep -q '^# INCOMPLETE' <<< "$output"
	leastcap generate -q docker lossy.json
	succeeded
	grep -q '^# INCOMPLETE' <<< "$output"
	leastcap generate --strict -o never docker lossy.json
	ended 5
	said "lossy.json is incomplete, nothing was written"
	[ ! -e never ]
}

@test "bad profiles and bad outputs" {
	leastcap generate docker missing.json
	ended 2
	said "cannot read missing.json: No such file or directory"
	one_line
	leastcap generate docker -o none/x "$ping"
	ended 2
	said "cannot write none/x: No such file or directory"
}
