#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# verify: CMD runs under exactly the plan, what is refused is told with what would allow it, and nothing is left behind.

load lib
load replay
load servers

setup() {
	begin_replay
}

teardown() {
	[ -z "$netns" ] || ip netns del "$netns"
	[ -z "$www" ] || { cd / && rm -rf "$www"; }
}

# Prints its own sets, no_new_privs and mode of seccomp, after it did what needs CAP_CHOWN.
# shellcheck disable=SC2016
sets=(sh -c 'chown 1 f; grep -E "^(Cap...|NoNewPrivs|Seccomp):" /proc/self/status | tr -d "\t"; :')

# The sets as they are to be: bounding, permitted and effective, then inheritable and ambient.
has_sets() {
	local name

	for name in CapPrm CapEff CapBnd; do printed "$name:000000000000000$1" || return; done
	for name in CapInh CapAmb; do printed "$name:000000000000000$2" || return; done
}

@test "all five sets, no_new_privs and the filter are what the plan says" {
	touch f
	recorded p.json "${sets[@]}"
	chown 0 f
	leastcap verify p.json -- "${sets[@]}"
	ended 0
	has_sets 1 0
	printed NoNewPrivs:1
	printed Seccomp:2
	printed "1 of 1"
	[ "$(stat -c %u f)" = 1 ]
	nothing_left
}

@test "--no-seccomp puts up no filter" {
	touch f
	recorded p.json "${sets[@]}"
	leastcap verify p.json --no-seccomp -- "${sets[@]}"
	ended 0
	has_sets 1 0
	printed Seccomp:0
}

@test "--user: another user has them by the ambient set" {
	touch f
	recorded p.json "${sets[@]}"
	leastcap verify p.json --user daemon -- "${sets[@]}"
	ended 0
	has_sets 1 1
	said "recorded as uid 0, it is replayed as uid 1"
	[ "$(stat -c %u f)" = 1 ]
	nothing_left
}

@test "a program that gains by execve is replayed without no_new_privs" {
	cp "$(command -v cat)" shown && chown daemon shown && chmod u+s shown
	recorded p.json sh -c './shown /proc/self/status > /dev/null'
	leastcap verify p.json -- sh -c './shown /proc/self/status'
	ended 0
	printed $'NoNewPrivs:\t0'
	[[ $output =~ Uid:$'\t'0$'\t'1 ]]
}

# lacks_capability RUNTIME
lacks_capability() {
	touch f
	recorded p.json chown 1 f
	without_cap CAP_CHOWN p.json
	chown 0 f
	leastcap verify p.json --runtime "$1" --format json -- chown 1 f
	ended 1
	jq -e '.passed == false and .passes == 0 and .runs[0].status == 1 and
		([.refusals[] | select(.capability)] | length == 1) and
		any(.refusals[]; .layer == "capability" and .capability == "CAP_CHOWN" and .syscall == "fchownat" and
			.errno == "EPERM" and .call_site != "" and .allowed_by == "keep CAP_CHOWN")' <<< "$output"
	leastcap verify p.json --runtime "$1" -- chown 1 f
	ended 1
	printed "keep CAP_CHOWN"
	[ "$(stat -c %u f)" = 0 ]
	nothing_left
}

# lacks_syscall RUNTIME
lacks_syscall() {
	touch f
	recorded p.json chown 1 f
	without_call fchownat p.json
	leastcap verify p.json --runtime "$1" --format json -- chown 1 f
	ended 1
	jq -e 'any(.refusals[]; .layer == "seccomp" and .syscall == "fchownat" and .errno == "ENOSYS" and
		.allowed_by == "allow fchownat")' <<< "$output"
	leastcap verify p.json --runtime "$1" --errno EPERM --format json -- chown 1 f
	ended 1
	jq -e 'any(.refusals[]; .syscall == "fchownat" and .errno == "EPERM")' <<< "$output"
	nothing_left
}

