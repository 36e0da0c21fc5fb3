#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# record --unit-file: what runs is what the unit says, by its own /proc/self/status, and what it needs is recorded.

bats_require_minimum_version 1.5.0
load lib.bash
load servers.bash

setup() {
	need_hook
	stage=$(mktemp -d /var/tmp/lc-unit.XXXXXX) && cd "$stage" && chmod 755 .
	cp "$ACTS/status" . && chmod 755 status
}

teardown() {
	cd / && rm -rf "$stage"
}

# unit NAME LINE...: a service of these lines.
unit() {
	local name=$1

	shift
	printf '[Service]\n' > "$name"
	printf '%s\n' "$@" >> "$name"
}

# records FILE [OPTION...]: its output in ./said, messages in ./errors.
records() {
	ended=0
	"${alone[@]}" "$LEASTCAP" record -o profile.json "${@:2}" --unit-file "$1" > said 2> errors || ended=$?
}

# is KEY VALUE...: a line of ./said.
is() {
	grep -qxF "$1"$'\t'"${*:2}" said || { echo "no $1 $(printf '%q' "${*:2}") in:" && cat said errors; return 1; }
}

is_none_of() {
	! grep -q "^$1" said || { cat said; return 1; }
}

show() {
	echo "ExecStart=$stage/status"
}

# --- ids and sets ---------------------------------------------------------------------------------------

@test "User=, groups and ambient capabilities, within a bounding set" {
	unit a.service "$(show)" User=nobody Group=daemon 'SupplementaryGroups=adm tty' \
		AmbientCapabilities=CAP_NET_BIND_SERVICE 'CapabilityBoundingSet=CAP_NET_BIND_SERVICE CAP_CHOWN'
	records a.service
	[ "$ended" = 0 ]
	uid=$(id -u nobody) gid=$(getent group daemon | cut -d: -f3)
	is Uid: "$uid"$'\t'"$uid"$'\t'"$uid"$'\t'"$uid"
	is Gid: "$gid"$'\t'"$gid"$'\t'"$gid"$'\t'"$gid"
	for group in adm tty daemon; do grep -qE "^Groups:.*\b$(getent group $group | cut -d: -f3)\b" said; done
	for set in CapInh CapPrm CapEff CapAmb; do is $set: 0000000000000400; done
	is CapBnd: 0000000000000401
	is NoNewPrivs: 0
	is securebits 0
	is env USER=nobody
	is env LOGNAME=nobody
	is_none_of env.SHELL
}

