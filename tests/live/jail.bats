#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# What a plan is put into force with: sets, no_new_privs and filter, exactly; and nobody gets out of a run.

# shellcheck disable=SC2016 # words for other shells
# shellcheck disable=SC2154 # out: lib.bash

load lib.bash

setup() {
	need_root
	under=$out/tests/kern/under runner=$out/tests/kern/runner pieces=$out/tests/kern/pieces
	# What this process may hand on; some machines withhold a capability even from root.
	held=$(awk '/^CapBnd/ { print $2 }' /proc/self/status)
	enter_stage
	mark=jail$BATS_TEST_NUMBER.$$
}

# Anything of this test that is still there: each long sleep has a number of its own.
teardown() {
	local pid

	for pid in $(pgrep -f "sleep [0-9.]*$suffix\$"); do kill -9 "$pid"; done
	pkill -STOP -x "$mark" || true
	pkill -KILL -x "$mark" || true
}
suffix=00$(($$ % 10000)).5

# left: what the test started that lives.
left() {
	pgrep -af "sleep [0-9.]*$suffix\$" || true
}

# status_under OPTIONS...: the five sets, no_new_privs and seccomp mode of a command, in one line.
status_under() {
	"$under" "$@" -- sed -nE 's/^(Cap(Inh|Prm|Eff|Bnd|Amb)|NoNewPrivs|Seccomp):\s*/\1 /p' /proc/self/status | xargs
}

# sets_are SET [under's options]: "root" has it in three sets, another user in all five.
sets_are() {
	local set=$1 who=$2 none=0000000000000000 nnp=0 mode=0 got want inner

	shift 2
	case " $* " in *' -n '*) nnp=1 ;; esac
	case " $* " in *' -f '*) mode=2 ;; esac
	inner=$set
	[ "$who" != root ] || inner=$none
	want="CapInh $inner CapPrm $set CapEff $set CapBnd $set CapAmb $inner NoNewPrivs $nnp Seccomp $mode"
	[ "$who" = root ] || set -- -u "$who" "$@"
	got=$(status_under -c "$set" "$@")
	[ "$got" = "$want" ] || { printf 'under %s\ngot  %s\nwant %s\n' "$*" "$got" "$want"; return 1; }
}

# Each set with and without no_new_privs and filter.
all_ways() {
	local set

	for set in 0000000000000000 0000000000000400 0000000000202081 "$held"; do
		sets_are "$set" "$1"
		sets_are "$set" "$1" -n
		sets_are "$set" "$1" -f all
		sets_are "$set" "$1" -n -f all
	done
}

@test "sets: exactly these for root" { all_ways root; }
@test "sets: exactly these for another user" { all_ways nobody; }

@test "sets: from a parent that has inheritable and ambient capabilities" {
	local set=0000000000000400

	got=$(setpriv --inh-caps=+chown,+kill --ambient-caps=+chown,+kill -- \
		"$under" -c $set -- sed -nE 's/^Cap(Inh|Amb|Bnd|Eff):\s*/\1 /p' /proc/self/status | xargs)
	[ "$got" = "Inh 0000000000000000 Eff $set Bnd $set Amb 0000000000000000" ]
}

@test "sets: root is one of the others where securebits say so" {
	local set=0000000000000400

	got=$(setpriv --securebits=+noroot --inh-caps=+net_bind_service,+setpcap \
		--ambient-caps=+net_bind_service,+setpcap -- \
		"$under" -c $set -- sed -nE 's/^Cap(Prm|Eff|Bnd|Amb):\s*/\1 /p' /proc/self/status | xargs)
	[ "$got" = "Prm $set Eff $set Bnd $set Amb $set" ]
}

@test "sets: they hold: chown without CAP_CHOWN fails, with it works" {
	touch file
	run "$under" -c 0 -- chown 1 file
	[ "$status" = 1 ]
	[[ $output == *'Operation not permitted'* ]]
	"$under" -c 1 -- chown 1 file
	[ "$(stat -c %u file)" = 1 ]
}

@test "user: ids, groups and home of nobody" {
	[ "$("$under" -c 0 -u nobody -- id -u)" = "$(id -u nobody)" ]
	[ "$("$under" -c 0 -u nobody -- id -G)" = "$(id -G nobody)" ]
}

