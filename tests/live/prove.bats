#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# The acts tell the truth: each succeeds with exactly the capabilities it names and is refused without any
# one of them, and the kernel's own tracer shows the checks where the act says they are.

load lib.bash

setup() {
	need_witness
	enter_stage
}

# stage NAME: the same act on a new stage.
stage() {
	enter_stage
	"$ACTS/$1" prepare
}

# number HEADER NAME: of a constant, as the C headers have it.
number() {
	printf '#include <%s>\n%s\n' "$1" "$2" | cc -E -P - | tail -n 1
}

# Each line about a capability must be a check that the tracer saw: same number, answer, syscall, and symbol.
heard() {
	local cap verdict call site nr sys header

	while read -r cap verdict call site; do
		header=sys/syscall.h
		case $call in *32) header=asm/unistd_32.h ;; esac
		nr=$(number linux/capability.h "$cap")
		sys=$(number $header "__NR_$call")
		[ "$site" = '*' ] && site='[^<]*'
		sed -E 's/(__(x64|ia32|do|se)_sys_|__sys_|ksys_)/sys_/g' witness |
			grep -qE "^$nr $verdict $sys ([^ ]*<)?$site(<|$)" ||
			{ echo "the tracer did not see: $cap $verdict $call $site" && cat witness; return 1; }
	done < <(grep '^CAP_' expect)
}

prove() {
	local caps cap

	stage "$1"
	run_act "${alone[@]}" bash "$here/truth.bash" caps "$ACTS/$1" 9> witness
	heard
	if [ "$ended" = 1 ]; then
		# Refused: then because the capability is not there to be had.
		for cap in $(caps_of deny); do
			! capsh --has-p="${cap,,}" 2> /dev/null || { echo "$cap is there"; return 1; }
		done
		return
	fi
	[ "$ended" = 0 ] || { cat errors; return 1; }

	caps=$(caps_of allow)
	stage "$1"
	only "$caps"
	run_act "${alone[@]}" "${only[@]}" "$ACTS/$1"
	[ "$ended" = 0 ] || { echo "not enough: $caps" && cat errors; return 1; }
	[ "$(caps_of allow)" = "$caps" ]

	for cap in $caps; do
		stage "$1"
		only "${caps//$cap/}"
		run_act "${alone[@]}" "${only[@]}" "$ACTS/$1"
		[ "$ended $(caps_of deny)" = "1 $cap" ] ||
			{ echo "without $cap it ended with $ended" && cat expect errors; return 1; }
	done
}

@test "every act that names a capability is in here" {
	all_listed prove '\(need\|need_past\|audit_ask\)("CAP_'
}

@test "audit_control" { prove audit_control; }
@test "audit_read" { prove audit_read; }
@test "audit_write" { prove audit_write; }
@test "block_suspend" { prove block_suspend; }
@test "bpf" { prove bpf; }
@test "chain" { prove chain; }
@test "checkpoint_restore" { prove checkpoint_restore; }
@test "chown" { prove chown; }
@test "dac_override" { prove dac_override; }
@test "dac_read_search" { prove dac_read_search; }
@test "fowner" { prove fowner; }
@test "fsetid" { prove fsetid; }
@test "hostile" { prove hostile; }
@test "i386" { prove i386; }
@test "ipc_lock" { prove ipc_lock; }
@test "ipc_owner" { prove ipc_owner; }
@test "kill" { prove kill; }
@test "leader_exit" { prove leader_exit; }
@test "lease" { prove lease; }
@test "linux_immutable" { prove linux_immutable; }
@test "mknod" { prove mknod; }
@test "namespaces" { prove namespaces; }
@test "net_admin" { prove net_admin; }
@test "net_bind_service" { prove net_bind_service; }
@test "net_broadcast" { prove net_broadcast; }
@test "net_raw" { prove net_raw; }
@test "net_raw_packet" { prove net_raw_packet; }
@test "perfmon" { prove perfmon; }
@test "setfcap" { prove setfcap; }
@test "setgid" { prove setgid; }
@test "setgroups" { prove setgroups; }
@test "setpcap" { prove setpcap; }
@test "setuid" { prove setuid; }
@test "sys_admin_hostname" { prove sys_admin_hostname; }
@test "sys_admin_mount" { prove sys_admin_mount; }
@test "sys_boot" { prove sys_boot; }
@test "sys_chroot" { prove sys_chroot; }
@test "sys_module" { prove sys_module; }
@test "sys_nice" { prove sys_nice; }
@test "sys_pacct" { prove sys_pacct; }
@test "sys_ptrace" { prove sys_ptrace; }
@test "sys_rawio" { prove sys_rawio; }
@test "sys_rawio_mmap" { prove sys_rawio_mmap; }
@test "sys_resource" { prove sys_resource; }
@test "sys_time" { prove sys_time; }
@test "sys_tty_config" { prove sys_tty_config; }
@test "syslog" { prove syslog; }
@test "thread_exec" { prove thread_exec; }
@test "threads" { prove threads; }
@test "two_sites" { prove two_sites; }
@test "umh_bset" { prove umh_bset; }
@test "vfork" { prove vfork; }
@test "wake_alarm" { prove wake_alarm; }
