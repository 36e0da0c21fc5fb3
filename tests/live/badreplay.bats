#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# Workloads and profiles that cannot be replayed: a clear message each, and after each no process, cgroup, mount, file
# or BPF program is left behind.

load lib
load replay

setup() {
	begin_replay
	touch f
	recorded p.json chown 1 f
	cp p.json before.json
}

# Its last command decides: nothing in it ends it early.
teardown() {
	nothing_left && { [ ! -e p.json ] || cmp p.json before.json; }
}

# both ARG...: verify and minimize with these end with 1; the message of minimize is in $stderr, of verify in $verdict.
both() {
	leastcap verify "$@"
	ended 1
	verdict=$output
	leastcap minimize "$@"
	ended 1
}

@test "fails before anything is left out: its own words are shown" {
	both p.json -- sh -c 'echo the cause is here >&2; exit 9'
	[[ $verdict == *"exit status 9"* ]]
	said "fails with everything it held: exit status 9"
	said "the cause is here"
	said "it has to work before it can be minimized"
}

@test "what it prints cannot act on the terminal" {
	leastcap minimize p.json -- sh -c 'printf "\033]0;title\007\033[31mred\n" >&2; exit 9'
	ended 1
	[ -z "$(grep $'[\033\007]' <<< "$stderr")" ]
	said '\x1b[31mred'
}

@test "dies by a signal" {
	# shellcheck disable=SC2016
	leastcap verify --no-seccomp p.json -- sh -c 'kill -SEGV $$'
	ended 1
	printed "killed by SIGSEGV"
	# shellcheck disable=SC2016
	leastcap minimize p.json -- sh -c 'kill -SEGV $$'
	ended 1
	said "killed by SIGSEGV"
}

@test "hangs, and ignores SIGTERM: everything is killed at the time limit" {
	leastcap verify --timeout 1s --no-seccomp p.json -- sh -c 'trap "" TERM; sleep 4711 & sleep 4711; sleep 4711'
	ended 1
	printed "timed out after 1 s"
	nothing_left
	leastcap minimize --timeout 1s p.json -- sh -c 'trap "" TERM; sleep 4711 & sleep 4711; sleep 4711'
	ended 1
	said "timed out after 1 s"
}

@test "hangs in runc and crun" {
	for runtime in runc crun; do
		command -v $runtime > /dev/null || continue
		leastcap verify --timeout 1s --no-seccomp --runtime $runtime p.json -- \
			sh -c 'trap "" TERM; sleep 4711 & sleep 4711; :'
		ended 1
		printed "timed out after 1 s"
		nothing_left
	done
}

@test "the ready command never succeeds" {
	leastcap verify --no-seccomp --ready 'test -e never' --ready-timeout 1s --drive true p.json -- sleep 4711
	ended 1
	printed "the ready command did not succeed within 1 s"
	nothing_left
	leastcap minimize --ready 'test -e never' --ready-timeout 1s --drive true p.json -- sleep 4711
	ended 1
	said "the ready command did not succeed within 1 s"
}

@test "the drive command hangs" {
	leastcap verify --timeout 1s --no-seccomp --drive 'sleep 4711' p.json -- sleep 4711
	ended 1
	printed "timed out"
}

@test "forks away: what it left ends with the run" {
	leastcap verify --no-seccomp p.json -- sh -c 'setsid sleep 4711 > /dev/null 2>&1 & exit 0'
	ended 0
	nothing_left
	leastcap verify --no-seccomp p.json -- \
		sh -c '(setsid sh -c "trap \"\" TERM HUP; sleep 4711; sleep 4711" > /dev/null 2>&1 &) ; exit 3'
	ended 1
	printed "exit status 3"
}

@test "forks away and serves: the drive command finds it, then it ends" {
	daemon=(sh -c 'rm -f up; (setsid sh -c "touch up; exec sleep 4711" > /dev/null 2>&1 &) ; exit 0')
	env LC_REPLAY_MARK="$mark" "$LEASTCAP" record -q -o d.json --ready 'test -e up' --drive 'test -e up' -- \
		"${daemon[@]}" < /dev/null
	soon '! kill_marked'
	leastcap verify --before 'rm -f up' --ready 'test -e up' --drive 'test -e up' d.json -- "${daemon[@]}"
	ended 0
	nothing_left
	leastcap minimize --before 'rm -f up' --ready 'test -e up' --drive 'test -e up' d.json -- "${daemon[@]}"
	ended 0
}

@test "needs a terminal and has none" {
	leastcap verify --no-seccomp p.json -- sh -c 'test -t 0 || { echo "no terminal" >&2; exit 5; }'
	ended 1
	said "no terminal"
	printed "exit status 5"
	leastcap minimize p.json -- sh -c 'test -t 0 || { echo "no terminal" >&2; exit 5; }'
	ended 1
	said "no terminal"
}