@test "check: a capability that this kernel does not know" {
	run "$under" -c 8000000000000000 -- true
	[ "$status" = 125 ]
	[ "$output" = 'this kernel has no CAP_63, which the plan needs' ]
}

@test "check: what leastcap does not hold, it cannot hand on" {
	run setpriv --bounding-set -chown -- "$under" -c 3 -- true
	[ "$status" = 125 ]
	[ "$output" = 'cannot run anything under this plan: CAP_CHOWN not held by leastcap' ]
}

@test "check: what it takes to set it up" {
	run setpriv --bounding-set -all,+chown --inh-caps=-all -- "$under" -c 0 -- true
	[ "$status" = 125 ]
	[[ $output == *': CAP_SETPCAP must be held by leastcap to set it up' ]]
	run setpriv --bounding-set -all,+setpcap --inh-caps=-all -- "$under" -c 0 -f all -- true
	[ "$status" = 125 ]
	[[ $output == *': CAP_SYS_ADMIN must be held by leastcap to set it up' ]]
	# no_new_privs makes up for the latter.
	setpriv --bounding-set -all,+setpcap --inh-caps=-all -- "$under" -c 0 -n -f all -- true
}

@test "start: a step that the kernel refuses is named, and no process is left" {
	run setpriv --bounding-set -all,+kill --inh-caps=-all -- "$under" -x -c 0 -- sleep 100$suffix
	[ "$status" = 125 ]
	[ "${lines[0]}" = 'refused by execve: no' ]
	[[ ${lines[1]} == 'cannot drop CAP_KILL from the bounding set of '*'/sleep: Operation not permitted' ]]
	[ -z "$(left)" ]
}

@test "start: an execve that fails, under a filter that allows nothing else" {
	printf 'neither ELF nor script' > bad && chmod +x bad
	ulimit -c unlimited
	for filter in all execve; do
		run "$under" -c "$held" -f $filter -- ./bad
		[ "$status" = 125 ]
		[ "${lines[0]}" = 'refused by execve: yes' ]
		[ "${lines[1]}" = 'cannot run ./bad: Exec format error' ]
	done
	[ "$(ls)" = bad ] # no core file
}

@test "filter: only what is listed, with the errno that was asked for" {
	run "$under" -c "$held" -f all,-mkdir -e 1 -- mkdir d
	[ "$status" = 1 ]
	[[ $output == *'Operation not permitted' ]]
	run "$under" -c "$held" -f all,-mkdir -- mkdir d
	[ "$status" = 1 ]
	[[ $output == *'Function not implemented' ]]
	"$under" -c "$held" -f all -- mkdir d
}

@test "filter: only with the arguments that are listed" {
	local rest='all,-personality' query='personality@0:ffffffff=ffffffff' random='personality@0:ffffffff=40000'

	command -v setarch >/dev/null || skip 'no setarch'
	"$under" -c "$held" -f "$rest,$query,$random" -- setarch x86_64 -R true
	run "$under" -c "$held" -f "$rest,$query,personality@0:ffffffff=40001" -- setarch x86_64 -R true
	[ "$status" = 1 ]
	[[ $output == *'Function not implemented'* ]]
	# One bit that is not looked at; one that must be clear.
	"$under" -c "$held" -f "$rest,$query,personality@0:fffbffff=0" -- setarch x86_64 -R true
	run "$under" -c "$held" -f "$rest,$query,personality@0:40000=0" -- setarch x86_64 -R true
	[ "$status" = 1 ]
}

@test "filter: without execve nothing can run" {
	run "$under" -c "$held" -f read,write,i386:execve -- true
	[ "$status" = 125 ]
	[ "$output" = 'nothing can be run under a filter without execve (x86_64)' ]
}

@test "filter: i386 calls are refused unless listed, one by one" {
	run "$ACTS/i386"
	[ "$status" = 0 ] || skip "this kernel makes no i386 calls"
	run "$under" -c "$held" -f all -- "$ACTS/i386"
	[ "$status" = 77 ]
	[[ $output == *'Function not implemented' ]]
	run "$under" -c "$held" -f all,i386:all,i386:-getppid -- "$ACTS/i386"
	[ "$status" != 0 ]
	[[ $output == *'i386 getppid: Function not implemented'* ]]
	"$under" -c "$held" -f all,i386:all -- "$ACTS/i386"
}

