#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# Where systemd is the first process: what is generated for a unit is enough for it, a replay is a service of it, and a
# unit is a scope.

bats_require_minimum_version 1.5.0
load lib.bash
load replay.bash
load servers.bash

setup() {
	[ -d /run/systemd/system ] && [ "$(cat /proc/1/comm)" = systemd ] || skip "systemd is not the first process"
	begin_replay
	unit=leastcap-test-$$
}

teardown() {
	[ -z "$unit" ] || systemctl stop "$unit" 2> /dev/null || true
	[ -z "$unit" ] || rm -rf /run/systemd/system/$unit.service /run/systemd/system/$unit.service.d
	[ -z "$www" ] || { cd / && rm -rf "$www"; }
}

@test "verify --runtime systemd: a real service, with the plan and without a part of it" {
	touch f
	# What the replays print is only shown where one fails.
	show="chown 1 f; grep -E '^(CapBnd|NoNewPrivs)' /proc/self/status > $PWD/held; :"
	recorded p.json sh -c "$show"
	leastcap verify p.json --runtime systemd -- sh -c "$show"
	ended 0
	[ "$(cat held)" = $'CapBnd:\t0000000000000001\nNoNewPrivs:\t1' ] || { cat held && return 1; }
	without_cap CAP_CHOWN p.json
	chown 0 f
	leastcap verify p.json --runtime systemd --format json -- sh -c 'chown 1 f'
	ended 1 # by its exit status: what the first process starts is not in the recording
}

@test "nginx as a service under the generated drop-in: starts, serves, and holds no more than that" {
	command -v nginx > /dev/null || skip "no nginx"
	www=$(mktemp -d /var/tmp/lc-systemd.XXXXXX) && cd "$www" && chmod 755 . && server_nginx
	"${alone[@]}" "$LEASTCAP" record -q -o p.json --ready "$ready" --drive "$drive" -- "${cmd[@]}"
	mkdir -p /run/systemd/system/$unit.service.d
	printf '[Service]\nWorkingDirectory=%s\nExecStart=%s\n' "$PWD" "${cmd[*]}" > /run/systemd/system/$unit.service
	"$LEASTCAP" generate systemd p.json > /run/systemd/system/$unit.service.d/least.conf
	systemctl daemon-reload
	systemctl start $unit || { systemctl status --no-pager $unit; return 1; }
	soon "curl -sf -o /dev/null http://127.0.0.1/"
	bash -c "$drive"
	pid=$(systemctl show -P MainPID $unit)
	[ "$(capsh --decode="$(awk '/^CapBnd/ { print $2 }' "/proc/$pid/status")" | cut -d= -f2 | tr , '\n' | sort)" = \
		"$("$LEASTCAP" report --least caps p.json | tr , '\n' | tr A-Z a-z | sort)" ]
	[ "$(awk '/^Seccomp:/ { print $2 }' "/proc/$pid/status")" = 2 ]
}

@test "--unit: what a service does is recorded, what others do is not" {
	"$LEASTCAP" record --help | grep -q -e --unit || skip "this build knows no --unit"
	printf '[Service]\nExecStart=/bin/sh -c "while [ ! -e %s ]; do sleep 0.1; done; chroot / true; sleep 60"\n' \
		"$PWD/go" > /run/systemd/system/$unit.service
	systemctl daemon-reload
	systemctl start $unit
	env --default-signal=INT "$LEASTCAP" record -o p.json --unit $unit.service 2> errors &
	for _ in 1 2 3; do soon "grep -q following errors" && break; done
	nice -n -5 true
	touch go
	soon "pgrep -P $(systemctl show -P MainPID $unit) sleep -a | grep -q 'sleep 60'"
	kill -INT $!
	wait $!
	[ "$("$LEASTCAP" report --least caps p.json)" = CAP_SYS_CHROOT ]
}

@test "--unit with a pattern: a service from its first instruction, and the drop-in that is generated starts it" {
	printf '[Service]\nType=oneshot\nExecStart=/bin/sh -c "chroot / true; hostname least"\n' \
		> /run/systemd/system/$unit.service
	systemctl daemon-reload
	env --default-signal=INT "$LEASTCAP" record -o p.json --unit "leastcap-test-*" 2> errors &
	for _ in 1 2 3 4 5; do soon "grep -q following errors" && break; done
	systemctl start $unit
	kill -INT $!
	wait $!
	[ "$("$LEASTCAP" report --least caps --unit $unit p.json)" = CAP_SYS_CHROOT,CAP_SYS_ADMIN ]
	jq -e 'any(.programs[]; .comm == "sh")' p.json
	mkdir -p /run/systemd/system/$unit.service.d
	"$LEASTCAP" generate systemd --runtime systemd --unit $unit p.json \
		> /run/systemd/system/$unit.service.d/least.conf
	systemctl daemon-reload
	for _ in 1 2 3; do systemctl start $unit || { systemctl status --no-pager $unit; return 1; }; done
}
