#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# The recorder itself: scopes, ends, signals, losses, and what it leaves behind.

load lib.bash

setup() {
	need_hook
	enter_stage
}

# A stage that other users can reach, unlike those below BATS_TEST_TMPDIR.
enter_open_stage() {
	open_stage=$(mktemp -d /tmp/lc-stage.XXXXXX) && chmod 755 "$open_stage" && cd "$open_stage" || return
}

teardown() {
	local pid

	[ -z "$open_stage" ] || { cd / && rm -rf "$open_stage"; }
	for pid in "${started[@]}"; do kill -9 "$pid" 2> /dev/null; done
	true
}

# background COMMAND...: its pid in $!, killed at the end of the test.
background() {
	# A shell starts its background jobs with SIGINT ignored.
	env --default-signal=INT "$@" > background.out 2>&1 < /dev/null &
	started+=($!)
}

# up COMMANDS: records a shell in the background that does them, writes its pid to ./up and goes on for ever.
up() {
	background "$LEASTCAP" record -o profile.json -- sh -c "$1; echo \$\$ > up; while :; do sleep 0.1; done"
	soon "[ -s up ]"
}

count_of() {
	jq -r --arg name "$1" '[.programs[].syscalls[][] | select(.syscall == $name) | .count] | add // 0' profile.json
}

@test "CMD's exit status is passed on, and a signal as 128 + N" {
	run "$LEASTCAP" record -q -o profile.json -- sh -c 'exit 7'
	[ "$status" = 7 ]
	run "$LEASTCAP" record -q -o profile.json -- sh -c 'kill -USR2 $$'
	[ "$status" = 140 ]
	[ "$("$LEASTCAP" report --format json profile.json | jq .complete)" = true ]
}

@test "stdin and stdout are CMD's own, messages go to stderr" {
	echo "through" | "$LEASTCAP" record -o profile.json -- cat > out 2> err
	[ "$(cat out)" = through ]
	grep -q "least capabilities:  none" err
	grep -q "complete:" err
	grep -q "leastcap report profile.json" err
}

@test "the profile is 0600 and replaces what was there" {
	echo old > profile.json && chmod 644 profile.json
	record -- true
	[ "$(stat -c %a profile.json)" = 600 ]
	jq -e .schema profile.json
}

@test "-o - writes the profile to stdout" {
	"$LEASTCAP" record -q -o - -- true > out
	jq -e '.schema == "leastcap/profile/1"' out
}

@test "nothing before CMD's execve is recorded, and the execve is" {
	"$LEASTCAP" record -q -o profile.json --user nobody -- /bin/true
	jq -e '[.programs[].syscalls.x86_64[].syscall] | (index("execve") != null) and (index("setuid") == null) and
		(index("setgroups") == null) and (index("wait4") == null)' profile.json
	[ "$(jq '.programs[0].uid' profile.json)" = "$(id -u nobody)" ]
	[ -z "$("$LEASTCAP" report --least caps profile.json)" ]
}

@test "without CAP_SYSLOG, which opens /proc/kallsyms, call sites are known all the same" {
	unshare -n setpriv --bounding-set=-syslog "$LEASTCAP" record -q -o profile.json -- "$ACTS/sys_chroot"
	[ "$(least)" = CAP_SYS_CHROOT ]
	report
	jq -e 'all(.capabilities[].evidence[]; .call_site != null and .call_site != "")' report.json
	jq -e 'all(.hooks[]; .blind | index("call_site") | not)' report.json
}

@test "no descriptor leaks into CMD" {
	"$LEASTCAP" record -q -o profile.json -- ls -l /proc/self/fd > out < /dev/null
	ls -l /proc/self/fd > without < /dev/null
	[ "$(wc -l < out)" = "$(wc -l < without)" ] || { diff without out; return 1; }
	[ -z "$(grep -E 'bpf|btf|eventpoll|signalfd' out)" ]
}

@test "CMD's signal mask and handlers are the caller's" {
	"$LEASTCAP" record -q -o profile.json -- grep -E 'SigBlk|SigIgn' /proc/self/status > out
	grep -E 'SigBlk|SigIgn' /proc/self/status > expect
	diff expect out
}

@test "SIGINT: CMD gets it, what was recorded is written, complete" {
	up 'trap "chroot / true; exit 3" INT'
	kill -INT "$!"
	wait "$!" && ended=0 || ended=$?
	[ "$ended" = 3 ]
	report
	jq -e '.complete and any(.capabilities[]; .name == "CAP_SYS_CHROOT" and .advice == "keep")' report.json
}

@test "a second SIGINT leaves a CMD that will not end, and says that it lives on" {
	up 'trap "" INT'
	started+=("$(cat up)")
	kill -INT "$!"
	sleep 0.3
	kill -0 "$!"
	kill -INT "$!"
	soon "[ -s profile.json ]"
	wait "$!" || true
	kill -0 "$(cat up)"
	report
	jq -e '.complete == false and (.incomplete_reasons | any(test("live")))' report.json
}