@test "filter: x32 calls are refused unless listed" {
	run "$under" -c "$held" -f all -e 13 -- "$ACTS/x32"
	[ "$status" != 0 ]
	[[ $output == *'x32 getpid: Permission denied'* ]]
	run "$under" -c "$held" -f all,x32:getpid -e 13 -- "$ACTS/x32"
	[ "$status" = 0 ]
}

# The newest calls, which this libseccomp may not know by name: native, and i386.
@test "filter: calls younger than the library" {
	cat > young.c <<-'END'
		#include <errno.h>
		#include <stdio.h>
		#include <unistd.h>
		static long i386(long nr)
		{
			long r;
			__asm__ volatile("int $0x80" : "=a"(r)
				: "a"(nr), "b"(-1), "c"(0), "d"(0), "S"(0), "D"(0) : "memory");
			return r;
		}
		int main(void)
		{
			long native = syscall(468, -1, 0, 0, 0, 0) < 0 ? errno : 0;
			printf("%d %d\n", native == EACCES, i386(468) == -EACCES);
		}
	END
	cc -o young young.c
	[ "$("$under" -c "$held" -f all,-file_getattr,i386:all,i386:-file_getattr -e 13 -- ./young)" = '1 1' ]
	[ "$("$under" -c "$held" -f all,i386:all -e 13 -- ./young)" = '0 0' ]
}

@test "kill -9 of its parent ends what is jailed" {
	for user in root nobody; do
		"$under" -c "$held" -u $user -f all -- sleep 101$suffix &
		soon '[ -n "$(left)" ]'
		kill -9 $!
		soon '[ -z "$(left)" ]'
	done
}

# --- runs ---------------------------------------------------------------------

# ends WITH SECONDS COMMAND...: prints WITH at its end, within that time, and nothing of it is left.
ends() {
	local want=$1 limit=$2 got=0

	shift 2
	got=$(timeout -k 1 "$limit" "$@" 2> errors | tail -n 1)
	[ "$got" = "$want" ] || { echo "got: $got"; cat errors; return 1; }
	[ -z "$(left)" ] || { echo "left:"; left; return 1; }
}

@test "run: ends with its command, by status and by signal" {
	ends 'exit 3 drive 0' 5 "$runner" sh -c 'exit 3'
	ends 'signal 6 drive 0' 5 "$runner" -b sh -c 'kill -ABRT $$'
}

@test "run: a time limit kills all, also what ignores signals, is stopped or has left" {
	ends 'signal 9 drive 0 timed_out' 5 "$runner" -b -t 0.5 sh -c "trap '' TERM INT
		setsid sleep 102$suffix & (setsid sh -c 'sleep 103$suffix & sleep 104$suffix' &)
		kill -STOP \$!; sleep 105$suffix"
}

@test "run: a time limit without adoption kills the descendants" {
	ends 'signal 9 drive 0 timed_out' 5 "$runner" -t 0.5 sh -c "sleep 106$suffix & sleep 107$suffix"
}

@test "run: a time limit over ready and drive commands that hang" {
	ends 'signal 9 drive 0 timed_out' 5 "$runner" -b -t 0.5 -r "sleep 108$suffix" sleep 109$suffix
	ends 'signal 9 drive 143 timed_out' 5 "$runner" -b -t 0.5 -d "sleep 110$suffix & sleep 111$suffix" \
		sleep 112$suffix
	ends 'signal 9 drive 137 timed_out' 5 "$runner" -b -t 0.5 -d "trap '' TERM; sleep 113$suffix
		sleep 113$suffix" sleep 114$suffix
}

@test "run: a ready command that hangs or never succeeds" {
	for ready in false "sleep 115$suffix"; do
		ends 'signal 15 drive 0 told' 5 "$runner" -b -r "$ready" -R 0.5 -d true sleep 116$suffix
		timeout 5 "$runner" -r "$ready" -R 0.2 sleep 116$suffix | grep -q '^failed: the ready command did not'
	done
}

