# SPDX-License-Identifier: BSD-2-Clause
# What tests/bench/scale/run stands on: cgroups and processes that are gone afterwards, a recorder in the background,
# tables and the lines through them.
# shellcheck shell=bash disable=SC2034,SC2154

tools=$bin/scale
patience=${BENCH_WAIT:-120}

die() {
	echo "scale: $*" >&2
	exit 1
}

say() { [ ! -t 2 ] || printf '\r\033[K%s' "$*" >&2; }
calc() { awk "BEGIN { printf \"%.4f\", $1 }"; }

tmp=$(mktemp -d) || exit 1
holder='' crowd='' scope=''
cleanup() {
	local pid

	for pid in "$holder" "$crowd"; do [ -z "$pid" ] || kill "$pid" 2>/dev/null; done
	[ -z "$scope" ] || end_scope
	rm -rf "$tmp"
}
trap cleanup EXIT
trap 'exit 1' INT TERM

# least N COMMAND...: the least number that it says in N times.
least() {
	local i

	for ((i = 0; i < $1; i++)); do "${@:2}" || return; done | sort -g | head -n 1
}

# --- hooks that are nobody's -----------------------------------------------
wait_clean() {
	local until=$((SECONDS + patience)) who

	while who=$("$bin/busy"); [ -n "$who" ]; do
		[ $SECONDS -lt $until ] || die "other BPF programs stay on the hooks: $who"
		sleep 0.2
	done
}

# --- what goes on in the background ------------------------------------------
# hold COMMAND...: until release; it says "ready" when it is there, and what else it says with that is in $ready.
hold() {
	coproc HOLD { exec "$@" 2>"$tmp/holder.err"; }
	holder=$HOLD_PID
	while read -r ready <&"${HOLD[0]}"; do
		case $ready in *ready*) return 0 ;; esac
	done
	die "cannot start: $* ($(head -c 300 "$tmp/holder.err"))"
}

release() {
	local pid=$holder

	holder=
	eval "exec ${HOLD[1]}>&-"
	wait "$pid" 2>/dev/null
	return 0
}

