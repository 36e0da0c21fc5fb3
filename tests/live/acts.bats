#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# Each act, recorded: the report says what the act said, and advises no capability that it did not name.

load lib.bash

setup() {
	need_hook
	enter_stage
}

act() {
	"$ACTS/$1" prepare
	run_act record -- "$ACTS/$1"
	if grep -q '^CAP_[A-Z_]* deny' expect; then
		[ "$ended" = 1 ]
		echo "INCOMPLETE refused" >> expect # what it would have done next is not known
	else
		[ "$ended" = 0 ] || { cat errors; return 1; }
	fi
	report
	compare
}

@test "every act is in here" {
	all_listed act '"act.h"\|"audit.h"'
}

@test "audit_control" { act audit_control; }
@test "audit_read" { act audit_read; }
@test "audit_write" { act audit_write; }
@test "block_suspend" { act block_suspend; }
@test "bpf" { act bpf; }
@test "chain" { act chain; }
@test "checkpoint_restore" { act checkpoint_restore; }
@test "chown" { act chown; }
@test "dac_override" { act dac_override; }
@test "dac_read_search" { act dac_read_search; }
@test "daemon" { act daemon; }
@test "dispatch" { act dispatch; }
@test "dispatch_off" { act dispatch_off; }
@test "fowner" { act fowner; }
@test "fsetid" { act fsetid; }
@test "hostile" { act hostile; }
@test "i386" { act i386; }
@test "io_uring" { act io_uring; }
@test "ipc_lock" { act ipc_lock; }
@test "ipc_owner" { act ipc_owner; }
@test "kill" { act kill; }
@test "leader_exit" { act leader_exit; }
@test "lease" { act lease; }
@test "linux_immutable" { act linux_immutable; }
@test "memory_only" { act memory_only; }
@test "mknod" { act mknod; }
@test "namespaces" { act namespaces; }
@test "net_admin" { act net_admin; }
@test "net_bind_service" { act net_bind_service; }
@test "net_broadcast" { act net_broadcast; }
@test "net_raw" { act net_raw; }
@test "net_raw_packet" { act net_raw_packet; }
@test "odd_numbers" { act odd_numbers; }
@test "own_id" { act own_id; }
@test "perfmon" { act perfmon; }
@test "probes" { act probes; }
@test "seccomp_kill" { act seccomp_kill; }
@test "seccomp_refuse" { act seccomp_refuse; }
@test "setfcap" { act setfcap; }
@test "setgid" { act setgid; }
@test "setgroups" { act setgroups; }
@test "setpcap" { act setpcap; }
@test "setuid" { act setuid; }
@test "sys_admin_hostname" { act sys_admin_hostname; }
@test "sys_admin_mount" { act sys_admin_mount; }
@test "sys_boot" { act sys_boot; }
@test "sys_chroot" { act sys_chroot; }
@test "sys_module" { act sys_module; }
@test "sys_nice" { act sys_nice; }
@test "sys_pacct" { act sys_pacct; }
@test "sys_ptrace" { act sys_ptrace; }
@test "sys_rawio" { act sys_rawio; }
@test "sys_rawio_mmap" { act sys_rawio_mmap; }
@test "sys_resource" { act sys_resource; }
@test "sys_time" { act sys_time; }
@test "sys_tty_config" { act sys_tty_config; }
@test "syslog" { act syslog; }
@test "thread_exec" { act thread_exec; }
@test "threads" { act threads; }
@test "two_sites" { act two_sites; }
@test "umh_bset" { act umh_bset; }
@test "unknown_number" { act unknown_number; }
@test "user_namespace" { act user_namespace; }
@test "vfork" { act vfork; }
@test "wake_alarm" { act wake_alarm; }
@test "x32" { act x32; }