@test "run: what forked away is driven, then ended" {
	ends 'exit 0 drive 4 driven told' 5 "$runner" -b -d 'sleep 0.3; exit 4' \
		sh -c "(setsid sleep 117$suffix &); exit 0"
	ends 'exit 0 drive 0 driven told' 5 "$runner" -b -r '[ -e serving ]' -d 'sleep 0.1' \
		sh -c "(setsid sh -c 'sleep 0.3; touch serving; sleep 118$suffix' &); exit 0"
}

@test "run: what forked away and fails ends the run before the driver does" {
	ends 'exit 0 drive 143' 5 "$runner" -b -d "sleep 119$suffix" sh -c '(setsid sleep 0.3 &); exit 0'
}

@test "run: a driver whose last act ends the workload is heard" {
	ends 'exit 0 drive 5 driven' 5 "$runner" -b -d 'touch stop; sleep 0.5; exit 5' \
		sh -c 'until [ -e stop ]; do sleep 0.1; done'
}

@test "run: what forked away ends with its command if there is nothing to drive" {
	ends 'exit 0 drive 0' 5 "$runner" -b sh -c "(setsid sleep 120$suffix &); exit 0"
	ends 'exit 0 drive 0' 5 "$runner" -b sh -c "(trap '' TERM; setsid sleep 121$suffix &); exit 0"
}

@test "run: orphans are waited for while it lasts" {
	# As start-stop-daemon does: wait until the daemon's pid is free.
	ends 'exit 0 drive 0' 5 "$runner" -b sh -c '(setsid sleep 0.1 & echo $! > pid); sleep 0.5
		! kill -0 $(cat pid) 2> /dev/null'
}

@test "run: signals: the first ends the workload, the second all at once" {
	timeout 20 "$runner" -b sh -c "trap 'touch got; exit 9' INT; touch up; sleep 122$suffix & wait" > told &
	soon '[ -e up ]'
	pkill -INT -P $! -x runner
	wait $!
	[ -e got ]
	[ "$(cat told)" = 'exit 9 drive 0 signalled' ]
	[ -z "$(left)" ]
	rm up
	timeout 20 "$runner" -b sh -c "trap '' INT TERM; touch up; sleep 123$suffix; sleep 123$suffix" > told &
	soon '[ -e up ]'
	pkill -TERM -P $! -x runner
	soon '[ -n "$(left)" ]'
	sleep 0.2
	pkill -TERM -P $! -x runner
	wait $!
	[[ $(cat told) == *' signalled interrupted' ]]
	[ -z "$(left)" ]
}

@test "run: signs of serving: ready command, READY=1, mark by signal and by command" {
	[ "$(timeout 5 "$runner" -r true sh -c 'sleep 0.3' | head -n 1)" = 'serves: ready' ]
	[ "$(timeout 5 "$runner" -m usr2 -d 'kill -USR2 $PPID; sleep 0.3' sleep 124$suffix | head -n 1)" = \
		'serves: mark' ]
	[ "$(timeout 5 "$runner" -m '[ -e here ]' sh -c 'sleep 0.2; touch here; sleep 0.3' | head -n 1)" = \
		'serves: mark' ]
	timeout 5 "$runner" -m SIGSEGV sleep 125$suffix | grep -q '^failed: cannot wait for SIGSEGV: only SIGHUP'
	cat > ready.py <<-'END'
		import os, socket, time
		name = os.environ["NOTIFY_SOCKET"]
		assert name[0] == "@"
		s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
		s.connect("\0" + name[1:])
		s.send(b"STATUS=READY=1 soon\nMAINPID=1")
		time.sleep(0.2)
		print("asked", flush=True)
		s.send(b"STATUS=up\nREADY=1")
		time.sleep(0.2)
	END
	[ "$(timeout 5 "$runner" -n python3 ready.py | xargs)" = 'asked serves: notify exit 0 drive 0' ]
}

# forks SECONDS OPTIONS... PROGRAM: a run of it ends, and none of its processes is left.
forks() {
	local limit=$1

	shift
	timeout -k 1 "$limit" "$runner" -b "$@" > told || { cat told; return 1; }
	! pgrep -x "$mark" || { echo "forks on"; return 1; }
}

