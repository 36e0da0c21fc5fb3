#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# Each act that a capability decides, recorded where it has none but its other ones: the report asks for
# it, and keeps nothing that the act did not use.

load lib.bash

setup() {
	need_hook
	enter_stage
}

refused() {
	local cap caps

	"$ACTS/$1" prepare
	run_act "${alone[@]}" "$ACTS/$1"
	caps=$(sort -u <<< "$(caps_of allow)"$'\n'"$(caps_of deny)" | grep .)
	for cap in $caps; do
		enter_stage
		"$ACTS/$1" prepare
		only "${caps//$cap/}"
		if [ "$cap" = CAP_SETPCAP ]; then # setpriv itself needs it
			run_act setpriv --bounding-set -setpcap -- bash -c '
				source "$0/lib.bash" && record -- "$1"' "$here" "$ACTS/$1"
		else
			run_act record -- "${only[@]}" "$ACTS/$1"
		fi
		[ "$ended" = 1 ] || { echo "without $cap it ended with $ended" && cat errors; return 1; }
		[ "$(caps_of deny)" = "$cap" ]
		case $1 in
		audit_control | audit_write | fsetid) ;; # no call fails: it is told in a message, or done by half
		*) echo "INCOMPLETE refused" >> expect ;; # what it would have done next is not known
		esac
		report
		compare refused
	done
}

@test "every act that names a capability is in here" {
	all_listed refused '\(need\|need_past\|audit_ask\)("CAP_'
}

@test "audit_control" { refused audit_control; }
@test "audit_read" { refused audit_read; }
@test "audit_write" { refused audit_write; }
@test "block_suspend" { refused block_suspend; }
@test "bpf" { refused bpf; }
@test "chain" { refused chain; }
@test "checkpoint_restore" { refused checkpoint_restore; }
@test "chown" { refused chown; }
@test "dac_override" { refused dac_override; }
@test "dac_read_search" { refused dac_read_search; }
@test "fowner" { refused fowner; }
@test "fsetid" { refused fsetid; }
@test "hostile" { refused hostile; }
@test "i386" { refused i386; }
@test "ipc_lock" { refused ipc_lock; }
@test "ipc_owner" { refused ipc_owner; }
@test "kill" { refused kill; }
@test "leader_exit" { refused leader_exit; }
@test "lease" { refused lease; }
@test "linux_immutable" { refused linux_immutable; }
@test "mknod" { refused mknod; }
@test "namespaces" { refused namespaces; }
@test "net_admin" { refused net_admin; }
@test "net_bind_service" { refused net_bind_service; }
@test "net_broadcast" { refused net_broadcast; }
@test "net_raw" { refused net_raw; }
@test "net_raw_packet" { refused net_raw_packet; }
@test "perfmon" { refused perfmon; }
@test "setfcap" { refused setfcap; }
@test "setgid" { refused setgid; }
@test "setgroups" { refused setgroups; }
@test "setpcap" { refused setpcap; }
@test "setuid" { refused setuid; }
@test "sys_admin_hostname" { refused sys_admin_hostname; }
@test "sys_admin_mount" { refused sys_admin_mount; }
@test "sys_boot" { refused sys_boot; }
@test "sys_chroot" { refused sys_chroot; }
@test "sys_module" { refused sys_module; }
@test "sys_nice" { refused sys_nice; }
@test "sys_pacct" { refused sys_pacct; }
@test "sys_ptrace" { refused sys_ptrace; }
@test "sys_rawio" { refused sys_rawio; }
@test "sys_rawio_mmap" { refused sys_rawio_mmap; }
@test "sys_resource" { refused sys_resource; }
@test "sys_time" { refused sys_time; }
@test "sys_tty_config" { refused sys_tty_config; }
@test "syslog" { refused syslog; }
@test "thread_exec" { refused thread_exec; }
@test "threads" { refused threads; }
@test "two_sites" { refused two_sites; }
@test "umh_bset" { refused umh_bset; }
@test "vfork" { refused vfork; }
@test "wake_alarm" { refused wake_alarm; }
