#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# audit of processes that were started in states known beforehand, held against what setpriv, getpcaps and /proc say.
# shellcheck disable=SC2154,SC2016

bats_require_minimum_version 1.5.0
load lib.bash

setup() {
	need_root
	enter_stage
	pids=()
	name=lc-audit-$$
}

teardown() {
	[ ${#pids[@]} = 0 ] || kill -9 "${pids[@]}" 2> /dev/null || true
	[ -z "${bundle:-}" ] || runc delete -f "$name" 2> /dev/null || true
}

# start COMMAND...: it runs, as $pid, once it has executed what it ends in: sleep.
start() {
	"$@" < /dev/null > /dev/null 2>&1 3>&- &
	took $!
	soon "[ \"\$(cat /proc/$pid/comm 2> /dev/null)\" = sleep ]"
}

# took PID: it is the one that the test is about, and ended with it. The shell says nothing of its end.
took() {
	pid=$1
	pids+=("$1")
	disown "$1"
}

audit() {
	"$LEASTCAP" audit --threshold none --format json "$@" > audit.json
}

# told FILTER: the audit's only subject is so.
told() {
	jq -e ".subjects[0] | $1" audit.json > /dev/null ||
		{ echo "not told: $1" && jq -c '.subjects' audit.json && return 1; }
}

# same_set KEY LINE: the set that the audit tells is the one of that line of /proc/PID/status, as capsh spells it.
same_set() {
	local mask expected

	mask=$(awk -v line="$2:" '$1 == line { print $2 }' "/proc/$pid/status")
	expected=$(capsh --decode="$mask" | cut -d= -f2 | tr , '\n' | sort)
	diff <(jq -r ".subjects[0].sets.$1[]" audit.json | tr '[:upper:]' '[:lower:]' | sort) \
		<(sed '/^$/d' <<< "$expected")
}

same_sets() {
	same_set permitted CapPrm && same_set effective CapEff && same_set inheritable CapInh &&
		same_set bounding CapBnd && same_set ambient CapAmb
}

@test "audit: the five sets, as capsh reads them" {
	command -v capsh > /dev/null || skip "no capsh"
	local how
	for how in '--bounding-set=-all' '--inh-caps=+net_raw --ambient-caps=+net_raw --reuid=1234 --clear-groups' \
		'--bounding-set=-sys_admin,-bpf' '--reuid=65534 --regid=65534 --clear-groups' \
		'--inh-caps=+sys_admin,+kill --bounding-set=-all,+sys_admin,+kill'; do
		# shellcheck disable=SC2086 # several words
		start setpriv $how sleep 600
		audit "$pid"
		same_sets
		told ".pid == [$pid] and .exe == \"$(readlink "/proc/$pid/exe")\""
	done
}

@test "audit: getpcaps agrees" {
	command -v getpcaps > /dev/null || skip "no getpcaps"
	start setpriv --bounding-set=-all,+chown,+net_admin --inh-caps=-all sleep 600
	audit "$pid"
	[ "$(jq -r '.subjects[0].sets.permitted | map(ascii_downcase) | sort | join(",")' audit.json)" = \
		"$(getpcaps "$pid" 2>&1 | sed 's/.*: *//; s/^= *//; s/[+=]ep$//' | tr , '\n' | sort | paste -sd,)" ]
}

@test "audit: ids, groups and no_new_privs" {
	start setpriv --reuid=1001 --regid=1002 --groups=7,8 --no-new-privs sleep 600
	audit "$pid"
	told '.user.uid == 1001 and .user.egid == 1002 and .user.groups == [7, 8] and .no_new_privs'
	told '.user.root | not'
	start sleep 600
	audit "$pid"
	told '.user.root and (.no_new_privs | not)'
}

@test "audit: securebits, which only the kernel side sees" {
	need_hook
	start setpriv --securebits=+noroot,+noroot_locked,+keep_caps_locked sleep 600
	audit "$pid"
	told '.securebits == ["noroot", "noroot_locked", "keep_caps_locked"]'
	start sleep 600
	audit "$pid"
	told '.securebits == []'
}

@test "audit: a user namespace of its own, and its mapping" {
	start unshare --user --map-root-user setpriv sleep 600
	audit "$pid"
	told '.user_ns.own and .user_ns.uid_map == "0 0 1"'
	told ".user_ns.inode == $(stat -Lc %i "/proc/$pid/ns/user")"
	told '[.findings[].severity] | index("high") | not'
}

@test "audit: threads that hold other sets are told, and what any of them holds" {
	command -v python3 > /dev/null || skip "no python3"
	cat > threads.py <<-'PY'
		import ctypes, threading, time, struct, os
		libc = ctypes.CDLL(None)
		def drop(keep):
		    head = struct.pack('Ii', 0x20080522, 0)
		    data = struct.pack('IIIIII', keep, keep, 0, 0, 0, 0)
		    assert libc.syscall(126, head, data) == 0
		def other():
		    drop(1 << 5)
		    time.sleep(600)
		threading.Thread(target=other).start()
		time.sleep(0.2)
		drop(1 << 0)
		open('/proc/%d/comm' % os.getpid(), 'w').write('sleep')
		time.sleep(600)
	PY
	start python3 threads.py
	audit "$pid"
	told '.mixed_threads and .threads == 2 and (.sets.permitted == ["CAP_CHOWN", "CAP_KILL"])'
}

@test "audit: -p takes what a process started, a word only itself" {
	sh -c 'sleep 600 & sleep 600 & wait' < /dev/null > /dev/null 2>&1 3>&- &
	took $!
	soon "[ \$(pgrep -c -P $pid -x sleep) = 2 ]"
	mapfile -t children < <(pgrep -P "$pid" -x sleep)
	pids+=("${children[@]}")
	audit -p "$pid"
	[ "$(jq '[.subjects[].pid[]] | length' audit.json)" = 3 ]
	audit "$pid"
	[ "$(jq -c '[.subjects[].pid[]]' audit.json)" = "[$pid]" ]
	# Alike ones are one.
	audit "${children[@]}"
	[ "$(jq '.subjects | length' audit.json)" = 1 ]
	[ "$(jq -c '.subjects[0].pid' audit.json)" = "[$(printf '%s\n' "${children[@]}" | sort -n | paste -sd,)]" ]
}

@test "audit: a cgroup and those below it" {
	local root
	for root in /sys/fs/cgroup /sys/fs/cgroup/unified /sys/fs/cgroup/pids; do
		[ -w "$root/cgroup.procs" ] && mkdir "$root/$name" 2> /dev/null && mkdir "$root/$name/below" && break
	done
	[ -d "$root/$name/below" ] || skip "no cgroup can be made"
	start sleep 600
	echo "$pid" > "$root/$name/below/cgroup.procs"
	audit --cgroup "$root/$name"
	[ "$(jq -c '[.subjects[].pid[]]' audit.json)" = "[$pid]" ]
	told ".cgroup | endswith(\"/$name/below\")"
	kill -9 "$pid"
	soon "[ -z \"\$(cat $root/$name/below/cgroup.procs)\" ]"
	rmdir "$root/$name/below" "$root/$name"
}

@test "audit: without privilege it says what it did not see" {
	start sleep 600
	cp "$LEASTCAP" ./leastcap
	chmod 755 . leastcap
	setpriv --reuid=65534 --regid=65534 --clear-groups --bounding-set=-all --inh-caps=-all \
		./leastcap audit --threshold none --format json "$pid" > audit.json ||
		skip "another user cannot execute anything below $PWD"
	told '.partly and .securebits == null and .exe == null and .comm == "sleep"'
	same_set permitted CapPrm
	jq -e '.summary.partly == 1' audit.json
}

@test "audit: a profile tells what was not used" {
	need_hook
	cp "$(command -v chown)" ./changer
	touch file
	setpriv --bounding-set=-all,+chown,+kill --inh-caps=-all "$LEASTCAP" --version > /dev/null
	"$LEASTCAP" record -o profile.json -- setpriv --bounding-set=-all,+chown,+kill --inh-caps=-all \
		./changer 1 file 2> /dev/null
	cp "$(command -v sleep)" ./changer
	"${BASH:-bash}" -c 'exec setpriv --bounding-set=-all,+chown,+kill --inh-caps=-all ./changer 600' \
		< /dev/null > /dev/null 2>&1 3>&- &
	took $!
	soon "[ \"\$(cat /proc/$pid/comm)\" = changer ]"
	audit --profile profile.json "$pid"
	told '.used == ["CAP_CHOWN"] and .unused == ["CAP_KILL"]'
	told '.findings[] | select(.rule == "capability-unused") | .capability == "CAP_KILL" and (.fix | test("kill"))'
}

@test "audit: watched for a while, what was used and what was not" {
	need_hook
	touch file
	setpriv --bounding-set=-all,+chown,+net_raw --inh-caps=-all sh -c \
		'while :; do chown 1 file; chown 0 file; sleep 0.1; done' < /dev/null > /dev/null 2>&1 3>&- &
	took $!
	soon "[ \"\$(awk '/CapPrm/{print \$2}' /proc/$pid/status)\" = 0000000000002001 ]"
	audit --observe 2s "$pid" 2> errors
	told '.used == ["CAP_CHOWN"] and .unused == ["CAP_NET_RAW"]'
	[ "$(jq -r .summary.measured_by audit.json)" = observation ]
	# Nobody who uses nothing is left out.
	start setpriv --bounding-set=-all,+net_raw --inh-caps=-all sleep 600
	audit --observe 1s "$pid" 2> errors
	told '.used == [] and .unused == ["CAP_NET_RAW"]'
}

@test "audit: file systems mounted below, and nosuid" {
	unshare --mount --propagation private sh -euc '
		mkdir top && mount -t tmpfs none top && mkdir top/below
		mount -t tmpfs -o nosuid none top/below
		printf x > top/a; printf x > top/below/b; chmod 4755 top/a top/below/b
		"$1" audit --files top --format json > one.json
		"$1" audit --files top --cross --format json > both.json' sh "$LEASTCAP"
	[ "$(jq -c '[.files[].path]' one.json)" = '["top/a"]' ]
	[ "$(jq -c '[.files[] | [.path, .nosuid]] | sort' both.json)" = '[["top/a",false],["top/below/b",true]]' ]
	jq -e '.files[] | select(.nosuid) | [.findings[].severity] | unique == ["note"]' both.json
}

@test "audit: a container of runc by its name" {
	command -v runc > /dev/null || skip "no runc"
	busybox=$(command -v busybox) || skip "no busybox"
	! file -L "$busybox" 2> /dev/null | grep -q dynamically || skip "busybox is not static"
	mkdir -p rootfs/bin rootfs/proc rootfs/sys rootfs/dev
	cp "$busybox" rootfs/bin/sleep
	runc spec
	jq '.process.terminal = false | .process.args = ["/bin/sleep", "600"] | .process.noNewPrivileges = true |
		.linux.seccomp = {defaultAction: "SCMP_ACT_ALLOW", architectures: ["SCMP_ARCH_X86_64"],
			syscalls: [{names: ["mkdir"], action: "SCMP_ACT_ERRNO"}]} |
		.process.capabilities = {bounding: $caps, effective: $caps, permitted: $caps}' \
		--argjson caps '["CAP_KILL", "CAP_NET_RAW"]' config.json > config.new && mv config.new config.json
	bundle=1
	runc run -d -b "$PWD" "$name" < /dev/null > /dev/null 2>&1 3>&- || skip "runc cannot start a container here"
	pid=$(jq -r .init_process_pid "/run/runc/$name/state.json")
	soon "[ \"\$(cat /proc/$pid/comm 2> /dev/null)\" = sleep ]"
	audit --container "$name"
	told ".pid == [$pid] and .no_new_privs and .seccomp.mode == \"filter\" and .seccomp.filters == 1"
	told '.sets.permitted == ["CAP_KILL", "CAP_NET_RAW"]'
	told ".kind == \"container\" and .container == \"$name\""
	told '.findings[] | select(.capability == "CAP_NET_RAW") | .fix | test("process.capabilities")'
	audit --all
	jq -e --arg name "$name" 'any(.subjects[]; .container == $name)' audit.json > /dev/null
}

@test "audit: 300 processes more, measured" {
	local before after n=300
	for _ in $(seq $n); do
		sleep 600 < /dev/null > /dev/null 2>&1 3>&- &
		took $!
	done
	soon "[ \$(pgrep -c -x sleep) -ge $n ]"
	before=$(date +%s%N)
	audit --all
	after=$(date +%s%N)
	echo "# audit --all: $(jq .summary.processes audit.json) processes in $(((after - before) / 1000000)) ms" >&3
	[ "$(jq '.summary.processes' audit.json)" -ge $n ]
	# Alike, they are one line.
	[ "$(jq '[.subjects[] | select(.comm == "sleep" and (.pid | length) >= 300)] | length' audit.json)" = 1 ]
}
