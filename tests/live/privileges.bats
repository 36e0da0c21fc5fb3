#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# Who gave privileges, took them, or left them void: what record and trace say of programs whose change is known.
# shellcheck disable=SC2154 # alone is of lib.bash

load lib.bash

setup() {
	need_hook
	# Other users must reach it, so not below BATS_TEST_TMPDIR.
	stage=$(mktemp -d /tmp/lc-privileges.XXXXXX) && chmod 755 "$stage" && cd "$stage" || return
}

teardown() {
	cd / && umount "$stage"/mnt 2> /dev/null
	rm -rf "$stage"
}

# A command as another user, who has nothing.
user=(setpriv --reuid 65534 --regid 65534 --clear-groups --)

# own_ping CAPS: ping with these file capabilities in ./.
own_ping() {
	command -v ping > /dev/null || skip "no ping"
	cp "$(command -v ping)" ping && chmod 755 ping && setcap "$1" ping
}

# A set-user-ID copy of a program that tells its effective user.
own_id() {
	cp "$(command -v id)" id && chmod 4755 id
}

# recorded COMMAND...: into ./profile.json and ./report.json, which must be complete.
recorded() {
	record -- "$@" > output 2>&1 || true
	report
	[ "$(jq .complete report.json)" = true ] || { jq -c .incomplete_reasons report.json && cat output && return 1; }
}

# changed FILTER: whether an element of "privileges" is so.
changed() {
	jq -e "any(.privileges[]; $1)" report.json > /dev/null ||
		{ echo "no change is so: $1" && jq -c '.privileges[] | [.exe, .text]' report.json && return 1; }
}

# never_changed FILTER: whether none is.
never_changed() {
	jq -e "all(.privileges[]; ($1) | not)" report.json > /dev/null ||
		{ echo "a change is so: $1" && jq -c '.privileges[] | [.exe, .text]' report.json && return 1; }
}

# brought CAP FILTER: whether a way in which it came is so.
brought() {
	jq -e --arg cap "$1" "any(.capabilities[] | select(.name == \$cap).brought_by[]; $2)" report.json > /dev/null ||
		{ jq -c '.capabilities[] | [.name, .brought_by]' report.json && return 1; }
}

# traced COMMAND...: JSON lines into ./lines.
traced() {
	"${alone[@]}" "$LEASTCAP" trace -q --format jsonl -o lines -- "$@" > output 2>&1 || true
}

# told FILTER: whether an event of type "privilege" is so.
told() {
	jq -se "any(.[] | select(.type == \"privilege\"); $1)" lines > /dev/null ||
		{ echo "not told: $1" && jq -c 'select(.type == "privilege") | [.exe, .text]' lines && return 1; }
}

@test "ping of another user: its file capability brings CAP_NET_RAW in" {
	own_ping cap_net_raw=ep
	recorded "${user[@]}" sh -c './ping -c 1 -W 1 127.0.0.1; true'
	grep -q ' 1 received' output
	changed '(.exe // "" | endswith("/ping")) and .syscall == "execve" and .gained == ["CAP_NET_RAW"] and
		.gained_by == "file_capabilities" and .euid == [65534, 65534]'
	changed '(.exe // "" | endswith("/ping")) and .syscall == "capset" and .dropped == ["CAP_NET_RAW"]'
	brought CAP_NET_RAW '.how == "file_capabilities" and (.program | endswith("/ping"))'
	"$LEASTCAP" report profile.json | grep -q 'gained CAP_NET_RAW (file capability)'
}

@test "... under no_new_privs it is void, and the capability that was refused says so" {
	own_ping cap_net_raw=ep
	recorded "${user[@]}" sh -c 'setpriv --no-new-privs ./ping -c 1 -W 1 127.0.0.1; true'
	grep -q 'missing cap_net_raw\|Operation not permitted' output
	changed '.what == ["no_new_privs"] and .syscall == "prctl"'
	changed '(.exe // "" | endswith("/ping")) and .void == ["CAP_NET_RAW"] and .reason == "no_new_privs"'
	never_changed '.gained != []'
	brought CAP_NET_RAW '.how == "void" and .reason == "no_new_privs" and (.text | test("run it without"))'
	traced "${user[@]}" sh -c 'setpriv --no-new-privs ./ping -c 1 -W 1 127.0.0.1; true'
	told '.void == ["CAP_NET_RAW"] and .reason == "no_new_privs" and (.changes | index("void_caps_no_new_privs"))'
}

