#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# What the names of a refused call lead to, seen as the caller would: each directory on the way, links, roots, mounts.
# tests/kern/looker fails by itself when a descriptor stays open.

# shellcheck disable=SC2016 # words for other shells
# shellcheck disable=SC2154 # out: lib.bash
# shellcheck disable=SC2030,SC2031 # each test has its own list

load lib.bash

setup() {
	need_root
	looker=$out/tests/kern/looker
	enter_stage
	stage=$(pwd -P)
	started=()
}

teardown() {
	local pid

	for pid in "${started[@]}"; do end "$pid"; done
}

# end PID: and nothing is said about it.
end() {
	{ kill -9 "$1" && wait "$1"; } 2> /dev/null || true
}

# look WORD...: "PATH [WHAT] MODE OWNER" a line, this directory called "."
look() {
	timeout 20 "$looker" "$@" | sed -E "s|^[01] $stage|.|; s/^[01] //; s/ type=.*//"
}

# sees WORD... <<< LINES: exactly that.
sees() {
	diff <(look "$@") - || { "$looker" "$@"; return 1; }
}

# last WORD...: the whole line of what the name leads to.
last() {
	timeout 20 "$looker" "$@" | grep ' last '
}

# aside COMMAND...: runs in the background until the test ends; its number in $pid.
aside() {
	"$@" 3>&- &
	pid=$!
	started+=("$pid")
}

# apart SCRIPT: in a mount namespace of its own, which is ready when ./ready is there; SCRIPT ends with "wait here".
apart() {
	rm -f ready
	aside unshare -m --propagation private bash -c "$1
		touch ready; exec sleep 1000"
	soon '[ -e ready ]'
	soon '[ "$(cat /proc/$pid/comm)" = sleep ]'
	space=$(stat -L -c %i "/proc/$pid/ns/mnt")
}

# in_jail: a process that lives in ./jail
in_jail() {
	aside python3 -c 'import os, time
os.chroot("jail"); os.chdir("/"); time.sleep(1000)'
	soon '[ "$(readlink "/proc/$pid/root")" = "$stage/jail" ]'
	soon '[ "$(readlink "/proc/$pid/cwd")" = "$stage/jail" ]'
}

# --- the walk ----------------------------------------------------------------------