# follow OPTION...: a recording until unfollow; $followed is the recorder's pid.
follow() {
	hold "$tools/meter" "$tmp/meter" "$LEASTCAP" record -o "$tmp/profile.json" "$@"
	followed=${ready#ready }
}

unfollow() {
	local pid=$holder

	kill -INT "$pid"
	wait "$pid" || die "the recording failed: $(head -c 300 "$tmp/holder.err")"
	holder=
	put_meter 0 0
}

# put_meter BEGIN END: of the workload, where it is not the recorder that tells.
put_meter() {
	local begin ready interrupted end cpu rss

	read -r begin ready interrupted end cpu rss <"$tmp/meter"
	[ "$ready" != 0 ] || ready=$1
	[ "$interrupted" != 0 ] || interrupted=$2
	put start "$(calc "($ready - $begin) / 1e6")"
	put stop "$(calc "($end - $interrupted) / 1e6")"
	put cpu "$(calc "$cpu / 1e6")"
	put rss "$(calc "$rss / 1024")"
}

# What the recorder takes of one CPU within so many seconds in which nobody does anything.
percent_in() {
	local before after

	read -r before _ <"/proc/$followed/schedstat"
	sleep "$1"
	read -r after _ <"/proc/$followed/schedstat"
	calc "($after - $before) / 1e7 / $1"
}

idle_percent() { percent_in 1; }

# At first it asks who runs these cgroups, for 5 s at most: what is measured comes after that.
settle() {
	local begin=${EPOCHREALTIME/./} until=$((SECONDS + 7))

	while [ $SECONDS -lt $until ] && ! awk "BEGIN { exit $(percent_in 0.6) > 1 }"; do :; done
	put settled "$(calc "(${EPOCHREALTIME/./} - $begin) / 1000 - 600")"
}

# gather N [DIR]: a crowd in the cgroup, until disperse.
gather() {
	rm -f "$tmp/crowd.in"
	mkfifo "$tmp/crowd.in"
	"${enter[@]}" "$scope/own" "$tools/crowd" "$@" <"$tmp/crowd.in" >"$tmp/crowd.out" 2>&1 &
	crowd=$!
	exec {crowd_in}>"$tmp/crowd.in"
	until grep -q "^ready $1\$" "$tmp/crowd.out"; do
		kill -0 "$crowd" 2>/dev/null || die "no crowd of $1: $(cat "$tmp/crowd.out")"
		sleep 0.1
	done
}

# Each of them makes a call.
stir() {
	local before

	before=$(grep -c stirred "$tmp/crowd.out")
	kill -USR1 "$crowd"
	until [ "$(grep -c stirred "$tmp/crowd.out")" -gt "$before" ]; do sleep 0.1; done
}

disperse() {
	exec {crowd_in}>&-
	wait "$crowd"
	crowd=
}

# --- cgroups ---------------------------------------------------------------
# $scope: a new cgroup, of version 2 where there is one.
make_scope() {
	local at

	for at in /sys/fs/cgroup /sys/fs/cgroup/unified /sys/fs/cgroup/pids; do
		[ -e "$at/cgroup.procs" ] || continue
		scope=$at/leastcap-scale-$$
		mkdir -p "$scope/own" && return
	done
	die 'cannot make a cgroup'
}

# Whoever is in it ends.
end_scope() {
	local pid

	for _ in {1..100}; do
		[ ! -e "$scope/cgroup.kill" ] || echo 1 >"$scope/cgroup.kill"
		while read -r pid; do kill -9 "$pid" 2>/dev/null; done < <(members)
		find "$scope" -depth -type d -exec rmdir {} + 2>/dev/null
		[ -d "$scope" ] || break
		sleep 0.1
	done
	[ ! -d "$scope" ] || echo "scale: left behind: $scope" >&2
	scope=
}

members() { find "$scope" -name cgroup.procs -exec cat {} + 2>/dev/null; }

# shellcheck disable=SC2016 # for the shell inside
enter=(sh -c 'echo 0 >"$0/cgroup.procs" && exec "$@"')
inside() { "${enter[@]}" "$scope/own" "$@"; }

# The same for a function of this script.
inside_shell() (
	echo 0 >"$scope/own/cgroup.procs" || exit
	"$@"
)

# As many processes as asked for, or as there is room for: 128 KiB each is more than they take.
room_for() {
	local pids memory

	pids=$(find /proc/[0-9]*/task -maxdepth 1 -mindepth 1 2>/dev/null | wc -l)
	pids=$(($(cat /proc/sys/kernel/pid_max) - 300 - pids - ${SPARE:-2000}))
	memory=$(awk '/^MemAvailable/ { print int($2 / 2 / 128) }' /proc/meminfo)
	printf '%d\n%d\n%d\n' "$1" "$pids" "$memory" | sort -n | head -n 1
}

# --- tables ----------------------------------------------------------------
# put NAME VALUE: one sample of a line that is under way.
put() { echo "$2" >>"$tmp/sample.$1"; }
forget() { rm -f "$tmp"/sample.*; }

# best NAME: what the load of others disturbed least.
best() { sort -g "$tmp/sample.$1" | head -n 1; }

median() {
	sort -g "$1" | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

declare -A units=([getpid]=ns [empty]=ns [added]=ns [over]=x [spawn]=us [spawned]=us [start]=ms [settled]=ms
	[stop]=ms [cpu]=ms [idle]=% [rss]=MiB [maps]=MiB [profile]=KiB)
declare -A fact_units=([without]=us [with]=us [added]=us)

begin_table() { # TITLE FIRST COLUMN...
	local column

	columns=("${@:3}")
	: >"$tmp/table"
	printf '\n%s\n%-24s' "$1" "$2"
	for column in "${columns[@]}"; do printf ' %9s' "$column"; done
	printf '\n%-24s' ''
	for column in "${columns[@]}"; do printf ' %9s' "$(unit_of "$column")"; done
	echo
}

# Facts take microseconds, calls nanoseconds.
unit_of() {
	case " ${columns[*]} " in
	*' kept '*) echo "${fact_units[$1]:-${units[$1]:-}}" ;;
	*) [ "$1" != without ] || units[without]=ns; echo "${units[$1]:-}" ;;
	esac
}

line() { # SIZE COLUMN...
	local column value row=$1

	say
	printf '%-24s' "$1"
	for column in "${@:2}"; do
		case $column in
		start | stop | cpu | with | without | spawn) value=$(best "$column") ;;
		*) value=$(median "$tmp/sample.$column") ;;
		esac
		row+=$'\t'$value
		awk -v x="$value" 'BEGIN {
			size = x < 0 ? -x : x
			format = x == int(x) ? "%d" : size < 10 ? "%.2f" : size < 1000 ? "%.1f" : "%.0f"
			printf " %9s", sprintf(format, x)
		}'
	done
	echo
	echo "$row" >>"$tmp/table"
}

# end_table COLUMN...: the straight line through each of them, by least squares, and how far off it is at most.
end_table() {
	local column i

	for column; do
		for i in "${!columns[@]}"; do
			[ "${columns[i]}" != "$column" ] || fit "$column" $((i + 2))
		done
	done
}

fit() { # COLUMN FIELD
	awk -F '\t' -v name="$1" -v unit="$(unit_of "$1")" -v k="$2" '
	{ x[NR] = $1; y[NR] = $k; sx += $1; sy += $k; sxx += $1 * $1; sxy += $1 * $k }
	END {
		if (NR < 3) exit
		b = (NR * sxy - sx * sy) / (NR * sxx - sx * sx)
		a = (sy - b * sx) / NR
		for (i = 1; i <= NR; i++) {
			d = y[i] - a - b * x[i]
			if (d < 0) d = -d
			if (d > off) off = d
		}
		printf "  %s = %.4g %s + %.3g %s per 1000 (off by %.3g at most)\n", name, a, unit, 1000 * b, unit, off
	}' "$tmp/table"
}
