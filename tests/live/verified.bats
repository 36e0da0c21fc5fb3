#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# What the kernel's verifier has to look through to take our programs, against figures that are kept for each release
# of the kernel in tests/bench/verified: a change that makes it half as much again is not made without being noticed.
# (A program of a few instructions may grow by some hundred.)
#
# VERIFIED_UPDATE=1 writes this kernel's figures anew; tests/bench/verified/update does that for kernels of guests.

load lib.bash

setup() {
	need_hook
	cd "$here/../.."
	release=$(uname -r | grep -oE '^[0-9]+\.[0-9]+')
	kept=tests/bench/verified/$release
	figures=$BATS_TEST_TMPDIR/figures
	export OUT=$out LEASTCAP
	[ -x "$out/tests/bench/verified" ] || skip "not built: $out/tests/bench/verified"
}

# offenders KEPT MEASURED: a line for each program that is over 1.5 times its kept figure and 500 more, or has none.
offenders() {
	awk '
	FNR == NR { if ($1 !~ /^#/) kept[$1, $2] = $3; next }
	!(($1, $2) in kept) { print $1 ": " $2 ": " $3 " instructions, none kept"; next }
	2 * $3 > 3 * kept[$1, $2] + 1000 { print $1 ": " $2 ": " $3 " instructions, kept are " kept[$1, $2] }' "$1" "$2"
}

measure() { # MODE
	local status=0

	tests/bench/verified/measure "$@" > "$figures" 2> "$figures.err" || status=$?
	[ "$status" != 77 ] || skip "Linux $release does not tell how much it verified"
	[ "$status" = 0 ] || { cat "$figures.err" "$figures"; return 1; }
}

update() {
	measure
	mv "$figures" "$kept"
}

holds() { # MODE
	local found

	[ -z "$VERIFIED_UPDATE" ] || [ "$1" != default ] || update
	measure "$1"
	[ -e "$kept" ] || skip "no figures are kept for Linux $release"
	found=$(offenders "$kept" "$figures")
	[ -z "$found" ] || {
		echo "$found"
		echo "(kept in $kept; if it is meant: VERIFIED_UPDATE=1 bats tests/live/verified.bats)"
		return 1
	}
}

@test "record of a command" { holds default; }
@test "record of all that can be learnt" { holds full; }
@test "trace of refusals with stacks" { holds refusals; }
@test "record of containers, also those to come" { holds members; }

@test "more than half as much again is told, and a program that is new; less or gone is not" {
	printf 'default %s\n' 'same 1000' 'limit 1000' 'over 1000' 'less 1000' 'gone 1000' > "$BATS_TEST_TMPDIR/kept"
	printf 'default %s\n' 'same 1000' 'limit 2000' 'over 2001' 'less 10' 'fresh 7' > "$figures"
	[ "$(offenders "$BATS_TEST_TMPDIR/kept" "$figures")" = "default: over: 2001 instructions, kept are 1000
default: fresh: 7 instructions, none kept" ]
	printf 'full same 1000\n' > "$figures" # another mode's figure is no one's
	[ -n "$(offenders "$BATS_TEST_TMPDIR/kept" "$figures")" ]
}
