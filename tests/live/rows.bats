#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# Each row of the tables of checks that are not needs (tests/acts/rows.tsv), provoked and recorded: the report names
# the check, its class and the advice that the act says; and the act is told the truth about by the kernel itself.

load lib.bash

setup() {
	need_hook
	enter_stage
}

# row PROGRAM NAME
row() {
	local problems

	"$ACTS/$1" "$2" prepare
	run_act record -- "$ACTS/$1" "$2"
	[ "$ended" -le 1 ] || { cat errors; return 1; }
	report
	problems=$(jq -r --rawfile expect expect -f "$here/rows.jq" report.json)
	[ -z "$problems" ] || { echo "$problems" && cat expect; return 1; }
	without "$@"
}

# What each line says of doing without: the act fails, or works all the same.
without() {
	local tag cap need set line status

	grep '^ROW' expect > lines
	while read -r tag cap _ _ _ _ _ need; do
		set=$cap
		case $need in needed,*) set+=,${need#needed,} ;; esac
		line=$(sed 's/CAP_/-/g; s/.*/\L&/' <<< "$set")
		enter_stage
		"$ACTS/$1" "$2" prepare
		status=0
		"${alone[@]}" setpriv --bounding-set "$line" -- "$ACTS/$1" "$2" > output 2>&1 || status=$?
		case $need in free) [ $status = 0 ] ;; *) [ $status = 1 ] ;; esac ||
			{ echo "without $set it ended with $status, and is said to be $need" && cat output; return 1; }
		cd "$OLDPWD"
	done < lines
}

@test "every act of the table is in here, and every row has an act or a reason" {
	local row where act why

	while IFS=$'\t' read -r row where act why; do
		case $row in '#'*) continue ;; esac
		if [ "$act" = - ]; then
			[ -n "$why" ] || { echo "row $row ($where) has neither act nor reason"; return 1; }
		else
			grep -q "^@test \".*\" { row $act; }" "$BATS_TEST_FILENAME" || { echo "$act is not"; return 1; }
		fi
	done < "$here/../acts/rows.tsv"
	for row in $(seq 66); do
		grep -q "^$row"$'\t' "$here/../acts/rows.tsv" || { echo "no row $row"; return 1; }
	done
}

