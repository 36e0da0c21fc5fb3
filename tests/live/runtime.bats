#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# What runc and crun do between the filter and the workload is measured and is nobody's need; a filter that leaves it
# out stops them, one that was generated for them starts each time and lets others join.

bats_require_minimum_version 1.5.0
load lib.bash

starts=20
joins=5

setup() {
	need_hook
	busybox=$(command -v busybox) || skip "no busybox"
	! file -L "$busybox" 2> /dev/null | grep -q dynamically || skip "busybox is not static"
	command -v jq unshare > /dev/null || skip "no jq or no unshare"
	enter_stage
	id=lc-runtime-$$-$BATS_TEST_NUMBER
	runtime=none
}

teardown() {
	[ "$runtime" = none ] || oci delete --force "$id" > /dev/null 2>&1 || true
}

# use RUNTIME: for the rest of the test.
use() {
	command -v runc > /dev/null || skip "no runc"
	command -v "$1" > /dev/null || skip "no $1"
	runtime=$1
	mkdir -p bundle/rootfs/{bin,dev,etc,proc,sys,tmp}
	cp "$busybox" bundle/rootfs/bin/busybox
	(cd bundle && runc spec && mv config.json spec.json)
}

# with_cgroups COMMAND...: crun takes no mixture of cgroup v1 and v2: it gets a mount of v2 alone.
# shellcheck disable=SC2016
with_cgroups() {
	if [ "$runtime" = crun ]; then
		unshare -m sh -c 'umount -l -R /sys/fs/cgroup
			mount -t cgroup2 none /sys/fs/cgroup && exec "$@"' sh "$@"
	else
		"$@"
	fi
}

# words VERB...: of the runtime, in ${words[@]}.
words() {
	words=("$runtime" --root "$PWD/state")
	[ "$runtime" = runc ] || words+=(--cgroup-manager=disabled)
	words+=("$@")
}

oci() {
	local words

	words "$@"
	with_cgroups "${words[@]}"
}

# record_oci FILE VERB...: the runtime itself, as people record a container.
record_oci() {
	local words file=$1

	shift
	words "$@"
	with_cgroups "$LEASTCAP" record -q -o "$file" -- "${words[@]}" < /dev/null > said 2>&1 ||
		{ cat said; return 1; }
}

# configure FILTER SCRIPT: the bundle runs that script of the shell.
configure() {
	jq --arg script "$2" ".process.terminal = false | .root.readonly = false |
		.process.args = [\"/bin/busybox\", \"sh\", \"-c\", \$script] | $1" bundle/spec.json > bundle/config.json
}

# A filter that allows everything shows what a runtime does behind one. shellcheck disable=SC2016
any_filter='.linux.seccomp = {"defaultAction": "SCMP_ACT_ALLOW",
	"syscalls": [{"names": ["kexec_load"], "action": "SCMP_ACT_ERRNO"}]}'
docker_caps='["CAP_CHOWN","CAP_DAC_OVERRIDE","CAP_FOWNER","CAP_FSETID","CAP_KILL","CAP_SETGID",
	"CAP_SETUID","CAP_SETPCAP","CAP_NET_BIND_SERVICE","CAP_NET_RAW","CAP_SYS_CHROOT","CAP_MKNOD",
	"CAP_AUDIT_WRITE","CAP_SETFCAP"]'
held=".process.capabilities = {bounding: $docker_caps, effective: $docker_caps, permitted: $docker_caps}"
work='b=/bin/busybox; : > /tmp/file && $b chown 1:1 /tmp/file && $b cat /proc/self/status && $b sleep ${1:-0}'

# of_report FILTER FILE
of_report() {
	"$LEASTCAP" report --format json "$2" | jq -er "$1"
}

# known FILE: what was measured is what the table knows; a runtime written in Go also makes calls when its scheduler
# or a signal comes in between.
known() {
	[ "$(of_report '.runtime.measured | length > 1' "$1")" = true ]
	[ -z "$(of_report '.runtime.missing_in_table - ["madvise", "mmap", "munmap", "futex", "epoll_pwait",
		"getrandom", "rt_sigprocmask", "sigaltstack", "sched_yield", "timer_settime"] | .[]' "$1")" ] ||
		{ of_report '.runtime' "$1"; return 1; }
}

# apart FILE: the workload is busybox; mounts and what it takes are the runtime's.
apart() {
	[ "$(of_report '.runtime.name' "$1")" = "$runtime" ]
	[ "$(of_report '[.programs[] | select(.role == "workload") | .exe] | unique | join(" ")' "$1")" = /bin/busybox ]
	of_report '[.syscalls.x86_64[] | select(.why | index("observed")) | .name] as $names |
		["mount", "pivot_root", "unshare", "setns", "capset", "seccomp"] - $names | length == 6' "$1" > said
	of_report '[.capabilities[] | select(.name == "CAP_SYS_ADMIN" and .advice != "drop")] == []' "$1" > /dev/null
	of_report '.complete' "$1" > /dev/null
}

# called_by_runtime NAME FILE: by one of the runtime's programs, before the filter or behind it.
called_by_runtime() {
	of_report "[.programs[] | select(.role == \"runtime\") | (.syscalls.x86_64 // [])[]] | index(\"$1\")" \
		"$2" > said
}

