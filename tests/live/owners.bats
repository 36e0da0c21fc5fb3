#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# Whose the facts are: containers under names that docker gives their cgroups, in one recording, reports and the live
# view.

bats_require_minimum_version 1.5.0
load lib.bash

one=1111111111111111111111111111111111111111111111111111111111111111
two=2222222222222222222222222222222222222222222222222222222222222222

setup() {
	need_hook
	command -v runc jq > /dev/null || skip "no runc or no jq"
	busybox=$(command -v busybox) || skip "no busybox"
	! file -L "$busybox" 2> /dev/null | grep -q dynamically || skip "busybox is not static"
	enter_stage
	bundle one "$one" 'busybox chown 1 /tmp; busybox true'
	bundle two "$two" 'busybox mkdir /tmp/x; busybox chroot / /bin/busybox true'
}

# bundle NAME ID SCRIPT: a container that runs it in the cgroup that docker would make for this id.
bundle() {
	mkdir -p "$1"/rootfs/{bin,dev,etc,proc,sys,tmp}
	cp "$busybox" "$1/rootfs/bin/busybox"
	(cd "$1" && runc spec)
	jq --arg path "/docker/$2" --arg script "$3" '.process.terminal = false | .root.readonly = false
		| .process.args = ["/bin/busybox", "sh", "-c", $script] | .linux.cgroupsPath = $path
		| .process.capabilities |= map_values(["CAP_CHOWN", "CAP_SYS_CHROOT"])' "$1/config.json" > "$1/new"
	mv "$1/new" "$1/config.json"
}

# One after the other.
both='runc --root state run -b one lc-owner-one && runc --root state run -b two lc-owner-two'

@test "facts of two containers are told apart, and generated apart" {
	"$LEASTCAP" record -q -o both.json -- sh -c "$both"
	"$LEASTCAP" report --format json both.json > report.json
	jq -e --arg one "$one" --arg two "$two" '[.owners[] | select(.kind == "container").container_id] | unique
		== [$one, $two]' report.json
	# Each capability of a workload has evidence in the container that needs it, and there alone.
	jq -e '[.capabilities[] | select(.name == "CAP_CHOWN").evidence[]
		| select(.program == "/bin/busybox").container] | unique == ["111111111111"]' report.json
	jq -e '[.capabilities[] | select(.name == "CAP_SYS_CHROOT").evidence[]
		| select(.program == "/bin/busybox").container] | unique == ["222222222222"]' report.json
	jq -e '[.programs[] | select(.exe == "/bin/busybox").container] | unique
		== ["111111111111", "222222222222"]' report.json
	# What started them is of neither, until it was moved there.
	jq -e '[.programs[] | select(.exe | endswith("/sh") or endswith("/dash")).container] == [null]' report.json
	jq -e '[.owners[] | select(.kind == "container").entered] | add == 2' report.json
	[ "$("$LEASTCAP" report --least caps --container 1111 both.json)" = CAP_CHOWN ]
	[ "$("$LEASTCAP" report --least caps --container 2222 both.json)" = CAP_SYS_CHROOT ]
	[ "$("$LEASTCAP" report --least caps both.json)" = CAP_CHOWN,CAP_SYS_CHROOT ]
	"$LEASTCAP" report --least syscalls --container 1111 both.json > calls
	grep -qE '^(f?chown|fchownat)$' calls
	run ! grep -qx chroot calls
}

@test "the live view names the container, and tells who is moved into it" {
	"$LEASTCAP" trace --format jsonl -- sh -c "$both" > lines
	jq -se '[.[] | select(.type == "check" and .cap == "CAP_CHOWN" and .comm == "busybox").container] | unique
		== ["111111111111"]' lines
	jq -se '[.[] | select(.type == "check" and .cap == "CAP_SYS_CHROOT" and .comm == "busybox").container] | unique
		== ["222222222222"]' lines
	jq -se '[.[] | select(.type == "move" and .from.container == null).to.container] | unique
		== ["111111111111", "222222222222"]' lines
	jq -se '.[-1] | .type == "summary" and .moves == 2 and .complete' lines
	"$LEASTCAP" trace -qx --cap chown -- sh -c "$both" > text
	grep -qE ' 111111111111 +busybox +0 +CAP_CHOWN ' text
	run ! grep -qE ' 222222222222 +busybox +0 +CAP_CHOWN ' text
}