@test "has a terminal: it works there, and the terminal stays usable" {
	command -v script > /dev/null || skip "script is not installed"
	echo 'test -t 0 && chown 1 f' > needy
	run script -qec "env LC_REPLAY_MARK=$mark $LEASTCAP verify --no-seccomp p.json -- sh needy" /dev/null
	[ "$status" -eq 0 ]
	run script -qec "env LC_REPLAY_MARK=$mark $LEASTCAP minimize p.json -o q.json -- sh needy" /dev/null
	[ "$status" -eq 0 ]
	[[ $output == *$'\r\033[K'* ]]
	[ "$(proof .kind q.json)" = minimal ]
}

@test "changes its own sets" {
	drops=(capsh --drop=cap_sys_admin,cap_net_raw -- -c 'chown 1 f')
	recorded own.json "${drops[@]}"
	leastcap verify own.json -- "${drops[@]}"
	ended 0
	leastcap minimize own.json -- "${drops[@]}"
	ended 0
	[ "$("$LEASTCAP" report --least caps own.json)" = CAP_CHOWN,CAP_SETPCAP ]
	raises=(setpriv --inh-caps=+chown --ambient-caps=+chown --reuid 1 --clear-groups chown 2 f)
	chown 0 f
	recorded own.json "${raises[@]}"
	leastcap minimize own.json --before 'chown 0 f' -- "${raises[@]}"
	ended 0
	"$LEASTCAP" report --least caps own.json | grep -q CAP_CHOWN
}

@test "puts up a filter of its own, and kills itself by it" {
	[ -x "$ACTS/seccomp_kill" ] || skip "acts are not built"
	"$LEASTCAP" record -q -o own.json -- "$ACTS/seccomp_kill" < /dev/null > /dev/null || true
	leastcap verify own.json -- "$ACTS/seccomp_kill"
	[ -n "$output$stderr" ]
}

@test "makes namespaces, mounts and cgroups: what is in them goes with it" {
	recorded own.json unshare -m -p -f --mount-proc true
	leastcap verify --no-seccomp --timeout 2s own.json -- unshare -m -p -f --mount-proc \
		sh -c 'sleep 4711 & mount -t tmpfs none /mnt; sleep 4711'
	ended 1
	printed "timed out after 2 s"
}

@test "another kernel: said, and replayed; another machine: refused" {
	jq '.release = "4.18.0"' p.json > old.json
	leastcap minimize old.json -- chown 1 f
	ended 0
	said "recorded on kernel 4.18.0"
	jq '.machine = "aarch64"' p.json > other.json
	leastcap verify other.json -- chown 1 f
	ended 2
	said "recorded on aarch64"
	leastcap minimize other.json -- chown 1 f
	ended 2
}

@test "a plan that the kernel refuses: a capability it does not have" {
	jq '.cap_last = 60 | .checks |= map(.capability = "CAP_59")' p.json > more.json
	for verb in verify minimize; do
		leastcap $verb more.json -- chown 1 f
		ended 4
		said "59"
	done
}

@test "a plan that we cannot hand on: a capability we do not hold" {
	for verb in verify minimize; do
		run --separate-stderr setpriv --bounding-set=-chown "$LEASTCAP" $verb p.json -- chown 1 f
		ended 4
		said "CAP_CHOWN"
	done
}

@test "a profile of nothing" {
	jq '.programs = [] | .checks = []' p.json > nothing.json
	for verb in verify minimize; do
		leastcap $verb nothing.json -- chown 1 f
		ended 2
		said "holds nothing"
	done
}

@test "a CMD that execve refuses" {
	echo "no program" > garbage && chmod +x garbage
	for verb in verify minimize; do
		leastcap $verb p.json -- ./garbage
		ended 126
		said "Exec format error"
	done
	printf '#!/no/such/interpreter\n' > script && chmod +x script
	run -127 --separate-stderr "$LEASTCAP" verify p.json -- ./script
}

@test "a file capability that the plan does not have: execve fails, and it is said" {
	cp "$(type -P true)" gains && setcap cap_net_admin+ep gains
	recorded own.json ./gains
	without_cap CAP_NET_ADMIN own.json
	leastcap verify own.json -- ./gains
	ended 1
	printed "Operation not permitted"
	leastcap minimize own.json -- ./gains
	ended 0
	[ "$("$LEASTCAP" report --least caps own.json)" = CAP_NET_ADMIN ]
}

@test "TMPDIR that cannot be written: the runtime says so" {
	command -v runc > /dev/null || skip "runc is not installed"
	run --separate-stderr env TMPDIR=/proc/nowhere "$LEASTCAP" verify --runtime runc p.json -- chown 1 f
	ended 125
	said "/proc/nowhere"
}

@test "killed by SIGKILL: nothing of ours stays in the kernel, the workload goes too" {
	env LC_REPLAY_MARK="$mark" "$LEASTCAP" verify --no-seccomp p.json -- sh -c 'touch up; exec sleep 4711' \
		< /dev/null > /dev/null &
	soon '[ -e up ]'
	kill -9 $!
	wait $! || true
}