# passes RUNTIME: with the same sets, directory, environment, standard input and mounts.
passes() {
	touch f
	recorded p.json "${sets[@]}"
	chown 0 f
	leastcap verify p.json --runtime "$1" -- "${sets[@]}"
	ended 0
	has_sets 1 0
	printed NoNewPrivs:1
	printed Seccomp:2
	[ "$(stat -c %u f)" = 1 ]
	cat > view <<-'END'
		pwd; id; sort /proc/self/environ | tr '\0' '\n' | grep -v '^_=' | sort; cat; ls /dev /sys /proc/1 | sort
		cut -d' ' -f5- /proc/self/mountinfo | sort -u | wc -l
		for n in net pid ipc uts user; do readlink /proc/self/ns/$n; done
	END
	"$LEASTCAP" record -q -o p.json -- sh ./view < p.json > before
	# As JSON: what CMD prints is on stderr.
	run --separate-stderr "$LEASTCAP" verify p.json --format json --runtime direct -- sh ./view < view
	ended 0
	printf '%s\n' "$stderr" > direct
	run --separate-stderr "$LEASTCAP" verify p.json --format json --runtime "$1" -- sh ./view < view
	ended 0
	printf '%s\n' "$stderr" > other
	[ "$(wc -l < direct)" -gt 20 ]
	diff <(grep -v '^[0-9]*$' direct) <(grep -v '^[0-9]*$' other)
	nothing_left
}

ends_as_recorded() {
	recorded p.json sh -c 'exit 3' || [ $? = 3 ]
	leastcap verify p.json --runtime "$1" -- sh -c 'exit 3'
	ended 3
	[ -z "$stderr" ]
	printed "1 of 1"
	leastcap verify p.json --runtime "$1" -- sh -c 'exit 0'
	ended 1
	printed "exit status 0"
	nothing_left
}

need_runtime() {
	command -v "$1" > /dev/null || skip "$1 is not installed"
}

@test "a capability that is missing is named, with call, place and what would allow it" { lacks_capability direct; }
@test "a syscall that is missing is named, with the errno that it got" { lacks_syscall direct; }
@test "it ends with the status of CMD, and passes only with that of the recording" { ends_as_recorded direct; }
@test "runc: passes under the same plan, and sees the same machine" { need_runtime runc && passes runc; }
@test "runc: a capability that is missing" { need_runtime runc && lacks_capability runc; }
@test "runc: a syscall that is missing" { need_runtime runc && lacks_syscall runc; }
@test "runc: exit status" { need_runtime runc && ends_as_recorded runc; }
@test "crun: passes under the same plan, and sees the same machine" { need_runtime crun && passes crun; }
@test "crun: a capability that is missing" { need_runtime crun && lacks_capability crun; }
@test "crun: a syscall that is missing" { need_runtime crun && lacks_syscall crun; }
@test "crun: exit status" { need_runtime crun && ends_as_recorded crun; }

@test "runc and crun: another user" {
	touch f
	recorded p.json "${sets[@]}"
	for runtime in runc crun; do
		command -v $runtime > /dev/null || continue
		chown 0 f
		leastcap verify p.json --runtime $runtime --user daemon -- "${sets[@]}"
		ended 0
		has_sets 1 1
		[ "$(stat -c %u f)" = 1 ]
	done
	nothing_left
}

@test "systemd: what it is told is the plan" {
	mkdir bin
	cat > bin/systemd-run <<-'END'
		#!/bin/sh
		printf '%s\n' "$@" > told
		while [ "$1" != -- ]; do shift; done
		shift
		exec "$@"
	END
	chmod +x bin/systemd-run
	touch f
	recorded p.json chown 1 f
	# shellcheck disable=SC2016
	booted='mkdir -p /run/systemd && mount -t tmpfs none /run/systemd && mkdir /run/systemd/system && exec "$@"'
	run --separate-stderr unshare -m sh -c "$booted" sh env PATH="$PWD/bin:$PATH" \
		"$LEASTCAP" verify p.json --runtime systemd --errno EPERM --user daemon -- chown 1 f
	ended 0
	for line in --wait --pipe --property=CapabilityBoundingSet=CAP_CHOWN --property=NoNewPrivileges=yes \
		"--working-directory=$PWD" --uid=daemon; do
		grep -qxF -e "$line" told || { echo "not told: $line" && cat told && return 1; }
	done
	grep -q '^--property=SystemCallFilter=.*fchownat' told
	[ "$(grep '^--property=SystemCallErrorNumber=' told | tail -n 1)" = --property=SystemCallErrorNumber=1 ]
	[ "$(tail -n 4 told | tr '\n' ' ')" = "-- chown 1 f " ]
}