@test "other signals go through to CMD" {
	up 'trap "exit 9" USR1'
	kill -USR1 "$!"
	wait "$!" && ended=0 || ended=$?
	[ "$ended" = 9 ]
}

@test "--duration ends CMD" {
	run timeout 20 "$LEASTCAP" record -q -o profile.json -d 0.5 -- sleep 60
	[ "$status" = 0 ]
	jq -e '.ended and .duration_ns > 400000000 and .duration_ns < 5000000000' profile.json
}

@test "--ready and --drive: outside the recording; CMD then ends" {
	run timeout 60 "$LEASTCAP" record -q -o profile.json --ready '[ -e up ]' \
		--drive 'chroot / true && touch driven' -- \
		sh -c 'sleep 0.3; echo up > up; while :; do sleep 0.1; done'
	[ "$status" = 0 ]
	[ -e driven ]
	[ -z "$("$LEASTCAP" report --least caps profile.json)" ]
}

@test "--ready that never succeeds: said, CMD ended, profile kept" {
	run timeout 60 "$LEASTCAP" record -o profile.json --ready false --ready-timeout 0.5 -- sleep 60
	[ "$status" = 125 ]
	[[ $output == *"the ready command did not succeed within 0.5 s: false"* ]]
	jq -e .ended profile.json
	[ -z "$(pgrep -f '^sleep 60$')" ]
}

@test "--drive that fails: its status" {
	run timeout 60 "$LEASTCAP" record -q -o profile.json --drive 'exit 4' -- sleep 60
	[ "$status" = 4 ]
}

@test "--strict: 5 when incomplete" {
	run "$LEASTCAP" record -q --strict -o profile.json -- sh -c 'sleep 3 & exit 0'
	[ "$status" = 5 ]
	run "$LEASTCAP" record -q --strict -o profile.json -- true
	[ "$status" = 0 ]
}

@test "a full disk: said, 125, nothing half-written" {
	unshare -m sh -c 'mkdir disk && mount -t tmpfs -o size=16k none disk && head -c 16k /dev/zero > disk/fill &&
		"$1" record -o disk/p.json -- true; echo $? > status; ls -A disk > left' sh "$LEASTCAP" 2> err
	[ "$(cat status)" = 125 ]
	grep -q "No space left" err
	[ "$(cat left)" = fill ]
}

@test "-p: all threads, later children, until the process is gone" {
	cat > target.sh <<-'END'
		echo $$ > up
		while [ ! -e go ]; do sleep 0.05; done
		chroot / true
		(hostname "$(hostname)")
	END
	background sh target.sh
	soon "[ -s up ]"
	background "$LEASTCAP" record -o profile.json -p "$(cat up)"
	recorder=$!
	soon "[ \"\$(programs_loaded)\" -ge 5 ]"
	sleep 0.3
	touch go
	wait "$recorder"
	[ "$(least)" = "CAP_SYS_CHROOT,CAP_SYS_ADMIN" ]
	jq -e '.scope == "pids" and any(.programs[]; (.flags | index("adopted")) and .comm == "sh")' profile.json
}

@test "--all: sees what others do, not itself" {
	background "$LEASTCAP" record -o profile.json --all -d 3
	recorder=$!
	soon "[ \"\$(programs_loaded)\" -ge 5 ]"
	sleep 0.3
	chroot / true
	wait "$recorder"
	jq -e 'any(.programs[]; .comm == "chroot")' profile.json
	jq -e '[.checks[] | select(.capability == "CAP_SYS_CHROOT")] | length == 1' profile.json
}

@test "two recorders at once: both exact" {
	background "$LEASTCAP" record -q --count -o a.json -- "$ACTS/storm" 4 100000 10000
	first=$!
	"$LEASTCAP" record -q --count -o b.json -- "$ACTS/storm" 4 120000 12000 > expect
	wait "$first"
	jq -e '[.programs[].syscalls.x86_64[] | select(.syscall == "getppid") | .count] == [100000]' a.json
	jq -e '[.programs[].syscalls.x86_64[] | select(.syscall == "getppid") | .count] == [120000]' b.json
	for file in a.json b.json; do
		[ "$("$LEASTCAP" report --least caps $file)" = CAP_NET_RAW,CAP_SYS_CHROOT,CAP_SYS_ADMIN,CAP_SYS_NICE ]
		jq -e '.lost | add == 0' $file
	done
}

