#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# What CMD and its descendants did, as the kernel's own tracer (tracefs) tells it: the witness that the live
# tests hear besides leastcap. No eBPF in it.
#
#   truth.bash caps CMD [ARG...]       CAP_NUMBER allow|deny SYSCALL_NUMBER SYMBOL<SYMBOL<...
#   truth.bash syscalls CMD [ARG...]   SYSCALL_NUMBER
#
# Distinct lines go to descriptor 9 (or stdout), sorted; CMD keeps its own descriptors and its exit status.
# 77: this machine cannot. Symbols: innermost
# first. Numbers are those of the call's own ABI.
set -eu

cannot() { echo "truth: $*" >&2; exit 77; }
usage() { sed -n 's/^#   /usage: /p' "$0" >&2; exit 2; }

what=${1:-}
[ $# -ge 2 ] || usage
case $what in caps|syscalls) shift ;; *) usage ;; esac
[ "$(id -u)" = 0 ] || cannot "not root"

tracing=/sys/kernel/tracing
[ -d $tracing/instances ] || mount -t tracefs tracefs $tracing 2>/dev/null || cannot "no tracefs"
instance=$tracing/instances/leastcap-truth-$$
mkdir $instance 2>/dev/null || cannot "no tracing instance"
trap 'echo 0 > $instance/tracing_on; sleep 0.05; rmdir $instance' EXIT

cd $instance
echo 0 > tracing_on
[ -e events/raw_syscalls/sys_enter ] || cannot "no tracepoint raw_syscalls:sys_enter"
echo 32768 > buffer_size_kb
echo 1 > options/event-fork
echo 0 > options/irq-info
if [ "$what" = caps ]; then
	[ -e events/capability/cap_capable ] || cannot "no tracepoint capability:cap_capable"
	echo stacktrace > events/capability/cap_capable/trigger
	echo 1 > events/capability/cap_capable/enable
fi
echo 1 > events/raw_syscalls/sys_enter/enable
cd - > /dev/null

# The shell becomes CMD once its own number is on the list; what it does before its execve is not CMD's.
status=0
# shellcheck disable=SC2016
bash -c 'echo $$ > "$0/set_event_pid" && echo 1 > "$0/tracing_on" && exec 9>&- "$@"' $instance "$@" ||
	status=$?
echo 0 > $instance/tracing_on

if grep -q '^overrun: [1-9]' $instance/per_cpu/cpu*/stats; then
	cannot "the trace buffer overflowed"
fi

{ true >&9; } 2>/dev/null || exec 9>&1
awk -v what="$what" '
function flush_check() {
	if (check != "")
		print check, stack
	check = stack = ""
}
# "  comm-PID  [CPU] TIME: EVENT: ..."; comm may hold anything, so count from the known text on.
match($0, /-[0-9]+ +\[[0-9]+\] +[0-9.]+: (sys_enter|cap_capable|<stack trace>)/) {
	flush_check()
	rest = substr($0, RSTART + 1)
	pid = rest + 0
	if (rest ~ /^[0-9]+ +\[[0-9]+\] +[0-9.]+: sys_enter: NR /) {
		sub(/^.*: sys_enter: NR /, "", rest)
		nr[pid] = rest + 0
		begun = begun || nr[pid] == 59
		if (begun && what == "syscalls")
			print nr[pid]
	} else if (!begun) {
		next
	} else if (rest ~ /: cap_capable: /) {
		cap = ret = rest
		sub(/^.* cap /, "", cap)
		sub(/^.* ret /, "", ret)
		last[pid] = (cap + 0) " " (ret + 0 ? "deny" : "allow") " " (pid in nr ? nr[pid] : "-")
	} else
		check = last[pid]
	next
}
/^ => / { if (check != "") stack = stack (stack == "" ? "" : "<") $2 }
END { flush_check() }
' $instance/trace | sort -u >&9
exit $status