@test "run: a chain of forks, each in a session of its own, does not get away" {
	cat > chain.c <<-'END'
		#include <signal.h>
		#include <unistd.h>
		int main(void)
		{
			signal(SIGTERM, SIG_IGN);
			if (fork())
				return 0;
			for (;;) {
				setsid();
				if (fork())
					_exit(0);
			}
		}
	END
	cc -O1 -o "$mark" chain.c
	forks 15 "./$mark"
	forks 15 -t 0.5 -d 'sleep 60' "./$mark"
}

@test "run: a fork bomb at its limit of processes" {
	cat > bomb.c <<-'END'
		#include <signal.h>
		#include <sys/resource.h>
		#include <unistd.h>
		int main(void)
		{
			struct rlimit limit = { 100, 100 };

			signal(SIGTERM, SIG_IGN);
			signal(SIGCHLD, SIG_IGN);
			if (setrlimit(RLIMIT_NPROC, &limit) || setgid(65533) || setuid(65533))
				return 77;
			for (;;)
				if (fork() < 0)
					usleep(2000);
		}
	END
	cc -O1 -o "$mark" bomb.c
	forks 15 -t 0.5 "./$mark"
	grep -q 'signal 9 .*timed_out' told
}

@test "run: more output than is kept" {
	ends 'signal 9 drive 0 flooded' 10 "$runner" -b -o sh -c "yes & sleep 126$suffix"
	[ "$(timeout 5 "$runner" -b -o sh -c 'echo out; echo err >&2' | xargs)" = 'out err exit 0 drive 0' ]
}

# --- settings and captures -----------------------------------------------------------

@test "settings: sysctls and limits, as the machine has them" {
	for name in net.ipv4.ip_unprivileged_port_start net.ipv4.ping_group_range kernel.kptr_restrict \
		vm.mmap_min_addr kernel.perf_event_paranoid; do
		[ "$("$pieces" setting $name)" = "$(cat /proc/sys/${name//./\/})" ]
	done
	[ "$(ulimit -S -l 1234; "$pieces" setting RLIMIT_MEMLOCK)" = $((1234 * 1024)) ]
	[ "$(ulimit -S -c 0; "$pieces" setting RLIMIT_CORE)" = 0 ]
	[ "$(prlimit --fsize=unlimited:unlimited "$pieces" setting RLIMIT_FSIZE)" = unlimited ]
	[ "$(unshare -n sh -c 'echo 81 > /proc/sys/net/ipv4/ip_unprivileged_port_start
		exec "$@"' sh "$pieces" setting net.ipv4.ip_unprivileged_port_start)" = 81 ]
}

@test "settings: none of that name, no room" {
	for name in kernel.nothing.like.it kernel RLIMIT_NOTHING '' ../../etc/passwd kernel/osrelease \
		kernel.osrelease.x; do
		run "$pieces" setting "$name"
		[ "$status" = 1 ]
		[ "$output" = 'No such file or directory' ]
	done
	run "$pieces" setting kernel.ostype 5
	[ "$status" = 1 ]
	[ "$output" = 'No space left on device' ]
	[ "$("$pieces" setting kernel.ostype 6)" = Linux ]
}

@test "input: the same for each run, from a pipe, a file, nothing" {
	[ "$( (echo a; sleep 0.2; echo b) | "$pieces" input 3 | xargs)" = 'a b a b a b' ]
	head -c 300000 /dev/urandom > file
	cmp <("$pieces" input 2 < file) <(cat file file)
	[ -z "$("$pieces" input 2 < /dev/null)" ]
	script -qec "'$pieces' input 2" /dev/null < /dev/null | grep -q '^terminal'
}

@test "input: too much of it" {
	run "$pieces" input 1 < /dev/zero
	[ "$status" = 1 ]
	[ "$output" = 'cannot give the same input to each run: it has more than 64 MiB' ]
}

@test "output: compared to the last byte" {
	[ "$("$pieces" same x x)" = same ]
	[ "$("$pieces" same x y)" = 'not the same' ]
	[ "$("$pieces" same x xy)" = 'not the same' ]
}