@test "... on a nosuid mount, too; both for file capabilities and for set-user-ID" {
	mkdir mnt && mount -t tmpfs -o nosuid,mode=755 tmpfs mnt
	own_ping cap_net_raw=ep && own_id
	cp -p ping id mnt/ && setcap cap_net_raw=ep mnt/ping && chmod 4755 mnt/id
	recorded "${user[@]}" sh -c 'mnt/ping -c 1 -W 1 127.0.0.1; mnt/id -u; ./id -u; true'
	changed '(.exe // "" | endswith("/mnt/ping")) and .void == ["CAP_NET_RAW"] and .reason == "nosuid"'
	changed '(.exe // "" | endswith("/mnt/id")) and (.what | index("void_nosuid"))'
	changed '(.exe // "" | endswith("/id")) and .euid == [65534, 0] and .gained_by == "set_user_id" and
		(.gained | length) > 30'
	[ "$(grep -cx 65534 output)" = 1 ] && [ "$(grep -cx 0 output)" = 1 ]
	traced "${user[@]}" sh -c 'mnt/ping -c 1 -W 1 127.0.0.1; true'
	told '.void == ["CAP_NET_RAW"] and .reason == "nosuid"'
}

@test "file capabilities that the bounding set cuts" {
	own_ping cap_net_raw,cap_net_admin=p
	recorded setpriv --bounding-set -net_admin "${user[@]}" sh -c './ping -c 1 -W 1 127.0.0.1; true'
	changed '.bounding_dropped == ["CAP_NET_ADMIN"] and .syscall == "prctl"'
	changed '(.exe // "" | endswith("/ping")) and .gained == ["CAP_NET_RAW"]'
	changed '(.exe // "" | endswith("/ping")) and .void == ["CAP_NET_ADMIN"] and .reason == "bounding_set"'
	traced setpriv --bounding-set -net_admin "${user[@]}" sh -c './ping -c 1 -W 1 127.0.0.1; true'
	told '.gained == ["CAP_NET_RAW"] and .void == ["CAP_NET_ADMIN"] and .reason == "bounding_set"'
}

@test "set-user-ID under no_new_privs is void" {
	own_id
	recorded "${user[@]}" sh -c 'setpriv --no-new-privs ./id -u; true'
	grep -qx 65534 output
	changed '(.exe // "" | endswith("/id")) and (.what | index("void_no_new_privs")) and .reason == "no_new_privs"'
	never_changed '.euid[1] == 0 and .euid[0] != 0'
}

@test "su and sudo: set-user-ID root brings everything in, setuid gives it up" {
	command -v su > /dev/null || skip "no su"
	recorded "${user[@]}" sh -c 'su -c true < /dev/null; true'
	changed '(.exe // "" | endswith("/su")) and .gained_by == "set_user_id" and .euid == [65534, 0]'
	recorded su -s /bin/sh nobody -c true
	changed '(.exe // "" | endswith("/su")) and .syscall == "setuid" and .euid[0] == 0 and .euid[1] > 0 and
		(.dropped | length) > 30 and (.text | test("lost all capabilities"))'
	command -v sudo > /dev/null || skip "no sudo"
	recorded "${user[@]}" sh -c 'sudo -n true; true'
	changed '(.exe // "" | endswith("/sudo")) and .gained_by == "set_user_id"'
}

@test "capsh drops from the bounding set, setpriv makes ambient" {
	command -v capsh > /dev/null || skip "no capsh"
	recorded capsh --drop=cap_sys_admin,cap_sys_module -- -c true
	changed '(.bounding_dropped | sort) == ["CAP_SYS_ADMIN", "CAP_SYS_MODULE"] and .syscall == "prctl" and
		.count == 2'
	changed '(.dropped | sort) == ["CAP_SYS_ADMIN", "CAP_SYS_MODULE"] and .syscall == "execve"'
	recorded setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps +sys_chroot --ambient-caps +sys_chroot \
		chroot / true
	changed '.ambient == ["CAP_SYS_CHROOT"] and .syscall == "prctl"'
	brought CAP_SYS_CHROOT '.kept_as == "ambient" and (.kept_by | endswith("/setpriv")) and .how == "start"'
	never_changed '.dropped | index("CAP_SYS_CHROOT")'
}