@test "--repeat: each run counts, and --before makes them alike" {
	touch f
	recorded p.json sh -c 'mkdir d && chown 1 f'
	rmdir d
	leastcap verify p.json --repeat 3 --before 'rmdir d; true' -- sh -c 'mkdir d && chown 1 f'
	ended 0
	printed "3 of 3"
	leastcap verify p.json --repeat 2 --before 'test -e never' -- sh -c 'mkdir d && chown 1 f'
	ended 125
	said "the command of --before failed"
	rmdir d
	leastcap verify p.json --repeat 2 --format json -- sh -c 'mkdir d && chown 1 f'
	ended 1
	[ "$(jq -c '[.passes, (.runs | length)]' <<< "$output")" = "[1,2]" ]
}

@test "--strict: a refusal that CMD does not mind is a failure as well" {
	touch f
	recorded p.json sh -c 'chown 1 f || true'
	without_cap CAP_CHOWN p.json
	leastcap verify p.json --no-seccomp -- sh -c 'chown 1 f || true'
	ended 0
	printed "keep CAP_CHOWN"
	leastcap verify p.json --no-seccomp --strict -- sh -c 'chown 1 f || true'
	ended 1
}

@test "-o: the profile with that proof, only if it passed" {
	touch f
	recorded p.json chown 1 f
	leastcap verify p.json --repeat 2 -o q.json -- chown 1 f
	ended 0
	[ "$(proof '[.kind, .runs, .syscalls, (.capabilities | join(","))] | @csv' q.json)" = \
		'"sufficient",2,true,"CAP_CHOWN"' ]
	[ "$(jq -c 'del(.proof)' p.json)" = "$(jq -c 'del(.proof)' q.json)" ]
	"$LEASTCAP" report --format json q.json |
		jq -e '.capabilities[] | select(.name == "CAP_CHOWN") | .proof == "sufficient"'
	without_cap CAP_CHOWN p.json
	chown 0 f
	leastcap verify p.json -o r.json -- chown 1 f
	ended 1
	[ ! -e r.json ]
}

@test "JSON: what CMD prints goes to stderr, stdout is data" {
	recorded p.json echo hello
	leastcap verify p.json --format json -- echo hello
	ended 0
	jq -e '.schema == "leastcap/verdict/1" and .passed' <<< "$output"
	said hello
	leastcap verify p.json -- echo hello
	printed $'hello\n'
}

@test "another kernel is said, and replayed all the same" {
	recorded p.json true
	jq '.release = "5.4.0-other"' p.json > q.json
	leastcap verify q.json -- true
	ended 0
	said "recorded on kernel 5.4.0-other, this is $(uname -r)"
}

# serves RUNTIME...: nginx, recorded under load, serves under its plan, and not with one capability less.
serves() {
	local runtime need cmd ready drive

	command -v nginx > /dev/null || skip "nginx is not installed"
	netns=lc-verify-$$
	ip netns add "$netns" 2> /dev/null || skip "no network namespaces"
	ip -n "$netns" link set lo up
	# It drops to another user, who must reach it: not below BATS_TEST_TMPDIR.
	www=$(mktemp -d /tmp/lc-verify.XXXXXX) && cd "$www" && chmod 755 . && server_nginx
	LEASTCAP_IN=(nsenter --net="/run/netns/$netns" env LC_REPLAY_MARK="$mark" "$LEASTCAP")
	"${LEASTCAP_IN[@]}" record -q -o p.json --ready "$ready" --drive "$drive" -- "${cmd[@]}"
	for runtime in "$@"; do
		command -v "$runtime" > /dev/null || [ "$runtime" = direct ] || continue
		run --separate-stderr "${LEASTCAP_IN[@]}" verify p.json --runtime "$runtime" --ready "$ready" \
			--drive "$drive" --repeat 2 -- "${cmd[@]}"
		ended 0
		printed "2 of 2"
	done
	without_cap CAP_SETUID p.json
	run --separate-stderr "${LEASTCAP_IN[@]}" verify p.json --ready "$ready" --drive "$drive" --timeout 5s \
		--format json -- "${cmd[@]}"
	ended 1
	jq -e 'any(.refusals[]; .capability == "CAP_SETUID" and .syscall == "setuid")' <<< "$output"
	nothing_left
}

@test "nginx under load: direct, runc and crun" { serves direct runc crun; }
