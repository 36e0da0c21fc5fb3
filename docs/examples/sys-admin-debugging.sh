#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# CAP_SYS_ADMIN "for debugging": what strace, gdb and perf need in fact.
# shellcheck source=docs/examples/lib.sh
. "$(dirname "$0")/lib.sh"
stage
need "no strace" command -v strace
need "no gdb" command -v gdb
need "no setpriv" command -v setpriv

# Somebody else's process, to be looked at.
setpriv --reuid=nobody --regid=nogroup --clear-groups sleep 600 &
victim=$!
trap 'kill $victim' EXIT
echo $victim > pid

step strace
# shellcheck disable=SC2016
show 'leastcap record -o strace.json -- timeout 0.5 strace -q -o trace.txt -p $(cat pid)' lines 'least|complete'
# strace is ended by the time limit, so the status that means "it worked" is timeout's 124.
# shellcheck disable=SC2016
show 'leastcap minimize -q --expect 124 strace.json -- timeout 0.5 strace -q -o trace.txt -p $(cat pid)' \
	lines 'needs|CAP_|^ {20}'

step gdb
# shellcheck disable=SC2016
show "leastcap record -o gdb.json -- gdb -q -batch -p \$(cat pid) -ex 'info inferiors'" lines 'process|least|complete'
# gdb ends with 0 even when it could not attach: its output tells.
show "leastcap minimize -q --compare-output gdb.json -- gdb -q -batch -p \$(cat pid) -ex 'info inferiors'" \
	lines 'needs|CAP_|^ {20}'

step perf
if perf stat -e task-clock true > /dev/null 2>&1; then
	show 'leastcap record -o perf.json -- perf stat -a -e task-clock -o stat.txt sleep 0.1' lines 'least|complete'
	show 'leastcap report perf.json' lines 'granted to|instead:|CAP_PERFMON$'
else
	echo "skipped: no perf that works on this kernel"
fi

step given
cat > debug.service <<'END'
[Service]
ExecStart=/usr/bin/timeout 0.5 /usr/bin/strace -q -o /srv/trace.txt -p PID
CapabilityBoundingSet=CAP_SYS_ADMIN CAP_SYS_PTRACE CAP_DAC_OVERRIDE CAP_SETUID CAP_SETGID CAP_KILL
END
sed -i "s/PID/$victim/" debug.service
show 'grep Capability debug.service' whole
show 'leastcap record -o given.json --unit-file debug.service' lines 'least|complete'
show 'leastcap generate -q docker given.json' lines 'TRAP sys|TRAP file|^--cap'