@test "row 1: overcommit" { row row_tasks overcommit; }
@test "row 1: forked" { row row_tasks forked; }
@test "row 2: net_ctl" { row row_proc net_ctl; }
@test "row 3: user_ctl" { row row_proc user_ctl; }
@test "row 4: ipc_ctl" { row row_proc ipc_ctl; }
@test "row 5: pid_ctl" { row row_proc pid_ctl; }
@test "row 6: kallsyms" { row row_proc kallsyms; }
@test "row 7: restricted_pointer" { row row_proc restricted_pointer; }
@test "row 8: pagemap" { row row_proc pagemap; }
@test "row 9: iomem" { row row_proc iomem; }
@test "row 10: oom_raise" { row row_proc oom_raise; }
@test "row 11: oom_lower" { row row_proc oom_lower; }
@test "row 12: task_stat" { row row_proc task_stat; }
@test "row 13: ptracer" { row row_creds ptracer; }
@test "row 14: unsafe_exec" { row row_creds unsafe_exec; }
@test "row 15: capset_same" { row row_creds capset_same; }
@test "row 16: securebits" { row row_creds securebits; }
@test "row 17: setuid_own" { row row_creds setuid_own; }
@test "row 17: setuid_other" { row row_creds setuid_other; }
@test "row 18: setgid_own" { row row_creds setgid_own; }
@test "row 18: setgid_other" { row row_creds setgid_other; }
@test "row 19: setresuid_other" { row row_creds setresuid_other; }
@test "row 19: setregid_other" { row row_creds setregid_other; }
@test "row 20: groups" { row row_creds groups; }
@test "row 21: chmod_group" { row row_files chmod_group; }
@test "row 22: drop_sgid" { row row_files drop_sgid; }
@test "row 23: drop_suidgid" { row row_files drop_suidgid; }
@test "row 24: strip_sgid" { row row_files strip_sgid; }
@test "row 25: acl_mode" { row row_files acl_mode; }
@test "row 28: list_xattr" { row row_files list_xattr; }
@test "row 29: trusted_xattr" { row row_files trusted_xattr; }
@test "row 31: fanotify_fid" { row row_files fanotify_fid; }
@test "row 32: fanotify_admin" { row row_files fanotify_admin; }
@test "row 33: statmount_hidden" { row row_files statmount_hidden; }
@test "row 34: next_namespace" { row row_files next_namespace; }
@test "row 35: ring" { row row_tasks ring; }
@test "row 37: filter_jit" { row row_creds filter_jit; }
@test "row 38: bpf_kallsyms" { row row_tasks bpf_kallsyms; }
@test "row 39: bpf_program" { row row_tasks bpf_program; }
@test "row 41: filter_install" { row row_creds filter_install; }
@test "row 42: landlock" { row row_creds landlock; }
@test "row 43: vsock" { row row_net vsock; }
@test "row 44: diag" { row row_net diag; }
@test "row 45: congestion" { row row_net congestion; }
@test "row 47: unknown_interface" { row row_net unknown_interface; }
@test "row 48: migrate" { row row_tasks migrate; }
@test "row 50: zerocopy" { row row_net zerocopy; }
@test "row 51: locked_map" { row row_tasks locked_map; }
@test "row 52: queue" { row row_tasks queue; }
@test "row 54: dmesg" { row row_proc dmesg; }
@test "row 59: pipe_size" { row row_files pipe_size; }
@test "row 59: many_pipes" { row row_files many_pipes; }
@test "row 60: fork_past_limit" { row row_tasks fork_past_limit; }
@test "row 61: in_flight" { row row_net in_flight; }
@test "row 62: lock_past_limit" { row row_tasks lock_past_limit; }
@test "row 64: nice_up" { row row_tasks nice_up; }
@test "row 64: nice_other" { row row_tasks nice_other; }
@test "row 65: nice_mightier" { row row_tasks nice_mightier; }
@test "row 66: timerslack" { row row_proc timerslack; }
@test "row pair: read_or_search" { row row_files read_or_search; }
@test "row pair: read_and_write" { row row_files read_and_write; }
@test "row pair: override_to_read" { row row_files override_to_read; }
@test "row pair: bpf_map" { row row_tasks bpf_map; }
@test "row pair: bpf_map_wide" { row row_tasks bpf_map_wide; }
@test "row pair: perf" { row row_tasks perf; }
@test "row pair: perf_wide" { row row_tasks perf_wide; }
@test "row pair: chosen_pid" { row row_tasks chosen_pid; }
@test "row pair: chosen_pid_wide" { row row_tasks chosen_pid_wide; }
@test "row pair: real_time_io" { row row_tasks real_time_io; }
@test "row pair: mark" { row row_net mark; }
@test "row pair: mark_wide" { row row_net mark_wide; }
@test "row pair: transparent" { row row_net transparent; }
@test "row pair: buffers" { row row_net buffers; }
@test "row pair: by_handle" { row row_files by_handle; }
@test "row pair: trace_other" { row row_tasks trace_other; }
@test "row pair: kill_other" { row row_tasks kill_other; }
@test "row pair: chmod_foreign" { row row_files chmod_foreign; }
@test "row pair: touch_foreign" { row row_files touch_foreign; }
@test "row pair: chown_both" { row row_files chown_both; }
@test "row pair: lock_segment" { row row_tasks lock_segment; }
@test "row pair: remove_segment" { row row_tasks remove_segment; }
@test "row pair: other_pid" { row row_net other_pid; }
@test "row pair: other_uid" { row row_net other_uid; }
@test "row pair: other_gid" { row row_net other_gid; }
@test "row pair: type_for" { row row_tasks type_for; }
@test "row pair: set_link" { row row_net set_link; }
@test "row pair: enter_mounts" { row row_tasks enter_mounts; }
@test "row pair: uid_map" { row row_creds uid_map; }
