# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2154 # tmp, n, tolerance: of run
# Other tracers at the same loads, in the same rounds as leastcap. Those that stop what they trace (strace), or make it
# wait, are judged by the time on the wall.
with_strace() { under strace -f -c -o /dev/null :: "$@"; }
with_strace_filter() { under strace -f -c --seccomp-bpf -e trace=sethostname -o /dev/null :: "$@"; }
with_perf() { under perf trace -s -o /dev/null :: "$@"; }
with_bpftrace() {
	hold_peer bpftrace -e 'tracepoint:raw_syscalls:sys_enter { @[pid] = count(); }' && under :: "$@" && release_peer
}
with_syscount() { hold_peer syscount && under :: "$@" && release_peer; }

# As they are told: strace -f -c, the same with a filter that selects sethostname alone, perf trace -s, bpftrace
# counting by pid, syscount of libbpf-tools, and leastcap.
declare -A peer_names=([strace]=strace [strace-filter]=--seccomp-bpf [perf]=perf [bpftrace]=bpftrace
	[syscount]=syscount [target]=leastcap)

# there PEER...: those that are installed.
there() {
	local peer

	for peer; do ! command -v "${peer%%-*}" >/dev/null || echo "$peer"; done
}

# told_of PEER...: the medians of their ratios in the last pairs.
told_of() {
	local peer text='' median

	for peer; do
		if [ -e "$tmp/pairs.$peer" ]; then
			read -r median _ < <(ratio "$peer" | sort -g | short)
			text+="${text:+, }${peer_names[$peer]} $median"
		else
			text+="${text:+, }${peer_names[$peer]} not installed"
		fi
	done
	echo "$text"
}

# peers KEY LOAD WALL-SLICES: what they make of a load, beside the row of a goal.
peers() {
	local -a present
	local tolerance=$tolerance

	mapfile -t present < <(there bpftrace syscount)
	pairs "$2" "${present[@]}" target
	beside "$1" "CPU x: $(told_of bpftrace syscount target)"
	if [ "$1" = P1 ]; then
		[ ! -e "$tmp/pairs.bpftrace" ] || times_over target bpftrace | goal P6.bpftrace
		[ ! -e "$tmp/pairs.syscount" ] || times_over target syscount | goal P6.syscount
	fi
	tolerance=2
	mapfile -t present < <(there strace strace-filter perf)
	pairs "${2%% *} -w -s $3${2#"${2%% *}"}" "${present[@]}" target
	beside "$1" "wall x: $(told_of strace strace-filter perf target)"
	if [ "$1" = P1 ]; then
		[ ! -e "$tmp/pairs.strace" ] || times_over strace target | goal P7
	fi
}

group_peers() {
	local n=$((n < 3 ? n : 3)) name

	peers P1 load_getpid 40
	command -v strace >/dev/null || unmeasured P7 'no strace'
	for name in bpftrace syscount; do
		command -v "$name" >/dev/null || unmeasured "P6.$name" "no $name"
	done
	peers P3 load_granted 40
	n=$((n < 2 ? n : 2))
	peers P9 load_spawn 10
	! command -v nginx >/dev/null || peers P8.nginx "$(nginx_load "$(some_port)")" 10
	! command -v redis-server >/dev/null || peers P8.redis "$(redis_load "$(some_port)")" 10
	n=1
	peers build "$(build_load)" 1
}
