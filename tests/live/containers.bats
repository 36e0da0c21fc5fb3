#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# A container of runc's with the capabilities that Docker gives: what is refused in it is told by whom, what is not is
# told by nobody.

bats_require_minimum_version 1.5.0
load lib.bash
load trace.bash

setup() {
	need_hook
	command -v runc > /dev/null || skip "no runc"
	busybox=$(command -v busybox) || skip "no busybox"
	! file -L "$busybox" 2> /dev/null | grep -q dynamically || skip "busybox is not static"
	enter_stage
	name=lc-container-$$
	make_bundle
}

teardown() {
	[ -z "$name" ] || runc delete -f "$name" 2> /dev/null || true
}

docker_caps='["CAP_CHOWN","CAP_DAC_OVERRIDE","CAP_FOWNER","CAP_FSETID","CAP_KILL","CAP_SETGID",
	"CAP_SETUID","CAP_SETPCAP","CAP_NET_BIND_SERVICE","CAP_NET_RAW","CAP_SYS_CHROOT","CAP_MKNOD",
	"CAP_AUDIT_WRITE","CAP_SETFCAP"]'

make_bundle() {
	local applet

	mkdir -p rootfs/bin rootfs/mnt rootfs/tmp rootfs/proc rootfs/sys rootfs/dev rootfs/srv
	cp "$busybox" rootfs/bin/busybox
	for applet in sh mount ping chown mkdir hostname true; do ln -s busybox "rootfs/bin/$applet"; done
	runc spec
}

# configure FILTER [JQ-OPTION...]
configure() {
	jq "${@:2}" "$1" config.json > config.new && mv config.new config.json
}

# container CAPS SECCOMP COMMANDS: the sets are those, no more; what the commands say is in ./output.
container() {
	configure '.process.terminal = false | .process.args = ["/bin/sh", "-c", $script] | .root.readonly = false |
		.process.noNewPrivileges = false |
		.process.capabilities = {bounding: $caps, effective: $caps, permitted: $caps} |
		if $seccomp then .linux.seccomp = $seccomp else . end' \
		--argjson caps "$1" --argjson seccomp "$2" --arg script "$3"
	"$LEASTCAP" trace --format jsonl -o all -- runc run -b "$PWD" "$name" > output 2> errors < /dev/null ||
		{ cat errors output; return 1; }
	jq -c 'select(.type != "check")' all > told
	came_to_its_end
}

no_mkdir='{"defaultAction": "SCMP_ACT_ALLOW", "architectures": ["SCMP_ARCH_X86_64"],
	"syscalls": [{"names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_ERRNO", "errnoRet": 1}]}'
four='mount -t tmpfs none /mnt && echo mounted; ping -c 1 -W 2 127.0.0.1 > /tmp/p && echo answered
	echo > /srv/f; chown 1 /srv/f && echo given; mkdir /srv/d && echo made; true'

# checked CAP COMM VERDICT SYSCALL: a check was told so.
checked() {
	jq -e -s --arg cap "$1" --arg comm "$2" --arg verdict "$3" --arg call "$4" 'any(.[]; .type == "check" and
		.cap == $cap and .comm == $comm and .verdict == $verdict and .syscall == $call)' all > /dev/null ||
		{ echo "not told: $*" && jq -c --arg comm "$2" 'select(.comm == $comm)' all; return 1; }
}

@test "Docker's capabilities, mkdir under SCMP_ACT_ERRNO: mount, ping, chown and mkdir" {
	container "$docker_caps" "$no_mkdir" "$four"
	[ "$(grep -cxE 'mounted|made' output)" = 0 ]
	[ "$(grep -cxE 'answered|given' output)" = 2 ]

	told_once '.comm == "mount" and .syscall == "mount"'
	is_told '.layer == "capability" and .capability == "CAP_SYS_ADMIN" and .errno == "EPERM"'
	is_told '.confidence == "seen" and (.fix | test("CAP_SYS_ADMIN"))'

	told_once '.comm == "mkdir" and (.syscall | test("^mkdir"))'
	is_told '.layer == "seccomp" and .errno == "EPERM" and (.detail | test("seccomp filter"))'
	is_told '.fix | test("mkdir")'

	not_told '.comm == "ping" or .comm == "chown"'
	checked CAP_NET_RAW ping allow socket
	checked CAP_CHOWN chown allow chown
}

@test "no capability at all: ping and chown are told as missing theirs" {
	container '[]' null "$four"
	[ "$(grep -cxE 'mounted|given' output)" = 0 ]
	told_once '.comm == "mount" and .syscall == "mount"'
	is_told '.layer == "capability" and .capability == "CAP_SYS_ADMIN"'
	told_once '.comm == "ping" and .syscall == "socket" and .errno == "EPERM"'
	is_told '.layer == "capability" and .capability == "CAP_NET_RAW"'
	told_once '.comm == "chown" and .errno == "EPERM"'
	is_told '.layer == "capability" and .capability == "CAP_CHOWN"'
}

@test "the filter that container engines put up: a name is refused before its capability is asked for" {
	local filter=/usr/share/containers/seccomp.json

	[ -e $filter ] || skip "no $filter"
	# It is for the engine, which leaves out the rules for other machines and for capabilities that are not held.
	jq '{defaultAction, defaultErrnoRet, architectures: ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"],
		syscalls: [.syscalls[] | select((.includes.caps // []) == [] and
				((.includes.arches // []) | length == 0 or index("amd64"))) |
			select(.action == "SCMP_ACT_ALLOW" or ((.excludes.caps // []) | index("CAP_SYS_ADMIN"))) |
			{names, action, args, errnoRet} | with_entries(select(.value != null))]}' $filter > filter
	container "$docker_caps" "$(cat filter)" 'hostname other || true'
	told_once '.comm == "hostname" and .syscall == "sethostname"'
	is_told '.layer == "seccomp" and .errno == "EPERM"'
	! checked CAP_SYS_ADMIN hostname deny sethostname > /dev/null
}

@test "a read-only root: told as the mount's, whatever the capabilities" {
	configure '.mounts += [{destination: "/srv", type: "bind", source: "rootfs/srv", options: ["bind", "ro"]}]'
	container "$docker_caps" null "$four"
	[ "$(grep -cxE 'made|given' output)" = 0 ]
	told_once '.comm == "mkdir" and (.syscall | test("^mkdir"))'
	is_told '.layer == "mount_flag" and .errno == "EROFS"'
}

@test "by the cgroup of a container that runs already" {
	"$LEASTCAP" trace --help | grep -q -e --container || skip "this build knows no --container"
	configure '.process.terminal = false | .process.args = ["/bin/sh", "-c",
		"while [ ! -e /tmp/go ]; do sleep 0.1; done; mount -t tmpfs none /mnt; true"]'
	ln -s busybox rootfs/bin/sleep
	runc run -d -b "$PWD" "$name" > output 2> errors < /dev/null
	env --default-signal=INT "$LEASTCAP" trace --denied --format jsonl -o told --container "$name" 2> errors &
	for _ in 1 2 3; do soon "grep -q following errors" && break; done
	touch rootfs/tmp/go
	soon '[ "$(runc state "$name" | jq -r .status)" = stopped ]'
	sleep 0.5
	kill -INT $!
	wait $! || { cat errors; return 1; }
	told_once '.comm == "mount" and .syscall == "mount"'
	is_told '.layer == "capability" and .capability == "CAP_SYS_ADMIN"'
}