measured() {
	local nnp

	use "$1"
	for nnp in false true; do
		configure ".process.noNewPrivileges = $nnp | $any_filter | $held" "$work"
		rm -f bundle/rootfs/tmp/file
		record_oci "$nnp.json" run --bundle bundle "$id"
		known "$nnp.json"
		apart "$nnp.json"
		[ "$("$LEASTCAP" report --least caps "$nnp.json")" = CAP_CHOWN ]
		[ "$(of_report '.runtime.capabilities | index("CAP_SYS_ADMIN") != null' "$nnp.json")" = true ]
		called_by_runtime pivot_root "$nnp.json"
		! "$LEASTCAP" generate -q setpriv "$nnp.json" | grep -v '^#' | grep "$runtime"
	done
	# With no_new_privs the filter is loaded later.
	[ "$(of_report '.runtime.measured | length' true.json)" -lt \
		"$(of_report '.runtime.measured | length' false.json)" ]
}

@test "runc: what it does behind its filter is the table's, and not the workload's" { measured runc; }
@test "crun: what it does behind its filter is the table's, and not the workload's" { measured crun; }

joined() {
	use "$1"
	configure ".process.noNewPrivileges = false | $any_filter | $held" '/bin/busybox sleep 60'
	oci run --detach --bundle bundle "$id" < /dev/null > said 2>&1 || { cat said; return 1; }
	record_oci join.json exec "$id" /bin/busybox id
	known join.json
	called_by_runtime setns join.json
	apart join.json
}

@test "runc exec: the same" { joined runc; }
@test "crun exec: the same" { joined crun; }

# A workload and what is generated from its recording, in profile.json, for the bundle.
generated() {
	configure ".process.noNewPrivileges = false | $any_filter | $held" "$work"
	record_oci profile.json run --bundle bundle "$id"
	"$LEASTCAP" generate -q oci --runtime "$1" profile.json > part.json
	jq -s '.[0] * .[1]' bundle/config.json part.json > merged.json
}

# under FILTER SECONDS: the merged bundle, changed, whose workload lasts so long.
under() {
	jq --arg seconds "$2" "$1 | .process.args += [\"sh\", \$seconds]" merged.json > bundle/config.json
	rm -f bundle/rootfs/tmp/file
}

# starts_each_time RUNTIME [FILTER]
starts_each_time() {
	local i

	use "$1"
	generated "$1"
	set -- "$1" "${2:-.}"
	for i in $(seq $starts); do
		under "$2" 0
		oci run --bundle bundle "$id" > said 2>&1 < /dev/null || { echo "start $i:" && cat said && return 1; }
		grep -q '^Seccomp:.2$' said
		grep -q '^CapEff:.0000000000000001$' said
	done
	under "$2" 60
	oci run --detach --bundle bundle "$id" > said 2>&1 < /dev/null || { cat said && return 1; }
	for i in $(seq $joins); do
		oci exec "$id" /bin/busybox cat /proc/self/status > said 2>&1 ||
			{ echo "join $i:" && cat said && return 1; }
		grep -q '^Seccomp:.2$' said
	done
}

@test "runc: starts 20 of 20 with what is generated for it, 5 of 5 join" { starts_each_time runc; }
@test "crun: starts 20 of 20 with what is generated for it, 5 of 5 join" { starts_each_time crun; }
@test "runc: starts 20 of 20 without no_new_privs, too" {
	use runc
	configure ".process.noNewPrivileges = false | $any_filter | $held" "$work"
	record_oci profile.json run --bundle bundle "$id"
	"$LEASTCAP" generate -q oci profile.json > part.json # whichever runtime: whether it sets no_new_privs is open
	jq -s '.[0] * .[1]' bundle/config.json part.json > merged.json
	for _ in $(seq $starts); do
		under '.process.noNewPrivileges = false' 0
		oci run --bundle bundle "$id" > said 2>&1 < /dev/null || { cat said && return 1; }
	done
}

@test "runc: nothing starts where its own calls are left out" {
	use runc
	generated none
	for _ in 1 2 3; do
		under '.process.noNewPrivileges = false' 0
		! oci run --bundle bundle "$id" > said 2>&1 < /dev/null || { cat said && return 1; }
		oci delete --force "$id" > /dev/null 2>&1 || true
	done
}

@test "a container that waited when the recording began: what its runtime still does is not its need" {
	local pid

	use runc
	configure ".process.noNewPrivileges = false | $any_filter | $held" "$work"
	oci create --bundle bundle "$id" < /dev/null > said 2>&1 || { cat said; return 1; }
	pid=$(jq .init_process_pid "state/$id/state.json")
	"$LEASTCAP" record -p "$pid" -o waited.json 2> heard &
	soon 'grep -q following heard'
	oci start "$id"
	wait $! # it ends with the last of its processes
	apart waited.json
	[ "$(of_report '[.programs[] | select(.role == "runtime") | .comm] | join(" ")' waited.json)" = \
		"runc:[2:INIT]" ]
}

@test "a script beside a runtime is part of what was recorded, a wrapper is not" {
	use crun
	configure ".process.noNewPrivileges = false | $any_filter | $held" '/bin/busybox true'
	words run --bundle bundle "$id"
	with_cgroups "$LEASTCAP" record -q -o wrapped.json -- timeout 60 "${words[@]}" < /dev/null
	apart wrapped.json
	with_cgroups "$LEASTCAP" record -q -o script.json -- sh -c '"$@"; mount --version' sh "${words[@]}" < /dev/null
	[ "$(of_report '[.programs[] | select(.role == "workload") | .exe] | map(select(endswith("/mount"))) | length' \
		script.json)" = 1 ]
}

@test "who records a runtime that starts nothing asks for its own needs" {
	use runc
	record_oci version.json list
	[ "$(of_report '[.programs[].role] | unique | join(" ")' version.json)" = workload ]
	[ "$("$LEASTCAP" report --format json version.json | jq .runtime)" = null ]
}
