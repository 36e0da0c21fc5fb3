#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# The kernel's audit log is overheard: seccomp, AppArmor, from any network namespace, and nothing that others forge.

# shellcheck disable=SC2154 # out, ACTS: lib.bash

load lib.bash

setup() {
	need_root
	listener=$out/tests/kern/listener
	enter_stage
	[ "$("$listener" 0 | head -n 1)" != 'error 93' ] || skip "no audit in this kernel"
}

teardown() {
	[ -z "${ear:-}" ] || { kill -CONT "$ear" && kill -9 "$ear"; } 2> /dev/null || true
}

# hear WORD [COMMAND...]: listens in the background, under COMMAND, until a line has WORD, 20 s at most.
hear() {
	local word=$1

	shift
	"$@" "$listener" 20 "$word" > heard 2>&1 3>&- &
	ear=$!
	soon 'grep -q ready heard'
}

# filtered ACTION TIMES: calls getpgid so often under a filter that answers it so; its number in $pid.
filtered() {
	python3 -c "$caller" "$@" 3>&- 2> /dev/null &
	pid=$!
	wait "$pid" || true
}
caller='import ctypes, struct, sys
libc = ctypes.CDLL(None, use_errno=True)
code = b"".join(struct.pack("HBBI", *i) for i in [
    (0x20, 0, 0, 0), (0x15, 0, 1, 121),
    (6, 0, 0, int(sys.argv[1], 0)), (6, 0, 0, 0x7fff0000)])
text = ctypes.create_string_buffer(code)
program = ctypes.create_string_buffer(struct.pack("H6xQ", 4, ctypes.addressof(text)))
libc.prctl(38, 1, 0, 0, 0)
assert not libc.prctl(22, 2, program)
for i in range(int(sys.argv[2])):
    libc.syscall(121, 0)'

@test "a kill by seccomp is heard, with the time of the recording's clock" {
	hear 'sig=31'
	before=$(awk '{ printf "%.0f", $1 * 100 }' /proc/uptime)
	filtered 0x80000000 1
	wait "$ear"
	after=$(awk '{ printf "%.0f", $1 * 100 + 1 }' /proc/uptime)
	grep " pid=$pid comm=\"python3" heard > line
	grep -qE '^1326 [0-9]+ audit\([0-9]+\.[0-9]{3}:[0-9]+\): .* code=0x80000000$' line
	at=$(($(cut -d' ' -f2 line) / 10000000))
	[ "$at" -ge "$before" ]
	[ "$at" -le "$after" ]
	[ "$(tail -n 1 heard)" = 'lost 0' ]
}

@test "what seccomp only logs is heard, too" {
	grep -qw log /proc/sys/kernel/seccomp/actions_logged || skip "the kernel does not log it"
	hear 'syscall=121 '
	filtered 0x7ffc0000 1
	wait "$ear"
	grep -qE '^1326 .* sig=0 .* syscall=121 .* code=0x7ffc0000$' heard
}

@test "from another network namespace" {
	hear 'sig=31' unshare -n --
	# To which it went back.
	[ "$(readlink "/proc/$ear/ns/net")" != "$(readlink /proc/self/ns/net)" ]
	filtered 0x80000000 1
	wait "$ear"
	grep -q "^1326 .* pid=$pid " heard
}

@test "who may not listen is told so" {
	[ "$(setpriv --bounding-set -audit_read --inh-caps -all -- "$listener" 1)" = 'error 1' ]
}

@test "lines of others than the kernel are not heard" {
	hear 'sig=31'
	python3 -c 'import socket, struct, sys
s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 9)
text = b"audit(1.000:1): forged sig=31\0"
s.sendto(struct.pack("IHHII", 16 + len(text), 1326, 0, 0, 0) + text, (int(sys.argv[1]), 0))
' "$ear"
	sleep 0.5
	kill -0 "$ear"
	filtered 0x80000000 1
	wait "$ear"
	grep -q " pid=$pid " heard
	[ "$(grep -c forged heard)" = 0 ]
}

@test "lines that did not fit are counted" {
	grep -qw log /proc/sys/kernel/seccomp/actions_logged || skip "the kernel does not log it"
	hear 'sig=31'
	kill -STOP "$ear"
	filtered 0x7ffc0000 20000
	kill -CONT "$ear"
	soon 'grep -q "syscall=121 " heard'
	sleep 1
	filtered 0x80000000 1
	wait "$ear"
	[ "$(sed -n 's/^lost //p' heard)" -gt 0 ]
}

@test "AppArmor's refusals are heard" {
	[ "$(cat /sys/module/apparmor/parameters/enabled 2> /dev/null)" = Y ] || skip "no AppArmor"
	command -v apparmor_parser > /dev/null || skip "no apparmor_parser"
	[ -x "$ACTS/refusal_apparmor" ] || skip "no act for it"
	hear 'apparmor="DENIED"'
	"$ACTS/refusal_apparmor" capable > said 2>&1 || { cat said; false; }
	wait "$ear"
	grep -E '^1400 [0-9]+ audit\([0-9.]+:[0-9]+\): apparmor="DENIED" operation="capable" ' heard |
		grep -q ' profile="leastcap-act" '
}
