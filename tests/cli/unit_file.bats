#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# record --unit-file before anything runs: what it refuses, with which words, and that nothing is run or left behind.
# shellcheck disable=SC2154

load lib.bash

# unit LINE...: ./a.service, whose command leaves a trace if it is run.
unit() {
	{
		printf '[Service]\nExecStart=/usr/bin/touch %s/trace\n' "$PWD"
		printf '%s\n' "$@"
	} > a.service
}

# refused TEXT: exit 2, one message with it, nothing done.
refused() {
	leastcap record -o p.json --unit-file "${2:-a.service}"
	ended 2
	said "$1"
	[ ! -e trace ] && [ ! -e p.json ]
}

@test "with a command, a user or another scope: only one can say what is run" {
	unit
	leastcap record --unit-file a.service -- true
	ended 2
	said "no CMD and no --user with it"
	leastcap record --unit-file a.service --user root
	ended 2
	leastcap record --unit-file a.service --all
	ended 2
	said "only one of"
}

@test "no such file, no file, no service, no unit" {
	refused "cannot read none.service: No such file" none.service
	mkdir d.service
	refused "d.service" d.service
	echo > a.socket
	refused "its name does not end in .service" a.socket
	ln -s /dev/null masked.service
	refused "masked.service" masked.service
	echo nonsense > bad.service
	refused "bad.service: line 1: neither [Section] nor Key=value" bad.service
	: > empty.service
	refused "empty.service: no ExecStart= in a section [Service]: there is nothing to run" empty.service
	head -c 5000 /dev/urandom > noise.service
	refused "noise.service" noise.service
	head -c 3000000 /dev/zero | tr '\0' a > large.service
	refused "large.service" large.service
	printf '[Service]\nExecStart=/bin/true\0\n' > nul.service
	refused "a NUL byte" nul.service
}

@test "users and groups that do not exist: what to do" {
	unit User=no-such-user
	refused "a.service: User=: no such user: no-such-user"
	[[ $stderr == *"useradd --system no-such-user"* ]]
	unit Group=no-such-group
	refused "a.service: Group=: no such group: no-such-group"
	[[ $stderr == *"groupadd --system no-such-group"* ]]
	unit SupplementaryGroups=no-such-group
	refused "SupplementaryGroups=: no such group"
	unit User=99999999999
	refused "no such user: 99999999999"
}

@test "settings that are none: file, line and key" {
	unit AmbientCapabilities=CAP_FLY
	refused "a.service: line 3: AmbientCapabilities=: no capability: CAP_FLY"
	unit CapabilityBoundingSet=CAP_KILL AmbientCapabilities=CAP_CHOWN
	refused "AmbientCapabilities=: CAP_CHOWN is not in CapabilityBoundingSet="
	unit SecureBits=none
	refused "SecureBits=: no secure bit: none"
	unit NoNewPrivileges=perhaps
	refused "NoNewPrivileges=: neither yes nor no: perhaps"
	unit LimitNOFILE=many
	refused "LimitNOFILE=: not a limit: many"
	unit 'Environment=A=%d'
	refused "Environment=: the specifier %d is not known here"
	unit ExecStart=/bin/true
	refused "several commands"
	unit EnvironmentFile=/no/such/file
	refused "EnvironmentFile=: there is no /no/such/file"
	unit WorkingDirectory=here
	refused "neither an absolute path nor ~"
}

@test "a drop-in that is broken is named" {
	unit
	mkdir a.service.d
	echo oops > a.service.d/x.conf
	refused "a.service.d/x.conf: line 1"
	rm a.service.d/x.conf
	mkfifo a.service.d/x.conf
	refused "a.service.d/x.conf"
}

@test "escapes of a terminal do not get through" {
	unit $'User=\e[31mred'
	refused 'no such user: \x1b[31mred'
	printf '[Service]\nExecStart=/bin/tr\e[31mue x\e' > a.service
	refused 'a control character'
}

@test "programs that cannot be run: 127 and 126" {
	printf '[Service]\nExecStart=/no/such/program\n' > a.service
	run --separate-stderr -127 "$LEASTCAP" record -o p.json --unit-file a.service
	said "cannot run /no/such/program"
	printf '[Service]\nExecStart=no-such-program\n' > a.service
	run --separate-stderr -127 "$LEASTCAP" record -o p.json --unit-file a.service
	said "no such program where systemd looks"
	touch plain
	printf '[Service]\nExecStart=%s/plain\n' "$PWD" > a.service
	run --separate-stderr -126 "$LEASTCAP" record -o p.json --unit-file a.service
	said "it is not an executable file"
}