@test "a user namespace gives everything, in it" {
	[ "$(cat /proc/sys/kernel/unprivileged_userns_clone 2> /dev/null)" != 0 ] || skip "no user namespaces for users"
	recorded "${user[@]}" unshare -U -r true
	changed '(.what | index("user_namespace")) and .syscall == "unshare" and .gained_by == "user_namespace" and
		(.gained | length) > 30'
	"$LEASTCAP" report profile.json | grep -q 'new user namespace (unshare), gained all capabilities in it'
}

@test "filters are told, with their number while they are traced" {
	traced "$ACTS/seccomp_refuse"
	told '.changes == ["no_new_privs"]'
	told '(.changes | index("seccomp")) and .seccomp_filters == 1 and .text == "seccomp filter installed (1)"'
	recorded "$ACTS/seccomp_refuse" || true # a refused call makes it incomplete
	changed '.what == ["seccomp"]'
}

# As images do: root prepares, then the entrypoint becomes the user that it serves as.
@test "an entrypoint drops: phases and both sets are right, and it is told who dropped what" {
	[ -x /usr/bin/python3 ] || skip "no /usr/bin/python3"
	cat > server.py <<-END
		import socket
		s = socket.socket()
		s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
		s.bind(("127.0.0.1", 80))
		s.listen()
		while True:
		    c, _ = s.accept()
		    c.recv(99)
		    c.send(b"served\n")
		    c.close()
	END
	cat > entrypoint <<-'END'
		#!/bin/sh
		set -e
		mkdir data && chown 65534 data
		exec setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all,+net_bind_service \
			--ambient-caps=-all,+net_bind_service --bounding-set=-all,+net_bind_service -- \
			/usr/bin/python3 server.py
	END
	chmod 755 entrypoint
	record --ready 'ss -Htln | grep -q ":80 "' --drive 'for i in 1 2 3; do
		timeout 5 bash -c "exec 3<> /dev/tcp/127.0.0.1/80; echo hello >&3; grep -q served <&3" || exit 1
	done' -- ./entrypoint 2> err || { cat err; return 1; }
	report
	[ "$(jq -r '.phases.serving.capabilities | join(" ")' report.json)" = "" ]
	jq -e '.phases.init.capabilities
		| contains(["CAP_CHOWN", "CAP_SETGID", "CAP_SETUID", "CAP_NET_BIND_SERVICE"])' report.json
	[[ $(jq -r .phases.drop_program report.json) = */setpriv ]]
	changed '(.exe // "" | endswith("/setpriv")) and .syscall == "setresuid" and .euid == [0, 65534] and
		.phase == "init"'
	changed '.bounding_dropped | index("CAP_CHOWN")'
	changed '(.exe // "" | test("python")) and .syscall == "execve" and (.dropped | index("CAP_CHOWN")) and
		(.dropped | index("CAP_NET_BIND_SERVICE") | not) and .ambient == ["CAP_NET_BIND_SERVICE"]'
	never_changed '.phase == "serving"'
	brought CAP_NET_BIND_SERVICE '.how == "start" and .kept_as == "ambient" and (.used_by | test("python"))'
	brought CAP_CHOWN '.how == "start" and .kept_as == null'
	jq -e '.capabilities[] | select(.name == "CAP_CHOWN").given_up_by
		| any(.[]; .set == "permitted" and (.program | test("python")))' report.json
}

@test "a running process that is traced by its id tells its changes, too" {
	sh -c 'while [ ! -e go ]; do sleep 0.1; done; exec setpriv --reuid 65534 --clear-groups true' &
	target=$!
	"$LEASTCAP" trace -q --format jsonl -o lines -p "$target" &
	tracer=$!
	soon 'test -s lines'
	touch go
	wait "$tracer" || true
	told '.syscall == "setresuid" and .before.euid == 0 and .after.euid == 65534'
}

@test "the text of a traced command says it in words" {
	own_ping cap_net_raw=ep
	"${alone[@]}" "$LEASTCAP" trace -q -o lines -- "${user[@]}" sh -c './ping -c 1 -W 1 127.0.0.1; true' \
		> output 2>&1
	grep -q "ping  *exec $stage/ping gained CAP_NET_RAW (file capability)\$" lines
	grep -q 'setpriv  *setresuid 0 -> 65534' lines
	grep -q "sh  *exec /.*sh, lost all capabilities\$" lines
}
