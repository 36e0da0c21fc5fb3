#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# The examples of the documentation, run for real: what their pages rest on is still said, and stands in the pages.

bats_require_minimum_version 1.5.0
load lib.bash

examples=$here/../../docs/examples

setup() {
	need_hook
	cd "$BATS_TEST_TMPDIR" || return
}

# run_example NAME: into ./printed; its page must have a block for each step.
run_example() {
	local step status=0

	name=$1
	LEASTCAP=$LEASTCAP bash "$examples/$name.sh" > printed 2> errors || status=$?
	[ "$status" != 77 ] || skip "$(sed -n 's/^skipped: //p' printed)"
	[ "$status" = 0 ] || { cat printed errors; return 1; }
	while read -r step; do
		grep -qx "<!-- run: $step -->" "$examples/$name.md" || { echo "no block $step in the page"; return 1; }
	done < <(sed -n 's/^@@ //p' printed)
	sed -n '/^<!-- run: /,/^$/p' "$examples/$name.md" > page
}

# says STEP REGEX: in what the step printed now, and in its block of the page; a step that was skipped: there alone.
says() {
	awk -v step="$1" '/^@@ / { on = $2 == step; next } on' printed > now
	awk -v step="$1" '/^<!-- run: / { on = $3 == step; next } on' page > then
	grep -q '^skipped: ' now || is_in now "$2" || { echo "$1 does not say now: $2" && cat now; return 1; }
	is_in then "$2" || { echo "the page does not say at $1: $2" && cat then; return 1; }
}
is_in() {
	tr '\n' ' ' < "$1" | grep -qE -e "$2"
}

@test "nginx on port 80 as another user than root" {
	run_example nginx-port-80
	says question 'nginx +bind +EACCES +capability +0\.0\.0\.0:80 user 33 lacks CAP_NET_BIND_SERVICE'
	says record 'least capabilities:  CAP_NET_BIND_SERVICE '
	says record 'serving needs: +none'
	says systemd '\[Service\] CapabilityBoundingSet= AmbientCapabilities= CapabilityBoundingSet=CAP_NET_BIND'
	says systemd 'CAP_NET_BIND_SERVICE AmbientCapabilities=CAP_NET_BIND_SERVICE '
	says kubernetes 'TRAP kubernetes-no-ambient: .* without NET_BIND_SERVICE, though added'
	says kubernetes 'TRAP kubernetes-low-ports: '
	says tried 'ambient: binds port 80 plain: .*bind\(\) to 0\.0\.0\.0:80 failed \(13: Permission denied\) sysctl: '
	says tried 'sysctl: binds port 80 file: binds port 80 shell: .*bind\(\) to 0\.0\.0\.0:80 failed \(13: '
}

@test "a VPN with a tun device, and not --privileged" {
	run_example vpn-tun
	says record 'tunnel is up .*least capabilities:  CAP_NET_ADMIN '
	says minimize 'needs 1 capability, and not one fewer'
	says minimize 'CAP_NET_ADMIN +needed +ioctl: EPERM at [a-z_]*tun[a-z_]*'
	says generate '--cap-drop=ALL \\ --cap-add=NET_ADMIN \\ --device /dev/net/tun \\'
	says generate 'devices: +- "/dev/net/tun:/dev/net/tun"'
	says generate 'TRAP kubernetes-device: /dev/net/tun with NET_ADMIN'
	says generate 'CapabilityBoundingSet=CAP_NET_ADMIN .*DeviceAllow=/dev/net/tun rw'
	says tried '\["CAP_NET_ADMIN"\] .*both: tunnel is up device: ioctl\(TUNSETIFF\): Operation not permitted '
	says tried 'capability: open: No such file'
}

@test "mkdir under a filter that answers EACCES" {
	run_example mkdir-errno
	says same "open/a.: Permission denied .*private/a.: Permission denied"
	says told 'mkdir +EACCES +seccomp\?? +/srv/open/a .*allow mkdir in the seccomp profile'
	says told 'mkdir +EACCES +dac\?? +/srv/private/a mode 0700'
	says root 'mkdir +EACCES +capability\?? +/srv/private/a .*CAP_DAC_OVERRIDE'
	says report 'INCOMPLETE: .*refused by seccomp: mkdir \(EACCES\) of /usr/bin/mkdir'
}

@test "CAP_SYS_ADMIN for debugging" {
	run_example sys-admin-debugging
	says strace 'least capabilities: +[A-Z_,]*CAP_SYS_PTRACE'
	says strace 'CAP_SYS_PTRACE +needed +ptrace: EPERM'
	says gdb 'least capabilities: +[A-Z_,]*CAP_SYS_PTRACE'
	says perf 'least capabilities: +CAP_PERFMON '
	says given 'CapabilityBoundingSet=CAP_SYS_ADMIN .*TRAP sys-admin-just-in-case: .*--cap-add=SYS_PTRACE'
	for block in strace gdb perf; do
		! awk -v step=$block '/^@@ / { on = $2 == step; next } on' printed | grep -q 'least .*CAP_SYS_ADMIN'
	done
}

@test "AppArmor, seccomp and a capability" {
	run_example three-layers
	says same "(cannot change root directory to '/': Operation not permitted .*){2}"
	says capability 'chroot +EPERM +capability\?? +/ root without CAP_SYS_CHROOT'
	says seccomp 'chroot +EPERM +seccomp\?? +/ the seccomp filter answered +EPERM'
	says apparmor 'chroot +EPERM +lsm:apparmor\?? .*example_jailer'
}

@test "every example is in here" {
	for script in "$examples"/*.sh; do
		script=$(basename "$script" .sh)
		[ "$script" != lib ] || continue
		grep -qx "	run_example $script" "$BATS_TEST_FILENAME" || { echo "$script is not"; return 1; }
		grep -q "($script.md)" "$examples/README.md" || { echo "$script is not in README.md"; return 1; }
	done
}