@test "10^6 syscalls and 10^5 checks by 64 processes, ring of 256 KiB: no member lost, books exact" {
	"$LEASTCAP" record -q --ring 256K --count -o profile.json -- "$ACTS/storm" 64 1000000 100000 > expect
	[ "$("$LEASTCAP" report --least caps profile.json)" = \
		"CAP_NET_RAW,CAP_SYS_CHROOT,CAP_SYS_PACCT,CAP_SYS_ADMIN,CAP_SYS_NICE" ]
	[ "$(count_of getppid)" = "$(awk '$1 == "COUNT" { print $4 }' expect)" ]
	"$LEASTCAP" report --least syscalls profile.json | sort > names
	awk '$1 == "SYSCALL" { print $3 }' expect | sort -u > called
	[ "$(wc -l < called)" = 32 ]
	[ -z "$(comm -13 names called)" ] || { echo "lost:" && comm -13 names called && return 1; }
	jq -e '.records.produced == .records.delivered + .lost.ring' profile.json
	jq -e '.lost.checks == 0 and .lost.programs == 0' profile.json
	# 10^5 checks by sethostname(2), save those that each process made once at another place.
	jq -e '[.checks[] | select(.syscall == "sethostname") | .count] | add > 99000' profile.json
}

@test "a consumer that is stopped loses timeline, never truth, and the loss is counted" {
	background "$LEASTCAP" record -o profile.json --ring 4K -- sh -c '
		echo up > up; while [ ! -e go ]; do sleep 0.05; done
		for i in 1 2 3 4 5 6 7 8; do cp /bin/true ./t$i; ./t$i; done; chroot / true'
	soon "[ -e up ]"
	kill -STOP "$!"
	touch go
	sleep 1.5
	kill -CONT "$!"
	wait "$!"
	jq -e '.records.produced == .records.delivered + .lost.ring' profile.json
	jq -e '.lost.ring > 0' profile.json
	[ "$(least)" = CAP_SYS_CHROOT ]
	[ "$(jq '[.programs[] | select(.comm | test("^t[1-8]$"))] | length' profile.json)" = 8 ]
	report
	jq -e '.complete == false and (.lost.ring > 0)' report.json
}

@test "more programs than the table holds: folded into their parent, and told" {
	cp /bin/true ./one
	mkdir links
	cat > many.sh <<-'END'
		cd links || exit
		i=0
		while [ $i -lt 4200 ]; do ln -s ../one p$i; ./p$i; i=$((i + 1)); done
		exec chroot / true
	END
	"$LEASTCAP" record -q -o profile.json -- sh many.sh
	jq -e '.lost.programs > 0 and (.programs | length) > 4000' profile.json
	[ "$(least)" = CAP_SYS_CHROOT ]
	report
	jq -e '.complete == false and .lost.maps > 0' report.json
}

@test "kill -9 of the recorder: nothing stays attached, CMD goes on" {
	before=$(programs_loaded)
	background "$LEASTCAP" record -o profile.json -- sh -c 'echo $$ > up; sleep 5'
	soon "[ -s up ]"
	started+=("$(cat up)")
	[ "$(programs_loaded)" -gt "$before" ]
	kill -9 "$!"
	soon "[ \"\$(programs_loaded)\" -le $before ]"
	kill -0 "$(cat up)"
	[ ! -e profile.json ]
	[ -z "$(find . -name '.*.tmp*' -o -name 'profile.json?*')" ]
}

@test "an overlay root: the mounter's credentials are not the program's" {
	local status=0

	enter_open_stage
	unshare -m sh -c '
		mkdir o && mount -t tmpfs none o && mkdir o/lower o/upper o/work o/merged
		chmod 777 o/lower o/upper
		mkdir -m 777 o/lower/d && echo x > o/lower/d/f && chmod 666 o/lower/d/f
		mount -t overlay overlay -o lowerdir=o/lower,upperdir=o/upper,workdir=o/work o/merged || exit 77
		"$1" record -q -o profile.json --user nobody -- \
			sh -c "cd o/merged/d && echo y >> f && mkdir new && mv f g && rm g"' sh "$LEASTCAP" || status=$?
	[ "$status" != 77 ] || skip "no overlay file system here"
	[ "$status" = 0 ]
	[ -z "$(least)" ]
	jq -e 'any(.checks[]; .verdict == "allow" and .overridden)' profile.json
}

@test "the same file executed again and again is one program" {
	record -- sh -c 'for i in 1 2 3 4 5; do /bin/true; done'
	[ "$(jq '[.programs[] | select(.comm == "true") | .instances] | add' profile.json)" = 5 ]
	[ "$(jq '[.programs[] | select(.comm == "true")] | length' profile.json)" = 1 ]
	[ "$(jq '[.programs[].alive] | add' profile.json)" = 0 ]
}

@test "a pid namespace, a network and a mount namespace: nothing is lost" {
	"$LEASTCAP" record -q -o profile.json -- unshare -pfmn --mount-proc sh -c 'ip link set lo up && chroot / true'
	[ "$(least)" = "CAP_NET_ADMIN,CAP_SYS_CHROOT,CAP_SYS_ADMIN" ]
	report
	jq -e .complete report.json
}

@test "a user namespace the workload makes itself asks for nothing outside" {
	enter_open_stage
	unshare -Ur true || skip "no user namespaces"
	"$LEASTCAP" record -q -o profile.json --user nobody -- unshare -Urn ip link set lo up
	[ -z "$(least)" ]
}
