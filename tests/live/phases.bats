#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# When a workload begins to serve, found from what it does or told by a sign, and what it needs before and after that.

load lib.bash
load servers

setup() {
	need_hook
	# Services that drop to another user must reach it, so not below BATS_TEST_TMPDIR.
	stage=$(mktemp -d /tmp/lc-phase.XXXXXX) && chmod 777 "$stage" && cd "$stage" || return
}

teardown() {
	cd / && rm -rf "$stage"
}

ready='ss -Htln | grep -q ":80 "'
drive='for i in 1 2 3; do
	timeout 5 bash -c "exec 3<> /dev/tcp/127.0.0.1/80; echo hello >&3; grep -q served <&3" || exit 1
done'

# serve NAME [OPTION...]: records a toy service (tests/acts/row_serve.c) with three guests.
serve() {
	local name=$1

	shift
	record "$@" --ready "$ready" --drive "$drive" -- "$ACTS/row_serve" "$name" 2> err || { cat err; return 1; }
	report
}

# phase NAME CAPS: the set of a phase, by name.
phase() {
	local got

	got=$(jq -r --arg phase "$1" '.phases[$phase].capabilities | sort | join(" ")' report.json)
	[ "$got" = "$2" ] || { echo "$1: $got, expected $2" && jq -c '.phases | del(.advice)' report.json; return 1; }
}

sign() {
	[ "$(jq -r .phases.sign report.json)" = "$1" ] || { jq -c '.phases | del(.advice)' report.json; return 1; }
}

# Every fact lies on its side of the boundary.
facts_agree() {
	jq -e '.phases.boundary_ms as $at | all(.capabilities[].evidence[];
		if .phase == "init" then .first_ms <= $at else .last_ms >= $at end)' report.json > /dev/null ||
		{ jq -c '.phases.boundary_ms, .capabilities[].evidence[]' report.json; return 1; }
}

@test "nginx from root: serving needs no capability at all, starting needs four" {
	server_nginx
	command -v nginx > /dev/null || skip "no nginx"
	# A worker that was not served may come to its wait long after the other.
	record --ready "$ready" --drive "$drive; sleep 1" -- "${cmd[@]}" 2> err || { cat err; return 1; }
	report
	phase init "CAP_CHOWN CAP_NET_BIND_SERVICE CAP_SETGID CAP_SETUID"
	phase serving ""
	sign wait
	facts_agree
	[ "$(jq '.phases.serving.syscalls' report.json)" -gt 5 ]
	for target in docker systemd kubernetes; do
		jq -e --arg target $target '.phases.advice[$target] | test("start")' report.json > /dev/null
	done
}

@test "a service that drops privileges and then waits: the wait is the boundary" {
	serve drops
	phase init "CAP_NET_BIND_SERVICE CAP_SETGID CAP_SETUID"
	phase serving ""
	sign wait
	facts_agree
	[ "$(jq -r .phases.drop_program report.json)" = "$ACTS/row_serve" ]
	jq -e '.phases.drop_ms <= .phases.boundary_ms' report.json > /dev/null
}

@test "a service that drops privileges after its first guest: the boundary moves behind that" {
	serve drops_late
	phase init "CAP_NET_BIND_SERVICE CAP_SETGID CAP_SETUID"
	phase serving ""
	sign wait
	facts_agree
}

@test "a runtime that waits and drops before it starts the service: the service's wait is the boundary" {
	serve runs_drops
	phase serving ""
	sign wait
	[ "$(jq -r .phases.drop_program report.json)" = "$ACTS/row_serve" ]
	facts_agree
}

@test "a service that waits before it is ready, without a sign: what follows counts as serving" {
	serve leaves_file
	phase init "CAP_NET_BIND_SERVICE"
	phase serving "CAP_SYS_CHROOT CAP_SYS_NICE"
}

@test "--phase-mark notify: READY=1 is the boundary, whatever waited or answered before" {
	serve notifies --phase-mark notify
	phase init "CAP_NET_BIND_SERVICE CAP_SYS_NICE"
	phase serving CAP_SYS_CHROOT
	sign notify
	facts_agree
}

@test "--phase-mark SIGUSR1: the signal is" {
	serve signals --phase-mark SIGUSR1
	phase init "CAP_NET_BIND_SERVICE CAP_SYS_NICE"
	phase serving CAP_SYS_CHROOT
	sign mark
	facts_agree
}

@test "--phase-mark CMD: the command's success is" {
	serve leaves_file --phase-mark 'test -e ready'
	phase init "CAP_NET_BIND_SERVICE CAP_SYS_NICE"
	phase serving CAP_SYS_CHROOT
	sign mark
	facts_agree
}

@test "a sign that never comes: no phases" {
	serve drops --phase-mark 'test -e no-such-file'
	jq -e '.phases == null and all(.capabilities[]; .phase == null)' report.json > /dev/null
}

@test "a program that never serves has no phases" {
	for program in 'true' 'sleep 0.1' 'timeout 1 true' 'ps aux'; do
		record -- sh -c "$program" > /dev/null
		report
		jq -e '.phases == null and all(.capabilities[]; .phase == null) and
			all(.capabilities[].evidence[]; .phase == null)' report.json > /dev/null ||
			{ echo "$program:" && jq -c .phases report.json; return 1; }
	done
}
