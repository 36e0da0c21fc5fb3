#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# Traps, walked into: what a report warns of is what this kernel and these engines then do. (docs/examples has more:
# tests/live/examples.bats.)

bats_require_minimum_version 1.5.0
load lib.bash

setup() {
	need_hook
	enter_stage
	chmod 755 "$BATS_TEST_TMPDIR" . 2> /dev/null || true
}

# warned ID REGEX: the report has the trap, with that in it.
warned() {
	report
	jq -e --arg id "$1" --arg words "$2" 'any(.traps[]; .id == $id and (.text | test($words)))' report.json ||
		{ jq '.traps' report.json; return 1; }
}
not_warned() {
	report
	jq -e --arg id "$1" 'all(.traps[]; .id != $id)' report.json || { jq '.traps' report.json; return 1; }
}

# As nobody, from a directory that nobody can reach.
as_nobody=(setpriv --reuid=65534 --regid=65534 --clear-groups)
public() {
	public=$(mktemp -d /tmp/lc-traps.XXXXXX) && chmod 755 "$public"
}
teardown() {
	[ -z "${public:-}" ] || rm -rf "$public"
}

@test "filecaps-drop-all: a file with =ep cannot be executed where the bounding set lacks it" {
	command -v setcap > /dev/null || skip "no setcap"
	public
	# There the kernel and stat(2) may number one file differently; what is not surely the same is not looked at.
	[ "$(stat -f -c %T "$public")" != overlayfs ] || skip "on overlayfs the file of a program may not be recognised"
	cp /usr/bin/cat "$public/cat"
	setcap cap_net_raw=ep "$public/cat" || skip "no file capabilities here"
	record -- "$public/cat" /dev/null
	warned filecaps-drop-all "^$public/cat has CAP_NET_RAW as a file capability"
	run "${as_nobody[@]}" "$public/cat" /dev/null
	[ "$status" = 0 ]
	run setpriv --bounding-set=-net_raw -- "${as_nobody[@]}" "$public/cat" /dev/null
	[ "$status" = 126 ] && [[ $output == *"Operation not permitted"* ]]
	setcap cap_net_raw=p "$public/cat" # without the effective bit it is merely void
	run setpriv --bounding-set=-net_raw -- "${as_nobody[@]}" "$public/cat" /dev/null
	[ "$status" = 0 ]
	record -- "$public/cat" /dev/null
	not_warned filecaps-drop-all
}

@test "nnp-setuid: what a set-user-ID program gives is gone under no_new_privs" {
	public
	cp /usr/bin/id "$public/id" && chmod 4755 "$public/id"
	record --user nobody -- "$public/id" -u
	warned nnp-setuid "gave privileges to $public/id\\."
	[ "$("${as_nobody[@]}" "$public/id" -u)" = 0 ] || skip "mounted nosuid"
	[ "$("${as_nobody[@]}" --no-new-privs "$public/id" -u)" = 65534 ]
	record --user nobody -- setpriv --no-new-privs "$public/id" -u
	warned gain-void "of $public/id were void"
	chmod 755 "$public/id"
	record --user nobody -- "$public/id" -u
	not_warned nnp-setuid
}

@test "userns-no-flag: root of a user namespace cannot name the host that it did not make" {
	unshare -Ur true 2> /dev/null || skip "no user namespaces here"
	record -- unshare -Ur hostname leastcap-test || true
	warned userns-no-flag "CAP_SYS_ADMIN: asked of a user namespace"
	run unshare -Ur hostname leastcap-test
	[ "$status" != 0 ]
	record -- unshare -Ur -u hostname leastcap-test # its own
	not_warned userns-no-flag
}

@test "net-raw-ping: with the setting ping needs no capability" {
	command -v ping > /dev/null || skip "no ping"
	cp "$(command -v ping)" ./ping # without file capabilities
	record -- ./ping -c1 127.0.0.1
	warned net-raw-ping "ping_group_range"
	run "${alone[@]}" sh -c 'setpriv --bounding-set=-all --inh-caps=-all ./ping -c1 127.0.0.1'
	[ "$status" != 0 ]
	run "${alone[@]}" sh -c 'echo "0 0" > /proc/sys/net/ipv4/ping_group_range &&
		setpriv --bounding-set=-all --inh-caps=-all ./ping -c1 127.0.0.1'
	[ "$status" = 0 ]
}

@test "root-without-caps: told of root, not of a user" {
	record -- true
	warned root-without-caps "runs as root and needs no capability"
	record --user nobody -- true
	not_warned root-without-caps
}

@test "sys-admin-just-in-case: given by the unit and never used" {
	cat > one.service <<-END
		[Service]
		ExecStart=$(command -v true)
		CapabilityBoundingSet=CAP_SYS_ADMIN CAP_CHOWN
	END
	record --unit-file one.service
	warned sys-admin-just-in-case "nothing needed it"
	sed -i 's/CAP_SYS_ADMIN //' one.service
	record --unit-file one.service
	not_warned sys-admin-just-in-case
	record -- true # with all that root has
	not_warned sys-admin-just-in-case
}

@test "podman-ambient: with --user, what --cap-add names is ambient" {
	command -v podman > /dev/null && command -v runc > /dev/null || skip "no podman with runc"
	[ -e /usr/bin/busybox ] && ! ldd /usr/bin/busybox > /dev/null 2>&1 || skip "no static busybox"
	mkdir -p root/bin && cp /usr/bin/busybox root/bin/
	run timeout 100 podman --root "$PWD/store" --runroot "$PWD/run" --storage-driver vfs \
		--cgroup-manager cgroupfs run --rm --runtime runc --network=none --ulimit nofile=1024:1024 \
		--ulimit nproc=1024:1024 --pids-limit=0 --user 1000 --cap-drop=ALL --cap-add=NET_BIND_SERVICE \
		--rootfs "$PWD/root" /bin/busybox cat /proc/self/status
	[ "$status" = 0 ] || skip "podman does not run here: $output"
	grep -q $'^CapEff:\t0*400$' <<< "$output" && grep -q $'^CapAmb:\t0*400$' <<< "$output"
}

@test "every trap is in the documentation" {
	while read -r id; do
		grep -q "\`$id\`" "$here/../../docs/meaning.md" || { echo "$id is not"; return 1; }
	done < <(sed -n 's/^\t{ .id = "\([a-z-]*\)".*/\1/p' "$here/../../user/core/trap_rows.c" | grep .)
}