@test "root: what its bounding set has, whatever leastcap itself holds" {
	unit a.service "$(show)" 'CapabilityBoundingSet=~CAP_SYS_ADMIN' 'CapabilityBoundingSet=~CAP_SYS_PTRACE'
	records a.service
	[ "$ended" = 0 ]
	all=$((16#$(awk '/^CapBnd/ { print $2 }' /proc/self/status)))
	set=$(printf %016x $((all & ~(1 << 21) & ~(1 << 19))))
	for name in CapPrm CapEff CapBnd; do is $name: "$set"; done
	is CapInh: 0000000000000000
	is CapAmb: 0000000000000000
	is_none_of env.USER
}

@test "SecureBits=noroot: root without capabilities, but for ambient ones" {
	unit a.service "$(show)" 'SecureBits=noroot noroot-locked' AmbientCapabilities=CAP_KILL
	records a.service
	is securebits 0x3
	for set in CapInh CapPrm CapEff CapAmb; do is $set: 0000000000000020; done
}

@test "the prefixes + and !" {
	unit a.service "ExecStart=+$stage/status" User=nobody CapabilityBoundingSet=CAP_KILL NoNewPrivileges=yes
	records a.service
	is CapBnd: "$(awk '/^CapBnd/ { print $2 }' /proc/self/status)"
	grep -q '^Uid:.0' said
	is NoNewPrivs: 0
	unit a.service "ExecStart=!$stage/status" User=nobody CapabilityBoundingSet=CAP_KILL NoNewPrivileges=yes
	records a.service
	grep -q '^Uid:.0' said
	for set in CapPrm CapEff CapBnd; do is $set: 0000000000000020; done
	is NoNewPrivs: 1
}

@test "a user without a name, and a dynamic one that nobody has" {
	unit a.service "$(show)" User=4711
	records a.service
	is Uid: 4711$'\t'4711$'\t'4711$'\t'4711
	is CapPrm: 0000000000000000
	unit a.service "$(show)" DynamicUser=yes
	records a.service
	uid=$(awk '/^Uid/ { print $2 }' said)
	[ "$uid" -ge 61184 ] && [ "$uid" -le 65519 ]
	! getent passwd "$uid"
	is NoNewPrivs: 1
	is env USER=a
}

@test "no_new_privs with a filter: for another user than root, as systemd has it" {
	unit a.service "$(show)" User=nobody SystemCallFilter=@system-service
	records a.service
	is NoNewPrivs: 1
	grep -q "not applied while recording.*: SystemCallFilter$" errors
	unit a.service "$(show)" SystemCallFilter=@system-service
	records a.service
	is NoNewPrivs: 0
}

# --- environment, directory, limits -----------------------------------------------------------------------

@test "environment: nothing of the caller's, Environment=, files, what is unset; ours does not leak in" {
	printf 'B=from file\nC="x\\"y"\n' > one.env
	unit a.service "$(show) \$A \${A} \"q \${C}\" \$\$A \$NONE %n" "Environment=\"A=one two\" B=2 D=4" \
		"EnvironmentFile=$stage/one.env" "EnvironmentFile=-$stage/none.env" PassEnvironment=PASSED \
		UnsetEnvironment=D
	SECRET=leaked PASSED=yes records a.service
	[ "$ended" = 0 ] || { cat errors; return 1; }
	[ "$(grep ^argv said | cut -f 2-)" = \
		"$(printf '%s\n' "$stage/status" one two 'one two' 'q x"y' '$A' a.service)" ]
	is env 'A=one two'
	is env 'B=from file'
	is env 'C=x"y'
	is env PASSED=yes
	is_none_of env.D=
	is_none_of env.SECRET=
	grep -q "^env.PATH=/usr/local/sbin" said
}

@test "directory, umask, limits" {
	mkdir in
	unit a.service "$(show)" "WorkingDirectory=$stage/in" UMask=0077 LimitNOFILE=100:200
	records a.service
	is directory "$stage/in"
	is umask 0077
	is nofile 100:200
	unit a.service "$(show)" WorkingDirectory=-/no/such
	records a.service
	is directory /
	is umask 0022
	unit a.service "$(show)" WorkingDirectory=/no/such
	records a.service
	[ "$ended" = 125 ]
	grep -q "cannot enter the working directory of $stage/status: No such file" errors
}

@test "drop-ins beside it, in their order; an instance of a template" {
	unit 'a@.service' "$(show) %i" User=nobody UMask=0022
	mkdir 'a@b.service.d' 'a@.service.d'
	unit 'a@.service.d/10-x.conf' UMask=0007
	unit 'a@b.service.d/20-y.conf' User= "ExecStart=" "ExecStart=$stage/status drop %i"
	records 'a@b.service'
	[ "$ended" = 0 ] || { cat errors; return 1; }
	grep -q '^Uid:.0' said
	is umask 0007
	is argv drop
	is argv b
	"$LEASTCAP" generate systemd profile.json | grep -q '/etc/systemd/system/a@b.service.d/leastcap.conf'
}

@test "what systemd itself reads of the command line and the environment" {
	systemd=/lib/systemd/systemd
	[ -x $systemd ] || skip "no systemd"
	mkdir -p units run
	chmod 777 run
	# shellcheck disable=SC2016
	unit units/lc.service "$(cat <<- 'END'
		ExecStart=/bin/echo a"b c"d 'x\x41\101\u00e4y' \\q "z"w \; a%%b %n %N %p 100% "" e\\ f \\\\ 'it"s'
		Environment=ONE='one' "TWO='two two' too" THREE= "F=a\tb"
		CapabilityBoundingSet=CAP_CHOWN CAP_KILL
		CapabilityBoundingSet=~CAP_KILL
		UMask=0027
		LimitNOFILE=5:7
	END
	)"
	printf '[Unit]\nDefaultDependencies=no\n' | tee units/basic.target units/shutdown.target > units/sysinit.target
	printf '[Unit]\nWants=lc.service\n' > units/default.target
	SYSTEMD_UNIT_PATH=$stage/units XDG_RUNTIME_DIR=$stage/run timeout 30 setpriv --reuid nobody --clear-groups \
		$systemd --test --user --unit=lc.service > dump 2>&1 < /dev/null ||
		skip "systemd --test does not work here"
	line=$(sed -n 's/^[[:space:]]*Command Line: //p' dump | head -n 1)
	[ -n "$line" ] || skip "systemd --test prints no command line"
	eval "theirs=($line)" # it is written as shell words
	sed -i "s|ExecStart=/bin/echo|ExecStart=$stage/status|" units/lc.service
	records units/lc.service
	[ "$ended" = 0 ] || { cat errors units/lc.service; return 1; }
	diff <(grep ^argv said | cut -f 2- | tail -n +2) <(printf "%s\n" "${theirs[@]:1}")
	while IFS= read -r assignment; do is env "$assignment"; done < \
		<(sed -n '/-> Unit lc.service:/,/-> Unit/s/^[[:space:]]*Environment: //p' dump)
	is umask "$(sed -n '/-> Unit lc.service:/,/-> Unit/s/^[[:space:]]*UMask: //p' dump)"
	is CapBnd: 0000000000000001
	is nofile 5:7
}

# --- what it needs ------------------------------------------------------------------------------------------

@test "nginx on port 80 as another user: recorded, served, and the drop-in has what it needs" {
	command -v nginx > /dev/null || skip "no nginx"
	server_nginx
	sed -i '/^user /d' nginx.conf 2> /dev/null || true
	chown -R nobody . && chmod -R u+rwX .
	unit web.service "ExecStart=${cmd[*]}" "WorkingDirectory=$PWD" User=nobody \
		AmbientCapabilities=CAP_NET_BIND_SERVICE
	records web.service --ready "$ready" --drive "$drive"
	[ "$ended" = 0 ] || { cat errors said; return 1; }
	[ "$("$LEASTCAP" report --least caps profile.json)" = CAP_NET_BIND_SERVICE ]
	"$LEASTCAP" generate systemd profile.json > drop-in
	grep -q '^AmbientCapabilities=CAP_NET_BIND_SERVICE$' drop-in
	grep -q 'systemd/system/web.service.d/' drop-in
}

@test "the drop-in takes the place of what the unit says: it starts, with no more than it needs" {
	unit a.service "ExecStart=/bin/sh -c 'chown 0 $stage/f; exec $stage/status'" User=nobody \
		"SystemCallFilter=~mount" 'AmbientCapabilities=CAP_CHOWN CAP_KILL CAP_NET_RAW' \
		'CapabilityBoundingSet=CAP_CHOWN CAP_KILL CAP_NET_RAW'
	touch f && chown nobody f
	records a.service
	[ "$ended" = 0 ] || { cat errors said; return 1; }
	mkdir a.service.d
	"$LEASTCAP" generate systemd profile.json > a.service.d/leastcap.conf
	chown nobody f
	records a.service
	[ "$ended" = 0 ] || { cat errors said a.service.d/leastcap.conf; return 1; }
	for set in CapInh CapPrm CapEff CapBnd CapAmb; do is $set: 0000000000000001; done
	[ "$(stat -c %u f)" = 0 ]
}

@test "a bounding set that lacks it: the refusal is told with its layer" {
	cp "$ACTS/net_bind_service" act
	unit a.service "ExecStart=$stage/act" 'CapabilityBoundingSet=~CAP_NET_BIND_SERVICE'
	records a.service
	[ "$ended" = 1 ]
	"$LEASTCAP" report --format json profile.json > report.json
	jq -e 'any(.refused_syscalls[]; .name == "bind" and .errno == "EACCES" and
		(.layer == "capability" or .layer == "bounding_set"))' report.json ||
		{ jq .refused_syscalls report.json; return 1; }
	jq -e 'any(.capabilities[]; .name == "CAP_NET_BIND_SERVICE" and .advice == "ask")' report.json
}

@test "NoNewPrivileges=yes: a set-user-ID program gives nothing" {
	cp status suid && chmod 4755 suid
	unit a.service "ExecStart=$stage/suid" User=nobody NoNewPrivileges=yes
	records a.service
	is CapEff: 0000000000000000
	grep -q "^Uid:.$(id -u nobody).$(id -u nobody)" said
	unit a.service "ExecStart=$stage/suid" User=nobody NoNewPrivileges=no
	records a.service
	grep -q "^Uid:.$(id -u nobody).0" said || skip "/var/tmp is mounted nosuid"
}

@test "Type=notify: serving begins when it says so" {
	command -v python3 > /dev/null || skip "no python3"
	cat > serve.py <<- 'END'
		import os, socket, time
		os.getppid()
		s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
		time.sleep(0.3)
		s.sendto(b"READY=1", "\0" + os.environ["NOTIFY_SOCKET"][1:])
		time.sleep(0.3)
		os.sched_get_priority_max(0)
	END
	unit a.service Type=notify "ExecStart=/usr/bin/python3 $stage/serve.py"
	records a.service
	[ "$ended" = 0 ] || { cat errors said; return 1; }
	"$LEASTCAP" report --format json profile.json > report.json
	jq -e '.syscalls.x86_64 | (map(select(.name == "getppid"))[0].phase == "init") and
		(map(select(.name == "sched_get_priority_max"))[0].phase == "serving")' report.json
}

@test "Type=forking: what stays is followed" {
	unit a.service Type=forking "ExecStart=/bin/sh -c '(sleep 0.5; $stage/status) & exit 0'"
	records a.service
	[ "$ended" = 0 ]
	soon "grep -q '^umask' said"
	jq -e --arg exe "$stage/status" 'any(.programs[]; .exe == $exe)' \
		<("$LEASTCAP" report --format json profile.json)
}

@test "what cannot be: the manager's own words" {
	unit a.service "$(show)" User=no-such-user
	records a.service
	[ "$ended" = 2 ]
	grep -q "a.service: User=: no such user: no-such-user" errors
	grep -q "useradd --system no-such-user" errors
	[ ! -e profile.json ]
}
