#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# Recording against witness: for ordinary work the report holds the checks and the syscalls that the kernel's
# own tracer shows, no more and no less; each check at the same place.

load lib.bash

setup() {
	need_witness
	enter_stage
}

# "NUMBER NAME" of the constants with a prefix in a C header.
constants() {
	printf '#include <%s>\n' "$1" | cc -E -dM - |
		sed -nE "s/^#define ($2[A-Za-z0-9_]+) ([0-9]+)\$/\2 \1/p"
}

names() {
	constants asm/unistd_64.h __NR_ | sed 's/__NR_//' > syscall.names
	constants linux/capability.h CAP_ > cap.names
}

# "CAP VERDICT SYSCALL", distinct, of witness and report.
checks_of_witness() {
	awk 'FILENAME == ARGV[1] { cap[$1] = $2; next } FILENAME == ARGV[2] { sys[$1] = $2; next }
	     { print cap[$1], $2, sys[$3] }' cap.names syscall.names witness | sort -u
}

checks_of_report() {
	jq -r '.capabilities[] | .name as $name | .evidence[] | .syscall as $call
		| (select(.granted > 0) | "\($name) allow \($call)"),
		  (select(.denied > 0) | "\($name) deny \($call)")' report.json | sort -u
}

# Each call site of the report is a symbol in a stack of the witness for that capability.
sites_agree() {
	local cap site number

	sed -i -E 's/\.(isra|constprop|part|cold)[.0-9]*//g' witness
	while read -r cap site; do
		number=$(awk -v cap="$cap" '$2 == cap { print $1 }' cap.names)
		grep -qE "^$number .*[ <]$site(<|$)" witness ||
			{ echo "the tracer did not see $cap at $site"; return 1; }
	done < <(jq -r '.capabilities[] | "\(.name) \(.evidence[].call_site)"' report.json | sort -u)
}

syscalls_of_witness() {
	awk 'NR == FNR { name[$1] = $2; next } { print name[$1] }' syscall.names witness | sort -u
}

syscalls_of_report() {
	jq -r '.syscalls.x86_64[] | select(any(.why[]; . == "observed")) | .name' report.json | sort -u
}

agree() {
	names
	"${alone[@]}" bash "$here/truth.bash" caps "$@" 9> witness > output || true
	record -- "$@" > output || true
	report
	diff -u --label tracer <(checks_of_witness) --label leastcap <(checks_of_report)
	[ "$(checks_of_report | wc -l)" -gt 2 ]
	sites_agree

	"${alone[@]}" bash "$here/truth.bash" syscalls "$@" 9> witness > output || true
	diff -u --label tracer <(syscalls_of_witness) --label leastcap <(syscalls_of_report)
}

@test "a listing of a tree" { agree ls -lR /etc; }

@test "the same by a user who may not look everywhere" {
	agree setpriv --reuid 1 --regid 1 --clear-groups find /etc /proc/1 /root -maxdepth 2
}

@test "an archive" { agree tar -cf /dev/null /etc; }

@test "an interpreter" {
	agree python3 -c 'import socket, json, os; os.stat("/etc/shadow"); print(os.cpu_count())'
}

@test "a pipeline" { agree sh -c 'sort /etc/passwd | uniq -c | head -n 3 > /dev/null; id; hostname'; }

@test "the network settings" {
	agree sh -c 'cat /proc/sys/net/ipv4/*forward* /proc/net/dev; ls /proc/sys/net/core'
}