@test "each directory of an absolute path, then what it names" {
	mkdir -m 0750 a && chown 12:34 a && touch a/file && chmod 0604 a/file
	at=
	for name in / ${stage//\// } a; do
		at=${at%/}/${name#/}
		echo "$at $(stat -c '4%04a %u:%g' "$at")"
	done > want
	echo "$stage/a/file last 100604 0:0" >> want
	[ "$(wc -l < want)" -ge 4 ]
	"$looker" path "$stage/a/file" | sed 's/^0 //; s/ type=.*//' | diff - want
	"$looker" path "$stage/a/file" | tail -n 1 | grep -q " ino=$(stat -c %i a/file) "
}

@test "a relative path starts where the caller is" {
	mkdir -p a/b && chmod 0711 a/b && chmod 0700 a
	touch a/b/file && chmod 0640 a/b/file && chmod 0755 .
	sees path ./a//b/./file <<< '. 40755 0:0
./a 40700 0:0
./a/b 40711 0:0
./a/b/file last 100640 0:0'
	aside env -C a/b sleep 1000
	soon '[ "$(readlink "/proc/$pid/cwd")" = "$stage/a/b" ] && [ "$(cat /proc/$pid/comm)" = sleep ]'
	sees pid "$pid" path ../b/file <<< './a/b 40711 0:0
./a 40700 0:0
./a/b 40711 0:0
./a/b/file last 100640 0:0'
	# Where the kernel saw it is what counts, not where it went since.
	sees pid "$pid" base "$stage/a" path b/file <<< './a 40700 0:0
./a/b 40711 0:0
./a/b/file last 100640 0:0'
	[ -z "$(look pid "$pid" base "$stage/nowhere" path file)" ]
}

@test "a thread with a working directory of its own" {
	mkdir -m 0701 a b && touch a/file b/file && chmod 0604 a/file && chmod 0640 b/file
	aside python3 -c 'import ctypes, os, threading, time
gate = threading.Event()
def stray():
    ctypes.CDLL(None).unshare(0x200) # CLONE_FS
    gate.set()
    os.chdir("a")
    print(threading.get_native_id(), file=open("../tid", "w"))
    time.sleep(1000)
threading.Thread(target=stray, daemon=True).start()
gate.wait()
os.chdir("b")
time.sleep(1000)'
	soon '[ -s tid ] && [ "$(readlink "/proc/$pid/cwd")" = "$stage/b" ]'
	[ "$(look pid "$pid" tid "$(cat tid)" path file | tail -n 1)" = './a/file last 100604 0:0' ]
	[ "$(look pid "$pid" path file | tail -n 1)" = './b/file last 100640 0:0' ]
}

@test "below a directory descriptor" {
	mkdir -m 0701 a && touch a/file && chmod 0600 a/file
	exec 9< a
	sees pid $$ dir 9 path file <<< './a 40701 0:0
./a/file last 100600 0:0'
	sees pid $$ dir 9 base "$stage/a" path file <<< './a 40701 0:0
./a/file last 100600 0:0'
	# Reused for something else in the meantime.
	exec 9< .
	sees pid $$ dir 9 base "$stage/a" path file <<< './a 40701 0:0
./a/file last 100600 0:0'
	# Nothing but the descriptor: AT_EMPTY_PATH.
	sees pid $$ dir 9 path '' <<< ". last $(stat -c 4%04a .) 0:0"
	exec 9>&-
}

@test "what is missing, at the end and on the way" {
	chmod 0755 . && mkdir -m 0555 a
	sees path a/new <<< '. 40755 0:0
./a 40555 0:0
./a/new last missing 0 0:0'
	sees path a/new/file <<< '. 40755 0:0
./a 40555 0:0
./a/new missing 0 0:0'
	touch a/file && chmod 0644 a/file
	# Not a directory: the walk ends there.
	sees path a/file/below <<< '. 40755 0:0
./a 40555 0:0'
}

@test "symbolic links are followed by hand, as far as the kernel does" {
	chmod 0755 . && mkdir -m 0711 a && mkdir -m 0700 a/deep && touch a/deep/file && chmod 0604 a/deep/file
	ln -s a/deep way && ln -s ../way/file a/link && ln -s loop1 loop2 && ln -s loop2 loop1
	sees path a/link <<< '. 40755 0:0
./a 40711 0:0
./a/link link 120777 0:0
./a 40711 0:0
. 40755 0:0
./way link 120777 0:0
. 40755 0:0
./a 40711 0:0
./a/deep 40700 0:0
./a/deep/file last 100604 0:0'
	[ "$(look path loop1 | grep -c ' link ')" = 41 ]
	[ "$(look path loop1 | grep -c ' last ')" = 0 ]
	ln -s nowhere dangling
	[ "$(look path dangling | tail -n 1)" = './nowhere last missing 0 0:0' ]
	# An absolute one begins at the root again.
	ln -s "$stage/a/deep/file" far
	[ "$(look path far | tail -n 1)" = './a/deep/file last 100604 0:0' ]
	look path far | grep -qE '^/ 4[0-7]+ 0:0$'
}

@test "calls that take a link for what they mean do not follow it" {
	touch target && chmod 0600 target && ln -s target link && mkdir dir && ln -s dir way
	ends() { # LAST OF PATH, OPTIONS...
		local want=$1

		shift
		[ "$(look "$@" | tail -n 1 | cut -d' ' -f1,2)" = "$want last" ] || { echo "$want: $*"; return 1; }
	}
	ends ./target call 2 path link		   # open
	ends ./link call 2 arg1 0x20000 path link  # ... O_NOFOLLOW
	ends ./link call 2 arg1 0xc1 path link	   # ... O_CREAT | O_EXCL
	ends ./target call 2 arg1 0x41 path link   # ... O_CREAT
	ends ./link call 257 arg2 0x20000 path link
	ends ./link call 5 abi 1 arg1 0x20000 path link
	ends ./target call 5 path link		   # fstat of x86-64
	ends ./link call 87 path link		   # unlink
	ends ./link call 10 abi 1 path link
	ends ./target call 10 path link		   # mprotect of x86-64
	ends ./link call 94 path link		   # lchown
	ends ./target call 92 path link		   # chown
	ends ./link call 260 arg4 0x100 path link  # fchownat
	ends ./target call 260 path link
	ends ./link call 265 path link		   # linkat
	ends ./target call 265 arg4 0x400 path link
	ends ./dir call 6 path way/		   # lstat: the slash asks for what it leads to
	# rename: neither of both
	[ "$(look call 82 path link path way | grep -c ' last ')" = 2 ]
	[ "$(look call 82 path link path way | grep ' last ' | cut -d' ' -f1 | xargs)" = './link ./way' ]
	"$looker" call 82 path link path way | grep -q '^1 .*/way last '
}

@test "no more than 64 names, and no end that was cut off" {
	deep=$(printf 'a/%.0s' $(seq 100)) && mkdir -p "$deep"
	look path "${deep}" > got
	[ "$(wc -l < got)" = 64 ]
	[ "$(grep -c last got)" = 0 ]
	look path "$(printf 'a/%.0s' $(seq 60))" > got
	[ "$(wc -l < got)" = 61 ]
	[ "$(grep -c last got)" = 1 ]
	# 300 names do not fit in the record: what fits is walked.
	look path "$(printf 'a/%.0s' $(seq 300))" > got
	[ "$(wc -l < got)" = 64 ]
	# Cut in a name: that name is not looked up, although there is one.
	long=$(printf 'x%.0s' $(seq 250)) && mkdir b && mkdir "b/$long" && mkdir "b/${long}yz"
	[ "$(look path "b/${long}yzu" | tail -n 1 | cut -d' ' -f1,2)" = "./b 40755" ]
	[ "$(look path "b/${long}yz" | tail -n 1 | cut -d' ' -f1,2)" = "./b/${long}yz last" ]
	# A name that is too long to be one ends the walk.
	[ "$(look path "$(printf 'x%.0s' $(seq 254))/y" | grep -c last)" = 0 ]
}

@test "what a name looks like is of no matter" {
	name=$'new\nline \e[31m \xff'
	mkdir "$name" && chmod 0700 "$name" && touch "$name/x"
	"$looker" path "$name/x" > got
	LC_ALL=C grep -aq $'^line \e\[31m \xff 40700 ' got
	LC_ALL=C grep -aq $'^line \e\[31m \xff/x last 100' got
}

# --- what is there -------------------------------------------------------------------

@test "types: nothing is opened for what it does" {
	mkfifo -m 0620 fifo && mknod -m 0640 device c 240 7
	sees path fifo <<< ". $(stat -c 4%04a .) 0:0
./fifo last 10620 0:0"
	last path device | grep -qE '^0 .*/device last 20640 0:0 .* rdev=240:7 '
	last path fifo | grep -q ' acl='
	exec 9<> fifo
	[ "$(look pid $$ fd 9)" = './fifo last 10620 0:0' ]
	exec 9>&-
}

@test "inode flags" {
	touch still grows plain
	chattr +i still 2> /dev/null || skip "chattr is refused here"
	chattr +a grows
	bits() { echo $((16#$(last path "$1" | sed -E 's/.* attributes=([0-9a-f]+) .*/\1/') & 0x30)); }
	got=$(bits still) more=$(bits grows)
	chattr -i still
	chattr -a grows
	[ "$got" = 16 ]
	[ "$more" = 32 ]
	[ "$(bits plain)" = 0 ]
}

acl='import os, struct, sys
entries = [(1, 6, 0xffffffff)] + [(2, 4, 1000 + i) for i in range(int(sys.argv[2]))]
entries += [(4, 0, 0xffffffff), (16, 4, 0xffffffff), (32, 0, 0xffffffff)]
value = struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *e) for e in entries)
os.setxattr(sys.argv[1], "system.posix_acl_access", value)
print(value.hex())'

@test "access ACLs" {
	apart 'mkdir m && mount -t tmpfs -o mode=0755 none m && touch m/{plain,acl,large,huge}
		for n in 3:acl 28:large 40:huge; do python3 -c "'"${acl//\"/\\\"}"'" m/${n#*:} ${n%:*} > ${n#*:}; done'
	see() { last pid "$pid" path "m/$1" | sed -nE 's/.* acl=([0-9a-f]*).*/\1/p'; }
	[ -s acl ] || skip "tmpfs has no ACLs here"
	[ "$(see acl)" = "$(cat acl)" ]
	[ "$(see large)" = "$(cat large)" ]
	# One that does not fit is cut, and so is none that would pass.
	[ "$(see huge)" = "$(head -c 520 huge)" ]
	last pid "$pid" path m/plain | grep -qE ' acl=$'
}

@test "file capabilities" {
	cp /bin/true tool && cp /bin/true inert && cp /bin/true plain
	setcap cap_net_raw+ep tool && setcap cap_chown,cap_mac_admin+p inert
	last path tool | grep -q ' caps=2000+e$'
	last path inert | grep -q ' caps=200000001$'
	[ "$(last path plain | grep -c caps=)" = 0 ]
}

# --- mounts and roots -----------------------------------------------------------------

@test "flags of mounts, of another mount namespace" {
	mkdir a && touch a/file
	apart 'mount --bind a a && mount -o remount,bind,ro,nosuid a
		mkdir a/t 2> /dev/null; mkdir t && mount -t tmpfs -o noexec,nodev,mode=0701 none t && touch t/file'
	last pid "$pid" path a/file | grep -q ' mount=3 '
	last pid "$pid" path t/file | grep -q ' mount=c '
	last pid "$pid" path t/file | grep -q ' type=1021994 '
	look pid "$pid" path t/file | grep -qx './t 40701 0:0'
	# Here it is none of that.
	last path a/file | grep -q ' mount=0 '
	last path t/file | grep -q ' missing '
}

@test "a caller in a chroot: its root, not ours" {
	mkdir -p jail/etc && chmod 0710 jail && chmod 0701 jail/etc && touch jail/etc/passwd
	chmod 0600 jail/etc/passwd && ln -s /etc/passwd jail/link && ln -s ../../../../../etc/passwd jail/etc/up
	in_jail
	[ "$(look pid "$pid" path /etc/passwd)" = '/ 40710 0:0
/etc 40701 0:0
/etc/passwd last 100600 0:0' ]
	[ "$(look pid "$pid" path link)" = '/ 40710 0:0
/link link 120777 0:0
/ 40710 0:0
/etc 40701 0:0
/etc/passwd last 100600 0:0' ]
	[ "$(look pid "$pid" path etc/up | tail -n 1)" = '/etc/passwd last 100600 0:0' ]
	[ "$(look pid "$pid" path ../../etc/passwd | tail -n 1)" = '/etc/passwd last 100600 0:0' ]
	# As the kernel side names its working directory: in the mount namespace.
	[ "$(look pid "$pid" base "$stage/jail/etc" path passwd)" = '/etc 40701 0:0
/etc/passwd last 100600 0:0' ]
	# The caller is gone, and with it its root: ours would be the wrong one.
	end "$pid"
	[ -z "$(look pid "$pid" own no ns "$(stat -L -c %i /proc/self/ns/mnt)" path /etc/passwd)" ]
}

@test "a working directory outside of the chroot" {
	mkdir -m 0711 jail && mkdir -m 0701 out && touch out/file && chmod 0640 out/file
	aside python3 -c 'import os, time; os.chdir("out"); os.chroot("../jail"); time.sleep(1000)'
	soon '[ "$(readlink "/proc/$pid/root")" = "$stage/jail" ]'
	sees pid "$pid" base "$stage/out" path file <<< './out 40701 0:0
./out/file last 100640 0:0'
}

@test "the caller is gone: others of its mount namespace" {
	mkdir -m 0755 t
	apart 'mount -t tmpfs -o ro,mode=0711 none t; sleep 1000 &'
	caller=$pid
	other=$(pgrep -P "$caller")
	started+=("$other")
	soon '[ "$(cat /proc/$other/comm)" = sleep ]'
	look pid "$caller" path "$stage/t" | tail -n 1 | grep -qx './t last 40711 0:0'
	end "$caller"
	for more in '' "meet $other" "meet $caller"; do
		# shellcheck disable=SC2086 # words
		"$looker" pid "$caller" own no ns "$space" $more path "$stage/t" > got
		tail -n 1 got | grep -q "$stage/t last others 40711 0:0 .* mount=1 "
		[ "$(grep -vc ' others ' got)" = 0 ]
		# shellcheck disable=SC2086
		"$looker" pid "$caller" own no ns "$space" $more base "$stage" path t > got
		tail -n 1 got | grep -q "$stage/t last others 40711 0:0 .* mount=1 "
		# /proc/self would be the other one.
		# shellcheck disable=SC2086
		[ "$("$looker" pid "$caller" own no ns "$space" $more path /proc/self/stat | grep -c last)" = 0 ]
	done
	kill -9 "$other"
	soon '! kill -0 $other 2> /dev/null'
	[ -z "$(look pid "$caller" own no ns "$space" meet "$other" path "$stage/t")" ]
}

@test "a number that somebody else got since is not the caller" {
	mkdir a && touch a/file
	aside sleep 1000
	soon '[ "$(cat "/proc/$pid/comm")" = sleep ]'
	[ -n "$(look pid "$pid" path a/file)" ]
	# The call was before it began.
	[ -z "$(look pid "$pid" at 1 path a/file)" ]
	end "$pid"
	[ -z "$(look pid "$pid" own yes path a/file)" ]
	[ "$(look pid "$pid" own yes base "$stage" path a/file | tail -n 1)" = "$(look path a/file | tail -n 1)" ]
}

# --- names that are no paths -------------------------------------------------------------

@test "descriptors" {
	touch file && chmod 0604 file
	exec 9< file
	[ "$(look pid $$ fd 9)" = './file last 100604 0:0' ]
	[ "$(look pid $$ base "$stage/file" fd 9)" = './file last 100604 0:0' ]
	rm file
	[ "$(look pid $$ base "$stage/file" fd 9)" = './file last 100604 0:0' ]
	exec 9<&-
	[ -z "$(look pid $$ fd 9)" ]
	[ -z "$(look pid $$ base "$stage/file" fd 9)" ]
	touch file && chmod 0640 file
	[ "$(look pid $$ base "$stage/file" fd 9)" = './file last 100640 0:0' ]
	aside bash -c 'exec 9> >(sleep 1000); sleep 1000'
	soon '[ -e "/proc/$pid/fd/9" ]'
	look pid "$pid" fd 9 | grep -qE '^pipe:\[[0-9]+\] last 10[0-7]+ 0:0$'
	[ -z "$(look pid $$ fd -1)" ]
}

@test "seals of memory files" {
	aside python3 -c 'import fcntl, os, time
fd = os.memfd_create("sealed", 2)
fcntl.fcntl(fd, 1033, 8 | 2) # F_ADD_SEALS: F_SEAL_WRITE, F_SEAL_SHRINK
os.dup2(fd, 100); os.dup2(os.memfd_create("open", 2), 101); time.sleep(1000)'
	soon '[ -e "/proc/$pid/fd/101" ]'
	last pid "$pid" fd 100 | grep -q ' seals=a$'
	last pid "$pid" base /memfd:sealed fd 100 | grep -q ' seals=a$'
	last pid "$pid" fd 101 | grep -q ' seals=0$'
	# A file with a name is not opened.
	touch file
	exec 9< file
	[ "$(last pid $$ fd 9 | grep -c seals=)" = 0 ]
	exec 9<&-
}

@test "sockets with a path" {
	chmod 0755 .
	mkdir -m 0700 run
	aside python3 -c 'import socket, time
s = socket.socket(socket.AF_UNIX); s.bind("run/sock"); time.sleep(1000)'
	soon '[ -S run/sock ]'
	chmod 0620 run/sock
	sees call 42 unix run/sock <<< '. 40755 0:0
./run 40700 0:0
./run/sock last 140620 0:0'
	[ "$(look call 42 unix "$stage/run/sock" | tail -n 1)" = './run/sock last 140620 0:0' ]
	ln -s run/sock link
	[ "$(look call 42 unix link | tail -n 1)" = './run/sock last 140620 0:0' ]
	[ "$(look call 49 unix link | tail -n 1)" = './link last 120777 0:0' ]
	[ "$(look call 49 unix run/new | tail -n 1)" = './run/new last missing 0 0:0' ]
	# Abstract, without a name, and one that fills its room without an end.
	[ -z "$(look unix '')" ]
	full=$(printf 'x%.0s' $(seq 108))
	touch "$full"
	look unix "$full" | tail -n 1 | grep -q "^./$full last "
}

@test "procfs: self is the caller, magic links are told" {
	aside sleep 1000
	soon '[ "$(cat "/proc/$pid/comm")" = sleep ]'
	own=$(stat -c %i "/proc/$pid/oom_score_adj")
	last pid "$pid" path /proc/self/oom_score_adj | grep -q " ino=$own "
	last pid "$pid" path /proc/thread-self/comm | grep -q " ino=$(stat -c %i "/proc/$pid/task/$pid/comm") "
	look pid "$pid" path /proc/mounts | tail -n 1 | grep -qx '/proc/self/mounts last 100444 0:0'
	# On the way one is the end.
	look pid "$pid" path /proc/self/root/etc/passwd | tail -n 1 | grep -qx '/proc/self/root link 120777 0:0'
	look pid "$pid" path "/proc/$$/cwd" | tail -n 1 | grep -qx "/proc/$$/cwd link 120777 0:0"
	# At the end of a name the caller's own descriptors are what it means.
	touch file && chmod 0604 file
	exec 9< file
	[ "$(look pid $$ path /proc/self/fd/9 | tail -n 1)" = './file last 100604 0:0' ]
	[ "$(look pid $$ call 6 path /proc/self/fd/9 | tail -n 1 | cut -d' ' -f1,2)" = '/proc/self/fd/9 last' ]
	exec 9<&-
	# Not out of it by our procfs, which stands for the caller's.
	[ "$(look pid "$pid" path /proc/self/../../etc/passwd | grep -c etc)" = 0 ]
}

@test "what autofs would mount is not asked for" {
	grep -qw autofs /proc/filesystems || skip "no autofs"
	mkdir auto
	apart 'mkfifo told; exec 8<> told
		python3 - << EOF || touch refused
import ctypes, os, sys
os.setpgid(0, 0)
r, w = os.pipe()
os.set_inheritable(w, True)
libc = ctypes.CDLL(None, use_errno=True)
data = f"fd={w},pgrp={os.getpgrp()},minproto=5,maxproto=5,indirect".encode()
if libc.mount(b"test", b"auto", b"autofs", 0, data):
    sys.exit(1)
child = os.fork()
if not child:
    import time
    time.sleep(1000)
print(child, file=open("daemon", "w"))
EOF'
	[ ! -e refused ] || skip "autofs cannot be mounted"
	started+=("$(cat daemon)")
	# Who asks for a name there waits for its daemon.
	[ "$(timeout 1 nsenter -t "$pid" -m stat "$stage/auto/server" 2>&1; echo $?)" = 124 ]
	[ "$(last pid "$pid" path auto | grep -c ' type=187 ')" = 1 ]
	SECONDS=0
	[ "$(look pid "$pid" path auto/server/file | grep -c ' last ')" = 0 ]
	[ "$(look pid "$pid" path auto/server | tail -n 1 | cut -d' ' -f1)" = ./auto ]
	[ "$SECONDS" -lt 10 ]
}

# --- cgroups ------------------------------------------------------------------------------

@test "the cgroup whose pids.max is reached" {
	for top in /sys/fs/cgroup/pids /sys/fs/cgroup/unified /sys/fs/cgroup; do
		[ ! -e $top/cgroup.procs ] || break
	done
	group=$top/leastcap-test.$$
	mkdir "$group" 2> /dev/null || skip "no cgroup can be made"
	echo +pids > "$top/cgroup.subtree_control" 2> /dev/null || true
	[ -e "$group/pids.max" ] || { rmdir "$group"; skip "no controller pids"; }
	mkdir "$group/inner"
	aside sleep 1000
	echo "$pid" > "$group/inner/cgroup.procs"
	look pid "$pid" error 11 call 56 none x > before
	echo 1 > "$group/pids.max"
	look pid "$pid" error 11 call 56 none x > full
	look pid "$pid" error 11 call 120 abi 1 none x > compat
	look pid "$pid" error 1 call 56 none x > other
	look pid "$pid" error 11 call 120 none x > not_fork
	echo 2 > "$group/pids.max"
	look pid "$pid" error 11 call 56 none x > room
	end "$pid"
	soon 'rmdir "$group/inner" "$group"'
	[ "$(cat full)" = "$group pids 0 0:0" ]
	cmp full compat
	[ -z "$(cat before other not_fork room)" ]
}

# --- the hand that receives ------------------------------------------------------------------

@test "an error of the receiver ends it" {
	mkdir a && touch a/file
	"$looker" path a/file fail 2 > got
	tail -n 1 got | grep -qx 'stopped Input/output error'
	[ "$(wc -l < got)" = 2 ]
}

@test "things that vanish and change meanwhile" {
	mkdir -p a/b other && touch a/b/file other/file
	bash -c 'while :; do mv a/b c; ln -s ../other a/b; rm a/b; mv c a/b; done' 2> /dev/null 3>&- &
	started+=($!)
	timeout 60 "$looker" path a/b/file path a/b/../../other/file times 3000 > got
	# It got through often enough to mean something, and left no descriptor open.
	told=$(sed -nE 's/^told ([0-9]+)$/\1/p' got)
	[ "$told" -gt 6000 ]
	[ "$(wc -l < got)" = 1 ]
}
