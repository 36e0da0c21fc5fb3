# SPDX-License-Identifier: BSD-2-Clause
# What the live tests share: the stage of an act, a recording of it, and the comparison with what it said.
# shellcheck shell=bash disable=SC2034

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=${OUT:-$here/../../.output}
LEASTCAP=$(realpath -m "${LEASTCAP:-$out/leastcap}")
ACTS=$(realpath -m "${ACTS:-$out/tests/acts}")
tracing=/sys/kernel/tracing

need_root() {
	[ "$(id -u)" = 0 ] || skip "needs root"
}

need_tracefs() {
	[ -d $tracing/instances ] || mount -t tracefs tracefs $tracing 2> /dev/null || skip "no tracefs"
}

# A hook on capability checks: the tracepoint (6.14), or a function to probe.
need_hook() {
	need_root
	need_tracefs
	[ -e $tracing/events/capability/cap_capable ] ||
		grep -qw security_capable $tracing/available_filter_functions ||
		skip "this kernel has neither the tracepoint cap_capable nor a traceable security_capable"
}

# For tests that hear the kernel's tracer as a witness.
need_witness() {
	need_root
	need_tracefs
	[ -e $tracing/events/capability/cap_capable ] || skip "no tracepoint capability:cap_capable"
}

# An empty directory of root's, as the acts want it.
enter_stage() {
	cd "$(mktemp -d "$BATS_TEST_TMPDIR/stage.XXXXXX")" || return
}

# soon CONDITION: waits for it, 10 s at most.
soon() {
	for _ in $(seq 100); do
		eval "$1" && return
		sleep 0.1
	done
	echo "never: $1"
	return 1
}

# How many of our BPF programs the kernel has.
programs_loaded() {
	bpftool prog list 2> /dev/null | grep -cE 'name (check_|call_|process_)' || true
}

# run_act COMMAND...: its lines in ./expect, its messages in ./errors, its end in $ended; 77 skips the test.
run_act() {
	ended=0
	"$@" > expect 2> errors || ended=$?
	[ "$ended" != 77 ] || skip "$(cat errors)"
}

# caps_of VERDICT: the capabilities ./expect names with it, one a line.
caps_of() {
	awk -v verdict="$1" '/^CAP_/ && $2 == verdict { print $1 }' expect | sort -u
}

# only "CAP_A CAP_B": sets $only to a prefix that runs a command as root who has no other capability.
only() {
	local set=-all cap

	for cap in $1; do
		cap=${cap#CAP_}
		set+=,+${cap,,}
	done
	only=(setpriv --bounding-set $set --inh-caps=-all --ambient-caps=-all --)
}

# all_listed FUNCTION PATTERN: the test file has a test of that function for each act whose source matches.
all_listed() {
	local source name

	while read -r source; do
		name=$(basename "$source" .c)
		grep -q "^@test \"$name\" { $1 $name; }" "$BATS_TEST_FILENAME" ||
			{ echo "$name is not"; return 1; }
	done < <(grep -l "$2" "$here"/../acts/*.c)
}

# Prefix that runs a command in a network of its own: only loopback, every port free, default settings.
# shellcheck disable=SC2016
alone=(unshare -n -- sh -c 'ip link set lo up && exec "$@"' alone)

# record [OPTION...] -- COMMAND...: into ./profile.json.
record() {
	"${alone[@]}" "$LEASTCAP" record -q -o profile.json "$@"
}

report() {
	"$LEASTCAP" report --format json profile.json > report.json
}

# compare [refused|exact]: ./report.json against ./expect. "refused": further capabilities may be asked for,
# and those that only setpriv used do not count.
compare() {
	local problems

	problems=$(jq -r --rawfile expect expect --arg mode "${1:-exact}" -f "$here/expect.jq" report.json) ||
		return
	[ -z "$problems" ] || {
		echo "$problems"
		echo "--- the act said:" && cat expect
		echo "--- the report said:" && jq -c '.incomplete_reasons, .capabilities[]' report.json
		return 1
	}
}

# least: the capabilities to keep, as scripts get them.
least() {
	"$LEASTCAP" report --least caps profile.json
}
